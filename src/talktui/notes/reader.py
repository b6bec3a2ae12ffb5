"""One file's bytes → a note and its talks. Never raises: what is wrong is said on the note."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping as MappingOf
from collections.abc import Sequence as Items

from talktui.notes import document as documents
from talktui.notes.blocks import Blocks, scan
from talktui.notes.conference import Folders, spaced
from talktui.notes.dates import split_date_prefix
from talktui.notes.document import Document, line_of
from talktui.notes.field_texts import field_texts, kept_fields
from talktui.notes.fields import Fields, read_fields, text_fields
from talktui.notes.folding import fold
from talktui.notes.front_matter.values import EMPTY, Mapping, Scalar, Value
from talktui.notes.heading_text import without_quotes
from talktui.notes.headings import sections_of
from talktui.notes.inline_tags import distinct, find_tags
from talktui.notes.kept_small import rest_of
from talktui.notes.log_entries import orphans
from talktui.notes.logs import Log, LogTalk, read_log
from talktui.notes.packed import NOTHING, Packed
from talktui.notes.problem import Problem
from talktui.notes.quick import quick
from talktui.notes.sharing import date_of, shared_speakers
from talktui.notes.talk import Conference, Etag, Kind, Note, Section, Talk, TalkKey
from talktui.notes.text_of import MAX_SIZE
from talktui.notes.video_links import is_video_link

ABOUT_TITLE = "About this log"
MAX_DEFAULTS = 100
"""Keys and values that a log's `defaults` may hold: every talk of it gets them."""
MAX_DEFAULTS_LENGTH = 5_000
"""Characters of those values, likewise."""
_PAGES = {"readme", "_index", "index"}
_SUFFIX = re.compile(r"\.(?:md|markdown)$", re.IGNORECASE)
_TALK_FIELDS = frozenset(
    {"date", "recorded", "video", "video_url", "videos", "youtube", "speaker", "speakers"}
)
Texts = MappingOf[str, tuple[str, ...]]
_LOG_ONLY = ("talks", "defaults")
_quick_talk = quick(Talk)


def read_note(
    path: str,
    data: bytes,
    etag: Etag | None,
    folders: Folders,
    modified: dt.datetime | None = None,  # noqa: ARG001 - the contract's; no field falls back on it yet
) -> Note:
    """The note that the bytes `data` of the file at `path` (relative, `/` between parts) are.

    `folders` says what stands around it.  A page (see :func:`_is_page`) has one "talk" of
    :attr:`Kind.ABOUT`, for its text and title; the library lists it for its folder, not among the talks.
    Never raises; linear in the size of `data`.
    """
    document = documents.parse(data)
    blocks = scan(document.text, document.body_start)
    found = sections_of(document.text, blocks.headings) if blocks.headings else ()
    problems = list(document.problems)
    place = folders.place(path)
    conference = place.conference
    page = _is_page(path, document.front, folders)
    if page:
        # A conference's talk_level is for its notes; a README that links to videos is a log all the same.
        conference = Conference(conference.name, conference.folder, conference.start)
    log = read_log(document, conference, found, problems)
    source = Packed.of(data)
    shown = source if len(data) <= MAX_SIZE else Packed.of(document.text.encode())  # of a huge note the head
    reading = _Reading(path, document, shown, blocks, found, folders, conference, place.category)
    if log is not None:
        talks = reading.log_talks(log, problems)
    else:
        problems.extend(orphans(document.front.get("talks")))
        talks = (reading.whole_file(problems, Kind.ABOUT if page else Kind.TALK),)
    return Note(
        path=path,
        source=source,
        etag=etag,
        talks=talks,
        is_log=log is not None,
        is_page=page and log is None,
        problems=_in_order(problems),
        read_only=document.read_only,
        conference=place.conference if place.conference.name else None,
    )


def unreadable(path: str, reason: str) -> Note:
    """A note for the file at `path` that could not be read: a row of its own, with the sentence `reason`."""
    problem = Problem(reason)
    talk = Talk(
        key=TalkKey(path),
        title=path.rpartition("/")[2],
        kind=Kind.UNREADABLE,
        problems=(problem,),
        read_only=reason,
    )
    return Note(path, NOTHING, None, (talk,), problems=(problem,), read_only=reason)


def file_title(path: str) -> str:
    """A title made of the file's name: no date before it, hyphens to spaces; a page's folder's name."""
    folder, _, name = path.rpartition("/")
    stem = _SUFFIX.sub("", name)
    if stem.lower() in _PAGES and folder:
        stem = folder.rpartition("/")[2]
    date, rest = split_date_prefix(stem)
    return (spaced(rest) if date is None or rest else stem) or name or path


