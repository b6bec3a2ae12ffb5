"""What front matter says of one talk: an entry under a log's `talks:`, or a post about a single talk.

The fields are read as :mod:`talktui.notes.fields` reads a note's. A key that is no field of ours, or whose
value could not be read as one, is kept as it is: nothing that stood in a post is lost by importing it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from talktui.notes.dates import parse_zone
from talktui.notes.fields import KEYS, Fields, find, is_empty, read_fields
from talktui.notes.front_matter.values import Mapping, Scalar, Sequence, Value, texts
from talktui.notes.front_matter.yaml_new import Bare
from talktui.notes.front_matter.yaml_text import is_plain
from talktui.notes.problem import Problem
from talktui.notes.reader import MAX_DEFAULTS, MAX_DEFAULTS_LENGTH
from talktui.transfer.imported import ImportedTalk, Texts

OF_THE_ENTRY = frozenset({"heading", "source"})
"""Keys of an entry that say whose it is and where it is from, and nothing of the talk."""


@dataclass(frozen=True, slots=True)
class TalkFields:
    """What is said of a talk: fields as they were read, and every further key."""

    read: Fields
    others: tuple[tuple[str, str | Texts], ...] = ()
    zone: dt.timezone | None = None  # of its date, where it says one


def talk_fields(front: Mapping, problems: list[Problem], skip: Collection[str] = OF_THE_ENTRY) -> TalkFields:
    """The fields in `front` and what else it says, but for the keys in `skip`; adds to `problems`."""
    if not front.pairs:
        return TalkFields(Fields())
    said = Mapping(tuple(pair for pair in front.pairs if pair[0] not in skip), front.line)
    read = read_fields(said, problems)
    used = _used(said, read)
    others: dict[str, str | Texts] = {}
    for key, value in said.pairs:
        if key in used or key in others or is_empty(value):
            continue
        kept = _plain(value)
        if kept is None:
            problems.append(Problem(f"`{key}` holds values of its own, which are not imported", value.line))
        else:
            others[key] = kept
    return TalkFields(read, tuple(others.items()), _zone(said) if read.time else None)


def _used(front: Mapping, read: Fields) -> set[str]:
    """The keys that fields were read from."""
    used: set[str] = set()
    for field in KEYS:
        found = find(front, field)
        if found is not None and getattr(read, field) not in (None, ()):
            used.add(found[0][0])
    return used


def _plain(value: Value) -> str | Texts | None:
    """A text, or a list of texts; None for what is neither."""
    match value:
        case Scalar():
            return _as_written(value)
        case Sequence(items=items):
            scalars = [item for item in items if isinstance(item, Scalar)]
            if len(scalars) == len(items):
                return tuple(_as_written(item) for item in scalars if not item.is_null)
    return None


def _as_written(value: Scalar) -> str:
    """The text of `value`; a number, `true` or a date that stands without quotes goes without them again."""
    bare = value.plain and not is_plain(value.text, flow=False)
    return Bare(value.text) if bare else value.text


def log_defaults(value: Value | None, problems: list[Problem]) -> TalkFields:
    """What a log's `defaults` give every talk of it; as much as :mod:`talktui.notes.reader` takes."""
    if not isinstance(value, Mapping):
        return TalkFields(Fields())
    count = sum(1 + len(texts(item)) for _, item in value.pairs)
    length = sum(len(key) + sum(map(len, texts(item))) for key, item in value.pairs)
    if count > MAX_DEFAULTS or length > MAX_DEFAULTS_LENGTH:
        problems.append(Problem("`defaults` hold too much for every talk; they are not used", value.line))
        return TalkFields(Fields())
    return talk_fields(value, problems, skip=())


def make_talk(
    said: TalkFields, defaults: TalkFields, *, title: str, link: tuple[str | None, str | None],
    category: str, conference: str, line: int, body: str,
    abstract: str = "", outline: str = "",
) -> ImportedTalk:  # fmt: skip
    """The talk of a heading `title` under the heading `category`, of which the post says `said`.

    `link` is (video, page) of the heading; `conference` the post's: a talk's own, if it is another one,
    stays a key of the talk.
    """
    own, more = said.read, defaults.read
    categories = own.categories
    if categories is None:
        categories = (category,) if category else more.categories or ()
    others = dict(defaults.others)
    others.update(said.others)
    if own.conference and own.conference != conference:
        others = {"conference": own.conference, **others}
    have = {tag.casefold() for tag in own.tags}
    return ImportedTalk(
        title=own.title or title,
        line=line,
        id=own.id or more.id,
        categories=categories,
        tags=(*(tag for tag in more.tags if tag.casefold() not in have), *own.tags),
        speakers=own.speakers or more.speakers,
        when=_when(said) or _when(defaults),
        video=own.video or link[0],
        slides=own.slides or more.slides,
        url=own.url or (link[1] if link[1] != own.video else None) or more.url,
        duration=own.duration if own.duration is not None else more.duration,
        status=own.status or more.status,
        rating=own.rating or more.rating,
        verdict=own.verdict or more.verdict,
        related=own.related or more.related,
        others=tuple(others.items()),
        body=body,
        abstract=abstract,
        outline=outline,
    )


def _when(said: TalkFields) -> dt.date | dt.datetime | None:
    fields = said.read
    if fields.date is None or fields.time is None:
        return fields.date
    return dt.datetime.combine(fields.date, fields.time, said.zone)


def _zone(front: Mapping) -> dt.timezone | None:
    """The zone of the date in `front`."""
    found = find(front, "date")
    return parse_zone(found[1].text) if found and isinstance(found[1], Scalar) else None
