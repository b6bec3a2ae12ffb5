"""Which talk of an import is which note's: a note or a talk is never given to two.

A talk is the note's that has its source and its id there; else the one of its conference with its id; else,
of notes alike, the one that it changes nothing of; else with its video; else with its title and a speaker or
its day. Where one of the two names neither, the title alone will do if it stands once on both sides, or in
one source. A video put up anew, when the old one left a source that lists all, is the old one's talk.

Titles are those that notes have and those that they were imported with: a person may write another.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from talktui.notes.imported_digest import digest
from talktui.notes.library import Library
from talktui.notes.talk import Kind, Talk
from talktui.notes.video_links import video_identity
from talktui.transfer.imported import ImportedTalk
from talktui.transfer.merging.combining import Incoming, names, words
from talktui.transfer.merging.detached import Detached, DetachedEntries
from talktui.transfer.merging.digests import Origin, origin_of
from talktui.transfer.merging.said import Said
from talktui.transfer.merging.twins import paired

_MANY = 50
"""Notes of one title that are compared with a talk one by one."""


@dataclass(slots=True, eq=False)
class Known:
    """One talk of the library, and where it was imported from."""

    talk: Talk
    origin: Origin | None
    taken: bool = False

    def was(self, field: str, said: str) -> bool:
        """Whether `field` was imported as `said`, whatever the note says now."""
        mark = self.origin.marks.get(field) if self.origin is not None else None
        return mark is not None and mark.digest == digest(said)

    def is_of(self, incoming: Incoming) -> bool:
        """Whether it was imported from a source of `incoming`."""
        origin = self.origin
        return origin is not None and any(part.source == origin.source for part in incoming.parts)


@dataclass(frozen=True, slots=True)
class Compare:
    """How a talk of an import and a note are compared, by those who know what an import makes of both."""

    said: Callable[[Incoming, str], Said]  # what the talk says when the source given counts first
    changes: Callable[[Incoming, Talk], bool]  # whether the note would change


class Notes:
    """The talks of a library, to be found by what an import says of them."""

    def __init__(self, library: Library, compare: Compare, detached: Sequence[Detached] = ()) -> None:
        self._compare = compare
        self._said: dict[tuple[int, str], Said] = {}  # by a talk, and by which of its sources counts first
        self._detached = DetachedEntries(detached)
        self._by_id: dict[tuple[str, str], list[Known]] = defaultdict(list)
        self._by_own_id: dict[tuple[str, str], list[Known]] = defaultdict(list)
        self._by_video: dict[str, list[Known]] = defaultdict(list)
        self._by_title: dict[tuple[str, str], list[Known]] = defaultdict(list)
        self._by_first_title: dict[tuple[str, str], list[Known]] = defaultdict(list)
        self.of_source: dict[str, list[Known]] = defaultdict(list)
        self.lost: dict[int, Detached] = {}
        """Talks that only an entry without a heading has, by their number."""
        # `same.md` before `same-2.md`: as they were made, and stand in their source.
        for talk in sorted(library.talks, key=lambda talk: (len(talk.key.path), talk.key.path)):
            if talk.kind is Kind.TALK:
                self._learn(Known(talk, origin_of(talk)))

    def _learn(self, known: Known) -> None:
        talk, origin = known.talk, known.origin
        place = words(talk.conference)
        if origin is not None:
            self.of_source[origin.source].append(known)
            if origin.id is not None:
                self._by_id[origin.source, origin.id].append(known)
            if (mark := origin.marks.get("title")) is not None:
                self._by_first_title[origin.source, mark.digest].append(known)
        elif talk.id is not None:
            self._by_own_id[place, talk.id].append(known)
        if talk.video:
            self._by_video[video_identity(talk.video)].append(known)
        self._by_title[place, words(talk.title)].append(known)

    def recognise(
        self,
        incoming: Sequence[Incoming],
        complete: Collection[str] = (),
        others: Sequence[ImportedTalk] = (),
    ) -> dict[int, Known]:
        """The note's talk of each of `incoming` that has one, by its number there.

        `complete` are the sources that list every talk of theirs; `others` further talks, of known notes.
        """
        found: dict[int, Known] = {}
        all_talks = [*(one.talk for one in incoming), *others]
        videos = Counter(video_identity(talk.video) for talk in all_talks if talk.video)
        titles = Counter((words(one.conference), words(one.talk.title)) for one in incoming)

        def take(way: Callable[[Incoming], Known | None]) -> None:
            for number, one in enumerate(incoming):
                if number not in found and number not in self.lost and (known := way(one)) is not None:
                    known.taken = True
                    found[number] = known

        def lose(way: Callable[[Incoming], Detached | None]) -> None:
            for number, one in enumerate(incoming):
                if number not in found and number not in self.lost and (entry := way(one)) is not None:
                    self.lost[number] = entry

        take(self._with_id)
        lose(self._detached.with_id)
        take(self._with_own_id)
        rest = {n: one for n, one in enumerate(incoming) if n not in found and n not in self.lost}
        for number, known in self._unchanged(rest):
            known.taken = True
            found[number] = known
        lose(lambda one: self._detached.imported_as(one, lambda source: self._says(one, source)))
        take(lambda one: self._with_video(one, videos))
        take(self._with_title)
        take(lambda one: self._with_title_alone(one, titles))
        take(self._with_source_and_title)
        take(lambda one: self._put_up_anew(one, titles, complete))
        lose(self._detached.alike)
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

    def _unchanged(self, rest: dict[int, Incoming]) -> Iterator[tuple[int, Known]]:
        """Where several talks and notes could be each other's: those that stay as they are."""
        near = {number: self._near(one) for number, one in rest.items()}
        shared = Counter(id(known) for found in near.values() for known in found)
        twins = {
            number: found
            for number, found in near.items()
            if len(found) > 1 or any(shared[id(known)] > 1 for known in found)
        }
        alike = self._imported_as({number: rest[number] for number in twins})
        taken = set(map(id, alike.values()))
        yield from alike.items()
        left: dict[int, list[Known]] = {}
        groups: Counter[int] = Counter()
        for number, found in twins.items():
            free = [known for known in found if id(known) not in taken]
            if number in alike or not free or groups[id(free[0])] == _MANY:
                continue  # each would be compared with each
            groups[id(free[0])] += 1
            left[number] = sorted(free, key=lambda known: -self._equal(rest[number], known))
        yield from paired(
            left, lambda number, known: not self._compare.changes(rest[number], known.talk)
        ).items()

    def _near(self, incoming: Incoming) -> list[Known]:
        """The notes that `incoming` may be, by its title and video."""
        title, video = words(incoming.talk.title), incoming.talk.video
        found = list(self._titled(incoming))
        if video:
            found += [
                known
                for known in self._by_video.get(video_identity(video), ())[:_MANY]
                if not known.taken and words(known.talk.title) == title
            ]
        near = dict.fromkeys(found)
        return [
            known
            for known in near
            if known.is_of(incoming) or _same_video(incoming.talk, known) or _likeness(incoming, known)
        ]

    def _imported_as(self, rest: dict[int, Incoming]) -> dict[int, Known]:
        """The notes that were imported as just what each of `rest` says."""
        sources = {part.source for one in rest.values() for part in one.parts}
        notes: dict[tuple[str, frozenset[tuple[str, str]]], list[Known]] = defaultdict(list)
        for source in sources if rest else ():
            for known in reversed(self.of_source.get(source, ())):
                if not known.taken and known.origin is not None:
                    marks = known.origin.marks.items()
                    notes[source, _key((name, mark.digest) for name, mark in marks)].append(known)
        found: dict[int, Known] = {}
        taken: set[int] = set()
        for number, one in rest.items():
            for source in dict.fromkeys(part.source for part in one.parts):
                said = self._says(one, source)
                same = notes.get((source, _key((name, digest(text)) for name, text in said.items())), [])
                if same:
                    found[number] = same.pop()
                    taken.add(id(found[number]))
                    break
        return found

    def _equal(self, incoming: Incoming, known: Known) -> int:
        """How many fields were imported as `incoming` says them."""
        origin = known.origin
        if origin is None or not known.is_of(incoming):
            return 0
        said = self._says(incoming, origin.source)
        return sum(name in said and mark.digest == digest(said[name]) for name, mark in origin.marks.items())

    def _says(self, incoming: Incoming, source: str) -> Said:
        key = id(incoming), source
        if key not in self._said:
            self._said[key] = self._compare.said(incoming, source)
        return self._said[key]

    def _best(self, incoming: Incoming, found: Sequence[Known]) -> Known | None:
        """Of `found` the one that was imported most like `incoming`; of equals the first."""
        if len(found) < 2:
            return found[0] if found else None
        return max(found, key=lambda known: self._equal(incoming, known))

    def _with_video(self, incoming: Incoming, videos: Counter[str]) -> Known | None:
        if not incoming.talk.video:
            return None
        video = video_identity(incoming.talk.video)
        notes = self._by_video.get(video, ())
        free = [known for known in notes if not known.taken]
        title = words(incoming.talk.title)
        named = [known for known in free if words(known.talk.title) == title]
        if named:
            return self._best(incoming, named[:_MANY])
        # A day's stream is the video of many talks: it names none of them.
        return free[0] if len(notes) == 1 and videos[video] == 1 and free else None

    def _with_title(self, incoming: Incoming) -> Known | None:
        alike = [(_likeness(incoming, known), known) for known in self._titled(incoming)]
        most = max((likeness for likeness, _ in alike), default=0)
        return (
            self._best(incoming, [known for likeness, known in alike if likeness == most]) if most else None
        )

    def _with_title_alone(self, incoming: Incoming, titles: Counter[tuple[str, str]]) -> Known | None:
        if titles[words(incoming.conference), words(incoming.talk.title)] != 1:
            return None
        found = list(self._titled(incoming, everyone=True))
        if len(found) != 1 or found[0].taken or _contradict(incoming.talk, found[0].talk):
            return None
        return found[0]

    def _with_source_and_title(self, incoming: Incoming) -> Known | None:
        """A source without ids, speakers and days has but titles to tell its talks by, and their order."""
        if any(part.talk.id is not None for part in incoming.parts):
            return None
        found = [
            known
            for known in self._titled(incoming)
            if known.is_of(incoming) and not _contradict(incoming.talk, known.talk)
        ]
        return self._best(incoming, found)

    def _put_up_anew(
        self, incoming: Incoming, titles: Counter[tuple[str, str]], complete: Collection[str]
    ) -> Known | None:
        """The note of the same title and speaker whose video its source has no more, but another one."""
        if titles[words(incoming.conference), words(incoming.talk.title)] != 1 or not incoming.talk.video:
            return None
        found = list(self._titled(incoming, everyone=True))
        if len(found) != 1 or found[0].taken or found[0].origin is None:
            return None
        known = found[0]
        speaks = bool(names(incoming.talk.speakers) & names(known.talk.speakers))
        return known if speaks and known.is_of(incoming) and found[0].origin.source in complete else None

    def _titled(self, incoming: Incoming, *, everyone: bool = False) -> Iterable[Known]:
        """Notes of the talk's title, now in its conference or first from its source, that no other talk has.

        With `everyone` those that have one, too, and those with another video.
        """
        title = incoming.talk.title
        lists = [self._by_title.get((words(incoming.conference), words(title)), ())]
        first = digest(title)
        lists += [self._by_first_title.get((part.source, first), ()) for part in incoming.parts]
        seen: set[int] = set()
        for known in (known for found in lists for known in found):
            if id(known) not in seen and (
                everyone or not (known.taken or _other_video(incoming.talk, known))
            ):
                seen.add(id(known))
                yield known
                if len(seen) == _MANY:
                    return


