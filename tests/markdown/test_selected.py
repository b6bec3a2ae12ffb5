"""What is copied can be pasted: the words, without what is drawn around them."""

from __future__ import annotations

import pytest

from talktui.markdown.document import Document
from talktui.markdown.selected import selected_text
from talktui.markdown.source import SourceDocument


def copied(
    source: str, first: str = "", last: str = "", *, width: int = 40, start: int = 0, end: int = -1
) -> str:
    """What is copied from the line with `first` on it, from its character `start`, to `end` in that with `last`."""
    lines = Document.whole(source, width).lines
    top = next(index for index, line in enumerate(lines) if first in line.text)
    bottom = next(
        index for index in range(len(lines) - 1, -1, -1) if last in lines[index].text and index >= top
    )

    def span_of(index: int) -> tuple[int, int] | None:
        if not top <= index <= bottom:
            return None
        return start + 1 if index == top and start else 0, end + 1 if index == bottom and end >= 0 else -1

    return selected_text(lines, span_of, 1)


CODE = "Before.\n\n```sh\nexport A=1\n\nif true; then\n    go  \nfi\n```\n\nAfter."


def test_code_is_copied_alone() -> None:
    code = "export A=1\n\nif true; then\n    go  \nfi"
    assert copied(CODE, "sh", "fi") == code
    assert copied(CODE, "export", "fi") == code
    assert copied(CODE, "export", "fi", start=2) == code
    assert copied(CODE, "go", "go") == "    go  "
    assert copied(CODE) == f"Before.\n\n{code}\n\nAfter."


def test_a_long_line_of_code_is_one_line_with_its_spaces() -> None:
    line = "one  two   " * 9 + "end"
    assert copied(f"    {line}\n", width=20) == line


def test_code_in_a_list_is_copied_without_what_the_list_sets_it_in_by() -> None:
    note = "- Item:\n\n  ```\n  a\n    b\n  ```\n"
    assert copied(note, "a", "b") == "a\n  b"
    assert copied(note) == "- Item:\n\n  a\n    b"


def test_headings_are_copied_without_rules_and_marks() -> None:
    assert copied("# One\n\n## Two\n\n### Three\n\ntext") == "One\n\nTwo\n\nThree\ntext"


def test_quotes_and_callouts_are_copied_without_their_bars() -> None:
    assert copied("> one\n>\n> - two\n>   > three") == "one\n\n- two\n  three"
    assert copied("> [!warning] Mind\n> it") == "⚠ Mind\nit"


def test_list_items_keep_their_markers_as_markdown_has_them() -> None:
    note = "- one\n  1. two\n  2. three\n     - four\n"
    assert copied(note) == "- one\n  1. two\n  2. three\n     - four"
    assert copied(note, "two", "three") == "1. two\n2. three"
    assert copied("- [ ] to do\n- [x] done\n") == "- [ ] to do\n- [x] done"
    assert copied("1. [x] done\n") == "1. [x] done"


def test_numbers_that_stand_under_each_other_are_not_set_in_when_they_are_copied_alone() -> None:
    note = "\n".join(f"{n}. item {n}" for n in range(8, 12))
    assert copied(note, "item 8", "item 9") == "8. item 8\n9. item 9"


def test_a_selection_within_a_line_has_its_words_only() -> None:
    assert copied("- one two", "one", "one", start=6, end=9) == "two"
    assert copied("- one two\n- three", "one", "three", start=6) == "two\n- three"


def test_wrapped_lines_are_one_line() -> None:
    assert copied("- one two three four five", width=12) == "- one two three four five"


def test_a_tables_rows_are_lines_of_cells_with_tabs_between() -> None:
    note = "| a | b |\n|---|--:|\n| one two three four | 5 |\n| | six |\n"
    assert copied(note) == "a\tb\none two three four\t5\n\tsix"
    assert copied(note, width=14) == "a\tb\none two three four\t5\n\tsix"
    assert (
        copied("- x\n\n  " + note.replace("\n", "\n  "), "a", "six") == "a\tb\none two three four\t5\n\tsix"
    )


def test_a_tables_long_words_and_breaks_are_one_cell() -> None:
    note = "| a |\n|---|\n| abcdefghijklmnopqrstuvwxyz |\n| one<br>two |\n"
    assert copied(note, width=12) == "a\nabcdefghijklmnopqrstuvwxyz\none two"


def test_part_of_a_cell_is_copied_without_the_cells_beside_it() -> None:
    note = "| head one | head two |\n|---|---|\n| cell one | cell two |\n"
    row = Document.whole(note, 40).lines[2].text
    start = row.index("cell two")
    assert copied(note, "cell", "cell", start=start, end=start + 4) == "cell"
    assert copied(note, "cell", "cell", start=5, end=start + 4) == "one\tcell"


def test_tables_and_lists_in_html_are_copied_as_the_others_are() -> None:
    assert copied("<table><tr><td>a</td><td>b</td></tr></table>") == "a\tb"
    assert copied("<ul><li>a</li><li>b</li></ul>") == "- a\n- b"


def test_what_is_drawn_of_no_word_is_not_copied() -> None:
    assert copied("a\n\n---\n\nb") == "a\n\n---\n\nb"
    assert copied("# One", "━", "━") == ""
    assert copied("[^x]: note\n\ntext [^x]") == "[x]: note\n\ntext [x]"


@pytest.mark.parametrize("width", [8, 40])
def test_the_source_is_copied_to_the_letter(width: int) -> None:
    source = "# One  \n\n> two  \n- three | four\n\n```sh\n  x\n```"
    lines = SourceDocument.whole(source, width).lines
    assert selected_text(lines, lambda _line: (0, -1), 1) == source
