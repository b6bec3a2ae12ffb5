"""The benchmarks run, on a few notes; what they find is told, drawn and put on the page. No time is asserted."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from benchmarks import __main__ as bench
from benchmarks import bare_work, keys, made_notes, page, scale
from benchmarks.figures import ROWS, Figure, Results, by_size, markdown, text_line
from benchmarks.made_notes import MadeNotes, make_notes
from benchmarks.run import Run

DOCS = Path(__file__).resolve().parent.parent / "docs"


def results() -> Results:
    """A run that found something for every row and size."""
    found = Results("a processor · 2 cores", ("a", "py"))
    for number, talks in enumerate(sorted(bench.SIZES)):
        found.sizes[talks] = 830 * talks
        for row in ROWS:
            found.add(row.name, talks, [0.1 + 0.02 * number, 0.2, None], [0.1, 0.11])
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked at in /proc")
def test_a_run_measures_what_is_asked_for_and_leaves_no_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(keys, "SHORT_SCRIPT", ("pzqx",))  # some of them change the tree, however busy it is
    monkeypatch.setattr(Run, "times", lambda _run, _usual, _quick: 1)
    monkeypatch.setattr(made_notes, "PYVIDEO", tmp_path / "none")
    file, table = tmp_path / "bench.json", tmp_path / "bench.md"
    arguments = ["--quick", "--talks", "9", "--folder", str(tmp_path), "--json", str(file)]
    bench.main([*arguments, "--markdown", str(table), "--only", "filter", "list", "tag", "cold"])
    said = capsys.readouterr().out
    found = Results.from_file(file)
    names = {figure.name for figure in found.figures}
    assert {"filter", "filter-worst", "list", "cold-all", "start-cold"} <= names, said
    assert "tag" in names or not made_notes.on_disk(tmp_path), said
    assert all(value > 0 for figure in found.figures for value in figure.values + figure.yardstick)
    assert "filter key → new tree painted" in table.read_text("utf-8")
    assert 'typed into the filter, each taken back with backspaces: a · py · kubernetes · "machine' in said
    left = [
        cmdline
        for process in Path("/proc").glob("[0-9]*/cmdline")
        if str(tmp_path) in (cmdline := _text(process))
    ]
    assert not left
    assert not list(tmp_path.glob("talktui-bench-*"))


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode(errors="replace")
    except OSError:  # the process has ended meanwhile
        return ""


def test_the_limits_are_those_that_were_asked_for() -> None:
    asked = {row.name: (row.limit, row.limit_above) for row in ROWS if row.limit is not None}
    assert asked == {
        "start-warm": (1.3, 1.6),
        "start-cold": (1.5, None),
        "cold-all": (3, None),
        "filter": (1.5, 4),
        "filter-worst": (4, None),
        "cursor": (1.5, None),
        "group": (5, None),
        "list": (3, None),
        "tag": (3, None),
        "memory": (4, None),
        "memory-cold": (4, None),
        "memory-filtered": (4, None),
    }


def test_a_figure_says_whether_its_limit_holds() -> None:
    slow = Figure("start-warm", 21_715, (0.3, 0.5, 0.4), (0.3, 0.2, 0.25))
    assert (slow.ratio, slow.limit, slow.holds) == (0.4 / 0.25, 1.3, False)
    assert "NO" in text_line(slow)
    assert "1.20–2.00" in text_line(slow)
    many = Figure("start-warm", 100_000, slow.values, slow.yardstick)
    assert (many.limit, many.holds) == (1.6, True)
    key = Figure("filter", 100, tuple(number / 100 for number in range(100)), (0.5, 0.6, 0.7))
    assert key.ratio == 0.95 / 0.7  # 95th percentiles
    assert Figure("list", 1_000, (0.1,), (0.01,)).holds is None  # there Python's start is all there is


def test_results_survive_their_file(tmp_path: Path) -> None:
    found = results()
    found.remarks.append("Ä remark")
    found.save(tmp_path / "deep" / "bench.json")
    assert Results.from_file(tmp_path / "deep" / "bench.json") == found


def test_what_did_not_change_the_screen_is_told_and_no_figure() -> None:
    found = Results()
    assert found.add("cursor", 100, [None, None], [0.1]) is None
    assert found.remarks == ["cursor down → preview painted, 100 talks: nothing changed on the screen"]


def test_the_tables_have_every_row() -> None:
    found = results()
    asked, others, sizes = markdown(found), markdown(found, asked=False), by_size(found)
    for row in ROWS:
        assert row.what in sizes
        assert (f"| {row.what} | 21,715 |" in asked) is (row.limit is not None)
        assert (f"| {row.what} | 21,715 |" in others) is (row.limit is None)
    assert "| 100 |" not in asked


@pytest.mark.parametrize("found", [results(), Results()], ids=["everything", "nothing"])
def test_the_chart_is_svg_with_every_measure(found: Results) -> None:
    drawn = ET.fromstring(scale.chart(found))
    words = [element.text or "" for element in drawn.iter("{http://www.w3.org/2000/svg}text")]
    for title, _ in scale.TITLES.values():
        assert title in words
    sizes = [float(element.get("font-size", 13)) for element in drawn.iter()]
    assert min(sizes) >= 13
    assert ("not measured" in words) is (not found.figures)


def test_the_chart_is_drawn_from_a_file_and_says_when_there_is_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, drawn = tmp_path / "bench.json", tmp_path / "scale.svg"
    arguments = ["--results", str(file), "--chart", str(drawn)]
    assert scale.main(arguments) == 2
    assert "no results" in capsys.readouterr().err
    results().save(file)
    assert scale.main(arguments) == 0
    assert drawn.read_text("utf-8").startswith("<svg")


def test_the_page_takes_the_figures_between_its_marks_and_nowhere_else(tmp_path: Path) -> None:
    file, copy = tmp_path / "bench.json", tmp_path / "performance.md"
    before = (DOCS / "performance.md").read_text("utf-8")
    copy.write_text(before, "utf-8")
    results().save(file)
    assert page.main(["--results", str(file), "--page", str(copy)]) == 0
    after = copy.read_text("utf-8")
    marked = re.compile(r"(<!-- (\w+): make bench DOCS=1 -->).*?(<!-- end of \2 -->)", re.DOTALL)
    assert marked.sub(r"\1\3", after) == marked.sub(r"\1\3", before)
    assert len(marked.findall(after)) == 3
    assert "a processor · 2 cores" in after
    assert page.main(["--results", str(file), "--page", str(copy)]) == 0
    assert copy.read_text("utf-8") == after


def test_a_page_without_marks_stays_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, copy = tmp_path / "bench.json", tmp_path / "page.md"
    results().save(file)
    copy.write_text("# Performance\n", "utf-8")
    assert page.main(["--results", str(file), "--page", str(copy)]) == 2
    assert copy.read_text("utf-8") == "# Performance\n"
    assert "stays as it is" in capsys.readouterr().err


def made(root: Path, count: int) -> MadeNotes:
    return make_notes(root, count)


def test_made_notes_are_the_same_in_every_run_and_their_rare_words_rare(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(made_notes, "PYVIDEO", tmp_path / "none")
    notes, again = made(tmp_path / "a", 60), made(tmp_path / "b", 60)
    texts = {file.relative_to(notes.root): file.read_text("utf-8") for file in notes.root.rglob("*.md")}
    assert texts == {
        file.relative_to(again.root): file.read_text("utf-8") for file in again.root.rglob("*.md")
    }
    assert len(texts) == 60
    assert notes.size == sum(len(text.encode()) for text in texts.values())
    assert notes.rare
    for word in notes.rare:
        assert sum(word in text.lower() for text in texts.values()) == 1
    assert notes.dates.startswith("date:")


def test_words_to_type_leave_fewer_notes_with_every_letter(tmp_path: Path) -> None:
    beginnings = ["interactions"[:end] for end in range(1, 13)]
    for number, text in enumerate([*beginnings, "performing", "performing"]):
        (tmp_path / f"{number}.md").write_text(f"---\ntitle: x\n---\n\n{text}\n", "utf-8")
    assert made_notes.narrowing_words(tmp_path, 3) == ["interactio"]


def test_the_bare_writes_leave_every_file_as_it_was(tmp_path: Path) -> None:
    files = [tmp_path / f"{number}.md" for number in range(3)]
    for file in files:
        file.write_text(f"---\ntitle: {file.name}\n---\n", "utf-8")
    texts = [file.read_bytes() for file in files]
    assert bare_work.write([str(file) for file in files]) > 0
    assert [file.read_bytes() for file in files] == texts
    assert sorted(tmp_path.iterdir()) == files
    assert bare_work.read(tmp_path) > 0


def test_results_of_another_kind_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "bench.json"
    file.write_text(json.dumps({"figures": []}), "utf-8")
    assert scale.main(["--results", str(file), "--chart", str(tmp_path / "scale.svg")]) == 2
