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
import stat
from collections.abc import Iterator

from talktui.notes.read_file import FileContent, etag_of, in_words

_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
TEMP_PREFIX = ".talktui-"
TEMP_SUFFIX = ".tmp"


class ChangedMeanwhileError(Exception):
    """The target is no longer what was read: begin again from fresh bytes."""


class WriteError(Exception):
    """Nothing was written; the text says why, in words that follow "not saved: "."""


def replace_file(target: FileContent, data: bytes, *, sync_folder: bool = True) -> str | None:
    """Make `data` the content of `target`; return a warning for the person, or None.

    With `sync_folder` false the caller syncs the folder, once for a group: :func:`sync_folder`.

    A file with several names (hard links) is written in place, since a rename would part it from
    the others. Raises :class:`ChangedMeanwhileError` when the file is not as it was read, and
    :class:`WriteError` when it could not be written.
    """
    if target.status.st_nlink > 1:
        return _write_in_place(target, data)
    with _explained("the new text could not be written beside it"), _opened_folder(target.real) as folder:
        temp, descriptor = _open_temp(folder, 0o600)
        with _removed_on_error(temp, folder):
            try:
                _write_all(descriptor, data)
                warnings = _keep_attributes(descriptor, target)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            _look_again(target, folder)
            _commit(temp, os.path.basename(target.real), folder)
        if sync_folder:
            warnings += _sync_folder(folder)
    return "; ".join(warnings) or None


def create_file(full: str, data: bytes, *, mode: int | None = None, sync_folder: bool = True) -> str | None:
    """A new file at the absolute path `full`, whole or not at all; return a warning, or None.

    `mode` are its permission bits, for a file that comes back; else the system's for a new one.

    Raises `FileExistsError` when the name is taken, :class:`WriteError` for anything else.
    """
    try:
        with _explained("the new file could not be written"), _opened_folder(full) as folder:
            temp, descriptor = _open_temp(folder, 0o666)
            with _removed_on_error(temp, folder):
                try:
                    _write_all(descriptor, data)
                    if mode is not None:
                        os.fchmod(descriptor, mode & 0o777)
                    os.fsync(descriptor)
                finally:
                    os.close(descriptor)
                _commit_new(temp, os.path.basename(full), folder, data)
            return ("; ".join(_sync_folder(folder)) or None) if sync_folder else None
    except ChangedMeanwhileError as error:
        raise WriteError("another program exchanged its folder meanwhile; try again") from error
    except WriteError as error:
        if isinstance(error.__cause__, FileExistsError):
            raise error.__cause__ from None
        raise


def remove_file(target: FileContent, *, sync_folder: bool = True) -> str | None:
    """Take `target` away, if it is still as it was read; return a warning, or None.

    Raises :class:`ChangedMeanwhileError` and :class:`WriteError`.
    """
    with _explained("it could not be removed"), _opened_folder(target.real) as folder:
        _look_again(target, folder)
        os.unlink(os.path.basename(target.real), dir_fd=folder)
        return ("; ".join(_sync_folder(folder)) or None) if sync_folder else None


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


def _commit(temp: str, name: str, folder: int) -> None:
    os.replace(temp, name, src_dir_fd=folder, dst_dir_fd=folder)


def _commit_new(temp: str, name: str, folder: int, data: bytes) -> None:
    """Give the temporary file its name, which must be free."""
    try:
        os.link(temp, name, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError as error:
        if error.errno not in {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}:
            raise
        # No hard links on this file system: the free name is taken by opening it.
        descriptor = os.open(name, _CREATE, 0o666, dir_fd=folder)
        with _removed_on_error(name, folder):
            try:
                _write_all(descriptor, data)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
    with contextlib.suppress(OSError):
        os.unlink(temp, dir_fd=folder)


@contextlib.contextmanager
def _opened_folder(full: str) -> Iterator[int]:
    """A descriptor of the folder that the resolved path `full` is in.

    All that a save does happens in this one folder, whatever is put in its place meanwhile. Raises
    :class:`ChangedMeanwhileError` when the path leads elsewhere by now.
    """
    path = os.path.dirname(full)
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        if os.path.realpath(path) != path or not os.path.samestat(os.lstat(path), os.fstat(folder)):
            raise ChangedMeanwhileError
        yield folder
    finally:
        with contextlib.suppress(OSError):  # after the commit nothing may say "not saved"
            os.close(folder)


@contextlib.contextmanager
def _explained(what: str) -> Iterator[None]:
    """An OSError inside becomes a WriteError in words."""
    try:
        yield
    except OSError as error:
        raise WriteError(f"{what}: {in_words(error)}") from error


@contextlib.contextmanager
def _removed_on_error(temp: str, folder: int) -> Iterator[None]:
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temp, dir_fd=folder)
        raise


