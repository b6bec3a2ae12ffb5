"""The watcher tells what other programs change, in time and no more than that."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from threading import Event, Thread
from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as st
from watchfiles._rust_notify import WatchfilesRustInternalError

from talktui.notes.watch import BURST, EVERYTHING, Changed, Watcher, network_problem

LIMIT = 20.0  # seconds until a test gives up


class Told:
    """What a watcher told, from its thread."""

    def __init__(self, watcher: Watcher) -> None:
        self.watcher = watcher
        self._stop = Event()
        self._queue: Queue[Changed] = Queue()
        self.thread = Thread(target=self._run, daemon=True)
        self.thread.start()
        assert self._queue.get(timeout=LIMIT) is EVERYTHING

    def _run(self) -> None:
        for changed in self.watcher.changes(self._stop):
            self._queue.put(changed)

    def until(self, *paths: str) -> set[str]:
        """Wait for `paths`; everything that was told up to then."""
        told: set[str] = set()
        while not told >= set(paths):
            changed = self._queue.get(timeout=LIMIT)
            assert changed is not EVERYTHING
            told |= changed
        return told

    def everything(self) -> None:
        """Wait until everything is told."""
        while self._queue.get(timeout=LIMIT) is not EVERYTHING:
            pass

    def all_of(self, paths: set[str]) -> None:
        """Wait until each of `paths` was told, or everything."""
        told: set[str] = set()
        while not told >= paths:
            changed = self._queue.get(timeout=LIMIT)
            if changed is EVERYTHING:
                return
            told |= changed

    def stop(self) -> None:
        self._stop.set()
        self.thread.join(LIMIT)


@contextmanager
def told_of(root: Path, ignore: tuple[str, ...] = ()) -> Iterator[Told]:
    told = Told(Watcher(root, ignore))
    try:
        yield told
    finally:
        told.stop()


def test_files_that_are_added_changed_renamed_and_removed_are_told(root: Path) -> None:
    with told_of(root) as told:
        (root / "n.md").write_text("new")
        told.until("n.md")
        (root / "a/x.md").write_text("changed")
        told.until("a/x.md")
        (root / "a/x.md").rename(root / "a/y.md")
        told.until("a/x.md", "a/y.md")
        (root / "a/y.md").unlink()
        told.until("a/y.md")


def test_a_new_folder_is_watched_and_all_in_it(root: Path) -> None:
    with told_of(root) as told:
        (root / "f/g").mkdir(parents=True)
        told.until("f")
        (root / "f/g/z.md").write_text("z")
        assert told.until("f/g/z.md")
        (root / "f").rename(root / "ff")
        told.until("f", "ff")
        (root / "ff/g/late.md").write_text("z")
        told.until("ff/g/late.md")
        shutil.rmtree(root / "ff")
        told.until("ff")


def test_settings_and_what_stands_beside_a_note_are_told(root: Path) -> None:
    with told_of(root) as told:
        for name in (
            "a/conference.yaml",
            ".talktui.yaml",
            "a/.x.md.swp",
            "a/x (conflicted copy 2024-01-01).md",
        ):
            (root / name).write_text("x")
            told.until(name)
        os.symlink("ada@host.1:2", root / "a/.#x.md")
        told.until("a/.#x.md")


def test_what_is_no_note_is_not_told(root: Path) -> None:
    for name in (".git", "node_modules", "drafts"):
        (root / name).mkdir()
    with told_of(root, ("drafts", "*.private.md")) as told:
        for name in (
            ".git/x.md", "node_modules/x.md", "drafts/x.md", "x.private.md", "x.txt", "x.md~", "#x.md#",
            ".talktui-0123456789abcdef.tmp", "a/talktui.yaml", ".hidden.md",
        ):  # fmt: skip
            (root / name).write_text("x")
        (root / "last.md").write_text("x")
        assert told.until("last.md") == {"last.md"}


class Burst:
    """A system that tells of many changes at once, and of nothing after that."""

    def __init__(self, root: Path) -> None:
        self._changes = {(1, f"{root}/a/{number}.md") for number in range(2 * BURST)}

    def watch(
        self, debounce_ms: int, step_ms: int, timeout_ms: int, stop_event: Event | None
    ) -> set[tuple[int, str]] | str:
        told, self._changes = self._changes, set()
        if not told and stop_event is not None:
            stop_event.wait()
        return told or "stop"

    def close(self) -> None:
        return


def test_a_burst_is_told_as_everything(root: Path) -> None:
    told = Told(Watcher(root, make=lambda _folders: Burst(root)))
    try:
        told.everything()
    finally:
        told.stop()


def test_many_files_are_all_told_or_everything_is(root: Path) -> None:
    """On a busy machine the system tells of them in many small parts."""
    names = {f"a/{number}.md" for number in range(2 * BURST)}
    with told_of(root) as told:
        for name in names:
            (root / name).write_text("x")
        told.all_of(names)


def test_links_to_folders_are_not_followed(root: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    os.symlink(tmp_path / "elsewhere", root / "link")
    with told_of(root) as told:
        (tmp_path / "elsewhere/x.md").write_text("x")
        (root / "last.md").write_text("x")
        assert told.until("last.md") == {"last.md"}


def test_the_directory_may_go_and_come_back(root: Path) -> None:
    with told_of(root) as told:
        root.rename(root.with_name("away"))
        told.everything()
        root.with_name("away").rename(root)
        told.everything()
        (root / "n.md").write_text("x")
        told.until("n.md")
        shutil.rmtree(root)
        told.everything()
        root.mkdir()
        told.everything()
        (root / "n.md").write_text("x")
        told.until("n.md")


def test_a_name_that_is_no_utf8_is_told_as_everything(root: Path) -> None:
    with told_of(root) as told:
        with open(os.fsencode(root) + b"/bad\xff.md", "w") as file:
            file.write("x")
        told.everything()
        (root / "n.md").write_text("x")
        told.until("n.md")
        assert told.watcher.problem is None


def test_it_ends_at_once(root: Path) -> None:
    with told_of(root) as told:
        began = monotonic()
        told.stop()
        assert not told.thread.is_alive()
        assert monotonic() - began < 2


class Refusing:
    """Instead of the system's watcher: one that cannot be made."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def __call__(self, folders: list[str]) -> None:
        raise self.error


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (
            OSError('OS file watch limit reached. about ["/x"] (Error { kind: MaxFilesWatch })'),
            "max_user_watches",
        ),
        (
            WatchfilesRustInternalError(
                "Error creating recommended watcher: Too many open files (os error 24)"
            ),
            "max_user_instances",
        ),
        (OSError("Function not implemented (os error 38)"), "Function not implemented"),
    ],
)
def test_where_nothing_can_be_watched_it_says_why_and_ends(root: Path, error: Exception, says: str) -> None:
    watcher = Watcher(root, (), Refusing(error))  # type: ignore[arg-type]  # it never makes one
    assert list(watcher.changes(Event())) == [EVERYTHING]
    assert says in str(watcher.problem)
    assert "/x" not in str(watcher.problem)


MOUNTS = """\
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
23 22 0:21 / /proc rw,nosuid - proc proc rw
30 22 0:40 / /home/ada/my\\040notes rw,relatime shared:9 master:1 - nfs4 server:/export rw
31 22 0:41 / /mnt/disk rw - fuse.sshfs ada@host: rw
32 31 0:42 / /mnt/disk/local rw - ext4 /dev/vdb rw
33 22 0:43 / /mnt/twice rw - cifs //server/share rw
34 33 0:44 / /mnt/twice rw - ext4 /dev/vdc rw
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/ada", "nfs4"),  # below it
        ("/home/ada/my notes", "nfs4"),
        ("/home/ada/my notes/talks", "nfs4"),
        ("/home/ada/my notes too", None),
        ("/mnt/disk/x", "fuse.sshfs"),
        ("/mnt/disk/local/x", None),
        ("/mnt/twice/x", None),
        ("/srv", None),
    ],
)
def test_a_network_disk_is_known_by_its_mount(path: str, kind: str | None) -> None:
    problem = network_problem(path, MOUNTS)
    assert (problem is None) if kind is None else (kind in str(problem))


@given(st.text())
def test_any_list_of_mounts_is_read(text: str) -> None:
    network_problem("/home/ada", text)
