"""docs/filter.md is exact: every filter in it can be typed, and nothing that there is goes untold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from talktui.notes.talk import Status
from talktui.query.fields import KNOWN
from talktui.query.parsing import parse
from talktui.query.spans import RELATIVE_DAYS
from talktui.query.states import STATES

TEXT = (Path(__file__).parents[2] / "docs" / "filter.md").read_text("utf-8")
FILTERS = [
    example
    for row in re.findall(r"^\| (`.*?`) \| ", TEXT, re.MULTILINE)
    for example in re.findall(r"`([^`]+)`", row)
]


@pytest.mark.parametrize("example", FILTERS)
def test_a_filter_in_the_tables_can_be_typed(example: str) -> None:
    assert parse(str(parse(example))) == parse(example)


def test_the_tables_are_read() -> None:
    assert len(FILTERS) > 40


@pytest.mark.parametrize("key", KNOWN)
def test_every_field_is_told(key: str) -> None:
    assert f"`{key}:" in TEXT


@pytest.mark.parametrize("word", [*STATES, *Status, *(word for day in RELATIVE_DAYS for word in day.split())])
def test_every_state_status_and_day_is_told(word: str) -> None:
    assert f"`{word}`" in TEXT or f"is:{word}`" in TEXT
