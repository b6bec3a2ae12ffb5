"""A step taken back or made again, file by file, only where nothing else changed the file since.

The files themselves say how far a step came that was cut off: what holds the text before it was not
done, what holds the text after it was. Anything else is another program's, and stays.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from talktui.notes.changes import Change, NotSaved, Step
from talktui.notes.files import NoteFiles
from talktui.notes.group_save import ATTEMPTS, Progress
from talktui.notes.groups import CANCELLED, Failure, Restored
from talktui.notes.in_place import is_torn
from talktui.notes.talk import Note
from talktui.notes.write_file import ChangedMeanwhileError

SINCE = "something else has changed it since; its text was kept, so edit it by hand"

_Files = dict[str, bytes | None]  # what stands at each path


@dataclass(frozen=True, slots=True)
class _Chain:
    """Changes that build on each other (a file edited and then renamed), in the order to make them."""

    wants: tuple[Change, ...]

    def states(self) -> list[_Files]:
        """What the files hold before the first change, after it, after the second …"""
        first: _Files = {}
        for want in self.wants:
            first.setdefault(want.path, want.before)
            if want.moved_to is not None:
                first.setdefault(want.moved_to, None)
        states = [first]
        for want in self.wants:
            now = dict(states[-1])
            if want.moved_to is None:
                now[want.path] = want.after
            else:
                now[want.path], now[want.moved_to] = None, want.after
            states.append(now)
        return states

    def done(self, disk: _Files) -> int | None:
        """How many of the changes are made, by what is on the disk; None: something else is there."""
        states = self.states()
        return next((number for number in reversed(range(len(states))) if states[number] == disk), None)

    def mended(self, disk: _Files) -> Change | None:
        """The change that makes a file whole that was written in place, and that was cut off half way."""
        want = self.wants[0]
        now, before, after = disk.get(want.path), want.before, want.after
        if len(self.wants) > 1 or want.moved_to is not None or now is None or before is None or after is None:
            return None
        return Change(want.path, now, after) if is_torn(now, before, after) else None

    def why_not(self, disk: _Files) -> NotSaved:
        """What is in the way, in words."""
        for path, expected in self.states()[0].items():
            if disk[path] == expected:
                continue
            if disk[path] is None:
                return NotSaved(path, "it is not there any more")
            if expected is None:
                return NotSaved(path, "there is a file of that name already; rename one of them")
            return NotSaved(path, SINCE)
        return NotSaved(self.wants[0].path, SINCE)


def chains(step: Step, *, back: bool) -> list[tuple[_Chain, tuple[Change, ...]]]:
    """What is to be done to take `step` back (or make it again), with the step's own changes it is of."""
    groups: dict[int, list[int]] = {}  # numbers of changes, by the first of them
    group_of: dict[str, int] = {}  # a path's
    for number, change in enumerate(step.changes):
        known = sorted({group_of[path] for path in change.paths if path in group_of})
        first = known[0] if known else number
        groups.setdefault(first, []).append(number)
        for other in known[1:]:  # a rename joins two
            groups[first] += groups.pop(other)
            group_of.update({path: first for path, group in group_of.items() if group == other})
        group_of.update(dict.fromkeys(change.paths, first))
    made: list[tuple[_Chain, tuple[Change, ...]]] = []
    for numbers in groups.values():
        changes = tuple(step.changes[number] for number in sorted(numbers))
        wants = tuple(change.inverse for change in reversed(changes)) if back else changes
        made.append((_Chain(wants), changes))
    return made[::-1] if back else made


