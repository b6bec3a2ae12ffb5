"""Text of one line on its way out of the notes: without what acts on a terminal or turns a line around.

A title may hold anything that a schedule had.  What a program would act on (control characters) goes, and
what would reach beyond the text (a right-to-left override that nothing ends) is ended in it.
"""

from __future__ import annotations

from talktui.safe_text import copyable

_OPENS = dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c") | dict.fromkeys("\u2066\u2067\u2068", "\u2069")
_CLOSES = {"\u202c", "\u2069"}
_LINE_ENDS = dict.fromkeys((0x2028, 0x2029, 0x85), " ")


def one_line(text: str) -> str:
    """`text` as one line: spaces made one, control characters taken out, directions ended."""
    return " ".join(contained(bare_line(text)).split())


def bare_line(text: str) -> str:
    """`text` as one line without control characters, directions as they are: for what is read back."""
    spaced = copyable(" ".join(text.translate(_LINE_ENDS).split()))
    return " ".join(spaced.split())


def block(text: str) -> str:
    """`text`, of several lines, without control characters; its line ends as line feeds."""
    return copyable(text)


def contained(text: str) -> str:
    """`text` with every embedding, override and isolate that it begins ended, and no other ended.

    https://www.unicode.org/reports/tr9: an isolate's end also ends what was begun in it.
    """
    if text.isascii() or not any(char in _CLOSES or char in _OPENS for char in text):
        return text
    out: list[str] = []
    waiting: list[str] = []
    for char in text:
        if char in _OPENS:
            waiting.append(_OPENS[char])
        elif char in _CLOSES:
            if char not in waiting:
                continue
            while waiting[-1] != char:
                out.append(waiting.pop())
            waiting.pop()
        out.append(char)
    return "".join([*out, *reversed(waiting)])
