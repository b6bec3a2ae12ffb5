"""What a setting's value may be: each check gives the value typed, or says what is allowed."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from talktui.notes.front_matter import values
from talktui.notes.front_matter.values import Scalar, Value
from talktui.notes.problem import Problem

_NUMBER = re.compile(r"[+-]?[0-9]{1,9}(?:\.[0-9]{1,9})?\Z")


class Wrong(Exception):
    """Why a value is not taken: the rest of a sentence that begins with the setting's name."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


def _text(value: Value, wanted: str) -> str | None:
    """The text of a scalar; None for null, which means the default."""
    if not isinstance(value, Scalar):
        raise Wrong(f"should be {wanted}, not a {_kind(value)}", value.line)
    if value.is_null:
        return None
    if not value.text.strip() or "\0" in value.text:
        raise Wrong(f"should be {wanted}", value.line)
    return value.text.strip()


def _kind(value: Value) -> str:
    return "list" if isinstance(value, values.Sequence) else "table"


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:39] + "…")


def word(value: Value) -> str | None:
    """One text."""
    return _text(value, "one text")


def path(value: Value) -> Path | None:
    """A path, `~` being the home directory."""
    text = _text(value, "the path of a folder, as in ~/notes")
    return None if text is None else Path(os.path.expanduser(text))  # Path.expanduser raises


def argv(value: Value) -> tuple[str, ...] | None:
    """A program with its arguments: a text split as a shell would (and never given to one), or a list."""
    wanted = "a program with its arguments, as in code --wait"
    if isinstance(value, values.Sequence):
        words = texts_of(value)
        if not words or not words[0].strip():
            raise Wrong(f"should be {wanted}", value.line)
        return words
    text = _text(value, wanted)
    if text is None:
        return None
    try:
        split = tuple(shlex.split(text))
    except ValueError as error:
        quote = "a quote is not closed" if "quotation" in str(error) else "a backslash stands at its end"
        raise Wrong(f"is {_short(text)}, which is no command: {quote}", value.line) from error
    if not split or not split[0]:
        raise Wrong(f"should be {wanted}", value.line)
    return split


def number(low: float, high: float, *, whole: bool = False) -> Callable[[Value], float | None]:
    """A check for a number from `low` to `high`, an int when `whole`."""
    wanted = f"a {'whole ' if whole else ''}number from {low:g} to {high:g}"

    def check(value: Value) -> float | None:
        text = _text(value, wanted)
        if text is None:
            return None
        found = float(text) if _NUMBER.match(text) else None
        if found is None or not low <= found <= high or (whole and found != int(found)):
            raise Wrong(f"should be {wanted}, not {_short(text)}", value.line)
        return int(found) if whole else found

    return check


def choice(allowed: tuple[str, ...]) -> Callable[[Value], str | None]:
    """A check for one of some words."""
    wanted = f"one of {', '.join(allowed)}"

    def check(value: Value) -> str | None:
        text = _text(value, wanted)
        if text is not None and text.lower() not in allowed:
            raise Wrong(f"should be {wanted}, not {_short(text)}", value.line)
        return None if text is None else text.lower()

    return check


def choices(allowed: tuple[str, ...], none: str) -> Callable[[Value], tuple[str, ...] | None]:
    """A check for some of some words, in the order given: a list, or a text with commas.

    The word `none`, like an empty list, gives none of them.
    """
    one = choice((*allowed, none))

    def check(value: Value) -> tuple[str, ...] | None:
        if isinstance(value, Scalar):
            if value.is_null:
                return None
            parts: tuple[Value, ...] = tuple(Scalar(part, value.line) for part in value.text.split(","))
        elif isinstance(value, values.Sequence):
            parts = value.items
        else:
            raise Wrong(f"should be a list of {', '.join(allowed)}, not a table", value.line)
        found = [text for part in parts if (text := one(part)) is not None]
        twice = next((text for text in found if found.count(text) > 1), None)
        if twice:
            raise Wrong(f"names {twice} twice", value.line)
        if none in found and len(found) > 1:
            raise Wrong(f"names {none} beside others", value.line)
        return () if found == [none] else tuple(found)

    return check


def texts_of(value: Value) -> tuple[str, ...]:
    """A list of texts; one text alone will do; null is the empty list."""
    items = value.items if isinstance(value, values.Sequence) else (value,)
    if isinstance(value, Scalar) and value.is_null:
        return ()
    found = [_text(item, "a list of texts") for item in items]
    return tuple(text for text in found if text is not None)


def key_table(
    value: Value,
) -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, int], list[Problem]]:
    """Command id → keys, and → its line. A bad entry becomes a problem and takes no other with it."""
    if isinstance(value, Scalar) and value.is_null:
        return MappingProxyType({}), MappingProxyType({}), []
    if not isinstance(value, values.Mapping):
        raise Wrong("should be a table of command ids and keys, as in `tags: f4`", value.line)
    table: dict[str, tuple[str, ...]] = {}
    lines: dict[str, int] = {}
    problems: list[Problem] = []
    for number_, (command, keys) in enumerate(value.pairs):
        line = value.key_lines[number_] if number_ < len(value.key_lines) else keys.line
        try:
            found = texts_of(keys)
        except Wrong:
            problems.append(Problem(f"`keys`: `{command}` should have a key, or a list of keys", line))
            continue
        if command in table:
            problems.append(Problem(f"`keys`: `{command}` stands here a second time; the first counts", line))
            continue
        table[command] = found
        lines[command] = line
    return MappingProxyType(table), MappingProxyType(lines), problems
