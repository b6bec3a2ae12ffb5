"""Addresses of a note's links written anew, and not a byte besides; `link_edits` finds which.

What is written anew is proved by reading the note again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from talktui.notes import fields
from talktui.notes.document import Document, parse
from talktui.notes.edit import editable, with_text
from talktui.notes.front_matter.operations import Operation, RenameItems, SetValue
from talktui.notes.front_matter.splice import splice
from talktui.notes.front_matter.values import Scalar
from talktui.notes.link_places import LinkKind, body_links
from talktui.notes.problem import Refused
from talktui.notes.talk import TalkKey


@dataclass(frozen=True, slots=True)
class NewLink:
    """`old`, an address written in the way of `kind`, becomes `new`, wherever it stands in a note."""

    kind: LinkKind
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class RewriteLinks:
    """Addresses of a note's links by what they become. One that is not there any more changes nothing."""

    key: TalkKey
    links: tuple[NewLink, ...]

    @property
    def title(self) -> str:
        """What undo calls it."""
        return "links follow"

    def apply(self, data: bytes) -> bytes:
        """See :class:`talktui.notes.edit.Edit`."""
        document = editable(data)
        new = {(link.kind, link.old): link.new for link in self.links}
        text = rewritten(document.text, document.body_start, new)
        data = with_text(document, text)
        if text != document.text:
            _verify(document, parse(data), new)
        related = {old: said for (kind, old), said in new.items() if kind is LinkKind.RELATED}
        return _with_related(parse(data), related) if related else data


def rewritten(text: str, start: int, new: Mapping[tuple[LinkKind, str], str]) -> str:
    """`text` with the addresses of its links from character `start` on as `new` says."""
    pieces: list[str] = []
    position = 0
    for link in body_links(text, start):
        said = new.get((link.kind, link.text))
        if said is not None:
            pieces += [text[position : link.start], said]
            position = link.end
    return "".join([*pieces, text[position:]]) if pieces else text


def _verify(before: Document, after: Document, new: Mapping[tuple[LinkKind, str], str]) -> None:
    """Raise :class:`Refused` unless exactly the links that were meant read differently now."""
    wanted = [
        (link.kind, new.get((link.kind, link.text), link.text))
        for link in body_links(before.text, before.body_start)
    ]
    found = [(link.kind, link.text) for link in body_links(after.text, after.body_start)]
    if wanted != found or (before.kind, before.front) != (after.kind, after.front):
        raise Refused("a link here cannot be written anew safely; change it in the file (E)")


def _with_related(document: Document, names: Mapping[str, str]) -> bytes:
    found = fields.find(document.front, "related")
    if found is None:
        return document.data
    path, value = found
    operation: Operation
    if isinstance(value, Scalar):
        if value.text not in names:
            return document.data
        operation = SetValue(path, names[value.text])
    else:
        operation = RenameItems(path, tuple(names.items()))
    return splice(document, [operation])
