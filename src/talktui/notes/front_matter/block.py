"""Where a note's front matter stands: between `---` (YAML) or `+++` (TOML) lines at its very top.

Found by a scan whose cost is linear in the text; a regular expression over the whole block took minutes
on a megabyte of newlines.  Fences as Hugo, Zola and Obsidian read them: the first line exactly, but
blanks may follow; YAML may also close with `...`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from talktui.notes.problem import Problem

MAX_BLOCK = 1 << 20
"""How far into a text, in characters, front matter may reach."""

_OPENING = re.compile(r"(---|\+\+\+)[ \t]*(\r*\n|\r)")
_CLOSING = {
    # (fence, whether lines end with a lone CR): look-behind, so that an empty block is found too.
    ("---", False): re.compile(r"(?<=\n)(?:---|\.\.\.)[ \t]*\r*(?:\n|\Z)"),
    ("---", True): re.compile(r"(?<=\r)(?:---|\.\.\.)[ \t]*(?:\r|\Z)"),
    ("+++", False): re.compile(r"(?<=\n)\+\+\+[ \t]*\r*(?:\n|\Z)"),
    ("+++", True): re.compile(r"(?<=\r)\+\+\+[ \t]*(?:\r|\Z)"),
}


@dataclass(frozen=True, slots=True)
class Block:
    """Front matter in a text, in characters: what is inside the fences, and where the body begins."""

    kind: Literal["yaml", "toml"]
    start: int
    end: int
    body_start: int


def find_block(text: str) -> Block | Problem | None:
    """The front matter at the top of `text` (without its BOM); a Problem when it is never closed."""
    if not text.startswith(("---", "+++")):
        return None
    if text.startswith("---\n"):
        # Nearly all front matter is fenced like this, and looking for a text is quicker than for a pattern.
        end = text.find("\n---", 3, MAX_BLOCK)
        if 0 <= end < MAX_BLOCK - 5 and text.startswith("\n", end + 4) and text.find("\n...", 3, end) < 0:
            return Block("yaml", 4, end + 1, end + 5)
    opening = _OPENING.match(text)
    if opening is None:
        return None
    fence = opening[1]
    lone_cr = opening[2] == "\r"
    closing = _CLOSING[fence, lone_cr].search(text, opening.end(), MAX_BLOCK)
    if closing is None:
        where = "in its first megabyte" if len(text) > MAX_BLOCK else "further down"
        return Problem(
            f"the front matter that `{fence}` opens here is never closed; "
            f"put a line `{fence}` after it (there is none {where})",
            1,
        )
    # At MAX_BLOCK a line may be cut short, and `\Z` would take its first half for a fence.
    if closing.end() == MAX_BLOCK < len(text):
        return Problem(f"the front matter is longer than {MAX_BLOCK} characters; shorten it", 1)
    kind: Literal["yaml", "toml"] = "yaml" if fence == "---" else "toml"
    return Block(kind, opening.end(), closing.start(), closing.end())
