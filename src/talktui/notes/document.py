"""A note's bytes taken apart: BOM, text, line ends, front matter, body.

The first step of reading a note and the base of every edit.  :func:`parse` takes any bytes and never
raises: what is wrong becomes a problem, and what cannot be written back safely makes it read-only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from talktui.notes.front_matter.block import Block, find_block
from talktui.notes.front_matter.values import EMPTY, Mapping, Scalar, Value
from talktui.notes.front_matter.yaml_lines import read_lines
from talktui.notes.problem import Problem
from talktui.notes.text_of import MAX_SIZE, decode

HEAD = 1 << 16
"""Bytes of the body that are kept of a note above :data:`MAX_SIZE`."""


@dataclass(frozen=True, slots=True)
class Document:
    """A note's bytes and what stands where in them. Offsets are in characters of `text`."""

    data: bytes = field(repr=False)
    bom: bool
    text: str = field(repr=False)  # without BOM; line ends untouched
    eol: str  # "\n" or "\r\n": the first line's end, "\n" when there is none
    kind: Literal["yaml", "toml"] | None  # which front matter
    block: tuple[int, int]  # inside the fences, (0, 0) when there is none
    body_start: int  # where the Markdown begins
    front: Mapping  # EMPTY when there is none or it is broken beyond rescue
    problems: tuple[Problem, ...]
    read_only: str | None  # why it must not be edited: a sentence for the person

    @property
    def body(self) -> str:
        """The Markdown after the front matter."""
        return self.text[self.body_start :]


def line_of(text: str, offset: int) -> int:
    """The 1-based line on which character `offset` of `text` stands."""
    return text.count("\n", 0, offset) + 1


def parse(data: bytes) -> Document:
    """`data` taken apart. Never raises; linear in the size of `data`."""
    problems: list[Problem] = []
    read_only: str | None = None
    if len(data) > MAX_SIZE:
        read_only = f"this file is larger than {MAX_SIZE // 1024} kB; only its beginning is shown"
        problems.append(Problem(read_only))
    text, bom, undecodable = decode(data)
    if undecodable is not None:
        read_only = read_only or undecodable.message
        problems.append(undecodable)
    elif "\0" in text:
        nul = Problem(
            "there is a NUL byte here, so this may be no text; take it out to edit the file",
            line_of(text, text.index("\0")),
        )
        read_only = read_only or nul.message
        problems.append(nul)

    found = find_block(text)
    kind, block, body_start, front = None, (0, 0), 0, EMPTY
    if isinstance(found, Problem):
        problems.append(found)
    elif found is not None:
        root, wrong = _read(text[found.start : found.end], found)
        if isinstance(root, Scalar) and not root.is_null and not wrong:
            # A page that begins with a thematic break and has another one: its text must not vanish.
            problems.append(
                Problem(
                    "what stands between the `---` lines is no front matter (no `key: value`); "
                    "it is shown as text",
                    1,
                )
            )
        else:
            kind, block, body_start = found.kind, (found.start, found.end), found.body_start
            if isinstance(root, Mapping):
                front = root
            elif root is not None and not (isinstance(root, Scalar) and root.is_null):
                wrong.append(Problem("the front matter is a list, not `key: value` lines", root.line))
            problems.extend(wrong)
    if len(data) > MAX_SIZE:
        text = text[: body_start + HEAD]
    return Document(
        data=data,
        bom=bom,
        text=text,
        eol=_first_eol(text),
        kind=kind,
        block=block,
        body_start=body_start,
        front=front,
        problems=tuple(problems),
        read_only=read_only,
    )


def _read(inside: str, found: Block) -> tuple[Value | None, list[Problem]]:
    """The front matter's root and what is wrong in it. Its first line is the file's second."""
    if found.kind == "yaml":
        plain = read_lines(inside, first_line=2)
        if plain is not None:
            return plain, []
        from talktui.notes.front_matter.yaml_read import read_root  # nor do most need PyYAML

        return read_root(inside, first_line=2)
    from talktui.notes.front_matter.toml import read_toml  # few notes need it

    return read_toml(inside, 2)


def _first_eol(text: str) -> str:
    end = text.find("\n")
    return "\r\n" if end > 0 and text[end - 1] == "\r" else "\n"
