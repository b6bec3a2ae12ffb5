"""A file with two names is written in place; killed half way, the next start makes it whole again."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from talktui.notes.edits import ReplaceText
from talktui.notes.groups import EditFile
from talktui.notes.journal import Journal
from talktui.notes.recovery import Recovery
from talktui.notes.store import Store
from talktui.notes.talk import TalkKey

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and kill -9")
LONG = "---\ntitle: A\n---\n" + "".join(f"Line {number}.\n" for number in range(2_000))
SHORT = "---\ntitle: B\n---\nAnother text.\n"


def new_store(folder: Path) -> Store:
    root, state = folder / "notes", folder / "state"
    return Store(root, journal=Journal(state, root), recovery=Recovery(state, root))


@pytest.mark.parametrize("back", [True, False], ids=["taken back", "brought to its end"])
@pytest.mark.parametrize(
    ("old", "new"),
    [(LONG, SHORT), (SHORT, LONG), (LONG, LONG.replace("Line", "Word"))],
    ids=["shorter", "longer", "as long"],
)
@pytest.mark.parametrize("written", [0, 7, 20, 2_000, None])
def test_a_file_torn_by_a_kill_is_made_whole_by_the_next_start(
    tmp_path: Path, old: str, new: str, written: int | None, back: bool
) -> None:
    """`written` bytes of the new text are in the file at the kill (None: all), and it is not cut yet."""
    file = tmp_path / "notes" / "a.md"
    file.parent.mkdir()
    file.write_text(old)
    (tmp_path / "second").hardlink_to(file)
    child = os.fork()
    if child == 0:
        real = os.write

        def write(descriptor: int, data: memoryview) -> int:
            if bytes(data) != new.encode():
                return real(descriptor, data)
            real(descriptor, bytes(data)[:written])
            os.kill(os.getpid(), signal.SIGKILL)
            return 0

        vars(os)["write"] = write
        new_store(tmp_path).make("shorter", [EditFile(ReplaceText(TalkKey("a.md"), old, new), old.encode())])
        os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    store = new_store(tmp_path)
    unfinished = store.unfinished()
    if file.read_text() not in (old, new):
        (step,) = unfinished
        restored = store.take_back(step) if back else store.make_again(step)
        assert not restored.failures, restored.failures
        assert file.read_text() == (old if back else new)
    assert file.read_text() in (old, new)
    assert (tmp_path / "second").read_bytes() == file.read_bytes()
