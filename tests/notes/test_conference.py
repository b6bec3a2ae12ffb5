"""Which conference and category a note's folders say."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.notes.conference import Folders, read_conference, telling, tells


def folders(**files: str) -> Folders:
    return Folders(lambda path: files[path].encode() if path in files else None)


def given_files(files: dict[str, str]) -> Folders:
    return Folders(lambda path: files[path].encode() if path in files else None)


@pytest.mark.parametrize(
    ("path", "name", "category"),
    [
        ("2018/djangocon-us/a.md", "djangocon us 2018", ""),
        ("djangocon-us/2018/a.md", "djangocon us 2018", ""),
        ("djangocon-us-2018/a.md", "djangocon us 2018", ""),
        ("ODSC/odsc-east-2015.md", "ODSC", ""),
        ("Berkeley_Data_Dialogs/notes.md", "Berkeley Data Dialogs", ""),
        ("a.md", "", ""),
        ("content/posts/a.md", "", ""),
        ("en/blog/a.md", "", ""),
        ("en-US/docs/a.md", "", ""),
        ("2023/11/08/a.md", "", ""),
        ("2018-talks/pycon/a.md", "pycon 2018", ""),
        ("content/kubecon-2023/talks/a.md", "kubecon 2023", ""),
        ("kubecon-2023/observability/a.md", "kubecon 2023", "observability"),
        ("2018/djangocon-us/track-a/deep/a.md", "djangocon us 2018", "track a"),
        ("blog/2022-05-12-a-post/index.md", "", ""),
        ("kubecon-2023/2022-05-12-a-post/index.md", "kubecon 2023", ""),
        (".obsidian/a.md", "", ""),
    ],
)
def test_a_folder_tells_the_conference(path: str, name: str, category: str) -> None:
    place = folders().place(path)
    assert (place.conference.name, place.category) == (name, category)
    assert place.conference.file is None


def test_the_folder_that_tells_is_the_conferences() -> None:
    assert folders().for_note("x/2018/djangocon-us/track/a.md").folder == "x/2018/djangocon-us"
    assert folders().for_note("djangocon-us/2018/a.md").folder == "djangocon-us/2018"


KUBECON = """
name: KubeCon EU 2019
start: 2019-05-20
end: 2019-05-23
location: Barcelona
url: https://k.example
playlist: https://youtube.com/playlist?list=x
talk_level: 2
not_talks: [Tools, Conference details]
categories:
  - name: Networking
    about: What moves packets
  - Security
"""


def test_a_conference_file_is_read_whole() -> None:
    conference = read_conference("k/conference.yaml", KUBECON.encode())
    assert conference.name == "KubeCon EU 2019"
    assert (conference.start, conference.end) == (dt.date(2019, 5, 20), dt.date(2019, 5, 23))
    assert (conference.location, conference.url) == ("Barcelona", "https://k.example")
    assert conference.playlist == "https://youtube.com/playlist?list=x"
    assert (conference.talk_level, conference.not_talks) == (2, ("Tools", "Conference details"))
    assert conference.categories == (("Networking", "What moves packets"), ("Security", ""))
    assert (conference.folder, conference.file, conference.problems) == ("k", "k/conference.yaml", ())


def test_the_nearest_conference_file_above_counts_before_any_folder_name() -> None:
    found = given_files({"conference.yaml": "name: Root", "a/conference.yaml": "name: Near"})
    assert found.for_note("a/pycon-2018/x.md").name == "Near"
    assert found.place("a/pycon-2018/x.md").category == "pycon 2018"
    assert found.place("a/talks/x.md").category == ""
    assert found.for_note("b/pycon-2018/x.md").name == "Root"
    assert found.for_note("x.md").name == "Root"


def test_a_conference_file_without_a_name_takes_its_folders() -> None:
    assert (
        given_files({"2018/djangocon/conference.yaml": "start: 2018-01-01"})
        .for_note("2018/djangocon/x.md")
        .name
        == "djangocon 2018"
    )
    assert read_conference("k/conference.yaml", b"title: T").name == "T"


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("name: A\nstart: soon", 2, "start"),
        ("name: A\nurl: not one", 2, "url"),
        ("name: A\ntalk_level: 9", 2, "talk_level"),
        ("name: A\ncategories:\n  - [a]", 3, "category"),
        ("start: 2018-01-01", 1, "name"),
        ("name: a: b", 1, "name"),
        ("- a", 1, "list"),
    ],
)
def test_what_is_wrong_in_it_is_said_with_its_line(text: str, line: int, word: str) -> None:
    problems = read_conference("conference.yaml", text.encode()).problems
    assert problems[0].line == line
    assert any(word in problem.message for problem in problems)


@pytest.mark.parametrize(
    "settings",
    [
        "categories:\n  continuous deployment: Continuous Delivery\n",
        "categories:\n  Continuous Delivery: [Continuous Deployment, cd]\n",
        "categories:\n  - name: Continuous Delivery\n    aliases: [continuous deployment]\n",
        "categories:\n  - continuous deployment: Continuous Delivery\n",
    ],
)
def test_aliases_of_categories_are_known_whatever_their_case(settings: str) -> None:
    found = given_files({".talktui.yaml": settings})
    assert found.category("Continuous DEPLOYMENT") == "Continuous Delivery"
    assert found.category("Other") == "Other"
    assert found.problems == ()
    assert found.place("pycon-2018/continuous-deployment/a.md").category == "Continuous Delivery"


def test_settings_of_another_shape_are_a_problem() -> None:
    assert given_files({".talktui.yaml": "categories: x"}).problems[0][1].line == 1
    assert given_files({".talktui.yaml": "categories: [x]"}).problems
    assert given_files({".talktui.yaml": "categories:"}).problems == ()
    assert folders().problems == ()


def test_each_file_is_asked_for_once() -> None:
    asked: list[str] = []

    def files(path: str) -> None:
        asked.append(path)

    found = Folders(files)
    for number in range(50):
        found.place(f"a/b/{number}.md")
    assert len(asked) == len(set(asked))


@settings(deadline=None)
@given(st.lists(st.text(min_size=1, max_size=12), max_size=6), st.text(max_size=60))
def test_no_name_and_no_file_raises(parts: list[str], text: str) -> None:
    depth, name = telling(parts)
    assert (depth == 0) == (name == "")
    assert 0 <= depth <= len(parts)
    for part in parts:
        tells(part)
    read_conference("a/conference.yaml", text.encode("utf-8", "surrogatepass"))
    read_conference("conference.yaml", b"\xff\x00" + text.encode("utf-16", "surrogatepass"))
    given_files({".talktui.yaml": text.encode("utf-8", "ignore").decode()}).place("/".join(parts))
