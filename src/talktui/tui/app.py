"""The app: one notes directory, one screen to live in, and what stands around them."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from rich.segment import Segment, Segments
from textual import events
from textual.app import App
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.filter import LineFilter

from talktui.config import Settings, State, load_state, locations, save_state
from talktui.notes.problem import Problem
from talktui.notes.scan import must_be_readable
from talktui.safe_text import copyable, visible_block, visible_line
from talktui.tui import first_screen
from talktui.tui.commands import BY_ID, Keymap, shown_keys
from talktui.tui.leaving import FLUSH, Leaving
from talktui.tui.line_filter import SafeLines
from talktui.tui.screens.browse import BrowseScreen

if TYPE_CHECKING:
    from textual.command import Provider

    from talktui.notes.drafts import Drafts
    from talktui.notes.grouping import Group
    from talktui.notes.leftovers import Leftovers
    from talktui.notes.store import Store
    from talktui.tui.drafting import Drafting
    from talktui.tui.first_screen import FirstScreen
    from talktui.tui.session import Session

DEFAULT_THEME = "textual-dark"

SAFE_LINES = SafeLines()
"""One for all: a drawn line remembers by filter what it came to, and is not filtered and cut again."""

COLLECT_AFTER = (200_000, 10, 10)
"""Objects between garbage collections that a key may have to wait for. Painting a screen makes some twenty
thousand, nearly all of which go by themselves: with Python's own 700 every key waits for dozens of
collections, and every third for a long one. They are made between keys instead."""

QUIET = 0.5
"""Seconds without a key after which garbage is collected: 10 ms for a dialog's; a dozen's take 90."""

MUCH_GARBAGE = 5_000
"""New objects that make it worth while."""


class NotesAt(NamedTuple):
    """A notes directory whose store is opened once the first picture is on the screen."""

    root: Path
    open: Callable[[], Store]


def _palette() -> type[Provider]:
    from talktui.tui.palette import Palette

    return Palette


class TalktuiApp(App[int]):
    """talktui on one notes directory.

    What the first picture needs is imported with this module; the rest when it is first asked for
    (:mod:`talktui.tui.controllers` says why).
    """

    TITLE = "talktui"
    COMMANDS: ClassVar = {_palette}
    ENABLE_COMMAND_PALETTE = True
    CSS_PATH = "talktui.tcss"
    # ctrl+q is Textual's own way out and stays; the command table has all the others.
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+q", "quit", show=False, priority=True)]

    def __init__(
        self,
        store: Store | NotesAt,
        settings: Settings,
        *,
        state: State | None = None,
        problems: Sequence[Problem] = (),
        state_problem: Problem | None = None,
        filter_text: str = "",
        greeting: str = "",
        paste_guard: bool = True,
        watch_files: bool = False,
        cache: Path | None = None,
    ) -> None:
        """`watch_files`: follow what other programs do to the notes.

        `cache`: the directory that the first screen is kept in.
        """
        super().__init__()
        self.watch_files = watch_files
        self._notes = store
        self.root = store.root
        self.state = state if state is not None else State()
        self.leaving = Leaving(self)
        self._last_words = ""  # below a traceback: what became of what was typed
        keymap = Keymap(settings.keys, settings.key_lines)
        self.settings_problems: list[tuple[str, str]] = [
            (f"config.yaml:{problem.line}" if problem.line else "config.yaml", problem.message)
            for problem in (*problems, *keymap.mistakes)
        ]
        if state_problem is not None:
            self.settings_problems.append(("state.json", state_problem.message))
        wanted = self.state.theme or settings.theme or DEFAULT_THEME
        if wanted not in self.available_themes:
            # One that was chosen in the app and is gone since is nothing that a person could mend.
            if not self.state.theme:
                from difflib import get_close_matches  # for mistakes only

                near = get_close_matches(wanted, self.available_themes, 1)
                hint = (
                    f"did you mean {near[0]!r}?"
                    if near
                    else f"{shown_keys(BY_ID['theme'], keymap)} in the app lists them"
                )
                self.settings_problems.append(("config.yaml", f"theme: there is no theme {wanted!r}; {hint}"))
            wanted = settings.theme if settings.theme in self.available_themes else DEFAULT_THEME
        self.theme = wanted
        self._last_key = 0.0
        self.greeting = greeting
        self.greeting_warns = False
        if self.settings_problems:
            more = f" (and {len(self.settings_problems) - 1} more)" if len(self.settings_problems) > 1 else ""
            place, message = self.settings_problems[0]
            lists = shown_keys(BY_ID["problems"], keymap) or "the palette's “problems”"
            said = f"{place}: {message}{more} · {lists} lists all"
            self.greeting = f"{said} · {greeting}" if greeting else said
            self.greeting_warns = True
        self._cache = cache
        self.browse = BrowseScreen(
            self._session, settings, self.state, keymap, filter_text, paste_guard, self._first(settings)
        )

    # -- the tree as the next start shows it

    def _first(self, settings: Settings) -> FirstScreen | None:
        """What was kept of it, unless this start would show something else."""
        if self._cache is None:
            return None
        first = first_screen.read(self._cache, self.root)
        wanted = (settings.group, settings.sort, self.state.last.get(str(self.root)))
        return first if first is not None and (first.group, first.sort, first.last) == wanted else None

    def first_groups(self) -> Sequence[Group] | None:
        """The groups as the next start shows them; None while they are others, or not known."""
        if self._cache is None or not self.browse.is_made("session") or self.session.loading:
            return None
        session, settings = self.session, self.browse.settings
        same = (session.group_by, session.sort_by) == (settings.group, settings.sort)
        return session.everything() if same else None

    def keep_first_screen(self, groups: Sequence[Group] | None) -> None:
        """Keep the tree for the next start. In a thread, or when the app has ended."""
        settings, last = self.browse.settings, self.state.last.get(str(self.root))
        if self._cache is None or groups is None:
            return
        first = first_screen.made_of(groups, settings.group, settings.sort, last)
        if first is not None:
            first_screen.keep(self._cache, self.root, first)

    # -- what is made when it is first asked for

    @cached_property
    def store(self) -> Store:
        """The notes directory. Opening it may raise `NotesDirectoryError`, when it is gone by then."""
        return self._notes.open() if isinstance(self._notes, NotesAt) else self._notes

    def _session(self) -> Session:
        from talktui.tui.session import Session

        return Session(self.root, self.browse.settings, self.state)

    @property
    def session(self) -> Session:
        """What is shown."""
        return self.browse.session

    @cached_property
    def _drafts(self) -> Drafts:
        from talktui.notes.drafts import Drafts

        return Drafts(locations().state, self.root)

    @cached_property
    def drafting(self) -> Drafting:
        """Keeps what is typed."""
        from talktui.tui.drafting import Drafting

        return Drafting(self._drafts)

    @cached_property
    def leftovers(self) -> Leftovers:
        """Drafts and recovered texts."""
        from talktui.notes.leftovers import Leftovers
        from talktui.notes.recovery import Recovery

        return Leftovers(self.store, self._drafts, Recovery(locations().state, self.root))

    # -- Textual's hooks

    def get_default_screen(self) -> BrowseScreen:
        """The one screen, instead of an empty one below it."""
        return self.browse

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Everything that is drawn passes the second wall."""
        return [SAFE_LINES, *super().get_line_filters()]

    def get_driver_class(self) -> type[Driver]:
        """A driver that outlives its terminal, where Textual would take its own for such terminals."""
        chosen = super().get_driver_class()
        if chosen.__name__ != "LinuxDriver":
            return chosen
        from talktui.tui.terminal_driver import TerminalDriver

        return TerminalDriver

    @contextmanager
    def suspend(self) -> Iterator[None]:
        """Give the terminal to another program; a signal waits for that to end."""
        self.leaving.suspended = True
        try:
            with super().suspend():
                yield
        finally:
            self.leaving.suspended = False

    def _handle_exception(self, error: Exception) -> None:
        """An error of ours ends the app, but not what was typed."""
        unsaved = "drafting" in self.__dict__ and self.drafting.unsaved  # else nothing was typed
        if unsaved and not self._last_words:
            kept = self.drafting.flush(FLUSH)
            self._last_words = (
                "What you typed is kept: talktui offers it when it starts, and `talktui recover` lists it.\n"
                f"It is in {self.drafting.drafts.folder}"
                if kept
                else "What you typed last could not be kept on the disk."
            )
        super()._handle_exception(error)

    def _print_error_renderables(self) -> None:
        """The traceback may quote a note: it is made safe as everything else."""
        self._exit_renderables[:] = [
            Segments(
                Segment(text if control else visible_block(text), style, control)
                for text, style, control in renderable.segments
            )
            if isinstance(renderable, Segments)
            else renderable
            for renderable in self._exit_renderables
        ]
        super()._print_error_renderables()
        if self._last_words:
            self.error_console.print(visible_block(self._last_words), markup=False, highlight=False)

    def on_mount(self) -> None:
        """Be ready for signals and for garbage."""
        if not self.is_headless:
            self.leaving.install()
        self.set_interval(QUIET, self._collect_garbage)

    def _collect_garbage(self) -> None:
        """Collect while nobody waits (COLLECT_AFTER) and no notes are read: what is made of those stays."""
        reading = self.browse.is_made("session") and self.browse.session.loading
        if gc.get_count()[0] > MUCH_GARBAGE and monotonic() - self._last_key > QUIET and not reading:
            gc.collect(0)

    def on_app_focus(self) -> None:
        """The person may come from another program that changed notes."""
        if self.browse.is_made("watching"):
            self.browse.watching.focused()

    async def on_event(self, event: events.Event) -> None:
        """Keys on the browse screen go through the command table before any widget sees them."""
        if isinstance(event, events.Key):
            self._last_key = monotonic()
        if (
            isinstance(event, events.Key)
            and not event.is_forwarded
            and self.screen is self.browse
            and self.browse.press(event)
        ):
            return
        await super().on_event(event)

    def on_unmount(self) -> None:
        """Remember the place; what cannot be remembered is no reason to stop."""
        row = self.browse.tree_view.current
        if row is not None and row.talk is not None:
            self.state.last[str(self.root)] = row.talk.key

    async def action_quit(self) -> None:
        """`ctrl+q` from anywhere: what is not saved yet is saved or asked about first."""
        if self.screen is not self.browse:
            from talktui.tui.screens.editor import EditorScreen
            from talktui.tui.screens.fields import FieldsScreen
        for screen in self.screen_stack[:0:-1]:
            if isinstance(screen, EditorScreen | FieldsScreen) and screen.modified:
                screen.action_cancel()
                return
        self.browse.run_command("quit")

    def copy_to_clipboard(self, text: str) -> None:
        """Put `text` on the clipboard, whoever asks: without control characters (see `copyable`)."""
        super().copy_to_clipboard(copyable(text))

    def last_look(self) -> list[str]:
        """After the app: what the terminal should be told of writes that came late."""
        if "store" not in self.__dict__:
            return []
        from talktui.tui.late_looks import last_look

        return last_look(self.store)

    # -- for the screens

    def greet(self, sentence: str) -> None:
        """Say something once the notes are read, beside what else there is to say then."""
        if self.session.loading:
            self.greeting = f"{self.greeting} · {sentence}" if self.greeting else sentence
        else:
            said = self.browse.keys.message
            self.browse.say(f"{said} · {sentence}" if said else sentence, warning=self.browse.keys.warns)

    @property
    def shown_root(self) -> str:
        """The notes directory as people write it."""
        try:
            return f"~/{self.root.resolve().relative_to(Path.home())}".removesuffix("/.")
        except ValueError:
            return visible_line(str(self.root))

    def remember(self) -> None:
        """Write down what is remembered between runs; what cannot be written is no reason to stop."""
        self.run_worker(lambda: save_state(self.state), thread=True, group="remember", exclusive=True)


