"""SOURCE arguments → files → their formats → what they hold.

A file's format is told by its content, never by its name: names are of no help with what comes from a pipe,
and mislead with what somebody renamed. Nothing is written here, and the first source that cannot be read ends
it: an import does all that it was asked for or nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from talktui.transfer.formats.format import Format
from talktui.transfer.formats.table import FORMATS
from talktui.transfer.imported import Imported, Told
from talktui.transfer.source_checks import checked
from talktui.transfer.source_files import SourceError, SourceFile
from talktui.transfer.source_paths import Found, FoundFile, find

Progress = Callable[[int, int], None]
"""Called with how many files' formats are known, and of how many."""

PLAIN_TEXT = "text"
"""The format of last resort: tried when no other knows a file, and not for what is broken JSON or XML."""

_LENIENT = frozenset({"post", PLAIN_TEXT})
"""Formats that a file without any talk may be of: in a directory such a file is left out."""

_TOLD = 5
"""Files of a directory that were left out and are told one by one."""
_JSON = re.compile(r'\s*(?:\{\s*(?:"|\}|\Z)|\[\s*(?:[{\["]|\]|\Z))')
_XML = re.compile(r"\s*<(?:\?xml\b|!|[A-Za-z])")
_SPACE = re.compile(r"\s*")
_WEB_PAGE = re.compile(r"\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_PACKED = ((b"\x1f\x8b", "gzip"), (b"PK\x03\x04", "zip"), (b"BZh", "bzip2"), (b"\xfd7zXZ\0", "xz"))
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def read(
    arguments: Sequence[str],
    format: str | None = None,  # noqa: A002 - as the option is called
    stdin: BinaryIO | None = None,
    *,
    notes: Path | None = None,
    progress: Progress | None = None,
    looked: Callable[[int], None] | None = None,
) -> list[Imported]:
    """What the files, directories and `-` in `arguments` hold, each source one, checked.

    `format` is a format's name: then every file that is named is of that. `notes` is the notes directory
    that it is read for: notes in there are none of it. What was left out of a directory is told by the first
    of the result. Blocks on the disk; `looked` is called with how many files were read so far, before
    `progress` has anything to tell, and either may raise to stop it. Raises :class:`SourceError`; KeyError
    for a `format` there is not.
    """
    wanted = named(format) if format is not None else None
    found = find(arguments, stdin, notes, looked)
    if not found.files and not found.left_out:
        what = "there is no file in it to import; hidden ones and links out of it are passed over"
        raise SourceError(_these(arguments), what)
    sorted_out = _by_format(found, wanted, progress)
    imported = [one for chosen, files in sorted_out for one in _read(chosen, files, found)]
    full = [one for one in imported if one.talks]
    if not full:
        if len(found.files) == 1:
            raise SourceError(found.files[0].file.name, "there is no talk in it")
        why = f" ({found.left_out[0][1]} {_first(found.left_out[0][2])})" if found.left_out else ""
        raise SourceError(_these(arguments), f"there is no talk in any of these files{why}")
    told: tuple[Told, ...] = tuple(_left_out(found))
    told += tuple(item for one in imported if not one.talks for item in one.told)
    if told:
        full[0] = replace(full[0], told=(*told, *full[0].told))
    return full


def named(name: str) -> Format:
    """The format called `name`; raises KeyError."""
    return {one.name: one for one in FORMATS}[name]


def names() -> tuple[str, ...]:
    """What `--format` takes."""
    return tuple(one.name for one in FORMATS)


# -- which file is of which format


def _by_format(
    found: Found, wanted: Format | None, progress: Progress | None
) -> list[tuple[Format, list[FoundFile]]]:
    """The files of each format, formats in the order they are first met."""
    chosen: dict[str, tuple[Format, list[FoundFile]]] = {}
    plain: list[FoundFile] = []
    for number, one in enumerate(found.files):
        if progress is not None:
            progress(number, len(found.files))
        known = _format_of(one, wanted)
        if known is None:
            found.left_out.append((one.walked or "", one.file.name, _why_unknown(one.file)))
        elif known.name == PLAIN_TEXT and one.walked is not None and wanted is None:
            plain.append(one)  # a licence beside a schedule is no post
        else:
            chosen.setdefault(known.name, (known, []))[1].append(one)
    for one in plain:
        if not chosen or all(name == PLAIN_TEXT for name in chosen):
            text = named(PLAIN_TEXT)
            chosen.setdefault(text.name, (text, []))[1].append(one)
        else:
            found.left_out.append((one.walked or "", one.file.name, "is plain text; name it to have it read"))
    if progress is not None:
        progress(len(found.files), len(found.files))
    if not chosen:
        _raise_nothing(found, wanted)
    return list(chosen.values())


def _format_of(one: FoundFile, wanted: Format | None) -> Format | None:
    """The file's format; None for one of a directory that is of none. Raises :class:`SourceError`."""
    if wanted is not None:
        return wanted if one.walked is None or _recognises(wanted, one.file) else None
    for known in FORMATS:
        if known.name != PLAIN_TEXT and _recognises(known, one.file):
            return known
    _raise_broken(one.file)
    for known in FORMATS:
        if known.name == PLAIN_TEXT and _is_text(one.file) and _recognises(known, one.file):
            return known
    if one.walked is not None:
        return None
    raise SourceError(one.file.name, _sentence(_why_unknown(one.file)))


def _recognises(known: Format, file: SourceFile) -> bool:
    try:
        return known.recognises(file)
    except RecursionError as error:
        raise SourceError(file.name, "it is nested too deeply to be read") from error


def _raise_broken(file: SourceFile) -> None:
    """Raise what is wrong with a file that begins like JSON or XML, and is neither."""
    if not _is_text(file):
        return
    text = file.text
    if _JSON.match(text):
        _raise_broken_json(file.name, text)
    elif _XML.match(text) and not _WEB_PAGE.match(text):
        _raise_broken_xml(file)


def _raise_broken_json(name: str, text: str) -> None:
    decoder = json.JSONDecoder()
    at = _after_space(text, 0)
    while at < len(text):  # JSON lines are several
        try:
            _, end = decoder.raw_decode(text, at)
        except json.JSONDecodeError as error:
            if not text[error.pos :].strip():
                what = "it begins like JSON and ends too early; fetch it again"
            else:
                what = f"it begins like JSON, but is broken: {error.msg.lower()}"
            raise SourceError(name, what, error.lineno, error.colno) from error
        except (RecursionError, ValueError) as error:
            raise SourceError(name, "it is JSON that cannot be read; fetch it again") from error
        at = _after_space(text, end)


def _after_space(text: str, at: int) -> int:
    space = _SPACE.match(text, at)
    return space.end() if space else at


def _raise_broken_xml(file: SourceFile) -> None:
    from xml.etree.ElementTree import ParseError  # for what is broken only

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        fromstring(file.data, forbid_dtd=True)
    except ParseError as error:
        line, column = error.position
        what = f"it begins like XML, but is broken: {_in_words(error)}"
        raise SourceError(file.name, what, line, column + 1) from error
    except DefusedXmlException as error:
        what = "it is XML with a document type or entities of its own, which are not read; take them out"
        raise SourceError(file.name, what) from error
    except (LookupError, ValueError) as error:  # an encoding that there is not
        raise SourceError(file.name, "its encoding is not known; save it as UTF-8") from error


def _in_words(error: SyntaxError) -> str:
    return str(error).partition(":")[0]


# -- what is said of a file of no format


def _is_text(file: SourceFile) -> bool:
    try:
        return bool(file.text.strip()) and "\0" not in file.text[:8192]
    except SourceError:
        return False


def _why_unknown(file: SourceFile) -> str:
    """Why the file is of no format, as the rest of a sentence that begins with its name."""
    data = file.data
    if not data.strip():
        return "is empty"
    packed = next((name for start, name in _PACKED if data.startswith(start)), None)
    if packed is not None:
        return f"is packed ({packed}); unpack it first"
    if data.startswith(_UTF_16):
        return "is UTF-16; save it as UTF-8 and try again"
    if b"\0" in data[:8192]:
        return "is no text"
    try:
        text = file.text
    except SourceError as error:
        return f"is no UTF-8: {error.message}"
    return "is a web page" if _WEB_PAGE.match(text) else "is of no format of talktui's"


def _sentence(why: str) -> str:
    if why.startswith(("is empty", "is packed", "is UTF-16", "is no UTF-8")):
        return f"it {why}"
    said = "" if why == "is of no format of talktui's" else f"it {why}; "
    return f"{said}no format of talktui's; known are {_known()}; name one with --format"


def _known() -> str:
    return ", ".join(names())


def _raise_nothing(found: Found, wanted: Format | None) -> None:
    directory, file, why = found.left_out[0]
    if wanted is not None:
        message = f"none of its files is of the format {wanted.name}; name a file to have it read so"
    else:
        message = (
            f"none of its files is of a format of talktui's ({file} {_first(why)}); known are {_known()}"
        )
    raise SourceError(directory, message)


def _these(arguments: Sequence[str]) -> str:
    """What an error about all sources begins with."""
    return arguments[0] if len(arguments) == 1 else f"{arguments[0]} and {len(arguments) - 1} more"


def _left_out(found: Found) -> list[Told]:
    """What was left out of directories: a few by name, the rest counted."""
    told = [Told(file, f"left out: it {_first(why)}") for _, file, why in found.left_out[:_TOLD]]
    if (rest := len(found.left_out) - _TOLD) > 0:
        files = "one more file is" if rest == 1 else f"{rest:,} more files are"
        told.append(Told(found.left_out[_TOLD][0], f"{files} left out"))
    return told


def _first(why: str) -> str:
    """The beginning of a long explanation."""
    return re.split(r"[;:.](?= |\Z)", why, maxsplit=1)[0]


# -- reading them


def _read(chosen: Format, files: Sequence[FoundFile], found: Found) -> list[Imported]:
    """What the files of one format hold, checked. Raises :class:`SourceError`."""
    if chosen.name not in _LENIENT:
        return _read_together(chosen, [one.file for one in files])
    imported: list[Imported] = []
    for one in files:
        try:
            imported += _read_together(chosen, [one.file])
        except SourceError as error:
            if one.walked is None or error.line:
                raise
            found.left_out.append((one.walked, one.file.name, f"has no talk that is read: {error.message}"))
    return imported


def _read_together(chosen: Format, files: Sequence[SourceFile]) -> list[Imported]:
    name = files[0].name if len(files) == 1 else ""
    try:
        return [checked(one, name or one.source) for one in chosen.read(files)]
    except RecursionError as error:
        raise SourceError(name or files[0].name, "it is nested too deeply to be read") from error
    except SourceError:
        if not name:
            _raise_for_one(chosen, files)
        raise


def _raise_for_one(chosen: Format, files: Sequence[SourceFile]) -> None:
    """Find which of several files is to be named: the one that is wrong by itself, too."""
    for file in files:
        try:
            found = list(chosen.read([file]))
        except SourceError:
            continue  # it needs the others
        for one in found:
            checked(one, file.name)
