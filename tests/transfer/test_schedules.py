"""Schedules of frab, pretalx and FOSDEM, in JSON and in XML: every field that they have becomes the talk's."""

from __future__ import annotations

import datetime as dt
import json
from zoneinfo import ZoneInfo

import pytest

from talktui.notes.talk import Speaker
from talktui.transfer.formats import table
from talktui.transfer.imported import Imported, ImportedTalk
from talktui.transfer.source_files import SourceError, SourceFile

from .schedule_reading import BY_SUFFIX, FILES, read_bytes, read_path, talk_called

SUMMER = dt.timezone(dt.timedelta(hours=2))


def json_of(*events: object, conference: dict[str, object] | None = None, base: str | None = None) -> bytes:
    days = [{"date": "2031-05-03", "rooms": {"Quay": list(events)}}]
    about = {"acronym": "river", "title": "River", "days": days} | (conference or {})
    return json.dumps({"schedule": {"version": "1", "base_url": base, "conference": about}}).encode()


def one(event: dict[str, object], **others: object) -> ImportedTalk:
    (talk,) = read_bytes(json_of({"id": 1, "title": "T"} | event, **others), ".json").talks  # type: ignore[arg-type]
    return talk


@pytest.fixture(scope="module")
def frab() -> Imported:
    return read_path(FILES / "frab.json")


@pytest.fixture(scope="module")
def xml() -> Imported:
    return read_path(FILES / "frab.xml")


def test_every_field_of_a_json_event_is_the_talks(frab: Imported) -> None:
    talk = talk_called(frab, "Steering by stars")
    assert talk == ImportedTalk(
        title="Steering by stars",
        line=24,
        id="11111111-0000-5000-8000-000000000001",
        categories=("Boats",),
        speakers=(Speaker("Ada Mast"), Speaker("Ben Keel", None, "Dry Dock"), Speaker("Cleo Oar")),
        when=dt.datetime(2031, 5, 3, 10, 0, tzinfo=SUMMER),
        video="https://youtu.be/BBBBBBBBBBB",
        slides="https://river.example/files/11.pdf?1",
        url="https://river.example/2031/schedule/talks/11.html",
        duration=45 * 60,
        related=("https://youtu.be/AAAAAAAAAAA", "http://river.example/map"),
        others=(
            ("subtitle", "without a compass"),
            ("type", "lecture"),
            ("language", "en"),
            ("room", "Quay"),
            ("recording_license", "CC BY 4.0"),
            ("chat", ("https://chat.example/11",)),
            ("logo", "https://river.example/logos/11.png"),
        ),
        abstract="Where is **north**?\n\nLook up.\n\n* Polaris\n* the *moon*\n\n**About Ben Keel:** Has a boat.",
    )


def test_every_field_of_an_xml_event_is_the_talks(xml: Imported) -> None:
    talk = talk_called(xml, "Steering by stars")
    assert talk == ImportedTalk(
        title="Steering by stars",
        line=19,
        id="11111111-0000-5000-8000-000000000001",
        categories=("Boats",),
        speakers=(Speaker("Ada Mast"), Speaker("Jörg Keel")),
        when=dt.datetime(2031, 5, 3, 10, 0, tzinfo=SUMMER),
        video="https://video.river.example/11.webm",
        slides="https://river.example/files/11.pdf",
        url="https://river.example/talks/11",
        duration=45 * 60,
        related=("https://youtu.be/AAAAAAAAAAA", "https://river.example/files/logo.png"),
        others=(
            ("subtitle", "without a compass"),
            ("type", "lecture"),
            ("language", "en"),
            ("room", "Quay"),
            ("recording_license", "CC BY 4.0"),
            ("do_not_record", "true"),
            ("recordings", ("https://video.river.example/11.mp4",)),
            ("feedback", "https://river.example/feedback/11"),
        ),
        abstract="Where is [north](https://river.example/north)?",
    )


