"""Which conference a note belongs to: its `conference.yaml`, else the folder whose name tells.

Also the settings that travel with a notes directory, in `.talktui.yaml` at its root:

```yaml
categories:                                    # other names for a category
  continuous deployment: Continuous Delivery   # another name: the name to show
  Observability: [monitoring, o11y]            # or the name to show: its other names
```
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple

from talktui.notes.dates import parse_date, split_date_prefix
from talktui.notes.fields import parse_url
from talktui.notes.folding import fold
from talktui.notes.front_matter import values
from talktui.notes.front_matter.values import Scalar, Sequence, Value, texts
from talktui.notes.problem import Problem
from talktui.notes.scan import CONFERENCE_FILES, SETTINGS_FILES
from talktui.notes.talk import Conference

NO_CONFERENCE = Conference("", "")

_NOT_TELLING = """
_posts all archive archives article articles assets attachments blog blogs collections conf conference
conference-notes conferences confs content contents data doc docs documents draft drafts event events export
exports files folder folders gh-pages inbox main markdown md misc my note notes obsidian page pages personal
post posts private public recordings root session sessions site source src static talk talk-notes talks textes
texts tmp vault video videos web website wiki work workspace zettel zettelkasten
"""
_LANGUAGES = """
ar bg bn ca cs da de el en es et fa fi fr he hi hr hu id it ja ko lt lv ms nb nl nn no pl pt ro ru sk sl sr sv
th tr uk vi zh
"""
NOT_TELLING = frozenset(_NOT_TELLING.split()) | frozenset(_LANGUAGES.split())
"""Folder names that say nothing about a conference; numbers alone (`2023`, `11`) are others."""
_LANGUAGE_REGION = re.compile(r"[a-z]{2}[-_][A-Za-z]{2}")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


class Place(NamedTuple):
    """Where a note stands: its conference, and the category that its folder says ("" for none)."""

    conference: Conference
    category: str


class Folders:
    """What the folders of a notes directory say about the notes in them. Caches; one for each load.

    `root_files` gives the bytes of a file by its path from the root, or None when there is none; one that
    is there and cannot be read raises OSError with the reason in words.
    """

    def __init__(self, root_files: Callable[[str], bytes | None]) -> None:
        self._file = root_files
        self._conferences: dict[str, Conference | None] = {}
        self._places: dict[str, Place] = {}
        self._aliases: Mapping[str, str] | None = None
        self._problems: dict[str, tuple[Problem, ...]] = {}  # by the path of the file
        self._texts: dict[str, bool] = {}

    def having(self, files: Mapping[str, bytes]) -> Folders:
        """What the folders would say if `files`, by path, stood in the directory."""
        return Folders(lambda path: files[path] if path in files else self._file(path))

    def for_note(self, path: str) -> Conference:
        """The conference of the note at `path`; its name is "" when nothing tells."""
        return self.place(path).conference

    def place(self, path: str) -> Place:
        """The conference of the note at `path`, and its category from a folder below the conference's."""
        folder = path.rpartition("/")[0]
        place = self._places.get(folder)
        if place is None:
            place = self._places[folder] = self._place(folder)
        return place

    def has_file(self, path: str) -> bool:
        """Whether there is a file at `path`; remembered."""
        known = self._texts.get(path)
        if known is None:
            known = self._texts[path] = self._read(path) is not None
        return known

    @property
    def aliases(self) -> Mapping[str, str]:
        """Folded other names of categories (see :func:`talktui.notes.folding.fold`) → the name to show."""
        if self._aliases is None:
            self._aliases = self._read_aliases()
        return self._aliases

    @property
    def problems(self) -> tuple[tuple[str, Problem], ...]:
        """What is wrong in `.talktui.yaml` and in each `conference.yaml` that was asked for, by path."""
        found = list(self._problems.items()) if self.aliases is not None else []
        return tuple((path, problem) for path, problems in found for problem in problems)

    def category(self, name: str) -> str:
        """The name to show for the category `name`: what an alias stands for, else `name`."""
        return self.aliases.get(fold(name), name) if self.aliases else name

    def _place(self, folder: str) -> Place:
        parts = folder.split("/") if folder else []
        if parts and split_date_prefix(parts[-1])[0] is not None:
            parts = parts[:-1]  # one post's own folder (a page bundle)
        for depth in range(len(parts), -1, -1):
            conference = self._from_file("/".join(parts[:depth]))
            if conference is not None:
                return Place(conference, self._below(parts[depth:]))
        depth, name = telling(parts)
        if not depth:
            return Place(NO_CONFERENCE, "")
        return Place(Conference(name, "/".join(parts[:depth])), self._below(parts[depth:]))

    def _below(self, parts: list[str]) -> str:
        return next((self.category(spaced(part)) for part in parts if tells(part)), "")

    def _from_file(self, folder: str) -> Conference | None:
        if folder not in self._conferences:
            self._conferences[folder] = None
            for name in CONFERENCE_FILES:
                path = f"{folder}/{name}" if folder else name
                data = self._read(path)
                if data is not None:
                    conference = read_conference(path, data)
                    self._problems[path] = conference.problems
                    if self.aliases:
                        renamed = tuple((self.category(n), about) for n, about in conference.categories)
                        conference = replace(conference, categories=renamed)
                    self._conferences[folder] = conference
                    break
        return self._conferences[folder]

    def _read_aliases(self) -> Mapping[str, str]:
        for path in SETTINGS_FILES:
            data = self._read(path)
            if data is not None:
                settings, problems = _settings(data)
                aliases = _aliases(settings.get("categories"), problems)
                self._problems[path] = tuple(problems)
                return aliases
        return {}

    def _read(self, path: str) -> bytes | Problem | None:
        """The file's bytes, why it cannot be read, or None when there is none."""
        try:
            return self._file(path)
        except OSError as error:
            return Problem(f"this file is not used: {error}")


