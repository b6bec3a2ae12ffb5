"""The only reader and writer of notes on disk.

Everything that touches a note's file goes through here: scanning, reading, saving an edit, making a
file, taking an edit back.  Methods block on the disk, so front ends call them from workers; saves
are made one at a time.
"""

from __future__ import annotations

import datetime as dt
import os
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from talktui.notes import reader, scan, write_file
from talktui.notes.conference import Folders
from talktui.notes.edit import Edit
from talktui.notes.log_place import same_talk
from talktui.notes.problem import Refused
from talktui.notes.read_file import MAX_READ, CannotRead, FileContent, in_words, is_inside, read_file
from talktui.notes.scan import NotesDirectoryError
from talktui.notes.talk import Note

__all__ = ["Change", "Edit", "NotSaved", "NotesDirectoryError", "Saved", "Store"]

_ATTEMPTS = 5  # how often a save begins again when others keep writing the same file


@dataclass(frozen=True, slots=True)
class Change:
    """What a save did to one file; None stands for no such file."""

    path: str
    before: bytes | None = field(repr=False)
    after: bytes | None = field(repr=False)

    @property
    def inverse(self) -> Change:
        """The change that takes this one back."""
        return Change(self.path, self.after, self.before)


@dataclass(frozen=True, slots=True)
class Saved:
    """A save that succeeded. `note` is the file read again, None when it was removed."""

    change: Change
    note: Note | None
    replayed: bool = False  # another program had changed the file; the edit was made on its text
    warning: str | None = None


