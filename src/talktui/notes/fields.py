"""Front matter's values typed field by field, leniently.

Each field may stand under several keys; :data:`KEYS` says which, and in what order they are looked at.
A value that does not parse stays as text and becomes a problem on its line: never an exception, and
never a lost note.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from talktui.notes.dates import parse_date, parse_duration
from talktui.notes.front_matter.values import Mapping, Scalar, Sequence, Value, texts
from talktui.notes.problem import Problem
from talktui.notes.speakers import read_speakers
from talktui.notes.talk import Speaker, Status
from talktui.notes.video_links import YOUTUBE_ID

Path = tuple[str, ...]

KEYS: dict[str, tuple[Path, ...]] = {
    "title": (("title",),),
    "conference": (("conference",), ("event",)),
    "categories": (
        ("categories",), ("category",), ("track",), ("taxonomies", "categories"), ("taxonomies", "category"),
        ("taxonomies", "track"),
    ),
    "tags": (
        ("tags",), ("tag",), ("keywords",), ("taxonomies", "tags"), ("taxonomies", "tag"),
        ("taxonomies", "keywords"),
    ),
    "speakers": (("speakers",), ("speaker",), ("taxonomies", "speakers")),
    "date": (("date",), ("recorded",)),
    "video": (("video",), ("video_url",), ("videos", "0", "url"), ("videos", "0"), ("youtube",)),
    "slides": (("slides",),),
    "url": (("url",),),
    "duration": (("duration",),),
    "status": (("status",),),
    "rating": (("rating",),),
    "verdict": (("verdict",),),
    "related": (("related",),),
    "id": (("id",), ("guid",), ("code",), ("source", "id")),
}  # fmt: skip
"""For each field the key paths it is read from, the first that is there winning.

