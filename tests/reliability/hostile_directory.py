"""A notes directory of 300 files that mean harm: those of `tests.notes.hostile_files`, and as many more."""

from __future__ import annotations

import os
import random
from collections.abc import Collection
from pathlib import Path

from tests.notes import hostile_files
from tests.notes.hostile_files import Hostile
from tests.reliability.hostile_notes import log
from tests.terminal.payloads import PAYLOADS, note

WHOLE = (
    b'---\ntitle: "A talk" # said\ntags: [a, \'b\', "c"]\nspeakers:\n  - {name: Ada, role: Engineer}\n'
    b"talks:\n  one:\n    heading: One\n---\n# A\n\n## [One](https://youtu.be/aaaaaaaaaaa)\n\n```\ncode\n```\n| a |\n|-|\n"
)
LONGEST = 255  # bytes that Linux lets a name have


def make(parent: Path, count: int, seed: int, without: Collection[str] = ()) -> tuple[Hostile, set[str]]:
    """The directory with at least `count` notes in it, and the paths that must be rows."""
    hostile = hostile_files.make(parent, without)
    top = os.fsencode(hostile.root)
    rows = set(hostile.expected)

    def put(path: bytes, data: bytes) -> None:
        os.makedirs(os.path.dirname(top + b"/" + path), exist_ok=True)
        with open(top + b"/" + path, "wb") as file:
            file.write(data)
        rows.add(os.fsdecode(path))

    for number, payload in enumerate(PAYLOADS.values()):
        put(b"payloads/note%02d.md" % number, note(number, payload))
        put(b"payloads/log%02d.md" % number, log(payload))
    # A path of more than 300 bytes, in folders whose names are as long as they may be, and not UTF-8.
    put(b"d" * LONGEST + b"/" + b"\xff" * LONGEST + b"/" + "é".encode() * 126 + b".md", b"# Deep\n")
    put(b"/".join([b"x"] * 120) + b"/deep.md", b"# Deeper\n")
    os.mkfifo(hostile.root / "payloads" / "note00.sync-conflict-20260101-000000-AAAAAAA.md")
    os.mkfifo(hostile.root / "payloads" / "gone.sync-conflict-20260101-000000-AAAAAAA.md")
    rows.add("payloads/gone.sync-conflict-20260101-000000-AAAAAAA.md")  # the only one left of that text
    os.mkfifo(hostile.root / "payloads" / ".note00.md.swp")
    os.mkfifo(hostile.root / "payloads" / ".talktui-0123456789abcdef.tmp")
    (hostile.root / "payloads" / ".talktui-0123456789abcdee.tmp").symlink_to("/etc/passwd")
    (hostile.root / "payloads" / ".#note01.md").symlink_to("\x1b]52;c;RVZJTA==\x07@\x1b[31mhost.1:2")
    source = random.Random(seed)
    number = 0
    while len(rows) < count:
        number += 1
        match number % 4:
            case 0:
                data = source.randbytes(source.randrange(4096))
            case 1:
                data = WHOLE[: source.randrange(len(WHOLE))]
            case 2:
                at = source.randrange(len(WHOLE))
                data = WHOLE[:at] + source.randbytes(3) + WHOLE[at:]
            case _:
                at = source.randrange(len(WHOLE))
                data = WHOLE[:at] + WHOLE[at + source.randrange(1, 9) :]
        put(b"random/r%03d.md" % number, data)
    return hostile, rows
