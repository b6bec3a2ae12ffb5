"""RubyEvents' `videos.yml`: a list of an event's videos (https://github.com/rubyevents/rubyevents).

Described in its docs (ADDING_VIDEOS.md, "Schema"). A recording of several talks lists them under `talks`,
with cues into it: each of them is a talk, and the recording is one with an outline of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from talktui.notes.dates import parse_date, parse_duration
from talktui.notes.front_matter.values import Mapping, Scalar, Value, texts
from talktui.notes.front_matter.values import Sequence as ListValue
from talktui.notes.front_matter.yaml_read import read_root
from talktui.notes.talk import Speaker
from talktui.transfer.formats import field_texts
from talktui.transfer.formats.field_texts import once, one_line, slug, title_line, web_address
from talktui.transfer.formats.format import Format
from talktui.transfer.formats.html_text import LONGEST, to_markdown
from talktui.transfer.formats.video_titles import outline
from talktui.transfer.imported import Imported, ImportedConference, ImportedTalk, Told
from talktui.transfer.source_files import SourceError, SourceFile

NAME: Final = "rubyevents"
_ITEM = re.compile(r"^- +(?:id|title|raw_title|event_name) *:", re.MULTILINE)
_KEY = re.compile(r"^ +(?:video_provider|video_id|raw_title) *:", re.MULTILINE)
_PLAYLIST = re.compile(r"^#.*?(https://(?:www\.)?youtube\.com/playlist\?list=[\w-]+)", re.MULTILINE)
_READ = frozenset(
    "id title date video_provider video_id description speakers talks alternative_recordings slides_url "
    "track start_cue end_cue event_name tags additional_resources".split()
)
_OF_ALL = ("title", "video_provider", "video_id")
"""Keys that the schema wants of every video; what else all others have, a last one may well lack."""
_ENOUGH = 3
_NO_VIDEO = frozenset({"parent", "children", "scheduled", "not_published", "not_recorded", ""})
_NOT_YET = frozenset({"todo", "tbd", "tba"})
"""What stands for a value that nobody has looked up."""
_WATCH = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
}


def recognises(file: SourceFile) -> bool:
    """Whether `file` is a list of videos with providers."""
    head = file.data[:20_000].decode("utf-8", "replace")
    return bool(_ITEM.search(head) and _KEY.search(head))


def read(files: Sequence[SourceFile]) -> Iterator[Imported]:
    """Each file's event; raises :class:`SourceError`."""
    for file in files:
        yield _Reading(file).imported()


def _cut(items: Sequence[Value]) -> str:
    """Why the last of `items` seems to be cut off; "" when it does not."""
    found = [item for item in items if isinstance(item, Mapping) and item.pairs]
    if len(found) < _ENOUGH or found[-1] is not items[-1]:
        return ""
    *others, last = found
    if lacks := [key for key in _OF_ALL if not last.get(key) and all(item.get(key) for item in others)]:
        return f"the last video, which begins here, has no {' and no '.join(f'`{key}`' for key in lacks)}"
    key, value = last.pairs[-1]
    if isinstance(value, Scalar) and value.is_null and not any(_is_null(item.get(key)) for item in others):
        return f"the last video, which begins here, ends with `{key}:` and nothing behind it"
    if key == "description" and all(item.pairs[-1][0] != key for item in others):
        return "the last video, which begins here, ends with its description (say `speakers: []` for none)"
    return ""


def _is_null(value: Value | None) -> bool:
    return isinstance(value, Scalar) and value.is_null


