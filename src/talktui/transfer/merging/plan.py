"""An import worked out: which talks are new, which have their notes and follow, and which are left."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from talktui.notes.changes import Change
from talktui.notes.edit import WorkedOut
from talktui.notes.groups import EditFile, NewFile, Task
from talktui.notes.library import Library
from talktui.notes.problem import Refused
from talktui.notes.store import Store
from talktui.notes.talk import Talk, TalkKey
from talktui.transfer.imported import Imported, ImportedConference, ImportedTalk, Told
from talktui.transfer.merging import conference_file
from talktui.transfer.merging.combining import Incoming, Part, combined, words
from talktui.transfer.merging.detached import Detached, detached_entries
from talktui.transfer.merging.follow import Decision, Difference, decide, has_other_source
from talktui.transfer.merging.follow_edit import FollowSource
from talktui.transfer.merging.leaving_out import LeavingOut
from talktui.transfer.merging.logs import LEVEL, levels_of
from talktui.transfer.merging.new_files import Brought, brought, log_bytes, note_text
from talktui.transfer.merging.outcome import Outcome, unheeded
from talktui.transfer.merging.places import Place, Places, folders_above
from talktui.transfer.merging.planned import Log, Options, Plan, Planned, PlannedConference, State
from talktui.transfer.merging.recognise import Compare, Known, Notes
from talktui.transfer.merging.said import Said
from talktui.transfer.own_calendar import OwnEvents

__all__ = ["Difference", "Options", "Plan", "Planned", "PlannedConference", "State", "make_plan"]

Progress = Callable[[int, int], None]
"""Called with how many talks are worked out, and of how many."""


def make_plan(
    store: Store,
    library: Library,
    imported: Sequence[Imported],
    options: Options | None = None,
    progress: Progress | None = None,
) -> Plan:
    """What importing `imported` into the notes of `store`, which are those of `library`, would do.

    Reads no note and writes nothing; looks at folders' names and `conference.yaml` files. Raises
    :class:`Refused` for a folder in `options` that notes are not looked for in.
    """
    return _Planning(store, library, imported, options or Options(), progress).plan()


class _Planning:
    """One plan being made."""

    def __init__(
        self,
        store: Store,
        library: Library,
        imported: Sequence[Imported],
        options: Options,
        progress: Progress | None,
    ) -> None:
        self._store = store
        self._library = library
        self._options = options
        self._progress = progress
        self._own = OwnEvents(library)
        self._sources = [self._own.without(_as_wanted(one, options)) for one in imported]
        self._incoming = combined(self._sources)
        self._category = store.folders.category
        self._levels: dict[str, dict[str, int]] = {}  # of logs' headings
        compare = Compare(self._said, lambda one, talk: self._decision(talk, one).is_change)
        self._notes = Notes(library, compare, detached_entries(library, store.folders))
        others = [event for event, _ in self._own.found]
        self._found = self._notes.recognise(self._incoming, self._complete(), others)
        self._called = {} if options.conference else self._own_names()
        self._beside: dict[str, list[str]] = defaultdict(list)  # a conference's notes that are there
        self._in_logs: dict[str, Counter[str]] = defaultdict(Counter)  # and those of them that are logs
        for number, known in self._found.items():
            name = words(self._conference_of(self._incoming[number]))
            path = known.talk.key.path
            if known.talk.key.anchor is not None:
                self._in_logs[name][path] += 1
            elif words(known.talk.conference) == name or (
                "/" in path and known.is_of(self._incoming[number])
            ):
                self._beside[name].append(
                    path
                )  # what lies at the top, or elsewhere by its video, tells nothing
        conferences = {self._conference_of(one) for one in self._incoming} - {""}
        self._places = Places(store, library, options.into, conferences)
        self._leaving_out = LeavingOut(store)
        self._planned: list[Planned] = []
        self._by_folder: set[int] = set()  # new talks whose folder tells their conference
        self._plan = Plan((), (), (), store, library)

    def plan(self) -> Plan:
        for number, (event, talk) in enumerate(self._own.found):
            self._planned.append(Planned(number, State.SAME, event.title, talk.conference, talk.key, event))
        for number, incoming in enumerate(self._incoming):
            known, entry = self._found.get(number), self._notes.lost.get(number)
            if known is not None:
                self._planned.append(self._again(incoming, known))
            elif entry is not None:
                self._planned.append(self._lost(incoming, entry))
            elif not self._leaving_out.leaves(incoming, self._place_of(incoming).file):
                self._planned.append(self._new(incoming))
            if self._progress is not None:
                self._progress(number + 1, len(self._incoming))
        self._check_logs()
        self._planned += self._left()
        plan = self._plan
        conferences = list(self._conferences())
        outcome = Outcome(self._store.folders, self._library, conferences, self._by_folder)
        plan.conferences = tuple(outcome.conference(one) for one, _ in conferences)
        plan.talks = tuple(map(outcome.talk, self._planned))
        plan.told = tuple(told for one in self._sources for told in one.told)
        plan.told += tuple(_one_note(one) for one in self._incoming if one.in_two_conferences)
        plan.told += tuple(self._leaving_out.told())
        if self._sources:
            plan.told += tuple(unheeded(plan.talks, self._options, self._sources[0].source))
        return plan

    # -- talks that have a note

    def _again(self, incoming: Incoming, known: Known) -> Planned:
        talk, number = known.talk, len(self._planned)
        note = self._library.notes[talk.key.path]
        planned = Planned(number, State.SAME, incoming.talk.title, talk.conference, talk.key, incoming.talk)
        decision = self._decision(talk, incoming)
        planned = replace(planned, kept=decision.kept)
        if not decision.is_change:
            return planned
        planned = replace(planned, state=State.CHANGED, follows=decision.following)
        reason = talk.read_only or self._why_not(known, decision)
        if reason:
            return replace(planned, state=State.REFUSED, reason=reason, follows=())
        if talk.key.anchor is not None:
            self._log(talk.key.path, talk.conference).follows[number] = (talk.key, incoming)
            return planned
        edit = FollowSource(talk.key, incoming, self._store.folders)
        try:
            worked_out = WorkedOut(edit, note.data, edit.apply(note.data))
        except Refused as error:
            return replace(planned, state=State.REFUSED, reason=str(error), follows=())
        self._plan.files[number] = EditFile(worked_out, note.data)
        return planned

    def _lost(self, incoming: Incoming, entry: Detached) -> Planned:
        """A talk of a log whose heading is gone, though not its entry."""
        planned = Planned(len(self._planned), State.REFUSED, incoming.talk.title, "", None, incoming.talk)
        return replace(planned, conference=self._conference_of(incoming), reason=entry.reason)

    def _decision(self, talk: Talk, incoming: Incoming) -> Decision:
        level = 0 if talk.key.anchor is None else self._level(talk.key)
        return decide(talk, level, incoming, self._category)

    def _said(self, incoming: Incoming, source: str) -> Said:
        """What a note says that is made of `incoming`, what `source` says counting first."""
        parts, talk = incoming.as_from(source)
        return brought(parts, talk, "", self._category).said

    def _level(self, key: TalkKey) -> int:
        """The level of a log's talk's heading."""
        if key.path not in self._levels:
            self._levels[key.path] = levels_of(self._library.notes[key.path].data)
        return self._levels[key.path].get(key.anchor or "", LEVEL)

    def _why_not(self, known: Known, decision: Decision) -> str:
        if decision.was is None and has_other_source(known.talk):
            return (
                "its front matter has a `source` of your own, where an import remembers what it imported; "
                "rename that key, then import again"
            )
        return ""

    def _left(self) -> Iterator[Planned]:
        """Notes of these sources that they have no talk for any more."""
        number = len(self._planned)
        for source in self._complete():
            for known in sorted(self._notes.of_source.get(source, ()), key=lambda known: known.talk.key.path):
                if not known.taken:
                    talk = known.talk
                    yield Planned(number, State.LEFT, talk.title, talk.conference, talk.key, None)
                    number += 1

    def _complete(self) -> list[str]:
        """The sources that list every talk of theirs."""
        complete: dict[str, bool] = {}
        for one in self._sources:
            complete[one.source] = complete.get(one.source, True) and one.complete
        return [source for source, whole in complete.items() if whole]

    def _own_names(self) -> dict[tuple[str, str], str]:
        """What the person calls a source's conference: its folder's name, where all its talks lie in one.

        By source and by what that calls it. A talk that says its conference itself follows the source.
        """
        found: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        for number, known in self._found.items():
            incoming, talk = self._incoming[number], known.talk
            told = self._library.notes[talk.key.path].conference
            name = words(told.name) if told is not None else ""
            if incoming.conference and known.is_of(incoming) and name == words(talk.conference):
                key = incoming.parts[0].source, words(incoming.conference)
                found[key][name] = talk.conference
        return {
            key: name
            for key, names in found.items()
            if len(names) == 1 and (name := next(iter(names.values()))) and words(name) != key[1]
        }

    def _conference_of(self, incoming: Incoming) -> str:
        """The name of its conference here."""
        key = incoming.parts[0].source, words(incoming.conference)
        return self._called.get(key, incoming.conference)

    # -- talks that have none yet

    def _place_of(self, incoming: Incoming) -> Place:
        name = self._conference_of(incoming)
        return self._places.of(name, self._beside[words(name)])

    def _new(self, incoming: Incoming) -> Planned:
        number, name = len(self._planned), self._conference_of(incoming)
        place = self._place_of(incoming)
        what = brought(incoming.parts, incoming.talk, "" if place.tells else name, self._category)
        planned = Planned(number, State.NEW, incoming.talk.title, name, None, incoming.talk)
        if place.tells:
            self._by_folder.add(number)
        log = self._log_for(name, place)
        if log is not None:
            note = self._library.notes.get(log.path)
            planned = replace(planned, key=TalkKey(log.path), conference=name or log.title)
            if note is not None and note.read_only:
                return replace(planned, state=State.REFUSED, reason=note.read_only)
            log.new[number] = what
            return planned
        told = self._store.folders.for_note(f"{place.folder}/talk.md" if place.folder else "talk.md")
        try:
            data = note_text(what, one_talk=bool(told.talk_level))
        except Refused as error:
            return replace(planned, state=State.REFUSED, reason=str(error))
        path = self._places.name(place.folder, incoming.talk.title)
        self._plan.files[number] = NewFile(path, data)
        return replace(planned, key=TalkKey(path))

    def _log_for(self, conference: str, place: Place) -> Log | None:
        """The log that a new talk of `conference` goes into; None when it gets a file."""
        logs = self._in_logs[words(conference)]
        shape = self._options.shape
        if shape == "files" or (shape is None and (not logs or self._beside[words(conference)])):
            return None
        if logs:
            path = max(sorted(logs), key=lambda one: logs[one])
            return self._log(path, conference)
        for log in self._plan.logs.values():
            if words(log.title) == words(conference or "Talks") and log.path not in self._library.notes:
                return log
        title = conference or "Talks"
        path = self._places.name(place.folder, title)
        log = self._plan.logs[path] = Log(path, title, place)
        return log

    def _log(self, path: str, conference: str) -> Log:
        if path not in self._plan.logs:
            self._plan.logs[path] = Log(path, conference, Place("", tells=True))
        return self._plan.logs[path]

    def _check_logs(self) -> None:
        """Try every log; talks that it cannot take are refused."""
        for log in self._plan.logs.values():
            numbers = {*log.new, *log.follows}
            reason = self._try(log, numbers)
            if reason is None:
                continue
            brings = {**log.new, **{number: self._brought(one) for number, (_, one) in log.follows.items()}}
            refused = {number: why for number, what in brings.items() if (why := _why_not_in_a_log(what))}
            for some in (log.follows, log.new):
                refused |= self._refused(log, [number for number in some if number not in refused])
            rest = self._try(log, numbers - refused.keys()) if numbers - refused.keys() else None
            if rest is not None:
                refused = dict.fromkeys(numbers, rest)
            for number, why in refused.items():
                log.new.pop(number, None)
                log.follows.pop(number, None)
                self._planned[number] = replace(
                    self._planned[number], state=State.REFUSED, reason=why, follows=()
                )

    def _brought(self, incoming: Incoming) -> Brought:
        return brought(incoming.parts, incoming.talk, "", self._category)

    def _refused(self, log: Log, numbers: list[int]) -> dict[int, str]:
        """Those of `numbers` that cannot follow, found by halves: they are few."""
        reason = self._try(log, {*numbers}) if numbers else None
        if reason is None:
            return {}
        if len(numbers) == 1:
            return {numbers[0]: reason}
        half = len(numbers) // 2
        return self._refused(log, numbers[:half]) | self._refused(log, numbers[half:])

    def _try(self, log: Log, numbers: set[int]) -> str | None:
        try:
            for task in self._plan.log_task(log, numbers):
                change = self._plan.change(task)
                if change.before is not None and change.after is not None:
                    log.worked_out = frozenset(numbers), change.after
        except Refused as error:
            return str(error)
        return None

    # -- conferences

    def _conferences(self) -> Iterator[tuple[PlannedConference, Change | None]]:
        found: dict[str, list[ImportedConference]] = defaultdict(list)
        for one in self._sources:
            if one.conference is not None:
                said = one.conference.name
                name = self._called.get((one.source, words(said)), said)
                found[words(name)].append(replace(one.conference, name=name))
        paths = {one.key.path for one in self._planned if one.key and one.state is not State.REFUSED}
        folders = {folder for path in paths for folder in ("", *folders_above(path))}
        for key, conferences in found.items():
            conference = conference_file.together(conferences)
            place = self._places.of(conference.name, self._beside[key])
            if place.file is not None and place.file.rpartition("/")[0] in folders:
                planned = self._conference(key, conference, place.file)
                task = self._plan.conference_tasks.get(key)
                yield planned, None if task is None else self._plan.change(task)

    def _conference(self, key: str, conference: ImportedConference, path: str) -> PlannedConference:
        try:
            data = self._store.read_text_file(path)
        except FileNotFoundError:
            data = None
        except OSError as error:
            return PlannedConference(conference.name, path, State.REFUSED, reason=str(error))
        planned = PlannedConference(conference.name, path, State.NEW)
        try:
            if data is None:
                task: Task = NewFile(path, conference_file.conference_bytes(conference))
            else:
                kept = tuple(Difference(*one) for one in conference_file.differences(path, data, conference))
                edit = conference_file.AddToConference(path, conference)
                after = edit.apply(data)
                planned = replace(planned, state=State.SAME if after == data else State.CHANGED, kept=kept)
                task = EditFile(WorkedOut(edit, data, after), data)
        except Refused as error:
            return replace(planned, state=State.REFUSED, reason=str(error))
        if planned.state is not State.SAME:
            self._plan.conference_tasks[key] = task
        return planned


def _as_wanted(imported: Imported, options: Options) -> Imported:
    """`imported` with the conference's name and the links that the person wants."""
    if options.related:
        imported = imported.with_offers()
    name = " ".join((options.conference or "").split())
    if not name:
        return imported
    conference = imported.conference
    named = ImportedConference(name) if conference is None else replace(conference, name=name)
    return replace(imported, conference=named)


def _one_note(incoming: Incoming) -> Told:
    """That a talk which two conferences list becomes one note."""
    first, *others = incoming.parts
    also = " and ".join(dict.fromkeys(part.conference for part in others))
    return Told(
        first.source,
        f"“{incoming.talk.title}” of {first.conference} is in {also}, too, by its video: it gets one note",
    )


def _why_not_in_a_log(what: Brought) -> str | None:
    """Why a talk cannot stand in a log, by itself or above another one."""
    try:
        log_bytes("Talks", "", [what], LEVEL)
    except Refused as error:
        return str(error)
    below = brought(
        [Part("", other := ImportedTalk("Another talk", categories=what.talk.categories))], other, "", str
    )
    try:
        log_bytes("Talks", "", [what, below], LEVEL)
    except Refused:
        return "something in its text is never closed, and would swallow what stands below it in a log"
    return None
