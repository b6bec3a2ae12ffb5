"""How a text is written in YAML: plain where every reader takes it for text, else in quotes.

Tools disagree on YAML 1.1 and 1.2, so a text is plain only when it is a text in both
(https://yaml.org/type/ and https://yaml.org/spec/1.2.2/#103-core-schema).
"""

from __future__ import annotations

import re

from talktui.notes.problem import Refused

_FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")

_WORDS = frozenset(
    ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "none", "~", "nan", "inf", "=", "<<"]
)
_NUMBER = re.compile(
    r"""[-+.]*[0-9][0-9_.,:eE+-]*      # integers, floats, 12:30, 1.2.3
      | [-+]?0[xob][0-9a-f_]+
      | [-+]?\.(inf|nan)
      | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt\s].*)?""",
    re.VERBOSE | re.IGNORECASE,
)
_FIRST = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`=<~^]")
_UNSAFE_BLOCK = re.compile(r":(?=\s|$)|\s#")
_UNSAFE_FLOW = re.compile(r"[,\[\]{}:]|\s#")

_LITERAL = re.compile(
    r"""-?(0|[1-9][0-9]*)(\.[0-9]+)?
      | true | false
      | [0-9]{4}-[0-9]{2}-[0-9]{2}
        ([T\ ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[-+][0-9]{2}:?[0-9]{2})?)?""",
    re.VERBOSE | re.ASCII,
)


def check_text(text: str) -> None:
    """Raise :class:`Refused` when `text` holds what must not be put into a file's front matter."""
    found = _FORBIDDEN.search(text)
    if found is not None:
        sign = "a line break" if found[0] in "\r\n" else f"the character U+{ord(found[0]):04X}"
        raise Refused(f"{text!a} holds {sign}, which must not stand in front matter; take it out")


def is_literal(text: str) -> bool:
    """Whether `text` is a number, `true`, `false` or an ISO date, with or without a time."""
    return _LITERAL.fullmatch(text) is not None


def check_literal(text: str) -> None:
    """Raise :class:`Refused` unless `text` is what :func:`is_literal` says."""
    if not is_literal(text):
        raise Refused(f"{text!r} is no number, date, `true` or `false`")


def is_plain(text: str, *, flow: bool) -> bool:
    """Whether `text` can stand without quotes, in a flow list or mapping if `flow`."""
    if not text or text != text.strip() or text.lower() in _WORDS or _NUMBER.fullmatch(text):
        return False
    if not _FIRST.match(text) or _FORBIDDEN.search(text):
        return False
    return (_UNSAFE_FLOW if flow else _UNSAFE_BLOCK).search(text) is None and "\t" not in text


def quoted(text: str, quote: str) -> str:
    """`text` between `quote` signs, escaped as that style wants."""
    if quote == "'":
        return "'" + text.replace("'", "''") + "'"
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def written(text: str, *, flow: bool, quote: str = "") -> str:
    """`text` as a scalar: in `quote` signs if given, else plain if it can be, else quoted."""
    if quote:
        return quoted(text, quote)
    if is_plain(text, flow=flow):
        return text
    if ('"' in text or "\\" in text) and "'" not in text:
        return quoted(text, "'")
    return quoted(text, '"')
