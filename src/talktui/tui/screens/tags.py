"""Change the tags of one talk or of many, with what will happen told while it is typed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.content import Content

from talktui.tui.plain import plain
from talktui.tui.screens.prompt import Completion, LinePrompt
from talktui.tui.screens.tag_change import (
    TagChange,
    described,
    parse_tag_change,
    tokens,
    written_tag,
)

__all__ = ["TagChange", "TagsScreen", "parse_tag_change"]

_SHOWN = 16  # tags named above the line


class TagsScreen(LinePrompt[TagChange]):
    """Ask for `+new -old`; dismissed with the :class:`TagChange`, or None.

    `current` are the tags of the talks, each with the number of the talks that have it; `read_only`
    those that stand in the text; `total` how many talks; `known` every tag in use with its count.
    """

    def __init__(
        self,
        title: str,
        current: Sequence[tuple[str, int]],
        read_only: Sequence[str],
        total: int,
        known: Sequence[tuple[str, int]],
    ) -> None:
        super().__init__(title, placeholder="+new -old", about=_about(current, read_only, total))
        self._current = tuple(current)
        self._read_only = tuple(read_only)
        self._total = total
        self._known = tuple(known)

    def result(self, text: str) -> TagChange:
        """The change that `text` says."""
        return parse_tag_change(text)

    def effect(self, text: str) -> Content:
        """Which tags go where, and from how many talks."""
        return plain(described(parse_tag_change(text), self._current, self._read_only, self._total))

    def find(self, text: str, cursor: int) -> Sequence[Completion]:
        """Known tags after `+` or a bare word, the talks' own after `-`."""
        before = text[:cursor]
        token = next((token for token in tokens(before) if token.end == cursor), None)
        if token is None or (token.quoted and token.closed) or not (token.sign or token.text):
            return ()
        if token.sign == "-":
            offered = [(tag, _share(count, self._total)) for tag, count in self._current]
        else:
            full = {tag.casefold() for tag, count in self._current if count >= self._total}
            offered = [(tag, str(count)) for tag, count in self._known if tag.casefold() not in full]
        space = "" if text[cursor:].startswith((" ", ",")) else " "
        return [
            Completion(written_tag(tag) + space, token.start, cursor, note)
            for tag, note in _matching(token.text.removeprefix("#"), offered)
        ]


def _matching(typed: str, offered: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those that begin with what was typed, then those that hold it, each in the order given."""
    folded = typed.casefold()
    begins: list[tuple[str, str]] = []
    holds: list[tuple[str, str]] = []
    for tag, note in offered:
        at = tag.casefold().find(folded)
        if at >= 0:
            (begins if at == 0 else holds).append((tag, note))
    return begins + holds


def _share(count: int, total: int) -> str:
    return "" if total == 1 else f"{count} of {total}"


def _about(current: Sequence[tuple[str, int]], read_only: Sequence[str], total: int) -> Content:
    """The tags there are, and on how many of the talks when not on all."""
    named = [
        plain(f"#{tag}", "$text-accent") + plain(f" ({_share(count, total)})" if count < total else "", "dim")
        for tag, count in current[:_SHOWN]
    ]
    if len(current) > _SHOWN:
        named.append(plain(f"and {len(current) - _SHOWN} more", "dim"))
    about = Content("  ").join(named) if named else plain("No tags yet.", "dim")
    if read_only:
        inline = "  ".join(f"#{tag}" for tag in read_only[:_SHOWN])
        about += Content("\n") + plain(f"In the text: {inline}", "dim")
    return about
