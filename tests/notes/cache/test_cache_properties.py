"""Whatever happens to the files, by whomever: what comes from the cache is what reading all of them gives."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from talktui.notes.cache import Cache
from talktui.notes.cached_notes import CachedNotes
from talktui.notes.changes import NotSaved
from talktui.notes.edits import ChangeTags
from talktui.notes.known import differing, folders_of, is_below
from talktui.notes.look_again import Lookout
from talktui.notes.problem import Refused
from talktui.notes.search_text import SearchText
from talktui.notes.store import Store
from talktui.notes.talk import Etag, Note, TalkKey

NAMES = (
    "a.md",
    "f/a.md",
    "f/b.md",
    "f/g/c.md",
    "f/g/index.md",
    "f/_index.md",
    "h/d.md",
    "README.md",
    "link.md",
)
SETTINGS = ("conference.yaml", "f/conference.yaml", "h/conference.yml", ".talktui.yaml")
TEXTS = (
    "# A\n",
    "# B\n",
    "---\ntitle: One\ntags: [x]\n---\n",
    "---\ntitle: Two\ntags: [y]\n---\n",
    "---\ntitle: [\n---\nbroken\n",
    "## [T1](https://youtu.be/aaaaaaaaaaa)\n\n## [T2](https://youtu.be/bbbbbbbbbbb)\n",
    "\xff",
)
SAID = (
    "name: One 2024\n",
    "name: Two 2024\n",
    "name: Log\ntalk_level: 2\n",
    "categories: {b: Other}\n",
)
names, texts = st.sampled_from(NAMES), st.sampled_from(TEXTS)


class Session:
    """A talktui that stays open: what :mod:`talktui.tui.loading` and its neighbours do, without a screen."""

    def __init__(self, root: Path, folder: Path, clock: Clock) -> None:
        self.cache = Cache(folder, root, self._never, clock())
        self.store = Store(root, clock=clock)
        view = self.cache.view()
        self.known = {note.path: note for batch in view.load_rows() for _, note in batch}
        unsettled = view.unsettled()
        self.store.took([self.known[path] for path in unsettled])
        self.kept = {path: note for path, note in self.known.items() if path not in unsettled}
        self.under: Mapping[str, Etag | None] = view.settings
        for key, text in view.texts():
            talk = next(talk for talk in self.known[key.path].talks if talk.key == key)
            assert text == SearchText(talk)
        self.lookout = Lookout(self.store, view.settings)
        self.look()

    @staticmethod
    def _never(message: str) -> None:
        raise AssertionError(message)

    def look(self) -> None:
        for seen in self.lookout.everything(dict(self.known)):
            if seen.now is None:
                self.known.pop(seen.path)
            else:
                self.known[seen.path] = seen.now

    def keep(self) -> None:
        assert self.lookout.settings is not None
        now = dict(self.lookout.settings)
        anew = folders_of(differing(self.under, now))
        changed = [n for p, n in self.known.items() if self.kept.get(p) is not n or is_below(p, anew)]
        whole = self.cache.write(changed, self.kept.keys() - self.known.keys(), now)
        self.kept, self.under = (dict(self.known), now) if whole else ({}, {})

    def close(self) -> None:
        self.cache.close()


class Clock:
    """Seconds since 1970, that can be put forward and back."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


