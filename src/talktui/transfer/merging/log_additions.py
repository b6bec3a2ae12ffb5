"""New talks put into a log that is there: each a section in its category, and an entry under `talks:`.

A talk whose title the log has already goes to its end: anchors are numbered from the top, and an entry above
another one of its name would take the other's place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set

from talktui.notes.conference import Folders
from talktui.notes.document import Document, parse
from talktui.notes.edit import with_text
from talktui.notes.entry_names import entry_settings
from talktui.notes.folding import fold
from talktui.notes.front_matter.operations import Operation, SetValue
from talktui.notes.front_matter.splice import splice, splice_together
from talktui.notes.front_matter.values import Mapping
from talktui.notes.headings import slug
from talktui.notes.log_entries import entered_headings
from talktui.notes.log_place import entry_lines, heading_value, log_of, sections_in
from talktui.notes.problem import Refused
from talktui.notes.reader import read_note
from talktui.notes.talk import Section, Talk
from talktui.transfer.log_text import heading_text_of
from talktui.transfer.merging.detached import without_heading
from talktui.transfer.merging.digests import origin_of
from talktui.transfer.merging.log_follow import talks_of
from talktui.transfer.merging.new_files import Brought, entry_front, log_entry

_OTHERWISE = "the log would be read another way with these talks; import them as files"


def with_new_talks(path: str, data: bytes, new: Sequence[Brought], folders: Folders) -> bytes:
    """The log `data` with the talks `new`; raises :class:`Refused`."""
    document = parse(data)
    before = talks_of(read_note(path, data, None, folders))
    log = log_of(document, folders.for_note(path))
    if log is None:
        raise Refused("this note is no talk log any more; import again")
    level = Counter(talk.section.level for talk in log.talks).most_common(1)[0][0]
    ends: dict[str, int] = {}
    for talk in log.talks:
        ends[fold(talk.category)] = talk.end
    anchors = {section.anchor for section in sections_in(document)}
    pieces: dict[int, list[Brought]] = {}  # by where they go
    last: dict[str, list[Brought]] = {}  # at the end, by category
    for what in new:
        category = fold(_category(what))
        name = slug(" ".join(what.talk.title.split()))
        if name in anchors or category not in ends:
            last.setdefault(category, []).append(what)
        else:
            pieces.setdefault(ends[category], []).append(what)
        anchors.add(name)
    text, eol = document.text, document.eol
    ordered: list[Brought] = []
    for at in sorted(pieces):
        ordered += pieces[at]
    for at in sorted(pieces, reverse=True):
        text = _put(text, at, "\n\n".join(_section(what, level) for what in pieces[at]), eol)
    for found in last.values():
        ordered += found
        name = _category(found[0])
        heading = [f"{'#' * max(1, level - 1)} {heading_text_of(name)}"] if name else []
        text = _put(text, len(text), "\n\n".join([*heading, *(_section(one, level) for one in found)]), eol)
    made = parse(with_text(document, text))
    after = _with_entries(made, ordered, level, {talk.entry for talk in log.talks})
    _prove(before, talks_of(read_note(path, after, None, folders)), new)
    return after


def _category(what: Brought) -> str:
    return what.talk.categories[0] if what.talk.categories else ""


def _section(what: Brought, level: int) -> str:
    entry = log_entry(what, level)
    title = heading_text_of(entry.title)
    if entry.video:
        title = f"[{title}]({entry.video if _is_bare(entry.video) else f'<{entry.video}>'})"
    body = entry.body.strip("\n")
    return f"{'#' * level} {title}" + (f"\n\n{body}" if body else "")


def _is_bare(link: str) -> bool:
    return not any(char in "<>()\\" or char.isspace() for char in link)


def _put(text: str, at: int, piece: str, eol: str) -> str:
    """`piece` in `text`, with a blank line on either side."""
    above, below = text[:at], text[at:]
    if above and not above.endswith("\n"):
        above += eol
    if above.strip() and not above.endswith(("\n\n", "\n\r\n")):
        above += eol
    piece = piece.replace("\n", eol) + eol
    return f"{above}{piece}{eol if below else ''}{below}"


def _with_entries(
    document: Document, ordered: Sequence[Brought], level: int, attached: Set[str | None]
) -> bytes:
    """The bytes with an entry for each of the new sections; `attached`: those that had a heading."""
    rest = list(sections_in(document))
    names = _Names(document, rest, attached)
    groups: list[list[Operation]] = []
    wanted: dict[str, list[Brought]] = {}
    for what in ordered:
        wanted.setdefault(" ".join(what.talk.title.split()), []).append(what)
    for title, found in wanted.items():
        same = [section for section in rest if section.title == title and section.level == level]
        for what, section in zip(reversed(found), reversed(same), strict=False):
            groups.append(_entry(names.give(section), what, section))
        if len(same) < len(found):
            raise Refused(_OTHERWISE)
    if document.front.get("talks") is None and groups:
        document, groups = parse(splice(document, groups[0])), groups[1:]
    return splice_together(document, groups) if groups else document.data


class _Names:
    """The names under `talks:`, and those that new sections' entries get."""

    def __init__(self, document: Document, found: Sequence[Section], attached: Set[str | None]) -> None:
        entries = document.front.get("talks")
        self._taken = set(entries.keys()) if isinstance(entries, Mapping) else set()
        self._free = self._taken - attached  # without a heading, so far
        self._headings = entered_headings(entries)
        self._lines = dict(entry_lines(document))
        self._anchors = {section.anchor for section in found}

    def give(self, section: Section) -> str:
        """A name for the entry of `section`; raises :class:`Refused` when one without a heading is its."""
        for name in sorted(self._free):
            if self._headings.get(name, section.title if name == section.anchor else "") == section.title:
                raise Refused(without_heading(name), self._lines.get(name, 0))
        name, number = section.anchor, 1
        while name in self._taken or (number > 1 and name in self._anchors):
            number += 1
            name = f"{section.anchor}-{number}"
        self._taken.add(name)
        return name


def _entry(name: str, what: Brought, section: Section) -> list[Operation]:
    path = ("talks", name)
    in_heading = section.link is not None and section.link == what.talk.video
    front = entry_front(what, in_heading=in_heading, category=_category(what))
    return [SetValue((*path, "heading"), heading_value(section.title)), *entry_settings(path, front)]


def _prove(before: Sequence[Talk], after: Sequence[Talk], new: Sequence[Brought]) -> None:
    """Raise :class:`Refused` unless every talk is there as it was, and the new ones beside them."""
    rest = Counter(map(_kept, before))
    more: Counter[tuple[str, str | None] | None] = Counter()
    for talk in after:
        if rest[_kept(talk)]:
            rest[_kept(talk)] -= 1
        else:
            origin = origin_of(talk)
            more[None if origin is None else (origin.source, origin.id)] += 1
    wanted = Counter((what.first.source, what.first.talk.id) for what in new)
    if rest.total() or more != wanted:
        raise Refused(_OTHERWISE)


def _kept(talk: Talk) -> tuple[object, ...]:
    said = tuple((key, texts) for key, texts in talk.fields.items())
    return talk.title, talk.categories, talk.video, said, talk.body.strip()
