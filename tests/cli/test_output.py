"""What is printed is safe, fits, and can be read by programs."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talktui.cli.output import Output
from talktui.cli.table import cells, column_widths, fit, print_table
from talktui.notes.diffs import unified_diff
from talktui.safe_text import is_safe

HOSTILE = "a\x1b]52;c;eA==\x07b\x9b31mc\u202ed\u200be\udcfff"

Capture = pytest.CaptureFixture[str]


def unsafe(text: str) -> bool:
    return not is_safe(text.replace("\n", "").replace("\t", ""))


def test_lines_blocks_and_notes_show_control_characters(capsys: Capture) -> None:
    out = Output()
    out.line(HOSTILE)
    out.block(HOSTILE + "\r\nnext\tcell")
    out.columns([HOSTILE, "a\tb\nc"])
    out.note(HOSTILE)
    out.diff(HOSTILE, HOSTILE.encode("utf-8", "replace"), b"x\x1b[2J\r\n")
    text, err = capsys.readouterr()
    assert not unsafe(text)
    assert not unsafe(err)
    assert "␛" in text
    assert "\ta b c\n" in text


@given(st.text())
def test_json_is_ascii_and_keeps_every_character(text: str) -> None:
    assert json.loads(json.dumps([text], ensure_ascii=True)) == [text]


def test_json_has_no_control_character(capsys: Capture) -> None:
    Output().json({"a": HOSTILE + "\x7f"})
    text = capsys.readouterr().out
    assert text.isascii()
    assert not unsafe(text)
    assert json.loads(text) == {"a": HOSTILE + "\x7f"}


def test_a_diff_tells_a_missing_last_line_end() -> None:
    assert unified_diff("n.md", b"a\nb", b"a\nc\n") == [
        "--- a/n.md",
        "+++ b/n.md",
        "@@ -1,2 +1,2 @@",
        " a",
        "-b",
        "\\ No newline at end of file",
        "+c",
    ]
    assert unified_diff("n.md", None, b"a\n")[:2] == ["--- /dev/null", "+++ b/n.md"]


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)), min_size=1, max_size=6), st.integers(0, 150)
)
def test_columns_fit_and_none_is_cut_without_need(columns: list[tuple[int, int]], available: int) -> None:
    natural = [width for width, _ in columns]
    least = [min(smallest, width) for width, smallest in columns]
    widths = column_widths(natural, least, available)
    assert all(low <= got <= high for low, got, high in zip(least, widths, natural, strict=True))
    assert sum(widths) == max(min(sum(natural), available), sum(least))


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=30), st.integers(1, 20)
)
def test_a_cell_has_its_width_whatever_is_in_it(text: str, width: int) -> None:
    assert cells(fit(text, width)) == width


def test_a_table_leaves_out_empty_columns_and_fits(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    rows = [("A title that is rather long for this", "", "Conf"), ("日本語の題名", "", HOSTILE)]
    print_table(Output(), ("Title", "Date", "Conference"), (10, 10, 4), rows)
    text = capsys.readouterr().out
    lines = text.splitlines()
    assert "Date" not in text
    assert "…" in lines[1]
    assert all(cells(line) <= 40 for line in lines)
    assert not unsafe(text)
    assert lines[0].index("Conference") == cells(lines[1][: lines[1].index("Conf")])


@pytest.mark.parametrize(
    ("terminal", "no_color", "term", "styled"),
    [
        (True, None, "xterm", True),
        (False, None, "xterm", False),
        (True, "1", "xterm", False),
        (True, "", "xterm", True),
        (True, None, "dumb", False),
    ],
)
def test_colours_are_for_terminals_that_want_them(
    monkeypatch: pytest.MonkeyPatch,
    capsys: Capture,
    terminal: bool,
    no_color: str | None,
    term: str,
    styled: bool,
) -> None:
    out = Output()
    monkeypatch.setattr("sys.stdout.isatty", lambda: terminal)
    monkeypatch.setenv("TERM", term)
    if no_color is not None:
        monkeypatch.setenv("NO_COLOR", no_color)
    out.line("x", "bold")
    assert ("\x1b[" in capsys.readouterr().out) is styled
