"""What the files of a split log are made of: their folder and conference, headings, line ends, as an import makes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from talktui.notes.problem import Refused
from talktui.transfer.splitting import split
from tests.transfer.split_logs import VIDEO, Notes, said

TWO = f"### [Alpha]({VIDEO}a)\n\nA.\n\n### [Beta]({VIDEO}b)\n\nB.\n"


@pytest.mark.parametrize(
    ("front", "conference"),
    [
        ("---\ntitle: Chicago\n---\n", "Chicago"),
        ("+++\ntitle = 'Chicago log'\nconference = 'ChicagO'\n+++\n", "ChicagO"),
        ("---\nconference: CHICAGO\n---\n", "CHICAGO"),
    ],
)
def test_a_log_called_as_its_conference_but_for_case_is_split(
    tmp_path: Path, front: str, conference: str
) -> None:
    notes = Notes(tmp_path, {"chicago.md": f"{front}\n{TWO}"})
    notes.split("chicago.md")
    assert {talk.conference for talk in notes.talks().values()} == {conference}
    assert (tmp_path / "chicago" / "conference.yaml").read_text() == f"name: {conference}\n"


@pytest.mark.parametrize("name", ["ExampleConf", "exampleconf"])
def test_a_log_beside_its_conferences_file_is_split_into_that_folder(tmp_path: Path, name: str) -> None:
    notes = Notes(
        tmp_path,
        {
            "conf/conference.yaml": "name: ExampleConf\n",
            "conf/log.md": f"---\nconference: {name}\n---\n\n{TWO}## Nets\n\n### [C]({VIDEO}c)\n",
        },
    )
    before = {title: said(talk) for title, talk in notes.talks().items()}
    notes.split("conf/log.md")
    assert {title: said(talk) for title, talk in notes.talks().items()} == before
    assert set(notes.files()) == {"conf/conference.yaml", "conf/alpha.md", "conf/beta.md", "conf/c.md"}


def test_a_log_in_a_folder_that_is_called_as_its_conference_is_split_into_it(tmp_path: Path) -> None:
    notes = Notes(tmp_path, {"exampleconf-2024/log.md": TWO, "exampleconf-2024/other.md": "# Other\n"})
    notes.split("exampleconf-2024/log.md")
    assert {"alpha.md", "beta.md", "other.md"} == {path.name for path in tmp_path.rglob("*.*")}
    assert {talk.conference for talk in notes.talks().values()} == {"exampleconf 2024"}
    assert {talk.categories for talk in notes.talks().values()} == {()}


def test_a_split_gives_no_conference_to_notes_that_stand_there_already(tmp_path: Path) -> None:
    notes = Notes(
        tmp_path, {"log.md": f"---\nconference: ExampleConf\n---\n\n{TWO}", "kept/old.md": "# Old\n"}
    )
    before = notes.talks()["Old"].conference
    notes.split("log.md", "kept")
    talks = notes.talks()
    assert talks["Old"].conference == before
    assert talks["Alpha"].conference == talks["Beta"].conference == "ExampleConf"


def test_a_split_says_which_folder_would_be_a_category(tmp_path: Path) -> None:
    notes = Notes(tmp_path, {"conf/conference.yaml": "name: ExampleConf\n", "conf/log.md": TWO})
    with pytest.raises(Refused, match="in conf/deep/ it would be of “deep”; choose another folder"):
        split(notes.library, "conf/log.md", "conf/deep", notes.around)


def test_headings_in_a_split_logs_texts_are_no_talks_where_the_folder_says_a_level(tmp_path: Path) -> None:
    notes = Notes(
        tmp_path,
        {
            "conf/conference.yaml": "name: ExampleConf\ntalk_level: 2\n",
            "conf/log.md": "## Alpha\n\n### Part\n\nText.\n\n## Beta\n\n"
            "---\n\n#### <!--h2--> Was one\n\nB.\n",
        },
    )
    notes.split("conf/log.md")
    assert set(notes.talks()) == {"Alpha", "Beta"}
    notes.join("conf/", "conf/log.md")
    assert set(notes.talks()) == {"Alpha", "Beta"}
    assert "talk_level: 0" not in (tmp_path / "conf" / "log.md").read_text()


def test_joined_and_then_split_texts_have_their_headings_as_they_were(tmp_path: Path) -> None:
    body = "# Top\n\nx\n\n## Sub\n\nOver\ntwo lines\n===\n\n##### Deep\n\n```\n# code\n```\n"
    notes = Notes(
        tmp_path,
        {
            "a.md": f"---\ntitle: A\nconference: ExampleConf\n---\n{body}",
            "b.md": "---\ntitle: B\nconference: ExampleConf\n---\n\n#### Only deep\n",
        },
    )
    before = notes.files()
    notes.join("", "log.md")
    log = (tmp_path / "log.md").read_text()
    assert "\njoined: true\n" in log
    assert "\n#### Sub\n" in log
    notes.split("log.md")
    assert notes.talks()["A"].body.strip() == body.strip()
    assert notes.talks()["B"].body.strip() == "#### Only deep"
    assert "joined" not in "".join(path.read_text() for path in tmp_path.rglob("*.*"))
    notes.undo()
    notes.undo()
    assert notes.files() == before


def test_texts_without_headings_that_move_leave_no_word_of_it(tmp_path: Path) -> None:
    notes = Notes(tmp_path, {f"c/{name}.md": f"# {name}\n\n#### Deep\n" for name in "ab"})
    notes.join("c/", "log.md")
    assert "joined" not in (tmp_path / "log.md").read_text()
    notes.split("log.md")
    assert {talk.body.strip() for talk in notes.talks().values()} == {"#### Deep"}


@pytest.mark.parametrize("eol", ["\n", "\r\n"])
def test_a_split_leaves_no_marker_of_a_log_that_talktui_made(tmp_path: Path, eol: str) -> None:
    log = f"### [A]({VIDEO}a)\n\n#### <!--u1-->Top<!--/ ===-->\n\nx\n\n### [B]({VIDEO}b)\n\n#### Sub\n"
    notes = Notes(tmp_path, {"log.md": log.replace("\n", eol)})
    notes.split("log.md")
    assert notes.talks()["A"].body.strip() == "Top\n===\n\nx".replace("\n", eol)
    assert notes.talks()["B"].body.strip() == "## Sub"


def test_imported_talks_of_a_log_are_files_as_an_import_makes_them(tmp_path: Path) -> None:
    source = "    source: {from: example, id: q}\n"
    log = (
        f"---\ntalks:\n  q:\n    heading: Q\n{source}---\n\n### [Q]({VIDEO}a)\n\n#### Abstract\n\nAbout.\n\n"
        f"##### <!--h4--> More\n\n### [Own]({VIDEO}b)\n\n#### Later\n"
    )
    notes = Notes(tmp_path, {"log.md": log})
    notes.split("log.md")
    talks = notes.talks()
    assert talks["Q"].body.strip() == "## Abstract\n\nAbout.\n\n#### More"
    assert talks["Own"].body.strip() == "#### Later"
    notes.join("log/", "again.md")
    again = {title: talk.body.strip() for title, talk in notes.talks().items()}
    assert again == {"Q": "#### Abstract\n\nAbout.\n\n###### More", "Own": "#### Later"}


def test_headings_of_files_with_windows_line_ends_are_found_in_the_log(tmp_path: Path) -> None:
    text = "# {0}\r\n\r\n## Part of {0}\r\n" + "\r\nword" * 60 + "\r\n## End of {0}\r\n"
    files = {f"c/{one}.md": text.format(one) for one in "ab"}
    notes = Notes(tmp_path, {**files, "d.md": "[p](c/a.md#part-of-a) [e](c/b.md#end-of-b)\n"})
    notes.join("c/", "log.md")
    assert (tmp_path / "d.md").read_text() == "[p](log.md#part-of-a) [e](log.md#end-of-b)\n"
