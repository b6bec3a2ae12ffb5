"""A new file made like the one it replaces: owner, extended attributes (ACLs among them), mode."""

from __future__ import annotations

import errno
import os
import stat

from talktui.notes.read_file import FileContent

_NO_XATTRS = frozenset({errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS})


class CannotKeep(Exception):
    """A new file cannot be made like the old one; the text says what of it, in words."""


def keep_attributes(descriptor: int, target: FileContent) -> None:
    """Give the open new file the attributes of `target`. Raises :class:`CannotKeep`, :class:`OSError`."""
    new, old = os.fstat(descriptor), target.status
    if (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
        try:
            os.fchown(descriptor, old.st_uid, old.st_gid)
        except PermissionError as error:
            who = "owner" if new.st_uid != old.st_uid else "group"
            raise CannotKeep(f"a new file could not have its {who}") from error
    if not _copy_xattrs(descriptor, target.real):
        raise CannotKeep("a new file could not have all of its extended attributes")
    # The last, since a change of owner takes the set-user-ID bits away.
    os.fchmod(descriptor, stat.S_IMODE(old.st_mode))


def _copy_xattrs(descriptor: int, real: str) -> bool:
    """Whether every extended attribute that the system lets us see was copied."""
    if not hasattr(os, "listxattr"):  # macOS: Python offers no way to them
        return True
    try:
        names = os.listxattr(real)
    except OSError as error:
        return error.errno in _NO_XATTRS
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
