"""The edit that brings an import into a talk log that is there: one write for all its talks."""

from __future__ import annotations

from dataclasses import dataclass, field

from talktui.notes.conference import Folders
from talktui.notes.edit import editable
from talktui.notes.problem import Refused
from talktui.notes.talk import TalkKey
from talktui.notes.text_of import MAX_SIZE
from talktui.transfer.log_text import TALK_LEVEL
from talktui.transfer.merging.log_additions import with_new_talks
from talktui.transfer.merging.log_follow import Follow, followed, levels_of
from talktui.transfer.merging.new_files import Brought

__all__ = ["LEVEL", "Follow", "FollowInLog", "levels_of"]

LEVEL = TALK_LEVEL
"""Of the headings of a new log's talks."""


@dataclass(frozen=True, slots=True)
class FollowInLog:
    """Talks of a log that were imported again, and talks that are new in it.

    It decides afresh on the bytes it is given, as :class:`talktui.transfer.merging.follow_edit.FollowSource`.
    """

    key: TalkKey
    follows: tuple[Follow, ...]
    new: tuple[Brought, ...]
    folders: Folders = field(compare=False, repr=False)

    @property
    def title(self) -> str:
        """What undo calls it."""
        return f"import {len(self.follows) + len(self.new)} talks"

    def apply(self, data: bytes) -> bytes:
        """See :class:`talktui.notes.edit.Edit`."""
        editable(data)
        after = followed(self.key.path, data, self.follows, self.folders) if self.follows else data
        if self.new:
            after = with_new_talks(self.key.path, after, self.new, self.folders)
        if len(after) > MAX_SIZE:
            raise Refused("this log would be larger than 1 MB, which cannot be edited; import as files")
        return after
