"""The new files of a large group, made and synced by copies of this process, ahead of their turn.

A copy makes temporary files and nothing else: every note is looked at and exchanged by the process that keeps
the journal.  So whatever becomes of a copy, and should it outlive the process, no note changes by it.  When
nobody is left to ask for its files it takes them away, and ends; while it lives they are locked as those of
any save, and what it leaves when it is killed is what killed saves leave (:mod:`talktui.notes.strays`).
"""

from __future__ import annotations

import contextlib
import os
import signal
import struct
from collections import deque
from collections.abc import Callable, Iterator, Sequence

from talktui.notes import temp_files
from talktui.notes.forked import split_off
from talktui.notes.held import Held
from talktui.notes.open_folder import FolderInTurn
from talktui.notes.read_file import FileContent
from talktui.notes.write_file import NOT_BEGUN, Ahead, only_in_place

COPIES = 2
MOST = 8
"""New files that a copy has made and that were not put in place yet."""
TOGETHER = 4
"""New files that a copy makes at a time, and is told of at once that they are no longer needed."""

_RECORD = struct.Struct("<I16s2Q")  # a file's number, its temporary name's digits (or none), device, inode
_NONE = bytes(16)

Wanted = tuple[str, FileContent, bytes]
"""A note's path, its file as it was read, and what it shall hold."""


class MadeAhead:
    """New files for `wanted`, to be taken in this order. :meth:`end` ends the copies, whatever happens."""

    def __init__(self, wanted: Sequence[Wanted]) -> None:
        self._wanted = wanted
        self._numbers = {path: number for number, (path, _, _) in enumerate(wanted)}
        self._folder = FolderInTurn()
        self._copies: list[_Copy] = []
        for first in range(COPIES):
            self._copies.append(_Copy(wanted, first, self._copies))

    def has(self, path: str) -> bool:
        """Whether the new file for the note at `path` is a copy's work."""
        return path in self._numbers

    def take(self, path: str) -> MadeElsewhere | None:
        """The new file for the note at `path`, synced; None: it is to be made here, and why shows again."""
        number = self._numbers.pop(path, None)
        if number is None:
            return None
        copy = self._copies[number % COPIES]
        made = copy.made(number)
        if made is None:
            return None
        _, target, data = self._wanted[number]
        return MadeElsewhere(target, data, made, self._folder.opened(target.real), copy.is_over)

    def end(self) -> None:
        """End the copies; they take away what was not taken."""
        for copy in self._copies:
            copy.end()
        self._copies = []
        self._numbers = {}
        self._folder.close()


class MadeElsewhere:
    """A new file that a copy made, as :class:`talktui.notes.write_file.Begun` has it."""

    def __init__(
        self,
        target: FileContent,
        data: bytes,
        made: tuple[str, tuple[int, int]],
        folder: contextlib.AbstractContextManager[int],
        over: Callable[[], None],
    ) -> None:
        self.target = target
        self.data = data
        self.folder = folder
        self.written = self._written()
        self._temp, identity = made
        self._ours = Held(None, data, identity)
        self._over = over

    @contextlib.contextmanager
    def _written(self) -> Iterator[tuple[str, Held]]:
        with only_in_place():
            yield self._temp, self._ours

    def wait(self) -> None:
        """It is on the disk already."""

    def drop(self) -> None:
        """The copy takes it away, unless it was put in place, and lets go of it."""
        self._over()


