"""Talks as a table for a spreadsheet: RFC 4180, a line a talk, every field but the text.

A spreadsheet takes a cell that begins with `=` for a formula, though a schedule wrote it. So a cell that
begins with `=`, `+`, `-`, `@` (or their wide forms), after any apostrophes, gets one more apostrophe in
front, as a person would type it; taking one away gives the text back.
https://owasp.org/www-community/attacks/CSV_Injection
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from talktui.notes.dates import duration_text
from talktui.notes.speakers import speaker_text
from talktui.notes.talk import Talk
from talktui.transfer.export.own_dates import own_when, zone_text
from talktui.transfer.export.plain_text import one_line

COLUMNS = (
    "title conference categories speakers organisations date time duration status rating verdict tags video"
    " slides url related id path anchor zone"
).split()
_FORMULA = re.compile(r"'*[=+\-@\uff1d\uff0b\uff0d\uff20]")


def csv_table(talks: Sequence[Talk]) -> str:
    """The header and a line for each of `talks`; several values of a field with `; ` between them."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([cell(value) for value in _values(talk)] for talk in talks)
    return out.getvalue()


def cell(text: str) -> str:
    """`text` as one line that no spreadsheet takes for a formula."""
    line = one_line(text)
    return f"'{line}" if _FORMULA.match(line) else line


def _values(talk: Talk) -> tuple[str, ...]:
    return (
        talk.title,
        talk.conference,
        _joined(talk.categories),
        speaker_text(talk.speakers) if talk.speakers else "",
        _joined(talk.organisations),
        talk.date.isoformat() if talk.date else "",
        f"{talk.time:%H:%M}" if talk.time else "",
        "" if talk.duration is None else duration_text(talk.duration),
        talk.status.value if talk.status else "",
        str(talk.rating or ""),
        talk.verdict or "",
        _joined(talk.all_tags),
        talk.video or "",
        talk.slides or "",
        talk.url or "",
        _joined(talk.related),
        talk.id or "",
        talk.key.path,
        talk.key.anchor or "",
        zone_text(own_when(talk)),
    )


def _joined(values: Sequence[str]) -> str:
    return "; ".join(values)
