"""A title that looks like markup is shown as it is by every widget and notice, and runs nothing."""

from __future__ import annotations

from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.text import Text
from textual import markup as textual_markup
from textual.app import App

from talktui.config import Settings
from talktui.config.stores import open_store
from talktui.notes.beside import Beside, Opened
from talktui.notes.changes import Change, NotSaved, Saved, Step, StepState
from talktui.notes.groups import Failure, Restored
from talktui.notes.store import Store
from talktui.notes.talk import TalkKey
from talktui.tui.app import TalktuiApp
from talktui.tui.saving import Outcome
from talktui.tui.screens.all_tags import AllTagsScreen
from talktui.tui.screens.conflict import ConflictScreen
from talktui.tui.screens.dialog import Dialog
from talktui.tui.screens.history import HistoryScreen
from talktui.tui.screens.menu import MenuScreen
from talktui.tui.screens.moves import MovesScreen
from talktui.tui.screens.prompt import PromptScreen
from tests.reliability.bracket_dialogs import DIALOGS, NO_CASE
from tests.reliability.bracket_titles import ACTION, titles
from tests.reliability.figures import Figures
from tests.reliability.our_screens import screens
from tests.reliability.sizes import seed, size
from tests.terminal.payloads import quoted
from tests.tui.conftest import Driver
from tests.tui.dialog_case import Case, Host

TABLE = "Titles that look like markup"
AT_A_TIME = 8
"""Titles in a dialog of the small size; a large run has taller screens with more of them."""


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


async def test_every_screen_has_a_case(tmp_path: Path) -> None:
    """A new screen has to be filled with titles too, or to be listed with a reason why not."""
    async with Host().run_test():
        shown = {type(filled.make(titles(8, 4))).__name__ for filled in DIALOGS.values()}
    assert shown | set(NO_CASE) == screens()
    assert not shown & set(NO_CASE)


