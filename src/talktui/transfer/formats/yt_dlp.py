"""What yt-dlp says of a playlist or a video: `--flat-playlist -J`, `-J`, or JSON lines (`-j`).

The fields are those of yt-dlp's documentation ("Output template") and of `InfoExtractor` in
yt_dlp/extractor/common.py. An entry of a flat playlist has no day; a video that is private or gone has only a
title that says so. Figures that change from day to day (views, likes) are left where they are.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from talktui.notes.dates import parse_date
from talktui.notes.talk import Speaker
from talktui.transfer.formats.field_texts import once, one_line, slug, text_of, title_line, web_address
from talktui.transfer.formats.format import Format
from talktui.transfer.formats.html_text import LONGEST
from talktui.transfer.formats.plain_markdown import plain_markdown
from talktui.transfer.formats.video_titles import outline, split_titles
from talktui.transfer.imported import Imported, ImportedConference, ImportedTalk, Told
from talktui.transfer.source_files import SourceError, SourceFile

NAME: Final = "yt-dlp"
_OWN = re.compile(
    rb'"(?:extractor_key|extractor|ie_key|_version|playlist_count|webpage_url_basename|_type)"\s*:'
)
_WHAT = re.compile(rb'"(?:entries|webpage_url|url|id)"\s*:')
_GONE = re.compile(r"\[(?:private|deleted|unavailable) video\]", re.IGNORECASE)
_UPLOADS = re.compile(r"^(?:uploads from|videos)\b|^.* - (?:videos|shorts|live)$", re.IGNORECASE)
_DEEPEST = 8

Fields = Mapping[str, object]


def recognises(file: SourceFile) -> bool:
    """Whether `file` holds objects with yt-dlp's own keys."""
    start = file.data[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"{") and bool(_OWN.search(file.data) and _WHAT.search(file.data))


def read(files: Sequence[SourceFile]) -> Iterator[Imported]:
    """Each playlist; videos by themselves are one source together. Raises :class:`SourceError`."""
    for file in files:
        playlists: dict[str, tuple[Fields, list[tuple[int, Fields]]]] = {}
        for line, said in _objects(file):
            for playlist, video in _videos(said, None, 0, file.name):
                key = _playlist_key(playlist or video, is_playlist=playlist is not None)
                playlists.setdefault(key, (playlist or video, []))[1].append((line, video))
        if not playlists:
            raise SourceError(file.name, "there is no video in it; is the playlist empty or private?")
        for key, (playlist, videos) in playlists.items():
            yield _imported(file.name, key, playlist, videos)


def _objects(file: SourceFile) -> Iterator[tuple[int, Fields]]:
    """The file's objects: one document, or one a line, with the line where each begins."""
    text = file.text
    decoder = json.JSONDecoder()
    at = _after_space(text, 0)
    while at < len(text):
        try:
            said, end = decoder.raw_decode(text, at)
        except json.JSONDecodeError as error:
            cut = error.pos >= len(text.rstrip())
            why = "it ends in the middle" if cut else f"it is damaged here ({error.msg})"
            raise SourceError(
                file.name, f"this is no JSON: {why}; have it written again", error.lineno, error.colno
            ) from error
        except (RecursionError, ValueError) as error:
            raise SourceError(file.name, "this JSON cannot be read: it is nested too deeply") from error
        if not isinstance(said, Mapping):
            line = text.count("\n", 0, at) + 1
            raise SourceError(file.name, "this is nothing that yt-dlp writes: it is not an object", line)
        yield text.count("\n", 0, at) + 1, said
        at = _after_space(text, end)


