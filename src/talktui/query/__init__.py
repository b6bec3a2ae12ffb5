"""The filter language: parse, match, explain, complete. What it means is told in docs/filter.md."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from talktui.query.context import Context, FoldedTexts
from talktui.query.errors import Cancelled, QueryError
from talktui.query.match import EVERY_TALK, Query

if TYPE_CHECKING:
    from talktui.query.completion import Completion, complete
    from talktui.query.explanation import explain
    from talktui.query.parsing import parse
    from talktui.query.so_far import parse_so_far, without_a_key

__all__ = [
    "EVERY_TALK",
    "Cancelled",
    "Completion",
    "Context",
    "FoldedTexts",
    "Query",
    "QueryError",
    "complete",
    "explain",
    "parse",
    "parse_so_far",
    "without_a_key",
]

# Imported when somebody asks for it: the first talks are shown without the language, and a command that finds
# something has nothing to explain. No name here is a module's, which would stand in its place once imported.
_LATER = {
    "Completion": "completion",
    "complete": "completion",
    "explain": "explanation",
    "parse": "parsing",
    "parse_so_far": "so_far",
    "without_a_key": "so_far",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
