"""Where a calendar's events and their properties stand, and whether the calendar is whole.

`icalendar` tells no lines and reads a calendar that ends in the middle as far as it goes. This is the
structure of RFC 5545, section 3.1, and nothing more: folded lines, `NAME;parameters:value`, BEGIN and END.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from talktui.transfer.source_files import SourceError, SourceFile

_PROPERTY = re.compile(r"([A-Za-z0-9-]+)(?:;[^:\"]*(?:\"[^\"]*\"[^:\"]*)*)?:")
_DEEPEST = 8
_LONGEST = 1_000_000
_LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(slots=True)
class EventLines:
    """An event's first line, and the line of each of its properties (the first of a name)."""

    line: int
    properties: dict[str, int] = field(default_factory=dict)

    def of(self, name: str) -> int:
        """The line of a property, or the event's."""
        return self.properties.get(name, self.line)


@dataclass(slots=True)
class CalendarLines:
    """A calendar's text, its first line, and its events' lines in their order."""

    line: int
    text: str = ""
    events: list[EventLines] = field(default_factory=list)


def calendar_lines(file: SourceFile) -> list[CalendarLines]:
    """The calendars of `file`; raises :class:`SourceError` with the line where it is damaged or cut off."""
    calendars: list[CalendarLines] = []
    parts: list[tuple[str, int]] = []
    read: list[str] = []  # of the calendar at hand, unfolded
    last = 1
    for last, line in _unfolded(file):
        read.append(line)
        found = _PROPERTY.match(line)
        if found is None:
            message = f"“{line[:40]}” is no line of a calendar; correct it, or download the file again"
            raise _damaged(file, line, message, last)
        name = found[1].upper()
        part = line[found.end() :].strip().upper()
        if name == "BEGIN":
            if (part == "VCALENDAR") == bool(parts):
                message = f"BEGIN:{part[:40]} does not belong here; the calendar is damaged"
                raise SourceError(file.name, message, last)
            if len(parts) >= _DEEPEST:
                raise SourceError(
                    file.name, "its parts stand in each other more deeply than any calendar's", last
                )
            parts.append((part, last))
            if part == "VCALENDAR":
                calendars.append(CalendarLines(last))
            elif part == "VEVENT":
                calendars[-1].events.append(EventLines(last))
        elif not parts:
            raise SourceError(file.name, f"“{line[:40]}” stands outside of the calendar; it is damaged", last)
        elif name == "END":
            if part != parts[-1][0]:
                begun, where = parts[-1]
                message = f"END:{part[:40]} ends what has not begun: {begun} of line {where} is open"
                cut_off = begun.startswith(part)
                raise (
                    _damaged(file, line, message, last) if cut_off else SourceError(file.name, message, last)
                )
            parts.pop()
            if not parts:
                calendars[-1].text = "\r\n".join(read)
                read = []
        elif parts[-1][0] == "VEVENT":
            calendars[-1].events[-1].properties.setdefault(name, last)
    if parts:
        begun, where = parts[-1]
        message = f"the calendar ends within the {begun} of line {where}: it is cut off; download it again"
        raise SourceError(file.name, message, last)
    if not calendars:
        raise SourceError(file.name, "this is no calendar: it has no BEGIN:VCALENDAR", 1)
    return calendars


def _damaged(file: SourceFile, line: str, message: str, number: int) -> SourceError:
    if file.text.rstrip().endswith(line[-200:]):  # the last line: there is more missing than wrong
        message = "the calendar is cut off here; download it again"
    return SourceError(file.name, message, number)


def _unfolded(file: SourceFile) -> Iterator[tuple[int, str]]:
    """Each content line with the number of its first line; blank ones are read over."""
    first, parts, length = 0, [""], 0
    for number, line in enumerate(_LINE_END.split(file.text), 1):
        if line[:1] in (" ", "\t") and first:
            parts.append(line[1:])
        else:
            if first and (whole := "".join(parts)).strip():
                yield first, whole
            first, parts, length = number, [line], 0
        length += len(line)
        if length > _LONGEST:
            message = f"a line has more than {_LONGEST:,} characters; is this the right file?"
            raise SourceError(file.name, message, first)
    if first and (whole := "".join(parts)).strip():
        yield first, whole
