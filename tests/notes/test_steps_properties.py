"""Any sequence of steps, undo, redo, restarts, kills and other programs' changes keeps the files as they should be."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from talktui.notes import files
from talktui.notes.changes import StepState
from talktui.notes.files import NoteFiles
from talktui.notes.groups import EditFile, Made, MoveFile, NewFile, RemoveFile, Task
from talktui.notes.journal import Journal
from talktui.notes.store import Store
from talktui.notes.talk import TalkKey

PATHS = ("a.md", "b.md", "sub/c.md", "sub/deep/d.md")
COMMITS = ("replace", "create", "trash", "remove", "move")
State = dict[str, bytes]
T = TypeVar("T")


@dataclass(frozen=True)
class Append:
    """An edit that never refuses."""

    key: TalkKey
    text: bytes

    @property
    def title(self) -> str:
        return "append"

    def apply(self, data: bytes) -> bytes:
        return data + self.text


class Killed(BaseException):
    """Stands for a kill: nothing of ours runs after it."""


class Files(RuleBasedStateMachine):
    """Files on the disk, and what they should be."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="talktui-steps-"))
        self.root = self.folder / "notes"
        self.root.mkdir()
        self.number = 0
        self.undo: list[tuple[State, State]] = []  # what it was, what it became
        self.redo: list[tuple[State, State]] = []
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(files, "to_trash", lambda path, *_: Path(path).unlink())
        self.open()

    def teardown(self) -> None:
        self.patch.undo()
        self.store.journal.close()
        shutil.rmtree(self.folder)

    def open(self) -> None:
        self.store = Store(self.root, journal=Journal(self.folder / "state", self.root))

    @initialize()
    def begin(self) -> None:
        self.now: State = {}
        for path in PATHS[:2]:
            (self.root / path).write_bytes(path.encode() + b"\n")
            self.now[path] = path.encode() + b"\n"

    def text(self) -> bytes:
        self.number += 1
        return f"text {self.number}\n".encode()

    def disk(self) -> State:
        return {
            str(path.relative_to(self.root)): path.read_bytes()
            for path in self.root.rglob("*")
            if path.is_file()
        }

    def tasks(self, data: st.DataObject) -> tuple[list[Task], State]:
        """Some tasks that can all be done, one after the other, and what they make of the files."""
        after = dict(self.now)
        made: list[Task] = []
        for _ in range(data.draw(st.integers(1, 5), "tasks")):
            there = [path for path in PATHS if path in after]
            free = [path for path in PATHS if path not in after]
            kinds = [*(("edit", "remove") if there else ()), *(("new",) if free else ())]
            kinds += ["move"] if there and free else []
            kind = data.draw(st.sampled_from(kinds), "kind")
            path = data.draw(st.sampled_from(free if kind == "new" else there), "path")
            if kind == "edit":
                text = self.text()
                made.append(EditFile(Append(TalkKey(path), text), self.now.get(path)))
                after[path] += text
            elif kind == "remove":
                made.append(RemoveFile(path, after[path]))
                del after[path]
            elif kind == "new":
                after[path] = self.text()
                made.append(NewFile(path, after[path]))
            else:
                to = data.draw(st.sampled_from(free), "to")
                made.append(MoveFile(path, to, after[path]))
                after[to] = after.pop(path)
        return made, after

    @rule(data=st.data())
    def make(self, data: st.DataObject) -> None:
        tasks, after = self.tasks(data)
        self.made(self.store.make("step", tasks), after)

    def made(self, made: Made, after: State) -> None:
        assert made.failures == []
        assert made.warnings == []
        if made.step is not None:
            self.undo.append((self.now, after))
            self.redo.clear()
        self.now = after

    @rule()
    def take_back(self) -> None:
        step = self.store.journal.next_undo()
        assert (step is None) == (not self.undo)
        if step is not None:
            assert self.store.take_back(step).failures == []
            self.redo.append(self.undo.pop())
            self.now = self.redo[-1][0]

    @rule()
    def make_again(self) -> None:
        step = self.store.journal.next_redo()
        assert (step is None) == (not self.redo)
        if step is not None:
            assert self.store.make_again(step).failures == []
            self.undo.append(self.redo.pop())
            self.now = self.undo[-1][1]

    @rule()
    def restart(self) -> None:
        self.store.journal.close()
        self.open()
        assert self.store.unfinished() == []

    def killed(self, act: Callable[[], T], at: int, *, after: bool) -> T | None:
        """Do `act`, killed before (or after) its commit number `at`; what it gave, or None when killed."""
        left = at
        real = {name: getattr(NoteFiles, name) for name in COMMITS}

        def wrapped(name: str) -> Callable[..., Any]:
            def commit(*args: Any, **more: Any) -> Any:
                nonlocal left
                left -= 1
                if left == 0 and not after:
                    raise Killed
                result = real[name](*args, **more)
                if left == 0:
                    raise Killed
                return result

            return commit

        with pytest.MonkeyPatch.context() as patch:
            for name in COMMITS:
                patch.setattr(NoteFiles, name, wrapped(name))
            try:
                return act()
            except Killed:
                self.open()
                return None

    @rule(data=st.data(), at=st.integers(1, 4), late=st.booleans(), finish=st.booleans())
    def make_killed(self, data: st.DataObject, at: int, late: bool, finish: bool) -> None:
        tasks, after = self.tasks(data)
        made = self.killed(lambda: self.store.make("step", tasks), at, after=late)
        if made is not None:
            self.made(made, after)
            return
        was = self.now
        self.resolve(was, after, finish)
        self.redo.clear()
        [step] = self.store.journal.steps(1)
        (self.undo if step.state is StepState.DONE else self.redo).append((was, after))

    @rule(
        data=st.data(),
        tries=st.lists(st.tuples(st.booleans(), st.integers(1, 3)), min_size=1, max_size=3),
        redo=st.booleans(),
    )
    def make_interrupted_and_gone_on(
        self, data: st.DataObject, tries: list[tuple[bool, int]], redo: bool
    ) -> None:
        """What is done again as often as it was killed or stopped is one step."""
        was, after = self.now, dict(self.now)
        for path in data.draw(st.sets(st.sampled_from(PATHS), min_size=2), "paths"):
            after[path] = after.get(path, b"") + self.text()

        def again(stop: int | None = None) -> Made:
            disk, told = self.disk(), [0]
            tasks: list[Task] = []
            for path, text in after.items():
                if path not in disk:
                    tasks.append(NewFile(path, text))
                elif disk[path] != text:
                    tasks.append(EditFile(Append(TalkKey(path), text[len(disk[path]) :]), disk[path]))
            return self.store.make(
                "step",
                tasks,
                progress=lambda number, _: told.append(number),
                cancelled=lambda: told[-1] == stop,
                goes_on=True,
            )

        for kill, at in tries:
            if kill:
                self.killed(again, at, after=False)
            else:
                again(at)
        step = self.store.journal.next_redo() if redo else None
        if step is not None and self.disk() not in (was, after):
            assert self.store.make_again(step).failures == []
        else:
            again()
        assert self.store.unfinished() == []
        assert self.disk() == after
        self.now = after
        self.undo.append((was, after))
        self.redo.clear()

    def resolve(self, was: State, after: State, finish: bool) -> None:
        """A new talktui finds what was cut off, and finishes it or takes it back."""
        unfinished = self.store.unfinished()
        assert len(unfinished) <= 1
        for step in unfinished:
            restored = self.store.make_again(step) if finish else self.store.take_back(step)
            assert restored.failures == []
            self.now = after if finish else was
        if not unfinished:  # cut off before its first file, or after its last
            self.now = self.disk()
            assert self.now in (was, after)

    @precondition(lambda self: self.undo)
    @rule(at=st.integers(1, 4), late=st.booleans(), finish=st.booleans())
    def take_back_killed(self, at: int, late: bool, finish: bool) -> None:
        step = self.store.journal.next_undo()
        assert step is not None
        was, after = self.undo.pop()
        if self.killed(lambda: self.store.take_back(step), at, after=late) is not None:
            self.redo.append((was, after))
            self.now = was
            return
        self.resolve(was, after, finish)
        found = self.store.journal.step(step.id)
        assert found is not None
        (self.undo if found.state is StepState.DONE else self.redo).append((was, after))

    @invariant()
    def files_are_as_they_should_be(self) -> None:
        if hasattr(self, "now"):
            assert self.disk() == self.now


