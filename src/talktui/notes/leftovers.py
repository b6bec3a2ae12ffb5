"""What was typed or written and stands in no note: drafts that were left, and texts that were recovered.

Both front ends list them, show how each differs from the present file, and make of each what the
person says. Nothing here is dropped by itself but what stands in its note already.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from talktui.notes.body_edits import same_text
from talktui.notes.document import parse
from talktui.notes.drafts import Draft, DraftKind, DraftNotKept, Drafts
from talktui.notes.edits import ReplaceBody, ReplaceText
from talktui.notes.problem import Refused
from talktui.notes.store import Store
from talktui.notes.talk import Talk, TalkKey

FieldChanges = dict[str, str | None]


class RecoveredText(Protocol):
    """A text that :class:`talktui.notes.recovery.Recovery` keeps."""

    @property
    def id(self) -> str:
        """What it is dropped by."""

    @property
    def path(self) -> str:
        """The note that it belongs to."""

    @property
    def data(self) -> bytes:
        """Its bytes."""

    @property
    def why(self) -> str:
        """How it came to be kept."""

    @property
    def when(self) -> dt.datetime:
        """Since when it is kept."""


class Recovers(Protocol):
    """What keeps recovered texts."""

    def items(self) -> Sequence[RecoveredText]:
        """All of them."""

    def drop(self, id_: str) -> None:
        """Forget one."""


class State(StrEnum):
    """How the present file stands to it. The values are told to the person."""

    SAME = "its note is as it was"
    CHANGED = "its note has changed since"
    GONE = "its note is not there any more"
    PLACE_GONE = "its talk is not in the note any more"
    SAVED = "it is in its note already"
    NEW = "it is of no note yet"


@dataclass(frozen=True, slots=True)
class Leftover:
    """One text that stands in no note."""

    id: str
    key: TalkKey
    title: str
    kind: str  # "text", "line", "fields" …; "file" for what was recovered
    why: str  # how it came to be here
    when: dt.datetime | None
    state: State
    data: bytes = field(repr=False)  # the very bytes, for a file of their own
    text: str = field(repr=False)  # as it is shown
    present: str = field(repr=False)  # what stands in its place now
    draft: Draft | None = field(default=None, repr=False)

    @property
    def can_save(self) -> bool:
        """Whether it can be saved as it is, without anybody's change being in the way."""
        return self.state is State.SAME or (self.state is State.GONE and self.draft is None)


class Leftovers:
    """Drafts and recovered texts of one notes directory. Methods block on the disk."""

    def __init__(self, store: Store, drafts: Drafts, recovery: Recovers | None) -> None:
        self._store = store
        self._drafts = drafts
        self._recovery = recovery

    def all(self) -> list[Leftover]:
        """Every one, the newest first; those whose text is in its note already are dropped."""
        found = [_of_draft(draft, self._store) for draft in self._drafts.left()]
        texts = self._recovery.items() if self._recovery is not None else ()
        found += [_of_recovered(text, self._store) for text in texts]
        for one in found:
            if one.state is State.SAVED:
                self.drop(one)
        left = [one for one in found if one.state is not State.SAVED]
        return sorted(left, key=lambda one: (one.when or _NEVER, one.id), reverse=True)

    def fresh(self, every: Iterable[Leftover]) -> list[Leftover]:
        """Those that the person has not kept for later yet."""
        postponed = self._drafts.postponed()
        return [one for one in every if one.id not in postponed]

    def postpone(self, every: Iterable[Leftover]) -> None:
        """Keep them for later: they are listed, and not offered by themselves."""
        self._drafts.postpone(one.id for one in every)

    def drop(self, one: Leftover) -> str | None:
        """Throw it away; None, or why it is still there."""
        try:
            if one.draft is not None:
                self._drafts.drop(one.id)
            elif self._recovery is not None:
                self._recovery.drop(one.id)
        except DraftNotKept as error:
            return error.reason
        except OSError as error:
            return error.strerror or str(error)
        return None


_NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)


def field_changes(text: str) -> FieldChanges:
    """The changes in a draft of fields; none when it is damaged."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {
        name: value
        for name, value in found.items()
        if isinstance(name, str) and isinstance(value, str | None)
    }


def fields_text(changes: FieldChanges) -> str:
    """Changes of fields as a draft holds them."""
    return json.dumps(changes, indent=1, ensure_ascii=False)


def _fields_shown(text: str) -> str:
    lines = [f"{name}: {value if value is not None else ''}" for name, value in field_changes(text).items()]
    return "\n".join(lines) or text


def _of_draft(draft: Draft, store: Store) -> Leftover:
    state, present = _place(draft, store)
    fields = draft.kind is DraftKind.FIELDS
    return Leftover(
        draft.id,
        draft.key,
        draft.title,
        draft.kind.value,
        "typed and not saved",
        draft.kept,
        state,
        draft.text.encode("utf-8", "surrogatepass"),
        _fields_shown(draft.text) if fields else draft.text,
        _fields_shown(present) if fields else present,
        draft,
    )


def _place(draft: Draft, store: Store) -> tuple[State, str]:
    """How the file stands to a draft, and what is in the draft's place now."""
    key, kind = draft.key, draft.kind
    if kind is DraftKind.NEW or not key.path:
        return State.NEW, ""
    if kind is DraftKind.FOLDER:
        return _of_text_file(draft, store)
    note = store.read(key.path)
    if note.etag is None:  # it cannot be read
        return State.GONE, ""
    if kind in {DraftKind.BODY, DraftKind.FILE}:
        edit: ReplaceBody | ReplaceText = (
            ReplaceBody(key, draft.base, draft.text)
            if kind is DraftKind.BODY
            else ReplaceText(key, draft.base, draft.text)
        )
        try:
            now = edit.now(note.data)
        except Refused:
            return State.PLACE_GONE, parse(note.data).text
        return _compared(draft, now), now
    talk = next((talk for talk in note.talks if talk.key == key), None)
    if talk is None:
        return State.PLACE_GONE, ""
    return _of_talk(draft, talk)


def _of_text_file(draft: Draft, store: Store) -> tuple[State, str]:
    try:
        now = parse(store.read_text_file(draft.key.path)).text
    except FileNotFoundError:
        return (State.SAME if not draft.base else State.GONE), ""
    except OSError:
        return State.GONE, ""
    return _compared(draft, now), now


def _of_talk(draft: Draft, talk: Talk) -> tuple[State, str]:
    if draft.kind is DraftKind.VERDICT:
        return _compared(draft, talk.verdict or ""), talk.verdict or ""
    if draft.kind is DraftKind.FIELDS:
        return State.SAME, draft.base
    return State.SAME, ""


def _compared(draft: Draft, now: str) -> State:
    if same_text(now, draft.text):
        return State.SAVED
    return State.SAME if same_text(now, draft.base) else State.CHANGED


def _of_recovered(text: RecoveredText, store: Store) -> Leftover:
    shown = text.data.decode("utf-8", "replace")
    note = store.read(text.path) if text.path else None
    if note is None or note.etag is None:
        state, present = State.GONE, ""
    else:
        state = State.SAVED if note.data == text.data else State.CHANGED
        present = note.data.decode("utf-8", "replace")
    title = text.path or "a text of no note"
    return Leftover(
        text.id, TalkKey(text.path), title, "file", text.why, text.when, state, text.data, shown, present
    )
