"""Walks the whole app on a real terminal: every command of the table, and every screen that one opens.

Run as a program on a pty, `python -m tests.reliability.walk NOTES TEXT REPORT`: what the app sends is what
a person's terminal would get, while the keys come from inside, so that nothing has to be waited for by the
clock.  TEXT is typed and pasted wherever something can be.  REPORT says which command opened which screen.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from pathlib import Path
from typing import Any

from textual import events
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input, TextArea

import talktui.tui.app
from talktui.config import load_settings, load_state
from talktui.notes.store import Store
from talktui.notes.talk import Kind, TalkKey
from talktui.tui.app import TalktuiApp
from talktui.tui.commands import COMMANDS, Command, Context
from talktui.tui.rows import RowKind

FURTHER = {"AllTagsScreen": ("r",), "HistoryScreen": ("d",), "MovesScreen": ("d",)}
"""Keys of single screens that lead on."""

NOT_RUN = {"quit": "the walk ends with it"}
DEEPEST = 4
ROUNDS = 8
PAINTED = 0.02  # seconds: what has changed is on the terminal by then
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""What no title of a source may hold: such a one is refused."""
ENDLESS = {"watch", "watching"}
"""Groups of workers that run as long as the app does."""


class WalkedApp(TalktuiApp):
    """The app, which walks itself once its notes are read."""

    CSS_PATH = str(Path(talktui.tui.app.__file__).with_name("talktui.tcss"))

    def __init__(self, *args: Any, text: str, report: Path, thorough: bool, **names: Any) -> None:
        super().__init__(*args, **names)
        self.text = text
        self.report = report
        self.thorough = thorough
        self.opened: dict[str, list[str]] = {}
        self.trouble = ""

    def on_ready(self) -> None:
        self._walk = asyncio.create_task(self._walked())

    async def _walked(self) -> None:
        try:
            await Walk(self).whole()
        except Exception as error:  # noqa: BLE001 - whatever it is, the report must say it
            import traceback

            self.trouble = f"{error!r}\n{traceback.format_exc()}"
        self.report.write_text(json.dumps({"opened": self.opened, "trouble": self.trouble}))
        self.exit(3 if self.trouble else 0)


