"""Drafts and recovered texts in the app: offered at the start, and listed with `ctrl+g` at any time."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from talktui.notes import document
from talktui.notes.drafts import Draft, DraftKind
from talktui.notes.edits import AppendLine, Edit, SetField
from talktui.notes.groups import NewFile
from talktui.notes.leftovers import Leftover, Leftovers, State, field_changes
from talktui.notes.talk import Talk, TalkKey
from talktui.tui.compare import compare
from talktui.tui.field_rows import field_edits, field_rows, wrong_value
from talktui.tui.screens.editor import EditorScreen
from talktui.tui.screens.fields import FieldsScreen
from talktui.tui.screens.prompt import PromptScreen
from talktui.tui.screens.recovered import Action, RecoveredRow, RecoveredScreen
from talktui.tui.text_saving import saver_of

if TYPE_CHECKING:
    from talktui.tui.making import Making
    from talktui.tui.screens.browse import BrowseScreen

TEXTS = frozenset({DraftKind.BODY, DraftKind.FILE, DraftKind.FOLDER})
"""What the editor is for."""

NO_NOTE = "Nobody knows which note this belongs to; `talktui recover --show` and `-o FILE` take it out."


class Recovering:
    """Offers what stands in no note, and does what the person says."""

    def __init__(self, screen: BrowseScreen, making: Making) -> None:
        self._screen = screen
        self._making = making

    @property
    def _leftovers(self) -> Leftovers:
        return self._screen.app.leftovers

    def start(self) -> None:
        """Offer what a talktui that was ended left behind; what is kept for later is only told."""
        self._screen.run_worker(self._offer_fresh(), group="recover", exclusive=True)

    def recovered(self) -> None:
        """List everything."""
        self._screen.run_worker(self._offer(None), group="recovered", exclusive=True)

    async def _offer_fresh(self) -> None:
        strays = await asyncio.to_thread(self._screen.app.store.sweep)
        for path in sorted({stray.path for stray in strays if stray.left}):
            self._screen.app.greet(f"{path}: a save that was cut off left a file beside it (.talktui-….tmp)")
        every = await asyncio.to_thread(self._leftovers.all)
        fresh = await asyncio.to_thread(self._leftovers.fresh, every)
        if fresh:
            await self._offer(fresh)
        elif every:
            key = self._screen.key_of("recovered")
            texts = "1 text is" if len(every) == 1 else f"{len(every)} texts are"
            self._screen.app.greet(f"{texts} kept for later · {key}")

    async def _offer(self, every: list[Leftover] | None) -> None:
        """Show them until nothing is left or the person leaves; None is all there are."""
        app = self._screen.app
        listed = every is None
        while True:
            if every is None:
                every = await asyncio.to_thread(self._leftovers.all)
            if not every and not listed:
                return
            shown = tuple(every)
            answer = await app.push_screen_wait(
                RecoveredScreen(
                    [_row(one) for one in shown],
                    lambda index, shown=shown: asyncio.to_thread(  # type: ignore[misc]  # a default binds it
                        compare, shown[index].text, shown[index].present
                    ),
                )
            )
            if answer is None:
                await asyncio.to_thread(self._leftovers.postpone, every)
                return
            action, index = answer
            one = every[index]
            await self._act(action, one)
            now = await asyncio.to_thread(self._leftovers.all)
            every = now if listed else await asyncio.to_thread(self._leftovers.fresh, now)
            listed = listed and action is not Action.LATER
            if not every:
                return

    async def _act(self, action: Action, one: Leftover) -> None:
        screen = self._screen
        match action:
            case Action.LATER:
                await asyncio.to_thread(self._leftovers.postpone, [one])
            case Action.THROW_AWAY:
                reason = await asyncio.to_thread(self._leftovers.drop, one)
                if reason is not None:
                    screen.say(f"not thrown away: {reason}", warning=True)
            case Action.SAVE:
                await self._save(one)
            case Action.OPEN:
                await self._open(one)

    # -- saving as it is

    async def _save(self, one: Leftover) -> None:
        """Save it; it goes when it is in its note."""
        failure = await self._saved(one)
        if failure is not None:
            self._screen.say(f"not saved: {failure}", warning=True)
            await asyncio.to_thread(self._leftovers.postpone, [one])
            return
        await asyncio.to_thread(self._leftovers.drop, one)

    async def _saved(self, one: Leftover) -> str | None:
        """None, or why it is not saved."""
        screen, draft = self._screen, one.draft
        if draft is None:
            task = NewFile(one.key.path, one.data)
            outcome = await screen.editing.saving.carry_out([task], f"recover {one.title}")
            return outcome.failures[0] if outcome.failures else None
        data = await self._data(draft.key)
        if draft.kind in TEXTS:
            answer = await saver_of(screen, draft, data).save(draft.text)
            return answer if isinstance(answer, str) else None
        edits = _edits(draft, screen.session.library.talk(draft.key))
        if not edits:
            return "its talk is not there any more"
        outcome = await screen.editing.saving.save(edits, f"edit {draft.title}")
        return outcome.failures[0] if outcome.failures else None

    # -- opening

    async def _open(self, one: Leftover) -> None:
        """In the editor, as text that is not saved, over what it was begun on."""
        screen = self._screen
        data = await self._data(one.key)
        if one.draft is not None and one.draft.kind not in TEXTS:
            talk = screen.session.library.talk(one.key)
            if talk is not None or not one.key.path:
                await self._ask_again(one.draft, talk)
                return
        draft = _as_edited(one)
        editor = EditorScreen(
            draft.title,
            draft.base,
            saver_of(screen, draft, data).save,
            read_only_reason=None if draft.key.path else NO_NOTE,
            language="yaml" if draft.kind is DraftKind.FOLDER else "markdown",
            keeper=screen.app.drafting.keeper(draft),
            unsaved=draft.text,
            markers=draft.markers,
        )
        await screen.app.push_screen_wait(editor)
        if one.draft is None:  # what was recovered stays until it is thrown away
            await asyncio.to_thread(self._leftovers.postpone, [one])

    async def _ask_again(self, draft: Draft, talk: Talk | None) -> None:
        """The line, or the fields, in the dialog they were typed in."""
        screen = self._screen
        keeper = screen.app.drafting.keeper(draft)
        saved = False
        try:
            if draft.kind is DraftKind.FIELDS and talk is not None:
                note = screen.session.library.notes[talk.key.path]
                changes = await screen.app.push_screen_wait(
                    FieldsScreen(
                        draft.title,
                        field_rows(talk, note),
                        check=wrong_value,
                        keeper=keeper,
                        unsaved=field_changes(draft.text),
                    )
                )
                edits = field_edits(talk, changes or ())
            else:
                text = await screen.app.push_screen_wait(
                    PromptScreen(draft.title, draft.text, keeper=keeper, base=draft.base)
                )
                if text and draft.kind is DraftKind.NEW:
                    saved = await self._making.make(screen.tree_view.current, text.strip())
                    return
                edits = self._edits_of_line(replace(draft, text=text), talk) if text is not None else []
            if edits:
                outcome = await screen.editing.saving.save(edits, draft.title)
                saved = not outcome.failures
        finally:
            keeper.saved(saved)

    def _edits_of_line(self, draft: Draft, talk: Talk | None) -> list[Edit]:
        """Of a line that was typed for several talks: for those that are marked now, or under the cursor."""
        if talk is not None:
            return _edits(draft, talk)
        target = self._screen.editing.target()
        talks = target.talks if target is not None else ()
        return [edit for one in talks for edit in _edits(replace(draft, key=one.key), one)]

    async def _data(self, key: TalkKey) -> bytes | None:
        """The file's bytes, None when there is none; its note is in the library then, as it is now."""
        screen = self._screen
        try:
            data = await asyncio.to_thread(screen.app.store.read_text_file, key.path)
        except OSError:
            return None
        note = await asyncio.to_thread(screen.app.store.read, key.path)
        screen.editing.saving.take([(key.path, note)], [])
        return data


