"""What comes out of a pipe is whole and right, or nonsense."""

from __future__ import annotations

from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.notes.read_frames import Frames, NonsenseError, framed

plain = st.one_of(
    st.none(), st.integers(), st.binary(max_size=40), st.text(max_size=20), st.just("bad\udcff.md")
)
values = st.lists(st.tuples(plain, st.lists(plain, max_size=3)), max_size=5)


@given(values, st.lists(st.integers(0, 400), max_size=6))
@settings(max_examples=200, deadline=None)
def test_frames_come_out_as_they_went_in_however_the_pipe_cuts_them(
    sent: list[tuple[object, ...]], cuts: list[int]
) -> None:
    stream = b"".join(framed(value) for value in sent)
    places = sorted({0, len(stream), *(min(cut, len(stream)) for cut in cuts)})
    frames = Frames()
    received = [value for begin, end in pairwise(places) for value in frames.feed(stream[begin:end])]
    assert received == sent


@given(values.filter(bool), st.integers(0), st.integers(1, 255))
@settings(max_examples=200, deadline=None)
def test_a_byte_that_is_another_is_never_taken_for_an_answer(
    sent: list[tuple[object, ...]], at: int, change: int
) -> None:
    stream = bytearray(b"".join(framed(value) for value in sent))
    stream[at % len(stream)] ^= change
    received: list[object] = []
    with suppress(NonsenseError):
        received.extend(Frames().feed(bytes(stream)))
    assert received == sent[: len(received)]
    assert len(received) < len(sent)


@pytest.mark.parametrize("stream", [b"Traceback (most recent call last):", b"\0" * 64, b"tlk1" + b"\xff" * 8])
def test_what_is_no_frame_is_nonsense(stream: bytes) -> None:
    with pytest.raises(NonsenseError):
        list(Frames().feed(stream))
