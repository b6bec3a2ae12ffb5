"""One file's bytes → a note: titles, dates, pages, and files that hold anything at all."""

import datetime as dt
from dataclasses import FrozenInstanceError, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.notes.conference import Folders
from talktui.notes.reader import file_title, read_note, unreadable
from talktui.notes.talk import Etag, Kind, Note, Talk, TalkKey


def read(text: str | bytes, path: str = "a-talk.md", files: dict[str, str] | None = None) -> Note:
    data = text.encode() if isinstance(text, str) else text
    known = files or {}
    return read_note(path, data, None, Folders(lambda p: known[p].encode() if p in known else None))


def talk(text: str, path: str = "a-talk.md", files: dict[str, str] | None = None) -> Talk:
    (only,) = read(text, path, files).talks
    return only


@pytest.mark.parametrize(
    ("text", "path", "title"),
    [
        ("---\ntitle: T\n---\n# H", "a.md", "T"),
        ("---\ntitle: ''\n---\n# H", "a.md", "H"),
        ("text\n# [H](https://x.example)\n", "a.md", "H"),
        ('# "Quoted talk"', "a.md", "Quoted talk"),
        ("## Not this", "a-good_talk.md", "a good talk"),
        ("", "2023-11-08-a-talk.md", "a talk"),
        ("", "2023-11-08.md", "2023-11-08"),
        ("", "x/2023-11-08-a-talk/index.md", "a talk"),
        ("", "x/A.MARKDOWN", "A"),
    ],
)
def test_the_title_is_found(text: str, path: str, title: str) -> None:
    assert talk(text, path).title == title


def test_a_broken_title_is_shown_and_a_problem() -> None:
    found = talk("---\ntitle: Design: an idea\nspeaker: Ada, Acme\n---\nx")
    assert found.title == "Design: an idea"
    assert found.speakers[0].organisation == "Acme"
    assert found.problems[0].line == 2


def test_the_date_comes_from_the_field_then_the_name_then_the_conference() -> None:
    files = {"k/conference.yaml": "name: K\nstart: 2019-05-20"}
    assert talk("---\ndate: 2019-05-22\n---\n", "k/2019-05-21-x.md", files).date == dt.date(2019, 5, 22)
    assert talk("", "k/2019-05-21-x.md", files).date == dt.date(2019, 5, 21)
    assert talk("", "k/2019-05-21-x/index.md", files).date == dt.date(2019, 5, 21)
    assert talk("", "k/x.md", files).date == dt.date(2019, 5, 20)
    assert talk("", "x.md", files).date is None


def test_conference_and_category_come_from_the_front_matter_then_the_folder() -> None:
    files = {"k/conference.yaml": "name: K", ".talktui.yaml": "categories: {sec: Security}"}
    plain = talk("", "k/sec/x.md", files)
    assert (plain.conference, plain.categories) == ("K", ("Security",))
    own = talk("---\nevent: E\ntrack: SEC\n---\n", "k/other/x.md", files)
    assert (own.conference, own.categories) == ("E", ("Security",))


def test_the_link_of_the_first_h1_is_video_or_url() -> None:
    assert talk("# [A](https://youtu.be/xxxxxxxxxxx)\n").video == "https://youtu.be/xxxxxxxxxxx"
    assert talk("# [A](https://a.example)\n").url == "https://a.example"
    both = talk("---\nvideo: https://v.example/1\n---\n# [A](https://youtu.be/xxxxxxxxxxx)\n")
    assert both.video == "https://v.example/1"


def test_tags_of_the_text_are_beside_those_of_the_front_matter() -> None:
    found = talk("---\ntags: [Otel]\n---\n#otel #new `#no`\n")
    assert (found.tags, found.inline_tags, found.all_tags) == (("Otel",), ("otel", "new"), ("Otel", "new"))


def test_body_and_line_are_where_the_markdown_begins() -> None:
    found = talk("---\na: b\n---\nbody\n")
    assert (found.body, found.line) == ("body\n", 4)
    assert talk("\ufeffbody").body == "body"


def test_a_note_opens_into_its_sections() -> None:
    assert [section.title for section in talk("# A\n## B\n").sections] == ["A", "B"]


