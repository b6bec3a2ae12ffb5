"""The built-in editor: full screen, for a note's text.

What is typed stays until it is saved or thrown away on purpose: a failed save says why and leaves
the text where it is, and a draft of it is on the disk within a second. The saving itself is the
caller's, given as a coroutine; it may find that the editor is to hold another text from then on
(:class:`NewText`), because another program changed the file too.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static, TextArea
from textual.worker import Worker, WorkerState

from talktui.notes.joining import markers_left
from talktui.notes.merge import merged
from talktui.tui.drafting import Keeper, Typed
from talktui.tui.plain import plain
from talktui.tui.screens.dialog import Dialog, Hint
from talktui.tui.screens.leave import Leave, ask_leave
from talktui.tui.screens.note_area import NoteArea, why_not_here


@dataclass(frozen=True, slots=True)
class NewText:
    """What the editor is to hold after a save, in the place of what was handed to it."""

    text: str
    base: str  # what the next save changes; equal to `text` when that is on the disk
    said: str = ""
    markers: tuple[str, ...] = ()  # lines that must go before it can be saved
    taken: Callable[[], None] = lambda: None  # called when the editor holds it


Save = Callable[[str], Awaitable[str | NewText | None]]

_BIG = 50_000  # characters; above it the words are counted when the typing pauses
_PAUSE = 0.4  # seconds


class EditorScreen(Dialog[str]):
    """Edit `text`; dismissed with the text last saved, or None when nothing was.

    `line` is where the cursor starts, counted from 1 in `text` (0 is the beginning too). `save` gets
    the text, with the line ends it came with, and returns None, or a sentence why it is not saved, or
    a NewText. `unsaved` is a text over `text` that was typed before. `keeper` keeps what is typed.
    Only Markdown is coloured; give another `language`, or None, for what is none.
    """

    CLICK_OUTSIDE_CANCELS = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "save", show=False, priority=True),
        Binding("escape", "cancel", "leave", show=False, priority=True),
    ]

    DEFAULT_CSS = """
    EditorScreen {
        & > Panel { width: 100%; max-width: 100%; height: 100%; max-height: 100%; padding: 0; }
        NoteArea {
            height: 1fr;
            border: none;
            padding: 0 1;
            background: $surface;
            scrollbar-size-vertical: 1;
            &:focus { border: none; }
        }
        #said { padding: 0 1; }
        #status { height: 1; padding: 0 1; color: $text-muted; background: $panel; text-wrap: nowrap; }
    }
    """

    def __init__(
        self,
        title: str,
        text: str,
        save: Save,
        line: int = 0,
        read_only_reason: str | None = None,
        language: str | None = "markdown",
        *,
        keeper: Keeper | None = None,
        unsaved: str | None = None,
        markers: tuple[str, ...] = (),
    ) -> None:
        begun = text if unsaved is None else unsaved
        reason = read_only_reason or why_not_here(begun)
        leave = Hint("esc", "leave", "cancel")
        edits = (Hint("ctrl+s", "save", "save"), leave, Hint("ctrl+z ctrl+y", "undo, redo"))
        super().__init__(title, (leave,) if reason else edits)
        self._text = begun
        self._save = save
        self._keeper = keeper
        self._kept = ""  # what became of the draft
        self._markers = markers
        self._line = line
        self._reason = reason
        self._markdown = language == "markdown"
        self._on_disk = text  # what was saved last, or came in
        self._result: str | None = None
        self._saving: Worker[str | NewText | None] | None = None
        self._saving_text = ""
        self._leave_when_saved = False
        self._dirty = False  # as of the last change seen; `modified` looks again
        self._elsewhere = ""  # what another program did to the file since the last save
        self.area: NoteArea
        self._words = 0
        self._counting: Timer | None = None

    def content(self) -> Iterable[Widget]:
        """The text, a line for what went wrong, and the status line."""
        area = NoteArea(self._text, read_only=self._reason is not None, tab_behavior="indent", id="text")
        area.markdown = self._markdown
        area.cursor_blink = False
        self.area = area
        yield area
        said = Static(plain(self._reason or ""), id="said", classes="bad", markup=False)
        said.display = self._reason is not None
        yield said
        yield Static("", id="status", markup=False)

    def on_mount(self) -> None:
        """Start at the line asked for."""
        row = max(min(self._line - 1, self.area.document.line_count - 1), 0)
        self.area.move_cursor((row, 0), center=row > 0)
        self.area.focus()
        self._dirty = self.modified
        self._count_words()
        if self._keeper is not None and self._reason is None:
            self._keeper.open(self, self._typed, self._draft_said)
            self._keeper.changed()

    def _typed(self) -> Typed | None:
        """What a draft is to hold: nothing when all is saved."""
        return Typed(self.text, self._on_disk, self._markers) if self.modified else None

    def file_changed(self, path: str, *, gone: bool) -> None:
        """Another program changed or removed (`gone`) the file at `path`: say what a save does."""
        if self._keeper is not None and self._keeper.path == path and self._reason is None:
            self._elsewhere = (
                "gone from the disk: ctrl+s writes it again" if gone else "changed on disk: ctrl+s merges"
            )
            self._show_status()

    def _draft_said(self, word: str) -> None:
        self._kept = word
        self._show_status()

    @property
    def text(self) -> str:
        """The text as it stands, with the line ends it came with."""
        return self.area.text

    @property
    def modified(self) -> bool:
        """Whether there is text that is not saved."""
        return self._reason is None and self.text != self._on_disk

    @on(TextArea.Changed)
    def _changed(self, event: TextArea.Changed) -> None:
        event.stop()
        text = self.text
        self._dirty = self._reason is None and text != self._on_disk
        if self._keeper is not None:
            self._keeper.changed()
        if self._counting is not None:
            self._counting.stop()
            self._counting = None
        if len(text) > _BIG:
            self._counting = self.set_timer(_PAUSE, self._count_words)
            self._show_status()
        else:
            self._count_words()

    @on(TextArea.SelectionChanged)
    def _moved(self, event: TextArea.SelectionChanged) -> None:
        event.stop()
        self._show_status()

    def _count_words(self) -> None:
        self._words = len(self.text.split())
        self._show_status()

    def _show_status(self) -> None:
        row, column = self.area.cursor_location
        state = ""
        if self._reason:
            state = "read-only"
        elif self._saving is not None:
            state = "saving …"
        elif self._dirty:
            state = "● modified"
        elif self._result is not None:
            state = "saved"
        words = "1 word" if self._words == 1 else f"{self._words} words"
        kept = self._kept if self._dirty else ""
        parts = [f"{row + 1}:{column + 1}", words, state, kept, self._elsewhere]
        self.query_one("#status", Static).update(plain("   ".join(part for part in parts if part)))

    def _say(self, sentence: str) -> None:
        said = self.query_one("#said", Static)
        said.update(plain(sentence) if sentence else Content(""))
        said.display = bool(sentence)

    def action_save(self) -> None:
        """Hand the text to the caller's `save`, changed or not; what is typed meanwhile stays modified."""
        if self._reason is not None or self._saving is not None:
            return
        self._say("")
        left = markers_left(self.text, self._markers)
        if left:
            self._leave_when_saved = False
            self.area.move_cursor((left[0] - 1, 0), center=True)
            self._say(
                f"Not saved: line {left[0]} still marks where the two texts differ. "
                "Keep what you want of each, take the marks out, then save."
            )
            return
        self._saving_text = self.text
        self._saving = self.run_worker(self._run_save(self._saving_text), exit_on_error=False)
        self._show_status()

    async def _run_save(self, text: str) -> str | NewText | None:
        return await self._save(text)

    @on(Worker.StateChanged)
    def _save_ended(self, event: Worker.StateChanged) -> None:
        if event.worker is not self._saving:
            return
        match event.state:
            case WorkerState.SUCCESS:
                self._saving = None
                self._saved(event.worker.result)
            case WorkerState.ERROR | WorkerState.CANCELLED:
                # An error that `save` did not turn into a sentence: the text must outlive it.
                self._saving = None
                self._saved(f"Not saved: {event.worker.error or 'the save was interrupted'}")

    def _saved(self, answer: str | NewText | None) -> None:
        if isinstance(answer, str):
            self._leave_when_saved = False
            self._say(answer)
        else:
            if isinstance(answer, NewText):
                self._take(answer)
            else:
                self._on_disk = self._result = self._saving_text
                self._markers = ()
            self._elsewhere = ""
            self._dirty = self.modified
            self._leave_if_wanted()
        if self._keeper is not None and self.is_mounted:
            self._keeper.changed()
        self._show_status()

    def _take(self, new: NewText) -> None:
        """Hold another text from now on, with what was typed while the save ran; or else the old one."""
        text, now = _plain(new.text), _plain(self.text)
        saved = new.text == new.base
        if saved:
            self._on_disk = self._result = self._saving_text
        typed_into = merged(_plain(self._saving_text), now, text)
        if typed_into is None or why_not_here(new.text) is not None:
            return  # the next save puts the two together
        self._on_disk = self._here(new.base)
        if saved:
            self._result = self._on_disk
        else:
            self._leave_when_saved = False
        self._markers = new.markers
        self._replace(now, typed_into)
        new.taken()
        if new.markers:
            first = next(iter(markers_left(self.text, new.markers)), 1)
            self.area.move_cursor((first - 1, 0), center=True)
        self._say(new.said)

    def _replace(self, now: str, text: str) -> None:
        """Put `text` in the place of `now`, touching only the lines between what both have; undo knows it."""
        have, want = now.split("\n"), text.split("\n")
        start = 0
        while start < min(len(have), len(want)) - 1 and have[start] == want[start]:
            start += 1
        end = 0
        while end < min(len(have), len(want)) - start - 1 and have[-1 - end] == want[-1 - end]:
            end += 1
        last = len(have) - 1 - end
        middle = "\n".join(want[start : len(want) - end])
        self.area.replace(middle, (start, 0), (last, len(have[last])), maintain_selection_offset=True)

    def _here(self, text: str) -> str:
        """`text` with the line ends that the text area has."""
        return _plain(text).replace("\n", self.area.document.newline)

    def _leave_if_wanted(self) -> None:
        if self._leave_when_saved and not self.modified:
            self._go()

    def _go(self, *, keep: bool = False) -> None:
        """Leave; what is not saved is thrown away, unless a draft of it is to be kept."""
        if self._keeper is not None and self._reason is None:
            self._keeper.close(keep=keep)
        self.dismiss(self._result)

    def action_cancel(self) -> None:
        """Leave; with unsaved text, ask first."""
        if self._saving is not None:
            self._leave_when_saved = True
        elif self.modified:
            self.app.push_screen(ask_leave(later=self._keeper is not None), self._leave)
        else:
            self._go()

    def _leave(self, answer: Leave | None) -> None:
        if answer is Leave.SAVE:
            self._leave_when_saved = True
            self.action_save()
        elif answer is Leave.THROW_AWAY:
            self._go()
        elif answer is Leave.LATER:
            self._go(keep=True)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
