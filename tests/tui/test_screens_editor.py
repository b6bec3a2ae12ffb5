"""The editor: the text comes back exactly, and nothing typed is lost."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual import events
from textual.document._document import Document

from talktui.tui.screens.editor import EditorScreen
from talktui.tui.screens.note_area import NoteArea, why_not_here

from .dialog_case import Case, opened

TEXT = "# One\n\ntwo words\n- three\n"


class Disk:
    """Stands for the caller's saving."""

    def __init__(self, *answers: str | None) -> None:
        self.answers = list(answers)
        self.saved: list[str] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def save(self, text: str) -> str | None:
        self.saved.append(text)
        await self.gate.wait()
        return self.answers.pop(0) if self.answers else None


def editor(disk: Disk, text: str = TEXT, line: int = 0, reason: str | None = None) -> EditorScreen:
    return EditorScreen("notes/a.md", text, disk.save, line=line, read_only_reason=reason)


def area(case: Case) -> NoteArea:
    return case.app.screen.query_one(NoteArea)


@pytest.mark.parametrize("size", [(80, 24), (60, 20)], ids=str)
async def test_what_is_typed_is_saved_and_is_the_result(size: tuple[int, int]) -> None:
    disk = Disk()
    async with opened(editor(disk), size) as case:
        await case.type("x")
        assert "modified" in case.shown()
        await case.press("ctrl+s")
        assert disk.saved == ["x" + TEXT]
        assert "modified" not in case.shown()
        assert "saved" in case.shown()
        assert case.results == []
        await case.press("escape")
        assert case.results == ["x" + TEXT]


async def test_leaving_without_a_change_asks_nothing_and_saves_nothing() -> None:
    disk = Disk()
    async with opened(editor(disk)) as case:
        await case.press("x", "backspace", "escape")
        assert case.results == [None]
        assert disk.saved == []


async def test_a_text_that_is_not_on_disk_yet_can_be_saved_as_it_is() -> None:
    disk = Disk()
    async with opened(editor(disk)) as case:
        await case.press("ctrl+s", "escape")
        assert disk.saved == [TEXT]
        assert case.results == [TEXT]


async def test_esc_with_unsaved_text_asks_and_stays_unless_told() -> None:
    disk = Disk()
    async with opened(editor(disk)) as case:
        await case.press("x", "escape")
        assert "Throw away" in case.shown()
        await case.press("escape")
        assert case.results == []
        assert area(case).text == "x" + TEXT
        await case.press("escape", "t")
        assert case.results == [None]
        assert disk.saved == []


async def test_throwing_away_after_a_save_gives_what_was_saved() -> None:
    disk = Disk()
    async with opened(editor(disk)) as case:
        await case.press("x", "ctrl+s", "y", "escape", "t")
        assert case.results == ["x" + TEXT]


async def test_esc_then_save_saves_and_leaves() -> None:
    disk = Disk()
    async with opened(editor(disk)) as case:
        await case.press("x", "escape", "s")
        assert disk.saved == ["x" + TEXT]
        assert case.results == ["x" + TEXT]


async def test_a_failed_save_says_why_and_keeps_the_text_and_the_editor() -> None:
    disk = Disk("Not saved: the disk is full [/].")
    async with opened(editor(disk), (60, 20)) as case:
        await case.press("x", "escape", "s")
        assert "Not saved: the disk is full [/]." in case.shown()
        assert "modified" in case.shown()
        assert area(case).text == "x" + TEXT
        assert case.results == []
        await case.press("ctrl+s")
        assert "disk is full" not in case.shown()
        await case.press("escape")
        assert case.results == ["x" + TEXT]


async def test_an_error_in_saving_is_told_and_the_text_outlives_it() -> None:
    async def save(_: str) -> str | None:
        raise OSError("no space [/]")

    async with opened(EditorScreen("a", TEXT, save)) as case:
        case.waits_for_workers = False
        await case.press("x", "ctrl+s")
        assert "Not saved: no space [/]" in case.shown()
        assert area(case).text == "x" + TEXT


async def test_what_is_typed_while_a_save_runs_stays_modified() -> None:
    disk = Disk()
    disk.gate.clear()
    async with opened(editor(disk)) as case:
        case.waits_for_workers = False
        await case.press("a", "ctrl+s", "b", "ctrl+s", "escape")
        assert disk.saved == ["a" + TEXT]
        assert case.results == []
        disk.gate.set()
        case.waits_for_workers = True
        await case.settle()
        assert case.results == []
        assert "modified" in case.shown()
        await case.press("escape", "s")
        assert disk.saved == ["a" + TEXT, "ab" + TEXT]
        assert case.results == ["ab" + TEXT]


