"""What a source and a note say of a talk, field by field, in a form that can be compared.

Both are read by the note's own rules (:mod:`talktui.notes.fields`): a link to a video by what it names, a
date without how it is written. What cannot be read as its field is compared as the text that it is. What is
not said is not in the result.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from functools import lru_cache

from talktui.notes import fields
from talktui.notes.dates import duration_text
from talktui.notes.fields import Fields, read_fields, text_fields
from talktui.notes.front_matter.values import Mapping, Scalar, Sequence, Value
from talktui.notes.front_matter.yaml_new import literal, mapping
from talktui.notes.problem import Problem
from talktui.notes.speakers import parse_speakers, speaker_text
from talktui.notes.talk import Speaker, Talk
from talktui.notes.video_links import video_identity
from talktui.transfer.heading_levels import raised
from talktui.transfer.imported import ImportedTalk
from talktui.transfer.merging.body_parts import PARTS, composed, parts_of

Said = dict[str, str]
"""Field → what is said, as text to compare and to make a digest of; fields that say nothing are left out."""

LISTS = frozenset({"categories", "tags", "related", "speakers"})
"""Fields whose lines, in :data:`Said`, are items."""
FIELDS = tuple(name for name in fields.KEYS if name != "id")
_RESERVED = (
    {path[0] for paths in fields.KEYS.values() for path in paths}
    | {"talks", "talk_level", "not_talks", "defaults", "heading", "source", *PARTS}
)  # fmt: skip
_FIELD_OF = {
    path[0]: name for name, paths in fields.KEYS.items() for path in paths if path[0] != "taxonomies"
}
_FIRST_ALWAYS = frozenset(FIELDS) - {"title", "conference", "categories", "video"}
"""Fields that a log's entry says under their own key wherever they are said: no other key is read then."""
_OWN_KEYS = {name: tuple(".".join(path) for path in paths) for name, paths in fields.KEYS.items()}


def front_of(talk: ImportedTalk, conference: str = "") -> Mapping:
    """The front matter of a talk's note, in the order of the fields, without where it is from.

    What a note would not read as what it is (a link without an address) is left out.
    """
    pairs: list[tuple[str, str | tuple[str, ...] | Value | None]] = [
        ("title", talk.title),
        ("conference", conference),
        ("categories", talk.categories),
        ("speakers", tuple(_written(speaker) for speaker in talk.speakers if speaker.name.strip())),
        ("date", None if talk.when is None else literal(date_text(talk.when))),
        ("video", talk.video),
        ("slides", talk.slides),
        ("url", talk.url),
        ("duration", None if talk.duration is None else duration_text(talk.duration)),
        ("status", None if talk.status is None else talk.status.value),
        ("rating", None if talk.rating is None else literal(talk.rating)),
        ("verdict", talk.verdict),
        ("tags", talk.tags),
        ("related", talk.related),
    ]
    front = mapping(_without_empty_items(pairs))
    read = read_fields(front, [])
    known = [(key, value) for key, value in front.pairs if getattr(read, key) not in (None, ())]
    seen = {key for key, _ in known}
    for key, value in mapping(_without_empty_items(talk.others)).pairs:
        name = key if _may_keep_its_name(key, value, seen) else f"imported_{key}"
        if name not in seen:
            seen.add(name)
            known.append((name, value))
    return Mapping(tuple(known), 0)


def _may_keep_its_name(key: str, value: Value, seen: Collection[str]) -> bool:
    """Whether `key`, a further key of a source, is read as none of the fields in a note that says `seen`.

    A value that cannot be read as the field, `rating: good`, stays what it is; so does `keywords` by `tags`.
    """
    lower = key.lower()
    if lower not in _RESERVED:
        return True
    field = _FIELD_OF.get(lower)
    if field is None or field == "id" or lower in seen:
        return False
    alone = getattr(read_fields(Mapping(((key, value),), 0), []), field)
    return alone in (None, ()) or (field in seen and field in _FIRST_ALWAYS)


def said_by_source(talk: ImportedTalk, front: Mapping, category: Callable[[str], str]) -> Said:
    """What a note says that was made of `talk`, whose front matter is `front`.

    `category` gives the name to show for a category (:meth:`talktui.notes.conference.Folders.category`).
    """
    problems: list[Problem] = []
    read = read_fields(front, problems)
    said = _typed(read, category)
    for key, texts in text_fields(front).items():
        if texts and key not in said:
            said[key] = "\n".join(texts)
    if talk.body or talk.abstract or talk.outline:
        parts = parts_of(composed(talk.body, talk.abstract, talk.outline))
        for part in PARTS:
            if text := parts.said(part):
                said[part] = text
    return said


