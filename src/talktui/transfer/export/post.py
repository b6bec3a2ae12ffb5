"""A post: what a template makes of talks, and the front matter that lets an import read it back."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from markupsafe import Markup

from talktui.notes.document import parse
from talktui.notes.folding import fold
from talktui.notes.front_matter.values import Mapping, Scalar, Value
from talktui.notes.front_matter.yaml_new import literal, mapping, yaml_text
from talktui.notes.heading_text import heading_text
from talktui.notes.headings import sections
from talktui.notes.library import Library
from talktui.notes.log_place import heading_value, log_of
from talktui.notes.talk import Conference, Kind, Talk, TalkKey
from talktui.notes.video_links import is_video_link
from talktui.transfer.export.grouping import GroupBy, TalkGroup, grouped
from talktui.transfer.export.left_out import Told, left_out
from talktui.transfer.export.markdown_text import closed
from talktui.transfer.export.plain_text import block, one_line
from talktui.transfer.export.talk_fields import entry_fields
from talktui.transfer.export.talk_headings import Wanted, talk_headings
from talktui.transfer.export.talk_source import Sources, TalkSource, without_blank_ends
from talktui.transfer.export.templates import Template, render
from talktui.transfer.export.toml_new import toml_text
from talktui.transfer.export.views import AreaView, ConferenceView, GroupView, TalkView, address
from talktui.transfer.formats.post_conference import interest_areas, named_in
from talktui.transfer.formats.post_definitions import Definitions
from talktui.transfer.labels import kept_apart
from talktui.transfer.source_files import SourceError, SourceFile

FrontMatter = Literal["hugo", "zola", "none"]
FRONT_MATTERS: tuple[FrontMatter, ...] = ("hugo", "zola", "none")
MOST_TAGS = 30
"""Of a post's own tags; a talk's are all in its entry."""
MOST_NAMED = 3
"""Conferences that a post's title and introduction name; of more they say the years, and how many."""


@dataclass(frozen=True, slots=True)
class Post:
    """A post's text, and what a person should know of it."""

    text: str
    told: tuple[str, ...]


def post(
    talks: Sequence[Talk], library: Library, template: Template, *, group_by: GroupBy,
    front_matter: FrontMatter, whole: bool, today: dt.date,
) -> Post:  # fmt: skip
    """The post about `talks`; raises :class:`talktui.transfer.export.templates.TemplateError`.

    With `whole`, talks' texts are there with their abstracts. `today` is the post's date.
    """
    sources = Sources()
    made = {talk.key: sources.of(talk, library.notes.get(talk.key.path)) for talk in talks}
    marked = front_matter != "none"  # else nobody reads it back, and comments are in the way
    groups = grouped(talks, group_by, library)
    conferences = _conferences(talks, library)
    title = _title(talks, conferences)
    introduction = _introduction(talks, conferences, library)
    intro = introduction.text
    areas = [] if interest_areas(intro) else _areas(talks, conferences)
    in_order = [made[talk.key] for found in groups for talk in found.talks]
    own = [closed(block(source.below_heading if whole else source.own_body)) for source in in_order]
    apart = kept_apart([intro, *own, *(area.about for area in areas)])
    intro, *texts = apart.texts
    views = {
        source.talk.key: TalkView.of(
            source, text, library.conferences.get(source.talk.conference), marked=marked
        )
        for source, text in zip(in_order, texts, strict=False)
    }
    titles = ["the introduction", *(f"“{one_line(source.talk.title)}”" for source in in_order)]
    told = tuple(_not_apart(titles[number], label) for number, label in apart.left)
    if not template.is_list:
        told += tuple(left_out(talks, library, introduction.place))
    context = {
        "title": title,
        "conference": ConferenceView.of(conferences[0]) if len(conferences) == 1 else None,
        "conferences": [ConferenceView.of(conference) for conference in conferences],
        "intro": Markup(intro),
        "areas": areas,
        "groups": [
            GroupView(one_line(found.name), [views[talk.key] for talk in found.talks], found.day)
            for found in groups
        ],
        "talks": [views[talk.key] for found in groups for talk in found.talks],
        "count": len(talks),
        "group_by": group_by,
        "today": today,
    }
    body = without_blank_ends(block(render(template, context, marked=marked))) + "\n"
    if front_matter == "none":
        return Post(body, told)
    made_post = _with_front(body, title, conferences, groups, made, group_by, front_matter, today)
    return replace(made_post, told=(*told, *made_post.told))


def _not_apart(whose: str, label: str) -> str:
    said = one_line(label.lower())
    return f"{whose}: [{said}] means something else in another text, and could not be called otherwise here"


def _conferences(talks: Sequence[Talk], library: Library) -> list[Conference]:
    """The conferences of `talks`, those of most talks first."""
    names = Counter(talk.conference for talk in talks if talk.conference)
    return [library.conferences.get(name) or Conference(name, "") for name, _ in names.most_common()]


