"""Posts in Markdown become talks: headings, categories, prose, and what talktui's own logs say of talks."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.notes.talk import Speaker, Status
from talktui.transfer.formats import blog_post
from talktui.transfer.heading_levels import below
from talktui.transfer.imported import ImportedTalk
from talktui.transfer.source_files import SourceError, SourceFile
from tests.growth import assert_linear_in
from tests.transfer.merges import World
from tests.transfer.posts import HUGO, ZOLA, a_file, post


def test_each_heading_that_links_to_a_video_is_a_talk_of_its_category() -> None:
    talks = post(ZOLA).talks
    assert [(talk.title, talk.categories) for talk in talks] == [
        ("Rain in Four Parts", ("Weather",)),
        ("Fog, Revisited", ("Weather",)),
        ("Dredging With a Spoon", ("River Maintenance Track",)),
    ]
    assert [ZOLA.splitlines()[talk.line - 1].lstrip("# ")[1:5] for talk in talks] == ["Rain", "Fog,", "Dred"]


def test_a_talks_link_is_to_the_video_alone() -> None:
    assert [talk.video for talk in post(ZOLA).talks] == [
        "https://www.youtube.com/watch?v=raininfour1",
        "https://www.youtube.com/watch?v=fogrevisitd",
        "https://vimeo.com/123456",
    ]


def test_prose_is_the_talks_own_text_with_its_headings_raised() -> None:
    rain, fog, spoon = post(ZOLA).talks
    assert rain.body == (
        "wet, but worth it.\n\nsee also [the sequel](https://youtu.be/sequelrain1), and"
        " [a paper](https://example.org/paper).\n\n## Takeaways\n\n- an umbrella"
    )
    assert (fog.body, spoon.body) == ("short.", "")


def test_other_videos_in_the_prose_are_offered_as_related() -> None:
    imported = post(ZOLA)
    (offer,) = imported.offers
    assert (offer.title, offer.url, offer.talk) == ("the sequel", "https://youtu.be/sequelrain1", 0)
    assert "[the sequel]" in ZOLA.splitlines()[offer.line - 1]
    assert imported.with_offers().talks[0].related == ("https://youtu.be/sequelrain1",)


def test_a_post_names_its_conference_and_what_its_areas_are_about() -> None:
    imported = post(ZOLA)
    assert imported.source == "post:2031-fenland"
    assert imported.complete is False
    assert imported.conference is not None
    assert imported.conference.name == "Fenland Summit"
    assert imported.conference.categories == (
        ("Weather", "clouds and [their makers](https://example.org/clouds)"),
        ("River Maintenance Track", "dredging by hand"),
        ("music", "after hours"),
    )


def test_areas_below_the_posts_own_title_are_found_too() -> None:
    text = "# Talk log from FenConf\n\n- weather :: clouds\n\n## Weather\n\n### [A](https://youtu.be/aaaaaaaaaaa)\n"
    conference = post(text).conference
    assert conference is not None
    assert (conference.name, conference.categories) == ("FenConf", (("Weather", "clouds"),))


@pytest.mark.parametrize(
    ("front", "name"),
    [
        ("title: Talk log from Fenland Summit", "Fenland Summit"),
        ("title: Notes from a week at FenConf 2031", "FenConf 2031"),
        ("title: FenConf 2031 talk log", "FenConf 2031"),
        ("title: FenConf 2031’s highlights", "FenConf 2031"),
        ("title: Fens - other things", "Fens - other things"),
        ("title: Talk log from Fens\nconference: FenConf", "FenConf"),
        ("title: Talk log\ndefaults:\n  conference: FenConf", "FenConf"),
    ],
)
def test_the_conference_is_the_front_matters_else_the_titles(front: str, name: str) -> None:
    imported = post(f"---\n{front}\n---\n# [A](https://youtu.be/aaaaaaaaaaa)\n")
    assert imported.conference is not None
    assert imported.conference.name == name


LOG = """\
---
title: Talk log from Fens
conference: Fens 2031
start: 2031-04-01
end: 2031-04-03
location: Ely, UK
playlist: https://www.youtube.com/playlist?list=PLfens
defaults:
  status: watched
  tags: [fens]
