"""Moving about: the tree's keys, the viewer's, the panes, grouping and sorting, links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.command import CommandPalette

from talktui.markdown.escape import escape
from talktui.notes.grouping import GROUPINGS, SORTS
from talktui.notes.talk import Kind, Talk, TalkKey
from talktui.tui.rows import Row, RowId, RowKind
from talktui.tui.screens.help import HelpScreen
from talktui.tui.screens.menu import Choice, MenuScreen
from talktui.tui.screens.problems import ProblemsScreen
from talktui.tui.widgets.card import conference_facts, talks_facts

if TYPE_CHECKING:
    from talktui.notes.talk import Conference
    from talktui.tui.screens.browse import BrowseScreen


class Browsing:
    """Carries out every command that changes no note."""

    def __init__(self, screen: BrowseScreen) -> None:
        self._screen = screen
        self._previewed: RowId | None = None
        self.moved = False  # the person has chosen a place; what loads after it moves the cursor no more
        self.unreadable = ""  # why the notes directory could not be read, while it cannot

    # -- showing

    def update(self, *, follow: TalkKey | None = None, from_top: bool = False) -> None:
        """Filter, group and draw anew after notes changed; `follow` takes the cursor to a talk."""
        self._screen.session.refresh()
        self.show_rows(follow=follow, from_top=from_top)
        if not self._screen.session.loading:
            self._screen.reading.index_backlinks()

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
        tree.set_rows(rows, cursor=cursor)
        current = tree.current
        if first_talk and current is not None and current.kind is RowKind.GROUP:
            first = next((i for i, row in enumerate(tree.rows) if row.kind is RowKind.TALK), None)
            if first is not None:
                tree.move_to(first)
        if first_talk:
            tree.show_top()
        tree.set_marks(session.marks)
        screen.show_counts()
        self.show_current()

    def show_current(self) -> None:
        """Show what the cursor is on, in the same message cycle."""
        screen = self._screen
        row = screen.tree_view.current
        same = row is not None and self._previewed == row.id
        self._previewed = row.id if row is not None else None
        screen.title_line.where = screen.app.shown_root
        screen.title_line.path = row.talk.key.path if row is not None and row.talk is not None else ""
        if row is None:
            self._show_nothing()
        elif row.talk is not None:
            self._show_talk(row, row.talk, same=same)
        else:
            self._show_group(row, same=same)
        screen.show_hints()

    def _show_nothing(self) -> None:
        screen, session = self._screen, self._screen.session
        screen.view.clear_note()
        if session.loading:
            why = "Reading the notes…"
        elif self.unreadable:
            why = self.unreadable
        elif session.filtering:
            why = f"No talk matches. {screen.key_of('clear')} clears the filter."
        else:
            new, leave = screen.key_of("new"), screen.key_of("quit")
            why = f"No notes here yet. {new} makes the first talk; {leave} leaves."
        screen.card.show_nothing()
        screen.tree_view.say_empty(why)

    def _show_talk(self, row: Row, talk: Talk, *, same: bool) -> None:
        screen = self._screen
        problems = [f"line {p.line}: {p.message}" if p.line else p.message for p in talk.problems]
        screen.card.show_talk(talk, problems)
        text = screen.reading.with_backlinks(talk)
        screen.view.show(text, video=talk.video, highlight=screen.session.query.words, keep_scroll=same)
        if row.section is not None and not same:
            line = talk.text.count("\n", talk.body_start, row.section.start)
            screen.view.scroll_to_source_line(line)

    def _show_group(self, row: Row, *, same: bool) -> None:
        screen, session = self._screen, self._screen.session
        conference = session.conference_of(row)
        whole = conference is not None and row.group is not None and row.group.facet == "conference"
        talks = talks_facts(_talks_of(row))
        if conference is None or not whole:
            about = dict(conference.categories).get(row.label, "") if conference is not None else ""
            screen.card.show_group(row.label, [about, talks])
            screen.view.show(_talk_list(row), keep_scroll=same)
            return
        screen.card.show_group(row.label, [*conference_facts(conference), talks])
        page = session.library.page(conference.folder)
        if page is not None and page.talks and page.talks[0].body.strip():
            screen.view.show(page.talks[0].body, highlight=session.query.words, keep_scroll=same)
        else:
            screen.view.show(_about(conference, row), keep_scroll=same)

    # -- the tree

    def _move_to(self, index: int) -> None:
        self.moved = True
        self._screen.tree_view.move_to(index)
        self.show_current()

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
        if row is None:
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
        self.show_current()
        if again and row.opened is not None:
            self._toggle()
        elif again:
            self.read()

    def mark(self) -> None:
        """Mark the talk under the cursor, or a group's talks, and go on."""
        session, row = self._screen.session, self._screen.tree_view.current
        if row is None:
            return
        keys = {row.talk.key} if row.talk is not None else {talk.key for talk in _talks_of(row)}
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
        """Clear the filter; with none, the marks."""
        screen = self._screen
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

    def go_to(self, key: TalkKey) -> None:
        """Take the cursor to a talk; a filter that hides it is cleared."""
        self.moved = True
        screen = self._screen
        if not any(talk.key == key for talk in screen.session.shown):
            screen.bar.set_text("")
            screen.filtering.changed("")
        self.show_rows(follow=key)

    # -- panes

    def next_pane(self) -> None:
        """Tree, viewer, and round."""
        self._screen.show_reader(self._screen.focused is not self._screen.view)

    previous_pane = next_pane  # there are two of them

    def filter(self) -> None:
        """To the filter bar."""
        self._screen.give_keys_to(self._screen.bar.input)

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
        """Copy that link to the clipboard (OSC 52)."""
        url = self._link("video") or self._link("page")
        if url is None:
            self._screen.say("there is no link to copy here", warning=True)
            return
        self._screen.app.copy_to_clipboard(url)
        self._screen.say(f"copied {url}")

    # -- menus and everything else

    def group(self) -> None:
        """Choose what the tree is grouped by."""
        choices = [Choice(key, label, by) for key, label, by in GROUPINGS]
        self._screen.app.push_screen(
            MenuScreen("Group by", choices, current=self._screen.session.group_by), self._grouped
        )

    def _grouped(self, by: tuple[str, ...] | None) -> None:
        if by is not None:
            self._screen.session.group_by = by
            self._regroup()

    def sort(self) -> None:
        """Choose what talks are sorted by."""
        choices = [Choice(key, label, by) for key, label, by in SORTS]
        self._screen.app.push_screen(
            MenuScreen("Sort by", choices, current=self._screen.session.sort_by), self._sorted
        )

    def _sorted(self, by: str | None) -> None:
        if by is not None:
            self._screen.session.sort_by = by
            self._regroup()

    def _regroup(self) -> None:
        row = self._screen.tree_view.current
        self._screen.session.regroup()
        self.show_rows(follow=row.talk.key if row is not None and row.talk is not None else None)

    def reload(self) -> None:
        """Read the directory again."""
        self._screen.app.store.refresh_folders()
        self._screen.loading_notes.start("read again from the disk")

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
        self._screen.app.push_screen(HelpScreen(*self._screen.app.help_text()))

    def problems(self) -> None:
        """What is wrong with notes and settings."""
        screen = self._screen
        found = [
            (f"{place}:{problem.line}" if problem.line else place, problem.message, key)
            for place, problem, key in screen.session.all_problems(screen.app.store.folders.problems)
        ]
        found = [(place, message, None) for place, message in screen.app.settings_problems] + found
        if found:
            screen.app.push_screen(ProblemsScreen(found), self._to_problem)
        else:
            screen.say("no problem: every note and setting was understood")

    def _to_problem(self, key: object) -> None:
        if isinstance(key, TalkKey):
            self.go_to(key)

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
        await self._screen.editing.saving.wait()
        self._screen.app.exit(0)


def _talks_of(row: Row) -> list[Talk]:
    """The talks a group's row stands for, without a log's introduction or a file that cannot be read."""
    talks = row.group.all_talks() if row.group is not None else ()
    return [talk for talk in talks if talk.kind is Kind.TALK]


def _talk_list(row: Row) -> str:
    """A group's talks as Markdown."""
    return "\n".join(f"- {escape(talk.title)}" for talk in _talks_of(row)[:500])


def _about(conference: Conference, row: Row) -> str:
    """A conference's categories as Markdown, when it has no page of its own."""
    if not conference.categories:
        return _talk_list(row)
    return "\n".join(
        f"- **{escape(name)}**" + (f" — {escape(about)}" if about else "")
        for name, about in conference.categories
    )
