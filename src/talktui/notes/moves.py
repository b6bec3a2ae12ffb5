"""Talks deleted, renamed and moved: what it takes, worked out before anything is done.

Nothing here touches the disk.  A plan is made from the library as it is and the library as it will be:
the difference says which links in other notes must follow (:mod:`talktui.notes.link_edits`), and what
the person should hear first.  Its tasks are for :meth:`talktui.notes.store.Store.make`, as one step.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from talktui.notes import reader
from talktui.notes.conference import NO_CONFERENCE, Folders
from talktui.notes.document import parse
from talktui.notes.edit import Edit, shortened
from talktui.notes.file_names import (
    checked_folder,
    checked_name,
    free_name,
    is_taken,
    renamed,
    verbatim,
)
from talktui.notes.front_edits import SetField
from talktui.notes.groups import EditFile, MoveFile, RemoveFile, Task
from talktui.notes.library import Library
from talktui.notes.link_edits import Followed, Follower, Place, RewriteLinks, Shift, Shown
from talktui.notes.link_text import stem_of
from talktui.notes.log_place import sections_in
from talktui.notes.new_notes import file_name as made_name
from talktui.notes.problem import Refused
from talktui.notes.section_edits import AddSections, Piece, RemoveSections, added, piece_of, section_span
from talktui.notes.talk import Conference, Kind, Note, Talk, TalkKey
from talktui.notes.title_edits import InOrder, RenameTalk, has_title


@dataclass(frozen=True, slots=True)
class Around:
    """What a plan has to know beside the notes: what folders say, and every name in a folder."""

    folders: Folders = field(default_factory=lambda: Folders(lambda _: None))
    names: Callable[[str], Collection[str]] | None = None  # None: the notes' own names are all there are

    def taken(self, library: Library, folder: str) -> set[str]:
        """The names in `folder` that a file cannot have."""
        own = {posixpath.basename(path) for path in library.notes if posixpath.dirname(path) == folder}
        return own | set(self.names(folder)) if self.names is not None else own

    def exists(self, path: str) -> bool:
        """Whether there is something at `path`; yes when nobody can tell."""
        folder, name = posixpath.split(path)
        return self.names is None or not name or name in self.names(folder)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a deletion, a new name or a move takes. `notes` are sentences to say before it is done."""

    title: str
    tasks: tuple[Task, ...]
    notes: tuple[str, ...] = ()
    links: int = 0  # that are written anew
    linking: int = 0  # in how many notes
    lost: int = 0  # links that will lead nowhere
    shown: tuple[Shown, ...] = ()  # each link that changes, before and after
    keys: tuple[tuple[TalkKey, TalkKey | None], ...] = ()  # the talks it is about, and what they become
    whole: bool = False  # a part of it must not be done without the rest

    @property
    def says_something(self) -> bool:
        """Whether more changes than the talk itself, so that a person wants to look first."""
        return bool(self.links or self.lost or self.notes)

    def becomes(self, key: TalkKey) -> TalkKey | None:
        """What the talk `key` is called afterwards; None when it is deleted."""
        return dict(self.keys).get(key, key)

    def files(self) -> list[FileChange]:
        """What becomes of each file, made of what the library has: for a preview."""
        found: dict[str, FileChange] = {}
        for task in self.tasks:
            match task:
                case MoveFile(path=path, to=to, base=base):
                    found[to] = FileChange(path, to, base or b"", base)
                case RemoveFile(path=path, base=base):
                    found[path] = FileChange(path, None, base or b"", None)
                case EditFile(edit=edit, base=base):
                    known = found.get(task.path) or FileChange(task.path, task.path, base or b"", base)
                    found[task.path] = known._replace(after=edit.apply(base or b""))
        return list(found.values())


class FileChange(NamedTuple):
    """A file before and after; `to` is None when it goes."""

    path: str
    to: str | None
    before: bytes
    after: bytes | None


Talks = Talk | Sequence[Talk]


def delete(library: Library, talks: Talks, around: Around | None = None) -> Plan:
    """Take talks away: files go to the trash, a log's sections out of their log.

    Links to them stay as they are, and are counted. Raises :class:`Refused` with a sentence.
    """
    work = _Work(library, around)
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
    work = _Work(library, around)
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
    work = _Work(library, around)
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
    return _renamed_path(_Work(library, around), note, talk, " ".join(title.split()), None)


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


def _renamed_path(work: _Work, note: Note, talk: Talk, title: str, asked: str | None) -> str:
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


