"""Lists of sessions in a post become talks with their days, people, and what the prose says about them."""

import datetime as dt

import pytest

from talktui.notes.talk import Speaker, Status
from talktui.transfer.formats.session_days import KnownDates, read_day
from talktui.transfer.formats.session_list import given_back, names_people
from talktui.transfer.imported import ImportedTalk
from tests.transfer.posts import HUGO, post, titled


def test_every_line_below_a_day_is_a_talk_of_that_day() -> None:
    imported = post(HUGO)
    assert [(talk.title, dict(talk.others)["day"]) for talk in imported.talks] == [
        ("Keynote: Tides", "Tuesday"), ("Salt - A History", "Tuesday"), ("Keynote: A Long Way Down", "Tuesday"),
        ("Marsh", "Wednesday"), ("Mud", "Wednesday"), ("An Unrecorded Walk", "Wednesday"),
    ]  # fmt: skip
    assert [talk.video for talk in imported.talks[:2]] == [
        "https://www.youtube.com/watch?v=tidesaretid",
        "https://www.youtube.com/watch?v=saltsaltsal",
    ]
    assert {talk.status for talk in imported.talks} == {Status.ATTENDED}, "the heading says that they were"
    assert all(talk.title.split()[-1] in HUGO.splitlines()[talk.line - 1] for talk in imported.talks)


def test_people_are_read_whatever_the_dash() -> None:
    imported = post(HUGO)
    assert [talk.speakers for talk in imported.talks] == [
        (Speaker("Ada Byron", "Tide Engineer", "Port Authority"),),
        (Speaker("Bo Li", None, "Salters Ltd"), Speaker("Cy Young", None, "Salters Ltd")),
        (Speaker("Dee Fox", "Product Owner - Deep Team", "Sea Bank NV"), Speaker("Eve Moss", "Diver", "divers.example")),
        (Speaker("Flo Reed"),),
        (Speaker("Gil Clay", None, "Potters"),),
        (Speaker("Hal Stone", None, "Quarry"),),
    ]  # fmt: skip


def test_the_playlist_is_the_conferences() -> None:
    conference = post(HUGO).conference
    assert conference is not None
    assert conference.playlist == "https://www.youtube.com/playlist?list=PLsaltmarsh"
    unlinked = post(
        HUGO.replace("[Everything](https://www.youtube.com/playlist?list=PLsaltmarsh)", "")
    ).conference
    assert unlinked is not None
    assert unlinked.playlist == "https://www.youtube.com/playlist?list=PLsaltmarsh", "as the links say"


def test_days_are_dates_where_the_conferences_are_known() -> None:
    imported = post(HUGO.replace("date: 2030-06-20", "start: 2030-06-17\nend: 2030-06-19"))
    assert {talk.when for talk in imported.talks} == {dt.date(2030, 6, 18), dt.date(2030, 6, 19)}
    assert not any(talk.others for talk in imported.talks)


def test_a_section_about_one_session_is_its_text_with_what_stands_below() -> None:
    tides = titled(post(HUGO), "Keynote: Tides")
    assert tides.body == (
        "I liked [the one on tides](https://www.youtube.com/watch?v=tidesaretid) a lot.\n\nTwo of them:\n\n"
        "- ebb\n- flow\n\n## Details\n\nThey come twice a day."
    )


def test_a_section_about_several_is_divided_among_them() -> None:
    imported = post(HUGO)
    both = "The day began slowly.\n\nThere was [salt](https://youtu.be/saltsaltsal), and [more of it](https://youtu.be/pepperpeppe)."
    assert titled(imported, "Salt - A History").body == both
    assert titled(imported, "Keynote: A Long Way Down").body == both
    assert (
        titled(imported, "Marsh").body == "The [marsh](https://youtu.be/marshmarshm) was next.\n\nIt was wet."
    )
    assert titled(imported, "Mud").body == ""
    assert imported.offers == ()


def test_what_is_indented_below_a_session_is_its_text() -> None:
    text = "## Tuesday\n- [A](https://youtu.be/aaaaaaaaaaa) - Ada Byron,\n  Weather Co\n  - mine\n    - deeper\n- [B](https://youtu.be/bbbbbbbbbbb)\n\n  a paragraph\n\nafter\n"
    first, second = post(text).talks
    assert first.speakers == (Speaker("Ada Byron", None, "Weather Co"),)
    assert first.body == "- mine\n  - deeper"
    assert second.body == "a paragraph"


def test_bold_lines_head_days_too_and_a_heading_may_say_that_it_lists_sessions() -> None:
    text = (
        "## Where I was\n\n**Tuesday:**\n\n- [A](https://youtu.be/aaaaaaaaaaa)\n\n**Day 2**\n\n"
        "* [B](https://youtu.be/bbbbbbbbbbb)\n\n## Sessions I watched\n\n- [C](https://youtu.be/ccccccccccc)\n"
        "- [x] [D](https://youtu.be/ddddddddddd)\n\n## Reading\n\n- [E](https://youtu.be/eeeeeeeeeee)\n"
        "- [F](https://youtu.be/fffffffffff)\n"
    )
    imported = post(text)
    assert [(talk.title, dict(talk.others).get("day")) for talk in imported.talks] == [
        ("A", "Tuesday"), ("B", "Day 2"), ("C", None), ("D", None),
    ]  # fmt: skip
    assert [offer.title for offer in imported.offers] == ["E", "F"], (
        "a list of links alone is none of sessions"
    )


