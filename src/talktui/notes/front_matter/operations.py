"""What can be asked of front matter: three operations, the same for YAML and TOML."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SetValue:
    """Set the value under `path`, creating its key when it is missing.

    A text is written as text (quoted where it would read as something else), a tuple as a list,
    and None removes the key.  `literal` writes a number, a date or `true`/`false` unquoted.
    """

    path: tuple[str, ...]
    value: str | tuple[str, ...] | None
    literal: bool = False


@dataclass(frozen=True, slots=True)
class AddItems:
    """Add to the list under `path` the items that are not in it yet; see :func:`same_item`."""

    path: tuple[str, ...]
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RemoveItems:
    """Take from the list under `path` the items that are in it; see :func:`same_item`."""

    path: tuple[str, ...]
    items: tuple[str, ...]


Operation = SetValue | AddItems | RemoveItems


def same_item(text: str) -> str:
    """What items are compared by: case and a leading `#` do not count."""
    return text.strip().removeprefix("#").strip().casefold()
