"""Posts and talk logs in Markdown: headings that link to videos, lists of sessions, or both.

What Hugo (https://gohugo.io/content-management/front-matter/) and Zola
(https://www.getzola.org/documentation/content/page/) publish, and what talktui itself exports: a post is a
talk log, read by the core's own rules (docs/notes.md, "Talk logs"). Beside them it may list sessions, which
:mod:`talktui.transfer.formats.session_list` reads. What stands in no talk is not imported, and told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from talktui.notes.conference import NO_CONFERENCE
from talktui.notes.document import Document, parse
from talktui.notes.fields import read_fields
from talktui.notes.folding import fold
from talktui.notes.front_matter.block import find_block
from talktui.notes.front_matter.values import EMPTY, Mapping, Scalar
from talktui.notes.heading_text import without_quotes
from talktui.notes.headings import sections
from talktui.notes.link_places import definitions
from talktui.notes.logs import Log, read_log
from talktui.notes.problem import Problem
from talktui.notes.reader import file_title
from talktui.notes.talk import Section
from talktui.notes.video_links import is_video_link, video_identity
from talktui.transfer.formats.broken_front import broken_front
from talktui.transfer.formats.format import Format
from talktui.transfer.formats.left_lines import left_lines
from talktui.transfer.formats.own_conferences import by_conference, listed_areas
from talktui.transfer.formats.post_conference import (
    conference_of,
    date_of,
    interest_areas,
    named_in,
)
from talktui.transfer.formats.post_definitions import Definitions
from talktui.transfer.formats.post_fields import TalkFields, log_defaults, make_talk, talk_fields
from talktui.transfer.formats.prose_links import Lines, ProseLink, offers, prose_links
from talktui.transfer.formats.session_days import KnownDates, day_of, on_day, on_its_day, read_day
from talktui.transfer.formats.session_list import listed_sessions, playlist_of
from talktui.transfer.formats.session_prose import session_prose
from talktui.transfer.heading_levels import raised
from talktui.transfer.imported import Imported, ImportedTalk, Told
from talktui.transfer.linking import video_link
from talktui.transfer.merging.body_parts import ABSTRACT, BODY, LEVEL, OUTLINE, composed, parts_of, plain
from talktui.transfer.source_files import SourceError, SourceFile

NAME = "post"
LOOKED_FOR = (
    "no talk is found in it; looked for headings that link to a video (`### [title](https://…)`), lists of"
    " sessions (`- [title](https://…) - speaker`) and `talks:` at its top. If its headings are talks without"
    " links, say their level at its top: `talk_level: 3` between two lines `---`"
)
_HEAD = 1 << 16
_SAYS = re.compile(r"^(?![ \t]*(?:[-*_=~]{3,}|<!--.*-->)?[ \t]*$).*\w", re.MULTILINE)
_FRONT = re.compile(rb"(?:\xef\xbb\xbf)?(?:---|\+\+\+)[ \t]*\r?\n")
_MARKDOWN = re.compile(
    rb"^ {0,3}(?:#{2,6}[ \t]+\S|#[ \t]+[^\r\n]{0,2000}\]\(|[-*+][ \t]+[^\r\n]{0,200}\[[^\r\n]{0,2000}\]\(<?https?://)",
    re.MULTILINE,
)
_OTHER = (b"<?xml", b"<!doctype", b"<html", b"begin:vcalendar", b"{")


def recognises(file: SourceFile) -> bool:
    """Whether the file looks like a post: front matter, headings, or lists of links as Markdown has them."""
    head = file.data[:_HEAD]
    begins = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:20].lower()
    if b"\0" in head or begins.startswith(_OTHER):
        return False
    if _FRONT.match(head):
        return True  # also where it is cut off: what is wrong is told better as a post's
    return _MARKDOWN.search(head) is not None


def read(files: Sequence[SourceFile]) -> Iterator[Imported]:
    """Each post, once for each conference of its talks; raises :class:`SourceError` for one without talks."""
    for file in files:
        yield from by_conference(read_post(file))


FORMAT = Format(NAME, "blog post or talk log (Markdown)", recognises, read)


@dataclass
class _Post:
    """A post while it is read. Offsets are characters of `document.text`, which has `\\n` for line ends."""

    file: SourceFile
    document: Document
    is_log: bool  # it says `talks:`: a talktui log, whose fields come back as they were
    found: tuple[Section, ...]
    links: list[ProseLink]
    lines: Lines
    definitions: Definitions
    problems: list[Problem] = field(default_factory=list)
    talks: list[ImportedTalk] = field(default_factory=list)
    spans: list[tuple[int, int, int]] = field(default_factory=list)  # of talks' prose: start, end, talk
    title: str = ""
    conference: str = ""
    playlist: str | None = None
    listed: list[tuple[int, int]] = field(default_factory=list)  # where sessions are listed


def read_post(file: SourceFile) -> Imported:
    """What one post has; raises :class:`SourceError`."""
    document, is_log = _document(file)
    text = document.text
    start = document.body_start
    found, links = sections(text, start), prose_links(text, start)
    post = _Post(file, document, is_log, found, links, Lines(text), Definitions(text, start))
    post.problems += document.problems
    own = read_fields(document.front, [])
    defaults = log_defaults(document.front.get("defaults"), post.problems)
    log = read_log(document, NO_CONFERENCE, post.found, post.problems)
    post.title = own.title or _first_heading(post, log) or _file_title(file)
    post.conference = own.conference or defaults.read.conference or named_in(post.title) or post.title
    known_dates = KnownDates(date_of(document.front, "start"), date_of(document.front, "end"), own.date)
    if log is not None:
        post.problems += log.problems
        _add_log(post, log, defaults, known_dates)
    _add_sessions(post, known_dates)
    if not post.talks:
        raise SourceError(file.name, LOOKED_FOR)
    _tell_what_is_left(post)
    known = {video_identity(talk.video) for talk in post.talks if talk.video}
    introduction = text[start : _end_of_introduction(post)]
    return Imported(
        source=f"post:{_slug(document) or post.title or post.talks[0].title}",
        format=NAME,
        conference=conference_of(
            document.front,
            post.conference,
            listed_areas(post.talks, interest_areas(introduction)),
            post.playlist,
        )
        if post.conference
        else None,
        talks=tuple(post.talks),
        offers=offers(post.lines, post.links, sorted(post.spans), known),
        told=tuple(Told(file.name, problem.message, problem.line) for problem in post.problems),
        complete=False,
    )


def _document(file: SourceFile) -> tuple[Document, bool]:
    """The post taken apart, however large it is, and whether it has `talks:`.

    A heading that links to a video makes even a post with one talk a log, so `talks:` is always there.
    """
    text = file.text.replace("\r\n", "\n").replace("\r", "\n")
    block = find_block(text)
    if isinstance(block, Problem):
        raise SourceError(file.name, block.message, block.line)
    parsed = parse(text[: block.body_start].encode() if block else b"")
    front = parsed.front
    talks = front.get("talks")
    if parsed.problems and block and (wrong := broken_front(text, block, parsed.problems)):
        raise SourceError(file.name, wrong.message, wrong.line)
    is_log = isinstance(talks, Mapping)
    if talks is None or (isinstance(talks, Scalar) and talks.is_null):
        pairs = tuple(pair for pair in front.pairs if pair[0] != "talks")
        front = Mapping((*pairs, ("talks", EMPTY)), front.line)
    return replace(parsed, text=text, front=front), is_log


def _first_heading(post: _Post, log: Log | None) -> str | None:
    talks = {talk.section.start for talk in log.talks} if log else set()
    heading = next((found for found in post.found if found.level == 1), None)
    return without_quotes(heading.title) or None if heading and heading.start not in talks else None


def _end_of_introduction(post: _Post) -> int:
    """Where the first heading stands that is not the post's own title above everything."""
    talks = {start for start, _, _ in post.spans}
    headings = iter(post.found)
    first = next(headings, None)
    if first is not None and first.level == 1 and first.body_start not in talks:
        first = next(headings, None)
    return first.start if first else len(post.document.text)


