"""Quick edits: tags, status, rating, verdict, a line, again; on one talk, the marked ones or a group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from talktui.notes.drafts import Draft, DraftKind
from talktui.notes.edits import AppendLine, ChangeCategories, ChangeTags, Edit, SetField
from talktui.notes.front_matter.operations import same_item
from talktui.notes.talk import Kind, Status, Talk, TalkKey
from talktui.notes.together import Together
from talktui.tui.drafting import Keeper
from talktui.tui.rows import RowKind
from talktui.tui.saving import Saving
from talktui.tui.screens.changes import Change, ChangesScreen, Tell, Tried
from talktui.tui.screens.menu import Choice, MenuScreen
from talktui.tui.screens.prompt import PromptScreen
from talktui.tui.screens.tags import TagChange, TagsScreen
from talktui.tui.widgets.talk_tree import STATUS_MARKS

if TYPE_CHECKING:
    from talktui.tui.screens.browse import BrowseScreen

STATUS_KEYS: tuple[tuple[str, Status | None], ...] = (
    ("q", Status.QUEUED),
    ("w", Status.WATCHING),
    ("d", Status.WATCHED),
    ("a", Status.ATTENDED),
    ("x", Status.SKIPPED),
    ("-", None),
)

ASK_ABOVE = 10
"""So many marked talks are changed without a preview; a group has one whatever its size."""


@dataclass(frozen=True, slots=True)
class Target:
    """What an edit is about: the talks, what to call them, and whether they are a group's."""

    talks: tuple[Talk, ...]
    name: str
    group: bool = False

    @property
    def ask(self) -> bool:
        """Whether to show what would change first."""
        return self.group or len(self.talks) > ASK_ABOVE


