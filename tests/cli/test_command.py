"""Words and options are told apart the same way by every command."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talktui.cli import MODULES, command, main
from talktui.cli.command import Parser, WrongUsageError


def parser(*, literal_dashes: bool = False) -> Parser:
    made = Parser("talktui test", literal_dashes=literal_dashes)
    made.add_argument("query")
    made.add_argument("words", nargs="*")
    made.add_argument("--notes")
    made.add_argument("--json", action="store_true")
    made.add_argument("-0", "--null", action="store_true")
    return made


@pytest.mark.parametrize(
    ("argv", "query", "words"),
    [
        (["a", "+b", "-c"], "a", ["+b", "-c"]),
        (["-a", "-c"], "-a", ["-c"]),
        (["--json", "a", "-c"], "a", ["-c"]),
        (["a", "-c", "--notes", "x", "+d"], "a", ["-c", "+d"]),
        (["a", "--", "--json"], "a", ["--json"]),
        (["--", "-0"], "-0", []),
        (["a", "--", "-h"], "a", ["-h"]),
        (["", "+b"], "", ["+b"]),
    ],
)
def test_a_word_may_begin_with_one_dash(argv: list[str], query: str, words: list[str]) -> None:
    args = parser().parse(argv)
    assert (args.query, args.words) == (query, words)


def test_options_stand_anywhere_and_take_their_values() -> None:
    args = parser().parse(["a", "--notes", "-dir", "-0", "b"])
    assert (args.notes, args.null, args.words) == ("-dir", True, ["b"])
    assert parser().parse(["a", "--notes=b"]).notes == "b"


@pytest.mark.parametrize("argv", [["a", "--notes"], ["a", "--notes", "--json"], ["a", "--jsn"], []])
def test_what_cannot_be_read_says_so(argv: list[str]) -> None:
    with pytest.raises(WrongUsageError) as raised:
        parser().parse(argv)
    assert raised.value.lines[-1] == "For help: talktui test --help"


def test_an_option_with_one_dash_too_few_is_a_slip_except_among_tags() -> None:
    with pytest.raises(WrongUsageError, match="did you mean --json"):
        parser().parse(["a", "-json"])
    assert parser(literal_dashes=True).parse(["a", "-json"]).words == ["-json"]
    with pytest.raises(WrongUsageError):
        parser(literal_dashes=True).parse(["-json", "a"])


@given(st.lists(st.text(max_size=5).filter(lambda word: word != "--"), min_size=1, max_size=5))
def test_after_two_dashes_every_word_is_kept(words: list[str]) -> None:
    args = parser().parse(["--", *words])
    assert [args.query, *args.words] == words


@pytest.mark.parametrize("name", ["", *MODULES])
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*([name] if name else []), "--help"]) == 0
    text = capsys.readouterr().out
    told = command(name)
    assert text.startswith(f"usage: {f'talktui {name}'.strip()} ")
    assert told.examples
    for line, does in told.examples:
        assert line in text
        assert does in text
    assert "exit codes: 0 ok" in text
    if name:
        assert "--notes" in text


def test_the_first_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--help"])
    text = capsys.readouterr().out
    for name in MODULES:
        assert f"talktui {name} " in text
        assert command(name).summary in text


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    from talktui import __version__

    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"talktui {__version__}\n"
