"""For any library: after a move every link leads where it led, and nothing but links has changed.

The judge is the resolver that the app follows links with, on the notes as they were and as they are.
"""

from __future__ import annotations

import posixpath
import time
from collections.abc import Sequence
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from talktui.notes import moves
from talktui.notes.document import Document, parse
from talktui.notes.headings import sections
from talktui.notes.library import Library
from talktui.notes.link_places import LinkKind, LinkPlace, find_links
from talktui.notes.links import Resolver, Target, ToTalk
from talktui.notes.moves import Plan
from talktui.notes.problem import Refused
from talktui.notes.talk import Kind, Talk, TalkKey
from tests.notes.moved_libraries import carried_out, library_of

PATHS = (
    "x.md", "a/x.md", "a/y.md", "b/x.md", "b/c/y y.md", "b/index.md", "ü.md", "b/q(1).md", "a/100%.md", "a/y#z.md",
    "b/2023-05-01-same.md", "b/c/README.md", "a/an_d.md",
)  # fmt: skip
LOGS = ("log.md", "b/log.md", "a/other.md")
TITLES = ("X", "Y two", "Same", "same", "Öl & Gas", "A, b: c", "[x] y", "y", "100%")
FOLDERS = ("", "a", "b/c", "new folder", "ö/100%", "a(b)")
ANCHORS = ("", "", "#part", "#same", "#same-1", "#x", "#no-such")
ALL = PATHS + LOGS


def address(kind: int, source: str, target: str, anchor: str) -> str:
    """A link to `target` in the note at `source`, in one of the ways people write one."""
    relative = posixpath.relpath(target, posixpath.dirname(source) or ".")
    bare, stem = relative.removesuffix(".md"), posixpath.basename(target).removesuffix(".md")
    least = (
        relative.replace("%", "%25")
        .replace("#", "%23")
        .replace(" ", "%20")
        .replace("(", "%28")
        .replace(")", "%29")
    )
    part = anchor
    return (
        f"[t]({least}{part})",
        f"[t]({quote(relative)}{part} \"title\")",
        f"[t](./{least}{part})" if not least.startswith("../") else f"[t]({least}{part})",
        f"![t](</{target.replace('%', '%25').replace('#', '%23')}{part}>)",
        f"[t]({quote(bare)}{part})",
        f"[[{stem}{part}|shown]]",
        f"[[{target.removesuffix('.md')}{part}]]",
        f"![[{target}]]",
        f"[t]({posixpath.dirname(least) or '.'}/)",
        f"`[t]({least})` [t]({least}{part}?x=1)",
        f"[t]({{{{< ref \"{relative}\" >}}}})" if "%" not in relative else "",
        f"<!-- [t]({least}) -->",
        f"[t][r] and \\[t]({least})",
        f"[t](#{part.strip('#') or 'part'}) [[#Part]]",
        f"[t](picture.png) ![t](../{stem}.png)",
    )[kind]  # fmt: skip


WAYS = 15


@st.composite
def links(draw: st.DrawFn, source: str) -> str:
    """A paragraph of links to any notes, there or not, or to titles."""
    found: list[str] = []
    for _ in range(draw(st.integers(0, 4))):
        if draw(st.integers(0, 4)) == 0:
            found.append(f"[[{draw(st.sampled_from(TITLES)).strip('[]x ')}]]")
        else:
            where = draw(st.sampled_from(ALL))
            found.append(
                address(draw(st.integers(0, WAYS - 1)), source, where, draw(st.sampled_from(ANCHORS)))
            )
    return draw(st.sampled_from((" ", "\n", "\n\n- "))).join(found)


