"""What the tests of edits share: a log, and what a note says after some edits."""

from __future__ import annotations

from talktui.notes.conference import Folders
from talktui.notes.edit import Edit
from talktui.notes.reader import read_note
from talktui.notes.talk import Note, Talk, TalkKey

KEY = TalkKey("a.md")
VIDEO = "https://www.youtube.com/watch?v="
LOG = f"""\
---
title: My log
---
# My log

What I watched.

## Observability

### [Metrics: a story]({VIDEO}aaaaaaaaaaa)

Good numbers.

### [Traces]({VIDEO}bbbbbbbbbbb)
Short.

## Security

### [Keys]({VIDEO}ccccccccccc)

The end.
"""
METRICS = TalkKey("a.md", "metrics-a-story")


def read(text: str) -> Note:
    return read_note("a.md", text.encode(), None, Folders(lambda _path: None))


def talk(text: str, anchor: str | None = None) -> Talk:
    (found,) = [talk for talk in read(text).talks if talk.key.anchor == anchor]
    return found


def made(text: str, *edits: Edit) -> str:
    data = text.encode()
    for edit in edits:
        data = edit.apply(data)
    return data.decode()
