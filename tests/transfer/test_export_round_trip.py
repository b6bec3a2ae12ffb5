"""An exported post and exported JSON are read back: the same talks, fields and texts."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.notes.document import parse
from talktui.notes.front_matter.values import Sequence, Value
from talktui.notes.front_matter.yaml_new import Bare, literal, mapping, yaml_text
from talktui.notes.headings import sections
from talktui.notes.talk import Talk
from talktui.notes.video_links import is_video_link
from talktui.safe_text import copyable
from talktui.transfer.formats import blog_post, talktui_json
from talktui.transfer.imported import Imported, ImportedTalk
from talktui.transfer.labels import kept_apart
from talktui.transfer.merging.body_parts import composed, plain
from talktui.transfer.source_files import SourceError, SourceFile
from tests.transfer.exported import HOSTILE, TEXTS, exported, library_of, talks_in
from tests.transfer.test_heading_levels import MARKDOWN

CHICAGO = Path(__file__).parents[3] / "shared" / "data" / "blogs" / "zola-kubecon-chicago-log.md"


def as_imported(talk: Talk, body: str | None = None) -> dict[str, Any]:
    """What an import of `talk` should find."""
    when: Any = talk.date
    if talk.date and talk.time:
        when = dt.datetime.combine(talk.date, talk.time)
    return {
        "title": talk.title, "categories": talk.categories, "tags": talk.tags, "speakers": talk.speakers, "when": when,
        "video": talk.video, "slides": talk.slides, "url": talk.url, "duration": talk.duration, "status": talk.status,
        "rating": talk.rating, "verdict": talk.verdict, "related": talk.related, "id": talk.id,
        "body": plain(talk.body if body is None else body),
    }  # fmt: skip


def found(talk: ImportedTalk) -> dict[str, Any]:
    return {name: getattr(talk, name) for name in as_imported_names()} | {
        "body": composed(talk.body, talk.abstract, talk.outline)
    }


def as_imported_names() -> tuple[str, ...]:
    return (
        "title", "categories", "tags", "speakers", "when", "video", "slides", "url", "duration", "status", "rating",
        "verdict", "related", "id",
    )  # fmt: skip


def read_post(text: str) -> Imported:
    return blog_post.read_post(SourceFile("post.md", text.encode()))


def read_json(text: str) -> list[Imported]:
    return list(talktui_json.read([SourceFile("notes.json", text.encode())]))


NOTE = """\
---
title: "Prometheus: what's next? (C#, *stars*)"
categories: [Observability, Metrics]
speakers: [{name: Ann Example, role: SRE, organisation: "Example, Inc"}, {name: Bob}]
date: 2023-11-08 10:30
video: https://www.youtube.com/watch?v=abcdefghijk
slides: https://slides.example/a(b).pdf
url: https://sched.example/1
duration: 34:12
status: watched
rating: 4
verdict: "worth it: yes"
tags: [a/b, otel]
related: [https://e.x/1, Other talk]
id: "6600"
room: Hall 3
language: en
capacity: 200
links: [one, two]
---

# Part one

text

##### Deep

Underlined
----------

```
# no heading
```

## Abstract

the conference's words
"""
OTHER = """\
---
conference: ExampleConf 2023
date: 2023-11-09
categories: Security
---
Without a video.
"""
YAML = "name: ExampleConf 2023\nstart: 2023-11-07\nend: 2023-11-09\nlocation: Chicago\ncategories:\n- name: Observability\n  about: my [thing](https://e.x)\n"


@pytest.mark.parametrize("front_matter", ["hugo", "zola"])
def test_importing_an_exported_post_gives_the_same_talks_fields_and_texts(front_matter: str) -> None:
    library = library_of({"c/conference.yaml": YAML, "c/one.md": NOTE, "c/other.md": OTHER})
    made = exported(library, front_matter=front_matter, whole=True)
    assert made.told == ()
    imported = read_post(made.text)
    assert [found(talk) for talk in imported.talks] == [as_imported(talk) for talk in talks_in(library)]
    assert dict(imported.talks[0].others) == {
        "room": "Hall 3", "language": "en", "capacity": "200", "links": ("one", "two"),
    }  # fmt: skip
    conference = imported.conference
    assert conference is not None
    assert (conference.name, conference.start, conference.location) == (
        "ExampleConf 2023",
        dt.date(2023, 11, 7),
        "Chicago",
    )
    assert conference.categories[0] == ("Observability", "my [thing](https://e.x)")


def test_without_whole_a_post_has_the_persons_own_words_only() -> None:
    library = library_of({"c/conference.yaml": YAML, "c/one.md": NOTE, "c/other.md": OTHER})
    text = exported(library).text
    assert "the conference's words" not in text
    assert "\n#### Part one\n" in text  # nobody reads it back: no comment says what it was
    assert "<!--" not in text
    assert "###### <!--h5--> Deep" in exported(library, front_matter="hugo").text
    assert "Without a video." in text


def test_what_looks_like_a_talk_in_a_text_is_none() -> None:
    body = (
        "---\nvideo: https://youtu.be/aaaaaaaaaaa\n---\n## [Part two](https://youtu.be/bbbbbbbbbbb)\n\nmore\n"
    )
    library = library_of({"one.md": body})
    imported = read_post(exported(library, front_matter="hugo").text)
    assert [found(talk) for talk in imported.talks] == [as_imported(talk) for talk in talks_in(library)]


def test_two_talks_with_the_same_title_keep_their_own_fields() -> None:
    library = library_of(
        {
            f"{n}.md": f"---\ntitle: Opening Remarks\ncategories: [A]\nrating: {n}\ndate: 2023-11-0{n}\n---\nday {n}\n"
            for n in (1, 2)
        }
    )
    imported = read_post(exported(library, front_matter="zola").text)
    assert [found(talk) for talk in imported.talks] == [as_imported(talk) for talk in talks_in(library)]


def test_a_log_comes_back_as_it_was() -> None:
    log = (
        "---\ntitle: My log\nconference: ExampleConf\ntalks:\n  a:\n    heading: A\n    rating: 3\n    mood: good\n---\n"
        "Hello.\n\n## Group\n\n### [A](https://youtu.be/aaaaaaaaaaa)\n\ntext\n\n#### Takeaways\n\n- x\n\n"
        "### [B](https://youtu.be/bbbbbbbbbbb)\n\nmore\n"
    )
    library = library_of({"log.md": log})
    made = exported(library, front_matter="hugo")
    assert "#### Takeaways" in made.text
    assert made.text.count("Hello.") == 1
    imported = read_post(made.text)
    first, second = imported.talks
    assert (first.rating, first.others, first.body) == (3, (("mood", "good"),), "text\n\n## Takeaways\n\n- x")
    assert second.body == "more"


BODIES = MARKDOWN.map(copyable).filter(lambda text: "youtu" not in text)
_SPEAKERS = st.lists(st.tuples(TEXTS, st.none() | TEXTS, st.none() | TEXTS), max_size=2)


ADDRESSES = (
    "https://e.x/a_(b)?c=d&e#f",
    "https://e.x/?a=1&copy=2&lt=3",
    "https://youtu.be/aaaaaaaaaaa",
)


@st.composite
def notes(draw: st.DrawFn) -> str:
    """A note with any fields and any text."""
    speakers: list[Value] = [
        mapping([("name", name), ("role", role), ("organisation", organisation)])
        for name, role, organisation in draw(_SPEAKERS)
    ]
    pairs: list[tuple[str, Any]] = [
        ("title", draw(TEXTS)),
        ("categories", tuple(draw(st.lists(TEXTS, max_size=2)))),
        ("tags", tuple(draw(st.lists(TEXTS, max_size=2)))),
        ("speakers", Sequence(tuple(speakers), 0) if speakers else None),
        ("date", draw(st.none() | st.dates(dt.date(1990, 1, 1)).map(literal))),
        (
            "video",
            draw(
                st.none()
                | st.sampled_from(ADDRESSES)
                | st.from_regex(r"https://youtu\.be/[a-zA-Z0-9_-]{11}", fullmatch=True)
            ),
        ),
        ("url", draw(st.none() | st.sampled_from(ADDRESSES[:2]))),
        ("duration", draw(st.none() | st.integers(0, 99999).map(str))),
        ("rating", draw(st.none() | st.integers(1, 5).map(literal))),
        ("status", draw(st.none() | st.sampled_from(["queued", "watched"]))),
        ("verdict", draw(st.none() | TEXTS)),
        ("related", tuple(draw(st.lists(TEXTS, max_size=2)))),
        ("id", draw(st.none() | TEXTS)),
        ("mood", draw(st.none() | TEXTS)),
    ]
    body = draw(BODIES)
    return f"---\n{yaml_text(mapping(pairs))}---\n\n{body}"


@settings(max_examples=120, deadline=None)
@given(st.lists(notes(), min_size=1, max_size=3), st.sampled_from(["hugo", "zola"]))
def test_any_post_is_read_back(texts: list[str], front_matter: str) -> None:
    library = library_of({f"{n}.md": text for n, text in enumerate(texts)})
    if any(note.is_log for note in library.notes.values()):
        return
    made = exported(library, front_matter=front_matter, whole=True)
    assert made.told == ()
    wanted = sorted((as_imported(talk) for talk in talks_in(library)), key=repr)
    got = sorted((found(talk) for talk in read_post(made.text).talks), key=repr)
    bodies = tuple(talk["body"] for talk in wanted)
    renamed = kept_apart(bodies).texts != bodies  # see test_export_labels
    for one, other in zip(got, wanted, strict=True):
        one_body, other_body = one.pop("body"), other.pop("body")
        assert one == other
        # What a text leaves open is closed.
        assert renamed or one_body == other_body or one_body.startswith(other_body.rstrip())


@pytest.mark.skipif(not CHICAGO.exists(), reason="the posts that are not part of the project are not here")
def test_the_chicago_log_comes_out_with_every_talk_in_its_category_with_its_link(
    capsys: pytest.CaptureFixture[str],
) -> None:
    original = CHICAGO.read_text()
    imported = read_post(original)
    files = {"conference.yaml": "name: KubeCon Chicago\n"}
    for number, talk in enumerate(imported.talks):
        front = mapping([("title", talk.title), ("categories", talk.categories), ("video", talk.video)])
        files[f"{number:02}.md"] = f"---\n{yaml_text(front)}---\n\n{talk.body}\n"
    wanted: dict[str, list[tuple[str, str | None]]] = {}
    category = ""
    for section in sections(original, original.index("\n+++\n", 3) + 5):  # by the file's own headings
        if section.link and is_video_link(section.link):
            wanted.setdefault(category, []).append((section.title, section.link))
        else:
            category = section.title
    for front_matter in ("hugo", "zola", "none"):
        for library in (library_of(files), library_of({"log.md": original})):
            made = exported(library, front_matter=front_matter)
            assert made.told == ()
            got: dict[str, list[tuple[str, str | None]]] = {}
            for section in sections(made.text, parse(made.text.encode()).body_start):
                if section.level == 2:
                    got[section.title] = []
                elif section.level == 3:
                    list(got.values())[-1].append((section.title, section.link))
            assert {name: sorted(map(str, talks)) for name, talks in got.items()} == {
                name: sorted(map(str, talks)) for name, talks in wanted.items()
            }
            again = read_post(made.text)
            assert Counter(
                (talk.title, talk.video, talk.categories, plain(talk.body)) for talk in again.talks
            ) == Counter(
                (talk.title, talk.video, talk.categories, plain(talk.body)) for talk in imported.talks
            )
    counts = {name: len(talks) for name, talks in wanted.items()}
    assert (sum(counts.values()), len(counts)) == (33, 6)
    with capsys.disabled():
        print(f"\n{sum(counts.values())} talks in {len(counts)} categories: {counts}")


JSON_NOTES = {"c/conference.yaml": YAML, "c/one.md": NOTE, "c/other.md": OTHER}


def test_exported_json_is_read_back_with_every_field_and_text() -> None:
    library = library_of(JSON_NOTES)
    (imported,) = read_json(exported(library, format="json").text)
    assert [found(talk) for talk in imported.talks] == [as_imported(talk) for talk in talks_in(library)]
    assert dict(imported.talks[0].others)["links"] == ("one", "two")
    assert (imported.source, imported.told, imported.complete) == ("talktui:exampleconf-2023", (), False)
    assert imported.conference is not None
    assert imported.conference.end == dt.date(2023, 11, 9)
    assert imported.conference.categories == (("Observability", "my [thing](https://e.x)"),)


def test_numbers_and_truths_come_back_from_json_without_quotes() -> None:
    front = '---\ntitle: A\nweight: 4\ndraft: true\nroom: "4"\nkept: [1, one]\n---\n'
    (imported,) = read_json(exported(library_of({"a.md": front}), format="json").text)
    others = dict(imported.talks[0].others)
    assert others == {"weight": "4", "draft": "true", "room": "4", "kept": ("1", "one")}
    bare = [name for name in ("weight", "draft", "room") if isinstance(others[name], Bare)]
    assert bare == ["weight", "draft"]


def test_of_a_table_that_a_field_was_read_from_the_rest_stays() -> None:
    front = '+++\ntitle = "A"\n[taxonomies]\ntags = ["x"]\nseries = ["y"]\n+++\n'
    (talk,) = json.loads(exported(library_of({"a.md": front}), format="json").text)["talks"]
    assert (talk["tags"], talk["others"]) == (["x"], {"taxonomies": {"series": ["y"]}})


def test_json_says_what_stands_in_a_note_beyond_the_fields() -> None:
    nested = '---\ntitle: A\nextra: {toc: true, weight: 3, version: 1.10}\nsource: {from: frab:x, id: "7"}\n---\n## Abstract\nwords\n'
    library = library_of({"a.md": nested})
    document = json.loads(exported(library, format="json").text)
    (talk,) = document["talks"]
    assert document["talktui"] == 1
    assert talk["others"] == {"extra": {"toc": True, "weight": 3, "version": "1.10"}}
    assert (talk["source"], talk["abstract"], talk["path"]) == (
        {"from": "frab:x", "id": "7"},
        "words",
        "a.md",
    )
    (imported,) = read_json(json.dumps(document))
    assert (imported.source, imported.talks[0].id) == ("frab:x", "7")


@settings(max_examples=120, deadline=None)
@given(st.lists(notes(), min_size=1, max_size=3))
def test_any_notes_are_read_back_from_json(texts: list[str]) -> None:
    library = library_of({f"{n}.md": text for n, text in enumerate(texts)})
    if any(note.is_log for note in library.notes.values()):
        return
    got = [found(talk) for one in read_json(exported(library, format="json").text) for talk in one.talks]
    assert sorted(map(repr, got)) == sorted(repr(as_imported(talk)) for talk in talks_in(library))


@pytest.mark.parametrize("text", ["\u202egnp.exe", "\u2067a\u2069 b\u2069", "\u05d0\u200f!"])
def test_a_turned_text_comes_back_as_it_was(text: str) -> None:
    said = json.dumps(text)
    library = library_of(
        {
            "a.md": f"---\ntitle: {said}\ncategory: {said}\nverdict: {said}\nspeakers: [{{name: {said}}}]\n---\n"
        }
    )
    wanted = [as_imported(talk) for talk in talks_in(library)]
    for front_matter in ("hugo", "zola"):
        assert [
            found(talk) for talk in read_post(exported(library, front_matter=front_matter).text).talks
        ] == wanted
    assert [
        found(talk) for one in read_json(exported(library, format="json").text) for talk in one.talks
    ] == wanted


@pytest.mark.parametrize("title", HOSTILE)
def test_json_of_a_hostile_title_parses_and_is_read_back_without_control_characters(title: str) -> None:
    (note,) = ("# x\n",)
    library = library_of({"a.md": f"---\ntitle: {json.dumps(title)}\n---\n{note}"})
    text = exported(library, format="json").text
    assert text.isascii()
    assert json.loads(text)["talks"][0]["title"] == talks_in(library)[0].title
    (imported,) = read_json(text)
    assert all(
        char.isprintable() or char in "\u202e\u202c\u2067\u2069\u200d" for char in imported.talks[0].title
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"talktui": 1, "talks": [', "no whole JSON"),
        ('{"talktui": 2, "talks": []}', "update talktui"),
        ('{"talktui": 1, "talks": []}', "no talks"),
        ('{"talktui": 1, "talks": 3}', "list of objects"),
        ('{"talktui": 1, "talks": [{"title": ""}]}', "talk 1 has no title"),
        ('{"talktui": 1, "talks": [{"title": "' + "x" * 2000 + '"}]}', "more than 1,000"),
        ('{"talktui": 1, "talks": ' + "[" * 100_000, "nested too deep"),
    ],
)
def test_json_that_is_no_export_is_refused_with_a_sentence(text: str, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        read_json(text)


def test_json_with_values_of_the_wrong_kind_says_what_it_leaves_out() -> None:
    talk = {"title": "A", "duration": "long", "rating": 9, "status": "maybe", "video": "javascript:x", "speakers": [{}],
            "tags": "a", "others": {"deep": {"a": 1}}, "body": 3}  # fmt: skip
    (imported,) = read_json(json.dumps({"talktui": 1, "talks": [talk]}))
    assert imported.talks == (ImportedTalk("A"),)
    assert len(imported.told) == 5


def test_a_post_about_two_conferences_gives_each_its_talks() -> None:
    library = library_of(
        {
            "c/conference.yaml": YAML, "c/one.md": NOTE,
            "d/conference.yaml": "name: Other 2024\n", "d/two.md": "---\ncategory: Metrics\nvideo: https://youtu.be/aaaaaaaaaaa\n---\nx [y](https://youtu.be/bbbbbbbbbbb)\n",
        }
    )  # fmt: skip
    text = exported(library, front_matter="zola", whole=True).text
    got = list(blog_post.read([SourceFile("post.md", text.encode())]))
    names = [one.conference.name for one in got if one.conference]
    assert sorted(names) == ["ExampleConf 2023", "Other 2024"]
    assert all(key != "conference" for one in got for talk in one.talks for key, _ in talk.others)
    assert [offer.talk for one in got for offer in one.offers] == [0]
    assert {talk.title: plain(talk.body) for talk in got[1].talks} == {
        "two": "x [y](https://youtu.be/bbbbbbbbbbb)"
    }


def test_a_text_that_begins_with_its_title_is_no_second_talk() -> None:
    files = {f"{n}.md": f"# Opening\n\nday {n}\n\n## Opening\n\nmore\n" for n in range(3)}
    files |= {"log.md": "---\ntitle: Opening\ncategories: [Opening]\n---\n# Opening\n"}
    library = library_of(files)
    made = exported(library, front_matter="hugo", whole=True)
    assert made.told == ()
    got = [found(talk) for talk in read_post(made.text).talks]
    assert sorted(map(repr, got)) == sorted(repr(as_imported(talk)) for talk in talks_in(library))
