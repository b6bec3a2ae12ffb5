"""Notes as one page of HTML: everything in the file, nothing loaded, no script, and a policy that says so.

https://www.w3.org/TR/CSP3/: the page may use its own style sheet, told by its hash, and nothing else.
"""

from __future__ import annotations

import html
from base64 import b64encode
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from talktui.notes.dates import duration_text
from talktui.notes.folding import fold
from talktui.notes.library import Library
from talktui.notes.speakers import speaker_text
from talktui.notes.talk import Conference, Talk
from talktui.transfer.export.grouping import GroupBy, TalkGroup, grouped
from talktui.transfer.export.html_markdown import REL, PageMarkdown, is_web_link
from talktui.transfer.export.own_dates import day_name, own_when, when_text
from talktui.transfer.export.plain_text import block, one_line
from talktui.transfer.export.talk_source import Sources, TalkSource
from talktui.transfer.export.views import dates_text

_STYLE = Path(__file__).parent / "page.css"
_OPEN_CONTENTS = 15
"""Talks up to which the contents list every title at once; of more, each group's when it is asked for."""
_NO_GROUP = {"category": "No category", "conference": "No conference", "tag": "No tag", "day": "No day"}


def html_page(talks: Sequence[Talk], library: Library, group_by: GroupBy, *, whole: bool) -> str:
    """The page about `talks`; with `whole`, their texts have the abstracts."""
    page = _Page(library, group_by, len(talks), whole=whole)
    return "".join(page.pieces(talks))


class _Page:
    """One page while it is made."""

    def __init__(self, library: Library, group_by: GroupBy, count: int, *, whole: bool) -> None:
        self._library = library
        self._by: GroupBy = group_by
        self._count = count
        self._whole = whole
        self._markdown = PageMarkdown()
        self._sources = Sources()
        self._several = False  # conferences, which each talk then names

    def pieces(self, talks: Sequence[Talk]) -> Iterator[str]:
        groups = grouped(talks, self._by, self._library)
        names = dict.fromkeys(talk.conference for talk in talks if talk.conference)
        known = [self._library.conferences.get(name) or Conference(name, "") for name in names]
        self._several = len(known) > 1
        style = _STYLE.read_text(encoding="utf-8")
        title = one_line(known[0].name) if len(known) == 1 else "Talks"
        yield _head(title, style)
        yield f"<body>\n<header>\n<h1>{_text(title)}</h1>\n<p>{self._about(known)}</p>\n</header>\n"
        yield from self._contents(groups)
        yield "<main>\n"
        number = 0
        for index, group in enumerate(groups):
            yield f'<section id="g{index}">\n'
            if name := self._name(group):
                yield f"<h2>{_text(name)}</h2>\n"
            if about := self._area(known, group):
                yield f'<div class="about">{self._markdown(about, f"g{index}")}</div>\n'
            for talk in group.talks:
                yield from self._talk(talk, number)
                number += 1
            yield "</section>\n"
        yield "</main>\n</body>\n</html>\n"

    def _about(self, conferences: Sequence[Conference]) -> str:
        facts = [f"{self._count} talk{'s' if self._count != 1 else ''}"]
        if len(conferences) == 1:
            one = conferences[0]
            facts += [one.location or "", dates_text(one.start, one.end)]
        said = [_text(one_line(fact)) for fact in facts if fact]
        if len(conferences) == 1 and conferences[0].playlist:
            said.append(_link("all videos", conferences[0].playlist))
        return " · ".join(said)

    def _name(self, group: TalkGroup) -> str:
        return one_line(group.name) or _NO_GROUP.get(self._by, "")

    def _area(self, conferences: Sequence[Conference], group: TalkGroup) -> str:
        """What the conferences say about the category that `group` is."""
        if self._by != "category" or not group.name:
            return ""
        name = fold(group.name)
        areas = (area for one in conferences for area in one.categories)
        return next((one_line(about) for area, about in areas if fold(area) == name), "")

    def _contents(self, groups: Sequence[TalkGroup]) -> Iterator[str]:
        if self._count < 2:
            return
        opened = " open" if self._count <= _OPEN_CONTENTS else ""
        yield '<nav aria-label="Contents">\n<h2>Contents</h2>\n'
        number = 0
        for index, group in enumerate(groups):
            name = self._name(group)
            if name:
                yield f'<details{opened}><summary><a href="#g{index}">{_text(name)}</a>'
                yield f' <span class="count">{len(group.talks)}</span></summary>\n'
            yield "<ul>\n"
            for talk in group.talks:
                yield f'<li><a href="#t{number}">{_text(one_line(talk.title))}</a></li>\n'
                number += 1
            yield "</ul>\n" + ("</details>\n" if name else "")
        yield "</nav>\n"

    def _talk(self, talk: Talk, number: int) -> Iterator[str]:
        source = self._sources.of(talk, self._library.notes.get(talk.key.path))
        yield f'<article id="t{number}">\n<h3>{_link(talk.title, talk.video or talk.url)}</h3>\n'
        if facts := self._facts(talk):
            yield f'<p class="facts">{" · ".join(facts)}</p>\n'
        if talk.verdict:
            yield f'<p class="verdict">{_text(one_line(talk.verdict))}</p>\n'
        yield self._body(source, number)
        if talk.all_tags:
            tags = "".join(f"<li>{_text(one_line(tag))}</li>" for tag in talk.all_tags)
            yield f'<ul class="tags">{tags}</ul>\n'
        yield "</article>\n"

    def _facts(self, talk: Talk) -> list[str]:
        facts = []
        if talk.speakers:
            facts.append(_text(one_line(speaker_text(talk.speakers))))
        if self._by != "conference" and talk.conference and self._several:
            facts.append(_text(one_line(talk.conference)))
        moment = own_when(talk)
        if moment is not None and talk.date and self._by != "day":
            said = when_text(moment)
            facts.append(f'<time datetime="{said}">{day_name(talk.date).partition(", ")[2]}</time>')
        if talk.time:
            facts.append(f"{talk.time:%H:%M}")
        if talk.duration:
            facts.append(duration_text(talk.duration))
        if talk.status:
            facts.append(talk.status.value)
        if talk.rating:
            facts.append(f'<span class="stars" title="{talk.rating} of 5">{"★" * talk.rating}</span>')
        for name, url in (("slides", talk.slides), ("page", talk.url if talk.video else None)):
            if url and is_web_link(url):
                facts.append(_link(name, url))
        return facts

    def _body(self, source: TalkSource, number: int) -> str:
        text = block(source.body if self._whole else source.own_body)
        return self._markdown(text, f"t{number}") if text.strip() else ""


def _head(title: str, style: str) -> str:
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="generator" content="talktui">\n'
        f"<title>{html.escape(title)}</title>\n<style>{style}</style>\n</head>\n"
    )


def _text(text: str) -> str:
    """`text` escaped, and kept from turning the text around it when it is written from right to left."""
    escaped = html.escape(text)
    return escaped if text.isascii() else f"<bdi>{escaped}</bdi>"


def _link(text: str, url: str | None) -> str:
    said = _text(one_line(text))
    to = one_line(url or "")
    return f'<a href="{html.escape(to)}" rel="{REL}">{said}</a>' if is_web_link(to) else said
