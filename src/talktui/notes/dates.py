"""Dates and durations as people write them, read leniently.

What is no date or duration gives None, for the caller to say so; nothing here raises.
"""

from __future__ import annotations

import datetime as dt
import re

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
           "november", "december")  # fmt: skip
_ISO = re.compile(
    r"(?P<year>\d{4})(?:(?P<sep>[-/.])(?P<month>\d{1,2})(?:(?P=sep)(?P<day>\d{1,2}))?)?"
    r"(?:(?:[Tt]|[ \t]+)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?"
    r"[ \t]*(?P<zone>[Zz]|UTC|GMT|[+-]\d{1,2}(?::?\d{2})?)?)?",
    re.ASCII,
)
_PLAIN_ISO = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_WORDS = re.compile(
    r"(?:[a-z]{3,9},\s*)?(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+)?(?P<month>[a-z]{3,9})\.?\s+"
    r"(?:(?P<day2>\d{1,2})(?:st|nd|rd|th)?,?\s+)?(?P<year>\d{4})",
    re.ASCII | re.IGNORECASE,
)
_NAME_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?=[-_ .]|$)[-_ ]*", re.ASCII)
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{2})(?:[.,]\d+)?", re.ASCII)
_UNITS = re.compile(
    r"(?:(?P<h>\d{1,3}(?:[.,]\d+)?)\s*(?:hours?|hrs?|h)\.?)?[\s,]*"
    r"(?:(?P<m>\d{1,4})(?!\d)\s*(?:minutes?|mins?|m|'|′)?\.?)?[\s,]*"
    r"(?:(?P<s>\d{1,5})\s*(?:seconds?|secs?|s|\"|″)\.?)?",
    re.ASCII | re.IGNORECASE,
)
_ISO_DURATION = re.compile(
    r"P(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,7})(?:[.,]\d+)?S)?)?",
    re.ASCII | re.IGNORECASE,
)
_SECONDS = re.compile(r"(\d{1,7})(?:\.\d+)?", re.ASCII)


def parse_date(text: str) -> tuple[dt.date, dt.time | None] | None:
    """The date that `text` says, and the time if it says one; None when it is no date.

    ISO 8601 (`2023-11-08`, with a time and zone, `/` for `-`), `20231108`, `8 November 2023`, `Nov 8, 2023`.
    A month or a year alone stands for its first day.  A zone is read over: date and time are those of
    the place, as written.
    """
    text = text.strip()
    if len(text) > 64:
        return None
    if _PLAIN_ISO.fullmatch(text):  # nearly all of them
        date = _date(text[:4], text[5:7], text[8:])
        return (date, None) if date else None
    if match := _ISO.fullmatch(text):
        part = match.groupdict()
        date = _date(part["year"], part["month"] or "1", part["day"] or "1")
        if date is None:
            return None
        if part["hour"] is None:
            return date, None
        try:
            return date, dt.time(int(part["hour"]), int(part["minute"]), int(part["second"] or 0))
        except ValueError:
            return None
    if match := _COMPACT.fullmatch(text):
        date = _date(*match.groups())
        return (date, None) if date else None
    if match := _WORDS.fullmatch(text):
        name = match["month"].lower()
        months = [index for index, month in enumerate(_MONTHS, 1) if month.startswith(name[:3])]
        if months and (name in {_MONTHS[months[0] - 1], _MONTHS[months[0] - 1][:3], "sept"}):
            date = _date(match["year"], str(months[0]), match["day"] or match["day2"] or "1")
            return (date, None) if date else None
    return None


def parse_zone(text: str) -> dt.timezone | None:
    """The zone that a date with a time ends with (`Z`, `+01:00`, `UTC`, `-0530`), or None without one."""
    text = text.strip()
    match = _ISO.fullmatch(text) if len(text) <= 64 else None
    zone = match["zone"] if match else None
    if not zone:
        return None
    if zone[0] not in "+-":
        return dt.UTC
    digits = zone[1:].replace(":", "")
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    if hours > 23 or minutes > 59:
        return None
    offset = dt.timedelta(hours=hours, minutes=minutes)
    return dt.timezone(-offset if zone[0] == "-" else offset)


def _date(year: str, month: str, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def split_date_prefix(name: str) -> tuple[dt.date | None, str]:
    """The date a file's or folder's name begins with (`2023-11-08-title`), and the rest of the name."""
    match = _NAME_DATE.match(name)
    date = match and _date(*match.groups())
    if match is None or date is None:
        return None, name
    return date, name[match.end() :]


def parse_duration(text: str) -> int | None:
    """The seconds that `text` says, or None: `34:12`, `1:02:03`, `1h 5m`, `34 min`, `PT34M12S`, `2052`."""
    text = text.strip().removeprefix("~").strip()
    if not text or len(text) > 40:
        return None
    if match := _SECONDS.fullmatch(text):
        return int(match[1])
    if match := _CLOCK.fullmatch(text):
        hours, minutes, seconds = int(match[1] or 0), int(match[2]), int(match[3])
        if seconds > 59 or (match[1] and minutes > 59):
            return None
        return hours * 3600 + minutes * 60 + seconds
    if (match := _ISO_DURATION.fullmatch(text)) and text[-1] not in "PpTt":
        days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return days * 86400 + hours * 3600 + minutes * 60 + seconds
    if (match := _UNITS.fullmatch(text)) and any(match.groups()):
        whole = float((match["h"] or "0").replace(",", ".")) * 3600
        return round(whole) + int(match["m"] or 0) * 60 + int(match["s"] or 0)
    return None


def duration_text(seconds: int) -> str:
    """`seconds` as `34:12` or `1:02:03`; :func:`parse_duration` gives them back."""
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
