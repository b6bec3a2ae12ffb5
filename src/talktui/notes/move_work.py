"""The work behind :mod:`talktui.notes.moves`: what is to be done, and what it means for everything else."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from dataclasses import replace

from talktui.notes import reader
from talktui.notes.conference import NO_CONFERENCE
from talktui.notes.document import parse
from talktui.notes.edit import Edit, InOrder
from talktui.notes.file_names import free_name
from talktui.notes.front_edits import SetField
from talktui.notes.groups import EditFile, MoveFile, RemoveFile, Task
from talktui.notes.library import Library
from talktui.notes.link_edits import Followed, Follower, Place, Shift
from talktui.notes.link_rewrites import RewriteLinks
from talktui.notes.log_place import sections_in
from talktui.notes.move_plan import Around, Plan
from talktui.notes.section_edits import AddSections, Piece, RemoveSections, added, piece_of, section_span
from talktui.notes.talk import Conference, Kind, Note, Talk, TalkKey
from talktui.notes.title_edits import RenameTalk, has_title


class Work:
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
        said = [*self._said, *self._changes(after), *of_links(followed)]
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


def of_links(followed: Followed) -> list[str]:
    """What becomes of links, in sentences: how many follow, are lost, cannot be written anew."""
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
