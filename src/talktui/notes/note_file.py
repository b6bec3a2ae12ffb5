"""One note read from the disk, with what its file allows: what the store does, and the processes beside it.

It knows nothing of writing, so that a process that only reads starts in half the time.
"""

from __future__ import annotations

import os
from dataclasses import replace

from talktui.notes import reader
from talktui.notes.conference import Folders
from talktui.notes.read_file import MAX_READ, CannotRead, is_inside, read_file
from talktui.notes.talk import Note


def read_note_file(root: str, path: str, folders: Folders) -> Note:
    """The note at `path` in the resolved directory `root`; never raises.

    Of a file that cannot be read it is a note with its reason.
    """
    try:
        content = read_file(root, path)
    except CannotRead as error:
        return reader.unreadable(path, error.reason)
    note = reader.read_note(path, content.data, content.etag, folders)
    if content.read_only is None or note.read_only is not None:
        return note
    reason = content.read_only
    return replace(
        note, read_only=reason, talks=tuple(replace(talk, read_only=reason) for talk in note.talks)
    )


def read_text_file(root: str, path: str) -> bytes:
    """A small file that is no note (`conference.yaml`, `.talktui.yaml`), inside `root` only.

    Raises :class:`OSError` (`FileNotFoundError` when there is none), with its reason in words.
    """
    try:
        content = read_file(root, path)
    except CannotRead as error:
        raise (FileNotFoundError if error.missing else OSError)(error.reason) from error
    if not is_inside(root, os.path.realpath(content.real)):
        raise OSError("it is outside the notes directory")
    if len(content.data) >= MAX_READ:
        raise OSError("it is larger than 1 MB")
    return content.data


def folders_of(root: str) -> Folders:
    """What the folders of the resolved directory `root` say of their notes, asked for as it is needed."""

    def optional_file(path: str) -> bytes | None:
        try:
            return read_text_file(root, path)
        except FileNotFoundError:
            return None

    return Folders(optional_file)
