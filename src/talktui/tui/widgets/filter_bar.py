"""The filter bar: a query, and under it what is wrong with it or why nothing matches."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from talktui.safe_text import visible_line
from talktui.tui.plain import plain
from talktui.tui.widgets.safe_input import BarInput


class FilterBar(Vertical):
    """Where a filter is typed."""

    DEFAULT_CSS = """
    FilterBar {
        height: auto; background: $surface;
        & > Horizontal { height: 1; }
        & Static { height: 1; }
        & #filter-sign { width: 3; color: $text-accent; text-style: bold; }
        & #filter-note { display: none; height: auto; max-height: 3; padding: 0 1 0 3; color: $text-muted; }
        &.-note #filter-note { display: block; }
        &.-mistake #filter-note { color: $text-error; }
    }
    """

    class Changed(Message):
        """Another text stands in the bar."""

        def __init__(self, text: str) -> None:
            self.text = text
            super().__init__()

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self.input = BarInput(
            placeholder="filter: words, tag:security, is:queued, rating:>=4, -not, OR, /regex/",
            id="filter-input",
        )
        self._note = Static("", id="filter-note", markup=False)
        self.earlier: list[str] = []  # kept filters, oldest first
        self._at: int | None = None  # where in `earlier` ↑ and ↓ stand
        self._typed = ""
        self._waiting: tuple[Content, bool] = (Content(""), False)  # the note that the completions hide
        self._offered = ""  # the text for which completions are shown: they go before other notes

    def compose(self) -> ComposeResult:
        """The sign, the input, the note under them."""
        with Horizontal():
            yield Static(" / ", id="filter-sign", markup=False)
            yield self.input
        yield self._note

    @property
    def text(self) -> str:
        """The query as it stands."""
        return self.input.value

    def set_text(self, text: str) -> None:
        """Put a query in, with the cursor at its end."""
        self.input.value = text
        self.input.cursor_position = len(text)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell the screen in the filter's own words."""
        event.stop()
        self.post_message(self.Changed(event.value))

    # -- the note under the bar

    def say(self, note: str) -> None:
        """Show a line under the bar, or none."""
        self._show(plain(note) if note else Content(""), mistake=False)

    def say_mistake(self, message: str, start: int, end: int) -> None:
        """Show what is wrong with the query; `start` and `end` are characters in it."""
        text = self.text
        place = visible_line(text[start:end]) or "the end"
        self._show(Content.assemble(plain(message), " — at ", (place, "bold underline")), mistake=True)

    def _show(self, content: Content, *, mistake: bool, offer: bool = False) -> None:
        if offer:
            self._offered = self.text
            self._waiting = (Content(""), False)
        elif self._offered and self._offered == self.text:
            self._waiting = (content, mistake)
            return
        else:
            self._offered = ""
        if content != self._note.content:  # an update lays the screen out anew
            self._note.update(content)
        self.set_class(bool(content.plain), "-note")
        self.set_class(mistake, "-mistake")

    @property
    def note(self) -> str:
        """The line under the bar, as text."""
        content = self._note.content
        return content.plain if isinstance(content, Content) else str(content)

    # -- earlier filters

    def remember(self, text: str) -> None:
        """Put a filter at the end of the earlier ones."""
        text = text.strip()
        self._at = None
        if text:
            self.earlier[:] = [*(have for have in self.earlier if have != text), text][-100:]

    def step_history(self, step: int) -> None:
        """Go to an earlier (-1) or later (+1) filter; past the last stands what was being typed."""
        if not self.earlier:
            return
        if self._at is None:
            if step > 0:
                return
            self._typed = self.text
            self._at = len(self.earlier)
        self._at = max(0, self._at + step)
        if self._at < len(self.earlier) and self.earlier[self._at] == self.text and step < 0 and self._at:
            self._at -= 1
        if self._at >= len(self.earlier):
            self._at = None
            self.set_text(self._typed)
        else:
            self.set_text(self.earlier[self._at])

    # -- completions

    def offer(self, completions: Sequence[tuple[str, int]], chosen: int) -> None:
        """Show what `tab` goes through: (text, count), the chosen one marked, as many as fit."""
        first = max(0, chosen - 2)
        shown: list[Content] = []
        room = self.size.width - 12  # the margins, and an ellipsis at each end
        for index, (text, count) in enumerate(completions[first:], first):
            name = plain(f"[{text}]" if index == chosen else text, "bold" if index == chosen else "")
            part = name + plain(f" {count}" if count else "")
            room -= part.cell_length + 2
            if room < 0 and shown:
                break
            shown.append(part)
        before = Content("… " if first else "")
        after = Content("  …" if first + len(shown) < len(completions) else "")
        self._show(before + Content("  ").join(shown) + after, mistake=False, offer=True)

    def stop_offering(self) -> None:
        """Take the completions off; what was to be said meanwhile is."""
        if self._offered:
            self._offered = ""
            content, mistake = self._waiting
            self._show(content, mistake=mistake)
