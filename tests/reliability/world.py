"""What notes should hold after any number of saves, said by texts alone: nothing of the code under test.

A note of this world is written from its tags and lines by :func:`note`; an operation says which files it
is about, with every byte before and after it, and the tasks that ask talktui for it.
"""

from __future__ import annotations

import contextlib
import random
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from talktui.notes.edits import AppendLine, ChangeTags
from talktui.notes.groups import EditFile, MoveFile, NewFile, RemoveFile, Task
from talktui.notes.talk import TalkKey

Files = Mapping[str, bytes | None]
"""What stands at some paths; None: no file."""

_TAGS = re.compile(rb"^tags: \[(.*)\]$", re.MULTILINE)


class Kind(Enum):
    """What is asked of talktui."""

    MAKE = "make"
    UNDO = "undo"
    REDO = "redo"


@dataclass(frozen=True)
class Operation:
    """One step: what it is called, what is asked, and what its files hold before and after."""

    kind: Kind
    what: str  # a save, a bulk edit, … for the tables
    title: str
    tasks: tuple[Task, ...]
    before: dict[str, bytes | None]
    after: dict[str, bytes | None]


def note(name: str, size: int) -> bytes:
    """A new note of about `size` bytes."""
    filling = "".join(
        f"Line {number} of {name}, which nothing ever changes.\n" for number in range(size // 50)
    )
    return f"---\ntitle: Talk {name}\ntags: [first]\n---\n# Talk {name}\n\n{filling}".encode()


def with_tag(data: bytes, tag: str) -> bytes:
    """`data` with one more tag at the end of its list."""
    return _TAGS.sub(lambda match: b"tags: [%b, %b]" % (match[1], tag.encode()), data, count=1)


def without_tag(data: bytes, tag: str) -> bytes:
    """`data` without a tag that it has."""
    kept = [item for item in tags(data) if item != tag]
    return _TAGS.sub(lambda match: b"tags: [%b]" % ", ".join(kept).encode(), data, count=1)


def tags(data: bytes) -> list[str]:
    """The tags in a note's list."""
    found = _TAGS.search(data)
    return found[1].decode().split(", ") if found else []


def files_below(root: Path) -> dict[str, bytes]:
    """Every file below `root`, hidden ones too, as the disk has it."""
    found: dict[str, bytes] = {}
    for path in root.rglob("*"):
        with contextlib.suppress(
            FileNotFoundError, IsADirectoryError
        ):  # a temporary file that goes meanwhile
            found[str(path.relative_to(root))] = path.read_bytes()
    return found


class World:
    """The notes as they should be, and the steps that can be taken back and made again."""

    def __init__(self, files: dict[str, bytes], *, groups: int = 12, only_edits: bool = False) -> None:
        self.files: dict[str, bytes | None] = dict(files)
        self.done: list[Operation] = []
        self.undone: list[Operation] = []
        self.number = 0
        self._groups = groups
        self._only_edits = only_edits

    @classmethod
    def made(cls, count: int, *, groups: int = 12) -> World:
        """`count` notes in three folders, most small, one in eight of some 60 kB."""
        names = [f"{('', 'a/', 'b/c/')[number % 3]}n{number}.md" for number in range(count)]
        return cls(
            {name: note(name, 60_000 if number % 8 == 7 else 300) for number, name in enumerate(names)},
            groups=groups,
        )

    @property
    def standing(self) -> dict[str, bytes]:
        """The files that are there."""
        return {path: data for path, data in self.files.items() if data is not None}

    def copy(self) -> World:
        """Another one that goes on from here."""
        world = World({}, groups=self._groups, only_edits=self._only_edits)
        world.files, world.done, world.undone = dict(self.files), list(self.done), list(self.undone)
        world.number = self.number
        return world

    def write(self, root: Path) -> None:
        """Put the notes into the directory `root`."""
        for path, data in self.standing.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(data)

    def plan(self, chance: random.Random) -> Operation:
        """What is done next: the same for the same random numbers."""
        self.number += 1
        pick = chance.random()
        if pick < 0.2 and self.done:
            last = self.done[-1]
            return Operation(Kind.UNDO, "undo", last.title, (), last.after, last.before)
        if pick < 0.28 and self.undone:
            last = self.undone[-1]
            return Operation(Kind.REDO, "redo", last.title, (), last.before, last.after)
        if pick < 0.5:
            some = chance.sample(sorted(self.standing), min(self._groups, len(self.standing)))
            return self._edits("bulk edit", chance, some)
        if pick < 0.92 or self._only_edits:
            return self._edits("save", chance, [chance.choice(sorted(self.standing))])
        return self._other(chance)

    def _edits(self, what: str, chance: random.Random, paths: Iterable[str]) -> Operation:
        tag, kind = f"t{self.number}", chance.randrange(3)
        tasks: list[Task] = []
        before: dict[str, bytes | None] = {}
        after: dict[str, bytes | None] = {}
        for path in paths:
            data, key = self.standing[path], TalkKey(path)
            old = [item for item in tags(data) if item != "first"]
            before[path] = data
            if kind == 0:
                tasks.append(EditFile(AppendLine(key, f"Line {tag}."), data))
                after[path] = data + f"Line {tag}.\n".encode()
            elif kind == 1 and old:
                tasks.append(EditFile(ChangeTags(key, (), (old[0],)), data))
                after[path] = without_tag(data, old[0])
            else:
                tasks.append(EditFile(ChangeTags(key, (tag,)), data))
                after[path] = with_tag(data, tag)
        return Operation(Kind.MAKE, what, f"{what} {self.number}", tuple(tasks), before, after)

    def _other(self, chance: random.Random) -> Operation:
        path = chance.choice(sorted(self.standing))
        data = self.standing[path]
        new = f"d{self.number % 4}/new{self.number}.md"
        title = f"step {self.number}"
        match chance.randrange(3):
            case 0:
                text = note(new, 300)
                return Operation(
                    Kind.MAKE, "new note", title, (NewFile(new, text),), {new: None}, {new: text}
                )
            case 1:
                return Operation(
                    Kind.MAKE, "rename", title, (MoveFile(path, new, data),),
                    {path: data, new: None}, {path: None, new: data},
                )  # fmt: skip
        return Operation(Kind.MAKE, "delete", title, (RemoveFile(path, data),), {path: data}, {path: None})

    def apply(self, operation: Operation) -> None:
        """It was done."""
        self.files.update(operation.after)
        match operation.kind:
            case Kind.MAKE:
                self.done.append(operation)
                self.undone.clear()
            case Kind.UNDO:
                self.undone.append(self.done.pop())
            case Kind.REDO:
                self.done.append(self.undone.pop())
