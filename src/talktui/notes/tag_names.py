"""Tags as names: which is which, what stands below which, and what a new one may be called.

Case does not count, nor a `#` before a tag or slashes at its ends; `a/b` stands below `a`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from talktui.notes.inline_tags import find_tags
from talktui.safe_text import is_safe, visible_line

_NEAR = 0.6  # how alike a tag must be to be suggested for another


class NoSuchTagError(Exception):
    """A tag that no note has. The message is a sentence, with the nearest one that there is."""


class BadTagError(ValueError):
    """A name that cannot be a tag. The message is a sentence that says why."""


def bare(tag: str) -> str:
    """`tag` without `#` before it, slashes at its ends and blanks around it."""
    return " ".join(tag.split()).lstrip("#").strip("/ ")


def folded(tag: str) -> tuple[str, ...]:
    """What tags are compared by: their parts between slashes, case ignored."""
    return tuple(part.casefold() for part in bare(tag).split("/"))


def is_within(tag: str, outer: str) -> bool:
    """Whether `tag` is `outer` or stands below it."""
    parts = folded(outer)
    return folded(tag)[: len(parts)] == parts


def is_one_of(tag: str, tags: Iterable[str]) -> bool:
    """Whether `tag` is one of `tags`, or stands below one."""
    return any(is_within(tag, outer) for outer in tags)


def name_after(tag: str, olds: Sequence[str], new: str) -> str | None:
    """What `tag` is called when `olds` are renamed to `new`; None when it is none of them, nor below one.

    `a/b` becomes `new/b` when `a` is renamed. What is called `new` already, or stands below it, stays
    (renaming `a` to `a/b` makes no `a/b/b`), unless `new` is one of `olds` spelled otherwise.
    """
    new, tag = bare(new), bare(tag)
    outers = [old for old in olds if is_within(tag, old)]
    if is_within(tag, new):
        outers = [old for old in outers if folded(old) == folded(new) or not is_within(new, old)]
    # Of `a` and `a/b` the one that says more of `a/b/c`.
    outer = max(outers, key=lambda old: len(folded(old)), default=None)
    if outer is None:
        return None
    return "/".join([new, *tag.split("/")[len(folded(outer)) :]])


def checked_name(tag: str) -> str:
    """`tag` as it is to be written; raises :class:`BadTagError` when it cannot be a tag."""
    name = bare(tag)
    shown = f"“{visible_line(tag)}”"
    if not name:
        raise BadTagError(f"{shown} names no tag" if tag.strip() else "a tag cannot be empty")
    if not is_safe(name):
        raise BadTagError(f"{shown} holds an invisible character, shown here as a symbol; leave it out")
    if any(not part.strip() for part in name.split("/")):
        raise BadTagError(f"{shown} has nothing between two slashes")
    return name


def stands_in_text(tag: str) -> bool:
    """Whether `#tag` in a note's text is this tag: no blanks, not digits alone, no colour (`#fff`)."""
    return find_tags(f"#{tag}") == [(0, tag)]


def no_such_tag(tag: str, known: Iterable[str]) -> NoSuchTagError:
    """What to raise for a tag that is not among `known`."""
    spelled = {known_tag.casefold(): known_tag for known_tag in known}
    near = get_close_matches(bare(tag).casefold(), spelled, 1, _NEAR)
    if not near:  # a part of a nested one, or of a longer word
        wanted = bare(tag).casefold()
        near = sorted((name for name in spelled if wanted and wanted in name), key=len)[:1]
    hint = f"; did you mean “{visible_line(spelled[near[0]])}”?" if near else ""
    return NoSuchTagError(f"No talk has the tag “{visible_line(bare(tag))}”{hint}")
