"""A round of triage by itself: its order, its counts, and the way back."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from talktui.notes.grouping import group
from talktui.notes.library import Library
from talktui.notes.store import Store
from talktui.notes.talk import Status, Talk, TalkKey
from talktui.notes.triage import Decision, Round, result, to_triage

KEYS = [TalkKey(f"{number}.md") for number in range(5)]

moves = st.lists(st.sampled_from([*Decision, "back"]))


@given(moves)
def test_counts_are_those_of_the_decisions_that_were_not_taken_back(done: list[Decision | str]) -> None:
    found = Round(KEYS)
    kept: list[tuple[TalkKey, Decision]] = []
    for move in done:
        if isinstance(move, Decision):
            if found.current is not None:
                kept.append((found.current, move))
            found.decide(move)
        else:
            told = found.back()
            assert told == ((kept.pop()) if kept else None)
    assert found.at == len(kept)
    assert found.decisions == dict(kept)
    for decision in Decision:
        assert found.count(decision) == sum(made is decision for _, made in kept)


def test_a_decision_that_was_not_saved_is_none() -> None:
    found = Round(KEYS)
    found.decide(Decision.QUEUED)
    found.decide(Decision.LATER)
    found.settle(KEYS[0], None)
    found.settle(KEYS[1], None)
    assert found.decisions == {KEYS[1]: Decision.LATER}
    found.settle(KEYS[1], Status.SKIPPED)
    assert found.decisions == {KEYS[1]: Decision.SKIPPED}


def test_talks_that_are_called_otherwise_keep_their_places_and_decisions() -> None:
    found = Round(KEYS)
    found.decide(Decision.QUEUED)
    found.steps[KEYS[0]] = 7
    found.decide(Decision.LATER)
    a, b = TalkKey("a.md"), TalkKey("b.md")
    assert found.follow({KEYS[0]: a, KEYS[2]: b, TalkKey("other.md"): TalkKey("another.md")})
    assert (found.keys, found.current) == ((a, KEYS[1], b, *KEYS[3:]), b)
    assert (found.decisions[a], found.steps, found.count(Decision.QUEUED)) == (Decision.QUEUED, {a: 7}, 1)
    assert found.follow({a: KEYS[0], b: a})
    assert [found.called(key) for key in (KEYS[0], a, b, KEYS[2], KEYS[4])] == [
        KEYS[0],
        a,
        a,
        a,
        KEYS[4],
    ]
    assert found.go_to(a)
    assert found.at == 2
    assert not found.follow({TalkKey("other.md"): TalkKey("another.md")})


def test_one_that_was_passed_by_while_it_was_nowhere_comes_at_the_end() -> None:
    found = Round(KEYS[:3])
    found.pass_by()
    found.decide(Decision.LATER)
    back = TalkKey("back.md")
    assert found.follow({KEYS[0]: back})
    assert (found.keys, found.current) == ((KEYS[1], KEYS[2], back), KEYS[2])


def test_what_came_of_it_is_told_with_the_hours_that_are_known() -> None:
    talks = [
        Talk(TalkKey("a.md"), "a", status=Status.QUEUED, duration=9 * 3600),
        Talk(TalkKey("b.md"), "b", status=Status.QUEUED),
        Talk(TalkKey("c.md"), "c", status=Status.SKIPPED),
        Talk(TalkKey("d.md"), "d"),
        Talk(TalkKey("e.md"), "e", status=Status.WATCHED),
    ]
    told = result(talks).told(2.0)
    assert told == "queued 2 (9 h 00, 4 h 30 at 2×, +1 of unknown length), skipped 1, left 1"
    assert result(talks[:1]).told(1.0) == "queued 1 (9 h 00)"
    assert result(talks[1:2]).told(2.0) == "queued 1"
    assert result(talks[-1:]).told(2.0) == "changed nothing"


def test_talks_come_in_the_trees_order_once_each(tmp_path: Path) -> None:
    for name, text in {
        "a.md": "---\ncategories: [Zebras, Ants]\n---\n",
        "b.md": "---\ncategories: [Ants]\nstatus: queued\n---\n",
        "c.md": "---\ncategories: [Ants]\n---\n",
        "d.md": "---\ncategories: [Zebras]\n---\n",
    }.items():
        (tmp_path / name).write_text(text)
    library = Library()
    for note in Store(tmp_path).load():
        library.replace(note)
    groups = group(library.talks, ("category",), "title", library)
    a, c, d = (TalkKey(name) for name in ("a.md", "c.md", "d.md"))
    assert to_triage(groups) == [a, c, d]
    assert to_triage(groups, TalkKey("b.md")) == [c, a, d]  # it stands below, too
    assert to_triage(groups, d) == [d, a, c]
    assert to_triage(groups, TalkKey("gone.md")) == [a, c, d]
