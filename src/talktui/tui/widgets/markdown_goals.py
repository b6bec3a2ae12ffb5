"""Where the viewer is to go to in a note: at once, or when the note is laid out that far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from talktui.markdown.places import Place, carried, line_of

if TYPE_CHECKING:
    from talktui.markdown.document import Document


class LaidOut(NamedTuple):
    """A document as far as it is laid out: so many lines, for a view of `room` lines."""

    document: Document
    height: int
    room: int
    complete: bool

    def reaches(self, line: int) -> bool:
        """Whether `line` can be put at the top and stays what it is: a screenful follows it, or nothing."""
        return self.complete or line + self.room < self.height


@dataclass(frozen=True, slots=True)
class ToPlace:
    """A place of the text; `is_read`: what stands there is what one reads, also if it is not at the top."""

    place: Place
    is_read: bool = False

    def line_in(self, laid_out: LaidOut) -> int | None:
        """The line to put at the top, or None: it is not there, or not yet."""
        line = line_of(laid_out.document, self.place)
        return line if laid_out.reaches(line) else None

    def carried(self, before: str, after: str) -> Goal:
        """Where it is in the text `after`, which was `before`."""
        return ToPlace(carried(self.place, before, after), self.is_read)


@dataclass(frozen=True, slots=True)
class ToAnchor:
    """A heading or a footnote."""

    anchor: str
    is_read = True

    def line_in(self, laid_out: LaidOut) -> int | None:
        """As :meth:`ToPlace.line_in`."""
        line = laid_out.document.line_of_anchor(self.anchor)
        return line if line is not None and laid_out.reaches(line) else None

    def carried(self, before: str, after: str) -> Goal:  # noqa: ARG002 - as the others are
        """It is called the same in any text."""
        return self


@dataclass(frozen=True, slots=True)
class ToEnd:
    """The note's last line."""

    is_read = False

    def line_in(self, laid_out: LaidOut) -> int | None:
        """As :meth:`ToPlace.line_in`."""
        return max(0, laid_out.height - laid_out.room) if laid_out.complete else None

    def carried(self, before: str, after: str) -> Goal:  # noqa: ARG002 - as the others are
        """The end is the end of any text."""
        return self


Goal: TypeAlias = ToPlace | ToAnchor | ToEnd
