"""The line that names what to import: understood as a shell would, and completed with paths.

It takes what `talktui import` takes, so that what its messages advise can be done in the app as well.
Nothing is run and nothing is expanded but quotes and a leading `~`.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from talktui.safe_text import is_safe
from talktui.tui.screens.prompt import Completion

Shape = Literal["files", "log"]
OPTIONS = ("--conference", "--into", "--as", "--format", "--links-from", "--related")
MOST_NAMES = 5_000
"""Names of one directory that are offered; nobody looks through more."""

_SHAPES = ("files", "log")
_SPACES = " \t\r\n"
_WRITTEN = re.compile(r"([\s'\"\\])")


class CannotImportError(Exception):
    """Why nothing is imported, as a sentence to show."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person wants imported, and how."""

    sources: tuple[str, ...]
    conference: str | None = None
    into: str | None = None
    shape: Shape | None = None
    format: str | None = None
    links_from: str | None = None
    related: bool = False


def understood(text: str) -> Asked:
    """What `text` asks for; raises ValueError with a sentence."""
    try:
        words = shlex.split(text)
    except ValueError as error:
        last = "a backslash at the end says nothing; take it out"
        raise ValueError("a quote is open; close it" if "quot" in str(error) else last) from error
    said: dict[str, str] = {}
    sources: list[str] = []
    related = False
    waiting = iter(words)
    for word in waiting:
        name, equals, value = word.partition("=")
        if word == "-":
            raise ValueError("- is standard input, which the app has not; name a file")
        if not name.startswith("-"):
            sources.append(os.path.expanduser(word))
        elif name == "--related" and not equals:
            related = True
        elif name in OPTIONS and name != "--related":
            value = value if equals else next(waiting, "")
            if not value.strip():
                raise ValueError(f"{name} needs {_NEEDS[name]}")
            said[name] = value
        else:
            raise ValueError(f"{name} is not taken here, but {', '.join(OPTIONS)} (a file -x is ./-x)")
    shape = said.get("--as")
    if shape is not None and shape not in _SHAPES:
        raise ValueError(f"--as {shape}: it is files or log")
    if not sources:
        raise ValueError("name a file or a directory; tab completes")
    links_from = said.get("--links-from")
    return Asked(
        tuple(sources),
        said.get("--conference"),
        said.get("--into"),
        "log" if shape == "log" else "files" if shape == "files" else None,
        said.get("--format"),
        None if links_from is None else os.path.expanduser(links_from),
        related,
    )


_NEEDS = {
    "--conference": "a name",
    "--into": "a folder of the notes directory",
    "--as": "files or log",
    "--format": "a format's name",
    "--links-from": "a file",
}


# -- completing


def word_before(text: str, cursor: int) -> tuple[int, str]:
    """The word that ends at `cursor`: where it begins, and what it says without quotes."""
    start, quote, said = cursor, "", ""
    started = False
    index = 0
    while index < cursor:
        character = text[index]
        escapes = character == "\\" and quote != "'" and index + 1 < cursor
        if not quote and character in _SPACES:
            started, said, start = False, "", cursor
        else:
            if not started:
                started, start = True, index
            if escapes:
                index += 1
                said += text[index]
            elif character == quote:
                quote = ""
            elif not quote and character in "'\"":
                quote = character
            else:
                said += character
        index += 1
    return start, said


def folder_of(word: str) -> str:
    """The directory whose names complete `word`, as the disk has it."""
    return os.path.expanduser(word.rpartition("/")[0] + "/" if "/" in word else "./")


def names_in(folder: str) -> tuple[str, ...]:
    """What is in a directory, in order, a directory with a slash behind it; blocks on the disk.

    Nothing where it cannot be read: whoever then imports it is told why.
    """
    names: list[str] = []
    try:
        with os.scandir(folder) as listing:
            for entry in listing:
                if len(names) >= MOST_NAMES:
                    break
                if is_safe(entry.name):  # others cannot be typed
                    names.append(entry.name + "/" if _is_dir(entry) else entry.name)
    except (OSError, ValueError):
        return ()
    return tuple(sorted(names, key=lambda name: (name.casefold(), name)))


def _is_dir(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def completions(text: str, cursor: int, names: Sequence[str]) -> list[Completion]:
    """What the word before `cursor` may become; `names` are those in its :func:`folder_of`."""
    start, word = word_before(text, cursor)
    if word.startswith("--"):
        return [
            Completion(f"{one} ", start, cursor) for one in OPTIONS if one.startswith(word) and one != word
        ]
    above, slash, begun = word.rpartition("/")
    matching = (
        name
        for name in names
        if name.casefold().startswith(begun.casefold())
        and (begun.startswith(".") or not name.startswith("."))
    )
    return [Completion(written(f"{above}{slash}{name}"), start, cursor) for name in matching]


def written(path: str) -> str:
    """`path` as it stands in the line: what would end or change the word has a backslash."""
    return _WRITTEN.sub(r"\\\1", path)
