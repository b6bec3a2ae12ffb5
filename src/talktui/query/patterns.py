"""Patterns between slashes, kept from stopping the program.

The `regex` package, not the standard library's `re`, because it can give up: `/(a+)+$/` on a line
of forty letters keeps `re` busy for years, and nothing in Python can stop it. `regex` takes a
time-out, lets other threads run meanwhile, and on 19 MB of notes was two to eight hundred times as
fast (`.*zzz`: 0.1 s against 69 s).
"""

from __future__ import annotations

import re
import time
import warnings
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from talktui.notes.folding import fold
from talktui.query.context import Context
from talktui.query.errors import QueryError

if TYPE_CHECKING:
    import regex

LONGEST = 500  # characters of a pattern
ONE_TALK = 0.1  # seconds: 1 MB takes a sane pattern some 10 ms
_MOST_REPEATS = 10_000  # counts are unrolled when compiled: `((a{1000}){1000}){1000}` asks for gigabytes

_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_SIMPLE = re.compile(r"[a-z0-9 .^$+]+")
_RUNS = re.compile(r"[a-z0-9 ]+")
_IN_BRACES = re.compile(r"\{([^{}]*)\}")
_RECURSION = re.compile(r"\(\?(?:R|&|P>|[+-]?\d)")


class _Bad(NamedTuple):
    """Why a pattern is refused, and where in it."""

    reason: str
    at: int


@lru_cache(maxsize=64)
def _compiled(source: str) -> regex.Pattern[str] | _Bad:
    import regex  # takes a while, and most queries have no pattern

    if len(source) > LONGEST:
        return _Bad(f"it is longer than {LONGEST} characters", 0)
    # Talks are folded before they are searched, so é in a pattern is e; letters of ASCII are left
    # to IGNORECASE, because \S folded would be \s.
    folded = _NOT_ASCII.sub(lambda run: fold(run[0]), source)
    repeats = 1
    for braces in _IN_BRACES.finditer(folded):
        for number in re.findall(r"[0-9]+", braces[1]):
            repeats *= max(1, int(number))
            if repeats > _MOST_REPEATS:
                return _Bad(f"its repeat counts come to more than {_MOST_REPEATS:,}", braces.start())
    if recursion := _RECURSION.search(folded):
        return _Bad("recursion is not supported", recursion.start())
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "possible nested set" and the like: for programmers
            return regex.compile(folded, regex.IGNORECASE | regex.MULTILINE)
    except regex.error as error:
        return _Bad(str(getattr(error, "msg", error)), min(getattr(error, "pos", 0) or 0, len(source)))
    except (RecursionError, OverflowError, ValueError, MemoryError):
        return _Bad("it is too deeply nested", 0)


class Pattern:
    """A pattern that can be searched for; equal when its source is."""

    __slots__ = ("_regex", "end", "is_literal", "needle", "source", "start")

    def __init__(self, source: str, start: int, end: int) -> None:
        """`start` and `end`: where it stands in the query, slashes included.

        Raises:
            QueryError: it is no regular expression, or one that is not safe to run.
        """
        if source.startswith("/"):
            source = f"\\{source}"  # the same pattern; `key://` would not be read as a key
        found = _compiled(source)
        if isinstance(found, _Bad):
            at = min(start + 1 + found.at, end)
            raise QueryError(f"/{_short(source)}/ cannot be used as a pattern: {found.reason}", at, end)
        self._regex = found
        self.needle, self.is_literal = _needle(source)
        self.source = source
        self.start = start
        self.end = end

    def found(self, text: str, context: Context, start: int = 0, end: int | None = None) -> bool:
        """Whether the pattern is in the folded `text[start:end]`.

        Raises:
            QueryError: it takes too long, here or over all the talks of one filtering.
        """
        allowance = context.allowance
        limit = ONE_TALK if allowance is None else min(ONE_TALK, allowance.left)
        begun = time.perf_counter()
        try:
            if limit <= 0:
                raise TimeoutError  # noqa: TRY301 - one message for both ways of running out
            hit = self._regex.search(text, start, len(text) if end is None else end, timeout=limit)
        except (TimeoutError, MemoryError, RecursionError) as error:
            message = f"/{_short(self.source)}/ takes too long; make the pattern simpler"
            raise QueryError(message, self.start, self.end) from error
        if allowance is not None:
            allowance.left -= time.perf_counter() - begun
        return hit is not None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Pattern) and other.source == self.source

    def __hash__(self) -> int:
        return hash(self.source)

    def __str__(self) -> str:
        return f"/{self.source}/"

    __repr__ = __str__


def _needle(source: str) -> tuple[bytes, bool]:
    """What stands in every folded text that the pattern is found in, and whether that is all it asks.

    Told of simple patterns only: of letters, digits and spaces with `.`, `^`, `$` and `+` between them.
    """
    folded = _NOT_ASCII.sub(lambda run: fold(run[0]), source).lower()
    if not _SIMPLE.fullmatch(folded):
        return b"", False
    longest = max(_RUNS.findall(folded), key=len, default="")
    return longest.encode(), longest == folded


def _short(source: str) -> str:
    return source if len(source) <= 40 else source[:39] + "…"
