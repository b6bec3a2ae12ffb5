"""Why nothing matches."""

from __future__ import annotations

import pytest

from talktui.notes.talk import Speaker, Status
from talktui.query.context import Context
from talktui.query.errors import Cancelled
from talktui.query.explanation import explain, nearest
from talktui.query.parsing import parse
from tests.query.talks import talk

TALKS = [
    *(
        talk(f"sec {number}", "sidecar", tags=("security",), conference="KubeCon NA 2023")
        for number in range(3)
    ),
    talk(
        "queued one",
        "sidecar",
        status=Status.QUEUED,
        conference="Barcelona",
        speakers=(Speaker("Bryan Boreham"),),
    ),
    talk("queued two", "mesh", status=Status.QUEUED, tags=("otel",), fields={"level": ("beginner",)}),
]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("tag:security is:queued", "`tag:security` matches 3 talks, `is:queued` 2, but none has both."),
        ("sidecar tag:otel", "`sidecar` matches 4 talks, `tag:otel` 1, but none has both."),
        ("tag:securty", "No talk has the tag `securty`; did you mean `security`?"),
        ("tag:zebra is:queued", "No talk has the tag `zebra`."),
        ("securty", "No talk has `securty` in its text; did you mean `security`?"),
        ("conf:kubekon", "No talk has `kubekon` in its conference; did you mean `kubecon`?"),
        ("speaker:borehm", "No talk has `borehm` in its speakers; did you mean `boreham`?"),
        ("has:levl", "No talk has `levl`; did you mean `level`?"),
        ("level:begginer", "No talk has `begginer` in its level; did you mean `beginner`?"),
        ("status:watched", "No talk is watched."),
        ("is:marked", "No talk is marked."),
        ("-title:e", "Every talk matches `title:e`, so `-title:e` leaves none."),
        ("zebra OR tag:otter", "No talk has `zebra` in its text; no talk has the tag `otter`."),
        ("rating:5", "No talk matches `rating:5`."),
        ("(tag:security is:queued)", "`tag:security` matches 3 talks, `is:queued` 2, but none has both."),
    ],
)  # fmt: skip
def test_it_is_said_which_clause_leaves_nothing(text: str, reason: str) -> None:
    assert explain(parse(text), TALKS, Context()) == reason


def test_three_clauses_that_agree_two_by_two() -> None:
    talks = [talk("1", "a b"), talk("2", "b c"), talk("3", "a c"), talk("4", "a c")]
    reason = explain(parse("body:a body:b body:c"), talks, Context())
    assert reason == "No talk has all of these; without `body:b` it would be 2 talks."


@pytest.mark.parametrize(
    "text", ["", "sidecar", "tag:security sidecar", "tag:zebra OR tag:otel", "-tag:zebra"]
)
def test_there_is_nothing_to_say_when_something_matches(text: str) -> None:
    assert explain(parse(text), TALKS, Context()) is None


def test_there_is_nothing_to_say_without_talks() -> None:
    assert explain(parse("zebra"), [], Context()) is None


def test_it_can_be_cancelled() -> None:
    with pytest.raises(Cancelled):
        explain(parse("zebra"), TALKS, Context(), lambda: True)


def test_a_slow_pattern_is_the_reason() -> None:
    reason = explain(parse("/(?:a|aa)+$/"), [talk(body="a" * 60 + "!")], Context())
    assert reason is not None
    assert "takes too long" in reason


def test_the_nearest_value_is_looked_for_among_a_bounded_number() -> None:
    assert nearest("secirity", (f"tag{number}" for number in range(100_000))) is None
    assert nearest("x", ["y"]) is None
    assert nearest("Säcurity", ["security"]) == "security"
    assert nearest("a" * 10_000, ["a" * 9_999]) is None
