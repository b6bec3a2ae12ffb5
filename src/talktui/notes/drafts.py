"""Text that is typed and not saved yet, on the disk within a second.

A draft is a file of its own under the state directory, written anew as a whole (temporary file, sync,
rename), so that a kill at any moment leaves the draft before or the one after. It says whose it is: a
draft of a talktui that still runs is not offered to another one. It goes when its text is saved, or
thrown away on purpose.

A file holds a line of JSON and then the text and its base, so that it can be read without talktui too.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import os
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from talktui.notes import private_files
from talktui.notes.processes import Owner, this_process
from talktui.notes.read_file import in_words
from talktui.notes.talk import TalkKey

FORMAT = "talktui draft 1"
_ENDING = ".draft"
_TEMPORARY = ".part"
_LATER = "later.json"
_MOST_BYTES = 64 << 20


class DraftKind(StrEnum):
    """What was being typed."""

    BODY = "text"  # a talk's text
    FILE = "file"  # a whole file's text
    FOLDER = "conference"  # a conference.yaml
    FIELDS = "fields"  # changes of fields, as JSON: {name: value, or null to take it out}
    NEW = "new talk"  # its title
    APPEND = "line"  # a line to add
    VERDICT = "verdict"


class DraftNotKept(Exception):
    """The draft is not on the disk. `reason` follows "not kept on disk:"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Draft:
    """A text that is not saved: what it is of, the text that it was begun on, and itself."""

    key: TalkKey
    title: str
    base: str = field(repr=False)
    text: str = field(repr=False)
    kind: DraftKind = DraftKind.BODY
    markers: tuple[str, ...] = ()  # lines that mark two texts put together, which are not to be saved
    id: str = ""  # given when it is first kept
    kept: dt.datetime | None = None  # when it was written last
    owner: Owner | None = None  # who typed it


class Drafts:
    """The drafts of the notes directory `root`, in a folder of their own below `folder`.

    `folder` is the state directory. Methods block on the disk, and may be called from any thread.
    """

    def __init__(self, folder: Path, root: Path) -> None:
        real = os.path.realpath(root)
        self.folder = folder / "drafts" / private_files.name_of(real)
        self._root = real
        self._lock = threading.Lock()
        self._open: set[str] = set()  # being typed in this process
        self._numbers = itertools.count(1)

    def keep(self, draft: Draft) -> Draft:
        """Write `draft`, in the place of the one with its id; return it as it is kept.

        Raises :class:`DraftNotKept` when it is not on the disk; what was kept before stays then.
        """
        owner = this_process()
        name = draft.id or f"{time.time_ns():x}-{owner.pid}-{next(self._numbers)}"
        kept = replace(draft, id=name, kept=dt.datetime.now(dt.UTC), owner=owner)
        with self._lock:
            self._open.add(name)
            self._write(f"{name}{_ENDING}", _to_bytes(kept, self._root))
        return kept

    def release(self, id_: str) -> None:
        """Nobody types in it any more: it stays, and this process offers it again."""
        with self._lock:
            self._open.discard(id_)

    def adopt(self, id_: str) -> None:
        """It is being typed in again, by this process: until it is released it is not offered."""
        with self._lock:
            self._open.add(id_)

    def drop(self, id_: str) -> None:
        """Forget the draft: it was saved, or thrown away on purpose. Raises :class:`DraftNotKept`."""
        with self._lock:
            self._open.discard(id_)
            try:
                (self.folder / f"{id_}{_ENDING}").unlink(missing_ok=True)
            except OSError as error:
                raise DraftNotKept(in_words(error)) from error

    def left(self) -> list[Draft]:
        """The drafts that nobody types in now, the newest first. Never raises."""
        found: list[Draft] = []
        for name in self._names():
            path = self.folder / name
            if name.endswith(_TEMPORARY):
                self._sweep(path)
                continue
            if not name.endswith(_ENDING):
                continue
            id_ = name.removesuffix(_ENDING)
            with self._lock:
                if id_ in self._open:
                    continue
            data = _read(path)
            draft = _from_bytes(data, id_) if data is not None else None
            if draft is None:
                continue
            mine = draft.owner == this_process()  # and not open: its editor was left
            if mine or draft.owner is None or not draft.owner.is_living:
                found.append(draft)
        return sorted(found, key=lambda draft: (draft.kept or _NEVER, draft.id), reverse=True)

    # -- what was looked at and is kept for later

    def postpone(self, ids: Iterable[str]) -> None:
        """Do not offer these again by itself; they stay in the list. What cannot be noted is no harm."""
        with self._lock:
            try:
                data = json.dumps(sorted({*self._postponed(), *ids})).encode("ascii")
                self._write(_LATER, data)
            except DraftNotKept:
                return

    def postponed(self) -> frozenset[str]:
        """The ids (of recovered texts too) that were kept for later."""
        with self._lock:
            return self._postponed()

    def _postponed(self) -> frozenset[str]:
        data = _read(self.folder / _LATER)
        try:
            found = json.loads(data or b"[]")
        except ValueError:
            return frozenset()
        return (
            frozenset(item for item in found if isinstance(item, str))
            if isinstance(found, list)
            else frozenset()
        )

    # -- the disk

    def _names(self) -> list[str]:
        try:
            return sorted(os.listdir(self.folder))
        except OSError:
            return []

    def _write(self, name: str, data: bytes) -> None:
        part = self.folder / f".{name}-{this_process().pid}{_TEMPORARY}"
        try:
            private_files.put(self.folder / name, part, data)
        except OSError as error:
            raise DraftNotKept(in_words(error)) from error

    def _sweep(self, path: Path) -> None:
        """Remove what a killed write left; the draft itself is whole, the one before it."""
        pid = path.name.removesuffix(_TEMPORARY).rpartition("-")[2]
        if pid.isdecimal() and int(pid) != os.getpid() and not Owner(int(pid), "").is_living:
            _remove(path)


_NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)


def _to_bytes(draft: Draft, root: str) -> bytes:
    text, base = (_encoded(part) for part in (draft.text, draft.base))
    head = {
        "format": FORMAT,
        "root": root,
        "path": draft.key.path,
        "anchor": draft.key.anchor,
        "title": draft.title,
        "kind": draft.kind.value,
        "markers": list(draft.markers),
        "kept": draft.kept.isoformat() if draft.kept else None,
        "pid": draft.owner.pid if draft.owner else 0,
        "started": draft.owner.started if draft.owner else "",
        "text": len(text),  # bytes of UTF-8 that follow this line
        "base": len(base),  # and after them
    }
    # Not in ASCII: JSON's escapes would join two lone surrogates into a character.
    return _encoded(json.dumps(head, ensure_ascii=False)) + b"\n" + text + base


def _from_bytes(data: bytes, id_: str) -> Draft:
    """The draft in a file; of a damaged one what there is, as a text without a place."""
    line, _, rest = data.partition(b"\n")
    try:
        head = json.loads(_decoded(line))
        size, more = int(head["text"]), int(head["base"])
        if head["format"] != FORMAT or size < 0 or more < 0 or len(rest) != size + more:
            return _damaged(data, id_)
        anchor = head["anchor"]
        return Draft(
            TalkKey(str(head["path"]), None if anchor is None else str(anchor)),
            str(head["title"]),
            _decoded(rest[size:]),
            _decoded(rest[:size]),
            DraftKind(head["kind"]),
            tuple(str(marker) for marker in head["markers"]),
            id_,
            dt.datetime.fromisoformat(head["kept"]) if head["kept"] else None,
            Owner(int(head["pid"]), str(head["started"])),
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        return _damaged(data, id_)


def _damaged(data: bytes, id_: str) -> Draft:
    return Draft(TalkKey(""), "a damaged draft", "", data.decode("utf-8", "replace"), id=id_)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _decoded(data: bytes) -> str:
    return data.decode("utf-8", "surrogatepass")


def _read(path: Path) -> bytes | None:
    try:
        with path.open("rb") as stream:
            return stream.read(_MOST_BYTES)
    except OSError:
        return None


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return  # it is in nobody's way
