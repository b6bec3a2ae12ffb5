"""Texts in one document keep what their labels mean: footnotes and link references, each its own."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.markdown.parser import MAX_INLINE
from talktui.transfer.labels import kept_apart
from tests.transfer.seen import seen

DOCS = "[docs]: https://a.example/\n"
OTHER = "[docs]: https://b.example/\n"


def texts(*given_texts: str) -> list[str]:
    apart = kept_apart(given_texts)
    assert not apart.left
    return list(apart.texts)


def joined(bodies: list[str]) -> str:
    return "".join(f"## T\n\n{body}\n\n" for body in bodies)


def assert_each_reads_as_alone(bodies: list[str], made: list[str]) -> None:
    assert seen(joined(made)) == [seen(joined([body]))[0] for body in bodies]


@pytest.mark.parametrize(
    ("use", "renamed"),
    [
        ("[docs]", "[docs][docs-2]"),
        ("[Docs]", "[Docs][Docs-2]"),
        ("[docs][]", "[docs][docs-2]"),
        ("[the *docs*][docs]", "[the *docs*][docs-2]"),
        ("[it][ DOCS ]", "[it][ DOCS-2 ]"),
        ("![docs]", "![docs][docs-2]"),
        ("![a [docs] b](p.png)", "![a [docs][docs-2] b](p.png)"),
        ("**see [docs],** `[docs]`", "**see [docs][docs-2],** `[docs]`"),
        ("[docs](inline)", "[docs](inline)"),
        ("[docs](not an address", "[docs][docs-2](not an address"),
        ("# A heading, [docs] #", "# A heading, [docs][docs-2] #"),
        ("Underlined\n[docs]\n---", "Underlined\n[docs][docs-2]\n---"),
        ("> said\nby [docs]", "> said\nby [docs][docs-2]"),
        ("1. one\n\n   - two [docs]\n", "1. one\n\n   - two [docs][docs-2]\n"),
        ("-\ttabbed [docs]", "-\ttabbed [docs][docs-2]"),
        ("| a | b |\n|--|--|\n| `x\\|y` | z [docs] |", "| a | b |\n|--|--|\n| `x\\|y` | z [docs][docs-2] |"),
        ("x ^[a note on [docs]]", "x ^[a note on [docs][docs-2]]"),
        ("<!-- [docs] --> and <b title='[docs]'>", "<!-- [docs] --> and <b title='[docs]'>"),
        ("<div>\n[docs]\n</div>", "<div>\n[docs]\n</div>"),
        ("```\n[docs]: x\n[docs]\n```", "```\n[docs]: x\n[docs]\n```"),
        ("    [docs]\n", "    [docs]\n"),
        ("\\[docs]", "\\[docs]"),
        ("[[docs]]", "[[docs]]"),
    ],
)  # fmt: skip
def test_only_what_uses_the_label_changes_and_it_shows_the_same(use: str, renamed: str) -> None:
    second = f"{use}\n\n{OTHER}"
    first, made = texts(f"[docs]\n\n{DOCS}", second)
    assert first == f"[docs]\n\n{DOCS}"
    assert made == f"{renamed}\n\n[docs-2]: https://b.example/\n"
    if use != "[[docs]]":  # a wikilink, which CommonMark does not know
        assert_each_reads_as_alone([first, second], [first, made])


def test_a_label_on_two_lines_of_a_quotation_is_one_with_a_space() -> None:
    first = "> [the\n> docs]\n\n[the docs]: /a\n"
    second = "> [The\n>   Docs][], [x][the\n> docs]\n\n> [the\n> docs]: /b\n"
    assert texts(first, second) == [
        first,
        "> [The\n>   Docs][The Docs-2], [x][the\n> docs-2]\n\n> [the\n> docs-2]: /b\n",
    ]


def test_footnotes_of_several_paragraphs_go_with_their_marks() -> None:
    body = "One.[^1] Two.[^1]\n\n[^1]: A *note*.\n\n    Its second paragraph.[^b]\n\n[^b]: Deeper.\n"
    other = body.replace("note", "remark")
    assert texts(body, other) == [body, other.replace("[^1]", "[^1-2]").replace("[^b]", "[^b-2]")]
    assert_each_reads_as_alone([body, other], texts(body, other))


def test_nothing_changes_where_no_labels_meet() -> None:
    bodies = [
        f"[docs] `[^1]`\n\n{DOCS}",
        "[^1]\n\n[^1]: x\n",
        "`[docs]` and [it](docs) <!-- [^1] -->",
        f"[DOCS]\n\n{DOCS}",  # the same page: the same link
        "[other]\n\n[other]: /x\n\n[unused]: /y\n",
    ]
    assert texts(*bodies) == bodies


def test_a_label_that_another_text_has_in_brackets_only_is_renamed() -> None:
    assert texts("a [note] b[^1]", "[note][]\n\n[^1]\n\n[note]: /x\n[^1]: y\n") == [
        "a [note] b[^1]",
        "[note][note-2]\n\n[^1-2]\n\n[note-2]: /x\n[^1-2]: y\n",
    ]


def test_what_means_the_same_gets_the_same_name_and_none_that_is_taken() -> None:
    second = f"[docs] [docs-2]\n\n{OTHER}"
    made = texts(f"[docs]\n\n{DOCS}", second, f"[docs]\n\n{OTHER}")
    assert made[1] == "[docs][docs-3] [docs-2]\n\n[docs-3]: https://b.example/\n"
    assert made[2] == "[docs][docs-3]\n\n[docs-3]: https://b.example/\n"


def test_of_two_definitions_in_one_text_the_first_still_counts() -> None:
    second = "[docs]\n\n[docs]: /b\n\n[Docs]: /c\n"
    made = texts(f"[docs]\n\n{DOCS}", second)
    assert made[1] == "[docs][docs-2]\n\n[docs-2]: /b\n\n[Docs-2]: /c\n"


def test_spellings_that_some_take_for_one_footnote_are_kept_apart() -> None:
    assert texts("a[^Note]\n\n[^Note]: x\n", "b[^note]\n\n[^note]: y\n")[1] == "b[^note-2]\n\n[^note-2]: y\n"


def test_what_cannot_be_renamed_is_left_and_told() -> None:
    huge = "x " * (MAX_INLINE // 2) + f"[docs]\n\n{OTHER}"
    apart = kept_apart([f"[docs]\n\n{DOCS}", huge])
    assert apart.texts[1] == huge
    assert apart.left == ((1, "DOCS"),)


_PIECES = st.sampled_from(
    [
        "text", "[docs]", "[Docs][]", "[it][DOCS]", "![p][docs]", "[^1]", "[^a]", "[^A]", "`[docs]`", "[^1]: note",
        "[^a]: more [docs]", "[docs]: /one", "[docs]: /two 'T'", "[DOCS]: <three>", "[a b]: /ab", "[a\nb]", "[x [docs] y][a b]",
        "> ", "- ", "    ", "# ", "\n", "\n\n", "---", "```", "| a | b |\n|--|--|\n| [docs] | [^1] |\n", "<!-- [docs] -->",
        "\\", "*", "[", "]", "(", "^[in [docs]]", "[docs-2]", "[docs-2]: /d2", "[^1-2]", "\t",
    ]
)  # fmt: skip
_BODIES = st.lists(st.lists(_PIECES, max_size=9).map(" ".join), min_size=2, max_size=4)


@settings(max_examples=200, deadline=None)
@given(_BODIES)
def test_in_one_document_every_text_reads_as_it_does_alone(bodies: list[str]) -> None:
    bodies = [re.sub(r"[ ]*\n[ ]*", "\n", body.replace("```", "")) for body in bodies]
    apart = kept_apart(bodies)
    if apart.left:
        return
    assert_each_reads_as_alone(bodies, list(apart.texts))
    assert kept_apart(apart.texts).texts == apart.texts
