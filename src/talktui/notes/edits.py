"""Every edit there is: intents that make new bytes from a note's bytes, and can be replayed.

Each is a frozen dataclass with `title` (what undo and the status line say), `key` (the talk it is
about) and `apply(data)`, which raises :class:`talktui.notes.problem.Refused` and gives equal bytes
when nothing changes.
"""

from talktui.notes.body_edits import AppendLine, ReplaceBody, ReplaceText
from talktui.notes.edit import Edit
from talktui.notes.front_edits import ChangeCategories, ChangeTags, MarkTalks, SetField
from talktui.notes.log_edits import AddSection, Reattach
from talktui.notes.new_notes import file_name, new_note

__all__ = [
    "AddSection",
    "AppendLine",
    "ChangeCategories",
    "ChangeTags",
    "Edit",
    "MarkTalks",
    "Reattach",
    "ReplaceBody",
    "ReplaceText",
    "SetField",
    "file_name",
    "new_note",
]
