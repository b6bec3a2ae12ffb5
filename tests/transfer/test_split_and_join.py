"""A log split into files, and joined again, has the same talks; links follow; undo gives the bytes back."""

from __future__ import annotations

from pathlib import Path

import pytest

from talktui.notes.problem import Refused
from talktui.transfer.joining import join
from talktui.transfer.splitting import split
from tests.transfer.seen import seen
from tests.transfer.split_logs import LOG, VIDEO, Notes, said


def test_each_talk_of_a_log_is_a_file_that_says_the_same(tmp_path: Path) -> None:
    notes = Notes(tmp_path, {"autumn.md": LOG, "pictures/calm.png": b"png"})
    before = notes.talks()
    notes.split("autumn.md")
    after = notes.talks()
    assert set(after) == set(before) == {"Sidecars at rest", "Q", "A quiet pager"}
    for title in ("Q", "A quiet pager"):
        assert said(after[title]) == said(before[title])
    mesh = after["Sidecars at rest"]
    assert {talk.key.path.rpartition("/")[0] for talk in after.values()} == {"autumn"}
    assert mesh.tags == before["Sidecars at rest"].tags == ("go", "mesh")
    assert mesh.fields["room.floor"] == ("2",)
    assert (
        mesh.body.startswith("Calm. ![a picture](../pictures/calm.png)") is (tmp_path / "pictures").exists()
    )
    assert "#### Later\n\nMore.\n" in mesh.body
    assert mesh.body.endswith("[h]: https://example.org/home\n")
    assert "[Q](q.md)" in mesh.body


@pytest.mark.parametrize(
    ("says", "conference"),
    [
        ("title: Talk log from GopherMeet 2024", "GopherMeet 2024"),
        ("title: Autumn in the hills", "Autumn in the hills"),
        ("title: Talk log from GopherMeet\nconference: Talks from Gophers", "Talks from Gophers"),
        ("title: Talk log from GopherMeet\ndefaults:\n  conference: My talks from Go", "My talks from Go"),
    ],
)
def test_a_logs_title_names_the_conference_as_an_import_of_it_would(
    tmp_path: Path, says: str, conference: str
) -> None:
    notes = Notes(
        tmp_path, {"log.md": f"---\n{says}\n---\n\n## Nets\n\n### [Q]({VIDEO}a)\n\n### [R]({VIDEO}b)\n"}
    )
    notes.split("log.md")
    assert notes.talks()["Q"].conference == conference
    assert f"name: {conference}\n" in (tmp_path / "log" / "conference.yaml").read_text()


def test_what_is_in_no_talk_stays_as_the_folders_page(tmp_path: Path) -> None:
    notes = Notes(tmp_path, {"autumn.md": LOG})
    notes.split("autumn.md")
    page = (tmp_path / "autumn" / "README.md").read_text()
    assert page == (
        "---\ntitle: Autumn notes\nconference: GopherMeet 2024\ndraft: false\n---\n\n"
        "What I saw, and [the best](sidecars-at-rest.md).\n\n## Operations\n\nTwo of these.\n"
    )
    assert not (tmp_path / "autumn.md").exists()
    conference = notes.library.conferences["GopherMeet 2024"]
    assert conference.file == "autumn/conference.yaml"
    assert [name for name, _ in conference.categories] == ["Networking", "Operations"]


def test_links_to_a_split_logs_talks_follow(tmp_path: Path) -> None:
    other = "# Other\n\n[one](autumn.md#sidecars-at-rest), [[Q]], [two](autumn.md#later), [[autumn#Q]]\n"
    notes = Notes(tmp_path, {"autumn.md": LOG, "other.md": other})
    notes.split("autumn.md")
    assert (tmp_path / "other.md").read_text() == (
        "# Other\n\n[one](autumn/sidecars-at-rest.md), [[Q]], [two](autumn/sidecars-at-rest.md#later), [[q]]\n"
    )


def test_a_split_and_a_join_are_taken_back_to_the_byte(tmp_path: Path) -> None:
    notes = Notes(tmp_path, {"autumn.md": LOG.replace("\n", "\r\n"), "other.md": "[x](autumn.md#q)\n"})
    first = notes.files()
    notes.split("autumn.md")
    second = notes.files()
    assert b"\n" not in second["autumn/q.md"].replace(b"\r\n", b"")
    notes.join("autumn/")
    assert "autumn/gophermeet-2024.md" in notes.files()
    notes.undo()
    assert notes.files() == second
    notes.undo()
    assert notes.files() == first


