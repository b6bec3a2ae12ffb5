"""Bytes put on the disk so that a file is either as it was or as it should be.

Steps 6 to 9 of the write path: a temporary file beside the target, given the target's owner, mode
and attributes, synced; then the commit (:mod:`talktui.notes.commit`), and the folder synced.  Where a
new file would lose something of the old one, that is written in place (:mod:`talktui.notes.in_place`)
and said.  What comes before (reading, the edit itself, the journal) is the store's.

Before the commit an error means *not saved*; from it on *saved, durability unknown*, never the other
way round, and nothing is synced twice.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from types import TracebackType
from typing import Generic, Protocol, TypeVar

from talktui.notes import attributes, commit, temp_files
from talktui.notes.aside import Aside
from talktui.notes.commit import ChangedMeanwhileError
from talktui.notes.held import Held
from talktui.notes.in_place import StoppedError, write_in_place
from talktui.notes.open_folder import opened_folder
from talktui.notes.read_file import FileContent, in_words

__all__ = [
    "Ahead", "Aside", "Begun", "ChangedMeanwhileError", "WriteError",
    "create_file", "move_file", "remove_file", "replace_file", "sync_folder",
]  # fmt: skip

TEMP_PREFIX = temp_files.PREFIX
TEMP_SUFFIX = temp_files.SUFFIX
_NOWHERE = Aside()
_IN_PLACE = {
    errno.EACCES: "no new file may be made in its folder",
    errno.EPERM: "the system allows no new file in its place",
    errno.EBUSY: "it is mounted there by itself",
}


class WriteError(Exception):
    """Nothing was written; the text says why, in words that follow "not saved: "."""


class _OnlyInPlace(Exception):
    """No new file can take the target's place; the text says why."""


class _DroppedError(Exception):
    """A file that was begun ahead is not wanted."""


NOT_BEGUN = (OSError, ChangedMeanwhileError, _OnlyInPlace, RuntimeError)  # the last: no thread can be begun
"""Why a new file is not begun ahead; when it is its turn, the reason shows again and is dealt with."""

_T = TypeVar("_T")


class _Entered(Generic[_T]):
    """A context that is entered now and left by a `with` later."""

    def __init__(self, context: contextlib.AbstractContextManager[_T]) -> None:
        self._context = context
        self.value = context.__enter__()
        self.is_left = False

    def __enter__(self) -> _T:
        return self.value

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        self.is_left = True
        return self._context.__exit__(kind, error, trace)


class Waits(Protocol):
    """A sync under way: :class:`talktui.notes.syncing.Sync`."""

    def wait(self) -> None:
        """Return when it is done; raises :class:`OSError` when the system says that it is not."""


class Syncs(Protocol):
    """What syncs an open file: :class:`talktui.notes.syncing.Syncing`."""

    def begin(self, descriptor: int) -> Waits:
        """Have it synced. Raises one of :data:`NOT_BEGUN`."""


class Begun(Protocol):
    """A new file for `target`, written before it is its turn to be put in place.

    It is given to :func:`replace_file`, or dropped. Whatever may come between is looked at then, as always.
    """

    target: FileContent
    data: bytes

    @property
    def folder(self) -> contextlib.AbstractContextManager[int]:
        """The folder that it is in."""

    @property
    def written(self) -> contextlib.AbstractContextManager[tuple[str, Held]]:
        """Its temporary name, and the file."""

    def wait(self) -> None:
        """Return when it is on the disk. Raises :class:`OSError`."""

    def drop(self) -> None:
        """Take it away again, unless it was put in place or given up before."""


class Ahead:
    """What was begun, as :class:`Begun` has it, by this process."""

    def __init__(self, target: FileContent, data: bytes, syncing: Syncs) -> None:
        """Raises one of :data:`NOT_BEGUN`; then nothing was."""
        self.target = target
        self.data = data
        with contextlib.ExitStack() as begun:
            self.folder = _Entered(opened_folder(target.real))
            begun.push(self.folder)
            self.written = _Entered(_written(target, data, self.folder.value))
            begun.push(self.written)
            self._sync = syncing.begin(self.written.value[1].descriptor or 0)
            begun.pop_all()

    def wait(self) -> None:
        """Return when it is on the disk. Raises :class:`OSError`."""
        self._sync.wait()

    def drop(self) -> None:
        """Take it away again, unless it was put in place or given up before."""
        if self.folder.is_left:
            return
        with contextlib.suppress(OSError):
            self._sync.wait()
        with contextlib.suppress(_DroppedError, OSError), self.folder, self.written:
            raise _DroppedError


def replace_file(
    target: FileContent,
    data: bytes,
    aside: Aside = _NOWHERE,
    *,
    sync_folder: bool = True,
    ahead: Begun | None = None,
) -> str | None:
    """Make `data` the content of `target`; return a warning for the person, or None.

    `aside` is given what the save has in its hands and may not drop. With `sync_folder` false the
    caller syncs the folder, once for a group: :func:`sync_folder`. `ahead` is what was begun of it.
    Raises :class:`ChangedMeanwhileError` when the file is not as it was read, and :class:`WriteError`
    when it could not be written.
    """
    opened = opened_folder(target.real) if ahead is None else ahead.folder
    with _explained("the new text could not be written"), opened as folder:
        try:
            with _written(target, data, folder) if ahead is None else ahead.written as (temp, ours):
                if ahead is None:
                    os.fsync(ours.descriptor or 0)
                else:
                    ahead.wait()
                warnings = commit.put_in_place(temp, ours, target, folder, aside)
        except _OnlyInPlace as only:
            try:
                unknown = write_in_place(target, data, folder)
            except OSError as error:
                raise WriteError(
                    f"{only}, and it could not be written in place: {in_words(error)}"
                ) from error
            except StoppedError as error:
                raise WriteError(f"{only}, so it was written in place: {error}") from error.__cause__
            return "; ".join([f"{only}, so it was written in place", *([unknown] if unknown else [])])
        if sync_folder:
            warnings += _sync_folder(folder)
    return "; ".join(warnings) or None


