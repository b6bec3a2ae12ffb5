"""A talk that was renamed elsewhere is known by its video, its text, its bytes or its file."""

from __future__ import annotations

from pathlib import Path

from talktui.notes.renames import Departed, same_talks
from talktui.notes.store import Store
from talktui.notes.talk import Note, TalkKey


def note(tmp_path: Path, path: str, text: str) -> Note:
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text(text)
    return Store(tmp_path).read(path)


LOG = "# Log\n\n## [One](https://youtu.be/aaaaaaaaaaa)\n\nFirst.\n\n## [Two](https://youtu.be/bbbbbbbbbbb)\n\nSecond.\n"


def test_a_logs_talk_is_known_by_its_video_or_text(tmp_path: Path) -> None:
    was = note(tmp_path, "log.md", LOG)
    now = note(tmp_path, "log.md", LOG.replace("[One]", "[Uno]").replace("[Two]", "[Due]"))
    assert same_talks(was, now) == {
        TalkKey("log.md", "one"): TalkKey("log.md", "uno"),
        TalkKey("log.md", "two"): TalkKey("log.md", "due"),
    }
    swapped = note(tmp_path, "log.md", LOG.replace("One", "TMP").replace("Two", "One").replace("TMP", "Two"))
    assert same_talks(was, swapped) == {}


def test_a_renamed_note_is_known_by_its_bytes_or_its_file(tmp_path: Path) -> None:
    was = note(tmp_path, "a.md", "# A talk\n\nText.\n")
    departed = Departed(5)
    departed.add(was, 0)
    (tmp_path / "a.md").rename(tmp_path / "b.md")
    assert departed.take(Store(tmp_path).read("b.md")) is was
    assert departed.take(Store(tmp_path).read("b.md")) is None
    departed.add(was, 0)
    with (tmp_path / "b.md").open("a") as file:
        file.write("More.\n")
    assert departed.take(Store(tmp_path).read("b.md")) is was
    departed.add(was, 0)
    assert departed.take(note(tmp_path, "c.md", "# Another talk\n")) is None
    departed.expire(6)
    assert departed.take(note(tmp_path, "a.md", "# A talk\n\nText.\n")) is None
