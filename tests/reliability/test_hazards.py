"""Hazards that no other test shows: small stacks, links put in a folder's place, a paste's end inside it."""

from __future__ import annotations

import ast
import os
import sys
import threading
import unicodedata
from pathlib import Path
from threading import Event

import pytest

from talktui.config import Settings, State, save_state
from talktui.config.stores import open_store
from talktui.notes.changes import NotSaved
from talktui.notes.conference import Folders
from talktui.notes.drafts import Draft, Drafts
from talktui.notes.edits import ChangeTags
from talktui.notes.reader import read_note
from talktui.notes.recovery import Recovery
from talktui.notes.store import Store
from talktui.notes.talk import Note, TalkKey
from talktui.notes.watch import Watcher
from talktui.safe_text import copyable, is_safe, visible
from talktui.tui.app import TalktuiApp
from talktui.tui.widgets.markdown_view import MarkdownView
from tests.reliability.test_foreign_screens import environment
from tests.terminal.payloads import PAYLOADS
from tests.terminal.terminal import Terminal
from tests.tui.conftest import Driver

BIDI = {"LRE", "LRO", "RLE", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
SOURCES = Path(__file__).resolve().parents[2] / "src" / "talktui"


@pytest.fixture(autouse=True)
def own_directories(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFIG", "STATE", "DATA", "CACHE"):
        monkeypatch.setenv(f"TALKTUI_{name}_DIR", str(tmp_path / name.lower()))


def test_no_style_of_ours_has_a_link() -> None:
    """`Style(link=…)` becomes OSC 8, with whatever is in the address."""
    for path in SOURCES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and "Style" in ast.unparse(node.func):
                assert not any(keyword.arg == "link" for keyword in node.keywords), (path, node.lineno)


async def test_entities_are_made_safe_after_parsing(tmp_path: Path) -> None:
    codes = [*range(1, 0x20), *range(0x7F, 0xA0), 0x202E, 0x200B, 0x2066, 0xFEFF, 0xAD, 0xE0041]
    text = "".join(f"a&#{code};b&#x{code:x};c " for code in codes)
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "a.md").write_text(f"# T {text}\n\n{text}\n\n| {text} |\n|-|\n\n![{text}](x) [{text}](y)\n")
    app = TalktuiApp(Store(notes), Settings(), paste_guard=False)
    async with app.run_test(size=(120, 200)) as pilot:
        driver = Driver(app, pilot)
        await driver.settle()
        app.browse.browsing.go_to(TalkKey("a.md"))
        await driver.settle()
        assert isinstance(app.browse.view, MarkdownView)
        drawn = driver.drawn(app.browse.view)
        assert "a⇄b⇄c" in drawn
        assert is_safe(drawn.replace("\n", ""))


@pytest.mark.skipif(sys.platform == "win32", reason="a pty is needed")
def test_the_end_of_a_paste_inside_it_runs_no_command(tmp_path: Path) -> None:
    """What follows `ESC [201~` is no paste any more, for the terminal: yet it came all at once."""
    notes = tmp_path / "notes"
    notes.mkdir()
    note = notes / "a.md"
    note.write_text("---\ntitle: A talk\nrating: 3\n---\nText.\n")
    before = note.read_bytes()
    with Terminal([sys.executable, "-m", "talktui", str(notes)], environment(tmp_path)) as terminal:
        terminal.wait_for("1 talk")
        terminal.send("\x1b[200~harmless\x1b[201~5D!xsd1y\ry\rq\r\x1b[201~")
        terminal.wait_for("as from a paste")
        terminal.send("\x07")  # something to wait for: the drafts' list
        terminal.wait_for("Drafts and recovered")
        assert note.read_bytes() == before
        assert terminal.process.poll() is None


def read_in_a_small_stack(data: bytes) -> Note:
    found: list[Note] = []
    before = threading.stack_size(512 * 1024)
    try:
        thread = threading.Thread(
            target=lambda: found.append(read_note("x.md", data, None, Folders(lambda _: None)))
        )
        thread.start()
        thread.join()
    finally:
        threading.stack_size(before)
    return found[0]


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "a:\n ", "? "])
def test_deep_front_matter_is_refused_in_a_thread_with_a_small_stack(opening: str) -> None:
    """libyaml's own loader ends the process there at some 1,500 levels."""
    for count in (60, 1_000, 2_000, 25_000, 100_000):
        note = read_in_a_small_stack(b"---\nx: " + opening.encode() * count + b"\n---\nText.\n")
        assert note.problems or note.talks[0].problems, count
        assert note.talks[0].body.strip() == "Text."


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no links here")
def test_a_folder_that_becomes_a_link_is_not_written_through(tmp_path: Path) -> None:
    """Between reading and saving somebody puts a link to another directory in a folder's place."""
    root, other = tmp_path / "notes", tmp_path / "other"
    (root / "a").mkdir(parents=True)
    other.mkdir()
    for folder in (root / "a", other):
        (folder / "one.md").write_text("---\ntitle: One\ntags: [x]\n---\n")
    store = Store(root)
    note = store.read("a/one.md")
    (root / "a").rename(root / "b")
    (root / "a").symlink_to(other)
    before = (other / "one.md").read_bytes()
    with pytest.raises(NotSaved, match="outside the notes directory"):
        store.apply(ChangeTags(TalkKey("a/one.md"), ("new",), ()), note.data)
    with pytest.raises(NotSaved, match="leaves the notes directory"):
        store.create("a/two.md", b"# Two\n")
    for path in ("../two.md", "a/../../two.md", "/etc/two.md", "a//two.md", "./two.md", "x\0.md"):
        with pytest.raises(NotSaved):
            store.create(path, b"# Two\n")
    assert (other / "one.md").read_bytes() == before
    assert sorted(os.listdir(other)) == ["one.md"]
    assert sorted(os.listdir(tmp_path)) == ["notes", "other"]


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no links here")
def test_no_folder_is_watched_through_a_link(tmp_path: Path) -> None:
    """A link to `/` in somebody's notes must not make us look through the whole disk."""
    root = tmp_path / "notes"
    (root / "a").mkdir(parents=True)
    (root / "a" / "one.md").write_text("# One\n")
    (root / "all").symlink_to("/")
    (root / "up").symlink_to("..")
    (root / "a" / "loop").symlink_to(root)
    watched: list[str] = []

    class Told:
        def watch(self, *_: object) -> str:
            return "stop"

        def close(self) -> None:
            pass

    def make(folders: list[str]) -> Told:
        watched.extend(folders)
        return Told()

    _first(Watcher(root, (), make))
    assert set(watched) == {str(root), str(root / "a")}


