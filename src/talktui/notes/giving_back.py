"""Another program's text that stands in no file is given back: put together with the note, or kept.

The text came to light after a save had replaced the file that the other program was writing to. Both
started from the same bytes: where the two changed different lines, both changes are made; else the
other's text is kept for the person to look at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from talktui.notes.changes import NotSaved, Saved
from talktui.notes.edit import Edit, editable, with_text
from talktui.notes.late_writes import LateWrite
from talktui.notes.merge import merged
from talktui.notes.problem import Refused
from talktui.notes.recovery import Recovery
from talktui.notes.talk import TalkKey

WHY = "another program wrote this into the file while it was being saved"


@dataclass(frozen=True, slots=True)
class PutTogether:
    """What another program made of `before`, `late`, is made of the note as well."""

    key: TalkKey
    before: bytes = field(repr=False)
    late: bytes = field(repr=False)

    @property
    def title(self) -> str:
        """What undo calls it."""
        return f"another program's change of {self.key.path}"

    def apply(self, data: bytes) -> bytes:
        """See :class:`talktui.notes.edit.Edit`."""
        if data in (self.late, self.before):
            return self.late
        document = editable(data)
        both = merged(editable(self.before).text, document.text, editable(self.late).text)
        if both is None:
            raise Refused("the same lines of its text were changed in the note")
        return with_text(document, both)


@dataclass(frozen=True, slots=True)
class GivenBack:
    """What became of a text. `saved`: it is in the note now; else it is in the recovery as `kept`.

    Neither: it could not even be kept, and `data` is all there is of it.
    """

    path: str
    data: bytes = field(repr=False)
    saved: Saved | None = None
    kept: str | None = None


def give_back(
    late: Iterable[LateWrite], apply: Callable[[Edit, bytes | None], Saved], recovery: Recovery | None
) -> list[GivenBack]:
    """Put each text into its note with `apply` (`Store.apply`), or keep it. Raises nothing."""
    return [_given_back(one, apply, recovery) for one in late]


def _given_back(
    one: LateWrite, apply: Callable[[Edit, bytes | None], Saved], recovery: Recovery | None
) -> GivenBack:
    kept = one.kept
    try:
        if kept is None and recovery is not None:
            kept = recovery.keep(one.path, one.late, WHY)  # first, so that a kill loses nothing
    except OSError:
        kept = None
    try:
        saved = apply(PutTogether(TalkKey(one.path), one.before, one.late), None)
    except (NotSaved, Refused):
        return GivenBack(one.path, one.late, None, kept)
    try:
        if kept is not None and recovery is not None:
            recovery.drop(kept)
    except OSError:
        pass  # it is offered once more, and is in the note then
    return GivenBack(one.path, one.late, saved, kept)
