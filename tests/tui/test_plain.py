"""Data becomes content, never markup."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from textual.content import Content

from talktui.safe_text import visible_block, visible_line
from talktui.tui.plain import plain, plain_block


@settings(max_examples=200)
@given(st.text())
def test_any_text_is_shown_as_it_is_with_its_control_characters_as_symbols(text: str) -> None:
    assert plain(text).plain == visible_line(text)
    assert len(plain(text).plain) == len(text)
    assert plain_block(text).plain == visible_block(
        "\n".join(line.expandtabs(4) for line in text.replace("\r\n", "\n").split("\n"))
    )
    assert plain(text).spans == []


def test_markup_is_not_read_and_a_style_covers_all_of_it() -> None:
    content = plain("[@click=app.quit]x[/]", "bold")
    assert content.plain == "[@click=app.quit]x[/]"
    assert [(span.start, span.end, span.style) for span in content.spans] == [(0, 21, "bold")]
    assert plain("", "bold") == Content("")
