"""The first picture and the first talks bring in no module that can wait; those that wait are there in the end."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tui.conftest import many

LATER = """
talktui.notes.store talktui.notes.reader talktui.notes.cache talktui.query talktui.tui.session
talktui.tui.editing talktui.tui.moving talktui.tui.tagging talktui.tui.making talktui.tui.screens.editor
talktui.tui.watching talktui.markdown.document yaml regex sqlite3 watchfiles markdown_it mdit_py_plugins
pygments.lexers textual.widgets._text_area
""".split()


def imported_by(program: str, *arguments: str) -> set[str]:
    return set(
        subprocess.run(
            [sys.executable, "-c", f"{program}\nimport sys; print(*sys.modules)", *arguments],
            capture_output=True,
            check=True,
            text=True,
        ).stdout.split()
    )


@pytest.mark.parametrize("module", ["talktui.cli.open_app", "talktui.tui.app"])
def test_the_first_picture_brings_in_nothing_that_can_wait(module: str) -> None:
    assert not imported_by(f"import {module}") & set(LATER)


AFTER_THEM = """
talktui.query.parsing talktui.query.clauses talktui.query.answers talktui.query.build talktui.query.explanation
talktui.tui.searching talktui.tui.filtering talktui.tui.regrouping talktui.tui.reading talktui.tui.screens.dialog
talktui.notes.links talktui.notes.changes talktui.notes.files talktui.notes.aside talktui.notes.late_writes
talktui.notes.write_file talktui.notes.journal talktui.notes.recovery talktui.notes.records talktui.notes.known
talktui.notes.read_pool talktui.markdown.document talktui.markdown.escape markdown_it pygments.lexers
yaml regex sqlite3 watchfiles subprocess tempfile logging.handlers
""".split()

FIRST_TALKS = """
import sys
from pathlib import Path
import talktui.tui.app
from talktui.tui.controllers import FIRST, import_modules
import_modules(FIRST)
from talktui.config import Settings, State
from talktui.config.stores import open_store
from talktui.tui.session import Session
root = Path(sys.argv[1])
store = open_store(root)
assert not list(store.cache.view().load_rows())
session = Session(root, Settings(), State())
session.loading = True
session.add(store.load())
session.refresh()
assert len(session.rows()) > 50
"""


def test_the_first_talks_are_shown_without_what_only_keys_need(tmp_path: Path) -> None:
    root = many(tmp_path / "notes")
    beside_a_bare_app = imported_by("import textual.app, textual.widgets")
    assert not (imported_by(FIRST_TALKS, str(root)) - beside_a_bare_app) & set(AFTER_THEM)


def _every_module(check: Callable[[str], bool]) -> list[str]:
    from talktui.tui.controllers import FIRST, LANGUAGE, MARKDOWN, REST

    return [name for name in (*FIRST, *MARKDOWN, *LANGUAGE, *REST) if check(name)]


def test_what_is_imported_in_the_background_is_there() -> None:
    from importlib.util import find_spec

    assert not _every_module(lambda name: find_spec(f"talktui.{name}") is None)
