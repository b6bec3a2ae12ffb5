"""Templates of posts: what they see is safe, what they do ends, and their mistakes are told with their place."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from markdown_it import MarkdownIt

from talktui.transfer.export import Options, export
from talktui.transfer.export.template_error import TemplateError
from talktui.transfer.export.templates import SHIPPED, find_template
from talktui.transfer.export.views import AreaView, ConferenceView, GroupView, SpeakerView, TalkView
from talktui.transfer.formats import blog_post
from talktui.transfer.source_files import SourceError, SourceFile
from tests.transfer.exported import HOSTILE, NOW, exported, library_of, talks_in

DOCS = (Path(__file__).parents[2] / "docs" / "export.md").read_text(encoding="utf-8")
LIBRARY = library_of(
    {"a.md": "---\ntitle: A *title*\nvideo: https://youtu.be/aaaaaaaaaaa\n---\n## Heading\n\n*mine*\n"}
)


def rendered(tmp_path: Path, template: str, library: Any = LIBRARY) -> str:
    path = tmp_path / "mine.md.j2"
    path.write_text(template)
    return export(talks_in(library), library, Options(template=str(path), templates=tmp_path, now=NOW)).text


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{ talks[0].title }}", r"A \*title\*"),
        ("{{ talks[0].title|upper }}", r"A \*TITLE\*"),
        ("{{ talks[0].title|safe }}", "A *title*"),
        ("{{ talks[0].title|link(talks[0].link) }}", r"[A \*title\*](https://youtu.be/aaaaaaaaaaa)"),
        ("{{ '[' ~ talks[0].title ~ ']' }}", r"\[A \*title\*\]"),
        ("{{ talks[0].body }}", "#### Heading\n\n*mine*"),
        ("{{ talks[0].markdown|below(1) }}", "## Heading\n\n*mine*"),
        ("{{ talks[0].title ~ talks[0].markdown }}", "A \\*title\\*## Heading\n\n*mine*"),
        ("{% macro m(t) %}**{{ t }}**{% endmacro %}{{ m(talks[0].title) }}", r"**A \*title\***"),
        ("{% set t %}*{{ talks[0].title }}*{% endset %}{{ t }}", r"*A \*title\**"),
        ("{{ ['*', 'b']|join(', ') }}", r"\*, b"),
        ("{{ '%s talks'|format(count) }} {{ group_by }} {{ today.year }}", "1 talks category 2026"),
        ("{{ 'a-b'|replace('-', '*') }}", r"a\*b"),
        ("{{ talks[0].speaker_line or 'nobody' }}{{ talks[0].rating }}", "nobody"),
    ],
)
def test_what_a_template_puts_out_is_escaped_unless_it_is_markdown(
    tmp_path: Path, template: str, text: str
) -> None:
    assert rendered(tmp_path, template) == f"{text}\n"


@pytest.mark.parametrize(
    ("template", "line", "said"),
    [
        ("fine\n{{ talks[0].titel }}\n", 2, "titel"),
        ("fine\n\n{% for t in talks %}\n", 3, "Unexpected end of template"),
        ("{{ 1 / 0 }}", 1, "division by zero"),
        ("\n{{ talks[0].nothing.more }}", 2, "nothing"),
        ("{{ ''.__class__.__mro__ }}", 1, "unsafe"),
        ("{{ talks.append(1) }}", 1, "unsafe"),
        ("\n\n{% include 'missing.j2' %}", 3, "no template “missing.j2”"),
        ("{% include '../../etc/passwd' %}", 1, "no template"),
        ("{% include 'mine.md.j2' %}", 1, "without end"),
        ("{% macro m() %}{{ m() }}{% endmacro %}\n{{ m() }}", 1, "without end"),
        ("{{ nofilter|nosuch }}", 1, "No filter named 'nosuch'"),
    ],
)
def test_a_mistake_is_told_with_its_file_and_line(
    tmp_path: Path, template: str, line: int, said: str
) -> None:
    with pytest.raises(TemplateError) as caught:
        rendered(tmp_path, template)
    assert str(caught.value).startswith(f"{tmp_path / 'mine.md.j2'}:{line}: ")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "template",
    [
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{% set r = range(99999)|list %}{% for a in r %}{% for b in r %}x{% endfor %}{% endfor %}",
        "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(40) }}",
        "{{ 'x' * 999999999 }}",
        "{{ [1] * 999999999 }}",
        "{{ 9 ** 999999 }}",
        "{% set n = namespace(x='x') %}{% for i in range(99) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
        "{% set n = namespace(x='x') %}{% for i in range(99) %}{% set n.x = n.x + n.x %}{% endfor %}",
        "{% set n = namespace(x=[1]) %}{% for i in range(99) %}{% set n.x = n.x + n.x %}{% endfor %}",
        "{% set n = namespace(x=9) %}{% for i in range(999) %}{% set n.x = n.x * n.x %}{% endfor %}",
        "{{ '%999999999d' % 1 }}",
        "{{ '%*d' % (999999999, 1) }}",
        "{{ '%999999999d'|format(1) }}",
        "{{ '{:>999999999}'.format(1) }}",
        "{{ 'x'.ljust(999999999) }}",
        "{{ 'x'|center(999999999) }}",
        "{{ 'x\ny'|indent(999999999) }}",
        "{{ [1]|batch(999999999, 'x')|list }}",
        "{{ [1]|slice(999999999)|list }}",
        "{{ ('x' * 99999)|replace('x', 'y' * 99999) }}",
        "{{ range(99999)|join('y' * 99999) }}",
        "{% for i in range(99) %}{{ ('x' * 9999999)|safe }}{% endfor %}",
        "{% set step = 1 %}{% set joined = 1 %}{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    ],
)
def test_a_template_that_would_not_end_or_would_fill_the_memory_is_stopped(
    tmp_path: Path, template: str
) -> None:
    with pytest.raises(TemplateError):
        rendered(tmp_path, template)


def test_a_template_that_is_no_text_or_no_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "mine.j2").write_bytes(b"fine\n\xff\n")
    with pytest.raises(TemplateError, match=r"mine\.j2:2: this is no UTF-8"):
        exported(LIBRARY, template=str(tmp_path / "mine.j2"))
    with pytest.raises(TemplateError, match="no file"):
        exported(LIBRARY, template=str(tmp_path))
    with pytest.raises(TemplateError, match=r"by name there are .*log, sessions"):
        exported(LIBRARY, template="nosuch")


def test_a_persons_own_template_goes_before_the_shipped_one_and_may_include_it(tmp_path: Path) -> None:
    assert find_template("log", tmp_path).path == SHIPPED / "log.md.j2"
    (tmp_path / "log.md.j2").write_text("MINE\n{% include 'sessions.md.j2' %}")
    text = exported(LIBRARY, templates=tmp_path).text
    assert text == "MINE\n- [A \\*title\\*](https://youtu.be/aaaaaaaaaaa)\n"


SESSIONS = {
    "c/1.md": "---\ntitle: Opening\nspeakers: Ann Example & Bob Sample, Example Labs\ndate: 2019-05-21 10:00\nvideo: https://youtu.be/aaaaaaaaaaa\n---\n",
    "c/2.md": "---\ntitle: Before\nspeakers: Cy Test\ndate: 2019-05-21 09:00\n---\n",
    "c/3.md": "---\ntitle: Last day\ndate: 2019-05-22\n---\n",
}


def test_all_sessions_stand_by_day_with_speakers_and_organisations() -> None:
    assert exported(library_of(SESSIONS), template="sessions").text == (
        "### Tuesday, 21 May 2019\n\n"
        "- Before - Cy Test\n"
        "- [Opening](https://youtu.be/aaaaaaaaaaa) - Ann Example & Bob Sample, Example Labs\n\n"
        "### Wednesday, 22 May 2019\n\n"
        "- Last day\n"
    )


@pytest.mark.parametrize("template", ["log", "sessions"])
@pytest.mark.parametrize("payload", HOSTILE)
def test_hostile_texts_stay_texts_in_both_templates(template: str, payload: str) -> None:
    import json

    said = json.dumps(payload)
    library = library_of(
        {
            "a.md": f"---\ntitle: {said}\nspeakers: [{{name: {said}}}]\ncategory: [{said}]\nvideo: https://youtu.be/aaaaaaaaaaa\ndate: 2019-05-21\n---\nbody\n"
        }
    )
    made = exported(library, template=template, front_matter="hugo" if template == "log" else "none")
    assert "\x1b" not in made.text
    assert "\x00" not in made.text
    body = made.text.split("\n---\n", 1)[-1] if template == "log" else made.text
    tokens = MarkdownIt("commonmark").parse(body)
    inline = [child for token in tokens for child in token.children or []]
    assert not [
        token
        for token in tokens + inline
        if token.type in {"html_block", "html_inline", "image", "code_inline", "em_open"}
    ]
    links = [child.attrGet("href") for child in inline if child.type == "link_open"]
    assert links == ["https://youtu.be/aaaaaaaaaaa"]
    if template == "log":
        assert [token.tag for token in tokens if token.type == "heading_open"] == ["h2", "h3"]


def test_three_thousand_talks_are_no_endless_template() -> None:
    library = library_of(
        {f"{n}.md": f"---\ntitle: Talk {n}\ncategory: {n % 7}\n---\nwords\n" for n in range(3000)}
    )
    assert exported(library).text.count("\n### ") == 3000


def test_the_list_of_sessions_is_read_by_the_importer() -> None:
    files = {
        path: text
        if "video" in text
        else text.replace("---\n", f"---\nvideo: https://youtu.be/bbbbbbbbbb{path[2]}\n", 1)
        for path, text in SESSIONS.items()
    }
    watch = "https://www.youtube.com/watch?v="  # the form that an importer gives to every such link
    library = library_of({path: text.replace("https://youtu.be/", watch) for path, text in files.items()})
    text = exported(library, template="sessions").text
    imported = blog_post.read_post(SourceFile("sessions.md", text.encode()))
    assert [(talk.title, talk.video, talk.when, talk.speakers) for talk in imported.talks] == [
        (talk.title, talk.video, talk.date, talk.speakers)
        for talk in sorted(talks_in(library), key=lambda talk: (talk.date, talk.time is None, str(talk.time)))
    ]


def test_the_page_in_the_docs_names_all_that_a_template_sees() -> None:
    for view in (TalkView, ConferenceView, SpeakerView, AreaView, GroupView):
        for one in fields(view):
            assert f"`{one.name}`" in DOCS, f"{view.__name__}.{one.name}"


def test_the_example_in_the_docs_works(tmp_path: Path) -> None:
    example = DOCS.partition("```jinja\n")[2].partition("```")[0]
    library = library_of(
        {
            "a.md": "---\ntitle: A *b*\ncategory: Metrics\nrating: 4\nverdict: Good_\nvideo: https://youtu.be/aaaaaaaaaaa\n---\n"
        }
    )
    assert rendered(tmp_path, example, library) == (
        "# Talks\n\n## Metrics\n\n- [A \\*b\\*](https://youtu.be/aaaaaaaaaaa) ★★★★ – Good\\_\n"
    )


def test_front_matter_says_nothing_of_talks_when_there_is_nothing_to_say() -> None:
    library = library_of({"a.md": "---\ncategory: A\n---\n", "b.md": "---\ncategory: A\n---\n"})
    for front_matter, empty in (("hugo", "talks:"), ("zola", "[talks]")):
        assert empty not in exported(library, template="sessions", front_matter=front_matter).text
    video = "---\ncategory: A\nvideo: https://www.youtube.com/watch?v={}\n---\n"
    library = library_of({f"{name}.md": video.format(name * 11) for name in "ab"})
    text = exported(library, front_matter="hugo").text
    assert "talks:\n  a-1:\n    heading: a\n---" in text  # it tells a log of talktui's all the same


@pytest.mark.parametrize(
    ("links", "said"), [(0, "finds no talk in it"), (2, "finds 2 of 2 talks, with what the template shows")]
)
def test_what_is_told_of_a_template_without_headings_is_what_an_import_finds(links: int, said: str) -> None:
    note = "---\nspeakers: Ann B, Org\nday: Tuesday\n{}---\n"
    link = "video: https://youtu.be/{}\n"
    library = library_of(
        {f"{name}.md": note.format(link.format(name * 11) if links else "") for name in "ab"}
    )
    made = exported(library, template="sessions", front_matter="zola")
    assert made.told[0].endswith(said)
    if links:
        assert len(blog_post.read_post(SourceFile("p.md", made.text.encode())).talks) == links
    else:
        with pytest.raises(SourceError):
            blog_post.read_post(SourceFile("p.md", made.text.encode()))


def test_a_line_that_ends_in_a_tag_joins_the_next_as_the_docs_say(tmp_path: Path) -> None:
    wrong, _, right = DOCS.partition("loses its line break")[2].split("```")[1:4]
    library = library_of({"a.md": "---\nverdict: Good\n---\n", "b.md": "x\n"})
    assert rendered(tmp_path, dedent(wrong.removeprefix("jinja\n")), library) == "GoodNext\nNext\n"
    assert rendered(tmp_path, dedent(right.removeprefix("jinja\n")), library) == "Good\nNext\n\nNext\n"
