"""Plain text made Markdown that shows it as it is: what a video's description is on YouTube and elsewhere.

There nothing is markup: a line of dashes separates, `#word` is a hashtag of theirs, underscores are in names.
So whatever Markdown would take for markup is escaped. Addresses stay addresses, lines stay lines, and what
looks like a list is one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from talktui.transfer.formats.html_text import clean, escaped

_ITEM = re.compile(r"(?P<mark>[-*+•‣◦▪●·]|\d{1,2}[.)])\s+(?P<said>\S.*)")
_MARK = re.compile(r"[-+*](?=\s|$)|\d{1,9}(?P<delimiter>[.)])(?=\s|$)|~~~")
# A separator, or what would make a table of the line above.
_RULE = re.compile(r"([-=_*~+#])(?:\s*\1)*|[-|:\s]+")
_ADDRESS = re.compile(r"(?P<angle><https?://[^\s<>&\\]+>)|https?://(?:[^\s<>`\[\]\\&]|&(?!#?\w{1,32};))+")
_BEHIND = ".,;:!?'\"*_~…"  # an address does not end so
_SPLIT = re.compile(r"[_*~]")
_ALONE = re.compile(r"[.,;:!?)\"']*(?:\s|$)")  # may follow an address and be no part of it
# Obsidian's comments, highlights and formulas among them; a `]` that would end a link.
_OTHERS = re.compile(r"\\$|%%|==|~(?=~)|(?<=~)~|\$\$|\](?=[(\[:])")
_NESTED = "    "


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    list: tuple[str, int] | None = None  # the list it is an item of: its kind of mark and its level
    inside: str = ""  # the indentation of an item's further lines


def plain_markdown(text: str) -> str:
    """`text` as Markdown that reads as `text` does, without blank lines around it."""
    written: list[str] = []
    before: _Line | None = None  # None: a blank line, or nothing
    base = 0
    for raw in clean(text).expandtabs(4).split("\n"):
        said = raw.strip()
        if not said:
            if before is not None:
                written.append("")
            before = None
            continue
        indent = len(raw) - len(raw.lstrip())
        if before is None or before.list is None:
            base = indent
        line = _line(said, 1 if indent >= base + 2 else 0)
        if line.list is None and before is not None and before.list is not None and indent > base:
            line = _Line(before.inside + line.text, before.list, before.inside)
            written[-1] += "\\"  # the item goes on
        elif before is not None and line.list is None and before.list is None:
            written[-1] += "\\"
        elif before is not None and line.list != before.list:
            written.append("")
        written.append(line.text)
        before = line
    return "\n".join(written).strip("\n")


def _line(said: str, level: int) -> _Line:
    match = None if _RULE.fullmatch(said) else _ITEM.fullmatch(said)
    if match is None:
        return _Line(plain_line(said))
    mark = match["mark"] if match["mark"][0].isdigit() else "-"
    indent = _NESTED * level
    text = f"{indent}{mark} {plain_line(match['said'])}"
    return _Line(text, (mark[-1], level), indent + " " * (len(mark) + 1))


def plain_line(said: str) -> str:
    """`said`, a line without blanks around it, with nothing in it that is markup but its addresses."""
    if _RULE.fullmatch(said):
        return re.sub(r"[*_~]", r"\\\g<0>", said) if said[0] in "*_~" else f"\\{said}"
    if mark := _MARK.match(said):
        at = mark.start("delimiter") if mark["delimiter"] else 0
        return f"{said[:at]}\\{said[at]}{_inline(said[at + 1 :])}"
    return _inline(said)


def _inline(said: str) -> str:
    pieces: list[str] = []
    at = 0
    for match in _ADDRESS.finditer(said):
        address = match.group()
        if not match["angle"]:
            address = _without_end(address)
        pieces.append(_escaped(said[at : match.start()]))
        at = match.start() + len(address)
        if not match["angle"] and (_SPLIT.search(address) or not _ALONE.match(said, at)):
            address = f"<{address}>"  # for any reader, nothing in it is emphasis, and it ends there
        pieces.append(address)
    pieces.append(_escaped(said[at:]))
    return "".join(pieces)


def _without_end(address: str) -> str:
    """`address` without the full stop and the bracket that end the sentence it stands in."""
    unopened = address.count(")") - address.count("(")
    end = len(address)
    while end and (address[end - 1] in _BEHIND or (address[end - 1] == ")" and unopened > 0)):
        unopened -= address[end - 1] == ")"
        end -= 1
    return address[:end]


def _escaped(said: str) -> str:
    return _OTHERS.sub(lambda match: f"\\{match.group()}", escaped(said)) if said else ""
