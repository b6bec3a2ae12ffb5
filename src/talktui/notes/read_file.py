"""One file's bytes, read so that nothing named `x.md` can block, never end, or fill the memory.

A note may be a FIFO, a device, a link that leads out of the notes directory or a file of gigabytes.
Whatever is odd is said in words, for the row that stands for the file.
"""

from __future__ import annotations

import errno
import os
import stat
from dataclasses import dataclass

from talktui.notes.talk import Etag

MAX_READ = (1 << 20) + 8
"""Bytes read at most: the 1 MB up to which a note may be edited, and a few to see there is more."""

_FLAGS = os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_NOCTTY | os.O_CLOEXEC

_WORDS = {
    errno.EACCES: "permission denied",
    errno.EPERM: "the system does not allow it",
    errno.ENOENT: "it is not there any more",
    errno.ENOTDIR: "a part of its path is not a folder",
    errno.EROFS: "the disk is read-only",
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your disk quota is used up",
    errno.EFBIG: "it would be larger than the system allows",
    errno.EIO: "the disk reports an error",
    errno.ENAMETOOLONG: "its name is too long",
    errno.ELOOP: "it is a link that leads back to itself",
    errno.EMFILE: "too many files are open",
    errno.ENFILE: "too many files are open",
    errno.EEXIST: "there is a file of that name already",
    errno.ESTALE: "the network disk has lost it",
}

_KINDS = (
    (stat.S_ISDIR, "it is a folder"),
    (stat.S_ISFIFO, "it is a pipe, not a file"),
    (stat.S_ISSOCK, "it is a socket, not a file"),
    (stat.S_ISCHR, "it is a device, not a file"),
    (stat.S_ISBLK, "it is a device, not a file"),
)


class CannotRead(Exception):
    """A file that cannot be read; `.reason` says why, in words that follow the file's name."""

    def __init__(self, reason: str, *, missing: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.missing = missing


@dataclass(frozen=True, slots=True)
class FileContent:
    """A regular file as it was read."""

    data: bytes
    status: os.stat_result
    real: str  # its absolute path, links resolved
    read_only: str | None = None  # why it must not be written, or None

    @property
    def etag(self) -> Etag:
        """What it looked like when it was read."""
        return etag_of(self.status)


def etag_of(status: os.stat_result) -> Etag:
    """What tells one state of a file from another; mtime and size alone missed `cp -p` and `mv`."""
    return Etag(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def in_words(error: OSError) -> str:
    """Why the system refused, without its jargon and without the path."""
    known = _WORDS.get(error.errno or 0)
    return known or (error.strerror or str(error) or "the system gives no reason").lower()


def is_inside(root: str, real: str) -> bool:
    """Whether the absolute path `real` is in `root`; both with their links resolved."""
    return real.startswith(root.rstrip("/") + "/")


def read_file(root: str, path: str) -> FileContent:
    """The file at `path`, relative to the resolved directory `root`: at most :data:`MAX_READ` bytes.

    A link is followed; one that leaves `root` is read-only. Raises :class:`CannotRead`.
    """
    full = os.path.join(root, path)
    read_only: str | None = None
    is_link = False
    try:
        status = os.lstat(full)
        is_link = stat.S_ISLNK(status.st_mode)
        if is_link:
            full = os.path.realpath(full)
            if not is_inside(root, full):
                read_only = "it is a link to a file outside the notes directory; edit it where it is"
            status = os.stat(full)
        data, status = _read_regular(full, status)
    except OSError as error:
        missing = error.errno in {errno.ENOENT, errno.ENOTDIR}
        reason = "it is a link to a file that is not there" if missing and is_link else ""
        raise CannotRead(reason or in_words(error), missing=missing) from error
    except ValueError as error:  # a NUL in the path
        raise CannotRead("its name cannot be a file's", missing=True) from error
    return FileContent(data, status, full, read_only or why_read_only(full, status))


def why_read_only(full: str, status: os.stat_result) -> str | None:
    """Why this user cannot write the file at `full`, in a sentence's rest; None when they can."""
    if not status.st_mode & 0o222:
        return "it is write-protected; allow writing (chmod u+w) to edit it"
    if os.access(full, os.W_OK):
        return None
    try:
        if os.statvfs(full).f_flag & os.ST_RDONLY:
            return "it is on a disk that can only be read"
    except (OSError, AttributeError):  # gone meanwhile; or a system without it
        pass
    return "you may not write this file: permission denied"


def _read_regular(full: str, status: os.stat_result) -> tuple[bytes, os.stat_result]:
    """The bytes of a regular file and its state; read again when it changes meanwhile."""
    _require_regular(status)  # before opening: opening a device may do something
    descriptor = os.open(full, _FLAGS)
    try:
        for _ in range(3):
            status = os.fstat(descriptor)
            _require_regular(status)
            data = _read_up_to(descriptor, MAX_READ, status.st_size)
            if etag_of(os.fstat(descriptor)) == etag_of(status):
                break
            os.lseek(descriptor, 0, os.SEEK_SET)
        return data, status
    finally:
        os.close(descriptor)


def _require_regular(status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        kind = next((words for is_kind, words in _KINDS if is_kind(status.st_mode)), "it is not a file")
        raise CannotRead(kind)


def _read_up_to(descriptor: int, limit: int, size: int) -> bytes:
    """At most `limit` bytes of what is said to be `size` long (0 is said of files in /proc, too)."""
    parts: list[bytes] = []
    while limit > 0 and (part := os.read(descriptor, min(limit, size) or limit)):
        parts.append(part)
        limit -= len(part)
        size -= len(part)
        if size == 0:
            break  # the caller looks whether it has grown
        size = max(size, 0)
    return parts[0] if len(parts) == 1 else b"".join(parts)
