"""A note's bytes as they are kept in memory: compressed, and taken apart again when somebody looks.

A library keeps every note's exact bytes, as an edit's base and as what the viewer shows, but looks at
few of them at a time.  Compressed they take about half their size, and a tenth of bytes and text both.
"""

from __future__ import annotations

import zlib
from functools import lru_cache

from talktui.notes.text_of import text_of

_LEVEL = 1  # nine times quicker than 9, for a tenth more
_AT_HAND = 16  # so many notes' bytes and texts are kept as they are: what a screen looks at


_latest = (b"", b"")  # what was compressed last, and of what: whoever reads a note looks at it next


class Packed:
    """Bytes of a note. Equal when the bytes are."""

    __slots__ = ("blob",)

    def __init__(self, blob: bytes) -> None:
        """`blob` is what :meth:`of` made of the bytes; see there for other things."""
        self.blob = blob

    @classmethod
    def of(cls, data: bytes) -> Packed:
        """`data`, compressed."""
        global _latest  # noqa: PLW0603 - one tuple, put in place at once
        blob = zlib.compress(data, _LEVEL)
        _latest = (blob, data)
        return cls(blob)

    @property
    def data(self) -> bytes:
        """The very bytes. Raises :class:`zlib.error` when the blob is not what was made of them."""
        return _data(self.blob)

    @property
    def text(self) -> str:
        """What :func:`talktui.notes.text_of.text_of` reads in them."""
        return _text(self.blob)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Packed):
            return NotImplemented
        return self.blob == other.blob or self.data == other.data

    def __hash__(self) -> int:
        return hash(self.data)

    def __repr__(self) -> str:
        return f"<{len(self.blob)} bytes packed>"


@lru_cache(_AT_HAND)
def _data(blob: bytes) -> bytes:
    latest, data = _latest
    return data if blob is latest else zlib.decompress(blob)


@lru_cache(_AT_HAND)
def _text(blob: bytes) -> str:
    return text_of(_data(blob))


NOTHING = Packed.of(b"")
