"""A log split into files, and joined again, has the same talks; links follow; undo gives the bytes back."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from talktui.notes.front_matter.values import Mapping, Scalar
from talktui.notes.front_matter.yaml_new import literal, mapping
from talktui.notes.groups import NewFile
from talktui.notes.journal import Journal
from talktui.notes.library import Library
from talktui.notes.move_plan import Around, Plan
from talktui.notes.problem import Refused
from talktui.notes.store import Store
from talktui.notes.talk import Kind, Talk
from talktui.transfer.formats.post_conference import named_in
from talktui.transfer.heading_levels import raised
from talktui.transfer.joining import join
from talktui.transfer.labels import kept_apart
from talktui.transfer.log_text import LogEntry, log_text
from talktui.transfer.splitting import SAME, split
from tests.transfer.exported import library_of, talks_in
from tests.transfer.seen import seen
from tests.transfer.test_heading_levels import MARKDOWN

BLOGS = Path(__file__).parents[3] / "shared" / "data" / "blogs"
VIDEO = "https://www.youtube.com/watch?v=29yKJ1312A"

LOG = f"""---
title: Autumn notes
conference: GopherMeet 2024
draft: false
defaults:
  date: 2024-09-03
  tags: [go]
talks:
  sidecars-at-rest:
    heading: Sidecars at rest
    tags: [mesh]
    rating: 4
    speakers: ["Ada Byron, Looms & Co", Grace H]
    room: {{name: Aula, floor: 2}}
  q:
    heading: Q
    categories: [Networking, People]
---

