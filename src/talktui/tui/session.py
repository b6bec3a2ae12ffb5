"""What the app knows besides its widgets: the library, the filter, the marks, the open groups.

No Textual here, so that it can be tested without a screen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from talktui.config import Settings, State
from talktui.notes.edits import Edit
from talktui.notes.grouping import Group, group
from talktui.notes.history import History
from talktui.notes.library import Library
from talktui.notes.problem import Problem
from talktui.notes.talk import Conference, Kind, Note, Talk, TalkKey
from talktui.query import Context, Query, parse
from talktui.query.context import local_today
from talktui.tui.rows import GroupPath, Openness, Row, RowId, build_rows

OPEN_ALL_UP_TO = 300  # with a filter, so many talks are shown with every group open
OPEN_AT_FIRST = 12  # so many top groups or fewer start open


class Session:
    """One notes directory being browsed."""

    def __init__(self, root: Path, settings: Settings, state: State) -> None:
        self.root = root
        self.settings = settings
        self.state = state
        self.library = Library()
        self.history = History()
        self.query: Query = parse("")
        self.query_text = ""
        self.group_by: tuple[str, ...] = settings.group
        self.sort_by: str = settings.sort
        self.marks: set[TalkKey] = set()
        self.kept: set[TalkKey] = set()  # edited talks shown although they no longer match
        self.shown: list[Talk] = []
        self.groups: Sequence[Group] = ()
        self.last_edits: tuple[Edit, ...] = ()  # what `.` repeats
        self.loading = False
        self.came_back = False  # the cursor went to where this directory was left
        self._opened: set[RowId] = set()
        self._folded: set[RowId] = set()
        self._first_rows = True
        self._opened_at_first: set[RowId] = set()
        self._context = Context(marked=self.marks)

    # -- the filter

    @property
    def context(self) -> Context:
        """What a query needs to know besides the talk; after midnight it is another day."""
        today = local_today()
        if self._context.today != today:
            self._context = replace(self._context, today=today)
        return self._context

    def set_query(self, query: Query, text: str) -> None:
        """Filter by `query`; what only an edit kept in sight goes."""
        self.query = query
        self.query_text = text
        self.kept.clear()
        self._folded.clear()

    def find(self, query: Query, cancelled: Callable[[], bool] | None = None) -> list[Talk]:
        """The talks that match `query`. Safe to call in a thread: it changes nothing but caches."""
        return query.filter(self.library.talks, self.context, cancelled=cancelled)

    def show(self, matching: Sequence[Talk]) -> None:
        """Take the talks that match as what is shown, with the kept ones, and group them."""
        if self.kept:
            have = {talk.key for talk in matching}
            keys = have | self.kept
            self.shown = [talk for talk in self.library.talks if talk.key in keys]
        else:
            self.shown = list(matching)
        self.regroup()

    def refresh(self) -> None:
        """Filter and group anew, at once."""
        self.show(self.find(self.query))

    def regroup(self) -> None:
        """Group and sort what is shown."""
        self.groups = group(self.shown, self.group_by, self.sort_by, self.library)
        if self._first_rows and self.groups:
            self._opened -= self._opened_at_first  # while more come in, few groups may become many
            few = len(self.groups) <= OPEN_AT_FIRST
            self._opened_at_first = {RowId(top.path) for top in self.groups} if few else set()
            self._opened |= self._opened_at_first
            self._first_rows = self.loading

    # -- rows

    @property
    def filtering(self) -> bool:
        """Whether a filter is in force."""
        return bool(self.query_text.strip())

    def rows(self) -> list[Row]:
        """The tree's rows as they are open now."""
        matching = self._dimmed()
        return build_rows(self.groups, self.openness, matching)

    def _dimmed(self) -> Callable[[TalkKey], bool]:
        if not self.kept:
            return lambda _: False
        out = {
            key
            for key in self.kept
            if (talk := self.library.talk(key)) is not None and not self.query.matches(talk, self.context)
        }
        return out.__contains__

    @property
    def openness(self) -> Openness:
        """What is open: with a filter that leaves few talks, every group."""
        every = self.filtering and len(self.shown) <= OPEN_ALL_UP_TO
        return Openness(self._opened, self._folded, every)

    def toggle(self, row: Row, *, to: bool | None = None) -> bool:
        """Open or close a row (or make it `to`). Returns whether anything changed."""
        if row.opened is None or row.opened is to:
            return False
        to = not row.opened if to is None else to
        self._first_rows = False  # from now on the person says what is open
        if self.openness.all_groups and row.id.key is None:
            (self._folded.discard if to else self._folded.add)(row.id)
        else:
            (self._opened.add if to else self._opened.discard)(row.id)
        return True

    def fold_all(self) -> None:
        """Close every group; when all are closed, open them."""
        every = {RowId(found.path) for found in _walk(self.groups)}
        if self.openness.all_groups:
            self._folded = set() if self._folded >= every else set(every)
        elif any(row in self._opened for row in every):
            self._opened -= every
        else:
            self._opened |= every

    def reveal(self, key: TalkKey, prefer: GroupPath = ()) -> RowId | None:
        """Open the groups around a talk; the row it stands in then, or None when it is not shown.

        Of several groups that it stands in, `prefer` is taken, else the first.
        """
        holding = [found.path for found in _walk(self.groups) if any(talk.key == key for talk in found.talks)]
        if not holding:
            return None
        path = prefer if prefer in holding else holding[0]
        for end in range(1, len(path) + 1):
            around = RowId(path[:end])
            self._opened.add(around)
            self._folded.discard(around)
        return RowId(path, key)

    # -- notes that came or went

    def add(self, notes: Iterable[Note]) -> None:
        """Take notes that were read."""
        for note in notes:
            self.library.replace(note)

    def forget(self, path: str) -> None:
        """A note is gone."""
        self.library.remove(path)
        self.marks -= {key for key in self.marks if key.path == path}

    def keep(self, keys: Iterable[TalkKey]) -> None:
        """Keep edited talks in sight until the filter changes, dimmed when they no longer match."""
        if self.filtering:
            self.kept.update(keys)

    def drop_marks_that_are_gone(self) -> None:
        """Forget marks of talks that no longer exist."""
        self.marks.intersection_update({talk.key for talk in self.library.talks})

    @staticmethod
    def talk_count(talks: Iterable[Talk]) -> int:
        """How many talks, without a log's own text and files that cannot be read."""
        return sum(talk.kind is Kind.TALK for talk in talks)

    # -- what a command is about

    def marked_talks(self) -> list[Talk]:
        """The marked talks that are shown, in order: a filter hides the others from every edit."""
        return [talk for talk in self.shown if talk.key in self.marks]

    def conference_of(self, row: Row) -> Conference | None:
        """The conference a row stands for or in, when the tree is grouped by conference."""
        if row.talk is not None:
            return self.library.conferences.get(row.talk.conference)
        if row.group is None:
            return None
        names = {talk.conference for talk in row.group.all_talks()}
        return self.library.conferences.get(names.pop()) if len(names) == 1 else None

    def all_problems(
        self, of_folders: Iterable[tuple[str, Problem]] = ()
    ) -> list[tuple[str, Problem, TalkKey | None]]:
        """Every problem of every note, with its place and the talk to go to; then those `of_folders`."""
        found: list[tuple[str, Problem, TalkKey | None]] = []
        for path, note in self.library.notes.items():
            first = note.talks[0].key if note.talks else None
            found.extend((path, problem, first) for problem in note.problems)
            known = frozenset(note.problems)
            for talk in note.talks:
                found.extend((path, problem, talk.key) for problem in talk.problems if problem not in known)
        found.extend((path, problem, None) for path, problem in of_folders)
        return found


def _walk(groups: Iterable[Group]) -> Iterable[Group]:
    for found in groups:
        yield found
        yield from _walk(found.groups)
