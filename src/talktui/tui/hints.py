"""The keys that the last line tells in each pane."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from talktui.tui.commands import Context

HINTS: Mapping[Context, Sequence[tuple[str, str]]] = {
    Context.TREE: (
        ("read", "read"),
        ("filter", "filter"),
        ("tags", "tags"),
        ("status", "status"),
        ("edit", "edit"),
        ("video", "video"),
        ("mark", "mark"),
        ("undo", "undo"),
        ("group", "group"),
        ("sort", "sort"),
        ("palette", "palette"),
        ("quit", "quit"),
        ("help", "help"),
    ),
    Context.VIEWER: (
        ("back-to-tree", "back"),
        ("find", "find"),
        ("next-link", "links"),
        ("outline", "outline"),
        ("next-talk", "next talk"),
        ("tags", "tags"),
        ("status", "status"),
        ("edit", "edit"),
        ("video", "video"),
        ("filter", "filter"),
        ("undo", "undo"),
        ("palette", "palette"),
        ("quit", "quit"),
        ("help", "help"),
    ),
    Context.TRIAGE: (
        ("triage-queue", "queue"),
        ("triage-skip", "skip"),
        ("triage-later", "later"),
        ("triage-back", "back"),
        ("triage-read", "read"),
        ("video", "video"),
        ("rate-1", "rate"),
        ("tags", "tags"),
        ("help", "help"),
        ("triage-leave", "leave"),
    ),
    Context.FILTER: (
        ("keep-filter", "keep it"),
        ("complete", "complete"),
        ("earlier-filter", "earlier"),
        ("later-filter", "later"),
        ("leave-filter", "to the tree"),
    ),
    Context.FIND: (
        ("keep-find", "to the note"),
        ("hit-below", "next hit"),
        ("hit-above", "hit before"),
        ("leave-find", "stop"),
    ),
}
"""The most useful first, as (command id, its name there). The last stays when the others do not fit."""
