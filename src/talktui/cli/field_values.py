"""Fields and values as they are typed on the command line, checked before any file is touched."""

from __future__ import annotations

from collections.abc import Callable, Collection

from talktui.cli.command import WrongUsageError, shown
from talktui.notes.field_values import written_value
from talktui.notes.fields import KEYS

FIELDS = tuple(KEYS)


def check_name(name: str, own: Callable[[], Collection[str]]) -> None:
    """Raise WrongUsageError unless `name` is a field, or a key of the notes: `own` gives those, casefolded.

    Any other key is far likelier a slip, and would be written to every talk that matches.
    """
    if name in FIELDS or name.casefold() in own():
        return
    from difflib import get_close_matches  # for mistakes only

    near = get_close_matches(name.casefold(), FIELDS, n=1)
    hint = f"did you mean {near[0]}?" if near else f"the fields are {', '.join(FIELDS)}."
    raise WrongUsageError(f"{shown(name)} is no field, nor a key that a note here has; {hint}")


def checked(name: str, value: str) -> str | None:
    """`value` as it is to be written to the field `name`; None when it is empty, which clears the field.

    Raises WrongUsageError, saying what is allowed, when it does not fit the field.
    """
    if not value.strip():
        return None
    try:
        return written_value(name, value)
    except ValueError as error:
        raise WrongUsageError(f"{error}; not {shown(value)}") from error
