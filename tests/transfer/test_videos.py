"""Talks from pyvideo's data, RubyEvents' lists and what yt-dlp says, in all the shapes that these have."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from types import ModuleType

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.notes.talk import Speaker
from talktui.transfer.formats import pyvideo, ruby_events, yt_dlp
from talktui.transfer.imported import Imported, ImportedTalk
from talktui.transfer.source_files import SourceError, SourceFile
from talktui.transfer.sources import read

DATA = Path(__file__).parents[3] / "shared" / "data"
real_data = pytest.mark.skipif(not DATA.is_dir(), reason="the real data is not beside this checkout")


def write(path: Path, said: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(said if isinstance(said, str) else json.dumps(said))
    return path


def only(imported: list[Imported]) -> Imported:
    assert len(imported) == 1
    return imported[0]


# -- pyvideo


def an_event(tmp_path: Path) -> Path:
    event = tmp_path / "gophermeet-2024"
    write(event / "category.json", {"title": "GopherMeet 2024"})
    write(
        event / "videos" / "sidecars-at-rest.json",
        {
            "title": "Sidecars at rest",
            "speakers": ["Ada Byron", "Li Wei"],
            "recorded": "2024-09-04",
            "duration": 1830.4,
            "description": "<p>Why they <b>rest</b>.</p>",
            "language": "eng",
            "tags": ["mesh", "mesh", "go"],
            "related_urls": [
                "https://example.org/talk",
                {"label": "Slides", "url": "https://example.org/slides.pdf"},
                {"label": "Code", "url": "https://example.org/code"},
            ],
            "videos": [
                {"type": "mp4", "url": "https://example.org/a.mp4"},
                {"type": "youtube", "url": "https://www.youtube.com/watch?v=29yKJ1312AM"},
            ],
            "quality_notes": "no sound at first",
        },
    )
    write(
        event / "videos" / "quiet.json",
        {"title": "A quiet pager", "speakers": [], "recorded": "2024-09-03", "duration": None,
         "description": None, "videos": [{"type": "youtube", "url": "https://youtu.be/bXkXu_IKVdI"}]},
    )  # fmt: skip
    return event


def test_an_events_folder_is_its_talks_with_every_field_they_have(tmp_path: Path) -> None:
    imported = only(read([str(an_event(tmp_path))]))
    assert (imported.source, imported.format) == ("pyvideo:gophermeet-2024", "pyvideo")
    assert imported.conference is not None
    assert imported.conference.name == "GopherMeet 2024"
    assert (imported.conference.start, imported.conference.end) == (dt.date(2024, 9, 3), dt.date(2024, 9, 4))
    quiet, sidecars = imported.talks
    assert quiet == ImportedTalk(
        "A quiet pager", id="quiet", when=dt.date(2024, 9, 3), video="https://youtu.be/bXkXu_IKVdI"
    )
    assert sidecars.speakers == (Speaker("Ada Byron"), Speaker("Li Wei"))
    assert sidecars.duration == 1830
    assert sidecars.tags == ("mesh", "go")
    assert sidecars.slides == "https://example.org/slides.pdf"
    assert sidecars.related == ("https://example.org/talk", "https://example.org/code")
    assert sidecars.video == "https://www.youtube.com/watch?v=29yKJ1312AM"
    assert dict(sidecars.others)["recordings"] == ("https://example.org/a.mp4",)
    assert sidecars.abstract == "Why they **rest**."
    assert dict(sidecars.others)["quality_notes"] == "no sound at first"
    assert imported.complete


def test_a_talk_by_itself_is_of_the_event_that_its_folder_names(tmp_path: Path) -> None:
    file = an_event(tmp_path) / "videos" / "quiet.json"
    imported = only(read([str(file)]))
    assert imported.source == "pyvideo:gophermeet-2024"
    assert imported.conference is not None
    assert imported.conference.name == "gophermeet 2024"
    assert not imported.complete


@real_data
def test_every_talk_of_pyvideo_is_read() -> None:
    imported = read([str(DATA / "pyvideo")])
    assert len(imported) == 540
    assert sum(len(one.talks) for one in imported) == 21_715
    assert len({one.source for one in imported}) == 540
    for one in imported:
        assert len({talk.id for talk in one.talks}) == len(one.talks)
        assert all(talk.video for talk in one.talks)


# -- RubyEvents


VIDEOS = """# Website: https://example.org
# Playlist: https://www.youtube.com/playlist?list=PLabc
---
## Day 1

