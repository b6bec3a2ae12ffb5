"""The watcher tells what other programs change; a look reads what differs, and that is what a fresh read gives."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from threading import Event, Thread
from time import monotonic

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from watchfiles._rust_notify import WatchfilesRustInternalError

from talktui.notes.look_again import Lookout, Seen
from talktui.notes.renames import Departed, same_talks
from talktui.notes.store import NotesDirectoryError, Store
from talktui.notes.talk import Note, TalkKey
from talktui.notes.watch import BURST, EVERYTHING, Changed, Watcher, network_problem
from tests.notes.coarse import coarse_clock

LIMIT = 20.0  # seconds until a test gives up


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "notes"
    (root / "a").mkdir(parents=True)
    (root / "a" / "x.md").write_text("# X\n")
    return root


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


# -- the watcher


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


# -- looking again


def notes_of(store: Store) -> dict[str, Note]:
    return {note.path: note for note in store.load()}


def taken(known: dict[str, Note], seen: Iterator[Seen]) -> dict[str, Note]:
    """`known` after what was seen; each note is seen once."""
    found = list(seen)
    assert len({one.path for one in found}) == len(found)
    for one in found:
        assert known.get(one.path) is one.was
        if one.now is None:
            del known[one.path]
        else:
            known[one.path] = one.now
    return known


def test_only_what_differs_is_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(50):
        (root / f"{number}.md").write_text(f"# {number}\n")
    store = Store(root, clock=lambda: time.time() + 60)  # so the files have come to rest
    known = notes_of(store)
    read: list[str] = []
    whole = Store.read

    def counted(self: Store, path: str) -> Note:
        read.append(path)
        return whole(self, path)

    monkeypatch.setattr(Store, "read", counted)
    lookout = Lookout(store)
    assert not list(lookout.everything(known))
    (root / "7.md").write_text("# changed\n")
    os.utime(root / "8.md")
    assert [seen.path for seen in lookout.everything(known) if seen.now] == ["7.md", "8.md"]
    assert read == ["7.md", "8.md"]


def test_a_note_that_was_changed_just_before_it_was_read_is_read_once_more(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    coarse_clock(monkeypatch)
    later = 0.0
    store = Store(root, clock=lambda: time.time() + later)
    lookout = Lookout(store)
    known = notes_of(store)
    assert not list(lookout.everything(known))
    for title in ("Y", "Z"):  # in one tick of the file system's clock, unless one ends just now
        with (root / "a/x.md").open("r+") as file:
            file.write(f"# {title}\n")
        known = taken(known, lookout.everything(known))
        assert known["a/x.md"].talks[0].title == title
    later = 60.0
    assert not list(lookout.everything(known))
    read: list[str] = []
    monkeypatch.setattr(Store, "read", lambda _self, path: read.append(path))
    assert not list(lookout.everything(known))
    assert not read, "it had come to rest by then"


def test_settings_that_change_within_a_tick_are_seen(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    coarse_clock(monkeypatch)
    store = Store(root)
    lookout = Lookout(store)
    known = notes_of(store)
    for name in ("Aa", "Bb", "Cc"):
        with (root / "conference.yaml").open("a+") as file:
            file.truncate(0)
            file.write(f"name: {name} 2024\n")
        known = taken(known, lookout.everything(known))
        if name != "Aa":  # before the first look nobody knew which settings there were
            assert known["a/x.md"].talks[0].conference == f"{name} 2024"


def test_what_an_index_is_follows_the_section_around_it(root: Path) -> None:
    (root / "a" / "talk").mkdir()
    (root / "a" / "talk" / "index.md").write_text("# A talk of its own\n")
    store = Store(root)
    lookout = Lookout(store)
    known = notes_of(store)
    before = known["a/talk/index.md"].is_page
    (root / "a" / "_index.md").write_text("# A section\n")
    known = taken(known, lookout.everything(known))
    assert known["a/talk/index.md"].is_page is not before
    (root / "a" / "_index.md").unlink()
    known = taken(known, lookout.some(known, {"a/_index.md"}))
    assert known == notes_of(store)
    assert known["a/talk/index.md"].is_page is before


def test_a_write_that_keeps_size_and_time_is_seen(root: Path) -> None:
    store = Store(root)
    known = notes_of(store)
    before = os.stat(root / "a/x.md")
    (root / "other").write_text("# Y\n")
    os.utime(root / "other", ns=(before.st_atime_ns, before.st_mtime_ns))
    os.replace(root / "other", root / "a/x.md")
    known = taken(known, Lookout(store).everything(known))
    assert known["a/x.md"].talks[0].title == "Y"


def test_both_names_of_one_file_are_seen(root: Path) -> None:
    os.link(root / "a/x.md", root / "hard.md")
    os.symlink("a/x.md", root / "soft.md")
    store = Store(root)
    known = notes_of(store)
    (root / "a/x.md").write_text("# Y\n")
    known = taken(known, Lookout(store).some(known, {"a/x.md"}))
    assert {known[name].talks[0].title for name in ("a/x.md", "hard.md", "soft.md")} == {"Y"}


def test_a_directory_that_is_gone_is_said(root: Path) -> None:
    store = Store(root)
    known = notes_of(store)
    shutil.rmtree(root)
    with pytest.raises(NotesDirectoryError, match="cannot be read"):
        list(Lookout(store).everything(known))


NAMES = ("a.md", "b.md", "f/a.md", "f/c.md", "f/g/d.md", "h/a.md", "f/a.sync-conflict-20240131-235959-A.md")
CONFERENCES = ("conference.yaml", "f/conference.yaml", "h/conference.yml", ".talktui.yaml")
FOLDERS = ("f", "f/g", "h", "new", "a.md")
OPERATION = st.one_of(
    st.tuples(st.just("write"), st.sampled_from(NAMES), st.sampled_from(("# A\n", "# B\n", "text"))),
    st.tuples(
        st.just("write"), st.sampled_from(CONFERENCES), st.sampled_from(("name: One\n", "name: Two 2024\n"))
    ),
    st.tuples(st.just("remove"), st.sampled_from((*NAMES, *CONFERENCES, *FOLDERS)), st.just("")),
    st.tuples(st.just("rename"), st.sampled_from((*NAMES, *FOLDERS)), st.sampled_from((*NAMES, *FOLDERS))),
    st.tuples(st.just("mkdir"), st.sampled_from(FOLDERS), st.just("")),
)


def done(root: Path, operation: tuple[str, str, str]) -> set[str]:
    """Carry it out, as far as it can be; the paths that a watcher would tell."""
    what, name, more = operation
    path = root / name
    try:
        match what:
            case "write":
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(more)
                top = name.split("/")[0]
                return {name, top, *(["f/g"] if name.startswith("f/g/") else [])} if "/" in name else {name}
            case "remove":
                shutil.rmtree(path) if path.is_dir() else path.unlink()
            case "rename":
                path.rename(root / more)
                return {name, more}
            case _:
                path.mkdir()
    except OSError:
        return set()
    return {name}


@settings(max_examples=150, deadline=None)
@example(  # a folder with a note's name
    [[("remove", "a.md", ""), ("rename", "f", "a.md")], [("remove", "a.md", "")]], False
)
@example(  # a folder with a sync-conflict copy in it is renamed
    [
        [("write", "f/a.sync-conflict-20240131-235959-A.md", "# A\n")],
        [("remove", "a.md", ""), ("rename", "f", "a.md")],
    ],
    False,
)
@given(st.lists(st.lists(OPERATION, max_size=4), max_size=6), st.booleans())
def test_what_a_look_gives_is_what_a_fresh_read_gives(
    rounds: list[list[tuple[str, str, str]]], whole: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name in NAMES[:5]:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(f"# {name}\n")
        store = Store(root)
        lookout = Lookout(store)
        known = taken({}, lookout.everything({}))
        for operations in rounds:
            paths: set[str] = set()
            for operation in operations:
                paths |= done(root, operation)
            known = taken(known, lookout.everything(known) if whole else lookout.some(known, paths))
            fresh = Store(root)
            assert known == notes_of(fresh)
            other = Lookout(fresh)
            list(other.everything(known))
            assert lookout.beside == other.beside


# -- which talk is which


def note(tmp_path: Path, path: str, text: str) -> Note:
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text(text)
    return Store(tmp_path).read(path)


LOG = "# Log\n\n## [One](https://youtu.be/aaaaaaaaaaa)\n\nFirst.\n\n## [Two](https://youtu.be/bbbbbbbbbbb)\n\nSecond.\n"


def test_a_logs_talk_is_known_by_its_video_or_text(tmp_path: Path) -> None:
    was = note(tmp_path, "log.md", LOG)
    now = note(tmp_path, "log.md", LOG.replace("[One]", "[Uno]").replace("[Two]", "[Due]"))
    assert same_talks(was, now) == {
        TalkKey("log.md", "one"): TalkKey("log.md", "uno"),
        TalkKey("log.md", "two"): TalkKey("log.md", "due"),
    }
    swapped = note(tmp_path, "log.md", LOG.replace("One", "TMP").replace("Two", "One").replace("TMP", "Two"))
    assert same_talks(was, swapped) == {}


def test_a_renamed_note_is_known_by_its_bytes_or_its_file(tmp_path: Path) -> None:
    was = note(tmp_path, "a.md", "# A talk\n\nText.\n")
    departed = Departed(5)
    departed.add(was, 0)
    (tmp_path / "a.md").rename(tmp_path / "b.md")
    assert departed.take(Store(tmp_path).read("b.md")) is was
    assert departed.take(Store(tmp_path).read("b.md")) is None
    departed.add(was, 0)
    with (tmp_path / "b.md").open("a") as file:
        file.write("More.\n")
    assert departed.take(Store(tmp_path).read("b.md")) is was
    departed.add(was, 0)
    assert departed.take(note(tmp_path, "c.md", "# Another talk\n")) is None
    departed.expire(6)
    assert departed.take(note(tmp_path, "a.md", "# A talk\n\nText.\n")) is None
