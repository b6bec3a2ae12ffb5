"""Exported talks keep their footnotes and link references: apart from the others', and with their definitions."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.notes.library import Library
from talktui.transfer.export import Options, export
from talktui.transfer.formats import blog_post
from talktui.transfer.imported import Imported
from talktui.transfer.merging.body_parts import composed
from talktui.transfer.source_files import SourceFile
from tests.transfer.exported import NOW, exported, library_of, talks_in
from tests.transfer.seen import seen

VIDEO = "https://www.youtube.com/watch?v=29yKJ1312A"
BODY = "See [docs].[^1]\n\n[docs]: https://{0}.example/\n[^1]: Said {0}.\n\n    At {0}.\n"
LOG = f"""\
The best was [home][].

## Nets

### [Sidecars][s]

See the [docs] and more.[^1]

```
[docs]: not/here
```

### [Q]({VIDEO}b)

Own [words].

[words]: https://words.example/

### [A quiet pager]({VIDEO}c)

No more.[^2]

[s]: {VIDEO}a
[docs]: https://docs.example/
[home]: https://home.example/
[^1]: As [home] says.

    At length.
[^2]: Mine.
"""


def note(title: str, body: str) -> str:
    return f"---\ntitle: {title}\nvideo: {VIDEO}{title[-1].lower()}\n---\n{body}"


def parts(text: str, *titles: str) -> dict[str, str]:
    """What a reader sees of each talk of a post; their videos end in letters, from `a` on."""
    headings = [f"[{title}]({VIDEO}{chr(97 + number)})" for number, title in enumerate(titles)]
    return dict(zip(titles, seen(text, headings), strict=True))


def read_post(text: str) -> Imported:
    return blog_post.read_post(SourceFile("post.md", text.encode()))


def bodies(imported: Imported) -> list[str]:
    return [composed(talk.body, talk.abstract, talk.outline) for talk in imported.talks]


def test_each_talk_of_a_post_has_its_own_footnotes_and_links() -> None:
    library = library_of({f"{name}.md": note(name, BODY.format(name)) for name in ("A", "B", "C")})
    text = exported(library).text
    for name, shown in parts(text, "A", "B", "C").items():
        assert f'<a href="https://{name}.example/">docs</a>' in shown
        assert f"Said {name}.</p>\n<p>\nAt {name}." in shown
    assert BODY.format("A").strip() in text
    assert "See [docs][docs-2].[^1-2]\n\n[docs-2]: https://B.example/\n[^1-2]: Said B.\n" in text
    assert "See [docs][docs-3].[^1-3]\n\n[docs-3]: https://C.example/\n[^1-3]: Said C.\n" in text


def test_imported_and_exported_again_a_post_stays_the_same() -> None:
    library = library_of({f"{name}.md": note(name, BODY.format(name)) for name in ("A", "B")})
    first = read_post(exported(library, front_matter="hugo").text)
    assert bodies(first)[0] == BODY.format("A").strip()
    again = library_of(
        {f"{name}.md": note(name, body) for name, body in zip("AB", bodies(first), strict=True)}
    )
    assert exported(again, front_matter="hugo").text == exported(library, front_matter="hugo").text
    assert bodies(read_post(exported(again, front_matter="hugo").text)) == bodies(first)


def test_the_introduction_keeps_its_links_and_gives_none_away() -> None:
    files = {
        "c/conference.yaml": "name: ExampleConf\ncategories:\n- name: Nets\n  about: what [notes] say\n",
        "c/README.md": "At [home], and [docs].\n\n[home]: /intro\n[docs]: /intro-docs\n",
        "c/a.md": note("A", "At [home].\n\n[home]: /a\n"),
        "c/b.md": note("B", "[docs] are [notes].\n\n[notes]: /b\n"),
    }
    text = exported(library_of(files)).text
    assert text.startswith("At [home], and [docs][docs-2].\n\n[home]: /intro\n[docs-2]: /intro-docs\n")
    assert "At [home][home-2].\n\n[home-2]: /a\n" in text
    assert "[docs] are [notes][notes-2].\n\n[notes-2]: /b\n" in text
    assert "what [notes] say" in text


def test_what_a_logs_talk_uses_of_the_log_goes_with_it() -> None:
    library = library_of({"log.md": LOG})
    text = exported(library).text
    assert text.startswith("The best was [home][].\n\n[home]: https://home.example/\n\n## Nets\n")
    sidecars, _, pager = parts(text, "Sidecars", "Q", "A quiet pager").values()
    assert '<a href="https://docs.example/">docs</a>' in sidecars
    assert 'As <a href="https://home.example/">home</a> says.</p>\n<p>\nAt length.' in sidecars
    assert "not/here" in sidecars
    assert "Mine." in pager
    assert "As " not in pager
    page = exported(library, format="html").text
    assert 'href="https://docs.example/"' in page
    assert page.count("At length.") == 1
    talks = json.loads(exported(library, format="json").text)["talks"]
    assert talks[0]["body"].endswith(
        "[docs]: https://docs.example/\n[home]: https://home.example/\n[^1]: As [home] says.\n\n    At length."
    )
    assert talks[1]["body"] == "Own [words].\n\n[words]: https://words.example/"
    assert talks[2]["body"] == "No more.[^2]\n\n[^2]: Mine."


def test_a_logs_line_ends_make_no_difference_to_what_goes_along() -> None:
    with_carriage_returns = library_of({"log.md": LOG.replace("\n", "\r\n")})
    assert exported(with_carriage_returns).text == exported(library_of({"log.md": LOG})).text


def test_the_persons_words_keep_what_stands_below_the_abstract() -> None:
    body = "Mine, with [docs].[^1]\n\n## Abstract\n\nTheirs.\n\n[docs]: https://docs.example/\n[^1]: Noted.\n"
    text = exported(library_of({"a.md": note("A", body)})).text
    assert "Theirs" not in text
    assert "Mine, with [docs].[^1]\n\n[docs]: https://docs.example/\n[^1]: Noted.\n" in text


def test_a_page_of_html_shows_each_talk_its_own() -> None:
    library = library_of({f"{name}.md": note(name, BODY.format(name)) for name in ("A", "B")})
    page = exported(library, format="html").text
    for name, other, part in zip("AB", "BA", page.split("<article")[1:], strict=True):
        assert f'href="https://{name}.example/"' in part
        assert f"Said {name}." in part
        assert f"{other}.example" not in part
        assert f"Said {other}." not in part


_PIECES = st.sampled_from(
    [
        "text", "[docs]", "[Docs][]", "[it][DOCS]", "![p][docs]", "[^1]", "`[docs]`", "\n\n[^1]: note\n\n    and [docs]", "\n\n[docs]: /one",
        "\n\n[docs]: /two 'T'", "\n\n[a b]: /ab", "[a\nb]", "\n> ", "\n- ", "\n\n#### H [docs]\n\n", "\n\n", "<!-- [docs] -->", "^[in [docs]]",
        "\n\n```\n[docs]\n```\n\n", "\n\n<div>\n[docs]\n</div>\n\n",
    ]
)  # fmt: skip
_BODIES = st.lists(st.lists(_PIECES, max_size=8).map("".join), min_size=2, max_size=4)


@settings(max_examples=25, deadline=None)
@given(_BODIES)
def test_every_talk_of_a_post_reads_as_in_a_post_of_its_own(texts: list[str]) -> None:
    names = "ABCD"[: len(texts)]
    library = library_of({f"{name}.md": note(name, text) for name, text in zip(names, texts, strict=True)})
    together = exported(library)
    assert not together.told
    shown = parts(together.text, *names)
    for talk in talks_in(library):
        alone = export([talk], _only(library, talk.key.path), Options(now=NOW)).text
        assert [shown[talk.title]] == seen(alone, [f"[{talk.title}]({talk.video})"])


def _only(library: Library, path: str) -> Library:
    one = Library()
    one.replace(library.notes[path])
    return one
