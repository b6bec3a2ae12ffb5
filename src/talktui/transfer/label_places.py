"""Where a text defines and uses labels: `[docs]: https://…` and `[^1]: …`, `[some][docs]`, `[docs]`, `[^1]`.

What is one of them, markdown-it says, which shows the text: nothing is found in code, comments or HTML, and a
bracket without a definition is a bracket.  Its rules are asked while they work; from what they have read of a
paragraph the character in the text is found again.
https://spec.commonmark.org/0.31.2/#link-reference-definitions
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.rules_block import StateBlock, reference
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline, image, link
from markdown_it.token import Token
from mdit_py_plugins.footnote.index import footnote_def, footnote_inline, footnote_ref

from talktui.markdown.parser import TOO_DEEP, TOO_LONG, make_parser, normalise

_BRACKETED = re.compile(r"\[(\^?(?:[^\[\]\\]|\\.){1,999})\]", re.DOTALL)
_FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\]")
_LINE = re.compile(r"\n[ \t>]*")
_END = re.compile(r"(?:[^\[\]\\]|\\.)*", re.DOTALL)


def key_of(label: str) -> str:
    """A label as two are compared: case and spaces do not count. A footnote's begins with `^`."""
    key: str = normalizeReference(label)
    return key


def bracketed(text: str) -> set[str]:
    """The keys of everything between brackets in `text`, whatever it is: more than its labels."""
    found = {_LINE.sub("\n", match[1]) for match in _BRACKETED.finditer(text)}
    return {key_of(label) for said in found for label in (said, said.replace("\\|", "|"))}


@dataclass(frozen=True, slots=True)
class LabelPlace:
    """A label in a text; its ending goes to character `at`: `-2` makes `docs` `docs-2`."""

    key: str
    at: int | None  # None: it could not be found again
    before: str = ""  # of a use that has no label of its own: `[docs]` becomes `[docs][docs-2]`
    after: str = ""


@dataclass(slots=True)
class Labels:
    """What a text says with labels."""

    meanings: dict[str, object] = field(default_factory=dict)  # of each that it defines
    places: list[LabelPlace] = field(default_factory=list)
    footnotes: dict[str, str] = field(default_factory=dict)  # as they are written → key
    shown: list[object] = field(default_factory=list)  # all that a reader sees, whatever the labels
    unread: set[str] = field(default_factory=set)  # keys in paragraphs that are too long to be read


