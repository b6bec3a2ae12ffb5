"""The journal's file: opened, checked, set aside when it is damaged.

SQLite, since it has what a journal needs and was tested more than anything of ours could be: a commit
is durable when it returns (write-ahead log, `synchronous=FULL`), whole or not at all, and two
programs take turns. See https://sqlite.org/wal.html and https://sqlite.org/atomiccommit.html.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import sqlite3
import time
from pathlib import Path

from talktui.notes import private_files, sqlite_file

VERSION = 1
APPLICATION = 0x7A1C701  # tells a journal from any other SQLite file
WAIT = 10.0
"""Seconds to wait for another talktui that is writing to the journal; its transactions take milliseconds."""

_SCHEMA = """
CREATE TABLE step (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL,
    source TEXT NOT NULL,
    made INTEGER NOT NULL,          -- microseconds since 1970
    state TEXT NOT NULL,            -- StepState
    owner TEXT NOT NULL,            -- the process that made it, or is undoing it: notes.processes
    place INTEGER NOT NULL,         -- of the steps done, and of those undone, the highest comes next
    refused INTEGER NOT NULL DEFAULT 0, -- the last try to undo or redo it came to nothing
    files INTEGER NOT NULL,
    size INTEGER NOT NULL           -- bytes that its texts take here
);
CREATE TABLE change (
    step INTEGER NOT NULL REFERENCES step(id) ON DELETE CASCADE,
    number INTEGER NOT NULL,        -- their order
    path BLOB NOT NULL,             -- as the file system has it
    moved_to BLOB,
    before BLOB, before_hash BLOB,  -- zlib, SHA-256 of the text; null: no such file
    after BLOB, after_hash BLOB,    -- the text null and the hash given: the same as before
    mode INTEGER,
    PRIMARY KEY (step, number)
) WITHOUT ROWID;
CREATE INDEX step_place ON step(state, place);
CREATE TABLE about (root BLOB NOT NULL);
"""


class DamagedError(Exception):
    """The file is no journal that this version can read."""


def connect(file: Path | None, root: str) -> sqlite3.Connection:
    """The open journal at `file` (None: in memory), made when there is none.

    Raises :class:`DamagedError`, `sqlite3.Error` and `OSError`.
    """
    new = False
    if file is not None:
        _private_folder(file.parent)
        new = private_files.make(file)
    connection = sqlite_file.opened(
        ":memory:" if file is None else file,
        WAIT,
        lambda connection: _prepare(connection, root),
        lambda error: DamagedError(str(error)) if is_damage(error) else None,
    )
    if new and file is not None:
        private_files.sync_folder(file.parent)
    return connection


def _private_folder(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if folder.stat().st_mode & 0o077:
        with contextlib.suppress(OSError):  # another's folder: the file itself is private
            folder.chmod(0o700)


def _prepare(connection: sqlite3.Connection, root: str) -> None:
    # First: a file that is not ours is not touched. In one transaction, since another talktui may be
    # making it this very moment: half of what it writes would look like damage.
    connection.execute("BEGIN")
    try:
        is_current = _is_current(connection)
    finally:
        with contextlib.suppress(sqlite3.Error):  # an error may have ended it already
            connection.execute("ROLLBACK")
    mode = _write_ahead(connection)
    # Without a write-ahead log the folder has to be synced after each commit too.
    connection.execute(f"PRAGMA synchronous={'FULL' if mode == 'wal' else 'EXTRA'}")
    connection.execute("PRAGMA foreign_keys=ON")
    if is_current:
        return
    sqlite_file.make(
        connection,
        lambda: _is_current(connection),
        _SCHEMA,
        (os.fsencode(root),),
        application=APPLICATION,
        version=VERSION,
    )


def _write_ahead(connection: sqlite3.Connection) -> str:
    """Turn the write-ahead log on; the mode that it is in now. SQLite does not wait for others here."""
    for left in reversed(range(100)):
        try:
            return str(connection.execute("PRAGMA journal_mode=WAL").fetchone()[0])
        except sqlite3.OperationalError as error:
            if not left or getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            time.sleep(WAIT / 100)
    raise AssertionError("unreachable")


def _is_current(connection: sqlite3.Connection) -> bool:
    """Whether the file is a journal of this version; False when it is empty. Raises DamagedError."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    if (version, application) == (VERSION, APPLICATION):
        return True
    if version or application or connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise DamagedError(f"its version is {version}, and this talktui writes {VERSION}")
    return False


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the file's content is at fault, not the disk or another program's lock."""
    if isinstance(error, sqlite3.OperationalError) and "no such" in str(error):
        return True  # a table or column of ours is missing
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def set_aside(file: Path) -> str:
    """Rename a damaged journal and what belongs to it; return its new name. Raises OSError."""
    stamp = dt.datetime.now(dt.UTC).strftime("%Y%m%d-%H%M%S")
    aside = f"{file.name}.damaged-{stamp}"
    number = 1
    while os.path.lexists(file.with_name(aside)):
        number += 1
        aside = f"{file.name}.damaged-{stamp}-{number}"
    file.rename(file.with_name(aside))
    for suffix in ("-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            file.with_name(file.name + suffix).rename(file.with_name(aside + suffix))
    private_files.sync_folder(file.parent)
    return aside


def in_words(error: sqlite3.Error | OSError) -> str:
    """Why the journal cannot be used, for a person."""
    return sqlite_file.in_words(error, "another talktui is writing to it; try again")
