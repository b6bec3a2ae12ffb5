"""What is wrong with a note, said to the person and never raised past the reader."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One sentence about one place. `line` is 1-based in the file; 0 means the whole file."""

    message: str
    line: int = 0


class Refused(Exception):
    """An edit that cannot be made safely. Nothing was written; the message says why and where."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.line = line

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}" if self.line else self.message
