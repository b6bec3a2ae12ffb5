"""Text of the viewer that is selected, and what is copied: that, or a section's Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from talktui.tui.screens.browse import BrowseScreen


class Selecting:
    """Carries out the commands that select and copy."""

    def __init__(self, screen: BrowseScreen) -> None:
        self._screen = screen

    def select(self) -> None:
        """Begin to select lines, or leave it."""
        selector = self._screen.view.selector
        if selector.is_active:
            selector.stop()
        else:
            selector.start()
            self._tell_selecting("lines are selected by the keys that scroll")

    def select_all(self) -> None:
        """Select the whole note."""
        self._screen.view.selector.select_all()
        self._tell_selecting("all of the note is selected")

    def _tell_selecting(self, what: str) -> None:
        copy, leave = self._screen.key_of("copy-link"), self._screen.key_of("back-to-tree")
        self._screen.say(f"{what} · {copy} copies, {leave} ends")

    def copy_selection(self) -> bool:
        """Copy the text that mouse or keys selected, once all of it is laid out; False when none is."""
        selector = self._screen.view.selector
        if selector.is_waiting:
            selector.to_copy = True
            self._screen.say(
                "the end of the note is still being laid out; it is copied as soon as that is done"
            )
            return True
        text = self._screen.get_selected_text()
        if not text:
            if self._screen.view.text_selection is None:
                return False
            self._screen.say("what is selected has no text", warning=True)
            return True
        self._screen.app.copy_to_clipboard(text)
        selector.stop()
        self._screen.clear_selection()
        lines = text.count("\n") + 1
        self._screen.say(f"copied {lines} line{'' if lines == 1 else 's'}")
        return True

    def text_changed(self) -> None:
        """There is more of the note than there was."""
        selector = self._screen.view.selector
        if selector.to_copy and not selector.is_waiting:
            self.copy_selection()

    def copy_section(self) -> None:
        """Copy the Markdown of the section at the top of the window."""
        row = self._screen.tree_view.current
        talk = row.talk if row is not None else None
        if talk is None or not talk.body.strip():
            self._screen.say("there is no text here to copy", warning=True)
            return
        view = self._screen.view
        self._screen.app.copy_to_clipboard(view.current_section())
        title = view.current_headings[-1] if view.current_headings else talk.title
        self._screen.say(f"copied the Markdown of “{title}”")
