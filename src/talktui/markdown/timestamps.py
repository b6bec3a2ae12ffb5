"""Times in a note, `12:34` or `[1:02:03]`, as links to that moment of the talk's video."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

_CLOCK = r"(?:\d{1,2}:[0-5]\d|\d{1,3}):[0-5]\d"
_TIME = re.compile(
    rf"(?<![\w:.,/-])(?<!\d{{4}}-\d\d-\d\d )(?:\[(?P<boxed>{_CLOCK})\]|(?P<bare>{_CLOCK}))"
    r"(?![\w:/]|[.,]\d|\s*(?:[ap]\.?m\b|UTC|GMT|CES?T\b))",
    re.IGNORECASE,
)
"""A time that is no part of something longer and no time of day."""


def seconds(text: str) -> int:
    """The seconds that `12:34` or `1:02:03` means."""
    total = 0
    for part in text.split(":"):
        total = total * 60 + int(part)
    return total


def find(text: str) -> Iterator[tuple[int, int, int]]:
    """Start, end and seconds of each time in `text`; a time of day ("3:15 pm") is none."""
    for match in _TIME.finditer(text):
        yield match.start(), match.end(), seconds(match.group("boxed") or match.group("bare"))


def moment(video: str, at: int) -> str | None:
    """The address of `video` at `at` seconds; None when it is no web address.

    YouTube takes `t=` as a parameter, Vimeo `#t=90s`, media.ccc.de and plain files `#t=90`
    (https://www.w3.org/TR/media-frags/#naming-time).
    """
    try:
        parts = urlsplit(video)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    if host in ("youtube.com", "m.youtube.com", "youtu.be", "youtube-nocookie.com"):
        query = [
            pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] not in ("t", "start")
        ]
        return urlunsplit(parts._replace(query=urlencode([*query, ("t", str(at))]), fragment=""))
    fragment = f"t={at}s" if host.endswith("vimeo.com") else f"t={at}"
    return urlunsplit(parts._replace(fragment=fragment))
