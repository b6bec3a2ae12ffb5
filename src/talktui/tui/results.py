"""What became of each file of a change that could not be made everywhere, to read through."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from talktui.tui.saving import Outcome

MOST = 1_000
"""Files named of each kind; the count tells of the others."""


def results_text(outcome: Outcome) -> str:
    """What was not changed and why, then what was."""
    lines = [f"Stopped: {outcome.stopped}", ""] if outcome.stopped else []
    lines += [f"Not changed ({len(outcome.failures):,}):", *_some(outcome.failures)]
    if outcome.saved:
        saved = [saved.change.path for saved in outcome.saved]
        lines += ["", f"Changed ({len(saved):,}), all taken back at once by undo:", *_some(saved)]
    return "\n".join(lines)


def _some(names: Sequence[str]) -> list[str]:
    more = len(names) - MOST
    shown = [f"  {name}" for name in names[:MOST]]
    return [*shown, f"  … and {more:,} more"] if more > 0 else shown
