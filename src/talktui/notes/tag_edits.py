"""A tag renamed, merged or deleted over everything: which files it takes, tried out before anything is done.

A plan holds the tasks of :meth:`talktui.notes.store.Store.make`. Every edit has been made once on the bytes
the library has, so that what would be refused is known, with its reason, and so are the counts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from talktui.notes.document import parse
from talktui.notes.edit import Edit
from talktui.notes.groups import EditFile
from talktui.notes.library import Library
from talktui.notes.problem import Refused
from talktui.notes.tag_names import (
    BadTagError,
    NoSuchTagError,
    bare,
    checked_name,
    folded,
    is_one_of,
    is_within,
    no_such_tag,
)
from talktui.notes.tag_replacing import DeleteTags, RenameTags, inline_uses
from talktui.notes.talk import Kind, Note, Talk, TalkKey

__all__ = ["BadTagError", "NoSuchTagError", "Plan", "TagCount", "delete", "merge", "rename", "tag_counts"]

_SECOND_PLACE = re.compile(
    rb"^[ \t]*\[?[\"']?(?:tags?|keywords|talks|defaults)\b", re.IGNORECASE | re.MULTILINE
)
MAX_FRONT = 1_000_000
"""Bytes of a note in which its front matter is looked for."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a change of tags takes. `refused`: (path, reason) of what stays as it is."""

    title: str
    tasks: tuple[EditFile, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    talks: int = 0  # that change
    inline: int = 0  # `#tags` in texts: renamed with the others, or left by a deletion
    inline_notes: int = 0  # in how many notes those stand
    warnings: tuple[str, ...] = field(default=())  # sentences to say before it is done


@dataclass(frozen=True, slots=True)
class TagCount:
    """A tag as it is most often written, and on how many talks it stands.

    `below` counts the talks that have it or a tag below it. One that only tags below it name has a
    `talks` of 0.
    """

    tag: str
    talks: int
    below: int

    @property
    def depth(self) -> int:
        """How many tags it stands below: 0 for `a`, 1 for `a/b`."""
        return self.tag.count("/")


def tag_counts(talks: Iterable[Talk]) -> list[TagCount]:
    """Every tag of `talks`, those in their texts too, by name with what stands below each after it."""
    spellings: dict[tuple[str, ...], Counter[str]] = {}
    own: Counter[tuple[str, ...]] = Counter()
    below: Counter[tuple[str, ...]] = Counter()
    parts_of: dict[str, tuple[str, ...]] = {}
    for talk in talks:
        have: set[tuple[str, ...]] = set()
        weight = 1 if talk.kind is Kind.TALK else 0
        for tag in talk.all_tags:
            parts = parts_of.get(tag)
            if parts is None:
                parts = parts_of[tag] = folded(tag)
            spellings.setdefault(parts, Counter())[tag] += 1
            if parts not in have:
                own[parts] += weight
            for length in range(1, len(parts) + 1):
                have.add(parts[:length])
        for parts in have:
            below[parts] += weight
    names: dict[tuple[str, ...], str] = {}
    for parts in sorted(below):
        if parts in spellings:
            names[parts] = spellings[parts].most_common(1)[0][0]
        else:  # named only by what stands below it, as the first of those writes it
            inner = next(tags for whole, tags in spellings.items() if whole[: len(parts)] == parts)
            names[parts] = "/".join(next(iter(inner)).split("/")[: len(parts)])
    return [TagCount(name, own[parts], below[parts]) for parts, name in names.items()]


def rename(library: Library, old: str, new: str, *, cancelled: Callable[[], bool] | None = None) -> Plan:
    """`old`, and every tag below it, called `new`. Where `new` is there already the two become one.

    Raises :class:`NoSuchTagError`, and :class:`BadTagError` when `new` cannot be a tag. In a thread
    `cancelled` is asked between notes; a plan that was cancelled holds what was found so far.
    """
    return _renaming(library, (old,), new, cancelled)


def merge(
    library: Library, olds: Sequence[str], new: str, *, cancelled: Callable[[], bool] | None = None
) -> Plan:
    """Each of `olds` called `new`, with the tags below it; a list keeps the place of the first it had.

    Raises as :func:`rename` does.
    """
    others = tuple({folded(old): old for old in olds}.values())
    if not others:
        raise BadTagError("no tags to merge")
    return _renaming(library, others, new, cancelled)


def delete(library: Library, *tags: str, cancelled: Callable[[], bool] | None = None) -> Plan:
    """`tags`, and every tag below them, taken off; `#tags` in the texts stay, and the plan warns of them.

    Raises :class:`NoSuchTagError`.
    """
    names = tuple(bare(tag) for tag in tags)
    title = f"delete {' '.join(f'#{name}' for name in names)}"
    plan = _planned(library, names, title, lambda key: DeleteTags(key, names), cancelled, in_text=False)
    below = [tag for tag in _below(library, names) if not is_named(tag, names)]
    warnings = [f"{_listed(below)} below it {'goes' if len(below) == 1 else 'go'} too"] if below else []
    if plan.inline:
        warnings.append(
            f"{_counted(plan.inline, 'tag')} in the text of {_counted(plan.inline_notes, 'note')} "
            f"{'stays' if plan.inline == 1 else 'stay'}: that is for editing the text (e)"
        )
    return _with(plan, warnings)


def _renaming(
    library: Library, olds: tuple[str, ...], new: str, cancelled: Callable[[], bool] | None
) -> Plan:
    name = checked_name(new)
    old_names = tuple(bare(old) for old in olds)
    what = " ".join(f"#{old}" for old in old_names)
    title = f"rename {what} to #{name}" if len(olds) == 1 else f"merge {what} into #{name}"
    plan = _planned(library, old_names, title, lambda key: RenameTags(key, old_names, name), cancelled)
    if not plan.tasks and not plan.refused and old_names == (name,):
        raise BadTagError(f"it is called “{name}” already")
    warnings: list[str] = []
    below = [
        tag
        for tag in _below(library, [old for old in old_names if folded(old) != folded(name)])
        if not is_one_of(tag, [name]) and not is_named(tag, old_names)
    ]
    if below:
        warnings.append(f"{_listed(below)} below it {'is' if len(below) == 1 else 'are'} renamed too")
    taken = _having(library, name)
    if len(olds) == 1 and taken and folded(name) != folded(old_names[0]):
        warnings.append(f"#{name} is there already, on {_counted(taken, 'talk')}: the two become one")
    if plan.inline:
        warnings.append(
            f"{_counted(plan.inline, 'tag')} in the text of {_counted(plan.inline_notes, 'note')} "
            f"{'is' if plan.inline == 1 else 'are'} rewritten"
        )
    return _with(plan, warnings)


def _planned(
    library: Library,
    olds: tuple[str, ...],
    title: str,
    make: Callable[[TalkKey], Edit],
    cancelled: Callable[[], bool] | None,
    *,
    in_text: bool = True,
) -> Plan:
    """Try the edit that `make` gives on every note that may hold one of `olds`.

    `in_text`: the edit is about the `#tags` in texts too.
    """
    known = _all_tags(library)
    for old in olds:
        if not folded(old)[0] or not any(is_within(tag, old) for tag in known):
            raise no_such_tag(old, known)
    held = {tag for tag in known if is_one_of(tag, olds)}
    tasks: list[EditFile] = []
    refused: list[tuple[str, str]] = []
    talks = inline = inline_notes = 0
    for path, note in sorted(library.notes.items(), key=lambda item: item[0]):
        having = [talk for talk in note.talks if not held.isdisjoint(talk.all_tags)]
        if not having and not _may_hold(note, olds):
            continue
        if cancelled is not None and cancelled():
            break
        uses = inline_uses(parse(note.data), olds)
        inline += uses
        inline_notes += bool(uses)
        edit = make(TalkKey(path))
        tagged = [talk for talk in having if in_text or not held.isdisjoint(talk.tags)]
        reason = note.read_only
        try:
            if edit.apply(note.data) == note.data:
                continue
        except Refused as error:
            if not tagged:
                continue
            reason = reason or str(error)
        if reason is not None:
            refused.append((path, reason))
            continue
        tasks.append(EditFile(edit, note.data))
        talks += sum(talk.kind is Kind.TALK for talk in tagged)
    return Plan(title, tuple(tasks), tuple(refused), talks, inline, inline_notes)


def _may_hold(note: Note, olds: Sequence[str]) -> bool:
    """Whether a tag may stand where no talk shows it: in an entry that lost its heading, or a second key."""
    if len(_SECOND_PLACE.findall(note.data, 0, MAX_FRONT)) < 2:  # one is what the talk shows
        return False
    text = note.data.decode("utf-8", "replace").casefold()
    return any(folded(old)[0] in text for old in olds)


def _all_tags(library: Library) -> set[str]:
    """The tags of every note's talks, of pages and of logs themselves too."""
    return {tag for note in list(library.notes.values()) for talk in note.talks for tag in talk.all_tags}


def _having(library: Library, tag: str) -> int:
    held = {have for have in _all_tags(library) if is_within(have, tag)}
    return sum(talk.kind is Kind.TALK and not held.isdisjoint(talk.all_tags) for talk in library.talks)


def _below(library: Library, tags: Sequence[str]) -> list[str]:
    """The tags below one of `tags`, each once."""
    found = {
        folded(have): have
        for have in _all_tags(library)
        if any(is_within(have, tag) and folded(have) != folded(tag) for tag in tags)
    }
    return [found[key] for key in sorted(found)]


def is_named(tag: str, tags: Iterable[str]) -> bool:
    """Whether `tag` is one of `tags` itself, not below one."""
    return any(folded(tag) == folded(one) for one in tags)


def _listed(tags: Sequence[str]) -> str:
    shown = " ".join(f"#{tag}" for tag in tags[:3])
    return f"{shown} and {len(tags) - 3} more" if len(tags) > 3 else shown


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _with(plan: Plan, warnings: Sequence[str]) -> Plan:
    return Plan(
        plan.title, plan.tasks, plan.refused, plan.talks, plan.inline, plan.inline_notes, tuple(warnings)
    )
