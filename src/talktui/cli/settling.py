"""What a command that changed notes does last: nothing of another program or of a killed save is lost."""

from __future__ import annotations

from talktui.cli.output import Output
from talktui.notes.store import Store

_RECOVER = "`talktui recover` lists it"


def settle(store: Store, out: Output) -> None:
    """Look once whether others wrote into what was replaced, and for what killed saves left behind."""
    if not store.has_written:
        return
    for one in store.look_for_late_writes(leaving=True):
        wrote = f"{one.path}: another program wrote to it while it was saved"
        if one.saved is not None:
            out.note(f"{wrote}; both changes are in it.")
        elif one.kept is not None:
            out.note(f"{wrote}; its text is kept: {_RECOVER}.")
        else:
            out.note(f"{wrote}; its text could not be kept on the disk. It is:")
            out.note_block(one.data.decode("utf-8", "replace"))
    strays = store.sweep()
    for path in sorted({stray.path for stray in strays if stray.kept is not None}):
        out.note(f"{path}: a save that was cut off left a text, which is kept: {_RECOVER}.")
    for path in sorted({stray.path for stray in strays if stray.left}):
        out.note(f"{path}: a save that was cut off left a file beside it (.talktui-….tmp), which stays.")
