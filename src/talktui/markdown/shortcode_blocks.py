"""Shortcodes over several lines, as blocks of their own: Markdown's marks in them are none.

`>}}` on a line of its own begins no quote, and between `{{< highlight go >}}` and its end stands code.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, blockquote

from talktui.markdown import shortcodes

CLOSED_LATER = "talktui.code_closed_later"
"""Where in the environment it says whether code is closed by a shortcode behind the text that is parsed."""

MAX_LINES = 60
"""Lines of one shortcode, its text not counted."""

_NOT_CLOSED = "talktui.code_not_closed"
_NAMES = "|".join(shortcodes.CODE)
_OPENS = re.compile(r"\{\{[<%]|\{\{\s*[A-Za-z]\w*\(|\{%\s*[A-Za-z]\w*\(")
_CODE_OPENS = re.compile(rf"\{{\{{[<%]\s*(?P<name>{_NAMES})\b(?P<rest>[^{{}}]*?)[>%]\}}\}}\s*")
_CODE_CLOSES = re.compile(rf"\{{\{{[<%]\s*/\s*(?P<name>{_NAMES})\s*[>%]\}}\}}\s*")


def shortcode_blocks_plugin(markdown: MarkdownIt) -> None:
    """Add the rules of this module."""
    ruler = markdown.block.ruler
    ruler.at("blockquote", _quote, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    ruler.before("fence", "shortcode_code", _code, {"alt": ["paragraph"]})
    ruler.before("fence", "shortcode_lines", _lines, {"alt": ["paragraph"]})


def is_closed_in(source: str, start: int) -> bool:
    """Whether an end of code that is written as a shortcode stands behind character `start`."""
    return _CODE_CLOSES.search(source, start) is not None


def last_close(source: str) -> int:
    """Where the last such end begins; -1 when there is none. Linear."""
    return max((match.start() for match in _CODE_CLOSES.finditer(source)), default=-1)


def _text(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _quote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Markdown's quote, which `>}}`, the end of a shortcode, does not begin."""
    if state.src.startswith(">}}", state.bMarks[start] + state.tShift[start]):
        return False
    return blockquote(state, start, end, silent)


def _lines(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A shortcode that does not end on the line that it begins on, with what stands behind it."""
    if not state.src.startswith("{", state.bMarks[start] + state.tShift[start]) or state.is_code_block(start):
        return False
    text = _text(state, start)
    opens = _OPENS.match(text)
    if opens is None:
        return False
    close = {"{{<": ">}}", "{{%": "%}}"}.get(opens.group(), "%}" if text.startswith("{%") else "}}")
    if close in text:
        return False
    for line in range(start + 1, min(end, start + MAX_LINES)):
        text = _text(state, line)
        if not text or state.sCount[line] < state.blkIndent or _OPENS.match(text):
            return False
        if close in text:
            break
    else:
        return False
    if not silent:
        state.line = line + 1
        state.push("paragraph_open", "p", 1).map = [start, state.line]
        inline = state.push("inline", "", 0)
        inline.content = state.getLines(start, state.line, state.blkIndent, False).strip()
        inline.map = [start, state.line]
        inline.children = []
        state.push("paragraph_close", "p", -1)
    return True


def _code(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`{{< highlight go >}}` to `{{< /highlight >}}`, each on a line of its own: code."""
    if not state.src.startswith("{{", state.bMarks[start] + state.tShift[start]) or state.is_code_block(
        start
    ):
        return False
    opens = _CODE_OPENS.fullmatch(_text(state, start))
    if opens is None:
        return False
    name = opens.group("name")
    env = state.env
    unclosed = env.get(_NOT_CLOSED)
    if unclosed is not None and unclosed == (name, end) and env.get(_NOT_CLOSED + ".in") is state.src:
        return False  # it was looked for to the end from further above
    line, closed = start + 1, False
    while line < end and (not _text(state, line) or state.sCount[line] >= state.blkIndent):
        closes = _CODE_CLOSES.fullmatch(_text(state, line))
        if closes is not None and closes.group("name") == name:
            closed = True
            break
        line += 1
    if not closed and not (env.get(CLOSED_LATER) and line == end):
        if line == end:
            env[_NOT_CLOSED], env[_NOT_CLOSED + ".in"] = (name, end), state.src
        return False
    if not silent:
        state.line = line + closed
        token = state.push("fence", "code", 0)
        token.info = shortcodes.language(opens.group("rest"), name)
        token.content = state.getLines(start + 1, line, state.blkIndent, True)
        token.markup = opens.group()
        token.map = [start, state.line]
    return True
