"""What a note consists of once parsed: immutable blocks with the source lines they came from.

Blocks know nothing of widths or colours.  Text in them has been through
:mod:`talktui.safe_text`, after entities were resolved, so it can be drawn as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

Span: TypeAlias = tuple[str, str, int | None]
"""Text, the space-separated names of its styles, and the index of its link or None.

A text of just a line feed is a hard break.
"""

Spans: TypeAlias = tuple[Span, ...]

BREAK: Span = ("\n", "", None)


class Link(NamedTuple):
    """A link as it stands in the note; whether it may be followed is not decided here."""

    text: str
    href: str  # made safe to show; a resolver must still distrust it
    line: int  # 0-based source line of the block it stands in


@dataclass(frozen=True, slots=True)
class Block:
    """Anything that takes lines of its own. `line` to `end` (exclusive) are 0-based source lines."""

    line: int
    end: int


@dataclass(frozen=True, slots=True)
class Paragraph(Block):
    """Running text; `tight` ones (in tight lists) have no blank line around them."""

    spans: Spans
    tight: bool = False


@dataclass(frozen=True, slots=True)
class Heading(Block):
    """A heading of level 1 to 6 with its anchor, GitHub's way, unique in the note."""

    level: int
    spans: Spans
    anchor: str

    @property
    def text(self) -> str:
        """The heading's words."""
        return text_of(self.spans)


@dataclass(frozen=True, slots=True)
class Code(Block):
    """A code block; `text` has its tabs expanded and ends without a line feed."""

    text: str
    language: str
    first_line: int  # source line of the first line of code


@dataclass(frozen=True, slots=True)
class Rule(Block):
    """A thematic break."""


@dataclass(frozen=True, slots=True)
class Notice(Block):
    """A line of ours about the note, such as what was too deep to show as Markdown."""

    text: str


@dataclass(frozen=True, slots=True)
class Quote(Block):
    """A block quote or, with a `kind` ("note", "warning" …), a callout with its title."""

    children: tuple[Block, ...]
    kind: str = ""
    title: Spans = ()


@dataclass(frozen=True, slots=True)
class Item(Block):
    """A list's item. `done` is None unless it is a task."""

    children: tuple[Block, ...]
    marker: str
    done: bool | None = None


@dataclass(frozen=True, slots=True)
class ListBlock(Block):
    """A list; in a tight one the items follow each other without blank lines."""

    items: tuple[Item, ...]
    ordered: bool
    tight: bool


@dataclass(frozen=True, slots=True)
class Table(Block):
    """A table; `aligns` holds "left", "right", "center" or "" for each column."""

    aligns: tuple[str, ...]
    header: tuple[Spans, ...]
    rows: tuple[tuple[Spans, ...], ...]
    row_lines: tuple[int, ...]  # source line of each row


@dataclass(frozen=True, slots=True)
class Definition(Block):
    """One term or one description in a definition list."""

    term: Spans
    children: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Definitions(Block):
    """A definition list: terms and descriptions in order."""

    entries: tuple[Definition, ...]


@dataclass(frozen=True, slots=True)
class Footnote(Block):
    """A footnote's text, shown where it is written."""

    label: str
    children: tuple[Block, ...]


def text_of(spans: Spans) -> str:
    """The plain text of spans, hard breaks as line feeds."""
    return "".join(span[0] for span in spans)


SAID_ANCHOR = re.compile(r"[ \t]*\{#([^\s{}]{1,200})(?:[ \t][^{}]{0,200})?\}[ \t]*\Z")
"""A heading's anchor as Hugo, Zola and Pandoc have it said behind its words: `{#id}`."""

_NOT_IN_ANCHORS = re.compile(r"[^\w\- ]")


def anchor_of(text: str) -> str:
    """The anchor GitHub gives a heading of this text, before it is made unique; "section" for none."""
    return _NOT_IN_ANCHORS.sub("", text.strip().lower()).replace(" ", "-") or "section"