def test_a_conference_is_named_placed_and_in_the_order_of_its_tracks(frab: Imported, xml: Imported) -> None:
    assert frab.conference is not None
    assert xml.conference is not None
    assert frab.conference.name == xml.conference.name == "River Conf 2031"
    assert (frab.conference.start, frab.conference.end) == (dt.date(2031, 5, 3), dt.date(2031, 5, 4))
    assert xml.conference.location == "Schleuse 3, Köln"
    assert xml.conference.url == "https://river.example/2031/"
    assert frab.conference.categories == (("Boats", ""), ("Locks", ""))


def test_the_same_conference_is_one_source_however_it_is_written(frab: Imported, xml: Imported) -> None:
    assert frab.source == xml.source == "frab:riverconf31"
    assert (frab.complete, xml.complete) == (True, True)
    assert frab.talks[0].id == xml.talks[0].id


def test_a_schedule_of_2013_has_its_days_and_no_more_than_it_says() -> None:
    old = read_path(FILES / "fosdem_2013.xml")
    assert old.source == "frab:old-conf-2013"
    welcome, night = old.talks
    assert (welcome.id, welcome.url, welcome.slides) == ("7", None, None)
    assert welcome.when == dt.datetime.fromisoformat("2013-02-02T10:30")
    assert welcome.video == "http://video.example/2013/Welcome.webm"
    assert welcome.duration == 25 * 60
    assert welcome.abstract == "Good morning. Coffee is outside."
    assert dict(welcome.others)["slug"] == "welcome"
    assert night.when == dt.datetime.fromisoformat("2013-02-03T00:30"), (
        "the night belongs to the day that it ends"
    )
    assert night.speakers == ()


def test_a_talk_of_which_little_is_said_is_a_talk(frab: Imported) -> None:
    night = talk_called(frab, "Night on the quay")
    assert (night.categories, night.speakers, night.abstract) == ((), (), "")
    assert night.when == dt.datetime(2031, 5, 4, 0, 30, tzinfo=SUMMER)
    assert night.duration == 3630
    assert night.video == "https://youtu.be/CCCCCCCCCCC"
    assert dict(night.others)["do_not_record"] == "true"


def test_two_talks_of_one_title_stay_two(frab: Imported) -> None:
    first, second = (talk for talk in frab.talks if talk.title == "Opening Remarks")
    berlin = ZoneInfo("Europe/Berlin")
    assert (first.id, second.id) == ("13", "14")
    assert first.when == dt.datetime(2031, 5, 4, 9, 15, tzinfo=berlin)
    assert first.duration == 20 * 60
    assert first.speakers == (Speaker("Dee Weir"),)
    assert second.duration is None


def test_what_is_left_out_is_told_with_its_line(frab: Imported) -> None:
    told = [str(item) for item in frab.told]
    assert told == [
        "frab.json:70: the duration “long” is left out: it is not HH:MM",
        "frab.json:71: an event without a title is left out",
        "frab.json:24: the link “javascript:alert(1)” is left out: no whole address",
    ]


XML = """<schedule><conference><title>River</title><start>soon</start></conference>
<day date="garbage"><room name="Quay"><event id="1"><title>A</title><start>10:00</start></event>
<event id="2"><title>B</title><start>11:00</start></event></room></day>
<day date="2031-05-03"><room name="Quay"><event id="3"><title>C</title><start>99:99</start></event>
<event id="4"><title>D</title><date>some day</date><start>12:00</start>
<links><link href="relative/x.pdf">Paper</link></links>
<attachments><attachment href="/a.pdf">Notes</attachment></attachments></event></room></day></schedule>"""


