"""What can still be shown of front matter that is not valid YAML.

About a quarter of one real collection has an unquoted `: ` in its titles; those notes must show their
title, speaker and video all the same.  The text is cut into the stretches that begin with a `key:` line;
each one that is valid YAML alone is read as such, the others line by line.  For reading only.
"""

from __future__ import annotations

from itertools import pairwise

from talktui.notes.front_matter.values import Mapping, Scalar, Sequence, Value
from talktui.notes.front_matter.yaml_events import ERRORS
from talktui.notes.front_matter.yaml_read import read_strictly

_STRICT_BUDGET = 1 << 16  # characters that are tried as YAML again: keeps hostile input cheap
_MAX_KEYS = 5_000
_MAX_LEVEL = 3


def rescue(text: str, first_line: int) -> Mapping:
    """The keys and values that can be made out in broken YAML. Never raises; linear in `text`."""
    return _Rescue().mapping(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), first_line, 1)


class _Rescue:
    def __init__(self) -> None:
        self.budget = _STRICT_BUDGET

    def mapping(self, lines: list[str], first_line: int, level: int) -> Mapping:
        pairs: list[tuple[str, Value]] = []
        key_lines: list[int] = []
        starts = _key_lines(lines)
        for start, end in pairwise([*starts, len(lines)]):
            at = first_line + start
            whole = self.strictly("\n".join(lines[start:end]), at)
            if whole is not None:
                pairs.extend(whole.pairs)
                key_lines.extend(whole.key_lines)
                continue
            key, value = _split(lines[start].strip())
            pairs.append((_unquoted(key), self.value(value, lines[start + 1 : end], at, level)))
            key_lines.append(at)
        return Mapping(tuple(pairs), first_line, tuple(key_lines))

    def strictly(self, text: str, at: int) -> Mapping | None:
        """`text` as YAML when it is, and there is something in it."""
        self.budget -= len(text)
        if self.budget < 0:
            return None
        try:
            value, _ = read_strictly(text, at)
        except ERRORS:
            return None
        return value if isinstance(value, Mapping) else None

    def value(self, first: str, rest: list[str], at: int, level: int) -> Value:
        """What stands after a key: `first` on its line, `rest` on the lines below."""
        told = [(number, line.strip()) for number, line in enumerate(rest) if _tells(line)]
        if first or not told:
            text = " ".join([first, *(line for _, line in told)])
            return Scalar(_unquoted(text.strip()), at, plain=_unquoted(text) == text)
        if all(line == "-" or line.startswith("- ") for _, line in told):
            items = tuple(Scalar(_unquoted(line[1:].strip()), at + 1 + number) for number, line in told)
            return Sequence(items, items[0].line)
        if level < _MAX_LEVEL and _key_lines(rest):
            return self.mapping(rest, at + 1, level + 1)
        return Scalar(" ".join(line for _, line in told), at)


def _tells(line: str) -> bool:
    stripped = line.lstrip()
    return bool(stripped) and not stripped.startswith("#")


def _key_lines(lines: list[str]) -> list[int]:
    """The numbers of the lines that look like `key: …`, as far in as the first of them."""
    indent: int | None = None
    found = []
    for number, line in enumerate(lines):
        stripped = line.lstrip(" ")
        if not stripped or stripped[0] in "\t#-[]{},?|>&*!%@`" or not _split(stripped)[0]:
            continue
        if indent is None:
            indent = len(line) - len(stripped)
        if len(line) - len(stripped) == indent:
            found.append(number)
    return found[:_MAX_KEYS]


def _split(line: str) -> tuple[str, str]:
    """Key and value of `key: value`; an empty key when `line` is no such thing."""
    quote = line[:1]
    after = line.find(quote, 1) + 1 if quote in {'"', "'"} else 0
    colon = line.find(":", after)
    while 0 <= colon < len(line) - 1 and line[colon + 1] not in " \t":
        colon = line.find(":", colon + 1)
    if colon < 0:
        return "", ""
    return line[:colon].rstrip(), line[colon + 1 :].strip()


def _unquoted(text: str) -> str:
    """`text` without the quotes around it, if it has them on both ends."""
    if len(text) >= 2 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    return text
