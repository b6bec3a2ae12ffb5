"""A list of rows to move through with vim's keys and the mouse; the dialogs' menus are made of it."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option


class Rows(OptionList):
    """An option list without markup, one line a row unless `wrap`.

    Rows use weights (bold, dim, italic) and no colours: those stay readable under the cursor in
    every theme.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", "down", show=False),
        Binding("k", "cursor_up", "up", show=False),
        Binding("g", "first", "first", show=False),
        Binding("G", "last", "last", show=False),
        Binding("ctrl+d", "page_down", "page down", show=False),
        Binding("ctrl+u", "page_up", "page up", show=False),
    ]

    DEFAULT_CSS = """
    Rows {
        height: 1fr;
        min-height: 1;
        border: none;
        padding: 0;
        background: transparent;
        text-wrap: nowrap;
        text-overflow: ellipsis;
        scrollbar-size-vertical: 1;
        &:focus { border: none; background-tint: transparent; }
        &.-wrap { text-wrap: wrap; }
        & > .option-list--option { padding: 0 1; }
    }
    """

    def __init__(self, *rows: Content, id: str | None = None, wrap: bool = False) -> None:  # noqa: A002  # Textual's name
        super().__init__(*(Option(row) for row in rows), id=id, markup=False)
        self.set_class(wrap, "-wrap")

    def show(self, rows: list[Content], highlighted: int | None = None) -> None:
        """Replace all rows, and put the cursor on one."""
        self.set_options([Option(row) for row in rows])
        self.highlighted = highlighted

    def add(self, rows: list[Content]) -> None:
        """Append rows; the cursor stays."""
        self.add_options([Option(row) for row in rows])

    def show_row(self, index: int, row: Content) -> None:
        """Replace one row."""
        self.replace_option_prompt_at_index(index, row)
