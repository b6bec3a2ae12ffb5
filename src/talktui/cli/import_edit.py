"""`talktui import --edit`: what was found is corrected in the person's editor before it is imported.

The text is a file of the state directory until the notes are written: whatever ends the import before, the
typing is still there, and it is told where.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from talktui.cli.changes import counted
from talktui.cli.command import NothingFoundError, WrongUsageError
from talktui.cli.new import at_a_terminal
from talktui.cli.output import Output
from talktui.config import locations
from talktui.notes.private_files import put
from talktui.notes.read_file import in_words
from talktui.outside import CannotOpen, editor_argv, editor_command, run_here
from talktui.transfer.correcting import as_text, from_text
from talktui.transfer.imported import Imported
from talktui.transfer.source_checks import checked
from talktui.transfer.source_files import SourceError

FOLDER = "imports"
MOST = 10
"""Sources that are opened one after the other."""


class Corrections:
    """The texts that a person corrects, a file a source."""

    def __init__(self, editor: Sequence[str] | None, out: Output) -> None:
        """`editor` is the setting. Raises WrongUsageError when there is no editor."""
        try:
            self._editor = editor_command(editor)
        except CannotOpen as error:
            raise WrongUsageError(str(error)) from error
        self._out = out
        self._tell_earlier()
        self._files: dict[Path, bytes] = {}  # as each was given to the person

    def of(self, imported: Sequence[Imported]) -> list[Imported]:
        """`imported` as the person leaves it. Raises WrongUsageError, NothingFoundError, Refused."""
        if len(imported) > MOST:
            raise WrongUsageError(
                f"--edit opens a text for each source, and these are {len(imported)}; import fewer at once"
            )
        return [_without_advice(self._corrected(one)) for one in imported]

    def discard(self) -> None:
        """The notes hold everything now: the texts go."""
        for file in self._files:
            file.unlink(missing_ok=True)
        self._files.clear()

    def keep(self) -> None:
        """The notes do not hold it: what the person typed stays, and is told; what nobody changed goes."""
        for file, given in self._files.items():
            try:
                changed = file.read_bytes() not in {given, b""}
            except OSError:
                continue  # the person took it away
            if changed:
                self._out.note(f"The corrected text is kept in {file}.")
            else:
                file.unlink(missing_ok=True)
        self._files.clear()

    def _corrected(self, imported: Imported) -> Imported:
        given = as_text(imported)
        file = self._new_file(given)
        self._files[file] = given
        line = 1
        while True:
            data = self._edited(file, line)
            if not data.strip():
                raise NothingFoundError("The text was emptied: nothing is imported.")
            if data == given:
                self._out.note("The text was not changed: the talks are imported as they were found.")
                return imported
            try:
                got = checked(from_text(data, given, imported, str(file)), str(file))
            except SourceError as error:
                self._again(error)
                line = error.line or 1
                continue
            self._out.note(f"Corrected: {counted(len(got.talks), 'talk')}.")
            return got

    def _edited(self, file: Path, line: int) -> bytes:
        try:
            code = run_here(editor_argv(self._editor, file, line))
        except CannotOpen as error:
            raise WrongUsageError(str(error)) from error
        if code:
            raise NothingFoundError(f"{self._editor[0]} ended with code {code}: nothing is imported.")
        try:
            return file.read_bytes()
        except OSError as error:
            raise NothingFoundError(f"{file}: {in_words(error)}: nothing is imported.") from error

    def _again(self, error: SourceError) -> None:
        """Ask whether to open the text again; raises where the person will not, or cannot be asked."""
        if not at_a_terminal():
            raise WrongUsageError(f"{error}; nothing is imported") from error
        self._out.note(str(error))
        try:
            answer = input("Open the text again? [Y/n] ")
        except EOFError:
            answer = "n"
        if answer.strip().lower() in {"n", "no"}:
            raise NothingFoundError("Nothing is imported.")

    def _tell_earlier(self) -> None:
        """Say that texts of earlier imports are there: one that was killed could not."""
        folder = locations().state / FOLDER
        try:
            there = [name for name in os.listdir(folder) if name.endswith(".md")]
        except OSError:
            return  # there is none, or none that could be looked at
        if there:
            one = len(there) == 1
            texts = "A text that was corrected" if one else f"{len(there)} texts that were corrected"
            self._out.note(f"{texts} and not imported {'is' if one else 'are'} in {folder}.")

    def _new_file(self, data: bytes) -> Path:
        folder = locations().state / FOLDER
        number = 0
        while True:
            number += 1
            file = folder / f"talks-{os.getpid()}-{number}.md"
            if file not in self._files and not file.exists():
                break
        try:
            put(file, file.with_suffix(".part"), data)
        except OSError as error:
            raise WrongUsageError(f"the text cannot be put into {folder}: {in_words(error)}") from error
        return file


def _without_advice(imported: Imported) -> Imported:
    """`imported` without the advice to correct it first: that is done."""
    return replace(imported, told=tuple(told for told in imported.told if "--edit" not in told.message))
