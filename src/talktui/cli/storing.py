"""The store of a command that reads or changes notes, and what is done when such a command ends."""

from __future__ import annotations

from talktui.cli.notes_dir import NotesDir
from talktui.cli.opened import found
from talktui.cli.output import Output
from talktui.cli.settling import settle
from talktui.config import stores
from talktui.notes.store import Store


def open_place(given: str | None, out: Output) -> tuple[NotesDir, Store]:
    """Find the notes directory without looking at its notes."""
    place = found(given, out)
    return place, open_store(place, out)


def open_store(place: NotesDir, out: Output) -> Store:
    """The notes directory's store; once the result is told, nothing that others wrote meanwhile is lost."""
    store = stores.open_store(place.root, place.settings.ignore, "command line")
    out.at_end += [store.close, lambda: settle(store, out)]  # the last one first
    return store
