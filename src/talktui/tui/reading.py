"""The viewer's part: links and the way back, finding, the outline, the source."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING
from urllib.parse import unquote

from talktui.notes.links import Nowhere, Resolver, Target, ToTalk, Web
from talktui.notes.talk import Talk, TalkKey
from talktui.tui.linked_here import LinkedHere
from talktui.tui.way_back import WayBack

if TYPE_CHECKING:
    from talktui.markdown.blocks import Heading
    from talktui.tui.screens.browse import BrowseScreen
    from talktui.tui.screens.outline import OutlineScreen
    from talktui.tui.widgets.markdown_messages import Found, LinkSelected

FOOTNOTE = "fn-"  # what a footnote's anchor begins with, before its label


class Reading:
    """Carries out the viewer's commands."""

    def __init__(self, screen: BrowseScreen) -> None:
        self._screen = screen
        self._way_back = WayBack(screen)
        self.linked_here = LinkedHere(screen)
        self._told_link = ""  # what was said of the link that the walk is at
        self._outline: OutlineScreen | None = None  # while it is open

    # -- scrolling

    def _scroll(self, rows: float) -> None:
        view = self._screen.view
        if view.selector.is_active:
            view.selector.move(round(rows))
        else:
            view.scroll_relative(y=round(rows), animate=False)

    def _height(self) -> int:
        return self._screen.view.scrollable_content_region.height

    def scroll_down(self) -> None:
        """A line."""
        self._scroll(1)

    def scroll_up(self) -> None:
        """A line."""
        self._scroll(-1)

    def scroll_left(self) -> None:
        """Half a window to the left, where a table is wider than it."""
        self._scroll_sideways(-1)

    def scroll_right(self) -> None:
        """Half a window to the right."""
        self._scroll_sideways(1)

    def _scroll_sideways(self, step: int) -> None:
        view = self._screen.view
        if view.max_scroll_x:
            view.scroll_relative(x=step * view.scrollable_content_region.width // 2, animate=False)
        else:
            self._screen.say("nothing here is wider than the window")

    def half_page_down(self) -> None:
        """Half a page."""
        self._scroll(self._height() / 2)

    def half_page_up(self) -> None:
        """Half a page."""
        self._scroll(-self._height() / 2)

    def view_page_down(self) -> None:
        """A page, two lines of it kept in sight."""
        self._scroll(max(1, self._height() - 2))

    def view_page_up(self) -> None:
        """A page, two lines of it kept in sight."""
        self._scroll(-max(1, self._height() - 2))

    def view_top(self) -> None:
        """The top."""
        self._screen.view.selector.move_to(0)
        self._screen.view.scroll_home(animate=False)

    def view_bottom(self) -> None:
        """The end."""
        view = self._screen.view
        view.selector.move_to_end()
        view.go_to_end()

    def back_to_tree(self) -> None:
        """The tree has the keys again."""
        if self._screen.view.selector.is_active:
            self._screen.view.selector.stop()
        elif self._screen.find_bar.is_open:
            self.leave_find()
        elif not (self._screen.is_triaging and self._screen.triaging.resumes()):
            self._screen.show_reader(False)

    # -- links

    def _talk(self) -> Talk | None:
        row = self._screen.tree_view.current
        return row.talk if row is not None else None

    def next_link(self) -> None:
        """The next link in the note."""
        self._to_link(self._screen.view.action_next_link, "down")

    def previous_link(self) -> None:
        """The link before."""
        self._to_link(self._screen.view.action_previous_link, "up")

    def _to_link(self, go: Callable[[], bool], where: str) -> None:
        if not self._screen.view.links:
            self._screen.say("there is no link in this text")
        elif not go():
            self._screen.say(f"there is no link further {where}")

    def follow_link(self) -> None:
        """Follow the link that was walked to."""
        view = self._screen.view
        if view.current_link is None:
            self._screen.say(f"{self._screen.key_of('next-link')} goes to a link first")
        else:
            view.action_follow_link()

    def link_selected(self, message: LinkSelected) -> None:
        """Say where the link leads, before anyone follows it."""
        link = message.link
        if link is None:
            if self._told_link and self._screen.keys.message == self._told_link:
                self._screen.keys.be_quiet()
            return
        anchor = self._anchor_here(link.href)
        target = None if anchor is not None else self._resolve(link.href)
        if isinstance(target, Nowhere):
            self._told_link = target.reason
            self._screen.say(target.reason, warning=True)
        else:
            told = self._told_anchor(anchor or "") if target is None else self._told(target)
            self._told_link = f"{told} · enter follows"
            self._screen.say(self._told_link)

    def _told(self, target: Target) -> str:
        match target:
            case Web(url):
                return url
            case ToTalk(key, anchor):
                return f"{key}#{anchor}" if anchor else str(key)
            case Nowhere(reason):
                return reason

    def _told_anchor(self, anchor: str) -> str:
        label = anchor.removeprefix(FOOTNOTE)
        if label == anchor:
            return f"#{anchor}"
        return self._screen.view.footnote(anchor) or f"footnote {label}"

    def _anchor_here(self, href: str) -> str | None:
        """The footnote that `href` leads to, or the heading of a page that is no talk's; None: neither.

        These are of the text that is shown, whatever the notes say.
        """
        if href.startswith(f"#{FOOTNOTE}"):
            return href[1:]
        if href.startswith("#") and self._talk() is None:
            return unquote(href[1:])
        return None

    def _resolve(self, href: str) -> Target:
        talk = self._talk() or self._page() or Talk(TalkKey(""), "")  # else it is what we say of a group
        return Resolver(self._screen.session.library).resolve(href, talk)

    def _page(self) -> Talk | None:
        """The conference's page that is shown, whose links lead from where it stands."""
        session, row = self._screen.session, self._screen.tree_view.current
        conference = session.conference_of(row) if row is not None else None
        page = session.library.page(conference.folder) if conference is not None else None
        return page.talks[0] if page is not None and page.talks else None

    def follow(self, href: str) -> None:
        """Go where a link leads: the web by the browser, a talk or a heading here; else say why not."""
        anchor = self._anchor_here(href)
        if anchor is not None:
            self._go(None, anchor)
            return
        match self._resolve(href):
            case Web(url):
                self.open_web(url)
            case ToTalk(key, anchor):
                self._go(key, anchor)
            case Nowhere(reason):
                self._screen.say(reason, warning=True)

    def open_web(self, url: str) -> None:
        """Open an address outside, and say so."""
        self._screen.run_worker(self._open(url), group="open")

    async def _open(self, url: str) -> None:
        from talktui.outside import CannotOpen, open_url  # not for the first picture of the notes

        try:
            await asyncio.to_thread(open_url, url, self._screen.session.settings.open)
        except CannotOpen as error:
            self._screen.say(str(error), warning=True)
        else:
            self._screen.say(f"opened {url}")

    def _go(self, key: TalkKey | None, anchor: str | None) -> None:
        """Go to a talk, or (None) stay with what is shown; and to a heading or footnote there."""
        here, talk = self._way_back.here(), self._talk()
        cleared = ""
        if key is not None and (talk is None or talk.key != key):
            cleared = self._screen.browsing.go_to(key)
        if here is not None:
            self._way_back.left(here, cleared)
        if anchor and not self._screen.view.scroll_to_anchor(anchor):
            self.no_anchor(anchor)

    def no_anchor(self, anchor: str) -> None:
        """Say that what was to be gone to is not in the note."""
        label = anchor.removeprefix(FOOTNOTE)
        what = f"heading #{anchor}" if label == anchor else f"footnote {label}"
        self._screen.say(f"there is no {what} in it", warning=True)

    def back(self) -> None:
        """Where the last link was followed from: the same place, and the filter that was cleared for it."""
        if not self._way_back.back():
            self._screen.say("there is nowhere to go back to", warning=True)

    def forward(self) -> None:
        """Where `back` came from."""
        if not self._way_back.forward():
            self._screen.say("there is nowhere to go forward to", warning=True)

    def backlinks(self) -> None:
        """The talks that link to this one."""
        talk = self._talk()
        if talk is None:
            self._screen.say("this is for one talk: go to it first", warning=True)
            return
        sources = self.linked_here.talks(talk)
        if not sources:
            self._screen.say("no other talk links to this one")
            return
        from talktui.tui.screens.menu import Choice, MenuScreen

        choices = [Choice("", source.title, source.key, source.conference) for source in sources]

        def chosen(key: TalkKey | None) -> None:
            if key is not None:
                self._go(key, None)

        self._screen.app.push_screen(MenuScreen("Talks that link here", choices), chosen)

    # -- finding

    def find(self) -> None:
        """Open the find bar."""
        self._screen.find_bar.show(True)
        self._screen.give_keys_to(self._screen.find_bar.input)

    def find_changed(self, text: str) -> None:
        """Mark and count what is typed."""
        if self._screen.find_bar.is_open:
            self._screen.view.find(text)

    def found(self, message: Found) -> None:
        """Show the count; with the bar closed it goes to the last line."""
        self._screen.find_bar.say(message.current, message.count)

    def keep_find(self) -> None:
        """Keep the marks and go to the note, where `n` and `N` walk them."""
        self._screen.show_reader(True)
        if not self._screen.find_bar.input.value:
            self.leave_find()

    def leave_find(self) -> None:
        """Take the marks off and close the bar."""
        self._screen.find_bar.show(False)
        self._screen.view.find("")
        self._screen.show_reader(True)

    def hit_below(self) -> None:
        """The next hit, while typing."""
        self._walk(1)

    def hit_above(self) -> None:
        """The hit before, while typing."""
        self._walk(-1)

    def find_next(self) -> None:
        """The next hit."""
        self._walk(1)

    def find_previous(self) -> None:
        """The hit before."""
        self._walk(-1)

    def _walk(self, step: int) -> None:
        bar, view = self._screen.find_bar, self._screen.view
        if not bar.input.value:
            self._screen.say(f"{self._screen.key_of('find')} finds something first")
            return
        if not bar.is_open:
            bar.show(True)
            view.find(bar.input.value)
        elif step > 0:
            view.find_next()
        else:
            view.find_previous()

    # -- outline, source

    def outline(self) -> None:
        """The note's headings; moving among them moves the note."""
        view = self._screen.view
        headings = view.headings
        if not headings:
            so_far = "" if view.is_complete else " so far; it is still being laid out"
            self._screen.say(f"this note has no headings{so_far}")
            return
        before = view.standing()
        top = view.source_line_under_way()
        current = max((i for i, heading in enumerate(headings) if heading.line <= top), default=0)

        def chosen(index: int | None) -> None:
            self._outline = None
            if index is None and before is not None:
                view.go(before)

        from talktui.tui.screens.outline import OutlineScreen

        self._outline = OutlineScreen(
            _in_outline(headings), current, view.scroll_to_heading, complete=view.is_complete
        )
        self._screen.app.push_screen(self._outline, chosen)

    def text_changed(self) -> None:
        """The text has other headings, or more of them: the outline, if it is open, shows them."""
        view = self._screen.view
        if self._outline is not None and self._outline.is_mounted:
            self._outline.show_headings(_in_outline(view.headings), complete=view.is_complete)

    def source(self) -> None:
        """The Markdown itself, or the note again."""
        view = self._screen.view
        view.show_source(not view.is_source)
        self._screen.say("the Markdown itself" if view.is_source else "the note")


def _in_outline(headings: Sequence[Heading]) -> list[tuple[int, str]]:
    return [(heading.level, heading.text) for heading in headings]
