"""What a format is: how it is recognised, and how its files are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from talktui.transfer.imported import Imported
from talktui.transfer.source_files import SourceFile


@dataclass(frozen=True)
class Format:
    """One format. `name` is what `--format` takes."""

    name: str
    title: str  # for tables and help: "frab or pretalx schedule (JSON)"
    recognises: Callable[[SourceFile], bool]  # by its content; never raises, looks at no more than it must
    read: Callable[[Sequence[SourceFile]], Iterator[Imported]]
    # Of all files of this format in one import, each source one Imported; raises SourceError.
