"""Front matter of plain `key: value` lines, read without a YAML parser: in a third of the time.

Most notes' front matter is nothing but lines with a text, a list in brackets, or a list with dashes.
Only what has one meaning in YAML is read here; whatever holds anything else (a comment, an escape, an
indented mapping, a key that stands twice) is left to libyaml.  A test compares the two.
"""

from __future__ import annotations

import re
from sys import intern

from talktui.notes.front_matter.values import Mapping, Scalar, Sequence, Value
from talktui.notes.quick import quick

LONGEST = 20_000
"""Characters read here at most: so few cannot hold more values than YAML is read of."""

SHORT = 40
"""Characters up to which equal texts are one in memory: tags, names and dates stand in many notes."""

# What YAML does not allow without an escape, and line ends that libyaml knows, above U+00A0.
_ODD = re.compile(r"[\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


def _characters(which: str) -> str:
    """A class of `which` up to U+00A0, and of everything above: `_ODD` is looked for before.

    Said by what is left out, all of it in the first 256: a class of nearly all characters is slower, and
    Python takes ten milliseconds to compile one.
    """
    allowed = re.compile(f"[{which}]")
    return f"[^{''.join(re.escape(chr(code)) for code in range(0xA1) if not allowed.match(chr(code)))}]"


_FIRST = _characters("A-Za-z0-9_(/.+=")  # of a text without quotes: it means nothing else
_INNER = _characters(r' !"$-9;-~\xa0') + "*"  # all but `:` and `#`
_TEXT = rf"{_FIRST}{_INNER}(?:(?::(?=[^ \r\n])|(?<! )#){_INNER})*"
_IN_DOUBLE, _IN_SINGLE = _characters(r" !#-\[\]-~\xa0"), _characters(r" -&(-~\xa0")  # nothing escaped
_QUOTED = rf""""{_IN_DOUBLE}*"|'{_IN_SINGLE}*'"""
_IN_LIST = _FIRST + _characters(r" !$-+\--9;->@-Z\\^-z|~\xa0") + "*"  # no sign of a list or mapping either
_ITEM = rf"(?:{_QUOTED}) *|{_IN_LIST}"
_LIST = rf"\[ *(?:(?:{_ITEM})(?:, *(?:{_ITEM}))*)?\]"

# A text takes the blanks after it, for there must be one way to read a line: with more, one that is none
# would be tried in all of them.
_LINE = re.compile(
    rf"(?:([A-Za-z_][A-Za-z0-9_-]{{0,60}}):(?: *| +((?:{_QUOTED}|{_LIST}) *|{_TEXT}))"
    rf"|( *)- +((?:{_QUOTED}) *|{_TEXT}))(?:\r?\n|\Z)"
)
_ITEMS = re.compile(_ITEM)
_quick_scalar = quick(Scalar)


def read_lines(text: str, first_line: int) -> Mapping | None:
    """What YAML says in `text`, or None where that is for a parser to tell.

    `first_line` is the 1-based line of the file on which `text` begins.
    """
    if not text or len(text) > LONGEST or (not text.isascii() and _ODD.search(text)):
        return None
    pairs: dict[str, Value] = {}
    lines: list[int] = []
    items: list[Value] = []  # with dashes, of the key that was read last
    indent: str | None = None  # of their dashes
    open_key = ""
    position, line, end = 0, first_line, len(text)
    match_line = _LINE.match
    while position < end:
        match = match_line(text, position)
        if match is None:
            return None
        position = match.end()
        key, value, dash, item = match.groups()
        if key is None:
            if not open_key or (indent is not None and dash != indent):
                return None
            indent = dash
            items.append(_scalar(item, line))
        else:
            if items:
                pairs[open_key] = Sequence(tuple(items), items[0].line)
                items, indent = [], None
            if key in pairs:
                return None
            key = intern(key)
            if value is None:
                open_key = key
                pairs[key] = Scalar("", line)
            else:
                open_key = ""
                pairs[key] = _list(value, line) if value[0] == "[" else _scalar(value, line)
            lines.append(line)
        line += 1
    if items:
        pairs[open_key] = Sequence(tuple(items), items[0].line)
    return Mapping(tuple(pairs.items()), first_line, tuple(lines))


def _scalar(source: str, line: int) -> Scalar:
    plain = source[0] not in "\"'"
    text = source.rstrip(" ")
    if not plain:
        text = text[1:-1]
    made = _quick_scalar(intern(text) if len(text) <= SHORT else text, line, plain)
    made.__class__ = Scalar
    return made  # type: ignore[no-any-return]


def _list(source: str, line: int) -> Sequence:
    return Sequence(tuple([_scalar(item, line) for item in _ITEMS.findall(source, 1)]), line)
