"""A conference's `conference.yaml`: made for one that has none; in one that is there only what it lacks.

What stands in such a file is the person's: a key that is there stays as it is, though it may say nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from talktui.notes.conference import read_conference
from talktui.notes.folding import fold
from talktui.notes.front_matter.values import Mapping, Value
from talktui.notes.front_matter.values import Sequence as ListValue
from talktui.notes.front_matter.yaml_new import literal, mapping, yaml_text
from talktui.notes.front_matter.yaml_read import parse_yaml
from talktui.notes.problem import Refused
from talktui.notes.talk import Conference, TalkKey
from talktui.transfer.imported import ImportedConference

_OTHER_NAMES = {"name": ("name", "title")}
_SHOWN = ("start", "end", "location", "url", "playlist")


def together(conferences: Sequence[ImportedConference]) -> ImportedConference:
    """What several sources say of one conference; the first that says something counts."""
    result = conferences[0]
    for other in conferences[1:]:
        lacks = {
            name: said
            for name in ImportedConference.__dataclass_fields__
            if not getattr(result, name) and (said := getattr(other, name))
        }
        result = replace(result, **lacks)
    return result


def front_of(conference: ImportedConference) -> Mapping:
    """What a `conference.yaml` says, in its usual order."""
    days = {
        key: None if day is None else literal(day.isoformat())
        for key, day in (("start", conference.start), ("end", conference.end))
    }
    categories = tuple(
        mapping([("name", name), ("about", about)]) for name, about in conference.categories if name.strip()
    )
    plain = all(not about for _, about in conference.categories)
    named: tuple[str, ...] | Value | None = ListValue(categories, 0) if categories else None
    if plain:
        named = tuple(name for name, _ in conference.categories if name.strip())
    return mapping(
        [
            ("name", conference.name),
            ("start", days["start"]),
            ("end", days["end"]),
            ("location", conference.location),
            ("url", conference.url),
            ("playlist", conference.playlist),
            ("categories", named),
        ]
    )


def conference_bytes(conference: ImportedConference) -> bytes:
    """A new `conference.yaml`; raises :class:`Refused` for what cannot be written."""
    return yaml_text(front_of(conference)).encode()


@dataclass(frozen=True, slots=True)
class AddToConference:
    """The keys that a `conference.yaml` lacks, put below what it says."""

    path: str
    conference: ImportedConference

    @property
    def key(self) -> TalkKey:
        """See :class:`talktui.notes.edit.Edit`."""
        return TalkKey(self.path)

    @property
    def title(self) -> str:
        """What undo calls it."""
        return f"conference {self.conference.name}"

    def apply(self, data: bytes) -> bytes:
        """See :class:`talktui.notes.edit.Edit`."""
        text, front = _read(data)
        have = {key.lower() for key in front.keys()}  # noqa: SIM118 - no dict
        lacks = [
            (key, value)
            for key, value in front_of(self.conference).pairs
            if not have.intersection(_OTHER_NAMES.get(key, (key,)))
        ]
        if not lacks:
            return data
        eol = "\r\n" if "\r\n" in text else "\n"
        if text and not text.endswith("\n"):
            text += eol
        text += yaml_text(Mapping(tuple(lacks), 0)).replace("\n", eol)
        again, problems = parse_yaml(text.removeprefix("\ufeff"))
        if problems or [key for key, _ in again.pairs] != [key for key, _ in (*front.pairs, *lacks)]:
            raise Refused("what the source says of the conference could not be added safely; add it by hand")
        return text.encode()


def _read(data: bytes) -> tuple[str, Mapping]:
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise Refused("it is no UTF-8; save it as UTF-8, then import again") from error
    front, problems = parse_yaml(text.removeprefix("\ufeff"))
    if problems:
        raise Refused(f"{problems[0].message}; put that right, then import again", problems[0].line)
    return text, front


def differences(path: str, data: bytes, conference: ImportedConference) -> list[tuple[str, str, str]]:
    """(key, what the file says, what the source says) where the file says something else."""
    said = read_conference(path, data)
    found = []
    for key in _SHOWN:
        mine, theirs = getattr(said, key), getattr(conference, key)
        if mine and theirs and str(mine) != str(theirs):
            found.append((key, str(mine), str(theirs)))
    missing = [name for name, _ in conference.categories if not _has(said, name)]
    if said.categories and missing:
        found.append(("categories", ", ".join(name for name, _ in said.categories), ", ".join(missing)))
    return found


def _has(conference: Conference, name: str) -> bool:
    return any(fold(name) == fold(known) for known, _ in conference.categories)
