"""Lists of sessions in a post: a day's heading, and below it a line a session.

    ### Tuesday

    - [Keynote: A Title](https://www.youtube.com/watch?v=…&list=…) - A Person & B Person, Organisation

People write the dash in other ways, or without a space before it, and a title may swallow its first speaker:
`[A Title - A Person, Role](…) - Organisation & …`. A list counts when a day stands above it, when its heading
says that it lists sessions, or when two of its lines name speakers; a link with a comment behind it is none.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from talktui.notes.blocks import scan
from talktui.notes.heading_text import heading_text
from talktui.notes.speaker_words import is_role, is_thing
from talktui.notes.speakers import parse_speakers
from talktui.notes.talk import Section, Speaker, Status
from talktui.transfer.formats.prose_links import Lines, ProseLink
from talktui.transfer.formats.session_days import Day, KnownDates, on_day, read_day
from talktui.transfer.imported import ImportedTalk
from talktui.transfer.linking import video_link

_ITEM = re.compile(r"(?P<indent>[ \t]{0,12})(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?(?P<said>\S.*)")
_OPENING = "*_\"“'‘ "
_CLOSING = "*_\"”'’ "
_WHO = re.compile(r"[ \t]*(?:[-–—―|]+|,?[ \t]by[ \t])[ \t]*(?P<who>\S.*)", re.IGNORECASE)
_IN_PARENTHESES = re.compile(r"[ \t]*\((?:by[ \t]+)?(?P<who>[^()]+)\)", re.IGNORECASE)
_DASH = re.compile(r"\s+[-–—]\s+")
_DASH_AFTER = re.compile(r"\s*[-–—]\s+")  # the space before it is forgotten at times
_BOLD = re.compile(r" {0,3}(\*\*|__)(?P<said>.{1,80}?)\1[ \t]*:?[ \t]*")
_SESSIONS = re.compile(
    r"\b(?:sessions?|talks?|keynotes?|schedule|agenda|recordings?|videos?)\b", re.IGNORECASE
)
_ATTENDED = re.compile(r"\b(?:i|we) (?:went to|attended|saw|was at|were at|visited)\b", re.IGNORECASE)
_PARTICLES = frozenset("al bin da de del den der di dos du el ibn la le ten ter van vom von zu".split())
_MOST_DASHES = 6  # of a line that are tried
_LONGEST = 4_000  # characters of a line that are looked at


@dataclass(frozen=True, slots=True)
class ListedSession:
    """One line of a list, and where it stands in characters."""

    talk: ImportedTalk
    start: int
    end: int
    list_id: str | None  # the playlist that its link names


@dataclass(frozen=True, slots=True)
class _Item:
    """An item of a list, read, before it is known whether its list is one of sessions."""

    start: int
    end: int
    title: str
    link: ProseLink | None
    who: str
    comment: str  # what stands behind the link and names nobody
    below: str  # what is indented below it

    @property
    def is_session(self) -> bool:
        return self.link is not None and self.link.is_video and not self.comment


def listed_sessions(
    text: str, start: int, found: Sequence[Section], links: Sequence[ProseLink],
    taken: Sequence[tuple[int, int]], known: KnownDates, lines: Lines,
) -> list[ListedSession]:  # fmt: skip
    """The sessions that `text` lists from character `start` (a line's beginning) on, in order.

    `found` are its sections, `links` its links, `taken` the ranges where no list is looked for: talks' own
    texts; `lines` its lines. Linear in the size of `text`.
    """
    by_start = {link.start: link for link in links}
    groups: dict[tuple[int, str], list[_Item]] = defaultdict(list)
    for place, bold, item in _items(text, start, found, by_start, taken):
        groups[place, bold].append(item)
    sessions: list[ListedSession] = []
    parents = _parents(found)
    for (place, bold), items in groups.items():
        above = _above(found, parents, place)
        day = read_day(bold, known) if bold else None
        day = day or next((said for heading in above[:2] if (said := read_day(heading.title, known))), None)
        titles = [heading.title for heading in above]
        if _is_list(items, day, titles):
            attended = any(_ATTENDED.search(title) for title in titles)
            taken_over = [item for item in items if item.is_session or (day and item.who)]
            sessions += [_session(lines, item, day, attended=attended) for item in taken_over]
    return sorted(sessions, key=lambda session: session.start)


def _is_list(items: Sequence[_Item], day: Day | None, titles: Sequence[str]) -> bool:
    sessions = [item for item in items if item.is_session]
    if day is not None:
        return bool(sessions)
    if len(sessions) < 2:
        return False
    return sum(bool(item.who) for item in sessions) >= 2 or any(
        _SESSIONS.search(title) for title in titles[:1]
    )


def _session(lines: Lines, item: _Item, day: Day | None, *, attended: bool) -> ListedSession:
    title, who = given_back(item.title, item.who)
    video = item.link.url if item.link and item.link.is_video else None
    talk = ImportedTalk(
        title=title,
        line=lines.of(item.start),
        speakers=people(who),
        video=video_link(video) if video else None,
        url=item.link.url if item.link and not video else None,
        status=Status.ATTENDED if attended else None,
        body=item.below,
    )
    talk = on_day(talk, day) if day else talk
    return ListedSession(talk, item.start, item.end, _playlist_id(video) if video else None)


def _items(
    text: str, start: int, found: Sequence[Section], by_start: Mapping[int, ProseLink],
    taken: Sequence[tuple[int, int]],
) -> Iterator[tuple[int, str, _Item]]:  # fmt: skip
    """Each item of a list: the number of the heading above it, the bold line above it, the item."""
    skip = sorted([*taken, *scan(text, start).opaque])
    skip_starts, headings = [start for start, _ in skip], [section.start for section in found]
    bold, bold_place, at = "", -1, start
    while at < len(text):
        before = bisect_right(skip_starts, at) - 1
        if before >= 0 and at < skip[before][1]:
            at = skip[before][1]
            continue
        end = _line_end(text, at)
        line = text[at : min(end, at + _LONGEST)].rstrip("\n")
        place = bisect_right(headings, at) - 1
        if place != bold_place:
            bold, bold_place = "", place
        if heading := _BOLD.fullmatch(line):
            bold = heading["said"].strip(" :")
        elif match := _ITEM.match(line):
            end = _item_end(text, end, len(match["indent"].expandtabs(4)))
            item = _item(text, at, end, at + match.start("said"), by_start)
            if item is not None:
                yield place, bold, item
        at = end


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


def _item_end(text: str, at: int, indent: int) -> int:
    """Where the item ends that is indented by `indent` and whose first line ends at `at`."""
    end = at
    while at < len(text):
        after = _line_end(text, at)
        line = text[at : min(after, at + 200)]
        if line.strip():
            deep = len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())
            if deep <= indent:
                break
            end = after
        at = after
    return end


def _item(text: str, start: int, end: int, said: int, by_start: Mapping[int, ProseLink]) -> _Item | None:
    """The item from `start` to `end` whose words begin at `said`; None when it is no `title - people`."""
    first = min(_line_end(text, said), end)
    while first < end and (line := text[first : _line_end(text, first)]).strip() and not _ITEM.match(line):
        first = min(_line_end(text, first), end)  # the line goes on, indented, in the next one
    words = text[said : min(first, said + _LONGEST)]
    at = said + len(words) - len(words.lstrip(_OPENING))
    link = by_start.get(at)
    below = _dedented(text[first:end])
    if link is None or link.end > first:
        title, who = title_and_people(" ".join(words.split()))
        return _Item(start, end, title, None, who, "", below) if who else None
    tail = " ".join(text[link.end : min(first, link.end + _LONGEST)].split()).lstrip(_CLOSING)
    tail = heading_text(tail)[0] if tail else ""
    match = _WHO.fullmatch(tail) or _WHO.fullmatch(f" {tail}") or _IN_PARENTHESES.fullmatch(tail)
    who = match["who"].strip() if match else ""
    title = " ".join(link.title.split()).strip()
    if who and not names_people(who) and not _swallows(title):
        return _Item(start, end, title, link, "", "" if match else tail, f"{who}\n\n{below}".strip("\n"))
    return _Item(start, end, title, link, who, "" if match or not tail else tail, below)


def title_and_people(words: str) -> tuple[str, str]:
    """A line without a link as title and people: at its last dash with people behind it."""
    words = heading_text(words)[0]
    for dash in reversed(list(_DASH_AFTER.finditer(words))[-_MOST_DASHES:]):
        if names_people(words[dash.end() :]):
            return words[: dash.start()], words[dash.end() :]
    return words, ""


def _dedented(text: str) -> str:
    """The lines below an item without the indentation that they share."""
    lines = [line.expandtabs(4) for line in text.split("\n")]
    depth = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return "\n".join(line[depth:].rstrip() for line in lines).strip("\n")


def names_people(who: str) -> bool:
    """Whether `who` can be people: "A Person & B Person, Organisation"; not "a must, see the demo"."""
    people = parse_speakers(who)
    return bool(people) and _is_name(people[0]) and not who.rstrip().endswith(("!", "?", ":"))


def _is_name(person: Speaker) -> bool:
    words = person.name.split()
    if not 1 <= len(words) <= 6 or any(char in person.name for char in "!?:;/#=<>"):
        return False
    if not all(
        word[0].isupper() or not word[0].isascii() or word in _PARTICLES or not word[0].isalpha()
        for word in words
    ):
        return False
    if len(words) > 1:
        return True
    return person.organisation is not None and not person.organisation[0].islower()


def _swallows(title: str) -> bool:
    return given_back(title, "x")[1] != "x"


def given_back(title: str, who: str) -> tuple[str, str]:
    """(title, people): "A Title - A Person, Product Owner" gives the person back to `who`, which follows."""
    dashes = list(_DASH.finditer(title))
    if not dashes:
        return title, who
    before, behind = title[: dashes[-1].start()], title[dashes[-1].end() :]
    name, *about = [part.strip() for part in behind.split(",")]
    words = name.split()
    if not before.strip() or not about or not about[0] or not 2 <= len(words) <= 4:
        return title, who
    if any(is_thing(word) for word in words) or not _is_name(Speaker(name)):
        return title, who
    if who and not is_role(about[-1]):
        return title, who  # "Fast, Cheap - Pick Two, Please": nothing says that a person stands there
    if not who and about[0][0].islower():
        return title, who
    return before, f"{behind} - {who}" if who else behind


def people(who: str) -> tuple[Speaker, ...]:
    """The people that a line names, each once."""
    return tuple(dict.fromkeys(parse_speakers(who))) if who else ()


def _parents(found: Sequence[Section]) -> list[int]:
    """For each heading the number of the one that it stands under, -1 for none."""
    parents: list[int] = []
    open_at: list[int] = []
    for number, section in enumerate(found):
        while open_at and found[open_at[-1]].level >= section.level:
            open_at.pop()
        parents.append(open_at[-1] if open_at else -1)
        open_at.append(number)
    return parents


def _above(found: Sequence[Section], parents: Sequence[int], place: int) -> list[Section]:
    """The heading of that number and those it stands under, nearest first."""
    above: list[Section] = []
    while place >= 0:
        above.append(found[place])
        place = parents[place]
    return above


def _playlist_id(url: str) -> str | None:
    try:
        return next(iter(parse_qs(urlsplit(url).query).get("list", ())), None)
    except ValueError:
        return None


def playlist_of(links: Sequence[ProseLink], sessions: Sequence[ListedSession]) -> str | None:
    """The playlist of the conference: the one that is linked and that the sessions stand in.

    Without such a link it is made of what most of the sessions' own links say.
    """
    counted = Counter(session.list_id for session in sessions if session.list_id)
    linked = {
        name: link.url
        for link in reversed(links)
        if "/playlist" in link.url and (name := _playlist_id(link.url))
    }
    for name, _ in counted.most_common():
        if name in linked:
            return linked[name]
    if len(linked) == 1:
        return next(iter(linked.values()))
    if counted and counted.most_common(1)[0][1] * 2 > len(sessions):
        return f"https://www.youtube.com/playlist?list={counted.most_common(1)[0][0]}"
    return None
