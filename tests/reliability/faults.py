"""Each system call of each save path failing in turn: run as a process of its own, with `faults.c` preloaded.

`python -m tests.reliability.faults FOLDER SHARE SEED PATH…` prints its counts as JSON, and what was wrong.
Every fault is a forked child that saves while one call fails; this process then looks at the files.
"""

from __future__ import annotations

import collections
import ctypes
import errno
import json
import os
import random
import shutil
import signal
import sys
import traceback
from pathlib import Path

from talktui.notes import exchange, files, made_ahead, temp_files
from tests.reliability.save_paths import (
    FILES,
    WAYS,
    Answer,
    Keeping,
    Place,
    SavePath,
    own_trash,
)
from tests.reliability.world import files_below

ERRORS = (errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS, errno.EINTR)
KILLED_BEFORE, KILLED_AFTER = -1, -2
NEVER = 1 << 30

_library = ctypes.CDLL(None)


def arm(at: int, number: int) -> None:
    """Let the `at`-th system call from now fail with the error `number`, or kill the process."""
    _library.talktui_arm(at, number)


def disarm() -> tuple[int, str]:
    """How many calls there were, and which one failed."""
    _library.talktui_failed.restype = ctypes.c_char_p
    return _library.talktui_disarm(), _library.talktui_failed().decode(errors="replace").strip()


def synced() -> list[str]:
    """The files and folders that were synced since the last :func:`arm`."""
    _library.talktui_synced.restype = ctypes.c_char_p
    return list(_library.talktui_synced().decode(errors="replace").split("\n"))


class Run:
    """What became of one disturbed save."""

    def __init__(self, place: Path, status: int, said: dict[str, object]) -> None:
        self.place = place
        self.killed = os.WIFSIGNALED(status)
        self.calls = int(str(said.get("calls", 0)))
        self.call = str(said.get("call", ""))
        self.saved = set(map(str, said.get("saved", ())))  # type: ignore[call-overload]  # a list, or nothing
        self.not_saved = set(map(str, said.get("not_saved", ())))  # type: ignore[call-overload]  # likewise
        self.warnings = "; ".join(map(str, said.get("warnings", ())))  # type: ignore[call-overload]  # likewise
        self.synced = set(map(str, said.get("synced", ())))  # type: ignore[call-overload]  # likewise
        self.raised = str(said.get("raised", ""))


def disturbed(way: SavePath | Keeping, folder: Path, at: int, number: int) -> Run:
    """Save in a child while the `at`-th call fails."""
    shutil.rmtree(folder, ignore_errors=True)
    hear, tell = os.pipe()
    child = os.fork()
    if child == 0:
        said: dict[str, object] = {}
        try:
            os.close(hear)
            if isinstance(way, SavePath):
                _save(way, folder, at, number, said)
            else:
                _keep(way, folder, at, number, said)
        except BaseException:  # noqa: BLE001  a forked child must not return, whatever happens
            said["raised"] = traceback.format_exc()
        with os.fdopen(tell, "w") as pipe:
            json.dump(said, pipe)
        os._exit(0)
    os.close(tell)
    with os.fdopen(hear) as pipe:
        text = pipe.read()
    _, status = os.waitpid(child, 0)
    return Run(folder, status, json.loads(text) if text else {})


def _save(way: SavePath, folder: Path, at: int, number: int, said: dict[str, object]) -> None:
    place = Place(folder, fresh=way.fresh)
    way.prepare(place)
    answer = Answer()
    arm(at, number)
    try:
        way.run(place, answer)
    finally:
        said["calls"], said["call"] = disarm()
    said.update(saved=sorted(answer.saved), not_saved=sorted(answer.not_saved), warnings=answer.warnings)
    said["synced"] = synced()


def _keep(way: Keeping, folder: Path, at: int, number: int, said: dict[str, object]) -> None:
    place = Place(folder)
    first = way.prepare(place)
    said["saved"] = ["*"]
    arm(at, number)
    try:
        way.run(place, first)
    except way.refusal:
        said.update(saved=[], not_saved=["*"])
    finally:
        said["calls"], said["call"] = disarm()


