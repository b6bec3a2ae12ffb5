"""A schedule as its file says it, however that is written, and what is told while it is read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from talktui.transfer.formats import field_texts
from talktui.transfer.imported import Told

Fields = Mapping[str, object]

_EMPTY = re.compile(r"\s*(?:[A-Za-z]+:)?/*\s*")  # a form's `https://` that nobody went on with


@dataclass(frozen=True, slots=True)
class RawEvent:
    """One event as its file says it, and the day and room it stands under."""

    fields: Fields
    day: Fields
    room: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class RawSchedule:
    """A schedule as its file says it: `conference` with all that is said of the whole."""

    conference: Fields
    events: tuple[RawEvent, ...]
    tracks: tuple[str, ...] = ()


@dataclass(slots=True)
class Reading:
    """One schedule on its way to talks."""

    file: str
    raw: RawSchedule
    base: str | None
    zone: ZoneInfo | None
    told: list[Told] = field(default_factory=list)
    _told_once: set[str] = field(default_factory=set)
    _lost: list[tuple[str, int]] = field(default_factory=list)

    def line(self, value: object, what: str, line: int = 0) -> str:
        """`value` as a field of one line; raises `SourceError` as `field_texts.one_line` does."""
        return field_texts.one_line(value, what, self.file, line)

    def tell(self, message: str, line: int = 0) -> None:
        """Tell the person `message` of what stands at `line`."""
        self.told.append(Told(self.file, message, line))

    def tell_once(self, message: str, line: int = 0) -> None:
        """Tell what holds for many talks where it is met first."""
        if message not in self._told_once:
            self._told_once.add(message)
            self.tell(message, line)

    def address(self, value: object, line: int = 0) -> str | None:
        """`value` as an http(s) address; what leads nowhere is told at the end."""
        found = field_texts.web_address(value, self.base)
        if found is None and isinstance(value, str) and value.strip():
            self.lost(value, line)
        return found

    def lost(self, link: str, line: int = 0) -> None:
        """`link` is no address, and goes into no field."""
        if not _EMPTY.fullmatch(link):
            self._lost.append((" ".join(link.split())[:80], line))

    def tell_lost(self) -> None:
        """Tell of all links that were lost, in one sentence."""
        if not self._lost:
            return
        (link, line), more = self._lost[0], len(self._lost) - 1
        which = f"the link “{link}” and {more:,} more are" if more else f"the link “{link}” is"
        relative = not self.base and any(":" not in said for said, _ in self._lost)
        why = "no whole address" + (", and the schedule has no `base_url`" if relative else "")
        self.tell(f"{which} left out: {why}", line)
