"""The command table: whole, without clashes, and overridden by the person's own keys."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from talktui.config import load_settings
from talktui.tui.commands import BY_ID, COMMANDS, Context, Keymap
from tests.tui.conftest import OpenApp

ROOT = Path(__file__).resolve().parents[2]


def test_every_command_has_a_title_a_help_sentence_and_a_key() -> None:
    for command in COMMANDS:
        assert command.title, command.id
        assert command.help.endswith("."), command.id
        assert command.keys, command.id


async def test_every_command_has_exactly_one_handler(open_app: OpenApp) -> None:
    async with open_app() as driver:
        controllers = list(driver.browse.commanded())
    for command in COMMANDS:
        owners = [type(one).__name__ for one in controllers if hasattr(one, command.handler)]
        assert len(owners) == 1, (command.id, owners)


def test_ids_are_unique() -> None:
    assert len(BY_ID) == len(COMMANDS)


def test_no_two_commands_share_a_key_where_both_work() -> None:
    for one, other in combinations(COMMANDS, 2):
        if one.context == other.context:
            assert not set(one.keys) & set(other.keys), (one.id, other.id)


def test_every_key_stands_in_the_readme_and_the_keys_page() -> None:
    from scripts.key_tables import keys_of, keys_page

    readme = (ROOT / "README.md").read_text("utf-8")
    page = (ROOT / "docs" / "keys.md").read_text("utf-8")
    assert page == keys_page(), "run `make readme`"
    for command in COMMANDS:
        assert f"{keys_of(command)} {command.title}" in readme, f"{command.id}: run `make readme`"


def test_an_override_gives_a_command_another_key() -> None:
    keymap = Keymap({"tags": ("W",)})
    assert keymap.mistakes == []
    assert keymap.find(Context.TREE, "W") is BY_ID["tags"]
    assert keymap.find(Context.TREE, "t") is None


def test_keys_are_written_as_they_are_shown() -> None:
    keymap = Keymap({"filter": ("?",), "help": ("f1",)})
    assert keymap.mistakes != [] or keymap.find(Context.TREE, "question_mark") is BY_ID["filter"]


def test_an_unknown_command_id_is_told_with_the_nearest() -> None:
    keymap = Keymap({"tagz": ("T",)})
    assert "no command `tagz`" in keymap.mistakes[0].message
    assert "`tags`" in keymap.mistakes[0].message


def test_a_clash_is_told_and_the_built_in_keys_stay() -> None:
    keymap = Keymap({"tags": ("s",)})
    assert "`s`" in keymap.mistakes[0].message
    assert "`status`" in keymap.mistakes[0].message
    assert keymap.find(Context.TREE, "t") is BY_ID["tags"]
    assert keymap.find(Context.TREE, "s") is BY_ID["status"]


def test_a_tree_key_clashes_with_one_that_works_everywhere() -> None:
    assert "taken by `filter`" in Keymap({"mark": ("/",)}).mistakes[0].message


def test_two_commands_can_swap_keys_in_any_order() -> None:
    for overrides in ({"tags": ("s",), "status": ("t",)}, {"status": ("t",), "tags": ("s",)}):
        keymap = Keymap(overrides)
        assert keymap.mistakes == []
        assert keymap.find(Context.TREE, "s") is BY_ID["tags"]
        assert keymap.find(Context.TREE, "t") is BY_ID["status"]


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("/", "slash"),
        ("&", "ampersand"),
        ("esc", "escape"),
        ("Ctrl+X", "ctrl+x"),
        ("pgdn", "pagedown"),
        ("alt+↑", "alt+up"),
        ("ctrl++", "ctrl+plus"),
        ("+", "plus"),
        ("shift+w", "W"),
        ("F3", "f3"),
        (" ", "space"),
    ],
)
def test_keys_are_taken_as_people_write_them(written: str, key: str) -> None:
    keymap = Keymap(
        {
            "problems": (written,),
            "fold": ("f9",),
            "tags": ("f8",),
            "clear": ("f7",),
            "filter": ("f6",),
            "page-down": ("f5",),
            "view-page-down": ("f5",),
            "back-to-tree": ("f4",),
            "back": ("f12",),
        }
    )
    assert keymap.mistakes == []
    assert keymap.find(Context.TREE, key) is BY_ID["problems"]


@pytest.mark.parametrize("written", ["crtl+x", "foo", "ctrl+", "", "f99"])
def test_a_key_that_there_is_not_is_told(written: str) -> None:
    keymap = Keymap({"tags": (written,)})
    assert f"there is no key `{written}`" in keymap.mistakes[0].message
    assert keymap.find(Context.TREE, "t") is BY_ID["tags"]


def test_a_key_that_types_is_no_key_for_the_filter_bar() -> None:
    keymap = Keymap({"complete": ("c",)})
    assert "`c`" in keymap.mistakes[0].message
    assert keymap.find(Context.FILTER, "c") is None
    assert keymap.find(Context.FILTER, "tab") is BY_ID["complete"]
    assert Keymap({"complete": ("f3",)}).mistakes == []


def test_the_docs_example_of_own_keys_is_taken_as_it_stands(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "settings.md").read_text("utf-8")
    file = tmp_path / "config.yaml"
    file.write_text(text.split("```yaml\n")[1].split("```")[0], "utf-8")
    settings, problems = load_settings(file)
    assert not problems
    assert not Keymap(settings.keys).mistakes


@pytest.mark.parametrize("command", ["keep-filter", "keep-find"])
def test_no_letter_is_taken_from_a_bar_that_one_types_in(command: str) -> None:
    keymap = Keymap({command: ("x",)})
    assert keymap.find(BY_ID[command].context, "x") is None
    assert "typing" in keymap.mistakes[0].message