def file_date(path: str) -> dt.date | None:
    """The date that the file's name begins with, or its folder's when the file is that folder's index."""
    folder, _, name = path.rpartition("/")
    if _SUFFIX.sub("", name).lower() in _PAGES:
        name = folder.rpartition("/")[2]
    return split_date_prefix(name)[0]


def _is_page(path: str, front: Mapping, folders: Folders) -> bool:
    """Whether the note at `path` describes its folder.

    README.md and _index.md always do.  An index.md does, unless it is a talk in a folder of its own
    (Hugo's "leaf bundle"): the folder's name begins with a date, the front matter says when or who or
    which video, or the folder above has an _index.md, as Hugo's sections do.
    """
    folder, _, name = path.rpartition("/")
    stem = name.lower().rpartition(".")[0]
    if stem not in _PAGES:
        return False
    if stem != "index" or not folder:
        return True
    above, _, own = folder.rpartition("/")
    if split_date_prefix(own)[0] is not None or any(key.lower() in _TALK_FIELDS for key in front.keys()):  # noqa: SIM118 - no dict
        return False
    return not (above and folders.has_file(f"{above}/_index.md"))


class _Reading:
    """What is known of a file while its talks are made."""

    def __init__(
        self,
        path: str,
        document: Document,
        source: Packed,
        blocks: Blocks,
        found: Items[Section],
        folders: Folders,
        conference: Conference,
        category: str,
    ) -> None:
        self.path = path
        self.document = document
        self.source = source
        self.found = found
        self.folders = folders
        self.conference = conference
        self.category = category  # from the folder
        self.tags = find_tags(document.text, document.body_start, blocks)

    def whole_file(self, problems: list[Problem], kind: Kind) -> Talk:
        """The note as one talk (or page); its fields' problems are added to `problems`."""
        document = self.document
        fields = read_fields(document.front, problems)
        heading = self._first_h1()
        video, url = fields.video, fields.url
        if heading and heading.link:
            video, url = _with_link(fields, heading.link)
        date = fields.date or file_date(self.path) or self.conference.start
        return self._talk(
            TalkKey(self.path), fields, title=self._title(fields), date=date, video=video, url=url,
            conference=fields.conference or self.conference.name,
            categories=fields.categories if fields.categories is not None else self._folder_category(),
            bounds=(document.body_start, len(document.text)),
            line=line_of(document.text, document.body_start),
            texts=field_texts(text_fields(document.front)), sections=tuple(self.found),
            problems=_in_order(problems), kind=kind,
        )  # fmt: skip

    def log_talks(self, log: Log, problems: list[Problem]) -> tuple[Talk, ...]:
        """The log's talks in order, before them what it says of itself; problems are added to `problems`."""
        front = self.document.front
        own = read_fields(front, problems)
        defaults_front = _defaults(front.get("defaults"), problems)
        defaults = read_fields(defaults_front, problems)
        title = self._title(own)
        conference = own.conference or defaults.conference or self.conference.name or title
        problems.extend(log.problems)
        default_texts = field_texts(text_fields(defaults_front))
        talks = [self._log_talk(talk, defaults, default_texts, conference, problems) for talk in log.talks]
        about = self._about(log, own, conference, _in_order(problems))
        return (about, *talks) if about else tuple(talks)

    def _log_talk(
        self, talk: LogTalk, defaults: Fields, default_texts: Texts, conference: str,
        problems: list[Problem],
    ) -> Talk:  # fmt: skip
        section = talk.section
        wrong: list[Problem] = []
        fields = read_fields(talk.fields, wrong) if talk.fields is not EMPTY else Fields()
        problems.extend(wrong)
        categories = fields.categories
        if categories is None:
            categories = (talk.category,) if talk.category else defaults.categories
        if categories is None:
            categories = self._folder_category()
        _fill(fields, defaults)
        video, url = _with_link(fields, section.link)
        own_texts = text_fields(talk.fields, skip=("heading",)) if talk.fields is not EMPTY else {}
        return self._talk(
            TalkKey(self.path, section.anchor), fields, title=fields.title or section.title or section.anchor,
            date=fields.date or self.conference.start, video=video, url=url,
            conference=fields.conference or conference, categories=categories,
            bounds=(section.body_start, talk.end), tags_from=section.start, line=section.line,
            texts=field_texts({**default_texts, **own_texts}) if own_texts else default_texts,
            problems=tuple(wrong),
        )  # fmt: skip

    def _about(self, log: Log, own: Fields, conference: str, problems: tuple[Problem, ...]) -> Talk | None:
        """The row for what stands in no talk; also what says the problems of the log."""
        pieces = log.about
        if not pieces and not problems:
            return None
        source, start, end = self.source, self.document.body_start, self.document.body_start
        if len(pieces) == 1:
            start, end = pieces[0]
        elif pieces:
            eol = self.document.eol
            text = self.document.text
            text = (eol * 2).join(text[begin:stop].strip("\r\n") for begin, stop in pieces) + eol
            source, start, end = Packed.of(text.encode()), 0, len(text)
        line = line_of(self.document.text, pieces[0][0] if pieces else self.document.body_start)
        return Talk(
            key=TalkKey(self.path), title=ABOUT_TITLE, source=source, body_start=start, body_end=end,
            line=line, kind=Kind.ABOUT, conference=conference, tags=own.tags,
            inline_tags=distinct(self.tags, *pieces), date=_shared(own.date or file_date(self.path)),
            time=own.time, video=own.video, slides=own.slides, url=own.url, verdict=own.verdict,
            related=own.related, id=own.id,
            fields=field_texts(text_fields(self.document.front, skip=_LOG_ONLY)),
            problems=problems, read_only=self.document.read_only,
        )  # fmt: skip

    def _talk(
        self, key: TalkKey, fields: Fields, *, title: str, date: dt.date | None, video: str | None,
        url: str | None, conference: str, categories: tuple[str, ...], bounds: tuple[int, int], line: int,
        texts: Texts, problems: tuple[Problem, ...], tags_from: int | None = None,
        sections: tuple[Section, ...] = (), kind: Kind = Kind.TALK,
    ) -> Talk:  # fmt: skip
        start, end = bounds
        inline = distinct(self.tags, (start if tags_from is None else tags_from, end))
        made = _quick_talk(
            key=key, title=title, source=self.source, body_start=start, body_end=end, line=line,
            kind=kind, conference=conference, tags=fields.tags, speakers=shared_speakers(fields.speakers),
            date=_shared(date), video=video, duration=fields.duration, status=fields.status,
            fields=kept_fields(texts),
            _rest=rest_of(
                Talk, self._aliased(categories), inline, fields.time, fields.slides, url, fields.rating,
                fields.verdict, fields.related, fields.id, sections, problems, self.document.read_only,
            ),
        )  # fmt: skip
        made.__class__ = Talk
        return made  # type: ignore[no-any-return]

    def _title(self, fields: Fields) -> str:
        if fields.title:
            return fields.title
        heading = self._first_h1()
        return (without_quotes(heading.title) if heading else "") or file_title(self.path)

    def _first_h1(self) -> Section | None:
        return next((section for section in self.found if section.level == 1), None)

    def _folder_category(self) -> tuple[str, ...]:
        return (self.category,) if self.category else ()

    def _aliased(self, categories: tuple[str, ...]) -> tuple[str, ...]:
        if not categories or not self.folders.aliases:
            return categories
        names: dict[str, str] = {}
        for category in categories:
            name = self.folders.category(category)
            names.setdefault(fold(name), name)
        return tuple(names.values())


