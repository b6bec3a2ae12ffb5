"""A small source of each format that talktui imports, made of titles."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape

import yaml

VIDEO = "https://www.youtube.com/watch?v=aaaaaaaaa{:02}"


def frab_json(titles: Sequence[str]) -> str:
    events = [
        {
            "id": number,
            "guid": f"6ba7b810-{number}",
            "title": title,
            "date": f"2024-05-01T{9 + number % 10:02}:00:00+02:00",
            "start": f"{9 + number % 10:02}:00",
            "duration": "00:30",
            "track": "Systems",
            "abstract": "<p>What it is <b>about</b>.</p>",
            "persons": [{"id": number, "public_name": "Ada Byron"}],
        }
        for number, title in enumerate(titles)
    ]
    day = {"index": 1, "date": "2024-05-01", "rooms": {"Hall": events}}
    conference = {"acronym": "conf-2024", "title": "Conf 2024", "start": "2024-05-01", "days": [day]}
    return json.dumps({"schedule": {"version": "1", "conference": conference}}, indent=1)


def frab_xml(titles: Sequence[str]) -> str:
    events = "".join(
        f'<event id="{number}" guid="g{number}"><start>09:00</start><duration>00:30</duration>'
        f"<title>{escape(title)}</title><track>Systems</track><abstract>About it.</abstract>"
        f'<persons><person id="1">Ada Byron</person></persons></event>'
        for number, title in enumerate(titles)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<schedule>\n<conference><acronym>conf-2024</acronym>'
        "<title>Conf 2024</title><start>2024-05-01</start></conference>\n"
        f'<day index="1" date="2024-05-01"><room name="Hall">{events}</room></day>\n</schedule>\n'
    )


def ics(titles: Sequence[str]) -> str:
    def said(text: str) -> str:
        return text.replace("\\", "\\\\").replace("\n", "\\n").replace(",", "\\,").replace(";", "\\;")

    events = "".join(
        f"BEGIN:VEVENT\r\nUID:u{number}@example.org\r\nDTSTAMP:20240101T000000Z\r\n"
        f"DTSTART:20240501T{9 + number % 10:02}0000Z\r\nDTEND:20240501T{9 + number % 10:02}3000Z\r\n"
        f"SUMMARY:{said(title)}\r\nDESCRIPTION:About it.\r\nEND:VEVENT\r\n"
        for number, title in enumerate(titles)
    )
    return (
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nX-WR-CALNAME:Conf 2024\r\n{events}END:VCALENDAR\r\n"
    )


def pyvideo(titles: Sequence[str]) -> str:
    talks = [
        {
            "title": title,
            "description": "About it.",
            "speakers": ["Ada Byron"],
            "recorded": "2024-05-01",
            "duration": None,
            "tags": ["systems"],
            "thumbnail_url": "https://i.ytimg.com/vi/x/hq.jpg",
            "videos": [{"type": "youtube", "url": VIDEO.format(number)}],
        }
        for number, title in enumerate(titles)
    ]
    return json.dumps(talks[0], indent=2)  # a file a talk


def rubyevents(titles: Sequence[str]) -> str:
    talks = [
        {
            "id": f"talk-{number}",
            "title": title,
            "event_name": "Conf 2024",
            "date": "2024-05-01",
            "speakers": ["Ada Byron"],
            "video_provider": "youtube",
            "video_id": f"aaaaaaaaa{number:02}",
            "description": "About it.",
        }
        for number, title in enumerate(titles)
    ]
    return yaml.safe_dump(talks, allow_unicode=True, sort_keys=False)


def yt_dlp(titles: Sequence[str]) -> str:
    entries = [
        {
            "_type": "url",
            "id": f"aaaaaaaaa{number:02}",
            "url": VIDEO.format(number),
            "title": title,
            "ie_key": "Youtube",
        }
        for number, title in enumerate(titles)
    ]
    playlist = {
        "_type": "playlist",
        "id": "PLx",
        "title": "Conf 2024",
        "entries": entries,
        "extractor": "youtube:tab",
    }
    return json.dumps(playlist, indent=1)


def post(titles: Sequence[str]) -> str:
    talks = "".join(
        f"### [{title.replace('[', '').replace(']', '')}]({VIDEO.format(number)})\n\nI liked it.\n\n"
        for number, title in enumerate(titles)
    )
    return f"---\ntitle: Notes from Conf 2024\n---\n\n# Notes from Conf 2024\n\n## Systems\n\n{talks}"


def text(titles: Sequence[str]) -> str:
    talks = "".join(
        f"{title}\nthis one was good, and here is a sentence about what was said in it.\n" for title in titles
    )
    return f"Talk log from Conf 2024\nsome talks that i watched this week, in no order.\n{talks}"


def talktui_json(titles: Sequence[str]) -> str:
    talks = [
        {
            "path": f"{number}.md",
            "anchor": None,
            "title": title,
            "conference": "Conf 2024",
            "speakers": [{"name": "Ada Byron", "role": None, "organisation": None}],
            "video": VIDEO.format(number),
            "body": "About it.",
        }
        for number, title in enumerate(titles)
    ]
    return json.dumps({"talktui": 1, "conferences": [{"name": "Conf 2024"}], "talks": talks}, indent=2)


SAMPLES: dict[str, Callable[[Sequence[str]], str]] = {
    "frab-json": frab_json,
    "frab-xml": frab_xml,
    "ics": ics,
    "pyvideo": pyvideo,
    "rubyevents": rubyevents,
    "yt-dlp": yt_dlp,
    "post": post,
    "text": text,
    "talktui": talktui_json,
}
