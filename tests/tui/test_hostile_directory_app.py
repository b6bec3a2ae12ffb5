"""The app opens a directory that means harm, shows every file of it, and filters it."""

from __future__ import annotations

from pathlib import Path

from tests.notes import hostile_files
from tests.notes.hostile_files import HEAVY
from tests.tui.conftest import OpenApp
from tests.tui.test_hostile_text import check_screen


async def test_every_row_can_be_walked_over_and_read(open_app: OpenApp, tmp_path: Path) -> None:
    hostile = hostile_files.make(tmp_path, HEAVY)
    async with open_app(root=hostile.root) as driver:
        session, browsing = driver.browse.session, driver.browse.browsing
        assert {talk.key.path for talk in session.library.talks} == hostile.expected
        for path in sorted(hostile.expected):
            browsing.go_to(session.library.notes[path].talks[0].key)
            await driver.pilot.pause()
            assert driver.row.talk is not None
            assert driver.talk.key.path == path
            check_screen(driver.app)
        for text in ("has:problem", "note", "is:unreadable", "/a*b*c*/", ""):
            driver.browse.bar.set_text(text)
            await driver.settle()
            check_screen(driver.app)
        await driver.press("ctrl+e")
        check_screen(driver.app)
        assert driver.app.is_running
    assert driver.app.return_code in {None, 0}