def test_days_times_and_links_that_are_none_are_told() -> None:
    imported = read_bytes(XML.encode(), ".xml")
    assert [talk.when for talk in imported.talks] == [
        None, None, dt.date(2031, 5, 3), dt.datetime.fromisoformat("2031-05-03 12:00"),
    ]  # fmt: skip
    assert [(item.line, item.message) for item in imported.told] == [
        (2, "the day “garbage” and the times of its talks are left out: it is not YYYY-MM-DD"),
        (4, "the time “99:99” is left out: it is not HH:MM"),
        (5, "the date “some day” is left out: it is not YYYY-MM-DD"),
        (0, "the conference's start “soon” is left out: it is not YYYY-MM-DD"),
        (
            5,
            "the link “relative/x.pdf” and 1 more are left out: no whole address, and the schedule has no `base_url`",
        ),
    ]
    based = XML.replace("<title>River", "<base_url>https://x.example/y/</base_url><title>River")
    (*_, last) = read_bytes(based.encode(), ".xml").talks
    assert last.related == ("https://x.example/y/relative/x.pdf", "https://x.example/a.pdf")


def test_a_time_without_any_day_is_told() -> None:
    events = [{"id": number, "title": "T", "start": "10:00"} for number in (1, 2)]
    imported = read_bytes(json_of(conference={"days": [{"rooms": {"Quay": events}}]}), ".json")
    assert [item.message for item in imported.told] == ["times without a day are left out"]


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("00:30", 1800),
        ("1:05", 3900),
        ("01:00:30", 3630),
        ("90", 5400),
        (90, 5400),
        ("PT45M", 2700),
        ("45 min", 2700),
        ("00:00", None),
        ("", None),
        (None, None),
        ([], None),
        (True, None),
        (-5, None),
        (1e300, None),
    ],
)  # fmt: skip
def test_a_duration_is_hours_and_minutes(said: object, seconds: int | None) -> None:
    assert one({"duration": said}).duration == seconds


def test_a_talk_without_a_duration_lasts_until_its_end() -> None:
    talk = one({"date": "2031-05-03T10:00:00+02:00", "end": "2031-05-03T10:40:00+02:00"})
    assert talk.duration == 40 * 60


@pytest.mark.parametrize(
    ("label", "is_recording"),
    [
        ("Video", True),
        ("Video (hq)", True),
        ("Video recording (WebM/VP9, 101M)", True),
        ("Recording of the talk", True),
        ("Video of Ann's talk", True),
        ("Aufzeichnung", True),
        ("", True),
        ("YouTube", True),
        ("https://youtu.be/AAAAAAAAAAA", True),
        ("How boats float", True),  # the talk's own title
        ("Presenting something else", False),
        ("The recording of the talk from another conference", False),
        ("Older demo", False),
        ("Earlier recordings", False),
    ],
)
def test_a_video_is_the_talks_when_it_is_called_its_recording(label: str, is_recording: bool) -> None:
    link = {"url": "https://youtu.be/AAAAAAAAAAA", "title": label}
    talk = one({"title": "How boats float", "links": [link]})
    assert (talk.video == link["url"]) is is_recording
    assert (talk.related == (link["url"],)) is not is_recording


@pytest.mark.parametrize(
    ("attachment", "is_slides"),
    [
        ({"title": "Slides", "url": "https://x.example/a.pdf"}, True),
        ({"title": "Folien (PDF)", "url": "https://x.example/a.pdf"}, True),
        ({"title": "What I said", "url": "https://x.example/a.pdf", "type": "slides"}, True),
        ({"title": "a file", "url": "https://x.example/a.pptx"}, True),
        ({"title": "Conf_2031_Presentation", "url": "https://x.example/a.pdf"}, True),
        ({"title": "Paper", "url": "https://x.example/a.pdf"}, False),
        ({"title": "Logo", "url": "https://x.example/a.png", "type": "slides"}, False),
    ],
)
def test_slides_are_told_from_other_files(attachment: dict[str, object], is_slides: bool) -> None:
    talk = one({"attachments": [attachment]})
    assert (talk.slides == attachment["url"]) is is_slides
    assert (talk.related == (attachment["url"],)) is not is_slides


