"""Several edits of one file in one write: what each alone would have made, and a refused one stops no other."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.notes.edits import ChangeCategories, ChangeTags, Edit, SetField
from talktui.notes.front_matter import yaml_cutting, yaml_nodes
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


# -- for all logs and edits: together is as one after the other


class OneByOne(Together):
    """The same without what is combined."""

    def apply(self, data: bytes) -> bytes:
        self.changed, self.refused, self.not_made = [], [], []
        return self._one_by_one(self._edits, data, data)


HEADINGS = ("One", "Two", "Three", "Four")

entry = st.builds(
    lambda name, flow, fields: (
        f"  {name.lower()}: {{heading: {name}{''.join(', ' + field for field in fields)}}}\n"
        if flow
        else f"  {name.lower()}:\n    heading: {name}\n" + "".join(f"    {field}\n" for field in fields)
    ),
    st.sampled_from(HEADINGS),
    st.integers(0, 4).map(lambda number: number == 0),
    st.lists(
        st.sampled_from(
            ["tags: [a, b]", "tags: a", "rating: 2", "status: queued", "verdict: so  # why", "tags: []"]
        ),
        max_size=3,
        unique_by=lambda field: field.split(":")[0],
    ),
)
fronts = st.builds(
    lambda title, entries, more: f"---\n{title}talks:\n{''.join(entries)}{more}---\n",
    st.sampled_from(["", "title: L\n", "tags:\n- x\n"]),
    st.lists(entry, min_size=1, max_size=4, unique_by=lambda text: text.split(":")[0]),
    st.sampled_from(["", "defaults: {tags: [q]}\n", "# an end\n"]),
) | st.sampled_from(
    ["", "---\ntitle: L\n---\n", "+++\ntitle = 'L'\n[talks.one]\nheading = 'One'\ntags = ['a']\n+++\n"]
)
edits_of_logs = st.lists(
    st.tuples(st.sampled_from([*(name.lower() for name in HEADINGS), "gone"]), st.integers(0, 8)).map(
        lambda pair: (
            ChangeTags(key(pair[0]), ("n", "a")[: pair[1] % 3], ("a", "b")[: pair[1] // 3]),
            SetField(key(pair[0]), "rating", (None, "3", "2")[pair[1] % 3]),
            SetField(key(pair[0]), "status", (None, "queued", "watched")[pair[1] % 3]),
            SetField(key(pair[0]), "verdict", (None, "a: b", "so")[pair[1] % 3]),
            ChangeCategories(key(pair[0]), ("New",), (), ("Old",)),
            SetField(key(pair[0]), "title", "Renamed"),
        )
    ),
    min_size=1,
    max_size=5,
).flatmap(lambda choices: st.tuples(*(st.sampled_from(choice) for choice in choices)))


@settings(max_examples=150, deadline=None)
@given(fronts, edits_of_logs, st.booleans(), st.booleans())
def test_edits_that_are_made_at_once_give_the_bytes_of_one_after_the_other(
    front: str, edits: tuple[Edit, ...], linked: bool, crlf: bool
) -> None:
    level = "" if linked else "talk_level: 2\n"
    front = front.replace("---\n", "---\n" + level, 1) if front.startswith("---") else front
    body = "".join(
        f"## [{name}](https://youtu.be/{name * 4:.11})\nText.\n" if linked else f"## {name}\nText.\n"
        for name in HEADINGS
    )
    text = front + body
    data = (text.replace("\n", "\r\n") if crlf else text).encode()
    together, one_by_one = Together(edits, data), OneByOne(edits, data)
    assert together.apply(data) == one_by_one.apply(data)
    assert together.changed == one_by_one.changed
    assert together.not_made == one_by_one.not_made
    assert [str(error) for error in together.refused] == [str(error) for error in one_by_one.refused]


def test_hundreds_of_a_logs_talks_are_changed_with_a_few_parses(monkeypatch: pytest.MonkeyPatch) -> None:
    count = 300
    log = "".join(f"## [Talk {n}](https://youtu.be/{n:011})\nText.\n" for n in range(count)).encode()
    parses: list[int] = []

    def build(text: str) -> yaml_nodes.Node | None:
        parses.append(1)
        return yaml_nodes.build(text)

    monkeypatch.setattr(yaml_cutting, "build", build)
    together = Together([ChangeTags(key(f"talk-{n}"), ("a",)) for n in range(count)], log)
    changed = together.apply(log)
    assert len(together.changed) == count
    assert changed.count(b"tags: [a]") == count
    assert len(parses) <= 3
