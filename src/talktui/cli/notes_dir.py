"""Which notes directory a command works on: chosen by the settings' rules, checked, and told."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from talktui.cli.command import WrongUsageError, shown
from talktui.config import Settings, choose_notes_dir, load_settings, locations
from talktui.config.settings import FILE
from talktui.notes.problem import Problem


@dataclass(frozen=True)
class NotesDir:
    """A notes directory that is there, and how it came to be chosen."""

    root: Path
    settings: Settings
    problems: tuple[Problem, ...]  # of the settings
    how: str  # "argument", "settings" or "samples"

    @property
    def notice(self) -> str:
        """A sentence for the person when nobody chose this directory, else ""."""
        if self.how != "samples":
            return ""
        return (
            f"These are the sample notes, a copy in {self.root}. "
            f"For your own: --notes DIR, or `notes: DIR` in {locations().config / FILE}."
        )


def find(given: str | None, *, fall_back: bool = False) -> NotesDir:
    """The directory to work on: `given`, else the configured one, else a copy of the sample notes.

    Raises WrongUsageError when `given` is no directory, or the configured one is not. With
    `fall_back`, a setting never does that: it becomes a problem, and the sample notes are taken.
    """
    settings, problems = load_settings()
    if given is None and settings.notes is not None and fall_back:
        try:
            _check(settings.notes, "settings")
        except WrongUsageError as error:
            return _samples(settings, (*problems, Problem(f"`notes`: {error}")))
    try:
        root, how = choose_notes_dir(given, settings)
    except OSError as error:
        raise _no_samples(error) from error
    _check(root, how)
    return NotesDir(root.resolve(), settings, problems, how)


def _samples(settings: Settings, problems: tuple[Problem, ...]) -> NotesDir:
    try:
        root, how = choose_notes_dir(None, Settings())
    except OSError as error:
        raise _no_samples(error) from error
    return NotesDir(root, settings, problems, how)


def _no_samples(error: OSError) -> WrongUsageError:
    reason = error.strerror or str(error)
    return WrongUsageError(
        f"no notes directory is named, and the sample notes cannot be copied to "
        f"{shown(locations().data)}: {reason}; give your own with --notes DIR."
    )


def _check(path: Path, how: str) -> None:
    """Raise WrongUsageError unless `path` is a directory."""
    if os.path.isdir(path):  # Path.is_dir raises where a folder above may not be read
        return
    hint = "give the folder with your notes"
    if how == "settings":
        hint = f"`notes` in {locations().config / FILE} names it; change that, or give the folder"
    there = "is a file, not a directory" if os.path.exists(path) else "does not exist"
    raise WrongUsageError(f"the notes directory {shown(path)} {there}; {hint}.")


def note_path(root: Path, text: str) -> str:
    """The path from `root` of the note that `text` names: from `root`, or as a shell completes it."""
    plain = os.path.normpath(text) if text else text
    if os.path.lexists(root / plain) or not os.path.lexists(plain):
        plain = os.path.relpath(root / plain, root) if os.path.isabs(plain) else plain
    else:
        plain = os.path.relpath(os.path.abspath(plain), root)
    return plain.replace(os.sep, "/")
