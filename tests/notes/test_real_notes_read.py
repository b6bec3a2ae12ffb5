"""Real notes directories and talk logs, written by others, read without an exception and as meant."""

import re
from collections import Counter
from pathlib import Path

import pytest

from talktui.notes.conference import Folders
from talktui.notes.reader import ABOUT_TITLE, read_note
from talktui.notes.talk import Kind, Note

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"the real notes are not there ({DATA.name}/)")


def read_all(root: Path) -> dict[str, Note]:
    def file(path: str) -> bytes | None:
        found = root / path
        return found.read_bytes() if found.is_file() else None

    folders = Folders(file)
    paths = [path for path in sorted(root.rglob("*")) if path.suffix in {".md", ".markdown"}]
    return {
        str(path.relative_to(root)): read_note(str(path.relative_to(root)), path.read_bytes(), None, folders)
        for path in paths
    }


def linked_headings(text: str) -> list[tuple[int, str]]:
    """An independent, simple count: ATX headings and whether they link to YouTube."""
    marks = re.compile(r"^(#{1,6}) (.*)$", re.MULTILINE)
    return [(len(m[1]), m[2]) for m in marks.finditer(text) if "youtube.com/watch" in m[2]]


def test_the_chicago_log_has_its_talks_in_six_categories() -> None:
    note = read_all(DATA / "blogs")["zola-kubecon-chicago-log.md"]
    talks = [talk for talk in note.talks if talk.kind is Kind.TALK]
    expected = linked_headings(note.data.decode())
    assert note.is_log
    assert len(talks) == len(expected) == 33
    assert len({level for level, _ in expected}) > 1
    assert Counter(talk.categories for talk in talks) == {
        ("Observability",): 7, ("Continuous Delivery",): 3, ("Security",): 4, ("Networking",): 5,
        ("Kubernetes",): 11, ("Maintainer Track",): 3,
    }  # fmt: skip
    assert all(
        talk.video and talk.video in heading for talk, (_, heading) in zip(talks, expected, strict=True)
    )
    assert note.talks[0].title == ABOUT_TITLE
    assert note.problems == ()


def test_every_log_has_as_many_talks_as_headings_that_link_to_videos() -> None:
    for note in read_all(DATA / "blogs").values():
        expected = linked_headings(note.data.decode())
        talks = [talk for talk in note.talks if talk.kind is Kind.TALK]
        assert len(talks) == (max(1, len(expected)))


def test_a_conference_per_file_is_a_row_each_that_opens_into_sections() -> None:
    notes = read_all(DATA / "notes" / "jameslamb")
    assert all(len(note.talks) == 1 and not note.is_log for note in notes.values())
    assert notes["README.md"].is_page
    assert notes["ODSC/odsc-east-2015.md"].talks[0].conference == "ODSC"
    assert len(notes["scipy/SCIPY-2024.md"].talks[0].sections) == 28
    assert not any(note.problems for note in notes.values())


def test_titles_that_are_no_yaml_are_shown_all_the_same() -> None:
    notes = read_all(DATA / "notes" / "ai-talk-notes")
    broken = [note for note in notes.values() if note.problems]
    assert 15 <= len(broken) <= 60
    for note in notes.values():
        (talk,) = note.talks
        first = re.search(r"^title:[ ]*(.+)$", note.data.decode(), re.MULTILINE)
        assert first is not None
        assert talk.title == first[1].strip().strip("\"'")
        assert talk.speakers
        assert talk.video
    assert all(note.problems[0].line == 2 for note in broken)


def test_a_hugo_site_is_read() -> None:
    notes = read_all(DATA / "notes" / "hugo-fluxcd")
    assert all(note.is_page for path, note in notes.items() if path.endswith("_index.md"))
    posts = [note for path, note in notes.items() if re.search(r"blog/\d{4}-", path)]
    assert len(posts) > 50
    assert all(not note.is_page and note.talks[0].date and note.talks[0].conference == "" for note in posts)
    assert not any(note.problems for note in notes.values())
