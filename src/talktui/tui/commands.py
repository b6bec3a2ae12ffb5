"""The one command table: it feeds the keys, the footer, the help, the palette and the docs.

A command is told once, here. Its handler is the method of the browse screen's controllers that
carries its id (`next-talk` is `next_talk`); a test fails when one lacks a handler or a help text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from talktui.notes.problem import Problem
from talktui.tui.key_names import key_named, shown_key, types_text

__all__ = ["BY_ID", "COMMANDS", "Command", "Context", "Keymap", "shown_key", "shown_keys"]


class Context(StrEnum):
    """Where a command's keys work. The value is the heading that help and docs show."""

    EVERYWHERE = "Everywhere"
    TALK = "On a talk, or on the marked ones"
    TREE = "In the tree"
    VIEWER = "In the viewer"
    TRIAGE = "In the triage"
    FILTER = "In the filter bar"
    FIND = "In the find bar"


@dataclass(frozen=True, slots=True)
class Command:
    """One thing a person can do. `keys` are Textual key names; `edits` says it changes notes."""

    id: str
    title: str
    keys: tuple[str, ...]
    context: Context
    help: str
    edits: bool = False

    @property
    def handler(self) -> str:
        """The name of the method that carries it out."""
        return self.id.replace("-", "_")


def _everywhere(id_: str, title: str, keys: str, text: str) -> Command:
    return Command(id_, title, tuple(keys.split()), Context.EVERYWHERE, text)


def _talk(id_: str, title: str, keys: str, text: str, *, edits: bool = True) -> Command:
    return Command(id_, title, tuple(keys.split()), Context.TALK, text, edits=edits)


def _tree(id_: str, title: str, keys: str, text: str) -> Command:
    return Command(id_, title, tuple(keys.split()), Context.TREE, text)


def _viewer(id_: str, title: str, keys: str, text: str) -> Command:
    return Command(id_, title, tuple(keys.split()), Context.VIEWER, text)


def _triage(id_: str, title: str, keys: str, text: str) -> Command:
    return Command(id_, title, tuple(keys.split()), Context.TRIAGE, text)


def _filter(id_: str, title: str, keys: str, text: str) -> Command:
    return Command(id_, title, tuple(keys.split()), Context.FILTER, text)


def _find(id_: str, title: str, keys: str, text: str) -> Command:
    return Command(id_, title, tuple(keys.split()), Context.FIND, text)


TYPED = frozenset({Context.FILTER, Context.FIND})
"""Panes where letters are text and only their own commands' keys are taken."""

IN_TRIAGE = frozenset(
    "tags rate-0 rate-1 rate-2 rate-3 rate-4 rate-5 verdict append edit edit-outside fields conflict video"
    " backlinks copy-link palette redo history theme narrower wider stats help".split()
)
"""What has its keys in the triage beside its own commands and the viewer's, and is about the talk shown."""

