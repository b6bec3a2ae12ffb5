"""An exported post is read back: the same talks, fields and texts."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.notes.document import parse
from talktui.notes.front_matter.yaml_new import mapping, yaml_text
from talktui.notes.headings import sections
from talktui.notes.video_links import is_video_link
from talktui.transfer.formats import blog_post
from talktui.transfer.imported import Imported
from talktui.transfer.labels import kept_apart
from talktui.transfer.merging.body_parts import plain
from talktui.transfer.source_files import SourceFile
from tests.transfer.exported import exported, library_of, talks_in
from tests.transfer.read_back import (
    NOTE,
    OTHER,
    YAML,
    as_imported,
    found,
    notes,
    read_json,
)

CHICAGO = Path(__file__).parents[3] / "shared" / "data" / "blogs" / "zola-kubecon-chicago-log.md"


def read_post(text: str) -> Imported:
    return blog_post.read_post(SourceFile("post.md", text.encode()))


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


@pytest.mark.parametrize("front_matter", ["hugo", "zola"])
@pytest.mark.parametrize("before", ["", "\n\n"])
def test_a_note_with_its_title_and_video_in_a_heading_alone_is_one_talk(
    front_matter: str, before: str
) -> None:
    video = "https://youtu.be/eeeeeeeeeee"
    library = library_of(
        {
            "a.md": f"---\nconference: X\n---\n{before}# [“Linked *title*”]({video})\n\nbody\n\n## Part\n",
            "b.md": f"---\nconference: X\ntitle: Another\n---\n# [A demo]({video}x)\n\n# Part\n",
        }
    )
    post = exported(library, front_matter=front_matter, whole=True)
    assert post.told == ()
    read = {talk.title: talk for talk in read_post(post.text).talks}
    assert set(read) == {talk.title for talk in talks_in(library)} == {"Linked title", "Another"}
    assert (read["Linked title"].video, read["Linked title"].body) == (video, "body\n\n## Part")
    assert read["Another"].body == f"# [A demo]({video}x)\n\n# Part"


def test_a_heading_that_cannot_be_told_from_a_talks_is_named() -> None:
    text = "Words before it.\n\n# [T](https://youtu.be/eeeeeeeeeee)\n"
    told = exported(library_of({"a.md": text}), front_matter="hugo", whole=True).told
    assert told == (
        "importing this post would not give the same talks: 2 of 1 are read;"
        " a text has the heading “T”, which is read as a talk",
    )
