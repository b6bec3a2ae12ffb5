"""Talks deleted, renamed and moved: what changes, what follows, and what is refused."""

from __future__ import annotations

import pytest

from talktui.notes import moves
from talktui.notes.library import Library
from talktui.notes.problem import Refused
from tests.notes.moved_libraries import carried_out, library_of, talk_at

NOTES = {
    "a/tail-latency.md": "---\ntitle: Tail latency   # mine\ntags: [slow]\n---\nsee [wal](../b/wal.md#fsync) ![p](p.png)\n",
    "b/wal.md": "# [Write-ahead logs](https://example.org/wal)\n\nnext: [tail](../a/tail-latency.md), `[x](../a/tail-latency.md)`\n\n## Fsync\n",
    "index-of-mine.md": (
        "---\nrelated:\n  - '[[tail-latency]]'   # why\n  - a/tail-latency.md\n---\n"
        "[[tail-latency|the tail]] [[Tail latency]] [[a/tail-latency#Why]] ![[tail-latency]]\n"
        '[1]: </a/tail-latency.md> "title"\n\n'
        "[r]: a/tail-latency#why\n\n"
        "<!-- [no](a/tail-latency.md) -->\n\n```\n[no](a/tail-latency.md)\n```\n"
        '[h]({{< ref "a/tail-latency.md" >}})\r\n'
    ),
    "log.md": (
        "---\ntitle: Winter\ntalks:\n  ice:\n    heading: Ice\n    rating: 4   # cold\n---\n# Winter\n\nintro\n\n"
        "## [Flames](https://youtu.be/aaaaaaaaaaa)\nhot [see](#ice)\n\n"
        "## [Ice](https://youtu.be/bbbbbbbbbbb)\ncold [wal](b/wal.md) [up](#flames)\n\n### More\n\ndeep\n\n"
        "## [Air](https://youtu.be/ccccccccccc)\nthin\n"
    ),
    "other/log2.md": (
        "# Summer\n\n### [Sun](https://youtu.be/ddddddddddd)\nbright\n\n### [Sea](https://youtu.be/eeeeeeeeeee)\nwet [ice](../log.md#ice) [[log#Ice]]\n"
    ),
}


@pytest.fixture
def library() -> Library:
    return library_of(NOTES)


def lines(data: bytes) -> list[str]:
    return data.decode().splitlines()


def test_a_renamed_talk_takes_its_file_and_every_kind_of_link_with_it(library: Library) -> None:
    plan = moves.rename(library, talk_at(library, "a/tail-latency.md"), "Tail at scale")
    files = carried_out(library, plan.tasks)
    assert "a/tail-latency.md" not in files
    assert lines(files["a/tail-at-scale.md"])[1] == "title: Tail at scale   # mine"
    assert files["b/wal.md"].decode() == NOTES["b/wal.md"].replace(
        "[tail](../a/tail-latency.md)", "[tail](../a/tail-at-scale.md)"
    )
    assert files["index-of-mine.md"].decode() == (
        "---\nrelated:\n  - '[[tail-at-scale]]'   # why\n  - a/tail-at-scale.md\n---\n"
        "[[tail-at-scale|the tail]] [[Tail at scale]] [[a/tail-at-scale#Why]] ![[tail-at-scale]]\n"
        '[1]: </a/tail-latency.md> "title"\n\n'  # a paragraph goes on here: it is no definition
        "[r]: a/tail-at-scale#why\n\n"
        "<!-- [no](a/tail-latency.md) -->\n\n```\n[no](a/tail-latency.md)\n```\n"
        '[h]({{< ref "a/tail-at-scale.md" >}})\r\n'
    )
    assert files["log.md"] == NOTES["log.md"].encode()
    assert (plan.links, plan.linking, plan.lost) == (9, 2, 0)
    assert "9 links in 2 notes follow" in plan.notes


