"""Menus and the app as a whole: grouping, sorting, themes, help, problems, the palette, leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.command import CommandPalette

from talktui.notes.grouping import GROUPINGS
from talktui.notes.sorting import SORTS
from talktui.notes.talk import TalkKey
from talktui.tui.help_text import help_text
from talktui.tui.regrouping import Regrouping
from talktui.tui.screens.help import HelpScreen
from talktui.tui.screens.menu import Choice, MenuScreen
from talktui.tui.screens.problems import ProblemsScreen

if TYPE_CHECKING:
    from talktui.tui.screens.browse import BrowseScreen


class Choosing:
    """Carries out the commands that are about how things are shown, and about the app itself."""

    def __init__(self, screen: BrowseScreen) -> None:
        self._screen = screen
        self._regrouping = Regrouping(screen)

    def group(self) -> None:
        """Choose what the tree is grouped by."""
        choices = [Choice(key, label, by) for key, label, by in GROUPINGS]
        self._screen.app.push_screen(
            MenuScreen("Group by", choices, current=self._screen.session.group_by), self._grouped
        )

    def _grouped(self, by: tuple[str, ...] | None) -> None:
        if by is not None:
            self._regrouping.start(by=by)

    def sort(self) -> None:
        """Choose what talks are sorted by."""
        choices = [Choice(key, label, by) for key, label, by in SORTS]
        self._screen.app.push_screen(
            MenuScreen("Sort by", choices, current=self._screen.session.sort_by), self._sorted
        )

    def _sorted(self, by: str | None) -> None:
        if by is not None:
            self._regrouping.start(sort=by)

    def reload(self) -> None:
        """Look at the directory again; only files that are not as they were are read."""
        self.look_again("read again from the disk")

    def look_again(self, said: str = "") -> None:
        """The same after a change of our own, whose words stay; `said` is said when it is done."""
        if self._screen.watching.has_looked:
            self._screen.watching.look(said)
            return
        self._screen.app.store.refresh_folders()
        self._screen.loading_notes.start(said)

    def narrower(self) -> None:
        """A narrower tree."""
        self._widen(-5)

    def wider(self) -> None:
        """A wider tree."""
        self._widen(+5)

    def _widen(self, percent: int) -> None:
        screen = self._screen
        if screen.is_narrow:
            screen.say("only one pane fits into this terminal")
            return
        screen.set_tree_width(screen.session.state.tree_width + percent)
        screen.app.remember()

    def help(self) -> None:
        """Every key."""
        self._screen.app.push_screen(HelpScreen(*help_text(self._screen.keymap)))

    def problems(self) -> None:
        """What is wrong with notes and settings."""
        screen = self._screen
        found = [
            (f"{place}:{problem.line}" if problem.line else place, problem.message, key)
            for place, problem, key in screen.session.all_problems(screen.app.store.folders.problems)
        ]
        found = screen.neighbours.all_conflicts() + found
        if screen.watching.problem is not None:
            found.insert(0, ("watching", screen.watching.problem, None))
        found = [(place, message, None) for place, message in screen.app.settings_problems] + found
        if found:
            screen.app.push_screen(ProblemsScreen(found), self._to_problem)
        else:
            screen.say("no problem: every note and setting was understood")

    def _to_problem(self, key: object) -> None:
        if isinstance(key, TalkKey):
            self._screen.browsing.go_to(key)

    def palette(self) -> None:
        """Commands and talks by name."""
        if not isinstance(self._screen.app.screen, CommandPalette):
            palette = CommandPalette(
                placeholder="a command, or words of a talk's title", id="--command-palette"
            )
            self._screen.app.push_screen(palette)

    def theme(self) -> None:
        """Choose a theme."""
        app, state = self._screen.app, self._screen.session.state
        before = app.theme

        def show(name: str) -> None:
            app.theme = name

        def choose(name: str | None) -> None:
            show(name or before)
            if name is not None:
                state.theme = name
                app.remember()

        choices = [Choice("", name, name) for name in sorted(app.available_themes)]
        app.push_screen(MenuScreen("Theme", choices, current=before, try_out=show), choose)

    def quit(self) -> None:
        """Leave, once every edit is on the disk."""
        self._screen.run_worker(self._quit(), group="quit", exclusive=True)

    async def _quit(self) -> None:
        saving = self._screen.editing.saving
        if saving.pending:
            saving.leave()
        await saving.wait()
        self._screen.app.exit(0)
