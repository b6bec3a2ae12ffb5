"""Notes that are open in another program while a command changes them.

An edit goes on: the program sees that the file has changed and says so before it writes.  A rename or
a removal does not, since the program would write the file again under its old name.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from talktui.cli.command import NothingFoundError
from talktui.notes.beside import opened_among, opened_now
from talktui.notes.groups import MoveFile, RemoveFile, Task
from talktui.notes.store import Store


def open_elsewhere(store: Store, paths: Iterable[str]) -> list[tuple[str, str]]:
    """(path, sentence) for each of the notes that another program has open."""
    root = os.path.realpath(store.root)
    return [
        (path, f"{opened}, which will say that the file has changed")
        for path, opened in opened_among(root, paths)
    ]


def before(store: Store, tasks: Sequence[Task]) -> list[str]:
    """What to warn of before `tasks`; raises NothingFoundError when they must not be done."""
    root = os.path.realpath(store.root)
    for task in tasks:
        if isinstance(task, MoveFile | RemoveFile) and (opened := opened_now(root, task.path)) is not None:
            raise NothingFoundError(
                f"Nothing changed: {task.path} is {opened}, which would write it again under that name; "
                "close it there first."
            )
    return [f"{path}: {said}" for path, said in open_elsewhere(store, [task.path for task in tasks])]
