"""What other processes found out about notes, until the cache has it: records and search texts.

One after the other in a single block of memory, which goes back to the system when all is kept.  As objects
of their own they stood between those that stay: of 21,715 notes 40 MB that Python could not give back.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence

from talktui.notes.search_text import SearchText
from talktui.notes.talk import Note, Talk


class Unkept:
    """Records and search texts of notes. One thread adds; others may ask at the same time."""

    def __init__(self) -> None:
        self._notes: list[Note] = []
        self._starts = array("Q")  # by note, where its record begins; its texts follow it
        self._firsts = array("Q")  # by note, where its numbers begin
        self._data = bytearray()
        self._numbers = array(
            "I"
        )  # a record's length; for each text its length, title_end, body_start, own_text

    def add(self, note: Note, record: bytes, texts: Sequence[SearchText]) -> None:
        """Put what was made of `note` and of its talks, in their order."""
        self._starts.append(len(self._data))
        self._firsts.append(len(self._numbers))
        self._numbers.append(len(record))
        self._data += record
        for text in texts:
            self._numbers.extend((len(text.raw), text.title_end, text.body_start, text.own_text))
            self._data += text.raw
        self._notes.append(note)  # last: who asks meanwhile does not see half of it

    def texts(self) -> Iterator[tuple[Talk, SearchText]]:
        """The search text of every talk."""
        for number, note in enumerate(self._notes):
            yield from zip(note.talks, self.of(number)[1], strict=True)

    def places(self) -> dict[int, int]:
        """The numbers that :meth:`of` takes, by their notes' `id()`."""
        return {id(note): number for number, note in enumerate(self._notes)}

    def of(self, number: int) -> tuple[bytes, list[SearchText]]:
        """The record of a note and the search texts of its talks."""
        at, first = self._starts[number], self._firsts[number]
        record = self._piece(at, self._numbers[first])
        at += len(record)
        texts = []
        for place in range(first + 1, first + 1 + 4 * len(self._notes[number].talks), 4):
            length, title_end, body_start, own = self._numbers[place : place + 4]
            texts.append(SearchText.from_parts(self._piece(at, length), title_end, body_start, bool(own)))
            at += length
        return record, texts

    def _piece(self, start: int, length: int) -> bytes:
        return bytes(self._data[start : start + length])  # a view of it would hold up who adds
