"""A talk that is a whole file gets another title where its title lives: front matter or first heading."""

from __future__ import annotations

from dataclasses import dataclass

from talktui.notes import fields
from talktui.notes.document import Document, parse
from talktui.notes.edit import editable, shortened
from talktui.notes.front_edits import SetField
from talktui.notes.front_matter.values import Scalar
from talktui.notes.heading_text import without_quotes
from talktui.notes.log_edits import retitled
from talktui.notes.log_place import sections_in
from talktui.notes.problem import Refused
from talktui.notes.talk import Section, TalkKey


@dataclass(frozen=True, slots=True)
class RenameTalk:
    """The title of the talk that is the file of `key`; a first heading that says the same goes with it.

    A note that says its title nowhere gets it in its front matter.
    """

    key: TalkKey
    name: str

    @property
    def title(self) -> str:
        """What undo calls it."""
        return f"rename to “{shortened(self.name)}”"

    def apply(self, data: bytes) -> bytes:
        """See :class:`talktui.notes.edit.Edit`."""
        name = " ".join(self.name.split())
        if not name:
            raise Refused("a talk needs a title")
        document = editable(data)
        said, heading = said_title(document), first_heading(document)
        if heading is not None and (said is None or said == without_quotes(heading.title)):
            quotes = (
                heading.title[0] + heading.title[-1] if heading.title != without_quotes(heading.title) else ""
            )
            document = retitled(document, heading, f"{quotes[:1]}{name}{quotes[1:]}")[0]
        if said is None and heading is not None:
            return document.data
        return SetField(self.key, "title", name).apply(document.data)


def said_title(document: Document) -> str | None:
    """The title that the front matter says, or None."""
    found = fields.find(document.front, "title")
    value = found[1] if found else None
    return value.text if isinstance(value, Scalar) and not value.is_null else None


def first_heading(document: Document) -> Section | None:
    """The heading that is the note's title where its front matter says none."""
    return next((section for section in sections_in(document) if section.level == 1), None)


def has_title(data: bytes) -> bool:
    """Whether the note says its title itself, not only by its file's name."""
    document = parse(data)
    return said_title(document) is not None or first_heading(document) is not None