@pytest.mark.parametrize("name", DIALOGS)
async def test_no_dialog_takes_a_title_for_markup(name: str, figures: Figures) -> None:
    every = titles(size(1000, 48), seed())
    first = list(DIALOGS).index(name) * AT_A_TIME % len(every)  # in a small run each dialog has others
    every = (every[first:] + every[:first])[: size(1000, AT_A_TIME)]
    filled = DIALOGS[name]
    lost = looked_for = 0
    at_a_time = filled.most if len(every) > AT_A_TIME and filled.wanted is None else AT_A_TIME
    async with Host().run_test(size=(200, 50 if at_a_time == AT_A_TIME else 250)) as pilot:
        for start in range(0, len(every), at_a_time):
            them = every[start : start + at_a_time]
            case = Case(pilot)
            pilot.app.push_screen(filled.make(them), case.results.append)
            await case.settle()
            await case.press(*filled.press)
            shown = solid(case.shown())
            missing = [one for one in them[: filled.wanted] if shown.count(solid(one)) < filled.times]
            assert not missing, f"{missing}\n{case.shown()}"
            lost += len(missing)
            looked_for += len(them[: filled.wanted])
            ours(case.app)
            assert case.app.is_running
            assert case.results == []
            while len(case.app.screen_stack) > 1:
                await case.app.pop_screen()
    figures.row(
        TABLE,
        shown_by=f"dialog: {name}",
        titles=len(every),
        looked_for=looked_for,
        crashes=0,
        actions=0,
        lost=lost,
    )


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
    every = titles(size(1000, 42), seed())
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
        for title in every[:: max(1, len(every) // size(200, 4))]:
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


def messages(driver: Driver, key: TalkKey, title: str) -> Iterator[None]:
    """What the key line says after a save, an undo and a redo, one after the other."""
    saving, undoing = driver.browse.editing.saving, driver.browse.undoing
    change = Change(key.path, b"before", b"after")
    saved = [Saved(change, None)]
    saving._say(Outcome(saved, [key]), f"tag #{title}")
    yield
    saving._say(Outcome([Saved(change, None, replayed=True)], [key]), f"tag #{title}")
    yield
    saving._say(Outcome(saved, [key], warnings=[title]), "rating")
    yield
    saving._say(Outcome(failures=[str(NotSaved(title, "it is write-protected"))]), "rating")
    yield
    saving._say(Outcome(saved, [key], [f"note.md: {title}"], stopped=title), "rating")
    yield
    saving._say(Outcome(saved, [key], [f"{title}: why"]), title)
    yield
    step = Step(f"tag #{title}", (change,), source=title, here=False)
    undoing._say(step, Restored(), back=True)
    yield
    undoing._say(step, Restored(done=[change], made=[change], failures=[Failure(title, title)]), back=False)
    yield
    undoing._say(Step("rating", (change,)), Restored(warnings=[(title, title)]), back=True)
    yield


async def asked(driver: Driver, work: Coroutine[Any, Any, Any], title: str) -> None:
    """The menu that `work` asks with shows `title`; it is left by esc."""
    worker = driver.browse.run_worker(work)
    await shown_by(driver, MenuScreen, title)
    menu = driver.app.screen
    assert isinstance(menu, MenuScreen)
    menu.action_cancel()
    await worker.wait()


async def shown_by(driver: Driver, kind: type[Dialog[Any]], *texts: str) -> None:
    """A dialog of this kind comes up, with these texts, and nothing of theirs can be clicked."""
    screen = ""
    for _ in range(1_000):
        await driver.pilot.pause(0)
        if isinstance(driver.app.screen, kind):
            screen = "\n".join(strip.text for strip in driver.app.screen._compositor.render_strips())
            if all(solid(text) in solid(screen) for text in texts):
                break
    else:
        raise AssertionError(f"{kind.__name__} does not show {texts}:\n{screen}")
    ours(driver.app)


async def test_no_message_takes_a_title_for_markup(
    tmp_path: Path, figures: Figures, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = titles(size(1000, 42), seed())[:: size(1, 6)]  # at full size all
    root = tmp_path / "notes"
    write(root, every)
    app = TalktuiApp(open_store(root, ()), Settings(), paste_guard=False)
    said = 0
    async with app.run_test(size=(200, 50)) as pilot:
        driver = Driver(app, pilot)
        await driver.settle()
        browse = driver.browse
        keys = {talk.title: talk.key for talk in browse.session.library.talks}
        for title in every:
            for _ in messages(driver, keys[title], title):
                assert title in browse.keys.message
                for _ in range(50):
                    await pilot.pause(0)
                    if solid(title) in solid(driver.drawn(browse.keys)):
                        break
                assert solid(title) in solid(driver.drawn(browse.keys)), driver.drawn(browse.keys)
                ours(app)
                said += 1
            browse.keys.be_quiet()
            path = keys[title].path
            elsewhere = Opened(title[:20], 1, title[:20], title, True)
            name = title.replace("/", "∕")  # no file name has one
            copies = (f"{name}.sync-conflict-20240131-235959.md",)
            browse.session.beside = {path: Beside(copies, elsewhere)}
            browse.browsing.go_to(keys[title])
            await pilot.pause()
            for sentence in browse.neighbours.said_of(path):
                assert solid(sentence) in solid(browse.card.text), browse.card.text
            ours(app)
            await asked(driver, browse.neighbours._ask({title: elsewhere}, 2, others=True), title)
            await asked(driver, browse.neighbours._which((name, f"{name} too")), f"{name} too")
            step = Step(f"tag #{title}", (Change(path, b"", b""),), state=StepState.BEGUN, here=False)
            with monkeypatch.context() as patch:
                patch.setattr(app.store, "unfinished", lambda step=step: [step])
                await asked(driver, browse.undoing._offer(), title)
        assert app.is_running
    shown = f"{said:,} messages, {4 * len(every):,} sentences and questions"
    figures.row(TABLE, shown_by=shown, titles=len(every), crashes=0, actions=0, lost=0)


async def test_no_command_takes_a_title_for_markup(tmp_path: Path, figures: Figures) -> None:
    """The keys themselves, on real files: saving, undo, and each dialog that they open."""
    every = titles(size(1000, 42), seed())[:: size(20, 42)]
    root = tmp_path / "notes"
    write(root, every)
    app = TalktuiApp(open_store(root, ()), Settings(), paste_guard=False)
    async with app.run_test(size=(200, 50)) as pilot:
        driver = Driver(app, pilot)
        await driver.settle()
        browse = driver.browse
        keys = {talk.title: talk.key for talk in browse.session.library.talks}
        for title in every:
            path = keys[title].path
            copy = path.removesuffix(".md") + ".sync-conflict-20240131-235959.md"
            (root / copy).write_bytes((root / path).read_bytes() + title.encode())
            browse.browsing.go_to(keys[title])
            await driver.press("5")
            assert "rating" in browse.keys.message
            await driver.press("u")
            assert path in (said := browse.keys.message) or "took back" in said
            for key, kind, texts in (
                ("D", MovesScreen, (title,)),
                ("R", PromptScreen, (title,)),
                ("M", PromptScreen, (title,)),
                ("C", ConflictScreen, (title, path)),
                ("U", HistoryScreen, (path,)),
                ("T", AllTagsScreen, ()),
            ):
                await pilot.press(key)
                await shown_by(driver, kind, *texts)
                await pilot.press("escape")
                await driver.settle()
                assert browse.is_active
            (root / copy).unlink()
        assert app.is_running
    figures.row(TABLE, shown_by="commands on files", titles=len(every), crashes=0, actions=0, lost=0)