def test_a_link_may_say_its_address_elsewhere() -> None:
    text = (
        "## Tuesday\n\n- [Ref *style*][one] - Ada Byron, Weather Co\n- **[Two]** - Bo Li\n"
        "- [Three][] - Cy Young\n- [x] [Four][ONE MORE] - Dee Fox\n- [Five](https://youtu.be/eeeeeeeeeee) - Eve Moss\n"
        "- [Six][nowhere] - Flo Reed\n\nI saw [that][other] and `[one]`.\n\n"
        '[one]: https://youtu.be/aaaaaaaaaaa "said"\n[two]: https://youtu.be/bbbbbbbbbbb\n[three]: <https://youtu.be/ccccccccccc>\n'
        "[One more]: https://youtu.be/ddddddddddd\n[other]: https://youtu.be/fffffffffff\n[unused]: https://youtu.be/ggggggggggg\n"
    )
    imported = post(text)
    assert [(talk.title, talk.video and talk.video[-2:], [one.name for one in talk.speakers]) for talk in imported.talks] == [
        ("Ref style", "aa", ["Ada Byron"]), ("Two", "bb", ["Bo Li"]), ("Three", "cc", ["Cy Young"]),
        ("Four", "dd", ["Dee Fox"]), ("Five", "ee", ["Eve Moss"]), ("[Six][nowhere]", None, ["Flo Reed"]),
    ]  # fmt: skip
    assert [(offer.title, offer.url[-2:], offer.line) for offer in imported.offers] == [
        ("that", "ff", 10), ("unused", "gg", 17),
    ]  # fmt: skip
    assert [str(told).rpartition(": ")[2] for told in imported.told] == ["line 10"], "its links say the rest"


def test_a_comment_behind_a_link_is_no_speaker() -> None:
    first, second = post(
        "### Day 1\n- [A](https://youtu.be/aaaaaaaaaaa) - a must, see the demo\n- [B](https://youtu.be/bbbbbbbbbbb)\n"
    ).talks
    assert (first.speakers, first.body) == ((), "a must, see the demo")
    assert second.speakers == ()


def test_links_in_prose_and_lists_of_other_things_are_no_sessions() -> None:
    text = (
        "## [A](https://youtu.be/aaaaaaaaaaa)\ntext\n\n- [in a talk](https://youtu.be/ccccccccccc) - Ada Byron\n"
        "- [in a talk](https://youtu.be/ddddddddddd) - Bo Li\n\n# Miscellaneous\n\n"
        "- [people using it](https://youtu.be/bbbbbbbbbbb) to solve it\n- [x](https://example.org) - Ada Byron\n"
    )
    imported = post(text)
    assert [talk.title for talk in imported.talks] == ["A"]
    assert [offer.talk for offer in imported.offers] == [0, 0, None]


def test_a_session_that_a_heading_has_too_is_one_talk() -> None:
    text = (
        "## [A](https://youtu.be/aaaaaaaaaaa)\ntext\n\n# All sessions\n\n## Tuesday\n\n"
        "- [A, the whole title](https://www.youtube.com/watch?v=aaaaaaaaaaa&index=1) - Ada Byron\n"
        "- [B](https://youtu.be/bbbbbbbbbbb) - Bo Li\n"
    )
    first, second = post(text).talks
    assert (first.title, first.speakers, first.body) == ("A", (Speaker("Ada Byron"),), "text")
    assert (first.others, second.title) == ((("day", "Tuesday"),), "B")


OPENINGS = (
    "## Sessions\n\n### Wednesday\n\n- [Opening](https://conf.example/1) - Ada Byron\n"
    "- [A](https://youtu.be/aaaaaaaaaaa) - Bo Li\n\n"
    "### Thursday\n\n- [Opening]({}) - Ada Byron\n- [B](https://youtu.be/bbbbbbbbbbb) - Cy Young\n"
)


@pytest.mark.parametrize("page", ["https://conf.example/1", "https://conf.example/2"])
def test_a_session_of_the_same_title_on_another_day_is_another_talk(page: str) -> None:
    talks = [talk for talk in post(OPENINGS.format(page)).talks if talk.title == "Opening"]
    assert [dict(talk.others) for talk in talks] == [{"day": "Wednesday"}, {"day": "Thursday"}]
    assert [talk.url for talk in talks] == ["https://conf.example/1", page]


def test_a_session_that_is_listed_twice_is_one_talk() -> None:
    text = OPENINGS.format("https://conf.example/2")
    again = text + "\n## Talks I liked\n\n- [Opening](https://conf.example/1) - Ada Byron\n"
    assert len(post(again.replace("## Talks", "### Wednesday")).talks) == 4
    assert len(post(again).talks) == 4


