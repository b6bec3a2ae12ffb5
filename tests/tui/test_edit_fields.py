"""The fields screen, headings and groups: what is edited is what was meant, to the byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from talktui.notes.edits import SetField
from talktui.notes.talk import TalkKey
from talktui.tui.screens.fields import FieldsScreen
from talktui.tui.screens.headings import HeadingsScreen
from tests.tui.conftest import CONFERENCE, LOG, QUIC, WAL, Driver, OpenApp

WAL_PATH = "gophermeet-2024/wal.md"
QUIC_PATH = "gophermeet-2024/quic.md"
LOG_PATH = "winter-2023.md"


def text(notes_dir: Path, name: str) -> str:
    return (notes_dir / name).read_bytes().decode()


async def change(driver: Driver, **values: str) -> None:
    """Open the fields screen, give fields values in the order named, save."""
    await driver.press("i")
    for name, value in values.items():
        screen = driver.app.screen
        assert isinstance(screen, FieldsScreen)
        names = [row.name for row in screen._rows]
        await driver.press("g", *["j"] * names.index(name), "e")
        driver.app.screen.query_one("#line").value = value  # type: ignore[attr-defined]  # an input
        await driver.press("enter")
    await driver.press("ctrl+s")


async def test_a_tag_that_is_spelled_otherwise_is_not_lost(open_app: OpenApp, notes_dir: Path) -> None:
    async with open_app() as driver:
        await driver.go_to("QUIC in anger")
        await change(driver, tags="networking, QUIC")
        assert text(notes_dir, QUIC_PATH) == QUIC.replace("  - quic\n", "  - QUIC\n")
        await driver.press("u")
        assert text(notes_dir, QUIC_PATH) == QUIC
        await change(driver, categories="networking")
        assert text(notes_dir, QUIC_PATH) == QUIC.replace("[Networking]", "[networking]")


async def test_a_name_with_a_comma_in_it_stays_one(open_app: OpenApp, notes_dir: Path) -> None:
    quic = QUIC.replace("[Networking]", '["Wires, and waves", Net]')
    (notes_dir / QUIC_PATH).write_text(quic)
    async with open_app() as driver:
        await driver.go_to("QUIC in anger")
        await change(driver, categories="Wires, and waves, Net, New")
        assert text(notes_dir, QUIC_PATH) == quic.replace("Net]", "Net, New]")


async def test_a_logs_talk_gets_its_new_title_with_the_other_fields(
    open_app: OpenApp, notes_dir: Path
) -> None:
    async with open_app() as driver:
        await driver.go_to("Tail latency")
        await driver.press("v")
        await driver.go_to("Tail latency")
        await change(driver, title="Tails", tags="latency, p99", verdict="Good")
        after = text(notes_dir, LOG_PATH)
        assert "  tails:\n    heading: Tails\n" in after
        assert "tags: [latency, p99]" in after
        assert "verdict: Good" in after
        assert driver.current == "Tails"
        assert driver.browse.session.marks == {TalkKey(LOG_PATH, "tails")}
        await driver.press("u")
        assert text(notes_dir, LOG_PATH) == LOG
        assert driver.browse.session.marks == {TalkKey(LOG_PATH, "tail-latency")}


async def test_speakers_with_more_than_a_line_says_are_left_to_the_file(
    open_app: OpenApp, notes_dir: Path
) -> None:
    wal = WAL.replace("organisation: Analytical}", "organisation: Analytical, bio: Wrote notes}")
    (notes_dir / WAL_PATH).write_text(wal)
    async with open_app() as driver:
        await driver.go_to("Write-ahead logs, gently")
        await driver.press("i")
        screen = driver.app.screen
        assert isinstance(screen, FieldsScreen)
        row = next(row for row in screen._rows if row.name == "speakers")
        assert not row.editable
        assert "in the file" in row.hint


@pytest.mark.parametrize(
    ("before", "value", "after"),
    [
        ("draft: true", "false", "draft: false"),
        ("draft: 'true'", "false", 'draft: "false"'),
        ("draft: 3", "4", "draft: 4"),
        ("draft: abc", "4", 'draft: "4"'),
        ("draft: 2024-01-01", "2024-01-02", "draft: 2024-01-02"),
    ],
)
def test_a_key_of_ones_own_keeps_its_kind(before: str, value: str, after: str) -> None:
    data = f"---\n{before}\n---\n".encode()
    made = SetField(TalkKey("a.md"), "draft", value).apply(data).decode()
    assert made.replace("'", '"') == f"---\n{after}\n---\n"


async def test_x_in_H_overrules_the_conferences_level_and_the_links(
    open_app: OpenApp, notes_dir: Path
) -> None:
    (notes_dir / "gophermeet-2024/conference.yaml").write_text(CONFERENCE + "talk_level: 2\n")
    async with open_app() as driver:
        for title, name, before in (("Fsync", WAL_PATH, WAL), ("Tail latency", LOG_PATH, LOG)):
            await driver.go_to(title)
            await driver.press("H", "enter")
            assert text(notes_dir, name) == before
            await driver.press("H", "x", "enter")
            assert "talk_level: 0\n" in text(notes_dir, name)
            assert title not in {talk.title for talk in driver.browse.session.library.talks}
            await driver.press("u")
            assert text(notes_dir, name) == before


async def test_H_shows_the_level_that_the_conference_says(open_app: OpenApp, notes_dir: Path) -> None:
    (notes_dir / "gophermeet-2024/conference.yaml").write_text(CONFERENCE + "talk_level: 2\n")
    async with open_app() as driver:
        await driver.go_to("Fsync")
        await driver.press("H")
        assert isinstance(driver.app.screen, HeadingsScreen)
        assert "2 talks at level 2" in driver.app.screen._count().plain


async def test_a_groups_preview_counts_only_what_would_change(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await driver.go_to("Tail latency")
        await driver.press("h", "5")
        assert "1 of 2 talks would change" in driver.app.screen.heading  # type: ignore[attr-defined]
        await driver.press("y", "h", "5")
        assert driver.app.screen is driver.browse
        assert "nothing to change" in driver.browse.keys.message


async def test_e_on_a_tags_row_opens_no_conference(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await driver.press("b", "t", "g", "e")
        assert driver.app.screen is driver.browse
        assert "no page" in driver.browse.keys.message


async def test_an_empty_conference_yaml_can_be_written(open_app: OpenApp, notes_dir: Path) -> None:
    (notes_dir / "gophermeet-2024/conference.yaml").write_bytes(b"")
    async with open_app() as driver:
        await driver.go_to("QUIC in anger")
        await driver.press("h", "h", "e")
        await driver.app.workers.wait_for_complete()
        await driver.settle()
        await driver.type("# mine ")
        await driver.press("ctrl+s")
        await driver.app.workers.wait_for_complete()
        assert text(notes_dir, "gophermeet-2024/conference.yaml").startswith("# mine name: ")


async def test_full_stop_repeats_fields_but_not_what_is_one_talks_own(
    open_app: OpenApp, notes_dir: Path
) -> None:
    async with open_app() as driver:
        await driver.go_to("Write-ahead logs, gently")
        await change(driver, title="WAL", status="queued", categories="Storage, Deep")
        await driver.go_to("QUIC in anger")
        await driver.press("full_stop")
        assert text(notes_dir, QUIC_PATH) == QUIC.replace("[Networking]", "[Networking, Deep]").replace(
            "  - quic\n", "  - quic\nstatus: queued\n"
        )


async def test_a_logs_talk_shows_its_heading_as_its_title_and_not_what_ties_its_entry(
    open_app: OpenApp, notes_dir: Path
) -> None:
    async with open_app() as driver:
        await driver.go_to("Tail latency")
        await driver.press("i")
        screen = driver.app.screen
        assert isinstance(screen, FieldsScreen)
        rows = {row.name: row for row in screen._rows}
        assert rows["title"].value == "Tail latency"
        assert "heading" not in rows
        await driver.press("e")
        await driver.type(", again")
        await driver.press("enter", "ctrl+s")
        assert driver.current == "Tail latency, again"


async def test_a_field_that_the_folder_says_is_edited_from_there(open_app: OpenApp, notes_dir: Path) -> None:
    async with open_app() as driver:
        await driver.go_to("Flame graphs")
        await driver.press("i", "j", "j", "e", "enter")
        screen = driver.app.screen
        assert isinstance(screen, FieldsScreen)
        assert not screen.modified
        await driver.press("e")
        await driver.type(", Pictures")
        await driver.press("enter", "ctrl+s")
        assert "categories: [Performance, Pictures]" in text(notes_dir, LOG_PATH)
