"""A small notes directory, and the app opened on it, for the tests of the screen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Protocol

import pytest
from textual import _wait
from textual.pilot import Pilot
from textual.widget import Widget

from talktui.config import Settings, State
from talktui.config.stores import open_store
from talktui.notes.talk import Talk
from talktui.tui.app import TalktuiApp
from talktui.tui.rows import Row, RowKind
from talktui.tui.screens.browse import BrowseScreen

from .import_case import THREE, schedule

CONFERENCE = """\
name: GopherMeet 2024
start: 2024-05-06
end: 2024-05-07
location: Lisbon
url: https://gophermeet.example
playlist: https://www.youtube.com/playlist?list=PLgopher
categories:
  - name: Storage
    about: where bytes rest
  - name: Networking
    about: how they travel
"""

WAL = """\
---
title: "Write-ahead logs, gently"   # as announced
categories: [Storage]
speakers:
  - {name: Ada Byron, organisation: Analytical}
date: 2024-05-06
video: https://www.youtube.com/watch?v=wal00000001
duration: 34:12
status: watched
rating: 4
tags: [storage, durability]
---
The log is the database; the rest is a cache.

## Fsync

Call it once.

## Checkpoints

Less often than you think.
"""

QUIC = """\
---
title: QUIC in anger
categories: [Networking]
speakers: Mary Ellen, Packet Co & Jo Hopper
date: 2024-05-07
video: https://www.youtube.com/watch?v=quic0000001
tags:
  - networking   # of course
  - quic
---
Streams without head-of-line blocking.
"""

LOG = """\
---
title: Winter Systems Days 2023
conference: Winter Systems Days 2023
talks:
  tail-latency:
    heading: Tail latency
    rating: 5
    tags: [latency]
---
Notes from a sofa.

## Performance

### [Tail latency](https://www.youtube.com/watch?v=tail0000001)
Hedge your requests.

### [Flame graphs](https://www.youtube.com/watch?v=flame000001)
Look at the widest.

## Culture

### [Blameless reviews](https://www.youtube.com/watch?v=blame000001)
Ask how, not who.
"""

PLAIN = """\
# A note without front matter

- one
- two
"""

BROKEN = """\
---
title: Broken: on purpose
speaker: Someone, Somewhere
---
Still readable.
"""


def many(root: Path, count: int = 60) -> Path:
    """A directory of one conference with so many talks."""
    for number in range(count):
        note = root / "big-2020" / f"{number:03}.md"
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(f"---\ntitle: Talk {number:03}\n---\nText {number}.\n")
    return root


@pytest.fixture
def notes_dir(tmp_path: Path) -> Path:
    root = tmp_path / "notes"
    for name, text in {
        "gophermeet-2024/conference.yaml": CONFERENCE,
        "gophermeet-2024/wal.md": WAL,
        "gophermeet-2024/quic.md": QUIC,
        "winter-2023.md": LOG,
        "plain.md": PLAIN,
        "broken.md": BROKEN,
    }.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return root


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    """A schedule beside the notes, to import."""
    file = tmp_path / "lake.json"
    file.write_text(schedule(THREE), "utf-8")
    return file


@pytest.fixture(autouse=True)
def own_directories(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the person's own settings."""
    for name in ("CONFIG", "STATE", "DATA", "CACHE"):
        monkeypatch.setenv(f"TALKTUI_{name}_DIR", str(tmp_path / name.lower()))


@pytest.fixture(scope="module", autouse=True)
def short_looks() -> Iterator[None]:
    """The pilot looks for 5 ms, not 20, whether the app still works.

    It looks some five times a key; most of what the tests of the screen took was that.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_wait, "SLEEP_GRANULARITY", 1 / 200)
        patch.setattr(_wait, "SLEEP_IDLE", 1 / 2_000)  # of processor time, in one look
        yield


class Driver:
    """Presses keys and waits until everything they began is done."""

    def __init__(self, app: TalktuiApp, pilot: Pilot[int]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def browse(self) -> BrowseScreen:
        return self.app.browse

    async def settle(self) -> None:
        """Until no worker runs and no message waits."""
        for _ in range(10_000):
            await self.pilot.pause()
            if not any(worker.is_running for worker in self.app.workers):
                break
            if self.app.screen is not self.browse:  # a screen that waits for an answer is settled too
                break
            # Not for each worker: one may be about to open a screen, and wait for its answer.
            await asyncio.sleep(0.002)
        await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    async def settle_dialog(self) -> None:
        """Until what a dialog asked for is there; :meth:`settle` waits for no worker while one is open."""
        for _ in range(6):
            await self.app.workers.wait_for_complete()
            await self.pilot.pause()
        await self.settle()

    async def press_in_dialog(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await self.settle_dialog()

    async def type(self, text: str) -> None:
        names = {" ": "space", "/": "slash", ":": "colon", "#": "number_sign", "+": "plus", "-": "minus"}
        for character in text:
            await self.pilot.press(names.get(character, character))
        await self.settle()

    async def go_to(self, title: str) -> None:
        """Put the cursor on the talk with this title."""
        talk = next(talk for talk in self.browse.session.library.talks if talk.title == title)
        self.browse.browsing.go_to(talk.key)
        await self.settle()

    @staticmethod
    def drawn(widget: Widget) -> str:
        """What a widget draws, as text."""
        return "\n".join(widget.render_line(y).text.rstrip() for y in range(widget.size.height))

    def shown(self) -> str:
        """The text on the whole screen, whichever is on top."""
        return "\n".join(strip.text for strip in self.app.screen._compositor.render_strips())

    @property
    def titles(self) -> list[str]:
        return [row.label for row in self.browse.tree_view.rows if row.kind is RowKind.TALK]

    @property
    def row(self) -> Row:
        """The row under the cursor."""
        row = self.browse.tree_view.current
        assert row is not None
        return row

    @property
    def talk(self) -> Talk:
        """The talk under the cursor."""
        assert self.row.talk is not None
        return self.row.talk

    def has_focus(self, widget: Widget) -> bool:
        return self.browse.focused is widget

    @property
    def current(self) -> str:
        row = self.browse.tree_view.current
        return row.label if row is not None else ""


class OpenApp(Protocol):
    """Opens the app on the small notes directory, or another one."""

    def __call__(
        self,
        size: tuple[int, int] = (140, 40),
        root: Path | None = None,
        *,
        settings: Settings | None = None,
        state: State | None = None,
        filter_text: str = "",
        paste_guard: bool = False,
    ) -> AbstractAsyncContextManager[Driver]: ...


@pytest.fixture
def open_app(notes_dir: Path) -> OpenApp:
    @asynccontextmanager
    async def opened(
        size: tuple[int, int] = (140, 40),
        root: Path | None = None,
        *,
        settings: Settings | None = None,
        state: State | None = None,
        filter_text: str = "",
        paste_guard: bool = False,
    ) -> AsyncIterator[Driver]:
        settings = settings or Settings()
        app = TalktuiApp(
            open_store(root or notes_dir, settings.ignore),
            settings,
            state=state,
            filter_text=filter_text,
            paste_guard=paste_guard,
        )
        async with app.run_test(size=size) as pilot:
            driver = Driver(app, pilot)
            await driver.settle()
            yield driver

    return opened
