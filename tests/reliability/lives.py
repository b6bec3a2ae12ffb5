"""One talktui that works as fast as it can until it is killed, and the next one that finds what it left."""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import NoReturn

from talktui.notes import files, made_ahead
from talktui.notes.journal import Journal
from talktui.notes.store import Store
from tests.reliability.world import Kind, Operation, World

STARTED, DONE, FAILED = b"s", b"d", b"!"


def execute(store: Store, operation: Operation) -> str | None:
    """Ask talktui for `operation`; what was wrong with its answer, or None."""
    if operation.kind is Kind.MAKE:
        made = store.make(operation.title, operation.tasks)
        if made.failures or made.stopped or not made.step:
            return f"{operation.title}: {made.failures or made.stopped or made.warnings}"
        return None
    back = operation.kind is Kind.UNDO
    step = store.journal.next_undo() if back else store.journal.next_redo()
    if step is None or step.title != operation.title:
        return f"{operation.what} of {step.title if step else None}, not of {operation.title}"
    restored = store.take_back(step) if back else store.make_again(step)
    if restored.refused or restored.failures:
        return f"{operation.what} of {operation.title}: {restored.failures}"
    return None


def live(root: Path, state: Path, world: World, seed: int, tell: int) -> NoReturn:
    """Work until killed. Says on the pipe `tell` when an operation begins and when it has returned."""
    try:
        chance = random.Random(seed)
        if seed % 2:
            copies_for_few()
        store = Store(root, journal=Journal(state, root))
        while True:
            operation = world.plan(chance)
            os.write(tell, STARTED)
            wrong = execute(store, operation)
            if wrong is not None:
                os.write(tell, FAILED + wrong.encode()[:4000])
                os._exit(1)
            world.apply(operation)
            os.write(tell, DONE)
    except BaseException as error:  # noqa: BLE001  a forked child must not return into pytest, whatever happens
        os.write(tell, FAILED + repr(error).encode()[:4000])
        os._exit(1)


def copies_for_few() -> None:
    """Let copies of this process make the new files of small groups, too."""
    made_ahead.TOGETHER, made_ahead.MOST = 2, 4
    vars(files).update(MANY=2, can_fork=lambda: True)


def replay(world: World, seed: int, done: int) -> Operation:
    """Let `world` go through the `done` operations that returned; the one that was under way."""
    chance = random.Random(seed)
    for _ in range(done):
        world.apply(world.plan(chance))
    return world.plan(chance)