talks:
  rain:
    heading: Rain
    title: "Rain: all of it"
    tags: [wet, "cold#"]
    speakers: Ada Byron & Bo Li, Weather Co
    date: 2031-04-01 10:30
    duration: 34:12
    rating: 4
    verdict: "see it: twice"
    slides: https://example.org/slides.pdf
    related: [other.md, "https://youtu.be/otherother1"]
    id: R-1
    room: 12
    languages: [en, fr]
    source: {from: "frab:fens", id: "7"}
  fog:
    heading: Fog
    categories: [Weather, Sight]
    status: queued
    rating: good
---

## Weather

### [Rain](https://youtu.be/rainrainrai?t=3)

Own text.

#### Abstract

What they said.

##### Deeper

#### Outline

- 00:10 begin

### Fog
"""


def test_what_a_talktui_log_says_of_its_talks_comes_back() -> None:
    imported = post(LOG)
    rain, fog = imported.talks
    assert rain == ImportedTalk(
        title="Rain: all of it", line=rain.line, id="R-1", categories=("Weather",),
        tags=("fens", "wet", "cold#"),
        speakers=(Speaker("Ada Byron", None, "Weather Co"), Speaker("Bo Li", None, "Weather Co")),
        when=dt.datetime(2031, 4, 1, 10, 30),  # noqa: DTZ001 - of the place
        video="https://youtu.be/rainrainrai?t=3", slides="https://example.org/slides.pdf", duration=2052,
        status=Status.WATCHED, rating=4, verdict="see it: twice",
        related=("other.md", "https://youtu.be/otherother1"),
        others=(("room", "12"), ("languages", ("en", "fr"))),
        abstract="What they said.\n\n## Deeper", outline="- 00:10 begin",
        body="Own text.",
    )  # fmt: skip
    assert (fog.status, fog.categories, fog.video) == (Status.QUEUED, ("Weather", "Sight"), None)
    assert fog.others == (("rating", "good"),), "a value that is no rating stays"
    assert any("good" in told.message and told.line for told in imported.told)
    assert imported.conference is not None
    assert (imported.conference.start, imported.conference.end) == (dt.date(2031, 4, 1), dt.date(2031, 4, 3))
    assert (imported.conference.location, imported.conference.playlist) == (
        "Ely, UK",
        "https://www.youtube.com/playlist?list=PLfens",
    )


def test_two_abstracts_of_one_talk_stay_two_in_their_places(tmp_path: Path) -> None:
    body = "## Abstract\n\nOne.\n\n## Mine\n\nText.\n\n## Abstract\n\nTwo.\n\n## Outline\n\n- 0:00 Hi"
    imported = post(f"---\ntitle: T\n---\n\n### [A](https://youtu.be/aaaaaaaaaaa)\n\n{below(body, 3)}\n")
    world = World(tmp_path)
    world.run(imported)
    assert world.talk("A").body.strip() == body
    assert not world.plan(imported).tasks()


def test_headings_without_links_are_talks_where_the_post_says_their_level() -> None:
    text = "---\ntitle: T\ntalk_level: 3\nnot_talks: [More]\n---\n## C\n### A\na\n### B\n### More\nm\n"
    assert [(talk.title, talk.body) for talk in post(text).talks] == [("A", "a"), ("B", "")]


def test_categories_that_are_days_say_when_and_are_none() -> None:
    text = "---\ntitle: T\nstart: 2031-04-01\n---\n## {}\n### [A](https://youtu.be/aaaaaaaaaaa)\n"
    (talk,) = post(text.format("Wednesday")).talks
    assert (talk.categories, talk.when) == ((), dt.date(2031, 4, 2))
    (talk,) = post(text.format("Tuesday, 8 April 2031")).talks
    assert talk.when == dt.date(2031, 4, 8)
    (talk,) = post(text.replace("start: 2031-04-01\n", "").format("Day 2")).talks
    assert (talk.when, talk.others) == (None, (("day", "Day 2"),))


DEFINED = """\
## [A](https://youtu.be/aaaaaaaaaaa)

