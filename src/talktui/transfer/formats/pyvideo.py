"""pyvideo's data: a folder an event, `category.json` for the event and a file a talk under `videos/`.

Described in https://github.com/pyvideo/data (CONTRIBUTING, "Data schema"). The files were written by many
over years: a duration may be null or a fraction, a related address a text or an object, tags may be missing.
A talk's id is its file's name, which stays when its title is put right.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Final

from talktui.notes.dates import parse_date
from talktui.notes.talk import Speaker
from talktui.notes.video_links import is_video_link
from talktui.transfer.formats import field_texts
from talktui.transfer.formats.field_texts import once, one_line, slug, text_of, title_line, web_address
from talktui.transfer.formats.format import Format
from talktui.transfer.formats.frab_json import parsed
from talktui.transfer.formats.html_text import LONGEST, to_markdown
from talktui.transfer.imported import Imported, ImportedConference, ImportedTalk, Told
from talktui.transfer.source_files import SourceError, SourceFile

NAME: Final = "pyvideo"
_TALK = tuple(re.compile(rb'"%s"\s*:' % key) for key in (b"title", b"videos", b"speakers"))
_EVENT = re.compile(rb'\s*\{\s*"(?:title|description|url|start_date|end_date)"\s*:')
_EVENT_KEYS = frozenset({"title", "description", "url", "start_date", "end_date", "slug", "id", "language"})
_READ = frozenset(
    "title speakers recorded videos tags description summary abstract related_urls duration language "
    "copyright_text thumbnail_url".split()
)
_SLIDES = re.compile(r"\bslides?\b|\bspeakerdeck\b|\bslideshare\b", re.IGNORECASE)
_FILE = re.compile(r"\.(?:mp4|webm|ogv|mkv|flv|mov|m4v)$", re.IGNORECASE)
_ALL_SLIDES = re.compile(r"\bconference slides\b", re.IGNORECASE)
_LONGEST_EVENT = 31  # days: what recordings spread over more of them, is no conference but a group's


def recognises(file: SourceFile) -> bool:
    """Whether `file` is a talk's, or an event's `category.json`."""
    if all(key.search(file.data, 0, 200_000) for key in _TALK):
        return True
    return len(file.data) < 20_000 and file.name.endswith("category.json") and bool(_EVENT.match(file.data))


def read(files: Sequence[SourceFile]) -> Iterator[Imported]:
    """Each event's talks; raises :class:`SourceError`."""
    events: dict[str, list[tuple[SourceFile, Mapping[str, object]]]] = {}
    abouts: dict[str, Mapping[str, object]] = {}
    for file in files:
        said = parsed(file)
        if not isinstance(said, Mapping):
            raise SourceError(file.name, "this is no talk of pyvideo's: it is not an object")
        if "videos" in said:
            events.setdefault(_event_of(file), []).append((file, said))
        elif set(said) <= _EVENT_KEYS:
            abouts[_event_of(file)] = said
        else:
            raise SourceError(file.name, "this is no talk of pyvideo's: it has no `videos`")
    for event, talks in events.items():
        yield _imported(event, abouts.get(event), talks)
    if not events and files:
        raise SourceError(files[0].name, "there is an event here, but none of its talks; name its folder")


def _event_of(file: SourceFile) -> str:
    """The folder of the file's event: where category.json is, and `videos/` below it."""
    folder = PurePath(file.path or file.name).parent
    return str(folder.parent if folder.name == "videos" else folder)


