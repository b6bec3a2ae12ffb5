"""The talks of one import, each once: a talk that two sources have (a schedule and its playlist) becomes one.

What the first source says of it counts; the others give what that lacks. The talks of one source are not
put together, whatever they are called: "Opening Remarks" may stand twice in a schedule. Only a talk that is
listed twice as a whole, a video that stands twice in a playlist, is one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from talktui.notes.folding import fold
from talktui.notes.video_links import video_identity
from talktui.transfer.imported import Imported, ImportedTalk

_WORD = re.compile(r"\w+[+#]*")  # C++ is another word than C
_MANY = 50  # talks of one title, conference and other source: a row of "Break"s is not searched by pairs


@dataclass(frozen=True, slots=True)
class Part:
    """A talk as one source has it. `source` is :attr:`Imported.source`."""

    source: str
    talk: ImportedTalk
    conference: str = ""


@dataclass(slots=True)
class Incoming:
    """One talk of an import, and how each of its sources has it; the first counts."""

    parts: list[Part]
    conference: str  # "" when no source says one
    talk: ImportedTalk = field(init=False)

    def __post_init__(self) -> None:
        self.talk = self.parts[0].talk

    def add(self, part: Part) -> None:
        """Another source has it, too."""
        self.parts.append(part)
        self.talk = filled(self.talk, part.talk)

    @property
    def in_two_conferences(self) -> bool:
        """Whether its sources say that it is of different conferences."""
        return len({words(part.conference) for part in self.parts if part.conference}) > 1

    def as_from(self, source: str) -> tuple[tuple[Part, ...], ImportedTalk]:
        """The parts and the talk when what `source` says of it counts first."""
        parts = sorted(self.parts, key=lambda part: part.source != source)
        talk = parts[0].talk
        for part in parts[1:]:
            talk = filled(talk, part.talk)
        return tuple(parts), talk


def filled(talk: ImportedTalk, other: ImportedTalk) -> ImportedTalk:
    """`talk` with what it lacks and `other` says."""
    lacks = {
        name: said
        for name in ImportedTalk.__dataclass_fields__
        if name not in {"title", "line", "id", "others", "found"}
        and getattr(talk, name) in (None, (), "")
        and (said := getattr(other, name)) not in (None, (), "")
    }
    have = {key for key, _ in talk.others}
    more = tuple(pair for pair in other.others if pair[0] not in have)
    if more:
        lacks["others"] = (*talk.others, *more)
    return replace(talk, **lacks) if lacks else talk


def combined(sources: Sequence[Imported]) -> list[Incoming]:
    """Every talk of `sources`, in their order. A source that is given twice counts once."""
    known = _Known()
    result: list[Incoming] = []
    by_source: dict[str, list[Imported]] = defaultdict(list)
    for imported in sources:
        if imported in by_source[imported.source]:
            continue
        by_source[imported.source].append(imported)
        conference = imported.conference.name if imported.conference is not None else ""
        videos = Counter(video_identity(talk.video) for talk in imported.talks if talk.video)
        titles = Counter(words(talk.title) for talk in imported.talks)
        new: list[Incoming] = []
        listed: set[tuple[object, ...]] = set()
        for talk in imported.talks:
            if (whole := _whole(talk)) is not None:
                if whole in listed:
                    continue
                listed.add(whole)
            part = Part(imported.source, talk, conference)
            same = known.same(part, conference, videos, titles)
            if same is not None:
                same.add(part)
                same.conference = same.conference or conference
                continue
            new.append(Incoming([part], conference))
        for incoming in new:
            known.add(incoming)
        result += new
    return result


def _whole(talk: ImportedTalk) -> tuple[object, ...] | None:
    """What makes a talk with an id and a video the one listed before."""
    if talk.id is None or not talk.video:
        return None
    return talk.id, video_identity(talk.video), words(talk.title), talk.when


class _Known:
    """The talks of the sources before, to be found again."""

    def __init__(self) -> None:
        self._ids: dict[tuple[str, str], Incoming] = {}
        self._videos: dict[str, list[Incoming]] = defaultdict(list)
        self._titles: dict[tuple[str, str], list[Incoming]] = defaultdict(list)

    def add(self, incoming: Incoming) -> None:
        part = incoming.parts[0]
        if part.talk.id is not None:
            self._ids.setdefault((part.source, part.talk.id), incoming)
        if part.talk.video:
            self._videos[video_identity(part.talk.video)].append(incoming)
        self._titles[words(incoming.conference), words(part.talk.title)].append(incoming)

    def same(
        self, part: Part, conference: str, videos: Counter[str], titles: Counter[str]
    ) -> Incoming | None:
        """The talk that `part` is; `videos` and `titles` count those of its own source."""
        talk = part.talk
        if talk.id is not None and (known := self._ids.get((part.source, talk.id))) is not None:
            return known
        title, at = words(talk.title), words(conference)
        if talk.video:
            video = video_identity(talk.video)
            found = [one for one in self._videos.get(video, ()) if _is_free(one, part.source)]
            alone = len(found) == 1 and videos[video] == 1
            for one in found:
                same_place = not at or not one.conference or words(one.conference) == at
                if (alone and same_place) or words(one.talk.title) == title:
                    return one
        places = {at, ""}
        near = [
            one
            for place in sorted(places)
            for one in self._titles.get((place, title), ())[:_MANY]
            if _is_free(one, part.source) and not _other_video(one.talk, talk)
        ]
        for one in near:
            if shares_speaker(one.talk, talk) or same_day(one.talk, talk):
                return one
        if len(near) == 1 and titles[title] == 1 and not _contradict(near[0].talk, talk):
            return near[0]
        return None


def _is_free(incoming: Incoming, source: str) -> bool:
    return all(part.source != source for part in incoming.parts)


def _other_video(one: ImportedTalk, other: ImportedTalk) -> bool:
    return bool(one.video and other.video and video_identity(one.video) != video_identity(other.video))


def _contradict(one: ImportedTalk, other: ImportedTalk) -> bool:
    """Whether both name speakers, or both a day: then they would have to share one."""
    return bool((one.speakers and other.speakers) or (one.when and other.when))


def words(text: str) -> str:
    """A title or a name to compare by: case, accents and punctuation do not count."""
    return " ".join(_WORD.findall(fold(text))) or fold(text).strip()


def names(speakers: Iterable[object]) -> frozenset[str]:
    """Speakers' names to compare by."""
    return frozenset(words(str(getattr(speaker, "name", ""))) for speaker in speakers) - {""}


def shares_speaker(one: ImportedTalk, other: ImportedTalk) -> bool:
    """Whether a speaker of one is a speaker of the other."""
    return bool(names(one.speakers) & names(other.speakers))


def same_day(one: ImportedTalk, other: ImportedTalk) -> bool:
    """Whether both are on the same day, as far as both say."""
    days = [when.isoformat()[:10] for when in (one.when, other.when) if when is not None]
    return len(days) == 2 and days[0] == days[1]
