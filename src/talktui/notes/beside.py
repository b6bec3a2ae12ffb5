"""What other programs put beside a note: swap files, locks, and copies that a sync program made.

None of it is a talk.  A swap file or a lock says that the note is open elsewhere; a sync-conflict
copy holds what another device wrote.  Their content is foreign: a swap file's head is read with a
limit, and what it says is only ever shown.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass

_SWAP = re.compile(r"\.(.+)\.s[a-w][a-z]\Z", re.DOTALL)  # `.name.swp`, then `.swo`, `.swn`, …
_LOCK = ".#"  # Emacs: a link that leads nowhere and says who
_BACKUP = "~"

_CONFLICTS = (
    # Syncthing puts `.sync-conflict-20240131-235959-ABCDEFG` before the ending,
    re.compile(r"(.+?)\.sync-conflict-\d{8}-\d{6}(?:-[A-Z0-9]+)?(\.[^./]+)?\Z", re.DOTALL),
    # Dropbox, ownCloud and Nextcloud ` (Ada's conflicted copy 2024-01-31)`, with ` (1)` for the next,
    re.compile(r"(.+?) \([^()]*conflicted copy[^()]*\)(?: \(\d+\))?(\.[^./]+)?\Z", re.DOTALL | re.IGNORECASE),
    # and ownCloud before 2.5 `_conflict-20240131-235959`.
    re.compile(r"(.+?)_conflict-\d{8}-\d{6}(\.[^./]+)?\Z", re.DOTALL),
)

_HEAD = 1008  # bytes of a swap file up to the end of the file name it is for
_LONGEST_LOCK = 300
_LOCK_TEXT = re.compile(r"(?P<user>[^@]*)@(?P<host>.+?)\.(?P<pid>\d{1,10})(?::\d+)?\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Opened:
    """A program that has, or had, a note open. `host` is "" for this machine."""

    program: str  # "vim", "nano", "Emacs", or "another program"
    pid: int | None
    host: str
    file: str  # name of the swap file or lock
    running: bool | None  # None: it is on another machine, or the file does not say

    def __str__(self) -> str:
        """Such as `open in vim (pid 4711)`; of a program that is gone, what it left."""
        if self.running is False:
            recovers = "; `vim -r` recovers what was typed" if self.program == "vim" else ""
            return f"{self.program} ended without closing it: {self.file} is left{recovers}"
        told = [f"pid {self.pid}" if self.pid else "", f"on {self.host}" if self.host else ""]
        about = ", ".join(part for part in told if part)
        return f"open in {self.program} ({about})" if about else f"open in {self.program}"


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside one note; paths as notes' are."""

    copies: tuple[str, ...] = ()  # paths of sync-conflict copies
    opened: Opened | None = None

    def __bool__(self) -> bool:
        return bool(self.copies or self.opened)


def conflict_of(name: str) -> str | None:
    """The name of the note that a sync-conflict copy named `name` belongs to; None when it is no copy."""
    if "onflict" not in name:
        return None
    for pattern in _CONFLICTS:
        match = pattern.match(name)
        if match is not None:
            return match[1] + (match[2] or "")
    return None


def lock_of(name: str) -> str | None:
    """The name of the file that a swap file or lock named `name` is for; None when it is none."""
    if name.startswith(_LOCK):
        return name[len(_LOCK) :] or None
    match = _SWAP.match(name)
    return match[1] if match is not None else None


def is_copy(name: str, names: Container[str]) -> bool:
    """Whether `name` is a sync-conflict copy of a note among `names`, its folder's.

    A copy whose note is gone is the only one left of that text, and a note like any other.
    """
    original = conflict_of(name)
    return original is not None and original in names


def belongs_to(name: str) -> str | None:
    """The name of the note that a file named `name` says something about, or None."""
    return lock_of(name) or conflict_of(name)


def is_backup(name: str) -> bool:
    """Whether an editor keeps an earlier text under this name (`name.md~`)."""
    return name.endswith(_BACKUP)


def beside(root: str, path: str, names: Iterable[str] | None = None) -> Beside:
    """What stands beside the note at `path`, relative to `root`. Never raises.

    `names` are those of its folder that may belong to it, when they are known; else the folder is listed.
    """
    folder, _, name = path.rpartition("/")
    if names is None:
        try:
            names = os.listdir(os.path.join(root, folder))
        except (OSError, ValueError):
            return Beside()
    before = f"{folder}/" if folder else ""
    mine = sorted(other for other in names if belongs_to(other) == name)
    copies = tuple(before + other for other in mine if conflict_of(other) == name)
    locks = (opened_by(os.path.join(root, folder), other) for other in mine if lock_of(other) == name)
    found = [lock for lock in locks if lock is not None]
    found.sort(key=lambda lock: (lock.running is False, lock.file))
    return Beside(copies, found[0] if found else None)


def swap_file(root: str, path: str) -> str | None:
    """Who has the note at `path` open, as :class:`Opened` says it; None when nobody is known to."""
    opened = opened_now(root, path)
    return str(opened) if opened is not None else None