@st.composite
def libraries(draw: st.DrawFn) -> dict[str, str]:
    """Notes and logs that link to each other."""
    files: dict[str, str] = {}
    for path in draw(st.lists(st.sampled_from(PATHS), min_size=1, max_size=5, unique=True)):
        title = draw(st.sampled_from(TITLES))
        front = ""
        if draw(st.booleans()):
            front = f'---\ntitle: "{title}"\ndate: 2024-01-01\n'
            if draw(st.booleans()):
                other = draw(st.sampled_from(ALL))
                front += f'related: ["{other}", "[[{posixpath.basename(other).removesuffix(".md")}]]"]\n'
            front += "---\n"
        heading = f"# {title}\n\n" if draw(st.booleans()) else ""
        text = f"{front}{heading}{draw(links(path))}\n\n## Part\n\n{draw(links(path))}\n"
        if draw(st.booleans()):
            text += f"\n[r]: {quote(posixpath.relpath(draw(st.sampled_from(ALL)), posixpath.dirname(path) or '.'))}\n"
        files[path] = text.replace("\n", "\r\n") if draw(st.integers(0, 5)) == 0 else text
    for number, path in enumerate(draw(st.lists(st.sampled_from(LOGS), max_size=2, unique=True))):
        level = draw(st.sampled_from(("##", "###")))
        text = "# Log\n\n"
        entries = ""
        for index in range(draw(st.integers(2, 4))):
            title = draw(st.sampled_from(("Same", "Part", "Queues", "X")))
            text += f"{level} [{title}](https://youtu.be/{number}{index}aaaaaaaaa)\n{draw(links(path))}\n\n"
            if draw(st.integers(0, 3)) == 0:
                text += f"{level}# Deep\n\n{draw(links(path))}\n\n"
        if draw(st.booleans()):
            anchor = sections(text, 0)[1].anchor
            entries = f"---\ntalks:\n  {anchor}:\n    video: https://youtu.be/{number}0aaaaaaaaa\n    rating: 4\n---\n"
        files[path] = entries + text.rstrip("\n") + "\n"
    return files


def resolved(resolver: Resolver, link: LinkPlace, path: str) -> Target:
    """Where a link leads, as the app would follow it."""
    me = Talk(TalkKey(path), "")
    hrefs = [link.href]
    if link.kind is LinkKind.RELATED:
        said = link.href.strip()
        hrefs = ["wiki:" + said.strip("[]")] if said.startswith("[[") else [said, "wiki:" + said]
    for href in hrefs:
        target = resolver.resolve(href, me)
        if isinstance(target, ToTalk):
            found = resolver.locate(href, path)
            if found is None or found.how == "title":
                return target
            # The note and the heading that it says, whichever of its talks is shown for them.
            anchor = target.anchor or (target.key.anchor if "#" in href else None)
            return ToTalk(TalkKey(target.key.path), anchor)
    return target


class Judge:
    """What becomes of every place, found without the code that is judged."""

    def __init__(self, before: Library, after: Library, plan: Plan) -> None:
        self.before, self.after = Resolver(before), Resolver(after)
        self.paths = {path: path for path in before.notes if path in after.notes}
        for old, new in plan.keys:
            if new is not None and old.anchor is None:
                self.paths[old.path] = new.path
        self.keys = dict(plan.keys)

    def expected(
        self, target: Target, anchors: dict[tuple[str, str], tuple[str, str] | None]
    ) -> ToTalk | None:
        """What `target` must be after it; None when that is gone or never was."""
        if not isinstance(target, ToTalk):
            return None
        path = self.paths.get(target.key.path)
        key, anchor = target.key, target.anchor
        if key.anchor is not None:
            moved = anchors.get((key.path, key.anchor), (path or "", key.anchor))
            if moved is None:
                return None
            key = TalkKey(*moved)
        elif path is None:
            return None
        else:
            key = TalkKey(path)
        if anchor is not None:
            place = anchors.get((target.key.path, anchor), (key.path, anchor))
            if place is None:
                return None
            key, anchor = (TalkKey(place[0], key.anchor), place[1])
        return ToTalk(key, anchor)


def without_links(document: Document) -> list[str]:
    """The text around the links."""
    pieces, position = [], document.body_start
    for link in find_links(document):
        if link.kind is not LinkKind.RELATED:
            pieces.append(document.text[position : link.start])
            position = link.end
    return [*pieces, document.text[position:]]