class _Copy:
    """A copy of this process that makes every :data:`COPIES`-th new file, from `first` on.

    It is asked, and told that a file is no longer needed, by a byte each; when no more can come it ends.
    """

    def __init__(self, wanted: Sequence[Wanted], first: int, others: Sequence[_Copy]) -> None:
        """Raises nothing: where there can be no copy, none of its files is made."""
        self._ends: list[int] = []
        self._child: int | None = None
        self._over = 0  # files that it was not told of yet
        try:
            self._ends += os.pipe()
            self._ends += os.pipe()
        except OSError:
            self._close()
            return
        hear, self._ask, self._listen, tell = self._ends
        ours = [self._ask, self._listen, *(end for other in others for end in other._ends)]

        def make() -> None:
            for end in ours:
                os.close(end)
            _make(wanted, first, hear, tell)

        self._child = split_off(make)
        if self._child is None:
            self._close()
            return
        self._ends = [hear, tell]
        self._close()  # these are the copy's
        self._ends = [self._ask, self._listen]

    def made(self, number: int) -> tuple[str, tuple[int, int]] | None:
        """The temporary name and the identity of the new file `number`; None when there is none."""
        while self._ends:
            try:
                record = os.read(self._listen, _RECORD.size)
            except OSError:
                record = b""
            if len(record) < _RECORD.size:
                self.end()
                return None
            at, digits, device, inode = _RECORD.unpack(record)
            if at == number and digits != _NONE:
                return temp_files.name_with(digits), (device, inode)
            self.is_over()
            if at == number:
                return None
        return None

    def is_over(self) -> None:
        """The file that was heard of last is put in place, or not wanted."""
        self._over += 1
        if self._over == TOGETHER and self._ends:
            self._over = 0
            with contextlib.suppress(OSError):  # it has ended
                os.write(self._ask, b".")

    def end(self) -> None:
        """Have it end, and wait until it has. Raises nothing."""
        self._close()
        if self._child is not None:
            with contextlib.suppress(OSError):  # somebody else has waited for it
                os.waitpid(self._child, 0)
            self._child = None

    def _close(self) -> None:
        for end in self._ends:
            with contextlib.suppress(OSError):  # whatever the system says, it is closed
                os.close(end)
        self._ends = []


class _Begun:
    """Has the system begin with a new file; it is synced later, when some have been begun."""

    def begin(self, descriptor: int) -> _Begun:
        """Have it written out."""
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        return self

    def wait(self) -> None:
        """Nothing that was begun has to be waited for to be dropped."""


def _make(wanted: Sequence[Wanted], first: int, hear: int, tell: int) -> None:
    """What a copy does: the new files from `first` on, until nobody hears of them.

    A few at a time: when the system has begun with all of them it syncs them at once.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C stops it as it stops the group: after a file
    made: deque[Ahead | None] = deque()
    numbers = range(first, len(wanted), COPIES)
    try:
        for start in range(0, len(numbers), TOGETHER):
            if len(made) == MOST and not _let_go(made, hear):
                return
            some = numbers[start : start + TOGETHER]
            begun = [_begun(*wanted[number][1:]) for number in some]
            made.extend(begun)
            for number, ahead in zip(some, begun, strict=True):
                os.write(tell, _RECORD.pack(number, *_synced(ahead)))
        while made and _let_go(made, hear):
            pass
    except BrokenPipeError:
        pass  # nobody hears: the same as no byte to be read
    finally:
        for ahead in filter(None, made):
            ahead.drop()


def _begun(target: FileContent, data: bytes) -> Ahead | None:
    """A new file; None when there can be none: it is tried, and the reason told, where the note is."""
    try:
        return Ahead(target, data, _Begun())
    except NOT_BEGUN:
        return None


def _synced(ahead: Ahead | None) -> tuple[bytes, int, int]:
    """Sync it; the digits in its name, and what it is known by."""
    if ahead is None:
        return _NONE, 0, 0
    temp, ours = ahead.written.value
    try:
        os.fsync(ours.descriptor or 0)
    except OSError:
        return _NONE, 0, 0  # as above
    return temp_files.digits_of(temp), *(ours.identity or (0, 0))


def _let_go(made: deque[Ahead | None], hear: int) -> bool:
    """Wait until the first files that were `made` are over; False when nobody is there to say so.

    What was put in place has another name by now; anything else is taken away.
    """
    if not os.read(hear, 1):
        return False
    for _ in range(min(TOGETHER, len(made))):
        if (ahead := made.popleft()) is not None:
            ahead.drop()
    return True
