"""One file of the notes directory changed on the disk: looked at, replaced, made, removed, renamed.

What the system refuses becomes :class:`NotSaved` in words. Folders may be synced by whoever changes
several files, once for all: :meth:`NoteFiles.sync_folders`.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from talktui.notes import write_file
from talktui.notes.aside import Aside
from talktui.notes.changes import NotSaved
from talktui.notes.forked import MANY, can_fork
from talktui.notes.read_file import MAX_READ, CannotRead, FileContent, in_words, is_inside, read_file
from talktui.notes.syncing import Syncing
from talktui.notes.trash import to_trash

if TYPE_CHECKING:
    from talktui.notes.made_ahead import MadeAhead

_OVERTAKEN = "another program wrote this at the moment of a save, and a third one wrote over it"

STOPPING = frozenset({errno.ENOSPC, errno.EROFS, errno.EDQUOT})
"""Errors after which the next file would fare no better."""


class NoteFiles:
    """The files below the resolved directory `root`.

    `aside` says, for a note's path, where a save puts what it has in its hands and may not drop.
    """

    def __init__(self, root: str, aside: Callable[[str], Aside] = Aside) -> None:
        self._root = root
        self._aside = aside
        self._unsynced: set[str] = set()  # folders
        self._given_back: dict[str, list[bytes]] = {}  # others' texts that a save had in its hands, by path
        self._ahead: dict[str, write_file.Ahead] = {}  # new files that were begun, by path
        self._syncing = Syncing()
        self._elsewhere: MadeAhead | None = None  # new files that copies of this process make
        self.have_changed = False  # by this very object

    # -- looking

    def for_writing(self, path: str) -> FileContent:
        """The file, read afresh, when it may be written; raises :class:`NotSaved`."""
        try:
            content = read_file(self._root, path)
        except CannotRead as error:
            raise NotSaved(path, error.reason) from error
        real = os.path.realpath(content.real)
        if real != content.real:
            content = replace(content, real=real)
        if not is_inside(self._root, content.real):
            raise NotSaved(
                path, content.read_only or "it is outside the notes directory; edit it where it is"
            )
        if content.read_only:
            raise NotSaved(path, content.read_only)
        if len(content.data) >= MAX_READ:
            raise NotSaved(path, "it is larger than 1 MB; edit it in another editor")
        self._keep_overtaken(path, content.data)
        return content

    def _keep_overtaken(self, path: str, data: bytes) -> None:
        """Keep what was given back and is gone from the note.

        A third program may have read the save's own text in the moment that it stood there, and have
        written its text over the one that was given back.
        """
        if path not in self._given_back:
            return
        lines, keeper = set(data.splitlines()), self._aside(path).keeper
        for text in self._given_back.pop(path, ()):
            try:
                overtaken = not set(text.splitlines()) <= lines
                if overtaken and keeper is not None:
                    keeper.keep(path, text, _OVERTAKEN)
                    continue
            except OSError:
                pass  # the next look tries again
            self._given_back.setdefault(path, []).append(text)

    def for_moving(self, path: str) -> FileContent:
        """The file, read afresh, when its name may be changed or taken away; raises :class:`NotSaved`."""
        if os.path.islink(os.path.join(self._root, path)):
            raise NotSaved(path, "it is a link; remove or rename it outside talktui")
        return self.for_writing(path)

    def is_taken(self, path: str) -> bool:
        """Whether something stands where a new file would go; raises :class:`NotSaved` for no such place."""
        return os.path.lexists(self.new_place(path))

    def data(self, path: str) -> bytes | None:
        """What stands at `path`, None when nothing does. Raises :class:`NotSaved` when it cannot be read."""
        try:
            return read_file(self._root, path).data
        except CannotRead as error:
            if not error.missing or os.path.lexists(os.path.join(self._root, path)):
                raise NotSaved(path, error.reason) from error
            return None

    # -- changing

    def begin_all(self, wanted: Sequence[tuple[str, FileContent, bytes]]) -> None:
        """Have copies of this process make the files that :meth:`replace` will put in place, in this order.

        Only where they are many, and there can be copies; else :meth:`begin` is for each. Raises nothing.
        """
        if len(wanted) >= MANY and can_fork():
            from talktui.notes.made_ahead import MadeAhead  # what saves a few files needs none

            self._elsewhere = MadeAhead(wanted)

    def begin(self, path: str, current: FileContent, data: bytes) -> None:
        """Write the new file that :meth:`replace` will soon put in place, and have it synced meanwhile.

        Raises nothing: what cannot be begun is done, and explained, when it is its turn.
        """
        if self._elsewhere is not None and self._elsewhere.has(path):
            return
        with contextlib.suppress(*write_file.NOT_BEGUN):
            self._ahead[path] = write_file.Ahead(current, data, self._syncing)

    def end(self) -> None:
        """Take away what was begun and not put in place."""
        while self._ahead:
            self._ahead.popitem()[1].drop()
        self._syncing.close()
        if self._elsewhere is not None:
            self._elsewhere.end()
            self._elsewhere = None

    def replace(self, path: str, current: FileContent, data: bytes, *, sync: bool = True) -> str | None:
        """Put `data` in the place of `current`; a warning, or None.

        Raises :class:`NotSaved` and :class:`~talktui.notes.write_file.ChangedMeanwhileError`.
        """
        ahead: write_file.Begun | None = self._ahead.pop(path, None)
        if ahead is None and self._elsewhere is not None:
            ahead = self._elsewhere.take(path)
        if ahead is not None and (ahead.target is not current or ahead.data != data):
            ahead.drop()
            ahead = None
        try:
            warning = write_file.replace_file(current, data, self._aside(path), sync_folder=sync, ahead=ahead)
        except write_file.WriteError as error:
            raise _not_saved(path, error) from error
        except write_file.ChangedMeanwhileError as error:
            if error.text is not None:
                self._given_back.setdefault(path, []).append(error.text)
            raise
        finally:
            if ahead is not None:
                ahead.drop()
        self._given_back.pop(path, None)  # the journal has what was there now, with all of its lines
        return self._changed(current.real, warning, sync=sync)

    def create(self, path: str, data: bytes, *, mode: int | None = None, sync: bool = True) -> str | None:
        """A new file and its folders; a warning, or None. Raises :class:`NotSaved`, also for a taken name."""
        full = self.new_place(path)
        made = self._make_folders(path, os.path.dirname(full))
        try:
            warning = write_file.create_file(full, data, mode=mode, sync_folder=sync)
        except (FileExistsError, write_file.WriteError) as error:
            self._remove_empty(made)
            if isinstance(error, FileExistsError):
                raise NotSaved(path, "there is a file of that name already; choose another") from error
            raise _not_saved(path, error) from error
        above = self._synced({os.path.dirname(place) for place in made}, sync=sync)
        return self._changed(full, warning or above, sync=sync)

    def remove(self, path: str, current: FileContent, *, sync: bool = True) -> str | None:
        """Take the file away for good; a warning, or None.

        Raises :class:`NotSaved` and :class:`~talktui.notes.write_file.ChangedMeanwhileError`.
        """
        try:
            warning = write_file.remove_file(current, self._aside(path), sync_folder=sync)
        except write_file.WriteError as error:
            raise _not_saved(path, error) from error
        return self._changed(current.real, warning, sync=sync)

    def trash(self, path: str, current: FileContent, *, sync: bool = True) -> str | None:
        """Take the file away, to where the person can fetch it back; a warning, or None.

        Raises as :meth:`remove` does.
        """
        try:
            if read_file(self._root, path).etag != current.etag:
                raise write_file.ChangedMeanwhileError
            # Without a trash it is unlinked, and that only if it is what was read.
            warning = to_trash(
                current.real, lambda _: write_file.remove_file(current, self._aside(path), sync_folder=False)
            )
        except CannotRead as error:
            raise write_file.ChangedMeanwhileError from error
        except write_file.WriteError as error:
            raise _not_saved(path, error) from error
        except OSError as error:
            raise NotSaved(path, f"it could not be removed: {in_words(error)}") from error
        warning = (
            "; ".join(
                filter(
                    None, (warning, write_file.sync_folder(os.path.dirname(current.real)) if sync else None)
                )
            )
            or None
        )
        return self._changed(current.real, warning, sync=sync)

    def move(self, path: str, to: str, current: FileContent, *, sync: bool = True) -> str | None:
        """Rename the file, making folders; what is at `to` is never overwritten. A warning, or None.

        Raises as :meth:`remove` does.
        """
        full = self.new_place(to)
        made = self._make_folders(to, os.path.dirname(full))
        try:
            write_file.move_file(current, full, self._aside(path))
        except write_file.ChangedMeanwhileError:
            self._remove_empty(made)
            raise
        except (FileExistsError, write_file.WriteError) as error:
            self._remove_empty(made)
            if isinstance(error, FileExistsError):
                raise NotSaved(path, f"there is a file at {to} already; choose another name") from error
            raise _not_saved(path, error) from error
        folders = {os.path.dirname(place) for place in (full, current.real, *made)}
        return self._changed(full, self._synced(folders, sync=sync), sync=sync)

    def sync_folders(self) -> dict[str, str]:
        """Make what was done without `sync` durable; folders that could not be, with a warning."""
        folders, self._unsynced = self._unsynced, set()
        warnings = {folder: write_file.sync_folder(folder) for folder in sorted(folders)}
        return {folder: warning for folder, warning in warnings.items() if warning}

    def _changed(self, full: str, warning: str | None, *, sync: bool) -> str | None:
        self.have_changed = True
        if not sync:
            self._unsynced.add(os.path.dirname(full))
        return warning

    # -- places

    def new_place(self, path: str) -> str:
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
            self._remove_empty(missing)
            raise NotSaved(
                path, f"its folder could not be made: {in_words(error)}", stops=error.errno in STOPPING
            ) from error
        return missing

    def _synced(self, folders: set[str], *, sync: bool) -> str | None:
        """Make what was done in `folders` durable now, or with the group's others; a warning, or None."""
        if not sync:
            self._unsynced |= folders
            return None
        warnings = [write_file.sync_folder(folder) for folder in sorted(folders)]
        return next((warning for warning in warnings if warning), None)

    def remove_empty_folders(self, paths: Iterable[str]) -> None:
        """Take away the folders of `paths`, files that are gone, where nothing is left in them."""
        for folder in sorted({path.rpartition("/")[0] for path in paths} - {""}, reverse=True):
            parts = folder.split("/")
            above = [os.path.join(self._root, *parts[:depth]) for depth in range(len(parts), 0, -1)]
            self._remove_empty(above)

    @staticmethod
    def _remove_empty(folders: list[str]) -> None:
        for folder in folders:
            with contextlib.suppress(OSError):  # not empty, or never made: then it stays as it is
                os.rmdir(folder)


def _not_saved(path: str, error: BaseException) -> NotSaved:
    cause = error.__cause__
    return NotSaved(path, str(error), stops=isinstance(cause, OSError) and cause.errno in STOPPING)
