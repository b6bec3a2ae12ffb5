"""What a post says about the sessions that it lists: found by the links in its prose.

Who writes up a conference tells of the talks under headings of their own making and links each where it is
told about; the list of sessions with their titles stands at the end. What a person expects in a talk's note
is what was said about that talk, so:

- A section whose prose links to one listed session is about it, also what stands above the link.
- A section that links to several is divided: a paragraph belongs to the sessions that it links to (to each of
  them, if they are several), and so do the paragraphs after it that link to none; what stands above the first
  link belongs to that one's sessions.
- A section below such a section that links to none belongs to the session told about last, heading and all.
- What links to no listed session is in none.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from talktui.notes.blocks import scan
from talktui.notes.talk import Section
from talktui.notes.video_links import video_identity
from talktui.transfer.formats.prose_links import ProseLink
from talktui.transfer.heading_levels import raised

_BLANK = re.compile(r"\n(?:[ \t]*\n)+")
_RULE = re.compile(r" {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*")


@dataclass
class SessionProse:
    """The text about each session, by the session's number, and where it was taken from."""

    bodies: dict[int, str] = field(default_factory=dict)
    spans: list[tuple[int, int, int]] = field(default_factory=list)  # start, end, session


@dataclass(frozen=True, slots=True)
class _Block:
    start: int
    end: int
    sessions: tuple[int, ...]


def session_prose(
    text: str, start: int, found: Sequence[Section], links: Sequence[ProseLink], videos: Mapping[str, int],
    taken: Sequence[tuple[int, int]],
) -> SessionProse:  # fmt: skip
    """The prose about sessions in the sections `found` of `text`, which begins at character `start`.

    `videos` gives the number of the session with a video (:func:`talktui.notes.video_links.video_identity`);
    `taken` are ranges that are no prose: talks' own texts, lists of sessions. Linear in the size of `text`.
    """
    reading = _Reading(text, links, videos, sorted([*taken]), scan(text, start).opaque)
    result = SessionProse()
    pieces: dict[int, list[str]] = defaultdict(list)
    above: list[tuple[int, int]] = []  # sections that are about a session: level, the one told about last
    for index, section in enumerate(found):
        end = found[index + 1].start if index + 1 < len(found) else len(text)
        blocks = reading.blocks(section.body_start, end)
        while above and above[-1][0] >= section.level:
            above.pop()
        about = next((block.sessions for block in blocks if block.sessions), ())
        shift = section.level - 1
        if not about:
            if not above or not blocks or reading.is_taken(section.start):
                continue
            about, shift = above[-1][1:], above[0][0] - 1
            blocks = [_Block(section.start, section.body_start, ()), *blocks]
        for block in blocks:
            about = block.sessions or about
            for session in about:
                pieces[session].append(raised(text[block.start : block.end].strip("\n"), shift))
                result.spans.append((block.start, block.end, session))
            about = about[-1:] if block.sessions else about
        above.append((section.level, about[-1]))
    result.bodies = {session: "\n\n".join(said) for session, said in pieces.items()}
    return result


class _Reading:
    """A text's blocks and the sessions that they link to."""

    def __init__(
        self, text: str, links: Sequence[ProseLink], videos: Mapping[str, int],
        taken: Sequence[tuple[int, int]], opaque: Sequence[tuple[int, int]],
    ) -> None:  # fmt: skip
        self._text = text
        self._taken, self._taken_starts = taken, [start for start, _ in taken]
        self._opaque, self._opaque_starts = opaque, [start for start, _ in opaque]
        found = [(link.start, videos.get(video_identity(link.url))) for link in links if link.is_video]
        self._links = [(at, session) for at, session in found if session is not None]
        self._link_starts = [at for at, _ in self._links]

    def is_taken(self, at: int) -> bool:
        before = bisect_right(self._taken_starts, at) - 1
        return before >= 0 and at < self._taken[before][1]

    def blocks(self, start: int, end: int) -> list[_Block]:
        """The paragraphs between two characters, without those that are taken, and rules at the ends."""
        blocks: list[_Block] = []
        for begin, stop in self._free(start, end):
            at = begin
            while at < stop:
                close = self._block_end(at, stop)
                if self._text[at:close].strip():
                    blocks.append(_Block(at, close, self._sessions(at, close)))
                at = close
        while blocks and self._is_rule(blocks[-1]):
            blocks.pop()
        while blocks and self._is_rule(blocks[0]):
            del blocks[0]
        return blocks

    def _free(self, start: int, end: int) -> list[tuple[int, int]]:
        """The ranges between `start` and `end` that are not taken."""
        free: list[tuple[int, int]] = []
        number = max(bisect_right(self._taken_starts, start) - 1, 0)
        while number < len(self._taken) and self._taken[number][0] < end:
            begin, stop = self._taken[number]
            number += 1
            if stop > start:
                if begin > start:
                    free.append((start, begin))
                start = stop
        if start < end:
            free.append((start, end))
        return free

    def _block_end(self, at: int, stop: int) -> int:
        """Where the block that begins at `at` ends: at a blank line that stands in no code or HTML."""
        position = at
        while match := _BLANK.search(self._text, position, stop):
            before = bisect_right(self._opaque_starts, match.start()) - 1
            if before >= 0 and match.end() < self._opaque[before][1]:
                position = min(self._opaque[before][1], stop)
                position = max(position - 1, match.end())  # a blank line right behind it ends the block
                continue
            return match.end()
        return stop

    def _sessions(self, start: int, end: int) -> tuple[int, ...]:
        first, last = bisect_left(self._link_starts, start), bisect_left(self._link_starts, end)
        return tuple(dict.fromkeys(session for _, session in self._links[first:last]))

    def _is_rule(self, block: _Block) -> bool:
        return _RULE.fullmatch(self._text[block.start : block.end].strip("\n")) is not None
