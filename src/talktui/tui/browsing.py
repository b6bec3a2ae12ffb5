"""Moving about: the tree's rows and keys, marks, the panes, a talk's own links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talktui.notes.talk import Kind, TalkKey
from talktui.tui.preview import talks_of
from talktui.tui.rows import Row, RowId, RowKind

if TYPE_CHECKING:
    from talktui.tui.screens.browse import BrowseScreen

_NEAR = 50
"""Rows below the cursor that are looked at first for a talk: the next one is among them."""


class Browsing:
    """Carries out the tree's commands and the ones that go from talk to talk."""

    def __init__(self, screen: BrowseScreen) -> None:
        self._screen = screen
        self.moved = False  # the person has chosen a place; what loads after it moves the cursor no more

    # -- showing

    def update(self, *, follow: TalkKey | None = None, from_top: bool = False) -> None:
        """Filter, group and draw anew after notes changed; `follow` takes the cursor to a talk."""
        self._screen.session.refresh()
        self.show_rows(follow=follow, from_top=from_top)
        if not self._screen.session.loading:
            self._screen.reading.linked_here.look()

    def show_rows(
        self, *, follow: TalkKey | None = None, first_talk: bool = False, from_top: bool = False
    ) -> None:
        """Draw the tree and what the cursor is on.

        `first_talk`: leave a group's row for a talk. `from_top`: begin on the first row.
        """
        screen, session = self._screen, self._screen.session
        tree = screen.tree_view
        before = tree.current
        cursor: RowId | None = None
        if follow is not None:
            here = before.id.group if before is not None else ()
            cursor = session.reveal(follow, prefer=here)
            if before is not None and before.section is not None and before.id.key == follow:
                cursor = before.id  # a section of it keeps the cursor
        rows = session.rows()
        if from_top and cursor is None and rows:
            cursor = rows[0].id
        screen.paint_at_once(tree)
        tree.set_rows(rows, cursor=cursor, first_talk=first_talk)
        tree.set_marks(session.marks)
        screen.show_counts()
        self._screen.preview.show()

    # -- the tree

    def _move_to(self, index: int) -> None:
        self.moved = True
        self._screen.tree_view.move_to(index)
        self._screen.preview.show()
        self._screen.paint_now()

    def down(self) -> None:
        """The next row."""
        self._move_to(self._screen.tree_view.cursor + 1)

    def up(self) -> None:
        """The row before."""
        self._move_to(self._screen.tree_view.cursor - 1)

    def top(self) -> None:
        """The first row."""
        self._move_to(0)

    def bottom(self) -> None:
        """The last row."""
        self._move_to(len(self._screen.tree_view.rows) - 1)

    def page_down(self) -> None:
        """A page on."""
        self._move_to(self._screen.tree_view.cursor + self._screen.tree_view.page)

    def page_up(self) -> None:
        """A page back."""
        self._move_to(self._screen.tree_view.cursor - self._screen.tree_view.page)

    def _toggle(self, *, to: bool | None = None) -> bool:
        row = self._screen.tree_view.current
        if row is None or not self._screen.session.toggle(row, to=to):
            return False
        self._screen.tree_view.set_rows(self._screen.session.rows(), cursor=row.id)
        return True

    def fold(self) -> None:
        """Open or close the row; on a talk that does not open, its group."""
        if not self._toggle():
            self._to_parent()
            self._toggle(to=False)

    def fold_all(self) -> None:
        """Close every group, or open all."""
        self._screen.session.fold_all()
        self.show_rows()

    def open(self) -> None:
        """Open the row, or go into it when it is open."""
        row = self._screen.tree_view.current
        if row is not None and row.opened is not None and not self._toggle(to=True):
            self.down()

    def close(self) -> None:
        """Close the row, or go to the one it stands in."""
        if not self._toggle(to=False):
            self._to_parent()

    def _to_parent(self) -> None:
        tree = self._screen.tree_view
        row = tree.current
        if row is None or not row.depth:
            return
        for index in range(tree.cursor - 1, -1, -1):
            if tree.rows[index].depth < row.depth:
                self._move_to(index)
                return

    def read(self) -> None:
        """Go to the viewer; a group opens or closes."""
        row = self._screen.tree_view.current
        if row is not None and row.kind is RowKind.GROUP and not self._screen.is_narrow:
            self._toggle()
        elif row is not None:
            self._screen.show_reader(True)

    def pointed(self, row: Row, *, again: bool) -> None:
        """The mouse chose `row`; `again` opens it."""
        self.moved = True
        self._screen.preview.show()
        if again and row.opened is not None:
            self._toggle()
        elif again:
            self.read()

    def mark(self) -> None:
        """Mark the talk under the cursor, or a group's talks, and go on."""
        session, row = self._screen.session, self._screen.tree_view.current
        if row is None:
            return
        keys = {row.talk.key} if row.talk is not None else {talk.key for talk in talks_of(row)}
        if keys <= session.marks:
            session.marks -= keys
        else:
            session.marks |= keys
        self._marks_changed()
        if row.talk is not None:
            self.down()

    def mark_all(self) -> None:
        """Mark all shown talks; when all are, none."""
        session = self._screen.session
        every = {talk.key for talk in session.shown if talk.kind is Kind.TALK}
        if every <= session.marks:
            session.marks -= every
        else:
            session.marks |= every
        self._marks_changed()

    def _marks_changed(self) -> None:
        self._screen.tree_view.set_marks(self._screen.session.marks)
        self._screen.show_counts()

    def clear(self) -> None:
        """Stop a change of many files that is under way; else clear the filter; with none, the marks."""
        screen = self._screen
        if screen.editing.saving.stop():
            return
        if screen.bar.text:
            screen.bar.remember(screen.bar.text)
            screen.bar.set_text("")
        elif screen.session.marks:
            screen.session.marks.clear()
            self._marks_changed()

    # -- talks, from either pane

    def next_talk(self) -> None:
        """The next talk, opening the groups on the way."""
        self._to_talk(+1)

    def previous_talk(self) -> None:
        """The talk before."""
        self._to_talk(-1)

    def _to_talk(self, step: int) -> None:
        tree, session = self._screen.tree_view, self._screen.session
        start = tree.current
        index = tree.cursor
        if start is not None and step > 0 and start.opened is False and start.kind is RowKind.GROUP:
            index -= 1  # a closed group under the cursor is the first to go into
        while 0 <= (index := index + step) < len(tree.rows):
            row = tree.rows[index]
            if row.kind is RowKind.TALK:
                self._move_to(index)
                return
            if row.kind is RowKind.GROUP and row.opened is False and session.toggle(row, to=True):
                before = len(tree.rows)
                tree.set_rows(session.rows(), cursor=start.id if start else None)
                if step < 0:
                    index += len(tree.rows) - before + 1
                else:
                    index -= 1

    def go_to(self, key: TalkKey) -> str:
        """Take the cursor to a talk; a filter that hides it is cleared, which is told. Gives that filter."""
        self.moved = True
        screen, cleared = self._screen, ""
        if not screen.session.is_shown(key):
            cleared = screen.bar.text
            screen.bar.set_text("")
            screen.filtering.changed("")
        self.show_rows(follow=key)
        if cleared:
            screen.say(f"filter cleared: {cleared}")
        return cleared

    def to_group(self, row: RowId) -> bool:
        """Take the cursor to a group's row; False when it is not among those that are open."""
        tree = self._screen.tree_view
        index = tree.rows.find(row, tree.cursor)
        if not tree.rows or tree.rows[index].id != row:
            return False
        self._move_to(index)
        return True

    def to_talk(self, key: TalkKey) -> None:
        """Take the cursor to a talk that is shown, opening the groups that it stands in."""
        self.moved = True
        tree = self._screen.tree_view
        after = range(tree.cursor, min(tree.cursor + _NEAR, len(tree.rows)))
        index = next((at for at in after if tree.rows[at].id.key == key), None)
        if index is None:
            here = tree.current.id.group if tree.current is not None else ()
            at = tree.rows.find(RowId(here, key), tree.cursor)
            index = at if tree.rows and tree.rows[at].id.key == key else None
        if index is not None:
            self._move_to(index)
        else:
            self.show_rows(follow=key)

    # -- panes

    def next_pane(self) -> None:
        """Tree, viewer, and round."""
        self._screen.show_reader(self._screen.focused is not self._screen.view)

    previous_pane = next_pane  # there are two of them

    def filter(self) -> None:
        """To the filter bar."""
        self._screen.give_keys_to(self._screen.bar.input)
        self._screen.loading_notes.want_texts()

    # -- links

    def video(self) -> None:
        """Open the talk's video, else its page; on a conference its playlist."""
        url = self._link("video") or self._link("page")
        if url is None:
            self._screen.say(
                f"there is no video link here; {self._screen.key_of('fields')} adds one", warning=True
            )
        else:
            self._screen.reading.open_web(url)

    def open_link(self, name: str) -> None:
        """Open one of the links that the card shows: "video", "slides" or "page"."""
        url = self._link(name)
        if url is not None:
            self._screen.reading.open_web(url)

    def _link(self, name: str) -> str | None:
        """A link of what the cursor is on: a talk's, else its group's conference's."""
        row = self._screen.tree_view.current
        if row is None:
            return None
        if row.talk is not None:
            return {"video": row.talk.video, "slides": row.talk.slides, "page": row.talk.url}[name]
        conference = self._screen.session.conference_of(row)
        if conference is None:
            return None
        return {"video": conference.playlist, "slides": None, "page": conference.url}[name]

    def copy_link(self) -> None:
        """Copy that link to the clipboard (OSC 52); where text is selected, that."""
        if self._screen.selecting.copy_selection():
            return
        url = self._link("video") or self._link("page")
        if url is None:
            self._screen.say("there is no link to copy here", warning=True)
            return
        self._screen.app.copy_to_clipboard(url)
        self._screen.say(f"copied {url}")
