"""Processes that read notes, told what to read and listened to; whatever one fails to do is done here."""

from __future__ import annotations

import os
import selectors
import subprocess
import sys
import zlib
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress
from time import monotonic
from typing import IO, cast

import yaml

import talktui
from talktui.notes.packed import Packed
from talktui.notes.read_frames import Frames, NonsenseError, framed
from talktui.notes.read_workers import BATCH, PATIENCE, Problem, Read, read_one
from talktui.notes.records import RecordError, from_record
from talktui.notes.search_text import SearchText
from talktui.notes.store import Store
from talktui.notes.talk import Etag

CHUNK = 96
"""Paths of one task: some milliseconds of work, so that all processes end together."""

_Item = tuple[
    int, tuple[int, int, int, int, int] | None, bytes, bytes, bool, list[tuple[bytes, int, int, bool]]
]

AHEAD = 3
"""Tasks a process is given before it has done the first: it never waits for the next."""

TICK = 0.1
"""Seconds after which whoever waits for notes is asked whether it still does."""

LATE = 0.7
"""Seconds for which the first answer is waited for: meanwhile the screen has this process for itself."""

LAST_PATIENCE = 2.0
"""Seconds that a process may be silent when all else is done: what is left can be read here meanwhile."""

_PIPE = 1 << 20  # bytes, where the system allows it: answers wait there while this process draws
_BOOT = (
    "import sys; sys.path.extend(sys.argv[1:]); from talktui.notes.read_worker_process import main; main()"
)


class _Task:
    """Paths that one process is to read; the first `done` of them it has."""

    def __init__(self, number: int, paths: Sequence[str]) -> None:
        self.number = number
        self.paths = paths
        self.done = 0


class _Worker:
    """One process, its pipes, and what it has not answered yet."""

    def __init__(self, process: subprocess.Popen[bytes], lifeline: int) -> None:
        self.process = process
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        self.questions, self.answers, self.errors = process.stdin, process.stdout, process.stderr
        self.lifeline = lifeline  # closed when this process ends, however it does
        self.tasks: deque[_Task] = deque()
        self.frames = Frames()
        self.to_send = bytearray()
        self.said = b""  # the end of what it wrote to its standard error
        self.silent = 0.0  # seconds for which it was listened to in vain
        self.has_answered = False

    @property
    def pipes(self) -> tuple[IO[bytes], ...]:
        """All of them."""
        return self.questions, self.answers, self.errors

    def end(self) -> None:
        """End it now. It only reads, so nothing is left half done."""
        self.process.kill()
        for pipe in self.pipes:
            pipe.close()
        os.close(self.lifeline)
        with suppress(subprocess.TimeoutExpired):  # the disk holds it; it ends when that lets go
            self.process.wait(2)


