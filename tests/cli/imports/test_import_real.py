"""Real schedules, lists and posts, where they are at hand: imported whole, again, and taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run

DATA = Path(__file__).parents[4] / "shared" / "data"
TALKS = {
    "schedules": {"Chaos Communication Camp 2019": 79, "DemoCon": 36},
    "fosdem/2013.xml": {"FOSDEM 2013": 487},
    "rubyevents": {"RailsConf 2019": 106, "RailsConf 2023": 83, "RailsConf 2024": 52},
    "ics": {"PyCon 2025 Plenary": 13, "PyCon 2025 Talk": 75, "PyCon 2025 Tutorial": 24},
    "blogs/zola-kubecon-chicago-log.md": {"KubeCon Chicago": 33},
    "blogs/zola-kubecon-la-log.md": {"KubeCon LA": 22},
}

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the real sources are not beside this checkout")


def test_real_sources_become_notes_once_and_are_taken_back(run: Run, tmp_path: Path) -> None:
    root = tmp_path / "real"
    root.mkdir()
    sources = [str(DATA / name) for name in TALKS]
    expected = {conference: count for counts in TALKS.values() for conference, count in counts.items()}
    first = run("import", *sources, "--json", root=root).json
    found = dict.fromkeys((talk["conference"] for talk in first["talks"]), 0)
    for talk in first["talks"]:
        found[talk["conference"]] += 1
        assert talk["state"] == "new", talk
    assert found == expected
    files = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    assert sum(path.suffix == ".md" for path in files) == sum(expected.values())
    assert run("check", root=root).out == ""
    again = run("import", *sources, "--json", root=root).json
    assert again["counts"] == {
        "new": 0,
        "changed": 0,
        "same": sum(expected.values()),
        "left": 0,
        "refused": 0,
    }
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == files
    assert run("undo", root=root).code == 0
    assert not [path for path in root.rglob("*") if path.is_file()]