class NotSaved(Exception):
    """Nothing was written. `reason` is a sentence's rest: why, and what to do."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(path, reason)
        self.path = path
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.path} was not saved: {self.reason}"


class Store:
    """The notes directory `root`; `ignore` holds shell patterns of paths to leave out.

    Raises :class:`NotesDirectoryError` when `root` is missing, no directory, or unreadable.
    """

    def __init__(self, root: Path, ignore: Sequence[str] = ()) -> None:
        self.root = root
        self.ignore = tuple(ignore)
        self._root = os.path.realpath(root)
        self._lock = threading.Lock()
        if not os.path.exists(self._root):
            raise NotesDirectoryError(f"there is no directory {root}; make it, or name another")
        if not os.path.isdir(self._root):
            raise NotesDirectoryError(f"{root} is not a directory; name the folder your notes are in")
        if not os.access(self._root, os.R_OK | os.X_OK):
            raise NotesDirectoryError(f"the notes directory {root} may not be read: permission denied")
        self._folders = Folders(self._optional_file)

    # -- reading

    def scan(self) -> Iterator[str]:
        """Relative paths of notes, sorted; see :func:`talktui.notes.scan.scan`."""
        return scan.scan(self._root, self.ignore)

    def load(self) -> Iterator[Note]:
        """Every note, one by one as it is read; what folders say of them is read afresh first."""
        self.refresh_folders()
        return (self.read(path) for path in self.scan())

    def read(self, path: str) -> Note:
        """The note at `path`; of a file that cannot be read, a note with its reason. Never raises."""
        try:
            content = read_file(self._root, path)
        except CannotRead as error:
            return reader.unreadable(path, error.reason)
        return self._note(path, content)

    def names(self, folder: str) -> frozenset[str]:
        """Every name in `folder`, hidden ones too; none when it is not there or cannot be read."""
        try:
            return frozenset(os.listdir(os.path.join(self._root, folder)))
        except (OSError, ValueError):
            return frozenset()

    def read_text_file(self, path: str) -> bytes:
        """A small file that is no note (`conference.yaml`, `.talktui.yaml`), inside the root only.

        Raises :class:`OSError` (`FileNotFoundError` when there is none), with its reason in words.
        """
        try:
            content = read_file(self._root, path)
        except CannotRead as error:
            raise (FileNotFoundError if error.missing else OSError)(error.reason) from error
        if not is_inside(self._root, os.path.realpath(content.real)):
            raise OSError("it is outside the notes directory")
        if len(content.data) >= MAX_READ:
            raise OSError("it is larger than 1 MB")
        return content.data

    def refresh_folders(self) -> None:
        """Forget what `conference.yaml` and `.talktui.yaml` files said; the next read asks them."""
        self._folders = Folders(self._optional_file)

    @property
    def folders(self) -> Folders:
        """What folders say of their notes, as the notes read last were told."""
        return self._folders

    def _optional_file(self, path: str) -> bytes | None:
        try:
            return self.read_text_file(path)
        except FileNotFoundError:
            return None

    def _note(self, path: str, content: FileContent) -> Note:
        modified: dt.datetime | None
        try:
            modified = dt.datetime.fromtimestamp(content.status.st_mtime, tz=dt.UTC)
        except (ValueError, OverflowError, OSError):  # a time stamp no calendar holds
            modified = None
        note = reader.read_note(path, content.data, content.etag, self._folders, modified)
        if content.read_only is None or note.read_only is not None:
            return note
        reason = content.read_only
        return replace(
            note,
            read_only=reason,
            talks=tuple(replace(talk, read_only=reason) for talk in note.talks),
        )

    # -- writing

    def apply(self, edit: Edit, base: bytes | None) -> Saved:
        """Make `edit` on the file's bytes as they are now, and save them.

        `base` is what the person saw (None: whatever is there); when the file differs from it the
        edit is replayed on the new bytes and `replayed` says so. Raises :class:`Refused` when the
        edit cannot be made, :class:`NotSaved` when it does not fit the changed file or the file
        cannot be written. Nothing is half done: the caller still has the edit.
        """
        path = edit.key.path
        with self._lock:
            for _ in range(_ATTEMPTS):
                current = self._for_writing(path)
                replayed = base is not None and current.data != base
                try:
                    if replayed and base is not None:
                        _same_talk(edit, base, current.data)
                    after = edit.apply(current.data)
                except Refused as error:
                    if not replayed:
                        raise
                    raise NotSaved(
                        path,
                        f"another program has changed the file, and this edit no longer fits ({error}); "
                        "reload it and try again",
                    ) from error
                change = Change(path, current.data, after)
                if after == current.data:
                    return Saved(change, self._note(path, current), replayed)
                try:
                    warning = self._replace(path, current, after)
                except write_file.ChangedMeanwhileError:
                    continue
                return Saved(change, self.read(path), replayed, warning)
        raise NotSaved(path, "another program keeps writing this file; wait for it and try again")

    def create(self, path: str, data: bytes) -> Saved:
        """A new file at `path`, its folders made. Raises :class:`NotSaved`, also when the name is taken."""
        with self._lock:
            full = self._new_place(path)
            made = self._make_folders(path, os.path.dirname(full))
            try:
                warning = write_file.create_file(full, data)
            except (FileExistsError, write_file.WriteError) as error:
                for folder in made:
                    self._remove_empty(folder)
                if isinstance(error, FileExistsError):
                    raise NotSaved(path, "there is a file of that name already; choose another") from error
                raise NotSaved(path, str(error)) from error
            return Saved(Change(path, None, data), self.read(path), warning=warning)

    def restore(self, change: Change) -> Saved:
        """Put `change.before` back (None: remove the file), if the file still is `change.after`.

        Undo and redo of one file; the change that is returned is the one this made. Raises
        :class:`NotSaved` when the file was changed since: what another wrote is never taken away.
        """
        path, before = change.path, change.before
        if change.after is None:
            return self.create(path, before) if before is not None else Saved(change.inverse, None)
        with self._lock:
            for _ in range(_ATTEMPTS):
                current = self._for_writing(path)
                if current.data != change.after:
                    raise NotSaved(
                        path, "another program has changed it since; its text was kept, so edit it by hand"
                    )
                if current.data == before:
                    return Saved(change.inverse, self._note(path, current))
                try:
                    if before is None:
                        warning = self._remove(path, current)
                        return Saved(change.inverse, None, warning=warning)
                    warning = self._replace(path, current, before)
                    return Saved(change.inverse, self.read(path), warning=warning)
                except write_file.ChangedMeanwhileError:
                    continue
        raise NotSaved(path, "another program keeps writing this file; wait for it and try again")

    def _for_writing(self, path: str) -> FileContent:
        """The file, read afresh, when it may be written; raises :class:`NotSaved`."""
        try:
            content = read_file(self._root, path)
        except CannotRead as error:
            raise NotSaved(path, error.reason) from error
        content = replace(content, real=os.path.realpath(content.real))
        if not is_inside(self._root, content.real):
            raise NotSaved(
                path, content.read_only or "it is outside the notes directory; edit it where it is"
            )
        if content.read_only:
            raise NotSaved(path, content.read_only)
        if len(content.data) >= MAX_READ:
            raise NotSaved(path, "it is larger than 1 MB; edit it in another editor")
        if not os.access(content.real, os.W_OK):
            raise NotSaved(path, "you may not write this file: permission denied")
        return content

    def _replace(self, path: str, current: FileContent, data: bytes) -> str | None:
        try:
            return write_file.replace_file(current, data)
        except write_file.WriteError as error:
            raise NotSaved(path, str(error)) from error

    def _remove(self, path: str, current: FileContent) -> str | None:
        try:
            return write_file.remove_file(current)
        except write_file.WriteError as error:
            raise NotSaved(path, str(error)) from error

    def _new_place(self, path: str) -> str:
        """Where a new file goes, absolute and with links resolved; raises :class:`NotSaved`."""
        parts = path.split("/")
        if "\0" in path or not all(parts) or {".", ".."} & {*parts}:
            raise NotSaved(path, "this is no path inside the notes directory")
        folder = os.path.realpath(os.path.join(self._root, *parts[:-1]))
        if folder != self._root and not is_inside(self._root, folder):
            raise NotSaved(path, "its folder is a link that leaves the notes directory")
        return os.path.join(folder, parts[-1])

    def _make_folders(self, path: str, folder: str) -> list[str]:
        """Make `folder` and those above it; return what was made, the deepest first."""
        missing: list[str] = []
        while folder != self._root and not os.path.lexists(folder):
            missing.append(folder)
            folder = os.path.dirname(folder)
        try:
            for place in reversed(missing):
                os.mkdir(place)
        except OSError as error:
            for place in missing:
                self._remove_empty(place)
            raise NotSaved(path, f"its folder could not be made: {in_words(error)}") from error
        return missing

    def _remove_empty(self, folder: str) -> None:
        try:
            os.rmdir(folder)
        except OSError:  # not empty, or never made: then it stays as it is
            return


def _same_talk(edit: Edit, base: bytes, now: bytes) -> None:
    """Raises :class:`Refused` when the edit's anchor leads to another talk than it did."""
    anchor = edit.key.anchor
    if anchor is not None and not same_talk(base, now, anchor):
        raise Refused(f"its heading “{anchor}” is gone, or is another talk's now")
