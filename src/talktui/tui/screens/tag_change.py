"""What a person types to change tags: `+new -old`, quotes around tags with spaces."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from talktui.safe_text import is_safe, visible_line

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_SEPARATORS = " ,\t\r\n\xa0"
_QUOTES = "\"'"


@dataclass(frozen=True, slots=True)
class TagChange:
    """Tags to add and to take off, without `#`, each once."""

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.add or self.remove)


class Token(NamedTuple):
    """One tag as typed. `start` is where its text (or its quote) begins, after the sign."""

    sign: str  # "+", "-" or "" (which adds)
    text: str  # quotes taken off
    start: int
    end: int
    closed: bool  # False: its quote has no end
    quoted: bool


def tokens(text: str) -> Iterator[Token]:
    """The tags in `text`, in order; offsets in characters."""
    at, end = 0, len(text)
    while at < end:
        if text[at] in _SEPARATORS:
            at += 1
            continue
        sign = text[at] if text[at] in "+-" else ""
        at += len(sign)
        start = at
        if at < end and text[at] == "#" and text[at + 1 : at + 2] in {'"', "'"}:
            at += 1
        if at < end and text[at] in _QUOTES:
            close = text.find(text[at], at + 1)
            inner, at = (text[at + 1 :], end) if close < 0 else (text[at + 1 : close], close + 1)
            yield Token(sign, inner, start, at, closed=close >= 0, quoted=True)
            continue
        while at < end and text[at] not in _SEPARATORS:
            at += 1
        yield Token(sign, text[start:at], start, at, closed=True, quoted=False)


def parse_tag_change(text: str) -> TagChange:
    """`+new -old` as a change; a bare word adds. Case is ignored when comparing.

    Raises ValueError with a sentence for the person.
    """
    if _CONTROL.search(text):
        raise ValueError("A tag cannot hold control characters.")
    add: dict[str, str] = {}
    remove: dict[str, str] = {}
    for token in tokens(text):
        if not token.closed:
            raise ValueError(f"The quote at character {token.start + 1} has no end.")
        tag = token.text.strip().removeprefix("#").strip()
        if not tag:
            raise ValueError(f"After “{token.sign}” comes a tag." if token.sign else "A tag cannot be empty.")
        if token.sign == "-":
            remove.setdefault(tag.casefold(), tag)
            continue
        if not is_safe(tag):
            raise ValueError(f"“{visible_line(tag)}” holds an invisible character, shown as a symbol.")
        add.setdefault(tag.casefold(), tag)
    both = next((tag for folded, tag in add.items() if folded in remove), None)
    if both is not None:
        raise ValueError(f"#{visible_line(both)} is both added and taken off.")
    return TagChange(tuple(add.values()), tuple(remove.values()))


def written_tag(tag: str) -> str:
    """`tag` as it is typed: in quotes when it needs them. A tag with both quotes cannot be typed."""
    needs = tag[:1] in {*_QUOTES, "+", "-"} or any(mark in tag for mark in _SEPARATORS)
    if not needs:
        return tag
    quote = "'" if '"' in tag else '"'
    return f"{quote}{tag}{quote}"


def described(
    change: TagChange, current: Iterable[tuple[str, int]], read_only: Iterable[str], total: int
) -> str:
    """What `change` would do to `total` talks whose tags are `current` (tag, on how many), in words."""
    have = {tag.casefold(): count for tag, count in current}
    inline = {tag.casefold() for tag in read_only}
    parts = [_added(tag, have.get(tag.casefold(), 0), total) for tag in change.add]
    for tag in change.remove:
        count = have.get(tag.casefold(), 0)
        if not count and tag.casefold() in inline:
            parts.append(f"#{tag} stands in the text: edit the text to take it off")
        else:
            parts.append(_removed(tag, count, total))
    return ", ".join(parts)


def _added(tag: str, have: int, total: int) -> str:
    if have >= total:
        return f"#{tag} is there already" if total == 1 else f"#{tag} is on all {total} already"
    return f"adds #{tag}" if total == 1 else f"adds #{tag} to {total - have} of {total} talks"


def _removed(tag: str, have: int, total: int) -> str:
    if not have:
        return f"#{tag} is not there" if total == 1 else f"#{tag} is on none of them"
    return f"takes #{tag} off" if total == 1 else f"takes #{tag} off {have} of {total} talks"
