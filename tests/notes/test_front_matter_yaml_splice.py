"""An edit of YAML front matter changes only the bytes it is about, in the style that is there."""

from __future__ import annotations

import pytest

from talktui.notes.document import parse
from talktui.notes.front_matter.splice import AddItems, splice
from talktui.notes.front_matter.values import texts
from tests.notes.yaml_blocks import TAGS, add, edit, put, refusal, take

# Lists


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("tags: [a, b]\n", "tags: [a, b, c]\n"),
        ("tags: [a,b]  # mine\n", "tags: [a,b,c]  # mine\n"),
        ("tags: [ a, b ]\n", "tags: [ a, b, c ]\n"),
        ("tags: [a, b,]\n", "tags: [a, b, c,]\n"),
        ("tags: ['a', 'b']\n", "tags: ['a', 'b', 'c']\n"),
        ('tags: ["a"]\n', 'tags: ["a", "c"]\n'),
        ("tags: ['a', b]\n", "tags: ['a', b, c]\n"),
        ("tags:\t[a]\n", "tags:\t[a, c]\n"),
        ("tags: [#x\n]\n", "tags: [c #x\n]\n"),
        ("tags: [a: b]\n", "tags: [a: b, c]\n"),
        ("tags: [\n  a, # one\n  b # two\n]\n", "tags: [\n  a, # one\n  b, # two\n  c\n]\n"),
        ("tags: [\n  a,\n  b, # two\n]\n", "tags: [\n  a,\n  b, # two\n  c,\n]\n"),
        ("tags: [a,\n  b]\n", "tags: [a,\n  b, c]\n"),
        ("tags:\n  [a]\n", "tags:\n  [a, c]\n"),
        ("tags:\n- a\n", "tags:\n- a\n- c\n"),
        ("tags:\n  - a # one\n\n  # two\nx: y\n", "tags:\n  - a # one\n  - c\n\n  # two\nx: y\n"),
        ("tags:\n    -   a\n    -   b\n", "tags:\n    -   a\n    -   b\n    -   c\n"),
        ('tags:\n- "a"\n', 'tags:\n- "a"\n- "c"\n'),
        ("tags:\n- a\n  b\n", "tags:\n- a\n  b\n- c\n"),
        ("tags:\n- |\n  a\n\n# x\ny: z\n", "tags:\n- |\n  a\n- c\n\n# x\ny: z\n"),
        ("tags:\n- name: a\n  x: y\n", "tags:\n- name: a\n  x: y\n- c\n"),
    ],
)
def test_a_tag_is_added_in_the_style_of_its_list_and_taken_off_again(before: str, after: str) -> None:
    assert edit(before, add("c")) == after
    if before != "tags: [#x\n]\n" and "|" not in before:
        assert edit(after, take("C")) == before


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("tags:\n", "tags: [c]\n"),
        ("tags: \nx: y\n", "tags: [c] \nx: y\n"),
        ("tags: #a\n", "tags: [c] #a\n"),
        ("tags: # mine\n# more\nx: y\n", "tags: [c] # mine\n# more\nx: y\n"),
        ("tags: ~\n", "tags: [c]\n"),
        ("tags: null # x\n", "tags: [c] # x\n"),
        ("tags: ''\n", "tags: [c]\n"),
        ("tags: []\n", "tags: [c]\n"),
        ("tags: [ ]\n", "tags: [c]\n"),
        ("tags: {}\n", "tags: [c]\n"),
        ("tags:\n  - \n", "tags:\n  - c\n"),
        ("tags:\n  - a\n  -\nx: y\n", "tags:\n  - a\n  - c\nx: y\n"),
        ("tags:\n  - a\n  - # later\nx: y\n", "tags:\n  - a\n  - c # later\nx: y\n"),
        ("cats:\n  - x\ntags:\n", "cats:\n  - x\ntags:\n  - c\n"),
        ("cats:\n- x\ntags: ~ # none\n", "cats:\n- x\ntags: # none\n- c\n"),
    ],
)
def test_what_is_empty_is_filled(before: str, after: str) -> None:
    assert edit(before, add("c")) == after


def test_several_tags_go_in_at_once() -> None:
    assert edit("tags:\n  - a\n  -\n", add("b", "c")) == "tags:\n  - a\n  - b\n  - c\n"
    assert edit("tags: [\n  a\n]\n", add("b", "c")) == "tags: [\n  a,\n  b,\n  c\n]\n"
    assert edit("tags: [a]\n", add("b", "B", "#b", "c")) == "tags: [a, b, c]\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("tags: a, b\n", "tags: a, b, c\n"),
        ("tags: a,b # x\n", "tags: a,b,c # x\n"),
        ("tags: a; b\n", "tags: a; b; c\n"),
        ("tags: 'a, b'\n", "tags: 'a, b, c'\n"),
        ("tags: a b\n", "tags: a b c\n"),
        ("tags: '#a #b'\n", "tags: '#a #b c'\n"),
        ("tags: a\n", "tags: [a, c]\n"),
        ("tags: 'a'\n", "tags: ['a', 'c']\n"),
        ("tags: 2023 # y\n", "tags: [2023, c] # y\n"),
        ("tags: a[x] # y\n", 'tags: ["a[x]", c] # y\n'),
    ],
)
def test_a_text_that_lists_tags_is_extended_and_a_single_one_becomes_a_list(before: str, after: str) -> None:
    assert edit(before, add("c")) == after


