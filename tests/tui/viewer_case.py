"""What the tests of the viewer share: a bare app around one, and long notes."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.pilot import Pilot

from talktui.tui.widgets.markdown_view import MarkdownView

PARAGRAPH = "Some words about a talk, with a [link](https://example.com/{n}) and `code` number {n}.\n\n"


class Host(App[None]):
    """A bare app around one viewer."""

    def __init__(self) -> None:
        super().__init__()
        self.followed: list[str] = []
        self.found: list[tuple[str, int, int]] = []

    def compose(self) -> ComposeResult:
        yield MarkdownView()

    def on_mount(self) -> None:
        self.view.focus()

    @property
    def view(self) -> MarkdownView:
        return self.query_one(MarkdownView)

    def on_markdown_view_link_followed(self, message: MarkdownView.LinkFollowed) -> None:
        self.followed.append(message.href)

    def on_markdown_view_found(self, message: MarkdownView.Found) -> None:
        self.found.append((message.text, message.current, message.count))


def screen(view: MarkdownView) -> list[str]:
    return [view.render_line(y).text.strip() for y in range(view.size.height)]


async def settle(app: Host, pilot: Pilot[None]) -> None:
    await app.workers.wait_for_complete()
    await pilot.pause()


def long_note(size: int) -> str:
    count = size // len(PARAGRAPH) + 1
    return "".join(PARAGRAPH.format(n=n) for n in range(count)) + "# The end\n"
