"""Posts and schedules that people published: imported, exported and imported again they are the same notes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

DATA = Path(__file__).parents[3] / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the published files are not part of the project")

SOURCES = {
    "blogs/hugo-kubecon-other-cool-things.md": 38,
    "blogs/zola-kubecon-la-log.md": 22,
    "blogs/zola-kubecon-chicago-log.md": 33,
    "schedules/frab-camp2019.json": 79,
    "schedules/pretalx-democon.json": 36,
    "ics/pycon-us-talk.ics": 75,
}
NOT_THE_NOTES = ("path", "anchor", "source")  # where a talk is, and where it is from


def talks(run: Run, notes: Path) -> list[str]:
    """All that an export says of the talks, in an order of its own."""
    found: list[dict[str, Any]] = run("export", "--notes", str(notes), "--format", "json").json["talks"]
    return sorted(json.dumps({key: talk[key] for key in talk if key not in NOT_THE_NOTES}) for talk in found)


@pytest.mark.parametrize("source", SOURCES)
def test_every_talk_field_and_text_comes_back(run: Run, tmp_path: Path, source: str) -> None:
    first = tmp_path / "first"
    first.mkdir()
    assert run("import", str(DATA / source), "--notes", str(first)).code == 0
    before = talks(run, first)
    assert len(before) == SOURCES[source]
    for number, options in enumerate(
        (["--front-matter", "hugo", "--whole"], ["--front-matter", "zola", "--whole"], ["--format", "json"])
    ):
        file, back = tmp_path / f"{number}.txt", tmp_path / str(number)
        back.mkdir()
        assert run("export", "--notes", str(first), *options, "-o", str(file)).code == 0
        assert run("import", str(file), "--notes", str(back)).code == 0
        assert talks(run, back) == before
