"""Two talktuis and two other programs that write the same notes: run as a process of its own.

`python -m tests.reliability.writers FOLDER SAVES SEED` prints its counts as JSON. One program replaces files
by renaming, one writes into them; these two take turns (what they do to each other is not ours), and
know nothing of talktui. Every change has a word of its own, so that it can be looked for at the end.
"""

from __future__ import annotations

import collections
import contextlib
import fcntl
import json
import multiprocessing
import os
import random
import shutil
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.synchronize import Event, Semaphore
from pathlib import Path

from talktui.notes.changes import NotSaved
from talktui.notes.edit import Edit
from talktui.notes.edits import AppendLine, ChangeTags
from talktui.notes.journal import Journal
from talktui.notes.problem import Refused
from talktui.notes.recovery import Recovery
from talktui.notes.store import Store
from talktui.notes.talk import TalkKey
from tests.reliability.save_paths import own_trash
from tests.reliability.world import files_below, note

NOTES = tuple(f"n{number}.md" for number in range(6))
ROUND = 400  # saves in one directory: the journal keeps the newest 2,000 steps only
Counts = collections.Counter[str]


@dataclass(frozen=True)
class Events:
    """How the four programs wait for each other."""

    made: Semaphore  # a talktui has made its saves
    stop: Event  # the others are to end
    leave: Event  # they have ended, and the talktuis may


class Lost(AssertionError):
    """A change that is nowhere."""


def open_store(folder: Path) -> Store:
    """The notes as a talktui opens them."""
    root, state = folder / "notes", folder / "state"
    return Store(root, journal=Journal(state, root), recovery=Recovery(state, root))


def talktui(
    name: str, folder: Path, saves: int, chance: random.Random, events: Events, counts: Counts
) -> list[str]:
    """Save again and again, mostly on what was read a while ago; the words of the changes that were saved."""
    store = open_store(folder)
    seen: dict[str, bytes] = {}
    words: list[str] = []
    for number in range(saves):
        path = chance.choice(NOTES)
        word = f"{name}x{number}x"
        key = TalkKey(path)
        edit: Edit = (
            ChangeTags(key, (word,)) if chance.random() < 0.5 else AppendLine(key, f"{word} is a line.")
        )
        base = seen.get(path) if chance.random() < 0.8 else None
        try:
            saved = store.apply(edit, base)
        except (NotSaved, Refused):
            counts["saves refused, and said so"] += 1
            seen.pop(path, None)  # the person looks at it again
            continue
        words.append(word)
        counts["saves"] += 1
        if saved.warning:
            counts[f"told: {saved.warning}"] += 1
        counts["saves replayed on another's text"] += saved.replayed
        seen[path] = saved.change.after or b""
        if number % 10 == 0:
            late(store, counts)
    events.made.release()
    events.leave.wait()  # the others have written their last
    until = time.monotonic() + 10
    while store.expects_late_writes and time.monotonic() < until:
        late(store, counts)
        time.sleep(0.05)  # as the app does, which looks now and then
    late(store, counts, leaving=True)
    return words


def late(store: Store, counts: Counts, *, leaving: bool = False) -> None:
    """Look for what others wrote into files that were replaced."""
    for given in store.look_for_late_writes(leaving=leaving):
        kept = "put into the note" if given.saved else "kept in the recovery"
        counts[f"others' late writes {kept}"] += 1


@contextlib.contextmanager
def turn(folder: Path, path: str) -> Iterator[None]:
    """The two other programs do not write the same note at once."""
    with (folder / f"{path}.turn").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def replacer(
    name: str, folder: Path, _: int, chance: random.Random, events: Events, counts: Counts
) -> list[str]:
    """Read a note, write it anew under another name, and rename that."""
    words: list[str] = []
    while not events.stop.is_set():
        path = chance.choice(NOTES)
        file, temp = folder / "notes" / path, folder / "notes" / f"{path}.{name}"
        word = f"{name}x{len(words)}x"
        with turn(folder, path):
            data = file.read_bytes()
            pause(chance)
            temp.write_bytes(data + f"{word} is a line.\n".encode())
            temp.replace(file)
        words.append(word)
        counts["writes of a program that replaces files"] += 1
        pause(chance, 4)
    return words


