"""Where links in notes lead; nothing leads out of the notes directory or to another program."""

from __future__ import annotations

import pytest

from talktui.notes.conference import Folders
from talktui.notes.library import Library
from talktui.notes.links import Backlinks, Nowhere, Resolver, Target, ToTalk, Web, local_links
from talktui.notes.reader import read_note
from talktui.notes.talk import Talk, TalkKey

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


def test_links_in_a_text_are_found_in_every_form() -> None:
    text = (
        "[a](x.md) ![i](<y z.md>) [[W|alias]] http://no [b]( /q.md 'title')\n\n[r]: ref.md\n[e](https://no)"
    )
    assert list(local_links(text)) == ["x.md", "y", "wiki:W|alias", "/q.md", "ref.md"]


def test_backlinks_name_the_talks_that_link_here_and_follow_an_edit(library: Library) -> None:
    backlinks = Backlinks()
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
    Backlinks().index(library, cancelled)
    assert len(asked) == 2


def test_a_link_in_a_text_of_no_note_leads_nowhere() -> None:
    """What is shown of a conference is no note; `[[#heading]]` in it must not end the app."""
    resolver = Resolver(Library())
    for href in ("#a", "wiki:#a", "wiki:", "wiki:a", "a.md", "?", ".", "/"):
        assert isinstance(resolver.resolve(href, Talk(TalkKey(""), "")), Nowhere), href
