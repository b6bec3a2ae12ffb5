"""An edit of TOML front matter goes where it belongs and changes only the bytes it is about."""

from __future__ import annotations

import tomllib

import pytest

from talktui.notes.front_matter.operations import AddItems, Operation, RemoveItems, SetValue
from talktui.notes.problem import Refused
from tests.notes.changed_part import changed_part
from tests.notes.toml_blocks import BLOCK, edit


def test_an_item_goes_into_the_list_that_is_there() -> None:
    after = edit(BLOCK, AddItems(("taxonomies", "tags"), ("otel", "Kubernetes")))
    assert changed_part(BLOCK, after)[1:] == ("", ', "otel"')


def test_an_item_of_a_list_over_several_lines_gets_a_line() -> None:
    after = edit(BLOCK, AddItems(("taxonomies", "more"), ("c",)))
    assert after == BLOCK.replace('  "b"  # two\n', '  "b",  # two\n  "c"\n')
    assert edit(after, RemoveItems(("taxonomies", "more"), ("C",))) == BLOCK


def test_a_removed_item_takes_its_line_and_comment() -> None:
    after = edit(BLOCK, RemoveItems(("taxonomies", "more"), ("a",)))
    assert after == BLOCK.replace('  "a", # one\n', "")


def test_a_new_key_goes_before_the_first_table() -> None:
    after = edit(BLOCK, AddItems(("tags",), ("x",)), SetValue(("rated",), "4", literal=True))
    assert changed_part(BLOCK, after)[1:] == ("", 'tags = ["x"]\nrated = 4\n')
    assert after.index("rated") < after.index("[extra]")


def test_a_key_of_an_absent_table_gets_its_table_at_the_end() -> None:
    block = 'title = "x"\n'
    after = edit(
        block, SetValue(("talks", "a-b", "heading"), "A: b"), AddItems(("talks", "a-b", "tags"), ("x",))
    )
    assert after == 'title = "x"\n\n[talks.a-b]\nheading = "A: b"\ntags = ["x"]\n'
    assert edit(after, SetValue(("talks", "a-b"), None)) == block


def test_a_table_among_others_of_its_kind_is_removed_alone() -> None:
    block = "[talks.a]\nx = 1\n\n[talks.b]\nx = 2\n\n[talks.c]\nx = 3\n"
    assert edit(block, SetValue(("talks", "b"), None)) == "[talks.a]\nx = 1\n\n[talks.c]\nx = 3\n"


def test_keys_that_are_not_bare_are_quoted() -> None:
    after = edit("", SetValue(("talks", 'what "is" it', "rating"), "4", literal=True))
    assert tomllib.loads(after) == {"talks": {'what "is" it': {"rating": 4}}}


def test_a_table_kept_in_braces_is_edited_in_its_braces() -> None:
    assert edit('t = {a = "x"} # c\n', AddItems(("t", "tags"), ("y",))) == 't = {a = "x", tags = ["y"]} # c\n'
    assert edit('t = {a = "x", b = 1}\n', SetValue(("t", "a"), None)) == "t = {b = 1}\n"
    assert edit('t = {a = "x", b = 1}\n', SetValue(("t", "b"), None)) == 't = {a = "x"}\n'


def test_dotted_keys_get_a_dotted_neighbour() -> None:
    assert edit("t.a = 1\nz = 2\n", AddItems(("t", "tags"), ("y",))) == 't.a = 1\nt.tags = ["y"]\nz = 2\n'


def test_quotes_are_those_of_the_neighbours() -> None:
    assert edit("tags = ['a']\n", AddItems(("tags",), ("b", "it's"))) == "tags = ['a', 'b', \"it's\"]\n"
    assert edit("title = 'a'\n", SetValue(("verdict",), "good")) == "title = 'a'\nverdict = 'good'\n"
    assert edit("title = 'a'\n", SetValue(("title",), "b")) == "title = 'b'\n"


