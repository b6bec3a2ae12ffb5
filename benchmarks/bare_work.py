"""The yardsticks that need no screen: the disk's and YAML's part of the work, in a loop with nothing else.

`python -m benchmarks.bare_work read ROOT` scans, reads and loads (CSafeLoader) every note of a directory;
`python -m benchmarks.bare_work write LIST` puts each file named in LIST durably in its own place: a temporary
file, fsync, rename.  Both print the seconds of the loop, without the start of Python.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import yaml


def read(root: Path) -> float:
    """Seconds for scan, read and CSafeLoader alone."""
    began = time.perf_counter()
    for folder, _, names in os.walk(root):
        for name in names:
            file = os.path.join(folder, name)
            os.stat(file)
            with open(file, "rb") as opened:
                text = opened.read().decode()
            end = text.find("\n---\n", 4)
            try:
                yaml.load(text[4:end], yaml.CSafeLoader)
            except yaml.YAMLError:
                continue
    return time.perf_counter() - began


def write(files: list[str]) -> float:
    """Seconds to write every file once more: a temporary file beside it, fsync, rename."""
    texts = [Path(file).read_bytes() for file in files]
    began = time.perf_counter()
    for file, data in zip(files, texts, strict=True):
        temporary = f"{file}.bare"
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        try:
            os.write(descriptor, data)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        os.replace(temporary, file)
    return time.perf_counter() - began


if __name__ == "__main__":
    what, place = sys.argv[1:]
    print(read(Path(place)) if what == "read" else write(Path(place).read_text("utf-8").splitlines()))
