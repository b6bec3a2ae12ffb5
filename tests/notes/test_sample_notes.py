"""The sample notes: a newcomer's first directory must be whole, and without a single problem."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from talktui.notes.document import parse
from talktui.notes.front_matter.values import Mapping, Scalar
from talktui.notes.library import Library
from talktui.notes.store import Store
from talktui.notes.talk import Kind, Note, Status, Talk

NOTES = Path(__file__).resolve().parents[2] / "notes"
LOG = "kubecon-na-2023/talk-log.md"
NA, EU = "KubeCon NA 2023", "KubeCon EU 2019"
VIDEO = re.compile(r"https://www\.youtube\.com/watch\?v=[\w-]{11}")
FULLER = {
    "10 Ways to Shoot Yourself in the Foot with Kubernetes, #9 Will Surprise You",
    "How Intuit Does Canary and Blue Green Deployments with a K8s Controller",
    "Ingress V2 and Multicluster Services",
    "Intro: Open Policy Agent",
    "Resize Your Pods w/o Disruptions aka How to Have a Cake and Eat a Cake",
}


@pytest.fixture(scope="module")
def notes() -> list[Note]:
    return list(Store(NOTES).load())


@pytest.fixture(scope="module")
def library(notes: list[Note]) -> Library:
    library = Library()
    for note in notes:
        library.replace(note)
    return library


def talks_of(notes: list[Note], conference: str) -> list[Talk]:
    return [
        talk
        for note in notes
        if not note.is_page
        for talk in note.talks
        if talk.kind is Kind.TALK and talk.conference == conference
    ]


def test_every_talk_belongs_to_one_of_the_two_conferences(notes: list[Note]) -> None:
    everything = [t for note in notes if not note.is_page for t in note.talks if t.kind is Kind.TALK]
    assert Counter(talk.conference for talk in everything) == {NA: 33, EU: 38}


def test_no_note_and_no_talk_has_a_problem(notes: list[Note]) -> None:
    found = [f"{note.path}:{p.line}: {p.message}" for note in notes for p in note.problems]
    found += [f"{t.key}:{p.line}: {p.message}" for note in notes for t in note.talks for p in t.problems]
    assert found == []
    assert [note.path for note in notes if note.read_only] == []


def test_the_conferences_tell_when_and_where_they_were(library: Library) -> None:
    chicago, barcelona = library.conferences[NA], library.conferences[EU]
    assert (chicago.start, chicago.end) == (dt.date(2023, 11, 6), dt.date(2023, 11, 9))
    assert (barcelona.start, barcelona.end) == (dt.date(2019, 5, 20), dt.date(2019, 5, 23))
    assert chicago.location is not None
    assert "Chicago" in chicago.location
    assert barcelona.location is not None
    assert "Barcelona" in barcelona.location
    assert barcelona.playlist is not None
    for conference in (chicago, barcelona):
        assert conference.problems == ()
        assert all(name and about for name, about in conference.categories)


@pytest.mark.parametrize("conference", [NA, EU])
def test_every_category_is_described_and_used(notes: list[Note], library: Library, conference: str) -> None:
    used = {category for talk in talks_of(notes, conference) for category in talk.categories}
    assert used == {name for name, _ in library.conferences[conference].categories}
    assert all(talk.categories for talk in talks_of(notes, conference))


def test_the_log_holds_its_talks_in_six_categories_with_a_video_each(notes: list[Note]) -> None:
    log = next(note for note in notes if note.path == LOG)
    talks = [talk for talk in log.talks if talk.kind is Kind.TALK]
    assert log.is_log
    assert Counter(category for talk in talks for category in talk.categories) == {
        "Observability": 7,
        "Continuous Delivery": 3,
        "Security": 4,
        "Networking": 5,
        "Kubernetes": 11,
        "Maintainer Track": 3,
    }
    assert all(VIDEO.fullmatch(talk.video or "") for talk in talks)
    assert len({talk.video for talk in talks}) == 33
    assert {talk.status for talk in talks} == {Status.WATCHED}
    assert all(talk.tags for talk in talks)


def test_every_entry_of_the_log_finds_its_heading(notes: list[Note]) -> None:
    log = next(note for note in notes if note.path == LOG)
    entries = parse(log.data).front.get("talks")
    assert isinstance(entries, Mapping)
    by_anchor = {talk.key.anchor: talk for talk in log.talks if talk.kind is Kind.TALK}
    assert set(entries.keys()) == set(by_anchor)
    for anchor, entry in entries.pairs:
        assert isinstance(entry, Mapping)
        heading = entry.get("heading")
        assert isinstance(heading, Scalar)
        assert heading.text == by_anchor[anchor].title


def test_the_log_rates_what_was_said_to_be_good_and_bad(notes: list[Note]) -> None:
    rating = {talk.title: talk.rating for talk in talks_of(notes, NA)}
    assert rating["Declarative Everything"] == 5
    assert rating["Grifts Ahoy! Bracing for the AI Tide"] == 5
    assert rating["Keeping Helm Reliable, Stable, and Usable"] == 2


def test_the_sessions_of_2019_have_day_video_and_speakers(notes: list[Note]) -> None:
    talks = talks_of(notes, EU)
    assert Counter(talk.date for talk in talks) == {
        dt.date(2019, 5, 21): 15,
        dt.date(2019, 5, 22): 13,
        dt.date(2019, 5, 23): 10,
    }
    assert len({talk.video for talk in talks}) == 38
    assert {talk.status for talk in talks} == {Status.ATTENDED}
    for talk in talks:
        assert VIDEO.fullmatch(talk.video or ""), talk.title
        assert talk.speakers, talk.title
        assert all(speaker.name and speaker.organisation for speaker in talk.speakers), talk.title
        assert talk.body.strip(), talk.title
        assert talk.tags, talk.title


def test_speakers_have_their_roles_and_organisations(notes: list[Note]) -> None:
    talks = talks_of(notes, EU)
    bank = next(talk for talk in talks if "COBOL" in talk.title)
    assert bank.title == "Keynote: From COBOL to Kubernetes: A 250 Year Old Bank's Cloud-Native Journey"
    assert [str(speaker) for speaker in bank.speakers] == [
        "Laura Rehorst (Product Owner - Stratus Platform, ABN AMRO Bank NV)",
        "Mike Ryan (DevOps Consultant, backtothelab.io)",
    ]
    mail = next(talk for talk in talks if "Legacy Services" in talk.title)
    assert mail.organisations == ("1&1 Mail & Media",)
    assert len(mail.speakers) == 2


def test_five_talks_have_fuller_notes(notes: list[Note]) -> None:
    assert {talk.title for talk in talks_of(notes, EU) if len(talk.body.split()) > 150} == FULLER


def test_titles_that_stand_twice_are_told_apart_by_their_day(notes: list[Note]) -> None:
    twice = [
        talk for talk in talks_of(notes, EU) if talk.title.endswith(("Opening Remarks", "Closing Remarks"))
    ]
    assert len(twice) == 4
    for talk in twice:
        assert talk.date is not None
        assert talk.key.path.endswith({22: "-wednesday.md", 23: "-thursday.md"}[talk.date.day])


def linked_notes() -> Iterator[tuple[str, str]]:
    """Each link from a sample note to another, as (path of the note, target)."""
    for file in sorted(NOTES.rglob("*.md")):
        for target in re.findall(r"\]\(([^)\s]+)\)", file.read_text(encoding="utf-8")):
            if "://" not in target:
                yield file.relative_to(NOTES).as_posix(), target


def test_links_between_notes_lead_somewhere(notes: list[Note]) -> None:
    anchors = {(note.path, talk.key.anchor) for note in notes for talk in note.talks}
    links = list(linked_notes())
    assert links
    for path, target in links:
        name, _, anchor = target.partition("#")
        file = (NOTES / path).parent / unquote(name) if name else NOTES / path
        assert file.is_file(), f"{path} → {target}"
        if anchor:
            assert (file.resolve().relative_to(NOTES).as_posix(), anchor) in anchors, f"{path} → {target}"


def test_the_folders_have_pages(library: Library) -> None:
    assert library.page("") is not None
    assert library.page("kubecon-eu-2019") is not None
