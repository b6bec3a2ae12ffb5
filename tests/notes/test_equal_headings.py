"""Headings of a log that say the same: what is said of each talk stays with it when one of them changes."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from talktui.notes.conference import Folders
from talktui.notes.document import parse
from talktui.notes.edit import Edit
from talktui.notes.edits import AddSection, ReplaceBody, SetField
from talktui.notes.entry_names import rename_entries
from talktui.notes.headings import Anchors
from talktui.notes.problem import Refused
from talktui.notes.reader import read_note
from talktui.notes.section_edits import AddSections, Piece, RemoveSections
from talktui.notes.talk import Kind, Note, TalkKey

OPENING = "Opening Remarks"


def log(titles: Sequence[str], having: Sequence[int], keys: Sequence[str] = ()) -> str:
    """A log of talks called `titles`; those `having` an entry are rated by their number, from 1 on.

    The text of each says its number, so that a talk is known whatever its heading says.
    """
    anchor = Anchors()
    entries, body = "", ""
    for number, title in enumerate(titles):
        key = (keys[number] if keys else "") or anchor(title)
        if number in having:
            entries += f"  {key}:   # no. {number}\n    heading: {title}\n    rating: {number + 1}\n"
        body += f"\n## {title}\n\nnumber {number}\n"
    return f"---\ntalk_level: 2\n{'talks:' if entries else 'draft: no'}\n{entries}---\n{body}"


def made(text: str, edit: Edit) -> str:
    return edit.apply(text.encode()).decode()


def read(text: str) -> Note:
    return read_note("a.md", text.encode(), None, Folders(lambda _path: None))


def said(text: str) -> dict[str, tuple[str, int | None]]:
    """What is said of each talk, by its text: its title and rating."""
    talks = [talk for talk in read(text).talks if talk.kind is Kind.TALK]
    return {talk.body.strip(): (talk.title, talk.rating) for talk in talks}


@pytest.mark.parametrize("renamed", [0, 1, 2])
def test_one_of_three_equal_headings_is_renamed_and_the_others_keep_what_is_said_of_them(
    renamed: int,
) -> None:
    text = log([OPENING] * 3, [0, 1, 2])
    anchor = ["opening-remarks", "opening-remarks-1", "opening-remarks-2"][renamed]
    after = made(text, SetField(TalkKey("a.md", anchor), "title", "Welcome"))
    wanted = {f"number {number}": (OPENING, number + 1) for number in range(3)}
    wanted[f"number {renamed}"] = ("Welcome", renamed + 1)
    assert said(after) == wanted
    assert not read(after).problems
    assert list(parse(after.encode()).front.at(("talks",)).keys()) == [  # type: ignore[union-attr]
        talk.key.anchor for talk in read(after).talks
    ]


def test_nothing_but_names_and_the_title_changes() -> None:
    text = log([OPENING, "Keynote", OPENING, OPENING], [0, 1, 2, 3])
    after = made(text, SetField(TalkKey("a.md", "opening-remarks"), "title", "Welcome"))
    changed = [pair for pair in zip(text.splitlines(), after.splitlines(), strict=True) if pair[0] != pair[1]]
    assert changed == [
        ("  opening-remarks:   # no. 0", "  welcome:   # no. 0"),
        (f"    heading: {OPENING}", "    heading: Welcome"),
        ("  opening-remarks-1:   # no. 2", "  opening-remarks:   # no. 2"),
        ("  opening-remarks-2:   # no. 3", "  opening-remarks-1:   # no. 3"),
        (f"## {OPENING}", "## Welcome"),
    ]


def test_toml_keeps_its_lines_too() -> None:
    text = (
        "+++\ntalk_level = 2\n\n[talks.q]\nheading = 'Q'\nrating = 1 # one\n\n"
        "[talks.q-1] # two\nheading = 'Q'\nrating = 2\n\n[talks.q-1.source]\nid = 'x'\n\n"
        "[talks.q-2]\nheading = 'Q'\nrating = 3\n+++\n\n## Q\n\na\n\n## Q\n\nb\n\n## Q\n\nc\n"
    )
    after = made(text, SetField(TalkKey("a.md", "q"), "title", "R"))
    assert said(after) == {"a": ("R", 1), "b": ("Q", 2), "c": ("Q", 3)}
    assert "[talks.q] # two\n" in after
    assert "[talks.q.source]\n" in after
    assert "[talks.r]\n" in after
    assert "rating = 1 # one\n" in after


TWO_QS = "\n## Q\n\na\n\n## Q\n\nb\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "[talks]\n  q = {rating = 1, speakers = ['A']} # a\n# both\n\"q-1\"={ rating = 2 }  # mine\n",
            "[talks]\n  other = {rating = 1, speakers = ['A']} # a\n# both\nq={ rating = 2 }  # mine\n",
        ),
        (
            "[talks]\nq.speakers = ['A'] # k\nq . rating = 0x1 # one\n'q-1'.rating = 2 # mine\n",
            "[talks]\nother.speakers = ['A'] # k\nother . rating = 0x1 # one\nq.rating = 2 # mine\n",
        ),
        (
            "talks.q.rating = 1 # a\ntalks . 'q-1' = { rating = 2 } # mine\n",
            "talks.other.rating = 1 # a\ntalks . q = { rating = 2 } # mine\n",
        ),
        (
            "talks = { q = {rating = 1, speakers = [ # who\n'A' ]}, q-1.rating = 2 } # mine\n",
            "talks = { other = {rating = 1, speakers = [ # who\n'A' ]}, q.rating = 2 } # mine\n",
        ),
        (
            "[talks.q] # a\nrating = 1\n[[talks.q.rows]] # row\n[talks]# below\nq-1.rating = 2\n",
            "[talks.other] # a\nrating = 1\n[[talks.other.rows]] # row\n[talks]# below\nq.rating = 2\n",
        ),
    ],
)
@pytest.mark.parametrize("eol", ["\n", "\r\n"])
def test_a_toml_entry_gets_another_name_and_keeps_every_comment(before: str, after: str, eol: str) -> None:
    text = f"+++\ntalk_level = 2\n{before}+++\n{TWO_QS}".replace("\n", eol)
    wanted = f"+++\ntalk_level = 2\n{after}+++\n{TWO_QS}".replace("\n", eol)
    assert rename_entries(parse(text.encode()), {"q": "other", "q-1": "q"}) == wanted.encode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "talks: {q: {rating: 1}, 'q-1': {rating: 2}} # mine\n",
            'talks: {other: {rating: 1}, "q": {rating: 2}} # mine\n',
        ),
        (
            'talks: {  # all\n  "q":{rating: 1},  # a\n  q-1: {rating: 2}}\n',
            'talks: {  # all\n  "other":{rating: 1},  # a\n  q: {rating: 2}}\n',
        ),
        (
            "talks:\n  ? q  # a\n  : rating: 1\n  ? q-1  # mine\n  : {rating: 2}\n",
            "talks:\n  ? other  # a\n  : rating: 1\n  ? q  # mine\n  : {rating: 2}\n",
        ),
    ],
)
def test_a_yaml_entry_keeps_its_comments_however_it_is_written(before: str, after: str) -> None:
    text = f"---\ntalk_level: 2\n{before}---\n{TWO_QS}"
    wanted = f"---\ntalk_level: 2\n{after}---\n{TWO_QS}"
    assert rename_entries(parse(text.encode()), {"q": "other", "q-1": "q"}) == wanted.encode()


def test_a_talk_of_a_toml_log_gets_another_title_and_nobodys_comment_goes() -> None:
    entries = "[talks]\nq = {heading = 'Q', rating = 1} # a\n\"q-1\" = {rating = 2} # mine\n"
    after = made(
        f"+++\ntalk_level = 2\n{entries}+++\n{TWO_QS}", SetField(TalkKey("a.md", "q"), "title", "Other")
    )
    assert "\nother = {heading = 'Other', rating = 1} # a\nq = {rating = 2} # mine\n+++\n" in after
    assert said(after) == {"a": ("Other", 1), "b": ("Q", 2)}


@pytest.mark.parametrize(
    ("block", "why"),
    [
        ("---\ntalks:\n  &a q:  # mine\n    rating: 1\n---\n", "cannot be renamed to `other` safely"),
        ("+++\ntalks.q.rating = 1 # mine\nwrong =\n+++\n", "mend it first"),
    ],
)
def test_an_entry_that_cannot_be_renamed_where_it_stands_is_refused(block: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        rename_entries(parse(f"{block}{TWO_QS}".encode()), {"q": "other"})


def test_a_talk_without_an_entry_does_not_get_that_of_one_of_its_new_name() -> None:
    text = log(["Welcome", OPENING], [1])
    after = made(text, SetField(TalkKey("a.md", "welcome"), "title", OPENING))
    assert said(after) == {"number 0": (OPENING, None), "number 1": (OPENING, 2)}
    assert not read(after).problems


def test_a_talk_that_has_an_entry_may_be_called_as_one_after_it() -> None:
    text = log(["Welcome", OPENING, OPENING], [0, 1, 2])
    after = made(text, SetField(TalkKey("a.md", "welcome"), "title", OPENING))
    assert said(after) == {f"number {number}": (OPENING, number + 1) for number in range(3)}
    assert not read(after).problems


def test_a_name_that_a_lost_entry_has_is_not_taken_from_it() -> None:
    text = log(["Q", "Q", "Q"], [0, 1, 2]).replace(
        "talks:\n", "talks:\n  r:\n    heading: Gone\n    rating: 5\n"
    )
    after = made(text, SetField(TalkKey("a.md", "q"), "title", "R"))
    assert said(after) == {"number 0": ("R", 1), "number 1": ("Q", 2), "number 2": ("Q", 3)}
    assert "  r:\n    heading: Gone\n    rating: 5\n" in after
    assert [problem.message for problem in read(after).problems] == [
        "the entry “r” under talks finds no heading “Gone”; reattach it to its talk"
    ]


def test_a_new_talk_before_others_of_its_name_takes_nothing_from_them() -> None:
    text = (
        "---\ntalks:\n  q:\n    heading: Q\n    rating: 4\n---\n"
        "## One\n\n### [A](https://youtu.be/aaaaaaaaaaa)\n\na\n\n## Two\n\n### [Q](https://example.org/q)\n\nb\n"
    )
    after = made(text, AddSection(TalkKey("a.md"), "Q", "One"))
    assert [(talk.title, talk.rating) for talk in read(after).talks] == [("A", None), ("Q", None), ("Q", 4)]
    assert not read(after).problems


def test_a_deleted_talk_leaves_those_of_its_name_what_is_said_of_them() -> None:
    text = log([OPENING] * 3, [0, 1, 2])
    first = read(text).talks[0]
    after = made(text, RemoveSections(first.key, (first.key.anchor or "",), (first.body,)))
    assert said(after) == {"number 1": (OPENING, 2), "number 2": (OPENING, 3)}
    assert not read(after).problems


def test_a_section_that_comes_before_others_of_its_name_takes_nothing_from_them() -> None:
    text = (
        "---\ntalk_level: 3\ntalks:\n  q:\n    heading: Q\n    rating: 4\n  q-1:\n    heading: Q\n    rating: 5\n---\n"
        "## One\n\n### A\n\na\n\n## Two\n\n### Q\n\nb\n\n### Q\n\nc\n"
    )
    after = made(text, AddSections(TalkKey("a.md"), (Piece("### Q\n\nnew\n", "Q", None, 3, "One"),)))
    assert said(after) == {"a": ("A", None), "new": ("Q", None), "b": ("Q", 4), "c": ("Q", 5)}
    assert not read(after).problems


def test_a_heading_typed_into_a_talks_text_takes_nothing_from_the_talks_after_it() -> None:
    text = log(["A", "Q", "Q"], [1, 2])
    old = read(text).talks[0].body
    after = made(text, ReplaceBody(TalkKey("a.md", "a"), old, old + "### Q\n\nAsked.\n\n"))
    assert [(talk.title, talk.rating) for talk in read(after).talks] == [("A", None), ("Q", 2), ("Q", 3)]
    assert not read(after).problems


TITLES = st.lists(st.sampled_from(["Q", "R", "Q 1", "Q-1", "…"]), min_size=2, max_size=6)


@settings(max_examples=120, deadline=None)
@given(TITLES, st.sets(st.integers(0, 5)), st.integers(0, 5), st.sampled_from(["Q", "R", "Q 1", "New"]))
def test_whatever_is_renamed_the_others_keep_what_is_said_of_them(
    titles: list[str], having: set[int], which: int, name: str
) -> None:
    assume(which < len(titles))
    text = log(titles, sorted(having & set(range(len(titles)))))
    note = read(text)
    assume(not note.problems)
    before = said(text)
    try:
        after = made(text, SetField(note.talks[which].key, "title", name))
    except Refused:
        return
    wanted = {**before, f"number {which}": (name, before[f"number {which}"][1])}
    assert said(after) == wanted
    assert not read(after).problems


@settings(max_examples=80, deadline=None)
@given(TITLES, st.sets(st.integers(0, 5)), st.sets(st.integers(0, 5), min_size=1, max_size=3))
def test_whatever_is_deleted_the_others_keep_what_is_said_of_them(
    titles: list[str], having: set[int], which: set[int]
) -> None:
    text = log(titles, sorted(having & set(range(len(titles)))))
    note = read(text)
    assume(not note.problems)
    gone = [note.talks[number] for number in sorted(which) if number < len(titles)]
    assume(gone and len(gone) < len(titles))
    anchors = tuple(talk.key.anchor or "" for talk in gone)
    after = made(text, RemoveSections(TalkKey("a.md"), anchors, tuple(talk.body for talk in gone)))
    left = {talk.body.strip() for talk in gone}
    assert said(after) == {body: value for body, value in said(text).items() if body not in left}
    assert not read(after).problems