def test_zolas_links_stay_zolas() -> None:
    site = {
        "content/posts/a.md": "---\ntitle: A\n---\n[b](@/posts/b.md#x) [c](@/c.md)\n",
        "content/posts/b.md": "---\ntitle: B\n---\n[a](@/posts/a.md)\n",
        "content/c.md": "# C\n",
    }
    library = library_of(site)
    files = carried_out(
        library, moves.rename(library, talk_at(library, "content/posts/b.md"), "New name").tasks
    )
    assert b"[b](@/posts/new-name.md#x) [c](@/c.md)" in files["content/posts/a.md"]
    assert b"[a](@/posts/a.md)" in files["content/posts/new-name.md"]


def test_the_first_heading_is_the_title_where_nothing_else_says_it_and_keeps_its_link(
    library: Library,
) -> None:
    plan = moves.rename(library, talk_at(library, "b/wal.md"), "Logs *first*")
    files = carried_out(library, plan.tasks)
    assert lines(files["b/wal.md"])[0] == r"# [Logs \*first\*](https://example.org/wal)"


def test_a_file_moved_to_another_folder_has_its_own_links_and_pictures_follow(library: Library) -> None:
    plan = moves.move(library, talk_at(library, "a/tail-latency.md"), "2024/gopher meet")
    files = carried_out(library, plan.tasks)
    moved = files["2024/gopher meet/tail-latency.md"].decode()
    assert "see [wal](../../b/wal.md#fsync) ![p](../../a/p.png)\n" in moved
    index = files["index-of-mine.md"].decode()
    assert "[[tail-latency|the tail]] [[Tail latency]] [[2024/gopher meet/tail-latency#Why]]" in index
    assert "](../2024/gopher%20meet/tail-latency.md)" in files["b/wal.md"].decode()
    assert "[r]: 2024/gopher%20meet/tail-latency#why" in index


def test_a_section_renamed_has_its_entry_and_the_links_to_it_follow(library: Library) -> None:
    plan = moves.rename(library, talk_at(library, "log.md", "ice"), "Ice, again")
    files = carried_out(library, plan.tasks)
    log = files["log.md"].decode()
    assert "  ice-again:\n    heading: Ice, again\n    rating: 4   # cold\n" in log
    assert "## [Ice, again](https://youtu.be/bbbbbbbbbbb)\n" in log
    assert "hot [see](#ice-again)\n" in log
    assert "[ice](../log.md#ice-again) [[log#Ice, again]]" in files["other/log2.md"].decode()


def test_a_section_moved_to_another_log_is_in_one_of_them_only(library: Library) -> None:
    plan = moves.move(library, talk_at(library, "log.md", "ice"), "other/log2.md")
    files = carried_out(library, plan.tasks)
    log, other = files["log.md"].decode(), files["other/log2.md"].decode()
    assert log == (
        "---\ntitle: Winter\n---\n# Winter\n\nintro\n\n"
        "## [Flames](https://youtu.be/aaaaaaaaaaa)\nhot [see](other/log2.md#ice)\n\n"
        "## [Air](https://youtu.be/ccccccccccc)\nthin\n"
    )
    assert "wet [ice](#ice) [[#Ice]]\n" in other
    assert "cold [wal](../b/wal.md) [up](../log.md#flames)\n" in other
    now = library_of(files)
    ice = talk_at(now, "other/log2.md", "ice")
    assert (ice.title, ice.rating) == ("Ice", 4)
    assert [talk.title for talk in now.talks if talk.key.path == "log.md" and talk.key.anchor] == [
        "Flames",
        "Air",
    ]
    assert plan.becomes(talk_at(library, "log.md", "ice").key) == ice.key


def test_a_deleted_section_takes_its_entry_and_counts_the_links_that_end(library: Library) -> None:
    plan = moves.delete(library, talk_at(library, "log.md", "ice"))
    files = carried_out(library, plan.tasks)
    log = files["log.md"].decode()
    assert "Ice" not in log
    assert "talks:" not in log
    assert "hot [see](#ice)" in log
    assert plan.lost == 3
    assert "3 links in 2 notes will lead nowhere" in plan.notes


