"""What was found is opened as text, corrected, and read back."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.notes.talk import Speaker, Status
from talktui.transfer.correcting import as_text, from_text
from talktui.transfer.imported import Imported, ImportedConference, ImportedTalk, Offer
from talktui.transfer.source_files import SourceError

PAGER = ImportedTalk(
    "A calm pager",
    id="17",
    categories=("Alerts",),
    tags=("oncall", "k8s"),
    speakers=(Speaker("Ada Byron", "Engineer", "Example Ltd"), Speaker("Grace Hill", None, "Example Ltd")),
    when=dt.datetime(2022, 5, 4, 10, 30, tzinfo=dt.UTC),
    duration=2052,
    status=Status.WATCHED,
    rating=4,
    verdict="Good: see it",
    others=(("room", "Hall 2"), ("languages", ("en", "de"))),
    abstract="# Why\n\nBecause.\n\n## How\n\nSo.",
    outline="- 0:00 Begin",
    body="My own words.\n\n# A part",
)
LINKED = ImportedTalk("Budgets: [more]", video="https://youtu.be/aaaaaaaaaaa", categories=("Money", "Alerts"))
BARE = ImportedTalk("No such talk")
SOURCE = Imported(
    "text:ops",
    "text",
    ImportedConference("OpsDays 2022", location="Ghent"),
    (PAGER, LINKED, BARE),
    offers=(Offer("Elsewhere", "https://youtu.be/bbbbbbbbbbb", 1),),
)
TEXT = as_text(SOURCE)


def corrected(*changes: tuple[str, str], source: Imported = SOURCE) -> Imported:
    text = as_text(source).decode()
    for old, new in changes:
        assert text.count(old) == 1, (old, text)
        text = text.replace(old, new)
    return from_text(text.encode(), as_text(source), source)


def by_title(imported: Imported) -> dict[str, ImportedTalk]:
    return {talk.title: replace(talk, line=0) for talk in imported.talks}


def test_the_text_is_a_log_that_says_what_to_do() -> None:
    text = TEXT.decode()
    assert "\n## Alerts\n\n### A calm pager\n" in text
    assert "speakers: Ada Byron, Engineer & Grace Hill, Example Ltd\n" in text or "speakers: " in text
    assert "<!-- These talks were found; correct what is wrong" in text


def test_an_unchanged_text_is_what_was_found() -> None:
    assert from_text(TEXT, TEXT, SOURCE) is SOURCE


def test_a_text_that_differs_in_nothing_but_space_gives_the_very_talks() -> None:
    got = from_text(TEXT + b"\n\n", TEXT, SOURCE)
    assert sorted(map(repr, got.talks)) == sorted(map(repr, SOURCE.talks))


def test_a_title_corrected_in_its_heading_keeps_all_else() -> None:
    got = by_title(corrected(("### A calm pager", "### A calmer pager")))
    assert got["A calmer pager"] == replace(PAGER, title="A calmer pager", found=PAGER)
    assert got["Budgets: [more]"] == LINKED


def test_a_heading_taken_out_is_a_talk_less() -> None:
    got = corrected(("### No such talk\n", ""))
    assert list(by_title(got)) == ["A calm pager", "Budgets: [more]"]


def test_offers_go_with_their_talk() -> None:
    got = corrected(("### No such talk\n", ""), ("### A calm pager", "### A calmer pager"))
    assert [got.talks[offer.talk or 0].title for offer in got.offers] == ["Budgets: [more]"]
    text = TEXT.decode()
    start = text.index("### [Budgets")
    gone = from_text(text[:start].encode(), TEXT, SOURCE)
    assert [offer.talk for offer in gone.offers] == [None]


def test_a_link_a_speaker_and_a_category_can_be_put_in() -> None:
    got = corrected(
        ("### No such talk\n", "## Else\n\n### [No such talk](https://youtu.be/ccccccccccc)\n"),
        ("    heading: No such talk\n", "    heading: No such talk\n    speakers: Bo Li, Big Corp\n"),
    )
    talk = by_title(got)["No such talk"]
    assert talk == replace(
        BARE,
        video="https://youtu.be/ccccccccccc",
        speakers=(Speaker("Bo Li", None, "Big Corp"),),
        categories=("Else",),
        found=BARE,
    )


def test_a_new_heading_is_a_new_talk() -> None:
    got = corrected(("### No such talk\n", "### No such talk\n\n### Quite another one here\n\nIts text.\n"))
    new = by_title(got)["Quite another one here"]
    assert (new.body, new.speakers) == ("Its text.", ())


def test_an_abstract_can_be_changed_and_its_headings_stay() -> None:
    got = by_title(corrected(("Because.", "Why not.")))
    assert got["A calm pager"] == replace(PAGER, abstract="# Why\n\nWhy not.\n\n## How\n\nSo.", found=PAGER)


def test_the_conference_can_be_named_anew_and_keeps_its_facts() -> None:
    got = corrected(("\nconference: OpsDays 2022\n", "\nconference: OpsDays Ghent 2022\n"))
    assert got.conference == ImportedConference("OpsDays Ghent 2022", location="Ghent")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("    rating: 4\n", "    rating: nine\n", "rating “nine”"),
        ("  a-calm-pager:\n", "  a-calm-pager: [\n", ""),
        (
            "    heading: No such talk\n",
            "    heading: No such talk\n  other:\n    heading: Nowhere\n",
            "Nowhere",
        ),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(old: str, new: str, words: str) -> None:
    with pytest.raises(SourceError) as error:
        corrected((old, new))
    assert error.value.line > 0
    assert words in str(error.value)


def test_of_a_large_source_abstracts_are_not_in_the_text_and_stay() -> None:
    talks = tuple(
        ImportedTalk(f"Talk number {number}", id=str(number), abstract="A word. " * 500)
        for number in range(200)
    )
    source = Imported("frab:x", "frab-json", None, talks)
    text = as_text(source)
    assert b"A word." not in text
    got = from_text(text.replace(b"### Talk number 7\n", b"### Talk number seven\n"), text, source)
    assert {talk.abstract for talk in got.talks} == {talks[0].abstract}
    assert [talk.title for talk in got.talks if talk.found is not None] == ["Talk number seven"]


def test_a_talk_that_was_corrected_stands_where_the_person_wrote_it() -> None:
    got = corrected(("### A calm pager", "### A calmer pager"))
    line = next(talk.line for talk in got.talks if talk.title == "A calmer pager")
    assert TEXT.decode().splitlines()[line - 1] == "### A calm pager"


def test_a_text_without_headings_is_said() -> None:
    with pytest.raises(SourceError, match="no talk in it"):
        from_text(b"Nothing here.\n", TEXT, SOURCE)


WORDS = st.text("abc dé:'\"[]*_#&`1", min_size=1, max_size=20).map(lambda text: "T" + " ".join(text.split()))


@settings(max_examples=60, deadline=None)
@given(
    titles=st.lists(WORDS, min_size=2, max_size=6, unique=True),
    categories=st.lists(st.sampled_from(["", "One", "Two"]), min_size=6, max_size=6),
    bodies=st.lists(
        st.sampled_from(["", "Text.", "# Head\n\nText.", "```\n### code\n```"]), min_size=6, max_size=6
    ),
    at=st.integers(0, 5),
)
def test_one_talk_taken_out_leaves_the_others_as_they_were(
    titles: list[str], categories: list[str], bodies: list[str], at: int
) -> None:
    talks = tuple(
        ImportedTalk(title, categories=(category,) if category else (), abstract=body, tags=("t",))
        for title, category, body in zip(titles, categories, bodies, strict=False)
    )
    source = Imported("text:x", "text", None, talks)
    gone = talks[at % len(talks)]
    less = as_text(replace(source, talks=tuple(talk for talk in talks if talk is not gone)))
    got = from_text(less, as_text(source), source)
    assert sorted(map(repr, got.talks)) == sorted(repr(talk) for talk in talks if talk is not gone)
