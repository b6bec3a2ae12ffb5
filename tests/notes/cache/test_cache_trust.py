"""What may have changed since is not taken from the cache, and what depends on more than its file not kept."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from talktui.notes.cache import Cache
from talktui.notes.cached_notes import CachedNotes
from talktui.notes.store import Store
from tests.notes.coarse import coarse_clock

from .conftest import filled, loaded, read, settings_of, through


def test_what_changed_just_before_it_was_read_has_not_settled(folder: Path, root: Path) -> None:
    cache = filled(folder, root, opened=time.time())
    assert not any(entry.settled for entry in cache.view().index().values())
    assert cache.view().unsettled() == set(read(root))
    clock_was_put_back = filled(folder, root, opened=time.time() - 3600)
    assert not any(entry.settled for entry in clock_was_put_back.view().index().values())


def test_a_file_that_changes_within_one_tick_of_the_clock_is_read_again(
    folder: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    coarse_clock(monkeypatch)
    before = time.time()
    filled(folder, root, opened=before).close()
    for title in ("X", "Y"):
        with (root / "log.md").open("r+") as file:
            file.write(f"# {title}og")
        cache = Cache(folder, root, opened=before)
        notes = CachedNotes(os.path.realpath(root), (), cache, lambda: Store(root))
        note = notes.note("log.md")
        assert note is not None
        assert note.data.startswith(f"# {title}".encode())
        notes.keep()
        cache.close()


def test_what_depends_on_more_than_its_bytes_is_not_kept(folder: Path, root: Path) -> None:
    (root / "other.md").symlink_to("log.md")
    (root / "conf-0-2024" / "index.md").write_text("# Index\n")
    (root / "protected.md").write_text("# Protected\n")
    (root / "protected.md").chmod(0o444)
    (root / "nowhere.md").symlink_to("missing")
    (root / "no-text.md").write_bytes(b"# \xff\xfe\n")
    os.mkfifo(root / "pipe.md")
    kept = set(filled(folder, root).view().index())
    left = set(read(root)) - kept
    assert left == {"other.md", "conf-0-2024/index.md", "protected.md", "nowhere.md", "pipe.md"}


@pytest.mark.parametrize("name", ["conf-1-2024/conference.yaml", "conference.yml", ".talktui.yaml"])
@pytest.mark.parametrize("change", ["comes", "changes", "goes"])
def test_notes_are_read_again_when_what_is_said_of_them_changes(
    folder: Path, root: Path, name: str, change: str
) -> None:
    if change != "comes":
        (root / name).write_text("name: Before 2024\ncategories: {a: Before}\n")
    filled(folder, root).close()
    if change == "goes":
        (root / name).unlink()
    else:
        (root / name).write_text("name: After 2024\ncategories: {a: After}\n")
    assert through(folder, root) == read(root)
    assert through(folder, root) == read(root)


def test_notes_read_under_other_settings_are_not_given(folder: Path, root: Path) -> None:
    """Two talktuis: one has not seen yet that conference.yaml changed, and writes after the other."""
    late = filled(folder, root)
    before = settings_of(root)
    old = read(root)
    (root / "conf-0-2024" / "conference.yaml").write_text("name: Another 2024\n")
    filled(folder, root).close()
    late.write(old.values(), (), before)
    assert through(folder, root) == read(root)
    with_new = filled(folder, root)
    assert with_new.write([old["conf-0-2024/talk-000.md"]], (), before)
    names = {
        n.conference.name for n in loaded(with_new).values() if n.path.startswith("conf-0") and n.conference
    }
    assert names == {"First 2024"}, "what is given fits what `settings` says"
