"""What the app knows besides its widgets: the library, the filter, the marks, the open groups.

No Textual here, so that it can be tested without a screen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakSet

from talktui.config import Settings, State
from talktui.notes.beside import Beside, conflict_of
from talktui.notes.group_index import GroupIndex, narrowed, narrowed_again
from talktui.notes.grouping import Group, count_talks
from talktui.notes.library import Library
from talktui.notes.problem import Problem
from talktui.notes.talk import Conference, Note, Talk, TalkKey
from talktui.query.context import Context, local_today
from talktui.query.corpus import Corpus, span
from talktui.query.match import EVERY_TALK, Query
from talktui.tui.found import Asked, Found
from talktui.tui.rows import OPEN_AT_FIRST, GroupPath, Openness, Row, RowId, Rows, build_rows
from talktui.tui.saved_since import SavedSince

if TYPE_CHECKING:
    from talktui.notes.edits import Edit
    from talktui.query.completion import Offers
    from talktui.tui.regrouping import NewGroups
    from talktui.tui.searching import Matching, Search

OPEN_ALL_UP_TO = 300  # with a filter, so many talks are shown with every group open


class Session:
    """One notes directory being browsed."""

    def __init__(self, root: Path, settings: Settings, state: State) -> None:
        self.root = root
        self.settings = settings
        self.state = state
        self.library = Library()
        self.query: Query = EVERY_TALK
        self.query_text = ""
        self.group_by: tuple[str, ...] = settings.group
        self.sort_by: str = settings.sort
        self.marks: set[TalkKey] = set()
        self.backlinks: Mapping[TalkKey, tuple[TalkKey, ...]] = {}  # as far as it is known by now
        self.kept: set[TalkKey] = set()  # edited talks shown although they no longer match
        self.shown: Sequence[Talk] = ()
        self.groups: Sequence[Group] = ()
        self.saved_since = SavedSince()  # our own changes, which what was read before them does not undo
        self.last_edits: tuple[Edit, ...] = ()  # what `.` repeats
        self.loading = False
        self.came_back = False  # the cursor went to where this directory was left
        self._opened: set[RowId] = set()
        self._folded: set[RowId] = set()
        self._first_rows = True
        self._opened_at_first: set[RowId] = set()
        self.beside: Mapping[str, Beside] = {}  # what other programs put beside notes, by path
        self.conflicts: set[str] = set()  # notes beside which a sync-conflict copy stands
        self._context = Context(marked=self.marks, conflicts=self.conflicts)
        self._was: dict[str, tuple[Talk, ...]] = {}  # talks that changed notes had, until that is followed up
        self._index: GroupIndex | None = None
        self._corpus: Corpus | None = None
        self._stale: set[str] = set()  # notes that changed since the corpus was made
        self._search: Search | None = None
        self.searches: WeakSet[Search] = WeakSet()  # those that somebody may still look through
        self._offers: Offers | None = None
        self._awaited: WeakSet[NewGroups] = WeakSet()  # groups that are being made
        self._found = Found(self.query, (), self.asked(self.query))
        self._narrowed: tuple[Sequence[Group], Sequence[Group]] = ((), ())  # of which groups what is shown

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

    def search(self) -> Search:
        """All talks as they are now, to be searched through; another one after something changed."""
        from talktui.query.answers import Answers  # the first talks are shown without the language
        from talktui.tui.searching import Search

        groups, talks, context = self.everything(), self.library.talks, self.context
        search = self._search
        answers = search.answers if search is not None else None
        same = answers is not None and answers.corpus.talks is talks and answers.context is context
        if search is not None and same and search.groups is groups:
            return search
        if self._corpus is None:
            self._corpus = Corpus(talks, context.folded)
        elif self._corpus.talks is not talks:
            self._corpus = self._corpus.followed(talks, self._stale)
        self._stale.clear()
        if answers is None or not same:
            answers = Answers(self._corpus, context)
        self._search = Search(answers, groups)
        self.searches.add(self._search)
        return self._search

    def prepare(self, talks: Iterable[Talk]) -> None:
        """Fold the texts of `talks`, which the first filter would wait for. Safe to call in a thread."""
        for talk in talks:
            self._context.folded.alone(talk)

    def take(self, matching: Matching, search: Search, asked: Asked) -> None:
        """Filter by what `search` found, asked with `asked`; notes that changed since are asked anew."""
        self.set_query(matching.query, matching.query.text)
        self._found = Found(self.query, matching.talks, asked)
        groups: Sequence[Group] | None = matching.groups
        if search is not self.search():
            groups = None
            now = {path: self.library.talks_of(path) for path in search.since}
            self._found = self._found.followed(search.since, now, self._context)
        if asked != self.asked(self.query):
            self.refresh()
        elif self.query.is_empty:
            self.show(self.library.talks)
        else:
            self._show_found(groups)

    def offers(self) -> Offers:
        """What may be completed in a filter, as the talks are now."""
        if self._offers is None or self._offers.talks is not self.library.talks:
            from talktui.query.completion import Offers  # for a `tab` only

            self._offers = Offers(self.library)
        return self._offers

    def show(self, matching: Sequence[Talk], groups: Sequence[Group] | None = None) -> None:
        """Take the talks that match as what is shown, with the kept ones.

        `groups` are those of :func:`narrowed` for them, when they have been made already.
        """
        self._found = Found(self.query, matching, self.asked(self.query))
        self._show_found(groups)

    def _show_found(self, groups: Sequence[Group] | None = None, *, again: bool = False) -> None:
        """Show what was found. `again`: the same as before, but for notes that changed."""
        found = self._found
        kept = [talk for key in self.kept if (talk := self.library.talk(key)) is not None]
        kept = [talk for talk in kept if not found.holds(talk)]
        self.shown = found.talks
        if kept:
            self.shown = self._with_kept(found.talks, kept)
            groups = None
        whole = self.everything()
        if groups is None and again and len(self.shown) < len(self.library.talks):
            wanted, touched = found.ids, set()
            if kept and self._index is not None:
                wanted = wanted.union(map(id, kept))
                touched = set().union(*map(self._index.holding, kept))
            groups = narrowed_again(whole, wanted, *self._narrowed, touched)
        self.regroup(groups)
        self._narrowed = (whole, self.groups)

    def _with_kept(self, matching: Sequence[Talk], kept: Sequence[Talk]) -> list[Talk]:
        """`matching` and the talks `kept`, in the library's order."""
        shown = list(matching)
        extra = set(map(id, kept))
        for path in {talk.key.path for talk in kept}:
            start, end = span(shown, path)
            among = extra.union(map(id, shown[start:end]))
            shown[start:end] = [talk for talk in self.library.talks_of(path) if id(talk) in among]
        return shown

    def refresh(self) -> None:
        """Filter and group anew, at once: what notes that changed make necessary, and no more."""
        self._follow_changes()
        found = self._found
        if self.query.is_empty:
            self.show(self.library.talks)
        elif found.query is self.query and found.asked == self.asked(self.query):
            self._show_found(again=True)
        else:
            self.show(self.search().answers.talks(self.query))

    def everything(self) -> Sequence[Group]:
        """All talks in their groups. Nothing changes in them later, so that a thread may look at them."""
        self._follow_changes()
        if self._index is None or (self._index.by, self._index.sort) != (self.group_by, self.sort_by):
            self._index = GroupIndex(self.group_by, self.sort_by, self.library)
        return self._index.groups()

    def asked(self, query: Query) -> Asked:
        """What else the answer of `query` depends on."""
        if query.clause.is_settled:
            return (self.context.today,)
        return self.context.today, frozenset(self.marks), frozenset(self.conflicts)

    def _follow_changes(self) -> None:
        """Bring the groups and what was found up to the notes that changed."""
        if not self._was:
            return
        was, self._was = self._was, {}
        now = {path: self.library.talks_of(path) for path in was}
        if self._index is not None:
            self._index.changed(was, now)
        self._stale.update(was if self._corpus is not None else ())
        under_way: list[Search | NewGroups] = [*self.searches, *self._awaited]
        for one in under_way:
            one.since = was | one.since
        self._found = self._found.followed(was, now, self._context)

    def new_groups(self, by: tuple[str, ...], sort: str) -> NewGroups:
        """What makes other groups, in a thread if need be, for :meth:`take_groups`."""
        from talktui.tui.regrouping import NewGroups

        self._follow_changes()
        new = NewGroups(by, sort, self.library, self.shown)
        self._awaited.add(new)
        return new

    def take_groups(self, new: NewGroups, index: GroupIndex, groups: Sequence[Group]) -> None:
        """Show what is shown in the groups that `new` made, of all talks and of what was shown then."""
        self._follow_changes()
        new.finish(index)
        self._awaited.discard(new)
        self._index, self.group_by, self.sort_by = index, new.by, new.sort
        self.regroup(groups if not new.since and new.shown is self.shown else None)
        self._narrowed = (self.everything(), self.groups)

    def regroup(self, groups: Sequence[Group] | None = None) -> None:
        """Group and sort what is shown; `groups` when that is done already."""
        if groups is None:
            groups = self.everything()
            if len(self.shown) < len(self.library.talks):
                groups = narrowed(groups, self.shown)
        self.groups = groups
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

    def rows(self) -> Rows:
        """The tree's rows as they are open now."""
        return build_rows(self.groups, self.openness, self._dimmed())

    def _dimmed(self) -> Callable[[TalkKey], bool] | None:
        if not self.kept:
            return None
        out = {
            key
            for key in self.kept
            if (talk := self.library.talk(key)) is not None and not self.query.matches(talk, self.context)
        }
        return out.__contains__

    @property
    def openness(self) -> Openness:
        """What is open: with a filter that leaves few talks, every group."""
        return Openness(self._opened, self._folded, self.filtering and len(self.shown) <= OPEN_ALL_UP_TO)

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
        talk = self.library.talk(key)
        around = self._index.holding(talk) if talk is not None and self._index is not None else None
        outermost = [group for group in self.groups if around is None or group.path in around]
        holding = [found.path for found in _walk(outermost) if any(talk.key == key for talk in found.talks)]
        if not holding:
            return None
        path = prefer if prefer in holding else holding[0]
        for end in range(1, len(path) + 1):
            row = RowId(path[:end])
            self._opened.add(row)
            self._folded.discard(row)
        return RowId(path, key)

    # -- notes that came or went

    def add(self, notes: Iterable[Note]) -> None:
        """Take notes that were read."""
        for note in notes:
            self._changes(note.path)
            self.library.replace(note)
        if self._index is not None and not self.filtering:
            self._follow_changes()  # a little now instead of much when it is drawn

    def is_copy(self, path: str) -> bool:
        """Whether the file at `path` is a sync-conflict copy of a note that is there: no note of its own."""
        folder, slash, name = path.rpartition("/")
        original = conflict_of(name)
        return original is not None and folder + slash + original in self.library.notes

    def forget(self, path: str) -> None:
        """A note is gone."""
        self._changes(path)
        self.library.remove(path)
        self.marks -= {key for key in self.marks if key.path == path}

    def _changes(self, path: str) -> None:
        self._was.setdefault(path, self.library.talks_of(path))

    def keep(self, keys: Iterable[TalkKey]) -> None:
        """Keep edited talks in sight until the filter changes, dimmed when they no longer match."""
        if self.filtering:
            self.kept.update(keys)

    def drop_marks_that_are_gone(self) -> None:
        """Forget marks of talks that no longer exist."""
        self.marks -= {key for key in self.marks if self.library.talk(key) is None}

    def talk_count(self, talks: Sequence[Talk]) -> int:
        """How many talks, without a log's own text and files that cannot be read."""
        library = self.library
        if talks is library.talks or library.count == len(library.talks):
            return library.count if talks is library.talks else len(talks)
        return count_talks(talks)

    # -- what a command is about

    def marked_talks(self) -> list[Talk]:
        """The marked talks that are shown, in order: a filter hides the others from every edit."""
        if len(self.marks) > len(self.shown) // 8:
            return [talk for talk in self.shown if talk.key in self.marks]
        found: list[Talk] = []
        for path in sorted({key.path for key in self.marks}):
            start, end = span(self.shown, path)
            found += [talk for talk in self.shown[start:end] if talk.key in self.marks]
        return found

    def is_shown(self, key: TalkKey) -> bool:
        """Whether the filter leaves the talk."""
        start, end = span(self.shown, key.path)
        return any(talk.key == key for talk in self.shown[start:end])

    def conference_of(self, row: Row) -> Conference | None:
        """The conference a row stands for or in, when the tree is grouped by conference."""
        if row.talk is not None:
            return self.library.conferences.get(row.talk.conference)
        names = {talk.conference for talk in row.group.all_talks()} if row.group is not None else set()
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
