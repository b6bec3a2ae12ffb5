"""A note that is imported again: what of it follows the source, and what stays as the person has it.

- A field that still is as it was imported follows; so does a text (a body, an abstract) as a whole.
- One that the person changed or cleared stays, and the difference is told.
- One that the note lacks and that was never imported is added.
- One that the source does not say any more stays, and that is told: no video is lost because its link was.
- Only the source that made the note is followed. Another one adds what is lacking, once.
- One that the person corrected before it was imported follows their next correction only.
- A note that was not imported keeps all that it says; what the source says alike follows from then on.
"""

from __future__ import annotations

from dataclasses import dataclass

from talktui.notes.imported_digest import digest
from talktui.notes.talk import Talk
from talktui.transfer.merging.combining import Incoming
from talktui.transfer.merging.digests import SOURCE, Mark, Origin, origin_of
from talktui.transfer.merging.new_files import Brought, Category, brought
from talktui.transfer.merging.said import LISTS, Said, items, said_by_note, shown


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of which note and source say different things; texts to show, "" for nothing."""

    field: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What an import makes of one note's talk."""

    talk: Talk
    brought: Brought
    mine: Said  # what the note says
    follows: tuple[str, ...]  # the fields that become the source's, in its order
    kept: tuple[Difference, ...]
    was: Origin | None
    origin: Origin  # what the note remembers then

    @property
    def is_change(self) -> bool:
        """Whether the note changes."""
        return bool(self.follows) or self.was != self.origin

    @property
    def following(self) -> tuple[Difference, ...]:
        """What changes, to be shown."""
        return tuple(
            _difference(self.talk, self.brought, name, self.mine.get(name, "")) for name in self.follows
        )


def has_other_source(talk: Talk) -> bool:
    """Whether the note has a `source` of the person's own, where an import could remember nothing."""
    return origin_of(talk) is None and any(
        key == SOURCE or key.startswith(f"{SOURCE}.") for key, texts in talk.fields.items() if texts
    )


def decide(talk: Talk, level: int, incoming: Incoming, category: Category) -> Decision:
    """What `incoming` makes of the note's `talk`, whose heading in a log is of `level` (0: it is a file)."""
    was = origin_of(talk)
    parts, best = incoming.as_from(was.source if was is not None else incoming.parts[0].source)
    what = brought(parts, best, incoming.conference, category)
    marks = dict(was.marks) if was is not None else {}
    mine = said_by_note(talk, level, category, {**what.said, **marks})
    follows_it = was is None or was.source == parts[0].source
    follows: list[str] = []
    kept: list[Difference] = []
    for name, theirs in what.said.items():
        has, mark = mine.get(name, ""), marks.get(name)
        own, corrected = (follows_it and name in fields for fields in (what.own, what.corrected))
        if name == "conference" and not has and talk.conference:
            continue  # its folder says it
        if has == theirs:
            if was is None:
                marks[name] = Mark(digest(theirs), own, corrected)
        elif (not has and mark is None) or (
            has
            and mark is not None
            and ((own and not mark.corrected) or corrected)
            and mark.digest == digest(has)
        ):
            follows.append(name)
            marks[name] = Mark(digest(theirs), own, corrected)
        elif not (has and name in LISTS and items(name, theirs) <= items(name, has)):
            kept.append(_difference(talk, what, name, has))
    for name, mark in marks.items() if follows_it and was is not None else ():
        if name not in what.said and mark.own and mark.digest == digest(mine.get(name, "")):
            kept.append(_difference(talk, what, name, mine[name]))
    if was is None:
        origin = Origin(parts[0].source, parts[0].talk.id, marks)
    elif follows_it and parts[0].talk.id is not None:
        origin = Origin(was.source, parts[0].talk.id, marks)
    else:
        origin = Origin(was.source, was.id, marks)
    return Decision(talk, what, mine, tuple(follows), tuple(kept), was, origin)


def _difference(talk: Talk, what: Brought, name: str, mine: str) -> Difference:
    theirs = what.said.get(name, "")
    return Difference(name, shown(name, mine, talk.video), shown(name, theirs, what.talk.video))
