"""How a step of undo is told: its title, who did it and when, what became of it."""

from __future__ import annotations

import datetime as dt

from talktui.notes.changes import Change, Step, StepState

STATES = {
    StepState.BEGUN: "half done",
    StepState.DONE: "done",
    StepState.UNDOING: "half undone",
    StepState.UNDONE: "undone",
    StepState.REDOING: "half redone",
    StepState.GONE: "undone for good",
}
"""A step's state in words; the halves are of a talktui that was stopped."""


def told(step: Step, now: dt.datetime | None = None) -> str:
    """A step's title, and who did it and when, unless it was done here: "tag #a (command line, 14:02)"."""
    if step.here and step.source == "app":
        return step.title
    source = "" if step.source == "app" else f"{step.source}, "
    return f"{step.title} ({source}{moment(step.made, now)})"


def moment(made: dt.datetime, now: dt.datetime | None = None) -> str:
    """A time as people say it: "14:02", "yesterday 14:02", "12 May 14:02", "2023-05-12 14:02"."""
    made = made.astimezone()
    now = now.astimezone() if now is not None else dt.datetime.now().astimezone()
    clock = f"{made:%H:%M}"
    days = (now.date() - made.date()).days
    if days == 0:
        return clock
    if days == 1:
        return f"yesterday {clock}"
    return (
        f"{made.day} {_MONTHS[made.month - 1]} {clock}"
        if made.year == now.year
        else f"{made:%Y-%m-%d} {clock}"
    )


_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # not in the language of the system


def what(change: Change) -> str:
    """What a change does to its file, in a line: "changes a.md", "renames a.md to b.md"."""
    if change.moved_to is not None:
        return f"renames {change.path} to {change.moved_to}"
    if change.before is None:
        return f"makes {change.path}"
    return f"removes {change.path}" if change.after is None else f"changes {change.path}"