def rehearse(way: SavePath | Keeping, folder: Path) -> None:
    """Save once in this process, so that the children find every module imported."""
    shutil.rmtree(folder, ignore_errors=True)
    if isinstance(way, Keeping):
        place = Place(folder)
        way.run(place, way.prepare(place))
        way.found(place)
        place.store.journal.close()
        return
    place = Place(folder, fresh=way.fresh)
    before = {module: module.__dict__.copy() for module in (exchange, files, made_ahead)}
    way.prepare(place)
    way.run(place, Answer())
    for module, names in before.items():
        module.__dict__.update(names)
    place.store.look_for_late_writes(leaving=True)
    place.store.journal.close()


def not_synced(way: SavePath, run: Run) -> list[str]:
    """What a save left to the disk's own time: each folder whose names changed has to be synced.

    So have the folders above one that was made, and the file that was written in place.
    """
    root = os.path.realpath(run.place / "notes")
    wanted: set[str] = set()
    for path in (path for unit in way.units.values() for path in unit if way.before[path] != way.after[path]):
        real = os.path.realpath(os.path.join(root, path))
        if os.path.exists(real) and os.stat(real).st_nlink > 1:
            wanted.add(real)
            continue
        folder = os.path.dirname(real)
        wanted.add(folder)
        if way.before[path] is None and not way.name.startswith("redo"):  # undo leaves the folders
            while folder not in (root, os.path.join(root, "sub")):
                folder = os.path.dirname(folder)
                wanted.add(folder)
    there = {path for path in wanted if os.path.exists(path)}
    return [f"{path} was not synced" for path in sorted(there - run.synced)]


def wrong(way: SavePath, run: Run, number: int) -> list[str]:
    """What is not as it should be after a call failed; what the disk holds is compared with the answer."""
    if run.raised:
        return [f"raised {run.raised}"]
    if run.killed:
        return ["it was killed"]
    problems = []
    found = files_below(run.place / "notes")
    strays = [path for path in found if temp_files.is_temp(os.path.basename(path))]
    if strays:
        problems.append(f"left {strays}")
    for name, paths in way.units.items():
        saved = name in run.saved
        if saved == (name in run.not_saved or "*" in run.not_saved):
            problems.append(f"{name}: said neither or both of saved and not saved")
        wanted = way.after if saved else way.before
        for path in paths:
            if found.get(path) != wanted[path]:
                is_other = found.get(path) == (way.before if saved else way.after)[path]
                problems.append(
                    f"{path}: said {'saved' if saved else 'not saved'}, and it is {'not' if is_other else 'torn'}"
                    f": {found.get(path)!r:.100}"
                )
    for path, data in FILES.items():
        if path not in way.before and found.get(path) != data:
            problems.append(f"{path}: another note was changed")
    name, _, target = run.call.partition(" ")
    below = target.startswith(str(run.place / "notes")) and Path(target).is_dir()
    if name in {"fsync", "fdatasync"} and below and number != errno.EINTR:
        if run.saved and "durability" not in run.warnings:
            problems.append(f"the folder {target} could not be synced and nothing says so: {run.warnings!r}")
    elif "durability" in run.warnings and run.not_saved:
        problems.append(f"not saved, and its durability unknown: {run.warnings}")
    return problems


def wrongly_kept(way: Keeping, run: Run) -> list[str]:
    """What is not as it should be with a text that is to be kept; after a kill either will do."""
    if run.raised:
        return [f"raised {run.raised}"]
    place = Place.__new__(Place)
    place.root, place.state = run.place / "notes", run.place / "state"
    found = way.found(place)
    allowed = [way.after] if run.saved else [way.before]
    if run.killed:
        allowed = [way.before, way.after]
    elif way.name == "a text recovered" and not run.saved:
        allowed = [way.before, way.after]  # its last sync failed, say: one text too many is no harm
    return [] if found in allowed else [f"said {'kept' if run.saved else 'not kept'}, and there is {found}"]