def test_a_text_list_that_cannot_hold_the_new_tag_becomes_a_list() -> None:
    assert edit("tags: a b\n", add("c d")) == "tags: [a, b, c d]\n"
    assert edit("tags: a, b\n", add("c: d")) == 'tags: [a, b, "c: d"]\n'
    assert edit("tags: 'a, b'\n", add("c,d")) == "tags: ['a', 'b', 'c,d']\n"
    assert edit("categories: a b\n", add("c", to=("categories",))) == "categories: [a b, c]\n"


@pytest.mark.parametrize(
    ("before", "off", "after"),
    [
        ("tags: [a, b, c] # x\n", "b", "tags: [a, c] # x\n"),
        ("tags: [a, b, c]\n", "a", "tags: [b, c]\n"),
        ("tags: [ a ]\n", "a", "tags: []\n"),
        ("tags: [a, A, b, '#a']\n", "#A", "tags: [b]\n"),
        ("tags: [\n  a, # one\n  b, # two\n  c # three\n]\n", "b", "tags: [\n  a, # one\n  c # three\n]\n"),
        ("tags: [\n  a, # one\n  c # three\n]\n", "c", "tags: [\n  a # one\n]\n"),
        ("tags: [\n  a # one, two\n  , c\n]\n", "c", "tags: [\n  a # one, two\n   \n]\n"),
        ("tags:\n  - a\n  # about b\n  - b\n  - c\n", "b", "tags:\n  - a\n  # about b\n  - c\n"),
        ("tags: # all\n  # one\n  - a # x\ny: z\n", "a", "tags: [] # all\n  # one\ny: z\n"),
        ("tags: a, b, c\n", "b", "tags: a, c\n"),
        ("tags: a, b, c\n", "c", "tags: a, b\n"),
        ("tags: a b\n", "a", "tags: b\n"),
        ("tags: 'a'\n", "a", "tags: []\n"),
    ],
)
def test_taking_a_tag_off_takes_its_bytes_only(before: str, off: str, after: str) -> None:
    assert edit(before, take(off)) == after


def test_nothing_to_do_changes_nothing() -> None:
    for block in ("tags: [a, b]\n", "tags:\n- A\n- b\n", "tags: a, b\n", "tags: '#a b'\n"):
        assert edit(block, add("a"), add("#B"), take("c"), take("a", off=("other",)), put(None, "x")) == block
    data = b"No front matter.\n"
    assert splice(parse(data), [take("a"), put(None, "x"), add()]) == data


# Single values


@pytest.mark.parametrize(
    ("before", "value", "after"),
    [
        ("title: x # c\n", "A new one", "title: A new one # c\n"),
        ("title: 'x'\n", "It's", "title: 'It''s'\n"),
        ('title: "x"\n', 'say "x" \\ y', 'title: "say \\"x\\" \\\\ y"\n'),
        ("title: x\n", "What: now", 'title: "What: now"\n'),
        ("title: x\n", 'say "a": b', "title: 'say \"a\": b'\n"),
        ("title: \ny: z\n", "x", "title: x \ny: z\n"),
        ("title:\n", "x", "title: x\n"),
        ("title: ~\n", "x", "title: x\n"),
        ("title: |\n  one\n\n  two\n\n# c\ny: z\n", "x", "title: x\n\n# c\ny: z\n"),
        ("title: >- # folded\n  one\ny: z\n", "x", "title: x\ny: z\n"),
        ("title: one\n  two\ny: z\n", "x", "title: x\ny: z\n"),
        ("title: [a, b]\n", "x", "title: x\n"),
        ("title: # c\n  - a\n  # d\n  - b\ny: z\n", "x", "title: x # c\ny: z\n"),
        ("title: {}\n", "x", "title: x\n"),
        ("y: {title: a}\n", "x", "y: {title: a}\ntitle: x\n"),
    ],
)
def test_a_text_is_set_in_the_quotes_that_are_there(before: str, value: str, after: str) -> None:
    assert edit(before, put(value, "title")) == after


def test_the_same_value_keeps_its_bytes() -> None:
    for block in ("rating: '4'\n", "rating: 4\n", 'rating: "4" # x\n', "rating: |-\n  4\n"):
        assert edit(block, put("4", "rating", literal=True), put("4", "rating")) == block