def test_several_talks_are_deleted_as_one(library: Library) -> None:
    talks = [
        talk_at(library, "a/tail-latency.md"),
        talk_at(library, "log.md", "ice"),
        talk_at(library, "log.md", "air"),
    ]
    plan = moves.delete(library, talks)
    files = carried_out(library, plan.tasks)
    assert "a/tail-latency.md" not in files
    assert "Air" not in files["log.md"].decode()
    assert len(plan.tasks) == 2
    assert plan.title == "delete 3 talks"


def test_a_definition_that_others_use_stays_when_its_section_goes() -> None:
    library = library_of(
        {
            "log.md": "# W\n\n## [A][a]\nx\n\n## [B][b]\ny\n\n## [C][c]\nz\n\n[a]: https://youtu.be/aaaaaaaaaaa\n"
            "[b]: https://youtu.be/bbbbbbbbbbb\n[c]: https://youtu.be/ccccccccccc\n"
        }
    )
    files = carried_out(library, moves.delete(library, talk_at(library, "log.md", "c")).tasks)
    assert files["log.md"].decode() == (
        "# W\n\n## [A][a]\nx\n\n## [B][b]\ny\n\n[a]: https://youtu.be/aaaaaaaaaaa\n[b]: https://youtu.be/bbbbbbbbbbb\n"
    )


def test_a_section_takes_the_definitions_it_uses_with_it() -> None:
    library = library_of(
        {
            "log.md": "# W\n\n## [A][a]\nx [d]\n\n## [B][b]\ny\n\n## [C][c]\nz\n\n[a]: https://youtu.be/aaaaaaaaaaa\n"
            "[b]: https://youtu.be/bbbbbbbbbbb\n[c]: https://youtu.be/ccccccccccc\n[d]: sub/d.md\n",
            "sub/other.md": "## [S](https://youtu.be/sssssssssss)\n\n## [T](https://youtu.be/ttttttttttt)\n",
            "sub/d.md": "# D\n",
        }
    )
    files = carried_out(library, moves.move(library, talk_at(library, "log.md", "a"), "sub/other.md").tasks)
    assert (
        files["sub/other.md"]
        .decode()
        .endswith("## [A][a]\nx [d]\n\n[a]: https://youtu.be/aaaaaaaaaaa\n[d]: d.md\n")
    )
    assert talk_at(library_of(files), "sub/other.md", "a").video == "https://youtu.be/aaaaaaaaaaa"


@pytest.mark.parametrize(
    "target", ["..", "../x", "/abs", "a/../../b", ".hidden", "x\0y", "a\\b", "x.md", "n" * 256]
)
def test_a_folder_that_no_note_can_be_in_is_refused(target: str, library: Library) -> None:
    with pytest.raises(Refused):
        moves.move(library, talk_at(library, "b/wal.md"), target)


@pytest.mark.parametrize(
    "name",
    [
        "..",
        "../x.md",
        "/abs.md",
        "x/y.md",
        ".hidden",
        "x\0y",
        "a\\b",
        "n" * 253,
        "é" * 127,
        "",
        "  ",
        "\x1b[2J.md",
    ],
)
def test_a_name_that_no_note_can_have_is_refused(name: str, library: Library) -> None:
    with pytest.raises(Refused):
        moves.rename(library, talk_at(library, "b/wal.md"), "Write-ahead logs", name)


@pytest.mark.parametrize(
    ("name", "path"), [("-rf", "b/-rf.md"), ("WAL.md", "b/WAL.md"), ("a b.markdown", "b/a b.markdown")]
)
def test_an_odd_name_is_a_name(name: str, path: str, library: Library) -> None:
    plan = moves.rename(library, talk_at(library, "b/wal.md"), "Write-ahead logs", name)
    files = carried_out(library, plan.tasks)
    assert path in files
    assert plan.links == 2


def test_nothing_is_overwritten() -> None:
    library = library_of({"a/x.md": "# X\n", "b/X.md": "# Other\n", "b/y.md": "# Y\n"})
    plan = moves.move(library, talk_at(library, "a/x.md"), "b")
    assert "b/x-2.md" in carried_out(library, plan.tasks)
    assert any("x-2.md" in said for said in plan.notes)
    with pytest.raises(Refused, match="already"):
        moves.rename(library, talk_at(library, "b/y.md"), "Y", "x.md")


