"""An edit changes what it is about, where it was read from, and nothing else."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from talktui.notes.conference import Folders
from talktui.notes.document import parse
from talktui.notes.edit import Edit
from talktui.notes.edits import (
    AddSection,
    AppendLine,
    ChangeCategories,
    ChangeTags,
    MarkTalks,
    Reattach,
    ReplaceBody,
    ReplaceText,
    SetField,
    file_name,
    new_note,
)
from talktui.notes.new_notes import place_new_talk
from talktui.notes.problem import Refused
from talktui.notes.reader import read_note
from talktui.notes.store import NotSaved, Store
from talktui.notes.talk import Conference, Note, Talk, TalkKey

KEY = TalkKey("a.md")
VIDEO = "https://www.youtube.com/watch?v="
LOG = f"""\
---
title: My log
---
# My log

What I watched.

## Observability

### [Metrics: a story]({VIDEO}aaaaaaaaaaa)

Good numbers.

### [Traces]({VIDEO}bbbbbbbbbbb)
Short.

## Security

### [Keys]({VIDEO}ccccccccccc)

The end.
"""
METRICS = TalkKey("a.md", "metrics-a-story")


def read(text: str) -> Note:
    return read_note("a.md", text.encode(), None, Folders(lambda _path: None))


def talk(text: str, anchor: str | None = None) -> Talk:
    (found,) = [talk for talk in read(text).talks if talk.key.anchor == anchor]
    return found


def made(text: str, *edits: Edit) -> str:
    data = text.encode()
    for edit in edits:
        data = edit.apply(data)
    return data.decode()


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


def test_a_logs_talk_gets_its_category_as_an_override_and_stays_where_it_is() -> None:
    text = made(LOG, ChangeCategories(METRICS, ("Security",), ("Observability",), current=("Observability",)))
    assert parse(text.encode()).body == parse(LOG.encode()).body
    assert talk(text, "metrics-a-story").categories == ("Security",)


# -- a log's talks


def test_what_is_said_of_a_logs_talk_lands_in_its_entry() -> None:
    text = made(LOG, ChangeTags(METRICS, ("otel",)), SetField(METRICS, "rating", "4"))
    entry = 'talks:\n  metrics-a-story:\n    heading: "Metrics: a story"\n    tags: [otel]\n    rating: 4\n'
    assert text.replace("'", '"') == LOG.replace("title: My log\n", "title: My log\n" + entry)
    assert talk(text, "metrics-a-story").tags == ("otel",)
    assert not talk(text, "traces").tags


def test_an_entry_that_finds_the_heading_is_used_whatever_its_name() -> None:
    entry = "talks:\n  m:\n    heading: 'Metrics: a story'\n    tags: [x]\n"
    text = made(LOG.replace("title: My log\n", entry), ChangeTags(METRICS, ("z",)))
    assert text == LOG.replace("title: My log\n", entry.replace("[x]", "[x, z]"))


def test_another_headings_entry_of_that_name_is_not_used() -> None:
    entry = "talks:\n  metrics-a-story:\n    heading: Long gone\n    rating: 1\n"
    text = made(LOG.replace("title: My log\n", entry), SetField(METRICS, "rating", "5"))
    assert "    heading: Long gone\n    rating: 1\n" in text
    assert talk(text, "metrics-a-story").rating == 5


def test_a_heading_that_is_gone_refuses_the_edit() -> None:
    for edit in (
        ChangeTags(TalkKey("a.md", "gone"), ("x",)),
        AppendLine(TalkKey("a.md", "gone"), "x"),
        ReplaceBody(TalkKey("a.md", "gone"), "x", "y"),
    ):
        with pytest.raises(Refused, match="not in this note"):
            made(LOG, edit)
    with pytest.raises(Refused, match="not one of this note's talks"):
        made(LOG.replace("---\n# My", "talk_level: 0\n---\n# My"), ChangeTags(METRICS, ("x",)))


def test_an_edit_never_goes_to_another_talk_of_the_same_name(tmp_path: Path) -> None:
    one, two, new = (f"## [Q]({VIDEO}{letter * 11})\n\ntext\n\n" for letter in "abc")
    (tmp_path / "a.md").write_text(new + one + two)
    store = Store(tmp_path)
    edit = ChangeTags(TalkKey("a.md", "q-1"), ("x",))
    with pytest.raises(NotSaved, match="another talk"):
        store.apply(edit, (one + two).encode())
    (tmp_path / "a.md").write_text(one + two + "more\n")
    assert store.apply(edit, (one + two).encode()).replayed


def test_a_talk_that_the_conference_makes_one_is_edited_like_any() -> None:
    text = "## One\n\na\n\n## Two\n\nb\n"
    one = TalkKey("a.md", "one")
    assert made(text, AppendLine(one, "more")) == "## One\n\na\nmore\n\n## Two\n\nb\n"
    assert made(text, ReplaceBody(one, "\na\n\n", "\nc\n\n")) == "## One\n\nc\n\n## Two\n\nb\n"
    tagged = made(text, ChangeTags(one, ("x",)))
    assert parse(tagged.encode()).body == text


def test_a_new_title_is_a_new_heading_and_its_entry_goes_with_it() -> None:
    tagged = made(LOG, ChangeTags(METRICS, ("otel",)))
    text = made(tagged, SetField(METRICS, "title", "Numbers [2nd]"))
    assert (
        f"### [Numbers \\[2nd\\]]({VIDEO}aaaaaaaaaaa)\n" in text
        or f"### [Numbers [2nd]]({VIDEO}aaaaaaaaaaa)\n" in text
    )
    renamed = talk(text, "numbers-2nd")
    assert (renamed.title, renamed.tags, renamed.video) == ("Numbers [2nd]", ("otel",), f"{VIDEO}aaaaaaaaaaa")
    assert not read(text).problems
    assert len(text.splitlines()) == len(tagged.splitlines())
    assert made(LOG, SetField(METRICS, "title", "Metrics: a story")) == LOG


@pytest.mark.parametrize(
    ("heading", "renamed"),
    [
        ("## One ##\r\n", "## Other ##\r\n"),
        ("One\n---\n", "Other\n---\n"),
        ("##   **One**\n", "##   Other\n"),
    ],
)
def test_headings_of_every_shape_keep_theirs(heading: str, renamed: str) -> None:
    text = f"---\ntalk_level: 2\n---\n{heading}x\n"
    assert made(text, SetField(TalkKey("a.md", "one"), "title", "Other")) == text.replace(heading, renamed)


def test_a_heading_that_is_more_than_a_link_is_not_renamed() -> None:
    text = LOG.replace("### [Traces](", "### Traces, see [video](")
    with pytest.raises(Refused, match="more than a text or a link"):
        made(text, SetField(TalkKey("a.md", "traces-see-video"), "title", "x"))


def test_an_entry_that_lost_its_heading_is_given_another() -> None:
    entry = "talks:\n  old: # mine\n    heading: Old\n    tags: [x]  # kept\n"
    text = LOG.replace("title: My log\n", entry)
    assert read(text).problems
    after = made(text, Reattach(METRICS, "old", "metrics-a-story"))
    assert after.replace("'", '"') == text.replace("  old:", "  metrics-a-story:").replace(
        "heading: Old", 'heading: "Metrics: a story"'
    )
    assert not read(after).problems
    assert talk(after, "metrics-a-story").tags == ("x",)
    with pytest.raises(Refused, match="already"):
        made(made(text, ChangeTags(METRICS, ("y",))), Reattach(METRICS, "old", "metrics-a-story"))
    with pytest.raises(Refused, match="no entry"):
        made(text, Reattach(METRICS, "absent", "metrics-a-story"))


def test_toml_entries_are_reattached_with_their_values() -> None:
    body = LOG.partition("---\n")[2].partition("---\n")[2]
    text = f'+++\ntitle = "L"\n\n[talks.old]\nheading = "Old"\nrating = 4\ntags = ["x"]\n+++\n{body}'
    after = made(text, Reattach(METRICS, "old", "metrics-a-story"))
    moved = talk(after, "metrics-a-story")
    assert (moved.rating, moved.tags) == (4, ("x",))
    assert parse(after.encode()).body == body
    assert not read(after).problems


def test_headings_are_marked_as_talks_and_unmarked() -> None:
    text = "# Conf\n\n## One\n\n## Two\n\n## Tools\n"
    after = made(text, MarkTalks(KEY, 2, ("Tools",)))
    assert after == "---\ntalk_level: 2\nnot_talks: [Tools]\n---\n" + text
    assert [t.title for t in read(after).talks if t.key.anchor] == ["One", "Two"]
    assert made(after, MarkTalks(KEY, 2)) == "---\ntalk_level: 2\n---\n" + text
    assert made(after, MarkTalks(KEY, None)) == text


# -- text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a\n", "a\nnew\n"),
        ("a", "a\nnew"),
        ("a\r\n", "a\r\nnew\r\n"),
        ("a\r\nb", "a\r\nb\r\nnew"),
        ("a\n\n \n", "a\nnew\n\n \n"),
        ("a  \n", "a  \nnew\n"),
        ("", "new\n"),
        ("\n", "\nnew\n"),
        ("---\ntitle: x\n---\n", "---\ntitle: x\n---\nnew\n"),
        ("---\ntitle: x\n---", "---\ntitle: x\n---\nnew"),
        ("\ufeffa", "\ufeffa\nnew"),
    ],
)
def test_a_line_is_added_below_the_last_one(before: str, after: str) -> None:
    assert made(before, AppendLine(KEY, "new")) == after


def test_a_line_is_added_to_a_section_above_the_next() -> None:
    assert made(LOG, AppendLine(METRICS, "more")) == LOG.replace("Good numbers.\n", "Good numbers.\nmore\n")
    assert made(LOG, AppendLine(TalkKey("a.md", "traces"), "more")) == LOG.replace(
        "Short.\n", "Short.\nmore\n"
    )
    assert made(LOG, AppendLine(TalkKey("a.md", "keys"), "more")) == LOG + "more\n"
    assert made(LOG, AppendLine(KEY, "more")) == LOG.replace(
        "watched.\n", "watched.\nmore\n"
    )  # about this log
    empty = LOG.replace("Short.\n", "")
    assert made(empty, AppendLine(TalkKey("a.md", "traces"), "x")) == empty.replace("bbb)\n", "bbb)\nx\n")


def test_only_one_line_is_added_and_an_empty_one_is_none() -> None:
    assert made("a\n", AppendLine(KEY, "  ")) == "a\n"
    with pytest.raises(Refused, match="one line"):
        made("a\n", AppendLine(KEY, "a\nb"))
    with pytest.raises(Refused, match="NUL"):
        made("a\n", AppendLine(KEY, "a\0"))
    with pytest.raises(Refused, match="half a character"):
        made("a\n", AppendLine(KEY, "\ud800"))


def test_a_talks_text_is_replaced_and_the_rest_stays() -> None:
    body = talk(LOG, "metrics-a-story").body
    text = made(LOG, ReplaceBody(METRICS, body, "\nAll new.\nTwo lines.\n\n"))
    assert text == LOG.replace("Good numbers.\n", "All new.\nTwo lines.\n")
    assert made(LOG, ReplaceBody(METRICS, body, body)) == LOG
    about = talk(LOG).body
    assert made(LOG, ReplaceBody(KEY, about, about.replace("watched", "saw"))) == LOG.replace(
        "watched", "saw"
    )


def test_a_text_without_a_line_end_does_not_swallow_the_next_heading() -> None:
    text = made(LOG, ReplaceBody(METRICS, talk(LOG, "metrics-a-story").body, "x"))
    assert f"aaa)\nx\n### [Traces]({VIDEO}" in text


def test_line_ends_are_the_files_and_unchanged_lines_keep_their_own() -> None:
    text = "---\r\ntitle: x\r\n---\r\none\r\ntwo\nthree\r\n"
    assert made(text, ReplaceBody(KEY, "one\ntwo\nthree\n", "one\ntwo\n2.5\nthree\n")) == text.replace(
        "three", "2.5\r\nthree"
    )
    assert made(text, ReplaceBody(KEY, "one\ntwo\nthree\n", "one\ntwo\nthree\n")) == text


def test_a_text_that_changed_meanwhile_is_not_written_over() -> None:
    for edit in (
        ReplaceBody(KEY, "old\n", "new\n"),
        ReplaceText(KEY, "old\n", "new\n"),
        ReplaceBody(METRICS, "old\n", "new\n"),
    ):
        with pytest.raises(Refused, match="changed elsewhere"):
            made(LOG, edit)


def test_a_body_edit_is_replayed_when_another_part_changed() -> None:
    body = talk(LOG, "traces").body
    changed = made(LOG, ChangeTags(METRICS, ("x",)), AppendLine(METRICS, "theirs"))
    text = made(changed, ReplaceBody(TalkKey("a.md", "traces"), body, body.replace("Short", "Long")))
    assert text == changed.replace("Short", "Long")


def test_the_whole_text_is_replaced_front_matter_too() -> None:
    text = "\ufeff---\r\ntitle: x\r\n---\r\nbody"
    assert made(text, ReplaceText(KEY, text[1:], "---\ntitle: y\n---\nbody")) == text.replace("x", "y")


# -- new talks


def test_a_new_talk_of_a_log_is_a_section_of_its_category() -> None:
    text = made(LOG, AddSection(KEY, "Profiles", "Observability"))
    assert text.replace("talks:\n  profiles:\n    heading: Profiles\n", "") == LOG.replace(
        "Short.\n\n", "Short.\n\n### Profiles\n\n"
    )
    new = talk(text, "profiles")
    assert (new.title, new.categories) == ("Profiles", ("Observability",))
    for other in read(LOG).talks:
        assert talk(text, other.key.anchor).body.rstrip() == other.body.rstrip()


def test_a_new_talk_stays_one_when_what_was_said_of_it_is_cleared() -> None:
    text = made(LOG, AddSection(KEY, "Profiles", None))
    assert text.endswith("The end.\n\n### Profiles\n")
    key = TalkKey("a.md", "profiles")
    assert made(text, SetField(key, "rating", "4"), SetField(key, "rating", None)) == text


def test_a_new_talk_in_a_log_of_levels_needs_no_entry() -> None:
    text = "---\ntalk_level: 2\n---\n## One\r\na"
    assert made(text, AddSection(KEY, "*Two*")) == text + "\n\n## \\*Two\\*\n"
    by_conference = Conference("C", "", talk_level=2)
    assert made("## One\n", AddSection(KEY, "Two", None, by_conference)) == "## One\n\n## Two\n"
    with pytest.raises(Refused, match="no talk log"):
        made("## One\n", AddSection(KEY, "Two"))
    with pytest.raises(Refused, match="text"):
        made(text, AddSection(KEY, " "))


def test_a_new_note_says_its_title_and_fields_and_no_more() -> None:
    assert new_note("A talk") == b"# A talk\n"
    assert new_note("A talk", {"conference": "C", "video": None, "tags": ()}) == (
        b"---\ntitle: A talk\nconference: C\n---\n"
    )
    fields = {"rating": "4", "date": "2024-02-03", "tags": ("a", "b: c")}
    for kind in ("yaml", "toml"):
        data = new_note("Yes: *no* #", fields, kind)  # type: ignore[arg-type]  # a str variable for a Literal
        note = talk(data.decode())
        assert note.title == "Yes: *no* #"
        assert (note.rating, note.date, note.tags) == (4, dt.date(2024, 2, 3), ("a", "b: c"))
        assert not note.problems
    with pytest.raises(Refused):
        new_note("  ")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("What's new: C++ & <more>?", "whats-new-c-more.md"),
        ("../../etc/passwd", "etcpasswd.md"),
        ("CON", "con-talk.md"),
        ("lpt1", "lpt1-talk.md"),
        ("README", "readme-talk.md"),
        ("…", "section.md"),
        ("-.-", "talk.md"),
        ("Größe 中文", "größe-中文.md"),
        ("a\x1b]52;c;x\x07b", "a52cxb.md"),
    ],
)
def test_a_file_name_is_one_on_every_system(title: str, name: str) -> None:
    assert file_name(title) == name


def test_a_file_name_is_new_short_and_dated_if_wanted() -> None:
    assert file_name("A talk", ["a-talk.md", "A-Talk-2.md"]) == "a-talk-3.md"
    assert file_name("A talk", (), dt.date(2024, 2, 3)) == "2024-02-03-a-talk.md"
    long = file_name("wörter und mehr " * 40)
    assert len(long.encode()) <= 90
    assert not long.startswith("-")
    assert "-.md" not in long


def test_a_new_talk_goes_beside_the_one_it_is_like(tmp_path: Path) -> None:
    folder = tmp_path / "2024" / "acme" / "security"
    folder.mkdir(parents=True)
    (folder / "keys.md").write_text('+++\ntitle = "Keys"\n+++\n')
    store = Store(tmp_path)
    (like,) = store.read("2024/acme/security/keys.md").talks
    conference = store.folders.for_note(like.key.path)
    path, data = place_new_talk(store, "Keys", conference, like, "Security")
    assert (path, data) == ("2024/acme/security/keys-2.md", b"# Keys\n")
    path, data = place_new_talk(store, "Keys", None, like, "Networks")
    assert data == b'+++\ntitle = "Keys"\ncategories = ["Networks"]\n+++\n'
    path, data = place_new_talk(store, "Keys", Conference("Other", ""), None, None)
    assert (path, data) == ("keys.md", b"---\ntitle: Keys\nconference: Other\n---\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("---\nid: 1\n---\n\n## Abstract\n\nTheirs.\n", "---\nid: 1\n---\n\nmine\n\n## Abstract\n\nTheirs.\n"),
        ("Own.\n\n## Abstract\n\nTheirs.\n", "Own.\nmine\n\n## Abstract\n\nTheirs.\n"),
        ("Own.\n\n## Abstract\n\nT.\n\n### T\n\n## Outline\n\n- 0:00 a", "Own.\nmine\n\n## Abstract\n\nT.\n\n### T\n\n## Outline\n\n- 0:00 a"),
        ("## Abstract\n\nTheirs.\n\n## Notes\n\nOwn.\n", "## Abstract\n\nTheirs.\n\n## Notes\n\nOwn.\nmine\n"),
        ("## Abstract\r\n\r\nTheirs.\r\n", "mine\r\n\r\n## Abstract\r\n\r\nTheirs.\r\n"),
    ],
)  # fmt: skip
def test_an_appended_line_stays_apart_from_an_abstract_that_stands_last(before: str, after: str) -> None:
    assert AppendLine(TalkKey("t.md"), "mine").apply(before.encode()).decode() == after


def test_an_appended_line_stays_apart_from_the_abstract_of_a_logs_talk() -> None:
    video = "https://www.youtube.com/watch?v=aaaaaaaaaaa"
    log = f"## [One]({video})\n\n### Abstract\n\nTheirs.\n\n## [Two]({video[:-1]}b)\n"
    appended = AppendLine(TalkKey("log.md", "one"), "mine").apply(log.encode()).decode()
    assert appended == log.replace("\n### Abstract", "\nmine\n\n### Abstract")
