"""An edit of tags, fields or categories changes what it is about, where it was read from, and nothing else."""

from __future__ import annotations

import pytest

from talktui.notes.edits import (
    AppendLine,
    ChangeCategories,
    ChangeTags,
    ReplaceText,
    SetField,
)
from talktui.notes.problem import Refused
from tests.notes.edited import KEY, LOG, METRICS, made, talk

# -- tags


def test_a_tag_goes_into_the_list_that_is_read() -> None:
    for before, after in (
        ("tags: [a]", "tags: [a, b]"),
        ("keywords: a, c", "keywords: a, c, b"),
        ("tags:\n  - a", "tags:\n  - a\n  - b"),
        ("Tags: [a]", "Tags: [a, b]"),
    ):
        text = made(f"---\n{before}\n---\nx\n", ChangeTags(KEY, ("#b",)))
        assert text == f"---\n{after}\n---\nx\n"
        assert "b" in talk(text).tags


def test_a_tag_in_toml_goes_where_zola_keeps_it() -> None:
    before = '+++\ntitle = "x"\n[taxonomies]\ntags = ["a"]\n+++\nx\n'
    assert made(before, ChangeTags(KEY, ("b",))) == before.replace('["a"]', '["a", "b"]')
    bare = '+++\ntitle = "x"\n[taxonomies]\ncategories = ["a"]\n+++\nx\n'
    assert made(bare, ChangeTags(KEY, ("b",))) == bare.replace('["a"]\n', '["a"]\ntags = ["b"]\n')
    plain = '+++\ntitle = "x"\n[extra]\na = 1\n+++\nx\n'
    assert made(plain, ChangeTags(KEY, ("b",))) == plain.replace('"x"\n', '"x"\ntags = ["b"]\n')


def test_a_tag_on_a_note_without_front_matter_puts_the_smallest_block_in() -> None:
    assert made("# A\n", ChangeTags(KEY, ("b",))) == "---\ntags: [b]\n---\n# A\n"
    assert made("\ufeff# A\r\n", ChangeTags(KEY, ("b",))) == "\ufeff---\r\ntags: [b]\r\n---\r\n# A\r\n"


def test_adding_a_tag_that_is_there_or_removing_one_that_is_not_changes_nothing() -> None:
    before = "---\ntags: [Kubernetes]\n---\nx\n"
    assert made(before, ChangeTags(KEY, ("#kubernetes",), ("absent",))) == before
    assert made("x\n", ChangeTags(KEY, (), ("absent",))) == "x\n"
    assert made(LOG, ChangeTags(METRICS, (), ("absent",))) == LOG


def test_tags_are_added_and_taken_off_in_one_edit() -> None:
    edit = ChangeTags(KEY, ("new", "both"), ("old", "both"))
    assert made("---\ntags: [old]\n---\nx\n", edit) == "---\ntags: [new]\n---\nx\n"
    assert edit.title == "tag #new #both, untag #old #both"


# -- fields


def test_a_field_lands_in_the_key_it_was_read_from() -> None:
    for before, field, value, after in (
        ("event: Old", "conference", "New", "event: New"),
        ("recorded: 2023-01-01", "date", "2024-02-03", "recorded: 2024-02-03"),
        ("video_url: https://a.example/1", "video", "https://b.example/2", "video_url: https://b.example/2"),
        ("speaker: A", "speakers", "A, Role, Org & B, Org", "speaker: A, Role, Org & B, Org"),
        ("rating: 3", "rating", "5", "rating: 5"),
        ("mood: good", "mood", "better", "mood: better"),
        ("extra:\n  toc: yes", "extra.toc", "maybe", "extra:\n  toc: maybe"),
    ):
        assert made(f"---\n{before}\n---\nx\n", SetField(KEY, field, value)) == f"---\n{after}\n---\nx\n"


def test_a_new_field_is_one_line_typed_as_it_should_be() -> None:
    for field, value, line in (
        ("rating", "4", "rating: 4"),
        ("date", "2024-02-03", "date: 2024-02-03"),
        ("status", "watched", "status: watched"),
        ("related", "one, two", "related: [one, two]"),
        ("mood", "yes", 'mood: "yes"'),
    ):
        text = made("---\ntitle: x\n---\n", SetField(KEY, field, value))
        assert text.replace("'", '"') == f"---\ntitle: x\n{line}\n---\n"


def test_what_is_set_reads_back() -> None:
    text = made(
        "# A\n",
        SetField(KEY, "title", "Yes: a #title"),
        SetField(KEY, "verdict", "worth it - twice: really"),
        SetField(KEY, "duration", "34:12"),
        SetField(KEY, "speakers", "A & B, Org"),
        SetField(KEY, "status", "attended"),
        SetField(KEY, "rating", "2"),
    )
    read_back = talk(text)
    assert read_back.title == "Yes: a #title"
    assert read_back.verdict == "worth it - twice: really"
    assert read_back.duration == 34 * 60 + 12
    assert [str(speaker) for speaker in read_back.speakers] == ["A (Org)", "B (Org)"]
    assert (read_back.status, read_back.rating) == ("attended", 2)
    assert not read_back.problems


def test_setting_then_clearing_leaves_nothing() -> None:
    for before in ("# A\n", "---\ntitle: x\n---\n# A\n", "\ufeffx\r\n", LOG, '+++\ntitle = "x"\n+++\nx'):
        key = METRICS if before is LOG else KEY
        text = made(before, SetField(key, "rating", "4"), SetField(key, "status", "watched"))
        assert text != before
        assert made(text, SetField(key, "rating", None), SetField(key, "status", None)) == before
    assert made("x\n", SetField(KEY, "rating", None)) == "x\n"


def test_a_video_in_a_list_is_overruled_but_not_removed() -> None:
    before = "---\nvideos:\n  - url: https://a.example/1\n---\nx\n"
    text = made(before, SetField(KEY, "video", "https://b.example/2"))
    assert text == before.replace("/1\n", "/1\nvideo: https://b.example/2\n")
    assert talk(text).video == "https://b.example/2"
    with pytest.raises(Refused, match="in a list"):
        made(before, SetField(KEY, "video", None))


def test_broken_front_matter_is_refused_with_its_line() -> None:
    with pytest.raises(Refused) as refused:
        made("---\ntitle: a: b\n---\nx\n", ChangeTags(KEY, ("x",)))
    assert refused.value.line == 2


@pytest.mark.parametrize("data", [b"a\0b", b"\xff\xfe\x00", b"caf\xe9\n", b"x" * (2 << 20)])
def test_what_cannot_be_written_back_is_refused(data: bytes) -> None:
    for edit in (ChangeTags(KEY, ("x",)), AppendLine(KEY, "x"), ReplaceText(KEY, "", "x")):
        with pytest.raises(Refused):
            edit.apply(data)


# -- categories


def test_a_category_is_added_to_those_the_folder_gave() -> None:
    edit = ChangeCategories(KEY, ("New",), (), current=("Folder",))
    assert made("x\n", edit) == "---\ncategories: [Folder, New]\n---\nx\n"
    assert made("---\ntrack: Own\n---\nx\n", edit) == "---\ntrack: [Own, New]\n---\nx\n"
    assert made("x\n", ChangeCategories(KEY, ("folder",), (), current=("Folder",))) == "x\n"


def test_a_category_that_is_the_folders_cannot_just_be_taken_off() -> None:
    with pytest.raises(Refused, match="give it another"):
        made("x\n", ChangeCategories(KEY, (), ("Folder",), current=("Folder",)))
