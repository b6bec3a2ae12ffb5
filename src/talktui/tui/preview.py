"""What the card and the viewer show of the row under the cursor, in the same message cycle."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from textual.timer import Timer

from talktui.notes.talk import Conference, Kind, Talk, TalkKey
from talktui.tui.controllers import LANGUAGE, MARKDOWN, import_modules
from talktui.tui.rows import Row, RowId
from talktui.tui.widgets.card import conference_facts, talks_facts

if TYPE_CHECKING:
    from textual.worker import Worker

    from talktui.notes.grouping import Group
    from talktui.tui.screens.browse import BrowseScreen

MOST_LISTED = 500  # talks of a group that are listed on its page
KEPT = 4  # lists of talks that are kept: what is shown, and what may come next
PREPARE_AFTER = 0.03  # seconds: what the key asked for is on the screen by then; a held key is quicker


class Preview:
    """Shows a talk, a conference's page, a group's talks, or why there is nothing."""

    def __init__(self, screen: BrowseScreen) -> None:
        self._screen = screen
        self._previewed: RowId | None = None
        self._begun: bool | None = None  # Markdown is imported; None: nobody has asked for that yet
        self._still: str | None = None  # a filter that was put in again: it moves nobody
        self._followed: TalkKey | None = None  # what the talk that is shown is called from now on
        self._listed: dict[int, tuple[Group, str]] = {}  # groups' talks as Markdown, those asked for last
        self._line = 0  # of the tree, where the cursor was last
        self._next: Timer | None = None  # prepares what may come next
        self.unreadable = ""  # why the notes directory could not be read, while it cannot

    def show(self) -> None:
        """Show what the cursor is on, in the same message cycle."""
        screen = self._screen
        row = screen.tree_view.current
        same = row is not None and (self._previewed == row.id or self._is_followed(row))
        self._followed = None
        self._previewed = row.id if row is not None else None
        screen.title_line.path = row.talk.key.path if row is not None and row.talk is not None else ""
        if row is not None and screen.meanwhile is not None:
            self._show_waiting(row)
            return
        if row is not None and self._begun is not True:
            self._previewed = None
            if self._begun is None:
                self._begun = False
                _: Worker[None] = screen.run_worker(self._begin, group="markdown")
            return
        if row is None:
            self._show_nothing()
        elif row.talk is not None:
            self._show_talk(row, row.talk, same=same)
        else:
            self._show_group(row, same=same)
        screen.show_hints()
        if screen.is_triaging:
            screen.triaging.cursor_is_on(row)
        if not same:
            step = -1 if screen.tree_view.cursor < self._line else 1
            self._line = screen.tree_view.cursor
            if self._next is not None:
                self._next.stop()
            self._next = screen.set_timer(PREPARE_AFTER, partial(self._prepare, self._line + step))

    def follow(self, old: TalkKey, new: TalkKey) -> None:
        """The talk `old` is called `new` from now on, or stands elsewhere: its text keeps its place."""
        if self._previewed is not None and self._previewed.key == old:
            self._followed = new

    def stay_with(self, text: str) -> None:
        """The filter `text` is put in again: the cursor stays on its row, and that keeps its place."""
        self._still = text

    def stays(self) -> bool:
        """Whether the filter is that one still; any other ends it."""
        if self._screen.bar.text != self._still:
            self._still = None
        return self._still is not None

    def _is_followed(self, row: Row) -> bool:
        was = self._previewed
        return was is not None and row.id.key is not None and row.id.key == self._followed

    def _prepare(self, line: int) -> None:
        """Lay out what another key of the same kind would show, once this is on the screen."""
        rows = self._screen.tree_view.rows
        if 0 <= line < len(rows):
            row = rows[line]
            if (talk := row.talk) is not None:
                below = self._screen.reading.linked_here.below(talk)
                self._screen.view.prepare(talk.body, below=below, video=talk.video)
            else:
                conference = self._screen.session.conference_of(row)
                self._screen.view.prepare(self._group_text(row, conference)[0])

    async def _begin(self) -> None:
        """Show the first note. It brings in Markdown, and the tree is painted before that."""
        await self._screen.painted()
        await asyncio.to_thread(import_modules, MARKDOWN)
        self._begun = True
        self.show()
        await asyncio.to_thread(import_modules, LANGUAGE)

    def _show_waiting(self, row: Row) -> None:
        """Of a row that nothing is known of yet there is its label."""
        self._previewed = None
        self._screen.card.show_group(row.label, ["Reading the notes…"])
        self._screen.view.clear_note()
        self._screen.show_hints()

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
            new, take, leave = (screen.key_of(name) for name in ("new", "import-talks", "quit"))
            why = (
                f"No notes here yet. {new} makes the first talk; "
                f"{take} imports a schedule, a playlist or a post; {leave} leaves."
            )
        screen.card.show_nothing()
        screen.tree_view.say_empty(why)

    def _show_talk(self, row: Row, talk: Talk, *, same: bool) -> None:
        screen = self._screen
        problems = [f"line {p.line}: {p.message}" if p.line else p.message for p in talk.problems]
        screen.card.show_talk(talk, problems, screen.neighbours.said_of(talk.key.path))
        below = screen.reading.linked_here.below(talk)
        self._show_text(talk.body, screen.session.query.words, below=below, video=talk.video, same=same)
        if row.section is not None and not same:
            line = talk.text.count("\n", talk.body_start, row.section.start)
            screen.view.scroll_to_source_line(line)

    def _show_group(self, row: Row, *, same: bool) -> None:
        screen, session = self._screen, self._screen.session
        conference = session.conference_of(row)
        talks = talks_facts(talks_of(row))
        if conference is None or not _is_whole(row):
            about = dict(conference.categories).get(row.label, "") if conference is not None else ""
            screen.card.show_group(row.label, [about, talks])
        else:
            screen.card.show_group(row.label, [*conference_facts(conference), talks])
        text, is_page = self._group_text(row, conference)
        self._show_text(text, session.query.words if is_page else (), same=same)

    def _show_text(
        self, text: str, words: tuple[str, ...], *, below: str = "", video: str | None = None, same: bool
    ) -> None:
        """Show a row's text; the `same` row's keeps its place, unless the filter has other words now."""
        to_word = not same or not self.stays()
        self._screen.view.show(
            text, below=below, video=video, highlight=words, keep_scroll=same, to_word=to_word
        )
        self._screen.reading.text_changed()

    def _group_text(self, row: Row, conference: Conference | None) -> tuple[str, bool]:
        """What a group's row shows below its card, and whether somebody wrote it: a conference's page."""
        if conference is None or not _is_whole(row):
            return self._talk_list(row), False
        page = self._screen.session.library.page(conference.folder)
        if page is not None and page.talks and (body := page.talks[0].body).strip():
            return body, True
        return self._about(conference, row), False

    def _about(self, conference: Conference, row: Row) -> str:
        """A conference's categories as Markdown, when it has no page of its own."""
        if not conference.categories:
            return self._talk_list(row)
        from talktui.markdown.escape import escape  # with Markdown, after the first talks

        return "\n".join(
            f"- **{escape(name)}**" + (f" — {escape(about)}" if about else "")
            for name, about in conference.categories
        )

    def _talk_list(self, row: Row) -> str:
        """A group's talks as Markdown. Groups are made anew when a talk of theirs changes."""
        group = row.group
        if group is None:
            return ""
        if (kept := self._listed.get(id(group))) is not None:
            return kept[1]
        from talktui.markdown.escape import escape
        from talktui.notes.links import address_of

        text = "\n".join(
            f"- [{escape(talk.title)}]({address_of(talk.key)})" for talk in talks_of(row)[:MOST_LISTED]
        )
        if len(self._listed) >= KEPT:
            del self._listed[next(iter(self._listed))]
        self._listed[id(group)] = group, text
        return text


def talks_of(row: Row) -> list[Talk]:
    """The talks a group's row stands for, without a log's introduction or a file that cannot be read."""
    talks = row.group.all_talks() if row.group is not None else ()
    return [talk for talk in talks if talk.kind is Kind.TALK]


def _is_whole(row: Row) -> bool:
    """Whether the row stands for a whole conference."""
    return row.group is not None and row.group.facet == "conference"
