"""`talktui list` finds talks and gives them to people and to programs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run, write


def titles(out: str) -> list[str]:
    return [line.split("\t")[0] for line in out.splitlines()]


def test_without_a_query_every_talk_is_listed_in_path_order(run: Run) -> None:
    got = run("list")
    assert (got.code, got.err) == (0, "")
    assert titles(got.out) == [
        "Compilers at breakfast",
        "Sidecars considered",
        "A calm pager",
        "Budgets for errors",
        "Queues everywhere",
    ]
    assert run("list", "").out == got.out


def test_into_a_pipe_a_talk_is_a_line_of_tab_separated_columns(run: Run) -> None:
    assert run("list", "sidecars").out.splitlines() == [
        "Sidecars considered\tMeshDay 2023\t2023-05-04\tqueued\t\t#mesh #k8s\tmesh/sidecars.md"
    ]
    assert run("list", "calm").out.split("\t")[4:] == ["4", "#oncall", "posts/log.md#a-calm-pager\n"]


def test_at_a_terminal_it_is_a_table_that_fits(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("talktui.cli.output.Output.is_terminal", True)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "90")
    lines = run("list").out.splitlines()
    assert lines[0].split() == ["Title", "Conference", "Date", "Status", "Rating", "Tags"]
    assert "★★★★★" in lines[1]
    assert all(len(line) <= 90 for line in lines)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (("tag:mesh",), ["Sidecars considered"]),
        (("rating:>=4",), ["Compilers at breakfast", "A calm pager"]),
        (("is:queued", "proxy"), ["Sidecars considered"]),
        (("conf:opsdays", "-calm"), ["Budgets for errors"]),
        (("-has:rating", "-is:queued"), ["Budgets for errors", "Queues everywhere"]),
        (
            ("speaker:byron", "OR", "has:rating"),
            ["Compilers at breakfast", "Sidecars considered", "A calm pager"],
        ),
    ],
)
def test_it_speaks_the_filter_language(run: Run, query: tuple[str, ...], found: list[str]) -> None:
    got = run("list", *query)
    assert (got.code, titles(got.out)) == (0, found)


def test_nothing_that_matches_is_said_with_its_reason(run: Run) -> None:
    got = run("list", "tag:nowhere")
    assert (got.code, got.out) == (1, "")
    assert got.err.startswith("Nothing matches “tag:nowhere”.")
    assert run("list", "tag:nowhere", "--json").json == []


def test_an_empty_directory_is_said_to_be_empty(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    got = run("list", root=tmp_path / "empty")
    assert (got.code, got.out) == (1, "")
    assert "There are no talks in" in got.err


def test_a_mistake_in_the_query_is_shown_at_its_place(run: Run) -> None:
    got = run("list", "日本 is:nonsense")
    assert (got.code, got.out) == (2, "")
    lines = got.err.splitlines()
    assert lines[0].startswith("talktui list: the query has a mistake: ")
    assert lines[1] == "  日本 is:nonsense"
    assert set(lines[2].strip()) == {"^"}
    assert lines[2].index("^") == 10  # 日本 takes four columns


def test_a_wide_pattern_that_fails_only_when_it_runs_is_a_mistake_too(run: Run) -> None:
    got = run("list", "/(/")
    assert got.code == 2
    assert "^" in got.err


def test_json_gives_every_field(run: Run) -> None:
    [talk] = run("list", "sidecars", "--json").json
    assert talk == {
        "path": "mesh/sidecars.md",
        "anchor": None,
        "title": "Sidecars considered",
        "conference": "MeshDay 2023",
        "categories": ["Networking"],
        "tags": ["mesh", "k8s"],
        "speakers": [{"name": "Ada Byron", "role": "Engineer", "organisation": "Analytical Ltd"}],
        "organisations": ["Analytical Ltd"],
        "date": "2023-05-04",
        "video": "https://example.org/v/1",
        "slides": None,
        "url": None,
        "duration": None,
        "status": "queued",
        "rating": None,
        "verdict": None,
        "related": [],
        "id": None,
        "line": talk["line"],
        "problems": [],
    }


def test_json_of_a_logs_talk_has_its_anchor(run: Run) -> None:
    [talk] = run("list", "calm", "--json").json
    assert (talk["path"], talk["anchor"]) == ("posts/log.md", "a-calm-pager")
    assert talk["conference"] == "OpsDays 2022"
    assert talk["categories"] == ["Alerts"]
    assert talk["video"] == "https://www.youtube.com/watch?v=aaaaaaaaaaa"


def test_json_tells_problems_with_their_lines(run: Run, notes: Path) -> None:
    write(notes / "odd.md", "---\ntitle: Odd\nrating: twelve\n---\n")
    [talk] = run("list", "title:odd", "--json").json
    assert talk["rating"] is None
    assert [problem["line"] for problem in talk["problems"]] == [3]


def test_paths_are_one_a_line_or_ended_with_nul(run: Run) -> None:
    assert run("list", "has:rating", "--paths").out == "lang/compilers.md\nposts/log.md#a-calm-pager\n"
    assert run("list", "has:rating", "--paths", "-0").out == "lang/compilers.md\0posts/log.md#a-calm-pager\0"


@pytest.mark.parametrize(
    ("by", "first"),
    [
        ("title", "A calm pager"),
        ("rating", "Compilers at breakfast"),
        ("date", "Compilers at breakfast"),
        ("status", "Sidecars considered"),
        ("speaker", "Sidecars considered"),
    ],
)
def test_it_sorts_and_limits(run: Run, by: str, first: str) -> None:
    assert titles(run("list", "--sort", by, "--limit", "1").out) == [first]


@pytest.mark.parametrize(
    "argv",
    [
        ("--sort", "size"),
        ("--limit", "0"),
        ("--limit", "many"),
        ("--json", "--paths"),
        ("--bogus",),
    ],
)
def test_wrong_usage_is_said_and_is_code_2(run: Run, argv: tuple[str, ...]) -> None:
    got = run("list", *argv)
    assert (got.code, got.out) == (2, "")
    assert got.err.startswith("talktui list: ")


def test_a_file_that_cannot_be_read_is_listed_by_its_name(run: Run, notes: Path) -> None:
    (notes / "broken.md").symlink_to(notes / "nowhere.md")
    assert run("list").code == 0


def test_a_directory_that_is_none_is_wrong_usage(run: Run, notes: Path) -> None:
    for root, said in ((notes / "nowhere", "does not exist"), (notes / "queues.md", "is a file")):
        got = run("list", root=root)
        assert (got.code, got.out) == (2, "")
        assert said in got.err
