"""Every way in which talktui changes a note, once: what the files hold before and after, by texts alone.

Each is a unit for tests that disturb it at some moment: prepared undisturbed, then run, then its answer is
compared with the disk.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from talktui.notes import exchange
from talktui.notes.changes import JournalError
from talktui.notes.drafts import Draft, DraftNotKept, Drafts
from talktui.notes.edits import AppendLine
from talktui.notes.groups import EditFile, Made, MoveFile, NewFile, RemoveFile, Restored, Task
from talktui.notes.journal import Journal
from talktui.notes.recovery import Recovery
from talktui.notes.store import Store
from talktui.notes.talk import TalkKey
from tests.reliability.lives import copies_for_few
from tests.reliability.world import Files, note

A, B, C, NEW = "a.md", "sub/b.md", "c.md", "made/deep/new.md"
FILES = {name: note(name, 400) for name in (A, B, C)}
LINE = "One more line."


def longer(name: str) -> bytes:
    """The note called `name` with one more line."""
    return FILES[name] + f"{LINE}\n".encode()


def own_trash(folder: Path) -> Path:
    """Let what this process and its children delete go to a trash in `folder`, and nowhere else.

    It is looked up by the first import, which is done here, too.
    """
    os.environ["XDG_DATA_HOME"] = str(folder / "data")
    os.environ["HOME"] = str(folder)  # the trash of home is for files on the same disk
    importlib.import_module("send2trash")
    return folder / "data" / "Trash"


@dataclass
class Answer:
    """What talktui said: which files are as they should be now, which are not, and what else it told."""

    saved: set[str] = field(default_factory=set)
    not_saved: set[str] = field(default_factory=set)
    warnings: list[str] = field(default_factory=list)

    def made(self, made: Made) -> None:
        """Of a group."""
        for saved in made.saved:
            self.saved.add(saved.change.path)
            self.warnings += [saved.warning] if saved.warning else []
        self.not_saved |= {failure.path for failure in made.failures}
        self.warnings += made.warnings

    def restored(self, restored: Restored) -> None:
        """Of a step taken back or made again."""
        self.saved |= {change.path for change in restored.done}
        self.not_saved |= {change.path for change in restored.refused}
        self.warnings += [said for _, said in restored.warnings]


class Place:
    """A notes directory with three notes, a state directory, and a store that has saved already."""

    def __init__(self, folder: Path, *, fresh: bool = False) -> None:
        self.folder = folder
        self.root = folder / "notes"
        self.state = folder / "state"
        for name, data in FILES.items():
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            (self.root / name).write_bytes(data)
        self.store = self.new_store()
        if not fresh:
            self.store.journal.begin("another step", (), "test")

    def new_store(self) -> Store:
        """A store as the next start has it."""
        return Store(
            self.root, journal=Journal(self.state, self.root), recovery=Recovery(self.state, self.root)
        )


@dataclass(frozen=True)
class SavePath:
    """One way: `units` are the paths that change together, by the path that the answer names."""

    name: str
    prepare: Callable[[Place], None]
    run: Callable[[Place, Answer], None]
    before: Files
    after: Files
    units: dict[str, tuple[str, ...]]
    undone: bool = False  # it is an undo
    fresh: bool = False  # the journal is not there yet
    copies: bool = False  # of the process are at it, too


def _nothing(place: Place) -> None:
    return


def _make(*tasks: Task) -> Callable[[Place, Answer], None]:
    def run(place: Place, answer: Answer) -> None:
        answer.made(place.store.make("the step", tasks))

    return run


def _prepared(*tasks: Task, undone: bool = False) -> Callable[[Place], None]:
    def prepare(place: Place) -> None:
        made = place.store.make("the step", tasks)
        assert not made.failures, made.failures
        if undone:
            step = place.store.journal.next_undo()
            assert step is not None
            assert not place.store.take_back(step).failures

    return prepare


def _restore(*, back: bool) -> Callable[[Place, Answer], None]:
    def run(place: Place, answer: Answer) -> None:
        journal = place.store.journal
        step = None
        try:
            step = journal.next_undo() if back else journal.next_redo()
            assert step is not None
            answer.restored(place.store.take_back(step) if back else place.store.make_again(step))
        except JournalError as error:
            answer.not_saved.add("*")
            answer.warnings.append(str(error))

    return run


def _linked(place: Place) -> None:
    (place.folder / "second name").hardlink_to(place.root / A)


def _symlinked(place: Place) -> None:
    (place.root / A).rename(place.root / "sub" / "real.txt")
    (place.root / A).symlink_to("sub/real.txt")


def _portable(place: Place) -> None:
    vars(exchange)["_call"] = _no_call  # as on a system without renameat2


def _by_copies(_place: Place) -> None:
    copies_for_few()


def _no_call() -> None:
    return None


def _edit(name: str) -> EditFile:
    return EditFile(AppendLine(TalkKey(name), LINE), FILES[name])


def _ways(
    name: str, tasks: tuple[Task, ...], before: Files, after: Files, units: dict[str, tuple[str, ...]]
) -> list[SavePath]:
    """The tasks made, taken back and made again."""
    return [
        SavePath(name, _nothing, _make(*tasks), before, after, units),
        SavePath(f"undo: {name}", _prepared(*tasks), _restore(back=True), after, before, units, undone=True),
        SavePath(f"redo: {name}", _prepared(*tasks, undone=True), _restore(back=False), before, after, units),
    ]


_ONE: tuple[Files, Files, dict[str, tuple[str, ...]]] = {A: FILES[A]}, {A: longer(A)}, {A: (A,)}
_ALL: dict[str, tuple[str, ...]] = {name: (name,) for name in FILES}

SAVE_PATHS = (
    *_ways("edit", (_edit(A),), *_ONE),
    *_ways("bulk edit", tuple(_edit(name) for name in FILES), FILES, {name: longer(name) for name in FILES}, _ALL),
    *_ways("new note", (NewFile(NEW, FILES[A]),), {NEW: None}, {NEW: FILES[A]}, {NEW: (NEW,)}),
    *_ways("rename", (MoveFile(A, NEW, FILES[A]),), {A: FILES[A], NEW: None}, {A: None, NEW: FILES[A]}, {A: (A, NEW)}),
    *_ways("delete", (RemoveFile(A, FILES[A]),), {A: FILES[A]}, {A: None}, {A: (A,)}),
    SavePath("edit, the first ever", _nothing, _make(_edit(A)), *_ONE, fresh=True),
    SavePath("edit of a file with two names", _linked, _make(_edit(A)), *_ONE),
    SavePath("edit through a symbolic link", _symlinked, _make(_edit(A)), *_ONE),
    SavePath("edit without renameat2", _portable, _make(_edit(A)), *_ONE),
    SavePath("bulk edit by copies", _by_copies, _make(*map(_edit, FILES)), FILES, {name: longer(name) for name in FILES},
             _ALL, copies=True),
)  # fmt: skip


@dataclass(frozen=True)
class Keeping:
    """A way in which talktui keeps a text that is in no note: what must be found by the next start.

    `run` raises what `refusal` names when the text is not on the disk; then `before` must be there still.
    """

    name: str
    prepare: Callable[[Place], Draft | None]
    run: Callable[[Place, Draft | None], None]
    refusal: type[Exception]
    found: Callable[[Place], list[str]]
    before: list[str]
    after: list[str]


def _first_draft(place: Place) -> Draft:
    return Drafts(place.state, place.root).keep(_DRAFT)


def _second_draft(place: Place, first: Draft | None) -> None:
    Drafts(place.state, place.root).keep(replace(first or _DRAFT, text="more"))


def _no_draft(place: Place) -> None:
    return None


def _drop_draft(place: Place, first: Draft | None) -> None:
    assert first is not None
    Drafts(place.state, place.root).drop(first.id)


def _drafts(place: Place) -> list[str]:
    return [draft.text for draft in Drafts(place.state, place.root).left()]


def _keep(place: Place, _: Draft | None) -> None:
    Recovery(place.state, place.root).keep(A, b"a text", "a test wants it")


def _kept(place: Place) -> list[str]:
    return [item.data.decode() for item in Recovery(place.state, place.root).items()]


_DRAFT = Draft(TalkKey(A), "Talk a", "base", "text")
KEEPINGS = (
    Keeping("the first draft", _no_draft, _second_draft, DraftNotKept, _drafts, [], ["more"]),
    Keeping("a draft again", _first_draft, _second_draft, DraftNotKept, _drafts, ["text"], ["more"]),
    Keeping("a draft dropped", _first_draft, _drop_draft, DraftNotKept, _drafts, ["text"], []),
    Keeping("a text recovered", _no_draft, _keep, OSError, _kept, [], ["a text"]),
)

WAYS: tuple[SavePath | Keeping, ...] = (*SAVE_PATHS, *KEEPINGS)
