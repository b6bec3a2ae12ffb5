"""Which files of the notes directory other programs add, change, rename and remove.

Folders are watched, each by itself, and not files: a file that was saved by exchange is another
inode, and a watcher that goes down into everything would follow links out of the directory.  What a
watcher tells may have gaps (the kernel's queue is finite), so a burst is told as "everything": whoever
listens then compares all files with what it knows, which finds every change however it was missed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from enum import Enum
from pathlib import Path
from threading import Event
from typing import Protocol, TypeAlias

from watchfiles._rust_notify import RustNotify, WatchfilesRustInternalError

from talktui.notes.beside import belongs_to
from talktui.notes.scan import IGNORED_FOLDERS, ignorer, is_note_name, is_settings, survey

BURST = 1_000
"""So many changed paths at once are told as everything: looking at all then costs less."""

STEP = 50  # milliseconds between looks at what the system has told; quitting waits no longer
SETTLED = 400  # milliseconds after which changes are told although more come in
PATIENCE = 5_000  # milliseconds without a change after which the notes directory itself is looked at
GONE = 0.5  # seconds between looks for a notes directory that is gone
_ADDED, _MODIFIED, _DELETED = 1, 2, 3  # as watchfiles has them
_ATTEMPTS = 5  # how often watching begins again while folders come and go, or after an error

NETWORK = frozenset(
    """9p afs afp ceph cifs coda davfs drvfs fuse.cephfs fuse.davfs2 fuse.gcsfuse fuse.glusterfs
    fuse.gvfsd-fuse fuse.rclone fuse.s3fs fuse.smbnetfs fuse.sshfs fuse.vmhgfs-fuse glusterfs gpfs lustre
    ncpfs nfs nfs4 prl_fs smb2 smb3 smbfs vboxsf virtiofs""".split()
)
"""File systems on which other machines write, of which this one's kernel is not told."""


class Everything(Enum):
    """So much changed that all of the notes directory is to be looked at."""

    EVERYTHING = "everything"


EVERYTHING = Everything.EVERYTHING
Changed: TypeAlias = "frozenset[str] | Everything"


class Notify(Protocol):
    """What watches a list of folders: :class:`watchfiles._rust_notify.RustNotify`, or a test's."""

    def watch(
        self, debounce_ms: int, step_ms: int, timeout_ms: int, stop_event: Event | None
    ) -> set[tuple[int, str]] | str:
        """Wait; the changes, or "timeout", "stop" or "signal"."""

    def close(self) -> None:
        """End it."""


def notify(folders: list[str]) -> Notify:
    """Watch `folders`, each without those in it. Raises OSError or WatchfilesRustInternalError."""
    return RustNotify(folders, False, False, 300, False, False)


