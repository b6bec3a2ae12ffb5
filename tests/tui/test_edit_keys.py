"""Every editing key, on one talk, the marked ones and a group: exactly that change is in the file."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from talktui.config import Settings
from talktui.notes.changes import JournalError
from talktui.notes.journal import Journal
from tests.tui.conftest import LOG, QUIC, WAL, OpenApp

WAL_PATH = "gophermeet-2024/wal.md"
QUIC_PATH = "gophermeet-2024/quic.md"
LOG_PATH = "winter-2023.md"


def text(notes_dir: Path, name: str) -> str:
    return (notes_dir / name).read_bytes().decode()


async def test_t_adds_and_takes_off_tags_in_the_style_that_is_there(
    open_app: OpenApp, notes_dir: Path
) -> None:
    async with open_app() as driver:
        await driver.go_to("Write-ahead logs, gently")
        await driver.press("t")
        await driver.type("+fsync -durability")
        await driver.press("enter")
        assert text(notes_dir, WAL_PATH) == WAL.replace("[storage, durability]", "[storage, fsync]")
        await driver.go_to("QUIC in anger")
        await driver.press("t")
        await driver.type("http3")
        await driver.press("enter")
        assert text(notes_dir, QUIC_PATH) == QUIC.replace("  - quic\n", "  - quic\n  - http3\n")
        assert "#http3" in driver.browse.card.text


async def test_u_gives_the_very_bytes_back_and_ctrl_r_makes_it_again(
    open_app: OpenApp, notes_dir: Path
) -> None:
    async with open_app() as driver:
        await driver.go_to("Write-ahead logs, gently")
        await driver.press("5", "exclamation_mark")
        await driver.type("short and true")
        await driver.press("enter")
        after = text(notes_dir, WAL_PATH)
        assert "rating: 5" in after
        assert "verdict: short and true" in after
        await driver.press("u", "u")
        assert text(notes_dir, WAL_PATH) == WAL
        await driver.press("u")
        assert "nothing to undo" in driver.browse.keys.message
        await driver.press("ctrl+r", "ctrl+r")
        assert text(notes_dir, WAL_PATH) == after
        await driver.press("ctrl+r")
        assert "nothing to redo" in driver.browse.keys.message


@pytest.mark.parametrize(
    ("key", "status"),
    [("q", "queued"), ("w", "watching"), ("d", "watched"), ("a", "attended"), ("x", "skipped")],
)
async def test_s_and_one_more_key_set_the_status(
    open_app: OpenApp, notes_dir: Path, key: str, status: str
) -> None:
    async with open_app() as driver:
        await driver.go_to("QUIC in anger")
        await driver.press("s", key)
        assert text(notes_dir, QUIC_PATH) == QUIC.replace("  - quic\n", f"  - quic\nstatus: {status}\n")


async def test_s_minus_takes_the_status_off(open_app: OpenApp, notes_dir: Path) -> None:
    async with open_app() as driver:
        await driver.go_to("Write-ahead logs, gently")
        await driver.press("s", "minus")
        assert text(notes_dir, WAL_PATH) == WAL.replace("status: watched\n", "")


async def test_1_to_5_rate_and_0_takes_the_rating_off(open_app: OpenApp, notes_dir: Path) -> None:
    async with open_app() as driver:
        await driver.go_to("Write-ahead logs, gently")
        for stars in "12345":
            await driver.press(stars)
            assert text(notes_dir, WAL_PATH) == WAL.replace("rating: 4", f"rating: {stars}")
        await driver.press("0")
        assert text(notes_dir, WAL_PATH) == WAL.replace("rating: 4\n", "")


async def test_A_appends_a_line(open_app: OpenApp, notes_dir: Path) -> None:
    async with open_app() as driver:
        await driver.go_to("QUIC in anger")
        await driver.press("A")
        await driver.type("See RFC 9000")
        await driver.press("enter")
        assert text(notes_dir, QUIC_PATH) == QUIC + "See RFC 9000\n"


async def test_an_edit_of_a_logs_talk_lands_under_talks_and_leaves_the_body(
    open_app: OpenApp, notes_dir: Path
) -> None:
    async with open_app() as driver:
        await driver.go_to("Flame graphs")
        await driver.press("t")
        await driver.type("profiling")
        await driver.press("enter")
        after = text(notes_dir, LOG_PATH)
        assert after.split("---\n", 2)[2] == LOG.split("---\n", 2)[2]
        assert "  flame-graphs:\n    heading: Flame graphs\n    tags: [profiling]\n" in after
        await driver.press("u")
        assert text(notes_dir, LOG_PATH) == LOG


async def test_the_marked_talks_are_edited_together_and_one_undo_takes_it_back(
    open_app: OpenApp, notes_dir: Path
) -> None:
    async with open_app() as driver:
        for title in ("QUIC in anger", "Tail latency", "Flame graphs"):
            await driver.go_to(title)
            await driver.press("v")
        await driver.press("s", "q")
        assert "status: queued" in text(notes_dir, QUIC_PATH)
        assert text(notes_dir, LOG_PATH).count("status: queued") == 2
        assert "3 talks" in driver.browse.keys.message
        await driver.press("u")
        assert text(notes_dir, QUIC_PATH) == QUIC
        assert text(notes_dir, LOG_PATH) == LOG


async def test_marked_talks_that_the_filter_hides_are_not_edited(open_app: OpenApp, notes_dir: Path) -> None:
    async with open_app() as driver:
        await driver.go_to("QUIC in anger")
        await driver.press("v")
        driver.browse.bar.set_text("latency")
        await driver.settle()
        await driver.press("3")
        assert "hidden by the filter" in driver.browse.keys.message
        assert text(notes_dir, QUIC_PATH) == QUIC


async def test_on_a_group_an_edit_asks_first_and_counts(open_app: OpenApp, notes_dir: Path) -> None:
    async with open_app() as driver:
        await driver.go_to("Tail latency")
        await driver.press("h")
        assert driver.current == "Performance"
        await driver.press("3")
        assert type(driver.app.screen).__name__ == "ChangesScreen"
        await driver.press("escape")
        assert text(notes_dir, LOG_PATH) == LOG
        await driver.press("3")
        await driver.press("y")
        assert text(notes_dir, LOG_PATH).count("rating: 3") == 2


async def test_full_stop_repeats_the_last_edit_on_another_talk(open_app: OpenApp, notes_dir: Path) -> None:
    async with open_app() as driver:
        await driver.go_to("Write-ahead logs, gently")
        await driver.press("t")
        await driver.type("+again")
        await driver.press("enter")
        await driver.go_to("QUIC in anger")
        await driver.press("full_stop")
        assert text(notes_dir, QUIC_PATH) == QUIC.replace("  - quic\n", "  - quic\n  - again\n")


async def test_e_edits_the_body_and_only_the_body(open_app: OpenApp, notes_dir: Path) -> None:
    async with open_app() as driver:
        await driver.go_to("Flame graphs")
        await driver.press("e")
        assert type(driver.app.screen).__name__ == "EditorScreen"
        await driver.type("Wide ")
        await driver.press("ctrl+s")
        await driver.app.workers.wait_for_complete()
        assert text(notes_dir, LOG_PATH) == LOG.replace("Look at the widest.", "Wide Look at the widest.")
        await driver.press("escape")
        assert driver.app.screen is driver.browse
        assert "Wide Look at the widest." in driver.drawn(driver.browse.view)
        await driver.press("u")
        assert text(notes_dir, LOG_PATH) == LOG


async def test_e_on_a_conference_edits_its_conference_yaml(open_app: OpenApp, notes_dir: Path) -> None:
    async with open_app() as driver:
        await driver.go_to("QUIC in anger")
        await driver.press("h", "h", "h")
        assert driver.current == "GopherMeet 2024"
        await driver.press("e")
        await driver.app.workers.wait_for_complete()
        await driver.settle()
        await driver.type("# mine ")
        await driver.press("ctrl+s")
        await driver.app.workers.wait_for_complete()
        assert text(notes_dir, "gophermeet-2024/conference.yaml").startswith("# mine name: GopherMeet")


async def test_E_opens_the_editor_at_the_line_with_an_absolute_path(
    open_app: OpenApp, notes_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = tmp_path / "argv"
    program = tmp_path / "vim"
    program.write_text(
        f"#!{sys.executable}\nimport sys, pathlib\n"
        f"pathlib.Path({str(seen)!r}).write_text('\\n'.join(sys.argv[1:]))\n"
        "p = pathlib.Path(sys.argv[-1]); p.write_text(p.read_text() + 'from outside\\n')\n"
    )
    program.chmod(0o755)
    from contextlib import nullcontext

    async with open_app(settings=Settings(editor=(str(program), "-f"))) as driver:
        monkeypatch.setattr(driver.app, "suspend", nullcontext)
        await driver.go_to("Flame graphs")
        await driver.press("E")
        line = LOG[: LOG.index("### [Flame graphs]")].count("\n") + 1
        assert seen.read_text().split("\n")[0] == "-f"
        assert seen.read_text().split("\n")[1] in {f"+{line}", f"+{line + 1}"}
        assert seen.read_text().split("\n")[2] == str(notes_dir / LOG_PATH)
        assert "from outside" in text(notes_dir, LOG_PATH)
        await driver.press("u")
        assert text(notes_dir, LOG_PATH) == LOG


async def test_a_bad_editor_setting_is_explained(open_app: OpenApp) -> None:
    async with open_app(settings=Settings(editor=("no-such-editor-here",))) as driver:
        await driver.go_to("Flame graphs")
        await driver.press("E")
        assert "no-such-editor-here" in driver.browse.keys.message


async def test_i_shows_every_field_and_edits_them(open_app: OpenApp, notes_dir: Path) -> None:
    async with open_app() as driver:
        await driver.go_to("Write-ahead logs, gently")
        await driver.press("i")
        assert type(driver.app.screen).__name__ == "FieldsScreen"
        await driver.press("enter")
        await driver.type(" indeed")
        await driver.press("enter", "ctrl+s")
        assert text(notes_dir, WAL_PATH) == WAL.replace('gently"', 'gently indeed"')


async def test_a_makes_a_section_in_a_log_and_a_file_elsewhere(open_app: OpenApp, notes_dir: Path) -> None:
    async with open_app() as driver:
        await driver.go_to("Flame graphs")
        await driver.press("a")
        await driver.type("Off-CPU time")
        await driver.press("enter")
        assert "\n### Off-CPU time\n" in text(notes_dir, LOG_PATH)
        assert driver.current == "Off-CPU time"
        await driver.press("u")
        assert text(notes_dir, LOG_PATH) == LOG
        await driver.go_to("QUIC in anger")
        await driver.press("a")
        await driver.type("TCP: a farewell")
        await driver.press("enter")
        made = notes_dir / "gophermeet-2024" / "tcp-a-farewell.md"
        assert made.exists()
        assert driver.current == "TCP: a farewell"
        assert driver.talk.categories == ("Networking",)
        await driver.press("u")
        assert not made.exists()


async def test_H_makes_a_notes_headings_talks(open_app: OpenApp, notes_dir: Path) -> None:
    async with open_app() as driver:
        await driver.go_to("Write-ahead logs, gently")
        await driver.press("H", "2", "enter")
        assert "talk_level: 2" in text(notes_dir, WAL_PATH)
        assert {"Fsync", "Checkpoints"} <= {talk.title for talk in driver.browse.session.library.talks}
        await driver.press("u")
        assert text(notes_dir, WAL_PATH) == WAL


async def test_broken_front_matter_is_shown_and_its_edit_refused_with_the_line(
    open_app: OpenApp, notes_dir: Path
) -> None:
    before = text(notes_dir, "broken.md")
    async with open_app() as driver:
        await driver.go_to("Broken: on purpose")
        assert "line 2" in driver.browse.card.text
        await driver.press("4")
        assert "not saved" in driver.browse.keys.message
        assert "line 2" in driver.browse.keys.message
        assert text(notes_dir, "broken.md") == before


async def test_an_edited_talk_that_no_longer_matches_stays_dimmed_until_the_filter_changes(
    open_app: OpenApp,
) -> None:
    async with open_app(filter_text="tag:quic") as driver:
        assert driver.current == "QUIC in anger"
        await driver.press("t")
        await driver.type("-quic")
        await driver.press("enter")
        assert driver.titles == ["QUIC in anger"]
        assert driver.current == "QUIC in anger"
        assert driver.row.dimmed
        driver.browse.bar.set_text("tag:quic ")
        await driver.settle()
        assert driver.titles == []


async def test_the_cursor_goes_with_a_talk_that_changes_its_group(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await driver.press("b", "w")
        await driver.go_to("Tail latency")
        await driver.press("s", "q")
        assert driver.current == "Tail latency"
        assert driver.row.group is not None
        assert driver.row.group.label == "queued"


async def test_an_edit_leaves_cursor_expansion_and_scroll_where_they_were(open_app: OpenApp) -> None:
    async with open_app(size=(100, 12)) as driver:
        await driver.go_to("Blameless reviews")
        tree = driver.browse.tree_view
        before = ([row.id for row in tree.rows], tree.cursor, tree.scroll_y)
        await driver.press("4")
        assert ([row.id for row in tree.rows], tree.cursor, tree.scroll_y) == before


async def test_o_opens_the_video_and_y_copies_the_link(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("talktui.outside.in_browser", opened.append)
    async with open_app() as driver:
        await driver.go_to("QUIC in anger")
        await driver.press("o")
        await driver.app.workers.wait_for_complete()
        assert opened == ["https://www.youtube.com/watch?v=quic0000001"]
        await driver.press("y")
        assert driver.app.clipboard == "https://www.youtube.com/watch?v=quic0000001"
        await driver.press("h", "h", "h", "o")
        await driver.app.workers.wait_for_complete()
        assert opened[-1] == "https://www.youtube.com/playlist?list=PLgopher"


async def test_a_link_that_is_no_web_address_is_refused(open_app: OpenApp, notes_dir: Path) -> None:
    (notes_dir / "evil.md").write_text("---\ntitle: Evil\nurl: file:///etc/passwd\n---\n")
    async with open_app() as driver:
        driver.browse.reading.follow("file:///etc/passwd")
        await driver.app.workers.wait_for_complete()
        await driver.settle()
        assert "only http and https" in driver.browse.keys.message


async def test_another_programs_change_is_kept_when_an_edit_is_saved(
    open_app: OpenApp, notes_dir: Path
) -> None:
    async with open_app() as driver:
        await driver.go_to("QUIC in anger")
        (notes_dir / QUIC_PATH).write_text(QUIC.replace("blocking.", "blocking. Elsewhere."))
        await driver.press("4")
        after = text(notes_dir, QUIC_PATH)
        assert "Elsewhere." in after
        assert "rating: 4" in after
        assert "had changed on the disk" in driver.browse.keys.message


async def test_what_was_not_begun_is_not_said_to_be_gone_on_with(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> int:
        raise JournalError("the disk is full")

    async with open_app() as driver:
        monkeypatch.setattr(Journal, "begin", full)
        await driver.press("V", "2")
        await driver.settle()
        assert "undo journal cannot be written (the disk is full)" in driver.browse.keys.message
        assert "goes on with the rest" not in driver.browse.keys.message


async def test_esc_stops_a_change_of_many_files_and_redo_goes_on_with_the_rest(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_app() as driver:
        store, browse = driver.app.store, driver.browse
        make = store.make

        def esc_after_the_first_file(*args: Any, progress: Callable[[int, int], None], **named: Any) -> Any:
            def pressed(done: int, total: int) -> None:
                progress(done, total)
                if done == 1:
                    browse.browsing.clear()  # what esc does, while the files are being saved

            return make(*args, progress=pressed, **named)

        def rated() -> int:
            return len([talk for talk in browse.session.library.talks if talk.rating == 2])

        monkeypatch.setattr(store, "make", esc_after_the_first_file)
        await driver.press("V", "2")
        await driver.settle()
        assert "stopped" in browse.keys.message
        assert "ctrl+r goes on with the rest" in browse.keys.message
        stopped_at = rated()
        assert browse.session.marks  # esc took nothing else away
        monkeypatch.undo()
        await driver.press("ctrl+r")
        await driver.settle()
        assert 0 < stopped_at < rated()
