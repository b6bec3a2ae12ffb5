"""What an importer found, as a text that a person corrects, and back.

A plain-text post or a playlist tells titles and speakers by guesses, so the talks can be opened in an editor
before they are imported. The text is a talk log: a heading a category, a heading a talk, fields under
`talks:`. Only what was changed in it is taken from it: the rest stays as the source has it, to the character.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import product
from typing import cast

from talktui.notes.conference import NO_CONFERENCE
from talktui.notes.dates import duration_text
from talktui.notes.document import parse
from talktui.notes.fields import KEYS, read_fields, text_fields
from talktui.notes.front_matter.values import Mapping, Value, texts
from talktui.notes.front_matter.yaml_new import literal, mapping
from talktui.notes.headings import sections
from talktui.notes.logs import read_log
from talktui.notes.problem import Problem
from talktui.notes.speakers import speaker_text
from talktui.transfer.heading_levels import below, raised
from talktui.transfer.imported import Imported, ImportedConference, ImportedTalk
from talktui.transfer.log_text import TALK_LEVEL, LogEntry, log_text
from talktui.transfer.source_files import SourceError

ADVICE = """\
<!-- These talks were found; correct what is wrong, save and leave.
A heading with ### is a talk, and takes a link: ### [Title](https://…). One with ## is a category. What else
is known of a talk stands above, under `talks:`. Take a heading and its text out: the talk is not imported.
An empty text imports nothing. -->"""

_SECTIONS = ("Abstract", "Outline")
_KNOWN = frozenset(path[0] for paths in KEYS.values() for path in paths) | {"heading", "title"}
_FILE = "the corrected text"
_MOST_TEXT = 300_000
"""Characters of abstracts and outlines that are in a text."""
_LIKELY = 0.5
"""How much two titles must have in common, from 0 to 1, for one to be the other corrected."""
_MANY = 200
"""Talks whose titles were all changed at once: they are not compared with each other."""


def as_text(imported: Imported) -> bytes:
    """The talks of `imported` as a log to correct. Raises :class:`Refused` where they cannot be one.

    Of a large source the abstracts are not in it: nobody corrects hundreds of them, and they stay.
    """
    whole = sum(len(talk.abstract) + len(talk.outline) for talk in imported.talks) < _MOST_TEXT
    name = imported.conference.name if imported.conference is not None else ""
    linked = any(talk.video for talk in imported.talks)  # of a log without links the level is said anyway
    front = mapping([("conference", name), ("talk_level", literal(TALK_LEVEL) if linked else None)])
    return log_text(name or "Talks", [_entry(talk, whole=whole) for talk in imported.talks], front, ADVICE)


def from_text(data: bytes, given: bytes, imported: Imported, name: str = _FILE) -> Imported:
    """`imported` with what the person changed in `given`, which :func:`as_text` made of it, to get `data`.

    `name` is the text's in messages. Raises :class:`SourceError` with the line where `data` cannot be read.
    """
    if data == given:
        return imported
    before, after = _read(given, name), _read(data, name)
    origins = _origins(before.talks, imported.talks)
    talks: list[ImportedTalk] = []
    became: dict[int, int] = {}
    for found, place in zip(after.talks, _matched(before.talks, after.talks), strict=True):
        if place is None:
            talks.append(_imported(found, found.fields, name))
            continue
        was = before.talks[place]
        fields = found.fields
        if found.entry is None and was.entry in after.orphans:  # its title was corrected in the heading only
            fields = after.orphans[was.entry]
        number = origins[place]
        became[number] = len(talks)
        changed = _imported(found, fields, name)
        talks.append(_with_changes(imported.talks[number], _imported(was, was.fields, name), changed))
    known = {found.entry for found in before.talks}
    for problem, entry in after.problems:
        if entry not in known:
            raise SourceError(name, problem.message, problem.line or 0)
    offers = tuple(
        offer if offer.talk is None else replace(offer, talk=became.get(offer.talk))
        for offer in imported.offers
    )
    conference = _conference(before.conference, after.conference, imported)
    return replace(imported, talks=tuple(talks), offers=offers, conference=conference)


# -- to text


def _entry(talk: ImportedTalk, *, whole: bool) -> LogEntry:
    parts = [below(talk.body, TALK_LEVEL).strip("\n")] if talk.body.strip() else []
    for title, text in zip(_SECTIONS, (talk.abstract, talk.outline), strict=True):
        if whole and text.strip():
            parts.append(f"{'#' * (TALK_LEVEL + 1)} {title}\n\n{below(text, TALK_LEVEL + 1)}".strip("\n"))
    category = talk.categories[0] if talk.categories else ""
    return LogEntry(talk.title, talk.video, category, _front(talk), "\n\n".join(parts))


def _front(talk: ImportedTalk) -> Mapping:
    fields: list[tuple[str, str | tuple[str, ...] | Value | None]] = [
        ("categories", talk.categories if len(talk.categories) > 1 else None),
        ("speakers", speaker_text(talk.speakers) if talk.speakers else None),
        ("date", literal(_when(talk.when)) if talk.when is not None else None),
        ("duration", duration_text(talk.duration) if talk.duration is not None else None),
        ("tags", talk.tags),
        ("status", talk.status),
        ("rating", literal(talk.rating) if talk.rating is not None else None),
        ("verdict", talk.verdict),
        ("slides", talk.slides),
        ("url", talk.url),
        ("related", talk.related),
        ("id", talk.id),
        *talk.others,
    ]
    return mapping(fields)


def _when(when: dt.date) -> str:
    return f"{when:%Y-%m-%d %H:%M}" if isinstance(when, dt.datetime) else when.isoformat()


# -- and back


@dataclass(frozen=True, slots=True)
class _Found:
    """A talk as a text has it."""

    title: str
    video: str | None
    category: str
    body: str
    line: int
    entry: str | None  # its key under `talks:`
    fields: Mapping


@dataclass(frozen=True, slots=True)
class _Text:
    """A text that was read."""

    talks: tuple[_Found, ...]
    orphans: dict[str | None, Mapping]  # entries whose heading is not there (any more)
    problems: tuple[tuple[Problem, str], ...]  # of those, each with its key
    conference: str


def _read(data: bytes, name: str) -> _Text:
    """The talks of a text, in its order. Raises :class:`SourceError`."""
    document = parse(data)
    problems = list(document.problems)
    log = None
    if not problems:
        log = read_log(document, NO_CONFERENCE, sections(document.text, document.body_start), problems)
    for problem in problems:
        raise SourceError(name, problem.message, problem.line or 0)
    if log is None:
        what = (
            f"there is no talk in it; a talk is a heading of level {TALK_LEVEL} (`{'#' * TALK_LEVEL} Title`)"
        )
        raise SourceError(name, what)
    found = tuple(
        _Found(
            talk.section.title,
            talk.section.link,
            talk.category,
            document.text[talk.section.body_start : talk.end].replace("\r\n", "\n").strip("\n"),
            talk.section.line,
            talk.entry,
            talk.fields,
        )
        for talk in log.talks
    )
    attached = {talk.entry for talk in found}
    entries = document.front.get("talks")
    orphans: dict[str | None, Mapping] = {}
    if isinstance(entries, Mapping):
        pairs = entries.pairs
        orphans = {key: said for key, said in pairs if key not in attached and isinstance(said, Mapping)}
    lost = tuple((problem, _entry_of(problem)) for problem in log.problems)
    conference = " ".join(" ".join(texts(document.front.get("conference"))).split())
    return _Text(found, orphans, lost, conference)


def _entry_of(problem: Problem) -> str:
    """The entry that a problem of :mod:`talktui.notes.log_entries` is about."""
    return problem.message.partition("“")[2].partition("”")[0]


def _imported(found: _Found, front: Mapping, name: str) -> ImportedTalk:
    """The talk that the text says, `front` being what stands of it under `talks:`."""
    problems: list[Problem] = []
    said = read_fields(front, problems)
    for problem in problems:
        raise SourceError(name, problem.message, problem.line or found.line)
    body, abstract, outline = _parts(found.body)
    when: dt.date | None = said.date
    if said.date is not None and said.time is not None:
        when = dt.datetime.combine(said.date, said.time)
    others = tuple(
        (key, texts_of[0] if len(texts_of) == 1 else texts_of)
        for key, texts_of in text_fields(front).items()
        if key.lower() not in _KNOWN and "." not in key and texts_of
    )
    return ImportedTalk(
        title=found.title,
        line=found.line,
        id=said.id,
        categories=said.categories or ((found.category,) if found.category else ()),
        tags=said.tags,
        speakers=said.speakers,
        when=when,
        video=said.video or found.video,
        slides=said.slides,
        url=said.url,
        duration=said.duration,
        status=said.status,
        rating=said.rating,
        verdict=said.verdict,
        related=said.related,
        others=others,
        abstract=abstract,
        outline=outline,
        body=body,
    )


def _parts(text: str) -> tuple[str, str, str]:
    """A talk's own text, its abstract and its outline."""
    own: list[str] = []
    found = dict.fromkeys(_SECTIONS, "")
    at = 0
    for section in sections(text, 0):
        if section.start < at or section.level != TALK_LEVEL + 1 or found.get(section.title) != "":
            continue
        own.append(text[at : section.start])
        found[section.title] = raised(text[section.body_start : section.end].strip("\n"), TALK_LEVEL)
        at = section.end
    own.append(text[at:])
    body = "\n\n".join(part.strip("\n") for part in own if part.strip())
    return raised(body, TALK_LEVEL - 1), found["Abstract"], found["Outline"]


