"""Renew the key tables in README.md and docs/keys.md from the command table.

`--check` changes nothing and fails when they are stale.
"""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path

from talktui.tui.commands import COMMANDS, Command, Context, shown_key

ROOT = Path(__file__).resolve().parent.parent
BEGIN, END = "<!-- keys: made by scripts/key_tables.py -->", "<!-- /keys -->"


def keys_of(command: Command) -> str:
    return " ".join(f"`{shown_key(key)}`" for key in command.keys)


def escaped(text: str) -> str:
    return text.replace("|", "\\|")


def readme_table() -> str:
    """One row a context: every key with its title."""
    lines = ["| where | keys |", "|---|---|"]
    for context, group in groupby(COMMANDS, key=lambda command: command.context):
        cells = " · ".join(f"{keys_of(command)} {escaped(command.title)}" for command in group)
        lines.append(f"| {context.value.lower()} | {cells} |")
    return "\n".join(lines)


def keys_page() -> str:
    """docs/keys.md: a table a context, with ids for the `keys` setting."""
    parts = [
        "# Keys",
        "",
        "Made from the command table by `make readme`. The same table feeds the app's help (`?`), its",
        "footer and its palette (`ctrl+p`). To give a command other keys, put its id under `keys` in the",
        "settings; see [settings](settings.md).",
    ]
    for context in Context:
        parts += [
            "",
            f"## {context.value}",
            "",
            "| keys | command | id | what it does |",
            "|---|---|---|---|",
        ]
        parts += [
            f"| {keys_of(command)} | {escaped(command.title)} | `{command.id}` | {escaped(command.help)} |"
            for command in COMMANDS
            if command.context is context
        ]
    return "\n".join(parts) + "\n"


def with_table(readme: str) -> str:
    before, rest = readme.split(BEGIN, 1)
    _, after = rest.split(END, 1)
    return f"{before}{BEGIN}\n{readme_table()}\n{END}{after}"


def main(argv: list[str]) -> int:
    readme, page = ROOT / "README.md", ROOT / "docs" / "keys.md"
    wanted = {readme: with_table(readme.read_text("utf-8")), page: keys_page()}
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text("utf-8") != text]
    if "--check" in argv:
        for path in stale:
            print(f"{path.name} is stale: run `make readme`", file=sys.stderr)
        return 1 if stale else 0
    for path in stale:
        path.write_text(wanted[path], "utf-8")
        print(f"renewed {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
