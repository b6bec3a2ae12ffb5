"""The way to the cache's file: opened when first needed, made anew when it is damaged, never in the way.

Apart from :mod:`talktui.notes.cache_file`, which brings in SQLite: without a cache nobody pays for it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Never, TypeVar

from talktui.notes import private_files
from talktui.notes.cache_rows import BrokenError

if TYPE_CHECKING:
    import sqlite3

T = TypeVar("T")


class Failed(Exception):
    """The cache cannot be used now; that has been said."""


class Access:
    """A connection to the cache of the directory `root` (resolved), shared by threads.

    `log` is told why the cache cannot be used: one line, however often that is found.
    """

    def __init__(self, folder: Path | None, root: str, log: Callable[[str], None] | None) -> None:
        self.file = None if folder is None else folder / private_files.file_name(root, ".cache")
        self._root = root
        self._log = log
        self._connection: sqlite3.Connection | None = None
        self._inode: tuple[int, int] | None = None
        self._lock = RLock()
        self._said = False
        self.was_lost = False  # since somebody set this back: the file is another one, or gone

    def read(self, work: Callable[[sqlite3.Connection], T], default: T) -> T:
        """What `work` finds; `default` when there is no cache, or none that can be used."""
        try:
            return self._run(work, make=False)
        except Failed:
            return default

    def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """What `work` does, in one transaction; makes a cache where there is none. Raises :class:`Failed`."""
        return self._run(lambda connection: _transaction(connection, work), make=True)

    def look_for_the_file(self) -> None:
        """See whether the file was removed or replaced meanwhile: nobody would read what is written to it."""
        with self._lock:
            if self._connection is not None and self.file is not None and _inode(self.file) != self._inode:
                self.close()
                self.was_lost = True

    def close(self) -> None:
        """Let the file go until it is needed again."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection = None

    def shrink(self) -> None:
        """Give back the memory in which SQLite keeps pages of the file, two megabytes."""
        self.read(_shrunk, None)

    def say(self, reason: str) -> None:
        """Tell the log why the cache is not used as it is, once."""
        if not self._said and self._log is not None:
            self._said = True
            self._log(f"the cache {self.file}: {reason}")

    def _run(self, work: Callable[[sqlite3.Connection], T], *, make: bool) -> T:
        """`work`, done once more on a new file when this one is damaged and one may be made."""
        with self._lock:
            try:
                return self._once(work, make=make)
            except _ThrownAwayError as error:
                if not make:
                    raise Failed from error
            try:
                return self._once(work, make=make)
            except _ThrownAwayError as error:  # a new one is damaged too: the disk's fault
                raise Failed from error

    def _once(self, work: Callable[[sqlite3.Connection], T], *, make: bool) -> T:
        file = self.file
        if file is None or (self._connection is None and not make and not os.path.lexists(file)):
            raise Failed
        import sqlite3

        from talktui.notes import cache_file

        try:
            if self._connection is None:
                self._connection = cache_file.connect(file, self._root, make=make)
                self._inode = _inode(file)
            if self._connection is None:
                raise Failed
            return work(self._connection)
        except cache_file.OtherVersionError as error:
            self._throw_away(file, error)
        except (cache_file.DamagedError, BrokenError, UnicodeError) as error:
            # UnicodeError: SQLite quotes from a damaged file, and Python cannot read that
            self._throw_away(file, error, f"it was damaged ({error}) and is made anew")
        except sqlite3.Error as error:
            if cache_file.is_damage(error):
                self._throw_away(file, error, f"it was damaged ({error}) and is made anew")
            self.say(f"not used, as {cache_file.in_words(error)}")
            raise Failed from error
        except OSError as error:
            self.say(f"not used, as {cache_file.in_words(error)}")
            raise Failed from error

    def _throw_away(self, file: Path, error: Exception, said: str | None = None) -> Never:
        from talktui.notes.cache_file import in_words, throw_away

        self.close()
        self.was_lost = True
        if said is not None:
            self.say(said)
        try:
            throw_away(file)
        except OSError as in_the_way:
            self.say(f"not used, as it cannot be removed: {in_words(in_the_way)}")
            raise Failed from in_the_way
        raise _ThrownAwayError from error


class _ThrownAwayError(Exception):
    """There is no file any more."""


def _shrunk(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA shrink_memory")


def _transaction(connection: sqlite3.Connection, work: Callable[[sqlite3.Connection], T]) -> T:
    connection.execute("BEGIN IMMEDIATE")
    try:
        done = work(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return done


def _inode(file: Path) -> tuple[int, int] | None:
    try:
        status = os.lstat(file)
    except OSError:
        return None
    return status.st_dev, status.st_ino
