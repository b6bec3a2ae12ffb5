"""Which notes need not be read again, and who finds that out."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from talktui.notes import looking, scan
from talktui.notes.edit import WorkedOut
from talktui.notes.edits import ChangeTags
from talktui.notes.known import Found, compare, look
from talktui.notes.talk import Etag, TalkKey


class Kept:
    """What was kept of the notes as they are now."""

    def __init__(self, found: Found) -> None:
        settings = found.settings.items()
        self.settings = {path: None if etag is None else Etag(*etag) for path, etag in settings}
        self._states = dict(found.states)
        self.unsettled: set[str] = set()

    def rows(self) -> dict[str, int]:
        return {path: row for row, path in enumerate(sorted(self._states))}

    def states(self) -> dict[str, bytes]:
        return {path: state for path, state in self._states.items() if path not in self.unsettled}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for path in ("a.md", "b/one.md", "b/two.md", "b/c/three.markdown", "d/four.md"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(path)
    (tmp_path / "d" / "conference.yaml").write_text("name: D\n")
    (tmp_path / "link.md").symlink_to("a.md")
    return tmp_path


@pytest.fixture
def kept(root: Path) -> Kept:
    return Kept(look(str(root), ()))


def unread(root: Path, kept: Kept) -> list[str]:
    """What is to be read; the others and what is gone are told of rightly."""
    found = look(str(root), ())
    told = compare(found, kept)
    assert sorted([*told.rows, *told.unread]) == found.notes
    assert told.rows.items() <= kept.rows().items()
    assert set(told.gone) == kept.rows().keys() - set(found.notes)
    return told.unread


def test_what_is_as_it_was_is_not_read(root: Path, kept: Kept) -> None:
    assert unread(root, kept) == []


def test_what_is_new_changed_or_gone_is_told(root: Path, kept: Kept) -> None:
    (root / "b" / "two.md").write_text("TWO.md")
    (root / "new.md").write_text("new")
    (root / "d" / "four.md").unlink()
    (root / "b" / "c" / "three.markdown").chmod(0o400)
    assert unread(root, kept) == ["b/c/three.markdown", "b/two.md", "new.md"]


def test_a_link_is_as_what_it_leads_to(root: Path, kept: Kept) -> None:
    (root / "a.md").write_text("another")
    assert unread(root, kept) == ["a.md", "link.md"]


def test_what_may_have_changed_within_the_moment_is_read(root: Path, kept: Kept) -> None:
    kept.unsettled = {"a.md"}
    assert unread(root, kept) == ["a.md"]


def test_notes_under_other_settings_are_read(root: Path, kept: Kept) -> None:
    (root / "d" / "conference.yaml").write_text("name: Other\n")
    assert unread(root, kept) == ["d/four.md"]
    (root / "d" / "conference.yaml").unlink()
    assert unread(root, kept) == ["d/four.md"]
    (root / "b" / "conference.yml").write_text("name: B\n")
    assert unread(root, kept) == ["b/c/three.markdown", "b/one.md", "b/two.md", "d/four.md"]
    (root / ".talktui.yaml").write_text("categories: {}\n")
    assert unread(root, kept) == sorted(kept.rows())


def test_a_survey_is_the_same_with_states(root: Path) -> None:
    (root / "folder.md").mkdir()
    (root / "linked.md").symlink_to("b")
    (root / "nowhere.md").symlink_to("no such file")
    (root / "a.sync-conflict-20240131-235959-ABCDEFG.md").write_text("other")
    for ignore in ((), ("b",), ("*.md",), ("two.md", "d/*")):
        bare, with_states = scan.survey(str(root), ignore), scan.survey(str(root), ignore, states=True)
        assert with_states.states is not None
        assert with_states.states.keys() <= set(with_states.notes)
        with_states.states = None
        assert with_states == bare


def test_a_time_stamp_that_no_clock_shows_is_read_every_time(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.stat

    def odd(path: str) -> os.stat_result:
        status = list(real(path))
        return os.stat_result(status, {"st_mtime_ns": 1 << 70, "st_ctime_ns": 0})

    monkeypatch.setattr(os, "stat", odd)
    assert "b/c/three.markdown" not in look(str(root), ()).states


# -- another process that looks

_LOOKING = """
import os, sys
from talktui.notes import looking
looking._can_fork = lambda: True
here = os.getpid()
real = looking.look
seen = []
def look(root, ignore):
    if os.getpid() == here:
        seen.append("here")
    elif sys.argv[2] == "dies":
        os.kill(os.getpid(), 9)
    elif sys.argv[2] == "raises":
        raise OSError("no")
    return real(root, ignore)
looking.look = look
at_work = looking.Looking(sys.argv[1], ["d"], looking.FEWEST)
if sys.argv[2] == "not asked":
    sys.exit()
assert at_work.found() == real(sys.argv[1], ["d"])
print(*seen)
"""


@pytest.mark.parametrize(
    ("what", "seen"), [("lives", ""), ("dies", "here"), ("raises", "here"), ("not asked", "")]
)
def test_another_process_finds_the_same_or_it_is_found_here(root: Path, what: str, seen: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _LOOKING, str(root), what],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert (done.stdout.strip(), done.stderr) == (seen, "")


def test_no_process_is_begun_for_few_notes(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "_can_fork", lambda: True)
    monkeypatch.delattr(os, "fork")
    assert looking.Looking(str(root), (), looking.FEWEST - 1).found() == look(str(root), ())


def test_a_directory_that_cannot_be_listed_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        looking.Looking(str(tmp_path / "gone"), ()).found()


# -- edits whose result is known


def test_an_edit_that_was_worked_out_is_made_anew_on_other_bytes() -> None:
    edit = ChangeTags(TalkKey("a.md"), ("new",))
    before = b"---\ntags: [a]\n---\n"
    worked_out = WorkedOut(edit, before, edit.apply(before))
    assert worked_out.apply(before) == b"---\ntags: [a, new]\n---\n"
    assert worked_out.apply(b"---\ntags: [b]\n---\n") == b"---\ntags: [b, new]\n---\n"
    assert (worked_out.title, worked_out.key) == (edit.title, edit.key)