class Changes(RuleBasedStateMachine):
    """Notes and settings come, change and go; talktuis look, keep, and start again."""

    def __init__(self) -> None:
        super().__init__()
        self.top = Path(tempfile.mkdtemp())
        self.root = self.top / "notes"
        (self.root / "f" / "g").mkdir(parents=True)
        (self.root / "h").mkdir()
        self.clock = Clock()
        self.session = self.started()
        self.other = self.started()  # a second one, which is open all the time

    def started(self) -> Session:
        return Session(self.root, self.top / "cache", self.clock)

    def teardown(self) -> None:
        self.session.close()
        self.other.close()
        shutil.rmtree(self.top)

    def fresh(self) -> dict[str, Note]:
        return {note.path: note for note in Store(self.root).load()}

    # -- what other programs do

    @rule(name=st.sampled_from(NAMES + SETTINGS), text=texts, said=st.sampled_from(SAID))
    def write(self, name: str, text: str, said: str) -> None:
        full = self.root / name
        full.parent.mkdir(exist_ok=True)
        with contextlib.suppress(OSError):  # a link that leads nowhere
            full.write_bytes((said if name in SETTINGS else text).encode("latin-1"))

    @rule(name=st.sampled_from(NAMES + SETTINGS), number=st.integers(0, 9))
    def write_in_place_with_the_same_size_and_time(self, name: str, number: int) -> None:
        with contextlib.suppress(OSError), (self.root / name).open("r+b") as file:
            before = os.fstat(file.fileno())
            file.seek(-2, os.SEEK_END)
            file.write(b"%d" % number)
            file.flush()
            os.utime(file.fileno(), ns=(before.st_atime_ns, before.st_mtime_ns))

    @rule(name=names, text=texts)
    def save_by_exchange(self, name: str, text: str) -> None:
        (self.root / "new").write_bytes(text.encode("latin-1"))
        (self.root / "new").replace(self.root / name)

    @rule(name=st.sampled_from(NAMES + SETTINGS), to=st.sampled_from(NAMES + SETTINGS))
    def copy_with_its_times(self, name: str, to: str) -> None:
        with contextlib.suppress(OSError, shutil.SameFileError):
            shutil.copy2(self.root / name, self.root / to)

    @rule(name=st.sampled_from(NAMES + SETTINGS), to=st.sampled_from(NAMES + SETTINGS))
    def move(self, name: str, to: str) -> None:
        with contextlib.suppress(OSError):
            (self.root / name).replace(self.root / to)

    @rule(name=st.sampled_from(NAMES + SETTINGS))
    def delete(self, name: str) -> None:
        (self.root / name).unlink(missing_ok=True)

    @rule(name=names, seconds=st.sampled_from((-3600, 0, 3600)))
    def touch(self, name: str, seconds: int) -> None:
        with contextlib.suppress(OSError):
            os.utime(self.root / name, (time.time() + seconds, time.time() + seconds))

    @rule(name=names, mode=st.sampled_from((0o444, 0o644)))
    def protect(self, name: str, mode: int) -> None:
        with contextlib.suppress(OSError):
            os.chmod(self.root / name, mode)

    @rule(to=names)
    def link(self, to: str) -> None:
        (self.root / "link.md").unlink(missing_ok=True)
        os.symlink(to, self.root / "link.md")

    @rule(hours=st.sampled_from((-2.0, 0.0, 2.0)))
    def set_the_clock(self, hours: float) -> None:
        self.clock.ahead = hours * 3600
        # The system's own clock is not set: so that the file system's goes on, its tick must have ended.
        mark = self.top / "mark"
        mark.touch()
        before = mark.stat().st_ctime_ns
        while mark.stat().st_ctime_ns == before:
            mark.touch()

    # -- what talktui does

    @rule(name=names, tag=st.sampled_from(("p", "q")))
    def edit(self, name: str, tag: str) -> None:
        note = self.session.known.get(name)
        with contextlib.suppress(NotSaved, Refused):
            edit = ChangeTags(TalkKey(name), (tag,), ())
            saved = self.session.store.apply(edit, None if note is None else note.data)
            if saved.note is not None:
                self.session.known[name] = saved.note

    @rule()
    def keep(self) -> None:
        self.session.keep()

    @rule()
    def start_again(self) -> None:
        self.session.close()
        self.session = self.started()

    @rule()
    def keep_and_start_again(self) -> None:
        self.session.look()
        self.session.keep()
        self.start_again()

    @rule()
    def the_other_looks_and_keeps(self) -> None:
        self.other.look()
        self.other.keep()

    @rule()
    def the_other_keeps_what_it_saw_last(self) -> None:
        self.other.keep()

    @rule()
    def a_command_looks(self) -> None:
        cache = Cache(self.top / "cache", self.root, opened=self.clock())
        notes = CachedNotes(str(self.root), (), cache, lambda: Store(self.root))
        assert {note.path: note for note in notes.all()} == self.fresh()
        notes.keep()
        cache.close()

    @rule()
    def the_cache_is_removed(self) -> None:
        shutil.rmtree(self.top / "cache", ignore_errors=True)

    @invariant()
    def a_look_shows_what_is_there(self) -> None:
        self.session.look()
        assert self.session.known == self.fresh()


Changes.TestCase.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)
test_the_library_is_what_reading_everything_gives = Changes.TestCase
