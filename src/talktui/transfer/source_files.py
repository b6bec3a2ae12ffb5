"""A file that is to be imported: its name as the person gave it, its bytes, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path


class SourceError(Exception):
    """A source that cannot be imported. Nothing was written; the words say where, why and what to do."""

    def __init__(self, file: str, message: str, line: int = 0, column: int = 0) -> None:
        """`line` and `column` are 1-based; 0 where the file tells none."""
        super().__init__(message)
        self.file = file
        self.message = message
        self.line = line
        self.column = column

    def __str__(self) -> str:
        place = ":".join([self.file, *(str(number) for number in (self.line, self.column) if number)])
        return f"{place}: {self.message}"


@dataclass(frozen=True)
class SourceFile:
    """A file's bytes. `name` is for messages: as the person wrote it, or `standard input`."""

    name: str
    data: bytes
    path: Path | None = None  # None: standard input

    @cached_property
    def text(self) -> str:
        """The bytes as UTF-8, without a byte order mark; raises :class:`SourceError`."""
        try:
            return self.data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = self.data.count(b"\n", 0, error.start) + 1
            byte = self.data[error.start]
            raise SourceError(
                self.name, f"byte 0x{byte:02x} is no UTF-8; save the file as UTF-8 and try again", line
            ) from error
