"""A note is the same made of its record as read from its file; nothing else is taken for a record."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from talktui.notes.conference import Folders
from talktui.notes.packed import Packed
from talktui.notes.reader import read_note, unreadable
from talktui.notes.records import RecordError, from_record, to_record
from talktui.notes.store import Store
from talktui.notes.talk import Etag, Note
from tests.notes.test_any_bytes import anything, paths

SHARED = Path(__file__).parents[3] / "shared" / "data"
SAMPLES = Path(__file__).parents[2] / "notes"

FILES = {
    "a/conference.yaml": b"name: KubeCon\nstart: 2019-05-20\ntalk_level: 2\n",
    ".talktui.yaml": b"categories: {sec: Security}\n",
}
LOG = """---
title: My log
defaults: {conference: "K\u00fcbe", tags: [a, b], mood: good}
talks:
  one:
    heading: One
    status: watched
    rating: 5
    date: 2023-11-08T10:30
    speakers: [{name: Ada, role: CTO, organisation: Acme}, Bob]
---
before

## [One](https://youtu.be/dQw4w9WgXcQ)

text #inline

### Deeper

## [Two](https://youtu.be/dQw4w9WgXcW)

more
"""


def read(data: bytes, path: str = "a.md") -> Note:
    return read_note(path, data, Etag(1, 2, len(data), 3, 2**63), Folders(FILES.get))


def back(note: Note) -> Note:
    return from_record(note.path, note.etag, Packed(note.source.blob), to_record(note), note.conference)


def assert_same(made: Note, note: Note) -> None:
    assert made == note
    assert [talk.source.blob for talk in made.talks] == [talk.source.blob for talk in note.talks]
    assert [(talk.text, talk.body) for talk in made.talks] == [(talk.text, talk.body) for talk in note.talks]
    assert [list(talk.fields.items()) for talk in made.talks] == [list(t.fields.items()) for t in note.talks]
    assert [(type(talk), type(talk.kind), type(talk.status)) for talk in made.talks] == [
        (type(talk), type(talk.kind), type(talk.status)) for talk in note.talks
    ]
    assert type(made) is Note
    assert hash(made.talks[0].sections) == hash(note.talks[0].sections)


@given(anything, paths)
@example(LOG.encode(), "a/log.md")
@settings(max_examples=300, deadline=None)
def test_any_note_comes_back_from_its_record(data: bytes, path: str) -> None:
    note = read(data, path)
    assert_same(back(note), note)


_values = st.text("ab1\u00e9\u65e5\"': -", max_size=8) | st.sampled_from(
    ["2023-11-08", "2023-11-08 10:30", "watched", "4/5", "[a, b]", "34:12", "https://x.example/a", "{a: 1}"]
)
_keys = st.sampled_from(
    [
        "title",
        "tags",
        "speakers",
        "date",
        "status",
        "rating",
        "duration",
        "video",
        "x",
        "related",
        "id",
        "verdict",
    ]
) | st.text("abc", min_size=1, max_size=3)


@given(st.dictionaries(_keys, _values, max_size=40), st.text("# a\n#tag", max_size=30), paths)
@settings(max_examples=200, deadline=None)
def test_every_field_comes_back(front: dict[str, str], body: str, path: str) -> None:
    lines = "".join(f"{key}: {value}\n" for key, value in front.items())
    note = read(f"---\n{lines}---\n{body}".encode(), path)
    assert_same(back(note), note)


@pytest.mark.parametrize("path", ["a.md", "caf\udce9/\udcff b.md"])
def test_a_file_that_cannot_be_read_comes_back_with_its_reason_and_its_name(path: str) -> None:
    note = unreadable(path, "it is a folder")
    assert_same(back(note), note)


def test_what_stands_between_a_logs_talks_comes_back_with_its_own_text() -> None:
    note = read(LOG.encode() + b"\n---\n\n# After\n\nlast\n", "a/log.md")
    about = note.talks[0]
    assert about.source is not note.source
    made = back(note)
    assert made.talks[0].body == about.body
    assert made.talks[1].source is made.source


def test_a_note_that_was_made_read_only_comes_back_so() -> None:
    note = read(b"# A\n")
    note = replace(note, read_only="no", talks=tuple(replace(talk, read_only="no") for talk in note.talks))
    assert_same(back(note), note)


def test_names_tags_and_dates_that_many_notes_have_are_one_object() -> None:
    text = b"---\nspeakers: [Ada Lovelace]\ntags: [engines]\ndate: 1843-09-01\nmood: good\n---\n"
    one, other = back(read(text)).talks[0], back(read(text, "b.md")).talks[0]
    assert one.speakers is other.speakers
    assert one.tags[0] is other.tags[0]
    assert one.date is other.date


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_a_record_that_is_not_whole_is_refused(data: st.DataObject) -> None:
    note = read(LOG.encode(), "a/log.md")
    record = bytearray(to_record(note))
    match data.draw(st.sampled_from(["flip", "cut", "grow", "other"])):
        case "flip":
            at = data.draw(st.integers(0, len(record) - 1))
            record[at] ^= data.draw(st.integers(1, 255))
        case "cut":
            del record[data.draw(st.integers(0, len(record) - 1)) :]
        case "grow":
            record += data.draw(st.binary(min_size=1, max_size=20))
        case _:
            other = data.draw(st.binary(max_size=200))
            assume(other != record)
            record = bytearray(other)
    with pytest.raises(RecordError):
        from_record(note.path, note.etag, note.source, bytes(record), note.conference)


def test_every_flipped_bit_and_every_cut_is_noticed() -> None:
    note = read(b"---\ntitle: T\n---\n# A\n")
    record = to_record(note)
    broken = [record[:end] for end in range(len(record))]
    for at in range(len(record)):
        broken += [record[:at] + bytes([record[at] ^ (1 << bit)]) + record[at + 1 :] for bit in range(8)]
    for bad in broken:
        with pytest.raises(RecordError):
            from_record(note.path, note.etag, note.source, bad, note.conference)


def test_a_record_of_other_bytes_is_refused() -> None:
    note, other = read(b"# A\n"), read(b"# B\n")
    with pytest.raises(RecordError):
        from_record(note.path, note.etag, other.source, to_record(note), note.conference)


def test_a_record_of_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    note = read(b"# A\n")
    record = to_record(note)
    monkeypatch.setattr("talktui.notes.records._VERSION", b"else")
    with pytest.raises(RecordError):
        from_record(note.path, note.etag, note.source, record, note.conference)


@pytest.mark.parametrize("folder", [SAMPLES, SHARED / "notes", SHARED / "blogs"], ids=lambda path: path.name)
def test_real_notes_come_back_from_their_records(folder: Path) -> None:
    if not folder.is_dir():
        pytest.skip(f"there is no {folder.name} here")
    count = 0
    for note in Store(folder).load():
        assert_same(back(note), note)
        count += 1
    assert count
