"""What an edit is, and the few steps that every edit takes."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import Protocol

from talktui.notes.document import Document, parse
from talktui.notes.problem import Refused
from talktui.notes.talk import TalkKey


class Edit(Protocol):
    """An intent that makes new bytes from a note's bytes; the kinds are in :mod:`talktui.notes.edits`."""

    @property
    def title(self) -> str:
        """What undo and the status line call it, e.g. "tag #otel"."""

    @property
    def key(self) -> TalkKey:
        """The talk it is about."""

    def apply(self, data: bytes) -> bytes:
        """The new bytes; equal ones when nothing changes. Raises :class:`Refused`."""


@dataclass(frozen=True, slots=True)
class InOrder:
    """Several edits of one file, one after the other; when one is refused, so are all.

    `key` and `title` are the whole's.
    """

    title: str
    key: TalkKey
    edits: tuple[Edit, ...]

    def apply(self, data: bytes) -> bytes:
        """See :class:`Edit`."""
        for edit in self.edits:
            data = edit.apply(data)
        return data


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """An edit of which is known already what it makes of some bytes."""

    edit: Edit
    before: bytes
    after: bytes

    @property
    def title(self) -> str:
        """See :class:`Edit`."""
        return self.edit.title

    @property
    def key(self) -> TalkKey:
        """See :class:`Edit`."""
        return self.edit.key

    def apply(self, data: bytes) -> bytes:
        """See :class:`Edit`."""
        return self.after if data == self.before else self.edit.apply(data)


def editable(data: bytes) -> Document:
    """`data` taken apart for an edit; raises :class:`Refused` when it must not be edited."""
    document = parse(data)
    if document.read_only is not None:
        raise Refused(document.read_only)
    return document


def with_text(document: Document, text: str) -> bytes:
    """The bytes of `document` with `text` as its text; a BOM stays.

    Raises :class:`Refused` for text that cannot be kept in a UTF-8 file.
    """
    if text == document.text:
        return document.data
    if "\0" in text:
        raise Refused("the text holds a NUL character, which would make the file unreadable; take it out")
    try:
        encoded = text.encode()
    except UnicodeEncodeError as error:
        raise Refused("the text holds half a character (a lone surrogate); take it out") from error
    return (codecs.BOM_UTF8 if document.bom else b"") + encoded


def shortened(text: str, width: int = 40) -> str:
    """`text` on one line and not much longer than `width`, for an edit's title."""
    line = " ".join(text.split())
    return line if len(line) <= width else line[: width - 1] + "…"
