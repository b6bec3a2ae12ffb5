"""Which talk is which after other programs changed files: renamed, moved, written anew.

A person's marks and cursor are about a talk; these tell where that talk is now.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from talktui.notes.talk import Note, Talk, TalkKey

Key = TypeVar("Key")


def same_talks(was: Note, now: Note) -> dict[TalkKey, TalkKey]:
    """The keys that talks of `was` have in `now`, for those whose key is another one there.

    A talk of a log is known by its heading's anchor; when that is gone by its video, by its text, and at
    last by being the only one that is gone while only one is new.
    """
    if was.path != now.path and len(was.talks) == len(now.talks):
        pairs = zip(was.talks, now.talks, strict=True)
        if all(old.key.anchor == new.key.anchor for old, new in pairs):
            return {old.key: new.key for old, new in zip(was.talks, now.talks, strict=True)}
    new_anchors = {talk.key.anchor: talk for talk in now.talks}
    found = {
        talk.key: new_anchors[talk.key.anchor].key for talk in was.talks if talk.key.anchor in new_anchors
    }
    gone = [talk for talk in was.talks if talk.key not in found]
    old_anchors = {talk.key.anchor for talk in was.talks}
    come = [talk for talk in now.talks if talk.key.anchor not in old_anchors]
    for old in list(gone):
        new = _only(old, come)
        if new is not None:
            found[old.key] = new.key
            gone.remove(old)
            come.remove(new)
    if len(gone) == len(come) == 1:
        found[gone[0].key] = come[0].key
    return {old: new for old, new in found.items() if old != new}


def _only(old: Talk, come: Sequence[Talk]) -> Talk | None:
    """The one of `come` that has the video of `old`, or else its text."""
    same = [talk for talk in come if old.video and talk.video == old.video]
    if not same and old.body.strip():
        same = [talk for talk in come if talk.body == old.body]
    return same[0] if len(same) == 1 else None


class Departed:
    """Notes that are gone, for a while: one that comes may be one of them under another name."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._notes: dict[str, tuple[Note, float]] = {}
        self._by_data: dict[bytes, list[str]] = {}
        self._by_inode: dict[tuple[int, int], list[str]] = {}

    def __len__(self) -> int:
        return len(self._notes)

    def add(self, note: Note, now: float) -> None:
        """`note` is gone, at the time `now` (of a monotonic clock)."""
        self._forget(note.path)
        self._notes[note.path] = (note, now)
        if note.data.strip():
            self._by_data.setdefault(note.data, []).append(note.path)
        if note.etag is not None:
            self._by_inode.setdefault(note.etag[:2], []).append(note.path)

    def take(self, note: Note) -> Note | None:
        """The note that `note` was, which is departed no more; None when it is a new one.

        The same path, else the same bytes, else the same file with the same talks: a file system gives
        a removed file's number to the next one.
        """
        was = self._at(note.path)
        if was is None and (paths := self._by_data.get(note.data)):
            was = self._at(paths[0])
        if was is None and note.etag is not None:
            for path in self._by_inode.get(note.etag[:2], ()):
                other = self._at(path)
                if other is not None and _titles(other) == _titles(note):
                    was = other
        if was is not None:
            self._forget(was.path)
        return was

    def expire(self, now: float) -> None:
        """Forget those that are gone for good."""
        for path in [path for path, (_, since) in self._notes.items() if now - since >= self._seconds]:
            self._forget(path)

    def _at(self, path: str) -> Note | None:
        found = self._notes.get(path)
        return found[0] if found is not None else None

    def _forget(self, path: str) -> None:
        found = self._notes.pop(path, None)
        if found is None:
            return
        note = found[0]
        _drop(self._by_data, note.data, path)
        if note.etag is not None:
            _drop(self._by_inode, note.etag[:2], path)


def _drop(index: dict[Key, list[str]], key: Key, path: str) -> None:
    paths = index.get(key)
    if paths is not None:
        paths.remove(path)
        if not paths:
            del index[key]


def _titles(note: Note) -> list[str]:
    return [talk.title for talk in note.talks]
