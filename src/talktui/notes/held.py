"""A file that a save has in its hands: known by its inode and its bytes, whatever its name is now."""

from __future__ import annotations

import contextlib
import os
import stat

_FLAGS = os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_NOCTTY | os.O_CLOEXEC
MOST = 64 << 20
"""Bytes of the largest file that is read to be kept; a larger one is left lying where it is."""


class Held:
    """The file of an open descriptor, which held `data` when it was looked at.

    Without a descriptor: something that is no regular file (a link, a folder), or that could not be
    read; `error` says why.
    """

    def __init__(
        self, descriptor: int | None, data: bytes | None, identity: tuple[int, int] | None = None
    ) -> None:
        self.descriptor = descriptor
        self.data = data
        if identity is None and descriptor is not None:
            status = os.fstat(descriptor)
            identity = (status.st_dev, status.st_ino)
        self.identity = identity  # device and inode

    def stands_at(self, name: str, folder: int) -> bool:
        """Whether `name` in the open folder is this file. Raises :class:`OSError`, not when there is none."""
        try:
            status = os.lstat(name, dir_fd=folder)
        except FileNotFoundError:
            return False
        return self.identity == (status.st_dev, status.st_ino)

    def surely_stands_at(self, name: str, folder: int) -> bool:
        """As :meth:`stands_at`; False also when the system does not tell, asked twice."""
        for _ in range(2):
            with contextlib.suppress(OSError):
                return self.stands_at(name, folder)
        return False

    def is_unchanged(self) -> bool:
        """Whether it still holds `data`, byte by byte. Raises :class:`OSError`."""
        if self.descriptor is None or self.data is None:
            return False
        return os.fstat(self.descriptor).st_size == len(self.data) and self.read() == self.data

    def read(self) -> bytes:
        """All that it holds now. Raises :class:`OSError`."""
        if self.descriptor is None or self.data is None:
            raise OSError("it is no regular file")
        return read_all(self.descriptor)

    def handed_over(self) -> int:
        """The descriptor, which somebody else closes from here on."""
        descriptor = self.descriptor
        if descriptor is None:
            raise ValueError("there is no descriptor to hand over")
        self.descriptor = None
        return descriptor

    def close(self) -> None:
        """Let go of it. Raises nothing: what was written is synced."""
        if self.descriptor is not None:
            with contextlib.suppress(OSError):
                os.close(self.descriptor)
            self.descriptor = None


def pick_up(name: str, folder: int) -> Held:
    """What stands at `name` in the open folder, read whole. Raises nothing: what is not known is None."""
    identity = None
    for _ in range(2):  # what is not seen now may be lost later: a second try
        try:
            status = os.lstat(name, dir_fd=folder)
            identity = (status.st_dev, status.st_ino)
            if not stat.S_ISREG(status.st_mode):
                break  # opening it might do something
            return _read(name, folder)
        except OSError:
            continue
    return Held(None, None, identity)


def _read(name: str, folder: int) -> Held:
    descriptor = os.open(name, _FLAGS, dir_fd=folder)
    try:
        status = os.fstat(descriptor)
        data = read_all(descriptor) if stat.S_ISREG(status.st_mode) else None
        return Held(descriptor, data, (status.st_dev, status.st_ino))
    except BaseException:
        with contextlib.suppress(OSError):
            os.close(descriptor)
        raise


def read_all(descriptor: int) -> bytes:
    """Every byte of the open file. Raises :class:`OSError`, also for a file above :data:`MOST`."""
    parts: list[bytes] = []
    at = 0
    while part := os.pread(descriptor, 1 << 20, at):
        parts.append(part)
        at += len(part)
        if at > MOST:
            raise OSError("it is too large to be read whole")
    return parts[0] if len(parts) == 1 else b"".join(parts)
