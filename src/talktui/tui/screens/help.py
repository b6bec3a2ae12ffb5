"""Every command with its keys, by where they work; typing filters it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from talktui.tui.plain import plain, plain_block
from talktui.tui.screens.dialog import Dialog, Hint
from talktui.tui.screens.scrolling import Scrolling
from talktui.tui.widgets.safe_input import SafeInput

Section = tuple[str, Sequence[tuple[str, str, str]]]

_WIDE = 110  # cells of the screen from which there are two columns
_WIDEST = 150  # cells of the panel
_FRAME = 6  # cells of border, padding and scrollbar
_KEYS_WIDTH = 14  # cells


class HelpScreen(Dialog[None]):
    """The command table: `sections` of (where, [(keys, title, help)]), and `extra` lines below."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,question_mark", "close", "close", show=False),
        Binding("slash", "filter", "filter", show=False),
        Binding("down", "scroll('scroll_down')", "down", show=False),
        Binding("up", "scroll('scroll_up')", "up", show=False),
        Binding("pagedown", "scroll('page_down')", "page down", show=False),
        Binding("pageup", "scroll('page_up')", "page up", show=False),
    ]

    DEFAULT_CSS = """
    HelpScreen {
        & > Panel { max-width: 150; height: 90%; }
        SafeInput { border: none; height: 1; padding: 0 1; margin-bottom: 1; display: none; }
        SafeInput.-shown { display: block; }
        SafeInput:focus { border: none; }
        #table { height: 1fr; scrollbar-size-vertical: 1; }
        #columns { height: auto; }
        .column { width: 1fr; height: auto; padding-right: 1; }
    }
    """

    def __init__(self, sections: Sequence[Section], extra: str = "", title: str = "Keys") -> None:
        hints = (Hint("esc", "close", "cancel"), Hint("/", "filter", "filter"), Hint("j k", "scroll"))
        super().__init__(title, hints)
        self._sections = tuple((where, tuple(commands)) for where, commands in sections)
        self._extra = extra
        self._words: tuple[str, ...] = ()

    def content(self) -> Iterable[Widget]:
        """The filter line, hidden at first, and the table in one column or two."""
        line = SafeInput(placeholder="filter", id="filter", select_on_focus=False)
        line.cursor_blink = False
        yield line
        columns = Horizontal(
            Static("", id="left", classes="column", markup=False),
            Static("", id="right", classes="column", markup=False),
            id="columns",
        )
        yield _Table(columns, Static("", id="extra", markup=False), id="table")

    def on_mount(self) -> None:
        """Start on the table."""
        self.query_one("#table").focus()
        self._show()

    def on_resize(self, event: events.Resize) -> None:
        """One column or two."""
        self._show(event.size.width)

    def _show(self, screen_width: int = 0) -> None:
        screen_width = screen_width or self.size.width
        two = screen_width >= _WIDE
        room = min(int(screen_width * 0.9), _WIDEST) - _FRAME
        width = room // 2 - 1 if two else room
        blocks = [block for section in self._sections if (block := self._block(*section, width))]
        if not blocks:
            blocks = [[plain("No command is like that.", "dim")]]
        two = two and len(blocks) > 1
        left, right = _balanced(blocks) if two else (blocks, [])
        self.query_one("#left", Static).update(_joined(left))
        self.query_one("#right", Static).update(_joined(right))
        self.query_one("#right").display = two
        extra = self.query_one("#extra", Static)
        extra.display = bool(self._extra) and not self._words
        extra.update(plain_block("\n" + self._extra, "dim"))

    def _block(self, where: str, commands: Sequence[tuple[str, str, str]], width: int) -> list[Content]:
        shown = [command for command in commands if self._matches(where, command)]
        if not shown:
            return []
        return [
            plain(where, "bold $text-accent"),
            *(line for command in shown for line in _lines(*command, width)),
        ]

    def _matches(self, where: str, command: tuple[str, str, str]) -> bool:
        text = " ".join((where, *command)).casefold()
        return all(word in text for word in self._words)

    @property
    def _filter(self) -> SafeInput:
        return self.query_one("#filter", SafeInput)

    def on_key(self, event: events.Key) -> None:
        """Any other letter begins a filter.

        With the focus on the filter, a letter that comes here was typed before it had the focus.
        """
        if event.character is None or not event.is_printable:
            return
        if event.character in "qjkgG?/ " and not self._filter.has_focus:
            return
        event.stop()
        event.prevent_default()
        self.action_filter()
        self._filter.value += event.character
        self._filter.cursor_position = len(self._filter.value)

    def action_filter(self) -> None:
        """Show the filter line and go to it."""
        self._filter.add_class("-shown")
        self.set_focus(self._filter)  # at once: `focus` is a message later

    @on(Input.Changed, "#filter")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._words = tuple(event.value.casefold().split())
        self._show()
        self.query_one("#table").scroll_home(animate=False)

    @on(Input.Submitted, "#filter")
    def _kept(self, event: Input.Submitted) -> None:
        event.stop()
        self.query_one("#table").focus()

    def action_cancel(self) -> None:
        """`esc`: take the filter away; without one, close."""
        line = self._filter
        if line.has_class("-shown"):
            line.value = ""
            line.remove_class("-shown")
            self.query_one("#table").focus()
        else:
            self.dismiss(None)

    def action_close(self) -> None:
        """Close, filter or not."""
        self.dismiss(None)

    async def action_scroll(self, action: str) -> None:
        """Scroll the table while the filter line has the focus."""
        await self.query_one("#table").run_action(action)


class _Table(VerticalScroll, Scrolling, can_focus=True):
    """The commands."""


def _lines(keys: str, title: str, text: str, width: int) -> list[Content]:
    """A command's lines, `width` cells wide: its keys, and beside them its title and help."""
    shown = plain(keys, "bold")
    gap = Content(" " * max(_KEYS_WIDTH - shown.cell_length, 1))
    about = plain(title) + plain(f"  {text}", "dim")
    wrapped = about.wrap(max(width - _KEYS_WIDTH, 20))
    indent = Content(" " * _KEYS_WIDTH)
    return [shown + gap + wrapped[0], *(indent + line for line in wrapped[1:])]


def _joined(blocks: Sequence[Sequence[Content]]) -> Content:
    return Content("\n\n").join(Content("\n").join(block) for block in blocks)


def _balanced(blocks: list[list[Content]]) -> tuple[list[list[Content]], list[list[Content]]]:
    """The blocks in two columns, in order, as even as they can be."""
    total = sum(len(block) + 1 for block in blocks)
    best, height, cut = total, 0, 1
    for index, block in enumerate(blocks[:-1], 1):
        height += len(block) + 1
        if max(height, total - height) < best:
            best, cut = max(height, total - height), index
    return blocks[:cut], blocks[cut:]
