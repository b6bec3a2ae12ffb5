"""The command line: `talktui [DIR]` opens the app, `talktui list` and the others print or change notes.

One file per command. Each is imported when it is asked for, and none imports Textual: only opening
the app does.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import NoReturn

from talktui.cli.command import INTERRUPTED, NOTHING, WRONG_USAGE, Command, NothingFoundError, WrongUsageError
from talktui.cli.output import Output
from talktui.notes.scan import NotesDirectoryError

PIPE_CLOSED = 141  # 128 + SIGPIPE

# Where each command is told, in the order of `talktui --help`.
MODULES = {
    "list": "talktui.cli.list_talks",
    "show": "talktui.cli.show",
    "stats": "talktui.cli.stats",
    "tag": "talktui.cli.tag",
    "tags": "talktui.cli.tags",
    "set": "talktui.cli.set_fields",
    "new": "talktui.cli.new",
    "import": "talktui.cli.import_talks",
    "rename": "talktui.cli.rename",
    "move": "talktui.cli.move",
    "delete": "talktui.cli.delete",
    "split": "talktui.cli.split",
    "join": "talktui.cli.join",
    "export": "talktui.cli.export",
    "undo": "talktui.cli.undo",
    "redo": "talktui.cli.redo",
    "check": "talktui.cli.check",
    "recover": "talktui.cli.recover",
}


def command(name: str) -> Command:
    """The command called `name`; "" is the one that opens the app."""
    found = import_module(MODULES[name] if name else "talktui.cli.open_app").COMMAND
    if not isinstance(found, Command):
        raise TypeError(f"{MODULES[name]} has no COMMAND")
    return found


def main(argv: list[str] | None = None) -> int:
    """Run `talktui` with `argv` (else the process's arguments) and return its exit code.

    0 ok, 1 nothing matched or problems found, 2 wrong usage; 130 when interrupted, 141 when whoever
    read the output closed it.
    """
    arguments = sys.argv[1:] if argv is None else argv
    name = arguments[0] if arguments and arguments[0] in MODULES else ""
    collects = gc.isenabled()
    # A command ends before there is garbage worth looking for among all notes; the app enables it again once
    # what it begins with is imported.
    gc.disable()
    try:
        return _told(name, arguments)
    finally:
        if collects:
            gc.enable()


def run() -> NoReturn:
    """What the `talktui` script does: :func:`main`, and then the end of the process.

    After a command nothing is left to be put in order, and Python would take apart every object and module
    one by one: a tenth of what `talktui list` takes.
    """
    code = main()
    if sys.argv[1:2] and sys.argv[1] in MODULES:
        with suppress(OSError, ValueError):  # if it cannot be told here, Python's own end tells it
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    sys.exit(code)


def _told(name: str, arguments: Sequence[str]) -> int:
    """Run the command `name`, tell what goes wrong on standard error, and give the exit code."""
    out = Output()
    try:
        try:
            code = _run(name, arguments[1:] if name else arguments, out)
        finally:
            out.end()
        out.flush()
    except WrongUsageError as error:
        out.note(f"talktui {name}".rstrip() + f": {error.lines[0]}")
        for line in error.lines[1:]:
            out.note(line)
        return WRONG_USAGE
    except NotesDirectoryError as error:
        out.note(f"talktui {name}".rstrip() + f": {error}")
        return WRONG_USAGE
    except NothingFoundError as error:
        out.note(str(error))
        return NOTHING
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Python flushes standard output once more at exit; that must not raise again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    return code


def _run(name: str, arguments: Sequence[str], out: Output) -> int:
    asked = command(name)
    try:
        args = asked.parser().parse(arguments)
    except SystemExit as leaving:  # after --help and --version
        out.flush()
        return leaving.code if isinstance(leaving.code, int) else 0
    try:
        return asked.run(args, out)
    except NothingFoundError:
        if asked.empty is not None and args.json:
            out.json(asked.empty(args))
        raise


def close_to(word: str) -> str | None:
    """The command that `word` may be a slip for."""
    from difflib import get_close_matches  # for mistakes only

    found = get_close_matches(word, MODULES, n=1)
    return found[0] if found else None
