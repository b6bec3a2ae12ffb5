"""Front matter's keys as texts, kept small: every talk has them, and nearly all are never looked at.

A dictionary of texts takes 300 bytes and more beside its texts; this takes a third, and shares its keys
with the other notes of its kind.
"""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, Mapping
from types import MappingProxyType
from typing import Any, TypeVar, overload

Texts = tuple[str, ...]
Flat = tuple[Texts, tuple[str | Texts, ...]]
Kept = tuple[Any, ...] | Mapping[str, Texts]
_Other = TypeVar("_Other")

_LARGE = 24  # keys; among more, a dictionary finds one sooner
_MOST_KINDS = 4096
_LONG = 500  # characters of keys: more are no kind of note, but one odd file
_kinds: dict[Texts, Texts] = {}


class FieldTexts(Mapping[str, Texts]):
    """Keys and their texts, in the file's order. Immutable; equal to a dictionary that says the same."""

    __slots__ = ("names", "said")

    def __init__(self, names: Texts, said: tuple[str | Texts, ...]) -> None:
        """`names`: the keys, each once; `said`: what each says, one text as itself, else a tuple."""
        self.names = _kinds.get(names) or _kind(names)
        self.said = said

    def __getitem__(self, key: str) -> Texts:
        if key not in self.names:
            raise KeyError(key)
        value = self.said[self.names.index(key)]
        return (value,) if isinstance(value, str) else value

    @overload
    def get(self, key: str, /) -> Texts | None: ...
    @overload
    def get(self, key: str, /, default: Texts | _Other) -> Texts | _Other: ...
    def get(self, key: str, /, default: Texts | _Other | None = None) -> Texts | _Other | None:
        """As a dictionary's."""
        return self[key] if key in self.names else default

    def __contains__(self, key: object) -> bool:
        return key in self.names

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)

    def items(self) -> ItemsView[str, Texts]:
        """As a dictionary's."""
        return _Items(self)

    def __repr__(self) -> str:
        return repr(dict(self))


class _Items(ItemsView[str, Texts]):
    """Gone through in one go, without looking each key up."""

    _mapping: FieldTexts

    def __iter__(self) -> Iterator[tuple[str, Texts]]:
        fields = self._mapping
        for name, value in zip(fields.names, fields.said, strict=True):
            yield name, (value,) if isinstance(value, str) else value


def _kind(names: Texts) -> Texts:
    """`names`, the same object for the notes that have the same keys."""
    if sum(map(len, names)) > _LONG:
        return names
    if len(_kinds) >= _MOST_KINDS:
        _kinds.clear()
    return _kinds.setdefault(names, names)


def field_texts(texts: Mapping[str, Texts]) -> Mapping[str, Texts]:
    """`texts` as a talk keeps them."""
    return from_flat(flat(texts))


def kept_fields(texts: Mapping[str, Texts]) -> Kept:
    """`texts` as a talk keeps them: the keys and what each says, in one tuple where that is all there is."""
    return (texts.names, *texts.said) if isinstance(texts, FieldTexts) else texts


def kept_flat(flat: Flat) -> Kept:
    """The same of what :func:`flat` gives."""
    names, said = flat
    return (_kinds.get(names) or _kind(names), *said) if len(names) <= _LARGE else from_flat(flat)


def fields_of(kept: Kept) -> Mapping[str, Texts]:
    """The texts that are kept so."""
    if not isinstance(kept, tuple):
        return kept
    made = FieldTexts.__new__(FieldTexts)
    made.names = kept[0]
    made.said = kept[1:]
    return made


def flat(texts: Mapping[str, Texts]) -> Flat:
    """`texts` as plain values: the keys, and what each says, one text as itself."""
    if isinstance(texts, FieldTexts):
        return texts.names, texts.said
    return tuple(texts), tuple([value[0] if len(value) == 1 else value for value in texts.values()])


def from_flat(flat: Flat) -> Mapping[str, Texts]:
    """The texts that :func:`flat` made plain values of."""
    names, said = flat
    if len(names) <= _LARGE:
        return FieldTexts(names, said)
    return MappingProxyType(
        {name: (value,) if isinstance(value, str) else value for name, value in zip(names, said, strict=True)}
    )
