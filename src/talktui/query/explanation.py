"""Why nothing matches: which clause of a query removed every talk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations

from talktui.notes.folding import fold
from talktui.notes.talk import Talk
from talktui.query import fields
from talktui.query.answers import Answers
from talktui.query.clause import Clause, Everything
from talktui.query.clauses import And, Not, Or, Word
from talktui.query.context import ALL_TALKS, Allowance, Context
from talktui.query.corpus import Corpus
from talktui.query.errors import QueryError
from talktui.query.match import Query
from talktui.query.states import Has
from talktui.query.terms import Says, Tag

_MOST_CLAUSES = 12  # of one query; each is asked of every talk
_MOST_VALUES = 2_000  # compared with a misspelt one


def explain(
    query: Query,
    talks: Sequence[Talk],
    context: Context,
    cancelled: Callable[[], bool] | None = None,
    answers: Answers | None = None,
) -> str | None:
    """A sentence that says which clause leaves nothing, or None when something matches.

    `answers`: those that are kept for these very talks and this context.

    Raises:
        Cancelled: `cancelled` said so.
    """
    if not talks or isinstance(query.clause, Everything):
        return None
    if answers is None:
        answers = Answers(Corpus(talks, context.folded), context)
    asked = _Asked(answers, cancelled)
    try:
        reason = asked.why(query.clause)
    except QueryError as error:  # a pattern that takes too long
        return _sentence(error.message)
    return None if reason is None else _sentence(reason)


def _sentence(text: str) -> str:
    text = text[0].upper() + text[1:]
    return text if text.endswith(("?", ".")) else f"{text}."


class _Asked:
    """The talks, and what each clause leaves of them."""

    def __init__(self, answers: Answers, cancelled: Callable[[], bool] | None) -> None:
        self.answers = answers
        self.talks = answers.corpus.talks
        self.cancelled = cancelled
        self.allowance = Allowance(ALL_TALKS)  # for all its patterns together

    def left_by(self, clause: Clause) -> set[int]:
        """The numbers of the talks that `clause` matches."""
        return set(self.answers.rows(clause, self.cancelled, self.allowance))

    def why(self, clause: Clause) -> str | None:
        """Why `clause` leaves nothing; None when it leaves something."""
        if isinstance(clause, And):
            return self.why_and(clause)
        if self.left_by(clause):
            return None
        if isinstance(clause, Or):
            return "; ".join(self.alone(part) for part in clause.parts[:4])
        return self.alone(clause)

    def why_and(self, clause: And) -> str | None:
        parts = clause.parts[:_MOST_CLAUSES]
        left = [self.left_by(part) for part in parts]
        empty = [part for part, found in zip(parts, left, strict=True) if not found]
        if empty:
            return "; ".join(self.alone(part) for part in empty[:3])
        if set.intersection(*left) and self.left_by(clause):
            return None
        numbers = sorted(range(len(parts)), key=lambda number: len(left[number]))
        for one, two in combinations(numbers, 2):
            if not left[one] & left[two]:
                first, second = sorted((one, two))
                talks = _talks(len(left[first]))
                return (
                    f"`{parts[first]}` matches {talks}, `{parts[second]}` {len(left[second])},"
                    " but none has both"
                )
        without = {
            number: len(set.intersection(*(found for other, found in enumerate(left) if other != number)))
            for number in numbers
        }
        best = max(without, key=lambda number: without[number])
        if without[best]:
            return f"no talk has all of these; without `{parts[best]}` it would be {_talks(without[best])}"
        return "any two of these clauses have talks in common, but no talk has all of them"

    def alone(self, clause: Clause) -> str:
        """The sentence for a clause that leaves nothing by itself."""
        if isinstance(clause, And):
            return self.why_and(clause) or clause.nothing()
        if isinstance(clause, (Or, Not)):
            return clause.nothing()
        close = self.suggestion(clause)
        return f"{clause.nothing()}; did you mean `{close}`?" if close else clause.nothing()

    def suggestion(self, clause: Clause) -> str | None:
        """A value near to the one that no talk has."""
        match clause:
            case Tag(tag=value):
                values: Iterable[str] = self.values("tag")
            case Says(key=key, text=value) if key not in {"body", "path", "title"}:
                values = self.values(key)
            case Has(key=value):
                values = [*fields.KNOWN, "notes", *(key for talk in self.talks for key in talk.fields)]
            case Word(text=value):
                values = self.values("tag")
            case _:
                return None
        return nearest(value, values)

    def values(self, key: str) -> Counter[str]:
        """Every talk's values of a field."""
        return self.answers.values(key)


def _talks(count: int) -> str:
    return f"{count:,} talk{'' if count == 1 else 's'}"


def nearest(value: str, values: Iterable[str]) -> str | None:
    """The one of `values` that looks most like `value`, case and accents aside; None when none does.

    Bounded: of many values only the most frequent of about the same length are compared. What is counted
    already (a Counter) is not counted again.
    """
    wanted = fold(value)
    if not 2 <= len(wanted) <= 60:
        return None
    by_folded: dict[str, str] = {}
    counted = values if isinstance(values, Counter) else Counter(values)
    for text, _ in counted.most_common():
        folded = fold(text) if len(text) <= 80 else ""
        if abs(len(folded) - len(wanted)) <= max(2, len(wanted) // 3):
            by_folded.setdefault(folded, text)
        # A conference or a person's name is found by one of its words, so that is compared too.
        for word in folded.split() if " " in folded else ():
            if abs(len(word) - len(wanted)) <= 2:
                by_folded.setdefault(word, word)
        if len(by_folded) >= _MOST_VALUES:
            break
    import difflib  # for a misspelt value only

    close = difflib.get_close_matches(wanted, by_folded, n=1, cutoff=0.7)
    return by_folded[close[0]] if close and close[0] != wanted else None
