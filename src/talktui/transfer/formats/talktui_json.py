"""What `talktui export --format json` writes, read back: docs/export.md says what is in it.

Talks that were imported into the notes once keep where they are from: importing the schedule again finds
them in their new place, too. A talk's text comes whole, its abstract in it.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from talktui.notes.dates import parse_date, parse_zone
from talktui.notes.fields import parse_rating, parse_status, parse_url
from talktui.notes.front_matter.yaml_new import Bare
from talktui.notes.talk import Speaker
from talktui.transfer.export.plain_text import bare_line
from talktui.transfer.formats.field_texts import LONGEST_TITLE, slug
from talktui.transfer.formats.format import Format
from talktui.transfer.imported import Imported, ImportedConference, ImportedTalk, Told
from talktui.transfer.source_files import SourceError, SourceFile

NAME = "talktui"
VERSION = 1
Found = TypeVar("Found")
_BEGINS = re.compile(rb'(?:\xef\xbb\xbf)?\s{0,100}\{\s{0,100}"talktui"\s{0,100}:\s{0,100}\d')


def recognises(file: SourceFile) -> bool:
    """Whether the file begins as an export does."""
    return _BEGINS.match(file.data[:1000]) is not None


def read(files: Sequence[SourceFile]) -> Iterator[Imported]:
    """What each file has: one :class:`Imported` a conference and source. Raises :class:`SourceError`."""
    for file in files:
        yield from _Reading(file).imported()


FORMAT = Format(NAME, "talktui's own export (JSON)", recognises, read)


class _Reading:
    """One file while it is read."""

    def __init__(self, file: SourceFile) -> None:
        self._file = file
        self._told: list[Told] = []
        self._talk = 0  # the number of the one that is read

    def imported(self) -> Iterator[Imported]:
        document = self._document()
        conferences = {
            found.name: found
            for item in self._items(document, "conferences")
            if (found := self._conference(item)) is not None
        }
        groups: dict[tuple[str, str], list[ImportedTalk]] = {}
        for number, item in enumerate(self._items(document, "talks"), 1):
            self._talk = number
            name = self._line(item, "conference") or ""
            said = item.get("source")
            origin: dict[str, Any] = said if isinstance(said, dict) else {}
            source = self._line(origin, "from") or f"talktui:{slug(name) or 'notes'}"
            groups.setdefault((source, name), []).append(self._read(item, self._line(origin, "id")))
        if not groups:
            raise SourceError(self._file.name, "there are no talks in it")
        for (source, name), talks in groups.items():
            conference = conferences.get(name) or (ImportedConference(name) if name else None)
            told, self._told = tuple(self._told), []
            yield Imported(source, NAME, conference, tuple(talks), told=told, complete=False)

    def _document(self) -> dict[str, Any]:
        name = self._file.name
        try:
            document = json.loads(self._file.text)
        except json.JSONDecodeError as error:
            message = f"this is no whole JSON document: {error.msg}; export it again"
            raise SourceError(name, message, error.lineno, error.colno) from error
        except RecursionError as error:
            raise SourceError(name, "it is nested too deep to be an export") from error
        except ValueError as error:
            raise SourceError(name, "a number in it is too long to be read") from error
        if not isinstance(document, dict) or not isinstance(document.get("talktui"), int):
            raise SourceError(name, 'this is no export of talktui: it should begin with {"talktui": 1')
        if document["talktui"] > VERSION:
            message = (
                f"it is of version {document['talktui']}, and this talktui reads {VERSION}; update talktui"
            )
            raise SourceError(name, message)
        return document

    def _items(self, document: dict[str, Any], key: str) -> list[dict[str, Any]]:
        items = document.get(key)
        if items is None:
            return []
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise SourceError(self._file.name, f"“{key}” should be a list of objects")
        return items

    def _conference(self, item: dict[str, Any]) -> ImportedConference | None:
        name = self._line(item, "name")
        if not name:
            return None
        categories = [
            (said, self._line(one, "about") or "")
            for one in self._items(item, "categories")
            if (said := self._line(one, "name"))
        ]
        return ImportedConference(
            name=name,
            start=self._day(item, "start"),
            end=self._day(item, "end"),
            location=self._line(item, "location"),
            url=self._parsed(item, "url", parse_url),
            playlist=self._parsed(item, "playlist", parse_url),
            categories=tuple(categories),
        )

    def _read(self, item: dict[str, Any], origin_id: str | None) -> ImportedTalk:
        title = self._line(item, "title")
        if not title:
            raise SourceError(self._file.name, f"talk {self._talk} has no title")
        if len(title) > LONGEST_TITLE:
            raise SourceError(
                self._file.name, f"the title of talk {self._talk} has more than {LONGEST_TITLE:,} characters"
            )
        return ImportedTalk(
            title=title,
            id=origin_id or self._line(item, "id"),
            categories=self._lines(item, "categories"),
            tags=self._lines(item, "tags"),
            speakers=self._speakers(item),
            when=self._when(item),
            video=self._parsed(item, "video", parse_url),
            slides=self._parsed(item, "slides", parse_url),
            url=self._parsed(item, "url", parse_url),
            duration=self._duration(item),
            status=self._parsed(item, "status", parse_status),
            rating=self._parsed(item, "rating", parse_rating),
            verdict=self._line(item, "verdict"),
            related=self._lines(item, "related"),
            others=tuple(self._others(item.get("others"))),
            body=item["body"] if isinstance(item.get("body"), str) else "",
        )

    def _speakers(self, item: dict[str, Any]) -> tuple[Speaker, ...]:
        return tuple(
            Speaker(name, self._line(one, "role"), self._line(one, "organisation"))
            for one in self._items(item, "speakers")
            if (name := self._line(one, "name"))
        )

    def _others(self, said: object) -> Iterator[tuple[str, str | tuple[str, ...]]]:
        if not isinstance(said, dict):
            return
        for key, value in said.items():
            name = bare_line(key)
            if isinstance(value, list) and all(isinstance(one, str | int) for one in value):
                yield name, tuple(_as_said(one) for one in value)
            elif isinstance(value, str | int) and name:
                yield name, _as_said(value)
            elif value is not None:
                self._tell(f"“{name}” holds values of its own, which are not imported")

    def _line(self, item: dict[str, Any], key: str) -> str | None:
        value = item.get(key)
        if value is None:
            return None
        if not isinstance(value, str | int):
            self._tell(f"“{key}” should be a text; it is not used")
            return None
        text = bare_line(_text(value))
        if text != " ".join(_text(value).split()):
            self._tell(f"“{key}” held control characters, which are left out")
        return text or None

    def _lines(self, item: dict[str, Any], key: str) -> tuple[str, ...]:
        value = item.get(key)
        if not isinstance(value, list):
            return ()
        return tuple(text for one in value if (text := bare_line(_text(one))))

    def _parsed(self, item: dict[str, Any], key: str, parse: Callable[[str], Found | None]) -> Found | None:
        text = self._line(item, key)
        found = parse(text) if text else None
        if text and found is None:
            self._tell(f"“{key}” cannot be read and is not used")
        return found

    def _day(self, item: dict[str, Any], key: str) -> dt.date | None:
        found = self._parsed(item, key, parse_date)
        return found[0] if found else None

    def _when(self, item: dict[str, Any]) -> dt.date | dt.datetime | None:
        """The date of its note; what only its conference says, the conference says again."""
        found = self._parsed(item, "date", parse_date)
        if found is None or item.get("own_date") is False:
            return None
        day, time = found
        return day if time is None else dt.datetime.combine(day, time, parse_zone(str(item["date"])))

    def _duration(self, item: dict[str, Any]) -> int | None:
        value = item.get("duration")
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10_000_000:
            return value
        if value is not None:
            self._tell("“duration” should be seconds; it is not used")
        return None

    def _tell(self, message: str) -> None:
        place = f"talk {self._talk}: " if self._talk else ""
        self._told.append(Told(self._file.name, place + message))


def _as_said(value: str | int) -> str:
    """A text as it is; a number, `true` or `false` as what stands without quotes in front matter."""
    return value if isinstance(value, str) else Bare(_text(value))


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else str(value)
