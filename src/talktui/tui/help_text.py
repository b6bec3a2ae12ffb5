"""What the help shows: the command table by context, with the keys in force, and the filter language."""

from __future__ import annotations

from talktui.tui.commands import COMMANDS, Context, Keymap, shown_keys

FILTER_HELP = """\
words are all looked for · "a phrase" · -not · OR · ( ) · /regex/
tag:a (or #a; a/b too) · cat: conf: speaker: org: title: body: path: status:
rating:>=4 · duration:<30m · date:2023 · date:2023-05..2023-11 · date:"last month"
is:unwatched triaged queued watched … problem log marked conflict
has:video, has:notes, … · any key:value · key:none"""


def help_text(keymap: Keymap) -> tuple[list[tuple[str, list[tuple[str, str, str]]]], str]:
    """Each context with its commands (keys, title, what they do), and the filter language."""
    sections = [
        (
            str(context),
            [
                (shown_keys(command, keymap), command.title, command.help)
                for command in COMMANDS
                if command.context is context
            ],
        )
        for context in Context
    ]
    return sections, FILTER_HELP