def test_a_literal_is_written_bare() -> None:
    assert edit("rating: 3\n", put("5", "rating", literal=True)) == "rating: 5\n"
    assert edit("rating: 'three'\n", put("5", "rating", literal=True)) == "rating: 5\n"
    assert edit("x: y\n", put("2023-11-08", "date", literal=True)) == "x: y\ndate: 2023-11-08\n"
    for text in ("0x5", "5 # x", "yes", "1_0", "", "12:30", "[a]", "٥"):
        assert "is no number" in refusal("rating: 3\n", put(text, "rating", literal=True)).message


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: b\ntitle: x # c\nd: e\n", "a: b\nd: e\n"),
        ("title:\n  - a\n  - b\n# c\nd: e\n", "# c\nd: e\n"),
        ("title: |\n  a\n\nd: e\n", "\nd: e\n"),
        ("title: x\n", ""),
    ],
)
def test_a_key_goes_with_its_lines(before: str, after: str) -> None:
    assert edit(before, put(None, "title")) == after


def test_a_nested_key_goes_and_its_parent_stays() -> None:
    block = "talks:\n  one:\n    rating: 4\n  two: {rating: 4, tags: [a]}\n"
    assert edit(block, put(None, "talks", "one", "rating")) == (
        "talks:\n  one:\n  two: {rating: 4, tags: [a]}\n"
    )
    assert edit(block, put(None, "talks", "two", "rating")).endswith("two: {tags: [a]}\n")
    assert edit(block, put(None, "talks", "two", "tags")).endswith("two: {rating: 4}\n")


@pytest.mark.parametrize(
    ("before", "value", "after"),
    [
        ("tags: [a, b, c]\n", ("a", "c", "d"), "tags: [a, c, d]\n"),
        ("tags:\n  - a # x\n  - b\n", ("a", "c"), "tags:\n  - a # x\n  - c\n"),
        ("tags:\n  - a\n  - b\n", ("b", "a"), "tags:\n  - b\n  - a\n"),
        ("tags: [a, b]\n", ("b", "a"), "tags: [b, a]\n"),
        ("tags: [2023, b]\n", ("2023", "c"), "tags: [2023, c]\n"),
        ("tags:\n  - a\n", (), "tags: []\n"),
        ("tags: x\n", ("a", "no"), 'tags: [a, "no"]\n'),
        ("tags:\n", ("a",), "tags: [a]\n"),
        ("tags:\n", (), "tags: []\n"),
        ("x: y\n", ("a", "b c"), "x: y\ntags: [a, b c]\n"),
        ("x:\n  - y\n", ("a",), "x:\n  - y\ntags:\n  - a\n"),
    ],
)
def test_a_list_is_set_keeping_the_bytes_of_what_stays(
    before: str, value: tuple[str, ...], after: str
) -> None:
    assert edit(before, put(value, "tags")) == after


# New keys


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("title: x\n", "title: x\ntags: [a]\n"),
        ("title: x\n\n\n", "title: x\ntags: [a]\n\n\n"),
        ("title: x\n# tags: [b]\n", "title: x\n# tags: [b]\ntags: [a]\n"),
        ("  title: x\n", "  title: x\n  tags: [a]\n"),
        ("title: |+\n  x\n\n", "title: |+\n  x\n\ntags: [a]\n"),
        ("title: |\n  x\n", "title: |\n  x\ntags: [a]\n"),
        ("", "tags: [a]\n"),
        ("\n", "tags: [a]\n\n"),
        ("# only this\n", "# only this\ntags: [a]\n"),
        ("cats:\n  - x\n", "cats:\n  - x\ntags:\n  - a\n"),
        ("cats:\n  - x\nmore: [y]\n", "cats:\n  - x\nmore: [y]\ntags: [a]\n"),
        ("cats:\n  - src: x\n", "cats:\n  - src: x\ntags: [a]\n"),
    ],
)
def test_a_new_list_is_one_line_at_the_end_unless_lists_have_dashes(before: str, after: str) -> None:
    assert edit(before, add("a")) == after


def test_an_entry_of_a_talk_log_is_made_with_all_that_is_missing() -> None:
    entry = ("talks", "opentelemetry-whats-next")
    operations = (put("OpenTelemetry: What's Next", *entry, "heading"), add("otel", to=(*entry, "tags")))
    made = '  opentelemetry-whats-next:\n    heading: "OpenTelemetry: What\'s Next"\n    tags: [otel]\n'
    for before in (
        "title: Log\n",
        "title: Log\ntalks:\n",
        "title: Log\ntalks: {}\n",
        "title: Log\ntalks: ~\n",
    ):
        assert edit(before, *operations) == "title: Log\ntalks:\n" + made


