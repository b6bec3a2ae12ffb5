"""What the import screen says of its keys and of its states."""

from __future__ import annotations

from talktui.tui.import_preview import Shown
from talktui.tui.screens.dialog import CANCEL, Hint

HINTS = (
    Hint("enter", "import", "accept"),
    Hint("space", "tick", "tick"),
    CANCEL,
    Hint("?", "keys", "keys"),
    Hint("/", "find", "find"),
    Hint("d", "difference", "difference"),
    Hint("a n", "all, none"),
    Hint("s", "states", "next_state"),
    Hint("c", "conference", "conference"),
    Hint("f", "folder", "folder"),
    Hint("l", "files or log", "shape"),
)
KEYS = (
    ("enter", "import", "Import what is ticked, as one step of undo."),
    ("space", "tick", "Take the talk or leave it, and go on; on a linked one, take it as related."),
    ("a", "all", "Tick every talk that is shown."),
    ("n", "none", "Tick none of those that are shown."),
    ("/", "find", "Show the talks whose title, speakers, conference, category or day have every word."),
    ("s", "states", "Show one state after the other: new, follows, kept, same, left, refused, linked."),
    ("d v", "difference", "Show the file as it would be, and the talk's fields again."),
    ("tab", "the other pane", "Go to what stands below, to scroll in it, and back."),
    ("c", "conference", "Say which conference the talks are of, whatever the source says."),
    ("f", "folder", "Say which folder new notes go into."),
    ("l", "files or log", "New talks as files of their own, or a conference's as one log."),
    ("r", "linked talks", "Take every talk that is only linked as related, or none."),
    ("t", "told", "Show what the sources say of themselves, and what becomes of conference.yaml."),
    ("esc", "cancel", "Take the words away, else leave; nothing is imported."),
)
STATES = (
    ("new", "The talk has no note yet; it gets one."),
    ("follows", "The note takes what changed in the source, where it is as it was imported."),
    ("kept", "You changed what the source has otherwise; it stays yours."),
    ("same", "The note says what the source says."),
    ("left", "The source has the talk no more; the note stays."),
    ("refused", "It cannot be imported; the line below says why."),
    ("linked", "A talk's text links to it; taken, it is among that talk's related ones."),
)

WHY_NOT = {
    Shown.KEPT: "what you changed stays yours",
    Shown.SAME: "the note says already what the source says",
    Shown.LEFT: "the note stays, whatever the source has no more",
    Shown.REFUSED: "the line below says why it cannot be imported",
    Shown.LINKED: "no talk's text links to it",
}
"""Why a row has nothing to tick, by its state."""