def _after_space(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at


def _videos(
    said: Fields, playlist: Fields | None, depth: int, file: str
) -> Iterator[tuple[Fields | None, Fields]]:
    """Each video with the playlist it stands in; a channel's tabs are playlists within one."""
    if depth > _DEEPEST:
        raise SourceError(file, "its playlists are nested too deeply to be read")
    entries = said.get("entries")
    if text_of(said.get("_type")) == "multi_video":
        yield playlist, _one_of_parts(said)
    elif isinstance(entries, list):
        for entry in entries:
            if isinstance(entry, Mapping):
                yield from _videos(entry, said, depth + 1, file)
    elif text_of(said.get("_type")) != "playlist":
        yield playlist, said


def _one_of_parts(said: Fields) -> Fields:
    """A video in several parts ("multi_video") as one: its own keys, else the first part's.

    It is as long as its parts together, unless it says how long it is or one of them does not.
    """
    parts = [part for part in _listed(said.get("entries")) if isinstance(part, Mapping)]
    of_the_part = ("playlist", "n_entries", "chapters")  # its `playlist` is the video itself
    first = {
        key: value for part in parts[:1] for key, value in part.items() if not key.startswith(of_the_part)
    }
    times = [_seconds(part.get("duration")) for part in parts]
    first["duration"] = sum(time for time in times if time) if all(times) else None
    return first | {key: value for key, value in said.items() if key != "entries" and value is not None}


def _playlist_key(said: Fields, *, is_playlist: bool) -> str:
    """What names a playlist, whatever it is called today: its id, and whose it is."""
    provider = "vimeo" if "vimeo" in _provider(said) else "youtube" if "youtube" in _provider(said) else ""
    provider = provider or slug(_provider(said)) or "yt-dlp"
    id_ = text_of(said.get("id") if is_playlist else said.get("playlist_id")).strip()
    if id_:
        return f"{provider}:{id_[:200]}"
    channel = text_of(said.get("channel_id") or said.get("uploader_id")).strip()
    return f"{provider}:{channel[:200] or 'videos'}"


def _provider(said: Fields) -> str:
    for key in ("extractor_key", "ie_key", "extractor"):
        if found := text_of(said.get(key)):
            return found.lower()
    return text_of(said.get("webpage_url") or said.get("url")).lower()


def _imported(file: str, key: str, playlist: Fields, videos: Sequence[tuple[int, Fields]]) -> Imported:
    told: list[Told] = []
    is_playlist = isinstance(playlist.get("entries"), list)
    title = one_line(
        playlist.get("title") if is_playlist else playlist.get("playlist_title") or playlist.get("playlist"),
        "the playlist's title",
        file,
    )
    conference = None if not title or _UPLOADS.match(title) else title
    usable: list[tuple[int, Fields, str]] = []
    gone = 0
    for line, said in videos:
        name = title_line(said.get("title") or said.get("fulltitle"), file, line)
        if not name or _GONE.fullmatch(name):
            gone += 1
        else:
            usable.append((line, said, name))
    if gone:
        told.append(
            Told(file, f"{gone} private, deleted or nameless video{'' if gone == 1 else 's'} left out")
        )
    parts = split_titles([name for _, _, name in usable], conference or "")
    talks = tuple(
        _talk(file, line, said, part.title, part.speakers)
        for (line, said, _), part in zip(usable, parts, strict=True)
    )
    url = web_address(playlist.get("webpage_url") or playlist.get("original_url")) if is_playlist else None
    return Imported(
        source=key,
        format=NAME,
        conference=ImportedConference(name=conference, playlist=url) if conference else None,
        talks=talks,
        told=tuple(told),
        complete=is_playlist,
    )


def _talk(file: str, line: int, said: Fields, title: str, speakers: tuple[Speaker, ...]) -> ImportedTalk:
    id_ = one_line(said.get("id"), "an id", file, line) or None
    others: list[tuple[str, str | tuple[str, ...]]] = [
        ("channel", one_line(said.get("channel") or said.get("uploader"), "the channel", file, line)),
        ("language", one_line(said.get("language"), "the language", file, line)),
        ("license", one_line(said.get("license"), "the licence", file, line)),
        ("thumbnail", web_address(said.get("thumbnail")) or ""),
        ("video_tags", once(one_line(tag, "a tag", file, line) for tag in _listed(said.get("tags")))),
    ]
    return ImportedTalk(
        title=title,
        line=line,
        id=id_,
        speakers=speakers,
        when=_day(said),
        video=_address(said, id_),
        duration=_seconds(said.get("duration")),
        others=tuple((key, value) for key, value in others if value),
        abstract=plain_markdown(text_of(said.get("description"))[:LONGEST]),
        outline=outline(_chapters(said.get("chapters"))),
    )


def _address(said: Fields, id_: str | None) -> str | None:
    """The video's own address, without the playlist it was met in."""
    if id_ and "youtube" in _provider(said) and re.fullmatch(r"[\w-]{11}", id_):
        return f"https://www.youtube.com/watch?v={id_}"
    return web_address(said.get("webpage_url") or said.get("original_url")) or web_address(said.get("url"))


def _day(said: Fields) -> dt.date | None:
    """The day it was first shown or put up; flat entries have neither."""
    for key in ("release_date", "upload_date"):
        found = parse_date(text_of(said.get(key)))
        if found:
            return found[0]
    for key in ("release_timestamp", "timestamp"):
        value = said.get(key)
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 32_503_680_000:
            return dt.datetime.fromtimestamp(value, dt.UTC).date()
    return None


def _chapters(value: object) -> Iterator[tuple[float, str]]:
    for item in _listed(value):
        if isinstance(item, Mapping):
            start = item.get("start_time")
            if isinstance(start, int | float) and not isinstance(start, bool) and 0 <= start < 10_000_000:
                yield float(start), text_of(item.get("title"))


def _seconds(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return round(value) if 0 < value < 10_000_000 else None


def _listed(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()


FORMAT: Final = Format(
    NAME, "yt-dlp's JSON: a playlist (`--flat-playlist -J`) or videos (`-j`)", recognises, read
)