def test_nested_keys_are_put_where_they_belong_and_indented_as_the_others() -> None:
    block = "talks:\n    one:\n        tags: [a]\n        # note\n\n    two:\n        rating: 3\nz: 1\n"
    assert edit(block, put("4", "talks", "one", "rating", literal=True)) == block.replace(
        "# note\n", "# note\n        rating: 4\n"
    )
    assert edit(block, put("x", "talks", "three", "verdict")) == block.replace(
        "z: 1", "    three:\n        verdict: x\nz: 1"
    )
    assert edit(block, add("b", to=("talks", "one", "tags"))) == block.replace("[a]", "[a, b]")


def test_nested_keys_in_braces_stay_in_braces() -> None:
    block = "talks: {one: {tags: [a]}, two: {}, three: }\n"
    assert edit(block, add("c: d", to=("talks", "one", "cats"))) == block.replace(
        "[a]", '[a], cats: ["c: d"]'
    )
    assert edit(block, put("x", "talks", "two", "verdict")) == block.replace("two: {}", "two: {verdict: x}")
    assert edit(block, put("x", "talks", "three", "verdict")) == block.replace(
        "three: ", "three: {verdict: x} "
    )


def test_keys_that_read_as_something_else_are_quoted() -> None:
    assert edit("", put("x", "talks", "2023", "verdict")) == 'talks:\n  "2023":\n    verdict: x\n'
    assert edit("talks:\n  2023:\n    rating: 1\n", put("2", "talks", "2023", "rating", literal=True)) == (
        "talks:\n  2023:\n    rating: 2\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        *["no", "Y", "on", "null", "~", "12:30", "1.10", "017", "0x1F", "0o7", "1e3", ".5", "1_000", "+1"],
        *["2024-01-02", "2024-02-30", "1.2.3", ".inf", ".NaN", "=", "<<", "-", "- a", "?", "? a", "|", ">"],
        *["a: b", "a:", "a #b", "#a", "@a", "*a", "&a", "!a", "%a", "`a`", "'a", '"a', "[a]", "{a", "a]"],
        *["a, b", " a", "a ", "a\\b"],
    ],
)
def test_a_new_tag_is_read_back_as_the_text_it_is(text: str) -> None:
    for block in ("", "tags: [x]\n", "tags:\n- x\n", "tags: ['x']\n", "t: {tags: [x]}\n"):
        path = ("t", "tags") if "{" in block else TAGS
        document = parse(f"---\n{block}---\n".encode())
        after = parse(splice(document, [AddItems(path, (text,))]))
        assert texts(after.front.at(path))[-1] == text


@pytest.mark.parametrize(
    "text", ["a b", "C#", "it's", "foo/bar", "ä", "💖", "k8s", "1-on-1", "3d", "x.y", "a+b"]
)
def test_a_simple_tag_has_no_quotes(text: str) -> None:
    assert edit("tags: [x]\n", add(text)) == f"tags: [x, {text}]\n"


# Bytes around it


def test_windows_line_ends_bom_and_a_missing_last_line_end_stay() -> None:
    data = b"\xef\xbb\xbf---\r\ntitle: x\r\ntags:\r\n  - a\r\n---"
    after = splice(parse(data), [add("b"), put("fine", "verdict")])
    assert after == b"\xef\xbb\xbf---\r\ntitle: x\r\ntags:\r\n  - a\r\n  - b\r\nverdict: fine\r\n---"
    assert splice(parse(after), [take("b"), put(None, "verdict")]) == data


def test_a_line_ends_as_the_one_above_it() -> None:
    data = b"---\r\ntags:\n- a\n---\r\n"
    assert splice(parse(data), [add("b")]) == b"---\r\ntags:\n- a\n- b\n---\r\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"", b"---\ntags: [a]\n---\n"),
        (b"# T", b"---\ntags: [a]\n---\n# T"),
        (b"\n\n# T\n", b"---\ntags: [a]\n---\n\n\n# T\n"),
        (b"# T\r\n", b"---\r\ntags: [a]\r\n---\r\n# T\r\n"),
        (b"\xef\xbb\xbf# T\n", b"\xef\xbb\xbf---\ntags: [a]\n---\n# T\n"),
        (b"---\nwords\n\n---\nmore", b"---\ntags: [a]\n---\n---\nwords\n\n---\nmore"),
    ],
)
def test_a_note_without_front_matter_gets_the_smallest_block(before: bytes, after: bytes) -> None:
    assert splice(parse(before), [add("a")]) == after


def test_toml_goes_to_its_own_splicer() -> None:
    data = b'+++\ntitle = "x"\ntags = ["a"]\n+++\nbody'
    after = splice(parse(data), [add("b")])
    assert after == b'+++\ntitle = "x"\ntags = ["a", "b"]\n+++\nbody'