What I saw, and [the best](#sidecars-at-rest).

## Networking

### [Sidecars at rest]({VIDEO}a)
Calm. ![a picture](pictures/calm.png) See [home][h] and [Q](#q).

#### Later

More.

### [Q]({VIDEO}b)

## Operations

Two of these.

### [A quiet pager]({VIDEO}c)
No more.

[h]: https://example.org/home
"""


class Notes:
    """A notes directory on the disk, read anew whenever it is asked."""

    def __init__(self, root: Path, files: dict[str, str | bytes]) -> None:
        self.root = root
        for path, text in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(text if isinstance(text, bytes) else text.encode())
        self.store = Store(root, journal=Journal.in_memory())

    @property
    def library(self) -> Library:
        library = Library()
        self.store.refresh_folders()
        for note in self.store.load():
            library.replace(note)
        return library

    @property
    def around(self) -> Around:
        return Around(self.store.folders, self.store.names)

    def talks(self) -> dict[str, Talk]:
        return {talk.title: talk for talk in self.library.talks if talk.kind is Kind.TALK}

    def split(self, path: str, into: str | None = None) -> Plan:
        return self._make(split(self.library, path, into, self.around))

    def join(self, under: str, into: str | None = None) -> Plan:
        library = self.library
        talks = [talk for talk in library.talks if talk.key.path.startswith(under)]
        return self._make(join(library, talks, into, self.around))

    def _make(self, plan: Plan) -> Plan:
        made = self.store.make(plan.title, plan.tasks, whole=plan.whole)
        assert not made.failures
        return plan

    def files(self) -> dict[str, bytes]:
        return {
            str(path.relative_to(self.root)): path.read_bytes()
            for path in self.root.rglob("*")
            if path.is_file()
        }

    def undo(self) -> None:
        step = self.store.journal.next_undo()
        assert step is not None
        assert not self.store.take_back(step).failures


def said(talk: Talk) -> dict[str, object]:
    return {name: getattr(talk, name) for name in SAME} | {"body": talk.body.strip()}


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


def test_the_text_that_runs_into_the_next_talk_is_named_when_a_join_is_refused(tmp_path: Path) -> None:
    for opens in ("```\ncode", "<!-- a comment", "<pre>\nx"):
        notes = Notes(tmp_path, {"a.md": f"# A\n\n{opens}\n", "b.md": "# B\n\nPlain.\n"})
        with pytest.raises(Refused, match="the text of “A” does not end where “B” begins"):
            join(notes.library, list(notes.library.talks), "log.md", notes.around)


@settings(max_examples=60, deadline=None)
@given(st.lists(MARKDOWN, min_size=2, max_size=3), st.booleans(), st.booleans())
def test_joined_and_then_split_files_have_the_same_texts(
    texts: list[str], imported: bool, titled: bool
) -> None:
    texts = [text.replace("\r\n", "\n") for text in texts]
    assume(list(kept_apart(texts).texts) == texts)  # else they are called otherwise in the log, and stay so
    source = "source:\n  from: example\n" if imported else ""
    front = f"title: Talk {{0}}\nconference: ExampleConf\ntalk_level: 0\n{source}"
    head = "# Talk {0}\n\n" if titled else ""
    files = {
        f"{number}.md": f"---\n{front}---\n{head}".format(number) + text for number, text in enumerate(texts)
    }
    library = library_of(files)
    try:
        joined = join(library, talks_in(library), "log.md")
    except Refused:
        return  # said in words, and nothing is changed
    log = next(task.data for task in joined.tasks if isinstance(task, NewFile))
    library = library_of({"log.md": log})
    apart = split(library, "log.md")
    made = {task.path: task.data for task in apart.tasks if isinstance(task, NewFile)}
    back = talks_in(library_of(made))
    assert [talk.title for talk in back] == [f"Talk {number}" for number in range(len(texts))]
    assert [talk.body.strip() for talk in back] == [text.strip() for text in texts]


_WORDS = st.text("abcdefgh éß&'’:?!", min_size=1, max_size=20).map(lambda text: " ".join(text.split()))
_TITLES = _WORDS.filter(lambda text: any(char.isalpha() for char in text))
_FRONT = st.fixed_dictionaries(
    {},
    optional={
        "tags": st.lists(st.sampled_from(["go", "rust", "a/b"]), min_size=1, unique=True).map(tuple),
        "rating": st.integers(1, 5).map(literal),
        "status": st.sampled_from(["queued", "watched", "skipped"]),
        "speakers": st.lists(
            st.sampled_from(["Ada Byron, Looms", "Grace H", "Li (Role | Org, Inc)"]), min_size=1
        ).map(tuple),
        "date": st.dates().map(lambda day: literal(day.isoformat())),
        "duration": st.sampled_from(["34:12", "1:02:03"]),
        "source": st.just(Mapping((("from", Scalar("example", 0)),), 0)),
        "mine": st.just(Mapping((("deep", Scalar("text: here", 0, plain=False)),), 0)),
    },
)
_BODIES = st.lists(
    st.sampled_from(
        ["Text.", "", "#### Deep", "##### Deeper", "###### Deepest", "- a list", "`code`", "> said"]
    ),
    max_size=4,
).map("\n".join)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(_TITLES, st.booleans(), st.sampled_from(["", "Networks", "People"]), _FRONT, _BODIES),
        min_size=2, max_size=6, unique_by=lambda talk: talk[0].casefold(),
    )
)  # fmt: skip
def test_split_and_then_joined_a_log_has_the_same_talks(
    tmp_path_factory: pytest.TempPathFactory,
    talks: list[tuple[str, bool, str, dict[str, object], str]],
) -> None:
    entries = [
        LogEntry(title, f"{VIDEO}{number}" if video else None, category, mapping(front.items()), body)  # type: ignore[arg-type]  # of the kinds above
        for number, (title, video, category, front, body) in enumerate(talks)
    ]
    data = log_text("Notes", entries, mapping([("conference", "GopherMeet 2024")]), "An introduction.")
    notes = Notes(tmp_path_factory.mktemp("notes"), {"log.md": data})
    before = {title: said(talk) for title, talk in notes.talks().items()}
    notes.split("log.md")
    for title, talk in notes.talks().items():
        moved = {"body": raised(str(before[title]["body"]), 2)} if "source.from" in talk.fields else {}
        assert said(talk) == before[title] | moved
    assert len([path for path in notes.files() if path.endswith(".md")]) == len(talks) + 1
    notes.join("log/")
    assert {title: said(talk) for title, talk in notes.talks().items()} == before
    assert {talk.key.path for talk in notes.talks().values()} == {"log/gophermeet-2024.md"}


@pytest.mark.skipif(not BLOGS.is_dir(), reason="the real posts are not beside this checkout")
@pytest.mark.parametrize(
    ("name", "count"), [("zola-kubecon-chicago-log.md", 33), ("zola-kubecon-la-log.md", 22)]
)
def test_a_real_log_split_and_joined_again_has_every_talk_as_it_was(
    tmp_path: Path, name: str, count: int
) -> None:
    notes = Notes(tmp_path, {"log.md": (BLOGS / name).read_bytes()})
    conference = {"conference": named_in(next(iter(notes.talks().values())).conference)}
    before = {title: said(talk) | conference for title, talk in notes.talks().items()}
    assert len(before) == count
    notes.split("log.md")
    assert {title: said(talk) for title, talk in notes.talks().items()} == before
    assert len(list((tmp_path / "log").glob("*.md"))) == count + 1
    notes.join("log/")
    assert {title: said(talk) for title, talk in notes.talks().items()} == before
