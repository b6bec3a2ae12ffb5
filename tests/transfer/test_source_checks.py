"""What holds for everything imported, whatever its format."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from talktui.notes.talk import Speaker
from talktui.transfer.imported import Imported, ImportedConference, ImportedTalk, Offer
from talktui.transfer.source_checks import MAX_TITLE, checked
from talktui.transfer.source_files import SourceError

TALK = ImportedTalk("A calm pager", line=7)


def imported(*talks: ImportedTalk, **more: Any) -> Imported:
    return Imported("frab:x", "frab-json", more.pop("conference", None), talks, **more)


def said(talk: ImportedTalk) -> str:
    with pytest.raises(SourceError) as error:
        checked(imported(talk), "s.json")
    return str(error.value)


def test_what_is_right_stays_the_very_same() -> None:
    good = imported(TALK, replace(TALK, abstract="Text\n\twith a tab", tags=("a",)))
    assert checked(good, "s.json") is good


def test_a_title_of_ten_megabytes_is_refused_without_being_repeated() -> None:
    words = said(replace(TALK, title="x" * 10_000_000))
    assert words == f"s.json:7: a title has 10,000,000 characters; at most {MAX_TITLE:,} are imported"
    assert checked(imported(replace(TALK, title="x" * MAX_TITLE)), "s.json")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": "a\x1b]52;c;x\x07"}, "a title holds a control character (U+001B) at character 2"),
        ({"title": "a\ud800"}, "a title holds half a character (U+D800)"),
        (
            {"speakers": (Speaker("A", None, "\x00"),)},
            "a speaker of “A calm pager” holds a control character",
        ),
        ({"tags": ("fine", "\x9b31m")}, "a tag of “A calm pager” holds a control character (U+009B)"),
        ({"video": "https://example.org/\x07"}, "the video of “A calm pager”"),
        ({"others": (("room", "H\x08"),)}, "`room` of “A calm pager”"),
        ({"others": (("ro\x1bom", "H"),)}, "a key of “A calm pager”"),
        ({"id": "\x7f"}, "the id of"),
        ({"related": ("\x01",)}, "a related link of"),
        ({"categories": ("\x01",)}, "a category of"),
    ],
)
def test_a_control_character_in_a_line_is_refused_with_its_place(changes: Any, words: str) -> None:
    sentence = said(replace(TALK, **changes))
    assert sentence.startswith("s.json:7: ")
    assert words in sentence
    assert sentence.isprintable()


def test_line_ends_and_tabs_in_a_line_are_spaces() -> None:
    got = checked(imported(replace(TALK, title=" A\ncalm\t pager\r\n", tags=("a\nb",))), "s.json")
    assert (got.talks[0].title, got.talks[0].tags) == ("A calm pager", ("a b",))


def test_control_characters_in_a_text_are_left_out_and_told() -> None:
    got = checked(imported(replace(TALK, abstract="One\x00 two\r\n\x9bthree", body="\ud800")), "s.json")
    assert got.talks[0].abstract == "One two\nthree"
    assert got.talks[0].body == ""
    assert [str(item) for item in got.told] == ["s.json: 3 control characters in texts are left out"]


def test_a_talk_without_a_title_is_left_out_and_offers_stay_with_their_talk() -> None:
    offers = tuple(Offer(f"o{number}", f"https://example.org/{number}", number) for number in (0, 1, 2, None))
    got = checked(
        imported(TALK, replace(TALK, title=" \n"), replace(TALK, title="B"), offers=offers), "s.json"
    )
    assert [talk.title for talk in got.talks] == ["A calm pager", "B"]
    assert [offer.talk for offer in got.offers] == [0, None, 1, None]
    assert [str(item) for item in got.told] == ["s.json:7: a talk without a title is left out"]


def test_a_conference_is_checked_and_one_without_a_name_is_none() -> None:
    with pytest.raises(SourceError, match="the conference's name holds a control character"):
        checked(imported(TALK, conference=ImportedConference("K\x1b")), "s.json")
    with pytest.raises(SourceError, match="the conference's location"):
        checked(imported(TALK, conference=ImportedConference("K", location="\x00")), "s.json")
    assert (
        checked(imported(TALK, conference=ImportedConference("  ", url="https://x.org")), "s").conference
        is None
    )


def test_a_text_that_no_note_could_hold_is_refused() -> None:
    assert "more than a note holds" in said(replace(TALK, abstract="é" * 700_000))


ANY = st.text(st.characters(exclude_categories=()), max_size=12)


@settings(max_examples=150, deadline=None)
@example("0 ", "", "", "", "")
@given(title=ANY, tag=ANY, name=ANY, other=ANY, abstract=ANY)
def test_whatever_comes_in_no_control_character_goes_on(
    title: str, tag: str, name: str, other: str, abstract: str
) -> None:
    talk = ImportedTalk(
        title, tags=(tag,), speakers=(Speaker(name),), others=(("room", other),), abstract=abstract
    )
    try:
        got = checked(imported(talk), "s.json")
    except SourceError:
        return
    for one in got.talks:
        lines = (
            one.title,
            *one.tags,
            *(who.name for who in one.speakers),
            *(str(pair[1]) for pair in one.others),
        )
        for text in (*lines, one.abstract.replace("\n", "").replace("\t", "")):
            assert not any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 for char in text)
            text.encode()
        assert one.title == " ".join(one.title.split())
    assert checked(got, "s.json") is got