def _opened(root: Path, settings: Settings) -> Store:
    from talktui.config.stores import open_store

    return open_store(root, settings.ignore)


def run(root: Path, *, settings: Settings, problems: Sequence[Problem], filter_text: str, how: str) -> int:
    """Open the app on `root` and stay until the person leaves. Returns the exit code.

    `how` says where `root` came from: "argument", "settings" or "samples".
    Raises NotesDirectoryError when `root` is no readable directory.
    """
    gc.set_threshold(*COLLECT_AFTER)
    gc.enable()  # whoever imports this does so without collecting
    state, state_problem = load_state()
    must_be_readable(root)
    greeting = ""
    if how == "samples":
        greeting = "these are sample notes, a copy to play with · open your own: talktui DIR"
    app = TalktuiApp(
        NotesAt(root, lambda: _opened(root, settings)),
        settings,
        state=state,
        problems=problems,
        state_problem=state_problem,
        filter_text=filter_text,
        greeting=greeting,
        watch_files=True,
        cache=locations().cache,
    )
    code: int | None = None
    try:
        code = app.run()
    except OSError:
        if app.leaving.signal is None:  # else: the terminal is gone, and took no more
            raise
    finally:
        app.leaving.remove()
        said = app.last_look()
    save_state(state)
    app.keep_first_screen(app.first_groups())
    if app.leaving.signal is not None:
        # What could not be written to a terminal that is gone must not fail once more at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stderr__.fileno() if sys.__stderr__ else 2)
        return app.leaving.code
    for text in said:
        print(visible_block(text), file=sys.stderr)
    return code or app.return_code or 0