class Watcher:
    """Watches the notes directory `root`; `ignore` are the store's patterns.

    `problem` is a sentence that says why changes may not be seen, or None; it may change after every
    batch. With a problem one has to look for oneself as well.
    """

    def __init__(
        self, root: Path | str, ignore: Sequence[str] = (), make: Callable[[list[str]], Notify] = notify
    ) -> None:
        self._root = os.path.realpath(root)
        self._ignore = tuple(ignore)
        self._ignored = ignorer(ignore)
        self._make = make
        self._folders: frozenset[str] = frozenset()
        self._identity: tuple[int, int] | None = None
        self.problem: str | None = None

    def changes(self, stop: Event) -> Iterator[Changed]:
        """Batches of changed paths, relative to the root, until `stop` is set. Blocks: for a thread.

        A path is a note's, that of a file beside one (a swap file, a sync-conflict copy), of a
        `conference.yaml` or `.talktui.yaml`, or a folder's. The first batch is everything: what changed
        before the watching began. It ends early, with a `problem`, where nothing can be watched.
        """
        attempts = 0
        while not stop.is_set():
            if not os.path.isdir(self._root):
                yield EVERYTHING
                while not os.path.isdir(self._root):
                    if stop.wait(GONE):
                        return
            self.problem = network_problem(self._root)
            try:
                for changed in self._watch(stop):
                    attempts = 0
                    yield changed
            except (OSError, WatchfilesRustInternalError) as error:
                attempts += 1
                if os.path.isdir(self._root) and (attempts >= _ATTEMPTS or _is_limit(error)):
                    self.problem = _in_words(error)
                    yield EVERYTHING
                    return
                if stop.wait(GONE):
                    return

    def _watch(self, stop: Event) -> Iterator[Changed]:
        """Watch until the root is another directory, or gone. Raises what :func:`notify` does."""
        watching = self._begin()
        try:
            yield EVERYTHING
            while True:
                raw = watching.watch(SETTLED, STEP, PATIENCE, stop)
                if raw in {"stop", "signal"}:
                    return
                if isinstance(raw, str):
                    if self._identity != _identity(self._root):
                        return
                    continue
                changed, folders_too = self._sorted_out(raw)
                if folders_too or (changed is EVERYTHING and self._folders != frozenset(self._listed())):
                    if self._identity != _identity(self._root):
                        return
                    before, watching = watching, self._begin()
                    late = before.watch(1, 1, 1, None)  # what came in while the new one was begun
                    before.close()
                    if not isinstance(late, str) and changed is not EVERYTHING:
                        more, _ = self._sorted_out(late)
                        changed = more if more is EVERYTHING else frozenset({*changed, *more})
                if changed:
                    yield changed
        finally:
            watching.close()

    def _begin(self) -> Notify:
        """Watch every folder there is now."""
        folders = self._listed()
        for _ in range(_ATTEMPTS):
            self._identity = _identity(self._root)
            made = self._make(self._full(folders))
            before, folders = folders, self._listed()  # one that came meanwhile is watched by nobody
            if folders == before:
                break
            made.close()
        else:
            made = self._make(self._full(folders))
        self._folders = frozenset(folders)
        return made

    def _listed(self) -> list[str]:
        return sorted(survey(self._root, self._ignore).folders)

    def _full(self, folders: Collection[str]) -> list[str]:
        full = [os.path.join(self._root, folder) if folder else self._root for folder in folders]
        named = [path for path in full if _is_utf8(path)]
        if len(named) < len(full):
            self.problem = self.problem or (
                "changes in folders whose names are not UTF-8 are not told by the system"
            )
        return named

    def _sorted_out(self, raw: Collection[tuple[int, str]]) -> tuple[Changed, bool]:
        """What of it matters, and whether folders came or went."""
        if len(raw) > BURST:
            return self._of_burst(raw)
        changed: set[str] = set()
        folders_too = False
        for kind, full in raw:
            path = self._relative(full)
            if path is None or not self._in_sight(path):
                continue
            if path == "":
                if kind == _DELETED:
                    folders_too = True
                continue
            is_folder = path in self._folders
            if is_folder or (kind != _DELETED and _is_folder(full)):
                name = path.rpartition("/")[2]
                if name.startswith(".") or name in IGNORED_FOLDERS or self._ignored(path, name):
                    continue
                changed.add(path)
                folders_too = folders_too or kind != _MODIFIED or not is_folder
            elif self._is_ours(path):
                changed.add(path)
        return frozenset(changed), folders_too

    def _of_burst(self, raw: Collection[tuple[int, str]]) -> tuple[Changed, bool]:
        """As :meth:`_sorted_out`, without a look at each path; whether new folders came is not told."""
        paths = {path for _, full in raw if (path := self._relative(full)) is not None}
        known = not self._folders.isdisjoint(paths)
        if known or any(self._in_sight(path) and (self._is_ours(path) or _is_plain(path)) for path in paths):
            return EVERYTHING, known
        return frozenset(), False

    def _relative(self, full: str) -> str | None:
        if full == self._root:
            return ""
        before = self._root.rstrip("/") + "/"
        return full[len(before) :] if full.startswith(before) else None

    def _in_sight(self, path: str) -> bool:
        """Whether no folder on the way is hidden or left out."""
        parts = path.split("/")[:-1]
        for depth, name in enumerate(parts, 1):
            if name.startswith(".") or name in IGNORED_FOLDERS:
                return False
            if self._ignore and self._ignored("/".join(parts[:depth]), name):
                return False
        return True

    def _is_ours(self, path: str) -> bool:
        """Whether a file of this name says anything about notes."""
        folder, slash, name = path.rpartition("/")
        if is_settings(folder + slash, name):
            return True
        note = belongs_to(name)
        if note is not None and is_note_name(note):
            return True
        return is_note_name(name) and not self._ignored(path, name)


def network_problem(root: str, mounts: str | None = None) -> str | None:
    """Why changes below `root` may not be told: a network file system there. None when there is none.

    `mounts` is the text of `/proc/self/mountinfo` (proc(5)); without one nothing is known.
    """
    if mounts is None:
        try:
            with open("/proc/self/mountinfo", encoding="utf-8", errors="surrogateescape") as told:
                mounts = told.read()
        except OSError:
            return None
    around: tuple[int, str] = (-1, "")
    inside = ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if "-" not in fields[6:] or len(fields) < 9:
            continue
        point = _unescaped(fields[4]).rstrip("/")
        kind = fields[fields.index("-", 6) + 1]
        if (root == point or root.startswith(point + "/")) and len(point) >= around[0]:
            around = (len(point), kind)  # of several on one point the last covers the others
        elif point.startswith(root.rstrip("/") + "/") and _is_network(kind):
            inside = kind
    kind = around[1] if _is_network(around[1]) else inside
    if not kind:
        return None
    return f"the notes are on a network disk ({kind}), and changes by other machines are not told"


def _is_network(kind: str) -> bool:
    return kind in NETWORK


def _unescaped(field: str) -> str:
    r"""`\040` and the like are how mountinfo writes spaces."""
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), field)


def _is_limit(error: Exception) -> bool:
    text = str(error)
    return "limit reached" in text or bool(re.search(r"os error (24|28|12|38)\)", text))


def _in_words(error: Exception) -> str:
    """Why nothing can be watched, and what helps."""
    text = str(error)
    if "limit reached" in text or "os error 28" in text:
        return (
            "the system watches as many folders as it may (fs.inotify.max_user_watches); "
            "raise that limit, or close what else watches files"
        )
    if "os error 24" in text:
        return (
            "the system lets no more programs watch files (fs.inotify.max_user_instances, or open files); "
            "raise that limit, or close some"
        )
    plain = re.split(r" about \[| \(Error \{", text)[0]
    return f"the system cannot watch the notes directory: {plain}"


def _identity(path: str) -> tuple[int, int] | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _is_folder(full: str) -> bool:
    return os.path.isdir(full) and not os.path.islink(full)


def _is_plain(path: str) -> bool:
    """Whether this may be a folder: its name is not hidden and has no ending."""
    return "." not in path.rpartition("/")[2]


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
