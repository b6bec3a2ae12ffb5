"""The app on real notes: the samples, and where they are at hand three directories we did not write."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from talktui.notes.talk import Kind
from talktui.tui.rows import RowKind
from tests.tui.conftest import OpenApp

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "data" / "notes"


def copy_of(name: str, tmp_path: Path) -> Path:
    if not (SHARED / name).is_dir():
        pytest.skip(f"the real notes {name} are not here")
    target = tmp_path / name
    shutil.copytree(SHARED / name, target, copy_function=shutil.copyfile)
    for folder in [target, *target.rglob("*")]:
        folder.chmod(0o755 if folder.is_dir() else 0o644)
    return target


async def test_the_sample_notes_show_both_conferences_with_their_categories(open_app: OpenApp) -> None:
    async with open_app(root=ROOT / "notes") as driver:
        rows = driver.browse.tree_view.rows
        groups = {(row.depth, row.label): row.count for row in rows if row.kind is RowKind.GROUP}
        assert groups[0, "KubeCon NA 2023"] == 33
        assert groups[1, "Maintainer Track"] == 3
        assert groups[0, "KubeCon EU 2019"] == 38
        assert groups[1, "Keynotes"] > 10
        driver.browse.bar.set_text("conf:2023 tag:prometheus rating:>=4")
        await driver.settle()
        assert driver.browse.session.shown


@pytest.mark.parametrize("name", ["jameslamb", "ai-talk-notes", "hugo-fluxcd"])
async def test_real_notes_open_list_and_filter(open_app: OpenApp, tmp_path: Path, name: str) -> None:
    root = copy_of(name, tmp_path)
    async with open_app(root=root) as driver:
        talks = driver.browse.session.library.talks
        assert len(talks) > 20
        assert all(talk.title.strip() for talk in talks)
        await driver.press("z")
        for row in range(0, len(driver.browse.tree_view.rows), 7):
            driver.browse.browsing._move_to(row)
        await driver.settle()
        for query in ("data", "-data", "is:problem", "title:a date:2022", "has:notes (ai OR flux)"):
            driver.browse.bar.set_text(query)
            await driver.settle()
            assert not driver.browse.bar.has_class("-mistake")


async def test_a_conference_of_jameslamb_opens_into_its_sections_and_h_makes_them_talks(
    open_app: OpenApp, tmp_path: Path
) -> None:
    root = copy_of("jameslamb", tmp_path)
    async with open_app(root=root) as driver:
        driver.browse.bar.set_text("path:2019")
        await driver.settle()
        row = driver.row
        assert row.talk is not None
        before = (root / row.talk.key.path).read_bytes()
        await driver.press("l")
        sections = [row.label for row in driver.browse.tree_view.rows if row.kind is RowKind.SECTION]
        assert len(sections) >= 3
        await driver.press("H", "2", "enter")
        note = driver.browse.session.library.notes[row.talk.key.path]
        assert note.is_log
        made = [talk for talk in note.talks if talk.kind is Kind.TALK]
        assert len(made) > 1
        after = (root / row.talk.key.path).read_bytes()
        assert after.endswith(before)
        assert after[: -len(before)].count(b"\n") <= 4
        await driver.press("u")
        assert (root / row.talk.key.path).read_bytes() == before


async def test_invalid_yaml_in_ai_talk_notes_still_shows_titles(open_app: OpenApp, tmp_path: Path) -> None:
    root = copy_of("ai-talk-notes", tmp_path)
    async with open_app(root=root, filter_text="is:problem") as driver:
        shown = driver.browse.session.shown
        assert 10 < len(shown) < 60
        for talk in shown:
            source = (root / talk.key.path).read_text()
            assert f"title: {talk.title}" in source
            assert talk.problems[0].line > 0
