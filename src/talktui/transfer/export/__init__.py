"""Notes as something else: a post, JSON, CSV, a calendar, a page.

Each is made from talks and the library they are in, as one text; where it goes is the caller's matter.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from talktui.notes.library import Library
from talktui.notes.talk import Talk

if TYPE_CHECKING:
    from talktui.transfer.export.grouping import GroupBy
    from talktui.transfer.export.post import FrontMatter

ExportFormat = Literal["post", "json", "csv", "ics", "html"]
FORMATS: tuple[ExportFormat, ...] = ("post", "json", "csv", "ics", "html")


@dataclass(frozen=True, slots=True)
class Options:
    """How to export. What is None is the format's own choice."""

    format: ExportFormat = "post"
    group_by: GroupBy | None = None  # post, html
    front_matter: FrontMatter = "none"  # post
    template: str | None = None  # post: a path or a name
    templates: Path = Path("templates")  # where the person's own are
    whole: bool = False  # post, html: talks' texts with their abstracts
    now: dt.datetime | None = None  # aware; None: this moment


@dataclass(frozen=True, slots=True)
class Exported:
    """The text, with the line ends that its format has, and what a person should know of it."""

    text: str
    count: int  # of the talks that are in it
    told: tuple[str, ...] = ()


def export(talks: Sequence[Talk], library: Library, options: Options) -> Exported:
    """`talks` of `library` as `options` say.

    Raises :class:`talktui.transfer.export.templates.TemplateError` for a template that cannot be used, and
    :class:`talktui.notes.problem.Refused` for what front matter cannot say.
    """
    now = options.now or dt.datetime.now(dt.UTC)
    match options.format:
        case "post":
            from talktui.transfer.export.post import post
            from talktui.transfer.export.templates import find_template

            template = find_template(options.template or "log", options.templates)
            made = post(
                talks,
                library,
                template,
                group_by=options.group_by or ("day" if template.is_list else "category"),
                front_matter=options.front_matter,
                whole=options.whole,
                today=now.astimezone().date(),
            )
            return Exported(made.text, len(talks), made.told)
        case "json":
            from talktui.transfer.export.json_document import json_document
            from talktui.transfer.export.left_out import left_out

            text = json_document(talks, library)
            return Exported(text, len(talks), tuple(left_out(talks, library)))
        case "csv":
            from talktui.transfer.export.csv_table import csv_table

            return Exported(csv_table(talks), len(talks))
        case "ics":
            from talktui.transfer.export.ics_calendar import calendar

            return calendar(talks, library, now)
        case "html":
            from talktui.transfer.export.html_page import html_page
            from talktui.transfer.export.left_out import left_out

            page = html_page(talks, library, options.group_by or "category", whole=options.whole)
            return Exported(page, len(talks), tuple(left_out(talks, library)))
