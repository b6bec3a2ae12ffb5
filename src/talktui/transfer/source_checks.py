"""What must hold for everything that is imported, whatever its format.

A title of ten megabytes, a control character in a name or half a character from a JSON escape must reach
neither a note nor a terminal. What is only odd is put right, and told.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from talktui.notes.talk import Speaker
from talktui.notes.text_of import MAX_SIZE
from talktui.transfer.imported import Imported, ImportedConference, ImportedTalk, Told
from talktui.transfer.source_files import SourceError

MAX_TITLE = 1_000
"""Characters of a title, and of any other text of one line but a verdict or an unknown key's."""
MAX_LINE = 20_000
"""Characters of those."""
MAX_TEXT = MAX_SIZE - 64 * 1024
"""Bytes of a talk's texts: a note may be edited up to a megabyte."""

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_BLANK = re.compile("[\t\n\v\f\r\x85\u2028\u2029]")
_NOT_IN_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_SHOWN = 60
_T = TypeVar("_T")


def checked(imported: Imported, file: str) -> Imported:
    """`imported` as it may become notes; `file` is named where something is wrong.

    Talks without a title are left out and told. Raises :class:`SourceError`.
    """
    checks = _Checks(imported, file)
    talks: list[ImportedTalk] = []
    became: dict[int, int] = {}
    told = list(imported.told)
    for number, talk in enumerate(imported.talks):
        known = checks.talk(talk)
        if known.title.strip():
            became[number] = len(talks)
            talks.append(known)
        else:
            told.append(Told(file, "a talk without a title is left out", talk.line))
    if checks.dropped:
        count = checks.dropped
        what = (
            "a control character in a text is" if count == 1 else f"{count} control characters in texts are"
        )
        told.append(Told(file, f"{what} left out"))
    conference = imported.conference
    if conference is not None:
        good_name = checks.conference(conference)
        conference = good_name if good_name.name.strip() else None
        conference = imported.conference if conference == imported.conference else conference
    offers = imported.offers
    for offer in offers:
        checks.line("the link of an offered talk", offer.url, offer.line)
        checks.line("the title of an offered talk", offer.title, offer.line, MAX_LINE)
    if len(talks) < len(imported.talks):
        offers = tuple(
            offer if offer.talk is None else replace(offer, talk=became.get(offer.talk)) for offer in offers
        )
    good = replace(imported, talks=tuple(talks), conference=conference, told=tuple(told), offers=offers)
    return imported if good == imported else good


class _Checks:
    """The checks of one source; `dropped` counts what was left out of texts of several lines."""

    def __init__(self, imported: Imported, file: str) -> None:
        self._file = file
        self.dropped = 0
        self.line("the name of the source", imported.source, 0)

    def talk(self, talk: ImportedTalk) -> ImportedTalk:
        line = talk.line
        title = " ".join(self.line("a title", talk.title, line).split())

        def of(what: str) -> str:
            return f"{what} of “{title[:_SHOWN]}{'…' if len(title) > _SHOWN else ''}”"

        def one(what: str, text: str | None, most: int = MAX_LINE) -> str | None:
            return None if text is None else self.line(of(what), text, line, most)

        def some(what: str, texts: tuple[str, ...]) -> tuple[str, ...]:
            return _mapped(texts, lambda text: self.line(of(what), text, line))

        good = replace(
            talk,
            title=title,
            id=one("the id", talk.id),
            categories=some("a category", talk.categories),
            tags=some("a tag", talk.tags),
            speakers=_mapped(talk.speakers, lambda who: self._speaker(who, of("a speaker"), line)),
            video=one("the video", talk.video),
            slides=one("the slides' link", talk.slides),
            url=one("the link", talk.url),
            verdict=one("the verdict", talk.verdict),
            related=some("a related link", talk.related),
            others=_mapped(talk.others, lambda pair: self._other(pair, of, line)),
            abstract=self._text(talk.abstract),
            outline=self._text(talk.outline),
            body=self._text(talk.body),
        )
        if sum(len(text.encode()) for text in (good.abstract, good.outline, good.body)) > MAX_TEXT:
            what = f"{of('the text')} has more than a note holds, 1 MB; shorten it"
            raise SourceError(self._file, what, line)
        return talk if good == talk else good

    def conference(self, conference: ImportedConference) -> ImportedConference:
        def one(what: str, text: str | None) -> str | None:
            return None if text is None else self.line(f"the conference's {what}", text, 0, MAX_LINE)

        return replace(
            conference,
            name=self.line("the conference's name", conference.name, 0),
            location=one("location", conference.location),
            url=one("link", conference.url),
            playlist=one("playlist", conference.playlist),
            categories=_mapped(
                conference.categories,
                lambda pair: (
                    self.line("a category's name", pair[0], 0),
                    self.line("what is said about a category", pair[1], 0, MAX_LINE),
                ),
            ),
        )

    def line(self, what: str, text: str, line: int, most: int = MAX_TITLE) -> str:
        """`text` as one line; raises :class:`SourceError`, calling it `what`, where it cannot be one."""
        if len(text) > most:
            raise SourceError(
                self._file, f"{what} has {len(text):,} characters; at most {most:,} are imported", line
            )
        if _CONTROL.search(text) is None:
            return text
        text = _BLANK.sub(" ", text)
        found = _CONTROL.search(text)
        if found is not None:
            code = ord(found.group())
            name = "half a character" if code >= 0xD800 else "a control character"
            where = f"(U+{code:04X}) at character {found.start() + 1}"
            raise SourceError(self._file, f"{what} holds {name} {where}; take it out", line)
        return " ".join(text.split())

    def _speaker(self, who: Speaker, what: str, line: int) -> Speaker:
        parts = [
            None if part is None else self.line(what, part, line)
            for part in (who.name, who.role, who.organisation)
        ]
        good = Speaker(parts[0] or "", parts[1], parts[2])
        return who if good == who else good

    def _other(
        self, pair: tuple[str, str | tuple[str, ...]], of: Callable[[str], str], line: int
    ) -> tuple[str, str | tuple[str, ...]]:
        key, said = pair
        what = of(f"`{key[:_SHOWN]}`")
        self.line(of("a key"), key, line)
        if isinstance(said, str):
            return key, self.line(what, said, line, MAX_LINE)
        return key, _mapped(said, lambda text: self.line(what, text, line, MAX_LINE))

    def _text(self, text: str) -> str:
        if _NOT_IN_TEXT.search(text) is None:
            return text
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        text, count = _NOT_IN_TEXT.subn("", text)
        self.dropped += count
        return text


def _mapped(items: tuple[_T, ...], good: Callable[[_T], _T]) -> tuple[_T, ...]:
    return tuple(good(item) for item in items) if items else items
