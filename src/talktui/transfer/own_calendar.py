"""Calendars that talktui exported: what names their events, and which note's talk an event came from.

Such an event says nothing that its note did not say, and less: imported again it makes no second note, and
changes nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from talktui.notes.library import Library
from talktui.notes.talk import Kind, Talk
from talktui.notes.video_links import video_identity
from talktui.transfer.imported import Imported, ImportedTalk
from talktui.transfer.merging.combining import words

MAKER = "-//talktui//talktui//EN"
_FORMAT = "ics"
_UID = re.compile(r"([0-9a-f]{32})(?:-\d+)?@talktui(?:#\d+)?")


def uid_of(talk: Talk, uids: dict[str, int]) -> str:
    """The UID of `talk`'s event, for as long as the talk can be told; `uids` counts those given so far."""
    name = _name(talk)
    uids[name] = uids.get(name, 0) + 1
    return f"{name}-{uids[name]}@talktui" if uids[name] > 1 else f"{name}@talktui"


def _name(talk: Talk) -> str:
    """What names the talk: where it was imported from, else its video, else its title and its conference."""
    origin = talk.fields.get("source.from")
    if origin and talk.id:
        said = f"{origin[0]}\n{talk.id}"
    elif talk.video:
        said = video_identity(talk.video)
    else:
        said = f"{talk.conference}\n{talk.id or ''}\n{talk.title}"
    return sha256(said.encode(errors="replace")).hexdigest()[:32]


class OwnEvents:
    """The events of some sources that came from notes, with the talks of these."""

    def __init__(self, library: Library) -> None:
        self.found: list[tuple[ImportedTalk, Talk]] = []
        self._library = library

    def without(self, imported: Imported) -> Imported:
        """`imported` without such events, which are in :attr:`found` then."""
        events = {
            number: talk
            for number, talk in enumerate(imported.talks)
            if imported.format == _FORMAT and talk.id and _UID.fullmatch(talk.id)
        }
        if not events:
            return imported
        talks = [talk for talk in self._library.talks if talk.kind is Kind.TALK]
        followed = {text for talk in talks for text in talk.fields.get("source.id") or ()}
        events = {number: talk for number, talk in events.items() if talk.id not in followed}
        taken = {id(talk) for _, talk in self.found}
        known: set[int] = set()
        for way in _WAYS:
            for number, talk in way.pairs(events, [talk for talk in talks if id(talk) not in taken]):
                self.found.append((events.pop(number), talk))
                taken.add(id(talk))
                known.add(number)
        left = tuple(talk for number, talk in enumerate(imported.talks) if number not in known)
        return replace(imported, talks=left)


@dataclass(frozen=True, slots=True)
class _Way:
    """How an event and a talk are known as one: they share a key."""

    of_event: Callable[[ImportedTalk], Sequence[Hashable]]
    of_talk: Callable[[Talk], Sequence[Hashable]]
    alone: bool = False  # only where no other event or talk has that key

    def pairs(self, events: Mapping[int, ImportedTalk], talks: Sequence[Talk]) -> list[tuple[int, Talk]]:
        """The number of each of `events` that is one of `talks`, and that talk; none is given to two."""
        talks_of: dict[Hashable, list[Talk]] = defaultdict(list)
        for talk in talks:
            for key in self.of_talk(talk):
                talks_of[key].append(talk)
        events_of: dict[Hashable, list[int]] = defaultdict(list)
        for number, event in events.items():
            for key in self.of_event(event):
                events_of[key].append(number)
        found: dict[int, Talk] = {}
        given: set[int] = set()
        for key, numbers in events_of.items():
            if self.alone and (len(numbers) > 1 or len(talks_of[key]) > 1):
                continue
            for number in numbers:
                free = next((one for one in talks_of[key] if id(one) not in given), None)
                if free is not None and number not in found:
                    found[number] = free
                    given.add(id(free))
        return list(found.items())


def _uid_name(event: ImportedTalk) -> str:
    match = _UID.fullmatch(event.id or "")
    return match[1] if match else ""


def _titled(title: str, *links: str | None) -> list[Hashable]:
    return [(identity, words(title)) for identity in {video_identity(link) for link in links if link}]


_WAYS = (
    # A day's stream is the video of many talks: their titles tell them apart.
    _Way(
        lambda event: [(_uid_name(event), words(event.title))],
        lambda talk: [(_name(talk), words(talk.title))],
    ),
    _Way(lambda event: [_uid_name(event)], lambda talk: [_name(talk)], alone=True),
    _Way(
        lambda event: _titled(event.title, event.video, event.url),
        lambda talk: _titled(talk.title, talk.video, talk.url),
    ),
)
"""The surest first."""
