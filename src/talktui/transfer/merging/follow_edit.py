"""The edit that brings an import into a note that is there: what follows the source is spliced, nothing else.

It decides afresh on the bytes it is given, so it replays on a note that somebody has changed meanwhile: what
they changed stays theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from talktui.notes.conference import Folders
from talktui.notes.document import Document, parse
from talktui.notes.edit import editable, with_text
from talktui.notes.front_edits import Place
from talktui.notes.front_matter.operations import Operation, SetValue
from talktui.notes.front_matter.splice import splice
from talktui.notes.problem import Refused
from talktui.notes.reader import read_note
from talktui.notes.talk import Kind, Note, Talk, TalkKey
from talktui.transfer.merging.body_parts import PARTS, composed, parts_of
from talktui.transfer.merging.combining import Incoming
from talktui.transfer.merging.digests import DIGESTS, FROM, ID, SOURCE, digests_text, origin_of
from talktui.transfer.merging.follow import Decision, decide
from talktui.transfer.merging.part_edits import with_part
from talktui.transfer.merging.said import said_by_note, value_for_splice

_UNSAFE = "what the source says of “{}” could not be brought in safely; edit the note by hand"


@dataclass(frozen=True, slots=True)
class FollowSource:
    """A note that is one talk, imported again."""

    key: TalkKey
    incoming: Incoming
    folders: Folders = field(compare=False, repr=False)

    @property
    def title(self) -> str:
        """What undo calls it."""
        return f"import {self.incoming.talk.title}"

    def apply(self, data: bytes) -> bytes:
        """See :class:`talktui.notes.edit.Edit`."""
        document = editable(data)
        decision = self._decide(read_note(self.key.path, data, None, self.folders))
        if not decision.is_change:
            return data
        place = Place(document, self.key)
        after = splice(document, operations(place, decision, decision.follows))
        texts = [name for name in PARTS if name in decision.follows]
        if texts:
            after = _with_texts(parse(after), decision, texts)
        self._prove(decision, read_note(self.key.path, after, None, self.folders))
        return after

    def _decide(self, note: Note) -> Decision:
        talk = _only_talk(note)
        return decide(talk, 0, self.incoming, self.folders.category)

    def _prove(self, decision: Decision, after: Note) -> None:
        prove(decision, _only_talk(after), 0, self.folders)


def _only_talk(note: Note) -> Talk:
    if note.is_log or len(note.talks) != 1 or note.talks[0].kind is not Kind.TALK:
        raise Refused("this note is no longer one talk; import again")
    return note.talks[0]


def operations(place: Place, decision: Decision, names: Sequence[str]) -> list[Operation]:
    """What makes the fields `names`, and what the note remembers, those of `decision`."""
    made: list[Operation] = []
    for name in names:
        value = decision.brought.front.get(name)
        if value is not None:
            text, plain = value_for_splice(value)
            made.append(SetValue(place.path(name), text, literal=plain))
    was, origin = decision.was, decision.origin
    if was is None or was.source != origin.source:
        made.append(SetValue((*place.root, SOURCE, FROM), origin.source))
    if origin.id is not None and (was is None or was.id != origin.id):
        made.append(SetValue((*place.root, SOURCE, ID), origin.id))
    if was is None or was.marks != origin.marks:
        made.append(SetValue((*place.root, SOURCE, DIGESTS), digests_text(origin.marks)))
    return made


def _with_texts(document: Document, decision: Decision, names: Sequence[str]) -> bytes:
    text, body = document.text, document.body
    for name, said in texts_of(decision, names).items():
        body = with_part(body, name, said, document.eol)
    if document.body_start and not text[: document.body_start].endswith("\n"):
        body = document.eol + body
    return with_text(document, text[: document.body_start] + body)


def texts_of(decision: Decision, names: Sequence[str]) -> dict[str, str]:
    """The texts `names`, as they stand in a note that is one talk."""
    talk = decision.brought.talk
    parts = parts_of(composed(talk.body, talk.abstract, talk.outline))
    return {name: parts.said(name) for name in names}


def prove(decision: Decision, after: Talk, level: int, folders: Folders) -> None:
    """Raise :class:`Refused` unless the note, read again, says what it should and nothing else changed."""
    wanted = {**decision.mine, **decision.brought.said}
    now = said_by_note(after, level, folders.category, wanted)
    for name in wanted:
        should = decision.brought.said[name] if name in decision.follows else decision.mine.get(name, "")
        if now.get(name, "") != should:
            raise Refused(_UNSAFE.format(decision.brought.talk.title))
    if origin_of(after) != decision.origin:
        raise Refused(_UNSAFE.format(decision.brought.talk.title))
