"""A file written through its own inode, where a new file beside it would not do.

With several names (hard links) a new file would part this one from the others; a new file may not be
able to have its owner or its access list; and its folder may take no new files.  What a new file
would keep is then kept by the old one.  It is the weaker way: killed in the middle it leaves half of
each text, so the journal must hold the old one before.
"""

from __future__ import annotations

import contextlib
import os

from talktui.notes.commit import ChangedMeanwhileError, write_all
from talktui.notes.held import read_all
from talktui.notes.read_file import FileContent, etag_of, in_words
from talktui.notes.uninterrupted import uninterrupted

_FLAGS = os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


class StoppedError(Exception):
    """Nothing was saved; the text says what is in the file now. Its cause is what the system said."""


def write_in_place(target: FileContent, data: bytes, folder: int) -> str | None:
    """Overwrite `target` (in the open folder); return a warning when its durability is unknown.

    Raises :class:`ChangedMeanwhileError`; :class:`OSError` when nothing was written;
    :class:`StoppedError` when something was.
    """
    descriptor = os.open(os.path.basename(target.real), _FLAGS, dir_fd=folder)
    try:
        if etag_of(os.fstat(descriptor)) != target.etag or read_all(descriptor) != target.data:
            raise ChangedMeanwhileError
        with uninterrupted():
            return _written(descriptor, target, data)
    finally:
        with contextlib.suppress(OSError):
            os.close(descriptor)


def is_torn(data: bytes, one: bytes, other: bytes) -> bool:
    """Whether `data` is what is left of one text being written over the other, when that was cut off."""
    return _is_cut_off(data, one, other) or _is_cut_off(data, other, one)


def _is_cut_off(data: bytes, old: bytes, new: bytes) -> bool:
    """Whether `data` is the beginning of `new` and then, from the same place on, the rest of `old`."""
    if len(data) != len(old):
        return len(data) > len(old) and new.startswith(data)
    both = min(len(data), len(new))
    same = next((at for at in range(both) if data[at] != new[at]), both)
    return data[same:] == old[same:]


def _written(descriptor: int, target: FileContent, data: bytes) -> str | None:
    whole = False
    try:
        _overwrite(descriptor, data)
        whole = True
        os.fsync(descriptor)
    except BaseException as error:  # an interrupt too must not leave half of each text
        if whole and isinstance(error, OSError):  # what the disk makes of it nobody knows
            return f"saved, but its durability is unknown: the file could not be synced ({in_words(error)})"
        _put_back(descriptor, target, error)
        raise
    return None


def _put_back(descriptor: int, target: FileContent, error: BaseException) -> None:
    """The old bytes again, after `error`; raises :class:`StoppedError` for what the system refused."""
    why = in_words(error) if isinstance(error, OSError) else "it was interrupted"
    try:
        _overwrite(descriptor, target.data)
    except OSError as second:
        raise StoppedError(
            f"writing stopped half way ({why}) and the old text could not be put back "
            f"({in_words(second)}): look at the file before you go on"
        ) from error
    with contextlib.suppress(OSError):
        os.fsync(descriptor)
    if isinstance(error, OSError):
        raise StoppedError(f"writing stopped ({why}); the old text was put back") from error


def _overwrite(descriptor: int, data: bytes) -> None:
    os.lseek(descriptor, 0, os.SEEK_SET)
    write_all(descriptor, data)
    os.ftruncate(descriptor, len(data))
