"""Exported JSON is read back: the same talks, fields and texts."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.notes.front_matter.yaml_new import Bare
from talktui.transfer.imported import ImportedTalk
from talktui.transfer.source_files import SourceError
from tests.transfer.exported import HOSTILE, exported, library_of, talks_in
from tests.transfer.read_back import (
    NOTE,
    OTHER,
    YAML,
    as_imported,
    found,
    notes,
    read_json,
)

JSON_NOTES = {"c/conference.yaml": YAML, "c/one.md": NOTE, "c/other.md": OTHER}


def test_exported_json_is_read_back_with_every_field_and_text() -> None:
    library = library_of(JSON_NOTES)
    (imported,) = read_json(exported(library, format="json").text)
    assert [found(talk) for talk in imported.talks] == [as_imported(talk) for talk in talks_in(library)]
    assert dict(imported.talks[0].others)["links"] == ("one", "two")
    assert (imported.source, imported.told, imported.complete) == ("talktui:exampleconf-2023", (), False)
    assert imported.conference is not None
    assert imported.conference.end == dt.date(2023, 11, 9)
    assert imported.conference.categories == (("Observability", "my [thing](https://e.x)"),)


def test_numbers_and_truths_come_back_from_json_without_quotes() -> None:
    front = '---\ntitle: A\nweight: 4\ndraft: true\nroom: "4"\nkept: [1, one]\n---\n'
    (imported,) = read_json(exported(library_of({"a.md": front}), format="json").text)
    others = dict(imported.talks[0].others)
    assert others == {"weight": "4", "draft": "true", "room": "4", "kept": ("1", "one")}
    bare = [name for name in ("weight", "draft", "room") if isinstance(others[name], Bare)]
    assert bare == ["weight", "draft"]


def test_of_a_table_that_a_field_was_read_from_the_rest_stays() -> None:
    front = '+++\ntitle = "A"\n[taxonomies]\ntags = ["x"]\nseries = ["y"]\n+++\n'
    (talk,) = json.loads(exported(library_of({"a.md": front}), format="json").text)["talks"]
    assert (talk["tags"], talk["others"]) == (["x"], {"taxonomies": {"series": ["y"]}})


def test_json_says_what_stands_in_a_note_beyond_the_fields() -> None:
    nested = '---\ntitle: A\nextra: {toc: true, weight: 3, version: 1.10}\nsource: {from: frab:x, id: "7"}\n---\n## Abstract\nwords\n'
    library = library_of({"a.md": nested})
    document = json.loads(exported(library, format="json").text)
    (talk,) = document["talks"]
    assert document["talktui"] == 1
    assert talk["others"] == {"extra": {"toc": True, "weight": 3, "version": "1.10"}}
    assert (talk["source"], talk["abstract"], talk["path"]) == (
        {"from": "frab:x", "id": "7"},
        "words",
        "a.md",
    )
    (imported,) = read_json(json.dumps(document))
    assert (imported.source, imported.talks[0].id) == ("frab:x", "7")


@settings(max_examples=120, deadline=None)
@given(st.lists(notes(), min_size=1, max_size=3))
def test_any_notes_are_read_back_from_json(texts: list[str]) -> None:
    library = library_of({f"{n}.md": text for n, text in enumerate(texts)})
    if any(note.is_log for note in library.notes.values()):
        return
    got = [found(talk) for one in read_json(exported(library, format="json").text) for talk in one.talks]
    assert sorted(map(repr, got)) == sorted(repr(as_imported(talk)) for talk in talks_in(library))


@pytest.mark.parametrize("title", HOSTILE)
def test_json_of_a_hostile_title_parses_and_is_read_back_without_control_characters(title: str) -> None:
    (note,) = ("# x\n",)
    library = library_of({"a.md": f"---\ntitle: {json.dumps(title)}\n---\n{note}"})
    text = exported(library, format="json").text
    assert text.isascii()
    assert json.loads(text)["talks"][0]["title"] == talks_in(library)[0].title
    (imported,) = read_json(text)
    assert all(
        char.isprintable() or char in "\u202e\u202c\u2067\u2069\u200d" for char in imported.talks[0].title
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"talktui": 1, "talks": [', "no whole JSON"),
        ('{"talktui": 2, "talks": []}', "update talktui"),
        ('{"talktui": 1, "talks": []}', "no talks"),
        ('{"talktui": 1, "talks": 3}', "list of objects"),
        ('{"talktui": 1, "talks": [{"title": ""}]}', "talk 1 has no title"),
        ('{"talktui": 1, "talks": [{"title": "' + "x" * 2000 + '"}]}', "more than 1,000"),
        ('{"talktui": 1, "talks": ' + "[" * 100_000, "nested too deep"),
    ],
)
def test_json_that_is_no_export_is_refused_with_a_sentence(text: str, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        read_json(text)


def test_json_with_values_of_the_wrong_kind_says_what_it_leaves_out() -> None:
    talk = {"title": "A", "duration": "long", "rating": 9, "status": "maybe", "video": "javascript:x", "speakers": [{}],
            "tags": "a", "others": {"deep": {"a": 1}}, "body": 3}  # fmt: skip
    (imported,) = read_json(json.dumps({"talktui": 1, "talks": [talk]}))
    assert imported.talks == (ImportedTalk("A"),)
    assert len(imported.told) == 5
