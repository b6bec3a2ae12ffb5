"""What stands out in a note stands out without colours, too."""

from __future__ import annotations

import pytest
from rich.style import Style

from tests.tui.viewer_case import Host

WORDS = {
    "code": "`word`",
    "strong": "**word**",
    "em": "*word*",
    "strike": "~~word~~",
    "link": "[word](https://example.org)",
    "kbd": "<kbd>word</kbd>",
    "mark": "<mark>word</mark>",
}


def without_colours(style: Style | None) -> tuple[bool | None, ...]:
    assert style is not None
    return style.bold, style.dim, style.italic, style.underline, style.reverse, style.strike


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light", "ansi-dark"])
async def test_no_style_of_words_is_told_by_colour_alone(theme: str) -> None:
    app = Host()
    async with app.run_test(size=(60, 10)) as pilot:
        app.theme = theme
        for name, written in WORDS.items():
            app.view.show(f"plain {written}")
            await pilot.pause()
            segments = [segment for segment in app.view.render_line(0) if segment.text.strip()]
            plain, word = segments[0], next(segment for segment in segments if segment.text.strip() == "word")
            assert without_colours(plain.style) != without_colours(word.style), name
