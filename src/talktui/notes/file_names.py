"""What a note's file may be called, and what it is called after its title.

A name is checked before anything is done: a slash, a name that hides the note from the scan, one that
some system does not take, or one that is taken, is refused in words.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Collection

from talktui.notes.dates import split_date_prefix
from talktui.notes.new_notes import file_name
from talktui.notes.problem import Refused
from talktui.notes.scan import IGNORED_FOLDERS, is_note_name

LONGEST = 255
"""Bytes of one name that file systems take."""
_ENDING = re.compile(r"\.(?:md|markdown)\Z", re.IGNORECASE)
_NUMBER = re.compile(r"-\d{1,3}\Z")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_NOT_IN_A_NAME = re.compile(r"[/\\:*?\"<>|#^\[\]%]")
_PAGES = frozenset({"readme", "index", "_index"})


def checked_name(name: str, like: str) -> str:
    """`name` for a note's file, with the ending of the file `like` when it has none.

    Raises :class:`Refused` with a sentence for a name that cannot be a note's.
    """
    name = name.strip()
    if not name:
        raise Refused("a file needs a name")
    _no_odd_characters(name, "a file's name")
    if "/" in name or name in {".", ".."}:
        raise Refused("a file's name holds no `/`; M moves it to another folder")
    if not _ENDING.search(name):
        ending = _ENDING.search(like)
        name += ending[0] if ending else ".md"
    if not is_note_name(name) or not _ENDING.sub("", name):
        raise Refused(f"a file called {name} would not be shown as a note; choose another name")
    if len(os.fsencode(name)) > LONGEST:
        raise Refused(f"the name is longer than {LONGEST} bytes; choose a shorter one")
    return name


def checked_folder(folder: str) -> str:
    """`folder`, a path from the notes directory, without slashes around it; "" is the directory itself.

    Raises :class:`Refused` with a sentence for one that notes are not looked for in.
    """
    if folder.startswith("/") and folder != "/":
        raise Refused(
            f"{folder} is no folder of the notes directory; name it from there, without the first `/`"
        )
    folder = folder.rstrip("/")
    if folder in {"", "."}:
        return ""
    _no_odd_characters(folder, "a folder's name")
    for part in folder.split("/"):
        if part == "..":
            raise Refused("a note stays in the notes directory: `..` leads out of it")
        if not part or part == ".":
            raise Refused(f"{folder} is no folder's path; name it as `2024/gophermeet`")
        if part.startswith(".") or part in IGNORED_FOLDERS:
            raise Refused(f"notes are not looked for in a folder called {part}; choose another")
        if len(os.fsencode(part)) > LONGEST:
            raise Refused(
                f"a folder's name of more than {LONGEST} bytes cannot be made; choose a shorter one"
            )
    if _ENDING.search(folder):
        raise Refused(f"there is no note {folder}, and a folder's name does not end like a note's")
    return folder


def _no_odd_characters(name: str, what: str) -> None:
    found = _CONTROL.search(name)
    if found:
        raise Refused(f"{what} cannot hold the control character U+{ord(found[0]):04X}; take it out")
    if "\\" in name:
        raise Refused(f"{what} cannot hold a backslash: no link could lead there")


def renamed(name: str, old_title: str, new_title: str) -> str | None:
    """What a file called `name` after `old_title` is called after `new_title`; None when it was not.

    It was when :func:`talktui.notes.new_notes.file_name` gives its name, or when it is the title word
    for word. A date before the name stays.
    """
    match = _ENDING.search(name)
    ending = match[0] if match else ".md"
    stem = name.removesuffix(ending)
    if stem.lower() in _PAGES:
        return None
    rest = split_date_prefix(stem)[1] if split_date_prefix(stem)[0] is not None else stem
    prefix = stem[: len(stem) - len(rest)] if rest and stem.endswith(rest) else ""
    rest = stem[len(prefix) :]
    made = file_name(old_title).removesuffix(".md")
    if rest == old_title and rest != made:
        return prefix + verbatim(new_title, ending)
    if rest == made or _NUMBER.sub("", rest) == made:
        return prefix + file_name(new_title).removesuffix(".md") + ending
    return None


def verbatim(title: str, ending: str) -> str:
    """The title word for word, as Obsidian names notes; where that cannot be, as `file_name` does it."""
    name = " ".join(_NOT_IN_A_NAME.sub(" ", _CONTROL.sub(" ", title)).split()) + ending
    fits = len(name.encode(errors="surrogateescape")) <= LONGEST - 10
    if fits and is_note_name(name) and name.removesuffix(ending).lower() not in _PAGES:
        return name
    return file_name(title).removesuffix(".md") + ending


def free_name(name: str, taken: Collection[str]) -> str:
    """`name`, with a number when one of `taken` is that name but for case."""
    have = {_same(one) for one in taken}
    match = _ENDING.search(name)
    ending = match[0] if match else ""
    stem, number, free = name.removesuffix(ending), 2, name
    while _same(free) in have:
        free, number = f"{stem}-{number}{ending}", number + 1
    return free


def is_taken(name: str, taken: Collection[str]) -> bool:
    """Whether one of `taken` is that name but for case."""
    return _same(name) in {_same(one) for one in taken}


def _same(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
