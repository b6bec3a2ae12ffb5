"""The text of a selection on the screen, as one wants to paste it: words without what was drawn around them.

Lines that were wrapped are one again. Bars, gutters, rules and headings' marks stay behind; list items keep
their markers, as Markdown has them; a table's row is one line, its cells apart by tabs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from talktui.markdown.layout import BULLETS, TASKS
from talktui.markdown.tables import GAP

if TYPE_CHECKING:
    from talktui.markdown.blocks import Span
    from talktui.markdown.layout import Line

RULE = "---"
"""What is copied of a thematic break."""

_LEFT_OUT = frozenset(("code-bar", "quote-bar", "heading-mark", "heading-rule", "notice"))
_AS_MARKDOWN = str.maketrans({**dict.fromkeys(BULLETS, "-"), TASKS[True]: "[x]", TASKS[False]: "[ ]"})


class _Copied:
    """One line of what is copied: `before` it what its lists say, and its text or, of a table, its cells."""

    def __init__(self, before: str | None, text: str = "", cells: dict[int, str] | None = None) -> None:
        self.before = before  # None: the selection begins behind that
        self.text = text
        self.cells = cells

    @property
    def set_in(self) -> int | None:
        """How far its containers set it in; None: it does not tell."""
        if self.before is None or not (self.text or self.cells):
            return None
        return len(self.before) - len(self.before.lstrip(" "))

    def written(self, less: int) -> str:
        """The whole line, set in by `less` less."""
        text = self.text
        if self.cells:
            text = "\t".join(self.cells.get(i, "") for i in range(min(self.cells), max(self.cells) + 1))
        before = self.before or ""
        return before[min(less, len(before) - len(before.lstrip(" "))) :] + text if text else before.rstrip()


def selected_text(
    lines: Sequence[Line], span_of: Callable[[int], tuple[int, int] | None], margin: int
) -> str:
    """The text that `span_of` selects of each line, as (start, end) in characters after a margin.

    An end of -1 is the line's end, as Textual's selections have it.
    """
    copied: list[_Copied] = []
    for index, line in enumerate(lines):
        span = span_of(index)
        if span is None or _is_drawing(line):
            continue
        start = max(0, span[0] - margin)
        end = len(line.text) if span[1] < 0 else max(0, span[1] - margin)
        if line.joints is not None:
            cells = dict(_cells(line, start, end))
            if line.joints[0] is not None and copied and copied[-1].cells is not None:
                _add(copied[-1].cells, cells, line.joints)
            else:
                copied.append(_Copied(_before(line, start), cells=cells))
        elif line.joint is not None and copied:
            copied[-1].text += line.joint + _text(line, start, end)
        else:
            copied.append(_Copied(_before(line, start), _text(line, start, end)))
    # What all of it is set in by says nothing: of a list's code, say, only the code is selected.
    less = min((one.set_in for one in copied if one.set_in is not None), default=0)
    return "\n".join(one.written(less) for one in copied)


def _is_drawing(line: Line) -> bool:
    """Whether nothing on a line is text: a heading's rule, a table's, the name of a code block's language."""
    spans = line.spans[line.indent :]
    return bool(spans) and all(_is_left_out(span) or _is_rule(span) for span in spans)


def _is_left_out(span: Span) -> bool:
    return not _LEFT_OUT.isdisjoint(span[1].split())


def _is_rule(span: Span) -> bool:
    return "table-rule" in span[1] and "│" not in span[0]


def _before(line: Line, start: int) -> str | None:
    """What stands before a line's text, as Markdown has it; None when the selection begins behind that."""
    if 0 < len(line.indent_text) <= start:
        return None
    return "".join(_mark(span) for span in line.spans[: line.indent])


def _mark(span: Span) -> str:
    """A bullet, a number, a task's box or a footnote's mark, as Markdown has it, or the space below one."""
    text, style, _link = span
    if style in ("task", "task-done") and text[0] in TASKS.values():
        return f"- {text}".translate(_AS_MARKDOWN)
    if style in ("marker", "task", "task-done"):
        return text.translate(_AS_MARKDOWN)
    return text if style in ("", "footnote-mark") else ""


def _text(line: Line, start: int, end: int) -> str:
    """What is text on a line, from its character `start` to `end`."""
    found: list[str] = []
    position = 0
    for number, span in enumerate(line.spans):
        text, style, _link = span
        part = text[max(0, start - position) : max(0, end - position)]
        position += len(text)
        if number < line.indent or not part or _is_left_out(span):
            continue
        names = style.split()
        if "rule" in names:
            found.append(RULE)
        elif "table-rule" in names:  # between the cells of a table in HTML
            found.append("\t")
        elif "marker" in names:
            found.append(part.translate(_AS_MARKDOWN))
        else:
            found.append(part)
    return "".join(found)


def _cells(line: Line, start: int, end: int) -> Iterator[tuple[int, str]]:
    """The number and the text of each cell on a table's line that is selected in part or whole."""
    column, text = 0, ""
    position = first = len(line.indent_text)
    for span in (*line.spans[line.indent :], (GAP, "table-rule", None)):
        if span[0] == GAP and span[1] == "table-rule":
            if start < position and end > first:
                yield column, text[max(0, start - first) : end - first].strip(" ")
            column, text = column + 1, ""
            position = first = position + len(GAP)
        else:
            text += span[0]
            position += len(span[0])


def _add(cells: dict[int, str], more: dict[int, str], joints: Sequence[str | None]) -> None:
    """Go on with a row's cells on the next line."""
    for column, text in more.items():
        joint = joints[column] if column < len(joints) else " "
        known = cells.get(column, "")
        cells[column] = f"{known}{joint}{text}" if known and text else known or text
