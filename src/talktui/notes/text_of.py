"""A note's bytes as text: UTF-8, and what shows of anything else."""

from __future__ import annotations

import codecs

from talktui.notes.problem import Problem

MAX_SIZE = 1 << 20
"""Bytes up to which a note is read whole and may be edited."""

_UTF16_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def text_of(data: bytes) -> str:
    """The text in a note's bytes, without BOM, line ends untouched: what a talk's offsets count in."""
    return decode(data)[0]


def decode(data: bytes) -> tuple[str, bool, Problem | None]:
    """Text, whether a BOM stood before it, and why it is no UTF-8.

    Of more than :data:`MAX_SIZE` bytes the beginning is read.
    """
    cut = len(data) > MAX_SIZE
    if cut:
        data = data[: MAX_SIZE + 4]  # the end may split a character
    if data.startswith(_UTF16_BOMS):
        text = data[: len(data) // 2 * 2].decode("utf-16", "replace")
        return text, True, Problem("this file is UTF-16; save it as UTF-8 to edit it")
    bom = data.startswith(codecs.BOM_UTF8)
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode(), bom, None
    except UnicodeDecodeError as error:
        if cut and error.start >= len(data) - 3:
            return data[: error.start].decode(), bom, None
        line = data.count(b"\n", 0, error.start) + 1
        what = (
            f"byte 0x{data[error.start]:02x} on line {line} is no UTF-8; convert the file to UTF-8 to edit it"
        )
        return data.decode(errors="replace"), bom, Problem(what, line)
