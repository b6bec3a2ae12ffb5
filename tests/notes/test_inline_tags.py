"""`#tags` in a note's text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.notes.inline_tags import distinct, find_tags, is_colour
from tests.growth import assert_linear_in


def tags(text: str) -> list[str]:
    return [tag for _, tag in find_tags(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("#first and #second", ["first", "second"]),
        ("a #a/b nested", ["a/b"]),
        ("#a_b-c.", ["a_b-c"]),
        ("(#otel, #prom)", ["otel", "prom"]),
        ("**#bold**", ["bold"]),
        ("#été #日本語 #2023-plans #2023/11", ["été", "日本語", "2023-plans", "2023/11"]),
        ("# Heading #tag", ["tag"]),
        ("#nospace", ["nospace"]),
        ("- item #a\n    #b\n\n    #c", ["a", "b", "c"]),
        ("#end/", ["end"]),
        ("#e2e #2fa #add #bad #facade", ["e2e", "2fa", "add", "bad", "facade"]),
        ("line\r\n#crlf\r\n", ["crlf"]),
        ("http://x.example #after", ["after"]),
        ("an unclosed `tick #a", ["a"]),
        ("\\`#no` #a", ["a"]),
        ("a < b #a > c", ["a"]),
    ],
)
def test_a_tag_is_found(text: str, found: list[str]) -> None:
    assert tags(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "#9", "#2023", "C#", "F# and C#", "a#b", "#", "##", "## heading", "#fff", "#FFFFFF", "#a1b2c3", "#0f0",
        "#aabbcc", "#12345678", "\\#escaped", "`#code`", "``a ` #code``", "`over\n#lines`", "[x](#anchor)",
        "[x](page.md#anchor)", "[x](<a b #c>)", '[x](u "see #c")', "[[page#head]]", "[[page #head]]",
        "https://x.example/#frag", "https://x.example/a,#frag", "<https://x.example/#f>", "<!-- #comment -->",
        "<!-- a\n\n#comment\n-->", "%% #hidden %%", "```\n#fence\n```", "~~~\n#fence", "    #indented",
        "text\n\n    #indented", "<div>\n#html\n</div>", '<a title="x #y">', "[r]: http://x.example 'see #c'",
        '{{< figure title="see #c" >}}', "{#id}", "#_", "#-/", "#'quote", "issue #12.",
    ],
)  # fmt: skip
def test_what_is_no_tag(text: str) -> None:
    assert tags(text) == []


def test_a_tag_is_where_it_says() -> None:
    text = "---\n#no\n---\nthe #one\n\n`#x` #two"
    found = find_tags(text, 12)
    assert [(text[at], text[at + 1 : at + 1 + len(tag)]) for at, tag in found] == [("#", "one"), ("#", "two")]


def test_a_part_of_the_note_has_its_own_tags_once_each() -> None:
    text = "#a #b\n#A #c"
    assert distinct(find_tags(text), (0, 6)) == ("a", "b")
    assert distinct(find_tags(text), (6, len(text))) == ("A", "c")
    assert distinct(find_tags(text), (0, len(text))) == ("a", "b", "c")


@pytest.mark.parametrize("word", ["dad", "cafe", "face", "decade", "abcdef", "b2b", "abcde", "k8s", "a"])
def test_a_word_is_no_colour(word: str) -> None:
    assert not is_colour(word)


EVIL = ["#a `", "](#x ", "#a (", "    #a\n", "#a [[", "#a <b ", "`#a`` ", "#a\n\n", "http://", "#a {{< ", "%% #a ",
        "<!-- #a ", "#", "``` #a\n", "<a\n\n", "~~~ #a `", "](", "[a]: ", "- "]  # fmt: skip


@pytest.mark.parametrize("piece", EVIL)
def test_hostile_text_takes_linear_time(piece: str) -> None:
    assert_linear_in(piece, find_tags, 200_000, " #a")


@settings(deadline=None)
@given(st.text(alphabet="#ab `\n[]()<>-%!~ 	/", max_size=80))
def test_no_text_raises_and_tags_stand_in_order(text: str) -> None:
    found = find_tags(text)
    assert found == sorted(found)
    assert all(text[at] == "#" and tag and not tag.isdigit() for at, tag in found)
