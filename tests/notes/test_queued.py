"""What is queued: counted once, kept up with every change, and told in less room."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.notes.conference import Folders
from talktui.notes.library import Library
from talktui.notes.queued import Queued
from talktui.notes.reader import read_note
from talktui.notes.talk import Kind, Note, Status, Talk, TalkKey
from talktui.notes.tallies import queue_texts, tallies

FOLDERS = Folders(lambda _: None)
PATHS = ("a.md", "b/c.md", "log.md", "readme.md")
statuses = st.sampled_from(["", *(status.value for status in Status), "oddly"])
durations = st.sampled_from(["", "34:12", "1:00:00", "soon"])


@st.composite
def notes(draw: st.DrawFn) -> tuple[str, Note | None]:
    path = draw(st.sampled_from(PATHS))
    if draw(st.integers(0, 4)) == 0:
        return path, None
    if path == "log.md":
        entries = "".join(
            f"  t{number}:\n    heading: t{number}\n    status: {draw(statuses)}\n    duration: {draw(durations)}\n"
            for number in range(3)
        )
        body = "".join(f"## [t{number}](https://youtu.be/t{number:010})\n" for number in range(3))
        text = f"---\ntalks:\n{entries}---\n{body}"
    else:
        text = f"---\ntitle: x\nstatus: {draw(statuses)}\nduration: {draw(durations)}\n---\n"
    return path, read_note(path, text.encode(), None, FOLDERS)


def figures(queued: Queued | None) -> tuple[int, int, int]:
    assert queued is not None
    return queued.talks, queued.seconds, queued.unknown


@settings(max_examples=150)
@given(st.lists(notes(), max_size=12), st.integers(0, 12))
def test_what_is_kept_up_is_what_is_counted_anew(changes: list[tuple[str, Note | None]], begin: int) -> None:
    library = Library()
    for number, (path, note) in enumerate(changes):
        if number == begin:
            library.count_queued()
        if note is None:
            library.remove(path)
        else:
            library.replace(note)
    library.count_queued()
    assert figures(library.queued) == figures(Queued(library.talks))
    told = tallies(library.talks).queued
    assert figures(library.queued) == (told.talks, told.seconds, told.talks - told.timed)


def test_nothing_is_counted_before_it_is_asked_for_and_after_all_is_forgotten() -> None:
    library = Library()
    assert library.queued is None
    library.count_queued()
    assert figures(library.queued) == (0, 0, 0)
    library.clear()
    assert library.queued is None


def queued(*talks: tuple[Status, int | None]) -> Queued:
    return Queued(
        [
            *(
                Talk(TalkKey(f"{number}.md"), "t", status=status, duration=seconds)
                for number, (status, seconds) in enumerate(talks)
            ),
            Talk(TalkKey("about.md"), "t", kind=Kind.ABOUT, status=Status.QUEUED),
            Talk(TalkKey("seen.md"), "t", status=Status.WATCHED, duration=60),
        ]
    )


@pytest.mark.parametrize(
    ("found", "speed", "texts"),
    [
        (queued(), 2.0, ()),
        (
            queued((Status.QUEUED, 9 * 3600), (Status.WATCHING, 300)),
            2.0,
            ("queued 2 · 9 h 05 · 4 h 32 at 2×", "queued 2 · 9 h 05", "queued 2"),
        ),
        (queued((Status.QUEUED, 1800)), 1.0, ("queued 1 · 30 min", "queued 1")),
        (queued((Status.QUEUED, None)), 2.0, ("queued 1 · of unknown length", "queued 1")),
        (
            queued((Status.QUEUED, 3600), (Status.QUEUED, None)),
            1.25,
            (
                "queued 2 · 1 h 00 · 48 min at 1.25× · +1 of unknown length",
                "queued 2 · ≥ 1 h 00 · ≥ 48 min at 1.25×",
                "queued 2 · ≥ 1 h 00",
                "queued 2",
            ),
        ),
    ],
)
def test_it_is_told_in_hours_and_at_the_speed(found: Queued, speed: float, texts: tuple[str, ...]) -> None:
    assert queue_texts(found, speed) == texts
