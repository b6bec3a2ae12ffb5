"""What a command tells is the same without the cache, with an empty, a warm, a stale and a damaged one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from talktui.cli import kept_texts, main
from talktui.notes import read_file, settled
from tests.cli.conftest import LOG, PLAIN, Run, talktui, write

COMMANDS: tuple[tuple[str, ...], ...] = (
    ("list",),
    ("list", "mesh"),
    ("list", "--json", "tag:mesh"),
    ("list", "--sort", "modified", "a"),
    ("list", "--paths", "speaker:byron OR title:breakfast"),
    ("list", "is:problem OR is:conflict"),
    ("list", "-tag:mesh", "/qu?eues/"),
    ("list", "conf:Aliased OR cat:Aliased"),
    ("list", "tag:mehs"),  # nothing, and why
    ("list", "tag:mesh rating:5"),
    ("list", "date:2023"),
    ("list", "date:>=2023-06 -tag:mesh"),
    ("list", "date:..2022"),
    ("list", "date:1999"),  # nothing, and why
    ("tag", "--dry-run", "date:2023..2024", "+x"),
    ("list", "(a OR"),
    ("show", "mesh/sidecars.md"),
    ("show", "posts/log.md#a-calm-pager"),
    ("show", "breakfast"),
    ("show", "the"),
    ("show", "no such title"),
    ("tags",),
    ("tags", "mesh"),
    ("check",),
    ("check", "mesh"),
    ("tag", "--dry-run", "proxy", "+x", "-k8s"),
    ("set", "--dry-run", "conf:mesh", "status=watched"),
    ("set", "--dry-run", "conf:mesh", "level=watched"),
    ("set", "--dry-run", "conf:mesh", "levle=watched"),
    ("tags", "--dry-run", "rename", "k8s", "kubernetes"),
    ("rename", "--dry-run", "mesh/sidecars.md", "Another title"),
    ("move", "--dry-run", "queues.md", "posts"),
    ("delete", "--dry-run", "lang/compilers.md"),
)


@pytest.fixture
def notes(notes: Path) -> Path:
    """The usual notes, and what is odd."""
    write(notes / "conf" / "conference.yaml", "name: Aliased\nstart: never\n")
    write(notes / "conf" / "talk.md", "# In a folder\n\nSee [queues](../queues.md) #inline\n")
    write(notes / "conf" / "index.md", "---\ntitle: About the folder\n---\nA page.\n")
    write(notes / "broken.md", "---\ntitle: [a\nlevel: 3\n---\nBroken.\n")
    write(notes / "unlike.markdown", "# Unlike the others\n\nmesh\n")
    write(notes / "queues.sync-conflict-20240131-235959-ABCDEFG.md", "# Queues, elsewhere\n")
    (notes / "bytes.md").write_bytes(b"# Bytes \xff\n\nthe mesh\n")
    (notes / "link.md").symlink_to("queues.md")
    (notes / "nowhere.md").symlink_to("nowhere else")
    (notes / "pipe.md").mkdir()
    os.mkfifo(notes / "pipe.md" / "fifo.md")
    write(notes / ".talktui.yaml", "categories: {Aliased: [networking]}\n")
    return notes


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is read counts as read long after it was written, and a few notes are many."""
    monkeypatch.setattr(settled, "TICK", -60.0)
    monkeypatch.setattr(kept_texts, "_MANY", 2)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the notes that are read."""
    found: list[str] = []
    real = read_file.read_file

    def reading(root: str, path: str) -> read_file.FileContent:
        found.append(path)
        return real(root, path)

    monkeypatch.setattr("talktui.notes.note_file.read_file", reading)
    return found


Told = dict[tuple[str, ...], tuple[int, str, str]]


@pytest.fixture
def told(run: Run) -> Callable[[], Told]:
    """What every command tells."""
    return lambda: {command: tuple(run(*command)) for command in COMMANDS}  # type: ignore[misc]


@pytest.fixture
def without(home: Path, told: Callable[[], Told]) -> Callable[[], Told]:
    """What every command tells when there can be no cache."""

    def without() -> Told:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("TALKTUI_CACHE_DIR", str(write(home / "no directory", "")))
            return told()

    return without


def caches(home: Path) -> list[Path]:
    return sorted(home.rglob("*.cache"))


def changes(notes: Path) -> Iterator[None]:
    """What others do to the notes, one thing after the other."""
    write(notes / "queues.md", "# Queues nowhere\n\nThe mesh is the waiting.\n")
    yield
    write(notes / "new.md", PLAIN.replace("Sidecars", "Breakfast"))
    yield
    (notes / "lang" / "compilers.md").unlink()
    yield
    write(notes / "conf" / "conference.yaml", "name: Renamed\ncategories: [Networking]\n")
    yield
    write(notes / "posts" / "conference.yaml", "name: Posts\ntalk_level: 2\n")
    yield
    (notes / ".talktui.yaml").unlink()
    yield
    (notes / "mesh").rename(notes / "moved")
    yield
    (notes / "link.md").unlink()
    (notes / "link.md").symlink_to("conf/talk.md")
    yield
    write(notes / "posts" / "log.md", LOG.replace("Alerts", "Alarms"))
    yield


@pytest.mark.usefixtures("patient")
def test_a_warm_cache_changes_nothing(
    run: Run, told: Callable[[], Told], without: Callable[[], Told], home: Path, reads: list[str]
) -> None:
    expected = without()
    assert not caches(home)
    assert told() == expected
    assert len(caches(home)) == 1
    assert told() == expected
    reads.clear()
    assert run("list").out == expected[("list",)][1]
    assert not {"mesh/sidecars.md", "posts/log.md", "queues.md"} & set(reads)


@pytest.mark.usefixtures("patient")
def test_what_others_change_is_seen(
    notes: Path, told: Callable[[], Told], without: Callable[[], Told]
) -> None:
    told()
    for _ in changes(notes):
        assert told() == without()


def test_what_others_change_within_the_same_moment_is_seen(notes: Path, run: Run) -> None:
    state = os.stat(notes / "queues.md")
    for word in ("aaaa", "bbbb", "cccc", "dddd"):
        write(notes / "queues.md", f"# Queues\n\n{word}\n")
        os.utime(notes / "queues.md", ns=(state.st_atime_ns, state.st_mtime_ns))
        assert run("list", "--paths", word).out == "link.md\nqueues.md\n"


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize("damage", ["cut", "emptied", "another file", "bytes", "a directory"])
def test_a_damaged_cache_changes_nothing(
    damage: str, home: Path, told: Callable[[], Told], without: Callable[[], Told]
) -> None:
    expected = without()
    told()
    (cache,) = caches(home)
    data = bytearray(cache.read_bytes())
    match damage:
        case "cut":
            cache.write_bytes(data[: len(data) * 2 // 3])
        case "emptied":
            cache.write_bytes(b"")
        case "another file":
            cache.write_bytes(b"# no cache\n" * 500)
        case "bytes":
            for at in range(1000, len(data), 997):
                data[at] ^= 0x55
            cache.write_bytes(data)
        case _:
            cache.unlink()
            cache.mkdir()
    assert told() == expected
    assert told() == expected


@pytest.mark.usefixtures("patient")
def test_a_cache_that_cannot_be_written_is_read(
    notes: Path, home: Path, told: Callable[[], Told], without: Callable[[], Told]
) -> None:
    told()
    (cache,) = caches(home)
    write(notes / "queues.md", "# Queues nowhere\n\nThe mesh is the waiting.\n")
    expected = without()
    cache.chmod(0o400)
    cache.parent.chmod(0o500)
    try:
        assert told() == expected
    finally:
        cache.parent.chmod(0o700)


def test_the_cache_is_never_in_the_notes(notes: Path, run: Run) -> None:
    before = sorted(notes.rglob("*"))
    run("list")
    assert sorted(notes.rglob("*")) == before


def test_a_result_that_nobody_reads_is_kept_all_the_same(notes: Path, home: Path) -> None:
    for number in range(2000):
        write(notes / f"{number}.md", f"# Talk {number} with a title of some length to fill the pipe\n")
    listing = subprocess.Popen(
        [sys.executable, "-m", "talktui", "list", "--notes", str(notes)], stdout=subprocess.PIPE
    )
    assert listing.stdout is not None
    listing.stdout.read(1)
    listing.stdout.close()
    assert listing.wait(60) == 141
    assert caches(home)
    kept = talktui("list", "--notes", str(notes), "of")
    with_none = {"TALKTUI_CACHE_DIR": str(write(home / "no directory", ""))}
    assert kept == talktui("list", "--notes", str(notes), "of", env=with_none)


@pytest.mark.usefixtures("patient")
def test_two_commands_at_once_tell_the_same(notes: Path, home: Path) -> None:
    for number in range(300):
        write(notes / f"{number}.md", f"# Talk {number}\n")
    command = [sys.executable, "-m", "talktui", "list", "--json", "--notes", str(notes)]
    for _ in range(2):  # without a cache, then with one
        both = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(3)]
        outputs = [one.communicate(timeout=60)[0] for one in both]
        assert outputs[0].count(b'"title"') > 300
        assert len(set(outputs)) == 1
    assert len(caches(home)) == 1
    shutil.rmtree(caches(home)[0].parent)
    assert talktui("list", "--json", "--notes", str(notes)).out == outputs[0]


@pytest.mark.usefixtures("patient")
def test_a_warm_list_brings_in_no_more_than_it_needs(notes: Path) -> None:
    shutil.rmtree(notes / "conf")  # an index.md depends on its neighbours
    shutil.rmtree(notes / "pipe.md")
    for link in ("link.md", "nowhere.md"):
        (notes / link).unlink()
    assert main(["list", f"--notes={notes}", "mesh"]) == 0
    code = (
        "import sys; from talktui.cli import main; main(['list', f'--notes={sys.argv[1]}', 'mesh']); "
        "print(*sys.modules, sep='\\n', file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(notes)], capture_output=True, text=True, check=True
    )
    assert "mesh/sidecars.md" in done.stdout
    brought_in = set(done.stderr.splitlines())
    assert "talktui.notes.cache" in brought_in
    for name in (
        "textual",
        "rich",
        "markdown_it",
        "yaml",
        "regex",
        "difflib",
        "json",
        "logging",
        "subprocess",
    ):
        assert name not in brought_in
    for name in (
        "notes.store",
        "notes.reader",
        "notes.journal",
        "notes.library",
        "query.explanation",
        "query.completion",
        "tui",
    ):
        assert f"talktui.{name}" not in brought_in
