"""Libraries in memory, and a plan's tasks carried out on them, for the tests of moving."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from talktui.notes.conference import Folders
from talktui.notes.groups import EditFile, MoveFile, NewFile, RemoveFile, Task
from talktui.notes.library import Library
from talktui.notes.reader import read_note
from talktui.notes.talk import Talk, TalkKey


def library_of(files: Mapping[str, str | bytes]) -> Library:
    """The library of `files`, by path."""
    library = Library()
    folders = Folders(lambda _: None)
    for path, text in files.items():
        data = text.encode() if isinstance(text, str) else text
        library.replace(read_note(path, data, None, folders))
    return library


def files_of(library: Library) -> dict[str, bytes]:
    """The files of a library, by path."""
    return {path: note.data for path, note in library.notes.items()}


def carried_out(library: Library, tasks: Iterable[Task]) -> dict[str, bytes]:
    """The files after `tasks`, as the store would leave them."""
    files = files_of(library)
    for task in tasks:
        match task:
            case MoveFile(path=path, to=to, base=base):
                assert to not in files, "nothing is overwritten"
                assert files[path] == base
                files[to] = files.pop(path)
            case RemoveFile(path=path, base=base):
                assert files.pop(path) == base
            case EditFile(edit=edit):
                files[task.path] = edit.apply(files[task.path])
            case NewFile(path=path, data=data):
                assert path not in files
                files[path] = data
    return files


def talk_at(library: Library, path: str, anchor: str | None = None) -> Talk:
    """A talk that must be there."""
    talk = library.talk(TalkKey(path, anchor))
    assert talk is not None, (path, anchor, [talk.key for talk in library.talks])
    return talk
