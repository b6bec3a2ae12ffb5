"""What another program writes into a file that a save has just replaced comes to light."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from talktui.notes.late_writes import PATIENCE, LateWrite, LateWrites

OLD = b"one\ntwo\n"


class Clock:
    """Time that passes when the test says so."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def late(clock: Clock) -> LateWrites:
    return LateWrites(clock=clock)


def replaced(late: LateWrites, parent: Path, data: bytes = OLD, name: str = "a.md") -> int:
    """A file that was replaced; the descriptor that another program has it open by."""
    place = parent / name
    place.write_bytes(data)
    other = os.open(place, os.O_RDWR)
    late.add(name, os.open(place, os.O_RDONLY), data)
    place.unlink()
    return other


def put(descriptor: int, data: bytes) -> None:
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, data, 0)


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


def test_nothing_was_written_nothing_is_found(late: LateWrites, clock: Clock, tmp_path: Path) -> None:
    replaced(late, tmp_path)
    assert late.look() == []
    assert len(late) == 1
    clock.now = PATIENCE
    assert late.look() == []
    assert len(late) == 0


def test_a_writer_that_has_come_to_rest_is_found_before_the_time_is_up(
    late: LateWrites, clock: Clock, tmp_path: Path
) -> None:
    other = replaced(late, tmp_path)
    put(other, b"one\ntwo\nthree\n")
    assert late.look() == []  # it may be in the middle
    clock.now = 0.5
    assert late.look() == [LateWrite("a.md", OLD, b"one\ntwo\nthree\n")]
    clock.now = 1.0
    assert late.look() == []


def test_a_writer_that_goes_on_is_found_again_from_where_it_was(
    late: LateWrites, clock: Clock, tmp_path: Path
) -> None:
    other = replaced(late, tmp_path)
    found: list[LateWrite] = []
    for number in range(1, 8):
        put(other, OLD + b"more\n" * number)
        clock.now = number * PATIENCE
        found += late.look()
    assert [one.late for one in found] == [OLD + b"more\n" * number for number in range(1, 8)]
    assert [one.before for one in found] == [OLD, *(one.late for one in found[:-1])]
    clock.now += PATIENCE
    assert late.look() == []
    assert len(late) == 0


def test_a_file_that_is_emptied_is_waited_for(late: LateWrites, clock: Clock, tmp_path: Path) -> None:
    other = replaced(late, tmp_path)
    os.ftruncate(other, 0)
    for clock.now in (0.2, 0.4, 0.6):
        assert late.look() == []
    os.pwrite(other, b"new\n", 0)
    clock.now = PATIENCE
    assert late.look() == [LateWrite("a.md", OLD, b"new\n")]


def test_a_change_that_leaves_size_and_time_is_found_at_the_end(
    late: LateWrites, clock: Clock, tmp_path: Path
) -> None:
    other = replaced(late, tmp_path)
    status = os.fstat(other)
    os.pwrite(other, b"ONE\ntwo\n", 0)
    os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert late.look() == []
    assert late.look() == []
    clock.now = PATIENCE
    assert late.look() == [LateWrite("a.md", OLD, b"ONE\ntwo\n")]


def test_quitting_looks_once_more(late: LateWrites, tmp_path: Path) -> None:
    put(replaced(late, tmp_path), b"late\n")
    replaced(late, tmp_path, name="b.md")
    assert late.close() == [LateWrite("a.md", OLD, b"late\n")]
    assert len(late) == 0
    assert late.close() == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc tells the descriptors")
def test_a_bulk_of_saves_holds_no_more_descriptors_than_it_may(tmp_path: Path) -> None:
    late = LateWrites(most=10)
    before = descriptors()
    for number in range(1000):
        other = replaced(late, tmp_path, name=f"{number}.md")
        if number % 100 == 0:
            put(other, b"late\n")
        os.close(other)
    assert descriptors() == before + 10
    found = late.close()
    assert [one.path for one in found] == [f"{number}.md" for number in range(0, 1000, 100)]
    assert descriptors() == before


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc tells the descriptors")
def test_who_forgets_it_leaks_nothing(tmp_path: Path) -> None:
    before = descriptors()
    late = LateWrites()
    os.close(replaced(late, tmp_path))
    assert descriptors() == before + 1
    del late
    assert descriptors() == before


def test_few_descriptors_are_taken_where_few_are_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    resource = pytest.importorskip("resource")
    for allowed, most in ((16, 4), (256, 64), (1024, 256), (1 << 20, 256), (resource.RLIM_INFINITY, 256)):
        monkeypatch.setattr(resource, "getrlimit", lambda _, allowed=allowed: (allowed, allowed))
        assert LateWrites()._most == most


def test_a_descriptor_that_fails_is_let_go(late: LateWrites, tmp_path: Path) -> None:
    place = tmp_path / "x"
    place.write_bytes(OLD)
    descriptor = os.open(place, os.O_RDONLY)
    late.add("x", descriptor, OLD)
    os.close(descriptor)
    assert late.look() == []
    assert len(late) == 0