Files.TestCase.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
TestFiles = Files.TestCase


# -- what others wrote is never taken away

SAVED = 6  # files that a step changes


@settings(max_examples=30, deadline=None)
@given(touched=st.sets(st.integers(0, SAVED - 1)), gone=st.booleans(), forth=st.booleans())
def test_what_others_changed_since_stays_and_all_else_is_restored(
    touched: set[int], gone: bool, forth: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for number in range(SAVED):
            (root / f"{number}.md").write_bytes(b"%d\n" % number)
        store = Store(root)
        tasks = [EditFile(Append(TalkKey(f"{number}.md"), b"more\n"), None) for number in range(SAVED)]
        store.make("bulk", tasks)
        now, then = b"%d\nmore\n", b"%d\n"
        if forth:
            step = store.journal.next_undo()
            assert step is not None
            store.take_back(step)
            now, then = then, now
        for number in touched:
            if gone:
                (root / f"{number}.md").unlink()
            else:
                (root / f"{number}.md").write_bytes(b"theirs")
        step = store.journal.next_redo() if forth else store.journal.next_undo()
        assert step is not None
        restored = store.make_again(step) if forth else store.take_back(step)
        assert {failure.path for failure in restored.failures} == {f"{number}.md" for number in touched}
        for number in range(SAVED):
            file = root / f"{number}.md"
            if number not in touched:
                assert file.read_bytes() == then % number
            elif gone:
                assert not file.exists()
            else:
                assert file.read_bytes() == b"theirs"
            file.write_bytes(now % number if number in touched else then % number)
        if touched:  # they took it back themselves: now the rest goes, too
            step = store.journal.next_redo() if forth else store.journal.next_undo()
            assert step is not None
            assert (store.make_again(step) if forth else store.take_back(step)).failures == []
        for number in range(SAVED):
            assert (root / f"{number}.md").read_bytes() == then % number
