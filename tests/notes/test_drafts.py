"""Drafts: any text comes back, whatever happens to the process or the disk."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.notes.drafts import Draft, DraftKind, DraftNotKept, Drafts
from talktui.notes.processes import Owner, this_process
from talktui.notes.talk import TalkKey

ANY = st.text(st.characters(), max_size=60) | st.text(
    "a\r\n\u2028\u0085\x00\ud800\udc00\udcff\ufeff é", max_size=20
)
KEY = TalkKey("conf/talk.md", "part")


@pytest.fixture
def drafts(tmp_path: Path) -> Drafts:
    return Drafts(tmp_path / "state", tmp_path)


def after_a_crash(drafts: Drafts, root: Path) -> Drafts:
    """As another start finds them: nothing is being typed in."""
    return Drafts(drafts.folder.parent.parent, root)


def draft(text: str = "mine\n", base: str = "was\n") -> Draft:
    return Draft(KEY, "A talk", base, text)


@settings(max_examples=150, deadline=None)  # a disk may take its time
@given(ANY, ANY, ANY, ANY, st.none() | ANY, st.sampled_from(DraftKind), st.lists(ANY, max_size=3))
def test_any_text_comes_back(
    text: str, base: str, title: str, path: str, anchor: str | None, kind: DraftKind, markers: list[str]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        drafts = Drafts(Path(folder), Path(folder))
        kept = drafts.keep(Draft(TalkKey(path, anchor), title, base, text, kind, tuple(markers)))
        (found,) = after_a_crash(drafts, Path(folder)).left()
        assert found == kept
        assert (found.text, found.base, found.key) == (text, base, TalkKey(path, anchor))


def test_keeping_again_replaces_and_dropping_forgets(drafts: Drafts, tmp_path: Path) -> None:
    first = drafts.keep(draft("one"))
    drafts.keep(replace(first, text="two"))
    assert [found.text for found in after_a_crash(drafts, tmp_path).left()] == ["two"]
    drafts.drop(first.id)
    drafts.drop(first.id)
    assert after_a_crash(drafts, tmp_path).left() == []
    assert list(drafts.folder.iterdir()) == []


def test_what_is_being_typed_is_not_offered_until_it_is_left(drafts: Drafts) -> None:
    kept = drafts.keep(draft())
    assert drafts.left() == []
    drafts.release(kept.id)
    assert drafts.left() == [kept]
    drafts.adopt(kept.id)
    assert drafts.left() == []


def test_a_draft_of_a_running_talktui_is_offered_when_that_is_gone(drafts: Drafts, tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from talktui.notes.drafts import *;"
        "Drafts(Path(sys.argv[1]), Path(sys.argv[2])).keep(Draft(TalkKey('a.md'), 't', 'b', 'typed'));"
        "print('kept', flush=True); sys.stdin.read()"
    )
    state = drafts.folder.parent.parent
    with subprocess.Popen(
        [sys.executable, "-c", program, str(state), str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "kept\n"
        assert drafts.left() == []
        other.kill()
    assert [found.text for found in drafts.left()] == ["typed"]


def test_a_process_number_used_again_is_another_process() -> None:
    mine = this_process()
    assert mine.is_living
    assert not Owner(mine.pid, "another start").is_living
    assert not Owner(0, "").is_living
    assert not Owner(1 << 70, "").is_living


def test_two_notes_directories_have_their_own(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    Drafts(tmp_path, one).keep(draft())
    assert Drafts(tmp_path, other).left() == []
    assert len(Drafts(tmp_path, one).left()) == 1


def test_nobody_else_may_read_them(drafts: Drafts) -> None:
    kept = drafts.keep(draft())
    assert stat.S_IMODE((drafts.folder / f"{kept.id}.draft").stat().st_mode) == 0o600
    assert stat.S_IMODE(drafts.folder.stat().st_mode) & 0o077 == 0


@pytest.mark.parametrize("call", ["write", "fsync", "replace"])
def test_a_failing_disk_says_so_and_the_draft_before_stays(
    drafts: Drafts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    kept = drafts.keep(draft("before"))

    def fails(*_: object, **__: object) -> int:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        target: object = Path if call == "replace" else os
        patch.setattr(target, call, fails)
        with pytest.raises(DraftNotKept) as caught:
            drafts.keep(replace(kept, text="after"))
    assert caught.value.reason == "the disk is full"
    assert [found.text for found in after_a_crash(drafts, tmp_path).left()] == ["before"]
    assert len(list(drafts.folder.iterdir())) == 1


def test_a_state_directory_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file")
    with pytest.raises(DraftNotKept):
        Drafts(tmp_path / "state", tmp_path).keep(draft())
    assert Drafts(tmp_path / "state", tmp_path).left() == []


def test_short_writes_are_gone_on_with(
    drafts: Drafts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", lambda descriptor, data: write(descriptor, bytes(data)[:7]))
        drafts.keep(draft("a long text " * 20))
    assert after_a_crash(drafts, tmp_path).left()[0].text == "a long text " * 20


def test_a_damaged_draft_still_gives_its_text(drafts: Drafts, tmp_path: Path) -> None:
    kept = drafts.keep(draft("what was typed"))
    path = drafts.folder / f"{kept.id}.draft"
    path.write_bytes(path.read_bytes()[:-2])
    (found,) = after_a_crash(drafts, tmp_path).left()
    assert "what was typed" in found.text
    assert found.id == kept.id


def test_what_a_killed_write_left_is_swept(drafts: Drafts, tmp_path: Path) -> None:
    drafts.keep(draft())
    (drafts.folder / ".x.draft-999999999.part").write_text("half")
    assert len(after_a_crash(drafts, tmp_path).left()) == 1
    assert len(list(drafts.folder.iterdir())) == 1


def test_what_is_kept_for_later_is_remembered(drafts: Drafts, tmp_path: Path) -> None:
    assert drafts.postponed() == frozenset()
    drafts.postpone(["a", "b"])
    drafts.postpone(["c"])
    assert after_a_crash(drafts, tmp_path).postponed() == {"a", "b", "c"}
    (drafts.folder / "later.json").write_text("{")
    assert drafts.postponed() == frozenset()


def test_the_newest_is_first(drafts: Drafts, tmp_path: Path) -> None:
    for text in ("one", "two", "three"):
        drafts.keep(draft(text))
    assert [found.text for found in after_a_crash(drafts, tmp_path).left()] == ["three", "two", "one"]
