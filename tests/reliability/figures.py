"""Figures that tests measure, printed as tables when all tests have run.

A test asks for the fixture `figures` and adds rows to a table, by its title; the tables are printed at
the end of the session, whichever process ran the test, and written to the file that `TALKTUI_FIGURES`
names.  Rows of one table may come from several tests and need not have the same columns.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

FILE = "TALKTUI_FIGURES"
_PROPERTY = "talktui figure"

Cell = str | int | float


class Figures:
    """Adds rows to tables of the report; also a stop-watch, since most rows say how long they took."""

    def __init__(self, record: Callable[[str, object], None]) -> None:
        self._record = record
        self._began = time.monotonic()

    @property
    def seconds(self) -> float:
        """Since the test began."""
        return round(time.monotonic() - self._began, 1)

    def row(self, table: str, **cells: Cell) -> None:
        """One row of the table called `table`; a column's name is written with spaces for underscores."""
        pairs = [[name.replace("_", " "), _text(value)] for name, value in cells.items()]
        self._record(_PROPERTY, [table, pairs])


@pytest.fixture
def figures(record_property: Callable[[str, object], None]) -> Figures:
    """What a reliability test puts its counts into."""
    return Figures(record_property)


def tables(rows: list[tuple[str, list[tuple[str, str]]]]) -> str:
    """Markdown tables, in the order in which their first rows came."""
    titles = list(dict.fromkeys(title for title, _ in rows))
    parts = []
    for title in titles:
        found = [dict(pairs) for name, pairs in rows if name == title]
        columns = list(dict.fromkeys(column for row in found for column in row))
        lines = [columns, *([row.get(column, "") for column in columns] for row in found)]
        widths = [max(len(line[number]) for line in lines) for number in range(len(columns))]
        drawn = [
            "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"
            for line in lines
        ]
        rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
        parts.append("\n".join([f"## {title}", "", drawn[0], rule, *drawn[1:], ""]))
    return "\n".join(parts)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the tables; under pytest-xdist the reports have brought the rows here."""
    rows = [
        (value[0], [(pair[0], pair[1]) for pair in value[1]])
        for reports in terminalreporter.stats.values()
        for report in reports
        if getattr(report, "when", None) == "call"
        for name, value in report.user_properties
        if name == _PROPERTY
    ]
    if not rows:
        return
    text = tables(rows)
    if path := os.environ.get(FILE):
        Path(path).write_text(text, encoding="utf-8")
    terminalreporter.section("figures")
    terminalreporter.write_line(text)


def _text(value: Cell) -> str:
    return f"{value:,}" if isinstance(value, int | float) else value
