"""Several talks written as one log: a heading a category, a heading a talk, their fields under `talks:`.

What `import --as log`, `join` and an import's text to correct have in common. The result is read again and
must say what was given, so nothing of a talk is lost in a text that reads another way than it was meant.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from talktui.notes.document import parse
from talktui.notes.folding import fold
from talktui.notes.front_matter.values import EMPTY, Mapping, Scalar, Value
from talktui.notes.front_matter.yaml_new import literal, mapping, yaml_text
from talktui.notes.inline_tags import find_tags
from talktui.notes.log_place import escaped, heading_value, log_of, sections_in
from talktui.notes.problem import Refused
from talktui.notes.talk import Section
from talktui.notes.video_links import is_video_link

CATEGORY_LEVEL, TALK_LEVEL = 2, 3
JOINED = "joined"
"""The key by which a log says that its talks' texts were files', and that their headings moved down for it.

Texts with a `source` (an import's) and those of a log with marked headings moved down without it.
"""
_BARE_LINK = re.compile(r"[^\s<>()\\]+")
_ENTITY = re.compile(r"&(?=#?\w+;)")


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One talk of a log that is to be written. `body` holds no heading of the talk's level or above."""

    title: str
    video: str | None = None
    category: str = ""
    front: Mapping = EMPTY  # what is said of it under `talks:`
    body: str = ""
    inline_tags: tuple[str, ...] = ()  # those that it has in its text: `#words` of its title that may be tags


def log_text(
    title: str, entries: Sequence[LogEntry], front: Mapping = EMPTY, intro: str = "", level: int = TALK_LEVEL
) -> bytes:
    """A log called `title` with `entries`, those of a category together, in the order they are first met.

    `front` is further front matter, `intro` Markdown before the first heading; talks' headings are of
    `level`, their categories' one above. Raises :class:`Refused`, naming the talk, where the text could not
    be read as what it is to say.
    """
    if not entries:
        raise Refused("a log needs a talk")
    if any(not entry.title.strip() for entry in entries):
        raise Refused("a talk without a title cannot stand in a log; give it one first")
    body, ordered = _body(entries, intro, level)
    talks = _headings([one for one in sections_in(parse(body.encode())) if one.level == level], ordered)
    fields: list[tuple[str, Value]] = []
    for entry, section in talks:
        said = entry.front
        if entry.video and not is_video_link(entry.video) and said.get("video") is None:
            said = Mapping((("video", Scalar(entry.video, 0, plain=False)), *said.pairs), 0)
        if said.pairs or not entry.video or not is_video_link(entry.video) or len(entries) == 1:
            heading = Scalar(heading_value(section.title), 0, plain=False)
            fields.append((section.anchor, Mapping((("heading", heading), *said.pairs), 0)))
    linked = any(
        entry.video for entry in entries
    )  # else nothing but the level tells which headings are talks
    tells = () if linked else (("talk_level", literal(level)),)
    block = mapping([("title", title), *front.pairs, *tells, ("talks", Mapping(tuple(fields), 0))])
    data = f"---\n{yaml_text(block)}---\n\n{body}".encode()
    _verify(data, ordered)
    return data


def _body(entries: Sequence[LogEntry], intro: str, level: int) -> tuple[str, list[LogEntry]]:
    """The Markdown, and the entries in its order: those of no category come first."""
    groups: dict[str, list[LogEntry]] = {}
    for entry in entries:
        groups.setdefault(fold(entry.category), []).append(entry)
    first = groups.pop("", [])
    parts = [intro.strip("\n")] if intro.strip() else []
    ordered = [*first]
    parts += [_section(entry, level) for entry in first]
    for group in groups.values():
        parts.append(f"{'#' * (level - 1)} {heading_text_of(group[0].category)}")
        parts += [_section(entry, level) for entry in group]
        ordered += group
    return "\n\n".join(parts) + "\n", ordered


def _section(entry: LogEntry, level: int) -> str:
    title = heading_text_of(entry.title, entry.inline_tags)
    if entry.video:
        link = entry.video if _BARE_LINK.fullmatch(entry.video) else f"<{entry.video}>"
        title = f"[{title}]({link})"
    body = entry.body.strip("\n")
    return f"{'#' * level} {title}" + (f"\n\n{body}" if body.strip() else "")


def is_imported(front: Mapping) -> bool:
    """Whether what is said of a talk says where it was imported from."""
    return isinstance(front.get("source"), Mapping)


def heading_text_of(title: str, tags: Collection[str] = ()) -> str:
    """`title` as Markdown that a heading can hold and that says just that.

    A `#word` in a title is no tag, in a heading it would be one: of those only `tags` stay as they are.
    """
    title = " ".join(title.split())
    known = {tag.casefold() for tag in tags}
    found = [(at - 2, tag) for at, tag in find_tags(f"# {title}")]
    marked = title.endswith(("#", "\\")) or "[" in title or "]" in title or _ENTITY.search(title)
    if heading_value(title) == title and not marked and all(tag.casefold() in known for _, tag in found):
        return title
    pieces, position = [], 0
    for at, tag in found:
        if tag.casefold() in known:
            end = at + 1 + len(tag)
            pieces += [escaped(title[position:at]), title[at:end]]
            position = end
    return "".join([*pieces, escaped(title[position:])])


def _headings(found: Sequence[Section], ordered: Sequence[LogEntry]) -> list[tuple[LogEntry, Section]]:
    """Which heading is whose: the next one that says the talk's title and link."""
    rest = iter(found)
    talks: list[tuple[LogEntry, Section]] = []
    for entry in ordered:
        title = " ".join(entry.title.split())
        section = next((one for one in rest if one.title == title and one.link == entry.video), None)
        if section is None:
            raise Refused(_why_missing(entry, talks[-1][0] if talks else None))
        talks.append((entry, section))
    return talks


def _why_missing(entry: LogEntry, before: LogEntry | None) -> str:
    """Why there is no heading for `entry`, though there is one for the talk `before` it."""
    alone = sections_in(parse(_section(replace(entry, body=""), TALK_LEVEL).encode()))
    if [(one.title, one.link) for one in alone] != [(" ".join(entry.title.split()), entry.video)]:
        return f"“{entry.title}” would read as another title in a heading; change it first"
    whose = f"the text of “{before.title}”" if before else "the introduction"
    return (
        f"{whose} does not end where “{entry.title}” begins: it leaves a code block, a comment or HTML open;"
        " close it first"
    )


def _verify(data: bytes, ordered: Sequence[LogEntry]) -> None:
    document = parse(data)
    log = log_of(document)
    if log is None or document.problems:
        raise Refused("these talks cannot be written as a log: it would be read as one talk")
    for entry, talk in zip(ordered, log.talks, strict=False):
        body = document.text[talk.section.body_start : talk.end].strip("\n")
        if (talk.section.title, talk.section.link) != (" ".join(entry.title.split()), entry.video):
            raise Refused(f"the text before “{entry.title}” holds a heading that would be a talk of its own")
        own = entry.body.strip("\n")
        if len(log.talks) > len(ordered) and len(body) < len(own) and own.startswith(body):
            raise Refused(f"the text of “{entry.title}” holds a heading that would be a talk of its own")
        if fold(talk.category) != fold(" ".join(entry.category.split())) or body != own:
            raise Refused(f"the text of “{entry.title}” would be read another way in a log")
    if len(log.talks) != len(ordered):
        raise Refused(f"the text of “{ordered[-1].title}” holds a heading that would be a talk of its own")