def test_links_to_joined_files_lead_to_their_sections(tmp_path: Path) -> None:
    notes = Notes(
        tmp_path,
        {
            "g/a.md": f"---\ntitle: A\nvideo: {VIDEO}a\n---\n\nSee [b](b.md#part) and ![p](p.png).\n",
            "g/b.md": f"# [B]({VIDEO}b)\n\n## Part\n\nText.\n",
            "g/p.png": b"png",
            "c.md": "# C\n\n[a](g/a.md), [[B]], [part](g/b.md#part)\n",
        },
    )
    notes.join("g/", "logs/both.md")
    log = (tmp_path / "logs" / "both.md").read_text()
    assert f"### [A]({VIDEO}a)\n\nSee [b](#part) and ![p](../g/p.png).\n" in log
    assert f"### [B]({VIDEO}b)\n\n#### Part\n\nText.\n" in log
    assert (tmp_path / "c.md").read_text() == (
        "# C\n\n[a](logs/both.md#a), [[both#B]], [part](logs/both.md#part)\n"
    )


def test_what_cannot_be_split_or_joined_is_refused_in_words(tmp_path: Path) -> None:
    notes = Notes(tmp_path, {"autumn.md": LOG, "one.md": "# One\n", "two.md": "# Two\n"})
    library = notes.library
    with pytest.raises(Refused, match="no talk log"):
        split(library, "one.md", None, notes.around)
    with pytest.raises(Refused, match="in a log already"):
        join(library, list(library.talks), None, notes.around)
    files = [talk for talk in library.talks if talk.key.anchor is None and talk.key.path != "autumn.md"]
    with pytest.raises(Refused, match="at least two"):
        join(library, files[:1], None, notes.around)
    with pytest.raises(Refused, match="already"):
        join(library, files, "autumn.md", notes.around)
    with pytest.raises(Refused):
        join(library, files, "../out.md", notes.around)
    with pytest.raises(Refused):
        split(library, "autumn.md", "../out", notes.around)


@pytest.mark.parametrize("eol", ["\n", "\r\n"])
def test_what_is_defined_elsewhere_in_a_log_goes_where_it_is_used(tmp_path: Path, eol: str) -> None:
    log = LOG.replace("What I saw,", "What I saw [at home][h],").replace("Calm.", "Calm.[^1]") + (
        "[^1]: As [they][h] say.\n\n    At length.\n"
    )
    notes = Notes(tmp_path, {"autumn.md": log.replace("\n", eol)})
    notes.split("autumn.md")
    files = {path: data.decode() for path, data in notes.files().items()}
    end = "[h]: https://example.org/home\n[^1]: As [they][h] say.\n\n    At length.\n".replace("\n", eol)
    assert files["autumn/sidecars-at-rest.md"].endswith(f"More.{eol * 2}{end}")
    assert files["autumn/a-quiet-pager.md"].endswith(f"No more.{eol * 2}[h]: https://example.org/home{eol}")
    assert files["autumn/README.md"].endswith(
        f"## Operations{eol * 2}Two of these.{eol * 2}[h]: https://example.org/home{eol}"
    )
    notes.undo()
    assert notes.files() == {"autumn.md": log.replace("\n", eol).encode()}


def test_a_picture_that_a_logs_own_text_shows_by_a_talks_definition_is_found_from_the_page(
    tmp_path: Path,
) -> None:
    log = LOG.replace("What I saw,", "![calm][c]") + "[c]: pictures/calm.png\n"
    notes = Notes(tmp_path, {"autumn.md": log, "pictures/calm.png": b"png"})
    notes.split("autumn.md")
    assert "\n[c]: ../pictures/calm.png\n" in (tmp_path / "autumn" / "README.md").read_text()


def test_joined_talks_keep_their_footnotes_and_links_apart(tmp_path: Path) -> None:
    body = (
        "---\ntitle: {0}\nconference: ExampleConf\nvideo: "
        + VIDEO
        + "{0}\n---\n\nSee [docs].[^1]\n\n[docs]: https://{0}.org/\n[^1]: Said {0}.\n"
    )
    notes = Notes(tmp_path, {f"{name}.md": body.format(name) for name in "ab"})
    before = notes.files()
    notes.join("", "log.md")
    text = (tmp_path / "log.md").read_text()
    for name, shown in zip("ab", seen(text, [f"[{name}]({VIDEO}{name})" for name in "ab"]), strict=True):
        assert f'<a href="https://{name}.org/">docs</a>' in shown
        assert f"Said {name}." in shown
    renamed = "See [docs][docs-2].[^1-2]\n\n[docs-2]: https://b.org/\n[^1-2]: Said b."
    assert notes.talks()["b"].body.strip() == renamed
    notes.split("log.md")
    assert [notes.talks()[name].body.strip() for name in "ab"] == [
        "See [docs].[^1]\n\n[docs]: https://a.org/\n[^1]: Said a.",
        renamed,
    ]
    notes.undo()
    notes.undo()
    assert notes.files() == before


