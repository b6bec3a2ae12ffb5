"""Titles full of brackets, as Textual's and Rich's markup have them, to be shown as they are."""

from __future__ import annotations

import random

ACTION = "app.hostile"
"""What a title asks for when it is taken for markup: no action of ours has that name."""

_PIECES = (
    f"[@click={ACTION}]x[/]",
    f"[@click='{ACTION}']x[/@click]",
    f"[@click={ACTION}('a', 1)]x",
    f"[on red @click={ACTION}]x",
    "[/]",
    "[//]",
    "[/foo]",
    "[/bold]",
    "[bold",
    "[bold]",
    "[b]x[/b]",
    "bold]",
    "[x] done",
    "[ ] to do",
    "[]",
    "[[]]",
    "[[wiki]]",
    "\\[",
    "\\\\[b]",
    "\\",
    "$var",
    "${var}",
    "[$accent]",
    "[#ff0000]",
    "[rgb(1,2,3)]",
    "[link=file:///etc/passwd]x[/link]",
    "[link='http://x']",
    '[a="b"]',
    "[a='b",
    "[red on]",
    "[not bold]",
    ":smile:",
    "[:smile:]",
    "[1/3]",
    "[1]",
    "[^1]",
    "[!NOTE]",
    "{braces}",
    "%s %(x)s",
    "(a)[b]",
    "&lb;b]",
)


def titles(count: int, seed: int) -> list[str]:
    """So many different titles of at most 36 characters, each ending in a number of its own.

    Every piece is in one of them first; the rest are pieces put together at random.
    """
    source = random.Random(seed)
    made: list[str] = []
    for number in range(count):
        pieces = [_PIECES[number % len(_PIECES)]]
        while number >= len(_PIECES) and len(pieces) < 4 and source.random() < 0.7:
            pieces.append(source.choice(_PIECES))
        title = source.choice(("", " ")).join(pieces)[:30].strip()
        made.append(f"{title} t{number:04}")
    return made
