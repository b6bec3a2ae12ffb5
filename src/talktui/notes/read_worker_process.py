"""A process that reads notes for another one: paths come in, what reading found out goes back.

Started by :mod:`talktui.notes.read_workers`.  It writes nothing, knows no terminal, and ends when the
pipe it is asked through is closed, which the system does when the asking process dies.
"""

from __future__ import annotations

import fcntl
import gc
import os
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import suppress

from talktui.notes.note_file import folders_of, read_note_file
from talktui.notes.read_frames import Frames, framed
from talktui.notes.records import to_record
from talktui.notes.search_text import SearchText

_ASKED, _ANSWERS, _SAID = 0, 1, 2
_FLUSH_NOTES = 32
_FLUSH_BYTES = 1 << 16
_FLUSH_SECONDS = 0.1


def main() -> None:
    """Answer what is asked through the standard input until that is closed."""
    gc.disable()  # notes hold no cycles
    answers = os.dup(_ANSWERS)
    os.dup2(_SAID, _ANSWERS)  # what anything prints is no answer
    frames = Frames()
    reading: _Reading | None = None
    try:
        while piece := os.read(_ASKED, 1 << 16):
            for asked in frames.feed(piece):
                if reading is None:
                    reading = _Reading(answers, asked)
                else:
                    reading.answer(asked)
    except BrokenPipeError:
        pass  # nobody wants to know any more
    os._exit(0)  # nothing is left to be put in order


class _Reading:
    """Reads what is asked for and writes what it found."""

    def __init__(self, answers: int, asked: object) -> None:
        """`asked`: the resolved root, the encoding of names, and the pipe that ends with the asker."""
        match asked:
            case (str(root), str(encoding), int(lifeline)):
                pass
            case _:
                sys.exit("what it was asked first is no greeting")
        if encoding != sys.getfilesystemencoding():
            sys.exit(f"names of files are {sys.getfilesystemencoding()} here, and not {encoding}")
        _die_with(lifeline)
        self._answers = answers
        self._root = root
        self._folders = folders_of(root)

    def answer(self, asked: object) -> None:
        """Read the paths of one task, and answer by and by."""
        match asked:
            case (int(number), [*paths]):
                pass
            case _:
                sys.exit("what it was asked is no task")
        done: list[object] = []
        first, size, until = 0, 0, time.monotonic() + _FLUSH_SECONDS
        for index, path in enumerate(paths, 1):
            read, length = self._read(str(path))
            done.append(read)
            size += length
            full = len(done) == _FLUSH_NOTES or size >= _FLUSH_BYTES or time.monotonic() >= until
            if full or index == len(paths):
                self._write(framed((number, first, done)))
                done, first, size, until = [], index, 0, time.monotonic() + _FLUSH_SECONDS

    def _read(self, path: str) -> tuple[tuple[object, ...], int]:
        """What is sent of one note, and about how many bytes that is."""
        when = time.time_ns()
        note = read_note_file(self._root, path, self._folders)
        texts = [_parts(SearchText(talk)) for talk in note.talks]
        etag = None if note.etag is None else tuple(note.etag)
        record = to_record(note)
        told = note.conference is not None
        size = len(note.source.blob) + len(record) + sum(len(text[0]) for text in texts)
        return (when, etag, note.source.blob, record, told, texts), size

    def _write(self, data: bytes) -> None:
        left: Sequence[int] = memoryview(data)
        while left:
            left = left[os.write(self._answers, left) :]  # type: ignore[arg-type]


def _parts(text: SearchText) -> tuple[bytes, int, int, bool]:
    return text.raw, text.title_end, text.body_start, text.own_text


def _die_with(lifeline: int) -> None:
    """End at once when the other end of this pipe is closed, also in the midst of a note."""
    if lifeline < 0 or not hasattr(os, "O_ASYNC"):
        return
    signal.signal(signal.SIGIO, signal.SIG_DFL)  # which ends the process
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGIO})
    # On a system without it this ends with the next thing that is asked or answered.
    with suppress(OSError):
        fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(lifeline, fcntl.F_SETFL, fcntl.fcntl(lifeline, fcntl.F_GETFL) | os.O_ASYNC)
