"""Which notes directory a command works on, and why that one."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

from talktui.cli.command import WrongUsageError, shown
from talktui.config import Settings, load_settings, locations
from talktui.notes.problem import Problem


@dataclass(frozen=True)
class NotesDir:
    """A notes directory that is there, and how it came to be chosen."""

    root: Path
    settings: Settings
    problems: tuple[Problem, ...]  # of the settings
    how: str = ""  # a sentence for the person when the choice was not theirs, else ""


def find(given: str | None) -> NotesDir:
    """The directory to work on: `given`, else the configured one, else a copy of the sample notes.

    Raises WrongUsageError when `given` or the configured directory is not one.
    """
    settings, problems = load_settings()
    if given is not None:
        return NotesDir(_directory(Path(given), "give the folder with your notes"), settings, problems)
    if settings.notes:
        where = f"`notes` in {locations().config / 'config.yaml'} says so"
        return NotesDir(_directory(Path(settings.notes).expanduser(), where), settings, problems)
    root = samples()
    how = (
        f"These are the sample notes ({root}). To open your own: talktui DIR, or set `notes` in config.yaml."
    )
    return NotesDir(root, settings, problems, how)


def _directory(path: Path, hint: str) -> Path:
    if path.is_dir():
        return path.resolve()
    there = "is a file, not a directory" if path.exists() else "does not exist"
    raise WrongUsageError(f"the notes directory {shown(path)} {there}; {hint}.")


def samples() -> Path:
    """A copy of the sample notes in the person's data directory, made when it is not there yet.

    A copy, so that trying things out changes nothing that was installed. Raises WrongUsageError
    when it cannot be made.
    """
    target = locations().data / "sample-notes"
    if target.is_dir():
        return target
    making = target.with_name(f"{target.name}.{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with as_file(files("talktui")) as package:
            shutil.copytree(_shipped(package), making)
        try:
            making.rename(target)
        except OSError:
            # Another run was quicker; its copy is as good.
            shutil.rmtree(making, ignore_errors=True)
            if not target.is_dir():
                raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise WrongUsageError(f"the sample notes cannot be copied to {shown(target)}: {reason}.") from error
    return target


def _shipped(package: Path) -> Path:
    """Where the sample notes are: in the wheel, or beside `src/` in a checkout."""
    inside = package / "sample_notes"
    return inside if inside.is_dir() else package.parent.parent / "notes"