def test_no_link_does_anything_but_lead_to_a_page() -> None:
    links: list[object] = [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "http://[",
        "",
        None,
        5,
        {},
        "/a",
    ]
    talk = one({"links": links, "url": "javascript:alert(1)"}, base="https://x.example/y/")
    assert talk.related == ("https://x.example/a",)
    assert talk.url is None


def test_an_event_that_is_given_twice_has_two_ids() -> None:
    events = [{"guid": "g", "id": 1, "title": "A"}, {"guid": "g", "id": 2, "title": "B"}] * 2
    ids = [talk.id for talk in read_bytes(json_of(*events), ".json").talks]
    assert ids[:2] == ["g", "2"]
    assert len(set(ids)) == 4


def test_a_moved_talk_keeps_its_id() -> None:
    before = one({"guid": "g", "id": 1, "start": "10:00"})
    after = one({"guid": "g", "id": 99, "start": "12:00", "room": "Elsewhere"})
    assert before.id == after.id == "g"
    assert before.when != after.when


def test_a_zone_that_is_not_known_is_told() -> None:
    imported = read_bytes(json_of(conference={"time_zone_name": "Mars/Olympus"}), ".json")
    assert "Mars/Olympus" in str(imported.told[0])


def test_further_keys_are_kept_and_none_is_taken_for_a_field_of_ours() -> None:
    others = dict(one({"code": "ABCDEF", "Level": "beginner", "status": "queued", "source": "x"}).others)
    assert others["schedule_code"] == "ABCDEF"
    assert others["level"] == "beginner"
    assert others["schedule_status"] == "queued"
    assert not {"code", "status", "source", "id"} & set(others)


def test_a_title_is_one_line() -> None:
    assert one({"title": "  a\r\n\tb  "}).title == "a b"
    assert one({"title": 42}).title == "42"


@pytest.mark.parametrize(
    ("event", "says"),
    [
        ({"title": "x" * 1_001}, "1,001 characters"),
        ({"title": "a\x1b[2Jb"}, "U+001B"),
        ({"title": "a\x00"}, "U+0000"),
        ({"title": "half \ud800"}, "half a character"),
        ({"room": "a\x9bb"}, "U+009B"),
        ({"track": "a\x07b"}, "U+0007"),
        ({"persons": [{"name": "a\x1bb"}]}, "U+001B"),
        ({"subtitle": "x" * 20_000}, "20,000 characters"),
        ({"abstract": "x" * 600_000}, "600,000 characters"),
    ],
)
def test_what_cannot_stand_in_one_line_is_an_error_with_its_place(
    event: dict[str, object], says: str
) -> None:
    with pytest.raises(SourceError) as raised:
        one(event)
    assert says in raised.value.message
    assert (raised.value.file, raised.value.line) == ("source.json", 1)


def test_control_characters_are_not_in_an_abstract() -> None:
    assert one({"abstract": "a\x1b[31mb\x00\r\nc\u2028d\ud800"}).abstract == "a[31mb\nc\nd\ufffd"


def test_the_table_recognises_every_one_of_our_files_as_what_it_is() -> None:
    for path in sorted(FILES.iterdir()):
        file = SourceFile(path.name, path.read_bytes())
        first = next(form for form in table.FORMATS if form.recognises(file))
        assert first is BY_SUFFIX[path.suffix], path.name


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[]",
        b'{"talks": []}',
        b'{"schedule": 5}',
        b'{"title": "A conference", "schedule_url": "x"}',
        b"<html><body><schedule></body></html>",
        b'<?xml version="1.0"?><feed><schedule/></feed>',
        b"# schedule\n\n<schedule>",
        b"BEGIN:VCARD\nEND:VCARD",
        b"talk about BEGIN:VCALENDAR",
    ],
)
def test_what_is_something_else_is_not_recognised(data: bytes) -> None:
    assert not any(form.recognises(SourceFile("x", data)) for form in BY_SUFFIX.values())