def create_file(full: str, data: bytes, *, mode: int | None = None, sync_folder: bool = True) -> str | None:
    """A new file at the absolute path `full`, whole or not at all; return a warning, or None.

    `mode` are its permission bits, for a file that comes back; else the system's for a new one.
    Raises `FileExistsError` when the name is taken, :class:`WriteError` for anything else.
    """
    name = os.path.basename(full)
    try:
        with _explained("the new file could not be written"), opened_folder(full) as folder:
            with _temp(name, data, folder, 0o666) as (temp, ours):
                if mode is not None:
                    os.fchmod(ours.descriptor or 0, mode & 0o777)
                os.fsync(ours.descriptor or 0)
                commit.give_name(temp, name, ours, folder)
            return ("; ".join(_sync_folder(folder)) or None) if sync_folder else None
    except ChangedMeanwhileError as error:
        raise WriteError("another program exchanged its folder meanwhile; try again") from error
    except WriteError as error:
        if isinstance(error.__cause__, FileExistsError):
            raise error.__cause__ from None
        raise


def remove_file(target: FileContent, aside: Aside = _NOWHERE, *, sync_folder: bool = True) -> str | None:
    """Take `target` away, if it is still as it was read; return a warning, or None.

    Raises :class:`ChangedMeanwhileError` and :class:`WriteError`.
    """
    with _explained("it could not be removed"), opened_folder(target.real) as folder:
        commit.take_away(target, folder, aside)
        return ("; ".join(_sync_folder(folder)) or None) if sync_folder else None


def move_file(target: FileContent, full: str, aside: Aside = _NOWHERE) -> None:
    """Rename `target` to the absolute path `full`, which must be free; the caller syncs both folders.

    Raises `FileExistsError`, :class:`ChangedMeanwhileError` and :class:`WriteError`.
    """
    try:
        with (
            _explained("it could not be renamed"),
            opened_folder(target.real) as folder,
            opened_folder(full) as to,
        ):
            commit.move(target, folder, os.path.basename(full), to, aside)
    except WriteError as error:
        if isinstance(error.__cause__, FileExistsError):
            raise error.__cause__ from None
        raise


def sync_folder(path: str) -> str | None:
    """Make what was done in the folder at the absolute `path` durable; a warning, or None. Raises nothing."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        return f"saved, but its durability is unknown: the folder could not be synced ({in_words(error)})"
    try:
        return "; ".join(_sync_folder(descriptor)) or None
    finally:
        with contextlib.suppress(OSError):
            os.close(descriptor)


@contextlib.contextmanager
def _written(target: FileContent, data: bytes, folder: int) -> Iterator[tuple[str, Held]]:
    """A new file to be put in the place of `target`, not synced yet. Raises :class:`_OnlyInPlace`."""
    if target.status.st_nlink > 1:
        raise _OnlyInPlace("it has several names (hard links)")
    name = os.path.basename(target.real)
    # Opened for its owner only: nobody else reads it before it has the mode it should have.
    with only_in_place(), _temp(name, data, folder, 0o600) as (temp, ours):
        try:
            attributes.keep_attributes(ours.descriptor or 0, target)
        except attributes.CannotKeep as error:
            raise _OnlyInPlace(str(error)) from error
        yield temp, ours


@contextlib.contextmanager
def only_in_place() -> Iterator[None]:
    """Where the system allows no new file, the old one may still be writable."""
    try:
        yield
    except OSError as error:
        reason = _IN_PLACE.get(error.errno or 0)
        if reason is None:
            raise
        raise _OnlyInPlace(reason) from error


@contextlib.contextmanager
def _temp(target: str, data: bytes, folder: int, mode: int) -> Iterator[tuple[str, Held]]:
    """A temporary file for `target`, with `data` in it; gone after an error, if it is still ours."""
    temp, descriptor = temp_files.make(target, folder, mode)
    ours: Held | None = None
    try:
        ours = Held(descriptor, data)
        commit.write_all(descriptor, data)
        yield temp, ours
    except BaseException:
        commit.remove_temp(temp, ours, folder)
        raise
    finally:
        with contextlib.suppress(OSError):  # it is synced, or gone
            os.close(descriptor)


@contextlib.contextmanager
def _explained(what: str) -> Iterator[None]:
    """An OSError inside becomes a WriteError in words."""
    try:
        yield
    except OSError as error:
        raise WriteError(f"{what}: {in_words(error)}") from error


def _sync_folder(folder: int) -> list[str]:
    """Make the rename itself durable. From here on an error never means *not saved*."""
    try:
        os.fsync(folder)
    except OSError as error:
        return [f"saved, but its durability is unknown: the folder could not be synced ({in_words(error)})"]
    return []
