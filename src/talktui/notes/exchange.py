"""Linux's renameat2(2): two names exchanged in one step, or a name given only if it is free.

Python offers no way to it, so it is called through ctypes.  A file system that cannot do it (NFS, ZFS,
some FUSE ones) says so at the first try and is not asked again; elsewhere than on Linux nothing can.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from functools import cache

_NOREPLACE, _EXCHANGE = 1, 2  # linux/fs.h
_NUMBERS = {
    "x86_64": 316,
    "aarch64": 276,
    "riscv64": 276,
}  # of the system call, where libc has no name for it
_CANNOT = frozenset({errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP})
_without: set[tuple[int, int]] = set()  # (device, flags) that are not there


class Unsupported(Exception):
    """This system or file system cannot do it; nothing was changed."""


def exchange(one: str, other: str, folder: int) -> None:
    """Let the names `one` and `other`, both in the open folder, change what they stand for.

    Raises :class:`Unsupported`, and :class:`OSError` as renameat2(2) does. EINTR is the caller's: a
    second exchange would undo the first, so it must look whether the first took place.
    """
    _rename(folder, one, folder, other, _EXCHANGE)


def rename_new(source: str, source_folder: int, name: str, folder: int) -> None:
    """Rename, unless `name` is taken: `FileExistsError`. Raises :class:`Unsupported`, :class:`OSError`."""
    _rename(source_folder, source, folder, name, _NOREPLACE)


def _rename(source_folder: int, source: str, folder: int, name: str, flags: int) -> None:
    if _call() is None:
        raise Unsupported
    device = os.fstat(folder).st_dev
    if (device, flags) in _without:
        raise Unsupported
    try:
        renameat2(source_folder, source, folder, name, flags)
    except OSError as error:
        if error.errno in _CANNOT:
            _without.add((device, flags))
            raise Unsupported from error
        if error.errno == errno.EPERM:  # a sandbox that knows no renameat2; or really not allowed
            raise Unsupported from error
        raise


def renameat2(source_folder: int, source: str, folder: int, name: str, flags: int) -> None:
    """The system call itself. Raises :class:`OSError`."""
    call = _call()
    number = (
        call(source_folder, os.fsencode(source), folder, os.fsencode(name), flags) if call else errno.ENOSYS
    )
    if number:
        raise OSError(number, os.strerror(number), source, None, name)


_Call = Callable[[int, bytes, int, bytes, int], int]


@cache
def _call() -> _Call | None:
    """renameat2 of the C library, or by its number; None when this system has none.

    The function that is returned gives the error's number, or 0.
    """
    if not sys.platform.startswith("linux"):
        return None
    import ctypes  # reading notes needs it not

    def checked(function: Callable[..., int]) -> _Call:
        return lambda *arguments: ctypes.get_errno() if function(*arguments) != 0 else 0

    try:
        libc = ctypes.CDLL(None, use_errno=True)
    except OSError:
        return None
    function = getattr(libc, "renameat2", None)
    if function is not None:
        function.argtypes = [ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint]
        function.restype = ctypes.c_int
        return checked(function)
    number = _NUMBERS.get(os.uname().machine)
    if number is None or ctypes.sizeof(ctypes.c_void_p) != 8:
        return None
    by_number = libc.syscall  # musl before 1.2.6
    by_number.argtypes = [
        ctypes.c_long, ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint,
    ]  # fmt: skip
    by_number.restype = ctypes.c_long
    return checked(lambda *arguments: by_number(number, *arguments))
