"""A schedule that is damaged, mis-encoded or meant to harm is one sentence with its place, and nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.transfer.formats.format import Format
from talktui.transfer.imported import Imported
from talktui.transfer.source_files import SourceError, SourceFile

from .schedule_reading import BY_SUFFIX, DATA, FILES, read_bytes

XML = '<?xml version="1.0" encoding="{}"?><schedule><conference><title>T</title></conference>{}</schedule>'
EVENT = "<day date='2031-05-03'><room name='Q'><event id='1'><title>{}</title></event></room></day>"
OURS = sorted(FILES.iterdir())
FORMATS = [pytest.param(form, id=suffix) for suffix, form in BY_SUFFIX.items()]


def outcome(form: Format, data: bytes) -> Imported | SourceError:
    """What comes of `data`, by force: a source, or the error that a person reads."""
    file = SourceFile("given", data)
    assert form.recognises(file) in (True, False)
    result: Imported | SourceError
    try:
        (result,) = form.read([file])
    except SourceError as error:
        result = error
    if isinstance(result, SourceError):
        assert str(result).startswith("given")
        assert "\n" not in result.message
    return result


def refused(data: bytes, suffix: str) -> SourceError:
    with pytest.raises(SourceError) as raised:
        read_bytes(data, suffix)
    return raised.value


BOMB = (
    "<!DOCTYPE lolz [<!ENTITY a 'ha'>"
    + "".join(f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    + "]>"
)


@pytest.mark.parametrize(
    "prolog",
    [
        BOMB,
        "<!DOCTYPE schedule SYSTEM 'file:///etc/passwd'>",
        "<!DOCTYPE schedule [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>",
        "<!DOCTYPE schedule [<!ENTITY % p SYSTEM 'http://127.0.0.1:9/x.dtd'> %p;]>",
        "<!DOCTYPE schedule>",
    ],
    ids=["bomb", "system", "entity", "parameter", "bare"],
)
def test_a_document_type_is_refused_whatever_it_declares(prolog: str) -> None:
    for entity in ("", "&j;", "&x;"):
        body = f"<schedule><conference><title>T{entity}</title></conference></schedule>"
        data = f"<?xml version='1.0'?>\n{prolog}{body}".encode()
        assert BY_SUFFIX[".xml"].recognises(SourceFile("x", data))
        error = refused(data, ".xml")
        assert "document type" in error.message
        assert error.line == 2


def test_an_entity_that_nothing_declares_is_an_error_with_its_place() -> None:
    error = refused(b"<schedule>\n<conference>&x;</conference></schedule>", ".xml")
    assert (error.line, error.column) == (2, 13)


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_a_file_that_is_cut_off_anywhere_is_an_error_with_a_line(path: Path) -> None:
    data = path.read_bytes().rstrip()
    for twentieth in range(1, 20):
        part = data[: len(data) * twentieth // 20]
        error = refused(part, path.suffix)
        assert 1 <= error.line <= part.count(b"\n") + 1
        assert "cut off" in error.message or "is no UTF-8" in error.message
        assert BY_SUFFIX[path.suffix].recognises(SourceFile("x", part)) or twentieth < 5


@pytest.mark.skipif(not DATA.is_dir(), reason="the real schedules are not there")
@pytest.mark.parametrize(
    "name",
    [
        "fosdem/2013.xml",
        "schedules/pretalx-democon.json",
        "schedules/frab-camp2019.json",
        "ics/pycon-us-talk.ics",
    ],
)
def test_a_real_file_that_is_cut_off_anywhere_is_an_error_with_a_line(name: str) -> None:
    data = (DATA / name).read_bytes().rstrip()
    for twentieth in range(1, 20):
        error = refused(data[: len(data) * twentieth // 20], Path(name).suffix)
        assert error.line > 0
        assert "cut off" in error.message or "is no UTF-8" in error.message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-15", "windows-1252", "koi8-r"])
def test_xml_is_read_in_the_encoding_that_it_declares(encoding: str) -> None:
    title = "Слово" if encoding == "koi8-r" else "Café"
    data = XML.format(encoding, EVENT.format(title)).encode(encoding)
    assert BY_SUFFIX[".xml"].recognises(SourceFile("x", data))
    assert read_bytes(data, ".xml").talks[0].title == title


@pytest.mark.parametrize(
    "encoding", ["utf-8", "no-such-thing", "euc-jp", "utf-7", "utf-16", "rot13", "\u1e9e"]
)
def test_xml_in_another_encoding_than_it_declares_is_an_error(encoding: str) -> None:
    error = refused(XML.format(encoding, EVENT.format("Café")).encode("latin-1", "replace"), ".xml")
    assert error.line == 1


@pytest.mark.parametrize("suffix", [".json", ".ics"])
def test_text_that_is_no_utf_8_is_an_error_with_its_line(suffix: str) -> None:
    path = next(path for path in OURS if path.suffix == suffix)
    lines = path.read_bytes().split(b"\n")
    lines[3] += b"\xe9"
    error = refused(b"\n".join(lines), suffix)
    assert "UTF-8" in error.message
    assert error.line == 4


def test_a_byte_order_mark_is_no_harm() -> None:
    for path in OURS:
        if b"ISO-8859-1" not in path.read_bytes()[:60]:
            data = b"\xef\xbb\xbf" + path.read_bytes()
            assert BY_SUFFIX[path.suffix].recognises(SourceFile("x", data))
            assert read_bytes(data, path.suffix).talks


def test_a_title_of_ten_megabytes_is_an_error() -> None:
    huge = "x" * 10_000_000
    documents = {
        ".json": json.dumps(
            {
                "schedule": {
                    "conference": {"title": "T", "days": [{"rooms": {"Q": [{"id": 1, "title": huge}]}}]}
                }
            }
        ),
        ".xml": XML.format("utf-8", EVENT.format(huge)),
        ".ics": f"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:{huge}\nEND:VEVENT\nEND:VCALENDAR\n",
    }
    for suffix, document in documents.items():
        error = refused(document.encode(), suffix)
        assert "characters" in error.message
        assert len(error.message) < 200
        assert error.line > 0


def test_control_characters_are_an_error_in_a_title_and_no_xml() -> None:
    assert refused(XML.format("utf-8", EVENT.format("a\x1bb")).encode(), ".xml").line == 1
    assert "U+009B" in refused(XML.format("utf-8", EVENT.format("a\x9bb")).encode(), ".xml").message
    calendar = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:a\x1b]0;b\nEND:VEVENT\nEND:VCALENDAR\n"
    assert "U+001B" in refused(calendar.encode(), ".ics").message


def test_deep_nesting_is_an_error() -> None:
    inside = {"[": "]", '{"a":': "}"}
    for begin, end in inside.items():
        for depth in (900, 100_000):
            text = (
                '{"schedule": {"conference": {"title": "T", "x": ' + begin * depth + "1" + end * depth + "}}}"
            )
            result = outcome(BY_SUFFIX[".json"], text.encode())
            assert isinstance(result, Imported) is (depth == 900)
    assert refused(b"<schedule>" + b"<a>" * 10_000, ".xml").line == 1
    assert refused(b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\n" * 10_000, ".ics").line > 1


def test_numbers_that_nobody_writes_are_no_crash() -> None:
    for number in ("1e999", "-Infinity", "NaN", "1" * 5_000, "1e-400", "99999999999999999999"):
        event = f'{{"id": {number}, "title": {number}, "duration": {number}, "start": {number}, "room": {number}}}'
        text = f'{{"schedule": {{"conference": {{"title": {number}, "days": [{{"rooms": {{"Q": [{event}]}}}}]}}}}}}'
        outcome(BY_SUFFIX[".json"], text.encode())


def spoilt(value: object, spoil: object) -> list[object]:
    """`value` with each of its parts in turn replaced by `spoil`."""
    found: list[object] = [spoil]
    if isinstance(value, dict):
        for key, part in value.items():
            found += [{**value, key: other} for other in spoilt(part, spoil)]
    elif isinstance(value, list):
        for at, part in enumerate(value):
            found += [[*value[:at], other, *value[at + 1 :]] for other in spoilt(part, spoil)]
    return found


@pytest.mark.parametrize(
    "spoil", [None, 5, "", "x", [], {}, [None], {"x": None}, True, [["x"]], {"name": {"en": 1}}]
)
def test_anything_may_stand_anywhere_in_json(spoil: object) -> None:
    for document in spoilt(json.loads((FILES / "frab.json").read_text()), spoil):
        outcome(BY_SUFFIX[".json"], json.dumps(document).encode())


def test_an_element_may_be_anywhere_or_empty_in_xml() -> None:
    text = (FILES / "frab.xml").read_text("latin-1")
    for name in sorted(set(re.findall(r"<(\w+)[ >]", text))):
        renamed = re.sub(rf"(</?){name}\b", r"\1x", text)
        emptied = re.sub(rf"<{name}\b([^>]*)>.*?</{name}>", rf"<{name}/>", text, flags=re.DOTALL)
        nested = re.sub(
            rf"<{name}\b([^>]*)>(.*?)</{name}>", rf"<{name}><b>\2</b>z</{name}>", text, flags=re.DOTALL
        )
        for changed in (renamed, emptied, nested):
            outcome(BY_SUFFIX[".xml"], changed.encode("latin-1"))


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=300))
def test_any_bytes_are_a_source_or_an_error(form: Format, data: bytes) -> None:
    outcome(form, data)


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_damage_to_a_file_is_a_source_or_an_error(path: Path, data: st.DataObject) -> None:
    whole = path.read_bytes()
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole)))
        dropped = data.draw(st.integers(0, 40))
        put = data.draw(st.one_of(st.binary(max_size=8), st.sampled_from(
            [b"\n", b'"', b"<", b">", b"&", b"]]>", b"{", b"}", b"null", b":", b";", b"\\", b"END:VEVENT\n", b"\x00", b"\xff"]
        )))  # fmt: skip
        whole = whole[:at] + put + whole[at + dropped :]
    outcome(BY_SUFFIX[path.suffix], whole)


_LINES = st.sampled_from(
    """BEGIN:VCALENDAR|END:VCALENDAR|BEGIN:VEVENT|END:VEVENT|SUMMARY:T|SUMMARY;LANGUAGE=en:T - A B, C|DTSTART:20310101T100000Z
