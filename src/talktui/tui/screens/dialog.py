"""What every dialog shares: a centred panel with its title above and its keys below.

A dialog takes data and is dismissed with a result; it never touches the disk or the notes. `esc`
leaves it without one. Text from notes comes in through :func:`talktui.tui.plain.plain` only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, NamedTuple, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.css.scalar import Unit
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.style import Style
from textual.widget import Widget

from talktui.tui.plain import plain

Result = TypeVar("Result")


class Hint(NamedTuple):
    """One key and what it does, as the lower border shows it; a click runs `action`."""

    keys: str
    label: str
    action: str = ""  # of the screen, such as "cancel"


CANCEL = Hint("esc", "cancel", "cancel")


class Panel(Vertical):
    """The dialog's box: as tall as its content needs, up to its maximum; then one child scrolls.

    A child with `height: 1fr` counts with its content's height here, and gets what is left over.
    """

    @property
    def _has_relative_children_height(self) -> bool:
        # Textual 8 would make an automatic height the greatest there is because of such a child.
        return False

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The content's height in lines, for a content `width` in cells."""
        return sum(_wanted_height(child, container, viewport, width) for child in self.displayed_children)


def _wanted_height(child: Widget, container: Size, viewport: Size, width: int) -> int:
    styles = child.styles
    spacing = styles.gutter.height + styles.margin.height
    height = styles.height
    if height is not None and height.unit is Unit.CELLS:
        wanted = int(height.value)
        return wanted + styles.margin.height if styles.box_sizing == "border-box" else wanted + spacing
    inner = max(width - styles.gutter.width - styles.margin.width, 1)
    wanted = child.get_content_height(Size(width, container.height), viewport, inner)
    least, most = styles.min_height, styles.max_height
    if most is not None and most.unit is Unit.CELLS:
        wanted = min(wanted, int(most.value))
    if least is not None and least.unit is Unit.CELLS:
        wanted = max(wanted, int(least.value))
    return wanted + spacing


class Dialog(ModalScreen[Result]):
    """A modal screen around one :class:`Panel`. Subclasses fill :meth:`content` and `hints`."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", "cancel", show=False)]

    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        & > Panel {
            width: 90%;
            max-width: 76;
            height: auto;
            max-height: 90%;
            padding: 0 1;
            overflow-y: auto;
            background: $surface;
            border: round $primary;
            border-title-color: $foreground;
            border-title-style: bold;
            border-subtitle-color: $text-muted;
        }
        .quiet { color: $text-muted; }
        .bad { color: $text-error; }
    }
    """

    CLICK_OUTSIDE_CANCELS: ClassVar[bool] = True

    def __init__(self, title: str, hints: Sequence[Hint] = (CANCEL,)) -> None:
        super().__init__()
        self.heading = title
        self._hints = tuple(hints)

    def compose(self) -> ComposeResult:
        """The panel with the subclass's content in it."""
        with Panel(id="panel"):
            yield from self.content()

    def content(self) -> Iterable[Widget]:
        """The widgets inside the panel."""
        raise NotImplementedError

    @property
    def panel(self) -> Panel:
        """The box."""
        return self.query_one("#panel", Panel)

    def on_mount(self) -> None:
        """Put the title on the panel's border."""
        self.panel.border_title = plain(self.heading)

    def on_resize(self, event: events.Resize) -> None:
        """Show as many keys as the lower border has room for."""
        self._show_hints(event.size.width)

    def _show_hints(self, screen_width: int) -> None:
        styles = self.panel.styles
        width = screen_width
        if styles.width is not None and styles.width.unit in {Unit.PERCENT, Unit.WIDTH}:
            width = int(screen_width * styles.width.value / 100)
        if styles.max_width is not None and styles.max_width.unit is Unit.CELLS:
            width = min(width, int(styles.max_width.value))
        # The corners, and two cells of border and space at each end.
        self.panel.border_subtitle = hint_line(self._hints, width - 6)

    def set_hints(self, hints: Sequence[Hint]) -> None:
        """Replace the keys told on the lower border."""
        self._hints = tuple(hints)
        if self.is_mounted:
            self._show_hints(self.size.width)

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Leave with `result`; a second key that comes before the dialog is gone does nothing."""
        if self.app.screen is self:
            return super().dismiss(result)
        nothing: AwaitComplete = AwaitComplete.nothing()  # type: ignore[no-untyped-call]  # Textual's gap
        return nothing

    def action_cancel(self) -> None:
        """Leave without a result."""
        self.dismiss(None)

    def on_click(self, event: events.Click) -> None:
        """A click beside the panel leaves, where nothing typed could be lost by it."""
        beside = not self.panel.region.contains(int(event.screen_x), int(event.screen_y))
        if beside and self.CLICK_OUTSIDE_CANCELS:
            event.stop()
            self.action_cancel()


def hint_line(hints: Iterable[Hint], room: int) -> Content:
    """The keys with what they do, as many as fit into `room` cells; the first ones matter most."""
    parts: list[Content] = []
    used = 0
    for hint in hints:
        click = Style.from_meta({"@click": f"screen.{hint.action}"}) if hint.action else Style()
        part = Content.assemble((hint.keys, "bold"), f" {hint.label}").stylize(click)
        width = part.cell_length + (3 if parts else 0)
        if used + width > room:
            continue
        used += width
        parts.append(part)
    return Content(" · ").join(parts)
