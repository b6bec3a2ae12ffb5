"""docs/command-line.md tells of every command, as it is now."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from talktui.cli import MODULES, command
from talktui.cli.talk_json import talk_json
from talktui.notes.talk import Talk, TalkKey

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")


def test_the_page_has_every_command_and_its_help_as_it_is() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "cli_docs.py"), "--check"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_every_command_module_is_reached() -> None:
    folder = ROOT / "src" / "talktui" / "cli"
    telling = {
        f"talktui.cli.{path.stem}" for path in folder.glob("*.py") if "\nCOMMAND = " in path.read_text()
    }
    assert telling == {*MODULES.values(), "talktui.cli.open_app"}


def test_every_key_of_the_json_is_told() -> None:
    for key in talk_json(Talk(TalkKey("a.md"), "A")):
        assert f"`{key}`" in PAGE, key


@pytest.mark.parametrize("name", ["", *MODULES])
def test_examples_are_valid_command_lines(name: str) -> None:
    told = command(name)
    parser = told.parser()
    for line, _ in told.examples:
        # The first command of a pipe, and what stands in <( ).
        text = re.sub(r".*<\((.*)\)", r"\1", line).split(" | ")[0]
        words = shlex.split(text)
        assert words[0] == "talktui"
        parser.parse(words[2:] if name else words[1:])


def test_the_pages_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", PAGE):
        assert (ROOT / "docs" / target).is_file(), target