def _title(talks: Sequence[Talk], conferences: Sequence[Conference]) -> str:
    """What the post is called: after its conferences, where they are many after their years."""
    names = [one_line(conference.name) for conference in conferences]
    if len(names) == 1:
        return names[0] if named_in(names[0]) else f"Talk log from {names[0]}"  # called after a post already
    if 1 < len(names) <= MOST_NAMED:
        return f"Talk log: {', '.join(names[:-1])} and {names[-1]}"
    if not names:
        return "Talks"
    years = sorted({talk.date.year for talk in talks if talk.date})
    if not years:
        return "Talk log"
    return f"Talk log {years[0]}" if len(years) == 1 else f"Talk log {years[0]}–{years[-1]}"


def _areas(talks: Sequence[Talk], conferences: Sequence[Conference]) -> list[AreaView]:
    """The categories that the conferences say something about; each with its conference where they differ.

    Of several conferences only those that a talk is in: nobody wants forty areas above ten talks.
    """
    said: dict[str, list[tuple[Conference, str, str]]] = {}  # whose, the name, what about it
    for conference in conferences:
        for name, about in conference.categories:
            said.setdefault(fold(name), []).append((conference, name, about))
    having = {(fold(name), talk.conference) for talk in talks for name in talk.categories}
    used = {key for key, _ in having}
    areas: list[AreaView] = []
    for key, found in said.items():
        if len(conferences) > 1 and key not in used:
            continue
        saying = {conference.name for conference, _, _ in found}
        others = [one for one in conferences if (key, one.name) in having and one.name not in saying]
        agreed = len({about for _, _, about in found}) == 1 and not others
        for conference, name, about in found[:1] if agreed else found:
            if about:
                whose = "" if agreed else one_line(conference.name)
                areas.append(AreaView(one_line(name), Markup(one_line(about)), whose))
    return areas


class _Introduction(NamedTuple):
    """A post's introduction, and where it was written."""

    text: str = ""
    place: Told | None = None


def _introduction(
    talks: Sequence[Talk], conferences: Sequence[Conference], library: Library
) -> _Introduction:
    """What the person has written before the first heading of the one log, or of the conference's page."""
    paths = {talk.key.path for talk in talks}
    note = library.notes.get(next(iter(paths))) if len(paths) == 1 else None
    if note is None or not note.is_log:
        note = library.page(conferences[0].folder) if len(conferences) == 1 and conferences[0].file else None
    if note is None or not any(talk.kind is Kind.ABOUT for talk in note.talks):
        return _Introduction()
    document = parse(note.data)
    found = sections(document.text, document.body_start)
    start = document.body_start
    if (
        found
        and found[0].level == 1
        and not document.text[start : found[0].start].strip()
        and not found[0].link
    ):
        start, found = found[0].body_start, found[1:]  # below its title
    end = found[0].start if found else len(document.text)
    said = Definitions(document.text, document.body_start).body(start, end)
    return _Introduction(closed(without_blank_ends(block(said))), Told(note.path, start, end))


def _with_front(
    body: str, title: str, conferences: Sequence[Conference], groups: Sequence[TalkGroup],
    sources: dict[TalkKey, TalkSource], group_by: GroupBy, kind: FrontMatter, today: dt.date,
) -> Post:  # fmt: skip
    """`body` with the front matter that says what it does not, read again to see that it says it."""
    conference = one_line(conferences[0].name) if len(conferences) == 1 else ""
    talks = [(sources[talk.key], group) for group in groups for talk in group.talks]
    found = _entries(body, talks, group_by, conference)
    pairs: list[tuple[str, str | tuple[str, ...] | Value | None]] = [
        ("title", title),
        ("date", literal(today)),
    ]
    categories = (
        tuple(one_line(found.name) for found in groups if found.name) if group_by == "category" else ()
    )
    taxonomies = [("categories", categories), ("tags", _tags(talks))]
    pairs += [("taxonomies", mapping(taxonomies))] if kind == "zola" else taxonomies
    pairs.append(("conference", conference))
    if len(conferences) == 1:
        facts = conferences[0]
        pairs += [
            ("start", literal(facts.start) if facts.start else None),
            ("end", literal(facts.end) if facts.end else None),
            ("location", one_line(facts.location or "")),
            ("playlist", facts.playlist),
        ]
    pairs += [
        ("talk_level", literal(found.level) if found.level else None),
        ("not_talks", found.elsewhere),
    ]
    front = mapping(pairs)
    if found.entries:
        front = Mapping((*front.pairs, ("talks", Mapping(found.entries, 0))), 0)
    block_text = f"+++\n{toml_text(front)}+++\n" if kind == "zola" else f"---\n{yaml_text(front)}---\n"
    text = f"{block_text}\n{body}"
    told = [_missing(found.missing, len(talks), text)] if found.missing else []
    if not found.missing:
        told += _read_again(block_text, text, talks, group_by)
    return Post(text, tuple(told))


