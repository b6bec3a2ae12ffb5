"""What a command is, and the argument parser they all share.

A command's module says what it takes and does; everything that several commands have in common
(`--notes`, `--json`, `--dry-run`, how words that begin with a dash are read, the look of `--help`)
stands here once.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from talktui.cli.output import Output
from talktui.safe_text import visible_line

OK = 0
NOTHING = 1  # nothing matched, problems were found, or something could not be changed
WRONG_USAGE = 2
INTERRUPTED = 130  # 128 + SIGINT, as shells have it

EXIT_CODES = "exit codes: 0 ok, 1 nothing matched or problems found, 2 wrong usage"

HELP_WIDTH = 100


class WrongUsageError(Exception):
    """What the person typed cannot be done as typed. The message says why and what to type instead."""

    def __init__(self, message: str, *more: str) -> None:
        super().__init__(message)
        self.lines = (message, *more)


class NothingFoundError(Exception):
    """What was asked for is not there. The message says what was looked for."""


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Help as it is written, at one width, so that the page in `docs/` and the terminal agree."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=26, width=HELP_WIDTH)


class Parser(argparse.ArgumentParser):
    """An argument parser that raises :class:`WrongUsageError` and lets words begin with a dash.

    `-security` is a query ("not security") and `-old` takes a tag off, so a word with one dash is an
    option only when it is one of this parser's own (`-h`, `-0`).
    """

    def __init__(
        self, prog: str, about: str | Callable[[], str] = "", *, literal_dashes: bool = False, **settings: Any
    ) -> None:
        self._about = about
        self._takes_value: dict[str, bool] = {}
        self._literal_dashes = literal_dashes
        super().__init__(prog=prog, formatter_class=_Formatter, allow_abbrev=False, **settings)

    def format_help(self) -> str:
        """As argparse does, with what the command is about."""
        self.description = self._about if isinstance(self._about, str) else self._about()
        return super().format_help()

    def add_argument(self, *names: Any, **settings: Any) -> argparse.Action:
        """As argparse does, remembering which options take a value."""
        action = super().add_argument(*names, **settings)
        self._takes_value.update(dict.fromkeys(action.option_strings, action.nargs != 0))
        return action

    def error(self, message: str) -> NoReturn:
        """Raise what is wrong instead of printing and leaving."""
        raise WrongUsageError(message, f"For help: {self.prog} --help")

    def parse(self, argv: Sequence[str]) -> argparse.Namespace:
        """Read `argv` (without the command's name).

        Raises :class:`WrongUsageError`, and SystemExit after `--help` and `--version`.
        """
        options: list[str] = []
        words: list[str] = []
        rest = iter(argv)
        for token in rest:
            if token == "--":
                words.extend(rest)
            elif token in self._takes_value:
                options.append(token)
                if self._takes_value[token]:
                    value = next(rest, None)
                    if value is None or value in self._takes_value:
                        self.error(f"{token} needs a value after it")
                    # One token, so that a value that begins with a dash stays a value.
                    options[-1] = f"{token}={value}"
            elif token.startswith("--"):
                options.append(token)
            else:
                self._not_a_slip(token, words)
                words.append(token)
        # Without words no "--" either: a command that takes none would not know it.
        return self.parse_args([*options, *(["--", *words] if words else [])])

    def _not_a_slip(self, token: str, words: Sequence[str]) -> None:
        """Stop at `-json`: it is far likelier `--json` than a query without "json"."""
        if (
            token.startswith("-")
            and f"-{token}" in self._takes_value
            and not (words and self._literal_dashes)
        ):
            self.error(f"{token}: did you mean -{token}? (a word like it can be given after --)")


@dataclass(frozen=True)
class Command:
    """One command of `talktui`: its help, its arguments and what it does."""

    name: str
    summary: str  # one line, in `talktui --help`
    usage: str  # what follows the name
    about: str | Callable[[], str]  # paragraphs of `--help`, before the options; made when they are shown
    examples: tuple[tuple[str, str], ...]  # a command line, and what it does
    arguments: Callable[[Parser], None]
    run: Callable[[argparse.Namespace, Output], int]
    empty: Callable[[argparse.Namespace], Any] | None = None  # what --json prints when nothing is found
    literal_dashes: bool = False  # after the first word, `-word` is never a slip for `--word`

    def parser(self) -> Parser:
        """The parser of this command's arguments, which also makes its `--help`."""
        prog = f"talktui {self.name}".rstrip()
        parser = Parser(
            prog,
            self.about,
            literal_dashes=self.literal_dashes,
            usage=f"{prog} {self.usage}",
            epilog=_epilog(self.examples),
        )
        self.arguments(parser)
        return parser


def _epilog(examples: Sequence[tuple[str, str]]) -> str:
    lines = ["examples:"]
    for line, does in examples:
        lines += [f"  {line}", f"      {does}"]
    return "\n".join([*lines, "", EXIT_CODES])


def add_notes(parser: Parser) -> None:
    """`--notes DIR`: which notes directory."""
    parser.add_argument(
        "--notes",
        metavar="DIR",
        help="the notes directory (else `notes` of config.yaml, else the sample notes)",
    )


def add_json(parser: Parser, what: str) -> None:
    """`--json`: the result for programs. `what` says what is in it."""
    parser.add_argument("--json", action="store_true", help=f"print {what} as JSON (ASCII, one document)")


def add_dry_run(parser: Parser) -> None:
    """`--dry-run`: show a command's changes without making them."""
    parser.add_argument("--dry-run", action="store_true", help="change nothing; show the changes as a diff")


def add_query(parser: Parser) -> None:
    """QUERY where nothing follows it, so that several words need no quotes."""
    parser.add_argument(
        "query",
        metavar="QUERY",
        nargs="*",
        help="which talks, in the filter language; several words are joined; none is every talk",
    )


def add_one_query(parser: Parser) -> None:
    """QUERY where something follows it: one word of the command line."""
    parser.add_argument(
        "query", metavar="QUERY", help="which talks, in the filter language; '' is every talk"
    )


def no_objects(_: argparse.Namespace) -> list[Any]:
    """The empty array, for commands whose `--json` is one."""
    return []


def shown(text: object) -> str:
    """What the person typed, or a path, quoted for a message."""
    return f"“{visible_line(str(text))}”"
