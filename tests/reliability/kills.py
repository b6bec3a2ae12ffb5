"""talktui killed at random moments, and everything looked at that it left: run as a process of its own.

`python -m tests.reliability.kills FOLDER KILLS SEED` prints its counts as JSON; a wrong byte ends it with
what is needed to repeat it. One process that has imported everything forks a talktui for each life, kills
it after a few milliseconds, and then does what the next start does: strays are swept, a step that was cut
off is taken back or brought to its end.
"""

from __future__ import annotations

import collections
import contextlib
import json
import os
import random
import select
import shutil
import signal
import sys
import time
from pathlib import Path

from talktui.notes import temp_files
from talktui.notes.journal import Journal
from talktui.notes.recovery import Recovery
from talktui.notes.store import Store
from talktui.notes.strays import sweep
from tests.reliability import lives, save_paths
from tests.reliability.world import Kind, Operation, World, files_below

NOTES = 30
LINKED = ("n15.md", "a/n1.md")  # these have a second name each, so that they are written in place
LIVES = 250  # in one directory, before a new one
AFTER = (0, 1, 1, 2, 3, 3, 5)  # beginnings and ends of operations before the clock runs
SPREADS = (0.001, 0.004, 0.016)  # seconds within which the kill comes then


class Lost(AssertionError):
    """A byte that is not where it should be."""


