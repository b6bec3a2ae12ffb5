"""SOURCE arguments → the files they name: a file, a directory with all below it, or standard input.

A source is somebody else's: nothing in it may block, never end or fill the memory. What is no regular file
is not opened, links that lead out of a directory are not followed, and sizes are looked at before reading.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from talktui.notes.read_file import in_words, is_inside
from talktui.notes.scan import IGNORED_FOLDERS, is_note_name
from talktui.transfer.source_files import SourceError, SourceFile

STANDARD_INPUT = "-"
STANDARD_INPUT_NAME = "standard input"
MAX_BYTES = 100_000_000
"""Bytes that a source file may have."""
MAX_TOTAL = 1_000_000_000
"""Bytes that all files of one import may have together."""
MAX_FILES = 200_000
"""Files that are looked at in one import."""

_FLAGS = os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_NOCTTY | os.O_CLOEXEC
_KINDS = (
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
_SNIFFED = 8192


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to be tried. `walked`: it was met in a directory, nobody named it."""

    file: SourceFile
    walked: str | None = None  # the directory that was named


@dataclass
class Found:
    """Everything that some SOURCE arguments name."""

    files: list[FoundFile] = field(default_factory=list)
    left_out: list[tuple[str, str, str]] = field(default_factory=list)  # directory, file, why


def find(
    arguments: Sequence[str],
    stdin: BinaryIO | None = None,
    notes: Path | None = None,
    looked: Callable[[int], None] | None = None,
) -> Found:
    """The files that `arguments` name, each once, in the order of the arguments and then of their paths.

    What a directory holds beside files (or in hidden ones) is passed over; what of it cannot be taken is in
    `left_out`. Notes that stand in the notes directory `notes` already are never taken.
    `looked` is called with how many files of directories were read, before each; it may raise to stop it.
    Raises :class:`SourceError` for an argument that cannot be read.
    """
    finding = _Finding(os.path.realpath(notes) if notes is not None else None, stdin, looked)
    for argument in arguments:
        finding.add(argument)
    return finding.found


