"""A group of changes is one step: journalled first, told file by file, taken back and made again."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from talktui.notes.changes import Change, NotSaved, StepState
from talktui.notes.edits import ChangeTags
from talktui.notes.files import NoteFiles
from talktui.notes.groups import MoveFile, NewFile, RemoveFile, Task
from talktui.notes.journal import Journal
from talktui.notes.problem import Refused
from talktui.notes.store import Store
from talktui.notes.talk import TalkKey

from .conftest import NOTE, Add, add, disk


def test_every_kind_of_task_is_one_step_that_goes_back_and_forth(store: Store, root: Path) -> None:
    before = disk(root)
    os.chmod(root / "c.md", 0o640)
    tasks: list[Task] = [
        add("a.md"),
        NewFile("new/note.md", b"new\n"),
        RemoveFile("c.md", NOTE),
        add("d.md"),
        MoveFile("d.md", "sub/deep/d.md", NOTE),
    ]
    made = store.make("all at once", tasks)
    assert (made.failures, made.warnings, made.unchanged, made.stopped) == ([], [], [], None)
    assert [saved.change.path for saved in made.saved] == ["a.md", "new/note.md", "c.md", "d.md", "d.md"]
    assert made.saved[2].note is None
    moved = made.saved[4].note
    assert moved is not None
    assert moved.path == "sub/deep/d.md"
    after = disk(root)
    assert after == {
        "a.md": NOTE + b"line\n",
        "b.md": NOTE,
        "new/note.md": b"new\n",
        "sub/deep/d.md": NOTE + b"line\n",
    }
    step = store.journal.next_undo()
    assert step is not None
    assert (step.title, step.id) == ("all at once", made.step)
    restored = store.take_back(step)
    assert (restored.failures, restored.warnings) == ([], [])
    assert disk(root) == before
    assert (root / "c.md").stat().st_mode & 0o777 == 0o640
    assert set(restored.notes) == {"a.md", "new/note.md", "c.md", "d.md", "sub/deep/d.md"}
    assert restored.notes["new/note.md"] is None
    assert restored.notes["c.md"] is not None
    step = store.journal.next_redo()
    assert step is not None
    assert store.make_again(step).failures == []
    assert disk(root) == after


def test_the_journal_holds_the_step_before_the_first_file_changes(
    store: Store, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[Change, ...]] = []
    real = NoteFiles.replace

    def replace(self: NoteFiles, *args: Any, **more: Any) -> Any:
        other = Journal(tmp_path / "state", root)  # as another process would find it
        [step] = other.steps(9)
        assert step.state is StepState.BEGUN
        seen.append(other.changes_of(step))
        return real(self, *args, **more)

    monkeypatch.setattr(NoteFiles, "replace", replace)
    store.make("two", [add("a.md"), add("b.md")])
    both = tuple(Change(path, NOTE, NOTE + b"line\n") for path in ("a.md", "b.md"))
    assert seen == [both, both]


def test_what_fails_is_told_and_stops_no_other(store: Store, root: Path) -> None:
    (root / "b.md").write_bytes(b"theirs\n")
    made = store.make(
        "mixed",
        [
            add("a.md", b"no"),
            RemoveFile("b.md", NOTE),
            add("gone.md"),
            NewFile("c.md", b""),
            NewFile("../out.md", b""),
            MoveFile("c.md", "d.md", NOTE),
            MoveFile("c.md", "/etc/x.md", NOTE),
            add("d.md"),
        ],
    )
    assert [saved.change.path for saved in made.saved] == ["d.md"]
    reasons = {failure.path: failure.reason for failure in made.failures}
    assert reasons["a.md"] == "it may not be"
    assert "changed it since you looked" in reasons["b.md"]
    assert "not there any more" in reasons["gone.md"]
    assert "no path inside" in reasons["../out.md"]
    assert [failure.reason for failure in made.failures if failure.path == "c.md"] == [
        "there is a file of that name already; choose another",
        "there is a file at d.md already; choose another name",
        "/etc/x.md: this is no path inside the notes directory",
    ]
    assert len(made.failures) == 7
    assert disk(root) == {"a.md": NOTE, "b.md": b"theirs\n", "c.md": NOTE, "d.md": NOTE + b"line\n"}
    step = store.journal.next_undo()
    assert step is not None
    assert [change.path for change in step.changes] == ["d.md"]


def test_an_edit_that_changes_nothing_writes_nothing_and_is_no_step(store: Store, root: Path) -> None:
    (root / "a.md").write_bytes(NOTE + b"line\n")
    inode = (root / "a.md").stat().st_ino
    made = store.make("nothing", [add("a.md")])
    assert (made.saved, made.step, [s.change.path for s in made.unchanged]) == ([], None, ["a.md"])
    assert (root / "a.md").stat().st_ino == inode
    assert store.journal.steps(9) == []


def test_an_edit_is_replayed_on_what_another_program_wrote(store: Store, root: Path) -> None:
    (root / "a.md").write_bytes(b"theirs\n")
    [saved] = store.make("add", [add("a.md")]).saved
    assert saved.replayed
    assert (root / "a.md").read_bytes() == b"theirs\nline\n"
    step = store.journal.next_undo()
    assert step is not None
    store.take_back(step)
    assert (root / "a.md").read_bytes() == b"theirs\n"


@pytest.mark.parametrize("times", [1, 3])
def test_a_file_that_changes_in_the_last_moment_is_prepared_again_and_the_journal_told(
    store: Store, root: Path, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    real, left = NoteFiles.replace, times

    def replace(self: NoteFiles, path: str, *args: Any, **more: Any) -> Any:
        nonlocal left
        if path == "b.md" and left:
            left -= 1
            (root / path).write_bytes(b"theirs %d\n" % left)
        return real(self, path, *args, **more)

    monkeypatch.setattr(NoteFiles, "replace", replace)
    made = store.make("three", [add("a.md"), add("b.md"), add("b.md", b"and more\n"), add("c.md")])
    assert (made.failures, len(made.saved)) == ([], 3)
    assert (root / "b.md").read_bytes() == b"theirs 0\nline\nand more\n"
    step = store.journal.next_undo()
    assert step is not None
    assert step.changes[1] == Change("b.md", b"theirs 0\n", b"theirs 0\nline\nand more\n")
    store.take_back(step)
    assert disk(root) == {"a.md": NOTE, "b.md": b"theirs 0\n", "c.md": NOTE, "d.md": NOTE}


@pytest.mark.parametrize("task", [lambda: RemoveFile("a.md", None), lambda: MoveFile("a.md", "x.md", None)])
def test_a_link_is_neither_removed_nor_renamed(
    store: Store, root: Path, task: Callable[[], RemoveFile | MoveFile]
) -> None:
    (root / "a.md").unlink()
    (root / "a.md").symlink_to("b.md")
    [failure] = store.make("link", [task()]).failures
    assert "it is a link" in failure.reason
    assert (root / "a.md").is_symlink()
    assert (root / "b.md").read_bytes() == NOTE


def test_a_file_that_appears_where_one_is_renamed_to_is_not_overwritten(
    store: Store, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = NoteFiles.move

    def move(self: NoteFiles, *args: Any, **more: Any) -> Any:
        (root / "to.md").write_bytes(b"theirs")
        return real(self, *args, **more)

    monkeypatch.setattr(NoteFiles, "move", move)
    [failure] = store.make("move", [MoveFile("a.md", "to.md", NOTE)]).failures
    assert "there is a file at to.md already" in failure.reason
    assert disk(root)["to.md"] == b"theirs"
    assert disk(root)["a.md"] == NOTE
    assert store.journal.steps(9) == []


def test_the_old_ways_raise_what_a_step_tells(store: Store, root: Path) -> None:
    with pytest.raises(Refused, match="it may not be"):
        store.apply(Add(TalkKey("a.md"), b"no"), NOTE)
    with pytest.raises(NotSaved, match="there is a file of that name"):
        store.create("a.md", b"")
    assert store.apply(ChangeTags(TalkKey("a.md"), ("x",), ()), NOTE).change.after is not None
    step = store.journal.next_undo()
    assert step is not None
    assert step.title == "tag #x"


def test_what_undo_would_do_is_foreseen(store: Store, root: Path) -> None:
    store.make("bulk", [add("a.md"), add("b.md"), MoveFile("c.md", "x.md", NOTE)])
    (root / "b.md").write_bytes(b"theirs")
    step = store.journal.next_undo()
    assert step is not None
    changes, failures = store.foresee(step, back=True)
    assert changes == [Change("x.md", NOTE, NOTE, "c.md"), Change("a.md", NOTE + b"line\n", NOTE)]
    assert [failure.path for failure in failures] == ["b.md"]
    assert store.take_back(step).refused == [Change("b.md", NOTE, NOTE + b"line\n")]


def test_a_file_edited_and_removed_at_once_comes_back_with_its_permissions(store: Store, root: Path) -> None:
    os.chmod(root / "a.md", 0o600)
    store.make("edit and remove", [add("a.md"), RemoveFile("a.md", None)])
    assert not (root / "a.md").exists()
    step = store.journal.next_undo()
    assert step is not None
    assert store.take_back(step).failures == []
    assert (root / "a.md").read_bytes() == NOTE
    assert (root / "a.md").stat().st_mode & 0o777 == 0o600


def test_a_folder_that_was_made_for_a_step_goes_when_it_is_taken_back(store: Store, root: Path) -> None:
    (root / "old").mkdir()
    (root / "old" / "kept.txt").write_text("mine")
    made = store.make(
        "two",
        [NewFile("deep/er/a.md", b"# A\n"), NewFile("old/b.md", b"# B\n"), NewFile("deep/c.md", b"# C\n")],
    )
    assert not made.failures
    (root / "deep" / "stays.txt").write_text("another program's")
    step = store.journal.next_undo()
    assert step is not None
    assert not store.take_back(step).failures
    assert not (root / "deep" / "er").exists()
    assert (root / "deep" / "stays.txt").exists()
    assert [path.name for path in (root / "old").iterdir()] == ["kept.txt"]
    again = store.journal.next_redo()
    assert again is not None
    assert not store.make_again(again).failures
    assert (root / "deep" / "er" / "a.md").read_bytes() == b"# A\n"