def _open_temp(folder: int, mode: int) -> tuple[str, int]:
    temp = f"{TEMP_PREFIX}{secrets.token_hex(8)}{TEMP_SUFFIX}"
    return temp, os.open(temp, _CREATE, mode, dir_fd=folder)


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _keep_attributes(descriptor: int, target: FileContent) -> list[str]:
    """Give the new file the old one's owner, attributes (ACLs among them) and mode."""
    warnings: list[str] = []
    new, old = os.fstat(descriptor), target.status
    mode = stat.S_IMODE(old.st_mode)
    if (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
        try:
            os.fchown(descriptor, old.st_uid, old.st_gid)
        except PermissionError:
            with contextlib.suppress(PermissionError):
                os.fchown(descriptor, -1, old.st_gid)
            warnings.append("the file's owner could not be kept: it belongs to you now")
            mode &= ~(stat.S_ISUID | stat.S_ISGID)  # they would lend another's rights than before
    if not _copy_xattrs(descriptor, target.real):
        warnings.append("not all of the file's extended attributes could be kept")
    os.fchmod(descriptor, mode)
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


def _look_again(target: FileContent, folder: int) -> None:
    """Raises :class:`ChangedMeanwhileError` when `target` is not what was read any more.

    Its content is compared too: a clock that ticks every few milliseconds shows no second write
    within one tick.
    """
    name = os.path.basename(target.real)
    try:
        descriptor = os.open(name, _READ, dir_fd=folder)
        try:
            same = _is_as_read(descriptor, target)
        finally:
            os.close(descriptor)
        now = os.stat(name, dir_fd=folder, follow_symlinks=False)
    except OSError as error:
        if error.errno in {errno.ENOENT, errno.ELOOP, errno.ENXIO}:  # gone, a link now, a socket now
            raise ChangedMeanwhileError from error
        raise
    if not same or etag_of(now) != target.etag:
        raise ChangedMeanwhileError


def _is_as_read(descriptor: int, target: FileContent) -> bool:
    """Whether the open file is still `target`, by its state and its bytes."""
    if etag_of(os.fstat(descriptor)) != target.etag:
        return False
    left = memoryview(target.data)
    while left and (part := os.read(descriptor, len(left))) and part == left[: len(part)]:
        left = left[len(part) :]
    return not left


def _sync_folder(folder: int) -> list[str]:
    """Make the rename itself durable. From here on an error never means *not saved*."""
    try:
        os.fsync(folder)
    except OSError as error:
        return [f"saved, but its durability is unknown: the folder could not be synced ({in_words(error)})"]
    return []


def _write_in_place(target: FileContent, data: bytes) -> str:
    """Write a file with several names through its one inode; put the old bytes back on an error."""
    with _explained("it has several names (hard links) and could not be opened for writing"):
        descriptor = os.open(target.real, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        with _explained("it has several names (hard links) and could not be read again"):
            if not _is_as_read(descriptor, target):
                raise ChangedMeanwhileError
        try:
            _overwrite(descriptor, data)
        except BaseException as error:  # an interrupt too must not leave half of each text
            _put_back(descriptor, target, error)
            raise
    finally:
        with contextlib.suppress(OSError):  # it is synced, or put back
            os.close(descriptor)
    return "the file has several names (hard links), so it was written in place"


def _put_back(descriptor: int, target: FileContent, error: BaseException) -> None:
    """The old bytes again, after `error`; raises :class:`WriteError` for what the system refused."""
    why = in_words(error) if isinstance(error, OSError) else "it was interrupted"
    try:
        _overwrite(descriptor, target.data)
    except OSError as second:
        raise WriteError(
            f"writing stopped half way ({why}) and the old text could not be put back "
            f"({in_words(second)}): look at the file before you go on"
        ) from error
    if isinstance(error, OSError):
        raise WriteError(f"writing stopped ({why}); the old text was put back") from error


def _overwrite(descriptor: int, data: bytes) -> None:
    os.lseek(descriptor, 0, os.SEEK_SET)
    _write_all(descriptor, data)
    os.ftruncate(descriptor, len(data))
    os.fsync(descriptor)
