"""Files that have no name any more are closed in a thread: all of them, and few wait."""

from __future__ import annotations

import os
import threading

import pytest

from talktui.notes import closing
from talktui.notes.closing import Closing


def is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


def test_what_is_given_is_closed_and_the_thread_ends() -> None:
    begun = {*threading.enumerate()}
    given = [os.open(os.devnull, os.O_RDONLY) for _ in range(30)]
    closer = Closing(8)
    for descriptor in given:
        closer.close(descriptor)
    threads = {*threading.enumerate()} - begun
    closer.end()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()
    assert not any(map(is_open, given))


def test_no_more_wait_than_may(monkeypatch: pytest.MonkeyPatch) -> None:
    may_go_on, closed = threading.Event(), []

    def close(descriptor: int) -> None:
        if threading.current_thread() is not threading.main_thread():
            may_go_on.wait(30)
        closed.append(descriptor)

    monkeypatch.setattr(closing, "_close", close)
    closer = Closing(3)
    for descriptor in range(10):
        closer.close(descriptor)
    assert len(closed) >= 6  # one is being closed, three wait
    may_go_on.set()
    closer.end()


def test_without_threads_everything_is_closed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", none)
    descriptor = os.open(os.devnull, os.O_RDONLY)
    Closing(8).close(descriptor)
    assert not is_open(descriptor)


def test_none_waits_where_none_may() -> None:
    descriptor = os.open(os.devnull, os.O_RDONLY)
    Closing(0).close(descriptor)
    assert not is_open(descriptor)
