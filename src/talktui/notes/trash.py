"""A deleted file goes to the person's trash, where their file manager shows it.

The trash gives no handle to take a file back by: undo restores it from the journal, which holds its
bytes before the file goes.  Format: the FreeDesktop.org Trash specification, through send2trash.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from talktui.notes.read_file import in_words


def to_trash(full_path: str, remove: Callable[[str], object] = os.unlink) -> str | None:
    """Move the file at the absolute `full_path` to the trash; a link goes itself, not what it leads to.

    Where there is no trash (another file system without one, a home that cannot be written) the file
    is removed by `remove`, and the sentence that is returned says so; None when all went well.  Raises
    :class:`OSError` when the file could not even be removed, and ValueError for a relative path.
    """
    if not os.path.isabs(full_path):
        raise ValueError(f"{full_path!r} is no absolute path")  # a name such as `-rf` must not come alone
    # Only deleting needs it, and it looks the trash's place up as soon as it is imported.
    from send2trash import send2trash  # type: ignore[import-untyped]  # it has no stubs

    try:
        send2trash(full_path)
    except OSError as error:
        if not os.path.lexists(full_path):
            if isinstance(error, FileNotFoundError):
                raise
            return None  # it went, and something after that failed
        remove(full_path)
        return (
            f"it could not be moved to the trash ({in_words(error)}), so it was removed; undo brings it back"
        )
    return None
