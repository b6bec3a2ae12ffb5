"""Several edits of one file in one write: what each alone would have made, and a refused one stops no other."""

from __future__ import annotations

from talktui.notes.edits import ChangeTags, Edit, SetField
from talktui.notes.talk import TalkKey
from talktui.notes.together import Together

LOG = b"""\
# Log

## [One](https://www.youtube.com/watch?v=one00000001)

First.

## [Two](https://www.youtube.com/watch?v=two00000001)

Second.
"""


def key(anchor: str) -> TalkKey:
    return TalkKey("log.md", anchor)


def test_the_bytes_are_those_of_one_edit_after_the_other() -> None:
    edits: list[Edit] = [
        SetField(key("one"), "rating", "3"),
        ChangeTags(key("two"), ("new",)),
        SetField(key("one"), "title", "Uno"),
    ]
    one_by_one = LOG
    for edit in edits:
        one_by_one = edit.apply(one_by_one)
    together = Together(edits, LOG)
    assert together.apply(LOG) == one_by_one
    assert together.changed == edits


def test_an_edit_that_is_refused_or_changes_nothing_leaves_the_others_standing() -> None:
    edits: list[Edit] = [
        SetField(key("three"), "rating", "3"),
        SetField(key("one"), "rating", None),
        SetField(key("two"), "rating", "4"),
    ]
    together = Together(edits, None)
    assert together.apply(LOG) == edits[2].apply(LOG)
    assert together.changed == edits[2:]
    assert len(together.refused) == 1
    assert "three" in str(together.refused[0])


def test_a_talk_that_another_program_put_in_anothers_place_is_not_edited() -> None:
    twice = LOG.replace(b"[Two]", b"[One]")
    swapped = twice.replace(b"v=one", b"v=tmp").replace(b"v=two", b"v=one").replace(b"v=tmp", b"v=two")
    edits: list[Edit] = [SetField(key("one"), "rating", "3"), SetField(key("one-1"), "rating", "4")]
    together = Together(edits, twice)
    assert together.apply(swapped) == swapped
    assert len(together.refused) == 2
