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
from markdown_it.common.utils import unescapeAll
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_ref
from mdit_py_plugins.tasklists import tasklists_plugin

from talktui.markdown import autolinks, shortcode_blocks
from talktui.markdown.extras import extras_plugin

MAX_DEPTH = 40
"""Levels of quotes and lists (a list is two) that are shown as such; deeper ones as plain text."""

MAX_INLINE = 100_000
"""Characters of one paragraph that are parsed for emphasis and links; a longer one is plain text."""

MAX_STEPS = 200_000
"""Steps that finding the ends of one paragraph's brackets may take: it is not linear where they are open."""

MAX_NESTING = 100
"""Brackets within brackets in one paragraph; more are never meant."""

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
_FOOTNOTE_MARK = re.compile(r"\[\^[^ \n\]]{1,999}\]")
_DEFINITION = re.compile(r"^[ \t>]*\[([^\]\n]{1,999})\]:[^\n]*(?:\n(?![ \t>]*\[)[^\n]+)?", re.MULTILINE)
_USED = re.compile(r"\[([^\[\]]{1,999})\]")

_STOPS = re.compile(r"[\n&*<>\[\\\]_`~]|!(?=\[)|\^(?=\[)|\{(?=[{%])|" + autolinks.STOPS)
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
        if token.type == "inline" and (len(token.content) > MAX_INLINE or _is_costly(token.content)):
            token.type = TOO_LONG


def _is_costly(text: str) -> bool:
    """Whether looking for the end of each bracket in `text` takes more than :data:`MAX_STEPS`.

    The parser goes from every `[` over all that may begin something, up to its `]` or, without one, the end.
    """
    if text.count("[") * len(text) <= MAX_STEPS:
        return False
    opened: list[int] = []
    steps = seen = 0
    for seen, stop in enumerate(_STOPS.finditer(text)):
        if stop.group() == "[":
            opened.append(seen)
        elif stop.group() == "]" and opened:
            if len(opened) > MAX_NESTING:
                return True
            steps += seen - opened.pop()
    return steps + sum(seen - start for start in opened) > MAX_STEPS


def make_parser() -> MarkdownIt:
    """A parser of our dialect; its normalising and block rules are run by :func:`pieces`."""
    markdown = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).enable(["table", "strikethrough"])
    footnote_plugin(markdown, move_to_end=False)
    markdown.inline.ruler.at("footnote_ref", _footnote_mark)
    tasklists_plugin(markdown)
    deflist_plugin(markdown)
    link_bare_addresses(markdown)
    if hasattr(markdown.inline, "terminator_re"):  # older packages stop where they always did
        markdown.inline.terminator_re = _STOPS
    extras_plugin(markdown)
    shortcode_blocks.shortcode_blocks_plugin(markdown)
    markdown.validateLink = _any_link  # type: ignore[method-assign]  # shown; who follows it decides
    markdown.block.ruler.before("table", TOO_DEEP, _too_deep)
    markdown.core.ruler.before("inline", TOO_LONG, keep_out_too_long)
    markdown.disable(["normalize", "block"])  # done here, piece by piece
    return markdown


def _footnote_mark(state: StateInline, silent: bool) -> bool:
    """The plugin's rule, asked only at a `[^label]`: it looks for the end of one through all of the text."""
    if _FOOTNOTE_MARK.match(state.src, state.pos, state.posMax) is None:
        return False
    found: bool = footnote_ref(state, silent)
    return found


def link_bare_addresses(markdown: MarkdownIt) -> None:
    """Make `https://…`, `www.…` and e-mail addresses links."""
    autolinks.autolinks_plugin(markdown)
    if hasattr(markdown.inline, "add_terminator_char"):  # older packages: only where a word begins the text
        markdown.inline.add_terminator_char("w")


def _any_link(url: str) -> bool:
    """Links with any scheme are links, that a person may walk to; following them is decided elsewhere."""
    del url  # whatever it is
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
    used = None if used_in is None else {_label(match[1]) for match in _USED.finditer(used_in)}
    footnotes: dict[str, int] = {}
    definitions: list[str] = []
    for match in _DEFINITION.finditer(source):
        label = match.group(1)
        if used is not None and _label(label) not in used:
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


def _label(text: str) -> str:
    """A label as two are compared: case and spaces do not count."""
    return " ".join(text.split()).casefold()


def _block_tokens(text: str, env: Env) -> list[Token]:
    markdown = _PARSERS.markdown
    tokens: list[Token] = []
    try:
        markdown.block.parse(text, markdown, env, tokens)
    except RecursionError:  # a belt: the depth is bounded above
        tokens = [Token(TOO_DEEP, "", 0, content=text, map=[0, text.count("\n") + 1])]
    return tokens


def _finish(tokens: list[Token], env: Env, only: re.Pattern[str] | None = None) -> list[Token]:
    if only is not None:
        for token in tokens:
            if token.type == "inline" and only.search(token.content) is None:
                token.type = "unread"
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


def pieces(source: str, env: Env, only: re.Pattern[str] | None = None) -> Iterator[Piece]:
    """Parse a normalised note piece by piece; the cost is linear in its length.

    With `only`, the text of paragraphs in which it is not found is left unread.
    """
    start = line = 0
    size = PIECE
    closes = shortcode_blocks.last_close(source)
    while start < len(source):
        end = _end_of_piece(source, start, size)
        text = source[start:end]
        env[shortcode_blocks.CLOSED_LATER] = closes >= end
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
            yield Piece(_finish(tokens, env, only), line)
        if end == len(source) and kept == text.count("\n"):
            return
        start += _offset_of_line(text, kept)
        line += kept
        size = PIECE


def first_piece(source: str, env: Env, limit: int) -> Piece:
    """The beginning of a long note, for a first picture: its last block may be cut short."""
    end = min(_end_of_piece(source, 0, limit), limit * FIRST_MAX)
    env[shortcode_blocks.CLOSED_LATER] = shortcode_blocks.is_closed_in(source, end)
    return Piece(_finish(_block_tokens(source[:end], env), env), 0)


def language_of(token: Token) -> str:
    """The first word of a fence's info string, or nothing (CommonMark: "typically the language")."""
    return (unescapeAll(token.info).split(maxsplit=1) or [""])[0]


def _opens(token: Token) -> bool:
    return token.level == 0 and token.nesting >= 0 and token.map is not None


def _offset_of_line(text: str, line: int) -> int:
    offset = 0
    for _ in range(line):
        offset = text.index("\n", offset) + 1
    return offset
