"""How much memory an app holds: a bare Textual one, or talktui after it has shown every note of a directory.

`python -m tests.reliability.memory REPORT [NOTES STEP]` runs one, without a terminal, and writes what it saw.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
from pathlib import Path
from typing import Any

from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import Input, Static, Tree

SIZE = (140, 40)
ROUNDS = 4


def kilobytes() -> dict[str, int]:
    """Of this process: what it holds (VmRSS) and the most it ever held (VmHWM); proc(5)."""
    found = {}
    for line in Path("/proc/self/status").read_text().splitlines():
        name, _, value = line.partition(":")
        if name in {"VmRSS", "VmHWM"}:
            found[name] = int(value.split()[0])
    return found


class Bare(App[None]):
    """A bar, a tree and a text: what any app of this sort has."""

    def compose(self) -> ComposeResult:
        yield Input()
        yield Tree("notes")
        yield Static("a text")


async def bare(pilot: Pilot[Any]) -> None:
    await pilot.pause()
    pilot.app.exit()


async def every_note(pilot: Pilot[Any], seen: dict[str, Any], step: int) -> None:
    """Show each `step`-th note, and those that can only be read, and its reason where it has one; filter; list the problems; open the palette."""
    from talktui.tui.app import TalktuiApp

    app = pilot.app
    assert isinstance(app, TalktuiApp)
    session, browse = app.session, app.browse
    while session.loading:
        await asyncio.sleep(0.05)
    for _ in range(200):
        await pilot.pause(0)
        if not session.loading:
            break
    for number, (path, note) in enumerate(sorted(session.library.notes.items())):
        if number % step and note.read_only is None:
            seen["rows"][path] = None
            continue
        for talk in note.talks[:2]:
            browse.browsing.go_to(talk.key)
            for _ in range(ROUNDS):
                await pilot.pause(0)
            current = browse.tree_view.current
            assert current is not None
            assert current.talk is not None
            assert current.talk.key == talk.key, path
        told = [*note.problems, *(problem for talk in note.talks for problem in talk.problems)]
        seen["rows"][path] = {
            "card": browse.card.text,
            "read_only": note.read_only,
            "told": [problem.message for problem in told[:20]],
        }
    for text in ("is:problem", "note", "/a*b*/", "tag:x OR title:e", ""):
        browse.bar.set_text(text)
        await pilot.pause(0.05)
    for command in ("problems", "palette", "help"):
        browse.run_command(command)
        await pilot.pause(0.1)
        await pilot.press("escape")
    seen["listed"] = len(session.library.notes)
    app.exit(0)


def main() -> int:
    report = Path(sys.argv[1])
    if len(sys.argv) < 3:
        Bare().run(headless=True, size=SIZE, auto_pilot=bare)
        report.write_text(json.dumps(kilobytes()))
        return 0
    from talktui.config import Settings
    from talktui.notes.store import Store
    from talktui.tui.app import COLLECT_AFTER, TalktuiApp

    gc.set_threshold(*COLLECT_AFTER)  # as `run` does
    seen: dict[str, Any] = {"rows": {}}

    async def pilot(pilot: Pilot[Any]) -> None:
        await every_note(pilot, seen, int(sys.argv[3]))

    app = TalktuiApp(Store(Path(sys.argv[2])), Settings(), paste_guard=False)
    code = app.run(headless=True, size=SIZE, auto_pilot=pilot)
    report.write_text(json.dumps({**seen, **kilobytes()}))
    return code or app.return_code or 0


if __name__ == "__main__":
    sys.exit(main())
