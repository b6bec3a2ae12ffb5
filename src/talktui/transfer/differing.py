"""Two texts to be compared by eye: what of them is shown when they are longer than a line.

Two long texts that are cut after as many characters look the same; so the place where they part is shown.
"""

from __future__ import annotations

NOTHING = "nothing"
_WORD = 24
"""Characters that are looked through for the beginning of a word."""


def differing(mine: str, theirs: str, longest: int = 100) -> tuple[str, str]:
    """Both texts in quotes, each of about `longest` characters around where they begin to differ.

    Of a text that the other has nothing for, its beginning, or how many lines it has. Linear in their size.
    """
    mine, theirs = mine.strip(), theirs.strip()
    if not mine or not theirs:
        return _whole(mine, longest), _whole(theirs, longest)
    one, other = _in_a_line(mine), _in_a_line(theirs)
    if one == other:  # blanks differ only, or breaks between lines
        one, other = mine.replace("\n", "⏎"), theirs.replace("\n", "⏎")
    if len(one) <= longest and len(other) <= longest:
        return f"“{one}”", f"“{other}”"
    pairs = enumerate(zip(one, other, strict=False))
    differs = next((at for at, (char, beside) in pairs if char != beside), min(len(one), len(other)))
    start = _start(one, differs, longest) if one != other else 0
    return _from(one, start, longest), _from(other, start, longest)


def _in_a_line(text: str) -> str:
    return " ".join(text.split())


def _whole(text: str, longest: int) -> str:
    if not text:
        return NOTHING
    if "\n" in text:
        return f"{len(text.splitlines()):,} lines of text"
    return _from(text, 0, longest)


def _start(text: str, differs: int, longest: int) -> int:
    """Where the part to show begins: a word, some way before the place where the texts differ."""
    start = differs - longest // 3
    if start <= 0:
        return 0
    space = text.find(" ", start, start + min(_WORD, longest // 4))
    return start if space < 0 else space + 1


def _from(text: str, start: int, longest: int) -> str:
    part = text[start : start + longest]
    before, after = "…" if start else "", "…" if start + len(part) < len(text) else ""
    return f"“{before}{part.rstrip() if after else part}{after}”"
