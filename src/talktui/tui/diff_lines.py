"""A file's difference as lines to show: what comes, what goes, where."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content

from talktui.notes.diffs import unified_diff
from talktui.tui.plain import plain

MOST = 1_000
"""Lines of a difference that are shown; a screen of text that is longer is no preview any more."""

_STYLES = {"+": "$text-success", "-": "$text-error", "@": "$text-accent"}


def diff_lines(path: str, before: bytes | None, after: bytes | None) -> list[str]:
    """The lines to show of what a change does to a file, without the two that name it. Slow: for a thread."""
    lines = unified_diff(path, before, after)[2:]
    if len(lines) > MOST:
        lines[MOST:] = [f"… and {len(lines) - MOST:,} more lines"]
    return lines


def styled(lines: Iterable[str]) -> list[Content]:
    """`lines` of a unified diff in their colours; a carriage return shows as a symbol."""
    return [plain(line.replace("\r", "␍"), _STYLES.get(line[:1], "")) for line in lines]
