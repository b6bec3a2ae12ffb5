"""What an edit changed: the one part between what two texts begin and end with."""

from __future__ import annotations

from typing import TypeVar

Text = TypeVar("Text", str, list[str], list[bytes])


def changed_part(before: Text, after: Text) -> tuple[int, Text, Text]:
    """Where it is, what was taken out, and what was put in: characters of a text, or items of its lines."""
    shorter = min(len(before), len(after))
    start = 0
    while start < shorter and before[start] == after[start]:
        start += 1
    end = 0
    while end < shorter - start and before[-1 - end] == after[-1 - end]:
        end += 1
    return start, before[start : len(before) - end], after[start : len(after) - end]
