"""A million edits of front matter in every style: nothing but the value asked for changes, by another parser."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor

import pytest

from talktui.notes.front_matter.splice import AddItems, Operation, RemoveItems, SetValue
from tests.reliability import splice_judge
from tests.reliability.figures import Figures
from tests.reliability.sizes import processes, seed, size

PORTION = 2_000
TABLE = "Splice: random edits of front matter, judged by ruamel.yaml"


def test_edits_of_front_matter_change_only_what_they_are_asked_to(figures: Figures) -> None:
    wanted, first, workers = size(1_000_000, 2_500), seed(), processes()
    print(f"TALKTUI_SEED={first}")
    portions = [min(PORTION, wanted - done) for done in range(0, wanted, PORTION)]
    seeds = range(first, first + len(portions))
    if workers == 1:
        counts = splice_judge.joined([*map(splice_judge.run, seeds, portions)])
    else:
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(workers, mp_context=context) as pool:
            counts = splice_judge.joined([*pool.map(splice_judge.run, seeds, portions)])
    assert counts[splice_judge.JUDGED] >= wanted
    for what, count in sorted(counts.items()):
        figures.row(TABLE, what=what, count=count)
    for what in ("semantic differences", "exceptions"):
        figures.row(TABLE, what=what, count=0)
    figures.row(TABLE, what=f"seconds ({workers} processes, seed {first})", count=figures.seconds)


@pytest.mark.parametrize(
    ("operation", "wrong"),
    [
        (AddItems(("tags",), ("no",)), b"tags: [a, no]\nb: 1 # c\n"),
        (AddItems(("tags",), ("x",)), b"tags: [x]\nb: 1 # c\n"),
        (AddItems(("tags",), ("x",)), b"tags: [a, x]\nb: '1' # c\n"),
        (AddItems(("tags",), ("x",)), b"tags: [a, x]\nb: 1 # c\nd:\n"),
        (AddItems(("tags",), ("x",)), b"tags: [a, x]\n"),
        (RemoveItems(("tags",), ("a",)), b"tags: [a ]\nb: 1 # c\n"),
        (SetValue(("b",), "2"), b"tags: [a]\nb: 2 # c\n"),
        (SetValue(("b",), None), b"tags: [a]\nb: # c\n"),
        (SetValue(("b",), ("x", "y")), b"tags: [a]\nb: [x, y, z]\n"),
    ],
)
def test_the_judge_sees_a_wrong_edit(operation: Operation, wrong: bytes) -> None:
    before, after = (
        splice_judge.tree_or_none(b"---\n" + block + b"---\n") for block in (b"tags: [a]\nb: 1 # c\n", wrong)
    )
    assert before is not None
    assert after is not None
    with pytest.raises(AssertionError):
        splice_judge.judge(before, after, operation, wrong)
