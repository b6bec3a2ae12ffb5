"""What an import would do, read and planned for the screen: one row a talk, and what is only linked.

Everything here is done in a thread; the rows hold what a filter looks through, so that it is made only once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from talktui.notes.changes import Change
from talktui.notes.file_names import checked_folder
from talktui.notes.folding import fold
from talktui.notes.library import Library
from talktui.notes.problem import Refused
from talktui.notes.store import Store
from talktui.notes.talk import Note
from talktui.transfer import sources
from talktui.transfer.differing import differing
from talktui.transfer.imported import Imported, Offer
from talktui.transfer.merging.plan import Options, Plan, Planned, State, make_plan
from talktui.transfer.offers import noted
from talktui.transfer.source_files import SourceError
from talktui.tui.source_line import Asked, CannotImportError

At = Callable[[str, int, int], None]
"""Told what is being done ("planning talks"), how many are done, and of how many; 0 for what is not known."""


class Shown(StrEnum):
    """What becomes of a row, as its column says it."""

    NEW = "new"
    FOLLOWS = "follows"
    KEPT = "kept"
    SAME = "same"
    LEFT = "left"
    REFUSED = "refused"
    LINKED = "linked"


_SHOWN = {
    State.NEW: Shown.NEW,
    State.CHANGED: Shown.FOLLOWS,
    State.SAME: Shown.SAME,
    State.LEFT: Shown.LEFT,
    State.REFUSED: Shown.REFUSED,
}


@dataclass(frozen=True, slots=True)
class LinkedTalk:
    """A talk that is only linked from another's text; taken, that one gets it as `related`."""

    number: int  # its place among all that are
    offer: Offer
    within: str  # the title of the talk whose text links to it, "" for none: then it cannot be taken


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One row of the import screen."""

    shown: Shown
    title: str
    speakers: str
    day: str
    conference: str
    categories: str
    words: str  # folded: what a filter looks through
    planned: Planned | None = None
    linked: LinkedTalk | None = None

    @property
    def can_be_taken(self) -> bool:
        """Whether there is anything to choose."""
        if self.linked is not None:
            return bool(self.linked.within)
        return self.shown in {Shown.NEW, Shown.FOLLOWS}

    @property
    def name(self) -> tuple[object, ...]:
        """What it is recognised by in another plan of the same sources."""
        talk = self.planned.talk if self.planned is not None else None
        link = self.linked.number if self.linked is not None else -1
        return (link, self.title, self.day, *((talk.id, talk.line) if talk is not None else ()))


@dataclass(frozen=True)
class Preview:
    """A plan as rows; what was read stays, so that it can be planned anew."""

    asked: Asked
    imported: tuple[Imported, ...]
    linked: frozenset[int]  # numbers of the linked talks that are taken
    plan: Plan
    rows: tuple[ImportRow, ...]
    in_logs: bool  # some new talk goes into a log

    @cached_property
    def talks(self) -> int:
        """How many rows are talks of the sources or of their notes."""
        return len(self.plan.talks)

    @property
    def conference_files(self) -> int:
        """How many `conference.yaml` files the import would make or change."""
        return sum(one.state in {State.NEW, State.CHANGED} for one in self.plan.conferences)

    @cached_property
    def tickable(self) -> Mapping[int, ImportRow]:
        """The talks that can be imported, by their number in the plan."""
        rows = (row for row in self.rows if row.planned is not None and row.can_be_taken)
        return {row.planned.number: row for row in rows if row.planned is not None}

    @cached_property
    def states(self) -> Sequence[tuple[Shown, int]]:
        """How many rows each state has, of those that some have."""
        counts = Counter(row.shown for row in self.rows)
        return [(shown, counts[shown]) for shown in Shown if counts[shown]]

    @cached_property
    def conferences(self) -> tuple[str, ...]:
        """The names of the talks' conferences, each once."""
        return tuple(dict.fromkeys(one.conference for one in self.plan.talks))

    @cached_property
    def folders(self) -> tuple[str, ...]:
        """The folders that new notes go into; "" is the notes directory."""
        new = (one.key for one in self.plan.talks if one.state is State.NEW and one.key is not None)
        return tuple(dict.fromkeys(key.path.rpartition("/")[0] for key in new))

    @property
    def told(self) -> tuple[str, ...]:
        """What the sources and the plan say of themselves, a sentence each."""
        said = [str(told) for told in self.plan.told]
        for one in self.plan.conferences:
            if one.state is State.REFUSED:
                said.append(f"{one.path}: not written: {one.reason}")
            elif one.state in {State.NEW, State.CHANGED}:
                said.append(f"{one.path}: {'new' if one.state is State.NEW else 'gets what the source adds'}")
            for kept in one.kept:
                mine, theirs = differing(kept.mine, kept.theirs)
                said.append(f"{one.path}: {kept.field} stays {mine}; the source has {theirs}")
        return tuple(said)

    def new_talks(self, chosen: Collection[int] | None) -> dict[str, set[str | None]]:
        """The ids that the chosen new talks have in their sources, by their files in the plan's order."""
        found: dict[str, set[str | None]] = {}
        for one in self._taken(chosen):
            if one.state is State.NEW and one.key is not None and one.talk is not None:
                found.setdefault(one.key.path, set()).add(one.talk.id)
        return found

    def counts(self, chosen: Collection[int] | None) -> tuple[int, int]:
        """How many of the chosen talks are new, and how many notes follow their source."""
        states = [one.state for one in self._taken(chosen)]
        return states.count(State.NEW), states.count(State.CHANGED)

    def _taken(self, chosen: Collection[int] | None) -> list[Planned]:
        return [one for one in self.plan.talks if chosen is None or one.number in chosen]

    def title(self, chosen: Collection[int] | None) -> str:
        """What undo calls it."""
        if self.plan.count(State.NEW) + self.plan.count(State.CHANGED):
            return self.plan.titled(chosen)
        return f"import {', '.join(one.name for one in self.plan.conferences)}"


