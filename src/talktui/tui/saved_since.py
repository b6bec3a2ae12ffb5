"""Which notes our own saves, undo and redo left last: what a thread read before that is older than they are.

A note that was read, then taken back, looks to whoever read it like one that is new: neither is in the
library. So what is compared is not only what the library holds, but when it was last put there.
"""

from __future__ import annotations

from collections.abc import Iterable


class SavedSince:
    """Counts our own changes of notes. For one thread: the screen's."""

    def __init__(self) -> None:
        self._count = 0
        self._last: dict[str, int] = {}  # by path, the count at its last change

    def now(self) -> int:
        """To be taken before anything is read, for :meth:`__call__`."""
        return self._count

    def took(self, paths: Iterable[str]) -> None:
        """The notes at `paths` are as a save left them: written, or gone."""
        self._count += 1
        self._last.update(dict.fromkeys(paths, self._count))

    def __call__(self, then: int, path: str) -> bool:
        """Whether the note at `path` was saved, or taken away, after `then`."""
        return self._last.get(path, 0) > then
