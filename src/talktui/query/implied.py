"""Whether one clause asks for nothing but what another one asks for as well.

While a word is typed each key asks for less: what `kube` matches is among what `kub` matched, and needs
to be looked for only there.
"""

from __future__ import annotations

from talktui.notes.folding import fold
from talktui.query.clause import Clause, Everything
from talktui.query.clauses import And, Matching, Not, Or, Word
from talktui.query.terms import Says, Tag

_MOST_PARTS = 12  # of an `AND` or `OR`: every part is compared with every other


def implies(clause: Clause, other: Clause) -> bool:
    """Whether every talk that `clause` matches is one that `other` matches. False: it cannot be told."""
    if clause == other or isinstance(other, Everything):
        return True
    if isinstance(clause, (And, Or)) and len(clause.parts) > _MOST_PARTS:
        return False
    if isinstance(other, (And, Or)) and len(other.parts) > _MOST_PARTS:
        return False
    match clause, other:
        case Or(parts=parts), _:
            return all(implies(part, other) for part in parts)
        case _, And(parts=parts):
            return all(implies(clause, part) for part in parts)
        case And(parts=parts), _ if any(implies(part, other) for part in parts):
            return True
        case _, Or(parts=parts):
            return any(implies(clause, part) for part in parts)
        case Not(part=less), Not(part=more):
            return implies(more, less)
        case Word(needle=longer), Word(needle=shorter):
            return shorter.is_in(longer)
        case Matching(pattern=narrow), Matching(pattern=wide) if wide.is_literal:
            return wide.needle in narrow.needle
        case Says(key=key, needle=longer), Says(key=same, needle=shorter) if key == same:
            return shorter.is_in(longer)
        case Tag(tag=inner), Tag(tag=outer):
            return fold(inner).startswith(f"{fold(outer)}/")
    return False
