"""A talk's fields as the rows of the fields screen, and the rows' changes as edits."""

from __future__ import annotations

from collections.abc import Sequence

from talktui.notes import document, fields
from talktui.notes.edits import ChangeCategories, ChangeTags, Edit, SetField
from talktui.notes.field_values import written_value, wrong_value
from talktui.notes.front_edits import Place
from talktui.notes.front_matter.values import Scalar, Value, texts
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
            inherited = _inherited(talk, name)
            rows.append(FieldRow(name, "", "", 0, editable=talk.read_only is None, hint=hint + inherited))
            continue
        path, value = found
        taken.add(path[0])
        source = ".".join(path)
        shown = _people(talk) if name == "speakers" and not isinstance(value, Scalar) else _shown(value)
        problem = next((p.message for p in talk.problems if p.line and p.line == value.line), "")
        rows.append(
            FieldRow(
                name, shown, source, value.line, editable=talk.read_only is None, problem=problem, hint=hint
            )
        )
    for key, value in front.pairs:
        if key not in taken and key not in {"talks", "defaults"}:
            simple = isinstance(value, Scalar)
            hint = "text" if simple else "a list or a group of values: edit it in the file, with E"
            rows.append(
                FieldRow(
                    key, _shown(value), key, value.line, editable=simple and talk.read_only is None, hint=hint
                )
            )
    return rows


def _people(talk: Talk) -> str:
    return " & ".join(
        ", ".join(part for part in (speaker.name, speaker.role, speaker.organisation) if part)
        for speaker in talk.speakers
    )


def _inherited(talk: Talk, name: str) -> str:
    """What stands in for a field that the file does not say, and where from."""
    value = getattr(talk, name, None)
    if value is None or value in ("", ()):
        return ""
    shown = ", ".join(str(item) for item in value) if isinstance(value, tuple) else str(value)
    return f" · now {shown}, from the text or the folder"


def field_edits(talk: Talk, changes: Sequence[tuple[str, str | None]]) -> list[Edit]:
    """One edit a changed row; lists change item by item, so that the rest keeps its bytes."""
    edits: list[Edit] = []
    for name, value in changes:
        if name in LISTS:
            old = talk.tags if name == "tags" else talk.categories
            new = tuple(item.strip() for item in (value or "").split(",") if item.strip())
            add = tuple(item for item in new if item not in old)
            remove = tuple(item for item in old if item not in new)
            if name == "tags":
                edits.append(ChangeTags(talk.key, add, remove))
            else:
                edits.append(ChangeCategories(talk.key, add, remove, talk.categories))
        else:
            edits.append(SetField(talk.key, name, written_value(name, value) if value else None))
    return edits