def _origins(before: Sequence[_Found], talks: Sequence[ImportedTalk]) -> list[int]:
    """For each talk of the text, which of `talks` it is: the text has those of a category together."""
    left: dict[tuple[str, str | None], list[int]] = {}
    for number, talk in enumerate(talks):
        left.setdefault((" ".join(talk.title.split()), talk.video), []).append(number)
    return [left[talk.title, talk.video].pop(0) for talk in before]


def _matched(before: Sequence[_Found], after: Sequence[_Found]) -> list[int | None]:
    """For each talk of the corrected text, which it was: by title, link and text, else the likeliest."""
    matched: list[int | None] = [None] * len(after)
    left = dict.fromkeys(range(len(before)))
    for same in _SAME:
        of: dict[object, list[int]] = {}
        for number in left:
            if (key := same(before[number])) is not None:
                of.setdefault(key, []).append(number)
        for place, talk in enumerate(after):
            if matched[place] is None and (numbers := of.get(same(talk))):
                matched[place] = numbers.pop(0)
                del left[cast(int, matched[place])]
    likely = sorted(
        (
            (-SequenceMatcher(None, before[number].title, after[place].title).ratio(), place, number)
            for place, number in product((p for p, of_place in enumerate(matched) if of_place is None), left)
        )
        if len(left) < _MANY
        else ()
    )
    for unlike, place, number in likely:
        if -unlike >= _LIKELY and matched[place] is None and number in left:
            matched[place] = number
            del left[number]
    return matched


_SAME: tuple[Callable[[_Found], object], ...] = (
    lambda talk: (talk.title, talk.video, talk.body),
    lambda talk: (talk.title, talk.video),
    lambda talk: talk.entry,
    lambda talk: talk.title,
    lambda talk: talk.video,
    lambda talk: talk.body or None,
)


def _with_changes(original: ImportedTalk, before: ImportedTalk, after: ImportedTalk) -> ImportedTalk:
    """`original` with every field that the person changed, which stays theirs when it is imported again."""
    changed = {
        name: getattr(after, name)
        for name in ImportedTalk.__slots__
        if name not in {"line", "found"} and getattr(before, name) != getattr(after, name)
    }
    return replace(original, **changed, line=after.line, found=original) if changed else original


def _conference(was: str, now: str, imported: Imported) -> ImportedConference | None:
    if was == now:
        return imported.conference
    if not now:
        return None
    if imported.conference is None:
        return ImportedConference(now)
    return replace(imported.conference, name=now)
