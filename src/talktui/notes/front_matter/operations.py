"""What can be asked of front matter: four operations, the same for YAML and TOML."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class RenameItems:
    """Items of the list under `path` by other names, each where it stands; see :func:`renamed_items`.

    `names` are pairs: the item exactly as it reads there, and what it becomes.
    """

    path: tuple[str, ...]
    names: tuple[tuple[str, str], ...]


Operation = SetValue | AddItems | RemoveItems | RenameItems


def same_item(text: str) -> str:
    """What items are compared by: case, a `#` before them and slashes around them do not count."""
    return " ".join(text.split()).lstrip("#").strip("/ ").casefold()


def renamed_items(items: Sequence[str], names: Mapping[str, str]) -> list[str | None]:
    """What each of a list's `items` becomes by `names`; None for one that then is there already.

    The place of the first stays. Items that stood there twice without being renamed are left so.
    """
    result: list[str | None] = []
    seen: dict[str, bool] = {}  # what stands there by now, and whether by its new name
    for item in items:
        new = names.get(item)
        name = same_item(item if new is None else new)
        again = bool(name) and name in seen and (new is not None or seen[name])
        result.append(None if again else item if new is None else new)
        seen[name] = seen.get(name, False) or new is not None
    return result


_SEPARATOR = re.compile(r"[,;\n]")


def text_items(text: str, key: str) -> list[tuple[int, int]]:
    """Where the items stand in a text that lists them, as the value of `key`; as `fields` reads it.

    They are between commas or semicolons; tags without any are between spaces.
    """
    if key.lower() in {"tag", "tags"} and not _SEPARATOR.search(text):
        return [match.span() for match in re.finditer(r"\S+", text)]
    return [(match.start(), match.end()) for match in re.finditer(r"[^\s,;](?:[^,;\n]*[^\s,;])?", text)]
