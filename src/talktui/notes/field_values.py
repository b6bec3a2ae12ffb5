"""What a person may write into a field, checked before any file is touched."""

from __future__ import annotations

from talktui.notes.dates import parse_date, parse_duration
from talktui.notes.fields import parse_rating, parse_status, parse_url
from talktui.notes.talk import Status
from talktui.safe_text import is_safe


def written_value(field: str, text: str) -> str:
    """`text` as it is written to `field`: a status' own word, a rating's digit, else as it is.

    Raises ValueError with a sentence that says what is allowed. Lists and unknown keys take any one line.
    """
    text = text.strip()
    if not is_safe(text):
        raise ValueError(f"{field} takes one line without control or invisible characters")
    match field:
        case "status":
            status = parse_status(text)
            if status is None:
                raise ValueError(f"status is one of {', '.join(Status)}, or nothing to clear it")
            return status.value
        case "rating":
            rating = parse_rating(text)
            if rating is None:
                raise ValueError("rating is a whole number from 1 to 5")
            return str(rating)
        case "date" if parse_date(text) is None:
            raise ValueError("date is YYYY-MM-DD, with HH:MM after it if you like")
        case "duration" if parse_duration(text) is None:
            raise ValueError("duration is 34:12, 1h 5m, 34m or seconds")
        case "video" | "slides" | "url" if parse_url(text) is None:
            raise ValueError(f"{field} is a link (https://…)")
    return text


def wrong_value(field: str, text: str) -> str | None:
    """Why `text` cannot be written to `field`, as a sentence; None when it can, or clears it."""
    if not text.strip():
        return None
    try:
        written_value(field, text)
    except ValueError as error:
        return str(error)
    return None
