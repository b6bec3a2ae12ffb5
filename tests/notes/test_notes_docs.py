"""docs/notes.md must tell the format as it is: its fields, its words, and examples that are read as it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from talktui.notes.conference import Folders
from talktui.notes.fields import KEYS
from talktui.notes.reader import read_note
from talktui.notes.speakers import parse_speakers
from talktui.notes.talk import Kind, Status, Talk

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "notes.md").read_text(encoding="utf-8")
ROWS = {
    field: row
    for row in TEXT.splitlines()
    if row.startswith("| `")
    for field in re.findall(r"`([a-z]+)`", row.split("|")[1])
}


def example(*words: str) -> str:
    """The fenced example that holds all of `words`."""
    blocks: list[str] = re.findall(r"^```\w+\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
    return next(block for block in blocks if all(word in block for word in words))


def read(note: str, files: dict[str, str]) -> list[Talk]:
    folders = Folders(lambda path: files[path].encode() if path in files else None)
    found = read_note("examplecon/log.md", note.encode(), None, folders)
    assert found.problems == ()
    return [talk for talk in found.talks if talk.kind is Kind.TALK]


@pytest.mark.parametrize("field", KEYS)
def test_every_field_is_told_with_the_keys_it_is_read_from(field: str) -> None:
    for path in KEYS[field]:
        name = path[0] if path[0] != "taxonomies" else "[taxonomies]"
        if field == "categories" and path == ("taxonomies", "track"):
            name = "track"
        assert f"`{name}`" in ROWS[field], f"{field} is also read from {'.'.join(path)}"


def test_every_status_is_told() -> None:
    assert {status.value for status in Status} <= set(ROWS)


def test_the_example_of_front_matter_is_read() -> None:
    (talk,) = read(example("title: Tracing", "rating: 4"), {})
    assert talk.title == "Tracing a slow query"
    assert talk.status is Status.WATCHED
    assert [str(speaker) for speaker in talk.speakers] == ["Ada Ferrer (Engineer, Example Ltd)"]


def test_the_examples_of_conference_and_log_are_read_together() -> None:
    note = example("defaults:") + "\n" + example("### [Tracing")
    first, second = read(note, {"examplecon/conference.yaml": example("playlist:")})
    assert (first.conference, first.categories) == ("Examplecon 2024", ("Databases",))
    assert (first.tags, first.rating, first.status) == (("databases",), 4, Status.WATCHED)
    assert (second.rating, second.status) == (None, Status.WATCHED)


def test_a_log_without_links_is_read_by_its_level() -> None:
    note = example("not_talks") + "\n## One\n\n## Tools\n\n## Two\n"
    assert [talk.title for talk in read(note, {})] == ["One", "Two"]


def test_the_example_of_other_names_for_categories_is_read() -> None:
    folders = Folders({".talktui.yaml": example("o11y").encode()}.get)
    assert folders.category("Continuous Deployment") == "Continuous Delivery"
    assert folders.category("monitoring") == "Observability"
    assert folders.problems == ()


@pytest.mark.parametrize(
    ("written", "organisations"),
    [
        ("Ada Ferrer & Bo Lindqvist, Example Ltd", ["Example Ltd", "Example Ltd"]),
        ("Ada Ferrer, Example Ltd & Bo Lindqvist, Sample AG", ["Example Ltd", "Sample AG"]),
        ("Ada Ferrer, Engineer, Example Ltd", ["Example Ltd"]),
    ],
)
def test_speakers_as_text_are_read_as_the_table_says(written: str, organisations: list[str]) -> None:
    assert f"| `{written}` |" in TEXT
    assert [speaker.organisation for speaker in parse_speakers(written)] == organisations
