"""A file that is there whole or not at all, for what people ask to have written somewhere."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from pathlib import Path


def put(target: Path, data: bytes) -> None:
    """Let `data` be the content of `target`, which may be there already; its permissions stay.

    What is no ordinary file (a pipe, a terminal) is written to. Raises :class:`OSError`; then an ordinary
    file is as it was.
    """
    mode = None
    with contextlib.suppress(FileNotFoundError):
        there = target.stat()
        if not stat.S_ISREG(there.st_mode):
            target.write_bytes(data)
            return
        mode = stat.S_IMODE(there.st_mode)
        if not os.access(target, os.W_OK):
            raise PermissionError(13, "it is write-protected")
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:50]}-", suffix=".part")
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if mode is None:
            mask = os.umask(0)
            os.umask(mask)
            mode = 0o666 & ~mask
        os.chmod(name, mode)
        os.replace(name, target)
    except BaseException:
        with contextlib.suppress(OSError):  # it is in nobody's way
            os.unlink(name)
        raise