def _file_title(file: SourceFile) -> str:
    """A title made of the file's name; "" for what came from a pipe."""
    path = file.path
    if path is None:
        return ""
    return file_title(
        f"{path.parent.name}/{path.name}" if path.stem.lower() in {"index", "_index"} else path.name
    )


def _slug(document: Document) -> str | None:
    value = document.front.get("slug")
    return " ".join(value.text.split()) if isinstance(value, Scalar) and not value.is_null else None


def _add_log(post: _Post, log: Log, defaults: TalkFields, known: KnownDates) -> None:
    """The talks of the post's headings. A category that is called like a day says when, and is none."""
    if post.is_log:
        post.definitions.keep_apart((talk.section.start, talk.end) for talk in log.talks)
    for talk in log.talks:
        section = talk.section
        said = talk_fields(talk.fields, post.problems)
        body = post.definitions.body(section.body_start, talk.end)
        post.spans.append((section.body_start, talk.end, len(post.talks)))
        day = read_day(talk.category, known) if talk.category else None
        made = make_talk(
            said, defaults, title=section.title or section.anchor, link=_heading_link(post, section.link),
            category="" if day else talk.category, conference=post.conference, line=section.line,
            **_parts(plain(raised(body, section.level - 1))),
        )  # fmt: skip
        post.talks.append(on_day(made, day) if day and not made.when else on_its_day(made, known))


