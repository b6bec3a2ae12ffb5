"""What was made of notes comes back as it was put, one after the other in a single block."""

from __future__ import annotations

from pathlib import Path

from talktui.notes.records import to_record
from talktui.notes.search_text import SearchText
from talktui.notes.store import Store
from talktui.tui.unkept import Unkept


def test_records_and_texts_come_back_as_they_were_put(tmp_path: Path) -> None:
    (tmp_path / "one.md").write_text("# Ünë\n\nkafka ’\n")
    (tmp_path / "log.md").write_text("# A log\n\n## First\n\nraft\n\n## Second\n\n## Notes\n\nmine\n")
    (tmp_path / "empty.md").write_text("")
    notes = list(Store(tmp_path).load())
    unkept = Unkept()
    for note in notes:
        unkept.add(note, to_record(note), [SearchText(talk) for talk in note.talks])
    talks = [talk for note in notes for talk in note.talks]
    assert list(unkept.texts()) == [(talk, SearchText(talk)) for talk in talks]
    places = unkept.places()
    for note in notes:
        record, texts = unkept.of(places[id(note)])
        assert record == to_record(note)
        assert texts == [SearchText(talk) for talk in note.talks]