def test_a_video_on_a_page_of_any_kind_is_a_joined_talks_video(tmp_path: Path) -> None:
    front = "---\ntitle: {0}\nconference: ExampleConf\nvideo: https://example.org/{0}/\n---\n"
    notes = Notes(tmp_path, {f"{name}.md": front.format(name) for name in "ab"})
    before = {title: said(talk) for title, talk in notes.talks().items()}
    notes.join("", "log.md")
    assert {title: said(talk) for title, talk in notes.talks().items()} == before
    notes.split("log.md")
    assert {title: said(talk) for title, talk in notes.talks().items()} == before


def test_the_text_that_runs_into_the_next_talk_is_named_when_a_join_is_refused(tmp_path: Path) -> None:
    for opens in ("```\ncode", "<!-- a comment", "<pre>\nx"):
        notes = Notes(tmp_path, {"a.md": f"# A\n\n{opens}\n", "b.md": "# B\n\nPlain.\n"})
        with pytest.raises(Refused, match="the text of “A” does not end where “B” begins"):
            join(notes.library, list(notes.library.talks), "log.md", notes.around)


def test_a_heading_that_would_be_a_talk_is_said_when_a_join_is_refused(tmp_path: Path) -> None:
    front = "---\ntitle: {0}\nconference: ExampleConf\nvideo: " + VIDEO + "{0}\n---\n\n"
    text = f"First.\n\n## [A demo]({VIDEO}d)\n"
    notes = Notes(tmp_path, {"a.md": front.format("a") + text, "b.md": front.format("b")})
    with pytest.raises(Refused, match="the text of “a” holds a heading that would be a talk of its own"):
        join(notes.library, list(notes.library.talks), "log.md", notes.around)


def tags(notes: Notes) -> dict[str, set[str]]:
    return {title: set(talk.all_tags) for title, talk in notes.talks().items()}


def test_a_tag_in_a_heading_stays_a_tag_in_the_file_and_in_the_log_that_is_made_of_it(tmp_path: Path) -> None:
    log = (
        "---\nconference: Woods\ntalk_level: 2\ndefaults:\n  tags: [all]\ntalks:\n  own-tree:\n"
        "    heading: 'Own #tree'\n    tags: [mine]\n---\n"
        "## Hello #world\n\nText.\n\n## Own #tree\n\nText.\n\n## In #text too\n\nMore on #Text.\n"
        "\n## Not \\#one\n\nText.\n"
    )
    notes = Notes(tmp_path, {"l.md": log})
    before = tags(notes)
    assert before == {
        "Hello #world": {"all", "world"},
        "Own #tree": {"all", "mine", "tree"},
        "In #text too": {"all", "text"},
        "Not #one": {"all"},
    }
    notes.split("l.md")
    assert {title: {tag.casefold() for tag in found} for title, found in tags(notes).items()} == before
    assert "tags: [all, world]" in (tmp_path / "l" / "hello-world.md").read_text()
    assert "tags: [all]" in (tmp_path / "l" / "in-text-too.md").read_text()
    notes.join("l/", "again.md")
    assert {title: {tag.casefold() for tag in found} for title, found in tags(notes).items()} == before


def test_a_join_makes_no_tag_of_a_title_and_keeps_that_of_a_heading(tmp_path: Path) -> None:
    notes = Notes(
        tmp_path,
        {
            "a.md": '---\ntitle: "Hello #world"\nconference: Woods\n---\n\nText.\n',
            "b.md": "---\nconference: Woods\n---\n# Mind the #gap, not \\#that\n\nText.\n",
        },
    )
    before = tags(notes)
    assert before == {"Hello #world": set(), "Mind the #gap, not #that": {"gap"}}
    notes.join("", "log.md")
    assert tags(notes) == before
    notes.split("log.md")
    assert tags(notes) == before


def test_a_join_that_would_take_a_tag_from_a_talk_says_which(tmp_path: Path) -> None:
    front = f"---\nconference: Woods\nvideo: {VIDEO}a\n---\n"
    notes = Notes(tmp_path, {"a.md": f"{front}# #world\n\nText.\n", "b.md": "# B\n\nText.\n"})
    with pytest.raises(Refused, match=r"“#world” \(a.md\) would lose the tag world in a log"):
        join(notes.library, list(notes.library.talks), "log.md", notes.around)