def _imported(
    event: str, about: Mapping[str, object] | None, talks: Sequence[tuple[SourceFile, Mapping[str, object]]]
) -> Imported:
    name = PurePath(event).name
    file = talks[0][0].name
    told: list[Told] = []
    found = []
    for one, said in talks:
        title = title_line(said.get("title"), one.name)
        if title:
            found.append(_talk(one, said, title))
        else:
            told.append(Told(one.name, "a talk without a title is left out"))
    found.sort(key=lambda talk: (_day(talk) or dt.date.max, talk.id or ""))
    days = [day for talk in found if (day := _day(talk))]
    spread = (max(days) - min(days)).days if days else 0
    about = about or {}
    title = one_line(about.get("title"), "the event's title", file) or name.replace("-", " ").strip()
    conference = ImportedConference(
        name=title,
        start=_date(about.get("start_date")) or (min(days) if days and spread <= _LONGEST_EVENT else None),
        end=_date(about.get("end_date")) or (max(days) if days and 0 < spread <= _LONGEST_EVENT else None),
        url=web_address(about.get("url")),
    )
    return Imported(
        source=f"pyvideo:{slug(name) or slug(title) or 'talks'}",
        format=NAME,
        conference=conference if title else None,
        talks=tuple(found),
        told=tuple(told),
        complete=bool(about),  # a few files of an event do not say that the others are gone
    )


def _talk(file: SourceFile, said: Mapping[str, object], title: str) -> ImportedTalk:
    name = file.name

    def line(key: str) -> str:
        return one_line(said.get(key), key, name)

    videos = once(web_address(_url(item)) for item in _listed(said.get("videos")))
    pages = (url for url in videos if is_video_link(url) and not _FILE.search(url))
    video = next(pages, videos[0] if videos else None)
    slides, related = _related(said.get("related_urls"))
    others: list[tuple[str, str | tuple[str, ...]]] = [
        ("recordings", tuple(url for url in videos if url != video)),
        ("language", line("language")),
        ("license", line("copyright_text")),
        ("thumbnail", line("thumbnail_url")),
    ]
    for key, value in said.items():
        if key not in _READ and isinstance(value, str | int | float) and not isinstance(value, bool):
            others.append((field_texts.own_key(key, "pyvideo"), one_line(value, key[:60], name)))
    tags = once(one_line(tag, "a tag", name) for tag in _listed(said.get("tags")))
    return ImportedTalk(
        title=title,
        id=PurePath(file.path or file.name).stem if file.path else slug(title) or None,
        tags=tags,
        speakers=tuple(
            Speaker(who)
            for who in once(one_line(item, "a speaker", name) for item in _listed(said.get("speakers")))
        ),
        when=_date(said.get("recorded")),
        video=video,
        slides=slides,
        duration=_seconds(said.get("duration")),
        related=related,
        others=tuple({key: (key, value) for key, value in reversed(others) if value}.values())[::-1],
        abstract=_abstract(said),
    )


def _abstract(said: Mapping[str, object]) -> str:
    """The description; a summary before it, where it is not its beginning."""
    parts: list[str] = []
    for key in ("summary", "abstract", "description"):
        text = to_markdown(text_of(said.get(key))[:LONGEST]).strip()
        if text and not any(text in part for part in parts):
            parts = [part for part in parts if part not in text]
            parts.append(text)
    return "\n\n".join(parts)


def _related(value: object) -> tuple[str | None, tuple[str, ...]]:
    """The slides, and the other addresses: each a text, or an object with a label."""
    slides: str | None = None
    related: list[str | None] = []
    for item in _listed(value):
        url = web_address(_url(item))
        label = text_of(item.get("label")) if isinstance(item, Mapping) else ""
        if url and slides is None and _SLIDES.search(label) and not _ALL_SLIDES.search(label):
            slides = url
        else:
            related.append(url)
    return slides, once(url for url in related if url != slides)


def _url(item: object) -> object:
    return item.get("url") if isinstance(item, Mapping) else item


def _listed(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()


def _seconds(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return round(value) if 0 < value < 10_000_000 else None


def _date(value: object) -> dt.date | None:
    found = parse_date(text_of(value))
    return found[0] if found else None


def _day(talk: ImportedTalk) -> dt.date | None:
    return talk.when.date() if isinstance(talk.when, dt.datetime) else talk.when


FORMAT: Final = Format(NAME, "pyvideo's data (JSON: an event's folder, or talks of it)", recognises, read)
