"""The whole of pyvideo in the import screen: it opens, scrolls, finds and imports what is ticked."""

from __future__ import annotations

from pathlib import Path

import pytest

from talktui.notes.talk import Kind
from talktui.tui.screens.pick_list import PickList

from .conftest import OpenApp
from .import_driver import imported, keys, look, until

PYVIDEO = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "pyvideo"


@pytest.mark.skipif(not PYVIDEO.is_dir(), reason="the pyvideo data is not beside the checkout")
async def test_all_of_pyvideo_opens_scrolls_and_is_found(open_app: OpenApp, notes_dir: Path) -> None:
    talks = sum(1 for _ in PYVIDEO.glob("*/videos/*.json"))
    async with open_app(size=(100, 30)) as driver:
        screen = await look(driver, PYVIDEO)
        table = screen.query_one(PickList)
        assert talks - 10 <= table.count <= talks
        assert f"new {table.count:,}" in driver.shown()
        await keys(driver, "G")
        assert table.cursor == table.count - 1
        last = screen.current
        assert last is not None
        assert last.title[:20] in driver.shown()
        await keys(driver, "pageup", "g", "pagedown", "n", "slash")
        await driver.type("guido 2013")
        await keys(driver, "enter", "a")
        assert screen._ticked
        assert len(screen._ticked) == table.count
        await keys(driver, "d")
        await until(driver, lambda: "+title:" in driver.shown())
        await imported(driver)
        new = [talk for talk in driver.app.session.library.talks if "Guido van Rossum" in str(talk.speakers)]
        assert new
        assert all(talk.kind is Kind.TALK for talk in new)