class Restoring:
    """Takes steps back and makes them again, on these files."""

    def __init__(
        self,
        files: NoteFiles,
        read_again: Callable[[str], Note | None],
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> None:
        self._files = files
        self._read_again = read_again
        self._progress = progress
        self._cancelled = cancelled or (lambda: False)

    def run(self, step: Step, *, back: bool, cut_off: bool = False) -> Restored:
        """Every file that still is as the step left it (or as it was before); the others are told.

        `cut_off`: the step was, so a file that was written in place may be half of each text.
        """
        restored = Restored()
        todo = chains(step, back=back)
        alone = len(step.changes) == 1
        stopped: str | None = None
        for number, (chain, changes) in enumerate(todo):
            if stopped is None and not alone and self._cancelled():
                stopped = CANCELLED
            if stopped is not None:
                restored.refused += changes
                restored.failures.append(Failure(changes[0].path, stopped))
                continue
            try:
                made, warnings = self._restore(chain, back=back, sync=alone, cut_off=cut_off)
            except NotSaved as error:
                if error.stops and not alone:
                    stopped = error.reason
                restored.refused += changes
                restored.failures.append(Failure(error.path, error.reason, None, error))
            else:
                restored.done += changes
                restored.made += made
                restored.warnings += warnings
            for path in {path for change in changes for path in change.paths}:
                restored.notes[path] = self._read_again(path)
            if self._progress is not None:
                self._progress(number + 1, len(todo))
        if not alone:
            restored.warnings += [("", said) for said in sorted(set(self._files.sync_folders().values()))]
        if back:  # a folder that was made for them goes with them
            gone = (change.moved_to or change.path for change in restored.done if _came(change))
            self._files.remove_empty_folders(gone)
        return restored

    def foresee(self, step: Step, *, back: bool) -> tuple[list[Change], list[Failure]]:
        """What :meth:`run` would do now, in its order, and what it would refuse."""
        changes: list[Change] = []
        failures: list[Failure] = []
        for chain, _ in chains(step, back=back):
            try:
                disk = self._disk(chain)
                changes += self._left(chain, disk, cut_off=step.state.is_open)
            except NotSaved as error:
                failures.append(Failure(error.path, error.reason, None, error))
        return changes, failures

    @staticmethod
    def _left(chain: _Chain, disk: _Files, *, cut_off: bool) -> tuple[Change, ...]:
        """What is still to be done of a chain; raises :class:`NotSaved` when something is in the way."""
        done = chain.done(disk)
        if done is not None:
            return chain.wants[done:]
        mended = chain.mended(disk) if cut_off else None
        if mended is None:
            raise chain.why_not(disk)
        return (mended,)

    def _restore(
        self, chain: _Chain, *, back: bool, sync: bool, cut_off: bool
    ) -> tuple[list[Change], list[tuple[str, str]]]:
        """Make what is missing of a chain: that, and warnings with their files. Raises :class:`NotSaved`."""
        made: list[Change] = []
        warnings: list[tuple[str, str]] = []
        for _ in range(ATTEMPTS):
            left = self._left(chain, self._disk(chain), cut_off=cut_off)
            try:
                for want in left:
                    warning = self._make(want, back=back, sync=sync)
                    made.append(want)
                    warnings += [(want.moved_to or want.path, warning)] if warning else []
            except ChangedMeanwhileError:
                continue
            return made, warnings
        raise NotSaved(
            chain.wants[0].path, "another program keeps writing this file; wait for it and try again"
        )

    def _disk(self, chain: _Chain) -> _Files:
        return {path: self._files.data(path) for path in chain.states()[0]}

    def _make(self, want: Change, *, back: bool, sync: bool) -> str | None:
        if want.before is None:
            return self._files.create(want.path, want.after or b"", mode=want.mode, sync=sync)
        if want.moved_to is not None:
            current = self._files.for_moving(want.path)
        else:
            current = self._files.for_writing(want.path)
        if current.data != want.before:
            raise ChangedMeanwhileError
        if want.moved_to is not None:
            return self._files.move(want.path, want.moved_to, current, sync=sync)
        if want.after is not None:
            return self._files.replace(want.path, current, want.after, sync=sync)
        # A file that was only made by the step needs no place in the trash: the journal holds it.
        take_away = self._files.remove if back else self._files.trash
        return take_away(want.path, current, sync=sync)


def _came(change: Change) -> bool:
    """Whether `change` put a file where none was."""
    return change.before is None or change.moved_to is not None


def standing(files: NoteFiles, step: Step) -> tuple[int, int, int]:
    """How many changes of a step that was cut off are made, how many not, and how many can't be told."""
    made = missing = other = 0
    for chain, changes in chains(step, back=False):
        try:
            done = chain.done({path: files.data(path) for path in chain.states()[0]})
        except NotSaved:
            done = None
        if done is None:
            other += len(changes)
        else:
            made += done
            missing += len(changes) - done
    return made, missing, other