def test_pages_and_files_that_cannot_be_edited_are_refused() -> None:
    library = library_of({"2023/conf/README.md": "# The conference\n", "bad.md": b"# \xff\n"})
    for path, why in (("2023/conf/README.md", "page"), ("bad.md", "UTF-8")):
        with pytest.raises(Refused, match=why):
            moves.delete(library, talk_at(library, path))


def test_a_link_to_another_talk_is_not_drawn_away_by_a_new_name() -> None:
    library = library_of({"a/x.md": "# X\n", "b/y.md": "# Y\n", "a/from.md": "[[y]] [x](x.md)\n"})
    plan = moves.rename(library, talk_at(library, "a/x.md"), "X", "y.md")
    files = carried_out(library, plan.tasks)
    assert files["a/from.md"].decode() == "[[b/y]] [x](y.md)\n"


def test_headings_of_the_same_text_keep_their_links_when_one_goes() -> None:
    library = library_of(
        {
            "log.md": "## [Q](https://youtu.be/aaaaaaaaaaa)\n1\n\n## [Q](https://youtu.be/bbbbbbbbbbb)\n2\n\n"
            "## [R](https://youtu.be/ccccccccccc)\n[second](#q-1)\n",
            "x.md": "[first](log.md#q) [second](log.md#q-1)\n",
        }
    )
    files = carried_out(library, moves.delete(library, talk_at(library, "log.md", "q")).tasks)
    assert "[second](#q)\n" in files["log.md"].decode()
    assert "[second](log.md#q)\n" in files["x.md"].decode()


def test_a_title_that_only_the_file_says_is_said_by_the_file() -> None:
    library = library_of(
        {"My own note.md": "text\n", "2023-01-02-old-name.md": "text\n", "x.md": "[[My own note]]\n"}
    )
    plan = moves.rename(library, talk_at(library, "My own note.md"), "Our own note")
    files = carried_out(library, plan.tasks)
    assert files["Our own note.md"] == b"text\n"
    assert files["x.md"] == b"[[Our own note]]\n"
    plan = moves.rename(library, talk_at(library, "2023-01-02-old-name.md"), "new name")
    assert carried_out(library, plan.tasks)["2023-01-02-new-name.md"] == b"text\n"


def test_a_section_gets_the_level_that_makes_it_a_talk_there() -> None:
    library = library_of(
        {
            "log.md": "---\ntalk_level: 2\n---\n# L\r\n\r\n## A\r\nx\r\n\r\n### Deep\r\n\r\n## B\r\ny",
            "two.md": "---\ntalk_level: 3\n---\n# T\n\n### C\nz\n",
        }
    )
    files = carried_out(library, moves.move(library, talk_at(library, "log.md", "a"), "two.md").tasks)
    assert files["two.md"].decode() == "---\ntalk_level: 3\n---\n# T\n\n### C\nz\n\n### A\nx\n\n#### Deep\n"
    assert files["log.md"].decode() == "---\ntalk_level: 2\n---\n# L\r\n\r\n## B\r\ny"


def test_what_cannot_be_carried_over_is_refused_in_words() -> None:
    log = "## [A](https://youtu.be/aaaaaaaaaaa)\nx[^1]\n\n## [B](https://youtu.be/bbbbbbbbbbb)\ny\n\n[^1]: note\n"
    entry = "---\ntalks:\n  b:\n    heading: B\n    speakers:\n      - {name: X}\n---\n"
    library = library_of({"log.md": entry + log, "two.md": log.replace("[^1]: note\n", "")})
    for anchor, why in (("a", "footnote"), ("b", "footnote|talks:")):
        with pytest.raises(Refused, match=why):
            moves.move(library, talk_at(library, "log.md", anchor), "two.md")
    with pytest.raises(Refused, match="footnote"):
        moves.delete(library, talk_at(library, "log.md", "b"))
