"""Memory that a thread is done with is given back, on systems where that can be asked for."""

from __future__ import annotations

import subprocess
import sys

import pytest

from talktui.tui.one_heap import share_one_heap

_HEAPS = """
import ctypes, sys, threading
libc = ctypes.CDLL(None)
if not hasattr(libc, "mallopt") or not hasattr(libc, "malloc_info"):
    sys.exit(3)
if sys.argv[1] == "shared":
    from talktui.tui.one_heap import share_one_heap
    share_one_heap()
kept = []
threads = [threading.Thread(target=lambda: kept.append(bytes(5000))) for _ in range(4)]
[thread.start() for thread in threads], [thread.join() for thread in threads]
libc.fopen.restype = ctypes.c_void_p
libc.malloc_info.argtypes = [ctypes.c_int, ctypes.c_void_p]
libc.fclose.argtypes = [ctypes.c_void_p]
file = libc.fopen(sys.argv[2].encode(), b"w")
libc.malloc_info(0, file)
libc.fclose(file)
print(open(sys.argv[2]).read().count("<heap nr="))
"""


def heaps(how: str, file: str) -> int:
    run = subprocess.run(
        [sys.executable, "-c", _HEAPS, how, file], capture_output=True, text=True, check=False
    )
    if run.returncode == 3:
        pytest.skip("the C library has no heaps that could be counted")
    assert run.returncode == 0, run.stderr
    return int(run.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="it is asked of glibc only")
def test_threads_share_one_heap(tmp_path: object) -> None:
    assert heaps("shared", f"{tmp_path}/shared") == 1
    assert heaps("own", f"{tmp_path}/own") > 1, "else there is nothing to ask for"


def test_nothing_happens_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    share_one_heap()


def test_nothing_happens_with_another_c_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctypes.CDLL", lambda _name: object())
    share_one_heap()
