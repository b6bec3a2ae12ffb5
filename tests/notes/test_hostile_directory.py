"""Whatever stands in a notes directory is a row with its reason, in bounded time, without an exception."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from talktui.notes.conference import Folders
from talktui.notes.reader import MAX_DEFAULTS, read_note
from talktui.notes.store import Store
from talktui.notes.talk import Note
from talktui.safe_text import visible_line
from tests.growth import assert_linear
from tests.notes import hostile_files
from tests.notes.hostile_files import CONFERENCES, LEFT_OUT, NOTES, SPECIAL, Hostile


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Hostile:
    return hostile_files.make(tmp_path_factory.mktemp("attack"))


@pytest.fixture(scope="module")
def store(hostile: Hostile) -> Store:
    return Store(hostile.root)


@pytest.fixture(scope="module")
def notes(store: Store) -> dict[str, Note]:
    return {note.path: note for note in store.load()}


def test_every_file_is_a_row_or_left_out_by_rule(hostile: Hostile, notes: dict[str, Note]) -> None:
    assert set(notes) == hostile.expected
    assert not {*LEFT_OUT} & {*notes}
    for note in notes.values():
        assert note.talks, note.path
        for talk in note.talks:
            assert visible_line(talk.title).strip(), (note.path, talk.key)
            assert 0 <= talk.body_start <= talk.body_end <= len(talk.text), talk.key


@pytest.mark.parametrize("path", [path for path, (_, words) in NOTES.items() if words])
def test_what_is_wrong_with_a_note_is_told(notes: dict[str, Note], path: str) -> None:
    words = NOTES[path][1]
    told = [problem.message for problem in notes[path].problems]
    assert any(words in message for message in told), told[:3]
    assert all(len(message) < 500 for message in told)


@pytest.mark.parametrize("path", SPECIAL)
def test_what_is_no_plain_file_says_so(hostile: Hostile, notes: dict[str, Note], path: str) -> None:
    if path in hostile.skipped:
        pytest.skip(hostile.skipped[path])
    assert SPECIAL[path] in (notes[path].read_only or "")


@pytest.mark.parametrize("path", CONFERENCES)
def test_what_is_wrong_with_a_conference_file_is_told(
    store: Store, notes: dict[str, Note], path: str
) -> None:
    told = [problem.message for at, problem in store.folders.problems if at == path]
    assert any(CONFERENCES[path][1] in message for message in told), told


def test_a_device_is_a_row(tmp_path: Path) -> None:
    import os

    try:
        os.mknod(tmp_path / "null.md", 0o666 | stat.S_IFCHR, os.makedev(1, 3))
    except OSError as error:
        pytest.skip(f"no device can be made here: {error.strerror}")
    assert "device" in (Store(tmp_path).read("null.md").read_only or "")


def test_files_and_folders_without_permission_are_rows(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("x")
    (tmp_path / "closed").mkdir()
    (tmp_path / "closed" / "x.md").write_text("x")
    (tmp_path / "secret.md").chmod(0)
    (tmp_path / "closed").chmod(0)
    try:
        try:
            (tmp_path / "secret.md").read_bytes()
            pytest.skip("this user may read everything")
        except PermissionError:
            found = {note.path: note.read_only for note in Store(tmp_path).load()}
    finally:
        (tmp_path / "closed").chmod(0o700)
    assert found == {"secret.md": "permission denied", "closed": "it is a folder"}


def test_a_path_too_long_for_the_system_is_a_row(tmp_path: Path) -> None:
    import os

    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(25):  # 25 × 200 characters: longer than any path may be, made step by step
        os.mkdir("d" * 200, dir_fd=here)
        below = os.open("d" * 200, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(os.open("x.md", os.O_CREAT | os.O_WRONLY, dir_fd=here))
    os.close(here)
    (note,) = Store(tmp_path).load()
    assert note.read_only == "its name is too long"


def repeat(unit: str, before: str = "", after: str = "") -> Callable[[int], bytes]:
    return lambda size: (before + unit * (size // len(unit)) + after).encode()


GROWING: dict[str, Callable[[int], bytes]] = {
    "fences never closed": repeat(" ```a\n"),
    "fences closed too short": repeat("  ````a\n```\n"),
    "fences closed too far in": repeat(" ~~~\n     ~~~\n"),
    "tags on a line": repeat("#a "),
    "tags in a line of code": repeat("#a ", before="    "),
    "tags in comments": repeat("<!-- #a "),
    "tags in shortcodes": repeat("{{< #a "),
    "tags and code spans": repeat("`#a ``#b "),
    "tags and links": repeat("[#a](#b(", after=" #c"),
    "headings": repeat("# a\n"),
    "setext headings": repeat("  a\n=\n"),
    "headings of brackets": lambda size: (b"# " + b"[" * 990 + b"]" * 990 + b"\n") * (size // 1983),
    "headings of stars": lambda size: (b"# " + b"*a " * 650 + b"\n") * (size // 1953),
    "definitions": repeat("[a]: b\n===\n"),
    "html": repeat("<a\n"),
    "comments": repeat("<!--\n"),
    "blank lines": repeat("\n \t\n"),
    "blank lines in front matter": repeat("\n", before="---\n"),
    "broken yaml": repeat("a: b: c\n", before="---\n", after="---\n"),
    "a long broken line": repeat("a: ", before="---\n", after="\n---\n"),
    "deep yaml": repeat("[", before="---\na: ", after="\n---\n"),
    "repeated keys": repeat("a: 1\n", before="---\n", after="---\n"),
    "speakers in a line": repeat("A, B & ", before="---\nspeakers: ", after="\n---\n"),
    "toml without values": repeat("a = \n", before="+++\n", after="+++\n"),
    "a toml number": repeat("1", before="+++\na = 1.", after="\n+++\n"),
    "toml tables": repeat("[[a]]\n", before="+++\n", after="+++\n"),
    "talks without entries": repeat("# [a](https://youtu.be/x)\n"),
    "entries for everything": lambda size: (
        b"---\ntalks:\n"
        + b"".join(b"  t%d:\n    heading: T%d\n" % (i, i) for i in range(size // 60))
        + b"---\n"
        + b"".join(b"# [T%d](https://youtu.be/x%d)\n" % (i, i) for i in range(size // 60))
    ),
    "defaults for everything": lambda size: (
        b"---\ndefaults:\n"
        + b"".join(b"  k%d: v\n" % i for i in range(size // 30))
        + b"---\n"
        + b"# [T](https://youtu.be/x)\n" * (size // 50)
    ),
}


@pytest.mark.parametrize("attack", GROWING)
def test_four_times_the_text_takes_about_four_times_as_long(attack: str) -> None:
    folders = Folders(lambda _path: None)
    assert_linear(lambda size: read_note("x.md", GROWING[attack](size), None, folders), 100_000)


def test_defaults_are_not_multiplied_beyond_bounds() -> None:
    """Few enough may be given to each talk; what is given to all of them is held once."""
    head = "---\ndefaults:\n  tags: [{}]\n---\n".format(", ".join(f"t{i}" for i in range(MAX_DEFAULTS - 1)))
    body = "".join(f"# [T{i}](https://youtu.be/x{i})\n" for i in range(20))
    note = read_note("x.md", (head + body).encode(), None, Folders(lambda _path: None))
    assert len(note.talks) == 20
    assert len(note.talks[0].tags) == MAX_DEFAULTS - 1
    assert len({id(talk.fields) for talk in note.talks}) == 1
    more = read_note(
        "x.md", (head.replace("]", ", u, v]") + body).encode(), None, Folders(lambda _path: None)
    )
    assert {talk.tags for talk in more.talks} == {()}
    assert any("defaults hold more" in problem.message for problem in more.problems)
