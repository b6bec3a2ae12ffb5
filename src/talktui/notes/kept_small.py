"""Frozen dataclasses that take less memory: what is seldom said of a talk stands together, in one slot.

A library holds twenty thousand talks of 27 fields each; a dozen of them are empty in nearly every talk.  A
slot for each of these takes two megabytes, and what they say is asked for now and then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields
from types import MappingProxyType
from typing import Any, TypeVar

REST = "_rest"
"""The slot: None when every seldom-said field has its default, else the values of all of them."""

_Kind = TypeVar("_Kind", bound=type)
Way = tuple[Callable[[Any], Any], Callable[[Any], Any]]


def kept_small(*seldom: str, ways: Mapping[str, Way] = MappingProxyType({})) -> Callable[[_Kind], _Kind]:
    """A decorator of a frozen dataclass with slots; the class stays the same for who uses it.

    `seldom`: fields (with a default) that share the slot :data:`REST`. `ways`: for other fields how a
    value is kept, and how what is kept is made the value again; `kept_` and the name is what is kept.
    """

    def smaller(kind: Any) -> Any:
        order = tuple(found.name for found in fields(kind) if found.name in seldom)
        defaults = tuple(_default(found) for found in fields(kind) if found.name in seldom)
        space = dict(vars(kind))
        slots: tuple[str, ...] = space["__slots__"]
        for name in slots:
            del space[name]  # the slots' own descriptors
        space["__slots__"] = tuple(name for name in slots if name not in seldom) + (REST,) * bool(seldom)
        made = type(kind)(kind.__name__, kind.__bases__, space)
        made.__qualname__ = kind.__qualname__
        for number, name in enumerate(order):
            setattr(made, name, _seldom(vars(made)[REST], number, defaults))
        made._seldom_defaults = defaults
        for name, way in ways.items():
            setattr(made, f"kept_{name}", vars(made)[name])
            setattr(made, name, _another_way(vars(made)[name], *way))
        return made

    return smaller


def _default(found: Field[Any]) -> Any:
    if found.default is MISSING:
        raise TypeError(f"{found.name} has no default")
    return found.default


def rest_of(kind: Any, *values: Any) -> tuple[Any, ...] | None:
    """What :data:`REST` holds of a `kind` with these values of its seldom-said fields, in their order."""
    return None if values == kind._seldom_defaults else values


def _seldom(slot: Any, number: int, defaults: tuple[Any, ...]) -> property:
    default, kept_in = defaults[number], slot.__get__

    def get(whole: Any) -> Any:
        rest = kept_in(whole)
        return default if rest is None else rest[number]

    def put(whole: Any, value: Any) -> None:  # frozen: only `__init__` and unpickling get here
        try:
            rest = kept_in(whole)
        except AttributeError:  # the first of them
            rest = None
        if rest is None and value == default:
            slot.__set__(whole, None)
        else:
            rest = rest or defaults
            slot.__set__(whole, (*rest[:number], value, *rest[number + 1 :]))

    return property(get, put)


def _another_way(slot: Any, keep: Callable[[Any], Any], make: Callable[[Any], Any]) -> property:
    kept_in = slot.__get__

    def get(whole: Any) -> Any:
        return make(kept_in(whole))

    def put(whole: Any, value: Any) -> None:  # as above
        slot.__set__(whole, keep(value))

    return property(get, put)