def _key(fields: Iterable[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    return frozenset(field for field in fields if field[0] != "conference")  # a folder may say it


def _same_video(talk: ImportedTalk, known: Known) -> bool:
    if not talk.video:
        return False
    video = video_identity(talk.video)
    return known.was("video", video) or bool(known.talk.video and video_identity(known.talk.video) == video)


def _other_video(talk: ImportedTalk, known: Known) -> bool:
    return bool(talk.video and known.talk.video) and not _same_video(talk, known)


def _likeness(incoming: Incoming, known: Known) -> int:
    """How alike a talk and a note of one title are; 0: neither a speaker nor the day is the same."""
    talk, note = incoming.talk, known.talk
    speaker = bool(names(talk.speakers) & names(note.speakers))
    when = talk.when.isoformat() if talk.when is not None else ""
    day = bool(when) and note.date is not None and when[:10] == note.date.isoformat()
    # It may have been imported as this, though the person has written another date since.
    asis = bool(when) and known.is_of(incoming) and known.was("date", _when(when))
    if not speaker and not day and not asis:
        return 0
    time = day and note.time is not None and when[11:16] == f"{note.time:%H:%M}"
    return 1 + 2 * day + 2 * speaker + time + known.is_of(incoming) + 10 * asis


def _when(when: str) -> str:
    return when[:10] if len(when) == 10 else f"{when[:10]} {when[11:19]}"


def _contradict(talk: ImportedTalk, note: Talk) -> bool:
    """Whether both name speakers or a day, which then were others."""
    return bool(talk.speakers and note.speakers) or bool(talk.when and note.date)