A digit in a path is an item of a list.  Keys are matched as written, else with case ignored (`Tags:`).
"""

STATUSES = ", ".join(Status)
_ROOTS = frozenset(path[0] for paths in KEYS.values() for path in paths)
_FIELD_OF = {path[0]: field for field, paths in KEYS.items() for path in paths if path[0] != "taxonomies"}
_HOLDERS = {path[0] for paths in KEYS.values() for path in paths if len(path) > 1}  # of a field within
_TAXONOMIES = tuple(field for field, paths in KEYS.items() if any(path[0] == "taxonomies" for path in paths))
_MARKDOWN_LINK = re.compile(r"\[[^\]]*\]\(\s*<?([^\s<>()]+)>?(?:\s[^()]*)?\)")
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]{1,31}):")
_HOST = re.compile(r"(?:www\.|youtu\.be/|youtube\.com/|vimeo\.com/)\S", re.IGNORECASE)
_RATING = re.compile(r"(\d{1,3})(?:[.,]0+)?\s*(?:/\s*(\d{1,3})|stars?|★|⭐)?", re.ASCII | re.IGNORECASE)
_STARS = re.compile(r"[★⭐✭✮🌟\ufe0f\s]+[☆✩\s]*")
_SEPARATED = re.compile(r"[,;\n]")


@dataclass(slots=True)
class Fields:
    """What one front matter, or one entry of a log's `talks:`, says; None or empty where it says nothing."""

    title: str | None = None
    conference: str | None = None
    categories: tuple[str, ...] | None = None
    tags: tuple[str, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    date: dt.date | None = None
    time: dt.time | None = None
    video: str | None = None
    slides: str | None = None
    url: str | None = None
    duration: int | None = None
    status: Status | None = None
    rating: int | None = None
    verdict: str | None = None
    related: tuple[str, ...] = ()
    id: str | None = None


def find(front: Mapping, field: str) -> tuple[Path, Value] | None:
    """The key path that `field` is read from in `front`, and its value.

    The first of :data:`KEYS` that is there and says something; else the first that is there, though
    empty; else None.  The path holds the keys as they are written.  A field without an entry in KEYS
    is its own key.
    """
    found = _find(_index(front), field)
    return found[:2] if found else None


def find_all(front: Mapping, field: str) -> list[tuple[Path, Value]]:
    """Every key path of :data:`KEYS` that `field` could be read from in `front`, with its value.

    In the order they are looked at: :func:`find` gives the first that says something.
    """
    index = _index(front)
    found: dict[Path, Value] = {}
    for path in KEYS.get(field) or ((field,),):
        at = _find_path(index, path)
        if at is not None:
            found.setdefault(*at)
    return list(found.items())


def read_tags(front: Mapping) -> tuple[str, ...]:
    """The tags that `front` gives, as :func:`read_fields` reads them."""
    found = find(front, "tags")
    return () if found is None else tuple(_tags(found[1], ".".join(found[0])))


def _find_path(index: dict[str, tuple[str, Value]], path: Path) -> tuple[Path, Value] | None:
    """What stands at one of the paths in KEYS, with the keys as they are written."""
    found = index.get(path[0]) or index.get(path[0].lower())
    if found is None:
        return None
    if len(path) == 1:
        return (found[0],), found[1]
    step = _step(found[1], path[1:])
    return None if step is None else ((found[0], *step[0]), step[1])


def _find(index: dict[str, tuple[str, Value]], field: str) -> tuple[Path, Value, bool] | None:
    """The path, the value, and whether it says something."""
    empty: tuple[Path, Value, bool] | None = None
    for path in KEYS.get(field) or ((field,),):
        found = _find_path(index, path)
        if found is None:
            continue
        at, value = found
        if not is_empty(value):
            return at, value, True
        empty = empty or (at, value, False)
    return empty


def _index(front: Mapping) -> dict[str, tuple[str, Value]]:
    """Every key of `front` and its value; the first of a key counts, and the exact spelling of a field."""
    index: dict[str, tuple[str, Value]] = {}
    folded: dict[str, tuple[str, Value]] = {}
    for key, value in front.pairs:
        if key not in index:
            index[key] = (key, value)
            lower = key.lower()
            if lower != key and lower in _ROOTS:
                folded.setdefault(lower, (key, value))
    for lower, found in folded.items():
        index.setdefault(lower, found)
    return index


def _step(value: Value, path: Path) -> tuple[Path, Value] | None:
    taken: Path = ()
    for key in path:
        if isinstance(value, Mapping):
            found = next((pair for pair in value.pairs if pair[0].lower() == key), None)
            if found is None:
                return None
            taken, value = (*taken, found[0]), found[1]
        elif isinstance(value, Sequence) and key.isdigit() and int(key) < len(value.items):
            taken, value = (*taken, key), value.items[int(key)]
        else:
            return None
    return taken, value


def is_empty(value: Value) -> bool:
    """Whether `value` says nothing: null, an empty text, or a list or mapping of only such."""
    if type(value) is Scalar and not value.plain:  # nearly all texts: the quickest way
        return not value.text or value.text.isspace()
    match value:
        case Scalar(text=text):
            return value.is_null or not text.strip()
        case Sequence(items=items):
            return all(is_empty(item) for item in items)
        case Mapping(pairs=pairs):
            return all(is_empty(item) for _, item in pairs)


def read_fields(front: Mapping, problems: list[Problem]) -> Fields:
    """Every field of `front`, typed; what does not parse is added to `problems`."""
    read = Fields()
    if not front.pairs:
        return read
    index = _index(front)
    there: dict[str, str | None] = {}  # the field and the one key it has here; None: it is to be looked for
    for key in index:
        field = _FIELD_OF.get(key)
        if field is not None:
            there[field] = None if field in there or key in _HOLDERS else key
    if "taxonomies" in index:
        there.update(dict.fromkeys(_TAXONOMIES))
    for field, only in there.items():
        if only is not None:
            written, value = index[only]
            if not is_empty(value):
                _read_field(read, field, (written,), value, problems)
            continue
        found = _find(index, field)
        if found is not None and found[2]:
            _read_field(read, field, found[0], found[1], problems)
    return read


def _read_field(read: Fields, field: str, path: Path, value: Value, problems: list[Problem]) -> None:
    key = ".".join(path)
    match field:
        case "categories":
            read.categories = read_list(value, spaces=False)
        case "tags":
            read.tags = tuple(_tags(value, key))
        case "speakers":
            read.speakers = read_speakers(value)
        case "related":
            read.related = tuple(text.strip() for text in texts(value) if text.strip())
        case _:
            _read_one(read, field, key, value, problems)


def _read_one(read: Fields, field: str, key: str, value: Value, problems: list[Problem]) -> None:
    scalar = _single(value)
    if scalar is None:
        if not (field == "video" and isinstance(value, Mapping)):
            what = "a list" if isinstance(value, Sequence) else "a mapping"
            problems.append(
                Problem(f"{key} should be one value, but it is {what}; it is not used", value.line)
            )
        return
    text = scalar.text.strip()
    if field in _LINES_OF_TEXT:
        line_of_text = " ".join(text.split())
        setattr(read, field, text if line_of_text == text else line_of_text)  # one string, not two
        return
    if field in _LINKS and key.lower().split(".")[-1] == "youtube" and YOUTUBE_ID.fullmatch(text):
        text = f"https://www.youtube.com/watch?v={text}"
    parse, wrong = _PARSED[field]
    parsed = parse(text)
    if parsed is None:
        shown = text if len(text) <= 60 else text[:59] + "…"
        problems.append(Problem(f"{key} “{shown}” is {wrong}", scalar.line))
    elif field == "date":
        read.date, read.time = parsed
    else:
        setattr(read, field, parsed)


def _single(value: Value) -> Scalar | None:
    """The one scalar that `value` is, or that a list of one holds."""
    if isinstance(value, Sequence) and len(value.items) == 1:
        value = value.items[0]
    return value if isinstance(value, Scalar) else None


def read_list(value: Value, *, spaces: bool) -> tuple[str, ...]:
    """The items of a list, or of a text that lists them: between commas, else (with `spaces`) spaces.

    An item of a list is one name whatever it holds; one that is a mapping gives its `name`.  Repeated
    items (case ignored) count once.
    """
    if isinstance(value, Scalar):
        text = value.text
        parts: Iterable[str] = _SEPARATED.split(text)
        if spaces and not _SEPARATED.search(text):
            parts = text.split()
    elif isinstance(value, Sequence):
        parts = [part for item in value.items for part in _names(item)]
    else:
        parts = _names(value)
    seen: dict[str, str] = {}
    for part in parts:
        name = " ".join(part.split())
        if name:
            seen.setdefault(name.casefold(), part if name == part else name)
    return tuple(seen.values())


def _names(item: Value) -> tuple[str, ...]:
    if isinstance(item, Mapping):
        name = item.get("name")
        return texts(name) if name is not None else ()
    return texts(item)


def _tags(value: Value, key: str) -> Iterable[str]:
    """Tags without `#` and slashes at the ends; `keywords` in a text are separated by commas only."""
    seen = set()
    for item in read_list(value, spaces="keyword" not in key.lower()):
        tag = item.lstrip("#").strip("/ ")
        if tag and tag.casefold() not in seen:
            seen.add(tag.casefold())
            yield tag


def parse_status(text: str) -> Status | None:
    """The status that `text` names, case ignored, or None."""
    try:
        return Status(text.strip().lower())
    except ValueError:
        return None


def parse_rating(text: str) -> int | None:
    """The rating, 1 to 5, or None: `4`, `4/5`, `8/10`, `4 stars`, `★★★★`, `★★★★☆`."""
    text = text.strip()
    rating: int | None = None
    if match := _RATING.fullmatch(text):
        rating = int(match[1])
        if match[2]:
            best = int(match[2])
            rating, rest = divmod(rating * 5, best) if best else (0, 0)
            if rest:
                return None
    elif len(text) <= 20 and _STARS.fullmatch(text):
        rating = sum(text.count(star) for star in "★⭐✭✮🌟")
    return rating if rating is not None and 1 <= rating <= 5 else None


def parse_url(text: str) -> str | None:
    """The link that `text` is, or None: http(s), a file's path, `www.…`, or a Markdown link's target."""
    text = text.strip()
    if match := _MARKDOWN_LINK.fullmatch(text):
        text = match[1]
    text = text.removeprefix("<").removesuffix(">")
    if not text or " " in text or not text.isprintable():
        return None
    if scheme := _SCHEME.match(text):
        return (
            text if scheme[1].lower() in {"http", "https"} and text[scheme.end() :].startswith("//") else None
        )
    if text.startswith("//"):
        return "https:" + text
    if _HOST.match(text):
        return "https://" + text
    return text if "/" in text or "." in text.strip(".") else None


_LINES_OF_TEXT = frozenset({"title", "conference", "verdict", "id"})
_LINKS = frozenset({"video", "slides", "url"})
_PARSED: dict[str, tuple[Callable[[str], Any], str]] = {
    "date": (parse_date, "no date; write it as 2023-11-08"),
    "duration": (parse_duration, "no duration; write it as 34:12, 1h 5m or seconds"),
    "status": (parse_status, f"not known; it is one of {STATUSES}"),
    "rating": (parse_rating, "no rating; it is a whole number from 1 to 5"),
    **dict.fromkeys(_LINKS, (parse_url, "no link; write it as https://…")),
}
"""How the other fields of one value are read, and what is said of a value that is none."""


def text_fields(front: Mapping, skip: Iterable[str] = ()) -> dict[str, tuple[str, ...]]:
    """Every key of `front` as texts, nested keys also as `extra.toc`; those in `skip` left out."""
    result: dict[str, tuple[str, ...]] = {}
    for key, value in front.pairs:
        if key in skip or key in result:
            continue
        if isinstance(value, Scalar):
            result[key] = () if value.is_null else (value.text,)
        else:
            result[key] = texts(value)
            if isinstance(value, Mapping):
                for inner, item in value.pairs:
                    result.setdefault(f"{key}.{inner}", texts(item))
    return result