class _Finding:
    """One look at some arguments."""

    def __init__(
        self, notes: str | None, stdin: BinaryIO | None, looked: Callable[[int], None] | None
    ) -> None:
        self.found = Found()
        self._looked = looked
        self._notes = notes
        self._stdin = stdin
        self._seen: set[tuple[int, int]] = set()
        self._total = 0
        self._looked_at = 0

    def add(self, argument: str) -> None:
        if argument == STANDARD_INPUT:
            self._add_standard_input()
            return
        try:
            real = os.path.realpath(argument, strict=True)
            status = os.stat(real)
        except OSError as error:
            reason = "there is no such file" if isinstance(error, FileNotFoundError) else in_words(error)
            raise SourceError(argument, reason) from error
        except ValueError as error:  # a NUL in it
            raise SourceError(argument, "a file cannot have such a name") from error
        if stat.S_ISDIR(status.st_mode):
            self._walk(argument, real)
            return
        if kind := _no_file(status):
            raise SourceError(
                argument,
                f"it is {kind}, not a file; pipe what a program prints to `talktui import -`",
            )
        if self._is_note(real):
            raise SourceError(
                argument, "it is a note of this notes directory already; `talktui split` makes files of a log"
            )
        if (status.st_dev, status.st_ino) in self._seen:
            return
        self._seen.add((status.st_dev, status.st_ino))
        _check_size(argument, status.st_size)
        try:
            data = self._read(argument, real)
        except OSError as error:
            raise SourceError(argument, f"it cannot be read: {in_words(error)}") from error
        self.found.files.append(FoundFile(SourceFile(argument, data, Path(real))))

    def _add_standard_input(self) -> None:
        if (0, 0) in self._seen:
            raise SourceError(STANDARD_INPUT_NAME, "it can be read only once; name `-` once")
        self._seen.add((0, 0))
        stream = self._stdin if self._stdin is not None else sys.stdin.buffer if sys.stdin else None
        if stream is None:
            raise SourceError(STANDARD_INPUT_NAME, "it is closed; name a file")
        try:
            data = stream.read(MAX_BYTES + 1)
        except OSError as error:
            raise SourceError(STANDARD_INPUT_NAME, f"it cannot be read: {in_words(error)}") from error
        _check_size(STANDARD_INPUT_NAME, len(data))
        self.found.files.append(FoundFile(SourceFile(STANDARD_INPUT_NAME, data, None)))

    def _walk(self, argument: str, real: str) -> None:
        for shown, full, status in self._files_below(argument, real):
            if self._looked is not None:
                self._looked(len(self.found.files))
            if status.st_size > MAX_BYTES:
                self._leave_out(argument, shown, f"has more than {MAX_BYTES // 1_000_000} MB")
                continue
            try:
                data = self._read(shown, full, sniff=True)
            except OSError as error:
                raise SourceError(shown, f"it cannot be read: {in_words(error)}") from error
            self.found.files.append(FoundFile(SourceFile(shown, data, Path(full)), argument))

    def _files_below(self, argument: str, real: str) -> Iterator[tuple[str, str, os.stat_result]]:
        """Every file below `real` that is to be read: as it is shown, its real path, what it looks like."""
        folders = [(argument.rstrip("/") or "/", real)]
        while folders:
            shown, folder = folders.pop()
            try:
                with os.scandir(folder) as listing:
                    entries = sorted(listing, key=lambda entry: entry.name)
            except OSError as error:
                raise SourceError(shown, f"it cannot be listed: {in_words(error)}") from error
            below: list[tuple[str, str]] = []
            for entry in entries:
                if entry.name.startswith(".") or entry.name in IGNORED_FOLDERS:
                    continue
                name = os.path.join(shown, entry.name)
                if entry.is_dir(follow_symlinks=False):
                    below.append((name, entry.path))
                    continue
                self._looked_at += 1
                if self._looked_at > MAX_FILES:
                    raise SourceError(argument, f"it holds more than {MAX_FILES:,} files; name a part of it")
                found = self._taken(argument, name, entry, real)
                if found is not None:
                    yield name, *found
            folders += reversed(below)

    def _taken(
        self, argument: str, shown: str, entry: os.DirEntry[str], root: str
    ) -> tuple[str, os.stat_result] | None:
        """The real path and the state of a file met in a directory; None when it is passed over."""
        try:
            full = os.path.realpath(entry.path, strict=True) if entry.is_symlink() else entry.path
            status = os.stat(full)
        except OSError as error:
            self._leave_out(argument, shown, f"cannot be looked at: {in_words(error)}")
            return None
        if entry.is_symlink() and (stat.S_ISDIR(status.st_mode) or not is_inside(root, full)):
            self._leave_out(argument, shown, "is a link, which is not followed")
            return None
        if kind := _no_file(status):
            self._leave_out(argument, shown, f"is {kind}, not a file")
            return None
        if self._is_note(full):
            self._leave_out(argument, shown, "is a note of this notes directory already")
            return None
        if (status.st_dev, status.st_ino) in self._seen:
            return None
        self._seen.add((status.st_dev, status.st_ino))
        return full, status

    def _leave_out(self, argument: str, shown: str, why: str) -> None:
        self.found.left_out.append((argument, shown, why))

    def _is_note(self, real: str) -> bool:
        return (
            self._notes is not None
            and is_inside(self._notes, real)
            and (is_note_name(os.path.basename(real)) or os.path.basename(real) in _SETTINGS)
        )

    def _read(self, shown: str, real: str, *, sniff: bool = False) -> bytes:
        """The bytes of a regular file; with `sniff` no more of a file than shows that it is no text."""
        descriptor = os.open(real, _FLAGS)
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            if kind := _no_file(status):  # exchanged meanwhile
                raise SourceError(shown, f"it is {kind}, not a file")
            _check_size(shown, status.st_size)
            self._total += status.st_size
            data = b""
            if sniff:
                data = file.read(_SNIFFED)
                if b"\0" in data:
                    self._total -= status.st_size - len(data)
                    return data
            if self._total > MAX_TOTAL:
                raise SourceError(
                    shown, f"the files up to it have more than {MAX_TOTAL // 10**9} GB; name fewer"
                )
            data += file.read(MAX_BYTES + 1 - len(data))
        _check_size(shown, len(data))
        return data


_SETTINGS = frozenset({"conference.yaml", "conference.yml"})


def _no_file(status: os.stat_result) -> str | None:
    """What the thing is, in words, when it is no regular file."""
    if stat.S_ISREG(status.st_mode):
        return None
    return next((words for is_kind, words in _KINDS if is_kind(status.st_mode)), "something else")


def _check_size(name: str, size: int) -> None:
    if size > MAX_BYTES:
        raise SourceError(name, f"it has more than {MAX_BYTES // 1_000_000} MB, the most that is read")