def _defaults(value: Value | None, problems: list[Problem]) -> Mapping:
    """What stands under `defaults`, if it can be given to every talk of the log."""
    if value is None or (isinstance(value, Scalar) and value.is_null):
        return EMPTY
    if not isinstance(value, Mapping):
        problems.append(Problem("defaults should hold `field: value` lines for the talks", value.line))
        return EMPTY
    # Ten thousand defaults of ten thousand talks fill any memory, from a file of 400 kB.
    said = text_fields(value)
    count = len(said) + sum(map(len, said.values()))
    length = sum(len(key) + sum(map(len, items)) for key, items in said.items())
    if count > MAX_DEFAULTS or length > MAX_DEFAULTS_LENGTH:
        what = f"{MAX_DEFAULTS} keys and values, or {MAX_DEFAULTS_LENGTH:,} characters"
        problems.append(Problem(f"defaults hold more than {what}; they are not used", value.line))
        return EMPTY
    return value


def _shared(date: dt.date | None) -> dt.date | None:
    return None if date is None else date_of(date.toordinal())


def _in_order(problems: list[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: problem.line)) if problems else ()


def _with_link(fields: Fields, link: str | None) -> tuple[str | None, str | None]:
    """(video, url) of `fields`, what the heading links to taking the empty place that it fits."""
    if link is None:
        return fields.video, fields.url
    if is_video_link(link):
        return fields.video or link, fields.url
    return fields.video, fields.url or link


def _fill(fields: Fields, defaults: Fields) -> None:
    """Give `fields` what `defaults` say and they do not; tags are added to."""
    for name in (
        "conference",
        "date",
        "time",
        "slides",
        "url",
        "duration",
        "status",
        "rating",
        "verdict",
        "id",
    ):
        if getattr(fields, name) is None:
            setattr(fields, name, getattr(defaults, name))
    fields.speakers = fields.speakers or defaults.speakers
    fields.related = fields.related or defaults.related
    if defaults.tags:
        have = {tag.casefold() for tag in fields.tags}
        fields.tags = tuple(tag for tag in defaults.tags if tag.casefold() not in have) + fields.tags
