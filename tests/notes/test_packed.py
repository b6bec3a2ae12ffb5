"""A note's bytes, packed and given back."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talktui.notes.document import parse
from talktui.notes.packed import WORDS, Packed


@given(st.binary(max_size=2000))
def test_the_very_bytes_come_back_and_the_text_that_a_document_has(data: bytes) -> None:
    packed = Packed.of(data)
    assert packed.data == data
    assert packed.text == parse(data).text


@given(st.binary(max_size=50), st.binary(max_size=50))
def test_equal_when_the_bytes_are(one: bytes, other: bytes) -> None:
    assert (Packed.of(one) == Packed.of(other)) is (one == other)
    assert Packed.of(one) == Packed.of(one)
    assert hash(Packed.of(one)) == hash(Packed.of(bytes(one)))
    assert Packed.of(one) != one


@given(st.binary(max_size=200))
def test_a_blob_that_is_not_whole_gives_no_bytes(data: bytes) -> None:
    blob = Packed.of(data + b"x").blob
    for end in range(len(blob)):
        with pytest.raises(zlib.error):
            _ = Packed(blob[:end]).data
    for at in range(2, len(blob)):
        with pytest.raises(zlib.error):
            _ = Packed(blob[:at] + bytes([blob[at] ^ 0x55]) + blob[at + 1 :]).data


def test_a_blob_made_with_other_words_gives_no_bytes() -> None:
    packing = zlib.compressobj(1, zdict=WORDS[1:])
    blob = packing.compress(b"video: x\n") + packing.flush()
    with pytest.raises(zlib.error):
        _ = Packed(blob).data


def test_what_notes_have_in_common_takes_little_room() -> None:
    note = b'---\ntitle: "T"\ndate: "2019-05-20"\nspeakers: ["Ada"]\ntags: ["x"]\n---\n\nIn this talk we will show\n'
    assert len(Packed.of(note).blob) < len(zlib.compress(note, 9)) * 3 / 4
