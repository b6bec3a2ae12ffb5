"""Any bytes become a document: nothing raises, nothing of the text is lost, and what is wrong is said."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.notes.document import HEAD, line_of, parse
from talktui.notes.front_matter.block import MAX_BLOCK
from talktui.notes.front_matter.values import EMPTY, Scalar, Sequence
from talktui.notes.text_of import MAX_SIZE
from tests.growth import assert_linear

NOTE = b"---\ntitle: Sidecars\ntags: [otel]\n---\n# Sidecars\n"


def test_a_note_is_front_matter_and_body() -> None:
    document = parse(NOTE)
    assert document.kind == "yaml"
    assert document.text[slice(*document.block)] == "title: Sidecars\ntags: [otel]\n"
    assert document.body == "# Sidecars\n"
    assert document.front.get("title") == Scalar("Sidecars", 2)
    assert document.front.get("tags") == Sequence((Scalar("otel", 3),), 3)
    assert (document.problems, document.read_only, document.bom) == ((), None, False)


def test_toml_front_matter_is_found_and_read() -> None:
    document = parse(b'+++\ntitle = "Sidecars"\n+++\nbody')
    assert document.kind == "toml"
    title = document.front.get("title")
    assert isinstance(title, Scalar)
    assert (title.text, title.line) == ("Sidecars", 2)
    assert document.body == "body"


@pytest.mark.parametrize(
    ("data", "body"),
    [
        (b"---\ntitle: x\n...\nbody", "body"),
        (b"--- \ntitle: x\n---\t \nbody", "body"),
        (b"---\r\ntitle: x\r\n---\r\nbody", "body"),
        (b"---\rtitle: x\r---\rbody", "body"),
        (b"---\r\r\ntitle: x\r\r\n---\r\r\nbody", None),  # converted twice
        (b"---\ntitle: x\n---", ""),
        (b"---\ntitle: x\n---\r", ""),
        (b"---\ntitle: x\n----\n---\nbody", None),  # `----` is no fence, and no YAML either
        (codecs.BOM_UTF8 + b"---\ntitle: x\n---\nbody", "body"),
    ],
)
def test_fences_as_hugo_and_obsidian_take_them(data: bytes, body: str | None) -> None:
    document = parse(data)
    assert document.kind == "yaml"
    if body is not None:
        assert document.body == body
        assert document.front.get("title") == Scalar("x", 2)


def test_an_empty_block_is_front_matter_without_keys() -> None:
    document = parse(b"---\n---\nbody")
    assert (document.kind, document.block, document.front, document.body) == ("yaml", (4, 4), EMPTY, "body")
    assert document.problems == ()


@pytest.mark.parametrize(
    "data",
    [b"", b"# T\n", b"\n---\ntitle: x\n---\n", b"--- #x\ntitle: x\n---\n", b"----\na: b\n---\n", b"+++"],
)
def test_without_front_matter_all_is_body(data: bytes) -> None:
    document = parse(data)
    assert (document.kind, document.block, document.body_start) == (None, (0, 0), 0)
    assert document.body == data.decode()
    assert document.problems == ()


def test_a_fence_that_is_never_closed_is_a_problem_and_the_text_stays() -> None:
    document = parse(b"---\ntitle: x\n\nbody\n")
    assert document.kind is None
    assert document.body == "---\ntitle: x\n\nbody\n"
    assert [problem.line for problem in document.problems] == [1]
    assert "never closed" in document.problems[0].message


def test_text_between_two_thematic_breaks_does_not_vanish() -> None:
    document = parse(b"---\nJust some words.\n\n---\nMore.\n")
    assert document.kind is None
    assert document.body.startswith("---\nJust some words.")
    assert len(document.problems) == 1


def test_a_list_as_front_matter_is_a_problem() -> None:
    document = parse(b"---\n- a\n- b\n---\nbody")
    assert (document.kind, document.front, document.body) == ("yaml", EMPTY, "body")
    assert "a list" in document.problems[0].message


def test_the_bom_is_remembered_and_no_part_of_the_text() -> None:
    document = parse(codecs.BOM_UTF8 + NOTE)
    assert document.bom
    assert document.text == NOTE.decode()
    assert document.data == codecs.BOM_UTF8 + NOTE


@pytest.mark.parametrize(
    ("data", "eol"),
    [(b"a", "\n"), (b"a\nb\r\n", "\n"), (b"a\r\nb\n", "\r\n"), (b"\n", "\n"), (b"\r\n", "\r\n")],
)
def test_the_first_line_end_counts(data: bytes, eol: str) -> None:
    assert parse(data).eol == eol


def test_bytes_that_are_no_utf8_are_read_only_with_the_line() -> None:
    document = parse(b"---\ntitle: x\n---\ncaf\xe9\n")
    assert document.read_only is not None
    assert "0xe9" in document.read_only
    assert document.problems[0].line == 4
    assert document.front.get("title") == Scalar("x", 2)
    assert document.body == "caf\ufffd\n"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_is_shown_but_read_only(encoding: str) -> None:
    bom = codecs.BOM_UTF16_LE if encoding.endswith("le") else codecs.BOM_UTF16_BE
    document = parse(bom + "# Überschrift\n".encode(encoding))
    assert document.text == "# Überschrift\n"
    assert document.read_only is not None
    assert "UTF-16" in document.read_only


def test_a_nul_byte_makes_a_note_read_only() -> None:
    document = parse(b"# T\n\nbinary \0 here\n")
    assert document.read_only is not None
    assert document.problems[0].line == 3


def test_a_note_to_one_megabyte_is_read_whole() -> None:
    data = NOTE + b"x" * (MAX_SIZE - len(NOTE))
    document = parse(data)
    assert document.read_only is None
    assert len(document.text) == MAX_SIZE


def test_of_a_larger_note_the_beginning_is_read_and_that_is_said() -> None:
    document = parse(NOTE + "ä".encode() * MAX_SIZE)
    assert document.read_only is not None
    assert document.problems[0].message == document.read_only
    assert document.front.get("title") == Scalar("Sidecars", 2)
    assert len(document.body) == HEAD
    assert "\ufffd" not in document.text


def test_a_large_log_with_long_front_matter_keeps_it() -> None:
    entries = b"".join(b"  talk-%d:\n    rating: 4\n" % number for number in range(9_000))
    document = parse(b"---\ntitle: Log\ntalks:\n" + entries + b"---\n" + b"x" * MAX_SIZE)
    assert document.front.get("title") == Scalar("Log", 2)
    assert document.problems[1:] == ()


@pytest.mark.parametrize("after", [b"---\n", b"---abc\n---\n"])
def test_front_matter_over_one_megabyte_is_none(after: bytes) -> None:
    inside = b"#" * (MAX_BLOCK - 4 - 4) + b"\n"
    document = parse(b"---\n" + inside + after)  # the fence's last sign stands at the limit
    assert document.kind is None
    assert any("front matter" in problem.message for problem in document.problems)


@pytest.mark.parametrize(
    ("head", "piece", "tail"),
    [
        (b"---\n", b"\n", b""),
        (b"---\n", b"\n", b"---\n"),
        (b"---", b" ", b""),
        (b"---\n", b"---x\n", b""),
        (b"---\n", b"--- ", b"x\n---\n"),
        (b"---\n", b"[", b"\n---\n"),
        (b"---\n", b"a: b: c\n", b"---\n"),
        (b"---\na", b" ", b"x: y: z\n---\n"),
        (b"---\n", b"a: &a [*a, *a]\n", b"---\n"),
        (b'---\na: "', b"x\n", b"\n---\n"),
    ],
    ids=lambda data: f"{data[:12]!r}",
)
def test_a_megabyte_of_anything_is_read_in_linear_time(head: bytes, piece: bytes, tail: bytes) -> None:
    assert_linear(lambda size: parse(head + piece * (size // len(piece)) + tail), 1_000_000)


def test_line_of_is_one_based() -> None:
    text = "a\nb\r\nc"
    assert [line_of(text, offset) for offset in (0, 1, 2, 5)] == [1, 1, 2, 3]


PIECES = st.sampled_from(
    b"---,+++,...,\n,\r\n,\r,title: x,tags:,- a,[,{,: ,#,\xef\xbb\xbf,\xff\xfe,\0,\xe9,&a,*a,|,',\", ,\t,a = 1".split(
        b","
    )
)


@given(st.one_of(st.binary(max_size=200), st.lists(PIECES, max_size=30).map(b"".join)))
@settings(max_examples=250, deadline=None)
def test_no_bytes_raise_and_front_matter_and_body_are_slices_of_the_text(tail: bytes) -> None:
    for data in (tail, b"---\n" + tail + b"\n---\n", b"+++\n" + tail + b"\n+++\nbody"):
        document = parse(data)
        assert document.data == data
        start, end = document.block
        assert 0 <= start <= end <= document.body_start <= len(document.text)
        if document.read_only is None:
            bom = codecs.BOM_UTF8 if document.bom else b""
            assert bom + document.text.encode() == data
        lines = document.text.count("\n") + document.text.count("\r") + 2
        assert all(0 <= problem.line <= lines for problem in document.problems)
        assert all(problem.message for problem in document.problems)
