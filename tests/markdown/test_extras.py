"""Wikilinks, shortcodes, timestamps and emoji names read as what they stand for."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.markdown import parser, shortcodes, timestamps
from talktui.markdown.document import Document


def text_and_links(source: str, video: str | None = None) -> tuple[str, list[str]]:
    document = Document.whole(source, 100, video=video)
    return "\n".join(line.text for line in document.lines), [link.href for link in document.links]


@pytest.mark.parametrize(
    ("source", "text", "links"),
    [
        ("[[Other talk]]", "Other talk", ["wiki:Other talk"]),
        ("[[Other talk#Part|this one]]!", "this one!", ["wiki:Other talk#Part"]),
        ("[[#Part]]", "Part", ["wiki:#Part"]),
        ("![[img/pic.png|300]]", "🖼 pic.png", ["wiki:img/pic.png"]),
        ("![[Other]]", "⧉ Other", ["wiki:Other"]),
        ("`[[code]]` [[]] [[ ]]", "[[code]] [[]] [[ ]]", []),
    ],
)
def test_wikilinks_and_embeds(source: str, text: str, links: list[str]) -> None:
    assert text_and_links(source) == (text, links)


@pytest.mark.parametrize(
    ("source", "text", "links"),
    [
        ('{{< figure src="/a/b.png" caption="A chart" attr="me" >}}', "🖼 A chart – me", ["/a/b.png"]),
        ('{{< figure src="b.png" >}}', "🖼 b.png", ["b.png"]),
        ('{{< youtube id="abc" >}}', "▶ YouTube abc", ["https://www.youtube.com/watch?v=abc"]),
        ("{{< youtube abc >}}", "▶ YouTube abc", ["https://www.youtube.com/watch?v=abc"]),
        (
            '{{ youtube(id="abc", autoplay=true) }}',
            "▶ YouTube abc",
            ["https://www.youtube.com/watch?v=abc"],
        ),
        ("{{< vimeo 12 >}}", "▶ Vimeo 12", ["https://vimeo.com/12"]),
        ('see [it]({{< relref "talk.md" >}}#part).', "see it.", ["talk.md#part"]),
        ('see {{% ref "talk.md" %}}', "see talk.md", ["talk.md"]),
        ("{{% alert title=Careful %}}\ntext\n{{% /alert %}}", "⚠ Careful\ntext", []),
        ('{{< odd a="b" >}} kept', '{{< odd a="b" >}} kept', []),
        ("{{</* figure */>}}", "{{</* figure */>}}", []),
        ("{{ not closed", "{{ not closed", []),
        ("{{ template }} and {% if x %}", "{{ template }} and {% if x %}", []),
    ],
)
def test_shortcodes(source: str, text: str, links: list[str]) -> None:
    assert text_and_links(source) == (text, links)


@pytest.mark.parametrize(
    ("source", "text", "links"),
    [
        # Over several lines, also where Markdown would see a quote, a heading or a list.
        ('{{< figure\nsrc="a.png"\ncaption="c"\n>}}', "🖼 c", ["a.png"]),
        ('before\n{{< figure\n- src="a.png"\n# >}} after', "before\n\n🖼 - – # after", ["a.png"]),
        ('> {{< figure\n> src="a.png"\n> >}}', "▌ 🖼 a.png", ["a.png"]),
        ("{{< odd\n> a\n>}}", "{{< odd > a >}}", []),
        ("{{< odd\n\n>}}", "{{< odd\n\n>}}", []),
        # What a box is about, and of which kind.
        ('{{< details summary="Sum" open=true >}}\nx\n{{< /details >}}', "▸ Sum\nx", []),
        ('{{% notice warning "Careful now" %}}\nx\n{{% /notice %}}', "⚠ Warning: Careful now\nx", []),
        ("{{% notice tip %}}x{{% /notice %}}", "★ Tip\nx", []),
        ('{{% alert color="danger" title="The end" %}}x{{% /alert %}}', "⚠ Danger: The end\nx", []),
        ('{{% alert color="primary" since="v2" %}}x{{% /alert %}}', '⚠ Note since="v2"\nx', []),
        ('{{< card title="T" link="/x.md" >}}', "▸ T ↗ /x.md", ["/x.md"]),
        # The end of what is not known is as much of the note as its beginning.
        ("{% quote() %}\nx\n{% end %}", "{% quote() %} x {% end %}", []),
        ("{% quote() %}\n\nx\n\n{% end %}", "{% quote() %}\n\nx\n\n{% end %}", []),
        ("{% note() %}\n\n{% odd() %}x{% end %}\n\n{% end %}", "✎ Note\n\n{% odd() %}x{% end %}", []),
        ("{% end %}", "{% end %}", []),
        # Code is code.
        ("{{< highlight go >}}a\\*b*{{< /highlight >}}", "a\\*b*", []),
        ("{{< highlight go >}}\n# a\n\n  *b*\n{{< /highlight >}}\nx", "▏ go\n▏ # a\n▏\n▏   *b*\n\nx", []),
        ("{{< highlight go >}}\n*a*", "{{< highlight go >}} a", []),
        ("{{< mermaid >}}\na --> b\n{{< /mermaid >}}", "▏ mermaid\n▏ a --> b", []),
        # A reference is an address like another.
        ('[b]({{< ref path="x.md" lang="en" >}})', "b", ["x.md"]),
        ('[![alt](a.png)]({{< ref "x.md" >}})', "🖼 alt", ["x.md"]),
        ('[*b* c]({{< relref "x.md" >}}#p "title")', "b c", ["x.md#p"]),
        ("[b]({{< ref >}})", "[b]({{< ref >}})", []),
        # All that a picture leads to.
        (
            '{{< figure src="a.png" caption="c" attr="me" attrlink="https://e.x/me" link="b.md" >}}',
            "🖼 c – me ↗ b.md",
            ["a.png", "https://e.x/me", "b.md"],
        ),
        (
            '{{< figure src=/a/b.png attrlink="https://e.x" >}}',
            "🖼 b.png – https://e.x",
            ["/a/b.png", "https://e.x"],
        ),
        ("{{< imgproc a Resize 600x >}}\nwords\n{{< /imgproc >}}", "🖼 a words", ["a"]),
        ('{{< figure src="a.png" title="T" data-x="y" >}}', '🖼 T data-x="y"', ["a.png"]),
        (
            '{{< youtube id="abc" title="A talk" start="30" >}}',
            "▶ YouTube A talk",
            ["https://www.youtube.com/watch?v=abc&t=30"],
        ),
    ],
)
def test_nothing_of_a_shortcode_is_lost(source: str, text: str, links: list[str]) -> None:
    shown, found = text_and_links(source)
    assert "\n".join(line.rstrip() for line in shown.split("\n")) == text
    assert found == links


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(sorted({*shortcodes.BOXES, "figure", "youtube", "vimeo", "tweet", "relref", "odd"})),
    st.dictionaries(
        st.sampled_from(
            "title caption alt attr attrlink link src id type color summary user data-x path".split()
        ),
        st.from_regex(r"[a-z]{4,7}x", fullmatch=True),
        max_size=5,
    ),
    st.lists(st.from_regex(r"[a-z]{4,7}y", fullmatch=True), max_size=3),
)
def test_every_word_said_to_a_shortcode_is_read_or_led_to(
    name: str, named: dict[str, str], positional: list[str]
) -> None:
    said = [*positional, *(f'{key}="{value}"' for key, value in named.items())]
    text, links = text_and_links(f"a {{{{< {name} {' '.join(said)} >}}}} b")
    shown = "\n".join((text, *links)).replace("\n", " ")
    dressed = {value for key, value in named.items() if key in ("color", "id")}  # how it looks, and an anchor
    assert {word for word in (*positional, *named.values()) if word not in shown} <= dressed


@pytest.mark.parametrize("size", [1, 10, 50])
def test_a_shortcode_around_code_is_one_also_in_pieces(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    source = (
        "a\n\n{{< highlight go >}}\nb\n\nc\n\n{{< /highlight >}}\n\n{{< highlight go >}}\n\n*d*\n\ne\n\nf"
    )
    whole = text_and_links(source)
    monkeypatch.setattr(parser, "PIECE", size)
    assert text_and_links(source) == whole
    assert "▏ b" in whole[0]
    assert "▏ f" not in whole[0]


def test_an_unknown_shortcode_is_dimmed() -> None:
    spans = Document.whole("a {{< odd >}}", 60).lines[0].spans
    assert ("{{< odd >}}", "dim", None) in spans


def test_shortcodes_do_not_take_what_follows() -> None:
    shown = shortcodes.read("x {{< youtube a >}} y", 2)
    assert shown is not None
    assert shown.end == len("x {{< youtube a >}}")


@pytest.mark.parametrize(
    ("video", "at"),
    [
        ("https://www.youtube.com/watch?v=abc&t=3", "https://www.youtube.com/watch?v=abc&t=754"),
        ("https://youtu.be/abc", "https://youtu.be/abc?t=754"),
        ("https://vimeo.com/123", "https://vimeo.com/123#t=754s"),
        ("https://media.ccc.de/v/38c3-x#a", "https://media.ccc.de/v/38c3-x#t=754"),
        ("https://example.com/a.mp4", "https://example.com/a.mp4#t=754"),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("https://[bad", None),
    ],
)
def test_moments_of_a_video(video: str, at: str | None) -> None:
    assert timestamps.moment(video, 754) == at


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("at 12:34 he", [754]),
        ("[1:02:03] and 0:07.", [3723, 7]),
        ("(95:00)", [5700]),
        ("3:15 pm, 10:30 UTC, 2023-11-08 10:30, 12:345, 1:2, a12:34, 12:34:5, 99:99, ::1:23", []),
    ],
)
def test_times_are_told_from_other_numbers(text: str, seconds: list[int]) -> None:
    assert [at for _start, _end, at in timestamps.find(text)] == seconds


def test_timestamps_are_links_only_when_there_is_a_video() -> None:
    source = "at 12:34, `12:34`, [12:34](x)"
    assert text_and_links(source)[1] == ["x"]
    assert text_and_links(source, "https://youtu.be/a") == (
        "at 12:34, 12:34, 12:34",
        ["https://youtu.be/a?t=754", "x"],
    )


def test_emoji_names() -> None:
    assert text_and_links("a :rocket: :no_such_name: `:rocket:` 1:on:2")[0] == (
        "a 🚀 :no_such_name: :rocket: 1:on:2"
    )
