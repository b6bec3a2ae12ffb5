"""Talks deleted, renamed and moved: what it takes, worked out before anything is done.

Nothing here touches the disk.  A plan is made from the library as it is and the library as it will be:
the difference says which links in other notes must follow (:mod:`talktui.notes.link_edits`), and what
the person should hear first.  Its tasks are for :meth:`talktui.notes.store.Store.make`, as one step.
"""

from __future__ import annotations

import posixpath
from collections.abc import Sequence

from talktui.notes.edit import shortened
from talktui.notes.file_names import checked_folder, checked_name, is_taken, renamed, verbatim
from talktui.notes.front_edits import SetField
from talktui.notes.library import Library
from talktui.notes.link_text import stem_of
from talktui.notes.move_plan import Around, FileChange, Plan
from talktui.notes.move_work import Work
from talktui.notes.new_notes import file_name as made_name
from talktui.notes.problem import Refused
from talktui.notes.talk import Kind, Note, Talk
from talktui.notes.title_edits import has_title

__all__ = ["Around", "FileChange", "Plan", "delete", "move", "rename", "renamed_path"]

Talks = Talk | Sequence[Talk]


def delete(library: Library, talks: Talks, around: Around | None = None) -> Plan:
    """Take talks away: files go to the trash, a log's sections out of their log.

    Links to them stay as they are, and are counted. Raises :class:`Refused` with a sentence.
    """
    work = Work(library, around)
    for note, talk in _each(library, talks):
        if talk.key.anchor is None:
            work.remove(note)
        else:
            work.take_out(note, talk)
    return work.plan(f"delete {_named(talks)}")


def rename(
    library: Library, talk: Talk, title: str, file_name: str | None = None, around: Around | None = None
) -> Plan:
    """Give a talk another title, and its file another name when it was made from the title or is given.

    A log's talk has its heading renamed, with its entry. Links to it follow. Raises :class:`Refused`.
    """
    title = " ".join(title.split())
    ((note, talk),) = _each(library, talk)
    work = Work(library, around)
    if not title:
        raise Refused("a talk needs a title")
    if talk.key.anchor is not None:
        if file_name is not None:
            raise Refused("this talk is a section of a log: it has no file of its own")
        work.edit(note, SetField(talk.key, "title", title))
        return work.plan(f"rename to “{shortened(title)}”")
    path = _renamed_path(work, note, talk, title, file_name)
    if note.is_log:
        if title != talk.title:
            raise Refused(
                "this row is the log's own text and has no title; its talks and its file do have one"
            )
    elif title != talk.title:
        work.edit_title(note, talk, title, path)
    if path != note.path:
        work.move_file(note, path)
    named = title if title != talk.title else posixpath.basename(path)
    return work.plan(f"rename to “{shortened(named)}”")


def move(library: Library, talks: Talks, target: str, around: Around | None = None) -> Plan:
    """Move files to the folder `target` ("" is the notes directory), or sections to the log at `target`.

    Links to them follow, and those in them. A folder that is not there is made. Raises :class:`Refused`.
    """
    work = Work(library, around)
    chosen = _each(library, talks)
    log = library.notes.get(target)
    if log is not None:
        if not log.is_log:
            raise Refused(f"{target} is one talk, no log: H says which of its headings are talks")
        if log.read_only is not None:
            raise Refused(f"{target}: {log.read_only}")
        where = posixpath.basename(target)
    else:
        target = checked_folder(target)
        where = f"{target}/" if target else "the notes directory"
    for note, talk in chosen:
        if log is not None:
            if talk.key.anchor is None:
                raise Refused(f"{note.path} is a file: it moves to a folder, and {target} is a talk log")
            if note.path == target:
                raise Refused(f"“{talk.title}” is in {target} already")
            work.take_out(note, talk, to=log)
        elif talk.key.anchor is not None:
            raise Refused(
                f"“{talk.title}” is a section of {note.path}: it moves to another talk log, not a folder"
            )
        elif (path := work.free_path(_moved_name(note.path), target, note)) != note.path:
            work.move_file(note, path)
    if log is None and not work.is_something:
        raise Refused(f"{_named(talks)} is in {where} already")
    return work.plan(f"move {_named(talks)} to {where}")


def renamed_path(library: Library, talk: Talk, title: str, around: Around | None = None) -> str:
    """Where the file of `talk` would be after a new title alone; raises :class:`Refused`."""
    ((note, talk),) = _each(library, talk)
    return _renamed_path(Work(library, around), note, talk, " ".join(title.split()), None)


def _each(library: Library, talks: Talks) -> list[tuple[Note, Talk]]:
    """Each talk once with its note, in the files' order; one of a file that goes whole stands for all of it.

    Raises :class:`Refused` for what is no talk to delete, rename or move.
    """
    chosen = [talks] if isinstance(talks, Talk) else list(talks)
    if not chosen:
        raise Refused("there is no talk here")
    whole = {talk.key.path for talk in chosen if talk.key.anchor is None}
    found: list[tuple[Note, Talk]] = []
    for talk in sorted({talk.key: talk for talk in chosen}.values(), key=lambda talk: talk.key.path):
        path, anchor = talk.key
        note = library.notes.get(path)
        if note is None or library.talk(talk.key) is None:
            raise Refused(f"{talk.key} is not there any more; read the notes again (r)")
        if talk.kind is Kind.UNREADABLE:
            raise Refused(f"{path} cannot be read ({talk.read_only}); it is left as it is")
        if note.is_page:
            raise Refused(f"{path} is the page of its folder, no talk; move it with your file manager")
        if note.read_only is not None:
            raise Refused(f"{path} is left as it is: {note.read_only}")
        if anchor is None or path not in whole:
            found.append((note, talk))
    return found


def _named(talks: Talks) -> str:
    chosen = [talks] if isinstance(talks, Talk) else list(talks)
    return f"“{shortened(chosen[0].title)}”" if len(chosen) == 1 else f"{len(chosen)} talks"


def _moved_name(path: str) -> str:
    """The name of a file that moves: of an `index.md` in a folder of its own, the folder's."""
    folder, name = posixpath.split(path)
    if stem_of(path).lower() == "index" and folder:
        return posixpath.basename(folder) + posixpath.splitext(name)[1]
    return name


def _renamed_path(work: Work, note: Note, talk: Talk, title: str, asked: str | None) -> str:
    """Where the file of `talk` will be when it is called `title`; as `asked` when a name is given."""
    folder, old = posixpath.split(note.path)
    if asked is not None:
        name = checked_name(asked, old)
        if name != old and is_taken(name, work.taken(folder) - {old}):
            raise Refused(f"there is a file {name} in its folder already; choose another name")
        return posixpath.join(folder, name)
    if title == talk.title or note.is_log:
        return note.path
    name = renamed(old, talk.title, title) or old
    if name == old and not has_title(note.data):
        prefix_of = renamed(made_name(talk.title), talk.title, title) or old
        name = verbatim(title, posixpath.splitext(old)[1]) if " " in old else prefix_of
    return note.path if name == old else work.free_path(name, folder, note)
