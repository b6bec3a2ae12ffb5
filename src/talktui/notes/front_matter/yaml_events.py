"""The one way YAML from a file is parsed: event by event, with limits, and errors told as sentences.

Nothing here composes or constructs.  libyaml's composer crashes the process on deep nesting, loading
resolves aliases (a few hundred bytes can fill the memory) and raises far more than `YAMLError`.
Events have none of these faults.
"""

from __future__ import annotations

import re
from typing import Protocol

import yaml
from yaml.events import Event

from talktui.notes.problem import Problem

MAX_DEPTH = 50
MAX_NODES = 50_000

ERRORS = (yaml.YAMLError, UnicodeError, ValueError, OverflowError, RecursionError, AttributeError, IndexError)
"""What PyYAML's parsers raise on hostile text; those without libyaml raise more than `YAMLError`."""


class TooMuchError(ValueError):
    """Nested too deep, or too many values: `line` is 0-based in the text."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


class Parser(Protocol):
    """The part of PyYAML's parsers that is used."""

    def get_event(self) -> Event | None:
        """The next event, or None at the end."""


def parser(text: str) -> Parser:
    """A parser of `text`; libyaml's where there is one. Raises :data:`ERRORS`, as does its `get_event`."""
    if yaml.__with_libyaml__:
        return yaml.CSafeLoader(text)
    return yaml.SafeLoader(text)


def line(event: Event) -> int:
    """The 0-based line on which `event` begins."""
    return event.start_mark.line if event.start_mark is not None else 0


_KEY = re.compile(r"\s*(?:- +)*(?P<key>[^\s:#][^:]*?)\s*:(?:\s|$)")
_QUOTE_IT = "put the whole value in quotes"


def explain(error: Exception, text: str, first_line: int) -> Problem:
    """What is wrong, where and what to do, for an error from :data:`ERRORS` about `text`.

    `first_line` is the 1-based line of the file on which `text` begins.
    """
    if isinstance(error, TooMuchError):
        return Problem(str(error), first_line + error.line)
    if isinstance(error, UnicodeError):
        return Problem("the front matter holds half a character (a lone surrogate); take it out", first_line)
    if isinstance(error, yaml.reader.ReaderError):
        before = text[: error.position] if isinstance(error.position, int) else ""
        code = error.character if isinstance(error.character, int) else ord(str(error.character)[:1] or "?")
        what = f"the character U+{code:04X} is not allowed in YAML; take it out"
        return Problem(what, first_line + before.count("\n"))
    if not isinstance(error, yaml.MarkedYAMLError):
        return Problem(
            f"this is no valid YAML ({type(error).__name__}); check quotes and indentation", first_line
        )
    at = error.problem_mark.line if error.problem_mark is not None else 0
    begun = error.context_mark.line if error.context_mark is not None else at
    column = error.problem_mark.column if error.problem_mark is not None else 0
    lines = text.splitlines()
    said, context = error.problem or "", error.context or ""
    sentence, where = _sentence(said, context, lines, at, begun, column)
    return Problem(sentence, first_line + where)


def _sentence(said: str, context: str, lines: list[str], at: int, begun: int, column: int) -> tuple[str, int]:
    here = lines[at] if at < len(lines) else ""
    character = here[column : column + 1]
    match = _KEY.match(here[:300])  # a long line would make this quadratic
    value = f"the value after `{match['key']}:`" if match else "this value"
    if "mapping values are not allowed" in said:
        if match and match.end() <= column + 1 and len(match["key"]) < column:
            return f"{value} holds ': '; put it in quotes", at
        return (
            "this line is indented as part of the value before it; fix its indentation or quote that value",
            at,
        )
    if "tab character" in said or character == "\t":
        return "a tab stands where YAML wants spaces; indent with spaces", at
    if "cannot start any token" in said:
        return f"{value} begins with `{character}`, which YAML reserves; {_QUOTE_IT}", at
    if "alias" in context or "anchor" in context:
        sign = "*" if "alias" in context else "&"
        return f"{value} begins with `{sign}`, which means a reference in YAML; {_QUOTE_IT}", begun
    if "tag" in context or "tag handle" in said:
        return f"{value} begins with `!`, which means a type in YAML; {_QUOTE_IT}", at
    if "block scalar" in context:
        return f"{value} begins with `|` or `>`, which means a block of text in YAML; {_QUOTE_IT}", at
    if "escape" in said:
        return (
            "a backslash in double quotes does not begin a known escape; double it or use single quotes",
            at,
        )
    if "quoted scalar" in context:
        return "the quote opened here is never closed; close it", begun
    if "flow" in context:
        opened = "[" if "sequence" in context else "{"
        if "node" in context:  # the mark is where the parser gave up
            opened, begun = _opened_last(lines, begun) or (opened, begun)
        return (
            f"the `{opened}` opened here is not closed, or a comma is missing; {_QUOTE_IT} if it is text",
            begun,
        )
    if "simple key" in context:
        return "this line is no `key: value`; add the key, or indent it under the line before", begun
    if "block sequence entries" in said:
        return f"{value} begins with `- `; {_QUOTE_IT}, or put the list on lines of its own", at
    if "mapping keys are not allowed" in said:
        return f"{value} begins with `? `, which means a key in YAML; {_QUOTE_IT}", at
    if "expected key" in said or "expected '-'" in said or "<document start>" in said:
        if match and match.end() <= column:
            return f"{value} goes on after its closing quote or bracket; {_QUOTE_IT}", at
        return "this line does not fit what stands before it; check its indentation and quotes", at
    return f"this is no valid YAML ({said}); check quotes and indentation", at


def _opened_last(lines: list[str], at: int) -> tuple[str, int] | None:
    """The last bracket up to line `at` that nothing closes, and its line."""
    closed = 0
    for number in range(min(at, len(lines) - 1), -1, -1):
        for char in reversed(lines[number]):
            if char in "]}":
                closed += 1
            elif char in "[{":
                if not closed:
                    return char, number
                closed -= 1
    return None
