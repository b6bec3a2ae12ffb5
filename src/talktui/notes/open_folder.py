"""The folder that a save happens in, opened: it all happens there, whatever is put in its place meanwhile."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

from talktui.notes.commit import ChangedMeanwhileError


def open_folder(full: str) -> int:
    """A descriptor of the folder that the resolved path `full` is in, for the caller to close.

    Raises :class:`ChangedMeanwhileError` when the path leads elsewhere by now, and :class:`OSError`.
    """
    path = os.path.dirname(full)
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        same = os.path.realpath(path) == path and os.path.samestat(os.lstat(path), os.fstat(folder))
    except BaseException:
        _close(folder)
        raise
    if not same:
        _close(folder)
        raise ChangedMeanwhileError
    return folder


@contextlib.contextmanager
def opened_folder(full: str) -> Iterator[int]:
    """As :func:`open_folder`, closed at the end."""
    folder = open_folder(full)
    try:
        yield folder
    finally:
        _close(folder)


class FolderInTurn:
    """The folder of one file after the other: it stays open for as long as they are in the same one.

    For files in the order of their paths, which are some dozens to a folder.
    """

    def __init__(self) -> None:
        self._path = ""
        self._folder: int | None = None
        self._identity = (0, 0)  # device and inode

    @contextlib.contextmanager
    def opened(self, full: str) -> Iterator[int]:
        """The folder of the resolved path `full`, open until another is asked for; as :func:`open_folder`."""
        yield self._at(full)

    def _at(self, full: str) -> int:
        path = os.path.dirname(full)
        if self._folder is not None and path == self._path:
            now = os.lstat(path)
            if (now.st_dev, now.st_ino) == self._identity:
                return self._folder
        self.close()
        folder = self._folder = open_folder(full)
        status = os.fstat(folder)
        self._path, self._identity = path, (status.st_dev, status.st_ino)
        return folder

    def close(self) -> None:
        """Let go of the folder that is open."""
        if self._folder is not None:
            _close(self._folder)
            self._folder = None


def _close(folder: int) -> None:
    with contextlib.suppress(OSError):  # after the commit nothing may say "not saved"
        os.close(folder)
