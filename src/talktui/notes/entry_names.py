"""The names of the entries under `talks:`, which follow the anchors of their headings.

Anchors of headings that say the same are numbered (`q`, `q-1`, `q-2`): when one of them goes, comes or gets
another title, the others' change, and an entry that is found by its anchor would be lost or given to another
talk.  So whoever changes a log's headings has its entries named anew, and proves that each is where it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Set
from collections.abc import Mapping as MappingOf

from talktui.notes.conference import NO_CONFERENCE
from talktui.notes.document import Document, parse
from talktui.notes.edit import with_text
from talktui.notes.front_matter.operations import Operation, SetValue
from talktui.notes.front_matter.splice import FIRST_LINE
from talktui.notes.front_matter.values import Mapping, Scalar, Sequence, Value, texts
from talktui.notes.front_matter.yaml_keys import key_source, yaml_keys_renamed
from talktui.notes.front_matter.yaml_text import is_literal
from talktui.notes.log_place import entry_lines, log_of, sections_in
from talktui.notes.problem import Refused
from talktui.notes.talk import Conference

TALKS = "talks"


def kept(
    before: Document,
    after: Document,
    pairs: Iterable[tuple[int, int]],
    conference: Conference = NO_CONFERENCE,
    renamed: str | None = None,
) -> bytes:
    """The bytes of `after` with each of the log's entries where its talk is now.

    `after` is `before` with other headings: `pairs` says of the headings that are in both which one was
    which (numbers, from 0). `renamed` is the entry of one that has another title; it gets the new anchor.
    An entry that was named after its heading's anchor is so again, unless one that has lost its heading has
    that name. `conference` is what the log's folder says, when it is that which makes the note a log.
    Raises :class:`Refused` when an entry cannot be kept with its talk.
    """
    log = log_of(before, conference)
    entries = {talk.section.start: talk.entry for talk in log.talks if talk.entry} if log else {}
    if not entries:
        return after.data
    was, now = sections_in(before), sections_in(after)
    wanted: dict[str, str] = {}  # anchor → entry
    follow: set[str] = {renamed} if renamed is not None else set()
    for old, new in pairs:
        entry = entries.get(was[old].start)
        if entry is not None:
            wanted[now[new].anchor] = entry
            if entry == was[old].anchor:
                follow.add(entry)
    found = _found(after, conference)
    wrong = {entry for anchor, entry in wanted.items() if found.get(anchor) != entry}
    names = _names(after, wanted, follow, wrong)
    if not names:
        if wrong:
            raise _refused(min(wrong))
        return after.data
    data = rename_entries(after, names)
    found = _found(parse(data), conference)
    for anchor, entry in wanted.items():
        if found.get(anchor) != names.get(entry, entry):
            raise _refused(entry)
    return data


def _refused(entry: str) -> Refused:
    return Refused(f"the entry `{entry}` under talks could not be kept with its heading; edit the file (E)")


def _found(document: Document, conference: Conference) -> dict[str, str | None]:
    log = log_of(document, conference)
    return {talk.section.anchor: talk.entry for talk in log.talks} if log else {}


def _names(
    document: Document, wanted: MappingOf[str, str], follow: set[str], wrong: set[str]
) -> dict[str, str]:
    """The entries that get another name: present name → anchor."""
    anchors = {entry: anchor for anchor, entry in wanted.items()}
    talks = document.front.get(TALKS)
    taken = set(talks.keys()) if isinstance(talks, Mapping) else set()
    left = [entry for entry in wanted.values() if entry in follow | wrong]
    names: dict[str, str] = {}
    while left:
        entry = left.pop()
        if entry in names or anchors[entry] == entry:
            continue
        names[entry] = anchors[entry]
        if anchors[entry] in anchors:
            left.append(anchors[entry])  # which has that name now
    lost = taken - set(anchors)  # of no talk: a person may still reattach them
    for entry, name in [*names.items()]:
        if name in lost:
            needed = entry in names.values()  # by another entry
            names[entry] = free_name(name, taken | set(anchors.values())) if needed else entry
    return {entry: name for entry, name in names.items() if name != entry}


def free_name(name: str, taken: Set[str]) -> str:
    """`name`, with a number when it is one of those `taken`."""
    free, number = name, 2
    while free in taken:
        free, number = f"{name}-{number}", number + 1
    return free


def rename_entries(document: Document, names: MappingOf[str, str]) -> bytes:
    """The document's bytes with entries named anew (present name → new one), where they stand.

    Only the names' own characters change: values and comments stay byte for byte.  Raises :class:`Refused`
    where that cannot be.
    """
    for renamed in _ways(document):
        data = with_text(document, renamed(document, names))
        if _renamed_only(document, parse(data), names):
            return data
    entry, name = next(iter(names.items()))
    raise Refused(f"the entry `{entry}` under talks cannot be renamed to `{name}` safely; edit the file (E)")


def _ways(document: Document) -> tuple[Callable[[Document, MappingOf[str, str]], str], ...]:
    """How to rename entries in this document, the quickest first."""
    return (_renamed_in_toml,) if document.kind == "toml" else (_renamed_lines, _renamed_in_yaml)


def _renamed_lines(document: Document, names: MappingOf[str, str]) -> str:
    """The text with the keys under `talks:` renamed, those that have a line of their own in YAML."""
    starts = _line_starts(document.text, document.block[1])
    pieces: list[str] = []
    position = 0
    for key, line in entry_lines(document):
        new = names.get(key)
        if new is None or line > len(starts):
            continue
        pattern = re.compile(rf"([ \t]+)([\"']?){re.escape(key)}\2(?=[ \t]*:(?:\s|\Z))")
        match = pattern.match(document.text, starts[line - 1])
        if match and match.start() >= position:
            pieces += [document.text[position : match.end(1)], key_source(new)]
            position = match.end()
    return "".join([*pieces, document.text[position:]])


def _renamed_in_yaml(document: Document, names: MappingOf[str, str]) -> str:
    """The text with the keys under `talks:` renamed, wherever they stand."""
    start, end = document.block
    block = yaml_keys_renamed(document.text[start:end], TALKS, names, FIRST_LINE)
    return document.text[:start] + block + document.text[end:]


def _renamed_in_toml(document: Document, names: MappingOf[str, str]) -> str:
    """The text with the tables and keys under `talks` renamed."""
    from talktui.notes.front_matter.toml_keys import toml_keys_renamed  # few notes need it

    start, end = document.block
    block = toml_keys_renamed(document.text[start:end], TALKS, names, FIRST_LINE)
    return document.text[:start] + block + document.text[end:]


def _line_starts(text: str, end: int) -> list[int]:
    """Where each line begins, up to character `end`."""
    return [0, *(match.end() for match in re.compile("\n").finditer(text, 0, end))]


def _renamed_only(before: Document, after: Document, names: MappingOf[str, str]) -> bool:
    was, now = shape(before.front), shape(after.front)
    if not isinstance(was, list) or after.body != before.body or after.problems != before.problems:
        return False
    for index, (key, value) in enumerate(was):
        if key == TALKS and isinstance(value, list):
            was[index] = (key, [(names.get(name, name), item) for name, item in value])
    return was == now


def shape(value: Value) -> object:
    """`value` without lines."""
    match value:
        case Scalar(text=text, plain=plain):
            return text, plain
        case Sequence(items=items):
            return ("list", *(shape(item) for item in items))
        case Mapping(pairs=pairs):
            return [(key, shape(item)) for key, item in pairs]


def entry_settings(path: tuple[str, ...], mapping: Mapping) -> list[Operation]:
    """What writes `mapping` anew under `path`; raises :class:`Refused` for a list of more than texts."""
    operations: list[Operation] = []
    for key, value in mapping.pairs:
        match value:
            case Scalar(text=text, plain=plain):
                if not value.is_null:
                    operations.append(SetValue((*path, key), text, literal=plain and is_literal(text)))
            case Sequence(items=items) if all(isinstance(item, Scalar) for item in items):
                operations.append(SetValue((*path, key), texts(value)))
            case Mapping():
                operations += entry_settings((*path, key), value)
            case _:
                raise Refused(f"`{key}` of this entry is a list of lists; rename the entry in the file (E)")
    return operations
