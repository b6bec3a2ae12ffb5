"""Several edits of one file, made with one write: a talk log's marked talks all stand in one file.

Written one by one, two hundred of them would take as many reads and syncs of the whole log.
"""

from __future__ import annotations

from collections.abc import Sequence

from talktui.notes.edit import Edit
from talktui.notes.log_place import same_talk
from talktui.notes.problem import Refused
from talktui.notes.talk import TalkKey


class Together:
    """`edits` of one file, in their order; one that is refused leaves the others standing.

    `base` are the bytes that the person saw. After each `apply`, `changed` holds the edits that changed
    something, and `refused` the others' reasons.
    """

    def __init__(self, edits: Sequence[Edit], base: bytes | None) -> None:
        self._edits = tuple(edits)
        self._base = base
        self.key = TalkKey(self._edits[0].key.path)
        self.changed: list[Edit] = []
        self.refused: list[Refused] = []

    @property
    def title(self) -> str:
        """What undo calls it."""
        return self._edits[0].title

    def apply(self, data: bytes) -> bytes:
        """See :class:`talktui.notes.edit.Edit`; raises nothing, see `refused`."""
        self.changed, self.refused = [], []
        now = data
        for edit in self._edits:
            try:
                self._check(edit, now)
                after = edit.apply(data)
            except Refused as error:
                self.refused.append(error)
                continue
            if after != data:
                self.changed.append(edit)
                data = after
        return data

    def _check(self, edit: Edit, now: bytes) -> None:
        """Refuse an edit whose talk another program has moved to another anchor."""
        anchor = edit.key.anchor
        if anchor is None or self._base is None or now == self._base:
            return
        if not same_talk(self._base, now, anchor):
            raise Refused(
                f"its heading “{anchor}” is gone, or is another talk's now; reload (r) and try again"
            )