def _add_sessions(post: _Post, known: KnownDates) -> None:
    """The sessions that the post lists and its headings do not have, and what its prose says of them."""
    text, start = post.document.text, post.document.body_start
    of_headings = [(begin, end) for begin, end, _ in post.spans]
    sessions = listed_sessions(text, start, post.found, post.links, of_headings, known, post.lines)
    post.listed = [(session.start, session.end) for session in sessions]
    post.playlist = playlist_of(post.links, sessions)
    same = _SameTalks(post.talks)
    videos: dict[str, int] = {}
    for session in sessions:
        talk = session.talk
        known_as = same.number_of(talk)
        number = len(post.talks) if known_as is None else known_as
        same.add(number, talk)
        if known_as is None:
            post.talks.append(talk)
            if talk.video:
                videos[video_identity(talk.video)] = number
            if talk.body:
                post.spans.append((session.start, session.end, number))
            continue
        if known_as >= len(of_headings) and fold(post.talks[known_as].title) != fold(talk.title):
            post.problems.append(
                Problem(
                    f"“{talk.title}” has the video of “{post.talks[known_as].title}”: taken as one talk",
                    talk.line,
                )
            )
        if not post.is_log:
            post.talks[known_as] = _completed(post.talks[known_as], talk)
    prose = session_prose(text, start, post.found, post.links, videos, [*of_headings, *post.listed])
    for number, said in prose.bodies.items():
        body = "\n\n".join(
            part for part in (plain(post.definitions.completed(said)), post.talks[number].body) if part
        )
        post.talks[number] = replace(post.talks[number], body=body)
    post.spans += prose.spans


def _tell_what_is_left(post: _Post) -> None:
    """Say which lines stand in no talk: they stay in the post alone."""
    text, at = post.document.text, post.document.body_start
    shown_nowhere = [
        (start, end) for _, start, end in definitions(text, at)
    ]  # but in the links that use them
    headings = [(section.start, section.body_start) for section in post.found]
    taken = sorted([*((start, end) for start, end, _ in post.spans), *post.listed, *headings, *shown_nowhere])
    left: list[tuple[int, int]] = []
    for start, end in [*taken, (len(text), len(text))]:
        piece = text[at:start]
        if _SAYS.search(piece):
            first = at + len(piece) - len(piece.lstrip())
            left.append((post.lines.of(first), post.lines.of(first + len(piece.strip()) - 1)))
        at = max(at, end)
    if said := left_lines(left):
        post.problems.append(Problem(said))


class _SameTalks:
    """Which talk a listed session is: one of a heading, one that was listed before, or none yet."""

    def __init__(self, talks: Sequence[ImportedTalk]) -> None:
        self._videos: dict[str, int] = {}
        self._titles: dict[str, list[int]] = {}
        self._said: dict[int, list[ImportedTalk]] = {}
        for number, talk in enumerate(talks):
            self.add(number, talk)

    def add(self, number: int, talk: ImportedTalk) -> None:
        """`talk` is what some place of the post says of the talk `number`."""
        if talk.video:
            self._videos.setdefault(video_identity(talk.video), number)
        if number not in self._said:
            self._titles.setdefault(fold(talk.title), []).append(number)
        self._said.setdefault(number, []).append(talk)

    def number_of(self, listed: ImportedTalk) -> int | None:
        """By the video; without one by the title, where neither day nor page tells two talks apart."""
        if listed.video:
            return self._videos.get(video_identity(listed.video))
        for number in self._titles.get(fold(listed.title), ()):
            if not any(_differ(talk, listed) for talk in self._said[number]):
                return number
        return None


def _differ(talk: ImportedTalk, listed: ImportedTalk) -> bool:
    """Whether two of one title are two talks: "Opening Remarks" stands below each day."""
    if talk.url and listed.url and talk.url != listed.url:
        return True
    day, other = day_of(talk), day_of(listed)
    return day is not None and other is not None and type(day) is type(other) and day != other


def _completed(talk: ImportedTalk, listed: ImportedTalk) -> ImportedTalk:
    """A heading's talk with what the list of sessions says of it besides."""
    when = talk.when or listed.when
    others = talk.others if when else tuple(dict.fromkeys((*talk.others, *listed.others)))
    return replace(
        talk,
        speakers=talk.speakers or listed.speakers,
        when=when,
        others=others,
        status=talk.status or listed.status,
        body="\n\n".join(part for part in (talk.body, listed.body) if part),
    )


def _heading_link(post: _Post, link: str | None) -> tuple[str | None, str | None]:
    """(video, page) of what a heading links to; a talktui log's link stays as it is."""
    if link is None:
        return None, None
    if is_video_link(link):
        return link if post.is_log else video_link(link), None
    return None, link


def _parts(text: str) -> dict[str, str]:
    """A body, its abstract and its outline, where a note made of them says just `text` again."""
    parts = parts_of(text)
    if parts.found and all(section.level == LEVEL for section in parts.found.values()):
        body = parts.said(BODY)
        abstract, outline = (raised(parts.said(part), LEVEL - 1) for part in (ABSTRACT, OUTLINE))
        # Of a section that stands there twice one would be in the body, and both be made one later.
        if composed(body, abstract, outline) == text and not parts_of(body).found:
            return {"body": body, "abstract": abstract, "outline": outline}
    return {"body": text}
