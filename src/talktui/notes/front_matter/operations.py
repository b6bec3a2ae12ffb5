"""What can be asked of front matter, whichever format it is in.

They stand apart from `splice`, which offers them to everyone, so that the YAML and TOML splicers
can name them without importing their own dispatcher.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SetValue:
    """Set, replace or remove the value at `path`.

    None removes the key; a tuple writes a list; `literal` writes the text bare (a number, a date
    or a boolean) where quoting it would change its type.
    """

    path: tuple[str, ...]
    value: str | tuple[str, ...] | None
    literal: bool = False


@dataclass(frozen=True, slots=True)
class AddItems:
    """Add `items` to the list at `path`; those that are there already change nothing."""

    path: tuple[str, ...]
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RemoveItems:
    """Take `items` out of the list at `path`, compared casefolded and without a leading `#`."""

    path: tuple[str, ...]
    items: tuple[str, ...]


Operation = SetValue | AddItems | RemoveItems


def item_key(text: str) -> str:
    """How two items of a list are compared: case and a leading `#` do not count."""
    return text.strip().removeprefix("#").casefold()
