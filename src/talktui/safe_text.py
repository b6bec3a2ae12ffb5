"""Text from files made safe to show, in one place.

A note, a file name or an error message may hold terminal sequences, bidirectional overrides or
lone surrogates.  Whatever becomes visible, in the app or on the command line, passes through here
first.  Every substitution is one character for one character, so offsets into the original text
stay true for highlights and selections.
"""

from __future__ import annotations

import re

_BIDI = (*range(0x202A, 0x202F), *range(0x2066, 0x2070), 0x061C, 0x200E, 0x200F)
_INVISIBLE = (
    0x200B,
    *range(0x2060, 0x2066),
    0xFEFF,
    0x00AD,
    0x180E,
    0x3164,
    0xFFA0,
    *range(0x1D173, 0x1D17B),
)

_TABLE: dict[int, int] = {
    **{code: 0x2400 + code for code in range(0x20)},  # ␀ … ␛ … ␟
    0x7F: 0x2421,  # ␡
    **dict.fromkeys(range(0x80, 0xA0), 0x2426),  # C1 controls, CSI among them: ␦
    **dict.fromkeys(_BIDI, 0x21C4),  # ⇄ something here would turn the text around
    **dict.fromkeys(_INVISIBLE, 0x2423),  # ␣ something invisible stands here
    0x2028: 0x2424,
    0x2029: 0x2424,  # ␤
    **dict.fromkeys(range(0xFFF9, 0xFFFC), 0xFFFD),
    **dict.fromkeys(range(0xE0000, 0xE0080), 0xFFFD),  # invisible "tag" characters
}

_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\uffa0\U0001d173-\U0001d17a"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)

_NOT_COPIED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def _shown(match: re.Match[str]) -> str:
    code = ord(match.group())
    if 0xD800 <= code <= 0xDFFF:
        return "\ufffd"  # a byte of a file name that is no UTF-8
    return chr(_TABLE[code])


def visible(text: str) -> str:
    """`text` with every control, bidi and invisible character shown as a symbol, 1:1.

    Line feeds and tabs are controls too; use :func:`visible_line` or :func:`visible_block` for
    text that may hold them on purpose.
    """
    return _UNSAFE.sub(_shown, text)


def visible_line(text: str) -> str:
    """`text` as one line: line ends and tabs become spaces, 1:1; the rest as :func:`visible`."""
    if "\n" in text or "\t" in text or "\r" in text:
        text = text.replace("\r\n", " \n").replace("\n", " ").replace("\t", " ").replace("\r", " ")
    return visible(text)


def visible_block(text: str) -> str:
    """`text` with its line feeds kept, 1:1; tabs stay tabs for the caller to expand."""
    if not _UNSAFE.search(text):
        return text
    return "\n".join("\t".join(visible(part) for part in line.split("\t")) for line in text.split("\n"))


def copyable(text: str) -> str:
    """`text` as it goes to the clipboard: without the control characters that a program it is pasted into
    would act on; among them is the end of a bracketed paste (``ESC [201~``).

    Line feeds and tabs stay, other line ends become line feeds, and lone surrogates, which no encoding
    has, become U+FFFD. What merely cannot be seen (joiners, bidirectional marks) is text, and stays.
    """
    return _NOT_COPIED.sub(
        lambda match: "\ufffd" if match.group() >= "\ud800" else "",
        text.replace("\r\n", "\n").replace("\r", "\n"),
    )


def is_safe(text: str) -> bool:
    """Whether :func:`visible` would leave `text` as it is."""
    return _UNSAFE.search(text) is None