- id: "ada-gophermeet"
  title: "Sidecars at rest"
  raw_title: "GopherMeet 2024 - Sidecars at rest by Ada Byron"
  event_name: "GopherMeet 2024"
  date: "2024-09-04"
  published_at: "2024-10-01"
  video_provider: "youtube"
  video_id: "29yKJ1312AM"
  track: "Meshes"
  slides_url: "https://example.org/slides"
  description: |-
    Why they rest: no reason.

    More of it.
  speakers:
    - Ada Byron
    - Li Wei
  alternative_recordings:
    - note: "again"
      video_provider: "vimeo"
      video_id: "123456"

- id: "lightning-gophermeet"
  title: "Lightning talks"
  raw_title: "Lightning talks"
  event_name: "GopherMeet 2024"
  video_provider: "youtube"
  video_id: "bXkXu_IKVdI"
  talks:
    - id: "one"
      title: "Lightning Talk: yes"
      start_cue: "00:00:05"
      end_cue: "00:04:10"
      video_provider: "parent"
      video_id: "one"
      speakers: [Jo Yes]
    - title: "Two"
      start_cue: "00:04:10"
      video_provider: "parent"
      video_id: "two"

- id: "never"
  title: "Never recorded"
  raw_title: ""
  video_provider: "not_recorded"
  video_id: "never"
  speakers:
    - TODO
