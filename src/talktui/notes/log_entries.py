"""What a log's front matter says of its talks, found again by heading: the entries under `talks:`.

```yaml
talks:
  opentelemetry-whats-next:          # the heading's anchor, GitHub's way
    heading: "OpenTelemetry: What's Next"
    tags: [otel]
```

An entry finds its heading by video, else by its `heading` text when that is unique, else by the anchor
with the same text.  One that was imported finds the heading that links to its video still, whatever that says
now.  One that finds none is a problem on the note; it is never given to another talk.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from collections.abc import Sequence as Items
from typing import NamedTuple

from talktui.notes.fields import find
from talktui.notes.front_matter.values import Mapping, Scalar, Value, texts
from talktui.notes.heading_text import heading_text
from talktui.notes.imported_digest import digest, video_digest
from talktui.notes.problem import Problem
from talktui.notes.talk import Section
from talktui.notes.video_links import is_video_link, video_identity


class Matched(NamedTuple):
    """Which entry each talk has, by the talk's anchor: (key, what it says); and what went wrong."""

    of: dict[str, tuple[str, Mapping]]
    problems: tuple[Problem, ...]


class _Entry(NamedTuple):
    key: str
    value: Mapping
    line: int
    heading: str | None
    video: str | None


def match_entries(value: Value | None, talks: Items[Section]) -> Matched:
    """The entries of `value`, what stands under `talks:`, given to the headings `talks` of a log."""
    if value is None or (isinstance(value, Scalar) and value.is_null):
        return Matched({}, ())
    if not isinstance(value, Mapping):
        message = "talks should hold an entry for each talk: its heading's anchor, then `heading: …`"
        return Matched({}, (Problem(message, value.line),))
    problems: list[Problem] = []
    entries = _entries(value, problems)
    by_video = _unique((video_identity(t.link), t) for t in talks if t.link and is_video_link(t.link))
    by_title = _unique((_words(talk.title), talk) for talk in talks)
    by_anchor = {talk.anchor: talk for talk in talks}
    of: dict[str, tuple[str, Mapping]] = {}
    left: list[_Entry] = []
    for entry in entries:
        talk = by_video.get(video_identity(entry.video)) if entry.video else None
        if talk is None or talk.anchor in of:
            left.append(entry)
        else:
            of[talk.anchor] = (entry.key, entry.value)
    wanted = Counter(entry.heading for entry in left if entry.heading)
    titles = Counter(_words(talk.title) for talk in talks)
    lost: list[tuple[_Entry, bool]] = []
    for entry in left:
        talk = None
        if entry.heading and wanted[entry.heading] == 1:
            talk = by_title.get(entry.heading)
        if talk is None:
            talk = by_anchor.get(entry.key)
            if talk is not None and entry.heading and _words(talk.title) != entry.heading:
                talk = None
            elif entry.heading and wanted[entry.heading] > titles[entry.heading]:
                talk = None  # fewer headings than entries: which anchor was whose cannot be told
        if talk is None or talk.anchor in of:
            lost.append((entry, talk is not None))
        else:
            of[talk.anchor] = (entry.key, entry.value)
    free = {video: talk for video, talk in by_video.items() if talk.anchor not in of}
    renamed = _renamed(entries, free) if lost and free else {}
    for entry, taken in lost:
        talk = renamed.get(entry.key)
        if talk is None:
            problems.append(_orphan(entry, taken=taken))
        else:
            of[talk.anchor] = (entry.key, entry.value)
    return Matched(of, tuple(sorted(problems, key=lambda problem: problem.line)))


def _renamed(entries: Iterable[_Entry], free: dict[str, Section]) -> dict[str, Section]:
    """By entry: of the headings `free`, by their video, the one that was imported as this entry alone was."""
    by_mark: dict[str, list[str]] = {}
    for entry in entries:
        mark = video_digest(entry.value) if entry.video is None else None
        if mark is not None:
            by_mark.setdefault(mark, []).append(entry.key)
    found = ((by_mark.get(digest(video), ()), talk) for video, talk in free.items())
    return {keys[0]: talk for keys, talk in found if len(keys) == 1}


def entered_headings(value: Value | None) -> dict[str, str]:
    """What entries say their headings are, by key: a heading that its entry names so is a talk."""
    if not isinstance(value, Mapping):
        return {}
    return {
        key: heading_text(heading.text)[0]
        for key, item in value.pairs
        if isinstance(item, Mapping) and isinstance(heading := item.get("heading"), Scalar)
    }


def orphans(value: Value | None) -> tuple[Problem, ...]:
    """The problems of entries in a note that has no talks at all (any more)."""
    if not isinstance(value, Mapping):
        return ()
    return tuple(_orphan(entry, taken=False) for entry in _entries(value, []) if entry.heading)


def _entries(value: Mapping, problems: list[Problem]) -> list[_Entry]:
    entries: list[_Entry] = []
    seen: set[str] = set()
    for index, (key, item) in enumerate(value.pairs):
        line = value.key_lines[index] if index < len(value.key_lines) else item.line
        if key in seen:
            problems.append(Problem(f"talks has two entries “{key}”; only the first one counts", line))
            continue
        seen.add(key)
        if isinstance(item, Scalar) and item.is_null:
            continue
        if not isinstance(item, Mapping):
            problems.append(Problem(f"the entry “{key}” under talks should hold `field: value` lines", line))
            continue
        heading = texts(item.get("heading"))
        video = find(item, "video")
        entries.append(
            _Entry(
                key,
                item,
                line,
                _words(heading_text(heading[0])[0]) if heading else None,
                video[1].text if video and isinstance(video[1], Scalar) and video[1].text.strip() else None,
            )
        )
    return entries


def _orphan(entry: _Entry, *, taken: bool) -> Problem:
    if taken:
        why = "is a second one for a talk that has an entry already"
    elif entry.heading:
        why = f"finds no heading “{entry.heading}”"
    else:
        why = "finds no heading with that anchor"
    return Problem(f"the entry “{entry.key}” under talks {why}; reattach it to its talk", entry.line)


def _words(text: str) -> str:
    return " ".join(text.split())


def _unique(pairs: Iterable[tuple[str, Section]]) -> dict[str, Section]:
    """The pairs whose key stands once."""
    found: dict[str, Section | None] = {}
    for key, section in pairs:
        found[key] = None if key in found else section
    return {key: section for key, section in found.items() if section is not None}
