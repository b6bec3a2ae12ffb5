"""markdown-it-py set up for notes, and notes cut into pieces that parse on their own.

A piece of a note ends where a top-level block ends, so that a long note can be parsed piece by
piece with the same result as at once.  What reaches across pieces (link definitions, footnotes)
is collected beforehand.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

from talktui.markdown.extras import extras_plugin

MAX_DEPTH = 40
"""Levels of quotes and lists (a list is two) that are shown as such; deeper ones as plain text."""

MAX_INLINE = 100_000
"""Characters of one paragraph that are parsed for emphasis and links; a longer one is plain text."""

MAX_BRACKETS = 5_000
"""Opening brackets of one paragraph, likewise: the cost of finding their ends is not linear."""

PIECE = 8_192
"""Characters of a piece, unless one block is longer."""

FIRST_MAX = 4
"""How much longer than asked for a note's beginning may get to end after a blank line."""

VIDEO = "talktui.video"
"""Where in the environment the address of the talk's video is."""

TOO_DEEP = "too_deep"
TOO_LONG = "too_long"

_NEWLINES = re.compile(r"\r\n?")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_DEFINITION = re.compile(r"^[ \t>]*\[([^\]\n]{1,999})\]:[^\n]*(?:\n(?![ \t>]*\[)[^\n]+)?", re.MULTILINE)

_STOPS = re.compile(r"[\n&*<>@\[\\\]_`~]|!(?=\[)|\^(?=\[)|\{(?=[{%])|:(?=\S)|w(?=ww\.)")
"""Where one of our inline rules may begin: plain text is taken in one step up to there."""

Env = dict[str, Any]


class Piece(NamedTuple):
    """A parsed part of a note: its tokens, and the source line that their line 0 is."""

    tokens: list[Token]
    line: int


def normalise(source: str) -> str:
    """`source` with one kind of line end and without NUL, as markdown-it does it."""
    if "\r" in source:
        source = _NEWLINES.sub("\n", source)
    return source.replace("\x00", "\ufffd")


def _too_deep(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Take everything below the deepest level as text; it is shown, and said so."""
    if state.level < MAX_DEPTH or silent:
        return False
    token = state.push(TOO_DEEP, "", 0)
    token.content = state.getLines(start, end, state.blkIndent, False)
    token.map = [start, end]
    state.line = end
    return True


def keep_out_too_long(state: StateCore) -> None:
    """Keep paragraphs that would take minutes to look through for links out of the inline parser."""
    for token in state.tokens:
        if token.type == "inline" and (
            len(token.content) > MAX_INLINE or token.content.count("[") > MAX_BRACKETS
        ):
            token.type = TOO_LONG


def make_parser() -> MarkdownIt:
    """A parser of our dialect; its normalising and block rules are run by :func:`pieces`."""
    markdown = MarkdownIt("commonmark", {"maxNesting": 100}).enable(["table", "strikethrough"])
    footnote_plugin(markdown, move_to_end=False)
    tasklists_plugin(markdown)
    deflist_plugin(markdown)
    if link_bare_addresses(markdown):
        markdown.inline.terminator_re = _STOPS
    extras_plugin(markdown)
    markdown.block.ruler.before("table", TOO_DEEP, _too_deep)
    markdown.core.ruler.before("inline", TOO_LONG, keep_out_too_long)
    markdown.disable(["normalize", "block"])  # done here, piece by piece
    return markdown


def link_bare_addresses(markdown: MarkdownIt) -> bool:
    """Make `https://…` and `www.…` links where the installed packages can; whether they can."""
    try:
        from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin

        gfm_autolink_plugin(markdown)
    except (ImportError, RuntimeError):  # older packages cannot: such addresses stay text
        return False
    return True


class _Parsers(threading.local):
    """A parser a thread: rules may keep state while they run."""

    def __init__(self) -> None:
        self.markdown = make_parser()


_PARSERS = _Parsers()


def new_env(source: str, used_in: str | None = None) -> Env:
    """What the parser must know of the whole (normalised) note before its first piece.

    Finds link and footnote definitions by their looks, in linear time; one in a code block is
    taken for real, which shows at worst a bracketed word as a link. With `used_in`, only
    definitions that this part of the note may use.
    """
    env: Env = {}
    if "]:" not in source:
        return env
    folded = None if used_in is None else used_in.casefold()
    footnotes: dict[str, int] = {}
    definitions: list[str] = []
    for match in _DEFINITION.finditer(source):
        label = match.group(1)
        if folded is not None and f"[{label.casefold()}]" not in folded:
            continue
        if label.startswith("^"):
            footnotes[":" + label[1:]] = -1
        else:
            definitions.append(match.group().lstrip(" \t>"))
    if footnotes:
        env["footnotes"] = {"refs": footnotes, "list": {}}
    if definitions:
        _PARSERS.markdown.block.parse("\n\n".join(definitions), _PARSERS.markdown, env, [])
    return env


def _block_tokens(text: str, env: Env) -> list[Token]:
    markdown = _PARSERS.markdown
    tokens: list[Token] = []
    try:
        markdown.block.parse(text, markdown, env, tokens)
    except RecursionError:  # a belt: the depth is bounded above
        tokens = [Token(TOO_DEEP, "", 0, content=text, map=[0, text.count("\n") + 1])]
    return tokens


def _finish(tokens: list[Token], env: Env) -> list[Token]:
    state = StateCore("", _PARSERS.markdown, env, tokens)
    try:
        _PARSERS.markdown.core.process(state)
    except RecursionError:
        for token in tokens:
            if token.type == "inline":
                token.type = TOO_LONG
    return state.tokens


def _end_of_piece(source: str, start: int, size: int) -> int:
    """Where a piece that begins at `start` may end: after a blank line, or the end of the note."""
    if start + size >= len(source):
        return len(source)
    match = _BLANK_LINE.search(source, start + size)
    return match.end() if match else len(source)


def pieces(source: str, env: Env) -> Iterator[Piece]:
    """Parse a normalised note piece by piece; the cost is linear in its length."""
    start = line = 0
    size = PIECE
    while start < len(source):
        end = _end_of_piece(source, start, size)
        text = source[start:end]
        tokens = _block_tokens(text, env)
        if end < len(source):
            # The last block may go on in the next piece, so that is where it begins.
            last = next((i for i in range(len(tokens) - 1, -1, -1) if _opens(tokens[i])), 0)
            if last == 0:
                if tokens:
                    size *= 2
                    continue
                kept = text.count("\n")
            else:
                last_map = tokens[last].map
                kept = last_map[0] if last_map else 0
                del tokens[last:]
        else:
            kept = text.count("\n")
        if tokens:
            yield Piece(_finish(tokens, env), line)
        if end == len(source) and kept == text.count("\n"):
            return
        start += _offset_of_line(text, kept)
        line += kept
        size = PIECE


def first_piece(source: str, env: Env, limit: int) -> Piece:
    """The beginning of a long note, for a first picture: its last block may be cut short."""
    end = min(_end_of_piece(source, 0, limit), limit * FIRST_MAX)
    return Piece(_finish(_block_tokens(source[:end], env), env), 0)


def _opens(token: Token) -> bool:
    return token.level == 0 and token.nesting >= 0 and token.map is not None


def _offset_of_line(text: str, line: int) -> int:
    offset = 0
    for _ in range(line):
        offset = text.index("\n", offset) + 1
    return offset
