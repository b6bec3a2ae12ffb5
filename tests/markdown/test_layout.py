"""What a person sees of each kind of Markdown, line by line."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from talktui.markdown.document import Document


def drawn(source: str, width: int = 60) -> list[str]:
    return [line.text.rstrip() for line in Document.whole(source, width).lines]


def styles(source: str) -> dict[str, str]:
    """Text → style names, of every span drawn."""
    return {span[0]: span[1] for line in Document.whole(source, 60).lines for span in line.spans}


def test_headings_are_told_apart_without_colour() -> None:
    assert drawn("# One\n\n## Two\n\n### Three\ntext", 20) == [
        "One",
        "━" * 20,
        "",
        "Two",
        "───",
        "",
        "### Three",
        "text",
    ]


def test_emphasis_strong_code_and_strike_nest() -> None:
    found = styles("*a **b*** `c` ~~d~~")
    assert found["a "] == "em"
    assert found["b"] == "em strong"
    assert found["c"] == "code"
    assert found["d"] == "strike"


def test_text_wraps_at_words_and_long_words_are_cut() -> None:
    assert drawn("one two three four", 9) == ["one two", "three", "four"]
    assert drawn("https://example.com/aaaa/bbbb", 20) == ["https://example.com/", "aaaa/bbbb"]


def test_nested_lists_hang() -> None:
    assert drawn("- a long item that wraps\n  - inner\n- b", 14) == [
        "• a long item",
        "  that wraps",
        "  ◦ inner",
        "• b",
    ]


def test_ordered_lists_start_where_the_note_says_and_align() -> None:
    assert drawn("9. nine\n10. ten") == [" 9. nine", "10. ten"]
    assert drawn("0. zero\n1. one") == ["0. zero", "1. one"]
    assert drawn("3) three") == ["3) three"]


def test_tasks_show_whether_they_are_done() -> None:
    assert drawn("- [ ] open\n- [x] *done*\n- plain") == ["☐ open", "☑ done", "• plain"]


def test_loose_lists_keep_their_air() -> None:
    assert drawn("- a\n\n- b") == ["• a", "", "• b"]


def test_an_empty_item_is_still_there() -> None:
    assert drawn("- a\n-\n- c") == ["• a", "•", "• c"]


def test_quotes_have_a_bar_on_every_line() -> None:
    assert drawn("> a b\n>\n> > c", 12) == ["▌ a b", "▌", "▌ ▌ c"]


def test_callouts_say_what_they_are() -> None:
    assert drawn("> [!warning] Mind *this*\n> text") == ["▌ ⚠ Mind this", "▌ text"]
    assert drawn("> [!NOTE]\n> text") == ["▌ ✎ Note", "▌ text"]
    assert drawn("> [a] text") == ["▌ [a] text"]


def test_tables_are_aligned() -> None:
    assert drawn("|l|r|c|\n|:-|-:|:-:|\n|a|b|ccc|\n|aaa|bbb|c|") == [
        "l   │   r │  c",
        "────┼─────┼────",
        "a   │   b │ ccc",
        "aaa │ bbb │  c",
    ]


def test_wide_tables_wrap_their_cells() -> None:
    lines = drawn("|a|b|\n|-|-|\n|one two three four five|six|\n|x|y|", 20)
    assert max(map(len, lines)) <= 20
    assert lines[2:] == [
        "one two three  │ six",
        "four five      │",
        "───────────────┼────",
        "x              │ y",
    ]


def test_a_table_that_cannot_fit_is_wider_than_the_view() -> None:
    document = Document.whole("|" + "aaaaaaaa|" * 12 + "\n|" + "-|" * 12, 30)
    assert document.widest > 30


def test_code_keeps_its_spaces_and_says_its_language() -> None:
    assert drawn("```python\nif x:\n\treturn  1\n```") == ["▏ python", "▏ if x:", "▏     return  1"]
    assert drawn("    indented\n\n      more") == ["▏ indented", "▏", "▏   more"]


def test_long_code_lines_wrap_without_losing_a_space() -> None:
    lines = Document.whole("```\naaaa  bbbb   cccc\n```", 8).lines
    code = "".join(span[0] for line in lines for span in line.spans[line.indent :])
    assert code == "aaaa  bbbb   cccc"


def test_html_is_reduced_to_its_text() -> None:
    assert drawn("a <kbd>Ctrl</kbd><br>b <!-- no -->c &amp; <i>d</i>") == ["a Ctrl", "b c & d"]
    assert drawn("<details>\n<summary>More</summary>\n<p>x &lt; y</p><script>no()</script>\n</details>") == [
        "▸ More",
        "x < y",
    ]


def test_html_that_never_ends_hides_nothing() -> None:
    assert drawn("<style>\na { b }") == ["a { b }"]
    assert drawn("<script>x</script>\n<script>\ny <!-- z") == ["y <!-- z"]


def test_images_show_their_words_and_lead_to_the_picture() -> None:
    document = Document.whole("![a *chart*](img/c.png) ![](img/d.png)", 60)
    assert document.lines[0].text == "🖼 a chart 🖼 d.png"
    assert [link.href for link in document.links] == ["img/c.png", "img/d.png"]


def test_hard_breaks_break() -> None:
    assert drawn("a\\\nb  \nc\nd") == ["a", "b", "c d"]


def test_footnotes_are_marked_and_shown_where_they_are_written() -> None:
    document = Document.whole("text[^a] and ^[inline *one*]\n\n[^a]: The note\n    goes on.\n", 60)
    assert [line.text for line in document.lines] == [
        "text[a] and [inline one]",
        "",
        "[a]: The note goes on.",
    ]
    assert document.links[0].href == "#fn-a"
    assert document.line_of_anchor("fn-a") == 2


def test_definition_lists() -> None:
    assert drawn("Term\n: one\n: two\n\nOther\n: three") == [
        "Term",
        ": one",
        ": two",
        "",
        "Other",
        ": three",
    ]


def test_a_link_whose_text_names_another_host_shows_where_it_goes() -> None:
    assert drawn("[https://bank.example](https://evil.example/x)") == [
        "https://bank.example (https://evil.example/x)"
    ]
    assert drawn("[https://a.example/x](https://a.example/x)") == ["https://a.example/x"]
    assert drawn("[](https://a.example/x)") == ["https://a.example/x"]


def test_bare_addresses_are_links() -> None:
    links = Document.whole("see https://example.com/a?b=c. or <https://x.y>", 60).links
    assert [link.href for link in links] == ["https://example.com/a?b=c", "https://x.y"]


def test_control_and_bidi_characters_are_shown_also_from_entities() -> None:
    text = "\n".join(
        drawn("a\x1b]52;c;x\x07b &#x202e;c &#8203;d\n\n`\x9b31m`\n\n    \x1b[31m\n\n<p>&#x1b;[1m</p>")
    )
    assert "\x1b" not in text
    assert "\x9b" not in text
    assert "\u202e" not in text
    assert "␛]52;c;x␇b ⇄c ␣d" in text


@pytest.mark.parametrize("width", [5, 10, 20, 60])
def test_wide_characters_never_pass_the_margin(width: int) -> None:
    source = "日本語のテキストは単語の間に空白がない。 mixed 漢字 text 👩‍👩‍👧‍👦 ❤️ e\u0301\u0301 " * 3
    for line in Document.whole(source, width).lines:
        assert sum(cell_len(span[0]) for span in line.spans) <= max(width, 12)


def test_lines_know_their_source() -> None:
    document = Document.whole("# T\n\npara\nmore\n\n- a\n- b\n\n```\nx\ny\n```\n", 40)
    at = {line.text: line.source for line in document.lines}
    assert at["T"] == 0
    assert at["para more"] == 2
    assert at["• b"] == 6
    assert at["▏ y"] == 10
    for source, text in [(0, "T"), (2, "para more"), (3, "para more"), (6, "• b"), (10, "▏ y"), (99, "▏ y")]:
        assert document.lines[document.line_of_source(source)].text == text