COMMANDS: tuple[Command, ...] = (
    _everywhere("filter", "filter", "slash", "Go to the filter bar; the tree follows every key."),
    _everywhere("next-pane", "next pane", "tab", "Go to the next pane: tree, viewer."),
    _everywhere("previous-pane", "previous pane", "shift+tab", "Go to the pane before."),
    _everywhere("next-talk", "next talk", "J", "Show the next talk, from the tree or the viewer."),
    _everywhere("previous-talk", "previous talk", "K", "Show the talk before."),
    _everywhere(
        "palette", "palette", "ctrl+p", "Every command by name, and a jump to any talk by its title."
    ),
    _everywhere("undo", "undo", "u", "Take the last edit back; the file gets its very bytes again."),
    _everywhere("redo", "redo", "ctrl+r", "Make the edit again that was taken back."),
    _everywhere(
        "history",
        "edit history",
        "U",
        "Every edit with its difference, those of earlier days and of the command line too; undo any.",
    ),
    _everywhere(
        "group", "group by", "b", "Group the tree by conference, category, tag, speaker, status and more."
    ),
    _everywhere("sort", "sort by", "B", "Sort the talks within their group."),
    _everywhere(
        "problems", "problems", "ctrl+e", "List what is wrong with notes and settings; enter goes there."
    ),
    _everywhere(
        "recovered",
        "drafts and recovered texts",
        "ctrl+g",
        "List what was typed and is not saved, and what a cut-off save left; open, save or throw it away.",
    ),
    _everywhere(
        "all-tags",
        "all tags",
        "T",
        "Every tag with its counts: filter by one; rename, merge or delete it everywhere.",
    ),
    _everywhere(
        "triage",
        "triage",
        "w",
        "Go through the talks without a status, one by one: the marked ones, the group's, or those shown.",
    ),
    _everywhere(
        "import-talks",
        "import",
        "I",
        "Import a schedule, a playlist or a post: a table of what would happen, to choose from.",
    ),
    _everywhere(
        "stats",
        "figures",
        "S",
        "The talks shown, and their hours, by conference, category, speaker, month, status …, as bars.",
    ),
    _everywhere("theme", "theme", "f2", "Choose a theme; it is remembered."),
    _everywhere(
        "narrower", "narrower tree", "less_than_sign", "Give the tree less of the width; it is remembered."
    ),
    _everywhere("wider", "wider tree", "greater_than_sign", "Give the tree more of the width."),
    _everywhere("reload", "reload", "r", "Read the notes directory again."),
    _everywhere("help", "help", "question_mark", "Show every key and what it does."),
    _everywhere("quit", "quit", "q", "Leave. Everything is saved already."),
    _talk("tags", "tags", "t", "Add and take off tags: +new -old, completed from the ones in use."),
    _talk("status", "status", "s", "Set the status: queued, watching, watched, attended, skipped, or none."),
    _talk("rate-1", "rate ★", "1", "Rate it one of five."),
    _talk("rate-2", "rate ★★", "2", "Rate it two of five."),
    _talk("rate-3", "rate ★★★", "3", "Rate it three of five."),
    _talk("rate-4", "rate ★★★★", "4", "Rate it four of five."),
    _talk("rate-5", "rate ★★★★★", "5", "Rate it five of five."),
    _talk("rate-0", "no rating", "0", "Take the rating off."),
    _talk("verdict", "verdict", "exclamation_mark", "Write its verdict, one line."),
    _talk("append", "append a line", "A", "Add a line at the end of its notes."),
    _talk("edit", "edit", "e", "Edit its notes here; ctrl+s saves, esc leaves."),
    _talk("edit-outside", "edit in $EDITOR", "E", "Open its file in $VISUAL or $EDITOR, at this line."),
    _talk("fields", "fields", "i", "See and edit every field, unknown ones too."),
    _talk(
        "repeat",
        "repeat the last edit",
        "full_stop",
        "Make the last edit again, on this talk or the marked ones.",
    ),
    _talk("new", "new talk", "a", "A new talk here: a section in a talk log, else a file."),
    _talk(
        "delete", "delete", "D", "Delete it, after a preview: files to the trash, sections out of their log."
    ),
    _talk("rename", "rename", "R", "Give it another title, its file another name; links to it follow."),
    _talk("move", "move", "M", "Move it to another folder, a section to another log; links follow."),
    _talk(
        "headings",
        "these headings are talks",
        "H",
        "Choose which of the note's headings are talks of their own.",
    ),
    _talk(
        "reattach",
        "reattach an entry",
        "ctrl+t",
        "Give an entry of a talk log that lost its heading a new one.",
    ),
    _talk(
        "conflict",
        "settle a sync conflict",
        "C",
        "Compare the note with the copy that a sync program left beside it, and take one or both.",
    ),
    _talk(
        "video", "open the video", "o", "Open the talk's video; on a conference, its playlist.", edits=False
    ),
    _talk(
        "backlinks", "talks that link here", "L", "List the talks whose text links to this one.", edits=False
    ),
    _talk(
        "copy-link",
        "copy the link",
        "y",
        "Copy the talk's video link, else its page's; on a conference, its playlist's.",
        edits=False,
    ),
    _tree("down", "down", "j down", "Move down; the talk shows at once."),
    _tree("up", "up", "k up", "Move up."),
    _tree("top", "first row", "g home", "Go to the first row."),
    _tree("bottom", "last row", "G end", "Go to the last row."),
    _tree("page-down", "page down", "pagedown ctrl+d", "Move down a page."),
    _tree("page-up", "page up", "pageup ctrl+u", "Move up a page."),
    _tree("close", "close", "h left", "Close the group, or go to the one it stands in."),
    _tree("open", "open", "l right", "Open the group, or go into it."),
    _tree("fold", "fold", "space", "Open or close the group."),
    _tree("fold-all", "fold all", "z", "Close every group, or open them all again."),
    _tree("read", "read", "enter", "Go to the viewer; on a group, open or close it."),
    _tree("mark", "mark", "v", "Mark the talk, or take its mark off, and go on."),
    _tree("mark-all", "mark all shown", "V", "Mark every shown talk, or take all marks off."),
    _tree(
        "clear",
        "clear the filter",
        "escape",
        "Clear the filter; with none, take all marks off. It stops a change of many files, too.",
    ),
    _viewer("scroll-down", "scroll down", "j down", "Scroll a line down."),
    _viewer("scroll-up", "scroll up", "k up", "Scroll a line up."),
    _viewer("half-page-down", "half a page down", "ctrl+d", "Scroll half a page down."),
    _viewer("half-page-up", "half a page up", "ctrl+u", "Scroll half a page up."),
    _viewer("view-page-down", "page down", "space pagedown", "Scroll a page down."),
    _viewer("view-page-up", "page up", "pageup", "Scroll a page up."),
    _viewer("view-top", "to the top", "g home", "Go to the top of the note."),
    _viewer("view-bottom", "to the end", "G end", "Go to the end of the note."),
    _viewer("scroll-left", "scroll left", "shift+left", "Scroll a wide table to the left."),
    _viewer("scroll-right", "scroll right", "shift+right", "Scroll a wide table to the right."),
    _viewer("next-link", "next link", "right_square_bracket", "Go to the next link; it says where it leads."),
    _viewer("previous-link", "previous link", "left_square_bracket", "Go to the link before."),
    _viewer(
        "follow-link", "follow the link", "enter", "Go where the link leads: a talk, a heading, the web."
    ),
    _viewer("back", "back", "backspace alt+left", "Go back to where the last link was followed."),
    _viewer("forward", "forward", "alt+right", "Go forward again."),
    _viewer("find", "find in the note", "f", "Find text in the note; hits are marked and counted."),
    _viewer("find-next", "next hit", "n", "Go to the next hit."),
    _viewer("find-previous", "previous hit", "N", "Go to the hit before."),
    _viewer("outline", "outline", "c", "Show the note's headings; moving in them moves the note."),
    _viewer("source", "source", "m", "Show the Markdown itself, or the note again."),
    _viewer(
        "select", "select lines", "v", "Select lines: the keys that scroll extend it, y copies, esc ends."
    ),
    _viewer("select-all", "select all", "ctrl+a", "Select the whole note; y copies it."),
    _viewer("copy-section", "copy the section", "Y", "Copy the Markdown of the section under way."),
    _viewer("back-to-tree", "back to the tree", "escape h left", "Go back to the tree."),
    _triage("triage-queue", "queue it", "q", "Queue the talk and go on to the next."),
    _triage("triage-skip", "skip it", "x s", "Skip the talk and go on."),
    _triage("triage-later", "later", "l space", "Leave the talk as it is, for the next triage, and go on."),
    _triage("triage-back", "back", "u", "Go back to the talk before and take what was decided back."),
    _triage("triage-read", "read", "enter", "Read with the viewer's keys; esc goes back to the triage."),
    _triage("triage-leave", "leave", "escape", "Leave the triage; what was decided is saved."),
    _filter("keep-filter", "keep it", "enter", "Keep the filter and go to the tree."),
    _filter("leave-filter", "go to the tree", "escape", "Go to the tree; there, esc clears the filter."),
    _filter("earlier-filter", "earlier filter", "up", "Bring back an earlier filter."),
    _filter("later-filter", "later filter", "down", "Go to a later one."),
    _filter(
        "complete", "complete", "tab", "Complete the word before the cursor; again, take the next choice."
    ),
    _filter("complete-back", "previous choice", "shift+tab", "Take the choice before."),
    _find("keep-find", "go to the note", "enter", "Keep the hits marked; n and N walk them."),
    _find("leave-find", "stop finding", "escape", "Take the marks off."),
    _find("hit-below", "next hit", "down", "Go to the next hit."),
    _find("hit-above", "previous hit", "up", "Go to the hit before."),
)

