"""What tests of merging share: a notes directory to import into, and any sources to import."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import strategies as st

from talktui.notes.groups import Made
from talktui.notes.library import Library
from talktui.notes.store import Store
from talktui.notes.talk import Kind, Speaker, Talk
from talktui.transfer.imported import Imported, ImportedConference, ImportedTalk
from talktui.transfer.merging.plan import Options, Plan, State, make_plan


@dataclass
class World:
    """A notes directory and what is imported into it."""

    root: Path
    store: Store = field(init=False)

    def __post_init__(self) -> None:
        self.root.mkdir(exist_ok=True)
        self.store = Store(self.root)

    def library(self) -> Library:
        """The notes as they are now."""
        library = Library()
        for note in self.store.load():
            library.replace(note)
        return library

    def plan(self, *imported: Imported, **options: object) -> Plan:
        """What importing would do."""
        library = self.library()
        return make_plan(self.store, library, imported, Options(**options))  # type: ignore[arg-type]

    def run(self, *imported: Imported, **options: object) -> tuple[Plan, Made]:
        """Import, and see that nothing failed."""
        plan = self.plan(*imported, **options)
        made = self.store.make(plan.title, plan.tasks())
        assert not made.failures, made.failures
        assert not made.warnings
        return plan, made

    def put(self, plan: Plan) -> bool:
        """Write what a plan would do, without syncing a disk; whether anything was written."""
        changes = plan.changes()
        for change in changes:
            full = self.root / change.path
            full.parent.mkdir(parents=True, exist_ok=True)
            assert change.after is not None
            full.write_bytes(change.after)
        return bool(changes)

    def undo(self) -> None:
        """Take the last step back."""
        step = self.store.journal.next_undo()
        assert step is not None
        assert not self.store.take_back(step).failures

    def files(self) -> dict[str, bytes]:
        """Every file's bytes, by path."""
        return {
            os.path.relpath(path, self.root): path.read_bytes()
            for path in sorted(self.root.rglob("*"))
            if path.is_file()
        }

    def talks(self) -> list[Talk]:
        """Every talk there is."""
        return [talk for talk in self.library().talks if talk.kind is Kind.TALK]

    def talk(self, title: str) -> Talk:
        """The one talk with this title."""
        (found,) = [talk for talk in self.talks() if talk.title == title]
        return found

    def text(self, title: str) -> str:
        """The note of the one talk with this title, as text."""
        return (self.root / self.talk(title).key.path).read_text()

    def write(self, path: str, text: str) -> None:
        """A file that the person writes."""
        full = self.root / path
        full.parent.mkdir(parents=True, exist_ok=True)
        full.write_text(text)


@contextmanager
def new_world() -> Iterator[World]:
    """A world of its own for one example."""
    with tempfile.TemporaryDirectory() as folder:
        yield World(Path(folder))


def schedule(
    *talks: ImportedTalk, name: str | None = "Gopher Meet 2025", source: str = "frab:gophermeet-2025",
    complete: bool = True,
) -> Imported:  # fmt: skip
    """A source with these talks."""
    conference = ImportedConference(name) if name is not None else None
    return Imported(source, "frab", conference, talks, complete=complete)


def states(plan: Plan) -> list[State]:
    """The state of each talk of a plan."""
    return [planned.state for planned in plan.talks]


WORDS = st.text(st.sampled_from("abcXYZ ä:#-'\"[]&,*_`.!?<>/\\0{}|%@é–"), min_size=1, max_size=24).filter(
    lambda text: text == " ".join(text.split()) and any(char.isalnum() for char in text)
)
LINES = st.text(st.sampled_from("abc dE#-*`>\n\n[](:)1.~=<!"), max_size=80)
SPEAKERS = st.builds(
    Speaker,
    st.sampled_from(["Ada Byron", "Grace", "José Ruiz", "Kim van der Berg", "O'Neil & Sons"]),
    st.sampled_from([None, "Engineer", "CTO"]),
    st.sampled_from([None, "Example Ltd", "Acme, Inc."]),
)
WHEN = st.one_of(
    st.none(),
    st.dates(dt.date(2024, 1, 1), dt.date(2025, 12, 31)),
    st.datetimes().map(
        lambda when: when.replace(year=2024 + when.year % 2, day=when.day % 28 + 1, microsecond=0)
    ),
    st.datetimes(timezones=st.just(dt.UTC)).map(
        lambda when: when.replace(year=2024 + when.year % 2, day=when.day % 28 + 1, microsecond=0)
    ),
)
VIDEOS = st.one_of(
    st.none(),
    st.text("abcdefgh0123", min_size=11, max_size=11).map(lambda name: f"https://www.youtube.com/watch?v={name}"),
)  # fmt: skip


def imported_talks(number: int, titles: st.SearchStrategy[str] = WORDS) -> st.SearchStrategy[ImportedTalk]:
    """Any talk with the id `number`."""
    return st.builds(
        ImportedTalk,
        title=titles,
        id=st.just(str(number)),
        categories=st.lists(WORDS, max_size=2, unique_by=str.casefold).map(tuple),
        tags=st.lists(st.sampled_from(["go", "ebpf", "a b", "c/d"]), max_size=2, unique=True).map(tuple),
        speakers=st.lists(SPEAKERS, max_size=2, unique=True).map(tuple),
        when=WHEN,
        video=VIDEOS,
        url=st.sampled_from([None, "https://example.org/1", "no link at all"]),
        duration=st.one_of(st.none(), st.integers(1, 40_000)),
        others=st.sampled_from([(), (("room", "K1"),), (("room", "no"), ("tag", "x"), ("levels", ("a", "b: c")))]),
        abstract=LINES,
        outline=st.sampled_from(["", "- 0:00 Intro\n- 10:00 Demo"]),
        body=st.sampled_from(["", "Prose of a post.", "## Abstract\n\nIn the body.\n\n## More\n\nText."]),
    )  # fmt: skip


@st.composite
def schedules(draw: st.DrawFn, titles: st.SearchStrategy[str] = WORDS, most: int = 4) -> Imported:
    """A schedule of up to `most` talks, some of one title."""
    count = draw(st.integers(1, most))
    return schedule(*(draw(imported_talks(number, titles)) for number in range(count)))


def nameless_talks() -> st.SearchStrategy[ImportedTalk]:
    """Talks without ids, of few titles, speakers, days and videos: several of one title, or on one video."""
    videos = [None, "https://youtu.be/aaaaaaaaaaa", "https://youtu.be/bbbbbbbbbbb"]
    return st.builds(
        ImportedTalk,
        title=st.sampled_from(["Lunch", "lunch!", "Opening Remarks"]),
        speakers=st.sampled_from([(), (), (Speaker("Ada Byron"),), (Speaker("Grace"),)]),
        when=st.sampled_from([None, None, dt.date(2025, 2, 1), dt.datetime(2025, 2, 1, 9, tzinfo=dt.UTC)]),
        video=st.sampled_from(videos),
        duration=st.sampled_from([None, 60]),
        others=st.sampled_from([(), (("room", "K1"),), (("room", "K2"),)]),
        abstract=st.sampled_from(["", "About it.", "About that."]),
        body=st.sampled_from(["", "a", "b"]),
    )


def nameless_schedules(most: int = 5) -> st.SearchStrategy[Imported]:
    """A source that tells its talks by no id."""
    return st.lists(nameless_talks(), min_size=2, max_size=most).map(lambda talks: schedule(*talks))


def with_talks(imported: Imported, talks: Sequence[ImportedTalk]) -> Imported:
    """The same source with other talks."""
    return Imported(imported.source, imported.format, imported.conference, tuple(talks))
