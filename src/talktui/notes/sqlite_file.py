"""What the journal and the cache have in common: SQLite files that are kept about a notes directory."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path


def opened(
    file: Path | str,
    wait: float,
    prepare: Callable[[sqlite3.Connection], None],
    damage: Callable[[sqlite3.Error], Exception | None],
) -> sqlite3.Connection:
    """The SQLite file `file`, looked at by `prepare`; nothing stays open when that raises.

    `wait`: seconds that it may be locked. `damage` says what to raise instead of an error that is the
    file's own fault. Raises what `prepare` and `damage` do, and `sqlite3.Error`.
    """
    connection = sqlite3.connect(file, timeout=wait, isolation_level=None, check_same_thread=False)
    try:
        prepare(connection)
    except sqlite3.Error as error:
        connection.close()
        damaged = damage(error)
        if damaged is not None:
            raise damaged from error
        raise
    except BaseException:
        connection.close()
        raise
    return connection


def make(
    connection: sqlite3.Connection,
    is_made: Callable[[], bool],
    schema: str,
    about: tuple[bytes, ...],
    *,
    application: int,
    version: int,
) -> None:
    """Make the tables of `schema` in an empty file, whole or not at all; `is_made`: another did by then.

    `about` is what the table of that name holds; `application` and `version` tell the file from others.
    Raises what `is_made` does, and `sqlite3.Error`.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        if not is_made():  # another talktui was not quicker
            for statement in schema.split(";\n"):
                connection.execute(statement)
            connection.execute(f"INSERT INTO about VALUES ({', '.join('?' * len(about))})", about)
            connection.execute(f"PRAGMA application_id={application}")
            connection.execute(f"PRAGMA user_version={version}")
        connection.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def in_words(error: sqlite3.Error | OSError, busy: str) -> str:
    """Why a file cannot be used, for a person; `busy` where another program has it locked."""
    if isinstance(error, OSError):
        return (error.strerror or str(error)).lower()
    code = getattr(error, "sqlite_errorcode", 0)
    if code == sqlite3.SQLITE_IOERR_SHMSIZE:  # a write-ahead log's index finds no room
        return "the disk is full"
    return {
        sqlite3.SQLITE_FULL: "the disk is full",
        sqlite3.SQLITE_READONLY: "it may not be written",
        sqlite3.SQLITE_BUSY: busy,
        sqlite3.SQLITE_LOCKED: busy,
        sqlite3.SQLITE_CANTOPEN: "it could not be opened",
        sqlite3.SQLITE_IOERR: "the disk reports an error",
        sqlite3.SQLITE_PERM: "permission denied",
    }.get(code & 0xFF, str(error))