def _tags(talks: Sequence[tuple[TalkSource, TalkGroup]]) -> tuple[str, ...]:
    """The tags of the talks, the commonest first."""
    counted = Counter(one_line(tag) for source, _ in talks for tag in source.talk.all_tags)
    counted.pop("", None)
    return tuple(tag for tag, _ in counted.most_common(MOST_TAGS))


class _Entries(NamedTuple):
    """What front matter says of the headings of a post."""

    entries: tuple[tuple[str, Value], ...]  # under `talks:`
    elsewhere: tuple[str, ...]  # headings in texts that only look like a talk's
    missing: tuple[Talk, ...]  # talks without a heading
    level: int | None  # of the talks' headings, when none of them has a link to tell them by


def _entries(
    body: str, talks: Sequence[tuple[TalkSource, TalkGroup]], group_by: GroupBy, conference: str
) -> _Entries:
    every = sections(body, 0)
    wanted = [
        Wanted(one_line(source.talk.title), _link(source.talk), one_line(group.name))
        for source, group in talks
    ]
    headings = talk_headings(every, wanted)
    entries: list[tuple[str, Value]] = []
    for (source, found), section in zip(talks, headings, strict=True):
        if section is None:
            continue
        category = one_line(found.name) if group_by == "category" else None
        said = entry_fields(
            source, title=section.title, link=section.link, category=category, conference=conference
        )
        if said.pairs or not (section.link and is_video_link(section.link)) or len(talks) == 1:
            heading = Scalar(heading_value(section.title), 0, plain=False)
            entries.append((section.anchor, Mapping((("heading", heading), *said.pairs), 0)))
    first = next(filter(None, headings), None)
    if not entries and first is not None:
        # Though there is nothing to say: `talks` tell a log of talktui's, whose links stay as they are.
        heading = Scalar(heading_value(first.title), 0, plain=False)
        entries.append((first.anchor, Mapping((("heading", heading),), 0)))
    missing = [source.talk for (source, _), section in zip(talks, headings, strict=True) if section is None]
    level = None
    if not any(section.link for section in every):
        level = next((section.level for section in headings if section is not None), None)
    talks_own = {section.start for section in headings if section is not None}
    titles = {talk.title for talk in wanted}
    seem = (
        one.title
        for one in every
        if one.start not in talks_own and (one.level == level or (one.link and is_video_link(one.link)))
    )
    elsewhere = tuple(dict.fromkeys(title for title in seem if title and title not in titles))
    return _Entries(tuple(entries), elsewhere, tuple(missing), level)


def _link(talk: Talk) -> str:
    """Where a talk's heading leads, as a reader of logs finds it."""
    return heading_text(f"[x]({address(talk.video or talk.url)})")[1] or ""


def _missing(talks: Sequence[Talk], count: int, text: str) -> str:
    """What a person should know of a post `text` without headings for `talks`, of `count` talks."""
    from talktui.transfer.formats.blog_post import read_post  # only here: an import's work

    try:
        read = len(read_post(SourceFile("post.md", text.encode(errors="replace"))).talks)
    except SourceError:
        read = 0
    finds = "no talk in it"
    if read:
        found = "it" if read == count == 1 else f"{read} of {count} talks"
        finds = f"{found}, with what the template shows"
    which = f"“{one_line(talks[0].title)}”" if len(talks) == 1 else f"{len(talks)} of {count} talks"
    return (
        f"{which}: the template makes no heading `### [title](link)`, so the front matter says nothing of"
        f" {'it' if len(talks) == 1 else 'them'}; importing the post finds {finds}"
    )


def _read_again(
    front: str, text: str, talks: Sequence[tuple[TalkSource, TalkGroup]], group_by: GroupBy
) -> list[str]:
    """What would be read another way than it was meant."""
    document = replace(parse(front.encode()), text=text)  # whole, however large it is
    log = log_of(document)
    read = log.talks if log is not None else ()
    wanted = [(one_line(source.talk.title), one_line(found.name)) for source, found in talks]
    got = [(talk.section.title, talk.category) for talk in read]
    if group_by != "category":
        wanted, got = [(title, "") for title, _ in wanted], [(title, "") for title, _ in got]
    if wanted == got and not document.problems and not (log and log.problems):
        return []
    if document.problems:
        return [f"importing this post would not give the same talks: {document.problems[0].message}"]
    pairs = zip(wanted, [*got, ("", "")], strict=False)
    odd = next((title for (title, _), (read_as, _) in pairs if read_as != title), "")
    if odd:
        why = f"the first that differs is “{odd}”"
    elif more := got[len(wanted) :]:
        why = f"a text has the heading “{more[0][0]}”, which is read as a talk"
    else:
        why = "a talk's text has a heading like a category's"
    said = f"{len(got)} of {len(wanted)} are read"
    return [f"importing this post would not give the same talks: {said}; {why}"]
