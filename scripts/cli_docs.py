"""Renews the `--help` of every command in docs/command-line.md; `--check` only tells whether it is stale."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from talktui.cli import MODULES, command

PAGE = Path(__file__).parent.parent / "docs" / "command-line.md"
_BLOCK = re.compile(r"(?P<open><!-- help: (?P<name>\S+) -->\n)(?:.*?)(?P<close><!-- /help -->)", re.DOTALL)


def help_of(name: str) -> str:
    """What `talktui NAME --help` prints; `talktui` is the command that opens the app."""
    return command("" if name == "talktui" else name).parser().format_help()


def renewed(page: str) -> str:
    """`page` with each block between `help` marks as its command says it now."""

    def block(match: re.Match[str]) -> str:
        return f"{match['open']}```text\n{help_of(match['name']).rstrip()}\n```\n{match['close']}"

    return _BLOCK.sub(block, page)


def missing(page: str) -> list[str]:
    """The commands that `page` has no block for."""
    there = {match["name"] for match in _BLOCK.finditer(page)}
    return [name for name in ("talktui", *MODULES) if name not in there]


def main() -> int:
    page = PAGE.read_text(encoding="utf-8")
    if lacking := missing(page):
        print(f"{PAGE.name} does not tell of: {', '.join(lacking)}", file=sys.stderr)
        return 1
    new = renewed(page)
    if "--check" in sys.argv[1:]:
        if new != page:
            print(f"{PAGE.name} is stale: run python scripts/cli_docs.py", file=sys.stderr)
        return int(new != page)
    PAGE.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
