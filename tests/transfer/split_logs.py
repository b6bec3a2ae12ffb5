"""What the tests of splitting and joining share: a log, notes that are split and joined, and what a talk says."""

from __future__ import annotations

from pathlib import Path

from talktui.notes.journal import Journal
from talktui.notes.library import Library
from talktui.notes.move_plan import Around, Plan
from talktui.notes.store import Store
from talktui.notes.talk import Kind, Talk
from talktui.transfer.joining import join
from talktui.transfer.splitting import SAME, split

VIDEO = "https://www.youtube.com/watch?v=29yKJ1312A"

LOG = f"""---
title: Autumn notes
conference: GopherMeet 2024
draft: false
defaults:
  date: 2024-09-03
  tags: [go]
talks:
  sidecars-at-rest:
    heading: Sidecars at rest
    tags: [mesh]
    rating: 4
    speakers: ["Ada Byron, Looms & Co", Grace H]
    room: {{name: Aula, floor: 2}}
  q:
    heading: Q
    categories: [Networking, People]
---

What I saw, and [the best](#sidecars-at-rest).

## Networking

### [Sidecars at rest]({VIDEO}a)
Calm. ![a picture](pictures/calm.png) See [home][h] and [Q](#q).

#### Later

More.

### [Q]({VIDEO}b)

## Operations

Two of these.

### [A quiet pager]({VIDEO}c)
No more.

[h]: https://example.org/home
"""


class Notes:
    """A notes directory on the disk, read anew whenever it is asked."""

    def __init__(self, root: Path, files: dict[str, str | bytes]) -> None:
        self.root = root
        for path, text in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(text if isinstance(text, bytes) else text.encode())
        self.store = Store(root, journal=Journal.in_memory())

    @property
    def library(self) -> Library:
        library = Library()
        self.store.refresh_folders()
        for note in self.store.load():
            library.replace(note)
        return library

    @property
    def around(self) -> Around:
        return Around(self.store.folders, self.store.names)

    def talks(self) -> dict[str, Talk]:
        return {talk.title: talk for talk in self.library.talks if talk.kind is Kind.TALK}

    def split(self, path: str, into: str | None = None) -> Plan:
        return self._make(split(self.library, path, into, self.around))

    def join(self, under: str, into: str | None = None) -> Plan:
        library = self.library
        talks = [talk for talk in library.talks if talk.key.path.startswith(under)]
        return self._make(join(library, talks, into, self.around))

    def _make(self, plan: Plan) -> Plan:
        made = self.store.make(plan.title, plan.tasks, whole=plan.whole)
        assert not made.failures
        return plan

    def files(self) -> dict[str, bytes]:
        return {
            str(path.relative_to(self.root)): path.read_bytes()
            for path in self.root.rglob("*")
            if path.is_file()
        }

    def undo(self) -> None:
        step = self.store.journal.next_undo()
        assert step is not None
        assert not self.store.take_back(step).failures


def said(talk: Talk) -> dict[str, object]:
    return {name: getattr(talk, name) for name in SAME} | {"body": talk.body.strip()}
