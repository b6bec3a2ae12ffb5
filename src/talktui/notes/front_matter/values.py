"""What front matter says, as text: a small tree that YAML and TOML both become.

Scalars keep their source text (quotes and escapes resolved, nothing typed), because a YAML 1.1
loader turns `no`, `12:30` and `1.10` into something else.  Fields type them one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value. `line` is 1-based in the file. `plain` is false when it was quoted or a block."""

    text: str
    line: int
    plain: bool = True

    @property
    def is_null(self) -> bool:
        """Whether this is YAML's null: nothing, `~` or `null`, unquoted."""
        return self.plain and self.text.lower() in {"", "~", "null"}


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list, flow or block."""

    items: tuple[Value, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """Key-value pairs in file order; a key that stands twice is there twice (the first counts)."""

    pairs: tuple[tuple[str, Value], ...]
    line: int
    key_lines: tuple[int, ...] = ()

    def get(self, key: str) -> Value | None:
        """The first value under `key`, or None."""
        for name, value in self.pairs:
            if name == key:
                return value
        return None

    def at(self, path: tuple[str, ...]) -> Value | None:
        """The value under nested keys, or None when a step is missing or no mapping."""
        value: Value | None = self
        for key in path:
            if not isinstance(value, Mapping):
                return None
            value = value.get(key)
        return value

    def keys(self) -> Iterator[str]:
        """The keys in file order."""
        return (key for key, _ in self.pairs)


Value = Scalar | Sequence | Mapping

EMPTY = Mapping((), 0)


def without_lines(value: Value | None) -> object:
    """`value` to compare by what it says, wherever it stands."""
    match value:
        case None:
            return None
        case Scalar(text=text, plain=plain):
            return text, plain
        case Sequence(items=items):
            return ["list", *(without_lines(item) for item in items)]
        case Mapping(pairs=pairs):
            return ["map", *((key, without_lines(item)) for key, item in pairs)]


def texts(value: Value | None) -> tuple[str, ...]:
    """The scalars in `value`, depth first; null gives none. Used for unknown keys and search."""
    match value:
        case None:
            return ()
        case Scalar():
            return () if value.is_null else (value.text,)
        case Sequence(items=items):
            return tuple(text for item in items for text in texts(item))
        case Mapping(pairs=pairs):
            return tuple(text for _, item in pairs for text in texts(item))
