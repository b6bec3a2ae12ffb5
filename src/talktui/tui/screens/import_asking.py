"""How an import is wanted otherwise: asked for, then planned anew from what was read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from talktui.notes.file_names import checked_folder
from talktui.notes.folding import fold
from talktui.notes.problem import Refused
from talktui.tui.import_preview import Preview
from talktui.tui.screens.dialog import Hint
from talktui.tui.screens.guarded import Guarded
from talktui.tui.screens.menu import Choice, MenuScreen
from talktui.tui.screens.prompt import Completion, PromptScreen
from talktui.tui.screens.show_text import TextScreen
from talktui.tui.source_line import Asked, CannotImportError, Shape

Tell = Callable[[str], None]
Again = Callable[[Asked, frozenset[int], Preview, Tell], Awaitable[Preview]]
"""Plans what was read for a preview anew; raises :class:`CannotImportError`."""

Chosen = tuple[Preview, frozenset[int] | None]
"""A preview, and the numbers of its talks to import; None is all that can be."""

_SHAPES: dict[str, Shape | None] = {"files": "files", "log": "log", "": None}
_MOST_TOLD = 2_000
"""Sentences that are shown of what the sources tell."""


class PlansAnew(Guarded[Chosen]):
    """The part of the import screen that asks: `again` plans; `folders` are those of the notes."""

    def __init__(
        self, title: str, hints: Sequence[Hint], preview: Preview, again: Again, folders: Sequence[str]
    ) -> None:
        super().__init__(title, hints)
        self.preview = preview
        self.asked = preview.asked  # what was asked for last; the preview's, once that is planned
        self.linked = preview.linked  # likewise
        self.planning = 0  # the plan being made, by number; 0: none is
        self._plans = 0
        self._make_again = again
        self._folders = tuple(folders)

    def take(self, preview: Preview) -> None:
        """Show another plan."""
        raise NotImplementedError

    def say(self, message: str, *, warning: bool = False) -> None:
        """Say something."""
        raise NotImplementedError

    def redraw(self) -> None:
        """What is asked for is another."""
        raise NotImplementedError

    def action_link_all(self) -> None:
        """Take every talk that is only linked as related, or none."""
        links = frozenset(
            row.linked.number for row in self.preview.rows if row.linked is not None and row.can_be_taken
        )
        if not links:
            self.say("no talk is only linked here")
        else:
            self.plan_anew(self.asked, frozenset() if self.linked >= links else links)

    def action_conference(self) -> None:
        """Ask for the conference's name."""
        names = [name for name in self.preview.conferences if name]
        self.app.push_screen(
            PromptScreen(
                "The talks' conference",
                value=self.asked.conference or (names[0] if len(names) == 1 else ""),
                placeholder="as the source says",
                help="whatever the source says; empty: as it says",
                selected=True,
            ),
            self._named,
        )

    def _named(self, name: str | None) -> None:
        if name is not None:
            self.plan_anew(replace(self.asked, conference=name.strip() or None), self.linked)

    def action_folder(self) -> None:
        """Ask for the folder of new notes."""
        folders = self.preview.folders
        self.app.push_screen(
            PromptScreen(
                "Into which folder",
                value=self.asked.into or (folders[0] if len(folders) == 1 else ""),
                placeholder="as the conference is called",
                help="for conferences that have none yet; made when it is not there",
                complete=lambda text, _: self._completed(text),
                check=_mistake,
                selected=True,
            ),
            self._placed,
        )

    def _completed(self, text: str) -> list[Completion]:
        wanted = fold(text.strip())
        return [Completion(one, 0, len(text)) for one in self._folders if wanted in fold(one)]

    def _placed(self, folder: str | None) -> None:
        if folder is not None:
            self.plan_anew(replace(self.asked, into=folder.strip() or None), self.linked)

    def action_shape(self) -> None:
        """Ask whether new talks are files or a log."""
        choices = [
            Choice("f", "A file a talk", "files"),
            Choice("l", "A log a conference", "log"),
            Choice("a", "As they are already", "", "a conference that has none yet: files"),
        ]
        self.app.push_screen(MenuScreen("New talks", choices, current=self.asked.shape or ""), self._shaped)

    def _shaped(self, shape: str | None) -> None:
        if shape is not None:
            self.plan_anew(replace(self.asked, shape=_SHAPES[shape]), self.linked)

    def plan_anew(self, asked: Asked, linked: frozenset[int]) -> None:
        """Plan what was read anew; what is planned already is not."""
        if (asked, linked) == (self.preview.asked, self.preview.linked) and not self.planning:
            return
        self._plans += 1
        self.asked, self.linked = asked, linked
        self.run_worker(self._plan(self._plans, asked, linked), group="plan", exclusive=True)

    async def _plan(self, number: int, asked: Asked, linked: frozenset[int]) -> None:
        self.planning = number
        self.redraw()
        self.say("planning anew…")
        try:
            preview = await self._make_again(asked, linked, self.preview, self._tell)
        except CannotImportError as error:
            self.stop_planning()
            self.say(str(error), warning=True)
        else:
            if self.planning == number:
                self.planning = 0
                known = set(self.preview.plan.told)
                self.take(preview)
                if told := [str(one) for one in preview.plan.told if one not in known]:
                    self.say("\n".join(told))

    def _tell(self, said: str) -> None:
        if self.is_mounted and self.planning:
            self.say(f"{said} · esc stops it")

    def stop_planning(self) -> None:
        """What is asked for is what is shown again."""
        self.planning = 0
        self.asked, self.linked = self.preview.asked, self.preview.linked
        self.redraw()

    # -- more to read

    def action_told(self) -> None:
        """What the sources say of themselves."""
        told = self.preview.told
        if told:
            lines = list(told[:_MOST_TOLD])
            if len(told) > _MOST_TOLD:
                lines.append(f"… and {len(told) - _MOST_TOLD:,} more")
            self.app.push_screen(TextScreen("What the sources tell", "\n".join(lines)))
        else:
            self.say("the sources tell nothing more")


def _mistake(folder: str) -> str | None:
    try:
        checked_folder(folder.strip())
    except Refused as error:
        return str(error)
    return None