class Pool:
    """Reads `paths` with so many `workers`; `problem` is told what goes wrong.

    `command` starts a worker, and `patience` is how many seconds it may be silent. When none has answered
    after `late` seconds, notes are read here as well until one does.
    """

    def __init__(
        self, store: Store, paths: Sequence[str], workers: int, problem: Problem,
        *, command: Sequence[str] | None = None, patience: float = PATIENCE, late: float = LATE,
    ) -> None:  # fmt: skip
        self._store = store
        self._folders = store.folders
        self._root = os.path.realpath(store.root)
        self._waiting = deque(
            _Task(number, paths[at : at + CHUNK]) for number, at in enumerate(range(0, len(paths), CHUNK))
        )
        self._here: deque[str] = deque()  # paths that a process has failed to read
        self._count = workers
        self._workers: list[_Worker] = []
        self._problem = problem
        self._command = command or worker_command()
        self._patience = patience
        self._late = late
        self._selector = selectors.DefaultSelector()

    def run(self) -> Generator[list[Read], None, None]:
        """What is read, in batches, some of them empty; see :func:`talktui.notes.read_workers.read`."""
        try:
            for _ in range(self._count):
                self._start()
            while self._waiting or self._here or any(worker.tasks for worker in self._workers):
                yield from self._step()
        finally:
            self._selector.close()
            for worker in self._workers:
                worker.process.kill()  # all of them before one is waited for
            for worker in self._workers:
                worker.end()

    def _step(self) -> Iterator[list[Read]]:
        for worker in self._workers:
            self._give(worker)
        if self._waiting and not self._here and self._is_late():
            self._here.extend(self._waiting.popleft().paths)
        busy = bool(self._here)
        if busy:
            yield [read_one(self._store, self._here.popleft()) for _ in range(min(BATCH, len(self._here)))]
        began = monotonic()
        events = self._selector.select(0 if busy else TICK) if self._selector.get_map() else []
        waited = min(monotonic() - began, 2 * TICK)  # less than the clock says, when this process stood still
        if not events and not busy:
            yield []
        for worker in self._workers:
            worker.silent += waited
        for key, _ in events:
            if key.data in self._workers:  # else it was given up a moment ago
                yield from self._answer(key.data, key.fileobj)
        patience = self._patience if self._waiting or self._here else min(self._patience, LAST_PATIENCE)
        for worker in list(self._workers):
            if worker.tasks and worker.silent > patience:
                self._give_up(worker, f"it has answered nothing for {patience:g} seconds")

    def _is_late(self) -> bool:
        """Whether no process reads, or none has begun to after a while."""
        return all(not worker.has_answered and worker.silent >= self._late for worker in self._workers)

    def _answer(self, worker: _Worker, pipe: object) -> Iterator[list[Read]]:
        """Do what one of the pipes to `worker` is ready for."""
        try:
            if pipe is worker.questions:
                self._send(worker)
            elif pipe is worker.errors:
                self._listen(worker)
            else:
                yield from self._take(worker)
        except BlockingIOError:
            return  # it was not ready after all
        except (OSError, ValueError, TypeError, zlib.error, RecordError) as error:
            self._give_up(worker, str(error) or type(error).__name__)

    @property
    def processes(self) -> tuple[int, ...]:
        """The ids of the processes that read."""
        return tuple(worker.process.pid for worker in self._workers)

    # -- one worker

    def _start(self) -> None:
        ends: tuple[int, ...] = ()
        try:
            theirs, ours = ends = os.pipe()  # nothing is written to it: it is closed when this process ends
            process = subprocess.Popen(
                [*self._command],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                bufsize=0, cwd="/", start_new_session=True, close_fds=True, pass_fds=(theirs,),
            )  # fmt: skip
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            for end in ends:
                os.close(end)
            self._problem(f"no process to read notes can be started ({error}); they are read here")
            return
        os.close(theirs)
        worker = _Worker(process, ours)
        self._workers.append(worker)
        for pipe in worker.pipes:
            os.set_blocking(pipe.fileno(), False)
            _widen(pipe.fileno())
        self._selector.register(worker.answers, selectors.EVENT_READ, worker)
        self._selector.register(worker.errors, selectors.EVENT_READ, worker)
        self._queue(worker, (self._root, sys.getfilesystemencoding(), theirs))

    def _give(self, worker: _Worker) -> None:
        """Give it something to do, as long as there is something."""
        while self._waiting and len(worker.tasks) < AHEAD:
            task = self._waiting.popleft()
            if not worker.tasks:
                worker.silent = 0.0
            worker.tasks.append(task)
            self._queue(worker, (task.number, list(task.paths)))

    def _queue(self, worker: _Worker, value: tuple[object, ...]) -> None:
        if not worker.to_send:
            self._selector.register(worker.questions, selectors.EVENT_WRITE, worker)
        worker.to_send += framed(value)

    def _send(self, worker: _Worker) -> None:
        with suppress(BlockingIOError):
            del worker.to_send[: os.write(worker.questions.fileno(), worker.to_send)]
        if not worker.to_send:
            self._selector.unregister(worker.questions)

    def _listen(self, worker: _Worker) -> None:
        said = os.read(worker.errors.fileno(), 1 << 14)
        worker.said = (worker.said + said)[-2000:]
        if not said:
            self._selector.unregister(worker.errors)

    def _take(self, worker: _Worker) -> Iterator[list[Read]]:
        """What it has answered."""
        piece = os.read(worker.answers.fileno(), _PIPE)
        if not piece:
            raise NonsenseError("it has ended")
        worker.silent = 0.0
        for answer in worker.frames.feed(piece):
            batch: list[Read] = []
            wrong: Exception | None = None
            try:
                self._hydrate(worker, answer, batch)
            except (ValueError, TypeError, RecordError) as error:
                wrong = error
            if batch:  # also of an answer whose rest is nonsense: these notes are done
                yield batch
            if wrong is not None:
                raise wrong

    def _hydrate(self, worker: _Worker, answer: object, batch: list[Read]) -> None:
        """Add the notes of an answer to `batch`."""
        task = worker.tasks[0] if worker.tasks else None
        match answer:
            case (int(number), int(first), [*items]) if (
                task is not None
                and (number, first) == (task.number, task.done)
                and first + len(items) <= len(task.paths)
            ):
                pass
            case _:
                raise NonsenseError("its answer is to no question")
        worker.has_answered = True
        for item in items:
            batch.append(self._read(task.paths[task.done], item))
            task.done += 1
        if task.done == len(task.paths):
            worker.tasks.popleft()

    def _read(self, path: str, item: object) -> Read:
        # What came is what `_Reading._read` sent: its checksum says so. The note has one of its own.
        when, etag, blob, record, told, texts = cast(_Item, item)
        conference = self._folders.place(path).conference if told else None
        state = None if etag is None else Etag(*etag)
        note = from_record(path, state, Packed(blob), record, conference)
        return Read(note, when, record, tuple([SearchText.from_parts(*text) for text in texts]))

    def _give_up(self, worker: _Worker, why: str) -> None:
        """End it; what it was given and has not done is done here."""
        self._workers.remove(worker)
        with suppress(OSError, ValueError, KeyError):
            self._listen(worker)  # its last words
        for pipe in worker.pipes:
            with suppress(KeyError):
                self._selector.unregister(pipe)
        worker.end()
        for task in worker.tasks:
            self._here.extend(task.paths[task.done :])
        said = worker.said.decode(errors="replace").strip().rpartition("\n")[2]
        about = f"; it said: {said}" if said else ""
        self._problem(f"a process that reads notes was given up: {why}{about}; its notes are read here")


def worker_command() -> list[str]:
    """What starts a process that reads notes.

    Isolated (`-I`) and without site-packages (`-S`), it finds nothing in the directory it stands in nor
    through the environment, and knows only the standard library and the folders that the talktui and
    the yaml in use have come from: a `yaml.py` among the notes is nothing to it.
    """
    folders = [os.path.dirname(os.path.abspath(next(iter(package.__path__)))) for package in (talktui, yaml)]
    options = ["-I", "-S"]
    if sys.dont_write_bytecode:
        options.append("-B")
    if sys.flags.utf8_mode:
        options += ["-X", "utf8"]
    return [sys.executable, *options, "-c", _BOOT, *dict.fromkeys(folders)]


def _widen(pipe: int) -> None:
    """Let a pipe hold more, where the system can."""
    try:
        import fcntl

        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE)
    except (ImportError, AttributeError, OSError):
        pass  # then it holds less
