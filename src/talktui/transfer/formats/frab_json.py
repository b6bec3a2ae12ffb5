"""Schedules in JSON, as frab and pretalx write them (`schedule.json`).

See :mod:`talktui.transfer.formats.schedule`. The schema is schema.json of the C3VOC: `schedule` →
`conference` → `days` → `rooms` (by name) → events.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from talktui.transfer.formats.field_texts import text_of
from talktui.transfer.formats.format import Format
from talktui.transfer.formats.schedule import read_schedule
from talktui.transfer.formats.schedule_raw import Fields, RawEvent, RawSchedule
from talktui.transfer.imported import Imported
from talktui.transfer.source_files import SourceError, SourceFile

NAME: Final = "frab-json"
_KEYS = tuple(re.compile(rb'"%s"\s*:\s*\{' % key) for key in (b"schedule", b"conference"))
_NOTHING: Fields = {}
_MISSES = 20  # events that are looked for in vain: each costs a look through the rest of the file


def recognises(file: SourceFile) -> bool:
    """Whether `file` is an object with a schedule and a conference; it may be damaged otherwise."""
    start = file.data[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"{") and all(key.search(file.data) for key in _KEYS)


def read(files: Sequence[SourceFile]) -> Iterator[Imported]:
    """Each file's schedule; raises :class:`SourceError`."""
    for file in files:
        yield read_schedule(file.name, NAME, _raw(file))


def parsed(file: SourceFile) -> object:
    """What a JSON file says; raises :class:`SourceError` with line and column where it is damaged."""
    try:
        return json.loads(file.text)
    except json.JSONDecodeError as error:
        if error.msg.startswith("Unterminated string") or error.pos >= len(file.text.rstrip()):
            message = "the JSON is cut off here; download it again"
        else:
            message = f"this is no JSON: {error.msg}; correct it, or download it again"
        raise SourceError(file.name, message, error.lineno, error.colno) from error
    except RecursionError as error:
        raise SourceError(file.name, "this JSON is nested more deeply than any schedule") from error
    except ValueError as error:  # an integer of thousands of digits
        raise SourceError(file.name, f"this JSON cannot be read: {error}") from error


def _raw(file: SourceFile) -> RawSchedule:
    top = _mapping(parsed(file))
    schedule = _mapping(top.get("schedule"))
    conference = schedule.get("conference")
    if not isinstance(conference, Mapping):
        raise SourceError(
            file.name, "this is no schedule of frab or pretalx: it has no `schedule` with a `conference`"
        )
    days = conference.get("days") or schedule.get("days")
    events = tuple(_events(days, _Lines(file.text)))
    tracks = conference.get("tracks")
    about = {"base_url": schedule.get("base_url"), "url": schedule.get("url")}
    about |= {str(key): value for key, value in conference.items() if value is not None and key != "days"}
    return RawSchedule(
        about, events, tuple(text_of(item) for item in tracks) if isinstance(tracks, list) else ()
    )


class _Lines:
    """Which line an event stands on: the parser does not tell, so its guid or id is looked for."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._line = 1
        self._missed = 0

    def of(self, event: Fields) -> int:
        """The line where `event` says its guid (or else its id), 0 when it is not found."""
        for key in ("guid", "id") if self._missed < _MISSES else ():
            value = event.get(key)
            if not isinstance(value, str | int) or isinstance(value, bool) or value == "":
                continue
            said = re.escape(json.dumps(value, ensure_ascii=False)) if len(text_of(value)) < 200 else ""
            found = said and re.compile(rf'"{key}"\s*:\s*{said}(?!\w)').search(self._text, self._at)
            if found:
                self._line += self._text.count("\n", self._at, found.start())
                self._at = found.start()
                return self._line
        self._missed += 1
        return 0


def _events(days: object, lines: _Lines) -> Iterator[RawEvent]:
    for day in _listed(days):
        about = _mapping(day)
        rooms = about.get("rooms")
        named = (
            rooms.items() if isinstance(rooms, Mapping) else [(_name(room), room) for room in _listed(rooms)]
        )
        for name, room in named:
            events = _mapping(room).get("events") if isinstance(room, Mapping) else room
            for event in _listed(events):
                if isinstance(event, Mapping):
                    yield RawEvent(event, about, str(name), lines.of(event))


def _name(room: object) -> str:
    return text_of(_mapping(room).get("name"))


def _listed(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()


def _mapping(value: object) -> Fields:
    return value if isinstance(value, Mapping) else _NOTHING


FORMAT: Final = Format(NAME, "frab or pretalx schedule (JSON)", recognises, read)