class Ground:
    """A notes directory, talktui's state directory, and what both should hold."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "notes"
        self.state = folder / "state"
        self.recovery = folder / "recovery"
        self.root.mkdir(parents=True)
        self.world = World.made(NOTES)
        self.world.write(self.root)
        self.alive = -1  # a pipe that is closed once nobody of the killed talktui is left
        for number, path in enumerate(LINKED):  # a second name, which is no note
            (folder / f"linked{number}").hardlink_to(self.root / path)


def kills(folder: Path, count: int, seed: int) -> collections.Counter[str]:
    """Kill talktui `count` times; raises :class:`Lost`."""
    chance = random.Random(seed)
    counts: collections.Counter[str] = collections.Counter()
    trash = save_paths.own_trash(folder)
    while counts["kills"] < count:
        place = folder / f"ground{counts['kills']}"
        ground = Ground(place)
        for _ in range(min(LIVES, count - counts["kills"])):
            life = chance.randrange(1 << 40)
            try:
                operation = one_life(ground, life, chance, counts)
                look(ground, operation, counts)
                start_again(ground, operation, chance, counts)
            except Lost as error:
                raise Lost(
                    f"{error}\nseed {seed}, kill {counts['kills']}, life {life}, in {place}"
                ) from error
        shutil.rmtree(place)
        shutil.rmtree(trash, ignore_errors=True)
    shutil.rmtree(folder)
    return counts


def one_life(ground: Ground, life: int, chance: random.Random, counts: collections.Counter[str]) -> Operation:
    """Start a talktui, kill it, and return what it was doing; the world is as far as it had come."""
    hear, tell = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(hear)
        lives.live(ground.root, ground.state, ground.world.copy(), life, tell)
    os.close(tell)
    said = b""
    for _ in range(chance.choice(AFTER)):
        said += os.read(hear, 1)
    time.sleep(chance.random() * chance.choice(SPREADS))
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    os.set_blocking(hear, False)
    with contextlib.suppress(BlockingIOError):  # its copies may be there for a moment more
        while part := os.read(hear, 65536):
            said += part
    ground.alive = hear
    if not os.WIFSIGNALED(status) or lives.FAILED in said:
        raise Lost(f"talktui said {said.partition(lives.FAILED)[2].decode(errors='replace')!r}")
    done = said.count(lives.DONE)
    counts["kills"] += 1
    counts["operations that returned"] += done
    operation = lives.replay(ground.world, life, done)
    counts[
        f"killed in a {operation.what}" if said.endswith(lives.STARTED) else "killed between operations"
    ] += 1
    return operation


def look(ground: Ground, operation: Operation, counts: collections.Counter[str]) -> None:
    """Every note is as it was before what was under way, or as it is after it, and nothing else is there."""
    found = files_below(ground.root)
    notes = {path: data for path, data in found.items() if not temp_files.is_temp(os.path.basename(path))}
    counts["strays left by kills"] += len(found) - len(notes)
    changed = 0
    for path in {*notes, *ground.world.files}:
        now, before = notes.get(path), ground.world.files.get(path)
        if now == before:
            continue
        if path not in operation.after:
            raise Lost(f"{path} was changed or is missing, and nothing was under way with it: {now!r:.300}")
        if now != operation.after[path] and (ground.root / path).stat().st_nlink > 1:
            counts["torn in place (of a file with two names), mended by the next start"] += 1
        elif now != operation.after[path]:
            raise Lost(f"{path} is torn in {operation.title}: {now!r:.300}")
        changed += 1
    both = {path for path in operation.after if operation.after[path] != operation.before.get(path)}
    if operation.kind is not Kind.MAKE or operation.what == "bulk edit":
        counts["steps cut off half way"] += 0 < changed < len(both)


def start_again(
    ground: Ground, operation: Operation, chance: random.Random, counts: collections.Counter[str]
) -> None:
    """What the next start does; then every file of the step under way is as before it, or every one after it."""
    journal = Journal(ground.state, ground.root)
    recovery = Recovery(ground.recovery, ground.root)
    try:
        counts["next starts beside a copy of the killed one"] += wait_for_copies(ground, recovery, journal)
        strays = strays_in(ground.root)
        swept = sweep(ground.root, recovery, journal)
        counts["strays swept"] += len(strays)
        if strays_in(ground.root):
            raise Lost(f"strays were left: {[*strays_in(ground.root)]}; swept {swept}")
        kept = {item.data for item in recovery.items()}
        known = [data for data in (*operation.before.values(), *operation.after.values()) if data is not None]
        for name, data in strays.items():
            if data not in kept and not any(text.startswith(data) for text in known):
                raise Lost(f"the stray {name} is neither in recovery nor in the journal: {data!r:.300}")
        counts["strays kept for the person"] += len(kept)
        for item in recovery.items():
            recovery.drop(item.id)
        store = Store(ground.root, journal=journal)
        unfinished = store.unfinished()
        if len(unfinished) > 1 or any(step.title != operation.title for step in unfinished):
            raise Lost(f"unfinished: {[step.title for step in unfinished]}, not {operation.title}")
        for step in unfinished:
            back = chance.random() < 0.5
            restored = store.take_back(step) if back else store.make_again(step)
            if restored.failures or restored.refused:
                raise Lost(
                    f"{operation.title} could not be {'taken back' if back else 'finished'}: {restored}"
                )
            counts["unfinished steps taken back" if back else "unfinished steps brought to their end"] += 1
            made = not back
            if operation.kind is Kind.UNDO:
                made = back
            settle(ground, operation, made=made)
        if not unfinished:
            settle(ground, operation, made=None)
        agree(ground.world, operation, journal)
    finally:
        journal.close()


def wait_for_copies(ground: Ground, recovery: Recovery, journal: Journal) -> bool:
    """Whether copies of the killed talktui are still there: then nothing that they do changes a note."""
    try:
        if not select.select([ground.alive], [], [], 0)[0]:
            before = notes_in(ground.root)
            sweep(ground.root, recovery, journal)
            select.select([ground.alive], [], [])
            if notes_in(ground.root) != before:
                raise Lost("a copy of the killed talktui changed a note after the next start")
            return True
        return False
    finally:
        os.close(ground.alive)


def settle(ground: Ground, operation: Operation, *, made: bool | None) -> None:
    """The files are all as `operation` found them or all as it makes them, as `made` says; the world follows."""
    found = files_below(ground.root)
    before = {path: data for path, data in ground.world.files.items() if data is not None}
    after = {
        path: data for path, data in {**ground.world.files, **operation.after}.items() if data is not None
    }
    if found == after and made is not False:
        ground.world.apply(operation)
    elif found != before or made:
        names = [path for path in {*found, *before} if found.get(path) != before.get(path)]
        raise Lost(f"{operation.title} is half done after the next start: {names} of {[*operation.after]}")


def agree(world: World, operation: Operation, journal: Journal) -> None:
    """Undo takes back what the world did last; redo what it knows of, or nothing."""
    undo, redo = journal.next_undo(), journal.next_redo()
    expected = world.done[-1].title if world.done else None
    if (undo.title if undo else None) != expected:
        raise Lost(f"undo would take {undo.title if undo else None} back, not {expected}")
    known = {step.title: step for step in (*world.undone, operation) if step.kind is not Kind.UNDO}
    step = known.get(redo.title) if redo else None
    world.undone = []
    if (
        step is not None
        and step.title != expected
        and all(world.files.get(p) == d for p, d in step.before.items())
    ):
        world.undone = [Operation(Kind.MAKE, step.what, step.title, step.tasks, step.before, step.after)]


def notes_in(root: Path) -> dict[str, tuple[int, bytes]]:
    """Every file that is no temporary one: which it is, and what it holds."""
    paths = [path for path in files_below(root) if not temp_files.is_temp(os.path.basename(path))]
    return {path: ((root / path).stat().st_ino, (root / path).read_bytes()) for path in paths}


def strays_in(root: Path) -> dict[str, bytes]:
    """Temporary files in the notes directory."""
    return {
        path: data for path, data in files_below(root).items() if temp_files.is_temp(os.path.basename(path))
    }


if __name__ == "__main__":
    print(json.dumps(kills(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))