class _Reading:
    """One file on its way to talks."""

    def __init__(self, file: SourceFile) -> None:
        self._file = file
        self._name = file.name
        self._told: list[Told] = []

    def imported(self) -> Imported:
        root, problems = read_root(self._file.text, 1)
        if problems:
            first = problems[0]
            raise SourceError(self._name, f"this YAML cannot be read: {first.message}", first.line)
        if not isinstance(root, ListValue):
            raise SourceError(self._name, "this is no videos.yml of RubyEvents: it is not a list of videos")
        self._see_whole(root)
        talks = [talk for item in root.items for talk in self._of_item(item)]
        name = self._event(root)
        playlist = _PLAYLIST.search(self._file.text[:2_000])
        conference = ImportedConference(name=name, playlist=playlist[1] if playlist else None)
        return Imported(
            source=f"rubyevents:{slug(name) or 'videos'}",
            format=NAME,
            conference=conference if name else None,
            talks=tuple(talks),
            told=tuple(self._told),
        )

    def _see_whole(self, root: ListValue) -> None:
        """Refuse a list that was cut off, as far as one can tell: YAML may end after any line."""
        if not self._file.data.endswith((b"\n", b"\r")):
            line = self._file.data.count(b"\n") + 1
            raise SourceError(
                self._name,
                "the file ends within a line: was it cut off? If it is whole, end its last line",
                line,
            )
        last = root.items[-1] if root.items else None
        inside = last.get("talks") if isinstance(last, Mapping) else None
        for items in (root.items, inside.items if isinstance(inside, ListValue) else ()):
            if wrong := _cut(items):
                raise SourceError(
                    self._name, f"{wrong}, unlike all others: was the file cut off?", items[-1].line
                )

    def _event(self, root: ListValue) -> str:
        """The commonest `event_name`, else what the file's folder or name says."""
        counts: dict[str, int] = {}
        for item in root.items:
            if isinstance(item, Mapping) and (said := self._line(item, "event_name")):
                counts[said] = counts.get(said, 0) + 1
        if counts:
            return max(counts, key=lambda name: counts[name])
        path = self._file.path
        if path is None:
            return ""
        stem = path.stem if path.stem != "videos" else path.parent.name
        return stem.removesuffix("_videos").rpartition("_")[2].replace("-", " ").strip()

    def _of_item(self, item: Value) -> Iterator[ImportedTalk]:
        if not isinstance(item, Mapping):
            raise SourceError(self._name, "a video should be `key: value` lines", item.line)
        video = self._video(item)
        inside = item.get("talks")
        parts: list[tuple[int | None, ImportedTalk]] = []
        if isinstance(inside, ListValue):
            parts = [
                (self._cue(one, "start_cue"), part)
                for one in inside.items
                if isinstance(one, Mapping) and (part := self._talk(one, self._within(one, video)))
            ]
        talk = self._talk(item, video, outline([(at, part.title) for at, part in parts]))
        if talk is not None:
            yield talk
        yield from (part for _, part in parts)

    def _talk(self, item: Mapping, video: str | None, chapters: str = "") -> ImportedTalk | None:
        title = title_line(self._text(item, "title") or self._text(item, "raw_title"), self._name, item.line)
        if not title:
            self._told.append(Told(self._name, "a video without a title is left out", item.line))
            return None
        day = parse_date(self._line(item, "date"))
        start, end = (self._cue_told(item, key) for key in ("start_cue", "end_cue"))
        track = self._line(item, "track")
        return ImportedTalk(
            title=title,
            line=item.line,
            id=self._line(item, "id") or None,
            categories=(track,) if track else (),
            tags=once(one_line(tag, "a tag", self._name, item.line) for tag in texts(item.get("tags"))),
            speakers=tuple(
                Speaker(who)
                for who in once(
                    one_line(text, "a speaker", self._name, item.line) for text in texts(item.get("speakers"))
                )
                if who.casefold() not in _NOT_YET
            ),
            when=day[0] if day else None,
            video=video,
            slides=web_address(self._line(item, "slides_url")),
            duration=end - start if start is not None and end is not None and end > start else None,
            related=self._links(item.get("additional_resources")),
            others=self._others(item),
            abstract=to_markdown(self._text(item, "description")[:LONGEST]).strip(),
            outline=chapters,
        )

    def _others(self, item: Mapping) -> tuple[tuple[str, str | tuple[str, ...]], ...]:
        found: dict[str, str | tuple[str, ...]] = {}
        recordings = item.get("alternative_recordings")
        links = (
            once(self._video(one) for one in recordings.items if isinstance(one, Mapping))
            if isinstance(recordings, ListValue)
            else ()
        )
        if links:
            found["recordings"] = links
        for key, value in item.pairs:
            if key not in _READ and isinstance(value, Scalar) and (said := self._line(item, key)):
                found.setdefault(field_texts.own_key(key, "rubyevents"), said)
        return tuple(found.items())

    def _video(self, item: Mapping) -> str | None:
        provider, id_ = self._line(item, "video_provider").lower(), self._line(item, "video_id")
        if provider in _NO_VIDEO or not id_:
            return None
        if provider in _WATCH and re.fullmatch(r"[\w-]+(?:/\w+)?", id_):
            return _WATCH[provider].format(id_)
        return web_address(id_)

    def _within(self, item: Mapping, video: str | None) -> str | None:
        """The address of a talk in a recording: its own, else the recording's at its cue."""
        own = self._video(item)
        start = self._cue(item, "start_cue")
        if own or video is None or not start:
            return own or video
        if "youtube.com/" in video:
            return f"{video}&t={start}s"
        return f"{video}#t={start}s" if "vimeo.com/" in video else video

    def _cue(self, item: Mapping, key: str) -> int | None:
        """Seconds into a recording; None where there is no cue yet ("TODO")."""
        return parse_duration(self._line(item, key))

    def _cue_told(self, item: Mapping, key: str) -> int | None:
        """The same, once it was told what is left out."""
        said, cue = self._line(item, key), self._cue(item, key)
        if cue is None and said and said.casefold() not in _NOT_YET:
            message = f"the {key} “{said[:40]}” is left out: it is not HH:MM:SS"
            self._told.append(Told(self._name, message, item.line))
        return cue

    def _links(self, value: Value | None) -> tuple[str, ...]:
        return once(web_address(text) for text in texts(value) if text.startswith(("http://", "https://")))

    def _line(self, item: Mapping, key: str) -> str:
        return one_line(self._text(item, key), key[:60], self._name, item.line)

    def _text(self, item: Mapping, key: str) -> str:
        value = item.get(key)
        return value.text if isinstance(value, Scalar) and not value.is_null else ""


FORMAT: Final = Format(NAME, "RubyEvents' videos.yml", recognises, read)
