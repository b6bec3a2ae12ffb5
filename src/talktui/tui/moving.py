"""Delete, rename, move: ask what, show what it means for other notes, do it as one step."""

from __future__ import annotations

import asyncio
import posixpath
from collections.abc import Callable, Coroutine, Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from talktui.notes import moves
from talktui.notes.diffs import unified_diff
from talktui.notes.file_names import checked_folder, checked_name
from talktui.notes.folding import fold
from talktui.notes.library import Library
from talktui.notes.moves import Around, Plan
from talktui.notes.problem import Refused
from talktui.notes.talk import Kind, Note, Talk, TalkKey
from talktui.tui.screens.moves import MovesScreen
from talktui.tui.screens.prompt import Completion, PromptScreen

if TYPE_CHECKING:
    from talktui.tui.editing import Editing
    from talktui.tui.saving import Outcome, Saving
    from talktui.tui.screens.browse import BrowseScreen

Make = Callable[[Library, Around], Plan]

_MOST_LINES = 5_000
"""Lines of the difference that are shown; it is a preview."""
_AROUND = 60
"""Characters of a line that are shown before the link that changes, and twice as many after it."""


class Moving:
    """Carries out `D`, `R` and `M`."""

    def __init__(self, screen: BrowseScreen, editing: Editing, saving: Saving) -> None:
        self._screen = screen
        self._editing = editing
        self._saving = saving

    # -- what it is about

    def _talks(self) -> tuple[Talk, ...]:
        """The marked talks, else the one under the cursor (a log's own row stands for its file), else the
        group's shown ones; none after saying why."""
        row = self._screen.tree_view.current
        if self._screen.session.loading:
            self._screen.say("wait until all notes are read: links in any of them may follow", warning=True)
            return ()
        own = row is not None and row.talk is not None and row.talk.kind is not Kind.TALK
        if own and row is not None and row.talk is not None and not self._screen.session.marks:
            return (row.talk,)
        target = self._editing.target()
        return target.talks if target is not None else ()

    # -- delete

    def delete(self) -> None:
        """Ask, with what would be lost, then delete."""
        talks = self._talks()
        if talks:
            self._run(self._plan(lambda library, around: moves.delete(library, talks, around), always=True))

    # -- rename

    def rename(self) -> None:
        """Ask for the title, then for the file's name where there is one."""
        if self._screen.session.marks:
            self._screen.say("a new name is for one talk: take the marks off first (V)", warning=True)
            return
        talks = self._talks()
        if len(talks) != 1:
            if talks:
                self._screen.say("this is for one talk: go to it first", warning=True)
            return
        (talk,) = talks
        note = self._screen.session.library.notes.get(talk.key.path)
        if note is None or note.is_page or talk.kind is Kind.UNREADABLE or note.read_only:
            self._run(
                self._plan(lambda library, around: moves.rename(library, talk, talk.title, None, around))
            )
            return
        if note.is_log and talk.key.anchor is None:
            self._ask_file(talk, talk.title)
            return

        def answered(title: str | None) -> None:
            if title is None or not title.strip():
                return
            if talk.key.anchor is not None:
                self._run(
                    self._plan(lambda library, around: moves.rename(library, talk, title, None, around))
                )
            else:
                self._ask_file(talk, " ".join(title.split()))

        place = "its heading" if talk.key.anchor else "its file is asked for next"
        self._screen.app.push_screen(
            PromptScreen("Rename the talk", value=talk.title, placeholder="its title", help=place), answered
        )

    def _ask_file(self, talk: Talk, title: str) -> None:
        self._run(self._ask_file_name(talk, title))

    async def _ask_file_name(self, talk: Talk, title: str) -> None:
        """The file's name, as it would be called after the title."""
        notes = self._notes()
        try:
            path = await asyncio.to_thread(
                lambda: moves.renamed_path(_library(notes), talk, title, self._around())
            )
        except Refused as error:
            self._screen.say(str(error), warning=True)
            return
        old, name = posixpath.basename(talk.key.path), posixpath.basename(path)

        def check(text: str) -> str | None:
            return _mistake(lambda: checked_name(text, old))

        def answered(given: str | None) -> None:
            if given is None:
                return
            asked = None if given.strip() == name and name != old else given
            if asked is not None and asked.strip() == old:
                asked = old
            self._run(self._plan(lambda library, around: moves.rename(library, talk, title, asked, around)))

        self._screen.app.push_screen(
            PromptScreen("Its file's name", value=name, help=f"it is {old} now", check=check), answered
        )

    # -- move

    def move(self) -> None:
        """Ask for the folder or the log."""
        talks = self._talks()
        if not talks:
            return
        sections = {talk.key.anchor is not None for talk in talks}
        if len(sections) > 1:
            self._screen.say("files move to folders, sections to other logs: not both at once", warning=True)
            return
        to_log = sections == {True}
        places = self._logs(talks) if to_log else self._folders()
        if to_log and not places:
            self._screen.say("there is no other talk log to move it to", warning=True)
            return
        what = f"“{talks[0].title}”" if len(talks) == 1 else f"{len(talks)} talks"

        def answered(target: str | None) -> None:
            if target is not None:
                target = target.strip()
                self._run(
                    self._plan(lambda library, around: moves.move(library, talks, target or "/", around))
                )

        def check(text: str) -> str | None:
            text = text.strip()
            if to_log:
                return None if text in places else "a talk log of these notes; tab completes it"
            return _mistake(lambda: checked_folder(text or "/"))

        self._screen.app.push_screen(
            PromptScreen(
                f"Move {what} to",
                value="" if to_log else posixpath.dirname(talks[0].key.path),
                placeholder="another talk log" if to_log else "a folder; empty: the notes directory",
                help="a talk log" if to_log else "a folder, made when it is not there",
                complete=lambda text, _: _completions(text, places),
                check=check,
                selected=True,
            ),
            answered,
        )

    def _logs(self, talks: Sequence[Talk]) -> list[str]:
        own = {talk.key.path for talk in talks}
        return sorted(note.path for note in self._notes() if note.is_log and note.path not in own)

    def _folders(self) -> list[str]:
        found: set[str] = set()
        for path in self._screen.session.library.notes:
            folder = posixpath.dirname(path)
            while folder and folder not in found:
                found.add(folder)
                folder = posixpath.dirname(folder)
        return sorted(found)

    # -- the plan, the question, the deed

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        self._screen.run_worker(work, group="moves")

    def _notes(self) -> list[Note]:
        return list(self._screen.session.library.notes.values())

    def _around(self) -> Around:
        store = self._screen.app.store
        return Around(store.folders, cache(store.names))

    async def _plan(self, make: Make, *, always: bool = False) -> None:
        """Work the plan out in a thread, show it where it says something, and carry it out."""
        notes = self._notes()
        self._screen.say("looking at the links…")
        try:
            plan = await asyncio.to_thread(lambda: make(_library(notes), self._around()))
        except Refused as error:
            self._screen.say(str(error), warning=True)
            return
        self._screen.say("")
        if not plan.tasks:
            self._screen.say("it is called so already", warning=True)
            return
        if not always and not plan.says_something:
            await self._carry_out(plan)
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self._run(self._carry_out(plan))

        verb = plan.title.partition(" ")[0].capitalize()
        self._screen.app.push_screen(
            MovesScreen(
                f"{_upper(plan.title)}?", _preview(plan), lambda: _diff(plan), yes=verb, danger=always
            ),
            answered,
        )

    async def _carry_out(self, plan: Plan) -> None:
        session, tree = self._screen.session, self._screen.tree_view
        current = tree.current
        key = current.talk.key if current is not None and current.talk is not None else None
        goes = {old for old, new in plan.keys if new is None}
        after = _next_key((row.talk.key for row in tree.rows[tree.cursor :] if row.talk is not None), goes)
        marked = {old: new for old, new in plan.keys if old in session.marks}
        self._saving.pending += 1
        try:
            outcome = await self._saving.carry_out(plan.tasks, plan.title, whole=plan.whole)
        finally:
            self._saving.pending -= 1
        if not outcome.saved:
            return
        for old, new in marked.items():
            session.marks.discard(old)
            if new is not None:
                session.marks.add(new)
        session.drop_marks_that_are_gone()
        follow = after if key is None or key in goes else plan.becomes(key)
        if follow is not None and session.library.talk(follow) is not None:
            if key not in goes:
                session.keep([follow])
            self._screen.browsing.update(follow=follow)
        self._say(plan, outcome)

    def _say(self, plan: Plan, outcome: Outcome) -> None:
        if outcome.failures or outcome.warnings:
            return  # that has been said
        links = f" · {plan.links:,} link{'' if plan.links == 1 else 's'} followed" if plan.links else ""
        lost = f" · {plan.lost:,} lead nowhere now" if plan.lost else ""
        self._screen.say(f"{plan.title}{links}{lost} · {self._screen.key_of('undo')} takes it back")


