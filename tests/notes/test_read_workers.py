"""Notes read by other processes are the notes that the store reads, each once, whatever becomes of a process."""

from __future__ import annotations

import errno
import os
import selectors
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from talktui.notes import read_pool, read_workers
from talktui.notes.read_pool import Pool, worker_command
from talktui.notes.read_workers import Read, load, read
from talktui.notes.records import from_record
from talktui.notes.search_text import SearchText
from talktui.notes.store import NotesDirectoryError, Store
from tests.notes.hostile_files import HEAVY
from tests.notes.hostile_files import make as make_hostile

REPOSITORY = Path(__file__).resolve().parents[2]
DATA = REPOSITORY.parent / "shared" / "data"

COUNT = 200
LIMIT = 20.0  # seconds until a test gives up
Said = list[str]


@pytest.fixture
def many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory of more notes than the tasks that are given out at once hold."""
    monkeypatch.setattr(read_pool, "CHUNK", 10)
    root = tmp_path / "notes"
    for number in range(COUNT):
        folder = root / f"conf-{number % 7} 2023"
        folder.mkdir(parents=True, exist_ok=True)
        text = f"---\ntitle: Talk {number}\ntags: [a, b{number % 5}]\n---\nText #{number % 3}tag.\n"
        (folder / f"talk-{number:04}.md").write_text(text)
    (root / "conf-3 2023" / "conference.yaml").write_text("name: The third\nstart: 2023-05-01\n")
    return root


def pool(store: Store, said: Said, paths: list[str] | None = None, **options: object) -> Pool:
    """One whose processes read everything."""
    store.refresh_folders()
    options = {"late": 1e9, **options}
    return Pool(store, paths or list(store.scan()), 2, said.append, **options)  # type: ignore[arg-type]


def everything(batches: Iterator[list[Read]]) -> list[Read]:
    return [read for batch in batches for read in batch]


def assert_all_as_the_store_reads_them(store: Store, found: list[Read]) -> None:
    paths = list(store.scan())
    assert sorted(read.note.path for read in found) == sorted(paths)
    by_path = {read.note.path: read for read in found}
    for path in paths:
        note = store.read(path)
        assert by_path[path].note == note
        assert by_path[path].note.etag == note.etag
        record = by_path[path].record
        if record is not None:
            assert from_record(path, note.etag, by_path[path].note.source, record, note.conference) == note
            assert by_path[path].texts == tuple(SearchText(talk) for talk in note.talks)


def is_gone(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return False


# -- what is read


def test_many_notes_are_what_the_store_reads(many: Path) -> None:
    store, said = Store(many), Said()
    found = everything(pool(store, said).run())
    assert_all_as_the_store_reads_them(store, found)
    assert all(read.record is not None for read in found), "all were read by the processes"
    assert said == []


def test_hostile_notes_are_what_the_store_reads(tmp_path: Path) -> None:
    hostile = make_hostile(tmp_path, without=HEAVY)
    store, said = Store(hostile.root), Said()
    found = everything(pool(store, said).run())
    assert_all_as_the_store_reads_them(store, found)
    assert said == []


@pytest.mark.parametrize(
    "root", [REPOSITORY / "notes", DATA / "blogs", DATA / "notes"], ids=["samples", "blogs", "notes"]
)
def test_real_notes_are_what_the_store_reads(root: Path) -> None:
    if not root.is_dir():
        pytest.skip(f"the real data is not there ({root.name}/)")
    store, said = Store(root, ignore=("drafts",)), Said()
    found = everything(pool(store, said).run())
    assert_all_as_the_store_reads_them(store, found)
    assert said == []


def test_settings_travel_with_the_notes(many: Path) -> None:
    (many / ".talktui.yaml").write_text("categories:\n  a: Alpha\n")
    (many / "conf-3 2023" / "alpha.md").write_text("---\ncategory: a\n---\n")
    store = Store(many)
    found = {read.note.path: read.note for read in everything(pool(store, []).run())}
    alpha = found["conf-3 2023/alpha.md"]
    assert alpha.talks[0].categories == ("Alpha",)
    assert alpha.conference is not None
    assert (alpha.conference.name, alpha.talks[0].conference) == ("The third", "The third")
    assert alpha.conference is store.folders.for_note(alpha.path), "one object for all notes of a folder"


def test_few_notes_start_no_process(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_pool.Pool, "run", lambda self: pytest.fail("a process for few notes"))
    store = Store(many)
    assert sorted(note.path for batch in load(store) for note in batch) == sorted(store.scan())


def test_many_notes_start_processes_and_the_first_are_read_here(
    many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_workers, "cores", lambda: 2)
    store, said = Store(many), Said()
    found = everything(read(store, None, said.append, fewest=20))
    paths = list(store.scan())
    assert [read.note.path for read in found[: read_workers.FIRST]] == paths[: read_workers.FIRST]
    assert_all_as_the_store_reads_them(store, found)
    assert said == []


def test_the_notes_that_are_asked_for_are_read(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_workers, "cores", lambda: 2)
    store = Store(many)
    wanted = [*list(store.scan())[10:180], "not/there.md"]
    found = {read.note.path: read.note for read in everything(read(store, wanted, fewest=20))}
    assert sorted(found) == sorted(wanted)
    assert found["not/there.md"] == store.read("not/there.md")


def test_a_directory_that_is_gone_says_so(many: Path) -> None:
    store = Store(many)
    many.rename(many.with_name("elsewhere"))
    with pytest.raises(NotesDirectoryError):
        list(load(store))


# -- what becomes of processes


def test_a_process_that_is_killed_loses_nothing(many: Path) -> None:
    store, said = Store(many), Said()
    reading = pool(store, said)
    found: list[Read] = []
    for batch in reading.run():
        if batch and not said and not found:
            os.kill(reading.processes[0], signal.SIGKILL)
        found += batch
    assert_all_as_the_store_reads_them(store, found)
    assert len(said) == 1
    assert "it has ended" in said[0]


def test_all_processes_killed_lose_nothing(many: Path) -> None:
    store, said = Store(many), Said()
    reading = pool(store, said)
    found: list[Read] = []
    for batch in reading.run():
        if batch and not found:
            for process in reading.processes:
                os.kill(process, signal.SIGKILL)
        found += batch
    assert_all_as_the_store_reads_them(store, found)
    assert len(said) == 2


def python(program: str) -> list[str]:
    """A process that does something else than to read, and knows talktui."""
    return [*worker_command()[:-3], program, *worker_command()[-2:]]


PREPARE = "import sys, os, time; sys.path.extend(sys.argv[1:]); "
WRONG: dict[str, tuple[str, str]] = {
    "ends at once": ("raise SystemExit(3)", "given up"),
    "cannot import": ("import nowhere_to_be_found", "nowhere_to_be_found"),
    "says nothing": ("time.sleep(1000)", "answered nothing"),
    "writes nonsense": ("print('Hello! ' * 100, flush=True); time.sleep(1000)", "no frame"),
    "answers what nobody asked": (
        "from talktui.notes.read_frames import framed; os.write(1, framed((7, 3, []))); time.sleep(1000)",
        "no question",
    ),
    "answers what is no note": (
        "from talktui.notes.read_frames import framed; os.write(1, framed((0, 0, ['x']))); time.sleep(1000)",
        "given up",
    ),
    "answers with another's record": (
        "from talktui.notes.read_frames import framed\n"
        "os.write(1, framed((0, 0, [(1, None, b'', b'not a record', False, [])]))); time.sleep(1000)",
        "given up",
    ),
    "closes its input": ("os.close(0); time.sleep(1000)", "given up"),
    "is of another encoding": (
        "sys.getfilesystemencoding = lambda: 'koi8-r'\n"
        "from talktui.notes.read_worker_process import main; main()",
        "koi8-r",
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_process_that_does_something_else_loses_nothing(many: Path, what: str) -> None:
    program, told = WRONG[what]
    store, said = Store(many), Said()
    # One whose mistake is to be told may take a while to make it, on a busy machine.
    patience = 0.5 if told in {"answered nothing", "given up"} else LIMIT
    reading = pool(store, said, command=python(PREPARE + program), patience=patience)
    found = everything(reading.run())
    assert_all_as_the_store_reads_them(store, found)
    assert said
    assert all("given up" in line for line in said)
    assert any(told in line for line in said)


def test_where_no_process_can_be_started_all_is_read_here(many: Path) -> None:
    store, said = Store(many), Said()
    found = everything(pool(store, said, command=[str(many / "no-such-program")]).run())
    assert_all_as_the_store_reads_them(store, found)
    assert said
    assert "can be started" in said[0]


def test_where_no_more_files_can_be_opened_all_is_read_here(
    many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> tuple[int, int]:
        raise OSError(errno.EMFILE, "Too many open files")

    store, said = Store(many), Said()
    reading = pool(store, said)
    monkeypatch.setattr(os, "pipe", full)
    assert_all_as_the_store_reads_them(store, everything(reading.run()))
    assert "Too many open files" in said[0]
    monkeypatch.setattr(read_workers, "cores", lambda: 2)
    monkeypatch.setattr(selectors, "DefaultSelector", full)
    assert_all_as_the_store_reads_them(store, everything(read(store, None, said.append, fewest=20)))
    assert "Too many open files" in said[-1]


@pytest.mark.parametrize("frozen", [True, False])
def test_a_frozen_program_starts_none(many: Path, monkeypatch: pytest.MonkeyPatch, frozen: bool) -> None:
    if frozen:
        monkeypatch.setattr(sys, "frozen", True, raising=False)
    else:
        monkeypatch.setattr(sys, "executable", "")
    monkeypatch.setattr(read_pool.Pool, "run", lambda self: pytest.fail("a process of itself"))
    store = Store(many)
    assert_all_as_the_store_reads_them(store, everything(read(store, fewest=10)))


@pytest.mark.parametrize("end", ["close", "forget", "throw"])
def test_no_process_outlives_the_reading(many: Path, end: str) -> None:
    reading = pool(Store(many), [])
    batches = reading.run()
    next(batch for batch in batches if batch)
    processes = reading.processes
    assert len(processes) == 2
    if end == "close":
        batches.close()
    elif end == "throw":
        with pytest.raises(KeyboardInterrupt):
            batches.throw(KeyboardInterrupt())
    else:
        del batches
    assert all(map(is_gone, processes))


def test_no_process_outlives_a_reading_that_ends_by_itself(many: Path) -> None:
    reading = pool(Store(many), [])
    processes: set[int] = set()
    with closing(reading.run()) as batches:
        for _ in batches:
            processes.update(reading.processes)
    assert len(processes) == 2
    assert all(map(is_gone, processes))


def open_files(process: int) -> list[str]:
    """What the process has open; it goes on meanwhile."""
    links = []
    for file in Path(f"/proc/{process}/fd").iterdir():
        with suppress(FileNotFoundError):
            links.append(os.readlink(file))
    return links


def test_processes_know_no_terminal_and_its_signals_do_not_reach_them(many: Path) -> None:
    if not Path("/proc/self/stat").exists():
        pytest.skip("the system does not tell what processes have")
    reading = pool(Store(many), [])
    with closing(reading.run()) as batches:
        next(batch for batch in batches if batch)
        for process in reading.processes:
            assert os.getsid(process) == process, "a session of its own: no ctrl-c, no hang-up"
            terminal = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[4]
            assert terminal == "0"
            # What it imports and the notes that it reads are open for a moment.
            end = time.monotonic() + LIMIT
            while others := [link for link in open_files(process) if not link.startswith("pipe:")]:
                assert time.monotonic() < end, others
                time.sleep(0.01)


def test_modules_among_the_notes_or_in_the_environment_are_never_imported(
    many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = many.parent / "imported"
    for module in ("yaml", "zlib", "talktui", "marshal", "dataclasses", "sitecustomize", "usercustomize"):
        (many / f"{module}.py").write_text(f"open({str(mark)!r}, 'w')\nraise SystemExit('bad')\n")
    monkeypatch.chdir(many)
    monkeypatch.setenv("PYTHONPATH", f"{many}:.")
    monkeypatch.setenv("PYTHONHOME", str(many))
    monkeypatch.setenv("PYTHONSTARTUP", str(many / "yaml.py"))
    store, said = Store(Path(".")), Said()
    found = everything(pool(store, said).run())
    assert len(found) == COUNT
    assert all(read.record is not None for read in found)
    assert said == []
    assert not mark.exists()


def test_problems_go_to_the_log_and_nothing_to_the_terminal(
    many: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(read_workers, "cores", lambda: 2)
    monkeypatch.setattr(read_pool, "worker_command", lambda: [sys.executable, "-I", "-c", "print(1 / 0)"])
    said = Said()
    store = Store(many, log=said.append)
    assert len(everything(read(store, fewest=20))) == COUNT
    assert said
    assert "ZeroDivisionError" in said[0]
    assert capfd.readouterr() == ("", "")
