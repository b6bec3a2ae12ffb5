"""A post about several conferences says what each of them says, and gives it back."""

from __future__ import annotations

import pytest

from talktui.notes.library import Library
from talktui.transfer.formats import blog_post
from talktui.transfer.source_files import SourceFile
from tests.transfer.exported import exported, library_of

VIDEO = "---\ncategory: {}\nvideo: https://youtu.be/{:011}\n---\n"


def conference(name: str, **about: str) -> str:
    said = "".join(f"- name: {category}\n  about: {text}\n" for category, text in about.items())
    return f"name: {name}\ncategories:\n{said}" if said else f"name: {name}\n"


def library(**abouts: dict[str, str]) -> Library:
    files: dict[str, str] = {}
    for number, (name, about) in enumerate(abouts.items()):
        files[f"{name}/conference.yaml"] = conference(f"{name} 2023", **about)
        files[f"{name}/o.md"] = VIDEO.format("Ops", 2 * number)
        files[f"{name}/{name}.md"] = VIDEO.format(f"Only{name}", 2 * number + 1)
    return library_of(files)


def areas_of(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("- **")]


def read_back(text: str) -> dict[str, dict[str, str]]:
    read = blog_post.read([SourceFile("post.md", text.encode())])
    return {one.conference.name: dict(one.conference.categories) for one in read if one.conference}


def test_an_area_that_two_conferences_say_different_things_about_is_said_with_its_conference() -> None:
    text = exported(
        library(A={"Ops": "run it", "OnlyA": "mine"}, B={"Ops": "run [more](https://e.x)"}),
        front_matter="hugo",
    ).text
    assert areas_of(text) == [
        "- **Ops** (A 2023) :: run it",
        "- **Ops** (B 2023) :: run [more](https://e.x)",
        "- **OnlyA** :: mine",
    ]
    assert read_back(text) == {
        "A 2023": {"Ops": "run it", "OnlyA": "mine"},
        "B 2023": {"Ops": "run [more](https://e.x)", "OnlyB": ""},
    }


def test_what_only_one_says_is_not_given_to_the_other() -> None:
    text = exported(library(A={"Ops": "run it"}, B={}), front_matter="zola").text
    assert areas_of(text) == ["- **Ops** (A 2023) :: run it"]
    assert {name: about["Ops"] for name, about in read_back(text).items()} == {
        "A 2023": "run it",
        "B 2023": "",
    }


def test_what_they_agree_on_is_said_once() -> None:
    text = exported(library(A={"Ops": "run it"}, B={"Ops": "run it"}), front_matter="hugo").text
    assert areas_of(text) == ["- **Ops** :: run it"]
    assert {about["Ops"] for about in read_back(text).values()} == {"run it"}


def test_areas_without_a_talk_are_not_listed_for_several_conferences() -> None:
    said = {"Ops": "run it", "Nothing": "here"}
    assert areas_of(exported(library(A=said, B={"Ops": "run it"})).text) == ["- **Ops** :: run it"]
    assert len(areas_of(exported(library(A=said)).text)) == 2


@pytest.mark.parametrize(
    ("names", "title", "intro"),
    [
        ("A", "Talk log from A 2023", "Notes on 2 talks at A 2023."),
        ("AB", "'Talk log: A 2023 and B 2023'", "Notes on 4 talks at A 2023 and B 2023."),
        ("ABC", "'Talk log: A 2023, B 2023 and C 2023'", "Notes on 6 talks at A 2023, B 2023 and C 2023."),
        ("ABCD", "Talk log", "Notes on 8 talks at 4 conferences."),
    ],
)
def test_a_post_is_called_after_its_conferences(names: str, title: str, intro: str) -> None:
    text = exported(library(**{name: {} for name in names}), front_matter="hugo").text
    assert f"\ntitle: {title}\n".replace("'", '"') in text
    assert intro in text


def test_a_post_of_many_conferences_is_called_after_its_years() -> None:
    files = {f"{n}.md": f"---\nconference: C{n}\ndate: 20{20 + n // 3}-05-01\n---\n" for n in range(5)}
    assert "\ntitle: Talk log 2020–2021\n" in exported(library_of(files), front_matter="hugo").text


def test_a_place_that_the_name_says_is_not_said_twice() -> None:
    files = {"c/conference.yaml": "name: ExampleConf Chicago\nlocation: Chicago\n", "c/a.md": "x\n"}
    assert "at ExampleConf Chicago.\n" in exported(library_of(files)).text
    files["c/conference.yaml"] = "name: ExampleConf Chicago\nlocation: McCormick Place\n"
    assert "at ExampleConf Chicago, McCormick Place.\n" in exported(library_of(files)).text
