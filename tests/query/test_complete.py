"""What is offered where the cursor is."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.notes.library import Library
from talktui.notes.packed import NOTHING
from talktui.notes.talk import Note, Speaker, Status
from talktui.query.completion import complete
from talktui.query.errors import QueryError
from talktui.query.parsing import parse
from tests.query.talks import FakeLibrary, talk

TALKS = [
    talk("1", tags=("security", "perf/memory"), conference="KubeCon NA 2023", categories=("Observability",), rating=4,
         speakers=(Speaker("Vallery Lancey", None, "Lyft"),), date=dt.date(2023, 11, 8), video="https://v.example/1",
         fields={"level": ("beginner",), "Draft": ("no",), "tags": ("security",), "a b": ("x",)}),
    talk("2", tags=("Security",), conference="KubeCon EU 2019", status=Status.QUEUED, date=dt.date(2019, 5, 21)),
    talk("3", tags=("sec-ops",), inline_tags=("none",), conference='The "Small" Conf', fields={"level": ("x" * 500,)}),
]  # fmt: skip
LIBRARY = FakeLibrary(TALKS)


def offered(text: str, cursor: int | None = None) -> list[str]:
    return [found.text for found in complete(text, len(text) if cursor is None else cursor, LIBRARY)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("tag:se", ["security", "sec-ops"]),
        ("#se", ["security", "sec-ops"]),
        ("kafka -tag:SEC", ["security", "sec-ops"]),
        ("tag:mem", ["perf/memory"]),
        ("conf:kub", ['"KubeCon NA 2023"', '"KubeCon EU 2019"']),
        ('conf:"kubecon n', ['"KubeCon NA 2023"']),
        ("conf:small", [r'"The \"Small\" Conf"']),
        ("speaker:lan", ['"Vallery Lancey"']),
        ("org:", ["Lyft", "none"]),
        ("cat:o", ["Observability", "none"]),
        ("status:w", ["watching", "watched"]),
        ("is:un", ["unwatched"]),
        ("is:", ["unwatched", "triaged", "log"]),
        ("has:vi", ["video"]),
        ("has:dr", ["Draft"]),
        ("le", ["level:"]),
        ("dra", ["Draft:"]),
        ("sec", ["tag:security", "tag:sec-ops"]),
        ("spe", ["speaker:"]),
        ("(a OR stat", ["status:"]),
        ("level:", ["beginner", "none"]),
        ("rating:", ["4", "5"]),
        ("date:la", ['"last week"', '"last month"', '"last year"']),
        ("date:>=20", ["2023", "2019"]),
    ],
)
def test_it_offers_first(text: str, first: list[str]) -> None:
    found = offered(text)
    if text == "is:":
        assert set(first) <= set(found)
    else:
        assert found[: len(first)] == first


def test_spellings_are_counted_together() -> None:
    (security, *_) = complete("tag:secu", 8, LIBRARY)
    assert (security.text, security.count, security.kind) == ("security", 2, "tag")


def test_a_tag_called_none_is_quoted_and_the_missing_ones_are_offered_too() -> None:
    assert '"none"' in offered("tag:no")


@pytest.mark.parametrize("text", ["/ab", '"ab', "tag:/ab/", "duration:3", "title:a"])
def test_patterns_phrases_and_free_text_have_none(text: str) -> None:
    assert offered(text) == []


def test_the_value_under_the_cursor_is_replaced_whole() -> None:
    text = "kafka tag:secops is:queued"
    first = complete(text, 13, LIBRARY)[0]
    assert text[: first.start] + first.text + text[first.end :] == "kafka tag:security is:queued"


def test_keys_are_offered_at_an_empty_place() -> None:
    assert {"tag:", "is:", "has:", "level:", "Draft:"} <= set(offered(""))
    assert "tags:" not in offered("")
    assert offered("kafka ", 6) == offered("")


@settings(max_examples=200)
@given(st.lists(st.sampled_from([*"ase #:\"'/()-<>.k", "tag:", "conf:", "is:", "has:", "level:", "date:"]), max_size=15).map("".join),
       st.integers(0, 30))  # fmt: skip
def test_completing_anywhere_changes_only_its_place_and_a_value_can_be_parsed(text: str, cursor: int) -> None:
    for found in complete(text, cursor, LIBRARY)[:5]:
        assert 0 <= found.start <= min(cursor, len(text)) <= found.end <= len(text)
        if found.kind == "tag":
            query = parse(found.text if found.text.startswith("tag:") else f"tag:{found.text}")
            assert query.describe().startswith("tag is")


def test_the_real_library_serves_it() -> None:
    library = Library()
    for one in TALKS:
        library.replace(Note(one.key.path, NOTHING, None, (one,)))
    assert [found.text for found in complete("tag:se", 6, library)] == ["security", "sec-ops"]
    assert complete("tag:secu", 8, library)[0].count == 2
    for key in ("cat", "conf", "speaker", "org"):
        assert complete(f"{key}:", len(key) + 1, library)


def test_what_is_not_finished_is_no_error() -> None:
    with pytest.raises(QueryError):
        parse("tag:")
    assert offered("tag:")


def test_an_endless_query_has_no_completions_and_takes_no_time() -> None:
    assert offered("tag:a" + '"' * 1_000_000) == []
