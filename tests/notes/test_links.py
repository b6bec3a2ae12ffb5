"""Where links in notes lead; nothing leads out of the notes directory or to another program."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from talktui.markdown.document import Document
from talktui.markdown.links import local_links
from talktui.notes.conference import Folders
from talktui.notes.library import Library
from talktui.notes.links import Backlinks, Nowhere, Resolver, Target, ToTalk, Web
from talktui.notes.reader import read_note
from talktui.notes.talk import Talk, TalkKey
from tests.growth import assert_linear_in
from tests.markdown.any_markdown import MARKDOWN

NOTES = {
    "a/one.md": "---\ntitle: First things\n---\n[two](two.md) [up](../log.md#flames) [[Second things]]\n",
    "a/two.md": "---\ntitle: Second things\n---\n## Part two\n\ntext\n",
    "b/index.md": "---\ntitle: Folder talk\ndate: 2024-01-01\n---\nsee [one](/a/one) and [x](../a/one.md)\n",
    "log.md": "# Log\n\n## [Flames](https://youtu.be/aaaaaaaaaaa)\nx\n\n## [Ice](https://youtu.be/bbbbbbbbbbb)\ny\n",
    "with space.md": "# With space\n",
}


@pytest.fixture
def library() -> Library:
    made = Library()
    folders = Folders(lambda path: None)
    for path, text in NOTES.items():
        made.replace(read_note(path, text.encode(), None, folders))
    return made


def from_one(href: str, library: Library) -> Target:
    talk = library.talk(TalkKey("a/one.md"))
    assert talk is not None
    return Resolver(library).resolve(href, talk)


@pytest.mark.parametrize(
    ("href", "target"),
    [
        ("two.md", ToTalk(TalkKey("a/two.md"))),
        ("./two.md#part-two", ToTalk(TalkKey("a/two.md"), "part-two")),
        ("two", ToTalk(TalkKey("a/two.md"))),
        ("../a/two.md", ToTalk(TalkKey("a/two.md"))),
        ("/a/two.md", ToTalk(TalkKey("a/two.md"))),
        ("../log.md#flames", ToTalk(TalkKey("log.md", "flames"))),
        ("../b/", ToTalk(TalkKey("b/index.md"))),
        ("../with%20space.md", ToTalk(TalkKey("with space.md"))),
        ("#part", ToTalk(TalkKey("a/one.md"), "part")),
        ("wiki:Second things", ToTalk(TalkKey("a/two.md"))),
        ("wiki:second THINGS#Part two|alias", ToTalk(TalkKey("a/two.md"), "part-two")),
        ("wiki:two", ToTalk(TalkKey("a/two.md"))),
        ("wiki:a/two", ToTalk(TalkKey("a/two.md"))),
        ("https://example.org/x", Web("https://example.org/x")),
        ("HTTP://example.org", Web("HTTP://example.org")),
    ],
)
def test_a_link_leads_to_its_talk_heading_or_page(href: str, target: Target, library: Library) -> None:
    assert from_one(href, library) == target


@pytest.mark.parametrize(
    "href",
    [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/html,x",
        "vscode://x",
        "-rf",
        "--version",
        "//evil.example/x",
        "/etc/passwd",
        "../../etc/passwd",
        "../../../../../../etc/passwd",
        "..",
        "..%2f..%2fetc%2fpasswd",
        "%2e%2e/%2e%2e/x.md",
        "C:\\windows\\x.md",
        "..\\..\\x.md",
        "two.md\0.sh",
        "http:///nohost",
        "http://[::1",
        "",
        "nothing.md",
        "wiki:Nothing like it",
        "wiki:../../etc/passwd",
        "mailto:a@example.org",
        "ssh://host",
        "tel:1",
    ],
)
def test_anything_else_is_refused_with_a_sentence(href: str, library: Library) -> None:
    target = from_one(href, library)
    assert isinstance(target, Nowhere), target
    assert len(target.reason) > 10


@pytest.mark.parametrize(
    ("text", "hrefs"),
    [
        ("[a](x.md) [b]( /q.md 'title') [[W|alias]] http://no [e](https://no)", ["x.md", "/q.md", "wiki:W"]),
        ("[a]\n\n[a]: ref.md\n[b]: unused.md", ["ref.md"]),
        ('[t]({{< ref "target.md" >}}) {{< relref "b.md#c" >}}', ["target.md", "b.md#c"]),
        ('<a href="target.md">t</a>\n\n<div><a href=x.md>x</a></div>', ["target.md", "x.md"]),
        ("[t](target(1).md)", ["target(1).md"]),
        ("[t](<target one.md>)", ["target%20one.md"]),
        ("`[t](x.md)` \\[t](x.md) <!-- [t](x.md) -->\n\n    [t](x.md)\n\n```\n[t](x.md)\n```", []),
        ("![i](i.png) ![[i.png]] ![[Embedded]]", ["wiki:Embedded"]),
        ("x^[see [t](x.md)] [^n]\n\n[^n]: [u](y.md)", ["x.md", "y.md"]),
        ("# [t](x.md)\n\n> - [u](y.md)\n\n| a |\n|-|\n| [v](z.md) |", ["x.md", "y.md", "z.md"]),
        ('{{< card title=T link=c.md >}} {{ link(path="@/d.md") }}', ["c.md", "@/d.md"]),
    ],
)
def test_the_links_of_a_text_are_those_of_the_viewer(text: str, hrefs: list[str]) -> None:
    assert list(local_links(text)) == hrefs


@settings(max_examples=150, deadline=None)
@given(MARKDOWN)
def test_the_links_of_any_text_are_those_of_the_viewer(text: str) -> None:
    shown = {link.href for link in Document.whole(text, 60).links}
    found = set(local_links(text))
    pictures = {href for href in shown - found if href.endswith(".png")}
    web = {href for href in shown if href.startswith(("http", "mailto:"))}
    footnotes = {href for href in shown if href.startswith("#fn-")}
    assert found - footnotes == shown - pictures - web - footnotes


def test_links_are_looked_for_in_no_more_than_linear_time() -> None:
    for piece in ("](", "]: ", "[[", "href=", "{{", "href =   ", "[a](b) "):
        assert_linear_in(piece, lambda text: list(local_links(text)), 24_000)


@pytest.mark.parametrize(
    ("href", "target"),
    [
        ("@/a/two.md", "a/two.md"),
        ("@/two.md#part-two", "a/two.md"),
        ("@/a%2Ftwo.md", "a/two.md"),
        ("@/b", "b/index.md"),
    ],
)
def test_zolas_links_begin_at_the_content_root(href: str, target: str, library: Library) -> None:
    """It is the notes directory or a folder above the note."""
    found = from_one(href, library)
    assert isinstance(found, ToTalk)
    assert found.key.path == target
    located = Resolver(library).locate(href, "a/one.md")
    assert located is not None
    assert located.path == target


@pytest.mark.parametrize("href", ["@/../../etc/passwd", "@/nothing.md", "@/..", "@/%2e%2e/%2e%2e/x.md", "@"])
def test_zolas_links_do_not_lead_out_of_the_notes(href: str, library: Library) -> None:
    assert isinstance(from_one(href, library), Nowhere)


def test_a_picture_is_not_opened_and_the_reason_says_that_it_is_one(library: Library) -> None:
    for href in ("img/a.png", "/a.JPEG", "a.svg#x", "wiki:b.webp", "@/c.gif"):
        found = from_one(href, library)
        assert isinstance(found, Nowhere)
        assert "is a picture" in found.reason


def test_a_reason_is_short_however_long_the_address_is(library: Library) -> None:
    for href in (
        "data:text/html," + "a" * 9_000,
        "x" * 9_000,
        "../" * 9_000,
        "wiki:" + "w" * 9_000,
        "-" * 9_000,
    ):
        found = from_one(href, library)
        assert isinstance(found, Nowhere)
        assert len(found.reason) < 300


def test_backlinks_name_the_talks_that_link_here_and_follow_an_edit(library: Library) -> None:
    backlinks = Backlinks(local_links)
    one, two = TalkKey("a/one.md"), TalkKey("a/two.md")
    found = backlinks.index(library)
    assert found[two] == (one,)
    assert found[one] == (TalkKey("b/index.md"),)
    library.replace(read_note("a/one.md", b"# First things\n", None, Folders(lambda path: None)))
    assert two not in backlinks.index(library)


def test_looking_for_backlinks_ends_when_nobody_wants_them_any_more(library: Library) -> None:
    asked: list[int] = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 1

    assert len(library.talks) > 2
    Backlinks(local_links).index(library, cancelled)
    assert len(asked) == 2


def test_a_link_in_a_text_of_no_note_leads_nowhere() -> None:
    """What is shown of a conference is no note; `[[#heading]]` in it must not end the app."""
    resolver = Resolver(Library())
    for href in ("#a", "wiki:#a", "wiki:", "wiki:a", "a.md", "?", ".", "/"):
        assert isinstance(resolver.resolve(href, Talk(TalkKey(""), "")), Nowhere), href
