"""What the tests of tags over everything share: libraries, and what becomes of their notes."""

from __future__ import annotations

from collections.abc import Iterable

from talktui.notes.conference import Folders
from talktui.notes.document import parse
from talktui.notes.inline_tags import find_tags
from talktui.notes.library import Library
from talktui.notes.reader import read_note
from talktui.notes.tag_edits import Plan
from talktui.notes.talk import Talk


def library_of(files: dict[str, bytes]) -> Library:
    library = Library()
    for path, data in files.items():
        library.replace(read_note(path, data, None, Folders(lambda _path: None)))
    return library


def known(library: Library) -> list[str]:
    return sorted({tag for talk in library.talks for tag in talk.all_tags})


def without_tokens(data: bytes) -> str:
    """The text behind the front matter, its `#tags` taken out."""
    document = parse(data)
    text = document.text
    for at, tag in reversed(find_tags(text, document.body_start)):
        start = text.index(tag, at + 1)
        text = text[:start] + text[start + len(tag) :]
    return text[document.body_start :]


def made(plan: Plan) -> dict[str, bytes]:
    return {task.path: task.edit.apply(task.base or b"") for task in plan.tasks}


def pairs(before: Library, now: dict[str, bytes]) -> Iterable[tuple[Talk, Talk]]:
    library = library_of(now)
    for path in now:
        old, new = before.notes[path].talks, library.notes[path].talks
        assert [talk.title for talk in old] == [talk.title for talk in new]
        yield from zip(old, new, strict=True)
