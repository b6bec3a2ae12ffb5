"""Edits of what is said of a talk: tags, categories, any field, which headings are talks.

A talk that is a whole file has its fields in the file's front matter, each under the key that its
value was read from.  A talk log's talk has them in its entry under `talks:`; the body is not
touched, except that a new title is a new heading.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from talktui.notes import fields
from talktui.notes.document import Document, parse
from talktui.notes.edit import editable, shortened
from talktui.notes.entry_names import TALKS, free_name
from talktui.notes.front_matter.operations import (
    AddItems,
    Operation,
    RemoveItems,
    SetValue,
    same_item,
)
from talktui.notes.front_matter.splice import splice
from talktui.notes.front_matter.values import EMPTY, Mapping, Scalar, Value, texts
from talktui.notes.front_matter.values import Sequence as ListValue
from talktui.notes.log_edits import rename_heading
from talktui.notes.log_place import Entries, heading_value, log_of
from talktui.notes.problem import Refused
from talktui.notes.talk import TalkKey

HEADING = "heading"
LISTS = frozenset({"categories", "tags", "related"})
_TAXONOMIES = "taxonomies"
_LITERALS = {
    "rating": re.compile(r"[1-5]"),
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "talk_level": re.compile(r"[1-6]"),
}
_OWN = (re.compile(r"true|false"), re.compile(r"0|-?[1-9]\d{0,8}"), re.compile(r"\d{4}-\d\d-\d\d"))

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangeTags:
    """Tags added to a talk and taken off it; `#` before one and case do not count."""

    key: TalkKey
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """What undo calls it."""
        parts = []
        if self.add:
            parts.append("tag " + " ".join("#" + tag.lstrip("#") for tag in self.add))
        if self.remove:
            parts.append("untag " + " ".join("#" + tag.lstrip("#") for tag in self.remove))
        return ", ".join(parts) or "no tags"

    def apply(self, data: bytes) -> bytes:
        """See :class:`talktui.notes.edit.Edit`."""
        place = Place(editable(data), self.key)
        return place.change(self.operations(place))

    def operations(self, place: Place) -> list[Operation]:
        """What to do to the front matter at `place`."""
        add = tuple(tag.strip().lstrip("#") for tag in self.add)
        return place.item_changes("tags", add, self.remove)


@dataclass(frozen=True, slots=True)
class ChangeCategories:
    """Categories given to a talk and taken off it.

    `current` is what it has without saying so itself (its folder's, the heading's above it): it is
    written out with the first change, so that adding a category loses none.
    """

    key: TalkKey
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    current: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """What undo calls it."""
        parts = [f"category {', '.join(self.add)}"] if self.add else []
        if self.remove:
            parts.append(f"not in {', '.join(self.remove)}")
        return ", ".join(parts) or "no categories"

    def apply(self, data: bytes) -> bytes:
        """See :class:`talktui.notes.edit.Edit`."""
        place = Place(editable(data), self.key)
        return place.change(self.operations(place))

    def operations(self, place: Place) -> list[Operation]:
        """What to do to the front matter at `place`; raises :class:`Refused`."""
        if place.find("categories") is not None:
            return place.item_changes("categories", self.add, self.remove)
        gone = {same_item(name) for name in self.remove}
        wanted = {same_item(name): name for name in (*self.current, *self.add) if same_item(name) not in gone}
        if [*wanted] == [same_item(name) for name in self.current]:
            return []
        if not wanted:
            raise Refused("its category is its folder's or the heading's above it; give it another instead")
        return [SetValue(place.path("categories"), tuple(wanted.values()))]


@dataclass(frozen=True, slots=True)
class SetField:
    """A field, or any key of the person's own, set to a text; None takes it away."""

    key: TalkKey
    field: str
    value: str | None

    @property
    def title(self) -> str:
        """What undo calls it."""
        if self.value is None:
            return f"no {self.field}"
        return f"{self.field} {shortened(self.value)}"

    def apply(self, data: bytes) -> bytes:
        """See :class:`talktui.notes.edit.Edit`."""
        document = editable(data)
        place = Place(document, self.key)
        if self.field == "title" and self.key.anchor is not None and place.find("title") is None:
            value = (self.value or "").strip()
            if not value:
                raise Refused("a talk's heading cannot be empty; delete the section in the text (e)")
            return rename_heading(document, self.key.anchor, value)
        return place.change(self.operations(place))

    def operations(self, place: Place) -> list[Operation]:
        """What to do to the front matter at `place`; raises :class:`Refused`. Not for a log's headings."""
        value = self.value.strip() if self.value is not None else None
        found = place.find(self.field)
        if value:
            return [_setting(place.path(self.field), self.field, value, found)]
        return [] if found is None else [SetValue(place.path(self.field, remove=True), None)]


