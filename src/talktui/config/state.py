"""What is remembered between two runs: never in the way, and nothing is lost when it is deleted."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from talktui.config.locations import locations
from talktui.notes.problem import Problem
from talktui.notes.talk import TalkKey

FILE = "state.json"
MOST_FILTERS = 100
MOST_PLACES = 200
_MOST_BYTES = 4 << 20


@dataclass
class State:
    """Changed freely while the app runs; saved when it ends."""

    theme: str | None = None
    tree_width: int = 42  # percent of the window
    last: dict[str, TalkKey] = field(default_factory=dict)  # notes directory → the talk last looked at
    group: tuple[str, ...] | None = None
    sort: str | None = None
    filters: list[str] = field(default_factory=list)  # the latest last
    imported: str = ""  # the line that named what was imported last


def load_state(path: Path | None = None) -> tuple[State, Problem | None]:
    """What was remembered. Never raises: what cannot be read is forgotten, and the problem says so."""
    file = locations().state / FILE if path is None else path
    try:
        if file.exists() and not file.is_file():
            return State(), Problem(f"{FILE} is no regular file; nothing is remembered")
        with file.open("rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            return State(), Problem(f"{FILE} is larger than 4 MB; it is not read")
        import json  # commands remember nothing

        return _state(json.loads(data)), None
    except (FileNotFoundError, NotADirectoryError):
        return State(), None
    except (ValueError, RecursionError):
        return State(), Problem(
            f"{FILE} is damaged; the theme, the last place and earlier filters are forgotten"
        )
    except OSError as error:
        return State(), Problem(f"{FILE} cannot be read: {error.strerror or error}")


def save_state(state: State, path: Path | None = None) -> Problem | None:
    """Remember `state`, replacing the file at once. Never raises; a problem says why it could not be."""
    file = locations().state / FILE if path is None else path
    record = {
        "theme": state.theme,
        "tree_width": state.tree_width,
        "last": {root: list(key) for root, key in list(state.last.items())[-MOST_PLACES:]},
        "group": None if state.group is None else list(state.group),
        "sort": state.sort,
        "filters": state.filters[-MOST_FILTERS:],
        "imported": state.imported,
    }
    # ASCII: a path may hold bytes that are no UTF-8, as lone surrogates.
    import json

    data = json.dumps(record, indent=1, ensure_ascii=True) + "\n"
    temporary = ""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".state-", dir=file.parent)
        with os.fdopen(handle, "w", encoding="ascii") as stream:
            stream.write(data)
        Path(temporary).replace(file)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        return Problem(f"{FILE} cannot be written: {error.strerror or error}")
    return None


def _state(record: Any) -> State:
    """The state in what JSON gave; a part of the wrong type is left at its default."""
    if not isinstance(record, dict):
        raise ValueError("not an object")  # noqa: TRY004 - damaged, like any other bad JSON
    state = State()
    theme, width, sort = record.get("theme"), record.get("tree_width"), record.get("sort")
    state.theme = theme if isinstance(theme, str) else None
    state.sort = sort if isinstance(sort, str) else None
    if isinstance(width, int) and not isinstance(width, bool) and 1 <= width <= 99:
        state.tree_width = width
    group = record.get("group")
    if isinstance(group, list) and group and all(isinstance(name, str) for name in group):
        state.group = tuple(group)
    last = record.get("last")
    if isinstance(last, dict):
        for root, key in last.items():
            match key:
                case [str(path), None | str() as anchor]:
                    state.last[root] = TalkKey(path, anchor)
    filters = record.get("filters")
    if isinstance(filters, list):
        state.filters = [text for text in filters if isinstance(text, str)][-MOST_FILTERS:]
    imported = record.get("imported")
    if isinstance(imported, str):
        state.imported = imported
    return state
