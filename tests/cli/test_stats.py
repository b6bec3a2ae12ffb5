"""`talktui stats` counts what the query matches, as bars and as JSON."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run, write


def test_talks_are_counted_by_each_facet_with_a_bar(run: Run) -> None:
    got = run("stats")
    assert got.code == 0
    assert got.out.splitlines()[0].endswith("talks")
    for heading in ("By conference", "By category", "By status"):
        assert heading in got.out
    rows = [line for line in got.out.splitlines() if "OpsDays 2022" in line]
    assert len(rows) == 1
    assert "█" in rows[0]
    assert rows[0].split()[-1] == "2"


def test_a_query_and_a_facet_narrow_it_down_and_json_has_every_figure(run: Run) -> None:
    got = run("stats", "rating:>=4", "--by", "conference", "--json")
    assert list(got.json["by"]) == ["conference"]
    assert sum(row["talks"] for row in got.json["by"]["conference"]) == got.json["talks"]["talks"] > 0
    assert got.json["speed"] == 2.0


def test_a_limit_says_how_many_are_left_out(run: Run) -> None:
    got = run("stats", "--by", "conference", "--limit", "1")
    assert "more" in got.out
    assert run("stats", "--limit", "-1").code == 2
    assert run("stats", "--by", "colour").code == 2
    assert run("stats", "title:nothingofthekind").code == 1


def test_figures_of_no_talk_have_the_speed_and_the_facets_that_were_asked_for(
    run: Run, home: Path, tmp_path: Path
) -> None:
    write(home / "config" / "talktui" / "config.yaml", "speed: 1.5\n")
    (tmp_path / "empty").mkdir()
    got = run("stats", "--by", "month", "--json", root=tmp_path / "empty")
    assert got.code == 1
    assert got.json["speed"] == 1.5
    assert got.json["by"] == {"month": []}