def check_pairs(
    judge: Judge,
    before: Sequence[tuple[str, LinkPlace]],
    after: Sequence[tuple[str, LinkPlace]],
    anchors: dict[tuple[str, str], tuple[str, str] | None],
    plan: Plan,
) -> None:
    """Every link of `before` leads, as its pair in `after`, where it should."""
    assert len(before) == len(after)
    for (was, old), (now, new) in zip(before, after, strict=True):
        assert old.kind is new.kind
        target = resolved(judge.before, old, was)
        wanted = judge.expected(target, anchors)
        there = resolved(judge.after, new, now)
        if wanted is None:
            if not isinstance(target, ToTalk) and posixpath.dirname(was) == posixpath.dirname(now):
                assert old.text == new.text, "a link that led nowhere is left alone"
            continue
        if any("cannot be written anew" in said and f"({old.text})" in said for said in plan.notes):
            continue
        assert isinstance(there, ToTalk), (old, new, wanted)
        found = (there.key.path, there.anchor or there.key.anchor or "")
        asked = (wanted.key.path, wanted.anchor or wanted.key.anchor or "")
        assert found == asked or (found[0] == asked[0] and there.key == wanted.key), (old, new, there, wanted)


def placed(files: dict[str, bytes], path: str) -> list[tuple[str, LinkPlace]]:
    return [(path, link) for link in find_links(parse(files[path]))]


QUICK = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@QUICK
@given(st.data())
def test_a_file_that_moves_keeps_every_link_and_every_other_byte(data: st.DataObject) -> None:
    files = data.draw(libraries())
    library = library_of(files)
    talks = [talk for talk in library.talks if talk.key.anchor is None]
    if not talks:
        return
    chosen = data.draw(
        st.lists(st.sampled_from(talks), min_size=1, max_size=2, unique_by=lambda talk: talk.key)
    )
    try:
        plan = moves.move(library, chosen, data.draw(st.sampled_from(FOLDERS)))
    except Refused:
        return
    after = carried_out(library, plan.tasks)
    judge = Judge(library, library_of(after), plan)
    assert len(after) == len(files)
    for path, text in files.items():
        now = judge.paths[path]
        was, become = parse(text.encode()), parse(after[now])
        assert without_links(was) == without_links(become)
        check_pairs(judge, [(path, link) for link in find_links(was)], placed(after, now), {}, plan)


@QUICK
@given(st.data())
def test_a_talk_that_is_renamed_keeps_every_link(data: st.DataObject) -> None:
    files = data.draw(libraries())
    library = library_of(files)
    talks = [talk for talk in library.talks if talk.kind is Kind.TALK]
    if not talks:
        return
    talk = data.draw(st.sampled_from(talks))
    name = (
        data.draw(st.sampled_from((None, "y.md", "an other.md", "same.md")))
        if talk.key.anchor is None
        else None
    )
    try:
        plan = moves.rename(
            library, talk, data.draw(st.sampled_from((*TITLES, "Part", "Something new"))), name
        )
    except Refused:
        return
    after = carried_out(library, plan.tasks)
    judge = Judge(library, library_of(after), plan)
    anchors: dict[tuple[str, str], tuple[str, str] | None] = {}
    for path, text in files.items():
        now = judge.paths[path]
        was, become = parse(text.encode()), parse(after[now])
        for old, new in zip(
            sections(was.text, was.body_start), sections(become.text, become.body_start), strict=True
        ):
            anchors[path, old.anchor] = (now, new.anchor)
    for path, text in files.items():
        now = judge.paths[path]
        was, become = parse(text.encode()), parse(after[now])
        if path != talk.key.path:
            assert without_links(was) == without_links(become)
        check_pairs(judge, [(path, link) for link in find_links(was)], placed(after, now), anchors, plan)


