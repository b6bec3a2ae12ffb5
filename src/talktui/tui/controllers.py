"""The browse screen's controllers, and the session they work on, each made when it is first asked for.

With all they need they are most of talktui: importing them takes as long as a whole bare Textual app
takes to start.  The first picture needs none of them, so it is painted first; `import_rest` then
imports them in a thread, and whoever is quicker than that waits for what the key needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from talktui.tui.browsing import Browsing
    from talktui.tui.choosing import Choosing
    from talktui.tui.counting import Counting
    from talktui.tui.editing import Editing
    from talktui.tui.filtering import Filtering
    from talktui.tui.importing import Importing
    from talktui.tui.late_looks import LateLooks
    from talktui.tui.loading import Loading
    from talktui.tui.making import Making
    from talktui.tui.moving import Moving
    from talktui.tui.neighbours import Neighbours
    from talktui.tui.preview import Preview
    from talktui.tui.reading import Reading
    from talktui.tui.recovering import Recovering
    from talktui.tui.screens.browse import BrowseScreen
    from talktui.tui.selecting import Selecting
    from talktui.tui.session import Session
    from talktui.tui.tagging import Tagging
    from talktui.tui.triaging import Triaging
    from talktui.tui.undoing import Undoing
    from talktui.tui.watching import Watching

COMMANDED = (
    "browsing",
    "choosing",
    "reading",
    "selecting",
    "filtering",
    "editing",
    "making",
    "undoing",
    "tagging",
    "moving",
    "recovering",
    "neighbours",
    "triaging",
    "counting",
    "importing",
)
"""Those whose methods are what commands do, the ones that are asked for soonest first."""

FIRST = ("notes.store", "tui.session", "tui.loading", "tui.browsing", "tui.preview")
"""What the notes are read and shown with; names are relative to the package. What is in it, the first talks
wait for: what is not needed to show them is imported where it is used, or by one of the following."""

MARKDOWN = ("markdown.document", "markdown.source", "tui.reading")
"""What the first note is drawn with."""

LANGUAGE = ("tui.filtering",)
"""What a filter is read with: somebody may type one while the notes are read."""

REST = (
    *(f"tui.{name}" for name in COMMANDED),
    "tui.watching",
    "tui.late_looks",
    "tui.palette",
    "tui.screens.outline",
    "markdown.highlight",
)
"""What keys may ask for after that."""


def import_modules(names: tuple[str, ...], stop: Callable[[], bool] = lambda: False) -> None:
    """Import modules of the package, so that nobody waits for them later; from a thread."""
    for name in names:
        if stop():
            return
        import_module(f"talktui.{name}")


class Controllers:
    """What :class:`~talktui.tui.screens.browse.BrowseScreen` has besides widgets."""

    _make_session: Callable[[], Session]

    @property
    def _screen(self) -> BrowseScreen:
        return cast("BrowseScreen", self)

    def commanded(self) -> Iterator[object]:
        """Every controller with commands, made as one comes to it."""
        return (getattr(self, name) for name in COMMANDED)

    def is_made(self, name: str) -> bool:
        """Whether somebody has asked for it."""
        return name in self.__dict__

    @cached_property
    def session(self) -> Session:
        """What is shown, without Textual. It is loading until everything was read."""
        session = self._make_session()
        session.loading = True
        return session

    @cached_property
    def loading_notes(self) -> Loading:
        """Reads the notes."""
        from talktui.tui.loading import Loading

        return Loading(self._screen)

    @cached_property
    def watching(self) -> Watching:
        """Follows what other programs do to them."""
        from talktui.tui.watching import Watching

        return Watching(self._screen)

    @cached_property
    def neighbours(self) -> Neighbours:
        """What other programs have open, and put beside notes."""
        from talktui.tui.neighbours import Neighbours

        return Neighbours(self._screen)

    @cached_property
    def filtering(self) -> Filtering:
        """The filter bar's part."""
        from talktui.tui.filtering import Filtering

        return Filtering(self._screen)

    @cached_property
    def browsing(self) -> Browsing:
        """The tree's part."""
        from talktui.tui.browsing import Browsing

        return Browsing(self._screen)

    @cached_property
    def preview(self) -> Preview:
        """What card and viewer show."""
        from talktui.tui.preview import Preview

        return Preview(self._screen)

    @cached_property
    def choosing(self) -> Choosing:
        """Menus, and the app as a whole."""
        from talktui.tui.choosing import Choosing

        return Choosing(self._screen)

    @cached_property
    def reading(self) -> Reading:
        """The viewer's part."""
        from talktui.tui.reading import Reading

        return Reading(self._screen)

    @cached_property
    def selecting(self) -> Selecting:
        """Selecting and copying."""
        from talktui.tui.selecting import Selecting

        return Selecting(self._screen)

    @cached_property
    def editing(self) -> Editing:
        """Changes of talks, and saving."""
        from talktui.tui.editing import Editing

        return Editing(self._screen)

    @cached_property
    def making(self) -> Making:
        """New talks and texts."""
        from talktui.tui.making import Making

        return Making(self._screen, self.editing)

    @cached_property
    def recovering(self) -> Recovering:
        """Drafts and recovered texts."""
        from talktui.tui.recovering import Recovering

        return Recovering(self._screen, self.making)

    @cached_property
    def undoing(self) -> Undoing:
        """Undo and redo."""
        from talktui.tui.undoing import Undoing

        return Undoing(self._screen, self.editing.saving)

    @cached_property
    def tagging(self) -> Tagging:
        """All tags."""
        from talktui.tui.tagging import Tagging

        return Tagging(self._screen, self.editing.saving, self.undoing)

    @cached_property
    def triaging(self) -> Triaging:
        """Going through new talks, one by one."""
        from talktui.tui.triaging import Triaging

        return Triaging(self._screen, self.editing.saving, self.undoing)

    @cached_property
    def counting(self) -> Counting:
        """The figures."""
        from talktui.tui.counting import Counting

        return Counting(self._screen)

    @cached_property
    def late_looks(self) -> LateLooks:
        """What others wrote while a note was saved."""
        from talktui.tui.late_looks import LateLooks

        return LateLooks(self._screen, self.editing.saving)

    @cached_property
    def moving(self) -> Moving:
        """Deleting, renaming, moving talks."""
        from talktui.tui.moving import Moving

        return Moving(self._screen, self.editing, self.editing.saving)

    @cached_property
    def importing(self) -> Importing:
        """Importing talks."""
        from talktui.tui.importing import Importing

        return Importing(self._screen, self.editing.saving)
