"""The cache's file: opened, made, and thrown away when it is damaged or another version's.

SQLite without a write-ahead log and without waiting for the disk: what is in the cache may be lost at
any time, and each part has a checksum of its own, so that a power failure costs no more than reading
notes again.  A rollback journal needs no second file for reading, so a read-only directory can be read.
Never memory-mapped: another program that cuts the file off would end this one.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
import sys
from functools import cache
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path

from talktui import __version__
from talktui.notes import private_files, sqlite_file

APPLICATION = 0x7A1CCAC  # tells a cache from any other SQLite file
SCHEMA_VERSION = 1
WAIT = 1.0
"""Seconds to wait for another talktui that is writing; a segment takes it some milliseconds."""
_PAGE = 16_384  # bytes; from 4 to 64 kB it makes no difference that could be measured

_SCHEMA = """
CREATE TABLE about (root BLOB NOT NULL, version BLOB NOT NULL);
CREATE TABLE segment (id INTEGER PRIMARY KEY AUTOINCREMENT, entries BLOB NOT NULL);
CREATE TABLE contents (id INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE search (id INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE kept (name TEXT PRIMARY KEY, data BLOB NOT NULL)
"""
_OTHERS_FAULT = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_AUTH,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOLFS,
    }
)


class DamagedError(Exception):
    """The file is no cache that can be used."""


class OtherVersionError(DamagedError):
    """The file is a whole cache, of another version of talktui."""


def connect(file: Path, root: str, *, make: bool) -> sqlite3.Connection | None:
    """The cache at `file`; None when there is none and none is to be made.

    Raises :class:`DamagedError`, `sqlite3.Error` and `OSError`.
    """
    try:
        status = os.lstat(file)
    except FileNotFoundError:
        if not make:
            return None
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        private_files.make(file)
    else:
        if not stat.S_ISREG(status.st_mode):
            raise DamagedError("it is not a file")
        if not status.st_size and not make:
            return None
    return sqlite_file.opened(
        file,
        WAIT,
        lambda connection: _prepare(connection, root),
        lambda error: DamagedError(str(error)) if is_damage(error) else None,
    )


def _prepare(connection: sqlite3.Connection, root: str) -> None:
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("PRAGMA mmap_size=0")
    if _is_current(connection, root):
        return
    connection.execute(f"PRAGMA page_size={_PAGE}")
    sqlite_file.make(
        connection,
        lambda: _is_current(connection, root),
        _SCHEMA,
        (os.fsencode(root), version()),
        application=APPLICATION,
        version=SCHEMA_VERSION,
    )


def _is_current(connection: sqlite3.Connection, root: str) -> bool:
    """Whether the file is this version's cache of `root`; False when it is empty."""
    schema = connection.execute("PRAGMA user_version").fetchone()[0]
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    if application != APPLICATION:
        if schema or application or connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise DamagedError("it is not a cache")
        return False
    if schema != SCHEMA_VERSION:
        raise OtherVersionError("it is of another version")
    about = connection.execute("SELECT root, version FROM about").fetchone()
    if about is None or about[0] != os.fsencode(root):
        raise DamagedError("it is of another directory")
    if about[1] != version():
        raise OtherVersionError("it is of another version")
    return True


@cache
def version() -> bytes:
    """What reading a note depends on besides the note: this talktui, this Python, this YAML, this user.

    The modules' states stand for what they do, so that one who works on talktui sees what they changed.
    """
    said = [__version__, sys.version, sys.byteorder, str(getattr(os, "getuid", int)())]
    notes = os.path.dirname(os.path.abspath(__file__))
    for folder in (notes, os.path.join(notes, "front_matter")):
        # Where the modules are no files, __version__ says it.
        with contextlib.suppress(OSError), os.scandir(folder) as entries:
            said.extend(sorted(_state(entry) for entry in entries if entry.name.endswith(".py")))
    yaml = find_spec("yaml")
    if yaml is not None and yaml.origin is not None:
        with contextlib.suppress(OSError):
            said.append(str(os.stat(yaml.origin).st_mtime_ns))
    return blake2b("\n".join(said).encode("utf-8", "surrogateescape"), digest_size=16).digest()


def _state(entry: os.DirEntry[str]) -> str:
    status = entry.stat()
    return f"{entry.name} {status.st_size} {status.st_mtime_ns}"


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the file's content is at fault, not the disk or another program's lock."""
    code = getattr(error, "sqlite_errorcode", 0)
    if code == sqlite3.SQLITE_IOERR_SHORT_READ:
        return True
    return code & 0xFF not in _OTHERS_FAULT


def throw_away(file: Path) -> None:
    """Remove the cache and what SQLite put beside it. Raises OSError."""
    for name in (f"{file.name}-journal", f"{file.name}-wal", f"{file.name}-shm", file.name):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(file.with_name(name))


def in_words(error: sqlite3.Error | OSError) -> str:
    """Why the cache cannot be used, for a person."""
    return sqlite_file.in_words(error, "another program has it locked")
