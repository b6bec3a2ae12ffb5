"""Posts copied as plain text: titles and categories are told by their looks, the rest is prose."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.notes.talk import Speaker
from talktui.transfer.formats import plain_text
from talktui.transfer.source_files import SourceError
from tests.transfer.posts import a_file, plain

COPIED = """\
Talk log from Fenland Summit
ada April 2, 2031 [rivers] #waterThese are some notes that I took while I watched the recordings at home.
What I look for, this year again:
- weather related :: clouds
- river maintenance :: dredging by hand
Weather
Rain in Four Parts
wet, but worth it. they set
DROP_COUNT
, which nobody had done before, and it worked.
Mentions a number of other things to try (not all of them here):
- an Umbrella
- Boots
and then it went on about the sea.
Fog, Revisited: What's Next?
short.
How to get more out of a Cloud
great!
River Maintenance Track
Dredging With a Spoon – Can I Dig It?
Slow, and they know it.
An accompanying talk would be Dredging With a Fork.
(the first one of the day
) was better
Floods of 2031
nobody came
"""


def with_blank_lines(text: str) -> str:
    """As a copy that keeps the page's room: a blank line above each title and around lists."""
    titles = {talk.title for talk in plain(text).talks} | {"Weather", "River Maintenance Track"}
    return re.sub(
        r"^.*$", lambda match: f"\n{match[0]}\n" if match[0] in titles else match[0], text, flags=re.MULTILINE
    )


@pytest.mark.parametrize("text", [COPIED, with_blank_lines(COPIED), COPIED.replace("\n", "\r\n")])
def test_titles_and_their_categories_are_told_by_their_looks(text: str) -> None:
    imported = plain(text)
    assert [(talk.title, talk.categories) for talk in imported.talks] == [
        ("Rain in Four Parts", ("Weather",)),
        ("Fog, Revisited: What's Next?", ("Weather",)),
        ("How to get more out of a Cloud", ("Weather",)),
        ("Dredging With a Spoon – Can I Dig It?", ("River Maintenance Track",)),
        ("Floods of 2031", ("River Maintenance Track",)),
    ]
    assert [text.splitlines()[talk.line - 1] for talk in imported.talks] == [t.title for t in imported.talks]


def test_the_conference_and_its_areas_are_told_by_the_beginning() -> None:
    imported = plain(COPIED)
    assert imported.source == "post:Talk log from Fenland Summit"
    assert imported.conference is not None
    assert imported.conference.name == "Fenland Summit"
    assert imported.conference.categories == (
        ("Weather", "clouds"),
        ("River Maintenance Track", "dredging by hand"),
    )
    assert imported.complete is False
    guesses, left = imported.told
    assert "--edit" in guesses.message, "a person is told that these are guesses"
    assert left.message.endswith("is not imported: lines 2–5")


def test_prose_keeps_every_line_and_gets_paragraphs() -> None:
    rain = plain(COPIED).talks[0]
    assert rain.body == (
        "wet, but worth it. they set\nDROP_COUNT\n, which nobody had done before, and it worked.\n\n"
        "Mentions a number of other things to try (not all of them here):\n- an Umbrella\n- Boots\n\n"
        "and then it went on about the sea."
    )


def test_sessions_that_are_listed_below_a_day_are_talks() -> None:
    text = "Notes from FenConf\nIt was a long week, as always.\nTuesday\n- Keynote: Tides – Ada Byron, Port Authority\n- Salt - A History- Bo Li & Cy Young, Salters Ltd\n"
    imported = plain(text)
    assert [(talk.title, talk.speakers, talk.others) for talk in imported.talks] == [
        ("Keynote: Tides", (Speaker("Ada Byron", None, "Port Authority"),), (("day", "Tuesday"),)),
        ("Salt - A History", (Speaker("Bo Li", None, "Salters Ltd"), Speaker("Cy Young", None, "Salters Ltd")), (("day", "Tuesday"),)),
    ]  # fmt: skip


def test_a_text_may_begin_with_a_category() -> None:
    imported = plain("Weather\nRain in Four Parts\nwet, but worth it.\nFog, Revisited\nshort.\n")
    assert [(talk.title, talk.categories) for talk in imported.talks] == [
        ("Rain in Four Parts", ("Weather",)),
        ("Fog, Revisited", ("Weather",)),
    ]
    assert imported.conference is None


@pytest.mark.parametrize(
    "line",
    [
        "In the end they showed how the new API works, and then they went on to the",
        "My favourite talk about my favourite feature in Rivers. Dams and locks.",
        "Their selling points:", "- Tides and Rivers", "> Quoted Words Of Somebody", "https://example.org/A/B",
        "and Then It Rained", "1. First Of All", "Tides,", "x" * 130, "This one was funny (to me), because they kept on digging",
    ],
)  # fmt: skip
def test_prose_and_lists_are_no_titles(line: str) -> None:
    imported = plain(
        f"Talk log from FenConf\nWeather\nRain in Four Parts\nIt was wet.\n{line}\nmore of it.\n"
    )
    assert [talk.title for talk in imported.talks] == ["Rain in Four Parts"]
    assert line in imported.talks[0].body


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"), (" \n\n", "empty"), ("[" * 1_000_000, "looked for short lines"),
        ("nothing here\nbut small letters.\n", "looked for short lines"), (b"a\n\xff", "post.txt:2: byte 0xff is no UTF-8"),
    ],
    ids=["empty", "blank", "brackets", "small letters", "mis-encoded"],
)  # fmt: skip
def test_a_text_without_titles_is_one_clear_sentence(text: str | bytes, says: str) -> None:
    with pytest.raises(SourceError) as raised:
        plain(text)
    assert says in str(raised.value)
    assert "\n" not in str(raised.value)


def test_text_is_told_from_data_and_programs() -> None:
    assert plain_text.recognises(a_file("Talk log\nand more\n"))
    for data in (
        b"",
        b"one line",
        b'{"a":\n1}',
        b"<html>\n",
        b"BEGIN:VCALENDAR\nx",
        b"a\0\nb",
        b"\x7fELF\n\x01",
        b"%PDF-1\n",
    ):
        assert not plain_text.recognises(a_file(data)), data


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(["Weather", "Rain in Four Parts", "prose.", "- a", "", "Tuesday", "- A B - C D, E", "a - b", "  x", "\r", "a :: b", "- a :: b"])
        | st.text(max_size=12),
        max_size=25,
    ).map("\n".join)
)  # fmt: skip
def test_no_text_raises_anything_but_what_is_wrong_with_it(text: str) -> None:
    plain_text.recognises(a_file(text))
    try:
        imported = plain(text)
    except SourceError:
        return
    assert imported.talks
    assert all(talk.title and "\n" not in talk.title for talk in imported.talks)
    words = " ".join(text.split())
    assert all(talk.title in words for talk in imported.talks)
