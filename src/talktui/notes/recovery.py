"""Texts that belong to a person and stand in no note: kept until the person has looked at them.

What a killed save left behind, what another program wrote into a file that had just been replaced, the
losing side of a conflict.  Each is a file of its own in the state directory: a line of JSON that says
where it is from, why it is here and since when, and then the very bytes, so that it can be read without
talktui too.  Nothing here goes unless somebody says so.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import os
import threading
from dataclasses import dataclass, field
from pathlib import Path

from talktui.notes import private_files

FORMAT = "talktui recovered text 1"
_ENDING = ".text"
_PART = ".part"
_HEAD_AT_MOST = 64 << 10  # bytes of the first line


@dataclass(frozen=True, slots=True)
class Recovered:
    """A kept text. `path` is the note it belongs to, relative to the notes directory; "" is unknown."""

    id: str
    path: str
    why: str  # a sentence without its full stop
    when: dt.datetime
    data: bytes = field(repr=False)


class Recovery:
    """The texts kept for the notes directory `root`, in a folder of their own below `folder`.

    `folder` is the state directory. Methods block on the disk, and may be called from any thread.
    """

    def __init__(self, folder: Path, root: Path) -> None:
        real = os.path.realpath(root)
        self.folder = folder / "recovery" / private_files.name_of(real)
        self._root = real
        self._lock = threading.Lock()

    def keep(self, path: str, data: bytes, why: str) -> str:
        """Keep `data` of the note `path`, on the disk when this returns; return its id.

        A text that is kept already is not kept twice. Raises :class:`OSError` when it is not on the disk.
        """
        digest = hashlib.sha256(path.encode("utf-8", "surrogatepass") + b"\0" + data).hexdigest()[:16]
        with self._lock:
            for name in self._names():
                if name.endswith(f"-{digest}{_ENDING}") and self._holds(name, path, data):
                    return name.removesuffix(_ENDING)
            when = dt.datetime.now(dt.UTC)
            head = {
                "format": FORMAT,
                "root": self._root,
                "path": path,
                "why": why,
                "when": when.isoformat(),
                "bytes": len(data),  # that follow this line
            }
            # Not in ASCII: JSON's escapes would join two lone surrogates into a character.
            line = json.dumps(head, ensure_ascii=False).encode("utf-8", "surrogatepass")
            id_ = f"{when:%Y%m%dT%H%M%S}{when.microsecond:06}-{os.urandom(2).hex()}-{digest}"
            self._write(f"{id_}{_ENDING}", line + b"\n" + data)
        return id_

    def items(self) -> list[Recovered]:
        """Every kept text, the newest first. Never raises: what cannot be read is not in it."""
        return [item for name in reversed(self._names()) if (item := self._item(name)) is not None]

    def get(self, id_: str) -> Recovered | None:
        """One kept text, or None when it is gone."""
        name = f"{id_}{_ENDING}"
        return self._item(name) if name in self._names() else None

    def drop(self, id_: str) -> None:
        """Forget a text: the person has dealt with it. Raises :class:`OSError`; not when it is gone."""
        name = f"{id_}{_ENDING}"
        if name in self._names():  # and so no path
            (self.folder / name).unlink(missing_ok=True)

    # -- the disk

    def _names(self) -> list[str]:
        """Of the kept texts, the oldest first."""
        try:
            return sorted(name for name in os.listdir(self.folder) if name.endswith(_ENDING))
        except OSError:
            return []

    def _item(self, name: str) -> Recovered | None:
        try:
            whole = (self.folder / name).read_bytes()
            changed = (self.folder / name).stat().st_mtime
        except OSError:
            return None
        id_ = name.removesuffix(_ENDING)
        line, found, data = whole.partition(b"\n")
        if found and len(line) <= _HEAD_AT_MOST:
            with contextlib.suppress(ValueError, KeyError, TypeError, RecursionError):
                head = json.loads(line.decode("utf-8", "surrogatepass"))
                if head["format"] == FORMAT and head["bytes"] == len(data):
                    when = dt.datetime.fromisoformat(head["when"])
                    when = when if when.tzinfo else when.replace(tzinfo=dt.UTC)
                    return Recovered(id_, str(head["path"]), str(head["why"]), when, data)
        when = dt.datetime.fromtimestamp(changed, tz=dt.UTC)
        return Recovered(
            id_, "", "what is said of this text is damaged; the text itself follows", when, whole
        )

    def _holds(self, name: str, path: str, data: bytes) -> bool:
        item = self._item(name)
        return item is not None and (item.path, item.data) == (path, data)

    def _write(self, name: str, data: bytes) -> None:
        """A whole file, synced with its name, or none. Raises :class:`OSError`."""
        private_files.put(self.folder / name, self.folder / f".{name}-{os.urandom(4).hex()}{_PART}", data)
