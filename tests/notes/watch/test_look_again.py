"""A look reads what differs and nothing else, and what it gives is what a fresh read gives."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from talktui.notes.look_again import Lookout, Seen
from talktui.notes.store import NotesDirectoryError, Store
from talktui.notes.talk import Note
from tests.notes.coarse import coarse_clock


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


def test_what_goes_between_being_listed_and_being_read_gives_no_note(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(root)
    known = notes_of(store)
    folder = root / "short-lived"
    folder.mkdir()
    (folder / "y.md").write_text("# Y\n")
    (root / "z.md").write_text("# Z\n")
    read = Store.read

    def late(self: Store, path: str) -> Note:
        (root / "z.md").unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
        return read(self, path)

    monkeypatch.setattr(Store, "read", late)
    assert not list(Lookout(store).some(known, {"short-lived", "z.md"}))


def test_a_folder_that_goes_while_everything_is_listed_gives_no_note(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(root)
    known = notes_of(store)
    folder = root / "short-lived"
    folder.mkdir()
    scandir = os.scandir

    def late(path: str) -> object:
        if path.rstrip("/") == str(folder.resolve()):
            folder.rmdir()
        return scandir(path)

    monkeypatch.setattr(os, "scandir", late)
    assert not list(Lookout(store).everything(known))
    assert not folder.exists()


def test_what_was_seen_and_let_go_is_read_again_though_its_file_is_as_it_was(root: Path) -> None:
    store = Store(root, clock=lambda: time.time() + 60)  # so the files have come to rest
    lookout = Lookout(store)
    known = notes_of(store)
    assert not list(lookout.everything(known))
    (root / "a" / "conference.yaml").write_text("name: A of all\n")
    assert [seen.path for seen in lookout.some(known, {"a/conference.yaml"})] == ["a/x.md"]
    assert not list(lookout.some(known, {"a/x.md"}))
    lookout.not_taken("a/x.md")
    (seen,) = lookout.some(known, {"a/x.md"})
    assert seen.now is not None
    assert seen.now.talks[0].conference == "A of all"
    known["a/x.md"] = seen.now
    assert not list(lookout.some(known, {"a/x.md"}))
