"""A query's text made into clauses: words mean AND, `OR` binds looser, `-` tighter, brackets group.

What is merely unfinished at the end (a quote, a pattern, a bracket not closed) is taken as if it
were finished, so that the result follows the typing. What has no meaning yet (`tag:`, `a OR`, `-`)
is an error with its place: a command that changes what a query matches must not guess.
"""

from __future__ import annotations

from talktui.query.build import clause_of
from talktui.query.clause import Clause, Everything
from talktui.query.clauses import And, Not, Or
from talktui.query.errors import QueryError
from talktui.query.lexer import Sort, Token, tokens
from talktui.query.match import Query

LONGEST = 10_000  # characters
_DEEPEST = 50  # brackets and minus signs within each other


def parse(text: str) -> Query:
    """The query that `text` writes; the empty text asks nothing and matches every talk.

    Raises:
        QueryError: with offsets into `text`.
    """
    if len(text) > LONGEST:
        raise QueryError(f"a filter may have {LONGEST:,} characters", LONGEST, len(text))
    return Query(_Parser(text).whole(), text)


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens(text)
        self.at = 0
        self.depth = 0

    def whole(self) -> Clause:
        if not self.tokens:
            return Everything()
        clause = self.alternatives()
        if self.at < len(self.tokens):  # only a closing bracket stops the parser early
            token = self.tokens[self.at]
            raise QueryError("this bracket closes nothing", token.start, token.end)
        return clause

    def next(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def alternatives(self) -> Clause:
        parts = [self.sequence()]
        while (token := self.next()) and token.sort is Sort.OR:
            self.at += 1
            parts.append(self.sequence(after=token))
        if len(parts) == 1:
            return parts[0]
        return Or(
            tuple(inner for part in parts for inner in (part.parts if isinstance(part, Or) else (part,)))
        )

    def sequence(self, after: Token | None = None) -> Clause:
        parts: list[Clause] = []
        while (token := self.next()) and token.sort not in {Sort.CLOSE, Sort.OR}:
            clause = self.one(token)
            parts.extend(clause.parts if isinstance(clause, And) else (clause,))
        if not parts:
            self._nothing(after)
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _nothing(self, after: Token | None) -> None:
        token = self.next()
        if token and token.sort is Sort.OR:
            message = 'OR stands between two clauses, as in kafka OR nats; for the word itself write "OR"'
            raise QueryError(message, token.start, token.end)
        if after:
            message = 'a clause is wanted after OR; for the word itself write "OR"'
            raise QueryError(message, after.start, after.end)
        previous = self.tokens[self.at - 1] if self.at else None
        if previous and previous.sort is Sort.OPEN:
            raise QueryError("there is nothing in the brackets", previous.start, (token or previous).end)
        # Only `)` is left, at the query's start.
        place = token or self.tokens[-1]
        raise QueryError("this bracket closes nothing", place.start, place.end)

    def one(self, token: Token) -> Clause:
        self.at += 1
        if token.sort not in {Sort.OPEN, Sort.MINUS}:
            return clause_of(token, self.text)
        self.depth += 1
        if self.depth > _DEEPEST:
            raise QueryError(f"this is more than {_DEEPEST} levels deep", token.start, token.end)
        clause = self.group() if token.sort is Sort.OPEN else self.negated(token)
        self.depth -= 1
        return clause

    def group(self) -> Clause:
        clause = self.alternatives()
        if self.next():  # otherwise the end closes it
            self.at += 1
        return clause

    def negated(self, minus: Token) -> Clause:
        token = self.next()
        if token is None or token.start != minus.end or token.sort in {Sort.CLOSE, Sort.OR}:
            message = (
                'what to leave out is wanted right after -, as in -tag:seen; for the sign itself write "-"'
            )
            raise QueryError(message, minus.start, minus.end)
        return Not(self.one(token))
