"""Files of the state directory that hold a person's texts: nobody else's to read, and whole after a kill.

A file is written under a name beside its own, synced and renamed, so that a kill at any moment leaves the
file before or the one after. Each notes directory has a folder of its own.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from pathlib import Path

_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)


def name_of(root: str) -> str:
    """What stands for the notes directory `root`, a real path, in names of the state directory."""
    return hashlib.sha256(os.fsencode(root)).hexdigest()[:16]


def file_name(root: str, ending: str) -> str:
    """The name of the one file kept about `root`, a real path: readable, and one of a kind."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", os.path.basename(root))[:40].strip("-.") or "notes"
    return f"{name}-{name_of(root)}{ending}"


def make(file: Path) -> bool:
    """Make the empty file where there is none; whether that was so. Raises :class:`OSError`."""
    try:
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    except FileExistsError:
        return False
    return True


def put(path: Path, part: Path, data: bytes) -> None:
    """Let `data` be the content of `path`, on the disk with its name when this returns.

    `part` is the name in the same folder that it is written under. Raises :class:`OSError`; then `path` is
    as it was, and nothing stands at `part`.
    """
    for folder in (path.parent.parent, path.parent):
        if not folder.is_dir():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            sync_folder(folder.parent)
    try:
        part.unlink(missing_ok=True)
        descriptor = os.open(part, _FLAGS, 0o600)
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(descriptor, view) :]
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        part.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):  # it is in nobody's way
            part.unlink()
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """So that the new name outlives a power failure, where folders can be synced."""
    with contextlib.suppress(OSError):  # the text itself is on the disk
        descriptor = os.open(folder, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
