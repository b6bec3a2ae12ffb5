"""Every dialog filled with titles that look like markup, and which of them it is to show."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from talktui.notes.changes import Change as FileChange
from talktui.notes.changes import Saved, Step, StepState
from talktui.notes.link_edits import Shown
from talktui.notes.move_plan import Plan
from talktui.notes.tag_edits import TagCount
from talktui.notes.talk import TalkKey
from talktui.notes.tallies import Tally
from talktui.transfer.merging.plan import State
from talktui.tui.compare import Pair, compare
from talktui.tui.moving import _preview
from talktui.tui.results import results_text
from talktui.tui.saving import Outcome
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
from talktui.tui.screens.moves import MovesScreen
from talktui.tui.screens.outline import OutlineScreen
from talktui.tui.screens.problems import ProblemsScreen
from talktui.tui.screens.prompt import Completion, PromptScreen
from talktui.tui.screens.recovered import RecoveredRow, RecoveredScreen
from talktui.tui.screens.show_text import TextScreen
from talktui.tui.screens.stats import Figures, Question, StatsScreen
from talktui.tui.screens.tag_name import TagNameScreen
from talktui.tui.screens.tags import TagsScreen
from talktui.tui.source_line import Asked, CannotImportError, written
from tests.tui.import_case import as_it_is, planned

Titles = list[str]


@dataclass(frozen=True)
class Filled:
    """A dialog made of titles. After `press` each of the first `wanted` is on the screen `times` times."""

    make: Callable[[Titles], Dialog[Any]]
    wanted: int | None = None  # None: all
    times: int = 1
    press: tuple[str, ...] = ()
    most: int = 40  # titles there is room for on a tall screen


NO_CASE = {
    "BrowseScreen": "is the app's own screen: the tests of the app below show the titles on it",
    "TriagedScreen": "shows numbers and its keys, no text of a note",
}
"""Screens without a case here, each with the reason."""


async def _saved(_: str) -> str | None:
    return None


def _side_by_side(them: Titles) -> list[Pair]:
    return compare("\n".join(them), "\n".join(f"{one} too" for one in them))


def _sides(them: Titles) -> Callable[[int], Awaitable[Sequence[Pair]]]:
    async def sides(_: int) -> Sequence[Pair]:
        return _side_by_side(them)

    return sides


def _history(them: Titles, why_not: str | None = None) -> HistoryScreen:
    states = list(StepState)
    steps = [
        Step(one, (FileChange(one, b"", b"", one),), number, state=states[number % len(states)], source="app")
        for number, one in enumerate(them)
    ]

    async def more(last: Step | None) -> Sequence[Step]:
        return steps if last is None else ()

    async def look(_: Step) -> Looked:
        return Looked(["+-@ "[number % 4] + one for number, one in enumerate(them)], why_not)

    return HistoryScreen(more, look, them[0])


def _changes(them: Titles) -> ChangesScreen:
    rows = [Change(one, one, b"", one.encode, one if n % 2 else None) for n, one in enumerate(them)]
    return ChangesScreen(them[0], rows, verb=them[0], notes=them[:3])


def _difference(them: Titles) -> ChangesScreen:
    after = "\n".join(them).encode
    return ChangesScreen("t", [Change(them[0], them[0], "\n".join(reversed(them)).encode(), after)])


def _tags(them: Titles) -> AllTagsScreen:
    screen = AllTagsScreen(lambda _act, _tags: None, them[0])
    screen.show([TagCount(one, 1, 1) for one in them])
    return screen


def _stats(them: Titles) -> StatsScreen:
    screen = StatsScreen(lambda _: None, them[0])
    screen.show(Question("conference"), Figures((them[0],), tuple(Tally(one, 1, 0, 0) for one in them)))
    return screen


def _moves(them: Titles) -> MovesScreen:
    keys = [(TalkKey(one), TalkKey(f"to/{one}")) for one in them[:2]]
    shown = [Shown(one, 1, one, f"{one} too") for one in them[2:]]
    plan = Plan(them[0], (), notes=tuple(them), keys=tuple(keys), shown=tuple(shown))
    return MovesScreen(f"{them[0]}?", _preview(plan), lambda: "\n".join(them), them[0], danger=True)


def _results(them: Titles) -> TextScreen:
    changes = [Saved(FileChange(one, b"", b""), None) for one in them]
    return TextScreen(them[0], results_text(Outcome(changes, failures=them, stopped=them[0])))


def _completions(them: Titles) -> Callable[[str, int], Sequence[Completion]]:
    """Every other one is what is completed, the others what stands beside it."""
    return lambda _, cursor: [
        Completion(one, 0, cursor) if n % 2 else Completion("a", 0, cursor, one) for n, one in enumerate(them)
    ]


def _import(them: Titles, *states: State) -> ImportScreen:
    preview = planned(them, states or (State.NEW,), them[:1], them, them[0])
    return ImportScreen(preview, as_it_is, [one.replace("/", "∕") for one in them])


def _cannot_import(them: Titles) -> ImportSourceScreen[None]:
    async def refused(_asked: Asked, _tell: object) -> None:
        raise CannotImportError(" ".join(them[:3]))

    return ImportSourceScreen(refused, written(them[-1]), them[0])


DIALOGS: dict[str, Filled] = {
    "menu": Filled(lambda them: MenuScreen(them[0], [Choice("", one, one) for one in them])),
    "menu's details": Filled(lambda them: MenuScreen(them[0], [Choice("", "a", one, one) for one in them])),
    "prompt": Filled(lambda them: PromptScreen(them[0], them[-1], them[-1], "\n".join(them)), 1),
    "prompt's mistake": Filled(
        lambda them: PromptScreen(them[0], them[-1], check=lambda _: " ".join(them)), 1
    ),
    "prompt's completions": Filled(
        lambda them: PromptScreen("t", complete=_completions(them)), press=("t",), most=8
    ),
    "tags": Filled(
        lambda them: TagsScreen(them[0], [(one, 1) for one in them], them, 5, [(them[0], 1)]), most=8
    ),
    "confirm": Filled(lambda them: ConfirmScreen(them[0], them)),
    "confirm's answers": Filled(lambda them: ConfirmScreen(them[0], them[:3], them[1], them[2]), 1),
    "fields": Filled(lambda them: FieldsScreen(them[0], [FieldRow(one, one, one) for one in them[:4]]), 4),
    "headings": Filled(
        lambda them: HeadingsScreen(them[0], [HeadingRow(2, one, 1, False) for one in them], 2, them[:1])
    ),
    "help": Filled(
        lambda them: HelpScreen([(them[0], [(them[0], one, one) for one in them])], them[0], them[0])
    ),
    "outline": Filled(lambda them: OutlineScreen([(1, one) for one in them], 0, lambda _: None)),
    "problems": Filled(lambda them: ProblemsScreen([(them[0], one, 1) for one in them], them[0])),
    "text": Filled(lambda them: TextScreen(them[0], "\n".join(them))),
    "all tags": Filled(_tags, press=("slash", "t", "0")),  # all that are found are named in full
    "figures": Filled(_stats),
    "marked tags": Filled(_tags, press=("slash", "t", "0", "enter", "v", "v", "r")),
    "a tag's name": Filled(
        lambda them: TagNameScreen(f"Rename {them[0]}", ["a"], [(one, 1) for one in them]),
        press=("t", "0"),
        most=8,
    ),
    "a tag's name that is there": Filled(
        lambda them: TagNameScreen(f"Rename {them[0]}", ["a"], [(them[0], 1)], them[0]),
        1,
        times=2,
    ),
    "edit history": Filled(_history, times=2),
    "edit history, why not": Filled(lambda them: _history(them, " ".join(them[:4])), 4, times=3),
    "changes": Filled(_changes),
    "changes, and why not": Filled(lambda them: ChangesScreen(them[0], _changes(them)._changes[1::2]), 2),
    "changes' difference": Filled(_difference),
    "conflict": Filled(
        lambda them: ConflictScreen(them[0], _side_by_side(them), " ".join(them[:4]), (them[4], them[5])),
        times=2,
    ),
    "recovered": Filled(
        lambda them: RecoveredScreen([RecoveredRow(one, one, one, True) for one in them], _sides(them)),
        times=4,
    ),
    "recovered, cannot be saved": Filled(
        lambda them: RecoveredScreen([RecoveredRow(them[0], "", them[1], False)], _sides(them), them[2]),
        times=2,
        press=("s",),
    ),
    "recovered, to be thrown away": Filled(
        lambda them: RecoveredScreen([RecoveredRow(them[0], "", them[1], True)], _sides(them)),
        2,
        press=("d",),
    ),
    "deleted, renamed, moved": Filled(_moves, times=2),
    "deleted, renamed, moved: difference": Filled(_moves, press=("d",)),
    "results": Filled(_results, times=2),
    "editor": Filled(lambda them: EditorScreen(them[0], "\n".join(them), _saved)),
    "editor, read-only": Filled(
        lambda them: EditorScreen(them[0], "text", _saved, read_only_reason=them[1]), 2
    ),
    "leave": Filled(lambda them: ask_leave(them[0], them[1]), 2),
    "import": Filled(_import, most=25),
    "import, its fields": Filled(_import, 1, times=4),
    "import, what follows": Filled(lambda them: _import(them, State.CHANGED), 1, times=4),
    "import, what is kept": Filled(
        lambda them: _import(them, State.LEFT, State.SAME), 2, times=2, press=("j",)
    ),
    "import, why not": Filled(lambda them: _import(them, State.REFUSED), 1, times=4),
    "import, a linked one": Filled(_import, 1, times=3, press=("G",)),
    "import, the difference": Filled(_import, 1, times=2, press=("d",)),
    "import, what is told": Filled(_import, press=("t",), most=20),
    "import, its conference": Filled(_import, 1, press=("c",)),
    "import, its folder": Filled(_import, 1, press=("f", "backspace"), most=8),
    "what to import": Filled(_cannot_import, 1),
    "what to import, why not": Filled(_cannot_import, 3, press=("enter",)),
}
