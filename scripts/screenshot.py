"""Renew docs/talktui.svg, the picture of the app in the README, from the sample notes."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SIZE = (120, 32)


async def picture(notes: Path, filter_text: str, title: str) -> str:
    from talktui.config import Settings
    from talktui.notes.store import Store
    from talktui.tui.app import TalktuiApp

    app = TalktuiApp(Store(notes), Settings(), filter_text=filter_text)
    app.root = Path.home() / "notes"  # what a person's own directory would be called
    async with app.run_test(size=SIZE) as pilot:
        while app.session.loading:
            await pilot.pause()
        browse = app.browse
        talk = next(talk for talk in browse.session.library.talks if title in talk.title)
        browse.browsing.go_to(talk.key)
        await pilot.pause()
        return app.export_screenshot(title="talktui")


def main() -> int:
    with tempfile.TemporaryDirectory() as own:
        for name in ("CONFIG", "STATE", "DATA", "CACHE"):
            os.environ[f"TALKTUI_{name}_DIR"] = own
        svg = asyncio.run(picture(ROOT / "notes", "", "Istio Past"))
    target = ROOT / "docs" / "talktui.svg"
    target.write_text(svg, "utf-8")
    print(f"renewed {target.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
