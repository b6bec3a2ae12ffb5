"""Plans carried out by the store, on real notes: one step, and undo gives back the very bytes."""

from __future__ import annotations

import os
import shutil
from functools import partial
from pathlib import Path
from urllib.parse import unquote

import pytest

from talktui.markdown.document import Document as Shown
from talktui.notes import moves
from talktui.notes.document import parse
from talktui.notes.journal import Journal
from talktui.notes.library import Library
from talktui.notes.link_places import body_links
from talktui.notes.links import Resolver, ToTalk
from talktui.notes.moves import Around, Plan
from talktui.notes.problem import Refused
from talktui.notes.store import Store
from talktui.notes.talk import Kind, Talk, TalkKey

NOTES = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "notes"
EVERY = int(os.environ.get("TALKTUI_MOVES_EVERY", "60"))
"""Of the real notes one in so many is renamed, moved and deleted."""


def opened(root: Path) -> tuple[Store, Library]:
    store = Store(root, journal=Journal.in_memory)
    library = Library()
    for note in store.load():
        library.replace(note)
    return store, library


def around(store: Store) -> Around:
    return Around(store.folders, store.names)


def on_disk(root: Path) -> dict[str, bytes]:
    return {
        os.fsdecode(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }


def made(store: Store, plan: Plan) -> None:
    result = store.make(plan.title, plan.tasks, whole=plan.whole)
    assert not result.failures


def taken_back(store: Store) -> None:
    step = store.journal.next_undo()
    assert step is not None
    assert not store.take_back(step).failures


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not NOTES.is_dir():
        pytest.skip("the real notes are not here")
    root = tmp_path_factory.mktemp("real") / "notes"
    shutil.copytree(NOTES, root, copy_function=shutil.copyfile)
    for folder, _, files in os.walk(root):
        os.chmod(folder, 0o755)
        for name in files:
            os.chmod(os.path.join(folder, name), 0o644)
    return root


def test_real_notes_renamed_moved_and_deleted_come_back_to_the_byte(real: Path, own_trash: Path) -> None:
    store, library = opened(real)
    before = on_disk(real)
    links = refused = 0
    talks = [talk for talk in library.talks if talk.kind is Kind.TALK and talk.key.anchor is None]
    for number, talk in enumerate(talks[::EVERY]):
        name = f"another {number}.md"
        for plan_of in (
            partial(moves.rename, title="Another: “title”", file_name=name),
            partial(moves.move, target="moved/with (a) 100%"),
            moves.delete,
        ):
            try:
                plan = plan_of(library, talk, around=around(store))
            except Refused:
                refused += 1
                continue
            links += plan.links
            made(store, plan)
            now = on_disk(real)
            assert now != before
            changed = {path for path in {*now, *before} if now.get(path) != before.get(path)}
            assert changed == {path for one in plan.files() for path in (one.path, one.to) if path}
            taken_back(store)
            assert on_disk(real) == before
    assert links
    assert refused * 10 < len(talks), "few real notes are refused"


def test_a_section_of_a_real_log_moved_and_deleted_comes_back(real: Path) -> None:
    store, library = opened(real)
    before = on_disk(real)
    logs = [note for note in library.notes.values() if note.is_log]
    if not logs:
        pytest.skip("no log is among the real notes")
    for note in logs:
        for talk in [talk for talk in note.talks if talk.key.anchor is not None][:5]:
            for target in [None, *(other.path for other in logs if other is not note)][:2]:
                try:
                    if target is None:
                        plan = moves.delete(library, talk, around(store))
                    else:
                        plan = moves.move(library, talk, target, around(store))
                except Refused:
                    continue
                made(store, plan)
                taken_back(store)
                assert on_disk(real) == before


def test_links_are_found_where_the_viewer_shows_them(real: Path) -> None:
    """The viewer reads Markdown with a parser; every local link it follows is one that is found."""
    _, library = opened(real)
    checked = 0
    for note in list(library.notes.values())[::5]:
        document = parse(note.data)
        found = {_plain(link.href) for link in body_links(document.text, document.body_start)}
        for link in Shown.whole(document.body, 80).links:
            # Footnotes, shortcodes for pictures and raw HTML are addresses of another kind.
            href = _plain(link.href)
            if f"]({href})" in document.body or f"]({href} " in document.body:
                assert href in found, (note.path, href)
                checked += 1
    assert checked > 100


def _plain(href: str) -> str:
    return unquote(href)


# -- names


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "notes"
    root.mkdir()
    (root / "talk.md").write_text("# A talk\n")
    (root / "other.md").write_text("[a](talk.md) [[talk]]\n")
    return root


def talk_of(library: Library, path: str) -> Talk:
    talk = library.talk(TalkKey(path))
    assert talk is not None
    return talk


@pytest.mark.parametrize(
    "name", ["-rf.md", "--help.md", "ünï cödé.md", "a" * 252 + ".md", "%41.md", "a#b?.md", "'\"$(x).md"]
)
def test_an_odd_name_is_taken_linked_and_taken_back(root: Path, name: str) -> None:
    store, library = opened(root)
    before = on_disk(root)
    made(store, moves.rename(library, talk_of(library, "talk.md"), "A talk", name, around(store)))
    assert (root / name).read_text() == "# A talk\n"
    _, now = opened(root)
    other = talk_of(now, "other.md")
    document = parse((root / "other.md").read_bytes())
    for link in body_links(document.text):
        assert Resolver(now).resolve(link.href, other) == ToTalk(TalkKey(name)), link
    made(store, moves.delete(now, talk_of(now, name), around(store)))
    assert not (root / name).exists()
    taken_back(store)
    taken_back(store)
    assert on_disk(root) == before


def test_only_the_case_of_a_name_changes(root: Path) -> None:
    store, library = opened(root)
    made(store, moves.rename(library, talk_of(library, "talk.md"), "A talk", "Talk.md", around(store)))
    assert {path.name for path in root.iterdir()} == {"Talk.md", "other.md"}
    assert (root / "other.md").read_text() == "[a](Talk.md) [[talk]]\n"  # a wikilink ignores case


def test_a_name_that_is_no_utf8_can_be_moved_deleted_and_linked_to(root: Path) -> None:
    name = os.fsdecode(b"caf\xe9.md")
    (root / name).write_text("# Cafe\n")
    (root / "other.md").write_text("[a](caf%E9.md)\n")
    store, library = opened(root)
    before = on_disk(root)
    made(store, moves.move(library, talk_of(library, name), "sub", around(store)))
    assert (root / "sub" / name).exists()
    assert (root / "other.md").read_text() == "[a](sub/caf%E9.md)\n"
    taken_back(store)
    assert on_disk(root) == before


def test_what_appeared_meanwhile_is_not_overwritten(root: Path) -> None:
    store, library = opened(root)
    plan = moves.move(library, talk_of(library, "talk.md"), "sub", around(store))
    (root / "sub").mkdir()
    (root / "sub" / "talk.md").write_text("another's\n")
    result = store.make(plan.title, plan.tasks)
    assert result.failures
    assert (root / "sub" / "talk.md").read_text() == "another's\n"
    assert (root / "talk.md").read_text() == "# A talk\n"


def test_a_section_is_in_neither_place_lost_when_one_log_cannot_be_written(root: Path) -> None:
    log = "## [{0}](https://youtu.be/{0}aaaaaaaaaa)\ntext\n\n## [{1}](https://youtu.be/{1}aaaaaaaaaa)\nmore\n"
    (root / "one.md").write_text(log.format("a", "b"))
    (root / "two.md").write_text(log.format("c", "d"))
    store, library = opened(root)
    talk = library.talk(TalkKey("one.md", "a"))
    assert talk is not None
    plan = moves.move(library, talk, "two.md", around(store))
    (root / "two.md").write_text("no log any more\n")
    before = on_disk(root)
    result = store.make(plan.title, plan.tasks, whole=plan.whole)
    assert result.failures
    assert on_disk(root) == before
    (root / "two.md").write_text(log.format("c", "d"))
    (root / "one.md").write_text(log.format("a", "b").replace("text", "another program's text"))
    before = on_disk(root)
    result = store.make(plan.title, plan.tasks, whole=plan.whole)
    assert any("changed" in failure.reason for failure in result.failures)
    assert on_disk(root) == before
