"""The tag screen: every tag with its counts, and what is done to tags over everything."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events

from talktui.notes.tag_edits import TagCount
from talktui.tui.screens.all_tags import Act, AllTagsScreen
from talktui.tui.screens.changes import ChangesScreen
from talktui.tui.screens.show_text import TextScreen
from talktui.tui.screens.tag_name import TagNameScreen

from .conftest import LOG, QUIC, WAL, OpenApp
from .dialog_case import Case, opened

WAL_PATH, QUIC_PATH, LOG_PATH = "gophermeet-2024/wal.md", "gophermeet-2024/quic.md", "winter-2023.md"


def contents(root: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def write_twelve(root: Path) -> None:
    """More talks than are changed without a look at them."""
    for number in range(12):
        (root / f"n{number:02}.md").write_text(f"# Talk {number}\n")


# -- in the app


async def test_it_lists_every_tag_and_enter_filters_the_tree_by_one(open_app: OpenApp) -> None:
    async with open_app() as driver:
        await driver.press_in_dialog("T")
        assert isinstance(driver.app.screen, AllTagsScreen)
        assert "5 tags, the commonest first" in driver.shown()
        await driver.press_in_dialog("j", "enter")
        assert driver.browse.is_active
        assert driver.browse.bar.text == "tag:latency"
        assert driver.titles == ["Tail latency"]


async def test_a_rename_shows_what_would_change_and_is_one_step_of_undo(
    open_app: OpenApp, notes_dir: Path
) -> None:
    (notes_dir / "plain.md").write_text("# Plain\n\nMore on #Storage/disks.\n")
    before = contents(notes_dir)
    async with open_app() as driver:
        await driver.press_in_dialog("T", "slash", *"sto", "enter", "r")
        assert isinstance(driver.app.screen, TagNameScreen)
        await driver.press_in_dialog(*("backspace",) * 7, *"disk", "enter")
        assert isinstance(driver.app.screen, ChangesScreen)
        text = driver.shown()
        assert "rename #storage to #disk: 2 of 2 notes would change" in text
        assert "2 talks in 2 notes" in text
        assert "#Storage/disks below it is renamed too" in text
        assert "-tags: [storage, durability]" in text
        assert contents(notes_dir) == before
        await driver.press_in_dialog("y")
        assert isinstance(driver.app.screen, AllTagsScreen)
        assert "2 notes · u takes it back" in driver.shown()
        assert (notes_dir / WAL_PATH).read_text() == WAL.replace("[storage,", "[disk,")
        assert (notes_dir / "plain.md").read_text() == "# Plain\n\nMore on #disk/disks.\n"
        await driver.press_in_dialog("escape", "u")
        assert contents(notes_dir) == before
        assert "took back" in driver.shown()
        await driver.press_in_dialog("ctrl+r")
        assert "[disk," in (notes_dir / WAL_PATH).read_text()


async def test_marked_tags_merge_into_one(open_app: OpenApp, notes_dir: Path) -> None:
    async with open_app() as driver:
        await driver.press_in_dialog("T", "s", "g", "v", "v", "m")
        assert isinstance(driver.app.screen, TagNameScreen)
        assert "Merge #durability #latency into" in driver.shown()
        await driver.press_in_dialog(*("backspace",) * 10, *"quality", "enter", "y")
        assert (notes_dir / WAL_PATH).read_text() == WAL.replace("durability", "quality")
        assert (notes_dir / LOG_PATH).read_text() == LOG.replace("[latency]", "[quality]")
        screen = driver.app.screen
        assert isinstance(screen, AllTagsScreen)
        assert screen.current == TagCount("quality", 2, 2)


async def test_delete_takes_a_tag_off_after_asking(open_app: OpenApp, notes_dir: Path) -> None:
    async with open_app() as driver:
        await driver.press_in_dialog("T", "slash", *"quic", "enter", "d")
        assert isinstance(driver.app.screen, ChangesScreen)
        await driver.press_in_dialog("escape")
        assert (notes_dir / QUIC_PATH).read_text() == QUIC
        await driver.press_in_dialog("d", "y")
        assert (notes_dir / QUIC_PATH).read_text() == QUIC.replace("  - quic\n", "")


async def test_what_cannot_be_changed_is_listed_before_and_the_rest_goes_on(
    open_app: OpenApp, notes_dir: Path
) -> None:
    (notes_dir / "kept.md").write_text("---\ntags: [quic]\n---\n")
    (notes_dir / "kept.md").chmod(0o444)
    async with open_app() as driver:
        await driver.press_in_dialog("T", "slash", *"quic", "enter", "d")
        text = driver.shown()
        assert "1 of 2 notes would change, 1 cannot" in text
        assert "✗ kept  it is write-protected" in text
        await driver.press_in_dialog("y")
        assert (notes_dir / QUIC_PATH).read_text() == QUIC.replace("  - quic\n", "")
        assert (notes_dir / "kept.md").read_text() == "---\ntags: [quic]\n---\n"


async def test_what_fails_on_the_way_is_listed_file_by_file(open_app: OpenApp, notes_dir: Path) -> None:
    (notes_dir / "other.md").write_text("---\ntags: [quic]\n---\n")
    async with open_app() as driver:
        await driver.press_in_dialog("T", "slash", *"quic", "enter", "d")
        (notes_dir / "other.md").chmod(0o444)
        await driver.press_in_dialog("y")
        assert isinstance(driver.app.screen, TextScreen)
        text = driver.shown()
        assert "Not changed (1):" in text
        assert "other.md: " in text
        assert "Changed (1), all taken back at once by undo:" in text
        assert QUIC_PATH in text


async def test_a_paste_over_it_does_nothing(open_app: OpenApp, notes_dir: Path) -> None:
    before = contents(notes_dir)
    async with open_app(paste_guard=True) as driver:
        driver.browse.tagging.all_tags()
        await driver.settle_dialog()
        for key in ("d", "y", "d", "y", "enter", "r"):
            driver.app.screen.post_message(_key(key))
        await driver.pilot.pause(0.1)
        await driver.settle_dialog()
        assert isinstance(driver.app.screen, AllTagsScreen)
        assert contents(notes_dir) == before


def _key(key: str) -> events.Key:
    return events.Key(key, key if len(key) == 1 else "\r")


async def test_more_than_ten_marked_talks_are_shown_before_they_change(
    open_app: OpenApp, notes_dir: Path
) -> None:
    write_twelve(notes_dir)
    async with open_app(filter_text="Talk") as driver:
        await driver.press("V", "3")
        assert isinstance(driver.app.screen, ChangesScreen)
        await driver.settle_dialog()
        assert "rating ★★★: 12 of 12 talks would change" in driver.shown()
        assert "+rating: 3" in driver.shown()
        await driver.press_in_dialog("y")
        assert all((notes_dir / f"n{n:02}.md").read_text().startswith("---\nrating: 3") for n in range(12))
        await driver.press_in_dialog("u")
        assert all((notes_dir / f"n{n:02}.md").read_text() == f"# Talk {n}\n" for n in range(12))


# -- the screen by itself

COUNTS = [
    TagCount("a", 0, 3),
    TagCount("a/x", 1, 1),
    TagCount("a/y", 2, 2),
    TagCount("b", 5, 5),
    TagCount("c", 3, 3),
]


def screen_of(counts: list[TagCount] | None) -> tuple[AllTagsScreen, list[tuple[Act, tuple[str, ...]]]]:
    asked: list[tuple[Act, tuple[str, ...]]] = []
    screen = AllTagsScreen(lambda act, tags: asked.append((act, tags)))
    if counts is not None:
        screen.show(counts)
    return screen, asked


def tags_in(case: Case) -> list[str]:
    inside = [line.split("│")[1].rstrip() for line in case.shown().split("\n") if line.count("│") == 2]
    return [line.split()[-2] for line in inside if line and line.split()[-1].isdigit()]


async def test_nested_tags_stand_below_theirs_and_s_sorts_by_name() -> None:
    screen, _ = screen_of(COUNTS)
    async with opened(screen) as case:
        assert tags_in(case) == ["b", "a", "/y", "/x", "c"]
        await case.press("s")
        assert tags_in(case) == ["a", "/x", "/y", "b", "c"]
        assert "by name" in case.shown()


async def test_words_find_tags_and_esc_takes_them_away() -> None:
    screen, asked = screen_of(COUNTS)
    async with opened(screen) as case:
        await case.press("slash")
        await case.type("a/")
        assert tags_in(case) == ["a/y", "a/x"]
        assert "2 of 5 tags" in case.shown()
        await case.type("d")  # a letter here is text, not a deletion
        assert asked == []
        assert tags_in(case) == []
        await case.press("escape")
        assert tags_in(case) == ["b", "a", "/y", "/x", "c"]
        await case.press("escape")
        assert case.results == [None]


async def test_marks_are_what_a_change_is_about_and_rename_wants_one() -> None:
    screen, asked = screen_of(COUNTS)
    async with opened(screen) as case:
        await case.press("v", "space", "d")
        assert asked == [(Act.DELETE, ("b", "a"))]
        await case.press("r")
        assert len(asked) == 1
        assert "several tags are marked" in case.shown()
        await case.press("escape", "r")
        assert asked[1:] == [(Act.RENAME, ("a/y",))]


async def test_before_the_counts_and_without_tags_it_says_so() -> None:
    screen, asked = screen_of(None)
    async with opened(screen, (60, 20)) as case:
        assert "Counting the tags…" in case.shown()
        await case.press("d", "enter")
        assert asked == []
        screen.show([])
        await case.settle()
        assert "No talk has a tag yet" in case.shown()
        await case.press("m", "s", "v", "q")
        assert case.results == [None]


async def test_thousands_of_tags_in_a_narrow_terminal() -> None:
    counts = [TagCount(f"tag-{number:05}-{'x' * 80}", 1, 1) for number in range(30_000)]
    screen, asked = screen_of(counts)
    async with opened(screen, (60, 20)) as case:
        assert case.outside() == []
        await case.press("G", "d")
        assert asked == [(Act.DELETE, (counts[-1].tag,))]
        screen.show(counts[:-1])
        await case.settle()
        assert screen.current == counts[-2]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "a tag cannot be empty"),
        ("a", "It is called “a” already."),
        ("B", "#b is there, on 5 talks: they become one tag."),
        ("a//b", "nothing between two slashes"),
    ],
)
async def test_the_name_prompt_says_what_comes_of_a_name(typed: str, said: str) -> None:
    async with opened(TagNameScreen("Rename #a to", ["a"], [("b", 5), ("a", 1)])) as case:
        await case.type(typed.lower())
        await case.press("enter" if typed != "B" else "shift+f1")
        assert said in " ".join(case.shown().split())
        assert case.results == []


async def test_the_name_prompt_completes_tags_that_are_there() -> None:
    async with opened(TagNameScreen("Merge #a into", ["a"], [("kubernetes", 5), ("a", 1)])) as case:
        await case.type("kub")
        await case.press("tab", "enter")
        assert case.results == ["kubernetes"]


async def test_a_bulk_edit_that_fails_in_some_files_lists_what_was_saved_and_what_not(
    open_app: OpenApp, notes_dir: Path
) -> None:
    write_twelve(notes_dir)
    async with open_app(filter_text="Talk") as driver:
        await driver.press("V", "3")
        await driver.settle_dialog()
        for number in (3, 4):
            (notes_dir / f"n{number:02}.md").chmod(0o444)
        await driver.press_in_dialog("y")
        assert isinstance(driver.app.screen, TextScreen)
        text = driver.shown()
        assert "2 not saved" in text
        assert "Not changed (2):" in text
        assert "n03.md: it is write-protected" in text
        assert "Changed (10), all taken back at once by undo:" in text
        assert "  n11.md" in text
        await driver.press_in_dialog("escape", "u")
        assert all((notes_dir / f"n{n:02}.md").read_text() == f"# Talk {n}\n" for n in range(12))


async def test_a_log_of_many_talks_is_tried_out_and_changed_as_one(
    open_app: OpenApp, notes_dir: Path
) -> None:
    log = "---\ntalks:\n  t3: &anchor {heading: T3}\n---\n" + "".join(
        f"## [T{n}](https://youtu.be/{n:011})\nText.\n" for n in range(14)
    )
    (notes_dir / "many.md").write_text(log)
    async with open_app(filter_text="path:many.md") as driver:
        await driver.press("V", "4")
        await driver.settle_dialog()
        text = driver.shown()
        assert "13 of 14 talks would change, 1 cannot" in text
        assert "✗ T3  line 3: `t3` has an anchor" in text
        await driver.press_in_dialog("y")
        assert (notes_dir / "many.md").read_text().count("rating: 4") == 13
        await driver.press_in_dialog("u")
        assert (notes_dir / "many.md").read_text() == log
