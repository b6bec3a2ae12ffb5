"""Ask for a tag's name, with the tags there are offered and what comes of the name told."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from talktui.notes.tag_names import checked_name, folded
from talktui.tui.plain import plain
from talktui.tui.screens.prompt import Completion, LinePrompt


class TagNameScreen(LinePrompt[str]):
    """Ask what `tags` are to be called; dismissed with the name, or None.

    `known` are the tags there are with their counts, for completion and to tell of a tag that is there.
    """

    def __init__(
        self, title: str, tags: Sequence[str], known: Sequence[tuple[str, int]], value: str = ""
    ) -> None:
        super().__init__(title, value=value, placeholder="its new name")
        self._tags = tuple(tags)
        self._known = tuple(known)
        self._counts = {folded(tag): (tag, count) for tag, count in known}

    def result(self, text: str) -> str:
        """The name; raises ValueError for one that cannot be, or that is no other."""
        name = checked_name(text)
        if len(self._tags) == 1 and name == self._tags[0]:
            raise ValueError(f"It is called “{name}” already.")
        return name

    def effect(self, text: str) -> Content:
        """Whether the tag is there already."""
        if not text.strip():
            return Content("")
        name = self.result(text)
        there = self._counts.get(folded(name))
        if there is None or folded(name) in {folded(tag) for tag in self._tags}:
            return plain("")
        talks = "talk" if there[1] == 1 else "talks"
        return plain(f"#{there[0]} is there, on {there[1]:,} {talks}: they become one tag.")

    def find(self, text: str, cursor: int) -> Sequence[Completion]:
        """The tags that hold what was typed."""
        typed = text[:cursor].strip().removeprefix("#").casefold()
        if not typed or text[cursor:].strip():
            return ()
        own = {folded(tag) for tag in self._tags}
        found = [
            (tag, count) for tag, count in self._known if typed in tag.casefold() and folded(tag) not in own
        ]
        found.sort(key=lambda item: (not item[0].casefold().startswith(typed), -item[1]))
        return [Completion(tag, 0, len(text), f"{count:,}") for tag, count in found]
