"""Every screen that the app has, found by walking its package: a new one is in the list by itself."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

from textual.screen import Screen

import talktui.tui.screens

BASES = frozenset(
    {"Dialog", "DiffBelow", "DragsInText", "Finding", "Guarded", "LinePrompt", "PaintsAtOnce", "PlansAnew"}
)
"""What other screens are made of: never opened themselves."""


def screens() -> set[str]:
    """The names of the classes of every screen, but for the bases."""
    for module in pkgutil.iter_modules(talktui.tui.screens.__path__):
        importlib.import_module(f"talktui.tui.screens.{module.name}")
    ours = {kind.__name__ for kind in _below(Screen) if kind.__module__.startswith("talktui.")}
    return ours - BASES


def _below(kind: type[Screen[Any]]) -> Iterator[type[Screen[Any]]]:
    for found in kind.__subclasses__():
        yield found
        yield from _below(found)