def test_each_of_two_headings_of_one_title_gets_its_own_day() -> None:
    text = "---\ntalk_level: 2\n---\n## Opening\nfirst\n\n## Opening\nsecond\n\n"
    talks = post(text + OPENINGS.format("https://conf.example/1").replace("## S", "# S")).talks
    assert [(talk.body, dict(talk.others)) for talk in talks[:2]] == [
        ("first", {"day": "Wednesday"}),
        ("second", {"day": "Thursday"}),
    ]
    assert len(talks) == 4


def test_two_titles_with_one_video_are_one_talk_and_that_is_told() -> None:
    video = "https://youtu.be/aaaaaaaaaaa"
    imported = post(f"## Tuesday\n\n- [A]({video}) - Ada Byron\n- [B]({video}) - Bo Li\n")
    assert [talk.title for talk in imported.talks] == ["A"]
    assert [(told.line, "“B” has the video of “A”" in told.message) for told in imported.told] == [(4, True)]


def test_a_day_that_a_talk_only_names_is_a_date_where_the_posts_conference_has_dates() -> None:
    entries = "talks:\n  a:\n    heading: A\n    day: Wednesday\n"
    heading = "## [A](https://youtu.be/aaaaaaaaaaa)\n"

    def talk(front: str) -> ImportedTalk:
        (found,) = post(f"---\n{front}{entries}---\n{heading}").talks
        return found

    assert (talk("start: 2030-06-17\nend: 2030-06-19\n").when, talk("").when) == (dt.date(2030, 6, 19), None)
    assert dict(talk("start: 2030-06-17\nend: 2030-06-19\n").others) == {}
    for none in ("", "start: 2030-06-17\nend: 2030-06-18\n", "start: 2030-06-17\nend: 2030-06-27\n"):
        assert (talk(none).when, talk(none).others) == (None, (("day", "Wednesday"),)), none


def test_a_talktui_logs_own_talks_are_not_changed_by_its_list() -> None:
    text = (
        "---\ntalks:\n  a:\n    heading: A\n    tags: [x]\n---\n## [A](https://youtu.be/aaaaaaaaaaa)\n\n"
        "# Sessions\n\n- [A](https://youtu.be/aaaaaaaaaaa) - Ada Byron\n- [A](https://youtu.be/aaaaaaaaaaa) - Bo Li\n"
    )
    (talk,) = post(text).talks
    assert (talk.speakers, talk.tags) == ((), ("x",))


@pytest.mark.parametrize(
    ("title", "who", "given"),
    [
        ("A: B - Ann Lee, Product Owner", "Team, Bank & Bo Li, Dev", ("A: B", "Ann Lee, Product Owner - Team, Bank & Bo Li, Dev")),
        ("A - Ann Lee, Acme", "", ("A", "Ann Lee, Acme")),
        ("Kubernetes - Don't Stop Believin'", "Ann Lee", ("Kubernetes - Don't Stop Believin'", "Ann Lee")),
        ("Fast, Cheap - Pick Two, Please", "Ann Lee", ("Fast, Cheap - Pick Two, Please", "Ann Lee")),
        ("A - B", "", ("A - B", "")),
    ],
)  # fmt: skip
def test_a_title_gives_back_the_speaker_that_it_swallowed(
    title: str, who: str, given: tuple[str, str]
) -> None:
    assert given_back(title, who) == given


def test_people_are_told_from_comments() -> None:
    for who in (
        "Ann Lee",
        "Ann Lee & Bo van Dam, Acme",
        "Łukasz Gołąb, Acme",
        "dims, VMware",
        "Madonna, Acme",
    ):
        assert names_people(who) or who.startswith("dims")
    for who in ("a great one", "Great!", "Great, must see", "why this is so?", "https://example.org"):
        assert not names_people(who), who


KNOWN = KnownDates(dt.date(2019, 5, 20), dt.date(2019, 5, 23), dt.date(2019, 6, 1))


@pytest.mark.parametrize(
    ("title", "date"),
    [
        ("Tuesday", dt.date(2019, 5, 21)), ("Thu", dt.date(2019, 5, 23)), ("Sunday", None),
        ("Day 2", dt.date(2019, 5, 21)), ("Day Four:", dt.date(2019, 5, 23)), ("Day 9", None),
        ("May 22nd", dt.date(2019, 5, 22)), ("Wednesday, 22 May", dt.date(2019, 5, 22)),
        ("Tuesday, 21 May 2019", dt.date(2019, 5, 21)), ("2019-05-20", dt.date(2019, 5, 20)),
        ("Day 1: Monday, May 20, 2019", dt.date(2019, 5, 20)),
    ],
)  # fmt: skip
def test_days_are_read(title: str, date: dt.date | None) -> None:
    day = read_day(title, KNOWN)
    assert day is not None
    assert day.date == date


@pytest.mark.parametrize(
    "title",
    [
        "Observability",
        "The Sun Also Rises",
        "Day 2 Operations",
        "Casual Friday Deployments",
        "May 2019",
        "2019",
        "A Day in the Life",
        "Monitoring",
        "",
    ],
)
def test_other_headings_are_no_days(title: str) -> None:
    assert read_day(title, KNOWN) is None