def _library(notes: Iterable[Note]) -> Library:
    """A library of these notes, which nothing changes while a thread looks at it."""
    library = Library()
    for note in notes:
        library.replace(note)
    return library


def _mistake(check: Callable[[], object]) -> str | None:
    try:
        check()
    except Refused as error:
        return str(error)
    return None


def _completions(text: str, places: Sequence[str]) -> list[Completion]:
    wanted = fold(text.strip())
    starts = [place for place in places if fold(place).startswith(wanted)]
    holds = [place for place in places if wanted in fold(place) and not fold(place).startswith(wanted)]
    return [Completion(place, 0, len(text)) for place in (*starts, *holds)]


def _next_key(below: Iterable[TalkKey], goes: set[TalkKey]) -> TalkKey | None:
    """The first talk from the cursor on that stays."""
    return next((key for key in below if key not in goes), None)


def _upper(title: str) -> str:
    return title[:1].upper() + title[1:]


def _preview(plan: Plan) -> list[str]:
    """What the person reads before saying yes."""
    lines = [f"{said}." for said in plan.notes]
    for old, new in plan.keys:
        if new is not None and new.path != old.path and new.anchor == old.anchor:
            lines.append(f"{old} → {new}")
    lines = lines or ["Nothing else changes."]
    for shown in plan.shown:
        before, after = _clipped(shown.before, shown.after)
        lines += ["", f"{shown.path}:{shown.line}", f"  - {before}", f"  + {after}"]
    return lines


def _clipped(before: str, after: str) -> tuple[str, str]:
    """Both lines around the place where they begin to differ."""
    at = next((i for i, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]), 0)
    start = max(0, at - _AROUND)
    lead = "…" if start else ""

    def cut(text: str) -> str:
        end = start + 3 * _AROUND
        return lead + text[start:end] + ("…" if len(text) > end else "")

    return cut(before), cut(after)


def _diff(plan: Plan) -> str:
    lines: list[str] = []
    for one in plan.files():
        if one.to is not None and one.to != one.path:
            lines.append(f"rename {one.path} to {one.to}")
        if one.before != one.after:
            lines += unified_diff(one.to or one.path, one.before, one.after)
        lines.append("")
        if len(lines) > _MOST_LINES:
            return "\n".join([*lines[:_MOST_LINES], "… and more"])
    return "\n".join(lines)
