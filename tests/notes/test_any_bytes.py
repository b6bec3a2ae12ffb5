"""Any bytes at all are a note, a conference file and a settings file: read without an exception."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.config import load_settings
from talktui.notes.conference import Folders, read_conference
from talktui.notes.reader import read_note
from talktui.safe_text import visible_line

PIECES = tuple(
    "---\n|+++\n|...\n|title: |tags: |talks:\n|  a:\n|    heading: a\n|defaults:\n|speakers: |- |[|]|{|}|: |'|\"|&a |*a|"
    "<<: |!!x |? |# |## [a](https://youtu.be/x)\n|\n|\r\n|\r|\t|  |\x00|\x1b[31m|\x85|\u2028|\ufeff|```\n|~~~\n|<!--|-->|%%|`|"
    "date: 2024-02-30\n|video: http://[|a=1\n|[[a]]\n|a.b=1\n|===\n|talk_level: 2\n|#tag |\u200b|name: |start: ".split("|")
)  # fmt: skip
_tokens = st.lists(st.sampled_from([piece.encode() for piece in PIECES]) | st.binary(max_size=3), max_size=30)
anything = _tokens.map(b"".join) | st.binary(max_size=200)
paths = st.sampled_from(["x.md", "a/index.md", "README.md", "2024-01-01-x.md", "a/b/c.md"])


@given(anything, paths)
@settings(max_examples=400, deadline=None)
def test_any_bytes_are_a_note_with_a_title_and_places_inside_its_text(data: bytes, path: str) -> None:
    note = read_note(path, data, None, Folders(lambda _path: None))
    assert note.talks
    assert len({talk.key for talk in note.talks}) == len(note.talks)
    for talk in note.talks:
        assert visible_line(talk.title).strip()
        assert 0 <= talk.body_start <= talk.body_end <= len(talk.text)
        for section in talk.sections:
            assert 0 <= section.start <= section.body_start <= section.end <= len(talk.text)


@given(anything)
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_a_conference_file_and_settings(data: bytes) -> None:
    read_conference("a/conference.yaml", data)
    folders = Folders(lambda path: data if path.endswith((".yaml", ".yml")) else None)
    assert read_note("a/x.md", b"---\ncategories: a\n---\n", None, folders).talks
    assert all(problem.message for _, problem in folders.problems)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "config.yaml"
        file.write_bytes(data)
        load_settings(file)