@dataclass(frozen=True, slots=True)
class MarkTalks:
    """Headings of `level` are talks, but for those named in `not_talks`.

    Level None: the note says no level, so that its links or its conference decide; 0: it is one talk.
    """

    key: TalkKey
    level: int | None
    not_talks: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """What undo calls it."""
        return "one talk" if not self.level else f"headings of level {self.level} are talks"

    def apply(self, data: bytes) -> bytes:
        """See :class:`talktui.notes.edit.Edit`."""
        document = editable(data)
        level = None if self.level is None else str(self.level)
        excepted = self.not_talks if self.level and self.not_talks else None
        operations = [
            SetValue(("talk_level",), level, literal=True),
            SetValue(("not_talks",), excepted),
        ]
        return without_empty_block(document, splice(document, operations))


class Place:
    """Where a talk's fields stand in a document: its front matter, or its entry under `talks:`."""

    def __init__(self, document: Document, key: TalkKey, entries: Entries | None = None) -> None:
        """`entries` knows the document's log already, when several places in it are wanted."""
        self._document = document
        self._heading: str | None = None  # of a log's talk that has no entry yet
        self._anchor = key.anchor
        self.root: Path = ()
        self._front: Mapping = document.front
        if key.anchor is not None:
            section, entry = (entries or Entries(document)).of(key.anchor)
            if entry is None:
                talks = document.front.get(TALKS)
                taken = set(talks.keys()) if isinstance(talks, Mapping) else set()
                entry = free_name(section.anchor, taken)
                self._heading = heading_value(section.title)
            self.root = (TALKS, entry)
            front = document.front.at(self.root)
            self._front = front if isinstance(front, Mapping) else EMPTY

    @property
    def front(self) -> Mapping:
        """What stands here: the front matter, or the talk's entry (EMPTY when it has none yet)."""
        return self._front

    def find(self, field: str) -> Value | None:
        """The value that `field` has here, or None."""
        found = self._find(field)
        return None if found is None else found[1]

    def path(self, field: str, *, remove: bool = False) -> Path:
        """The key path that `field` is read from here; of a field that is not there, where it goes.

        A value in a list (`videos`) has no key of its own: the field's own key goes before it. To
        `remove` it raises :class:`Refused`.
        """
        found = self._find(field)
        if found is not None:
            if not any(part.isdigit() for part in found[0][1:]):
                return self.root + found[0]
            if remove:
                raise Refused(
                    f"{field} stands in a list (`{found[0][0]}`); edit it in the file (E)", found[1].line
                )
        grouped = isinstance(self._front.get(_TAXONOMIES), Mapping)
        if field in {"tags", "categories"} and grouped and not self.root:
            return (_TAXONOMIES, field)
        return (*self.root, field)

    def _find(self, field: str) -> tuple[Path, Value] | None:
        found = fields.find(self._front, field)
        if found is None and field not in fields.KEYS and "." in field:
            path = tuple(field.split("."))  # `extra.toc`, as filters and the card name it
            value = self._front.at(path)
            return None if value is None else (path, value)
        return found

    def item_changes(self, field: str, add: tuple[str, ...], remove: tuple[str, ...]) -> list[Operation]:
        """What adds items to the list `field` and takes others out of it."""
        gone = {same_item(item) for item in remove}
        add = tuple(item for item in add if same_item(item) not in gone)
        have = {same_item(text) for text in texts(self.find(field))}
        operations: list[Operation] = []
        if add:
            operations.append(AddItems(self.path(field), add))
        if remove and self.find(field) is not None:
            if self.root and have and have <= gone and not add:
                # An entry says no more than it must, so that it can go when it says nothing.
                operations.append(SetValue(self.path(field, remove=True), None))
            else:
                operations.append(RemoveItems(self.path(field), remove))
        return operations

    @property
    def heading(self) -> list[Operation]:
        """What begins the entry of a log's talk that has none yet."""
        return [] if self._heading is None else [SetValue((*self.root, HEADING), self._heading)]

    def change(self, operations: Sequence[Operation]) -> bytes:
        """The document's bytes with `operations` made.

        An entry that is new begins with its heading; one that says nothing but its heading any more
        goes, and so does front matter that this leaves empty.
        """
        if not operations:
            return self._document.data
        data = splice(self._document, [*self.heading, *operations])
        if self.root:
            data = self._without_empty_entry(data)
        return without_empty_block(self._document, data)

    def _without_empty_entry(self, data: bytes) -> bytes:
        document = parse(data)
        entry = document.front.at(self.root)
        if not isinstance(entry, Mapping) or any(key != HEADING for key, _ in entry.pairs):
            return data
        whole = data
        data = splice(document, [SetValue(self.root, None)])
        document = parse(data)
        rest = document.front.get(TALKS)
        if rest is not None and fields.is_empty(rest) and not (isinstance(rest, Mapping) and rest.pairs):
            data = splice(document, [SetValue((TALKS,), None)])
        # A heading without a video may be a talk only because its entry says so.
        return data if _is_talk(data, self._anchor) or not _is_talk(whole, self._anchor) else whole