class LabelReader:
    """Reads texts, one at a time; line ends are `\\n`. Not for several threads."""

    def __init__(self) -> None:
        made = make_parser()
        made.enable(["normalize", "block"])
        made.block.ruler.at("reference", self._reference)
        made.block.ruler.at("footnote_def", self._footnote, {"alt": ["paragraph", "reference"]})
        made.core.ruler.at("inline", self._inline)
        made.inline.ruler.at("link", self._link)
        made.inline.ruler.at("image", self._image)
        made.inline.ruler.at("footnote_inline", self._inline_footnote)
        made.inline.ruler.at("footnote_ref", self._footnote_use)
        self._markdown: MarkdownIt = made
        self._begin("")

    def read(self, text: str) -> Labels:
        """What `text` defines and uses by itself."""
        if "]:" not in text:
            return Labels()
        tokens, env = self._parse(text, {})
        labels = self._labels
        for key, said in env.get("references", {}).items():
            labels.meanings[key] = (said["href"], said["title"])
        for key in labels.footnotes.values():
            labels.meanings[key] = object()  # a footnote is like no other
        labels.shown = [*_shown(tokens), *map(_shown, _inline_footnotes(env))]
        for token in tokens:
            if token.type in (TOO_DEEP, TOO_LONG):
                labels.unread |= bracketed(token.content)
        return labels

    def uses(self, text: str, keys: Set[str]) -> set[str]:
        """Those of `keys` that `text` would use, or does define, if all of them were defined."""
        footnotes = {f":{label}": -1 for label in _FOOTNOTE.findall(text) if f"^{key_of(label)}" in keys}
        env: dict[str, Any] = {
            "references": {key: {"href": "#", "title": ""} for key in keys},
            "footnotes": {"refs": footnotes, "list": {}},
        }
        tokens, _ = self._parse(text, env)
        unread = (bracketed(token.content) for token in tokens if token.type in (TOO_DEEP, TOO_LONG))
        return {place.key for place in self._labels.places}.union(*unread) & keys

    def _parse(self, text: str, env: dict[str, Any]) -> tuple[list[Token], dict[str, Any]]:
        self._begin(text)
        return self._markdown.parse(text, env), env

    def _begin(self, text: str) -> None:
        self._labels = Labels()
        self._text = normalise(text)
        self._starts = [0, *(match.end() for match in re.finditer("\n", self._text))]
        self._lines = self._text.split("\n")
        self._token: Token | None = None
        self._breaks: list[int] | None = None  # where the lines of the paragraph begin in what is read of it
        self._base = 0  # where what the inline rules read begins in the paragraph
        self._cell: tuple[int, int] | None = None  # of a table's cell: its first character and its last

    # -- definitions

    def _reference(self, state: StateBlock, start: int, end: int, silent: bool) -> bool:
        done = reference(state, start, end, silent)
        if done and not silent:
            self._defined(state, start)
        return done

    def _footnote(self, state: StateBlock, start: int, end: int, silent: bool) -> bool:
        at = state.bMarks[start] + state.tShift[start]
        done: bool = footnote_def(state, start, end, silent)
        if done and not silent:
            label = state.src[at + 2 : state.src.index("]", at)]
            key = self._labels.footnotes[label] = f"^{key_of(label)}"
            self._labels.places.append(LabelPlace(key, at + 2 + len(label)))
        return done

    def _defined(self, state: StateBlock, line: int) -> None:
        begin = state.bMarks[line] + state.tShift[line] + 1
        match = _END.match(state.src, begin)
        said = match[0] if match else ""
        key = key_of(_LINE.sub("\n", said))
        known = key in state.env["references"]
        self._labels.places.append(LabelPlace(key, begin + len(said.rstrip()) if known else None))

    # -- uses

    def _inline(self, state: StateCore) -> None:
        cell = (-1, 0)  # the line of the last cell, and where the next one is looked for
        before = ""
        for token in state.tokens:
            if token.type == "inline":
                self._token, self._base, self._cell, self._breaks = token, 0, None, None
                if before in ("th_open", "td_open") and token.map and token.content:
                    line = token.map[0]
                    self._cell = self._cell_at(line, token.content, cell[1] if cell[0] == line else 0)
                    cell = (line, self._cell[1]) if self._cell else cell
                token.children = token.children or []
                state.md.inline.parse(token.content, state.md, state.env, token.children)
            before = token.type

    def _cell_at(self, line: int, content: str, start: int) -> tuple[int, int] | None:
        pattern = re.compile(r"\\?\|".join(map(re.escape, content.split("|"))))
        match = pattern.search(self._lines[line], start) if line < len(self._lines) else None
        return match.span() if match else None

    def _link(self, state: StateInline, silent: bool) -> bool:
        start = state.pos
        done = link(state, silent)
        if done and not silent:
            self._used(state, start, nested=False)
        return done

    def _image(self, state: StateInline, silent: bool) -> bool:
        start = state.pos
        with _Within(self, start + 2):
            done = image(state, silent)
        if done and not silent:
            self._used(state, start + 1, nested=True)
        return done

    def _inline_footnote(self, state: StateInline, silent: bool) -> bool:
        with _Within(self, state.pos + 2):
            done: bool = footnote_inline(state, silent)
        return done

    def _footnote_use(self, state: StateInline, silent: bool) -> bool:
        start = state.pos
        done: bool = footnote_ref(state, silent)
        if done and not silent:
            key = f"^{key_of(state.src[start + 2 : state.pos - 1])}"
            self._labels.places.append(LabelPlace(key, self._place(state.pos - 1)))
        return done

    def _used(self, state: StateInline, start: int, *, nested: bool) -> None:
        """The link or image whose text begins at the bracket at `start` and that ends at `state.pos`."""
        close = state.md.helpers.parseLinkLabel(state, start, not nested)
        text, rest = state.src[start + 1 : close], state.src[close + 1 : state.pos]
        said = " ".join(text.split())
        if self._is_cell:
            said = said.replace("|", "\\|")
        if not rest:
            place = LabelPlace(key_of(text), self._place(close + 1), f"[{said}", "]")
        elif rest == "[]":
            place = LabelPlace(key_of(text), self._place(close + 2), said)
        elif rest.startswith("["):
            place = LabelPlace(key_of(rest[1:-1]), self._place(close + 1 + len(rest[:-1].rstrip())))
        else:
            return  # its address stands beside it
        self._labels.places.append(place)

    @property
    def _is_cell(self) -> bool:
        return self._cell is not None

    def _place(self, at: int) -> int | None:
        """Where character `at` of what the inline rules read stands in the text; None: not to be told."""
        token = self._token
        if token is None or not token.map:
            return None
        content, at = token.content, at + self._base
        if self._breaks is None:
            self._breaks = [0, *(match.end() for match in re.finditer("\n", content))]
        below = bisect_right(self._breaks, at) - 1
        number = token.map[0] + below
        if number >= len(self._lines):
            return None
        line = self._lines[number]
        if self._cell is not None:
            place = self._cell[0]
            for char in content[:at]:
                place += 2 if char == "|" and line.startswith("\\|", place) else 1
            return self._starts[number] + place
        first = self._breaks[below]
        read = content[first : self._breaks[below + 1] if below + 1 < len(self._breaks) else None].rstrip()
        for whole in (line.rstrip(), line.rstrip().rstrip("#").rstrip()):
            if whole.endswith(read):  # before it stand quotes' and lists' marks, or a heading's
                return self._starts[number] + len(whole) - len(read) + at - first
        return None


class _Within:
    """What the inline rules read meanwhile is a part of the paragraph, from its character `by` on."""

    def __init__(self, reader: LabelReader, by: int) -> None:
        self._reader, self._by = reader, by

    def __enter__(self) -> None:
        self._reader._base += self._by

    def __exit__(self, *_: object) -> None:
        self._reader._base -= self._by


def _inline_footnotes(env: Mapping[str, Any]) -> Iterator[list[Token]]:
    for said in env.get("footnotes", {}).get("list", {}).values():
        if "tokens" in said:
            yield said["tokens"]


def _shown(tokens: Iterable[Token]) -> list[object]:
    """What a reader sees of `tokens`, labels left out."""
    return [
        (
            token.type,
            token.tag,
            token.nesting,
            token.level,
            token.info,
            token.hidden,
            sorted(token.attrs.items()),
            {key: value for key, value in token.meta.items() if key != "label"},
            _shown(token.children) if token.children is not None else token.content,
        )
        for token in tokens
    ]
