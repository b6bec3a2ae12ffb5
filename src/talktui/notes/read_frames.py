"""What goes through the pipes between the process that shows notes and those that read them.

A frame is a length, a checksum and a value in Python's own `marshal` form: the quickest there is, and
both sides are the same Python.  What comes out of a pipe is looked at before it is believed.
"""

from __future__ import annotations

import marshal
import struct
import zlib
from collections.abc import Iterator
from typing import Any

_HEAD = struct.Struct("<4sII")
_MARK = b"tlk1"
_LONGEST = 1 << 28
"""Bytes of a frame at most: one of a few notes, each of a megabyte, has a few million."""


class NonsenseError(ValueError):
    """What came is no frame."""


def framed(value: tuple[Any, ...]) -> bytes:
    """`value`, made of tuples, lists, texts, bytes, numbers and None, as a frame."""
    data = marshal.dumps(value)
    return _HEAD.pack(_MARK, len(data), zlib.crc32(data)) + data


class Frames:
    """Puts frames together from the pieces in which a pipe gives them."""

    def __init__(self) -> None:
        self._pieces = bytearray()

    def feed(self, piece: bytes) -> Iterator[object]:
        """The values that are whole with `piece`. Raises :class:`NonsenseError`."""
        self._pieces += piece
        at = 0
        try:
            while len(self._pieces) - at >= _HEAD.size:
                mark, length, checksum = _HEAD.unpack_from(self._pieces, at)
                if mark != _MARK or length > _LONGEST:
                    raise NonsenseError("no frame begins here")
                begin = at + _HEAD.size
                if len(self._pieces) < begin + length:
                    break
                at = begin + length
                yield _value(bytes(memoryview(self._pieces)[begin:at]), checksum)
        finally:
            del self._pieces[:at]


def _value(data: bytes, checksum: int) -> object:
    if zlib.crc32(data) != checksum:
        raise NonsenseError("the checksum is another")
    try:
        return marshal.loads(data)
    except (ValueError, EOFError, TypeError) as error:
        raise NonsenseError("the frame holds no value") from error
