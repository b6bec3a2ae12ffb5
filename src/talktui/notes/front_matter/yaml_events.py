"""The one way YAML from a file is parsed: event by event, with limits, and errors told as sentences.

Nothing here composes or constructs.  libyaml's composer crashes the process on deep nesting, loading
resolves aliases (a few hundred bytes can fill the memory) and raises far more than `YAMLError`.
Events have none of these faults.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

import yaml
from yaml import Event

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
    mark, context_mark = error.problem_mark, error.context_mark
    at = mark.line if mark is not None else 0
    sentence, where = _sentence(
        _Trouble(
            error.problem or "",
            error.context or "",
            text.splitlines(),
            at,
            context_mark.line if context_mark is not None else at,
            mark.column if mark is not None else 0,
        )
    )
    return Problem(sentence, first_line + where)


_Told = tuple[str, int]
"""A sentence, and the 0-based line of the text that it is about."""


@dataclass(frozen=True, slots=True)
class _Trouble:
    """What the parser says, and where: the lines are 0-based."""

    said: str
    context: str
    lines: list[str]
    at: int
    begun: int  # where what it was reading begins
    column: int

    @property
    def here(self) -> str:
        return self.lines[self.at] if self.at < len(self.lines) else ""

    @property
    def key(self) -> re.Match[str] | None:
        return _KEY.match(self.here[:300])  # a long line would make this quadratic

    @property
    def character(self) -> str:
        return self.here[self.column : self.column + 1]

    @property
    def value(self) -> str:
        return f"the value after `{key['key']}:`" if (key := self.key) else "this value"


def _sentence(trouble: _Trouble) -> _Told:
    for told in (_of_a_colon, _of_a_sign, _of_what_is_open, _of_a_place):
        if (sentence := told(trouble)) is not None:
            return sentence
    return f"this is no valid YAML ({trouble.said}); check quotes and indentation", trouble.at


def _of_a_colon(trouble: _Trouble) -> _Told | None:
    if "mapping values are not allowed" not in trouble.said:
        return None
    key = trouble.key
    if key and key.end() <= trouble.column + 1 and len(key["key"]) < trouble.column:
        return f"{trouble.value} holds ': '; put it in quotes", trouble.at
    return (
        "this line is indented as part of the value before it; fix its indentation or quote that value",
        trouble.at,
    )


def _of_a_sign(trouble: _Trouble) -> _Told | None:
    """A value begins with what means something in YAML."""
    said, context, at = trouble.said, trouble.context, trouble.at
    if "tab character" in said or trouble.character == "\t":
        return "a tab stands where YAML wants spaces; indent with spaces", at
    if "cannot start any token" in said:
        return f"{trouble.value} begins with `{trouble.character}`, which YAML reserves; {_QUOTE_IT}", at
    if "alias" in context or "anchor" in context:
        sign = "*" if "alias" in context else "&"
        means = f"begins with `{sign}`, which means a reference in YAML"
        return f"{trouble.value} {means}; {_QUOTE_IT}", trouble.begun
    if "tag" in context or "tag handle" in said:
        return f"{trouble.value} begins with `!`, which means a type in YAML; {_QUOTE_IT}", at
    if "block scalar" in context:
        means = "begins with `|` or `>`, which means a block of text in YAML"
        return f"{trouble.value} {means}; {_QUOTE_IT}", at
    return None


def _of_what_is_open(trouble: _Trouble) -> _Told | None:
    """A quote or a bracket is not closed as it should be."""
    context, begun = trouble.context, trouble.begun
    if "escape" in trouble.said:
        return (
            "a backslash in double quotes does not begin a known escape; double it or use single quotes",
            trouble.at,
        )
    if "quoted scalar" in context:
        return "the quote opened here is never closed; close it", begun
    if "flow" in context:
        opened = "[" if "sequence" in context else "{"
        if "node" in context:  # the mark is where the parser gave up
            opened, begun = _opened_last(trouble.lines, begun) or (opened, begun)
        return (
            f"the `{opened}` opened here is not closed, or a comma is missing; {_QUOTE_IT} if it is text",
            begun,
        )
    return None


def _of_a_place(trouble: _Trouble) -> _Told | None:
    """A line does not fit those around it."""
    said, at = trouble.said, trouble.at
    if "simple key" in trouble.context:
        return "this line is no `key: value`; add the key, or indent it under the line before", trouble.begun
    if "block sequence entries" in said:
        return f"{trouble.value} begins with `- `; {_QUOTE_IT}, or put the list on lines of its own", at
    if "mapping keys are not allowed" in said:
        return f"{trouble.value} begins with `? `, which means a key in YAML; {_QUOTE_IT}", at
    if "expected key" in said or "expected '-'" in said or "<document start>" in said:
        if (key := trouble.key) and key.end() <= trouble.column:
            return f"{trouble.value} goes on after its closing quote or bracket; {_QUOTE_IT}", at
        return "this line does not fit what stands before it; check its indentation and quotes", at
    return None


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
