"""Triage: new talks one after the other, each queued, skipped or left by one key that goes on at once.

The tree's cursor and the viewer show the talk that it is about; whatever takes the cursor elsewhere (a link,
the palette, the mouse) goes on from there, or leaves the triage when that talk is none of the round's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from talktui.notes.edits import SetField
from talktui.notes.problem import Refused
from talktui.notes.talk import Talk, TalkKey
from talktui.notes.triage import Decision, Result, Round, result, to_triage
from talktui.tui.commands import IN_TRIAGE, Command, Context
from talktui.tui.rows import Row, RowKind
from talktui.tui.screens.triaged import Then, TriagedScreen
from talktui.tui.widgets.triage_line import TriageLine

if TYPE_CHECKING:
    from talktui.notes.grouping import Group
    from talktui.tui.saving import Saving
    from talktui.tui.screens.browse import BrowseScreen
    from talktui.tui.undoing import Undoing


class Triaging:
    """Carries out the triage's commands."""

    def __init__(self, screen: BrowseScreen, saving: Saving, undoing: Undoing) -> None:
        self._screen = screen
        self._saving = saving
        self._undoing = undoing
        self._round: Round | None = None
        self._reading = False  # the viewer has its own keys for the moment
        self._imported: frozenset[TalkKey] = (
            frozenset()
        )  # what came last, until something else is gone through
        self._line: TriageLine | None = None

    # -- what the screen asks

    @property
    def is_on(self) -> bool:
        """Whether a round is under way."""
        return self._round is not None

    @property
    def has_keys(self) -> bool:
        """Whether keys are the triage's."""
        return self._round is not None and not self._reading

    @property
    def talk(self) -> Talk | None:
        """The talk that the triage is about, which every edit is about then, whatever is marked."""
        key = self._round.current if self._round is not None else None
        return self._screen.session.library.talk(key) if key is not None else None

    def takes(self, command: Command) -> bool:
        """Whether a key may run `command` now; else it says why not."""
        if self._round is None or command.context in {Context.TRIAGE, Context.VIEWER, Context.FIND}:
            return True
        if command.id in IN_TRIAGE:
            return True
        leave = self._screen.key_of("triage-leave")
        then = "goes back to the triage" if self._reading else "leaves it"
        self._screen.say(f"“{command.title}” has no key in the triage; {leave} {then}", warning=True)
        return False

    def resumes(self) -> bool:
        """The keys go back from the viewer to the triage. False: there is none."""
        self._reading = False
        return self._round is not None

    def cursor_is_on(self, row: Row | None) -> None:
        """The cursor may be on another talk than the one to decide about: go on there, or leave."""
        found = self._round
        if found is None or found.current is None:
            return
        key = row.talk.key if row is not None and row.talk is not None else None
        if key == found.current:
            return
        if self.talk is None:  # another program removed it
            self._screen.call_later(self._go_on)
        elif key is not None and found.go_to(key):
            self._draw()
        else:
            self._end(self._left())

    def follow(self, moved: Mapping[TalkKey, TalkKey]) -> None:
        """Talks are called otherwise now, by another program or by an edit: the round goes on with them."""
        self._imported = frozenset(moved.get(key, key) for key in self._imported)
        found = self._round
        was_over = found is not None and found.current is None
        if found is None or not found.follow(moved):
            return
        if was_over and found.current is not None and self._screen.is_active:
            self._screen.call_later(self._go_on)
        self._draw()

    # -- beginning

    def offer(self, imported: Iterable[TalkKey]) -> None:
        """What was just imported: the next round goes through it, unless another scope is chosen."""
        self._imported = frozenset(imported)

    def triage(self) -> None:
        """Go through the talks without a status."""
        screen = self._screen
        if self._round is not None:
            self.resumes()
            return
        if screen.session.loading:
            screen.say("wait until all notes are read: there may be more to triage", warning=True)
            return
        if (scope := self._scope()) is None:
            return
        keys, name = scope
        if keys:
            self._begin(keys, imported=bool(self._imported))
        else:
            screen.say(f"nothing to triage: every talk {name} has a status")

    def _scope(self) -> tuple[Sequence[TalkKey], str] | None:
        """What is to be gone through, and what to call it; None after saying why there is nothing."""
        session, row = self._screen.session, self._screen.tree_view.current
        talk = row.talk.key if row is not None and row.talk is not None else None
        if not session.marks and talk in self._imported:
            keys = [key for key in to_triage(session.groups, talk) if key in self._imported]
            if keys:
                return keys, "imported"
        self._imported = frozenset()
        if session.marks:
            marked = {talk.key for talk in session.marked_talks()}
            if not marked:
                clear = self._screen.key_of("clear")
                self._screen.say(
                    f"the marked talks are hidden by the filter; {clear} clears it", warning=True
                )
                return None
            return [key for key in to_triage(session.groups) if key in marked], "that is marked"
        groups: Sequence[Group] = session.groups
        if row is not None and row.kind is RowKind.GROUP and row.group is not None:
            return to_triage([row.group]), f"shown in {row.label}"
        return to_triage(groups, talk), "shown"

    def _begin(self, keys: Sequence[TalkKey], *, imported: bool = False) -> None:
        screen = self._screen
        self._round = Round(keys, what="imported " if imported else "")
        self._reading = False
        if self._line is None:
            self._line = TriageLine()
            screen.mount(self._line, before=screen.keys)
        self._line.display = True
        self._show()

    # -- deciding

    def triage_queue(self) -> None:
        """Queue it."""
        self._decide(Decision.QUEUED)

    def triage_skip(self) -> None:
        """Skip it."""
        self._decide(Decision.SKIPPED)

    def triage_later(self) -> None:
        """Leave it as it is."""
        self._decide(Decision.LATER)

    def _decide(self, decision: Decision) -> None:
        found, talk = self._under_way(), self.talk
        if found is None or talk is None:
            return
        if decision.status is not None:
            edit = SetField(talk.key, "status", decision.status.value)
            if (why := self._refused(talk, edit)) is not None:
                self._screen.say(f"not {decision}: {talk.key}: {why}", warning=True)
                return
            self._saving.pending += 1
            self._screen.run_worker(self._save(found, edit), group="save")
        found.decide(decision)
        self._go_on()

    def _refused(self, talk: Talk, edit: SetField) -> str | None:
        """Why the edit cannot be made, as far as that can be told at once: the talk stays then."""
        if talk.read_only is not None or not talk.problems:
            return talk.read_only
        try:  # only what has problems: it takes a millisecond or more
            edit.apply(self._screen.session.library.notes[talk.key.path].data)
        except Refused as error:
            return str(error)
        return None

    async def _save(self, found: Round, edit: SetField) -> None:
        try:
            outcome = await self._saving.save([edit], f"status {edit.value}", quiet=True)
        finally:
            self._saving.pending -= 1
        key = found.called(edit.key)
        if outcome.step is not None:
            found.steps[key] = outcome.step
        if outcome.saved:
            self._screen.session.last_edits = (edit,)
        if outcome.failures:
            self._settle(found, key)
            self._come_again(found, key, outcome.failures[0])

    def _come_again(self, found: Round, key: TalkKey, why: str) -> None:
        """A talk whose decision could not be saved is there still: it is asked about once more."""
        talk = self._screen.session.library.talk(key)
        was_over = found.current is None
        if self._round is not found or talk is None or talk.status is not None:
            return
        if found.again_at_the_end(key):
            if was_over:
                self._go_on()
            self._draw()
            self._screen.say(f"not saved, comes again at the end: {why}", warning=True)

    def _settle(self, found: Round, key: TalkKey) -> None:
        """What is counted is what the note says."""
        talk = self._screen.session.library.talk(key)
        found.settle(key, talk.status if talk is not None else None)
        self._draw()

    def triage_back(self) -> None:
        """The talk before; what was decided about it is taken back."""
        found = self._under_way()
        if found is None:
            return
        while (before := found.back()) is not None:
            key, decision = before
            if self._is_shown(key):
                if decision is not None and decision.status is not None:
                    self._take_back(found, key)
                self._show()
                return
        self._go_on()
        self._screen.say("this is the first of them", warning=True)

    def _take_back(self, found: Round, key: TalkKey) -> None:
        """Undo the very step that a decision was, in its turn: its save may be under way still."""

        def done() -> None:
            now = found.called(key)
            if found.decisions.get(now) is None:
                self._settle(found, now)

        self._undoing.take_back(lambda: found.steps.pop(found.called(key), None), done)

    def _under_way(self) -> Round | None:
        if self._round is None:
            triage = self._screen.key_of("triage")
            self._screen.say(f"there is no triage under way; {triage} begins one", warning=True)
        return self._round

    # -- going on

    def _go_on(self) -> None:
        """Show the next talk that there is still something to decide about, or what came of it all."""
        found = self._round
        if found is None:
            return
        while (key := found.current) is not None:
            talk = self._screen.session.library.talk(key)
            if talk is not None and talk.status is None and self._is_shown(key):
                break
            found.pass_by()
        self._show()
        if found.current is None:
            self._screen.run_worker(self._finish(found), group="triage")

    def _is_shown(self, key: TalkKey) -> bool:
        return self._screen.session.is_shown(key)

    def _show(self) -> None:
        """The cursor, the card and the viewer are on the talk to decide about."""
        found = self._round
        if found is None:
            return
        if not self._reading and self._screen.focused is not self._screen.view:
            self._screen.show_reader(True)
        if found.current is not None:
            self._screen.browsing.to_talk(found.current)
        self._draw()

    def _draw(self) -> None:
        if self._line is not None and self._round is not None:
            self._line.show(self._round)

    def triage_read(self) -> None:
        """Read with the viewer's keys; a link that was walked to is followed."""
        if self._under_way() is None:
            return
        if self._screen.view.current_link is not None:
            self._screen.reading.follow_link()
        else:
            self._reading = True

    # -- its end

    def _result(self, found: Round) -> Result:
        library = self._screen.session.library
        return result(talk for key in found.keys if (talk := library.talk(key)) is not None)

    async def _finish(self, found: Round) -> None:
        """All are decided about: what came of it, once that is on the disk."""
        await self._saving.wait()
        screen = self._screen
        if self._round is not found or found.current is not None:
            return
        outcome = self._result(found)
        dialog = TriagedScreen(
            f"You {outcome.told(screen.session.settings.speed)}.",
            left=len(outcome.left),
            queued=outcome.queued,
        )

        def answered(then: Then | None) -> None:
            if self._round is found:
                self._after(outcome, then)

        screen.app.push_screen(dialog, answered)

    def _after(self, outcome: Result, then: Then | None) -> None:
        """What is wanted once it is through."""
        if then is not Then.BACK:
            self._imported = frozenset()
        if then is Then.BACK:
            self.triage_back()
        elif then is Then.AGAIN and outcome.left:
            self._begin(outcome.left)
            self._go_on()
        else:
            self._end("")
            if then is Then.QUEUE:
                self._screen.bar.set_text("status:queued")

    def triage_leave(self) -> None:
        """End a selection or a search in the text; else leave."""
        view = self._screen.view
        if self._under_way() is None:
            return
        if view.selector.is_active or self._screen.find_bar.is_open:
            self._screen.reading.back_to_tree()
        else:
            self._end(self._left())

    def _left(self) -> str:
        """What is said of a round that is left before its end."""
        found = self._round
        if found is None:
            return ""
        parts = [
            f"{decision} {found.count(decision):,}"
            for decision in (Decision.QUEUED, Decision.SKIPPED)
            if found.count(decision)
        ]
        to_go = len(found.keys) - sum(map(found.count, (Decision.QUEUED, Decision.SKIPPED)))
        parts.append(f"{to_go:,} to go, {self._screen.key_of('triage')} goes on")
        return f"triage left: {' · '.join(parts)}"

    def _end(self, said: str) -> None:
        self._round = None
        self._reading = False
        if self._line is not None:
            self._line.display = False
        self._screen.show_reader(False)
        self._screen.show_hints()
        if said:
            self._screen.say(said)
