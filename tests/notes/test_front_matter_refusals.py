"""What cannot be edited safely in front matter is refused, with the reason and the file's line."""

from __future__ import annotations

import pytest

from talktui.notes.document import parse
from talktui.notes.front_matter.splice import splice
from talktui.notes.problem import Refused
from tests.notes.yaml_blocks import add, edit, put, refusal, take


@pytest.mark.parametrize(
    ("block", "line", "said"),
    [
        ("title: a: b\n", 2, "put it in quotes"),
        ("x: y\ntags: &t [a]\n", 3, "anchor"),
        ("tags: !!seq [a]\n", 2, "a type"),
        ("a: &t [b]\ntags: *t\n", 3, "reference"),
        ("tags: [a]\nx: y\ntags: [b]\n", 4, "second time"),
        ("{tags: [a]}\n", 2, "`{ }`"),
        ("- a\n", 2, "no `key: value`"),
        ("x: y\ntags:\n  a: b\n", 4, "keys of its own"),
        ("a: &b {c: d}\n<<: *b\n", 3, "merge key"),
        ("x: a\u2028b\n", 2, "U+2028"),
        ("x: a\x85b\n", 2, "U+0085"),
        ("y: z\nx: a\rb\n", 3, "carriage return"),
        ("y: z\nx: a\ufeffb\n", 3, "byte order mark"),
        ("x: y\ntags: |\n  a\n", 3, "block of text"),
        ("tags: a,\n  b\n", 2, "line breaks"),
        ("x: y\n--- # two\ntags: [a]\n", 3, "second YAML document"),
        ("x: " + "[" * 60 + "]" * 60 + "\n", 2, "levels deep"),
        ("&x tags: [a]\n", 2, "anchor"),
        ("? tags\n: - a\n", 3, "edit the file itself"),
        ("tags: [a, !', b]\n", 2, "and nothing else"),
    ],
)
def test_what_cannot_be_edited_safely_is_refused_with_its_line(block: str, line: int, said: str) -> None:
    refused = refusal(block, add("new"))
    assert said in refused.message
    assert refused.line == line


def test_a_tag_with_an_anchor_is_not_taken_off() -> None:
    assert "anchor" in refusal("tags: [&x a, b]\ny: *x\n", take("a")).message
    assert edit("tags: [&x a, b]\ny: *x\n", take("b"), add("c")) == "tags: [&x a, c]\ny: *x\n"
    assert "anchor" in refusal("t: {a: &x b}\ny: *x\n", put(None, "t")).message


def test_a_value_with_keys_of_its_own_is_not_overwritten() -> None:
    assert "keys of its own" in refusal("title: {a: b}\n", put("x", "title")).message
    assert "no keys of its own" in refusal("talks: x\n", put("x", "talks", "one", "verdict")).message
    assert "as a whole" in refusal("speaker: A, B\n", add("C", to=("speaker",))).message


@pytest.mark.parametrize(
    "text", ["a\nb", "a\x1b]52;c;x\x07", "\x9b1m", "a\tb", "a\u2028b", "\ufeffa", "a\ud800", "\0"]
)
def test_control_characters_are_refused(text: str) -> None:
    for operation in (add(text), put(text, "title"), put((text,), "x"), put("x", "talks", text, "y")):
        assert "must not stand" in refusal("title: x\n", operation).message


@pytest.mark.parametrize("text", ["", " ", "#", "# "])
def test_empty_tags_are_refused(text: str) -> None:
    assert "empty item" in refusal("title: x\n", add(text)).message


def test_a_path_without_a_name_is_refused() -> None:
    assert "without a name" in refusal("title: x\n", put("x", "talks", "")).message


@pytest.mark.parametrize("data", [b"\xff", b"a\0", b"\xff\xfea\0", b"x" * (1 << 20) + b"x"])
def test_read_only_notes_are_refused(data: bytes) -> None:
    document = parse(data)
    with pytest.raises(Refused) as refused:
        splice(document, [add("a")])
    assert refused.value.message == document.read_only


def test_no_block_is_put_above_one_that_was_never_closed() -> None:
    with pytest.raises(Refused, match="never closed"):
        splice(parse(b"---\ntitle: x\n\nbody\n"), [add("a")])


def test_a_note_is_not_made_larger_than_what_can_be_edited() -> None:
    data = b"x" * (1 << 20)
    with pytest.raises(Refused):
        splice(parse(data), [add("a")])
