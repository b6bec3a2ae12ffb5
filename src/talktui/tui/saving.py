"""Edits on their way to the disk: in a worker, one after the other, each with its undo."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from talktui.notes.edits import Edit
from talktui.notes.history import Step
from talktui.notes.problem import Refused
from talktui.notes.store import Change, NotSaved, Saved, Store
from talktui.notes.talk import Note, TalkKey
from talktui.notes.together import Together
from talktui.tui.screens.show_text import TextScreen

if TYPE_CHECKING:
    from talktui.tui.screens.browse import BrowseScreen


@dataclass
class Outcome:
    """What became of a group of edits."""

    saved: list[Saved] = field(default_factory=list)
    keys: list[TalkKey] = field(default_factory=list)  # the talks that changed, by their keys after it
    failures: list[str] = field(default_factory=list)
    unchanged: int = 0
    seen: dict[str, Note | None] = field(default_factory=dict)  # files that were not as we knew them

    @property
    def changes(self) -> tuple[Change, ...]:
        """What undo takes back."""
        return tuple(saved.change for saved in self.saved)


def save_all(store: Store, edits: Sequence[Edit], bases: dict[str, bytes]) -> Outcome:
    """Apply `edits`, those of a file together (in a thread: this waits on the disk). One failure stops none.

    `bases` holds the bytes the person was looking at, by path; it follows what is saved.
    """
    outcome = Outcome()
    by_path: dict[str, list[Edit]] = {}
    for edit in edits:
        by_path.setdefault(edit.key.path, []).append(edit)
    for path, group in by_path.items():
        base = bases.get(path)
        together = Together(group, base)
        try:
            saved = store.apply(group[0] if len(group) == 1 else together, base)
        except (NotSaved, Refused) as error:
            outcome.failures.append(f"{path}: {error.reason if isinstance(error, NotSaved) else error}")
            _look_again(store, path, base, outcome)
            continue
        outcome.failures += [f"{path}: {reason}" for reason in together.refused]
        if saved.change.before == saved.change.after:
            outcome.unchanged += 1
            continue
        if saved.change.after is not None:
            bases[path] = saved.change.after
        outcome.saved.append(saved)
        outcome.keys += [edit.key for edit in (group if len(group) == 1 else together.changed)]
    return outcome


def read_again(store: Store, path: str) -> Note | None:
    """The note as it is on the disk now; None when the file is not there any more."""
    try:
        store.read_text_file(path)
    except FileNotFoundError:
        return None
    except OSError:
        pass  # the note says why it cannot be read
    return store.read(path)


def _look_again(store: Store, path: str, base: bytes | None, outcome: Outcome) -> None:
    """After a failure: show what is on the disk, if that is not what the person saw."""
    if path not in outcome.seen:
        note = read_again(store, path)
        if note is None or note.data != base:
            outcome.seen[path] = note


class Saving:
    """Runs edits, undo and redo; shows what came of them."""

    def __init__(self, screen: BrowseScreen) -> None:
        self._screen = screen
        self._turn = asyncio.Lock()  # first come, first saved
        self.pending = 0  # edits not on the disk yet: leaving waits for them

    def start(self, edits: Sequence[Edit], title: str, *, repeatable: bool = True) -> None:
        """Save `edits` as one step of undo, titled `title`."""
        if edits:
            self.pending += 1
            self._screen.run_worker(self._run(tuple(edits), title, repeatable=repeatable), group="save")

    async def _run(self, edits: tuple[Edit, ...], title: str, *, repeatable: bool) -> None:
        try:
            outcome = await self.save(edits, title)
        finally:
            self.pending -= 1
        if repeatable and outcome.saved:
            self._screen.session.last_edits = edits

    async def save(self, edits: Sequence[Edit], title: str) -> Outcome:
        """Save and show; the caller may want to know what came of it."""
        session = self._screen.session
        async with self._turn:
            bases = {
                path: note.data
                for path in {edit.key.path for edit in edits}
                if (note := session.library.notes.get(path)) is not None
            }
            if len(edits) > 1:
                self._screen.say(f"saving {len(edits)} edits…")
            outcome = await asyncio.to_thread(save_all, self._screen.app.store, edits, bases)
            if outcome.saved:
                session.history.push(Step(title, outcome.changes))
            self._show(outcome, title)
        return outcome

    def _show(self, outcome: Outcome, title: str) -> None:
        session = self._screen.session
        last = outcome.seen | {saved.change.path: saved.note for saved in outcome.saved}
        keys = self.take(list(last.items()), outcome.keys)
        session.keep(keys)
        current = self._screen.tree_view.current
        follow = _follow(current.talk.key if current and current.talk else None, outcome.keys, keys)
        if last:
            self._screen.browsing.update(follow=follow)
        self._say(outcome, title)

    def take(self, notes: Sequence[tuple[str, Note | None]], keys: Sequence[TalkKey]) -> list[TalkKey]:
        """Put changed notes into the library; `keys` as they are called afterwards."""
        session = self._screen.session
        renamed: dict[TalkKey, TalkKey] = {}
        for path, note in notes:
            before = session.library.notes.get(path)
            if note is None:
                session.forget(path)
                continue
            session.add([note])
            if before is not None and len(before.talks) == len(note.talks):
                renamed |= {
                    old.key: new.key
                    for old, new in zip(before.talks, note.talks, strict=True)
                    if old.key != new.key
                }
        for old, new in renamed.items():
            if old in session.marks:
                session.marks.discard(old)
                session.marks.add(new)
        return [renamed.get(key, key) for key in keys]

    def _say(self, outcome: Outcome, title: str) -> None:
        screen = self._screen
        if outcome.failures:
            count = len(outcome.failures)
            more = f" (and {count - 1} more)" if count > 1 else ""
            said = f"not saved: {outcome.failures[0]}{more}"
            if outcome.keys:
                done = len(set(outcome.keys))
                undo = f"{screen.key_of('undo')} takes it back"
                said = f"{title} · {done} of {done + count} talks · {undo} · {said}"
            screen.say(said, warning=True)
            self._list_failures("not saved", outcome.failures)
            return
        warnings = [saved.warning for saved in outcome.saved if saved.warning]
        if warnings:
            screen.say(f"{title}: {warnings[0]}", warning=True)
        elif not outcome.saved:
            screen.say(f"{title}: nothing to change")
        elif any(saved.replayed for saved in outcome.saved):
            screen.say(f"{title} — the file had changed on the disk; both changes are in it")
        else:
            talks = len(set(outcome.keys))
            many = f" · {talks} talks" if talks > 1 else ""
            screen.say(f"{title}{many} · {screen.key_of('undo')} takes it back")

    def _list_failures(self, what: str, failures: Sequence[str]) -> None:
        """Several: all of them, to scroll through; but nobody is interrupted in another screen."""
        if len(failures) > 1 and self._screen.app.screen is self._screen:
            self._screen.app.push_screen(TextScreen(f"{len(failures)} {what}", "\n".join(failures)))

    async def wait(self) -> None:
        """Until every edit that was begun is on the disk."""
        while self.pending:
            async with self._turn:
                pass
            await asyncio.sleep(0)

    # -- undo and redo

    def undo(self) -> None:
        """Take the last step back."""
        self.pending += 1
        self._screen.run_worker(self._step(back=True), group="save")

    def redo(self) -> None:
        """Make it again."""
        self.pending += 1
        self._screen.run_worker(self._step(back=False), group="save")

    async def _step(self, *, back: bool) -> None:
        try:
            async with self._turn:
                await self._restore(back=back)
        finally:
            self.pending -= 1

    async def _restore(self, *, back: bool) -> None:
        session = self._screen.session
        step = session.history.undo() if back else session.history.redo()
        if step is None:
            self._screen.say("nothing to undo" if back else "nothing to redo", warning=True)
            return
        restored = await asyncio.to_thread(restore_all, self._screen.app.store, step.changes)
        notes = list(restored.notes.items())
        before = {path: session.library.notes.get(path) for path in restored.notes}
        self.take(notes, [])
        follow = _first_changed(before, restored.notes)
        session.keep([follow] if follow else [])
        self._screen.browsing.update(follow=follow)
        if not restored.failures:
            self._screen.say(f"{'took back' if back else 'made again'}: {step.title}")
            return
        stays = session.history.refused(restored.refused, back=back)
        key = self._screen.key_of("undo" if back else "redo")
        done = len(step.changes) - len(restored.refused)
        said = (
            f"{step.title}: {'taken back' if back else 'made again'} in {done} files, not in "
            if done
            else (f"not {'undone' if back else 'redone'}: ")
        )
        then = f"{key} tries it once more" if stays else f"{key} goes on with what was before it"
        more = f" (and {len(restored.failures) - 1} more)" if len(restored.failures) > 1 else ""
        self._screen.say(f"{said}{restored.failures[0]}{more} · {then}", warning=True)
        self._list_failures("not undone" if back else "not redone", restored.failures)


@dataclass
class Restored:
    """What became of a step that was taken back or made again."""

    notes: dict[str, Note | None] = field(default_factory=dict)  # as they are on the disk now
    refused: list[Change] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


def restore_all(store: Store, changes: Sequence[Change]) -> Restored:
    """Restore each change (in a thread)."""
    restored = Restored()
    for change in changes:
        try:
            saved = store.restore(change)
        except NotSaved as error:
            restored.refused.append(change)
            restored.failures.append(f"{change.path}: {error.reason}")
            restored.notes[change.path] = read_again(store, change.path)
        else:
            restored.notes[change.path] = saved.note
    return restored


def _follow(current: TalkKey | None, old: Sequence[TalkKey], new: Sequence[TalkKey]) -> TalkKey | None:
    """The talk under the cursor, by its key after the edit."""
    for before, after in zip(old, new, strict=True):
        if before == current:
            return after
    return current


def _first_changed(before: dict[str, Note | None], after: dict[str, Note | None]) -> TalkKey | None:
    """A talk that undo or redo changed, for the cursor to go to."""
    for path, note in after.items():
        if note is None:
            continue
        was = before.get(path)
        old = {talk.key: talk for talk in was.talks} if was is not None else {}
        for talk in note.talks:
            have = old.get(talk.key)
            if have is None or (have.body, have.fields, have.tags, have.status) != (
                talk.body,
                talk.fields,
                talk.tags,
                talk.status,
            ):
                return talk.key
    return None
