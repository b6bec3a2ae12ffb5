"""Text cut to terminal cells: never a cell too many or too few, whatever the characters."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.safe_text import visible_line
from talktui.tui.cells import cell_len, fit, fit_end

WIDE = st.sampled_from(
    ["日", "Ｆ", "👩‍👩‍👧", "👍🏽", "❤️", "🇯🇵", "e\u0301", "\u200d", "\ufe0f", " ", "a", "…"]
)
TEXTS = (st.lists(WIDE, max_size=12).map("".join) | st.text(max_size=20)).map(visible_line)


@settings(max_examples=300)
@given(TEXTS, st.integers(0, 30))
def test_a_fitted_text_takes_exactly_its_cells(text: str, width: int) -> None:
    assert cell_len(fit(text, width)) == width
    assert cell_len(fit_end(text, width)) == width


@settings(max_examples=200)
@given(TEXTS, st.integers(1, 30))
def test_what_fits_is_not_cut(text: str, width: int) -> None:
    text = text.strip("\u200d")
    if cell_len(text) <= width:
        assert fit(text, width).startswith(text)
        assert fit_end(text, width).startswith(text)


def test_the_end_that_matters_is_kept() -> None:
    assert fit("Write-ahead logs", 8) == "Write-a…"
    assert fit("日本語のタイトル", 8) == "日本語… "
    assert fit_end("2024/deep/file.md", 10) == "…p/file.md"
