"""A title that looks like markup is shown as it is by every widget and notice, and runs nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.text import Text
from textual import markup as textual_markup
from textual.app import App

from talktui.config import Settings
from talktui.notes.store import Store
from talktui.tui.app import TalktuiApp
from talktui.tui.screens.confirm import ConfirmScreen
from talktui.tui.screens.dialog import Dialog
from talktui.tui.screens.fields import FieldRow, FieldsScreen
from talktui.tui.screens.headings import HeadingRow, HeadingsScreen
from talktui.tui.screens.help import HelpScreen
from talktui.tui.screens.menu import Choice, MenuScreen
from talktui.tui.screens.outline import OutlineScreen
from talktui.tui.screens.problems import ProblemsScreen
from talktui.tui.screens.prompt import PromptScreen
from talktui.tui.screens.show_text import TextScreen
from talktui.tui.screens.tags import TagsScreen
from tests.reliability.bracket_titles import ACTION, titles
from tests.reliability.figures import Figures
from tests.reliability.sizes import seed, size
from tests.terminal.payloads import quoted
from tests.tui.conftest import Driver
from tests.tui.dialog_case import opened

TABLE = "Titles that look like markup"
AT_A_TIME = 8


@pytest.fixture(autouse=True)
def read_as_markup(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[list[str]]:
    """What anything at all reads as markup while a test runs: no title may be in it."""
    read: list[str] = []
    to_content, from_markup = textual_markup.to_content, Text.from_markup

    def seen(text: str, *args: Any, **names: Any) -> Any:
        read.append(text)
        return to_content(text, *args, **names)

    def seen_by_rich(text: str, *args: Any, **names: Any) -> Any:
        read.append(text)
        return from_markup(text, *args, **names)

    monkeypatch.setattr(textual_markup, "to_content", seen)
    monkeypatch.setattr(Text, "from_markup", seen_by_rich)
    for name in ("CONFIG", "STATE", "DATA", "CACHE"):
        monkeypatch.setenv(f"TALKTUI_{name}_DIR", str(tmp_path / name.lower()))
    yield read
    assert [text for text in read if ACTION in text or " t0" in text] == []


def ours(app: App[Any]) -> None:
    """No cell on the screen has an action of a title's."""
    for strip in app.screen._compositor.render_strips():
        for segment in strip:
            if segment.style is not None and segment.style.meta:
                assert ACTION not in str(segment.style.meta), segment
                assert not segment.style.link


def solid(text: str) -> str:
    """`text` without blanks and borders, since a line of a dialog may be broken anywhere."""
    return "".join(character for character in text if not character.isspace() and character not in "│▊▎▁▔")


DIALOGS: dict[str, Callable[[list[str]], Dialog[Any]]] = {
    "menu": lambda them: MenuScreen(them[0], [Choice("", one, one) for one in them]),
    "menu's details": lambda them: MenuScreen(them[0], [Choice("", "a", one, one) for one in them]),
    "prompt": lambda them: PromptScreen(them[0], them[-1], them[-1], "\n".join(them)),
    "prompt's mistake": lambda them: PromptScreen(them[0], them[-1], check=lambda _: " ".join(them)),
    "tags": lambda them: TagsScreen(them[0], [(one, 1) for one in them], them, 5, [(them[0], 1)]),
    "confirm": lambda them: ConfirmScreen(them[0], them),
    "confirm's answers": lambda them: ConfirmScreen(them[0], them[:3], them[1], them[2]),
    "fields": lambda them: FieldsScreen(them[0], [FieldRow(one, one, one) for one in them[:4]]),
    "headings": lambda them: HeadingsScreen(
        them[0], [HeadingRow(2, one, 1, False) for one in them], 2, them[:1]
    ),
    "help": lambda them: HelpScreen([(them[0], [(them[0], one, one) for one in them])], them[0], them[0]),
    "outline": lambda them: OutlineScreen([(1, one) for one in them], 0, lambda _: None),
    "problems": lambda them: ProblemsScreen([(them[0], one, 1) for one in them], them[0]),
    "text": lambda them: TextScreen(them[0], "\n".join(them)),
}


@pytest.mark.parametrize("name", DIALOGS)
async def test_no_dialog_takes_a_title_for_markup(name: str, figures: Figures) -> None:
    every = titles(size(1000, 40), seed())[-size(1000, 24) :]
    lost = 0
    for start in range(0, len(every), AT_A_TIME):
        them = every[start : start + AT_A_TIME]
        async with opened(DIALOGS[name](them), (200, 50)) as case:
            shown = solid(case.shown())
            wanted = them[:1] if name.startswith("prompt") or name == "confirm's answers" else them
            missing = [one for one in wanted[: 4 if name == "fields" else None] if solid(one) not in shown]
            assert not missing, f"{missing}\n{case.shown()}"
            lost += len(missing)
            ours(case.app)
            assert case.app.is_running
    figures.row(TABLE, shown_by=f"dialog: {name}", titles=len(every), crashes=0, actions=0, lost=lost)


def write(root: Path, every: list[str]) -> None:
    """A note for each title, which stands in every field of it, in its file's name and in its text."""
    root.mkdir()
    for number, title in enumerate(every):
        value = quoted(title)
        names = ("title", "conference", "verdict", "odd", "status", "rating")
        front = "".join(f"{name}: {value}\n" for name in names)
        front += (
            f"tags: [{value}]\ncategories: [{value}]\nspeakers: [{{name: {value}, organisation: {value}}}]\n"
        )
        path = root / f"{title[:40].replace('/', '∕')}-{number}.md"
        path.write_text(f"---\n{front}---\n# {title}\n\n```\n{title}\n```\n")


async def test_the_app_takes_no_title_for_markup(tmp_path: Path, figures: Figures) -> None:
    every = titles(size(1000, 48), seed())
    root = tmp_path / "notes"
    write(root, every)
    app = TalktuiApp(Store(root), Settings(), paste_guard=False)
    async with app.run_test(size=(200, 50)) as pilot:
        driver = Driver(app, pilot)
        await driver.settle()
        browse = driver.browse
        talks = {talk.title: talk for talk in browse.session.library.talks}
        assert set(talks) == set(every)
        for title in every:
            browse.browsing.go_to(talks[title].key)
            browse.say(f"said {title}")
            browse.bar.say(f"noted {title}")
            await pilot.pause()
            assert title in browse.card.text
            for widget in (browse.card, browse.view, browse.keys, browse.tree_view, browse.bar):
                assert title in driver.drawn(widget) or widget in {browse.card, browse.bar}, widget
            screen = "\n".join(strip.text for strip in app.screen._compositor.render_strips())
            assert screen.count(title) >= 6, screen
            ours(app)
        for title in every[:: max(1, len(every) // size(200, 12))]:
            await pilot.press("ctrl+p")
            app.screen.query_one("Input").value = f"{title.rpartition(' ')[2]} "  # type: ignore[attr-defined]
            await pilot.pause()
            await app.workers.wait_for_complete()
            for _ in range(20):
                await pilot.pause(0.02)
                screen = "\n".join(strip.text for strip in app.screen._compositor.render_strips())
                if screen.count(title) >= 2:
                    break
            assert screen.count(title) >= 2, screen
            ours(app)
            await pilot.press("escape")
        assert app.is_running
    assert app.return_code in {None, 0}
    figures.row(
        TABLE,
        shown_by="tree, card, viewer, bars, notices, palette",
        titles=len(every),
        crashes=0,
        actions=0,
        lost=0,
    )
