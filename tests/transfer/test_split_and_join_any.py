"""Any log split and joined again, any files joined and split, and a real log: the same talks and texts."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from talktui.notes.front_matter.values import Mapping, Scalar
from talktui.notes.front_matter.yaml_new import literal, mapping
from talktui.notes.groups import NewFile
from talktui.notes.problem import Refused
from talktui.transfer.formats.post_conference import named_in
from talktui.transfer.heading_levels import raised
from talktui.transfer.joining import join
from talktui.transfer.labels import kept_apart
from talktui.transfer.log_text import LogEntry, log_text
from talktui.transfer.splitting import split
from tests.transfer.exported import library_of, talks_in
from tests.transfer.split_logs import VIDEO, Notes, said
from tests.transfer.test_heading_levels import MARKDOWN

BLOGS = Path(__file__).parents[3] / "shared" / "data" / "blogs"


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