class Editing:
    """Carries out the quick edits."""

    def __init__(self, screen: BrowseScreen) -> None:
        self._screen = screen
        self.saving = Saving(screen)

    # -- what the edit is about

    def target(self) -> Target | None:
        """The marked talks, else the talk under the cursor, else the group's shown ones; or says why none."""
        session, row = self._screen.session, self._screen.tree_view.current
        if self._screen.is_triaging and (talk := self._screen.triaging.talk) is not None:
            return Target((talk,), talk.title)
        marked = tuple(session.marked_talks())
        if marked:
            return Target(marked, f"{len(marked)} marked talks" if len(marked) > 1 else marked[0].title)
        if session.marks:
            self._screen.say("the marked talks are hidden by the filter; esc clears it", warning=True)
            return None
        if row is None:
            self._screen.say("there is no talk here", warning=True)
            return None
        if row.kind is RowKind.GROUP and row.group is not None:
            talks = tuple(talk for talk in row.group.all_talks() if talk.kind is Kind.TALK)
            if not talks:
                self._screen.say("there is no talk here", warning=True)
                return None
            return Target(talks, f"the {len(talks)} shown talks of {row.label}", group=True)
        if row.talk is None or row.talk.kind is not Kind.TALK:
            self._screen.say("this row is no talk; e edits its text", warning=True)
            return None
        return Target((row.talk,), row.talk.title)

    def _start(
        self,
        target: Target,
        make: Callable[[Talk], Iterable[Edit]],
        title: str,
        done: Callable[[bool], None] = lambda _: None,
    ) -> None:
        """Save the edits that `make` gives for each talk, after a preview when they are many.

        `done` is told whether there is nothing left to save.
        """
        made = [(talk, tuple(make(talk))) for talk in target.talks]
        if target.ask:
            made = [(talk, edits) for talk, edits in made if any(would_change(talk, edit) for edit in edits)]
        if not any(edits for _, edits in made):
            self._screen.say(f"{title}: nothing to change")
            done(True)
            return
        if not target.ask:
            self.saving.start([edit for _, edits in made for edit in edits], title, done=done)
            return

        def answered(chosen: tuple[int, ...] | None) -> None:
            if chosen:
                self.saving.start([edit for number in chosen for edit in made[number][1]], title, done=done)
            else:
                done(False)

        notes = self._screen.session.library.notes
        bases = {talk.key.path: notes[talk.key.path].data for talk, _ in made}
        self._screen.app.push_screen(
            ChangesScreen(
                title,
                [self._change(talk, edits) for talk, edits in made],
                trial=lambda tell: _tried(made, bases, tell),
                of=len(target.talks),
            ),
            answered,
        )

    def _change(self, talk: Talk, edits: Sequence[Edit]) -> Change:
        """A row of the preview: what `edits` make of the talk's file."""
        note = self._screen.session.library.notes[talk.key.path]

        def after() -> bytes:
            data = note.data
            for edit in edits:
                data = edit.apply(data)
            return data

        return Change(talk.title, str(talk.key), note.data, after, talk.read_only)

    # -- the edits

    def tags(self) -> None:
        """Ask for +new -old."""
        target = self.target()
        if target is None:
            return
        counts = Counter(tag for talk in target.talks for tag in talk.tags)
        inline = sorted({tag for talk in target.talks for tag in talk.all_tags} - set(counts))
        known = self._screen.session.library.facet("tag")
        where = target.name

        def answered(change: TagChange | None) -> None:
            if change is not None:
                self.change_tags(target, change)

        self._screen.app.push_screen(
            TagsScreen(where, counts.most_common(), inline, len(target.talks), known), answered
        )

    def change_tags(self, target: Target, change: TagChange) -> None:
        """Add and take off tags."""
        words = [f"+{tag}" for tag in change.add] + [f"-{tag}" for tag in change.remove]
        self._start(
            target, lambda talk: [ChangeTags(talk.key, change.add, change.remove)], f"tags {' '.join(words)}"
        )

    def status(self) -> None:
        """Ask for the status: one more key."""
        target = self.target()
        if target is None:
            return
        choices = [
            Choice(
                key,
                f"{STATUS_MARKS[status]} {status.value if status else 'none'}",
                status.value if status else "",
            )
            for key, status in STATUS_KEYS
        ]
        statuses = {talk.status for talk in target.talks}
        only = statuses.pop() if len(statuses) == 1 else None

        def answered(value: str | None) -> None:
            if value is not None:
                self._set(target, "status", value or None, f"status {value or 'none'}")

        self._screen.app.push_screen(
            MenuScreen(f"Status of {target.name}", choices, current=only.value if only else None), answered
        )

    def _set(
        self,
        target: Target,
        name: str,
        value: str | None,
        title: str,
        done: Callable[[bool], None] = lambda _: None,
    ) -> None:
        self._start(target, lambda talk: [SetField(talk.key, name, value)], title, done)

    def _keeper(self, target: Target, title: str, kind: DraftKind, base: str = "") -> Keeper:
        """Keeps the line that is typed about `target` until it is saved."""
        key = target.talks[0].key if len(target.talks) == 1 else TalkKey("")
        return self._screen.app.drafting.keeper(Draft(key, title, base, "", kind))

    def _rate(self, rating: int) -> None:
        target = self.target()
        if target is not None:
            self._set(
                target,
                "rating",
                str(rating) if rating else None,
                f"rating {'★' * rating}" if rating else "no rating",
            )

    def rate_0(self) -> None:
        """No rating."""
        self._rate(0)

    def rate_1(self) -> None:
        """One of five."""
        self._rate(1)

    def rate_2(self) -> None:
        """Two of five."""
        self._rate(2)

    def rate_3(self) -> None:
        """Three of five."""
        self._rate(3)

    def rate_4(self) -> None:
        """Four of five."""
        self._rate(4)

    def rate_5(self) -> None:
        """Five of five."""
        self._rate(5)

    def verdict(self) -> None:
        """Ask for the verdict."""
        target = self.target()
        if target is None:
            return
        verdicts = {talk.verdict for talk in target.talks}
        only = verdicts.pop() if len(verdicts) == 1 else None
        title = f"Verdict on {target.name}"
        keeper = self._keeper(target, title, DraftKind.VERDICT, only or "")

        def answered(text: str | None) -> None:
            if text is None:
                keeper.close(keep=False)
            else:
                self._set(target, "verdict", text.strip() or None, "verdict", keeper.saved)

        self._screen.app.push_screen(
            PromptScreen(
                title,
                value=only or "",
                placeholder="one line",
                help="enter saves · empty takes it off",
                keeper=keeper,
            ),
            answered,
        )

    def append(self) -> None:
        """Ask for a line to add at the end."""
        target = self.target()
        if target is None:
            return

        title = f"Add a line to {target.name}"
        keeper = self._keeper(target, title, DraftKind.APPEND)

        def answered(text: str | None) -> None:
            if text is None or not text.strip():
                keeper.close(keep=False)
            else:
                line = text.rstrip()
                self._start(target, lambda talk: [AppendLine(talk.key, line)], "a line", keeper.saved)

        self._screen.app.push_screen(
            PromptScreen(title, placeholder="Markdown", help="enter adds it at the end", keeper=keeper),
            answered,
        )

    def repeat(self) -> None:
        """The last edit again, on what is targeted now."""
        last = repeatable(self._screen.session.last_edits)
        if not last:
            said = "that edit is of one talk alone" if self._screen.session.last_edits else "there is no edit"
            self._screen.say(f"{said}: nothing to repeat", warning=True)
            return
        target = self.target()
        if target is None:
            return
        if len(last) > 1 and target.group:
            self._screen.say(
                "the last edit was several at once: mark the talks (v) to repeat it", warning=True
            )
            return
        self._start(target, lambda talk: [_again(edit, talk) for edit in last], last[0].title)


