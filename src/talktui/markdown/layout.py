"""Blocks to lines of a given width: what stands on each line of the screen, in which styles.

Styles are names ("h1", "strong link", "quote-bar"); the view gives them colours.  Every line knows
its source line and how it continues the one before, so that places, searches and selections
survive a change of width.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.cells import cell_len

from talktui.markdown import callouts
from talktui.markdown.blocks import (
    Block,
    Code,
    Definitions,
    Footnote,
    Heading,
    ListBlock,
    Notice,
    Paragraph,
    Quote,
    Rule,
    Span,
    Spans,
    Table,
)
from talktui.markdown.tables import table_lines
from talktui.markdown.wrap import Wrapped, wrap

MIN_WIDTH = 12
"""Cells that text keeps for itself, however deep it is nested."""

BULLETS = "•◦▪▹"
TASKS = {True: "☑", False: "☐"}


class CodeSlice(NamedTuple):
    """Which part of which code block stands on a line, for highlighting it when it is drawn."""

    code: Code
    row: int
    start: int
    end: int


class Line(NamedTuple):
    """One line of the screen, drawn as `spans`; the first `indent` of them are not text of the note."""

    spans: Spans
    source: int  # 0-based source line
    joint: str | None = None  # see wrap.Wrapped: None begins a line of text
    indent: int = 0
    cells: int = 0
    code: CodeSlice | None = None
    joints: tuple[str | None, ...] | None = None  # of a table's row: see tables.table_lines

    @property
    def text(self) -> str:
        """What is on the line, margin and all."""
        return "".join(span[0] for span in self.spans)

    @property
    def indent_text(self) -> str:
        """Bullets, bars and spaces before the text."""
        return "".join(span[0] for span in self.spans[: self.indent])


class _Level:
    """A container's share of each line's beginning: `first` once, then `rest`."""

    __slots__ = ("cells", "first", "rest")

    def __init__(self, first: Spans, rest: Spans, cells: int) -> None:
        self.first: Spans | None = first
        self.rest = rest
        self.cells = cells


class Layout:
    """Lays blocks out to `width` cells; lines are appended to `lines`."""

    def __init__(self, width: int) -> None:
        self.width = max(width, 4)
        self.lines: list[Line] = []
        self.widest = 0
        self._least = min(MIN_WIDTH, (self.width + 1) // 2)
        self._levels: list[_Level] = []
        self._rest: Spans = ()
        self._indent = 0  # cells
        self._list_depth = 0
        self._after_small_heading = False

    def add(self, blocks: Iterable[Block]) -> None:
        """Append top-level blocks, a blank line between them."""
        for block in blocks:
            if self.lines and not self._after_small_heading:
                self._blank(block.line)
            self._block(block)
            # A small heading and its text belong together; a large one has its rule between.
            self._after_small_heading = isinstance(block, Heading) and block.level > 2

    # -- lines

    @property
    def _room(self) -> int:
        return max(self.width - self._indent, self._least)

    def _emit(
        self,
        spans: Spans,
        source: int,
        cells: int,
        joint: str | None = None,
        code: CodeSlice | None = None,
        joints: tuple[str | None, ...] | None = None,
    ) -> None:
        prefix = self._prefix()
        cells += self._indent
        self.lines.append(Line(prefix + spans, source, joint, len(prefix), cells, code, joints))
        self.widest = max(self.widest, cells)

    def _prefix(self) -> Spans:
        if all(level.first is None for level in self._levels):
            return self._rest
        spans: list[Span] = []
        for level in self._levels:
            spans.extend(level.rest if level.first is None else level.first)
            level.first = None
        return tuple(spans)

    def _emit_wrapped(self, wrapped: Sequence[Wrapped], source: int) -> None:
        for line in wrapped:
            self._emit(line.spans, source, line.cells, line.joint)

    def _blank(self, source: int) -> None:
        source = max(source - 1, self.lines[-1].source if self.lines else 0)  # the blank line above it
        self.lines.append(Line(self._rest, source, None, len(self._rest), self._indent))

    def _push(self, first: Spans, rest: Spans, cells: int) -> None:
        if self.width - self._indent - cells < self._least:  # no room: nest without moving right
            first = rest = ()
            cells = 0
        self._levels.append(_Level(first, rest, cells))
        self._indent += cells
        self._rest = tuple(span for level in self._levels for span in level.rest)

    def _pop(self) -> None:
        self._indent -= self._levels.pop().cells
        self._rest = tuple(span for level in self._levels for span in level.rest)

    # -- blocks

    def _block(self, block: Block) -> None:
        match block:
            case Paragraph():
                self._emit_wrapped(wrap(block.spans, self._room), block.line)
            case Heading():
                self._heading(block)
            case ListBlock():
                self._list(block)
            case Code():
                self._code(block)
            case Quote():
                self._quote(block)
            case Table():
                for spans, cells, source, joints in table_lines(block, self._room):
                    self._emit(spans, source, cells, joints=joints)
            case Rule():
                self._emit((("─" * self._room, "rule", None),), block.line, self._room)
            case Notice():
                self._emit_wrapped(wrap((("⚠ " + block.text, "notice", None),), self._room), block.line)
            case Definitions():
                self._definitions(block)
            case Footnote():
                self._footnote(block)
            case _:
                raise TypeError(f"no layout for {type(block).__name__}")

    def _children(self, children: Sequence[Block]) -> None:
        previous: Block | None = None
        for child in children:
            if previous is not None and not (_is_tight(previous) or _is_tight(child)):
                self._blank(child.line)
            self._block(child)
            previous = child

    def _heading(self, block: Heading) -> None:
        style = f"h{block.level}"
        spans: list[Span] = [(text, f"{style} {inner}".strip(), link) for text, inner, link in block.spans]
        if block.level > 2:
            spans.insert(0, ("#" * block.level + " ", f"{style} heading-mark", None))
        spans = [span if span[0] != "\n" else (" ", style, None) for span in spans]
        wrapped = wrap(spans, self._room)
        self._emit_wrapped(wrapped, block.line)
        if block.level <= 2:
            longest = self._room if block.level == 1 else max(line.cells for line in wrapped)
            mark = "━" if block.level == 1 else "─"
            if longest:
                self._emit(((mark * longest, f"{style} heading-rule", None),), block.line, longest)

    def _list(self, block: ListBlock) -> None:
        widest = max((cell_len(item.marker) for item in block.items), default=1)
        for index, item in enumerate(block.items):
            if index and not block.tight:
                self._blank(item.line)
            marker, style = item.marker.rjust(widest), "marker"
            if not block.ordered:
                marker = BULLETS[self._list_depth % len(BULLETS)]
            if item.done is not None:
                task = TASKS[item.done]
                marker = f"{marker} {task}" if block.ordered else task
                style = "task-done" if item.done else "task"
            cells = cell_len(marker) + 1
            self._push(((marker + " ", style, None),), ((" " * cells, "", None),), cells)
            self._list_depth += 1
            if item.children:
                self._children(item.children)
            if self._levels[-1].first is not None:  # nothing was drawn: an empty item
                self._emit((), item.line, 0)
            self._list_depth -= 1
            self._pop()

    def _code(self, block: Code) -> None:
        bar: Spans = (("▏ ", "code-bar", None),)
        self._push(bar, bar, 2)
        if block.language:
            self._emit_wrapped(wrap(((block.language, "code-bar", None),), self._room), block.line)
        for row, text in enumerate(block.text.split("\n")):
            start = 0
            for line in wrap_code(text, self._room):
                end = start + len(line.spans[0][0]) if line.spans else start
                self._emit(
                    line.spans,
                    block.first_line + row,
                    line.cells,
                    line.joint,
                    CodeSlice(block, row, start, end),
                )
                start = end
        self._pop()

    def _quote(self, block: Quote) -> None:
        if not block.kind:
            bar: Spans = (("▌ ", "quote-bar", None),)
            self._push(bar, bar, 2)
        else:
            tone = f"callout-{callouts.TONES.get(block.kind, 'note')}"
            bar = (("▌ ", tone, None),)
            self._push(bar, bar, 2)
            title: list[Span] = [(f"{callouts.ICONS.get(block.kind, '▸')} ", tone, None)]
            title += [(text, f"{tone} {style}".strip(), link) for text, style, link in block.title]
            self._emit_wrapped(wrap(title, self._room), block.line)
        self._children(block.children)
        if not block.children and not block.kind:
            self._emit((), block.line, 0)
        self._pop()

    def _definitions(self, block: Definitions) -> None:
        previous_was_text = False
        for entry in block.entries:
            if entry.term:
                if previous_was_text:
                    self._blank(entry.line)
                self._emit_wrapped(wrap(entry.term, self._room), entry.line)
                previous_was_text = False
                continue
            self._push(((": ", "marker", None),), (("  ", "", None),), 2)
            self._children(entry.children)
            self._pop()
            previous_was_text = True

    def _footnote(self, block: Footnote) -> None:
        mark = f"[{block.label}]: "
        cells = cell_len(mark)
        if cells > self._room // 2:
            self._emit_wrapped(wrap(((mark, "footnote-mark", None),), self._room), block.line)
            mark, cells = "  ", 2
        self._push(((mark, "footnote-mark", None),), ((" " * cells, "", None),), cells)
        self._children(block.children)
        if self._levels[-1].first:
            self._emit((), block.line, 0)
        self._pop()


def wrap_code(text: str, width: int) -> list[Wrapped]:
    """A line of code cut at exactly `width` cells: spaces in it mean something."""
    if cell_len(text) <= width:
        return [Wrapped(((text, "code-block", None),) if text else (), cell_len(text), None)]
    # A no-break space is as good as a letter to the wrapper, and one character for one.
    found: list[Wrapped] = []
    position = 0
    for line in wrap(((text.replace(" ", "\xa0"), "code-block", None),), width):
        size = sum(len(span[0]) for span in line.spans)
        found.append(
            Wrapped(((text[position : position + size], "code-block", None),), line.cells, line.joint)
        )
        position += size
    return found


def _is_tight(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.tight
