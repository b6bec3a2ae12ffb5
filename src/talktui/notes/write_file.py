"""Bytes put on the disk so that a file is either as it was or as it should be.

Steps 6 to 9 of the write path: a temporary file beside the target, given the target's owner, mode
and attributes, synced; one more look at the target; then one rename.  What comes before (reading,
the edit itself) is the store's; the commit is :func:`_commit` alone, so that another way of
exchanging files changes nothing else.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Iterator

from talktui.notes.read_file import FileContent, etag_of, in_words

_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
TEMP_PREFIX = ".talktui-"
TEMP_SUFFIX = ".tmp"


class ChangedMeanwhileError(Exception):
    """The target is no longer what was read: begin again from fresh bytes."""


class WriteError(Exception):
    """Nothing was written; the text says why, in words that follow "not saved: "."""


def replace_file(target: FileContent, data: bytes) -> str | None:
    """Make `data` the content of `target`; return a warning for the person, or None.

    A file with several names (hard links) is written in place, since a rename would part it from
    the others. Raises :class:`ChangedMeanwhileError` when the file is not as it was read, and
    :class:`WriteError` when it could not be written.
    """
    if target.status.st_nlink > 1:
        return _write_in_place(target, data)
    folder = os.path.dirname(target.real)
    with _explained("the new text could not be written beside it"):
        temp, descriptor = _open_temp(folder, 0o600)
        with _removed_on_error(temp):
            try:
                _write_all(descriptor, data)
                warnings = _keep_attributes(descriptor, target)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            _look_again(target)
            _commit(temp, target.real)
    warnings += _sync_folder(folder)
    return "; ".join(warnings) or None


def create_file(full: str, data: bytes) -> str | None:
    """A new file at the absolute path `full`, whole or not at all; return a warning, or None.

    Raises `FileExistsError` when the name is taken, :class:`WriteError` for anything else.
    """
    folder = os.path.dirname(full)
    try:
        with _explained("the new file could not be written"):
            temp, descriptor = _open_temp(folder, 0o666)
            with _removed_on_error(temp):
                try:
                    _write_all(descriptor, data)
                    os.fsync(descriptor)
                finally:
                    os.close(descriptor)
                _commit_new(temp, full, data)
    except WriteError as error:
        if isinstance(error.__cause__, FileExistsError):
            raise error.__cause__ from None
        raise
    return "; ".join(_sync_folder(folder)) or None


def remove_file(target: FileContent) -> str | None:
    """Take `target` away, if it is still as it was read; return a warning, or None.

    Raises :class:`ChangedMeanwhileError` and :class:`WriteError`.
    """
    with _explained("it could not be removed"):
        _look_again(target)
        os.unlink(target.real)
    return "; ".join(_sync_folder(os.path.dirname(target.real))) or None


def _commit(temp: str, real: str) -> None:
    os.replace(temp, real)


def _commit_new(temp: str, full: str, data: bytes) -> None:
    """Give the temporary file its name, which must be free."""
    try:
        os.link(temp, full, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError as error:
        if error.errno not in {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}:
            raise
        # No hard links on this file system: the free name is taken by opening it.
        descriptor = os.open(full, _CREATE, 0o666)
        with _removed_on_error(full):
            try:
                _write_all(descriptor, data)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
    with contextlib.suppress(OSError):
        os.unlink(temp)


@contextlib.contextmanager
def _explained(what: str) -> Iterator[None]:
    """An OSError inside becomes a WriteError in words."""
    try:
        yield
    except OSError as error:
        raise WriteError(f"{what}: {in_words(error)}") from error


@contextlib.contextmanager
def _removed_on_error(temp: str) -> Iterator[None]:
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temp)
        raise


def _open_temp(folder: str, mode: int) -> tuple[str, int]:
    temp = os.path.join(folder, f"{TEMP_PREFIX}{secrets.token_hex(8)}{TEMP_SUFFIX}")
    return temp, os.open(temp, _CREATE, mode)


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _keep_attributes(descriptor: int, target: FileContent) -> list[str]:
    """Give the new file the old one's owner, attributes (ACLs among them) and mode."""
    warnings: list[str] = []
    new, old = os.fstat(descriptor), target.status
    if (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
        try:
            os.fchown(descriptor, old.st_uid, old.st_gid)
        except PermissionError:
            with contextlib.suppress(PermissionError):
                os.fchown(descriptor, -1, old.st_gid)
            warnings.append("the file's owner could not be kept: it belongs to you now")
    if not _copy_xattrs(descriptor, target.real):
        warnings.append("not all of the file's extended attributes could be kept")
    os.fchmod(descriptor, old.st_mode & 0o7777)
    return warnings


def _copy_xattrs(descriptor: int, real: str) -> bool:
    """Whether every extended attribute that the system lets us see was copied."""
    if not hasattr(os, "listxattr"):  # macOS: Python offers no way to them
        return True
    try:
        names = os.listxattr(real)
    except OSError as error:
        return error.errno in {errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS}
    copied = True
    for name in names:
        try:
            value = os.getxattr(real, name)
            if name.startswith("security.") and _has_xattr(descriptor, name, value):
                continue  # a label that the system gives every file here
            os.setxattr(descriptor, name, value)
        except OSError:
            copied = False
    return copied


def _has_xattr(descriptor: int, name: str, value: bytes) -> bool:
    try:
        return os.getxattr(descriptor, name) == value
    except OSError:
        return False


def _look_again(target: FileContent) -> None:
    try:
        now = os.stat(target.real, follow_symlinks=False)
    except FileNotFoundError as error:
        raise ChangedMeanwhileError from error
    if etag_of(now) != target.etag:
        raise ChangedMeanwhileError


def _sync_folder(folder: str) -> list[str]:
    """Make the rename itself durable. From here on an error never means *not saved*."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        return [f"saved, but its durability is unknown: the folder could not be synced ({in_words(error)})"]
    return []


def _write_in_place(target: FileContent, data: bytes) -> str:
    """Write a file with several names through its one inode; put the old bytes back on an error."""
    with _explained("it has several names (hard links) and could not be opened for writing"):
        descriptor = os.open(target.real, os.O_WRONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        if etag_of(os.fstat(descriptor)) != target.etag:
            raise ChangedMeanwhileError
        try:
            _overwrite(descriptor, data)
        except OSError as error:
            try:
                _overwrite(descriptor, target.data)
            except OSError as second:
                raise WriteError(
                    f"writing stopped half way ({in_words(error)}) and the old text could not be put back "
                    f"({in_words(second)}): look at the file before you go on"
                ) from error
            raise WriteError(f"writing stopped ({in_words(error)}); the old text was put back") from error
    finally:
        os.close(descriptor)
    return "the file has several names (hard links), so it was written in place"


def _overwrite(descriptor: int, data: bytes) -> None:
    os.lseek(descriptor, 0, os.SEEK_SET)
    _write_all(descriptor, data)
    os.ftruncate(descriptor, len(data))
    os.fsync(descriptor)
