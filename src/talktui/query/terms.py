"""The clauses that look into one field's texts: `tag:a`, `conf:kubecon`, `title:/^how/`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from talktui.notes.folding import fold
from talktui.notes.search_text import decoded
from talktui.notes.talk import Talk
from talktui.query import fields
from talktui.query.clause import Clause
from talktui.query.clauses import Needle, written
from talktui.query.context import Context
from talktui.query.corpus import Corpus
from talktui.query.patterns import Pattern


@dataclass(frozen=True)
class Tag(Clause):
    """`tag:a`: the tag itself, or one nested in it (`a/b`)."""

    tag: str
    _folded: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_folded", fold(self.tag))

    @property
    def cost(self) -> int:
        """A few look-ups."""
        return 3

    def matches(self, talk: Talk, context: Context) -> bool:
        """See :class:`Clause`."""
        return _has_tag(talk.tags, self._folded, context) or _has_tag(talk.inline_tags, self._folded, context)

    def among(self, corpus: Corpus, rows: Sequence[int], context: Context) -> list[int]:
        """See :class:`Clause`."""
        talks = corpus.talks
        asked: dict[str, bool] = {}
        found: list[int] = []
        for row in rows:
            talk = talks[row]
            for tag in talk.tags + talk.inline_tags if talk.inline_tags else talk.tags:
                has = asked.get(tag)
                if has is None:
                    has = asked[tag] = _has_tag((tag,), self._folded, context)
                if has:
                    found.append(row)
                    break
        return found

    def describe(self) -> str:
        """See :class:`Clause`."""
        return f"tag is {self.tag}"

    def nothing(self) -> str:
        """See :class:`Clause`."""
        return f"no talk has the tag `{self.tag}`"

    def __str__(self) -> str:
        return f"tag:{written(self.tag)}"


def _has_tag(tags: tuple[str, ...], wanted: str, context: Context) -> bool:
    for tag in tags:
        have = context.folded.value(tag).lstrip("#")
        if have.startswith(wanted) and (len(have) == len(wanted) or have[len(wanted)] == "/"):
            return True
    return False


@dataclass(frozen=True)
class Says(Clause):
    """`key:text`: the text stands anywhere in one of the field's values."""

    key: str
    text: str
    needle: Needle = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "needle", Needle(self.text))

    @property
    def cost(self) -> int:
        """A search; the body's is the longest."""
        return 25 if self.key == "body" else 5

    @property
    def words(self) -> tuple[str, ...]:
        """What is looked for in the text a viewer shows."""
        return (self.text,) if self.key in {"title", "body"} else ()

    def matches(self, talk: Talk, context: Context) -> bool:
        """See :class:`Clause`."""
        if self.key == "title":
            text = context.folded.talk(talk)
            return self.needle.found_in(text, 0, text.title_end)
        if self.key == "body":
            text = context.folded.talk(talk)
            return self.needle.found_in(text, text.body_start)
        folded = context.folded.value
        for value in fields.texts(talk, self.key):  # noqa: SIM110 - twice as fast as any()
            if self.needle.found(folded(value)):
                return True
        return False

    def among(self, corpus: Corpus, rows: Sequence[int], context: Context) -> list[int]:
        """See :class:`Clause`."""
        texts, new, needle = corpus.texts, corpus.text, self.needle
        if self.key == "body":
            word = needle.longest
            found = [row for row in rows if word in (texts[row] or new(row)).raw]
            return [row for row in found if needle.found_in(new(row), new(row).body_start)]
        if self.key == "title":
            return [row for row in rows if needle.found_in(text := texts[row] or new(row), 0, text.title_end)]
        talks, folded = corpus.talks, context.folded.value
        asked: dict[str, bool] = {}
        found = []
        for row in rows:
            for value in fields.texts(talks[row], self.key):
                says = asked.get(value)
                if says is None:
                    says = asked[value] = needle.found(folded(value))
                if says:
                    found.append(row)
                    break
        return found

    def describe(self) -> str:
        """See :class:`Clause`."""
        return f"{fields.FACETS.get(self.key, self.key)} has “{self.text}” in it"

    def nothing(self) -> str:
        """See :class:`Clause`."""
        return f"no talk has `{self.text}` in its {fields.PLURALS.get(self.key, self.key)}"

    def __str__(self) -> str:
        return f"{self.key}:{written(self.text)}"


@dataclass(frozen=True)
class FieldMatching(Clause):
    """`key:/pattern/`: the pattern is found in one of the field's values."""

    key: str
    pattern: Pattern

    @property
    def cost(self) -> int:
        """Dear, the body's dearest."""
        return 900 if self.key == "body" else 200

    def matches(self, talk: Talk, context: Context) -> bool:
        """See :class:`Clause`."""
        return any(
            self.pattern.found(text, context, start, end)
            for text, start, end in _pieces(talk, self.key, context)
        )

    def describe(self) -> str:
        """See :class:`Clause`."""
        return f"{fields.FACETS.get(self.key, self.key)} matches {self.pattern}"

    def __str__(self) -> str:
        return f"{self.key}:{self.pattern}"


def _pieces(talk: Talk, key: str, context: Context) -> Iterator[tuple[str, int, int]]:
    """The folded texts of a field, each with the part of it to look in.

    The body with what stands before it, so that `\\A` and what looks behind mean what they do elsewhere.
    """
    if key == "title":
        folded = context.folded.talk(talk)
        title = decoded(folded.raw[: folded.title_end])
        yield title, 0, len(title)
        return
    if key == "body":
        folded = context.folded.talk(talk)
        text = folded.text
        yield text, folded.characters_before_body, len(text)
        return
    for value in fields.texts(talk, key):
        text = context.folded.value(value)
        yield text, 0, len(text)
