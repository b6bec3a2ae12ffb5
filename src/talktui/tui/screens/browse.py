"""The screen one lives in: filter bar, tree, viewer, and the keys that drive them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from talktui.tui.commands import BY_ID, TYPED, Command, Context, Keymap, shown_key
from talktui.tui.controllers import FIRST, REST, Controllers, import_modules
from talktui.tui.hints import HINTS
from talktui.tui.key_gate import KeyGate
from talktui.tui.meanwhile import Meanwhile
from talktui.tui.rows import RowKind
from talktui.tui.screens.at_once import PaintsAtOnce
from talktui.tui.screens.dragging import DragsInText
from talktui.tui.screens.drawing import SparingCompositor
from talktui.tui.widgets.card import Card
from talktui.tui.widgets.filter_bar import FilterBar
from talktui.tui.widgets.find_bar import FindBar
from talktui.tui.widgets.key_line import KeyLine
from talktui.tui.widgets.markdown_view import MarkdownView
from talktui.tui.widgets.talk_tree import TalkTree
from talktui.tui.widgets.title_line import TitleLine

if TYPE_CHECKING:
    from textual.worker import Worker

    from talktui.config import Settings, State
    from talktui.tui.app import TalktuiApp
    from talktui.tui.first_screen import FirstScreen
    from talktui.tui.messages import FilesChanged, LoadFailed, NotesRead
    from talktui.tui.session import Session

READING = "reading…"
NARROW = 100  # below this many columns there is one pane at a time
HELD = frozenset({"follow-link", "copy-section"})  # commands of a pane that reach outside
INSTANT = frozenset({"filter", "next-pane", "previous-pane", "next-talk", "previous-talk", "palette", "help"})


class BrowseScreen(Controllers, DragsInText, PaintsAtOnce):
    """Tree and viewer side by side, or one at a time when the terminal is narrow."""

    app: TalktuiApp

    BINDINGS: ClassVar[list[BindingType]] = []  # every key comes from the command table, through `press`
    AUTO_FOCUS: ClassVar[str] = ""  # it says itself who has the keys

    DEFAULT_CSS = """
    BrowseScreen {
        layout: vertical;
        & #panes { height: 1fr; }
        & #tree { width: 42%; min-width: 24; }
        & #reader { width: 1fr; border-left: vkey $panel; }
        & #reader:focus-within { border-left: vkey $accent; }
        & #view { height: 1fr; }
        &.-narrow #tree { width: 1fr; }
        &.-narrow #reader { display: none; border-left: none; }
        &.-narrow.-reading #tree { display: none; }
        &.-narrow.-reading #reader { display: block; }
    }
    """

    def __init__(
        self,
        make_session: Callable[[], Session],
        settings: Settings,
        state: State,
        keymap: Keymap,
        filter_text: str,
        paste_guard: bool,
        first: FirstScreen | None = None,
    ) -> None:
        super().__init__()
        self._compositor = SparingCompositor()
        self._make_session = make_session
        self.settings = settings
        self.state = state
        self.keymap = keymap
        self.first_filter = filter_text
        self.meanwhile = Meanwhile(self, first) if first is not None and not filter_text else None
        self.title_line = TitleLine()
        self.bar = FilterBar(id="filter")
        self.tree_view = TalkTree(id="tree")
        self.card = Card(id="card")
        self.view = MarkdownView(id="view", classes="-heading-line")  # from the beginning: it is styled once
        self.view.set_reactive(MarkdownView.heading_line, True)
        self.find_bar = FindBar(id="find")
        self.keys = KeyLine(id="keys")
        self.gate = KeyGate(self, self._run_key, self._burst_dropped) if paste_guard else None

    def compose(self) -> ComposeResult:
        """Title, filter bar, panes, keys."""
        yield self.title_line
        yield self.bar
        with Horizontal(id="panes"):
            yield self.tree_view
            with Vertical(id="reader"):
                yield self.card
                yield self.view
                yield self.find_bar
        yield self.keys

    def on_mount(self) -> None:
        """The tree has the keys; once that is painted, all else begins."""
        self.bar.earlier[:] = self.state.filters
        self.view.max_width = self.settings.width
        self.set_tree_width(self.state.tree_width)
        self.give_keys_to(self.tree_view)
        if self.first_filter:
            self.bar.set_text(self.first_filter)
        self.title_line.where = self.app.shown_root
        self.title_line.counts = READING
        self.card.show_nothing()
        self.tree_view.say_empty("Reading the notes…")
        if self.meanwhile is not None:
            self.meanwhile.show()
        self.show_hints()
        _: Worker[None] = self.run_worker(self._read_notes, group="begin")

    async def _read_notes(self) -> None:
        """Start reading the notes, once the first picture is on the screen.

        Where that picture has no rows, what reads is imported while it is painted: the rows come sooner.
        """
        importing = partial(asyncio.to_thread, import_modules, FIRST)
        if self.meanwhile is None:
            await asyncio.gather(self.painted(), importing())
            self.loading_notes.start()
            return
        await self.painted()
        await importing()
        self.loading_notes.start()
        self.preview.show()

    def on_unmount(self) -> None:
        """Watch no longer."""
        if self.is_made("watching"):
            self.watching.stop()

    def loaded(self) -> None:
        """Everything was read: the rest is imported, and other programs' changes are followed."""
        _: Worker[None] = self.run_worker(self._follow, group="begin")

    async def painted(self) -> None:
        """Until what was changed is on the screen."""
        painted = asyncio.Event()
        self.call_after_refresh(painted.set)
        await painted.wait()

    async def _follow(self) -> None:
        await self.painted()
        await asyncio.to_thread(import_modules, REST)
        await asyncio.to_thread(self.session.library.count_queued)
        self.show_counts()
        if not self.is_made("late_looks"):
            self.recovering.start()
            self.late_looks.start()
            await asyncio.to_thread(self.app.keep_first_screen, self.app.first_groups())
        self.undoing.loaded()
        if self.app.watch_files:
            self.watching.start()

    # -- keys

    @property
    def pane(self) -> Context:
        """Which pane has the keys."""
        focused = self.focused
        if focused is self.bar.input:
            return Context.FILTER
        if focused is self.find_bar.input:
            return Context.FIND
        if self.is_triaging and self.triaging.has_keys:
            return Context.TRIAGE
        return Context.VIEWER if focused is self.view else Context.TREE

    @property
    def is_triaging(self) -> bool:
        """Whether a triage is under way."""
        return self.is_made("triaging") and self.triaging.is_on

    def press(self, event: events.Key) -> bool:
        """Take a key before any widget does. False leaves it to the widget with the focus.

        A key that comes with text counts towards a burst; see :mod:`talktui.tui.key_gate`.
        """
        command = self.keymap.find(self.pane, event.key)
        if self.pane in TYPED:
            if command is not None:
                self.run_command(command)
            return command is not None
        if command is None and event.character is None:
            return False
        instant = (
            command is None
            or command.id in INSTANT
            or (command.context in {Context.TREE, Context.VIEWER} and command.id not in HELD)
        )
        if self.gate is not None and not self.gate.offer(event.key, event.character, instant=instant):
            return True
        if command is not None:
            self.run_command(command, event.key, event.character)
        return command is not None

    def _run_key(self, key: str, character: str | None) -> None:
        """Carry out a key that was held back; in another screen by now it goes there."""
        if self.app.screen is not self or self.pane in TYPED:
            self.app.post_message(events.Key(key, character))
            return
        command = self.keymap.find(self.pane, key)
        if command is not None:
            self.run_command(command, key, character)

    def _burst_dropped(self, count: int) -> None:
        self.say(f"{count} keys came at once, as from a paste: none was run", warning=True)

    def run_command(self, command: Command | str, key: str = "", character: str | None = None) -> None:
        """Carry out a command, from a key, the palette or a click."""
        command = BY_ID[command] if isinstance(command, str) else command
        self.keys.be_quiet()
        if self.meanwhile is not None and self.meanwhile.takes(command, key, character):
            return
        self.loading_notes.make_way()
        if key and self.is_triaging and not self.triaging.takes(command):
            return
        for controller in self.commanded():
            handler = getattr(controller, command.handler, None)
            if handler is not None:
                handler()
                break
        self.show_hints()

    # -- what everyone needs

    def say(self, message: str, *, warning: bool = False) -> None:
        """Say something in the last line; it stays until the next key."""
        self.keys.say(message, warning=warning)

    def key_of(self, command_id: str) -> str:
        """A command's first key, as people write it; without any, its name, as the palette has it."""
        keys = self.keymap.keys(BY_ID[command_id])
        return shown_key(keys[0]) if keys else f"“{BY_ID[command_id].title}” in the palette"

    def show_hints(self) -> None:
        """The keys that work in this pane, the most useful first; a command without keys has no hint."""
        row = self.tree_view.current
        shown = []
        for command_id, name in HINTS[self.pane]:
            keys = self.keymap.keys(BY_ID[command_id])
            opens = command_id == "read" and row is not None and row.kind is RowKind.GROUP
            label = ("close" if row.opened else "open") if opens and row and not self.is_narrow else name
            if keys and command_id == "rate-1":
                most = self.keymap.keys(BY_ID["rate-5"])
                shown.append((command_id, f"{shown_key(keys[0])}–{shown_key((most or keys)[0])}", label))
            elif keys:
                shown.append((command_id, shown_key(keys[0]), label))
        self.keys.show_hints(shown)

    def show_counts(self) -> None:
        """The title line's counts, and how the loading gets on."""
        if self.meanwhile is not None:
            self.title_line.counts = READING
            return
        session = self.session
        self.title_line.how = self._how()
        total, shown = session.talk_count(session.library.talks), session.talk_count(session.shown)
        if session.loading:
            self.title_line.counts = f"reading… {f'{shown} of ' if session.filtering else ''}{total} talks"
        else:
            plural = "" if total == 1 else "s"
            self.title_line.counts = (
                f"{shown} of {total} talks" if session.filtering else f"{total} talk{plural}"
            )
        if session.marks:
            marked, shown_marks = len(session.marks), len(session.marked_talks())
            hidden = f" of {marked}" if shown_marks != marked else ""  # a filter hides marks from edits
            self.title_line.counts = f"{shown_marks}{hidden} marked · {self.title_line.counts}"

        queued = session.library.queued
        if queued is None:  # it is counted once everything was read
            return
        from talktui.notes.tallies import queue_texts  # not for the first picture

        self.title_line.queued = queue_texts(queued, self.settings.speed)

    def _how(self) -> str:
        """How the tree is grouped and sorted, where it is not what the settings say."""
        session = self.session
        parts = []
        if session.group_by != session.settings.group:
            parts.append(f"by {'/'.join(session.group_by) or 'nothing'}")
        if session.sort_by != session.settings.sort:
            parts.append(f"sorted by {session.sort_by}")
        return " · ".join(parts)

    @property
    def is_narrow(self) -> bool:
        """Whether only one pane is shown at a time."""
        return self.has_class("-narrow")

    def show_reader(self, reading: bool) -> None:
        """Go to the viewer or back to the tree; in a narrow terminal this changes what is shown."""
        self.set_class(reading, "-reading")
        self.give_keys_to(self.view if reading else self.tree_view)

    def give_keys_to(self, widget: Widget) -> None:
        """Focus `widget` now: `Widget.focus` is a message later, and keys typed ahead would miss it."""
        self.set_focus(widget)

    def set_tree_width(self, percent: int) -> None:
        """Give the tree so much of the width (20 to 80 %)."""
        self.state.tree_width = max(20, min(80, percent))
        self.tree_view.styles.width = None if self.is_narrow else f"{self.state.tree_width}%"

    def on_resize(self, event: events.Resize) -> None:
        """Go to one pane under 100 columns, and back."""
        self.set_class(event.size.width < NARROW, "-narrow")
        self.set_tree_width(self.state.tree_width)

    def on_descendant_focus(self) -> None:
        """Another pane has other keys."""
        if self.is_mounted:
            self.set_class(self.focused in {self.view, self.find_bar.input}, "-reading")
            self.show_hints()

    def action_open_link(self, name: str) -> None:
        """A link on the card was clicked."""
        self.keys.be_quiet()
        self.browsing.open_link(name)

    def on_paste(self, event: events.Paste) -> None:
        """A paste that no text field took runs no command."""
        event.stop()
        self.say(f"pasted text runs no command; {self.key_of('filter')} goes to the filter bar", warning=True)

    # -- messages

    def on_talk_tree_pointed(self, message: TalkTree.Pointed) -> None:
        """The mouse chose a row."""
        self.keys.be_quiet()
        self.browsing.pointed(message.row, again=message.again and self.meanwhile is None)

    def on_filter_bar_changed(self, message: FilterBar.Changed) -> None:
        """The filter is another one."""
        if self.meanwhile is not None:
            self.first_filter = message.text
            return
        self.filtering.changed(message.text)

    def on_key_line_clicked(self, message: KeyLine.Clicked) -> None:
        """A key hint was clicked."""
        if message.command_id == "rate-1":  # it stands for five keys
            self.say("1 to 5 rate the talk, 0 takes the rating off")
            return
        self.run_command(message.command_id)

    def on_markdown_view_link_followed(self, message: MarkdownView.LinkFollowed) -> None:
        """A link was clicked."""
        self.reading.follow(message.href)

    def on_markdown_view_link_selected(self, message: MarkdownView.LinkSelected) -> None:
        """The walk came to a link."""
        self.reading.link_selected(message)

    def on_markdown_view_found(self, message: MarkdownView.Found) -> None:
        """The hits were counted."""
        self.reading.found(message)

    def on_markdown_view_no_anchor(self, message: MarkdownView.NoAnchor) -> None:
        """What was to be gone to is not in the note."""
        self.reading.no_anchor(message.anchor)

    def on_markdown_view_longer(self) -> None:
        """More of a long note is laid out."""
        self.reading.text_changed()
        self.selecting.text_changed()

    def on_find_bar_changed(self, message: FindBar.Changed) -> None:
        """Something else is looked for."""
        self.reading.find_changed(message.text)

    def on_notes_read(self, message: NotesRead) -> None:
        """Some notes were read."""
        self.loading_notes.take(message)

    def on_files_changed(self, message: FilesChanged) -> None:
        """Other programs changed files."""
        self.watching.changed(message)

    def on_load_failed(self, message: LoadFailed) -> None:
        """The directory could not be read."""
        self.loading_notes.failed(message)
