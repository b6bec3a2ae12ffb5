"""Two people's changes of one text put together, line by line, where they are about different lines.

An edit of a text is made on the file as it is at that moment; when another program has changed other
lines of it meanwhile, both changes stand. Changes that meet are left to the person: None.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher

LINES = re.compile(r"[^\n]*\n|[^\n]+")  # `splitlines` would split at more than line ends
MOST_LINES = 20_000  # above it comparing could take seconds

Change = tuple[int, int, list[str]]  # lines from … to of the base, and what stands there instead


def merged(base: str, mine: str, theirs: str) -> str | None:
    """`base` with both changes in it, or None when they touch the same or neighbouring lines."""
    if theirs in (base, mine):
        return mine
    if mine == base:
        return theirs
    lines = LINES.findall(base)
    if max(len(lines), mine.count("\n"), theirs.count("\n")) > MOST_LINES:
        return None
    ours, others = changes(lines, mine), changes(lines, theirs)
    if any(meet(one, other) for one in ours for other in others if one != other):
        return None
    every = ours + [change for change in others if change not in ours]
    for start, end, new in sorted(every, key=lambda change: change[:2], reverse=True):
        lines[start:end] = new
    # A last line that had no end may no longer be the last.
    return "".join(
        line if line.endswith("\n") or index == len(lines) - 1 else line + "\n"
        for index, line in enumerate(lines)
    )


def changes(lines: list[str], new: str) -> list[Change]:
    """What makes `new` of `lines`, in order."""
    others = LINES.findall(new)
    matcher = SequenceMatcher(None, lines, others, autojunk=False)
    return [
        (start, end, others[low:high])
        for tag, start, end, low, high in matcher.get_opcodes()
        if tag != "equal"
    ]


def meet(one: Change, other: Change) -> bool:
    """Whether two changes overlap or touch: no line that both left alone stands between them."""
    return one[0] <= other[1] and other[0] <= one[1]
