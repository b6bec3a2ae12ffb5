"""Other programs: the editor and the opener, always as an argument list, never through a shell."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from talktui.notes.links import why_not_web
from talktui.notes.read_file import in_words, is_inside

_PATIENCE = 20.0  # seconds that a browser may take to start
_APART: dict[str, Any] = {
    "stdin": subprocess.DEVNULL,
    "stdout": subprocess.DEVNULL,
    "stderr": subprocess.DEVNULL,
    "start_new_session": True,
}
"""How a program is started that must have nothing to do with this terminal."""

_PLUS_LINE = frozenset(
    "vi vim nvim view nano pico emacs emacsclient kak micro joe jed ne mg gvim mvim ed ex mcedit".split()
)
_COLON_LINE = frozenset("code codium code-insiders subl hx helix zed cursor atom".split())
_WAITS = {"code": "--wait", "codium": "--wait", "code-insiders": "--wait", "subl": "--wait", "zed": "--wait"}
_GOTO = frozenset({"code", "codium", "code-insiders", "cursor"})


class CannotOpen(Exception):
    """Another program could not be started; the message says what to set."""


def editor_command(
    setting: Sequence[str] | None, environment: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """The editor's argument list: the `editor` setting, else `$VISUAL`, else `$EDITOR`, else `vi`.

    Raises CannotOpen when the value cannot be split into words or the program is not installed.
    """
    environment = os.environ if environment is None else environment
    if setting:
        return _installed(tuple(setting), "the setting `editor`")
    for name in ("VISUAL", "EDITOR"):
        value = environment.get(name, "").strip()
        if value:
            return _installed(_split(value, f"${name}"), f"${name}")
    return _installed(("vi",), "the editor `vi` ($VISUAL and $EDITOR are not set)")


def editor_argv(command: Sequence[str], file: Path, line: int = 1) -> list[str]:
    """What to run to open `file` at `line` (1-based). The path is absolute, so it is never an option."""
    target = str(file.absolute())
    name = Path(command[0]).name
    if name in _PLUS_LINE:
        return [*command, f"+{max(1, line)}", target]
    if name in _COLON_LINE:
        extra = [_WAITS[name]] if name in _WAITS and _WAITS[name] not in command else []
        goto = ["--goto"] if name in _GOTO else []
        return [*command, *extra, *goto, f"{target}:{max(1, line)}"]
    return [*command, target]


def run_here(argv: Sequence[str]) -> int:
    """Run a program in this terminal until it ends; its exit code (negative: the signal that ended it).

    ctrl+c and ctrl+\\ typed into it are its own: they come to the whole terminal, but do not end us.
    Raises CannotOpen when it cannot be started.
    """
    mine = threading.current_thread() is threading.main_thread()
    # A handler of ours, not SIG_IGN, which the program would inherit.
    names = (signal.SIGINT, signal.SIGQUIT) if mine and hasattr(signal, "SIGQUIT") else ()
    before = {name: signal.signal(name, lambda *_: None) for name in names}
    try:
        return subprocess.run(list(argv), check=False).returncode
    except (OSError, ValueError) as error:
        raise CannotOpen(f"{argv[0]} could not be started: {_reason(error)}") from error
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


def note_file(root: Path, path: str) -> Path:
    """The file of the note at `path` below `root`, links resolved, for another program to open.

    Raises CannotOpen when it is no regular file, or outside `root`: a link in a shared notes directory
    must not put somebody's other files into their editor.
    """
    try:
        real = os.path.realpath(root / path, strict=True)
        status = os.stat(real)
    except (OSError, ValueError) as error:
        reason = in_words(error) if isinstance(error, OSError) else "its name cannot be a file's"
        raise CannotOpen(f"{path} is not opened: {reason}") from error
    if not is_inside(os.path.realpath(root), real):
        raise CannotOpen(f"{path} is not opened: it is a link to a file outside the notes directory, {real}")
    if not stat.S_ISREG(status.st_mode):
        raise CannotOpen(f"{path} is not opened: it is no regular file")
    return Path(real)


def check_url(url: str) -> str:
    """`url` when it is an http or https address that may be opened (see `links.why_not_web`).

    Raises CannotOpen with a sentence naming it otherwise.
    """
    reason = why_not_web(url)
    if reason is not None:
        raise CannotOpen(reason)
    return url


def open_url(url: str, opener: Sequence[str] | None = None) -> None:
    """Open an http(s) address in the browser, or with the `open` setting's program.

    Blocks as long as the opener takes to start: call it from a worker.
    Raises CannotOpen when the address is none or no program could be started.
    """
    check_url(url)
    if not opener:
        in_browser(url)
        return
    argv = [*_installed(tuple(opener), "the setting `open`"), url]
    try:
        subprocess.Popen(argv, **_APART)
    except (OSError, ValueError) as error:
        raise CannotOpen(f"{argv[0]} could not be started: {_reason(error)}") from error


def in_browser(url: str) -> None:
    """Open a checked address in the system's browser; raises CannotOpen when there is none.

    In a process of its own, since a browser writes what it likes, web pages' errors too, on the terminal
    that it is started from. Isolated (`-I`): a `webbrowser.py` in the folder one is in is not run.
    """
    code = "import sys, webbrowser; sys.exit(not webbrowser.open(sys.argv[1]))"
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", code, url], check=False, timeout=_PATIENCE, **_APART
        )
    except subprocess.TimeoutExpired:
        return  # it was started, and stays
    except (OSError, ValueError) as error:
        raise CannotOpen(f"no browser could be started: {_reason(error)}") from error
    if done.returncode:
        raise CannotOpen("no browser was found; set `open` in the settings")


def _reason(error: OSError | ValueError) -> str:
    return in_words(error) if isinstance(error, OSError) else str(error)


def _split(value: str, name: str) -> tuple[str, ...]:
    try:
        words = tuple(shlex.split(value))
    except ValueError as error:
        raise CannotOpen(f"{name} is {value!r}, which cannot be split into words: {error}") from error
    if not words:
        raise CannotOpen(f"{name} is empty; set it to your editor, `vim` for example")
    return words


def _installed(command: tuple[str, ...], name: str) -> tuple[str, ...]:
    if shutil.which(command[0]) is None:
        raise CannotOpen(f"{name} names {command[0]!r}, which is not installed or not on the PATH")
    return command