"""


def test_a_list_of_rubyevents_is_its_talks_those_within_a_recording_too(tmp_path: Path) -> None:
    imported = only(read([str(write(tmp_path / "videos.yml", VIDEOS))]))
    assert imported.source == "rubyevents:gophermeet-2024"
    assert imported.conference is not None
    assert imported.conference.playlist == "https://www.youtube.com/playlist?list=PLabc"
    sidecars, lightning, yes, two, never = imported.talks
    assert (sidecars.id, sidecars.line, sidecars.categories) == ("ada-gophermeet", 6, ("Meshes",))
    assert sidecars.abstract == "Why they rest: no reason.\n\nMore of it."
    assert dict(sidecars.others)["recordings"] == ("https://vimeo.com/123456",)
    assert sidecars.slides == "https://example.org/slides"
    assert lightning.outline == "- 0:05 Lightning Talk: yes\n- 4:10 Two"
    assert yes.video == "https://www.youtube.com/watch?v=bXkXu_IKVdI&t=5s"
    assert (yes.duration, yes.speakers) == (245, (Speaker("Jo Yes"),))
    assert (two.duration, two.id) == (None, None)
    assert (never.video, never.speakers) == (None, ())


@pytest.mark.parametrize(("cue", "told"), [('"TODO"', 0), ('""', 0), ('"soon"', 1)])
def test_a_talk_without_a_cue_stands_in_its_place_without_a_time(tmp_path: Path, cue: str, told: int) -> None:
    videos = VIDEOS.replace('start_cue: "00:04:10"', f"start_cue: {cue}").replace('"Two"', '"1. # Two"')
    imported = only(read([str(write(tmp_path / "videos.yml", videos))]))
    _, lightning, _, two, _ = imported.talks
    assert lightning.outline == "- 0:05 Lightning Talk: yes\n- 1\\. # Two"
    assert two.video == lightning.video
    assert [one.line for one in imported.told] == [42] * told
    assert all("soon" in str(one) for one in imported.told)


def _video(number: int) -> str:
    return (
        f'- id: "{number}"\n  title: "Talk {number}"\n  video_provider: "youtube"\n  video_id: "abcdefghi{number:02}"\n'
        "  description: |-\n    Why.\n\n    And how.\n  speakers:\n    - Ada Byron\n"
    )


@pytest.mark.parametrize(
    ("left", "says", "line"),
    [
        ('- id: "3"\n', "`title` and no `video_provider` and no `video_id`", 34),
        ('- id: "3"\n  title: "Talk 3"\n  video_provider: "youtube"\n', "no `video_id`", 34),
        (_video(3)[: _video(3).index("y.")], "within a line", 39),
        (_video(3)[: _video(3).index("    And")], "ends with its description", 34),
        (_video(3)[: _video(3).index("    - Ada")], "`speakers:` and nothing behind it", 34),
        ("", "", 0),
        (_video(3), "", 0),
        (_video(3).replace("speakers:\n    - Ada Byron", "speakers: []"), "", 0),
    ],
)
def test_a_list_that_was_cut_off_is_refused_at_its_last_video(
    tmp_path: Path, left: str, says: str, line: int
) -> None:
    file = write(tmp_path / "videos.yml", _video(0) + _video(1) + _video(2) + "\n\n\n" + left)
    if not says:
        assert len(only(read([str(file)])).talks) == 3 + bool(left)
        return
    with pytest.raises(SourceError, match="cut off") as raised:
        read([str(file)])
    assert says in str(raised.value)
    assert raised.value.line == line


@real_data
@pytest.mark.parametrize(("year", "talks"), [(2019, 106), (2023, 83), (2024, 52)])
def test_every_video_of_a_real_list_is_a_talk(year: int, talks: int) -> None:
    file = DATA / "rubyevents" / f"data_railsconf_railsconf-{year}_videos.yml"
    imported = only(read([str(file)]))
    videos = yaml.safe_load(file.read_text())  # an independent reader
    titles = [one["title"] for video in videos for one in (video, *video.get("talks", ()))]
    assert [talk.title for talk in imported.talks] == [" ".join(title.split()) for title in titles]
    assert len(titles) == talks
    assert imported.conference is not None
    assert imported.conference.name == f"RailsConf {year}"


# -- yt-dlp


PLAYLIST = {
    "_type": "playlist", "id": "PLxyz", "title": "GopherMeet 2024", "extractor_key": "YoutubeTab",
    "webpage_url": "https://www.youtube.com/playlist?list=PLxyz",
    "entries": [
        {"_type": "url", "ie_key": "Youtube", "id": "29yKJ1312AM", "url": "https://www.youtube.com/watch?v=29yKJ1312AM",
         "title": "Sidecars at Rest - Ada Byron & Li Wei, Looms", "duration": 1830.0, "channel": "Gophers"},
        {"_type": "url", "ie_key": "Youtube", "id": "aaaaaaaaaaa", "url": "https://youtu.be/aaaaaaaaaaa",
         "title": "[Private video]", "duration": None},
        {"_type": "url", "ie_key": "Youtube", "id": "bXkXu_IKVdI", "url": "https://youtu.be/bXkXu_IKVdI&list=PLxyz",
         "title": "Welcome", "duration": None},
    ],
}  # fmt: skip

VIDEO = {
    "id": "29yKJ1312AM", "title": "Sidecars at Rest", "extractor_key": "Youtube", "upload_date": "20241001",
    "webpage_url": "https://www.youtube.com/watch?v=29yKJ1312AM", "duration": 1830, "description": "Why.\nMore.",
    "playlist_id": "PLxyz", "playlist_title": "GopherMeet 2024", "tags": ["go", "mesh"],
    "chapters": [{"start_time": 0.0, "end_time": 60.0, "title": "Intro"}, {"start_time": 3725.5, "title": "A [b]"}],
}  # fmt: skip


def test_a_flat_playlist_is_a_conference_and_its_titles_say_who(tmp_path: Path) -> None:
    imported = only(read([str(write(tmp_path / "p.json", PLAYLIST))]))
    assert imported.source == "youtube:PLxyz"
    assert imported.conference is not None
    assert imported.conference.playlist == "https://www.youtube.com/playlist?list=PLxyz"
    first, second = imported.talks
    assert (first.title, first.duration, first.when) == ("Sidecars at Rest", 1830, None)
    assert first.speakers == (Speaker("Ada Byron", None, "Looms"), Speaker("Li Wei", None, "Looms"))
    assert second.video == "https://www.youtube.com/watch?v=bXkXu_IKVdI"
    assert "1 private, deleted or nameless video left out" in str(imported.told[0])


def test_a_video_in_several_parts_is_one_talk_as_long_as_all_of_them(tmp_path: Path) -> None:
    parts = [
        VIDEO
        | {"id": f"part-{number}", "title": f"Sidecars at Rest, part {number}", "duration": 600 * number}
        for number in (1, 2)
    ]
    whole = {
        "_type": "multi_video", "id": "whole", "title": "Sidecars at Rest", "extractor_key": "Dome",
        "webpage_url": "https://dome.example/whole", "duration": None, "entries": parts,
    }  # fmt: skip
    imported = only(read([str(write(tmp_path / "v.json", whole))]))
    assert imported.conference is None
    assert not imported.complete
    (talk,) = imported.talks
    assert (talk.id, talk.title, talk.video) == ("whole", "Sidecars at Rest", "https://dome.example/whole")
    assert (talk.duration, talk.when, talk.abstract, talk.outline) == (
        1800, dt.date(2024, 10, 1), "Why.\\\nMore.", "",
    )  # fmt: skip
    playlist = PLAYLIST | {"entries": [whole, *PLAYLIST["entries"]]}
    imported = only(read([str(write(tmp_path / "p.json", playlist))]))
    assert [talk.id for talk in imported.talks] == ["whole", "29yKJ1312AM", "bXkXu_IKVdI"]
    parts[1]["duration"] = None
    (talk,) = only(read([str(write(tmp_path / "v.json", whole))])).talks
    assert talk.duration is None


def test_lines_of_videos_are_of_their_playlist_and_chapters_an_outline(tmp_path: Path) -> None:
    lines = f"{json.dumps(VIDEO)}\n{json.dumps(VIDEO | {'id': 'bXkXu_IKVdI', 'title': 'Two'})}\n"
    imported = only(read([str(write(tmp_path / "videos.jsonl", lines))]))
    assert imported.source == "youtube:PLxyz"
    assert not imported.complete
    one, two = imported.talks
    assert (one.when, one.line, two.line) == (dt.date(2024, 10, 1), 1, 2)
    assert one.outline == "- 0:00 Intro\n- 1:02:05 A \\[b\\]"
    assert one.abstract == "Why.\\\nMore."
    assert dict(one.others)["video_tags"] == ("go", "mesh")


def test_a_single_video_and_a_channels_tabs(tmp_path: Path) -> None:
    bare = {key: value for key, value in VIDEO.items() if not key.startswith("playlist")}
    imported = only(read([str(write(tmp_path / "v.json", bare | {"channel_id": "UC1"}))]))
    assert (imported.source, imported.conference, len(imported.talks)) == ("youtube:UC1", None, 1)
    channel = {"_type": "playlist", "id": "UC1", "title": "Gophers", "extractor_key": "YoutubeTab",
               "entries": [PLAYLIST | {"id": "UC1-videos", "title": "Gophers - Videos"}]}  # fmt: skip
    imported = only(read([str(write(tmp_path / "c.json", channel))]))
    assert (imported.source, imported.conference) == ("youtube:UC1-videos", None)


def test_an_empty_playlist_and_a_cut_file_are_told_with_their_place(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no video"):
        read([str(write(tmp_path / "e.json", PLAYLIST | {"entries": []}))])
    with pytest.raises(SourceError) as caught:
        read([str(write(tmp_path / "cut.json", json.dumps(PLAYLIST, indent=1)[:400]))])
    assert caught.value.line > 5
    assert "cut.json" in str(caught.value)


# -- whatever is in a file


_JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                "title videos speakers entries id url _type extractor_key duration tags chapters description recorded "
                "related_urls start_time".split()
            ),
            inner,
            max_size=6,
        ),
    ),
    max_leaves=12,
)


def must_be_read_or_refused(module: ModuleType, file: SourceFile) -> None:
    module.recognises(file)
    refused = None
    try:
        list(module.read([file]))
    except SourceError as error:
        refused = str(error)
    assert refused is None or refused.startswith(file.name)


@settings(max_examples=150, deadline=None)
@given(_JSON)
def test_whatever_a_json_file_says_it_is_read_or_refused_in_words(said: object) -> None:
    for module in (pyvideo, yt_dlp):
        must_be_read_or_refused(module, SourceFile("x.json", json.dumps(said).encode()))


_DAMAGED = st.text(max_size=200).map(lambda text: (VIDEOS[:300] + text).encode("utf-8", "replace"))


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.binary(max_size=200), _DAMAGED))
def test_whatever_bytes_a_file_holds_they_are_read_or_refused_in_words(data: bytes) -> None:
    for module in (pyvideo, ruby_events, yt_dlp):
        must_be_read_or_refused(module, SourceFile("x", data))
