"""A note's bytes as they are kept in memory: compressed, and taken apart again when somebody looks.

A library keeps every note's exact bytes, as an edit's base and as what the viewer shows, but looks at
few of them at a time.  Compressed they take half their size, and a tenth of bytes and text both.
"""

from __future__ import annotations

import zlib
from functools import lru_cache

from talktui.notes.text_of import text_of

_LEVEL = 1  # nine times quicker than 9, for a tenth more
WORDS = (
    b"problems and solutions. However, best practices, lessons learned, in production, at scale, "
    b"cloud native infrastructure security observability performance monitoring continuous delivery "
    b"architecture container Kubernetes cluster service workload network storage database deployment "
    b"pipeline team company customer engineering process testing code language programming framework "
    b"library community tools features systems information different without between understand "
    b"knowledge experience presentation conference recorded keynote workshop tutorial session panel "
    b"lightning question answer introduction overview documentation licensed under Creative Commons "
    b"Attribution. the world, people, model, machine learning, data science, artificial intelligence, "
    b"API, Python, web development, developers, software engineer, build applications, project, open "
    b"source, many of the, one of the, such as, as well as, I will, they are, which is, there are, "
    b"how to use, how we, we can, to be, to create, will be, with the, for the, from the, in the, on "
    b"the, to the, of the, and the, is a, that you, what it, their, they, your, our, more, when, "
    b"about, through, using, you will learn, we will discuss, In this talk we will show how, This "
    b"talk will https://github.com/ https://twitter.com/ https://speakerdeck.com/ "
    b"https://docs.google.com/presentation/d/ https://sched.co/ https://youtu.be/ .pdf .html\n## "
    b"Notes\n\n## Summary\n\n- [ ] \n## Abstract\n\n### \n- **\nslides: https://www.\nlanguage: en\n"
    b"rating: 4\nverdict: \nstatus: watched\nduration: \nrole: \norganisation: \nconference: \n"
    b'categories: [\ncategory: \nspeaker: \n  - name: \n---\n\n# \n---\ntitle: "\ndate: "20\n'
    b'speakers: ["", ""]\ntags: [""]\nvideo: "https://www.youtube.com/watch?v="\n---\n\n'
)
"""What every note is compressed as if it followed: common words of notes make the rest a sixth smaller.

A blob says which words it needs, so that none is taken apart with others.
"""
_AT_HAND = 16  # so many notes' bytes and texts are kept as they are: what a screen looks at


_latest = (b"", b"")  # what was compressed last, and of what: whoever reads a note looks at it next


class Packed(bytes):
    """Bytes of a note. Equal when those bytes are.

    It is what :meth:`of` made of them, and has no object of its own besides: a library has one of each note.
    """

    __slots__ = ()

    @property
    def blob(self) -> bytes:
        """What was made of the bytes, as plain bytes that `Packed` takes again."""
        return bytes(self)

    @classmethod
    def of(cls, data: bytes) -> Packed:
        """`data`, compressed."""
        global _latest  # noqa: PLW0603 - one tuple, put in place at once
        packing = zlib.compressobj(_LEVEL, zdict=WORDS)
        made = cls(packing.compress(data) + packing.flush())
        _latest = (made, data)
        return made

    @property
    def data(self) -> bytes:
        """The very bytes. Raises :class:`zlib.error` when the blob is not what was made of them."""
        latest, data = _latest
        return data if latest is self else _data(self.blob)

    @property
    def text(self) -> str:
        """What :func:`talktui.notes.text_of.text_of` reads in them."""
        return _text(self.blob) if self is not _latest[0] else text_of(_latest[1])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Packed):
            return NotImplemented
        return bytes.__eq__(self, other) or self.data == other.data

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.data)

    def __repr__(self) -> str:
        return f"<{len(self)} bytes packed>"


@lru_cache(_AT_HAND)
def _data(blob: bytes) -> bytes:
    unpacking = zlib.decompressobj(zdict=WORDS)
    data = unpacking.decompress(blob)
    if not unpacking.eof:
        raise zlib.error("the packed bytes of a note are not whole")
    return data


@lru_cache(_AT_HAND)
def _text(blob: bytes) -> str:
    return text_of(_data(blob))


NOTHING = Packed.of(b"")
