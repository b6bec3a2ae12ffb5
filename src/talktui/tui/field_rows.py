"""A talk's fields as the rows of the fields screen, and the rows' changes as edits."""

from __future__ import annotations

import re
from collections.abc import Sequence

from talktui.notes import document, fields
from talktui.notes.edits import ChangeCategories, ChangeTags, Edit, SetField
from talktui.notes.field_values import written_value, wrong_value
from talktui.notes.front_edits import Place
from talktui.notes.front_matter.operations import same_item
from talktui.notes.front_matter.values import Mapping, Scalar, Value, texts
from talktui.notes.front_matter.values import Sequence as ListValue
from talktui.notes.speakers import speaker_text
from talktui.notes.talk import Note, Talk
from talktui.tui.screens.fields import FieldRow

HINTS = {
    "title": "text",
    "conference": "text; clear it to take the folder's",
    "categories": "names, with commas between",
    "tags": "names, with commas between",
    "speakers": "Name, Role, Organisation & Name, Organisation",
    "date": "2023-11-08, or 2023-11-08 14:30",
    "video": "https://…",
    "slides": "https://…",
    "url": "https://…",
    "duration": "34:12, 1h 5m or seconds",
    "status": "queued, watching, watched, attended or skipped",
    "rating": "1 to 5",
    "verdict": "one line",
    "related": "links or titles",
    "id": "text",
}
__all__ = ["field_edits", "field_rows", "wrong_value"]

LISTS = {"categories", "tags"}
_OF_A_SPEAKER = {
    *("name", "role", "title", "job_title", "position", "job"),
    *("organisation", "organization", "org", "company", "affiliation", "employer"),
}


def _shown(value: Value | None) -> str:
    return ", ".join(texts(value))


def field_rows(talk: Talk, note: Note) -> list[FieldRow]:
    """The known fields first, the empty ones too, then every other key in the file's order."""
    front = Place(document.parse(note.data), talk.key).front
    rows: list[FieldRow] = []
    taken: set[str] = set()
    for name, hint in HINTS.items():
        found = fields.find(front, name)
        if found is None:
            editable = talk.read_only is None
            inherited = _inherited(talk, name)
            if name == "title" and talk.key.anchor is not None:
                rows.append(FieldRow(name, talk.title, "heading", talk.line, editable, hint=hint))
                continue
            allowed = f"{hint} · {inherited} comes from the text or the folder" if inherited else hint
            rows.append(FieldRow(name, editable=editable, hint=allowed, inherited=inherited))
            continue
        path, value = found
        taken.add(path[0])
        source = ".".join(path)
        shown = _shown(value)
        if name == "speakers" and not isinstance(value, Scalar):
            shown = speaker_text(talk.speakers)
        problem = next((p.message for p in talk.problems if p.line and p.line == value.line), "")
        editable, allowed = talk.read_only is None, hint
        if name == "speakers" and not _is_text_enough(value):
            editable, allowed = False, "more than name, role and organisation: edit them in the file, with E"
        rows.append(FieldRow(name, shown, source, value.line, editable, problem, allowed))
    for key, value in front.pairs:
        # What ties an entry to its heading is changed with the title, or it would be tied to nothing.
        ours = {"heading"} if talk.key.anchor is not None else {"talks", "defaults"}
        if key not in taken and key not in ours:
            simple = isinstance(value, Scalar)
            hint = "text" if simple else "a list or a group of values: edit it in the file, with E"
            rows.append(
                FieldRow(
                    key, _shown(value), key, value.line, editable=simple and talk.read_only is None, hint=hint
                )
            )
    return rows


def _is_text_enough(value: Value) -> bool:
    """Whether speakers written as a text would say all that `value` says of them."""
    if isinstance(value, ListValue):
        return all(_is_text_enough(item) for item in value.items)
    if isinstance(value, Mapping):
        return {key.casefold() for key, _ in value.pairs} <= _OF_A_SPEAKER
    return True


def _inherited(talk: Talk, name: str) -> str:
    """What stands in for a field that the file does not say; "" for nothing."""
    value = getattr(talk, name, None)
    if value is None or value in ("", ()):
        return ""
    if name == "speakers":
        return speaker_text(talk.speakers)
    return ", ".join(str(item) for item in value) if isinstance(value, tuple) else str(value)


def field_edits(talk: Talk, changes: Sequence[tuple[str, str | None]]) -> list[Edit]:
    """The edits that make `changes`; lists change item by item, so that the rest keeps its bytes.

    The title comes last: in a talk log it is the heading, by which the other edits find their talk.
    """
    edits: list[Edit] = []
    for name, value in sorted(changes, key=lambda change: change[0] == "title"):
        if name in LISTS:
            edits += _list_edits(talk, name, value or "")
        else:
            edits.append(SetField(talk.key, name, written_value(name, value) if value else None))
    return edits


def _list_edits(talk: Talk, name: str, value: str) -> list[Edit]:
    old = talk.tags if name == "tags" else talk.categories
    new = _items(value, old)
    add = tuple(item for item in new if item not in old)
    remove = tuple(item for item in old if item not in new)
    # One that is only spelled otherwise goes before it comes: in one edit the two would be the same.
    spelled = {same_item(item) for item in add} & {same_item(item) for item in remove}
    before = tuple(item for item in remove if same_item(item) in spelled)
    remove = tuple(item for item in remove if item not in before)
    edits: list[Edit] = []
    if name == "tags":
        if before:
            edits.append(ChangeTags(talk.key, remove=before))
        edits.append(ChangeTags(talk.key, add, remove))
    elif before:
        edits.append(SetField(talk.key, name, ", ".join(new)))
    else:
        edits.append(ChangeCategories(talk.key, add, remove, talk.categories))
    return edits


def _items(value: str, old: Sequence[str]) -> tuple[str, ...]:
    """The names in `value`; one of the `old` ones that holds a comma itself stays one."""
    commas = sorted((item for item in old if "," in item), key=len, reverse=True)
    names: list[str] = []
    rest = value.strip()
    while rest:
        whole = next(
            (item for item in commas if rest == item or re.match(re.escape(item) + r"\s*,", rest)), None
        )
        name = whole if whole is not None else rest.partition(",")[0].strip()
        rest = rest[len(whole) :] if whole is not None else rest[len(rest.partition(",")[0]) :]
        rest = rest.lstrip().removeprefix(",").lstrip()
        if name and name not in names:
            names.append(name)
    return tuple(names)