def _aliases(value: Value | None, problems: list[Problem]) -> dict[str, str]:
    """Either shape, or a list of mappings of either shape (`- {name: …, aliases: […]}` too)."""
    found: dict[str, str] = {}
    match value:
        case values.Mapping():
            found = _aliases_of(value)
        case Sequence(items=items):
            for item in items:
                if isinstance(item, values.Mapping):
                    found.update(_aliases_of(item))
                else:
                    problems.append(Problem("an item of categories should be `other name: name`", item.line))
        case Scalar() if not value.is_null:
            problems.append(Problem("categories should be lines of `other name: name`", value.line))
        case _:
            pass
    return found


def _aliases_of(mapping: values.Mapping) -> dict[str, str]:
    """`{name: …, aliases: […]}`, else lines of `other name: name` or of `name: [other name, …]`."""
    name = mapping.get("name")
    if isinstance(name, Scalar):
        aliases = texts(mapping.get("aliases") or mapping.get("alias"))
        return {fold(alias.strip()): name.text.strip() for alias in aliases}
    found: dict[str, str] = {}
    for key, item in mapping.pairs:
        if not isinstance(item, Scalar):
            for alias in texts(item):
                found[fold(alias.strip())] = key.strip()
        elif not item.is_null:
            found[fold(key.strip())] = item.text.strip()
    return found


def tells(name: str) -> bool:
    """Whether a folder's name tells anything of the notes in it: not `content`, `posts`, `en`, `2023`."""
    lower = name.lower()
    bare = _YEAR.sub("", lower).strip("-_ .")
    return not (
        not bare
        or bare in NOT_TELLING
        or bare.replace("-", "").replace("_", "").isdigit()
        or bare.startswith(".")
        or _LANGUAGE_REGION.fullmatch(name)
    )


def spaced(name: str) -> str:
    """A file's or folder's name as words: hyphens and underscores to spaces."""
    return " ".join(re.sub(r"[-_\s]+", " ", name).split()) or name


def telling(parts: list[str]) -> tuple[int, str]:
    """How many of a path's folders lead to the one that tells the conference, and the conference's name.

    The nearest folder with a year in its name, or with one right above or below it (`2018/djangocon-us`,
    `djangocon-us/2018`), else the nearest that tells anything.  (0, "") when none does.
    """
    fallback: tuple[int, str] | None = None
    for depth in range(len(parts), 0, -1):
        name = parts[depth - 1]
        if not tells(name):
            continue
        if _YEAR.search(name):
            return depth, spaced(name)
        below = parts[depth] if depth < len(parts) else ""
        if (year := _YEAR.search(below)) and not tells(below):
            return depth + 1, f"{spaced(name)} {year[0]}"
        above = parts[depth - 2] if depth > 1 else ""
        if (year := _YEAR.search(above)) and not tells(above):
            return depth, f"{spaced(name)} {year[0]}"
        fallback = fallback or (depth, spaced(name))
    return fallback or (0, "")


