"""A new talk's file: its bytes, its name, and the folder it belongs into."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Collection, Mapping
from typing import Literal

from talktui.notes.document import parse
from talktui.notes.folding import fold
from talktui.notes.front_matter.operations import Operation, SetValue
from talktui.notes.front_matter.splice import splice
from talktui.notes.front_matter.toml import splice_toml
from talktui.notes.heading_text import without_quotes
from talktui.notes.headings import sections, slug
from talktui.notes.problem import Refused
from talktui.notes.store import Store
from talktui.notes.talk import Conference, Talk

FieldValue = str | tuple[str, ...] | None

_LONGEST = 80
_HYPHENS = re.compile(r"-{2,}")
_LITERALS = {"rating": re.compile(r"[1-5]"), "date": re.compile(r"\d{4}-\d\d-\d\d")}
_RESERVED = {
    *("con", "prn", "aux", "nul"),  # Windows' devices, whatever the ending
    *(f"{name}{number}" for name in ("com", "lpt") for number in range(10)),
    *("readme", "index", "_index"),  # a folder's page
}


def new_note(
    title: str, fields: Mapping[str, FieldValue] | None = None, kind: Literal["yaml", "toml"] = "yaml"
) -> bytes:
    """The smallest note that says `title` and `fields`: a heading alone, or front matter.

    `kind` is the front matter to write, if any is needed. Raises :class:`Refused` for text that
    cannot be written.
    """
    title = " ".join(title.split())
    if not title:
        raise Refused("a talk needs a title")
    given = {name: value for name, value in (fields or {}).items() if value}
    if not given:
        heading = f"# {title}\n"
        found = sections(heading, 0)
        if len(found) == 1 and found[0].title == without_quotes(title) == title:
            return heading.encode()
    operations: list[Operation] = []
    for name, value in {"title": title, **given}.items():
        literal = isinstance(value, str) and name in _LITERALS and _LITERALS[name].fullmatch(value)
        operations.append(SetValue((name,), value, literal=bool(literal)))
    if kind == "toml":
        return f"+++\n{splice_toml('', operations, 2, chr(10))}+++\n".encode()
    return splice(parse(b""), operations)


def file_name(title: str, taken: Collection[str] = (), date: dt.date | None = None) -> str:
    """A name for the file of `title` that Linux, macOS and Windows all take, and that is not `taken`.

    Lower-case words with hyphens between, after the date if there is one. `taken` are the names in
    the folder; case does not tell two names apart.
    """
    words = "".join(char if char.isalnum() else "-" for char in slug(unicodedata.normalize("NFC", title)))
    stem = _HYPHENS.sub("-", words).strip("-")
    stem = _cut(stem, _LONGEST) or "talk"
    if stem in _RESERVED:
        stem += "-talk"
    if date is not None:
        stem = f"{date.isoformat()}-{stem}"
    have = {unicodedata.normalize("NFC", name).casefold() for name in taken}
    name, number = f"{stem}.md", 2
    while name.casefold() in have:
        name, number = f"{stem}-{number}.md", number + 1
    return name


def _cut(stem: str, size: int) -> str:
    """`stem` in at most `size` bytes of UTF-8, cut between words where that loses little."""
    if len(stem.encode()) <= size:
        return stem
    short = stem.encode()[:size].decode(errors="ignore")
    head, _, _ = short.rpartition("-")
    return (head if len(head) > size // 2 else short).strip("-")


def place_new_talk(
    store: Store, title: str, conference: Conference | None, like: Talk | None, category: str | None
) -> tuple[str, bytes]:
    """The path and bytes of a new talk beside the talk `like`, else in the folder of `conference`.

    It says its conference and category only where its folder does not; its front matter is of the
    kind that `like` has. Raises :class:`Refused` for a title that cannot be written.
    """
    folder = conference.folder if conference is not None else ""
    kind: Literal["yaml", "toml"] = "yaml"
    if like is not None:
        if like.key.anchor is None:
            folder = like.key.path.rpartition("/")[0]
            if like.key.path.rpartition("/")[2].lower().startswith("index."):
                folder = folder.rpartition("/")[0]  # a talk in a folder of its own: beside that
        kind = "toml" if like.text.startswith("+++") else "yaml"
    name = file_name(title, store.names(folder))
    path = f"{folder}/{name}" if folder else name
    place = store.folders.place(path)
    fields: dict[str, FieldValue] = {}
    wanted = conference.name if conference is not None else like.conference if like is not None else ""
    if wanted and place.conference.name != wanted:
        fields["conference"] = wanted
    if category and fold(place.category) != fold(category):
        fields["categories"] = (category,)
    return path, new_note(title, fields, kind)
