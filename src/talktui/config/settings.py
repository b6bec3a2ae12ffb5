"""The person's settings, from `config.yaml`: each has a default, and none can stop the program.

What each may be is told in docs/settings.md.
"""

from __future__ import annotations

import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import repeat
from pathlib import Path
from types import MappingProxyType
from typing import Any

from talktui.config.checks import Wrong, argv, choice, choices, key_table, number, path, texts_of, word
from talktui.config.locations import locations
from talktui.notes.front_matter.values import Value
from talktui.notes.grouping import GROUPINGS
from talktui.notes.problem import Problem
from talktui.notes.sorting import SORTS

FILE = "config.yaml"
_MOST_BYTES = 1 << 20

GROUPS = tuple(dict.fromkeys(facet for _, _, facets in GROUPINGS for facet in facets))
SORT_NAMES = tuple(name for _, _, name in SORTS)


@dataclass(frozen=True)
class Settings:
    """What can be set. `width` is in columns; `speed` is how fast the person watches (2.0: twice)."""

    notes: Path | None = None
    theme: str | None = None
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    editor: tuple[str, ...] | None = None
    open: tuple[str, ...] | None = None
    speed: float = 2.0
    width: int = 90
    group: tuple[str, ...] = ("conference", "category")
    sort: str = "order"
    ignore: tuple[str, ...] = ()
    key_lines: Mapping[str, int] = field(  # where in the file each of `keys` stands
        default_factory=lambda: MappingProxyType({}), compare=False, repr=False
    )


_CHECKS: dict[str, Any] = {
    "notes": path,
    "theme": word,
    "keys": key_table,
    "editor": argv,
    "open": argv,
    "speed": number(0.25, 16.0),
    "width": number(20, 400, whole=True),
    "group": choices(GROUPS, none="none"),
    "sort": choice(SORT_NAMES),
    "ignore": texts_of,
}

NAMES = tuple(_CHECKS)


def load_settings(path: Path | None = None) -> tuple[Settings, tuple[Problem, ...]]:
    """The settings in `path`, by default `config.yaml` in the configuration directory.

    Never raises: no file is no problem; whatever is wrong is a problem with its line in the file,
    and that setting keeps its default.
    """
    file = locations().config / FILE if path is None else path
    text, problem = _read(file)
    if problem:
        return Settings(), (problem,)
    if not text:
        return Settings(), ()
    from talktui.notes.front_matter.yaml_read import parse_yaml  # not for those who have set nothing

    root, found = parse_yaml(text)
    problems = list(found)
    values: dict[str, Any] = {}
    lines = (*root.key_lines, *repeat(0, len(root.pairs)))
    for (name, value), line in zip(root.pairs, lines, strict=False):
        if name not in _CHECKS:
            problems.append(Problem(_unknown(name), line))
        elif name not in values:  # the parser has told of a second one
            values[name] = _checked(name, value, line, file, problems)
    if values.get("keys") is not None:
        values["keys"], values["key_lines"] = values["keys"]
    given = {name: value for name, value in values.items() if value is not None}
    return Settings(**given), tuple(problems)


def _checked(name: str, value: Value, line: int, file: Path, problems: list[Problem]) -> Any:
    """What the setting's check makes of `value` (`keys`: with the lines); None for the default."""
    try:
        checked = _CHECKS[name](value)
    except Wrong as wrong:
        problems.append(Problem(f"`{name}` {wrong}", wrong.line or line))
        return None
    if name == "notes" and checked is not None:
        return file.absolute().parent / checked
    if name == "keys":
        table, lines, more = checked
        problems.extend(more)
        return table, lines
    return checked


def _unknown(name: str) -> str:
    import difflib  # for mistakes only

    shown = name if len(name) <= 40 else name[:39] + "…"
    close = difflib.get_close_matches(name[:40].lower(), NAMES, n=1)
    hint = f"did you mean `{close[0]}`?" if close else f"there are {', '.join(NAMES)}"
    return f"there is no setting `{shown}`; {hint}"


def _read(file: Path) -> tuple[str, Problem | None]:
    """The file's text, or "" when there is none; what cannot be read is a problem."""
    try:
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            return "", Problem("the settings cannot be read: this is no regular file")
        if status.st_size > _MOST_BYTES:
            return "", Problem("the settings are not read: the file is larger than 1 MB")
        return file.read_bytes().decode("utf-8-sig"), None
    except (FileNotFoundError, NotADirectoryError):
        return "", None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        return "", Problem("the settings cannot be read: this is not UTF-8", line)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return "", Problem(f"the settings cannot be read: {reason}")
