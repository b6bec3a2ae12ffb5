"""One file's tags renamed, merged or taken off, wherever in it they stand: an intent, as edits are.

Tags stand in the file's front matter (`tags`, `tag`, `keywords`, `[taxonomies]`), in a talk log's entries
under `talks:`, under `defaults:`, and as `#tags` in the text.  Lists keep their order and style; in the text
exactly the tags' own characters change.  What came of it is read again and must be what was asked, else the
edit is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from talktui.notes import fields
from talktui.notes.document import Document, line_of, parse
from talktui.notes.edit import editable, with_text
from talktui.notes.empty_entries import without_empty_entries
from talktui.notes.entry_names import TALKS
from talktui.notes.front_edits import HEADING, without_empty_block
from talktui.notes.front_matter.operations import (
    Operation,
    RemoveItems,
    RenameItems,
    SetValue,
    text_items,
)
from talktui.notes.front_matter.splice import splice
from talktui.notes.front_matter.values import Mapping, Scalar, Value
from talktui.notes.front_matter.values import Sequence as ListValue
from talktui.notes.heading_text import heading_text
from talktui.notes.inline_tags import find_tags
from talktui.notes.log_place import heading_value, log_of, sections_in
from talktui.notes.logs import Log
from talktui.notes.problem import Refused
from talktui.notes.tag_names import bare, is_one_of, name_after, stands_in_text
from talktui.notes.talk import TalkKey

DEFAULTS = "defaults"
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RenameTags:
    """The tags `olds`, and those below them, called `new` everywhere in the file of `key`."""

    key: TalkKey
    olds: tuple[str, ...]
    new: str

    @property
    def title(self) -> str:
        """What undo calls it."""
        if len(self.olds) == 1:
            return f"tag #{bare(self.olds[0])} renamed to #{bare(self.new)}"
        return f"tags {' '.join('#' + bare(old) for old in self.olds)} merged into #{bare(self.new)}"

    def apply(self, data: bytes) -> bytes:
        """See :class:`talktui.notes.edit.Edit`."""
        document = editable(data)
        rename = partial(name_after, olds=self.olds, new=self.new)
        operations: list[Operation] = []
        for path, value in tag_lists(document.front):
            names = tuple(_renamed(value, path[-1], rename))
            if names:
                operations.append(RenameItems(path, names))
        # The text first: what it says stands where the note was read, for the lines in a refusal.
        written = _with_renamed_text(document, rename)
        _same_outline(document, written)
        if operations or written is not document:
            operations += _headings(document, written)
        after = parse(splice(written, operations)) if operations else written
        _check_log(document, after)
        _check_tags(document, after, lambda tag: rename(tag) or tag)
        return after.data


@dataclass(frozen=True, slots=True)
class DeleteTags:
    """The tags `olds`, and those below them, taken off everywhere in the front matter of `key`'s file.

    `#tags` in the text stay: they are a part of what the person wrote.
    """

    key: TalkKey
    olds: tuple[str, ...]

    @property
    def title(self) -> str:
        """What undo calls it."""
        return f"tag {' '.join('#' + bare(old) for old in self.olds)} deleted"

    def apply(self, data: bytes) -> bytes:
        """See :class:`talktui.notes.edit.Edit`."""
        document = editable(data)
        operations: list[Operation] = []
        emptied: list[str] = []  # entries of a log whose last tag goes
        for path, value in tag_lists(document.front):
            have = [raw for raw in _raw_items(value, path[-1]) if raw.strip()]
            gone = tuple(raw for raw in have if is_one_of(raw, self.olds))
            if not gone:
                continue
            if path[0] == TALKS and len(gone) == len(have):
                # An entry says no more than it must, so that it can go when it says nothing.
                operations.append(SetValue(path, None))
                emptied.append(path[1])
            else:
                operations.append(RemoveItems(path, gone))
        if not operations:
            return data
        after = without_empty_entries(splice(document, operations), emptied)
        after = without_empty_block(document, after)
        _check_tags(document, parse(after), lambda tag: None if is_one_of(tag, self.olds) else tag)
        return after


def tag_lists(front: Mapping) -> Iterator[tuple[Path, Value]]:
    """Every list of tags in a front matter: the key path as it is written, and the value there."""
    for root, mapping in _roots(front):
        for path, value in fields.find_all(mapping, "tags"):
            yield (*root, *path), value


def inline_uses(document: Document, olds: Sequence[str]) -> int:
    """How many `#tags` in the text are one of `olds` or stand below one."""
    return sum(is_one_of(tag, olds) for _, tag in find_tags(document.text, document.body_start))


def _roots(front: Mapping) -> Iterator[tuple[Path, Mapping]]:
    """The mappings that may hold tags: the front matter, its `defaults`, and each entry of its `talks`."""
    yield (), front
    defaults = front.get(DEFAULTS)
    if isinstance(defaults, Mapping):
        yield (DEFAULTS,), defaults
    talks = front.get(TALKS)
    if isinstance(talks, Mapping):
        for key, entry in talks.pairs:
            if isinstance(entry, Mapping):
                yield (TALKS, key), entry


def _raw_items(value: Value, key: str) -> list[str]:
    """The items of a list of tags as they are written; those that have keys of their own left out."""
    if isinstance(value, Scalar):
        return [] if value.is_null else [value.text[start:end] for start, end in text_items(value.text, key)]
    if isinstance(value, ListValue):
        return [item.text for item in value.items if isinstance(item, Scalar) and not item.is_null]
    return []


def _renamed(value: Value, key: str, rename: Callable[[str], str | None]) -> Iterator[tuple[str, str]]:
    for raw in dict.fromkeys(_raw_items(value, key)):
        new = rename(raw)
        if new is not None and new != bare(raw):
            yield raw, ("#" if raw.lstrip().startswith("#") else "") + new


def _with_renamed_text(document: Document, rename: Callable[[str], str | None]) -> Document:
    """`document` with the `#tags` of its text renamed; the same one when there is none to rename."""
    text = document.text
    found = find_tags(text, document.body_start)
    pieces: list[str] = []
    expected: list[tuple[int, str]] = []
    at, moved = 0, 0
    for place, tag in found:
        new = rename(tag)
        if new is None or new == tag:
            expected.append((place + moved, tag))
            continue
        if not stands_in_text(new):
            raise Refused(
                f"#{tag} stands in the text, where “{new}” cannot be a tag; change it there first",
                line_of(text, place),
            )
        start = place + 1
        while text[start] == "/":
            start += 1
        pieces += [text[at:start], new]
        at = start + len(tag)
        expected.append((place + moved, new))
        moved += len(new) - len(tag)
    if not pieces:
        return document
    after = parse(with_text(document, "".join([*pieces, text[at:]])))
    if (
        after.front != document.front
        or after.body_start != document.body_start
        or find_tags(after.text, after.body_start) != expected
    ):
        raise Refused("its #tags in the text could not be changed safely; edit the text (e)")
    return after


def _same_outline(before: Document, after: Document) -> None:
    """Refuse when a `#tag` in the text turned out to be what makes a heading one."""
    if before is after:
        return
    was, now = sections_in(before), sections_in(after)
    if [(s.level, s.line, s.link) for s in was] != [(s.level, s.line, s.link) for s in now]:
        raise Refused("its headings would change with its #tags; edit the text (e)")


def _headings(before: Document, after: Document) -> Iterator[Operation]:
    """What entries say of headings that hold a tag which has another name now."""
    talks = before.front.get(TALKS)
    if before is after or not isinstance(talks, Mapping):
        return
    changed = {
        old.title: new.title
        for old, new in zip(sections_in(before), sections_in(after), strict=True)
        if old.title != new.title
    }
    for key, entry in talks.pairs if changed else ():
        said = entry.get(HEADING) if isinstance(entry, Mapping) else None
        if isinstance(said, Scalar) and (title := heading_text(said.text)[0]) in changed:
            yield SetValue((TALKS, key, HEADING), heading_value(changed[title]))


def _check_log(before: Document, after: Document) -> None:
    """Refuse when another heading would be a talk, or an entry would be another talk's."""
    if before is after:
        return
    was, now = log_of(before), log_of(after)
    if _shape(was) != _shape(now):
        raise Refused("its talks would not be told apart as before; edit the text (e)")


def _shape(log: Log | None) -> list[tuple[int, str | None]] | None:
    return None if log is None else [(talk.section.level, talk.entry) for talk in log.talks]


def _check_tags(before: Document, after: Document, name: Callable[[str], str | None]) -> None:
    """Refuse when a list of tags does not read as asked afterwards.

    So it is where a tag has keys of its own, and where an empty list would let another key speak.
    """
    now = dict(_roots(after.front))
    for root, mapping in _roots(before.front):
        asked: dict[str, str] = {}
        for tag in fields.read_tags(mapping):
            new = name(tag)
            if new is not None:
                asked.setdefault(new.casefold(), new)
        if (fields.read_tags(now[root]) if root in now else ()) != tuple(asked.values()):
            where = f"`{'.'.join(root)}`" if root else "the front matter"
            raise Refused(f"the tags of {where} could not be changed as asked; edit the file itself (E)")