class Walk:
    def __init__(self, app: WalkedApp) -> None:
        self.app = app
        self.pilot = Pilot(app)
        self.edited = False

    async def settle(self) -> None:
        """Until nothing is left to do but what never ends, or a second is over."""
        for _ in range(50):
            for _ in range(ROUNDS):
                await self.pilot.pause(0)
            await asyncio.sleep(PAINTED)
            if not any(
                worker.is_running and worker.group not in ENDLESS and worker.node is self.app.browse
                for worker in self.app.workers
            ):
                return

    async def press(self, *keys: str) -> None:
        """Keys with all that they lead to. (The pilot's own `press` waits by the clock.)"""
        for key in keys:
            self.app.post_message(events.Key(key, key if len(key) == 1 else None))
            await self.settle()

    def paste(self) -> None:
        target = self.app.screen.focused or self.app.screen
        target.post_message(events.Paste(self.app.text))

    async def whole(self) -> None:
        session = self.app.session
        while session.loading:
            await asyncio.sleep(0.05)
        await self.settle()
        for talk in session.library.talks[:60]:
            self.app.browse.browsing.go_to(talk.key)
            await self.settle()
        for place in self.places():
            for command in COMMANDS:
                if command.id in NOT_RUN:
                    continue
                await self.to(place, command)
                await self.run(command)
        await self.changes()
        await self.imports()
        await self.conflict()

    def places(self) -> list[TalkKey | None]:
        """A talk of each sort to stand on, and None for a group's row; one of them unless it is thorough."""
        talks = self.app.session.library.talks
        first = next(talk.key for talk in talks if talk.key.path.rpartition("/")[2].startswith("p"))
        if not self.app.thorough:
            return [first]
        log = next(talk.key for talk in talks if talk.key.anchor)
        broken = next(talk.key for talk in talks if talk.key.path.rpartition("/")[2].startswith("q"))
        unreadable = [talk.key for talk in talks if talk.kind is Kind.UNREADABLE][:1]
        return [first, log, broken, *unreadable, None]

    async def to(self, place: TalkKey | None, command: Command) -> None:
        """Stand on `place`, with the keys in the pane that the command is for."""
        browse = self.app.browse
        await self.leave([])
        if browse.is_triaging:
            browse.run_command("triage-leave")
        if place is not None:
            known = browse.session.library
            key = place if known.talk(place) is not None else known.talks[0].key
            browse.browsing.go_to(key)
        else:
            rows = browse.tree_view.rows
            index = next((i for i, row in enumerate(rows) if row.kind is RowKind.GROUP), 0)
            browse.browsing.top()
            for _ in range(index):
                browse.browsing.down()
        match command.context:
            case Context.VIEWER:
                browse.show_reader(True)
                browse.reading.next_link()
            case Context.FILTER:
                browse.give_keys_to(browse.bar.input)
                browse.bar.set_text("tag:")
                await self.settle()
                self.paste()
            case Context.FIND:
                browse.reading.find()
                self.paste()
            case Context.TRIAGE:  # of one talk: the next key ends it
                marks = browse.session.marks
                new = next((talk.key for talk in browse.session.shown if talk.status is None), None)
                marks.clear()
                if new is not None:
                    marks.add(new)
                browse.run_command("triage")
                marks.clear()
            case _:
                browse.show_reader(False)
        await self.settle()

    async def run(self, command: Command) -> None:
        """The command, and in each screen that comes up every key that is of use in most."""
        with self.app.report.with_suffix(".log").open("a") as log:
            log.write(f"{time.monotonic():.2f} {command.id}\n")
        self.app.browse.run_command(command)
        await self.settle()
        seen = self.app.opened.setdefault(command.id, [])
        for _ in range(DEEPEST):
            screen = self.app.screen
            if screen is self.app.browse:
                break
            seen.append(type(screen).__name__)
            if type(screen).__name__ not in FURTHER:
                await self.poke(screen)
            for key in FURTHER.get(type(screen).__name__, ()):
                if self.app.screen is screen:
                    await self.press(key)
            if self.app.screen is screen:
                await self.press("enter")
            if self.app.screen is screen and isinstance(screen.focused, Input):
                screen.focused.value = "plain"  # what was pasted was refused
                await self.settle()
                await self.press("enter")
            if self.app.screen is screen:
                break
        await self.leave(seen)
        await self.settle()

    async def poke(self, screen: Screen[Any]) -> None:
        await self.press("down", "end", "tab", "pagedown", "home")
        for widget in screen.query("Input, TextArea").results():
            if isinstance(widget, Input | TextArea) and widget.focusable:
                screen.set_focus(widget)
                break
        self.paste()
        await self.settle()
        if isinstance(screen.focused, TextArea):
            await self.press("ctrl+s")

    async def leave(self, seen: list[str]) -> None:
        """Back to the browse screen: by `esc`, and where that asks again and again by force."""
        left: set[int] = set()
        while (screen := self.app.screen) is not self.app.browse:
            name = type(screen).__name__
            if name not in seen:
                seen.append(name)
            if id(screen) not in left:
                left.add(id(screen))
                await self.press("escape")
            else:
                screen.dismiss(None)
                await self.settle()

    async def changes(self) -> None:
        """An edit of so many talks that what would change is shown first."""
        browse = self.app.browse
        browse.session.marks.clear()
        browse.run_command("clear")
        browse.run_command("mark-all")
        for command, text in (("tags", "+plain"), ("verdict", "plain")):
            browse.run_command(command)
            await self.settle()
            self.app.screen.query_one(Input).value = text
            await self.settle()
            await self.press("enter")
            seen = self.app.opened.setdefault(f"{command}, on all talks", [])
            for _ in range(100):
                if self.app.screen is not browse:
                    break
                await asyncio.sleep(0.05)
            await self.press("down", "d", "end")
            await self.leave(seen)
        browse.session.marks.clear()

    async def imports(self) -> None:
        """A source whose talks are called as the notes are, looked through with every key, and imported."""
        browse = self.app.browse
        text = " ".join(_CONTROLS.sub("", self.app.text).split())[:900]
        talks = [
            {"title": f"{number} {text}", "tags": [text], "abstract": text, "body": f"{text}\n"}
            for number in range(3)
        ]
        source = self.app.report.with_name("source.json")
        source.write_text(json.dumps({"talktui": 1, "talks": talks}))
        browse.run_command("import-talks")
        await self.settle()
        seen = self.app.opened.setdefault("import-talks, of a file", [])
        screen = self.app.screen
        seen.append(type(screen).__name__)
        screen.query_one(Input).value = str(source)
        await self.settle()
        await self.press("enter")
        for _ in range(100):
            if self.app.screen is not screen:
                break
            await asyncio.sleep(0.05)
        seen.append(type(self.app.screen).__name__)
        await self.press("down", "d", "space", "s", "t", "escape", "c", "escape", "a", "slash")
        self.paste()
        await self.settle()
        await self.press("escape", "enter")
        await self.leave(seen)
        await self.settle()

    async def conflict(self) -> None:
        """Another program changes the file while its text is in the editor."""
        app, browse = self.app, self.app.browse
        talk = next((talk for talk in browse.session.library.talks if talk.key.path == "clash.md"), None)
        if talk is None:
            return
        browse.browsing.go_to(talk.key)
        await self.settle()
        browse.run_command("edit")
        await self.settle()
        seen = app.opened.setdefault("edit, and another program edits too", [])
        area = app.screen.query("TextArea").first(TextArea)
        text = app.text.replace("\0", "")  # with one a file is no text, and not saved
        area.text = f"mine {text}\n"
        await self.settle()
        file = Path(app.session.root) / talk.key.path
        file.write_text(f"theirs {text}\n", encoding="utf-8", errors="surrogateescape")
        await self.press("ctrl+s")
        for _ in range(20):
            await asyncio.sleep(0.05)
            seen.append(type(app.screen).__name__)
            if len(set(seen)) > 1:
                break
        await self.press("down", "tab", "end")
        await self.leave(seen)


def main() -> int:
    root, text, report, thorough = sys.argv[1:5]
    settings, problems = load_settings()
    state, state_problem = load_state()
    app = WalkedApp(
        Store(Path(root), settings.ignore),
        settings,
        state=state,
        problems=problems,
        state_problem=state_problem,
        paste_guard=False,
        text=Path(text).read_text("utf-8"),
        report=Path(report),
        thorough=thorough == "all",
    )
    code = app.run()
    return code or app.return_code or 0


if __name__ == "__main__":
    sys.exit(main())
