"""The new files of a large group are made by copies of the process: nothing of that shows, whatever becomes of them."""

from __future__ import annotations

import contextlib
import errno
import os
import select
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from talktui.notes import files, forked, made_ahead
from talktui.notes.journal import Journal
from talktui.notes.recovery import Recovery
from talktui.notes.store import Store

from .conftest import NOTE, add, disk, temporary

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

NAMES = [f"{folder}{number:02}.md" for folder in ("", "sub/", "sub/deep/") for number in range(8)]
TASKS = [add(name) for name in sorted(NAMES)]
CHANGED = NOTE + b"line\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "notes"
    for name in NAMES:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(NOTE)
    return root


@pytest.fixture
def store(root: Path, tmp_path: Path) -> Store:
    return Store(
        root, journal=Journal(tmp_path / "state", root), recovery=Recovery(tmp_path / "recovery", root)
    )


@pytest.fixture(autouse=True)
def begun(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The copies of the test, which are all gone at its end."""
    copies: list[int] = []

    def split_off(work: Callable[[], None]) -> int | None:
        child = forked.split_off(work)
        if child is not None:
            copies.append(child)
        return child

    monkeypatch.setattr(files, "MANY", 2)
    monkeypatch.setattr(files, "can_fork", lambda: True)
    monkeypatch.setattr(made_ahead, "TOGETHER", 2)
    monkeypatch.setattr(made_ahead, "MOST", 4)
    monkeypatch.setattr(made_ahead, "split_off", split_off)
    yield copies
    assert copies
    for child in copies:
        with pytest.raises(ChildProcessError):
            os.waitpid(child, os.WNOHANG)


def inode(path: Path) -> int:
    return path.stat().st_ino


def test_every_file_is_saved_and_taken_back_as_without_copies(store: Store, root: Path) -> None:
    (root / "03.md").chmod(0o640)
    made = store.make("bulk", TASKS)
    assert ([saved.change.path for saved in made.saved], made.failures, made.warnings) == (
        sorted(NAMES),
        [],
        [],
    )
    assert disk(root) == dict.fromkeys(NAMES, CHANGED)
    assert (root / "03.md").stat().st_mode & 0o777 == 0o640
    assert temporary(root) == []
    step = store.journal.next_undo()
    assert step is not None
    assert store.take_back(step).failures == []
    assert disk(root) == dict.fromkeys(NAMES, NOTE)


def test_the_copies_make_the_files_that_are_put_in_place(
    store: Store, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[int] = []
    real = made_ahead.MadeAhead.take

    def take(ahead: made_ahead.MadeAhead, path: str) -> made_ahead.MadeElsewhere | None:
        made = real(ahead, path)
        if made is not None:
            with made.written as (_, ours):
                taken.append((ours.identity or (0, 0))[1])
            made.written = made._written()  # a context is entered once
        return made

    monkeypatch.setattr(made_ahead.MadeAhead, "take", take)
    store.make("bulk", TASKS)
    assert taken == [inode(root / name) for name in sorted(NAMES)]


@pytest.mark.parametrize("both", [False, True])
def test_a_copy_that_is_killed_changes_nothing_but_the_time_it_takes(
    store: Store, root: Path, begun: list[int], *, both: bool
) -> None:
    def progress(number: int, _of: int) -> None:
        if number == 5:
            for child in begun if both else begun[:1]:
                os.kill(child, signal.SIGKILL)

    made = store.make("bulk", TASKS, progress=progress)
    assert (len(made.saved), made.failures) == (len(NAMES), [])
    store.sweep()
    assert disk(root) == dict.fromkeys(NAMES, CHANGED)
    assert temporary(root) == []
    assert store.recovery is not None
    assert store.recovery.items() == []  # the journal has what the copy had written


@pytest.mark.parametrize("done", [1, 4, 5, 9, 23])
def test_a_group_that_is_stopped_leaves_nothing_beside_the_notes(store: Store, root: Path, done: int) -> None:
    finished = 0

    def progress(number: int, _of: int) -> None:
        nonlocal finished
        finished = number

    made = store.make("bulk", TASKS, progress=progress, cancelled=lambda: finished == done)
    assert len(made.saved) == done
    assert [data for _, data in sorted(disk(root).items())].count(CHANGED) == done
    assert temporary(root) == []


def test_an_interrupt_leaves_nothing_beside_the_notes(store: Store, root: Path) -> None:
    def progress(number: int, _of: int) -> None:
        if number == 7:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.make("bulk", TASKS, progress=progress)
    assert temporary(root) == []
    assert [*disk(root).values()].count(CHANGED) == 7
    assert [step.title for step in store.unfinished()] == ["bulk"]


def test_what_another_program_does_before_a_notes_turn_stays(
    store: Store, root: Path, tmp_path: Path
) -> None:
    def progress(number: int, _of: int) -> None:
        if number == 1:  # the new files of those that follow are made by now, or will be
            (root / "02.md").write_bytes(b"theirs\n")
            (root / "03.md").chmod(0o600)
            (root / "04.md").unlink()
            (tmp_path / "second name").hardlink_to(root / "05.md")
            (root / "06.md").write_bytes(b"theirs\n")
            (root / "06.md").chmod(0o444)

    made = store.make("bulk", TASKS, progress=progress)
    assert [failure.path for failure in made.failures] == ["04.md", "06.md"]
    assert (root / "02.md").read_bytes() == b"theirs\nline\n"
    assert (root / "03.md").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "second name").read_bytes() in {CHANGED, NOTE}
    assert (root / "06.md").read_bytes() == b"theirs\n"
    assert temporary(root) == []


def test_a_folder_that_is_exchanged_meanwhile_is_not_written_to(
    store: Store, root: Path, tmp_path: Path
) -> None:
    def progress(number: int, _of: int) -> None:
        if number == 10:  # sub/00.md and sub/01.md are done
            (root / "sub").rename(tmp_path / "outside")
            (root / "sub").symlink_to(tmp_path / "outside")

    made = store.make("bulk", TASKS, progress=progress)
    assert {failure.path for failure in made.failures} == {name for name in NAMES if "/" in name} - {
        "sub/00.md",
        "sub/01.md",
    }
    assert [path for path, data in sorted(disk(tmp_path / "outside").items()) if data == CHANGED] == [
        "00.md",
        "01.md",
    ]
    assert temporary(tmp_path) == []


@pytest.mark.parametrize("call", ["fsync", "fchmod", "write", "open"])
def test_what_fails_in_a_copy_is_done_by_the_process_itself(
    store: Store, root: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    here, real, number = os.getpid(), getattr(os, call), iter(range(1000))

    def sometimes(*arguments: object, **named: object) -> object:
        if os.getpid() != here and arguments[-1:] != (b".",) and next(number) % 3 == 1:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return real(*arguments, **named)

    monkeypatch.setattr(os, call, sometimes)
    made = store.make("bulk", TASKS)
    assert (len(made.saved), made.failures) == (len(NAMES), [])
    store.sweep()
    assert disk(root) == dict.fromkeys(NAMES, CHANGED)
    assert temporary(root) == []


def test_files_that_only_can_be_written_in_place_are(store: Store, root: Path, tmp_path: Path) -> None:
    (tmp_path / "second name").hardlink_to(root / "05.md")
    made = store.make("bulk", TASKS)
    warnings = {saved.change.path: saved.warning for saved in made.saved if saved.warning}
    assert [*warnings] == ["05.md"]
    assert "written in place" in str(warnings)
    assert (tmp_path / "second name").read_bytes() == CHANGED


def test_when_there_can_be_no_copy_the_process_does_all(
    store: Store, root: Path, begun: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    begun.append(0)  # there is none

    def none(_work: object) -> None:
        return None

    monkeypatch.setattr(made_ahead, "split_off", none)
    assert len(store.make("bulk", TASKS).saved) == len(NAMES)
    assert disk(root) == dict.fromkeys(NAMES, CHANGED)


@pytest.mark.parametrize("killed_after", [0, 1, 6, 20])
def test_when_the_process_is_killed_its_copies_end_and_take_their_files_away(
    store: Store, root: Path, tmp_path: Path, begun: list[int], killed_after: int
) -> None:
    begun.append(0)  # those of another process
    alive, held = os.pipe()  # closed when all that have it open have ended
    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):

            def progress(number: int, _of: int) -> None:
                if number == max(killed_after, 1):
                    os.kill(os.getpid(), signal.SIGKILL)

            store.make("bulk", TASKS, progress=progress)
        os._exit(1)
    os.close(held)
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1])
    now = disk(root)
    assert select.select([alive], [], [], 30)[0]
    assert os.read(alive, 1) == b""
    os.close(alive)
    assert {path: data for path, data in now.items() if path in NAMES} == {
        path: data for path, data in disk(root).items() if path in NAMES
    }
    assert temporary(root) == []
    later = Store(root, journal=Journal(tmp_path / "state", root))
    (step,) = later.unfinished()
    assert later.make_again(step).failures == []
    assert disk(root) == dict.fromkeys(NAMES, CHANGED)