def opened_now(root: str, path: str) -> Opened | None:
    """Who has the note open at this moment: one that ended does not count. Costs a few look-ups."""
    folder, _, name = path.rpartition("/")
    place = os.path.join(root, folder)
    for other in _marks(name):
        with contextlib.suppress(OSError, ValueError):
            os.lstat(os.path.join(place, other))
            opened = opened_by(place, other)
            if opened is not None and opened.running is not False:
                return opened
    return None


def opened_among(root: str, paths: Iterable[str]) -> Iterator[tuple[str, Opened]]:
    """Those of the notes at `paths` that :func:`opened_now` tells of, by one listing of each folder."""
    names: dict[str, frozenset[str]] = {}
    for path in paths:
        folder, _, name = path.rpartition("/")
        if folder not in names:
            names[folder] = frozenset()
            with contextlib.suppress(OSError, ValueError):
                names[folder] = frozenset(os.listdir(os.path.join(root, folder)))
        if names[folder].isdisjoint(_marks(name)):
            continue
        if (opened := opened_now(root, path)) is not None:
            yield path, opened


def _marks(name: str) -> tuple[str, ...]:
    """What programs put beside the note called `name` while they have it open."""
    return (f".{name}.swp", f".{name}.swo", f".{name}.swn", f"{_LOCK}{name}")


def opened_by(folder: str, name: str) -> Opened | None:
    """What the swap file or lock `name` in `folder` says; None when it is neither, whatever its name."""
    full = os.path.join(folder, name)
    try:
        return _lock(full, name) if name.startswith(_LOCK) else _swap(full, name)
    except (OSError, ValueError):
        return None


def _lock(full: str, name: str) -> Opened | None:
    """Emacs' lock, `user@host.pid:boot`: where a link leads, or a file's text where there are no links."""
    if stat.S_ISLNK(os.lstat(full).st_mode):
        text = os.readlink(full)
    else:
        text = _beginning(full, _LONGEST_LOCK).decode("utf-8", "replace")
    match = _LOCK_TEXT.match(text[:_LONGEST_LOCK])
    if match is None:
        return None
    return _opened("Emacs", int(match["pid"]), match["host"], name, ("emacs",))


def _swap(full: str, name: str) -> Opened | None:
    """Vim's swap file: its first block as `struct block0` of Vim's memline.c has it. Nano writes one, too."""
    head = _beginning(full, _HEAD)
    if len(head) < _HEAD or head[:1] != b"b" or head[1:2] not in {b"0", b"c", b"C", b"d"}:
        return None
    version = head[2:12]
    pid = int.from_bytes(head[24:28], "little")
    host = head[68:108].split(b"\0")[0].decode("utf-8", "replace")
    if version.startswith(b"nano"):
        return _opened("nano", pid, host, name, ("nano",))
    return _opened("vim", pid, host, name, ("vi", "gvim", "nvim"))


def _opened(program: str, pid: int, host: str, name: str, commands: tuple[str, ...]) -> Opened:
    import socket  # for notes that are open elsewhere only

    here = host in {"", socket.gethostname()} or host.startswith(f"{socket.gethostname()}.")
    running = _runs(pid, commands) if here else None
    return Opened(program, pid or None, "" if here else host, name, running)


def _runs(pid: int, commands: tuple[str, ...]) -> bool | None:
    """Whether the process `pid` of this machine is there, and is one of `commands` as far as one can see."""
    if not 1 < pid < 1 << 22:
        return None
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError as error:
        if error.errno != errno.EPERM:  # EPERM: it is there, and another user's
            return None
    try:
        with open(f"/proc/{pid}/comm", "rb") as told:
            comm = told.read(64).decode("utf-8", "replace")
    except OSError:
        return True
    return any(comm.startswith(command) for command in commands)


def _beginning(full: str, length: int) -> bytes:
    """The first `length` bytes of a regular file; raises OSError or ValueError for anything else."""
    descriptor = os.open(full, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_NOCTTY | os.O_CLOEXEC)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise ValueError("it is no file")
        return os.read(descriptor, length)
    finally:
        os.close(descriptor)


class ConflictPaths(Container[str]):
    """Paths of notes beside which a sync-conflict copy stands, found when first asked for."""

    def __init__(self, root: str, paths: Iterable[str]) -> None:
        self._root = root
        self._paths = paths
        self._found: frozenset[str] | None = None

    def __contains__(self, path: object) -> bool:
        if self._found is None:
            self._found = conflicts(self._root, self._paths)
        return path in self._found


def conflicts(root: str, paths: Iterable[str]) -> frozenset[str]:
    """Those of the notes at `paths` beside which a sync-conflict copy stands; each folder is listed once."""
    notes: dict[str, set[str]] = {}
    for path in paths:
        folder, _, name = path.rpartition("/")
        notes.setdefault(folder, set()).add(name)
    found: set[str] = set()
    for folder, names in notes.items():
        try:
            listed = os.listdir(os.path.join(root, folder))
        except (OSError, ValueError):
            continue
        for name in listed:
            if is_copy(name, names):
                found.add(f"{folder}/{conflict_of(name)}" if folder else str(conflict_of(name)))
    return frozenset(found)


def copies_of(found: Mapping[str, Beside]) -> frozenset[str]:
    """The paths of `found` that have a sync-conflict copy beside them."""
    return frozenset(path for path, what in found.items() if what.copies)