def prepared(store: Store, notes: Iterable[Note], asked: Asked, at: At) -> Preview:
    """Read the sources and plan them, for the notes as they are. In a thread; `at` may raise to stop it.

    Raises :class:`CannotImportError`.
    """
    if asked.format is not None and asked.format not in sources.names():
        known = ", ".join(sources.names())
        raise CannotImportError(f"--format {asked.format}: no format; it is one of {known}")
    library = Library()
    for note in notes:
        library.replace(note)
    root = store.root
    try:
        imported = sources.read(
            asked.sources,
            asked.format,
            notes=root,
            progress=lambda done, total: (
                at("looking at files", done, total) if done < total else at("reading their talks", 0, 0)
            ),
            looked=lambda count: at("reading files", count, 0),
        )
        if asked.links_from is not None:
            from talktui.transfer.linking import with_links

            others = sources.read([asked.links_from], notes=root)
            imported = [with_links(one, others) for one in imported]
    except SourceError as error:
        raise CannotImportError(str(error)) from error
    everything = range(sum(len(one.offers) for one in imported)) if asked.related else ()
    return planned(store, library, asked, tuple(imported), frozenset(everything), at)


def planned_again(
    store: Store, notes: Iterable[Note], asked: Asked, before: Preview, linked: frozenset[int], at: At
) -> Preview:
    """What was read for `before`, planned as `asked` now. Likewise."""
    library = Library()
    for note in notes:
        library.replace(note)
    return planned(store, library, asked, before.imported, linked, at)


def planned(
    store: Store,
    library: Library,
    asked: Asked,
    imported: tuple[Imported, ...],
    linked: frozenset[int],
    at: At,
) -> Preview:
    """The plan of what was read, as rows. Raises :class:`CannotImportError`."""
    try:
        into = None if asked.into is None else checked_folder(asked.into)
        plan = make_plan(
            store,
            library,
            _taken(imported, linked),
            Options(asked.conference, into, asked.shape),
            lambda done, total: at("planning talks", done, total),
        )
    except Refused as error:
        raise CannotImportError(str(error)) from error
    except OSError as error:
        raise CannotImportError(f"the notes directory cannot be read: {error}") from error
    return preview_of(plan, library, asked, imported, linked)


def preview_of(
    plan: Plan,
    library: Library,
    asked: Asked,
    imported: tuple[Imported, ...] = (),
    linked: frozenset[int] = frozenset(),
) -> Preview:
    """`plan`, which was made for the notes in `library`, as rows.

    Those that are only linked come last; of a talk that has a note already there is none.
    """
    rows = [_row(one, library) for one in plan.talks]
    links = _links(imported)
    if links:
        has_note = noted(plan)
        rows += [_linked_row(one) for one in links if one.number in linked or not has_note(one.offer)]
    paths = [one.key.path for one in plan.talks if one.state is State.NEW and one.key is not None]
    in_logs = len(set(paths)) < len(paths) or any(path in library.notes for path in paths)
    return Preview(asked, imported, linked, plan, tuple(rows), in_logs or asked.shape == "log")


def difference(preview: Preview, row: ImportRow) -> list[Change]:
    """What importing only this row's talk would do to files, its own first. Slow: for a thread.

    Raises :class:`Refused`.
    """
    one = row.planned
    if one is None:
        return []
    changes = preview.plan.changes({one.number})
    own = one.key.path if one.key is not None else ""
    return sorted(changes, key=lambda change: change.path != own)


def _links(imported: Sequence[Imported]) -> list[LinkedTalk]:
    return [
        LinkedTalk(number, offer, one.talks[offer.talk].title if offer.talk is not None else "")
        for number, (one, offer) in enumerate((one, offer) for one in imported for offer in one.offers)
    ]


def _taken(imported: Sequence[Imported], linked: Collection[int]) -> list[Imported]:
    """What was read, the links that are wanted among what their talks are related to."""
    taken, first = [], 0
    for one in imported:
        wanted = tuple(offer for number, offer in enumerate(one.offers, first) if number in linked)
        first += len(one.offers)
        taken.append(replace(one, offers=wanted).with_offers() if wanted else one)
    return taken


def _row(one: Planned, library: Library) -> ImportRow:
    talk, note = one.talk, library.talk(one.key) if one.key is not None else None
    said = talk if talk is not None else note
    speakers = ", ".join(speaker.name for speaker in said.speakers) if said is not None else ""
    categories = ", ".join(said.categories) if said is not None else ""
    when = talk.when if talk is not None else note.date if note is not None else None
    shown = _SHOWN[one.state]
    if shown is Shown.SAME and one.kept:
        shown = Shown.KEPT
    day = "" if when is None else str(when)[:10]
    words = fold("\n".join((one.title, speakers, categories, one.conference, day)))
    return ImportRow(shown, one.title, speakers, day, one.conference, categories, words, planned=one)


def _linked_row(one: LinkedTalk) -> ImportRow:
    words = fold("\n".join((one.offer.title, one.within)))
    within = f"in “{one.within}”" if one.within else ""
    return ImportRow(Shown.LINKED, one.offer.title, within, "", "", "", words, linked=one)
