"""Where new notes go, what their files are called, and a conference's own file."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.notes.problem import Refused
from talktui.transfer.imported import Imported, ImportedConference, ImportedTalk
from talktui.transfer.merging.places import Names
from talktui.transfer.merging.plan import State
from tests.transfer.merges import World, schedule, states

TALK = ImportedTalk("A calm pager", id="1", abstract="Text.")


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def meet(conference: ImportedConference, *talks: ImportedTalk) -> Imported:
    return Imported("frab:meet", "frab", conference, talks or (TALK,))


@pytest.mark.parametrize(
    "title",
    [
        "../../x", "/etc/passwd", "..", "…", "!!!", "CON", "nul", "README", "index", "a/b\\c:d", "x" * 5_000,
        "ä" * 300, "name.md", ".hidden", "trailing. ", "emoji 🎉 only", "🎉", "con.md", "com1", "~", "-rf *",
    ],
)  # fmt: skip
def test_a_title_never_leads_out_of_its_folder_and_its_name_fits_every_system(
    world: World, title: str
) -> None:
    plan, _ = world.run(
        schedule(replace(TALK, title=title[:1_000]), replace(TALK, title=title[:1_000], id="2"))
    )
    assert states(plan) == [State.NEW, State.NEW]
    paths = [Path(name) for name in world.files() if name.endswith(".md")]
    assert len(paths) == 2
    for path in paths:
        assert path.parent == Path("gopher-meet-2025")
        assert len(path.name.encode()) < 120
        stem = path.name.removesuffix(".md")
        assert all(char.isalnum() or char == "-" for char in stem), stem
        assert stem.lower() not in {"con", "nul", "com1", "readme", "index"}
    assert {talk.title for talk in world.talks()} == {" ".join(title[:1_000].split())}


def test_ten_megabytes_of_title_become_a_short_name_at_once() -> None:
    names = Names(["AAAA.md"])
    assert len(names.give("ä " * 5_000_000)) < 100
    assert names.give("aaaa") == "aaaa-2.md"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text(max_size=12), max_size=12),
    st.lists(st.sampled_from(["a.md", "A-2.md", "talk.md"]), max_size=3),
)
def test_names_are_unique_whatever_the_case_and_the_same_each_time(
    titles: list[str], taken: list[str]
) -> None:
    names, again = Names(taken), Names(taken)
    given_names = [names.give(title) for title in titles]
    assert given_names == [again.give(title) for title in titles]
    folded = [name.casefold() for name in (*given_names, *dict.fromkeys(taken))]
    assert len(set(folded)) == len(folded)


def test_many_talks_of_one_title_get_names_quickly() -> None:
    names = Names()
    assert [names.give("Break") for _ in range(20_000)][-1] == "break-20000.md"


def test_a_conference_that_is_there_keeps_its_folder_whatever_it_is_called(world: World) -> None:
    world.write("2025/go/conference.yaml", "name: Gopher Meet 2025\n")
    world.write("2025/go/own.md", "# Own\n")
    world.run(schedule(TALK), into="elsewhere")
    assert "2025/go/a-calm-pager.md" in world.files()
    assert b"conference:" not in world.files()["2025/go/a-calm-pager.md"]


def test_a_folder_that_tells_the_conference_is_its_folder(world: World) -> None:
    world.write("gopher-meet-2025/own.md", "# Own\n")
    plan, _ = world.run(schedule(TALK))
    assert plan.conferences[0].path == "gopher-meet-2025/conference.yaml"
    assert {talk.conference for talk in world.talks()} == {"Gopher Meet 2025"}


def test_new_talks_go_beside_those_that_are_there(world: World) -> None:
    world.run(schedule(TALK))
    (world.root / "gopher-meet-2025").rename(world.root / "go")
    world.run(schedule(TALK, replace(TALK, title="Another", id="2")))
    assert "go/another.md" in world.files()


def test_into_is_where_a_new_conference_goes(world: World) -> None:
    world.run(schedule(TALK), into="conferences/2025/")
    assert {*world.files()} == {"conferences/2025/a-calm-pager.md", "conferences/2025/conference.yaml"}
    with pytest.raises(Refused, match=r"`\.\.` leads out"):
        world.plan(schedule(TALK), into="../outside")


def test_several_conferences_get_a_folder_each_below_into(world: World) -> None:
    world.run(schedule(TALK), schedule(TALK, source="b", name="Ruby Day 2024"), into="all")
    assert {name for name in world.files() if name.endswith(".md")} == {
        "all/gopher-meet-2025/a-calm-pager.md",
        "all/ruby-day-2024/a-calm-pager.md",
    }


def test_a_folder_with_others_notes_stays_theirs_and_the_talk_says_its_conference(world: World) -> None:
    world.write("all/own.md", "---\nconference: Ruby Day 2024\n---\n# Own\n")
    plan, _ = world.run(schedule(TALK), into="all")
    assert plan.conferences == ()
    assert b"\nconference: Gopher Meet 2025\n" in world.files()["all/a-calm-pager.md"]
    assert states(world.plan(schedule(TALK), into="all")) == [State.SAME]


def test_two_conferences_whose_names_make_one_folder_get_two(world: World) -> None:
    world.run(schedule(TALK, name="C++ Now"), schedule(TALK, source="b", name="C Now"))
    paths = {talk.conference: talk.key.path for talk in world.talks()}
    assert paths.keys() == {"C++ Now", "C Now"}
    assert len({path.rpartition("/")[0] for path in paths.values()}) == 2


def test_the_notes_directory_itself_gets_no_conference_of_its_own(world: World) -> None:
    plan, _ = world.run(schedule(TALK), into=".")
    assert {*world.files()} == {"a-calm-pager.md"}
    assert plan.conferences == ()
    assert world.talk("A calm pager").conference == "Gopher Meet 2025"


def test_talks_without_a_conference_go_to_the_top(world: World) -> None:
    world.run(schedule(TALK, name=None))
    assert {*world.files()} == {"a-calm-pager.md"}
    assert states(world.plan(schedule(TALK, name=None))) == [State.SAME]


def test_a_conference_file_says_all_that_the_source_says(world: World) -> None:
    conference = ImportedConference(
        "Gopher Meet: 2025", dt.date(2025, 2, 1), dt.date(2025, 2, 2), "Ghent", "https://example.org", None,
        (("Alerts", "What wakes people"), ("Go", "")),
    )  # fmt: skip
    world.run(meet(conference))
    assert world.files()["gopher-meet-2025/conference.yaml"].decode() == (
        'name: "Gopher Meet: 2025"\nstart: 2025-02-01\nend: 2025-02-02\nlocation: Ghent\n'
        "url: https://example.org\ncategories:\n  - name: Alerts\n    about: What wakes people\n  - name: Go\n"
    )


def test_a_conference_file_that_is_there_gets_what_it_lacks_and_keeps_the_rest(world: World) -> None:
    path = "go/conference.yaml"
    world.write(path, "# mine\r\nname: Gopher Meet 2025\r\nlocation: \r\nstart: 2025-02-03")
    world.write("go/own.md", "# Own\n")
    conference = ImportedConference(
        "Gopher Meet 2025", dt.date(2025, 2, 1), None, "Ghent", "https://example.org", None, (("Go", ""),)
    )
    before = world.files()
    plan, _ = world.run(meet(conference))
    assert (world.root / path).read_bytes() == (
        b"# mine\r\nname: Gopher Meet 2025\r\nlocation: \r\nstart: 2025-02-03\r\n"
        b"url: https://example.org\r\ncategories: [Go]\r\n"
    )
    (planned,) = plan.conferences
    assert planned.state is State.CHANGED
    assert [(one.field, one.mine, one.theirs) for one in planned.kept] == [
        ("start", "2025-02-03", "2025-02-01")
    ]
    assert world.plan(meet(conference)).conferences[0].state is State.SAME
    world.undo()
    assert world.files() == before


@pytest.mark.parametrize(
    "text",
    [
        "name: Gopher Meet 2025\nurl: a: b\n",
        "- a list\n",
        "{name: Gopher Meet 2025}\n",
        "name: Gopher Meet 2025\n...\n",
    ],
)
def test_a_conference_file_that_cannot_be_added_to_is_left_and_told(world: World, text: str) -> None:
    world.write("gopher-meet-2025/conference.yaml", text)
    conference = ImportedConference("Gopher Meet 2025", url="https://example.org")
    plan, _ = world.run(meet(conference))
    assert world.files()["gopher-meet-2025/conference.yaml"].decode() == text
    assert all(planned.state is State.REFUSED and planned.reason for planned in plan.conferences)
    assert world.talk("A calm pager").conference.casefold() == "gopher meet 2025"


def test_notes_of_a_conference_whose_headings_are_talks_say_that_theirs_are_none(world: World) -> None:
    world.write("go/conference.yaml", "name: Gopher Meet 2025\ntalk_level: 2\n")
    world.write("go/log.md", "## One\n\n## Two\n")
    world.run(schedule(TALK))
    assert not world.library().notes["go/a-calm-pager.md"].is_log
    assert states(world.plan(schedule(TALK)))[0] is State.SAME


def test_a_text_with_links_to_videos_in_its_headings_is_one_talk_all_the_same(world: World) -> None:
    text = "".join(f"### [Part {n}](https://youtu.be/abcdefghij{n})\n\nText.\n\n" for n in range(3))
    world.run(schedule(replace(TALK, body=text)))
    (talk,) = world.talks()
    assert talk.title == "A calm pager"


def test_one_note_at_the_top_draws_no_playlist_there(world: World) -> None:
    video = replace(TALK, id="aaaaaaaaaaa", video="https://youtu.be/aaaaaaaaaaa")
    world.run(schedule(video, name=None, source="youtube:videos", complete=False))
    world.run(schedule(video, replace(TALK, id="b", title="Another"), source="youtube:PLx"))
    assert {*world.files()} == {
        "a-calm-pager.md",
        "gopher-meet-2025/another.md",
        "gopher-meet-2025/conference.yaml",
    }


def test_a_note_elsewhere_with_the_video_draws_no_playlist_there(world: World) -> None:
    video = replace(TALK, id="aaaaaaaaaaa", video="https://youtu.be/aaaaaaaaaaa")
    world.run(schedule(video, name="Ruby Day 2024", source="b"))
    world.run(schedule(video, replace(TALK, id="b", title="Another")))
    assert "gopher-meet-2025/another.md" in world.files()


def test_a_conference_that_the_person_renamed_gets_its_new_talks(world: World) -> None:
    world.run(schedule(TALK))
    world.write("gopher-meet-2025/conference.yaml", "name: My Gophers\n")
    more = schedule(TALK, replace(TALK, title="Another", id="2"))
    plan, _ = world.run(more)
    assert states(plan) == [State.SAME, State.NEW]
    assert {talk.conference for talk in world.talks()} == {"My Gophers"}
    assert world.files()["gopher-meet-2025/conference.yaml"] == b"name: My Gophers\n"
    assert b"conference:" not in world.files()["gopher-meet-2025/another.md"]
    assert world.plan(more).tasks() == []


def test_a_source_that_renames_its_conference_adds_to_its_folder(world: World) -> None:
    world.run(schedule(TALK))
    more = schedule(TALK, replace(TALK, title="Another", id="2"), name="Gopher Meet 2025, all talks")
    world.run(more)
    assert {name for name in world.files() if name.endswith(".md")} == {
        "gopher-meet-2025/a-calm-pager.md",
        "gopher-meet-2025/another.md",
    }
    assert {talk.conference for talk in world.talks()} == {"Gopher Meet 2025"}
    assert world.plan(more).tasks() == []
    named = world.plan(schedule(replace(TALK, title="Third", id="3")), conference="Gophers")
    assert named.talks[0].conference == "Gophers"


def test_a_conference_whose_talks_all_lie_elsewhere_gets_no_folder(world: World) -> None:
    world.write(
        "log.md",
        "# Mine\n\n### [A calm pager](https://youtu.be/aaaaaaaaaaa)\n\n### [B](https://youtu.be/bbbbbbbbbbb)\n",
    )
    world.run(schedule(replace(TALK, video="https://youtu.be/aaaaaaaaaaa"), replace(TALK, title="C", id="2")))
    assert {*world.files()} == {"log.md"}