def read_conference(path: str, data: bytes | Problem) -> Conference:
    """What the `conference.yaml` at `path` says; what is wrong in it becomes problems. Never raises.

    `data` is a problem when the file could not be read; its folder tells the name then.
    """
    settings, problems = _settings(data)
    folder = path.rpartition("/")[0]
    name = _word(settings, "name") or _word(settings, "title")
    if not name:
        parts = folder.split("/") if folder else []
        name = telling(parts)[1] or (spaced(parts[-1]) if parts else "")
        if not name:
            problems.append(Problem("a conference needs a name", 1))
    dates = {}
    for key in ("start", "end"):
        text = _word(settings, key)
        if text is not None and (parsed := parse_date(text)) is not None:
            dates[key] = parsed[0]
        elif text is not None:
            problems.append(
                Problem(f"{key} “{text}” is no date; write it as 2023-11-08", _line(settings, key))
            )
    links: dict[str, str | None] = {}
    for key in ("url", "playlist"):
        text = _word(settings, key)
        links[key] = parse_url(text) if text else None
        if text and links[key] is None:
            problems.append(
                Problem(f"{key} “{text}” is no link; write it as https://…", _line(settings, key))
            )
    level = read_talk_level(settings, problems)
    return Conference(
        name=name, folder=folder, start=dates.get("start"), end=dates.get("end"),
        location=_word(settings, "location"), url=links["url"], playlist=links["playlist"],
        talk_level=level, not_talks=texts(settings.get("not_talks")),
        categories=_categories(settings.get("categories"), problems), file=path, problems=tuple(problems),
    )  # fmt: skip


def read_talk_level(front: values.Mapping, problems: list[Problem]) -> int | None:
    """`talk_level` as 1 to 6; 0 (also written `no`, `none`) when it says that no heading is a talk."""
    value = front.get("talk_level")
    if value is None or (isinstance(value, Scalar) and value.is_null):
        return None
    text = value.text.strip().lower() if isinstance(value, Scalar) else ""
    text = text.removeprefix("h")
    if text in {"0", "no", "none", "false"}:
        return 0
    if text in {"1", "2", "3", "4", "5", "6"}:
        return int(text)
    problems.append(
        Problem("talk_level is the level of the headings that are talks, a number from 1 to 6", value.line)
    )
    return None


def _categories(value: Value | None, problems: list[Problem]) -> tuple[tuple[str, str], ...]:
    """`- {name, about}`, `- name`, or `name: about`."""
    found: dict[str, tuple[str, str]] = {}
    items: list[tuple[str, str]] = []
    match value:
        case Sequence(items=entries):
            for entry in entries:
                if isinstance(entry, Scalar):
                    items.append((entry.text, ""))
                elif isinstance(entry, values.Mapping) and (name := texts(entry.get("name"))):
                    items.append((name[0], " ".join(texts(entry.get("about")))))
                elif isinstance(entry, values.Mapping):
                    items.extend((key, " ".join(texts(about))) for key, about in entry.pairs)
                else:
                    problems.append(Problem("a category is a name, or has `name` and `about`", entry.line))
        case values.Mapping(pairs=pairs):
            items = [(key, " ".join(texts(about))) for key, about in pairs]
        case Scalar(text=text):
            items = [(name, "") for name in text.split(",")]
        case None:
            pass
    for written, about in items:
        word = " ".join(written.split())
        if word:
            found.setdefault(word.casefold(), (word, about.strip()))
    return tuple(found.values())


def _word(settings: values.Mapping, key: str) -> str | None:
    value = settings.get(key)
    if not isinstance(value, Scalar) or value.is_null:
        return None
    return " ".join(value.text.split()) or None


def _line(settings: values.Mapping, key: str) -> int:
    value = settings.get(key)
    return value.line if value is not None else 0


def _settings(data: bytes | Problem) -> tuple[values.Mapping, list[Problem]]:
    """The keys and values of a file, and what is wrong with it."""
    if isinstance(data, Problem):
        return values.EMPTY, [data]
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        what = f"byte 0x{data[error.start]:02x} on line {line} is no UTF-8; save this file as UTF-8"
        return values.EMPTY, [Problem(what, line)]
    from talktui.notes.front_matter.yaml_read import parse_yaml  # not every directory has such files

    return parse_yaml(text)
