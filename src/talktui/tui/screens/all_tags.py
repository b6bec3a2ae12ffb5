"""Every tag with its counts: to filter the tree by, and to rename, merge and delete everywhere.

The screen stays open while a tag is changed: what is done is asked for and told in dialogs over it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from talktui.notes.tag_edits import TagCount
from talktui.notes.tag_names import folded
from talktui.tui.plain import plain
from talktui.tui.screens.dialog import Hint
from talktui.tui.screens.finding import Finding
from talktui.tui.screens.pick_list import PickList


class Act(StrEnum):
    """What is asked for."""

    RENAME = "rename"
    MERGE = "merge"
    DELETE = "delete"
    UNDO = "undo"
    REDO = "redo"


_KEYS = {"r": Act.RENAME, "m": Act.MERGE, "d": Act.DELETE, "u": Act.UNDO, "ctrl+r": Act.REDO}
_HINTS = (
    Hint("enter", "filter", "filter_by"),
    Hint("r", "rename", "act('rename')"),
    Hint("m", "merge", "act('merge')"),
    Hint("d", "delete", "act('delete')"),
    Hint("v", "mark", "mark"),
    Hint("/", "find", "find"),
    Hint("esc", "close", "cancel"),
    Hint("u", "undo", "act('undo')"),
    Hint("s", "sort", "sort"),
)


class AllTagsScreen(Finding[str]):
    """The tags; dismissed with the one to filter by, or None.

    `act(what, tags)` is called for what else is asked for: `tags` are the marked ones, else the one
    under the cursor. :meth:`show` gives the counts, before which it says that they are being counted.
    """

    CLICK_OUTSIDE_CANCELS = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "sort", "sort", show=False),
        Binding("v,space", "mark", "mark", show=False),
        Binding("q,T", "close", "close", show=False),
    ]

    DEFAULT_CSS = """
    AllTagsScreen {
        & > Panel { max-width: 90; height: 90%; }
        SafeInput { margin-bottom: 1; }
        #about { height: 1; margin-bottom: 1; }
        #tags { height: 1fr; }
        #said { height: auto; max-height: 3; margin-top: 1; }
    }
    """

    def __init__(self, act: Callable[[Act, tuple[str, ...]], None], title: str = "Tags") -> None:
        super().__init__(title, _HINTS)
        self._act = act
        self._counts: tuple[TagCount, ...] | None = None
        self._rows: list[TagCount] = []
        self._marked: dict[tuple[str, ...], str] = {}
        self._by_name = False
        self._words: tuple[str, ...] = ()

    # -- what is shown

    def content(self) -> Iterable[Widget]:
        """How many there are, the line that finds one, the list, and what was said last."""
        yield Static("", id="about", classes="quiet", markup=False)
        yield self.find_line("find a tag")
        yield PickList(self._row, id="tags")
        yield Static("", id="said", markup=False)

    def on_mount(self) -> None:
        """Start on the list."""
        super().on_mount()
        self.set_focus(self.tag_list)
        self.say("")
        self._list()  # they may have come before the screen was there

    @property
    def tag_list(self) -> PickList:
        """The tags."""
        return self.query_one("#tags", PickList)

    @property
    def found_in(self) -> PickList:
        """The tags."""
        return self.tag_list

    def show(self, counts: Sequence[TagCount]) -> None:
        """Take new counts; the cursor stays on its tag, and marks of tags that are gone go."""
        self._counts = tuple(counts)
        there = {folded(count.tag): count.tag for count in counts}
        self._marked = {key: there[key] for key in self._marked if key in there}
        if self.is_mounted:
            self._list(keep=True)

    def say(self, message: str, *, warning: bool = False) -> None:
        """Say something below the list, until the next key that does something."""
        said = self.query_one("#said", Static)
        said.update(plain(message))
        said.display = bool(message)
        said.set_class(warning, "bad")

    def point_at(self, tag: str) -> None:
        """Put the cursor on `tag`, if it is listed."""
        wanted = folded(tag)
        index = next((n for n, count in enumerate(self._rows) if folded(count.tag) == wanted), None)
        if index is not None:
            self.tag_list.move_to(index)

    def _list(self, *, keep: bool = False) -> None:
        here = self.current
        place = self.tag_list.cursor or 0
        self._rows = self._found()
        if not keep:
            place = 0
        elif here is not None:
            wanted = folded(here.tag)
            rows = (n for n, count in enumerate(self._rows) if folded(count.tag) == wanted)
            place = next(rows, place)
        self.tag_list.show(len(self._rows), place)
        self._describe()

    def _found(self) -> list[TagCount]:
        counts = list(self._counts or ())
        if self._words:
            counts = [count for count in counts if all(word in count.tag.casefold() for word in self._words)]
        if self._by_name:
            return counts
        if self._words:
            return sorted(counts, key=lambda count: -count.below)
        return _nested(counts)

    def _describe(self) -> None:
        about = self.query_one("#about", Static)
        if self._counts is None:
            about.update(plain("Counting the tags…"))
            return
        total = sum(count.talks > 0 for count in self._counts)
        order = "by name" if self._by_name else "the commonest first"
        if not self._counts:
            said = "No talk has a tag yet: t on a talk puts one on."
        elif self._words:
            said = f"{len(self._rows):,} of {len(self._counts):,} tags, {order}"
        else:
            said = f"{total:,} tag{'' if total == 1 else 's'}, {order}"
        if self._marked:
            said += f" · {len(self._marked)} marked"
        about.update(plain(said))

    def _row(self, index: int, width: int) -> Content:
        count = self._rows[index]
        mark = "● " if folded(count.tag) in self._marked else "  "
        indent = "" if self._words else "  " * count.depth
        name = count.tag if self._words or not count.depth else f"/{count.tag.rpartition('/')[2]}"
        number = f"{count.below:,}"
        left = plain(f"{mark}{indent}{name}").truncate(max(width - len(number) - 2, 1), ellipsis=True)
        gap = max(width - left.cell_length - len(number) - 1, 1)
        return left + Content(" " * gap) + plain(number, "dim")

    @property
    def current(self) -> TagCount | None:
        """The tag under the cursor."""
        cursor = self.tag_list.cursor
        return self._rows[cursor] if cursor is not None and cursor < len(self._rows) else None

    # -- keys

    def decides(self, key: str, character: str) -> bool:  # noqa: ARG002  # the guard's signature
        """What changes notes or leaves; while one types, nothing but the line's own keys."""
        return not self.line.has_focus and (key in _KEYS or key == "enter")

    def decide(self, key: str, character: str) -> None:  # noqa: ARG002  # likewise
        """Carry it out."""
        if key == "enter":
            self.action_filter_by()
        else:
            self.action_act(_KEYS[key].value)

    def action_act(self, what: str) -> None:
        """Ask for a change of the marked tags, or of the one under the cursor."""
        act = Act(what)
        tags = tuple(self._marked.values())
        if not tags and self.current is not None:
            tags = (self.current.tag,)
        if act in {Act.UNDO, Act.REDO}:
            self._act(act, ())
            return
        if not tags:
            self.say("there is no tag here", warning=True)
        elif act is Act.RENAME and len(tags) > 1:
            self.say("several tags are marked: m makes one of them, v takes a mark off", warning=True)
        else:
            self.say("")
            self._act(act, tags)

    def action_filter_by(self) -> None:
        """Leave, and filter the tree by the tag under the cursor."""
        if self.current is not None:
            self.dismiss(self.current.tag)

    @on(PickList.Picked)
    def _picked(self, event: PickList.Picked) -> None:
        event.stop()
        self.action_filter_by()

    @on(PickList.Moved)
    def _moved(self, event: PickList.Moved) -> None:
        event.stop()

    def action_mark(self) -> None:
        """Mark the tag, or take its mark off, and go on."""
        if self.current is None:
            return
        key = folded(self.current.tag)
        if self._marked.pop(key, None) is None:
            self._marked[key] = self.current.tag
        self.say("")
        self.tag_list.refresh()
        self.tag_list.action_move(1)
        self._describe()

    def clear_marks(self) -> None:
        """Take all marks off."""
        self._marked.clear()
        self.tag_list.refresh()
        self._describe()

    def action_sort(self) -> None:
        """By name, or the commonest first."""
        self._by_name = not self._by_name
        self.say("")
        self._list(keep=True)

    # -- finding

    def on_key(self, event: events.Key) -> None:
        """`ctrl+r` comes without a character, and is a key that decides all the same."""
        if event.key == "ctrl+r" and self.decides(event.key, ""):
            event.stop()
            event.prevent_default()
            self.action_act(Act.REDO.value)
            return
        super().on_key(event)

    def find(self, typed: str) -> None:
        """List the tags that hold the words."""
        self._words = tuple(typed.casefold().removeprefix("#").split())
        self._list()

    def action_cancel(self) -> None:
        """`esc`: take the words to find away; without any, the marks; else close."""
        if self.is_finding:
            self.end_finding()
        elif self._marked:
            self.clear_marks()
        else:
            self.dismiss(None)

    def action_close(self) -> None:
        """Close, whatever is marked."""
        self.dismiss(None)


def _nested(counts: Sequence[TagCount]) -> list[TagCount]:
    """The commonest first, and what stands below a tag after it, likewise."""
    within: dict[tuple[str, ...], list[TagCount]] = {}
    for count in counts:
        within.setdefault(folded(count.tag)[:-1], []).append(count)
    ordered: list[TagCount] = []
    waiting = sorted(within.get((), ()), key=_rank, reverse=True)
    while waiting:
        ordered.append(waiting.pop())
        waiting += sorted(within.get(folded(ordered[-1].tag), ()), key=_rank, reverse=True)
    return ordered


def _rank(count: TagCount) -> tuple[int, str]:
    return (-count.below, count.tag.casefold())
