"""Calendars as Sched, pretalx and PyCon write them become talks with speakers and the place's times."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from talktui.notes.talk import Speaker
from talktui.transfer.formats.calendar_texts import described, names_of
from talktui.transfer.imported import Imported, ImportedTalk
from talktui.transfer.source_files import SourceError, SourceFile

from .schedule_reading import BY_SUFFIX, FILES, read_bytes, read_path, talk_called


def calendar_of(*lines: str, top: tuple[str, ...] = ()) -> bytes:
    inside = ["BEGIN:VEVENT", "SUMMARY:T", *lines, "END:VEVENT"]
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *top, *inside, "END:VCALENDAR", ""]).encode()


def one(*lines: str, top: tuple[str, ...] = ()) -> ImportedTalk:
    (talk,) = read_bytes(calendar_of(*lines, top=top), ".ics").talks
    return talk


@pytest.fixture(scope="module")
def pycon() -> Imported:
    return read_path(FILES / "pycon.ics")


@pytest.fixture(scope="module")
def sched() -> Imported:
    return read_path(FILES / "sched.ics")


@pytest.fixture(scope="module")
def pretalx() -> Imported:
    return read_path(FILES / "pretalx.ics")


def test_a_pycon_event_is_taken_apart_whole(pycon: Imported) -> None:
    talk = talk_called(pycon, "Shedding skins, twice")
    assert talk == ImportedTalk(
        title="Shedding skins, twice",
        line=6,
        id="aaaa-1",
        speakers=(Speaker("Eve Adder"), Speaker("Bo Python 🐍")),
        when=dt.datetime(2031, 5, 3, 10, 30, tzinfo=dt.UTC),
        url="https://snakes.example/talks/1/",
        duration=1800,
        others=(("kind", "talk"), ("section", "talks"), ("room", "Room 1, 2nd floor")),
        abstract="Skins; how to *shed* them.\n\nSee [more](https://snakes.example/2031/more).\n\n"
        "**About Eve Adder:** Likes\nsun.\n\nAnd rain.\n\n**About Bo Python 🐍:** Is long.",
    )


def test_a_pycon_calendar_is_the_conference_it_is_called(pycon: Imported) -> None:
    assert pycon.conference is not None
    assert pycon.conference.name == "SnakeCon 2031 Talk"
    assert (pycon.conference.start, pycon.conference.end) == (dt.date(2031, 5, 3), dt.date(2031, 5, 4))
    assert pycon.source == "ics:snakecon-2031-talk"


def test_a_title_that_is_a_link_gives_its_text_and_its_address(pycon: Imported) -> None:
    fair = talk_called(pycon, "Job Fair")
    assert fair.url == "https://snakes.example/jobs/"
    assert fair.abstract == "", "its description is its title"
    assert (fair.when, fair.duration) == (dt.date(2031, 5, 4), None)


def test_cancelled_events_are_told_and_left_out(pycon: Imported, sched: Imported) -> None:
    assert [talk.title for talk in pycon.talks] == ["Shedding skins, twice", "Job Fair"]
    assert str(pycon.told[0]) == "pycon.ics:26: “[talk] Not this one” is cancelled, and left out"
    assert any("Snow" in str(told) for told in sched.told)
    assert len(sched.talks) == 3


def test_times_in_utc_are_told_when_the_place_is_not_known(pycon: Imported, sched: Imported) -> None:
    for imported in (pycon, sched):
        assert sum("UTC" in str(told) for told in imported.told) == 1


def test_sched_titles_end_with_the_speakers(sched: Imported) -> None:
    rain, fog, dive = sched.talks
    assert rain.title == "Rain - and what to wear"
    assert rain.speakers == (Speaker("Ann Gale", None, "Umbrella Inc"), Speaker("Bo Drizzle", None, "Boots"))
    assert fog.speakers == (Speaker("Cy Haze", None, "Mist"), Speaker("Di Smog", None, "Smoke"))
    assert (dive.title, dive.speakers) == ("Kubernetes 101 - Deep Dive", ())


def test_a_sched_event_has_its_categories_room_text_and_time(sched: Imported) -> None:
    rain, fog, _ = sched.talks
    assert sched.conference is not None
    assert sched.conference.name == "CloudCon 2031"
    assert rain.abstract == "Wet?\n\nStay dry."
    assert dict(rain.others) == {"room": "Hall 1, Cork"}
    assert (rain.categories, fog.categories) == (("WEATHER",), ("WEATHER", "PANEL, OPEN"))
    assert (rain.duration, fog.duration) == (35 * 60, 90 * 60)


def test_pretalx_titles_end_with_the_speakers(pretalx: Imported) -> None:
    assert [(talk.title, talk.speakers) for talk in pretalx.talks] == [
        ("Tents - a survey", (Speaker("Gil Pole"), Speaker("Hal Rope"))),
        ("Camp fire", ()),
        ("Breakfast", ()),
        ("Goodbye", (Speaker("Ida Peg"),)),
    ]
    assert pretalx.source == "ics:talks-example-democamp"


def test_a_pretalx_description_is_markdown_and_stays_so(pretalx: Imported) -> None:
    assert pretalx.talks[0].abstract == "*Canvas*, and `poles`.\n\nSpeakers: none of these"


def test_times_are_the_places(pretalx: Imported) -> None:
    tents, fire, breakfast, goodbye = (talk.when for talk in pretalx.talks)
    berlin = ZoneInfo("Europe/Berlin")
    assert str(tents) == "2031-07-03 10:00:00+03:00", "a zone that the calendar defines"
    assert str(fire) == "2031-07-03 22:00:00+02:00", "UTC is turned into the calendar's zone"
    assert breakfast == dt.datetime.fromisoformat("2031-07-04T08:00"), (
        "a zone that is not known: as it is written"
    )
    assert goodbye == dt.datetime(2031, 7, 4, 10, 0, tzinfo=berlin), "no zone: the calendar's"


def test_a_zone_that_is_not_known_is_told(pretalx: Imported) -> None:
    told = [str(told) for told in pretalx.told]
    assert told == [
        "pretalx.ics:31: the time zone “Mars/Olympus” is not known; its times are taken as they are written"
    ]
    (other,) = read_bytes(calendar_of(top=("X-WR-TIMEZONE:Nowhere/Land",)), ".ics").told
    assert "Nowhere/Land" in str(other)


def test_a_zone_that_a_calendar_defines_is_its_own() -> None:
    def camp(*offset: str) -> bytes:
        standard = ["BEGIN:STANDARD", "DTSTART:19700101T000000", *offset, "END:STANDARD"]
        zone = ("BEGIN:VTIMEZONE", "TZID:Camp", *standard, "END:VTIMEZONE") if offset else ()
        return calendar_of("DTSTART;TZID=Camp:20310101T100000", top=zone)

    def offsets(data: bytes) -> list[str]:
        found = BY_SUFFIX[".ics"].read([SourceFile("x.ics", data)])
        return [f"{talk.when:%z}" for imported in found for talk in imported.talks]

    three, five = (
        camp("TZOFFSETFROM:+0300", "TZOFFSETTO:+0300"),
        camp("TZOFFSETFROM:+0500", "TZOFFSETTO:+0500"),
    )
    assert offsets(three) == ["+0300"]
    assert offsets(five + three + camp()) == ["+0500", "+0300", ""]


def test_a_uid_that_stands_twice_names_two_talks(pretalx: Imported) -> None:
    ids = [talk.id for talk in pretalx.talks]
    assert len(set(ids)) == len(ids)
    assert ids[2] == "pretalx-democamp-MNOPQR@talks.example"


@pytest.mark.parametrize(
    ("text", "names", "abstract"),
    [
        ("Abstract.\n\nSpeakers:\nAnn Gale\nBo Keel, Dock\n\nMore.", ["Ann Gale", "Bo Keel (Dock)"], "Abstract.\n\nMore."),
        ("Abstract.\nSpeakers: Ann Gale, Bo Keel", ["Ann Gale", "Bo Keel"], "Abstract."),
        ("Speaker: Ann Gale, Umbrella Inc\nAbstract.", ["Ann Gale (Umbrella Inc)"], "Abstract."),
        ("<p><b>Speakers:</b> Ann Gale &amp; Bo Keel</p><p>Text.</p>", ["Ann Gale", "Bo Keel"], "Text."),
        ("- Speakers:\n- Ann Gale\n- Bo Keel", [], "- Speakers:\n- Ann Gale\n- Bo Keel"),
        ("Speakers:\n- Ann Gale\n- Bo Keel", ["Ann Gale", "Bo Keel"], ""),
        ("Our speakers: they are loud.", [], "Our speakers: they are loud."),
        ("Speakers: bring your own, and amplifiers too.", [], "Speakers: bring your own, and amplifiers too."),
        ("Nothing of the kind.", [], "Nothing of the kind."),
        ("", [], ""),
    ],
)  # fmt: skip
def test_speakers_are_found_in_a_description_and_not_lost(text: str, names: list[str], abstract: str) -> None:
    found = described(text, None)
    assert [str(speaker) for speaker in found.speakers] == names
    assert found.abstract == abstract


def test_a_list_of_names_is_people_and_a_name_with_an_organisation_is_one() -> None:
    assert [str(speaker) for speaker in names_of("Ann Gale, Bo Keel, Cy van der Haze")] == [
        "Ann Gale", "Bo Keel", "Cy van der Haze",
    ]  # fmt: skip
    assert [str(speaker) for speaker in names_of("Ann Gale, Umbrella")] == ["Ann Gale (Umbrella)"]


def test_who_stands_in_title_and_description_is_one_speaker() -> None:
    title = "SUMMARY:Kernels\\, Queues & You - Ann Gale\\, Acme & Bo Keel\\, Sample AG"
    said = "DESCRIPTION:Why.\\n\\nSpeakers: Ann GALE\\, Cy van der Haze"
    data = calendar_of(title, said, top=("PRODID:-//sched.com Demo//",)).replace(b"SUMMARY:T\r\n", b"")
    (talk,) = read_bytes(data, ".ics").talks
    assert talk.title == "Kernels, Queues & You"
    assert [str(speaker) for speaker in talk.speakers] == [
        "Ann Gale (Acme)", "Bo Keel (Sample AG)", "Cy van der Haze",
    ]  # fmt: skip


@pytest.mark.parametrize("known", ["Ann GALE", "Bo Keel, Cy van der Haze"])
def test_a_title_that_ends_with_a_speaker_of_its_description_is_parted_in_any_calendar(known: str) -> None:
    summary = "SUMMARY:Kernels\\, Queues & You - Ann Gale\\, Acme & Bo Keel\\, Sample AG"
    escaped = known.replace(",", "\\,")
    data = calendar_of(f"DESCRIPTION:Why.\\n\\nSpeakers: {escaped}").replace(b"SUMMARY:T", summary.encode())
    (talk,) = read_bytes(data, ".ics").talks
    assert talk.title == "Kernels, Queues & You"
    assert [str(speaker) for speaker in talk.speakers][:2] == ["Ann Gale (Acme)", "Bo Keel (Sample AG)"]


@pytest.mark.parametrize(
    ("end", "known"),
    [
        ("Ann Gale & Bo Keel", "Cy van der Haze"),  # whom the talk is about
        ("Ann Gale", "Ann Gale"),  # "Keynote - Ann Gale" is that keynote's name
        ("Ann Gale & Bo Keel", ""),
    ],
)
def test_a_title_keeps_its_end_where_that_may_be_no_speakers(end: str, known: str) -> None:
    said = f"DESCRIPTION:Why.\\n\\nSpeakers: {known}" if known else "DESCRIPTION:Why."
    data = calendar_of(said).replace(b"SUMMARY:T", f"SUMMARY:Kernels - {end}".encode())
    (talk,) = read_bytes(data, ".ics").talks
    assert talk.title == f"Kernels - {end}"


def test_a_kind_is_in_brackets_before_the_title() -> None:
    assert dict(one("SUMMARY:x").others) == {}
    talk = read_bytes(
        calendar_of().replace(b"SUMMARY:T", b"SUMMARY:[workshop] (Re)build it [all]"), ".ics"
    ).talks[0]
    assert (talk.title, dict(talk.others)) == ("(Re)build it [all]", {"kind": "workshop"})


def test_what_is_attached_is_a_video_slides_or_related() -> None:
    attached = ["https://youtu.be/AAAAAAAAAAA", "https://x.example/a.pptx", "https://x.example/a.zip"]
    talk = one(*(f"ATTACH:{link}" for link in attached), "ATTACH;ENCODING=BASE64;VALUE=BINARY:AAAA")
    assert [talk.video, talk.slides, *talk.related] == attached


def test_a_repeated_event_is_told() -> None:
    told = read_bytes(calendar_of("RRULE:FREQ=DAILY", "DTSTART:20310503T100000"), ".ics").told
    assert "repeated" in str(told[0])


@pytest.mark.parametrize(
    ("data", "line", "says"),
    [
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:a\n", 3, "cut off"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMM", 3, "cut off"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:a\nEND:VCALENDAR\n", 4, "has not begun"),
        (b"BEGIN:VCALENDAR\ngarbage\nEND:VCALENDAR\n", 2, "no line of a calendar"),
        (b"BEGIN:VCALENDAR\nEND:VCALENDAR\nSUMMARY:a\n", 3, "outside"),
        (b"BEGIN:VEVENT\nEND:VEVENT\n", 1, "does not belong"),
        (b"BEGIN:VCALENDAR\nBEGIN:VCALENDAR\nEND:VCALENDAR\nEND:VCALENDAR\n", 2, "does not belong"),
        (b"BEGIN:VCALENDAR\n\nSUMMARY:\xff\nEND:VCALENDAR\n", 3, "UTF-8"),
        (calendar_of("DTSTART:2031"), 5, "no date or time"),
        (calendar_of("DTSTART:99999999T999999Z"), 5, "no date or time"),
        (calendar_of("UID:a\x1bb"), 5, "control character"),
        (calendar_of("LOCATION:a\\nb\x07"), 5, "control character"),
        (calendar_of("DESCRIPTION:" + "x" * 600_000), 5, "600,000 characters"),
        (b"BEGIN:VCALENDAR\n" + b"BEGIN:X\n" * 50, 9, "deeply"),
        (b"", 1, "no BEGIN:VCALENDAR"),
    ],
)
def test_a_damaged_calendar_is_an_error_with_its_line(data: bytes, line: int, says: str) -> None:
    with pytest.raises(SourceError) as raised:
        read_bytes(data, ".ics")
    assert says in raised.value.message
    assert raised.value.line == line
