"""markdown-it-py's flat tokens to nested, immutable blocks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from talktui.markdown import callouts, html_text
from talktui.markdown.blocks import (
    SAID_ANCHOR,
    Block,
    Code,
    Definition,
    Definitions,
    Footnote,
    Heading,
    Item,
    Link,
    ListBlock,
    Notice,
    Paragraph,
    Quote,
    Rule,
    Spans,
    Table,
    anchor_of,
)
from talktui.markdown.inline import Spanner, plain_text
from talktui.markdown.parser import MAX_DEPTH, MAX_INLINE, TOO_DEEP, TOO_LONG, Env, Piece, language_of
from talktui.safe_text import visible_block, visible_line

if TYPE_CHECKING:
    from markdown_it.token import Token

TAB = 4


class Builder:
    """Turns a note's pieces, one after the other, into blocks; collects links and anchors."""

    def __init__(self, env: Env) -> None:
        self.links: list[Link] = []
        self._env = env
        self.anchors: dict[str, int] = {}  # of HTML, with the source line each stands in
        self._seen: dict[str, int] = {}  # anchors of headings, with how many were made of each
        self._tokens: Sequence[Token] = ()
        self._next = 0
        self._base = 0

    def build(self, piece: Piece) -> list[Block]:
        """The blocks of a piece."""
        self._tokens = piece.tokens
        self._base = piece.line
        self._next = 0
        return self._blocks(None)

    # -- walking

    def _blocks(self, close: str | None) -> list[Block]:
        """Blocks up to the token of type `close`, which is taken too."""
        found: list[Block] = []
        tokens = self._tokens
        while self._next < len(tokens):
            token = tokens[self._next]
            self._next += 1
            if token.type == close:
                break
            self._block(token, found)
        return found

    def _lines(self, token: Token) -> tuple[int, int]:
        start, end = token.map or (0, 1)
        return self._base + start, self._base + end

    def _inline(self, style: str = "") -> Spans:
        """The spans of the inline token that comes next."""
        token = self._tokens[self._next]
        self._next += 1
        return self._spans_of(token, style)

    def _spans_of(self, token: Token, style: str = "") -> Spans:
        spanner = Spanner(self.links, self.anchors, self._lines(token)[0], self._env, style)
        if token.type == TOO_LONG:
            spanner.add(token.content)
        else:
            spanner.feed(token.children or ())
        return spanner.spans()

    def _skip(self, kind: str) -> None:
        if self._next < len(self._tokens) and self._tokens[self._next].type == kind:
            self._next += 1

    # -- one block

    def _block(self, token: Token, found: list[Block]) -> None:
        kind = token.type
        line, end = self._lines(token)
        if kind == "paragraph_open":
            self._paragraph(token, found)
        elif kind == "heading_open":
            found.append(self._heading(token))
        elif kind in ("fence", "code_block"):
            text = visible_block(token.content.expandtabs(TAB)).rstrip("\n")
            language = language_of(token)
            found.append(Code(line, end, text, visible_line(language), line + (kind == "fence")))
        elif kind in ("bullet_list_open", "ordered_list_open"):
            found.append(self._list(token))
        elif kind == "blockquote_open":
            children = tuple(self._blocks("blockquote_close"))
            found.append(callouts.quote(line, end, children))
        elif kind == "table_open":
            found.append(self._table(line, end))
        elif kind == "hr":
            found.append(Rule(line, end))
        elif kind == "html_block":
            self._html(token, found)
        elif kind == "dl_open":
            found.append(self._definitions(line, end))
        elif kind == "footnote_reference_open":
            label = visible_line(str(token.meta.get("label", "")))
            found.append(Footnote(line, end, label, tuple(self._blocks("footnote_reference_close"))))
        elif kind == TOO_DEEP:
            found.append(Notice(line, end, f"Nested deeper than {MAX_DEPTH} levels: shown as plain text."))
            found.append(Code(line, end, visible_block(token.content.expandtabs(TAB)).rstrip("\n"), "", line))
        elif kind == "inline":
            found.append(Paragraph(line, end, self._spans_of(token)))
        elif token.content:
            found.append(Paragraph(line, end, ((visible_line(token.content), "", None),)))

    def _paragraph(self, token: Token, found: list[Block]) -> None:
        line, end = self._lines(token)
        inline = self._tokens[self._next]
        spans = self._inline()
        self._skip("paragraph_close")
        if inline.type == TOO_LONG:
            why = "A very long paragraph" if len(inline.content) > MAX_INLINE else "Too many open brackets"
            found.append(Notice(line, end, f"{why}: shown as plain text."))
        if spans:
            found.append(Paragraph(line, end, spans, token.hidden))

    def _heading(self, token: Token) -> Heading:
        line, end = self._lines(token)
        inline = self._tokens[self._next]
        spans = self._inline()
        self._skip("heading_close")
        if (said := SAID_ANCHOR.search(spans[-1][0]) if spans else None) and (said.start() or spans[:-1]):
            text, style, link = spans[-1]
            kept = ((text[: said.start()], style, link),) if said.start() else ()
            return Heading(line, end, int(token.tag[1]), (*spans[:-1], *kept), said.group(1))
        children = inline.children
        text = inline.content if inline.type == TOO_LONG or children is None else plain_text(children)
        return Heading(line, end, int(token.tag[1]), spans, self._anchor(text))

    def _anchor(self, text: str) -> str:
        """GitHub's way: the second `a` is `a-1`, unless another heading is called so."""
        base = anchor = anchor_of(text)
        while anchor in self._seen:
            self._seen[base] += 1
            anchor = f"{base}-{self._seen[base]}"
        self._seen[anchor] = 0
        return anchor

    def _html(self, token: Token, found: list[Block]) -> None:
        line, end = self._lines(token)
        position = 0
        source = html_text.without_unseen(token.content)
        for match in html_text.HEADING.finditer(source):
            self._html_part(source[position : match.start()], line, end, found)
            line += source.count("\n", position, match.start())
            spans = self._html_spans(match.group(), line)
            if spans:
                said = html_text.attributes_of(match.group("attributes")).get("id")
                anchor = said or self._anchor("".join(span[0] for span in spans))
                found.append(Heading(line, end, int(match.group("level")), spans, anchor))
            line += match.group().count("\n")
            position = match.end()
        self._html_part(source[position:], line, end, found)

    def _html_part(self, source: str, line: int, end: int, found: list[Block]) -> None:
        line += len(source[: len(source) - len(source.lstrip())].split("\n")) - 1
        if spans := self._html_spans(source, line):
            found.append(Paragraph(line, end, spans))

    def _html_spans(self, source: str, line: int) -> Spans:
        spanner = Spanner(self.links, self.anchors, line, self._env, "html")
        spanner.html(source)
        return spanner.spans()

    # -- containers

    def _list(self, token: Token) -> ListBlock:
        ordered = token.type == "ordered_list_open"
        close = token.type.replace("_open", "_close")
        line, end = self._lines(token)
        number = int(token.attrGet("start") or 1) if ordered else 0
        if ordered and token.attrGet("start") == 0:
            number = 0
        items: list[Item] = []
        while self._next < len(self._tokens):
            item = self._tokens[self._next]
            self._next += 1
            if item.type == close:
                break
            if item.type == "list_item_open":
                marker = f"{number}{item.markup or '.'}" if ordered else "•"
                items.append(self._item(item, marker))
                number += 1
        tight = not any(
            isinstance(child, Paragraph) and not child.tight for entry in items for child in entry.children
        )
        return ListBlock(line, end, tuple(items), ordered, tight)

    def _item(self, token: Token, marker: str) -> Item:
        line, end = self._lines(token)
        done: bool | None = None
        if "task-list-item" in str(token.attrGet("class") or ""):
            for following in self._tokens[self._next : self._next + 2]:
                children = following.children
                if following.type == "inline" and children and children[0].type == "html_inline":
                    done = "checked=" in children[0].content
                    del children[0]
        return Item(line, end, tuple(self._blocks("list_item_close")), marker, done)

    def _table(self, line: int, end: int) -> Table:
        header: list[Spans] = []
        rows: list[tuple[Spans, ...]] = []
        row_lines: list[int] = []
        aligns: list[str] = []
        cells: list[Spans] = []
        in_head = True
        while self._next < len(self._tokens):
            token = self._tokens[self._next]
            self._next += 1
            kind = token.type
            if kind == "table_close":
                break
            if kind == "tbody_open":
                in_head = False
            elif kind == "tr_open":
                cells = []
                row_line = self._lines(token)[0]
            elif kind in ("th_open", "td_open"):
                if in_head:
                    aligns.append(str(token.attrGet("style") or "").removeprefix("text-align:").strip())
            elif kind in ("inline", TOO_LONG):
                cells.append(self._spans_of(token, "table-header" if in_head else ""))
            elif kind == "tr_close":
                if in_head:
                    header = cells
                else:
                    rows.append(tuple(cells))
                    row_lines.append(row_line)
        return Table(line, end, tuple(aligns), tuple(header), tuple(rows), tuple(row_lines))

    def _definitions(self, line: int, end: int) -> Definitions:
        entries: list[Definition] = []
        while self._next < len(self._tokens):
            token = self._tokens[self._next]
            self._next += 1
            if token.type == "dl_close":
                break
            at, until = self._lines(token)
            if token.type == "dt_open":
                entries.append(Definition(at, max(at + 1, until), self._inline("strong")))
            elif token.type == "dd_open":
                entries.append(Definition(at, until, (), tuple(self._blocks("dd_close"))))
        return Definitions(line, end, tuple(entries))


__all__ = ["Builder", "Quote"]
