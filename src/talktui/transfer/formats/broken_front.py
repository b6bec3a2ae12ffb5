"""Front matter of a post that cannot be read: refused, unless each line of it says what it says by itself.

An unquoted `: ` in a title is common, and reading line by line loses nothing of it. Behind a bracket or a
quote that is never closed nothing is sure any more, nor in a nested mapping whose lines are read one by one.
"""

from __future__ import annotations

from collections.abc import Sequence

from talktui.notes.front_matter import yaml_events
from talktui.notes.front_matter.block import Block
from talktui.notes.front_matter.yaml_read import read_strictly
from talktui.notes.problem import Problem

_COLON = "holds ': '"
_MOST = 20  # lines with such a value that are looked past
_LARGE = 100_000  # characters that are not read so often


def broken_front(text: str, block: Block, problems: Sequence[Problem]) -> Problem | None:
    """Why the front matter `block` of `text` says less than was written; None where all of it is read.

    `problems` are those of :func:`talktui.notes.document.parse`, at least one.
    """
    inside = text[block.start : block.end]
    if block.kind != "yaml":
        return problems[0]
    lines, problem = inside.split("\n"), problems[0]
    for _ in range(_MOST if len(inside) < _LARGE else 1):
        try:
            read_strictly("\n".join(lines), 2)
        except yaml_events.ERRORS as error:
            problem = yaml_events.explain(error, "\n".join(lines), 2)
        else:
            return None
        if _COLON not in problem.message or f"\n{inside}".find("\ntalks") >= 0:
            return problem
        lines[problem.line - 2] = ""
    return problem
