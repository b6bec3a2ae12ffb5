"""A look at every file of a notes directory, begun early and done beside other work.

Of what a command does with 20,000 notes that it finds in the cache, listing them and looking at each of
their files takes the longest, and is only Python's: threads would take turns at it.  So another process
does it, a copy of this one, while this one imports what it needs and searches the cache.
"""

from __future__ import annotations

from collections.abc import Sequence

from talktui.notes.forked import answer, begin
from talktui.notes.forked import can_fork as _can_fork
from talktui.notes.known import Found, look

FEWEST = 2_000
"""Notes for which another process is begun: fewer are looked at before it would be."""


class Looking:
    """A look at the files below `root`, see :func:`talktui.notes.known.look`.

    `expected`: about how many notes there are.
    """

    def __init__(self, root: str, ignore: Sequence[str], expected: int = 0) -> None:
        self._root = root
        self._ignore = ignore
        self._copy = begin(lambda: tuple(look(root, ignore))) if expected >= FEWEST and _can_fork() else None

    @property
    def is_elsewhere(self) -> bool:
        """Whether another process looks, so that there is time for something else until :meth:`found`."""
        return self._copy is not None

    def found(self) -> Found:
        """What is there. Raises :class:`OSError` when `root` cannot be listed."""
        if self._copy is not None:
            copy, self._copy = self._copy, None
            found = answer(copy)
            if found is not None:
                return Found(*found)
        return look(self._root, self._ignore)
