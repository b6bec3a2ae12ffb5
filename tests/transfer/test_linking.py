"""Links that a source lacks come from another one with the same titles, and no talk gives its own to two."""

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.notes.talk import Speaker, Status
from talktui.transfer.imported import Imported, ImportedTalk
from talktui.transfer.linking import matches, video_link, with_links

A, B, C = (f"https://www.youtube.com/watch?v={letter * 11}" for letter in "abc")


def source(*talks: ImportedTalk) -> Imported:
    return Imported("post:x", "post", None, talks)


def talks(*titles: str, videos: tuple[str, ...] = ()) -> list[ImportedTalk]:
    return [
        ImportedTalk(title, video=video)
        for title, video in zip(titles, [*videos, *[None] * len(titles)], strict=False)
    ]


def test_what_a_talk_lacks_is_filled_in_and_nothing_is_replaced() -> None:
    when = dt.datetime(2031, 4, 1, 10, tzinfo=dt.UTC)
    theirs = ImportedTalk(
        "RAIN in four parts!", video=A, slides="s.pdf", url="https://example.org/1", speakers=(Speaker("Ada"),),
        when=when, duration=60, tags=("theirs",), status=Status.QUEUED, body="theirs", abstract="theirs", id="1",
    )  # fmt: skip
    bare = ImportedTalk("Rain, in Four Parts", body="mine")
    (filled,) = with_links(source(bare), [source(theirs)]).talks
    assert filled == ImportedTalk(
        "Rain, in Four Parts", body="mine", video=A, slides="s.pdf", url="https://example.org/1",
        speakers=(Speaker("Ada"),), when=when, duration=60,
    )  # fmt: skip
    mine = ImportedTalk("Rain, in Four Parts", video=B, duration=0, speakers=(Speaker("Bo"),))
    (kept,) = with_links(source(mine), [source(theirs)]).talks
    assert (kept.video, kept.duration, kept.speakers) == (B, 0, (Speaker("Bo"),))


def test_titles_that_are_nearly_the_same_are_found() -> None:
    mine = talks(
        "How Rivers Halved Their Memory Storage", "Security Showdown: The Operator Vs the Nefar...", "Fog"
    )
    theirs = talks(
        "Fog", "How Rivers Halved Their Memory Usage", "Security Showdown: The Operator vs. the Nefarious Other",
        "How Lakes Doubled Everything",
    )  # fmt: skip
    assert matches(mine, theirs) == {0: 1, 1: 2, 2: 0}
    assert matches(talks("Fog in Spring"), talks("Fog in Autumn and Winter", "Rain in Spring")) == {}


def test_what_two_could_be_is_given_to_none() -> None:
    assert matches(talks("Opening Remarks"), talks("Opening Remarks", "Opening Remarks")) == {}
    assert matches(talks("Opening Remarks", "Opening Remarks"), talks("Opening Remarks")) == {}
    assert (
        matches(talks("Opening Remarks, part 1"), talks("Opening Remarks, part 2", "Opening Remarks, part 3"))
        == {}
    )


def test_a_title_that_stands_as_often_in_both_is_matched_in_order() -> None:
    assert matches(talks("Opening", "Fog", "Opening"), talks("Opening", "Opening")) == {0: 0, 2: 1}


def test_the_same_video_is_the_same_talk_whatever_it_is_called() -> None:
    mine = talks("Rain", "Fog", videos=(A,))
    theirs = talks("Fog", "Rain", videos=("https://youtu.be/aaaaaaaaaaa?t=1", B))
    assert matches(mine, theirs)[0] == 0


def test_a_video_has_one_link() -> None:
    for url in (
        "https://youtu.be/aaaaaaaaaaa?si=x",
        f"{A}&list=PL1&index=3&t=0s",
        "https://www.youtube.com/embed/aaaaaaaaaaa",
        A,
    ):
        assert video_link(url) == A
    for url in (
        "https://vimeo.com/1?x=2",
        "https://example.org/watch?v=aaaaaaaaaaa",
        "https://www.youtube.com/playlist?list=PL1",
        "",
    ):
        assert video_link(url) == url


TITLES = st.sampled_from(
    ["Fog", "Fog!", "Rain in Four Parts", "Rain in Five Parts", "Opening", "", "Über Flüsse", "Rain in ..."]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(TITLES, max_size=8), st.lists(TITLES | st.text(max_size=9), max_size=8))
def test_no_talk_is_given_to_two(mine: list[str], theirs: list[str]) -> None:
    found = matches(talks(*mine), talks(*theirs))
    assert len(set(found.values())) == len(found)
    same = with_links(source(*talks(*mine)), [source(*talks(*theirs, videos=(A, B, C)))])
    assert [talk.title for talk in same.talks] == mine
    videos = [talk.video for talk in same.talks if talk.video]
    assert len(set(videos)) == len(videos)
