"""A note's bytes, packed and given back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from talktui.notes.document import parse
from talktui.notes.packed import Packed


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
