"""Which notes directory to open: the one named, else the configured one, else a copy of the samples."""

from __future__ import annotations

import os
import shutil
import tempfile
from importlib.resources import as_file, files
from pathlib import Path
from typing import Literal

from talktui.config.locations import locations
from talktui.config.settings import Settings

How = Literal["argument", "settings", "samples"]

SAMPLES = "sample-notes"


def choose_notes_dir(argument: str | Path | None, settings: Settings) -> tuple[Path, How]:
    """The directory to open, and who chose it. A directory that was named is not checked here.

    Raises:
        OSError: there is nothing named, and the sample notes cannot be copied.
    """
    if argument is not None:
        return Path(argument), "argument"
    if settings.notes is not None:
        return settings.notes, "settings"
    return sample_notes_dir(), "samples"


def sample_notes_dir() -> Path:
    """The person's own copy of the sample notes, made the first time and never touched again.

    A copy, so that trying things out changes nothing that is installed.

    Raises:
        OSError: it is not there and cannot be made.
    """
    target = locations().data / SAMPLES
    if target.is_dir():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    # Made aside and moved into place, so that a copy is whole or not there.
    aside = Path(tempfile.mkdtemp(prefix=f".{SAMPLES}-", dir=target.parent))
    try:
        with as_file(files("talktui")) as package:
            _copy(_shipped(package), aside / SAMPLES)
        try:
            (aside / SAMPLES).rename(target)
        except OSError:
            if not target.is_dir():  # else another run was quicker
                raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return target


def _copy(source: Path, target: Path) -> None:
    """Copy names and contents; the copy is writable, whatever the installed files are."""
    for folder, _, names in os.walk(source):
        made = target / Path(folder).relative_to(source)
        made.mkdir(parents=True)
        for name in names:
            shutil.copyfile(Path(folder) / name, made / name)


def _shipped(package: Path) -> Path:
    """Where the sample notes are: in the installed package, else at the top of a source checkout."""
    inside = package / "sample_notes"
    return inside if inside.is_dir() else package.parent.parent / "notes"
