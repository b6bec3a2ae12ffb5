"""Saves on a disk that is too small for them: run as a process of its own, so that it may mount one.

`python -m tests.reliability.full_disk FOLDER SAVES SEED` mounts tmpfs of 64 kB to 1 MB in FOLDER (as root, or
in a user namespace: `unshare -rm`), prints its counts as JSON, and takes the mounts away. Exit code 77: not
allowed to mount.
"""

from __future__ import annotations

import collections
import contextlib
import ctypes
import json
import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from talktui.notes.drafts import Draft, DraftNotKept, Drafts
from talktui.notes.edits import AppendLine, ReplaceBody
from talktui.notes.groups import EditFile, NewFile, Task
from talktui.notes.journal import Journal
from talktui.notes.recovery import Recovery
from talktui.notes.store import Store
from talktui.notes.talk import TalkKey
from tests.reliability.save_paths import own_trash
from tests.reliability.world import files_below, note

SKIPPED = 77
SIZES = (64, 96, 128, 256, 512, 1024)  # kB
SAVES_EACH = 25


class Wrong(AssertionError):
    """A file that is not whole, or a word that is not right."""


@contextlib.contextmanager
def tmpfs(folder: Path, kilobytes: int) -> Iterator[None]:
    """A file system in memory at `folder`, of so many kB, for as long as the block runs."""
    folder.mkdir(parents=True)
    libc = ctypes.CDLL(None, use_errno=True)
    options = f"size={kilobytes}k,mode=755".encode()
    if libc.mount(b"tmpfs", os.fsencode(folder), b"tmpfs", 0, options) != 0:
        number = ctypes.get_errno()
        print(f"mounting is not allowed: {os.strerror(number)}", file=sys.stderr)
        sys.exit(SKIPPED)
    try:
        yield
    finally:
        if libc.umount2(os.fsencode(folder), 2) != 0:  # MNT_DETACH: whatever is still open
            print(f"could not unmount {folder}", file=sys.stderr)


def one_disk(
    folder: Path, kilobytes: int, chance: random.Random, counts: collections.Counter[str], saves: int
) -> None:
    """Save until the disk is full and on; notes on it, and with every second disk talktui's state too."""
    with tmpfs(folder / "disk", kilobytes):
        root, state = folder / "disk" / "notes", folder / "state"
        if chance.random() < 0.5:
            state = folder / "disk" / "state"
        expected: dict[str, bytes] = {}
        root.mkdir()
        for number in range(4):
            expected[f"n{number}.md"] = note(f"n{number}", chance.choice((300, 3_000, kilobytes * 40)))
            (root / f"n{number}.md").write_bytes(expected[f"n{number}.md"])
        (root / "tiny.md").write_bytes(note("tiny", 60))
        expected["tiny.md"] = note("tiny", 60)
        store = Store(root, journal=Journal(state, root), recovery=Recovery(state, root))
        drafts = Drafts(state, root)
        while saves > 0:
            saves -= 1
            one_save(store, drafts, root, expected, chance, counts)
        store.look_for_late_writes(leaving=True)
        store.journal.close()


def one_save(
    store: Store, drafts: Drafts, root: Path, expected: dict[str, bytes], chance: random.Random,
    counts: collections.Counter[str],
) -> None:  # fmt: skip
    """One save of something larger than before; the files and the word are compared."""
    counts["saves"] += 1
    number = counts["saves"]
    text = f"Line {number} " + "x" * chance.choice((10, 2_000, 20_000)) + "."
    kept = keep_draft(drafts, text, counts)
    names = chance.sample(sorted(expected), chance.choice((1, 1, 1, 3)))
    wanted: dict[str, bytes] = {name: expected[name] + text.encode() + b"\n" for name in names}
    tasks: list[Task] = [EditFile(AppendLine(TalkKey(name), text), expected[name]) for name in names]
    what = "a bulk edit" if len(names) > 1 else "an edit"
    if chance.random() < 0.15:
        wanted, what = {f"new{number}.md": text.encode() + b"\n"}, "a new note"
        tasks = [NewFile(f"new{number}.md", text.encode() + b"\n")]
    elif (
        chance.random() < 0.3 and len(names) == 1 and expected[names[0]].startswith(b"---")
    ):  # a text that is shorter: it still needs a second file
        name, body = names[0], expected[names[0]].split(b"---\n", 2)[2].decode()
        wanted = {name: expected[name].removesuffix(body.encode()) + b"short\n"}
        tasks = [EditFile(ReplaceBody(TalkKey(name), body, "short\n"), expected[name])]
    if chance.random() < 0.2 and len(names) == 1 and what == "an edit":
        other = root.parent / f"second name of {names[0]}"
        if not other.exists():
            other.hardlink_to(root / names[0])
            what = "an edit of a file with two names"
    made = store.make(f"save {number}", tasks)
    saved = {one.change.path for one in made.saved} | {one.change.path for one in made.unchanged}
    failed = {failure.path for failure in made.failures}
    if saved & failed or saved | failed != {*wanted}:
        raise Wrong(f"{what}: said saved of {saved} and not saved of {failed}")
    for name in saved:
        expected[name] = wanted[name]
    counts["files saved"] += len(saved)
    counts["files said not to be saved"] += len(failed)
    for failure in made.failures:
        if "space" not in failure.reason and "full" not in failure.reason:
            raise Wrong(f"{what}: not saved because {failure.reason!r}, and the disk is full")
    if files_below(root) != expected:
        found = files_below(root)
        different = [name for name in {*found, *expected} if found.get(name) != expected.get(name)]
        shown = [
            (name, (found.get(name) or b"")[-200:], (expected.get(name) or b"")[-200:]) for name in different
        ]
        raise Wrong(f"{what} of {names}: {shown} are not what was said; {made.failures}")
    if failed and kept is not None:
        again = next((draft.text for draft in Drafts(drafts.folder.parent.parent, root).left()), None)
        if again != text:
            raise Wrong(f"the draft of a save that failed is not there: {again!r:.100}")
        counts["drafts there after a save that failed"] += 1
    if kept is not None:
        drafts.drop(kept)
        drafts.release(kept)


def keep_draft(drafts: Drafts, text: str, counts: collections.Counter[str]) -> str | None:
    """What is typed is a draft before it is saved; its id, None when the full disk takes no draft and says so."""
    try:
        kept = drafts.keep(Draft(TalkKey("n0.md"), "a draft", "", text))
    except DraftNotKept as error:
        on_full_disk = "disk" in drafts.folder.parts
        if not on_full_disk or ("space" not in error.reason and "full" not in error.reason):
            raise Wrong(f"the draft was not kept: {error.reason}") from error
        counts["drafts not kept, since talktui's own state is on the full disk: said so"] += 1
        return None
    drafts.release(kept.id)
    counts["drafts kept"] += 1
    return kept.id


def main(folder: Path, saves: int, seed: int) -> None:
    """Disks of every size, one after the other, until there were as many saves as asked for."""
    own_trash(folder)
    chance = random.Random(seed)
    counts: collections.Counter[str] = collections.Counter()
    while counts["saves"] < saves:
        counts["disks"] += 1
        place = folder / f"disk{counts['disks']}"
        kilobytes = SIZES[counts["disks"] % len(SIZES)]
        try:
            one_disk(place, kilobytes, chance, counts, min(SAVES_EACH, saves - counts["saves"]))
        except Wrong as error:
            raise Wrong(f"{error}\nseed {seed}, save {counts['saves']}, disk of {kilobytes} kB") from error
    print(json.dumps(counts))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
