"""What holds for every dialog: it fits, `esc` leaves it, and a note's text does nothing in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from textual import events

from talktui.notes.changes import Change as FileChange
from talktui.notes.changes import Step
from talktui.notes.tag_edits import TagCount
from talktui.transfer.merging.plan import State
from talktui.tui.compare import Pair, compare
from talktui.tui.screens.all_tags import AllTagsScreen
from talktui.tui.screens.changes import Change, ChangesScreen
from talktui.tui.screens.confirm import ConfirmScreen
from talktui.tui.screens.conflict import ConflictScreen
from talktui.tui.screens.dialog import Dialog
from talktui.tui.screens.editor import EditorScreen
from talktui.tui.screens.fields import FieldRow, FieldsScreen
from talktui.tui.screens.headings import HeadingRow, HeadingsScreen
from talktui.tui.screens.help import HelpScreen
from talktui.tui.screens.history import HistoryScreen, Looked
from talktui.tui.screens.import_plan import ImportScreen
from talktui.tui.screens.import_source import ImportSourceScreen
from talktui.tui.screens.leave import ask_leave
from talktui.tui.screens.menu import Choice, MenuScreen
from talktui.tui.screens.problems import ProblemsScreen
from talktui.tui.screens.prompt import Completion, PromptScreen
from talktui.tui.screens.recovered import RecoveredRow, RecoveredScreen
from talktui.tui.screens.show_text import TextScreen
from talktui.tui.screens.tag_name import TagNameScreen
from talktui.tui.screens.tags import TagsScreen
from talktui.tui.source_line import Asked

from .dialog_case import HOSTILE, SHOWN, SIZES, opened
from .import_case import as_it_is, planned

MANY = 60
SHORT = "[@click=app.quit]x[/]"


async def _saved(_: str) -> str | None:
    return None


def _completions(_: str, cursor: int) -> list[Completion]:
    return [Completion(f"{HOSTILE} {number}", 0, cursor, HOSTILE) for number in range(MANY)]


async def _sides(_: int) -> list[Pair]:
    return compare(HOSTILE, SHORT)


Make = Callable[[], Dialog[Any]]


def _history(*steps: Step) -> HistoryScreen:
    async def more(last: Step | None) -> Sequence[Step]:
        return steps if last is None else ()

    async def look(_: Step) -> Looked:
        return Looked([HOSTILE, f"+{HOSTILE}", f"-{SHORT}"] * MANY, HOSTILE)

    return HistoryScreen(more, look, SHORT if steps else "Edit history")


def _all_tags(title: str = "", *tags: str) -> AllTagsScreen:
    screen = AllTagsScreen(lambda _act, _tags: None, title)
    screen.show([TagCount(tag, 3, 3) for tag in tags])
    return screen


def _what_to_import(*names: str) -> ImportSourceScreen[None]:
    async def nothing(_asked: Asked, _tell: object) -> None:
        """Nothing is read."""

    return ImportSourceScreen(nothing, "", SHORT, lambda _: names)


FULL: dict[str, Make] = {
    "menu": lambda: MenuScreen(SHORT, [Choice("", HOSTILE, number, SHORT) for number in range(MANY)]),
    "prompt": lambda: PromptScreen(SHORT, HOSTILE, SHORT, HOSTILE, _completions, lambda _: HOSTILE),
    "tags": lambda: TagsScreen(
        SHORT,
        [(HOSTILE, 2)] * MANY,
        [HOSTILE] * MANY,
        5,
        [(f"{HOSTILE}{number}", 1) for number in range(MANY)],
    ),
    "confirm": lambda: ConfirmScreen(SHORT, [HOSTILE] * MANY, SHORT, SHORT),
    "changes": lambda: ChangesScreen(
        SHORT,
        [
            Change(HOSTILE, HOSTILE, b"", HOSTILE.encode, None if number % 2 else HOSTILE)
            for number in range(MANY)
        ],
        notes=[HOSTILE],
    ),
    "all tags": lambda: _all_tags(SHORT, *(f"{number}{HOSTILE}".replace("/", "|") for number in range(MANY))),
    "history": lambda: _history(
        *(
            Step(f"{SHORT}{HOSTILE}", (FileChange(HOSTILE, b"", b"", HOSTILE),), number, source=HOSTILE)
            for number in range(MANY)
        )
    ),
    "tag name": lambda: TagNameScreen(SHORT, [HOSTILE], [(f"{HOSTILE}{n}", n) for n in range(MANY)], HOSTILE),
    "editor": lambda: EditorScreen(SHORT, (HOSTILE.replace("\x9b", "") + "\n") * MANY, _saved),
    "editor, read-only": lambda: EditorScreen(SHORT, HOSTILE * MANY, _saved, read_only_reason=HOSTILE),
    "fields": lambda: FieldsScreen(
        SHORT,
        [FieldRow(f"{number}{SHORT}", HOSTILE, HOSTILE, 3, True, HOSTILE, HOSTILE) for number in range(MANY)],
    ),
    "headings": lambda: HeadingsScreen(SHORT, [HeadingRow(2, HOSTILE, 1, True)] * MANY, 2, [HOSTILE]),
    "help": lambda: HelpScreen([(SHORT, [(SHORT, HOSTILE, HOSTILE)] * MANY)], HOSTILE, SHORT),
    "problems": lambda: ProblemsScreen([(SHORT, HOSTILE, 1)] * MANY, SHORT),
    "text": lambda: TextScreen(SHORT, f"{HOSTILE}\n" * MANY),
    "import": lambda: ImportScreen(
        planned([SHORT, *([HOSTILE] * MANY)], tuple(State), [HOSTILE], [HOSTILE], HOSTILE), as_it_is
    ),
    "what to import": lambda: _what_to_import(*(f"{HOSTILE}{number}" for number in range(MANY))),
    "leave": lambda: ask_leave(SHORT, HOSTILE),
    "conflict": lambda: ConflictScreen(SHORT, compare(f"{HOSTILE}\n" * MANY, "theirs\n"), HOSTILE),
    "recovered": lambda: RecoveredScreen([RecoveredRow(HOSTILE, SHORT, HOSTILE, True)] * MANY, _sides, SHORT),
}
EMPTY: dict[str, Make] = {
    "import": lambda: ImportScreen(planned([]), as_it_is),
    "what to import": _what_to_import,
    "menu": lambda: MenuScreen("", []),
    "prompt": lambda: PromptScreen(""),
    "tags": lambda: TagsScreen("", [], [], 1, []),
    "confirm": lambda: ConfirmScreen("", []),
    "changes": lambda: ChangesScreen("", []),
    "all tags": _all_tags,
    "history": _history,
    "tag name": lambda: TagNameScreen("", [], []),
    "editor": lambda: EditorScreen("", "", _saved),
    "fields": lambda: FieldsScreen("", []),
    "headings": lambda: HeadingsScreen("", [], None, []),
    "help": lambda: HelpScreen([]),
    "problems": lambda: ProblemsScreen[int]([]),
    "text": lambda: TextScreen("", ""),
    "conflict": lambda: ConflictScreen("", (), ""),
    "recovered": lambda: RecoveredScreen((), _sides),
}


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("name", FULL)
async def test_a_dialog_fits_and_shows_hostile_text_literally(name: str, size: tuple[int, int]) -> None:
    async with opened(FULL[name](), size) as case:
        assert case.outside() == []
        screen = case.shown()
        assert SHORT in screen
        assert "␛]52;c;eA==" in screen
        assert not [character for character in screen if character < " " and character != "\n"]
        assert not set("\x9b\u202e") & set(screen)
        for y, row in enumerate(screen.split("\n")):
            x = row.find("x[/]")
            if x >= 0:
                await case.pilot.click(offset=(x, y))
                break
        assert case.app.is_running
        assert case.app._exit is False


@pytest.mark.parametrize("name", EMPTY)
async def test_a_dialog_about_nothing_still_opens_and_closes(name: str) -> None:
    async with opened(EMPTY[name](), (60, 20)) as case:
        assert case.outside() == []
        await case.press("d", "enter", "escape", "t", "escape", "escape")
        assert len(case.results) == 1


@pytest.mark.parametrize("name", [name for name in FULL if name != "confirm"])
async def test_esc_leaves_without_a_result(name: str) -> None:
    async with opened(FULL[name]()) as case:
        await case.press("escape")
        assert case.results == [None]


async def test_the_keys_on_the_border_can_be_clicked() -> None:
    async with opened(TextScreen("a title", "a text")) as case:
        await case.click("esc close")
        assert case.results == [None]


async def test_a_click_beside_a_menu_leaves_it_but_not_a_prompt_with_text() -> None:
    async with opened(MenuScreen("menu", [Choice("a", "one", 1)])) as case:
        await case.pilot.click(offset=(0, 0))
        await case.settle()
        assert case.results == [None]
    async with opened(PromptScreen("prompt", "typed")) as case:
        await case.pilot.click(offset=(0, 0))
        await case.settle()
        assert case.results == []


async def test_a_second_key_before_the_dialog_is_gone_does_nothing() -> None:
    async with opened(MenuScreen("menu", [Choice("a", "one", 1), Choice("b", "two", 2)])) as case:
        dialog = case.app.screen
        dialog.post_message(events.Key("a", "a"))
        dialog.post_message(events.Key("b", "b"))
        await case.settle()
        assert case.results == [1]
        assert case.app.is_running


async def test_keys_still_work_after_a_resize_to_the_smallest_terminal() -> None:
    async with opened(FULL["headings"](), (120, 40)) as case:
        await case.pilot.resize_terminal(60, 20)
        await case.settle()
        assert case.outside() == []
        await case.press("x", "enter")
        assert case.results[0].level == 0


def test_the_hostile_text_is_what_safe_text_says_it_is() -> None:
    from talktui.safe_text import visible_line

    assert visible_line(HOSTILE) == SHOWN