def _tried(made: Sequence[tuple[Talk, Sequence[Edit]]], bases: Mapping[str, bytes], tell: Tell) -> Tried:
    """Which of the talks' edits would be refused, and which change nothing: tried out a file at a time."""
    reasons: dict[int, str] = {}
    changed: set[int] = set()
    numbers = {id(edit): number for number, (_, edits) in enumerate(made) for edit in edits}
    by_path: dict[str, list[Edit]] = {}
    for talk, edits in made:
        if talk.read_only is None:
            by_path.setdefault(talk.key.path, []).extend(edits)
    done = 0
    for path, of_file in by_path.items():
        together = Together(of_file, bases[path])
        together.apply(bases[path])
        for edit, error in zip(together.not_made, together.refused, strict=True):
            reasons[numbers[id(edit)]] = str(error)
        changed |= {numbers[id(edit)] for edit in together.changed}
        done += len(of_file)
        if tell(done):
            break
    read_only = {number for number, (talk, _) in enumerate(made) if talk.read_only is not None}
    return reasons, set(range(len(made))) - changed - set(reasons) - read_only


Repeatable = ChangeTags | ChangeCategories | SetField | AppendLine
_ITS_OWN = frozenset({"title", "id", "video", "slides", "url"})  # what no two talks share


def repeatable(edits: Sequence[Edit]) -> list[Repeatable]:
    """What `.` makes again: the edits of the first talk that the last command was about."""
    first = edits[0].key if edits else None
    return [
        edit
        for edit in edits
        if edit.key == first
        and isinstance(edit, ChangeTags | ChangeCategories | SetField | AppendLine)
        and not (isinstance(edit, SetField) and edit.field in _ITS_OWN)
    ]


def _again(edit: Repeatable, talk: Talk) -> Repeatable:
    if isinstance(edit, ChangeCategories):
        return replace(edit, key=talk.key, current=talk.categories)
    return replace(edit, key=talk.key)


def would_change(talk: Talk, edit: Edit) -> bool:
    """Whether an edit would change what the talk says, as far as a preview can tell without the disk."""
    match edit:
        case ChangeTags(add=add, remove=remove):
            have = {same_item(tag) for tag in talk.tags}
            return any(same_item(tag) not in have for tag in add) or any(
                same_item(tag) in have for tag in remove
            )
        case SetField(field="status", value=value):
            return (talk.status.value if talk.status else None) != value
        case SetField(field="rating", value=value):
            return (str(talk.rating) if talk.rating else None) != value
        case SetField(field="verdict", value=value):
            return talk.verdict != value
    return True