def _first(watcher: Watcher) -> list[object]:
    stop = Event()
    found: list[object] = []
    for changed in watcher.changes(stop):
        found.append(changed)
        stop.set()
    return found


def test_of_a_huge_note_only_the_head_is_read(tmp_path: Path) -> None:
    with (tmp_path / "huge.md").open("wb") as file:
        file.write(b"---\ntitle: Huge\n---\nText.\n")
        file.truncate(1 << 30)
    note = Store(tmp_path).read("huge.md")
    assert note.talks[0].title == "Huge"
    assert "larger than" in (note.read_only or "")
    assert len(note.data) < 2 << 20
    assert len(note.talks[0].text) < 200_000


@pytest.mark.parametrize("name", PAYLOADS)
def test_what_is_copied_holds_no_control_characters(name: str) -> None:
    text = copyable(f"one\r\ntwo\t{PAYLOADS[name]}\rthree\ud800")
    assert "\x1b" not in text
    assert not any((ord(c) < 0x20 and c not in "\n\t") or 0x7F <= ord(c) < 0xA0 for c in text)
    assert text.startswith("one\ntwo\t")
    assert text.endswith("\nthree\ufffd")
    text.encode()


def test_what_is_unsafe_has_a_symbol_and_every_symbol_is_safe() -> None:
    for code in range(0x110000):
        character = chr(code)
        shown = visible(character)
        assert len(shown) == 1, hex(code)
        assert is_safe(shown), hex(code)
        assert (shown == character) == is_safe(character), hex(code)
        if unicodedata.category(character) == "Cc" or unicodedata.bidirectional(character) in BIDI:
            assert not is_safe(character), hex(code)


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are others there")
async def test_what_is_kept_outside_the_notes_is_private(tmp_path: Path) -> None:
    """Journal, drafts and recovered texts hold what notes said: nobody else of the machine may read them."""
    before = os.umask(0)
    try:
        notes = tmp_path / "notes"
        notes.mkdir()
        (notes / "a.md").write_text("---\ntitle: A\n---\nText.\n")
        store = open_store(notes)
        store.apply(ChangeTags(TalkKey("a.md"), ("new",), ()), None)
        Drafts(tmp_path / "state", notes).keep(Draft(TalkKey("a.md"), "A", "Text.\n", "typed\n"))
        Recovery(tmp_path / "state", notes).keep("a.md", b"text", "why")
        save_state(State(filters=["x"]))
    finally:
        os.umask(before)
    found = [path for path in (tmp_path / "state").rglob("*") if path.is_file()]
    assert len(found) >= 4
    for path in found:
        open_to_all = path.stat().st_mode & 0o077
        folders = [folder for folder in path.parents if tmp_path / "state" in folder.parents]
        assert not open_to_all or any(not folder.stat().st_mode & 0o077 for folder in folders), path