async def test_leaving_while_a_save_runs_leaves_when_it_is_done() -> None:
    disk = Disk()
    disk.gate.clear()
    async with opened(editor(disk)) as case:
        case.waits_for_workers = False
        await case.press("a", "ctrl+s", "escape")
        assert case.results == []
        disk.gate.set()
        case.waits_for_workers = True
        await case.settle()
        assert case.results == ["a" + TEXT]


async def test_undo_and_redo_and_the_mark_follows_them() -> None:
    async with opened(editor(Disk())) as case:
        await case.press("x", "ctrl+z")
        assert area(case).text == TEXT
        assert "modified" not in case.shown()
        await case.press("ctrl+y")
        assert area(case).text == "x" + TEXT
        assert "modified" in case.shown()


async def test_it_starts_on_the_line_asked_for_and_says_where_it_is() -> None:
    async with opened(editor(Disk(), line=3)) as case:
        assert "3:1" in case.shown()
        assert "6 words" in case.shown()
        await case.press("end")
        assert "3:10" in case.shown()
    async with opened(editor(Disk(), line=99)) as case:
        assert "5:1" in case.shown()


async def test_tab_indents_and_esc_still_leaves() -> None:
    async with opened(editor(Disk(), "a")) as case:
        await case.press("tab", "escape")
        assert "Throw away" in case.shown()


async def test_a_read_only_text_says_why_and_takes_no_key() -> None:
    disk = Disk()
    async with opened(editor(disk, reason="The file is not UTF-8.")) as case:
        assert "The file is not UTF-8." in case.shown()
        assert "read-only" in case.shown()
        await case.press("x", "ctrl+s", "escape")
        assert disk.saved == []
        assert case.results == [None]


async def test_a_text_of_mixed_line_ends_is_refused_with_the_way_out() -> None:
    async with opened(editor(Disk(), "a\r\nb\nc"), (60, 20)) as case:
        assert "line ends of more than one kind" in case.shown()
        await case.press("x")
        assert area(case).read_only


def test_an_unusual_line_break_is_refused_by_its_line() -> None:
    assert why_not_here("a\r\nb\r\nc\u2028d") == (
        "Line 3 holds an unusual line break (␤), which would be lost here; E opens it in your own editor."
    )
    assert why_not_here("a\x0bb") is not None
    assert why_not_here("a\tb\x1b[31m\n") is None


async def test_crlf_stays_crlf_in_what_is_typed_and_pasted() -> None:
    disk = Disk()
    async with opened(editor(disk, "a\r\nb")) as case:
        await case.press("enter")
        area(case).post_message(events.Paste("p\nq\x1b[201~\u2028\r\n"))
        await case.settle()
        await case.press("ctrl+s")
        assert disk.saved == ["\r\np\r\nq[201~\r\na\r\nb"]


async def test_a_control_character_stands_as_a_symbol_and_stays_what_it_is() -> None:
    disk = Disk()
    async with opened(editor(disk, "a\x1b[31mb\x07")) as case:
        assert "a␛[31mb␇" in case.shown()
        await case.press("x", "ctrl+s")
        assert disk.saved == ["xa\x1b[31mb\x07"]


async def test_only_markdown_is_coloured() -> None:
    async with opened(editor(Disk(), "# a")) as case:
        assert area(case).get_line(0).spans
    async with opened(EditorScreen("conference.yaml", "# a", Disk().save, language="yaml")) as case:
        assert not area(case).get_line(0).spans


async def test_the_words_of_a_long_text_are_counted_when_typing_pauses() -> None:
    async with opened(editor(Disk(), "word " * 20_000)) as case:
        assert "20000 words" in case.shown()
        await case.press("x", "space")
        assert "modified" in case.shown()


LINES = st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=8))


@settings(max_examples=300)
@given(LINES, st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_a_text_that_is_not_refused_comes_back_as_it_was(lines: list[str], end: str, last: bool) -> None:
    text = end.join(lines) + (end if last else "")
    refused = why_not_here(text)
    if not set(text) & set("\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"):
        assert refused is None
    if refused is None:
        assert Document(text).text == text


@settings(max_examples=200)
@given(st.text("ab\r\n\t \x0b\x1b\u2028é"))
def test_any_text_is_refused_or_comes_back_as_it_was(text: str) -> None:
    if why_not_here(text) is None:
        assert Document(text).text == text
        assert NoteArea(text).text == text