@QUICK
@given(st.data())
def test_a_section_that_goes_or_moves_keeps_the_links_of_all_others(data: st.DataObject) -> None:
    files = data.draw(libraries())
    library = library_of(files)
    talks = [talk for talk in library.talks if talk.key.anchor is not None]
    if not talks:
        return
    talk = data.draw(st.sampled_from(talks))
    logs = [path for path, note in library.notes.items() if note.is_log and path != talk.key.path]
    to = data.draw(st.sampled_from([None, *logs]))
    try:
        plan = moves.delete(library, talk) if to is None else moves.move(library, talk, to)
    except Refused:
        return
    after = carried_out(library, plan.tasks)
    judge = Judge(library, library_of(after), plan)
    source = talk.key.path
    was = parse(files[source].encode())
    mine = next(
        section for section in sections(was.text, was.body_start) if section.anchor == talk.key.anchor
    )
    end = talk.body_end
    inside = [s.anchor for s in sections(was.text, was.body_start) if mine.start <= s.start < end]
    outside = [s.anchor for s in sections(was.text, was.body_start) if not mine.start <= s.start < end]
    left = parse(after[source])
    anchors: dict[tuple[str, str], tuple[str, str] | None] = {(source, anchor): None for anchor in inside}
    anchors |= {
        (source, old): (source, new.anchor)
        for old, new in zip(outside, sections(left.text, left.body_start), strict=True)
    }
    old_links = [(source, link) for link in find_links(was) if not mine.start <= link.start < end]
    goes = [(source, link) for link in find_links(was) if mine.start <= link.start < end]
    if to is None:
        check_pairs(judge, old_links, placed(after, source), anchors, plan)
    else:
        there = parse(after[to])
        before = list(sections(*_body(files[to].encode())))
        made = list(sections(there.text, there.body_start))
        first = next(
            at
            for at in range(len(made))
            if [(s.title, s.link) for s in before]
            == [(s.title, s.link) for s in [*made[:at], *made[at + len(inside) :]]]
            and made[at].link == mine.link
        )
        anchors |= {(source, old): (to, new.anchor) for old, new in zip(inside, made[first:], strict=False)}
        kept = [*made[:first], *made[first + len(inside) :]]
        anchors |= {(to, old.anchor): (to, new.anchor) for old, new in zip(before, kept, strict=True)}
        starts = made[first].start
        ends = made[first + len(inside)].start if first + len(inside) < len(made) else len(there.text)
        moved = [(to, link) for link in find_links(there) if starts <= link.start < ends]
        stayed = [(to, link) for link in find_links(there) if not starts <= link.start < ends]
        check_pairs(judge, goes, moved, anchors, plan)
        check_pairs(judge, placed({to: files[to].encode()}, to), stayed, anchors, plan)
        check_pairs(judge, old_links, placed(after, source), anchors, plan)
    for path in set(files) - {source, to}:
        assert without_links(parse(files[path].encode())) == without_links(parse(after[path]))
        check_pairs(judge, placed({path: files[path].encode()}, path), placed(after, path), anchors, plan)


def _body(data: bytes) -> tuple[str, int]:
    document = parse(data)
    return document.text, document.body_start


@QUICK
@given(st.data())
def test_deleted_files_leave_every_other_byte(data: st.DataObject) -> None:
    files = data.draw(libraries())
    library = library_of(files)
    talks = [talk for talk in library.talks if talk.key.anchor is None]
    if not talks:
        return
    chosen = data.draw(
        st.lists(st.sampled_from(talks), min_size=1, max_size=2, unique_by=lambda talk: talk.key)
    )
    plan = moves.delete(library, chosen)
    after = carried_out(library, plan.tasks)
    gone = {talk.key.path for talk in chosen}
    assert after == {path: text.encode() for path, text in files.items() if path not in gone}
    assert not plan.links


@pytest.mark.parametrize(
    "text",
    [
        "](" * 20_000,
        "[[" * 20_000,
        "[a](b" * 20_000,
        "[a]: " * 20_000,
        "`" * 20_000 + "](",
        '](a "' * 20_000,
        "{{< ref " * 20_000,
    ],
)
def test_links_are_found_in_linear_time(text: str) -> None:
    document = parse(text.encode())
    begun = time.process_time()
    find_links(document)
    assert time.process_time() - begun < 2
