"""Several files of talks joined into one log, as one step: :mod:`talktui.transfer.splitting` the other way.

What a file's front matter says goes under `talks:`, its text below the talk's heading, unchanged where its
own headings are deeper than that. A log whose texts moved down says so
(:data:`talktui.transfer.log_text.JOINED`), for split to move them back. The log is read before anything is
written: each of its talks must be the one that its file was.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import replace
from typing import Any

from talktui.notes import fields
from talktui.notes.dates import split_date_prefix
from talktui.notes.document import Document, parse
from talktui.notes.file_names import checked_folder, checked_name, is_taken
from talktui.notes.folding import fold
from talktui.notes.front_matter.values import Scalar, Value
from talktui.notes.front_matter.values import Sequence as ListValue
from talktui.notes.front_matter.yaml_new import literal, mapping
from talktui.notes.groups import EditFile, NewFile, RemoveFile, Task
from talktui.notes.heading_text import without_quotes
from talktui.notes.library import Library
from talktui.notes.link_edits import Follower, Place, Shift
from talktui.notes.link_places import LinkKind
from talktui.notes.link_rewrites import NewLink, RewriteLinks, rewritten
from talktui.notes.log_place import sections_in
from talktui.notes.move_plan import Around, Plan
from talktui.notes.move_work import of_links
from talktui.notes.new_notes import file_name
from talktui.notes.problem import Refused
from talktui.notes.reader import read_note
from talktui.notes.section_edits import needed_definitions
from talktui.notes.talk import Kind, Note, Talk, TalkKey
from talktui.notes.video_links import is_video_link
from talktui.transfer.heading_levels import below, stands_below
from talktui.transfer.labels import kept_apart
from talktui.transfer.log_text import JOINED, TALK_LEVEL, LogEntry, is_imported, log_text
from talktui.transfer.splitting import SAME


def join(
    library: Library, talks: Sequence[Talk], into: str | None = None, around: Around | None = None
) -> Plan:
    """Join the files of `talks` into a new talk log at the path `into`.

    Without one it stands in their conference's folder, called as the conference. Raises :class:`Refused`.
    """
    return _Join(library, talks, into, around or Around()).plan()


class _Join:
    def __init__(self, library: Library, talks: Sequence[Talk], into: str | None, around: Around) -> None:
        self._library, self._around = library, around
        self._talks = [self._usable(talk) for talk in talks]
        if len(self._talks) < 2:
            raise Refused("a log has at least two talks; name more of them")
        names = {fold(talk.conference) for talk, _ in self._talks}
        self._conference = self._talks[0][0].conference if len(names) == 1 else ""
        self._path = self._place(into)
        order = self._order()
        self._talks.sort(key=lambda pair: order(pair[0]))
        self._bodies = {note.path: _body(parse(note.data), talk) for talk, note in self._talks}
        # Imported texts always move, as an import into a log does it; of the others all or none, so that a
        # split can tell.
        self._moving = any(
            not stands_below(self._bodies[note.path], TALK_LEVEL)
            for _, note in self._talks
            if not is_imported(parse(note.data).front)
        )

    def _usable(self, talk: Talk) -> tuple[Talk, Note]:
        path, anchor = talk.key
        note = self._library.notes[path]
        if anchor is not None or note.is_log:
            raise Refused(f"{talk.key} stands in a log already; talktui move takes a section to another log")
        if talk.kind is not Kind.TALK or note.read_only is not None:
            raise Refused(f"{path} is left as it is: {note.read_only or 'it is no talk'}")
        return talk, note

    def _place(self, into: str | None) -> str:
        """Where the log goes; raises :class:`Refused` for a name that is taken."""
        if into is None:
            folders = {posixpath.dirname(note.path) for _, note in self._talks}
            folder = posixpath.commonpath(list(folders)) if all(folders) else ""
            known = self._library.conferences.get(self._conference)
            if known is not None and known.file is not None:
                folder = known.folder
            title = self._conference or posixpath.basename(folder) or "talk log"
            return posixpath.join(folder, file_name(title, self._around.taken(self._library, folder)))
        folder, name = posixpath.split(into)
        folder = checked_folder(folder)
        name = checked_name(name, "log.md")
        if is_taken(name, self._around.taken(self._library, folder)):
            raise Refused(f"there is a file {posixpath.join(folder, name)} already; choose another name")
        return posixpath.join(folder, name)

    def _order(self) -> Callable[[Talk], tuple[Any, ...]]:
        """By category as the conference shows them, then by day."""
        known = self._library.conferences.get(self._conference)
        places = {fold(name): at for at, (name, _) in enumerate(known.categories if known else ())}

        def order(talk: Talk) -> tuple[Any, ...]:
            category = talk.categories[0] if talk.categories else ""
            when = (talk.date.isoformat() if talk.date else "9999", str(talk.time or ""))
            return (places.get(fold(category), len(places)), fold(category), *when, talk.key.path)

        return order

    def plan(self) -> Plan:
        """The tasks, the links that follow, and what a person should hear first."""
        data = self._log()
        paths = [note.path for _, note in self._talks]
        after = Library()
        for other in self._library.notes.values():
            if other.path not in set(paths):
                after.replace(other)
        read = read_note(self._path, data, None, self._around.folders)
        after.replace(read)
        shift = self._shift(read)
        follower = Follower(self._library, after, shift, self._around.exists)
        followed = follower.follow()
        inside = {path: followed.links.pop(path) for path in paths if path in followed.links}
        data = self._log(inside)
        self._must_be(data)
        tasks: list[Task] = [NewFile(self._path, data)]
        tasks += [
            EditFile(RewriteLinks(TalkKey(path), links), self._library.notes[path].data)
            for path, links in followed.links.items()
        ]
        tasks += [RemoveFile(note.path, note.data) for _, note in self._talks]
        said = [f"{len(paths)} files go to the trash: their talks are in {self._path}"]
        said += of_links(followed)
        return Plan(
            title=f"join {len(paths)} talks into {posixpath.basename(self._path)}",
            tasks=tuple(tasks),
            notes=tuple(said),
            links=sum(followed.counts.values()),
            linking=len(followed.counts),
            lost=sum(followed.lost.values()),
            shown=tuple(followed.shown),
            keys=tuple((talk.key, TalkKey(*shift.wholes[talk.key.path])) for talk, _ in self._talks),
            whole=True,
        )

    # -- the log

    def _log(self, links: MappingOf[str, tuple[NewLink, ...]] | None = None) -> bytes:
        """The log's bytes; `links` are those that must follow, by the file that they stand in."""
        place = self._around.folders.place(self._path).conference
        front = mapping(
            [
                ("conference", self._conference if self._conference != place.name else None),
                (JOINED, literal("true") if self._moving else None),
            ]
        )
        entries = []
        for talk, note in self._in_order():
            new = {(link.kind, link.old): link.new for link in (links or {}).get(note.path, ())}
            entries.append(self._entry(talk, note, new))
        apart = kept_apart([entry.body for entry in entries])
        for number, label in apart.left:
            raise Refused(
                f"“{entries[number].title}” says [{label.lower()}] where another says something else with it,"
                " and it cannot be called otherwise here; rename it in one of them first"
            )
        texts = zip(entries, apart.texts, strict=True)
        entries = [replace(entry, body=text) for entry, text in texts]
        return log_text(self._conference or "Talk log", entries, front)

    def _entry(self, talk: Talk, note: Note, links: MappingOf[tuple[LinkKind, str], str]) -> LogEntry:
        document = parse(note.data)
        category = talk.categories[0] if talk.categories else ""
        skip = {"title", "talk_level"}  # which of a file's headings are talks: none
        of_heading = document.front.get("video") is not None or fields.find(document.front, "video") is None
        if of_heading and talk.video and is_video_link(talk.video):  # another link there would be a page
            skip.add("video")
        own = fields.find(document.front, "categories")
        if own is not None and len(own[0]) == 1 and len(talk.categories) < 2:
            skip.add(own[0][0].lower())
        pairs: list[tuple[str, Value]] = []
        for key, value in document.front.pairs:
            if key.lower() not in skip and not (isinstance(value, Scalar) and value.is_null):
                pairs.append((key, _related(value, links) if key.lower() == "related" else value))
        said: list[tuple[str, str | tuple[str, ...] | Value | None]] = []
        if len(talk.categories) > 1 and own is None:
            said.append(("categories", talk.categories))
        if talk.conference != self._conference and fields.find(document.front, "conference") is None:
            said.append(("conference", talk.conference))
        named = split_date_prefix(posixpath.basename(note.path))[0]  # a file's name may say its day
        if named is not None and named == talk.date and fields.find(document.front, "date") is None:
            said.append(("date", literal(named.isoformat())))
        video = talk.video if "video" in skip else None
        body = rewritten(self._bodies[note.path], 0, dict(links))
        if self._moving or is_imported(document.front):
            body = below(body, TALK_LEVEL)
        return LogEntry(talk.title, video, category, mapping([*said, *pairs]), body, talk.inline_tags)

    def _must_be(self, data: bytes) -> None:
        """Raise :class:`Refused` unless the log's talks are those that the files were."""
        read = [
            talk
            for talk in read_note(self._path, data, None, self._around.folders).talks
            if talk.kind is Kind.TALK
        ]
        for (was, _), now in zip(self._in_order(), read, strict=True):
            for name in SAME:
                before, after = getattr(was, name), getattr(now, name)
                if before != after and not (name in {"date", "related"} and before is None):
                    raise Refused(
                        f"“{was.title}” ({was.key}) would not be the same in a log: its {name} would change"
                    )
            for does, tags in (("lose", _tags(was) - _tags(now)), ("get", _tags(now) - _tags(was))):
                if tags:
                    raise Refused(f"“{was.title}” ({was.key}) would {does} the tag {min(tags)} in a log")

    def _in_order(self) -> list[tuple[Talk, Note]]:
        """The talks as the log has them: those of no category first, then those of each together."""
        groups: dict[str, list[tuple[Talk, Note]]] = {"": []}
        for pair in self._talks:
            groups.setdefault(fold(pair[0].categories[0]) if pair[0].categories else "", []).append(pair)
        return [pair for group in groups.values() for pair in group]

    def _shift(self, log: Note) -> Shift:
        """What becomes of each file, and of the headings in it."""
        talks = [talk for talk in log.talks if talk.kind is Kind.TALK]
        now = sections_in(parse(log.data))
        wholes: dict[str, Place] = {}
        sections: dict[Place, Place | None] = {}
        for (was, note), talk in zip(self._in_order(), talks, strict=True):
            wholes[note.path] = (self._path, talk.key.anchor or "")
            document = parse(note.data)
            inside = [one for one in now if talk.body_start <= one.start < talk.body_end]
            start = _body_start(document, was)
            own = [one for one in sections_in(document) if one.start >= start]
            sections.update(
                ((note.path, a.anchor), (self._path, b.anchor)) for a, b in zip(own, inside, strict=False)
            )
        return Shift(dict.fromkeys(wholes, self._path), sections, wholes)


def _tags(talk: Talk) -> set[str]:
    return {tag.casefold() for tag in talk.all_tags}


def _body_start(document: Document, talk: Talk) -> int:
    """Where a file's text begins below the talk's heading: behind a heading that only says its title."""
    start = document.body_start
    first = next(iter(sections_in(document)), None)
    if first is None or first.level > 1 or document.text[start : first.start].strip():
        return start
    says_title = without_quotes(first.title) == talk.title and first.link in {None, talk.video}
    return first.body_start if says_title else start


def _body(document: Document, talk: Talk) -> str:
    """A file's text below the talk's heading, with the definitions that it needs and line feeds."""
    start = _body_start(document, talk)
    needed = needed_definitions(document, start, len(document.text))
    body = document.text[start:].replace("\r\n", "\n")
    if needed:
        body = body.rstrip("\n") + "\n\n" + "\n".join(needed) + "\n"
    return body


def _related(value: Value, links: MappingOf[tuple[LinkKind, str], str]) -> Value:
    """What `related` says, its links written for the log's place."""
    match value:
        case Scalar(text=text):
            return replace(value, text=links.get((LinkKind.RELATED, text), text))
        case ListValue(items=items):
            return replace(value, items=tuple(_related(item, links) for item in items))
    return value
