"""A talk's fields as an exported post's front matter says them, so that importing it gives them back."""

from __future__ import annotations

from talktui.notes.dates import duration_text
from talktui.notes.front_matter.values import Mapping, Scalar, Sequence, Value
from talktui.notes.front_matter.yaml_new import literal, mapping
from talktui.notes.speakers import read_speakers, speaker_text
from talktui.notes.talk import Speaker, Talk
from talktui.notes.video_links import is_video_link
from talktui.transfer.export.own_dates import own_when, when_text
from talktui.transfer.export.plain_text import bare_line, block
from talktui.transfer.export.talk_source import TalkSource


def entry_fields(
    source: TalkSource, *, title: str, link: str | None, category: str | None, conference: str
) -> Mapping:
    """What an entry for the talk of `source` has to say that its heading does not.

    The heading says `title`, leads to `link` and stands under that of `category` (None: under one that is no
    category); the post is about `conference`.
    """
    talk = source.talk
    pairs: list[tuple[str, str | tuple[str, ...] | Value | None]] = [
        ("title", bare_line(talk.title) if bare_line(talk.title) != title else None),
        ("conference", bare_line(talk.conference) if talk.conference != conference else None),
        (
            "categories",
            None if talk.categories == ((category,) if category else ()) else _lines(talk.categories),
        ),
        ("tags", _lines(talk.tags)),
        ("speakers", speakers_value(talk.speakers)),
        ("date", date_value(talk)),
        ("video", talk.video if talk.video != link or not is_video_link(talk.video or "") else None),
        ("slides", talk.slides),
        ("url", talk.url if talk.url != link or talk.url == talk.video else None),
        ("duration", None if talk.duration is None else duration_text(talk.duration)),
        ("status", talk.status.value if talk.status else None),
        ("rating", literal(talk.rating) if talk.rating else None),
        ("verdict", bare_line(talk.verdict) if talk.verdict else None),
        ("related", _lines(talk.related)),
        ("id", bare_line(talk.id) if talk.id else None),
    ]
    known = mapping(pairs)
    have = {key for key, _ in known.pairs}
    others = ((bare_line(key), clean(value)) for key, value in source.others)
    return Mapping((*known.pairs, *(pair for pair in others if pair[0] and pair[0] not in have)), 0)


def speakers_value(speakers: tuple[Speaker, ...]) -> Value | str | None:
    """`speakers` as a line where that is read as just them, else as a list that says what is what."""
    if not speakers:
        return None
    clean_ones = tuple(
        Speaker(bare_line(s.name), s.role and bare_line(s.role), s.organisation and bare_line(s.organisation))
        for s in speakers
    )
    line = speaker_text(clean_ones)
    if read_speakers(Scalar(line, 0, plain=False)) == clean_ones:
        return line
    items = [
        mapping([("name", s.name), ("role", s.role), ("organisation", s.organisation)])
        for s in clean_ones
        if s.name
    ]
    return Sequence(tuple(items), 0)


def date_value(talk: Talk) -> Value | None:
    """The date that the note says, with its time and zone if it says them."""
    moment = own_when(talk)
    return None if moment is None else literal(when_text(moment))


def clean(value: Value) -> Value:
    """`value` without the control characters that no front matter can hold."""
    match value:
        case Scalar(text=text, plain=plain):
            return Scalar(block(text), 0, plain)
        case Sequence(items=items):
            return Sequence(tuple(map(clean, items)), 0)
        case Mapping(pairs=pairs):
            kept = {bare_line(key): clean(item) for key, item in reversed(pairs)}
            return Mapping(tuple(reversed(kept.items())), 0)


def _lines(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(filter(None, map(bare_line, texts)))
