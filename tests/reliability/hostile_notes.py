"""A notes directory, settings and state with terminal sequences in every place that a text can come from."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path

from tests.terminal.payloads import file_name, note, quoted

KINDS = (
    "body",
    "title",
    "tag",
    "file name",
    "speaker",
    "error message",
    "conference name",
    "folder name",
    "front-matter key",
    "log heading",
    "settings",
)
"""Where a payload stands; `write` puts it into each of them."""


def in_a_name(payload: str) -> bytes:
    """`payload` as far as a folder's or file's name can hold it."""
    return payload.replace("/", "_").replace("\0", "")[:60].encode()


def log(payload: str) -> bytes:
    """A talk log whose headings, entries and defaults hold `payload`."""
    value = quoted(payload)
    line = payload.replace("\n", " ").replace("\r", " ")
    return (
        f"---\ntitle: {value}\ntalks:\n  one:\n    heading: {value}\n    tags: [{value}]\n"
        f"    {value}: {value}\n  {value}:\n    heading: {value}\n---\n"
        f"{payload}\n\n## Part {line}\n\n### [Talk {line}](https://www.youtube.com/watch?v=aaaaaaaaaaa)\n"
        f"body of the log {payload}\n\n- [ ] {line}\n\n"
        f"### [Second {line}](https://www.youtube.com/watch?v=bbbbbbbbbbb)\n[[{line}]] [x](<{line}>)\n"
    ).encode()


def conference(payload: str) -> bytes:
    """A `conference.yaml` that is valid, full of `payload`."""
    value = quoted(payload)
    return (
        f"name: {value}\nlocation: {value}\nurl: {value}\nplaylist: {value}\nstart: {value}\n"
        f"categories:\n  - name: {value}\n    about: {value}\n{value}: {value}\n"
    ).encode()


def swap_file(payload: str) -> bytes:
    """A swap file of Vim's (`struct block0` of its memline.c) on a machine called `payload`."""
    told = payload.encode().replace(b"\0", b"")
    head = b"b0VIM 9.1".ljust(24, b"\0") + bytes(4) + told[:40].ljust(40, b"\0") + told[:40].ljust(40, b"\0")
    return (head + told[:900]).ljust(4096, b"\0")


def write(root: Path, payloads: list[str]) -> Path:
    """For each payload: a note, one that is broken, a log, a folder that is a conference, a swap file, a
    sync program's conflict copy and a killed save's left-over; and a note that another links to.
    """
    root.mkdir()
    top = os.fsencode(root)

    def put(path: bytes, data: bytes) -> None:
        os.makedirs(os.path.dirname(top + b"/" + path), exist_ok=True)
        with open(top + b"/" + path, "wb") as file:
            file.write(data)

    for number, payload in enumerate(payloads):
        name = file_name(number, payload)
        folder = b"f%02d" % number + in_a_name(payload)
        put(folder + b"/conference.yaml", conference(f"c{number:02} {payload}"))
        put(folder + b"/" + name, note(number, payload))
        put(folder + b"/.q" + name[1:] + b".swp", swap_file(payload))
        with contextlib.suppress(OSError):  # Emacs' lock is a link whose text is shown
            os.symlink(
                in_a_name(payload)[:20] + b"@" + in_a_name(payload)[:40] + b".4711",
                top + b"/.#link%02d.md" % number,
            )
        put(folder + b"/" + name[:-3] + b".sync-conflict-20260101-000000-AAAAAAA.md", note(number, payload))
        put(folder + b"/.talktui-0123456789abcd%02x.tmp" % number, note(number, payload))
        put(
            folder + b"/q" + name[1:],
            f"---\ntitle: q{number:02} {payload}: {payload}\n{payload}: [\n---\n# {payload}\n".encode(),
        )
        put(b"log%02d" % number + in_a_name(payload) + b".md", log(payload))
        put(b"link%02d.md" % number, b"# Link\n\n[a](</" + folder + b"/" + name + b">) [[p%02d]]\n" % number)
    put(b"clash.md", b"# Clash\n\nThe same line for two.\n")
    first = payloads[0]
    put(b"conference.yaml", f"name: [{''.join(payloads)}\nstart: {first}\n".encode())
    put(b".talktui.yaml", f"categories: {quoted(first)}\n{quoted(first)}: x\n".encode())
    return root


def settings(folder: Path, payloads: list[str], programs: str) -> None:
    """A `config.yaml` whose every value is wrong but for the programs, which do nothing, and a `state.json`."""
    folder.mkdir(parents=True, exist_ok=True)
    value = quoted("".join(payloads))
    names = ("theme", "speed", "width", "group", "sort")
    lines = [f"{name}: {value}" for name in names]
    lines += [f"{value}: {value}", f"editor: [{programs}]", f"open: [{programs}]"]
    lines += ["keys:", f"  {value}: {value}", f"  tags: [{value}]"]
    (folder / "config.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def state(folder: Path, root: Path, payloads: list[str]) -> None:
    """What is remembered, with payloads in it."""
    folder.mkdir(parents=True, exist_ok=True)
    remembered = {
        "theme": payloads[0],
        "filters": payloads,
        "group": payloads,
        "sort": payloads[0],
        "last": {str(root): {"path": payloads[0], "anchor": payloads[0]}},
    }
    (folder / "state.json").write_text(json.dumps(remembered), encoding="utf-8")
