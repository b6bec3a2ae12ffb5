"""Settings, places and what is remembered: never in the way of starting."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.config import (
    Settings,
    State,
    choose_notes_dir,
    load_settings,
    load_state,
    locations,
    sample_notes_dir,
    save_state,
)
from talktui.config.settings import NAMES
from talktui.notes.talk import TalkKey

DOCS = Path(__file__).parent.parent / "docs" / "settings.md"


@pytest.fixture(autouse=True)
def _own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFIG", "STATE", "DATA", "CACHE"):
        monkeypatch.setenv(f"TALKTUI_{name}_DIR", str(tmp_path / name.lower()))


def write(text: str | bytes) -> Path:
    file = locations().config / "config.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


# -- settings


def test_without_a_file_everything_is_the_default() -> None:
    assert load_settings() == (Settings(), ())


def test_every_setting_is_read() -> None:
    file = write(
        """\
# my settings
notes: ~/talks
theme: nord
keys:
  tags: [t, ctrl+t]
  quit: Q
  help:
editor: code --wait "a b"
open: [xdg-open, --new window]
speed: 1.75
width: 100
group: [tag, conference]
sort: date
ignore: [drafts/*, "*.tmp.md"]
"""
    )
    found, problems = load_settings()
    assert problems == ()
    assert found.notes == Path.home() / "talks"
    assert found.theme == "nord"
    assert found.keys == {"tags": ("t", "ctrl+t"), "quit": ("Q",), "help": ()}
    assert found.editor == ("code", "--wait", "a b")
    assert found.open == ("xdg-open", "--new window")
    assert (found.speed, found.width) == (1.75, 100)
    assert isinstance(found.width, int)
    assert (found.group, found.sort) == (("tag", "conference"), "date")
    assert found.ignore == ("drafts/*", "*.tmp.md")
    assert load_settings(file) == (found, ())


def test_notes_may_be_relative_to_the_file() -> None:
    file = write("notes: ../talks\n")
    found, _ = load_settings()
    assert found.notes is not None
    assert found.notes.resolve() == (file.parent.parent / "talks").resolve()


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("widht: 80", 1, "did you mean `width`?"),
        ("# a comment\nfoo: 1", 2, "there are notes, theme, keys"),
        ("width: wide", 1, "a whole number from 20 to 400, not 'wide'"),
        ("width: 80.5", 1, "a whole number"),
        ("width: 12:30", 1, "a whole number"),
        ("width: [1]", 1, "not a list"),
        ("speed: 0", 1, "from 0.25 to 16"),
        ("speed: .inf", 1, "from 0.25 to 16"),
        ("notes: {a: b}", 1, "not a table"),
        ("sort: titel", 1, "one of order, title, date"),
        ("group: conference, colour", 1, "one of conference, category, tag"),
        ("group: [tag, tag]", 1, "tag twice"),
        ("group: none, tag", 1, "beside others"),
        ("editor: vi 'x", 1, "a quote is not closed"),
        ("editor: 'vi \\'", 1, "a backslash"),
        ("editor: []", 1, "a program"),
        ("editor: '  '", 1, "a program"),
        ("keys: t", 1, "a table of command ids"),
        ("keys:\n  tags: t\n  quit: {a: b}", 3, "`quit` should have a key"),
        ("theme: a\ntheme: b", 2, "a second time"),
        ("theme: [a", 1, "closed"),
        ("- a", 1, "list"),
    ],
)
def test_what_is_wrong_is_said_with_its_line_and_the_default_stays(text: str, line: int, says: str) -> None:
    write(text)
    found, (problem,) = load_settings()
    assert problem.line == line
    assert says in problem.message
    assert (found.width, found.speed, found.sort, found.editor) == (90, 2.0, "order", None)
    assert found.group == ("conference", "category")


def test_one_wrong_setting_leaves_the_others() -> None:
    write("width: x\nspeed: 1.5\nkeys:\n  tags: {}\n  quit: Q\n")
    found, problems = load_settings()
    assert [problem.line for problem in problems] == [1, 4]
    assert (found.speed, found.keys) == (1.5, {"quit": ("Q",)})


def test_null_means_the_default_and_none_groups_by_nothing() -> None:
    write("width:\ngroup: ~\neditor: null\n")
    assert load_settings() == (Settings(), ())
    for nothing in ("none", "[]"):
        write(f"group: {nothing}\n")
        found, problems = load_settings()
        assert (found.group, problems) == ((), ())


@pytest.mark.parametrize(
    "data",
    [b"\xff\xfe", b"a: \xff", b"[" * 100_000, b"a: &a [*a]\nwidth: *a\n", b"? [a]\n: b", b"width: !!timestamp x",
     b"width: 2024-02-30", b"x" * 2_000_000, b"\0", "\ufeffwidth: 100".encode()],
    ids=range(10),
)  # fmt: skip
def test_a_hostile_file_never_raises(data: bytes) -> None:
    write(data)
    found, problems = load_settings()
    assert problems or found.width == 100


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([*NAMES, "other"]),
            st.sampled_from(
                [
                    "",
                    " x",
                    " 3",
                    " [a, b]",
                    " {a: b}",
                    " 'x",
                    ' "',
                    " &a",
                    " *a",
                    " !!int x",
                    "\n  - a",
                    "\n  a: b",
                    " \x07",
                ]
            ),
        ),
        max_size=5,
    )
)
def test_any_file_gives_settings(lines: list[tuple[str, str]]) -> None:
    file = write("".join(f"{name}:{value}\n" for name, value in lines))
    found, _ = load_settings(file)
    assert isinstance(found, Settings)
    assert 20 <= found.width <= 400


def test_what_is_no_file_is_a_problem(tmp_path: Path) -> None:
    assert "no regular file" in load_settings(tmp_path)[1][0].message
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert "no regular file" in load_settings(pipe)[1][0].message
    assert load_settings(tmp_path / "a" / "b") == (Settings(), ())
    assert load_settings(tmp_path / "a\0b")[0] == Settings()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_a_problem() -> None:
    write("width: 100").chmod(0)
    assert "cannot be read" in load_settings()[1][0].message


def test_every_setting_is_in_the_docs_with_its_default() -> None:
    text = DOCS.read_text("utf-8")
    defaults = Settings()
    for name in NAMES:
        assert f"| `{name}` |" in text, f"docs/settings.md lacks {name}"
    for value in (defaults.speed, defaults.width, defaults.sort, *defaults.group):
        assert str(value) in text


def test_the_example_in_the_docs_is_valid() -> None:
    text = DOCS.read_text("utf-8")
    example = text.split("```yaml\n")[1].split("```")[0]
    write(example)
    found, problems = load_settings()
    assert problems == ()
    assert found.keys


# -- places


def test_variables_move_the_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert locations().config == tmp_path / "config"
    assert locations().cache == tmp_path / "cache"
    monkeypatch.setenv("TALKTUI_STATE_DIR", "~/here")
    assert locations().state == Path.home() / "here"
    monkeypatch.delenv("TALKTUI_DATA_DIR")
    assert locations().data.name == "talktui"


# -- what is remembered


def test_what_is_saved_is_loaded_again() -> None:
    state = State(
        theme="nord",
        tree_width=35,
        last={"/notes": TalkKey("a/ü.md", "anchor"), "/other": TalkKey("bad\udcff.md")},
        group=("tag",),
        sort="date",
        filters=["tag:a", "żółw \ud800"],
    )
    assert save_state(state) is None
    assert load_state() == (state, None)
    assert [file.name for file in locations().state.iterdir()] == ["state.json"]


def test_nothing_remembered_is_no_problem() -> None:
    assert load_state() == (State(), None)


def test_only_the_latest_filters_and_places_are_kept() -> None:
    state = State(
        filters=[str(number) for number in range(300)], last={str(n): TalkKey("a") for n in range(500)}
    )
    save_state(state)
    loaded, _ = load_state()
    assert loaded.filters == [str(number) for number in range(200, 300)]
    assert len(loaded.last) == 200
    assert "499" in loaded.last


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"\xff\xff", b"[" * 200_000, b'{"theme": ' + b"1" * 5_000_000]
)
def test_a_damaged_file_is_forgotten_with_a_problem(data: bytes) -> None:
    file = locations().state / "state.json"
    file.parent.mkdir(parents=True)
    file.write_bytes(data)
    state, problem = load_state()
    assert state == State()
    assert problem is not None
    assert "state.json" in problem.message
    assert save_state(State(theme="x")) is None
    assert load_state()[0].theme == "x"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(["theme", "tree_width", "last", "group", "sort", "filters"]), JSON))
def test_parts_of_the_wrong_type_are_left_at_their_default(record: dict[str, object]) -> None:
    file = locations().state / "state.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(record))
    state, problem = load_state()
    assert problem is None
    assert 1 <= state.tree_width <= 99
    assert all(isinstance(key, TalkKey) for key in state.last.values())
    assert save_state(state) is None


def test_a_place_that_cannot_be_written_is_a_problem_and_nothing_more(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where the directory should be")
    problem = save_state(State())
    assert problem is not None
    assert "cannot be written" in problem.message
    assert load_state()[0] == State()


def test_the_old_state_stays_when_the_new_one_cannot_be_put_in_its_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    save_state(State(theme="old"))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    problem = save_state(State(theme="new"))
    assert problem is not None
    assert "No space left" in problem.message
    assert load_state()[0].theme == "old"
    assert [file.name for file in locations().state.iterdir()] == ["state.json"]


# -- the notes directory


def test_the_argument_goes_before_the_setting_and_the_setting_before_the_samples() -> None:
    configured = Settings(notes=Path("/configured"))
    assert choose_notes_dir("/given", configured) == (Path("/given"), "argument")
    assert choose_notes_dir(None, configured) == (Path("/configured"), "settings")
    path, how = choose_notes_dir(None, Settings())
    assert how == "samples"
    assert path.is_relative_to(locations().data)


def test_the_samples_are_copied_once_and_then_the_persons_own() -> None:
    target = sample_notes_dir()
    notes = sorted(target.rglob("*.md"))
    assert notes
    assert os.access(notes[0], os.W_OK)
    notes[0].write_text("mine")
    notes[1].unlink()
    assert sample_notes_dir() == target
    assert notes[0].read_text() == "mine"
    assert not notes[1].exists()
    assert [file.name for file in locations().data.iterdir()] == [target.name]


def test_a_copy_that_fails_leaves_nothing_half_made(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("shutil.copyfile", full)
        with pytest.raises(OSError, match="No space left"):
            sample_notes_dir()
    assert list(locations().data.iterdir()) == []
    assert list(sample_notes_dir().rglob("*.md"))
