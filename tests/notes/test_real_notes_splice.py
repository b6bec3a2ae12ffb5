"""Real directories of notes: adding a tag changes the tags' lines only, or is refused with a reason.

The counts are printed (`pytest -s`, or on a failure), so that a change in them is seen.
"""

from __future__ import annotations

import collections
from collections.abc import Iterator
from pathlib import Path

import pytest

from talktui.notes.document import Document, line_of, parse
from talktui.notes.front_matter.splice import AddItems, RemoveItems, splice
from talktui.notes.front_matter.values import Sequence, texts
from talktui.notes.problem import Refused
from tests.notes.changed_part import changed_part

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
TAG = "tried by a test"


def documents(folder: str) -> Iterator[tuple[Path, Document]]:
    root = DATA / folder
    if not root.is_dir():
        pytest.skip(f"the real notes are not beside this checkout ({folder})")
    for path in sorted(root.rglob("*.md")):
        yield path, parse(path.read_bytes())


def tried(document: Document, operation: AddItems) -> tuple[bytes, Refused | None]:
    try:
        return splice(document, [operation]), None
    except Refused as refused:
        return document.data, refused


@pytest.mark.parametrize("folder", ["notes/ai-talk-notes", "notes/hugo-fluxcd", "notes/jameslamb", "blogs"])
def test_a_tag_changes_the_tags_lines_only_or_is_refused(folder: str) -> None:
    counts: collections.Counter[str] = collections.Counter()
    reasons: collections.Counter[str] = collections.Counter()
    for path, document in documents(folder):
        counts["files"] += 1
        front = document.front
        if document.kind == "toml" and front.at(("taxonomies", "tags")) is not None:
            key: tuple[str, ...] = ("taxonomies", "tags")
        else:
            key = ("tags",)
        after, reason = tried(document, AddItems(key, (TAG,)))
        if reason is not None:
            assert reason.line > 0, path
            assert document.problems, f"{path} is refused although nothing seems to be wrong with it"
            counts["refused"] += 1
            reasons[reason.message] += 1
            continue
        old, new = document.data.splitlines(keepends=True), after.splitlines(keepends=True)
        start, gone, come = changed_part(old, new)
        fence = line_of(document.text, document.block[1]) - 1
        if document.kind is None:
            counts["front matter put in"] += 1
            assert come == [b"---\n", f"tags: [{TAG}]\n".encode(), b"---\n"], path
            assert (start, gone) == (0, []), path
        elif gone:
            counts["tags' line changed"] += 1
            value = front.at(key)
            assert value is not None
            assert len(gone) == len(come) == 1, path
            assert start + 1 == value.line <= fence, path
        else:
            counts["tags' line put in"] += 1
            assert len(come) == 1, path
            assert b"---" not in come[0]
            assert 0 < start <= fence, path
        again = parse(after)
        assert again.body == document.body, path
        assert texts(again.front.at(key)) == (*texts(front.at(key)), TAG), path
        back = splice(again, [RemoveItems(key, (TAG,))])
        listed = front.at(key)
        if isinstance(listed, Sequence) and listed.items:
            counts["taken off again: the very bytes"] += 1
            assert back == document.data, path
        else:
            assert texts(parse(back).front.at(key)) == ()
    print(f"\n{folder}: " + ", ".join(f"{count} {what}" for what, count in counts.items()))
    for message, count in reasons.most_common():
        print(f"  refused {count}: {message}")
    assert counts["files"] == counts["refused"] + sum(
        counts[what] for what in ("front matter put in", "tags' line changed", "tags' line put in")
    )


def test_notes_with_broken_front_matter_show_title_speaker_and_video() -> None:
    broken = 0
    for path, document in documents("notes/ai-talk-notes"):
        if document.kind is None:
            continue
        broken += bool(document.problems)
        for key in ("title", "speaker", "video"):
            line = next(
                (line for line in document.text.split("\n")[1:8] if line.startswith(f"{key}: ")), f"{key}: "
            )
            asked = line.partition(": ")[2].strip().strip("\"'")
            assert " ".join(texts(document.front.get(key))) == asked, path
    print(f"\n{broken} notes with broken front matter, all fields shown")
    assert broken