DTSTART;TZID=Europe/Berlin:20310101T100000|DTSTART;VALUE=DATE:20310101|DTSTART:00010101T000000Z|DTSTART:99991231T235959Z
DTEND:20310101T110000|DTEND;VALUE=DATE:20310102|DTEND:x|DURATION:P9999999999D|DURATION:-PT5M|DURATION:x|RRULE:x|RRULE:FREQ=DAILY
RECURRENCE-ID:20310101|UID:u|UID:|CATEGORIES:a,b|CATEGORIES|X-WR-TIMEZONE:Asia/Tokyo|X-WR-TIMEZONE:../x|X-WR-CALNAME:C
ATTACH:https://x.example/s.pptx|ATTACH;ENCODING=BASE64;VALUE=BINARY:AA|DESCRIPTION:Speakers:\\nA B|BEGIN:VALARM|END:VALARM
BEGIN:VTIMEZONE|END:VTIMEZONE|TZID:T|BEGIN:STANDARD|END:STANDARD|TZOFFSETFROM:+9999|TZOFFSETTO:x|GEO:x|LOCATION;X="a:b:c
 folded|STATUS:CANCELLED|PRODID:-//Sched.com X//EN|PRODID:-//pretalx//h//e|METHOD:CANCEL|=|:|;:""".replace("\n", "|").split("|")
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(_LINES, max_size=12), st.booleans())
def test_any_lines_of_a_calendar_are_a_source_or_an_error(lines: list[str], framed: bool) -> None:
    if framed:
        lines = ["BEGIN:VCALENDAR", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR"]
    outcome(BY_SUFFIX[".ics"], "\r\n".join(lines).encode())
