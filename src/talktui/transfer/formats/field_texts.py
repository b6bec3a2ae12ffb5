"""A source's values as a talk's fields: one line each, no control characters, addresses that are addresses.

Shared by the formats whose files are data (JSON, XML, calendars): there a value may be of any type, and a
title may hold anything.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from urllib.parse import urljoin, urlsplit

from talktui.notes import fields
from talktui.transfer.source_files import SourceError

LONGEST_TITLE = 1_000
LONGEST_LINE = 10_000
"""Characters of a field of one line."""

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1b\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
_NO_WORD = re.compile(r"[^\w]+")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_HOST = re.compile(r"(?:[\w-]+\.)+[A-Za-z]{2,24}(?:[:/?#]\S*)?")
_TAKEN = frozenset(path[0] for paths in fields.KEYS.values() for path in paths) | {
    "source", "talks", "defaults", "talk_level", "not_talks", "draft", "aliases", "taxonomies", "videos",
}  # fmt: skip


def text_of(value: object) -> str:
    """`value` as text: a number as it is written, a mapping's name or first text, "" for anything else."""
    match value:
        case str():
            return value
        case bool():
            return ""
        case int() | float():
            return number_text(value)
        case Mapping():
            for key in ("name", "title", "en"):
                if isinstance(found := value.get(key), str) and found.strip():
                    return found
            return next((text for text in value.values() if isinstance(text, str) and text.strip()), "")
        case _:
            return ""


def number_text(value: float) -> str:
    """A number as text; "" for one that is too long to be written."""
    try:
        return str(value)
    except ValueError:  # an integer of more than 4,300 digits
        return ""


def one_line(value: object, what: str, file: str, line: int = 0, longest: int = LONGEST_LINE) -> str:
    """`value` as a field of one line, its spaces made one; "" for what is no text.

    Raises :class:`SourceError` for more than `longest` characters, and for control characters.
    """
    text = " ".join(text_of(value).split())
    if len(text) > longest:
        raise SourceError(
            file, f"{what} has {len(text):,} characters, more than {longest:,}; is this the right file?", line
        )
    if found := _UNPRINTABLE.search(text):
        code = ord(found.group())
        kind = "half a character" if 0xD800 <= code <= 0xDFFF else "a control character"
        raise SourceError(file, f"{what} holds {kind} (U+{code:04X}); remove it and try again", line)
    return text


def title_line(value: object, file: str, line: int = 0) -> str:
    """A talk's title as one line; raises :class:`SourceError` as :func:`one_line` does."""
    return one_line(value, "a title", file, line, LONGEST_TITLE)


def address(value: object, base: str | None = None) -> str | None:
    """`value` as an address: an absolute one as it is, a relative one from `base`, a bare host's as http.

    None for what is no address, and for one that would do something (`javascript:`, `data:`, `file:`).
    """
    text = "".join(value.split()) if isinstance(value, str) else ""
    if not text or len(text) > LONGEST_LINE or _UNPRINTABLE.search(text):
        return None
    try:
        if not _SCHEME.match(text):
            if text.startswith("/") or (base and not _HOST.fullmatch(text)):
                text = urljoin(base or "", text)
            elif _HOST.fullmatch(text):
                text = f"http://{text}"
        parts = urlsplit(text)
    except ValueError:  # `http://[`
        return None
    scheme = parts.scheme.lower()
    if scheme in ("http", "https"):
        return text if parts.netloc else None
    return (
        text if scheme and scheme not in ("javascript", "data", "file", "vbscript", "about", "blob") else None
    )


def web_address(value: object, base: str | None = None) -> str | None:
    """`value` as an http(s) address, or None."""
    found = address(value, base)
    return found if found and found.lower().startswith(("http://", "https://")) else None


def slug(text: str) -> str:
    """`text` in small letters, digits and hyphens: "FOSDEM 2013" → `fosdem-2013`. "" when none are left."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    folded = "".join(char for char in folded if not unicodedata.combining(char))
    return _NO_WORD.sub("-", folded.replace("_", "-")).strip("-")[:100].strip("-")


def own_key(name: str, prefix: str) -> str:
    """`name` as a further key of a note, with `prefix` where a field of talktui's is read from that key."""
    name = slug(name).replace("-", "_")
    return f"{prefix}_{name}" if name in _TAKEN else name


def once(texts: Iterable[str | None]) -> tuple[str, ...]:
    """What `texts` say, each once, in their order."""
    return tuple(dict.fromkeys(text for text in texts if text))
