"""What a video's title says of its talk: its people where that is sure, and no word is lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.transfer.formats.video_titles import outline, split_title, split_titles


@pytest.mark.parametrize(
    ("title", "bare", "speakers"),
    [
        ("Sidecars at Rest - Ada Byron & Li Wei, Looms", "Sidecars at Rest", ["Ada Byron", "Li Wei"]),
        ("GopherMeet 2024 - Sidecars at Rest by Ada Byron", "Sidecars at Rest", ["Ada Byron"]),
        ("Sidecars | Ada Byron | GopherMeet 2024", "Sidecars", ["Ada Byron"]),
        ("Ada Byron: Sidecars at rest", "Sidecars at rest", ["Ada Byron"]),
        ("Working by the book with Ada Byron", "Working by the book", ["Ada Byron"]),
        ("Panel - Ada Byron, Li Wei, Jo Yes & Kim d'Arc", "Panel - Ada Byron, Li Wei, Jo Yes & Kim d'Arc", ["Ada Byron", "Li Wei", "Jo Yes", "Kim d'Arc"]),
        ("Meet us by Ada Byron, Li Wei, Jo Yes and Kim d'Arc", "Meet us", ["Ada Byron", "Li Wei", "Jo Yes", "Kim d'Arc"]),
        ("Sidecars - what's next?", "Sidecars - what's next?", []),
        ("Kubernetes: The Hard Way", "Kubernetes: The Hard Way", []),
        ("Keynote: Ada Byron", "Keynote: Ada Byron", []),
        ("GopherMeet 2024", "GopherMeet 2024", []),
    ],
)  # fmt: skip
def test_a_title_gives_its_people_back_only_where_it_is_sure(
    title: str, bare: str, speakers: list[str]
) -> None:
    got = split_title(title, "GopherMeet 2024")
    assert (got.title, [speaker.name for speaker in got.speakers]) == (bare, speakers)


def test_the_others_of_a_playlist_tell_on_which_side_people_stand() -> None:
    titles = ["Ada Byron - Looms and Wool", "Li Wei - Rust Never Sleeps", "Jo Yes - Calm Pagers"]
    assert [got.speakers[0].name for got in split_titles(titles)] == ["Ada Byron", "Li Wei", "Jo Yes"]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60), st.text(max_size=20))
def test_no_word_of_a_title_is_lost(title: str, conference: str) -> None:
    got = split_title(title, conference)
    said = " ".join([got.title, *(str(speaker) for speaker in got.speakers), conference, "by with presented"])
    missing = set(title.casefold().split()) - set(said.casefold().replace("(", " ").replace(")", " ").split())
    assert not {word for word in missing if word.strip("-–—|:,;&").isalpha() and len(word) > 4}


@given(st.lists(st.tuples(st.floats(0, 1e5), st.text(max_size=20))))
def test_an_outline_has_a_line_a_chapter(chapters: list[tuple[float, str]]) -> None:
    assert len(outline(chapters).splitlines()) == len(chapters)
