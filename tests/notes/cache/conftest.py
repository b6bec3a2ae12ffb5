"""What the tests of the cache share: a few notes, and what is read of them with it and without."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from talktui.notes.cache import Cache
from talktui.notes.cached_notes import CachedNotes
from talktui.notes.known import state_of
from talktui.notes.scan import survey
from talktui.notes.store import Store
from talktui.notes.talk import Etag, Note

LATER = 60.0  # seconds: by then files have come to rest


def make_notes(root: Path, count: int = 6) -> Path:
    for number in range(count):
        folder = root / f"conf-{number % 3}-2024"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"talk-{number:03}.md").write_text(
            f"---\ntitle: Talk {number}\ntags: [t{number % 5}]\nspeakers: [Zoë {number}]\n---\nword{number} Ünïque\n"
        )
    (root / "conf-0-2024" / "conference.yaml").write_text("name: First 2024\nstart: 2024-05-06\n")
    (root / "log.md").write_text(
        "# Log\n\n## [A](https://youtu.be/aaaaaaaaaaa)\nred\n\n## [B](https://youtu.be/bbbbbbbbbbb)\nblue\n"
    )
    return root


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_notes(tmp_path / "notes")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache"


class Log(list[str]):
    def __call__(self, line: str) -> None:
        self.append(line)


def read(root: Path) -> dict[str, Note]:
    return {note.path: note for note in Store(root).load()}


def settings_of(root: Path) -> dict[str, Etag | None]:
    return {path: state_of(str(root / path)) for path in survey(str(root)).settings}


def filled(folder: Path, root: Path, opened: float | None = None, log: Log | None = None) -> Cache:
    """A cache of all notes, which have come to rest."""
    cache = Cache(folder, root, log, time.time() + LATER if opened is None else opened)
    now = settings_of(root)
    assert cache.write(read(root).values(), (), now)
    return cache


def loaded(cache: Cache) -> dict[str, Note]:
    return {note.path: note for batch in cache.view().load_rows() for _, note in batch}


def through(folder: Path, root: Path, log: Log | None = None) -> dict[str, Note]:
    """The notes as a command has them, which compares the cache with the files."""
    cache = Cache(folder, root, log, time.time() + LATER)
    notes = CachedNotes(os.path.realpath(root), (), cache, lambda: Store(root))
    found = {note.path: note for note in notes.all()}
    notes.keep()
    cache.close()
    return found
