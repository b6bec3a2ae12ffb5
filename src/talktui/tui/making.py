"""Longer edits: the text itself, every field, new talks, a note's headings, another program."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from talktui.notes import document, headings, logs
from talktui.notes.body_edits import stands_alone
from talktui.notes.changes import Change, JournalError
from talktui.notes.conference import read_talk_level
from talktui.notes.drafts import Draft, DraftKind
from talktui.notes.edits import AddSection, MarkTalks, Reattach
from talktui.notes.front_matter.values import Mapping, texts
from talktui.notes.groups import NewFile
from talktui.notes.new_notes import place_new_talk
from talktui.notes.problem import Refused
from talktui.notes.talk import Conference, Kind, Talk, TalkKey
from talktui.outside import CannotOpen, editor_argv, editor_command, note_file, run_here
from talktui.tui.drafting import Keeper
from talktui.tui.field_rows import field_edits, field_rows, wrong_value
from talktui.tui.rows import Row, RowKind
from talktui.tui.screens.editor import EditorScreen
from talktui.tui.screens.fields import FieldsScreen
from talktui.tui.screens.headings import LINKS_OF_A_LOG, HeadingRow, HeadingsChoice, HeadingsScreen
from talktui.tui.screens.menu import Choice, MenuScreen
from talktui.tui.screens.prompt import PromptScreen
from talktui.tui.text_saving import saver_of

if TYPE_CHECKING:
    from talktui.tui.editing import Editing
    from talktui.tui.screens.browse import BrowseScreen

CONFERENCE_FILE = "conference.yaml"


class Making:
    """Carries out the edits that open a screen of their own."""

    def __init__(self, screen: BrowseScreen, editing: Editing) -> None:
        self._screen = screen
        self._editing = editing

    def _talk(self) -> Talk | None:
        """The talk under the cursor, or None after saying so."""
        row = self._screen.tree_view.current
        if row is None or row.talk is None:
            self._screen.say("this is for one talk: go to it first", warning=True)
            return None
        if row.talk.kind is Kind.UNREADABLE:
            self._screen.say("this file cannot be read; the card says why", warning=True)
            return None
        return row.talk

    # -- the text, here

    def edit(self) -> None:
        """The talk's text; on a conference its page, else its conference.yaml."""
        row = self._screen.tree_view.current
        if row is not None and row.talk is None:
            self._edit_conference(row)
            return
        talk = self._talk()
        if talk is None:
            return
        note = self._screen.session.library.notes[talk.key.path]
        if talk.read_only is None and not stands_alone(note.data, talk.key, talk.body):
            self._edit_whole_file(talk)
            return
        line = talk.text.count("\n", talk.body_start, row.section.start) + 1 if row and row.section else 0
        draft = Draft(talk.key, talk.title, talk.body, talk.body)
        self._open_editor(draft, note.data, line, talk.read_only)

    def _open_editor(
        self, draft: Draft, data: bytes | None, line: int = 0, read_only: str | None = None
    ) -> None:
        """The editor on the draft's text; `data` are the file's bytes, None when it is to be made."""
        app = self._screen.app
        editor = EditorScreen(
            draft.title,
            draft.base,
            saver_of(self._screen, draft, data).save,
            line,
            read_only,
            "yaml" if draft.kind is DraftKind.FOLDER else "markdown",
            keeper=app.drafting.keeper(draft),
        )
        app.push_screen(editor)

    def _edit_whole_file(self, talk: Talk) -> None:
        """The file with its front matter, where a row's text is not one piece of it."""
        note = self._screen.session.library.notes[talk.key.path]
        text = document.parse(note.data).text
        draft = Draft(TalkKey(talk.key.path), talk.key.path, text, text, DraftKind.FILE)
        self._open_editor(draft, note.data, talk.line, talk.read_only)

    def _edit_conference(self, row: Row) -> None:
        session = self._screen.session
        of_conference = row.group is not None and row.group.facet in {"conference", "category"}
        conference = session.conference_of(row) if of_conference else None
        if conference is None:
            self._screen.say("this group has no page; e edits a talk or a conference", warning=True)
            return
        page = session.library.page(conference.folder)
        if page is not None and page.talks:
            text = page.talks[0].text
            draft = Draft(TalkKey(page.path), conference.name, text, text, DraftKind.FILE)
            self._open_editor(draft, page.data, 0, page.read_only)
            return
        self._screen.run_worker(self._edit_conference_file(conference), group="edit")

    async def _edit_conference_file(self, conference: Conference) -> None:
        """`conference.yaml`: read it, or begin one, and read the directory again once it is saved."""
        screen, store = self._screen, self._screen.app.store
        path = conference.file or f"{conference.folder}/{CONFERENCE_FILE}".lstrip("/")
        data: bytes | None = None
        try:
            data = await asyncio.to_thread(store.read_text_file, path)
        except FileNotFoundError:
            pass  # it is made with the first save
        except OSError as error:
            screen.say(f"{path}: {error}", warning=True)
            return
        parsed = document.parse(data or b"")
        begun = parsed.text or f"name: {conference.name}\n"
        draft = Draft(TalkKey(path), path, begun, begun, DraftKind.FOLDER)
        self._open_editor(draft, data, 0, parsed.read_only)

    # -- another program

    def edit_outside(self) -> None:
        """The file in $VISUAL or $EDITOR, at the talk's line."""
        row = self._screen.tree_view.current
        if row is None or row.talk is None:
            self._screen.say("this is for one talk: go to it first", warning=True)
            return
        try:
            command = editor_command(self._screen.session.settings.editor)
        except CannotOpen as error:
            self._screen.say(str(error), warning=True)
            return
        line = row.section.line if row.section else row.talk.line
        self._screen.run_worker(self._outside(command, row.talk.key, line), group="edit")

    async def _outside(self, command: tuple[str, ...], key: TalkKey, line: int) -> None:
        screen, store = self._screen, self._screen.app.store
        before = await asyncio.to_thread(store.read, key.path)
        try:
            file = await asyncio.to_thread(note_file, screen.session.root, key.path)
            with screen.app.suspend():
                code = run_here(editor_argv(command, file, line))
        except CannotOpen as error:
            screen.say(str(error), warning=True)
            return
        screen.app.refresh(layout=True)
        note = await asyncio.to_thread(store.read_again, key.path)
        title = f"edit in {Path(command[0]).name}"
        changed = note is not None and note.data != before.data
        if note is not None and changed and before.etag is not None and note.etag is not None:
            try:
                change = Change(key.path, before.data, note.data)
                await asyncio.to_thread(store.record, title, change)
            except JournalError as error:
                screen.say(f"undo cannot take it back: {error}", warning=True)
        keys = self._editing.saving.take([(key.path, note)], [key])
        screen.session.keep(keys)
        screen.browsing.update(follow=keys[0])
        if code:
            how = f"ended with code {code}" if code > 0 else f"was ended by signal {-code}"
            screen.say(f"{command[0]} {how}", warning=True)
        elif note is None:
            screen.say(f"{key.path} is not there any more", warning=True)
        elif changed:
            screen.say(f"{title} · {screen.key_of('undo')} takes it back")

    # -- fields

    def fields(self) -> None:
        """Every field of the talk, to see and to edit."""
        talk = self._talk()
        if talk is None:
            return
        note = self._screen.session.library.notes[talk.key.path]

        draft = Draft(talk.key, f"Fields of {talk.title}", "", "", DraftKind.FIELDS)
        keeper = self._screen.app.drafting.keeper(draft)

        def answered(changes: tuple[tuple[str, str | None], ...] | None) -> None:
            if not changes:
                keeper.close(keep=True)  # what was thrown away is no longer there to be kept
                return
            edits = field_edits(talk, changes)
            names = ", ".join(name for name, _ in changes)
            self._editing.saving.start(edits, f"fields {names}", done=keeper.saved)

        self._screen.app.push_screen(
            FieldsScreen(talk.title, field_rows(talk, note), check=wrong_value, keeper=keeper), answered
        )

    # -- new talks

    def new(self) -> None:
        """A new talk beside the one under the cursor."""
        row = self._screen.tree_view.current

        keeper = self._screen.app.drafting.keeper(Draft(TalkKey(""), "New talk", "", "", DraftKind.NEW))

        def answered(title: str | None) -> None:
            if title is not None and title.strip():
                self._screen.run_worker(self._make_kept(row, title.strip(), keeper), group="save")
            else:
                keeper.close(keep=False)

        where = "a section of this talk log" if self._log_path(row) else "a file of its own"
        prompt = PromptScreen(
            "New talk", placeholder="its title", help=f"enter makes it, as {where}", keeper=keeper
        )
        self._screen.app.push_screen(prompt, answered)

    async def _make_kept(self, row: Row | None, title: str, keeper: Keeper) -> None:
        made = False
        try:
            made = await self.make(row, title)
        finally:
            keeper.saved(made)

    def _log_path(self, row: Row | None) -> str | None:
        """The talk log that a new talk here belongs into: the row's own, or its group's only one."""
        if row is None:
            return None
        talks = [row.talk] if row.talk is not None else list(row.group.all_talks()) if row.group else []
        paths = {talk.key.path for talk in talks}
        if len(paths) != 1:
            return None
        path = paths.pop()
        note = self._screen.session.library.notes.get(path)
        return path if note is not None and note.is_log else None

    async def make(self, row: Row | None, title: str) -> bool:
        """A new talk beside `row`; whether it was made."""
        screen, session = self._screen, self._screen.session
        log = self._log_path(row)
        before = {talk.key for talk in session.library.talks}
        if log is not None:
            category = _category(row)
            outcome = await self._editing.saving.save(
                [AddSection(TalkKey(log), title, category, screen.app.store.folders.for_note(log))],
                f"new talk {title}",
            )
            if outcome.failures:
                return False
        else:
            conference = session.conference_of(row) if row is not None else None
            like = row.talk if row is not None else None
            if like is None and row is not None and row.group is not None:
                like = next(iter(row.group.all_talks()), None)
            try:
                path, data = await asyncio.to_thread(
                    place_new_talk, screen.app.store, title, conference, like, _category(row)
                )
            except Refused as error:
                screen.say(str(error), warning=True)
                return False
            outcome = await self._editing.saving.carry_out([NewFile(path, data)], f"new talk {title}")
            if outcome.failures:
                return False
        made = next((talk.key for talk in session.library.talks if talk.key not in before), None)
        if made is not None:
            session.keep([made])
            screen.browsing.update(follow=made)
            screen.say(f"made {made}; {screen.key_of('edit')} writes it")
        return True

    # -- headings

    def headings(self) -> None:
        """Which of the note's headings are talks."""
        talk = self._talk()
        if talk is None:
            return
        note = self._screen.session.library.notes[talk.key.path]
        parsed = document.parse(note.data)
        sections = headings.sections(parsed.text, parsed.body_start)
        if not sections:
            self._screen.say("this note has no headings", warning=True)
            return
        rows = [HeadingRow(s.level, s.title, s.line, s.link is not None) for s in sections]
        conference = self._screen.app.store.folders.for_note(note.path)
        said = read_talk_level(parsed.front, [])
        level = said if said is not None else conference.talk_level
        not_talks = (*texts(parsed.front.get("not_talks")), *conference.not_talks)
        linked = sum(row.is_link for row in rows) >= LINKS_OF_A_LOG
        one_talk = 0 if linked or conference.talk_level else None

        def answered(choice: HeadingsChoice | None) -> None:
            if choice is not None:
                title = (
                    "no heading is a talk" if not choice.level else f"level {choice.level} headings are talks"
                )
                chosen = choice.level
                if chosen == 0:  # links or the conference may have to be overruled
                    chosen = one_talk
                elif chosen == conference.talk_level and said is None:
                    chosen = None if choice.not_talks == tuple(not_talks) else chosen
                edit = MarkTalks(TalkKey(talk.key.path), chosen, choice.not_talks)
                self._editing.saving.start([edit], title, repeatable=False)

        self._screen.app.push_screen(
            HeadingsScreen(f"These headings are talks: {talk.key.path}", rows, level, not_talks), answered
        )

    def reattach(self) -> None:
        """Give an entry under `talks:` whose heading is gone another heading."""
        talk = self._talk()
        if talk is None:
            return
        note = self._screen.session.library.notes[talk.key.path]
        parsed = document.parse(note.data)
        conference = self._screen.app.store.folders.for_note(note.path)
        attached = {found.entry for found in logs.log_sections(parsed, conference) or ()}
        entries = parsed.front.get("talks")
        orphans = [
            name for name in (entries.keys() if isinstance(entries, Mapping) else ()) if name not in attached
        ]
        if not orphans:
            said = (
                "every entry under talks: has its heading" if entries else "this note has no entries (talks:)"
            )
            self._screen.say(said, warning=True)
            return
        if not note.is_log:
            self._screen.say("no heading of this note is a talk; H says which are", warning=True)
            return

        def chosen(entry: str | None) -> None:
            if entry is not None:
                self._reattach(note.path, entry)

        self._screen.app.push_screen(
            MenuScreen("Which entry lost its heading?", [Choice("", entry, entry) for entry in orphans]),
            chosen,
        )

    def _reattach(self, path: str, entry: str) -> None:
        note = self._screen.session.library.notes[path]
        choices = [
            Choice("", talk.title, talk.key.anchor)
            for talk in note.talks
            if talk.key.anchor and talk.kind is Kind.TALK
        ]

        def chosen(anchor: str | None) -> None:
            if anchor is not None:
                edit = Reattach(TalkKey(path, anchor), entry, anchor)
                self._editing.saving.start([edit], f"reattach {entry}", repeatable=False)

        self._screen.app.push_screen(MenuScreen(f"Where does {entry} belong?", choices), chosen)


def _category(row: Row | None) -> str | None:
    """The category a new talk here gets: the group's, when the tree is grouped so; else the talk's first."""
    if row is None:
        return None
    if row.talk is not None and row.talk.categories:
        return row.talk.categories[0]
    if row.kind is RowKind.GROUP and row.group is not None and row.group.facet == "category":
        return row.label
    return None