def in_place(
    name: str, folder: Path, _: int, chance: random.Random, events: Events, counts: Counts
) -> list[str]:
    """Open a note and write into it: at its end, over it, or after emptying it."""
    words: list[str] = []
    while not events.stop.is_set():
        path = chance.choice(NOTES)
        word = f"{name}x{len(words)}x"
        line = f"{word} is a line.\n".encode()
        with turn(folder, path), (folder / "notes" / path).open("r+b", buffering=0) as file:
            way = chance.random()
            data = file.read()
            pause(chance)
            if way < 0.6:
                file.seek(0, os.SEEK_END)
                file.write(line)
            else:
                file.seek(0)
                if way > 0.9:
                    file.truncate(0)
                file.write(data + line)
                file.truncate()
        words.append(word)
        counts["writes of a program that writes in place"] += 1
        pause(chance, 4)
    return words


def pause(chance: random.Random, most: float = 2.0) -> None:
    """So that something can happen in between: up to `most` milliseconds."""
    time.sleep(chance.random() * most / 1000)


Program = Callable[[str, Path, int, random.Random, Events, Counts], list[str]]


def run(program: Program, name: str, folder: Path, saves: int, seed: int, events: Events) -> None:
    """A program in a process of its own; what it did is in a file at the end."""
    counts: Counts = collections.Counter()
    wrong, words = "", []
    try:
        words = program(name, folder, saves, random.Random(seed), events, counts)
    except Exception:  # noqa: BLE001  told by the parent
        wrong = traceback.format_exc()
    (folder / f"{name}.json").write_text(json.dumps([words, counts, wrong]))


def one_round(folder: Path, saves: int, seed: int, counts: Counts) -> None:
    """All four for some saves, and then every change looked for."""
    (folder / "notes").mkdir(parents=True)
    for path in NOTES:
        (folder / "notes" / path).write_bytes(note(path, 600))
    context = multiprocessing.get_context("fork")
    programs: dict[str, Program] = {"A": talktui, "B": talktui, "R": replacer, "I": in_place}
    events = Events(context.Semaphore(0), context.Event(), context.Event())
    running = {
        name: context.Process(
            target=run, args=(program, name, folder, saves // 2, seed * 10 + number, events)
        )
        for number, (name, program) in enumerate(programs.items())
    }
    for process in running.values():
        process.start()
    for _ in ("A", "B"):
        while not events.made.acquire(timeout=1):
            if not (running["A"].is_alive() and running["B"].is_alive()):
                break  # it says why in its file
    events.stop.set()
    for name in ("R", "I"):
        running[name].join()
    events.leave.set()
    words: list[str] = []
    for name, process in running.items():
        process.join()
        found, its, wrong = json.loads((folder / f"{name}.json").read_text())
        if wrong:
            raise Lost(f"{name} ended: {wrong}")
        words += found
        counts.update(its)
    look_for(folder, words, counts)


def look_for(folder: Path, words: list[str], counts: Counts) -> None:
    """Every word is in its note, or can be had from the journal or the recovery."""
    store = open_store(folder)
    counts["strays swept"] += len(store.sweep())
    if store.unfinished():
        raise Lost(f"unfinished: {store.unfinished()}")
    notes = b"\n".join(files_below(folder / "notes").values())
    kept = b"\n".join(item.data for item in Recovery(folder / "state", folder / "notes").items())
    steps = store.journal.steps(1 << 30)
    journal = b"\n".join(
        data for step in steps for change in store.journal.changes_of(step) for data in (change.before, change.after) if data
    )  # fmt: skip
    store.journal.close()
    lost = []
    for word in words:
        token = word.encode()
        if token in notes:
            counts["changes in the notes"] += 1
        elif token in kept:
            counts["changes in the recovery"] += 1
        elif token in journal:
            counts["changes in the journal (another program wrote over them)"] += 1
        else:
            lost.append(word)
    if lost:
        raise Lost(f"{len(lost)} of {len(words)} changes are nowhere: {lost[:20]}")


def main(folder: Path, saves: int, seed: int) -> None:
    """Rounds until there were as many saves as asked for."""
    own_trash(folder)
    counts: Counts = collections.Counter()
    while counts["saves"] < saves:
        counts["rounds"] += 1
        place = folder / f"round{counts['rounds']}"
        try:
            one_round(place, min(ROUND, saves - counts["saves"] + 10), seed + counts["rounds"], counts)
        except Lost as error:
            raise Lost(f"{error}\nseed {seed}, round {counts['rounds']} in {place}") from error
        shutil.rmtree(place)
    print(json.dumps(counts))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
