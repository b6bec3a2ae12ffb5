"""`talktui tag` and `talktui set` change what they are asked to, say so, and touch nothing else."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import LOG, NO_FRONT_MATTER, PLAIN, RATED, Run, write


def contents(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_tags_go_on_and_off_as_written(run: Run, notes: Path) -> None:
    got = run("tag", "tag:mesh", "+otel", "-k8s")
    assert (got.code, got.out, got.err) == (0, "Tagged 1 talk in 1 file.\n", "")
    changed = PLAIN.replace("[mesh, k8s]", "[mesh, otel]")
    assert (notes / "mesh/sidecars.md").read_bytes() == changed.encode()


def test_a_tag_comes_off_after_two_dashes_too(run: Run, notes: Path) -> None:
    assert run("tag", "tag:mesh", "--", "-k8s").code == 0
    assert (notes / "mesh/sidecars.md").read_text() == PLAIN.replace("[mesh, k8s]", "[mesh]")


def test_tags_named_like_options_come_off(run: Run, notes: Path) -> None:
    write(notes / "n.md", "---\ntags: [json, h, kept]\n---\n# N\n")
    assert run("tag", "tag:json", "-json", "--", "-h").code == 0
    assert (notes / "n.md").read_text() == "---\ntags: [kept]\n---\n# N\n"


def test_several_talks_of_a_log_are_one_save(run: Run, notes: Path) -> None:
    got = run("tag", "conf:opsdays OR queues", "+Later")
    assert (got.code, got.out) == (0, "Tagged 3 talks in 2 files.\n")
    text = (notes / "posts/log.md").read_text()
    assert text.count("Later") == 2
    assert text.split("---\n", 2)[2] == LOG.split("---\n", 2)[2]
    assert (notes / "queues.md").read_text().endswith(NO_FRONT_MATTER)
    assert run("list", "tag:later", "--paths").out.split() == [
        "posts/log.md#a-calm-pager",
        "posts/log.md#budgets-for-errors",
        "queues.md",
    ]


def test_what_is_so_already_is_counted_apart(run: Run, notes: Path) -> None:
    before = contents(notes)
    assert run("tag", "sidecars", "+MESH").out == "Nothing changed; 1 talk already so.\n"
    assert contents(notes) == before
    got = run("tag", "has:rating", "+oncall")
    assert (got.code, got.out) == (0, "Tagged 1 talk in 1 file; 1 talk already so.\n")


def test_the_empty_query_is_every_talk(run: Run) -> None:
    assert run("tag", "", "+all").out == "Tagged 5 talks in 4 files.\n"


@pytest.mark.parametrize("argv", [("tag", "", "+seen"), ("set", "", "status=watched", "rating=3")])
def test_a_dry_run_writes_nothing_and_prints_a_diff(run: Run, notes: Path, argv: tuple[str, ...]) -> None:
    before = contents(notes)
    got = run(*argv, "--dry-run")
    assert got.code == 0
    assert contents(notes) == before
    assert "--- a/queues.md\n+++ b/queues.md\n" in got.out
    assert got.out.count("\n+++ ") == 4
    assert "\x1b" not in got.out
    assert got.err.startswith("Would ")
    assert "5 talks in 4 files" in got.err


def test_a_dry_run_tells_what_the_run_then_does(run: Run, notes: Path) -> None:
    planned = run("tag", "", "+seen", "-oncall", "--dry-run", "--json").json
    done = run("tag", "", "+seen", "-oncall", "--json").json
    assert [talk["title"] for talk in planned["changed"]] == [talk["title"] for talk in done["changed"]]
    assert [file["path"] for file in planned["files"]] == [file["path"] for file in done["files"]]
    assert planned["dry_run"] is True
    assert done["dry_run"] is False
    assert all(file["diff"].startswith("--- a/") for file in planned["files"])


def test_a_file_that_cannot_be_changed_does_not_stop_the_others(run: Run, notes: Path) -> None:
    write(notes / "broken.md", "---\ntitle: A: b\ntags: [x\n---\nBody\n")
    (notes / "queues.md").chmod(0o444)
    got = run("tag", "", "+new")
    assert got.code == 1
    assert "failed" in got.out
    assert "broken.md: not changed: " in got.err
    assert "#new" in run("list", "sidecars").out
    assert b"new" not in (notes / "broken.md").read_bytes()
    assert run("tag", "", "+new", "--json").json["failed"][0]["path"] == "broken.md"


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        ((), "required"),
        (("tag:mesh",), "no tags to put on"),
        (("+otel",), "QUERY comes first"),
        (("tag:mesh", "otel"), "neither +tag nor -tag"),
        (("tag:mesh", "+"), "names no tag"),
        (("tag:mesh", "+a", "-A"), "at once"),
        (("is:nonsense", "+a"), "^"),
    ],
)
def test_wrong_usage_of_tag_is_explained(run: Run, notes: Path, argv: tuple[str, ...], said: str) -> None:
    before = contents(notes)
    got = run("tag", *argv)
    assert (got.code, got.out) == (2, "")
    assert said in got.err
    assert contents(notes) == before


def test_nothing_that_matches_is_code_1(run: Run) -> None:
    got = run("tag", "tag:nowhere", "+a", "--json")
    assert (got.code, got.json["changed"], got.json["files"]) == (1, [], [])
    assert run("tag", "tag:nowhere", "+a").code == 1
    assert run("set", "tag:nowhere", "rating=1").code == 1


def test_an_interrupt_still_tells_what_was_changed(
    run: Run, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from talktui.notes.files import NoteFiles

    real = NoteFiles.replace

    def replace(self: NoteFiles, path: str, *args: Any, **more: Any) -> Any:
        if path == "mesh/sidecars.md":
            os.kill(os.getpid(), signal.SIGINT)
        return real(self, path, *args, **more)

    monkeypatch.setattr(NoteFiles, "replace", replace)
    got = run("tag", "", "+seen")
    assert (got.code, got.out) == (130, "Tagged 2 talks in 2 files.\n")
    assert "Interrupted: 2 files not changed; talktui redo goes on with the rest." in got.err
    assert (notes / "posts/log.md").read_text() == LOG


def test_a_change_that_another_program_made_in_between_is_kept(
    run: Run, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from talktui.notes.store import Store

    real = Store.make

    def make(self: Store, *args: Any, **more: Any) -> Any:
        with (notes / "queues.md").open("a") as file:
            file.write("Added meanwhile.\n")
        return real(self, *args, **more)

    monkeypatch.setattr(Store, "make", make)
    assert run("tag", "queues", "+seen").code == 0
    text = (notes / "queues.md").read_text()
    assert text.endswith(NO_FRONT_MATTER + "Added meanwhile.\n")
    assert "seen" in text


def test_fields_are_set_and_cleared(run: Run, notes: Path) -> None:
    got = run("set", "compilers", "rating=3", "status=", "verdict=Worth it: twice")
    assert (got.code, got.out) == (0, "Changed 1 talk in 1 file.\n")
    [talk] = run("list", "compilers", "--json").json
    assert (talk["rating"], talk["status"], talk["verdict"]) == (3, None, "Worth it: twice")
    lines = set((notes / "lang/compilers.md").read_text().splitlines())
    assert set(RATED.splitlines()) - lines == {"status: watched", "rating: 5"}
    assert len(lines - set(RATED.splitlines())) == 2


@pytest.mark.parametrize(
    ("assignment", "field", "value"),
    [
        ("title=A new: title", "title", "A new: title"),
        ("conference=Elsewhere", "conference", "Elsewhere"),
        ("categories=One, Two", "categories", ["One", "Two"]),
        ("tags=a, b/c", "tags", ["a", "b/c"]),
        ("date=2024-02-29", "date", "2024-02-29"),
        ("date=2024-02-29 09:30", "date", "2024-02-29T09:30:00"),
        ("video=https://example.org/x", "video", "https://example.org/x"),
        ("slides=https://example.org/s.pdf", "slides", "https://example.org/s.pdf"),
        ("url=https://example.org/u", "url", "https://example.org/u"),
        ("duration=34:12", "duration", 2052),
        ("duration=1h 5m", "duration", 3900),
        ("status=Attended", "status", "attended"),
        ("rating=1", "rating", 1),
        ("verdict=no", "verdict", "no"),
        ("id=007", "id", "007"),
        ("related=queues.md, lang/compilers.md", "related", ["queues.md", "lang/compilers.md"]),
    ],
)
@pytest.mark.parametrize("which", ["mesh/sidecars.md", "queues.md"])
def test_every_field_can_be_set_and_reads_back(
    run: Run, which: str, assignment: str, field: str, value: object
) -> None:
    assert run("set", f"path:{which}", assignment).code == 0
    [talk] = run("list", f"path:{which}", "--json").json
    assert talk[field] == value
    assert talk["problems"] == []


def test_speakers_can_be_set(run: Run) -> None:
    assert run("set", "queues", "speakers=Ada Byron, Analytical Ltd; Bo Diaz").code == 0
    [talk] = run("list", "queues", "--json").json
    assert talk["speakers"] == [
        {"name": "Ada Byron", "role": None, "organisation": "Analytical Ltd"},
        {"name": "Bo Diaz", "role": None, "organisation": None},
    ]


def test_a_field_of_a_logs_talk_stays_out_of_the_text(run: Run, notes: Path) -> None:
    assert run("set", "budgets", "rating=2").code == 0
    text = (notes / "posts/log.md").read_text()
    assert text.split("---\n", 2)[2] == LOG.split("---\n", 2)[2]
    [talk] = run("list", "budgets", "--json").json
    assert talk["rating"] == 2


def test_a_key_of_ones_own_can_be_set_when_a_note_has_it(run: Run, notes: Path) -> None:
    write(notes / "own.md", "---\nroom: B1\n---\n# Own\n")
    assert run("set", "title:own", "room=B2").code == 0
    assert (notes / "own.md").read_text() == "---\nroom: B2\n---\n# Own\n"


@pytest.mark.parametrize(
    ("assignment", "said"),
    [
        ("status=seen", "queued, watching, watched, attended, skipped"),
        ("rating=6", "from 1 to 5"),
        ("rating=0", "from 1 to 5"),
        ("rating=good", "from 1 to 5"),
        ("date=2024-02-30", "YYYY-MM-DD"),
        ("duration=long", "34:12"),
        ("video=two words", "https://"),
        ("statsu=watched", "did you mean status?"),
        ("colour=red", "the fields are title, conference"),
        ("verdict=a\nb", "one line"),
        ("verdict=\x1b[31m", "control"),
        ("rating", "no FIELD=VALUE"),
        ("=3", "no FIELD=VALUE"),
    ],
)
def test_a_value_that_is_not_allowed_changes_nothing(
    run: Run, notes: Path, assignment: str, said: str
) -> None:
    before = contents(notes)
    got = run("set", "", assignment)
    assert (got.code, got.out) == (2, "")
    assert said in got.err
    assert contents(notes) == before


def test_a_field_set_twice_and_nothing_to_set_are_wrong_usage(run: Run) -> None:
    assert run("set", "", "rating=1", "rating=2").code == 2
    assert run("set", "").code == 2