As [they][docs] say.[^1] And [ ] is no use.

## [B](https://youtu.be/bbbbbbbbbbb)

Also [docs].

[docs]: https://example.org/docs "The docs"
[paper]: https://example.org/paper

[^1]: See the [paper].
    It goes on.

[unused]: https://example.org/unused
"""


def test_definitions_of_links_and_footnotes_go_where_they_are_used() -> None:
    first, second = post(DEFINED).talks
    assert first.body == (
        "As [they][docs] say.[^1] And [ ] is no use.\n\n"
        '[docs]: https://example.org/docs "The docs"\n[paper]: https://example.org/paper\n'
        "[^1]: See the [paper].\n    It goes on."
    )
    assert second.body == (
        'Also [docs].\n\n[docs]: https://example.org/docs "The docs"\n\n[unused]: https://example.org/unused'
    )


def test_a_talktui_logs_texts_keep_their_definitions_and_take_no_others() -> None:
    front = "---\ntalks:\n  a:\n    heading: A\n---\n"
    first, second = post(front + DEFINED).talks
    assert first.body == "As [they][docs] say.[^1] And [ ] is no use."
    assert second.body == DEFINED[DEFINED.index("Also") :].strip()
    outside = DEFINED.replace("[docs]: https", "# More\n\n[docs]: https")
    assert "[docs]: https://example.org/docs" in post(front + outside).talks[0].body


def test_line_ends_of_other_systems_and_a_byte_order_mark_change_nothing() -> None:
    assert post(b"\xef\xbb\xbf" + ZOLA.replace("\n", "\r\n").encode()).talks == post(ZOLA).talks


def test_a_post_of_more_than_a_megabyte_is_read_to_its_end() -> None:
    text = "".join(f"## [T{n}](https://youtu.be/{n:011})\n{'long ' * 200}\n" for n in range(1_200))
    assert len(text) > 1 << 20
    assert len(post(text).talks) == 1_200


def test_what_stands_in_no_talk_is_told() -> None:
    (told,) = post(ZOLA).told
    assert "not imported: lines 10–14" in told.message
    assert not post("## C\n### [A](https://youtu.be/aaaaaaaaaaa)\nmine\n").told


def test_a_post_without_any_title_has_no_conference() -> None:
    imported = post("## [A](https://youtu.be/aaaaaaaaaaa)\n")
    assert (imported.conference, imported.source) == (None, "post:A")
    named = SourceFile("x/2031-fens.md", b"## [A](https://youtu.be/aaaaaaaaaaa)\n", Path("x/2031-fens.md"))
    (imported,) = blog_post.read([named])
    assert imported.conference is not None
    assert imported.conference.name == "2031 fens"


def test_posts_are_told_from_other_files_by_what_they_hold() -> None:
    for text in (
        ZOLA,
        HUGO,
        "## C\n",
        "- [a](https://example.org)\n",
        "# [A](https://youtu.be/aaaaaaaaaaa)\n",
    ):
        assert blog_post.recognises(a_file(text, "x.dat")), text
    for text in (
        '{"a": "\\n## b"}',
        "<?xml version='1.0'?>\n## x",
        "BEGIN:VCALENDAR\n## x",
        "plain\nlines\n",
        "a\0## b",
    ):
        assert not blog_post.recognises(a_file(text, "x.md")), text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "looked for headings that link to a video"),
        ("just a sentence, and another one", "looked for headings that link to a video"),
        ("# Heading\n\n## Another\n\ntext", "`talk_level: 3`"),
        ("[" * 1_000_000, "looked for"),
        ("# " + "[" * 1_000_000, "looked for"),
        (ZOLA[:60], "never closed"),
        (b"## \xff\n", "post.md:1: byte 0xff is no UTF-8"),
        ("---\ntitle: a: b\ntalks:\n  a: [\n---\n## [A](https://youtu.be/aaaaaaaaaaa)\n", "post.md:"),
    ],
    ids=["empty", "prose", "headings", "brackets", "bracket heading", "cut", "mis-encoded", "broken"],
)  # fmt: skip
def test_what_is_no_post_is_one_clear_sentence(text: str | bytes, says: str) -> None:
    with pytest.raises(SourceError) as raised:
        post(text)
    assert says in str(raised.value)
    assert "\n" not in str(raised.value)


def test_broken_front_matter_of_a_post_is_told_with_its_line() -> None:
    imported = post("---\ntitle: a: b\nslug: s\n---\n## [A](https://youtu.be/aaaaaaaaaaa)\n")
    assert len(imported.talks) == 1
    assert any(told.line == 2 for told in imported.told)


@pytest.mark.parametrize(
    ("front", "line"),
    [
        ("---\ntitle: T\ntags: [a, b\nslug: s\n---\n", 3),
        ("---\ntitle: a: b\ntags: [a, b\n---\n", 3),
        ('---\nslug: s\ntitle: "T\n---\n', 3),
        ('+++\ntitle = "T"\ntags = ["a", "b"\nslug = "s"\n+++\n', 4),
    ],
)
def test_front_matter_that_says_less_than_was_written_is_refused(front: str, line: int) -> None:
    with pytest.raises(SourceError) as raised:
        post(f"{front}## [A](https://youtu.be/aaaaaaaaaaa)\n")
    assert raised.value.line == line


@pytest.mark.parametrize(
    "piece",
    [
        "# [A](https://youtu.be/aaaaaaaaaaa)\n", "## Tuesday\n- [a](https://youtu.be/b) - C D\n",
        "- [a](https://youtu.be/b) - C D\n  - x\n", "[", "see [a](https://youtu.be/b) and https://youtu.be/c\n",
        "[^1]: a\n\n  b\n", "- a :: b\n", "```\n", "## P\n\nabout [x](https://youtu.be/b) ok\n\n### Q\n\nmore\n\n",
    ],
    ids=["talks", "days", "items", "brackets", "links", "footnotes", "areas", "fences", "prose"],
)  # fmt: skip
def test_the_time_grows_with_the_text_and_not_with_its_square(piece: str) -> None:
    def read(text: str) -> object:
        return post(text)

    listed = "\n## Monday\n- [a](https://youtu.be/b) - C D\n# [Z](https://youtu.be/zzzzzzzzzzz)\n"
    assert_linear_in(piece, read, 100_000, listed)


PIECES = st.sampled_from([
    "\n", "# ", "### ", "## Tuesday\n", "- ", "  - ", "1. ", "**", "`", "```\n", "---\n", "+++\n", "talks:\n",
    "  a:\n", "    heading: A\n", "[", "](", ")", "https://youtu.be/aaaaaaaaaaa", " - A B, C", " – ", " :: ", "::",
    "text", "[A](https://youtu.be/aaaaaaaaaaa)", "[B](https://youtu.be/bbbbbbbbbbb)- X Y", "&list=PL1", "\r", "\t", "\0", "\x1b", "é", "…",
])  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES | st.text(max_size=6), max_size=40).map("".join))
def test_no_text_raises_anything_but_what_is_wrong_with_it(text: str) -> None:
    blog_post.recognises(a_file(text))
    try:
        imported = post(text)
    except SourceError:
        return
    numbers = range(len(imported.talks))
    assert imported.talks
    assert all(offer.talk is None or offer.talk in numbers for offer in imported.offers)
    assert all(talk.title and "\n" not in talk.title for talk in imported.talks)