def test_a_list_kept_as_text_stays_a_text() -> None:
    block = 'keywords = "a, b"\n'
    after = edit(block, AddItems(("keywords",), ("c",)))
    assert after == 'keywords = "a, b, c"\n'
    assert edit(after, RemoveItems(("keywords",), ("C",))) == block
    assert edit(after, RemoveItems(("keywords",), ("a", "b"))) == 'keywords = "c"\n'
    assert edit("tags = 'a b'\n", AddItems(("tags",), ("c",))) == "tags = 'a b c'\n"


def test_a_text_that_cannot_hold_the_item_becomes_a_list() -> None:
    assert edit("tag = 'a'\n", AddItems(("tag",), ("b",))) == "tag = ['a', 'b']\n"
    assert edit('track = "Cloud Native"\n', AddItems(("track",), ("b",))) == 'track = ["Cloud Native", "b"]\n'
    assert (
        edit('keywords = "a, b"\n', AddItems(("keywords",), ("d, e",))) == 'keywords = ["a", "b", "d, e"]\n'
    )
    assert edit('track = "Cloud Native"\n', RemoveItems(("track",), ("cloud native",))) == "track = []\n"


def test_numbers_and_dates_are_bare_and_a_quoted_one_stays_quoted() -> None:
    assert edit("rating = 3\n", SetValue(("rating",), "5", literal=True)) == "rating = 5\n"
    assert edit('rating = "3"\n', SetValue(("rating",), "5", literal=True)) == 'rating = "5"\n'
    assert edit("", SetValue(("date",), "2024-02-03", literal=True)) == "date = 2024-02-03\n"
    assert edit("", SetValue(("date",), "soon = 1", literal=True)) == 'date = "soon = 1"\n'


def test_a_list_is_set_with_as_little_as_possible() -> None:
    block = 'c = [\n  "a", # one\n  "b",\n]\n'
    assert edit(block, SetValue(("c",), ("b", "d"))) == 'c = [\n  "b",\n  "d",\n]\n'
    assert edit(block, SetValue(("c",), ("x", "a"))) == 'c = ["x", "a"]\n'
    assert edit("", SetValue(("c",), ("x",))) == 'c = ["x"]\n'


def test_what_is_as_asked_already_changes_nothing() -> None:
    operations: list[Operation] = [
        AddItems(("taxonomies", "tags"), ("#KUBERNETES",)),
        RemoveItems(("taxonomies", "tags"), ("absent",)),
        RemoveItems(("absent",), ("x",)),
        SetValue(("title",), "A talk"),
        SetValue(("absent", "key"), None),
        SetValue(("rating",), "1_0", literal=True),
    ]
    assert edit(BLOCK, *operations) == BLOCK


def test_a_block_without_a_last_line_end_keeps_that() -> None:
    assert edit('title = "x"', AddItems(("tags",), ("y",))) == 'title = "x"\ntags = ["y"]'
    assert edit('title = "x"\ntags = ["y"]', SetValue(("tags",), None)) == 'title = "x"'


@pytest.mark.parametrize(
    ("block", "operation", "line", "words"),
    [
        ("[[talks]]\nx = 1\n", AddItems(("talks", "a", "tags"), ("x",)), 2, "list of tables"),
        ("\ntalks = 1\n", AddItems(("talks", "a", "tags"), ("x",)), 3, "not a table"),
        ("\n[tags]\na = 1\n", AddItems(("tags",), ("x",)), 3, "is a table"),
        ("tags = 3\n", AddItems(("tags",), ("x",)), 2, "neither a list nor a text"),
        ("a = 1\nbad\n", AddItems(("tags",), ("x",)), 3, "broken"),
        ("", AddItems(("tags",), ("a\x1b",)), 2, "control character"),
        ("", AddItems(("tags",), (" ",)), 2, "empty"),
    ],
)
def test_what_is_not_safe_is_refused_with_its_line(
    block: str, operation: Operation, line: int, words: str
) -> None:
    with pytest.raises(Refused, match=words) as refused:
        edit(block, operation)
    assert refused.value.line == line