def _edits(draft: Draft, talk: Talk | None) -> list[Edit]:
    """What saving the draft as it is does; nothing when its talk is gone."""
    match draft.kind:
        case DraftKind.APPEND:
            return [AppendLine(draft.key, draft.text)]
        case DraftKind.VERDICT:
            return [SetField(draft.key, "verdict", draft.text.strip() or None)]
        case DraftKind.FIELDS if talk is not None:
            return field_edits(talk, tuple(field_changes(draft.text).items()))
    return []


def _as_edited(one: Leftover) -> Draft:
    """The draft that the editor is opened on."""
    draft = one.draft
    if draft is None:  # the whole file as it was recovered, over the file as it is
        return Draft(one.key, one.title, one.present, one.text, DraftKind.FILE)
    if one.state is State.PLACE_GONE:  # the talk is gone from the file: the text stands at the file's end
        end = "" if not one.present or one.present.endswith("\n") else "\n"
        return Draft(
            TalkKey(one.key.path),
            draft.title,
            one.present,
            f"{one.present}{end}{draft.text}",
            DraftKind.FILE,
            draft.markers,
            draft.id,
        )
    if one.state in {State.GONE, State.NEW}:  # there is no such file: it is made of this text
        text = document.parse(draft.text.encode("utf-8", "surrogatepass")).text
        return Draft(TalkKey(one.key.path), draft.title, "", text, DraftKind.FILE, draft.markers, draft.id)
    return draft


def _row(one: Leftover) -> RecoveredRow:
    when = _when(one.when)
    about = f"{one.key.path or 'no note'}: {one.why}{f', {when}' if when else ''}; {one.state}."
    return RecoveredRow(one.title, f"{one.kind}{f' · {when}' if when else ''}", about, one.can_save)


def _when(moment: dt.datetime | None) -> str:
    """A moment as people write it, here."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M") if moment is not None else ""
