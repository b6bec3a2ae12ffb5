"""Values for fields, checked before any file is touched, so that a slip is not written to a hundred notes."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches

from talktui.cli.command import WrongUsageError, shown
from talktui.notes.dates import parse_date, parse_duration
from talktui.notes.fields import KEYS, parse_rating, parse_status, parse_url
from talktui.notes.talk import Status
from talktui.safe_text import is_safe

FIELDS = tuple(KEYS)


def check_name(name: str, own: Collection[str]) -> None:
    """Raise WrongUsageError unless `name` is a field, or a key in `own` (casefolded) that notes have."""
    if name in FIELDS or name.casefold() in own:
        return
    near = get_close_matches(name.casefold(), FIELDS, n=1)
    hint = f"did you mean {near[0]}?" if near else f"the fields are {', '.join(FIELDS)}."
    raise WrongUsageError(f"{shown(name)} is no field, nor a key that a note here has; {hint}")


def checked(name: str, value: str) -> str | None:
    """`value` as it is to be written to the field `name`; None when it is empty, which clears the field.

    Raises WrongUsageError, saying what is allowed, when it does not fit the field.
    """
    value = value.strip()
    if not value:
        if name == "title":
            raise WrongUsageError("a title is not cleared; give the new one")
        return None
    if not is_safe(value):
        raise WrongUsageError(f"{name}={shown(value)} holds line ends, control or invisible characters")
    match name:
        case "status":
            status = parse_status(value)
            if status is None:
                raise WrongUsageError(
                    f"status is one of {', '.join(Status)}, or nothing to clear it; not {shown(value)}"
                )
            return status.value
        case "rating":
            rating = parse_rating(value)
            if rating is None:
                raise WrongUsageError(f"rating is a whole number from 1 to 5, not {shown(value)}")
            return str(rating)
        case "date" if parse_date(value) is None:
            raise WrongUsageError(f"date is YYYY-MM-DD, with HH:MM after it if you like; not {shown(value)}")
        case "duration" if parse_duration(value) is None:
            raise WrongUsageError(f"duration is 34:12, 1h 5m, 34m or seconds; not {shown(value)}")
        case "video" | "slides" | "url" if parse_url(value) is None:
            raise WrongUsageError(f"{name} is a link (https://…), not {shown(value)}")
    return value
