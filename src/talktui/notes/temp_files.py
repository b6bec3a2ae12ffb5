"""The temporary files of saves: their names, and how a living save is told from a dead one.

A name is `.talktui-`, 16 hexadecimal digits, `.tmp`.  The first eight digits are a hash of the name of
the note, so that the text in a temporary file that a killed save left behind can be given back under
its note's name.  A save holds a lock (flock) on what its temporary name stands for as long as it runs:
the system lets go of it however the process ends.
"""

from __future__ import annotations

import contextlib
import os
import re
from hashlib import blake2b

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]  # a module or none

PREFIX = ".talktui-"
SUFFIX = ".tmp"
_NAME = re.compile(r"\.talktui-([0-9a-f]{8})[0-9a-f]{8}\.tmp\Z")
_FLAGS = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)


def new_name(target: str) -> str:
    """A name for a temporary file beside the file called `target`, that nothing has."""
    return f"{PREFIX}{_digits(target)}{os.urandom(4).hex()}{SUFFIX}"


def digits_of(name: str) -> bytes:
    """The sixteen digits in the name of a temporary file."""
    return name[len(PREFIX) : -len(SUFFIX)].encode()


def name_with(digits: bytes) -> str:
    """The name of the temporary file with these sixteen digits."""
    return f"{PREFIX}{digits.decode()}{SUFFIX}"


def is_temp(name: str) -> bool:
    """Whether a file of this name is a temporary one of ours."""
    return _NAME.match(name) is not None


def is_for(name: str, target: str) -> bool:
    """Whether the temporary file `name` was made for the file called `target`, in the same folder."""
    match = _NAME.match(name)
    return match is not None and match[1] == _digits(target)


def make(target: str, folder: int, mode: int) -> tuple[str, int]:
    """A new temporary file for `target` in the open folder: its name, and a locked descriptor."""
    for _ in range(8):
        name = new_name(target)
        try:
            descriptor = os.open(name, _FLAGS, mode, dir_fd=folder)
        except FileExistsError:
            continue
        lock(descriptor)
        return name, descriptor
    raise FileExistsError("no free name for a temporary file")


def lock(descriptor: int, *, shared: bool = False) -> None:
    """Say that a save is under way with this file; where there are no locks, nothing."""
    if fcntl is not None:
        with contextlib.suppress(OSError):
            fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)


def unlock(descriptor: int) -> None:
    """A save is no longer under way with this file."""
    if fcntl is not None:
        with contextlib.suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_UN)


def is_free(descriptor: int) -> bool | None:
    """Whether no save holds this file, and then it is ours; None where there are no locks."""
    if fcntl is None:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


def _digits(target: str) -> str:
    return blake2b(os.fsencode(target), digest_size=4).hexdigest()