def without_empty_block(before: Document, data: bytes) -> bytes:
    """`data` without its front matter when an edit of `before` has taken the last key out of it.

    Comments keep the block. Nothing goes when the body would then be read as front matter.
    """
    if data == before.data or not before.front.pairs or _begins_with_text(data):
        return data
    document = parse(data)
    start, end = document.block
    if document.kind is None or document.front.pairs or document.text[start:end].strip():
        return data
    bare = data[: 3 if document.bom else 0] + document.body.encode()
    again = parse(bare)
    return bare if again.kind is None and again.text == document.body else data


def _begins_with_text(data: bytes) -> bool:
    """Whether something stands right below a first line of dashes or pluses, as it does nearly always."""
    first, _, rest = data[:200].partition(b"\n")
    line = rest.partition(b"\n")[0].strip()
    return first in {b"---", b"+++"} and bool(line.strip(b"-+."))


def _is_talk(data: bytes, anchor: str | None) -> bool:
    log = log_of(parse(data))
    return log is not None and any(talk.section.anchor == anchor for talk in log.talks)


def _setting(path: Path, field: str, value: str, found: Value | None) -> SetValue:
    """The operation that writes `value`, as a list where there is one or the field is one.

    A key of the person's own keeps its kind: `draft: true` does not become the text "false".
    """
    as_list = isinstance(found, ListValue) and all(isinstance(item, Scalar) for item in found.items)
    if (found is None and field in LISTS) or (as_list and field not in {"speakers", "title", "video"}):
        items = tuple(part.strip() for part in value.split(",") if part.strip())
        return SetValue(path, items)
    literal = _LITERALS.get(field)
    if field in fields.KEYS or field in _LITERALS:
        return SetValue(path, value, literal=bool(literal and literal.fullmatch(value)))
    before = found.text if isinstance(found, Scalar) and found.plain else None
    own = any(kind.fullmatch(value) and (before is None or kind.fullmatch(before)) for kind in _OWN)
    return SetValue(path, value, literal=own and (found is None or before is not None))
