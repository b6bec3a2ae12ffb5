"""A talk log split into a file per talk, as one step that undo takes back.

A talk's file says what its entry under `talks:` and the log's `defaults:` said, and what the log itself told
of it: its title, conference, category and video. A tag in the heading goes to its `tags`: a title holds none.
Its body is the section's own bytes, but for links that must follow, with the definitions of links and
footnotes that it uses and that stand elsewhere. Headings that moved down when talktui made the log move up
again. What stands in none of the talks stays as the folder's page. Each new note is read before anything is
written: it must be the talk that it was.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import dataclass, replace

from talktui.notes import fields
from talktui.notes.conference import NO_CONFERENCE
from talktui.notes.document import parse
from talktui.notes.edit import InOrder, editable
from talktui.notes.file_names import checked_folder
from talktui.notes.folding import fold
from talktui.notes.front_matter.operations import SetValue
from talktui.notes.front_matter.splice import splice
from talktui.notes.front_matter.values import EMPTY, Mapping, Scalar, Value
from talktui.notes.front_matter.values import Sequence as ListValue
from talktui.notes.front_matter.yaml_new import literal, mapping, yaml_text
from talktui.notes.groups import EditFile, MoveFile, NewFile, RemoveFile, Task
from talktui.notes.library import Library
from talktui.notes.link_edits import Followed, Follower, Place, Shift
from talktui.notes.link_rewrites import RewriteLinks
from talktui.notes.link_text import stem_of
from talktui.notes.log_place import log_of, sections_in
from talktui.notes.logs import LogTalk
from talktui.notes.move_plan import Around, Plan
from talktui.notes.move_work import of_links
from talktui.notes.new_notes import file_name
from talktui.notes.problem import Refused
from talktui.notes.reader import read_note
from talktui.notes.talk import Conference, Kind, Note, Talk, TalkKey
from talktui.transfer.formats.post_conference import named_in
from talktui.transfer.formats.post_definitions import Definitions
from talktui.transfer.heading_levels import is_marked, raised
from talktui.transfer.log_text import JOINED, is_imported

_OF_A_LOG = ("talks", "defaults", "talk_level", "not_talks", JOINED)
_PAGES = frozenset({"readme", "index", "_index"})
_BREAK = re.compile(r"\r?\n")
SAME = (
    "title", "conference", "categories", "tags", "speakers", "date", "time", "video", "slides", "url",
    "duration", "status", "rating", "verdict", "related", "id",
)  # fmt: skip
"""What a talk says wherever it stands."""


@dataclass(frozen=True, slots=True)
class LeaveAbout:
    """A log without its talks: what else its front matter says, and the text that is in none of them."""

    key: TalkKey
    conference: Conference = NO_CONFERENCE
    definitions: tuple[str, ...] = ()  # those of links and footnotes that its own text needs of the talks

    @property
    def title(self) -> str:
        """What undo calls it."""
        return "the log's own text"

    def apply(self, data: bytes) -> bytes:
        """See :class:`talktui.notes.edit.Edit`."""
        document = editable(data)
        log = log_of(document, self.conference)
        if log is None:
            raise Refused("this note is no talk log any more")
        gone = [SetValue((key,), None) for key in _OF_A_LOG if document.front.get(key) is not None]
        bare = parse(splice(document, gone)) if gone else document
        pieces = [document.text[start:end].strip("\r\n") for start, end in log.about]
        if pieces and self.definitions:
            pieces.append(document.eol.join(self.definitions))
        text = (document.eol * 2).join(pieces) + document.eol if pieces else ""
        head = bare.text[: bare.body_start]
        between = document.eol if head and text else ""
        return (b"\xef\xbb\xbf" if bare.bom else b"") + (head + between + text).encode()


def split(library: Library, path: str, into: str | None = None, around: Around | None = None) -> Plan:
    """Turn the talk log at `path` into a file per talk in the folder `into`.

    Without one it is the log's own folder where that is the conference's, else a folder beside the log,
    called as the log's file. Raises :class:`Refused`.
    """
    note = library.notes.get(path)
    if note is None:
        raise Refused(f"there is no note {path}")
    if not note.is_log:
        raise Refused(f"{path} is no talk log: it is one talk (H says which of its headings are talks)")
    if note.read_only is not None:
        raise Refused(f"{path} is left as it is: {note.read_only}")
    return _Split(library, note, into, around or Around()).plan()


class _Split:
    def __init__(self, library: Library, note: Note, into: str | None, around: Around) -> None:
        self._library, self._note, self._around = library, note, around
        self._document = parse(note.data)
        self._conference = note.conference or NO_CONFERENCE
        log = log_of(self._document, self._conference)
        if log is None:
            raise Refused(f"{note.path} is no talk log any more; read it again (r)")
        self._log = log
        self._definitions = Definitions(self._document.text, self._document.body_start)
        self._moved = self._texts_moved()
        self._talks = {talk.key.anchor: talk for talk in note.talks if talk.kind is Kind.TALK}
        self._take_conference_of_title()
        self._folder = self._own_folder() if into is None else checked_folder(into)
        self._files = self._conference_file()
        self._folders = around.folders.having(self._files)

    def plan(self) -> Plan:
        """The tasks, the links that follow, and what a person should hear first."""
        made = self._new_files()
        page = self._page()
        after = Library()
        for other in self._library.notes.values():
            if other.path != self._note.path:
                after.replace(other)
        for path, data, _ in made:
            after.replace(read_note(path, data, None, self._folders))
        if page is not None:
            data = LeaveAbout(TalkKey(page), self._conference).apply(self._note.data)
            after.replace(read_note(page, data, None, self._folders))
        shift = Shift({self._note.path: page}, self._sections(made))
        gone = {self._note.path: [(talk.section.start, talk.end) for talk in self._log.talks]}
        follower = Follower(self._library, after, shift, self._around.exists, gone)
        followed = follower.follow()
        tasks: list[Task] = [NewFile(path, data) for path, data in self._files.items()]
        for path, data, talk in made:
            new = parse(data)
            head = len(new.text) - len(new.body)
            body = follower.follow_text(new.body, self._note.path, path, followed)
            final = (new.text[:head] + body).encode()
            self._must_be(path, final, talk)
            tasks.append(NewFile(path, final))
        tasks += self._rest(page, follower, followed)
        keys = [(talk.key, TalkKey(path)) for path, _, talk in made]
        return Plan(
            title=f"split {posixpath.basename(self._note.path)} into {len(made)} files",
            tasks=tuple(tasks),
            notes=tuple(self._said(page, followed)),
            links=sum(followed.counts.values()),
            linking=len(followed.counts),
            lost=sum(followed.lost.values()),
            shown=tuple(followed.shown),
            keys=tuple(keys),
            whole=True,
        )

    def _take_conference_of_title(self) -> None:
        """Where nothing but the log's title says a conference, it is the one that the title names.

        A post that is imported as files is taken for the same one.
        """
        defaults = self._document.front.get("defaults")
        fronts = [self._document.front, *([defaults] if isinstance(defaults, Mapping) else [])]
        if self._conference.name or any(fields.find(front, "conference") for front in fronts):
            return
        for of_log in self._log.talks:
            talk = self._talks[of_log.section.anchor]
            named = named_in(talk.conference)
            if named is not None and not fields.find(of_log.fields, "conference"):
                self._talks[of_log.section.anchor] = replace(talk, conference=named)

    def _texts_moved(self) -> bool:
        """Whether headings moved down when talktui made the log, those of an import's texts aside.

        Where nobody moved any, a text's own bytes are what its writer meant.
        """
        says = self._document.front.get(JOINED)
        if isinstance(says, Scalar) and says.text == "true":
            return True
        texts = (
            self._document.text[talk.section.body_start : talk.end]
            for talk in self._log.talks
            if not is_imported(talk.fields)
        )
        return any(map(is_marked, texts))

    # -- the files

    def _own_folder(self) -> str:
        """Where the files go when nobody says: a folder called as the log, or the one that it stands in.

        It is the latter where the log is the folder's page, and where the folder is their conference's: a
        folder below that would say a category.
        """
        folder, name = posixpath.split(self._note.path)
        stem = stem_of(name)
        place = self._around.folders.place(self._note.path)
        of_folder = place.conference.folder == folder and place.conference.name and not place.category
        names = {fold(talk.conference) for talk in self._talks.values()}
        theirs = len(names) > 1 or fold(place.conference.name) in names
        return folder if stem.lower() in _PAGES or (of_folder and theirs) else posixpath.join(folder, stem)

    def _conference_file(self) -> dict[str, bytes]:
        """A `conference.yaml` for the folder, where nothing there says which conference it is.

        Not where other notes stand below it, which it would give the conference to.
        """
        names = {fold(talk.conference) for talk in self._talks.values()}
        name = next(iter(self._talks.values())).conference
        said = self._around.folders.for_note(posixpath.join(self._folder, "talk.md"))
        inside = said.folder == self._folder and said.file is not None
        if len(names) != 1 or not name or not self._folder or inside or said.name == name:
            return {}
        below = f"{self._folder}/"
        if any(path.startswith(below) and path != self._note.path for path in self._library.notes):
            return {}
        known = self._library.conferences.get(name)
        abouts = dict(known.categories) if known is not None else {}
        categories = dict.fromkeys(talk.category for talk in self._log.talks if talk.category)
        items = tuple(mapping([("name", one), ("about", abouts.get(one, ""))]) for one in categories)
        front = mapping([("name", name), ("categories", ListValue(items, 0) if items else None)])
        return {posixpath.join(self._folder, "conference.yaml"): yaml_text(front).encode()}

    def _new_files(self) -> list[tuple[str, bytes, Talk]]:
        taken = set(self._around.taken(self._library, self._folder))
        found = []
        for of_log in self._log.talks:
            talk = self._talks[of_log.section.anchor]
            name = file_name(talk.title, taken)
            taken.add(name)
            path = posixpath.join(self._folder, name)
            data = self._bytes(path, of_log, talk)
            made = read_note(path, data, None, self._folders)
            one_talk = made.is_log
            if one_talk:
                data = self._bytes(path, of_log, talk, one_talk=True)
                made = read_note(path, data, None, self._folders)
            if tags := _only_in_heading(talk, made.talks[0]):
                data = self._bytes(path, of_log, talk, tags, one_talk=one_talk)
            found.append((path, data, talk))
        return found

    def _bytes(
        self, path: str, of_log: LogTalk, talk: Talk, tags: tuple[str, ...] = (), *, one_talk: bool = False
    ) -> bytes:
        """The talk's file: front matter, then its own text.

        `tags` are further ones for its front matter. `one_talk`: it says that no heading is a talk.
        """
        text = self._definitions.body(of_log.section.body_start, of_log.end, keep_links=True)
        eol = self._document.eol
        if self._moved or is_imported(of_log.fields):
            text = raised(text, of_log.section.level - 1)
            text = text if eol == "\n" else _BREAK.sub(eol, text)
        place = self._folders.place(path)
        given: list[tuple[str, str | tuple[str, ...] | Value | None]] = [("title", talk.title)]
        if talk.conference and talk.conference != place.conference.name:
            given.append(("conference", talk.conference))
        if talk.categories and talk.categories != ((place.category,) if place.category else ()):
            given.append(("categories", talk.categories))
        given += [("video", talk.video), ("url", talk.url)]
        said = {key for key, value in given if value}
        entry = _without(of_log.fields, {"heading"}, said)
        defaults = self._document.front.get("defaults")
        shared = defaults if isinstance(defaults, Mapping) else EMPTY
        if tags or (talk.tags and fields.find(entry, "tags") and fields.find(shared, "tags")):  # they add up
            given.append(("tags", (*talk.tags, *tags)))
            said.add("tags")
        entry = _without(entry, set(), said & {"tags"})
        shared = _without(shared, {key.lower() for key, _ in entry.pairs}, said | _fields_of(entry))
        tells = (("talk_level", literal(0)),) if one_talk else ()
        front = mapping([*given, *entry.pairs, *shared.pairs, *tells])
        block = "".join(f"{line}\n" for line in ("---", *yaml_text(front).splitlines(), "---"))
        return ((block if eol == "\n" else _BREAK.sub(eol, block)) + text).encode()

    def _must_be(self, path: str, data: bytes, talk: Talk) -> None:
        """Raise :class:`Refused` unless the note at `path` would be the talk that it was in the log."""
        made = read_note(path, data, None, self._folders)
        for name in SAME:
            was, now = getattr(talk, name), getattr(made.talks[0], name)
            if name == "tags":
                was = (*was, *_only_in_heading(talk, made.talks[0]))
            if name == "categories" and now and not was:
                folder = posixpath.dirname(path)
                raise Refused(
                    f"“{talk.title}” has no category, and in {folder}/ it would be of “{now[0]}”;"
                    " choose another folder"
                )
            if was != now and not (name == "date" and was is None):
                raise Refused(f"“{talk.title}” would not be the same in a file: its {name} would change")
        if len(made.talks) != 1 or made.problems:
            why = made.problems[0].message if made.problems else "its headings would be talks"
            raise Refused(f"“{talk.title}” cannot be a file of its own: {why}", talk.line)

    # -- what is left

    def _page(self) -> str | None:
        """Where what is left of the log goes; None: nothing is."""
        keys = {key.lower() for key in self._document.front.keys()}  # noqa: SIM118 - no dict
        if not self._log.about and keys <= {*_OF_A_LOG, "title", "conference", "event"}:
            return None
        if posixpath.dirname(self._note.path) == self._folder and stem_of(self._note.path).lower() in _PAGES:
            return self._note.path
        taken = {name.lower() for name in self._around.taken(self._library, self._folder)}
        if not any(f"{page}.md" in taken for page in _PAGES):
            return posixpath.join(self._folder, "README.md")
        name = file_name(f"about {stem_of(self._note.path)}", taken)
        return posixpath.join(self._folder, name)

    def _rest(self, page: str | None, follower: Follower, followed: Followed) -> list[Task]:
        """What becomes of the log itself, and of the notes that link to it."""
        note = self._note
        tasks: list[Task] = []
        if page is None:
            tasks.append(RemoveFile(note.path, note.data))
        else:
            if page != note.path:
                tasks.append(MoveFile(note.path, page, note.data))
            own = "\n\n".join(self._document.text[start:end] for start, end in self._log.about)
            needed = (
                follower.follow_text(text, note.path, page, followed)
                for text in self._definitions.needed(own)
            )
            left = LeaveAbout(TalkKey(page), self._conference, tuple(needed))
            links = followed.links.get(note.path)
            edits = (left, RewriteLinks(TalkKey(page), links)) if links else (left,)
            tasks.append(EditFile(InOrder(left.title, TalkKey(page), edits), note.data))
        for path, links in followed.links.items():
            if path != note.path:
                edit = RewriteLinks(TalkKey(path), links)
                tasks.append(EditFile(edit, self._library.notes[path].data))
        return tasks

    def _sections(self, made: Sequence[tuple[str, bytes, Talk]]) -> MappingOf[Place, Place | None]:
        """What becomes of each of the log's headings."""
        path = self._note.path
        becomes: dict[Place, Place | None] = {}
        every = sections_in(self._document)
        for of_log, (new, data, _) in zip(self._log.talks, made, strict=True):
            start = of_log.section.start
            inside = [one for one in every if start < one.start < of_log.end]
            now = sections_in(parse(data))
            becomes[path, of_log.section.anchor] = (new, "")
            becomes.update(
                ((path, was.anchor), (new, is_.anchor)) for was, is_ in zip(inside, now, strict=False)
            )
        return becomes

    def _said(self, page: str | None, followed: Followed) -> list[str]:
        said = []
        if self._files:
            said.append(f"{next(iter(self._files))} says which conference they are of")
        if page is None:
            said.append(f"{self._note.path} goes to the trash: nothing is left in it")
        elif page != self._note.path:
            said.append(f"what {self._note.path} says of itself is in {page}")
        return [*said, *of_links(followed)]


def _only_in_heading(talk: Talk, made: Talk) -> tuple[str, ...]:
    """The tags of a log's `talk` that its file `made` does not have in its text: a title has none."""
    have = {tag.casefold() for tag in (*talk.tags, *made.inline_tags)}
    return tuple(tag for tag in talk.inline_tags if tag.casefold() not in have)


def _fields_of(front: Mapping) -> set[str]:
    """The fields that `front` gives a value to."""
    return {
        name for name in fields.KEYS if (found := fields.find(front, name)) and not fields.is_empty(found[1])
    }


def _without(front: Mapping, keys: set[str], names: set[str]) -> Mapping:
    """`front` without `keys`, and without the keys that the fields `names` are read from."""
    roots = {path[0] for name in names for path in fields.KEYS.get(name, ())} | keys
    pairs = tuple(pair for pair in front.pairs if pair[0].lower() not in roots and not _is_null(pair[1]))
    return replace(front, pairs=pairs, key_lines=())


def _is_null(value: Value) -> bool:
    return isinstance(value, Scalar) and value.is_null