BY_ID: Mapping[str, Command] = {command.id: command for command in COMMANDS}


def shown_keys(command: Command, keymap: Keymap | None = None) -> str:
    """All keys of a command as people write them, with a space between."""
    keys = keymap.keys(command) if keymap else command.keys
    return " ".join(shown_key(key) for key in keys)


class Keymap:
    """Which key runs which command in which context, with the person's overrides applied.

    A clash or an unknown id leaves the built-in keys in force and is told in `mistakes`.
    """

    def __init__(
        self, overrides: Mapping[str, Sequence[str]] | None = None, lines: Mapping[str, int] | None = None
    ) -> None:
        """`lines` says where in the settings each override stands."""
        self.mistakes: list[Problem] = []
        self._lines = lines or {}
        self._keys: dict[str, tuple[str, ...]] = {command.id: command.keys for command in COMMANDS}
        wanted = [id_ for id_ in overrides or {} if self._knows(id_)]
        for id_ in wanted:
            self._keys[id_] = self._understood(id_, (overrides or {})[id_])
        # Only once all are in can a clash be told from a swap; each one found gives up an override.
        while (clash := self._clash(wanted)) is not None:
            wanted.remove(clash)
            self._keys[clash] = BY_ID[clash].keys
        self._by_key: dict[tuple[Context, str], Command] = {
            (command.context, key): command for command in COMMANDS for key in self._keys[command.id]
        }

    def _knows(self, id_: str) -> bool:
        if id_ in BY_ID:
            return True
        near = get_close_matches(id_, BY_ID, 1)
        hint = f"did you mean `{near[0]}`?" if near else "`?` in the app lists them"
        self._complain(id_, f"there is no command `{id_}`; {hint}")
        return False

    def _understood(self, id_: str, written: Sequence[str]) -> tuple[str, ...]:
        """The keys that `id_` is to have; its built-in ones, after telling so, when one cannot be."""
        keys: list[str] = []
        for name in written:
            key = key_named(name)
            if key is None:
                self._complain(
                    id_,
                    f"there is no key `{name}` (for `{id_}`); a key is a character, or a name such as "
                    "`f3`, `ctrl+x`, `alt+left`, `pgdn`",
                )
                return BY_ID[id_].keys
            if BY_ID[id_].context in TYPED and types_text(key):
                self._complain(
                    id_,
                    f"`{name}` for `{id_}` is wanted for typing there; "
                    "give it a key such as `f3` or `ctrl+x`",
                )
                return BY_ID[id_].keys
            keys.append(key)
        return tuple(dict.fromkeys(keys))

    def _clash(self, wanted: Sequence[str]) -> str | None:
        """The last override whose key another command has too, after telling so."""
        for id_ in reversed(wanted):
            command = BY_ID[id_]
            for other in COMMANDS:
                if other is command or not _reach(command.context) & _reach(other.context):
                    continue
                shared = set(self._keys[id_]) & set(self._keys[other.id])
                if shared:
                    self._complain(
                        id_,
                        f"`{shown_key(min(shared))}` for `{id_}` is taken by `{other.id}`; "
                        "give that one another key, or choose a free one",
                    )
                    return id_
        return None

    def _complain(self, id_: str, message: str) -> None:
        self.mistakes.append(Problem(f"keys: {message}", self._lines.get(id_, 0)))

    def keys(self, command: Command) -> tuple[str, ...]:
        """The keys in force for `command`."""
        return self._keys[command.id]

    def find(self, pane: Context, key: str) -> Command | None:
        """The command that `key` runs in `pane` (tree, viewer or filter bar), or None."""
        contexts = (pane,) if pane in TYPED else (pane, Context.TALK, Context.EVERYWHERE)
        if pane is Context.TRIAGE:  # its own keys come first, then the viewer's
            contexts = (pane, Context.VIEWER, *contexts[1:])
        for context in contexts:
            command = self._by_key.get((context, key))
            if command is not None:
                return command
        return None


def _reach(context: Context) -> frozenset[Context]:
    """The panes in which a command of `context` can be run: two that share one must not share a key."""
    if context in {Context.EVERYWHERE, Context.TALK}:
        return frozenset({Context.TREE, Context.VIEWER})
    return frozenset({context})