@pytest.mark.parametrize(
    ("path", "text", "page"),
    [
        ("README.md", "x", True),
        ("a/readme.md", "---\ndate: 2023-11-08\n---\n", True),
        ("a/_index.md", "x", True),
        ("index.md", "---\ndate: 2023-11-08\n---\n", True),
        ("a/index.md", "---\ntitle: x\n---\n", True),
        ("a/index.md", "---\ndate: 2023-11-08\n---\n", False),
        ("a/2023-11-08-post/index.md", "x", False),
        ("site/post/index.md", "x", False),
        ("a/reader.md", "x", False),
        ("a/index.txt.md", "x", False),
    ],
)
def test_pages_describe_their_folder_and_are_no_talks(path: str, text: str, page: bool) -> None:
    found = read(text, path, {"site/_index.md": "x"})
    assert found.is_page is page
    assert [one.kind for one in found.talks] == [Kind.ABOUT if page else Kind.TALK]


def test_a_readme_of_video_links_is_a_log() -> None:
    found = read("## [A](https://youtu.be/xxxxxxxxxxx)\n## [B](https://youtu.be/yyyyyyyyyyy)\n", "README.md")
    assert (found.is_log, found.is_page) == (True, False)


def test_a_file_that_cannot_be_read_is_a_row_with_its_reason() -> None:
    found = unreadable("a/x.md", "permission denied")
    assert found.talks[0].key == TalkKey("a/x.md")
    assert (found.talks[0].kind, found.talks[0].title) == (Kind.UNREADABLE, "x.md")
    assert found.talks[0].read_only == found.problems[0].message == "permission denied"


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"\0", b"---\n\xff: x\n---\n", b"x" * 2_000_000])
def test_what_must_not_be_edited_says_why(data: bytes) -> None:
    found = read(data)
    assert found.read_only
    assert found.talks[0].read_only == found.read_only


def test_every_problem_of_the_front_matter_is_on_talk_and_note() -> None:
    found = read("---\nrating: 9\ndate: x\n---\n")
    assert [problem.line for problem in found.problems] == [2, 3]
    assert found.talks[0].problems == found.problems


PIECES = st.sampled_from(
    ["---\n", "+++\n", "title: a\n", "title = 'a'\n", "talks:\n  a: {rating: 3}\n", "tags: [a\n", "# [A](https://youtu.be/aaaaaaaaaaa)\n",
     "## [B](https://youtu.be/bbbbbbbbbbb)\n", "#tag\n", "text\n", "defaults: 5\n", "talk_level: 2\n", "\x00", "\ud83d\ude00\n".encode("utf-16", "surrogatepass").decode("utf-16"),
     "date: 2024-02-30\n", "\r\n", "```\n", "<!--\n", "speaker: A & B, C\n", "\ufeff"]
)  # fmt: skip


@settings(deadline=None)
@given(
    st.binary(max_size=200) | st.lists(PIECES, max_size=12).map(lambda parts: "".join(parts).encode()),
    st.sampled_from(
        ["a.md", "2018/x/a.md", "index.md", "a/index.md", "README.md", "\udcff.md", "2023-11-08-.md"]
    ),
)
def test_any_bytes_give_a_note(data: bytes, path: str) -> None:
    found = read(data, path)
    assert found.data == data
    assert found.talks
    for one in found.talks:
        assert one.title
        assert 0 <= one.body_start <= one.body_end <= len(one.text)
        assert one.line >= 1


@settings(deadline=None)
@given(st.text(min_size=1, max_size=30))
def test_every_file_has_a_title(name: str) -> None:
    assert file_title(f"{name}.md")


@given(st.lists(st.integers(-(2**65), 2**65) | st.integers(0, 2**40), min_size=5, max_size=5))
def test_a_note_says_what_its_file_looked_like_to_the_number(numbers: list[int]) -> None:
    note = read_note("a.md", b"# A", Etag(*numbers), Folders(lambda _path: None))
    assert note.etag == tuple(numbers)
    assert note.etag is not None
    assert note.etag.mtime_ns == numbers[3]
    assert note == replace(note)
    assert replace(note, etag=None).etag is None
    assert f"mtime_ns={numbers[3]}" in repr(note)
    with pytest.raises(FrozenInstanceError):
        note.etag = None  # type: ignore[misc]
