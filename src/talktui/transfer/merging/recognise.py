"""Which talk of an import is which note's: a note or a talk is never given to two.

A talk is the note's that has its source and its id there; else the one of its conference with its id; else
with its video; else with its title and a speaker or its day. Where one of the two names neither, the title
alone will do if it stands once on both sides.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from talktui.notes.library import Library
from talktui.notes.talk import Kind, Talk
from talktui.notes.video_links import video_identity
from talktui.transfer.imported import ImportedTalk
from talktui.transfer.merging.combining import Incoming, names, words
from talktui.transfer.merging.digests import Origin, digest, origin_of

_MANY = 50
"""Notes of one title that are compared with a talk one by one."""


@dataclass(slots=True)
class Known:
    """One talk of the library, and where it was imported from."""

    talk: Talk
    origin: Origin | None
    taken: bool = False


class Notes:
    """The talks of a library, to be found by what an import says of them."""

    def __init__(self, library: Library) -> None:
        self._by_id: dict[tuple[str, str], list[Known]] = defaultdict(list)
        self._by_own_id: dict[tuple[str, str], list[Known]] = defaultdict(list)
        self._by_video: dict[str, list[Known]] = defaultdict(list)
        self._by_title: dict[tuple[str, str], list[Known]] = defaultdict(list)
        self.of_source: dict[str, list[Known]] = defaultdict(list)
        for talk in library.talks:
            if talk.kind is Kind.TALK:
                self._learn(Known(talk, origin_of(talk)))

    def _learn(self, known: Known) -> None:
        talk, origin = known.talk, known.origin
        place = words(talk.conference)
        if origin is not None:
            self.of_source[origin.source].append(known)
            if origin.id is not None:
                self._by_id[origin.source, origin.id].append(known)
        elif talk.id is not None:
            self._by_own_id[place, talk.id].append(known)
        if talk.video:
            self._by_video[video_identity(talk.video)].append(known)
        self._by_title[place, words(talk.title)].append(known)

    def recognise(self, incoming: Sequence[Incoming]) -> dict[int, Known]:
        """The note's talk of each of `incoming` that has one, by its number there."""
        found: dict[int, Known] = {}
        videos = Counter(video_identity(one.talk.video) for one in incoming if one.talk.video)
        titles = Counter((words(one.conference), words(one.talk.title)) for one in incoming)
        ways: tuple[Callable[[Incoming], Known | None], ...] = (
            self._with_id,
            self._with_own_id,
            lambda one: self._with_video(one, videos),
            self._with_title,
            lambda one: self._with_title_alone(one, titles),
        )
        for way in ways:
            for number, one in enumerate(incoming):
                if number not in found and (known := way(one)) is not None:
                    known.taken = True
                    found[number] = known
        return found

    def _with_id(self, incoming: Incoming) -> Known | None:
        for part in incoming.parts:
            if part.talk.id is not None:
                for known in self._by_id.get((part.source, part.talk.id), ()):
                    if not known.taken:
                        return known
        return None

    def _with_own_id(self, incoming: Incoming) -> Known | None:
        place = words(incoming.conference)
        for part in incoming.parts:
            if part.talk.id is not None:
                for known in self._by_own_id.get((place, part.talk.id), ()):
                    if not known.taken:
                        return known
        return None

    def _with_video(self, incoming: Incoming, videos: Counter[str]) -> Known | None:
        if not incoming.talk.video:
            return None
        video = video_identity(incoming.talk.video)
        notes = self._by_video.get(video, ())
        free = [known for known in notes if not known.taken]
        title = words(incoming.talk.title)
        for known in free:
            if words(known.talk.title) == title:
                return known
        # A day's stream is the video of many talks: it names none of them.
        return free[0] if len(notes) == 1 and videos[video] == 1 and free else None

    def _with_title(self, incoming: Incoming) -> Known | None:
        best: tuple[int, Known] | None = None
        for known in self._titled(incoming):
            likeness = _likeness(incoming, known)
            if likeness and (best is None or likeness > best[0]):
                best = likeness, known
        return None if best is None else best[1]

    def _with_title_alone(self, incoming: Incoming, titles: Counter[tuple[str, str]]) -> Known | None:
        if titles[words(incoming.conference), words(incoming.talk.title)] != 1:
            return None
        found = list(self._titled(incoming, everyone=True))
        if len(found) != 1 or found[0].taken or _contradict(incoming.talk, found[0].talk):
            return None
        return found[0]

    def _titled(self, incoming: Incoming, *, everyone: bool = False) -> Iterable[Known]:
        """Notes of the talk's title in its conference that no other has; with `everyone` those that have."""
        title, video = words(incoming.talk.title), incoming.talk.video
        count = 0
        for known in self._by_title.get((words(incoming.conference), title), ()):
            other = known.talk.video
            different = video and other and video_identity(video) != video_identity(other)
            if (not known.taken and not different) or everyone:
                yield known
                count += 1
                if count == _MANY:
                    return


def _likeness(incoming: Incoming, known: Known) -> int:
    """How alike a talk and a note of one title are; 0: neither a speaker nor the day is the same."""
    talk, note = incoming.talk, known.talk
    speaker = bool(names(talk.speakers) & names(note.speakers))
    when = talk.when.isoformat() if talk.when is not None else ""
    day = bool(when) and note.date is not None and when[:10] == note.date.isoformat()
    if not speaker and not day:
        return 0
    time = day and note.time is not None and when[11:16] == f"{note.time:%H:%M}"
    likeness = 1 + 2 * day + 2 * speaker + time
    origin = known.origin
    if origin is not None and any(part.source == origin.source for part in incoming.parts):
        likeness += 1
        mark = origin.marks.get("date")
        if mark is not None and when and mark.digest == digest(_when(when)):
            likeness += 10  # it was imported as this, though the person may have written another date since
        others = dict(talk.others)
        for name, said in (("url", talk.url), ("day", others.get("day"))):
            mark = origin.marks.get(name)
            if mark is not None and isinstance(said, str) and mark.digest == digest(said):
                likeness += 4  # a post without dates: "Opening Remarks" of Wednesday, and of Thursday
    return likeness


def _when(when: str) -> str:
    return when[:10] if len(when) == 10 else f"{when[:10]} {when[11:19]}"


def _contradict(talk: ImportedTalk, note: Talk) -> bool:
    """Whether both name speakers or a day, which then were others."""
    return bool(talk.speakers and note.speakers) or bool(talk.when and note.date)