def said_by_note(talk: Talk, level: int, category: Callable[[str], str], wanted: Iterable[str]) -> Said:
    """What the note says of `talk` itself, of the fields `wanted`; not what its folder says of it.

    `level` is that of its heading in a log, 0 for a note that is one talk.
    """
    own = {key.lower() for key, texts in talk.fields.items() if texts}
    said = _typed(talk, category)
    if "date" in said and not own.intersection(_OWN_KEYS["date"]):
        del said["date"]
    if "categories" in said and not level and not own.intersection(_OWN_KEYS["categories"]):
        del said["categories"]
    if talk.conference and not own.intersection(_OWN_KEYS["conference"]):
        del said["conference"]
    parts = None
    for name in wanted:
        if name in PARTS:
            parts = parts or parts_of(raised(talk.body, level - 1) if level else talk.body)
            text = parts.said(name)
        else:  # what cannot be read as its field is the text that it is
            text = "" if name in said else "\n".join(talk.fields.get(name) or ())
        if text.strip():
            said[name] = text
    return said


def _typed(read: Fields | Talk, category: Callable[[str], str]) -> Said:
    """The known fields; `read` has them by the same names, whether from a note or from front matter alone."""
    said: Said = {}

    def say(name: str, value: str | None) -> None:
        if value:
            said[name] = value

    say("title", read.title)
    say("conference", read.conference)
    say("categories", ", ".join(dict.fromkeys(category(name) for name in read.categories or ())))
    say("tags", ", ".join(read.tags))
    say("speakers", "\n".join(_speaker(speaker) for speaker in read.speakers))
    if read.date is not None:
        say("date", f"{read.date.isoformat()}{f' {read.time.isoformat()}' if read.time else ''}")
    say("video", video_identity(read.video) if read.video else None)
    say("slides", read.slides)
    say("url", read.url)
    say("duration", None if read.duration is None else str(read.duration))
    say("status", read.status.value if read.status else None)
    say("rating", None if read.rating is None else str(read.rating))
    say("verdict", read.verdict)
    say("related", "\n".join(read.related))
    return said


def items(field: str, said: str) -> frozenset[str]:
    """The items of a list, case ignored."""
    return frozenset(said.casefold().split(", " if field in {"tags", "categories"} else "\n"))


def shown(field: str, said: str, video: str | None) -> str:
    """`said` for a person: of a text its beginning. `video` is the link that `said` has the name of."""
    if not said:
        return ""
    if field == "video":
        return video or said
    if field == "duration" and said.isdecimal():
        return duration_text(int(said))
    if field == "speakers":
        return ", ".join(_shown_speaker(*line.split("\t")) for line in said.split("\n"))
    text = " ".join(said.split("\n", 20)[:20])
    return text if len(text) <= 200 else f"{text[:199]}…"


def _shown_speaker(name: str, role: str = "", organisation: str = "") -> str:
    return str(Speaker(name, role or None, organisation or None))


def date_text(when: dt.date | dt.datetime) -> str:
    """A day, or a day and time, in the way that every tool reads: `2025-02-01T10:00:00+01:00`."""
    if not isinstance(when, dt.datetime):
        return when.isoformat()
    offset = when.utcoffset()
    if offset is not None and offset.total_seconds() % 60:
        when = when.replace(tzinfo=None)  # an offset with seconds is none that front matter can say
    return when.isoformat(timespec="seconds")


def _speaker(speaker: Speaker) -> str:
    return "\t".join((speaker.name, speaker.role or "", speaker.organisation or "")).rstrip("\t")


@lru_cache(maxsize=4096)
def _written(speaker: Speaker) -> str:
    """One speaker as a text that is read as that speaker."""
    text = speaker_text((speaker,))
    if parse_speakers(text) == (speaker,):
        return text
    return speaker_text((replace(speaker, role=None, organisation=None),))


def _without_empty_items(
    pairs: Iterable[tuple[str, str | tuple[str, ...] | Value | None]],
) -> list[tuple[str, str | tuple[str, ...] | Value | None]]:
    return [
        (key, tuple(item for item in value if item.strip()) if isinstance(value, tuple) else value)
        for key, value in pairs
        if not isinstance(value, str) or value.strip()
    ]


def value_for_splice(value: Value) -> tuple[str | tuple[str, ...], bool]:
    """What the splicer is given to write `value`, and whether it goes without quotes."""
    match value:
        case Scalar(text=text, plain=plain):
            return text, plain
        case Sequence(items=found):
            return tuple(item.text for item in found if isinstance(item, Scalar)), False
        case Mapping():
            raise TypeError("an imported field is a text or a list of texts")