class _Work:
    """Collects what is to be done, then looks at what it means for everything else."""

    def __init__(self, library: Library, around: Around | None) -> None:
        self._library = library
        self._around = around or Around()
        self._edits: dict[str, list[Edit]] = {}
        self._moves: dict[str, str] = {}
        self._removed: dict[str, Note] = {}
        self._out: dict[str, list[Talk]] = {}  # a log's talks that are taken out
        self._into: Note | None = None  # and the log that they go to, if they do
        self._keys: dict[TalkKey, TalkKey | None] = {}
        self._said: list[str] = []
        self._names: dict[str, set[str]] = {}
        self._added_names: dict[str, set[str]] = {}

    @property
    def is_something(self) -> bool:
        """Whether there is anything to do."""
        return bool(self._edits or self._moves or self._removed or self._out)

    def taken(self, folder: str) -> set[str]:
        """Names that a file in `folder` cannot have."""
        known = self._names.get(folder)
        if known is None:
            known = self._names[folder] = self._around.taken(self._library, folder)
        return known | self._added_names.get(folder, set())

    def free_path(self, name: str, folder: str, note: Note) -> str:
        """A path in `folder` called `name`, or nearly so; the note's own is free for it."""
        if posixpath.join(folder, name) == note.path:
            return note.path
        taken = self.taken(folder)
        if posixpath.dirname(note.path) == folder:
            taken -= {posixpath.basename(note.path)}
        free = free_name(name, taken)
        if free != name:
            self._said.append(f"there is a {name} already: the file will be called {free}")
        self._added_names.setdefault(folder, set()).add(free)
        return posixpath.join(folder, free)

    def remove(self, note: Note) -> None:
        """The whole file goes."""
        self._removed[note.path] = note
        self._keys.update((talk.key, None) for talk in note.talks)
        count = sum(talk.kind is Kind.TALK for talk in note.talks)
        if note.is_log:
            self._said.append(f"{note.path} is a talk log: its {count} talks go with it")

    def take_out(self, note: Note, talk: Talk, to: Note | None = None) -> None:
        """A section goes, or goes to another log."""
        self._out.setdefault(note.path, []).append(talk)
        self._into = to
        self._keys[talk.key] = None

    def edit(self, note: Note, edit: Edit) -> None:
        """The note itself changes."""
        self._edits.setdefault(note.path, []).append(edit)
        self._keys[edit.key] = edit.key

    def edit_title(self, note: Note, talk: Talk, title: str, path: str) -> None:
        """The note's title changes, unless its file's name, which is all that says it, does that."""
        if path == note.path or has_title(note.data) or reader.file_title(path) != title:
            self.edit(note, RenameTalk(talk.key, title))

    def move_file(self, note: Note, path: str) -> None:
        """The file gets another path."""
        self._moves[note.path] = path
        self._keys.update((talk.key, TalkKey(path, talk.key.anchor)) for talk in note.talks)

    # -- what it means

    def plan(self, title: str) -> Plan:
        """The tasks, with the links that follow; raises :class:`Refused`."""
        sections: dict[Place, Place | None] = {}
        gone = {path: self._ranges(path) for path in self._out}
        pieces = [self._pieces(path) for path in self._out] if self._into is not None else []
        after = Library()
        for note in self._library.notes.values():
            if note.path not in self._removed:
                after.replace(self._after(note, sections, pieces))
        paths: dict[str, str | None] = dict.fromkeys(self._removed)
        paths.update({path: self._moves.get(path, path) for path in (*self._edits, *self._moves)})
        follower = Follower(self._library, after, Shift(paths, sections), self._around.exists, gone)
        followed = follower.follow()
        if self._into is not None:
            pieces = [
                [
                    replace(piece, text=follower.follow_text(piece.text, path, self._into.path, followed))
                    for piece in of_log
                ]
                for path, of_log in zip(self._out, pieces, strict=True)
            ]
        for key, becomes in [*self._keys.items()]:
            if key.anchor is not None and (key.path, key.anchor) in sections:
                place = sections[key.path, key.anchor]
                self._keys[key] = TalkKey(*place) if place is not None else becomes
        tasks = tuple(self._tasks(title, followed, pieces))
        said = [*self._said, *self._changes(after), *_of_links(followed)]
        return Plan(
            title,
            tasks,
            tuple(dict.fromkeys(said)),
            sum(followed.counts.values()),
            len(followed.counts),
            sum(followed.lost.values()),
            tuple(followed.shown),
            tuple(self._keys.items()),
            whole=self._into is not None,
        )

    def _ranges(self, path: str) -> list[tuple[int, int]]:
        document = parse(self._library.notes[path].data)
        spans = [section_span(document, talk.key.anchor or "", talk.body) for talk in self._out[path]]
        return [(section.start, end) for section, end, _ in spans]

    def _pieces(self, path: str) -> list[Piece]:
        document = parse(self._library.notes[path].data)
        return [
            piece_of(
                document, talk.key.anchor or "", talk.body, talk.categories[0] if talk.categories else ""
            )
            for talk in self._out[path]
        ]

    def _after(
        self, note: Note, sections: dict[Place, Place | None], pieces: Sequence[Sequence[Piece]]
    ) -> Note:
        """The note as it will be; what becomes of its headings is put into `sections`."""
        path = self._moves.get(note.path, note.path)
        into = self._into is not None and self._into.path == note.path
        if path == note.path and note.path not in self._edits and note.path not in self._out and not into:
            return note
        data = note.data
        for edit in self._edits.get(note.path, ()):
            data = edit.apply(data)
        headings = [section.anchor for section in sections_in(parse(note.data))]
        places: list[int | None] = list(range(len(headings)))  # of each heading, which one it will be
        if note.path in self._out:
            gone = self._ranges(note.path)
            data = self._removal(note.path).apply(data)
            left = 0
            for number, section in enumerate(sections_in(parse(note.data))):
                stays = not any(start <= section.start < end for start, end in gone)
                places[number] = left if stays else None
                left += stays
        came: list[tuple[str, str, int]] = []  # (from, its anchor there, which heading here)
        if into:
            for source, of_log in zip(self._out, pieces, strict=True):
                for talk, piece in zip(self._out[source], of_log, strict=True):
                    made = added(parse(data), piece, self._conference(note))
                    data = made.data
                    places = [at if at is None or at < made.first else at + made.headings for at in places]
                    came = [(a, b, at if at < made.first else at + made.headings) for a, b, at in came]
                    inside = self._anchors_in(source, talk)[: made.headings]
                    came += [(source, anchor, made.first + number) for number, anchor in enumerate(inside)]
        now = [section.anchor for section in sections_in(parse(data))]
        for anchor, at in zip(headings, places, strict=True):
            if at is None:
                sections.setdefault((note.path, anchor), None)
            elif now[at] != anchor:
                sections[note.path, anchor] = (path, now[at])
        for source, anchor, at in came:
            sections[source, anchor] = (note.path, now[at])
        return reader.read_note(path, data, note.etag, self._around.folders)

    def _anchors_in(self, path: str, talk: Talk) -> list[str]:
        """The anchors of a section's heading and of those below it, in the note it is taken out of."""
        document = parse(self._library.notes[path].data)
        section, end, _ = section_span(document, talk.key.anchor or "", talk.body)
        return [found.anchor for found in sections_in(document) if section.start <= found.start < end]

    def _removal(self, path: str) -> RemoveSections:
        out = self._out[path]
        key = out[0].key if len(out) == 1 else TalkKey(path)
        return RemoveSections(
            key, tuple(talk.key.anchor or "" for talk in out), tuple(talk.body for talk in out)
        )

    def _conference(self, note: Note) -> Conference:
        return note.conference or NO_CONFERENCE

    # -- the tasks

    def _tasks(self, title: str, followed: Followed, pieces: Sequence[Sequence[Piece]]) -> Sequence[Task]:
        """First what comes somewhere, then what goes: a section is never gone from both its logs."""
        tasks: list[Task] = []
        paths = [self._into.path] if self._into is not None else []
        paths += [*self._edits, *self._out, *self._moves, *followed.links]
        for path in dict.fromkeys(paths):
            note = self._library.notes[path]
            to = self._moves.get(path, path)
            key = TalkKey(to)
            edits: list[Edit] = [_at(edit, to) for edit in self._edits.get(path, ())]
            if path in self._out:
                edits.append(self._removal(path))
                key = edits[0].key
            if path in followed.links:
                edits.append(RewriteLinks(TalkKey(to), followed.links[path]))
            if self._into is not None and self._into.path == path:
                every = tuple(piece for of_log in pieces for piece in of_log)
                edits.append(AddSections(key, every, self._conference(note)))
            if to != path:
                tasks.append(MoveFile(path, to, note.data))
            if edits:
                first = self._edits.get(path)
                key = _at(first[0], to).key if first else key
                tasks.append(EditFile(InOrder(title, key, tuple(edits)), note.data))
        return [*tasks, *(RemoveFile(path, note.data) for path, note in self._removed.items())]

    def _changes(self, after: Library) -> list[str]:
        """What else is different then, in words."""
        said: list[str] = []
        for path, to in self._moves.items():
            was, now = self._library.notes[path], after.notes[to]
            if to != path and posixpath.dirname(to) != posixpath.dirname(path):
                before, later = was.talks[-1].conference, now.talks[-1].conference
                if before != later:
                    said.append(f"{to} will be of {later or 'no conference'} (now {before or 'none'})")
            if was.is_log and not now.is_log:
                said.append(f"{to} will be no talk log there: its folder says nothing of headings")
            if now.is_page:
                said.append(f"{to} will be its folder's page there, no talk")
        small = [path for path in self._out if not after.notes[path].is_log]
        return [
            *said,
            *(f"{path} will be no talk log any more: too few talks are left in it" for path in small),
        ]


def _at(edit: Edit, path: str) -> Edit:
    """An edit of a talk, for the path that its file will have."""
    if isinstance(edit, RenameTalk | SetField):
        return replace(edit, key=TalkKey(path, edit.key.anchor))
    return edit


def _of_links(followed: Followed) -> list[str]:
    said: list[str] = []
    if followed.counts:
        links, notes = sum(followed.counts.values()), len(followed.counts)
        verb = "follows" if links == 1 else "follow"
        said.append(f"{_counted(links, 'link')} in {_counted(notes, 'note')} {verb}")
    if followed.lost:
        links, notes = sum(followed.lost.values()), len(followed.lost)
        said.append(f"{_counted(links, 'link')} in {_counted(notes, 'note')} will lead nowhere")
    for path, addresses in followed.stuck.items():
        count = _counted(len(addresses), "link")
        said.append(f"{count} in {path} cannot be written anew ({addresses[0]}): change it by hand")
    return said


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