def after_restart(way: SavePath, run: Run) -> list[str]:
    """After a kill and the next start: no stray is left, and the files are all as before or all as after."""
    place = run.place
    restarted = Place.__new__(Place)
    restarted.root, restarted.state = place / "notes", place / "state"
    problems = []
    store = restarted.new_store()
    try:
        store.sweep()
        for step in store.unfinished():
            restored = store.take_back(step) if len(step.changes) % 2 else store.make_again(step)
            if restored.failures:
                problems.append(f"could not be put in order: {[str(one) for one in restored.failures]}")
        found = files_below(place / "notes")
        paths = [path for unit in way.units.values() for path in unit]
        if all(found.get(path) == way.before[path] for path in paths):
            state = "before"
        elif all(found.get(path) == way.after[path] for path in paths):
            state = "after"
        else:
            state = ""
            problems.append(f"half done: { {path: (found.get(path) or b'')[-60:] for path in paths} }")
        strays = [path for path in found if temp_files.is_temp(os.path.basename(path))]
        if strays:
            problems.append(f"left {strays}")
        undo, redo = store.journal.next_undo(), store.journal.next_redo()
        on_disk = (state == "after") != way.undone
        titles = undo.title if undo else None, redo.title if redo else None
        if state and on_disk != (titles[0] == "the step"):
            problems.append(f"the files are {state}, and undo and redo would be {titles}")
    finally:
        store.journal.close()
    return problems


def judged(way: SavePath | Keeping, run: Run, number: int, counts: collections.Counter[str]) -> list[str]:
    """What is wrong after one fault or kill; what became of it is counted."""
    if number < 0:
        counts["kills"] += 1
        if not run.killed and not (isinstance(way, SavePath) and way.copies):  # else it was one of them
            return ["it was not killed"]
        return after_restart(way, run) if isinstance(way, SavePath) else wrongly_kept(way, run)
    counts["faults"] += 1
    word = "not saved" if run.not_saved and not run.saved else "saved"
    word = "saved, durability unknown" if "durability" in run.warnings else word
    counts["some saved, some not" if run.not_saved and run.saved else word] += 1
    return wrong(way, run, number) if isinstance(way, SavePath) else wrongly_kept(way, run)


def main(folder: Path, share: float, seed: int, names: list[str]) -> None:
    """Try every call of the save paths called `names`, or a share of them; print counts and problems."""
    trash = own_trash(folder)
    chance = random.Random(seed)
    table: dict[str, collections.Counter[str]] = {}
    problems: list[str] = []
    for way in (way for way in WAYS if way.name in names):
        counts = table[way.name] = collections.Counter()
        rehearse(way, folder / "place")
        shutil.rmtree(trash, ignore_errors=True)
        undisturbed = disturbed(way, folder / "place", NEVER, 0)
        calls = counts["system calls"] = undisturbed.calls
        if isinstance(way, SavePath):
            problems += [f"{way.name}: {one}" for one in not_synced(way, undisturbed)]
        for number in (*ERRORS, KILLED_BEFORE, KILLED_AFTER):
            for at in range(1, calls + 1):
                if chance.random() >= share:
                    continue
                shutil.rmtree(trash, ignore_errors=True)
                run = disturbed(way, folder / "place", at, number)
                if not run.killed and 0 < run.calls < at:
                    continue  # one call fewer than before: another moment, another path of the system's
                found = judged(way, run, number, counts)
                counts["wrong"] += bool(found)
                kind = errno.errorcode[number] if number > 0 else "kill"
                problems += [f"{way.name}, {kind} at call {at} ({run.call}): {one}" for one in found]
    shutil.rmtree(folder / "place", ignore_errors=True)
    print(json.dumps([table, problems]))


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    main(Path(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
