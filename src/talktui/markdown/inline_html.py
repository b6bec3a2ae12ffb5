"""HTML in a note, tag by tag, as styled text: lines, lists, the cells of a row, and text set as it stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from talktui.markdown import html_text

if TYPE_CHECKING:
    from talktui.markdown.inline import Spanner

_SPACES = re.compile(r"[ \n\t]+")
_EMBEDS = frozenset(("iframe", "video", "audio", "source", "embed"))
TAB = 4
MAX_LISTS = 20
"""Lists in lists that are set in further; a deeper one stands where the last of these does."""


class HtmlReader:
    """Appends what HTML says to one paragraph's spans."""

    def __init__(self, spanner: Spanner) -> None:
        self._spanner = spanner
        self._lists: list[int | None] = []  # of each open list: the next number, None without numbers
        self._in_row = False  # a cell of the row under way was begun
        self.pre = 0
        """How many `<pre>` are open: in them, line ends and spaces stay."""

    def feed(self, source: str) -> None:
        """Append what a piece of HTML says; lines and lists may go on in the next."""
        for part in html_text.parts(source):
            if part.kind != "text":
                self._tag(part)
            elif self.pre:
                self.preformatted(part.text)
            else:
                self._spanner.add(_SPACES.sub(" ", part.text))

    def preformatted(self, text: str) -> None:
        """Append text whose line ends and spaces stay."""
        for number, line in enumerate(text.expandtabs(TAB).split("\n")):
            if number and not self._spanner.begins_paragraph:
                self._spanner.line_break()
            self._spanner.add_as_it_stands(line)

    def _tag(self, part: html_text.Part) -> None:
        name = part.text
        opens = part.kind == "open"
        spanner = self._spanner
        if opens and (anchor := part.attributes.get("id") or (name == "a" and part.attributes.get("name"))):
            spanner.anchor(anchor)
        if name in html_text.BLOCKS:
            self._in_row = False
            if not spanner.begins_line:
                spanner.line_break()
        if opens and name in html_text.MARKS:
            spanner.add(html_text.MARKS[name], "marker")
        if name in ("ul", "ol"):
            self._list(part, opens)
        elif name == "li" and opens:
            self._item(part)
        elif name in ("td", "th") and opens:
            if self._in_row or not spanner.begins_line:  # words before a row are none of its cell's
                spanner.add(" │ ", "table-rule")
            self._in_row = True
        elif name == "pre":
            self.pre = max(0, self.pre + (1 if opens else -1))
        elif name == "br":
            spanner.line_break()
        elif name == "img" and opens:
            spanner.image(part.attributes.get("alt", ""), part.attributes.get("src", ""))
        elif name == "a":
            if not opens:
                spanner.close_link(html=True)
            elif href := part.attributes.get("href"):
                spanner.open_link(href, html=True)
        elif name in _EMBEDS and (target := part.attributes.get("src")):
            spanner.open_link(target)
            spanner.add(f"▶ {target}")
            spanner.close_link()
        if name in html_text.STYLES:
            (spanner.push if opens else spanner.pop)(html_text.STYLES[name])

    def _list(self, part: html_text.Part, opens: bool) -> None:
        if opens:
            self._lists.append(_number(part.attributes.get("start"), 1) if part.text == "ol" else None)
        elif self._lists:
            self._lists.pop()

    def _item(self, part: html_text.Part) -> None:
        inner = min(len(self._lists), MAX_LISTS) - 1
        number = self._lists[-1] if self._lists else None
        if number is not None:
            number = _number(part.attributes.get("value"), number)
            self._lists[-1] = number + 1
        mark = "• " if number is None else f"{number}. "
        self._spanner.add_as_it_stands("  " * inner + mark, "marker")


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else otherwise
