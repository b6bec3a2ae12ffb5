"""What the viewer tells the app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from talktui.markdown.blocks import Link
    from talktui.markdown.document import Document
    from talktui.tui.widgets.markdown_view import MarkdownView


class ViewMessage(Message):
    """A message of a viewer."""

    def __init__(self, view: MarkdownView) -> None:
        super().__init__()
        self.view = view

    @property
    def control(self) -> MarkdownView:
        """The view it happened in."""
        return self.view


class LinkFollowed(ViewMessage, namespace="markdown_view"):
    """Somebody clicked a link or pressed enter on it; nothing has been opened.

    `href` is as the note has it, except for `[[Some talk#Part]]`, which is `wiki:Some talk#Part`.
    """

    def __init__(self, view: MarkdownView, href: str, text: str) -> None:
        super().__init__(view)
        self.href = href
        self.text = text


class LinkSelected(ViewMessage, namespace="markdown_view"):
    """The walk through the links came to one (or left them: None): tell where it leads."""

    def __init__(self, view: MarkdownView, link: Link | None) -> None:
        super().__init__(view)
        self.link = link


class Found(ViewMessage, namespace="markdown_view"):
    """A search has another result: hit number `current` (from 1; 0 is none) of `count`."""

    def __init__(self, view: MarkdownView, text: str, current: int, count: int) -> None:
        super().__init__(view)
        self.text = text
        self.current = current
        self.count = count


class HeadingChanged(ViewMessage, namespace="markdown_view"):
    """Another heading is under way at the top: its texts, the outermost first."""

    def __init__(self, view: MarkdownView, headings: tuple[str, ...]) -> None:
        super().__init__(view)
        self.headings = headings


class NoAnchor(ViewMessage, namespace="markdown_view"):
    """A heading or footnote that was to be gone to is not in the note, now that all of it is laid out."""

    def __init__(self, view: MarkdownView, anchor: str) -> None:
        super().__init__(view)
        self.anchor = anchor


class Longer(ViewMessage, namespace="markdown_view"):
    """More of the note is shown: its headings, its links, where it ends."""


class Grown(Message, bubble=False, namespace="markdown_view"):
    """A thread has laid out more of a note."""

    def __init__(self, generation: int, document: Document, height: int) -> None:
        super().__init__()
        self.generation = generation
        self.document = document
        self.height = height
        self.complete = document.complete


class Coloured(Message, bubble=False, namespace="markdown_view"):
    """A thread has found colours for code blocks."""
