"""Text of a log that an export of its talks does not hold is told, with its lines."""

from __future__ import annotations

import pytest

from tests.transfer.exported import exported, library_of

VIDEO = "https://www.youtube.com/watch?v=29yKJ1312A"
LOG = f"""---
conference: ExampleConf
not_talks: [Lunch]
---

An introduction.

## Nets

### [Alpha]({VIDEO}a)

A.

### [Lunch]({VIDEO}c)

Soup.

### [Beta]({VIDEO}b)

B.

## Last

Closing words,
two lines.
"""
_SAYS = "text that stands in no talk is not exported: "


@pytest.mark.parametrize("front_matter", ["none", "hugo"])
def test_a_post_tells_which_lines_of_its_log_are_not_in_it(front_matter: str) -> None:
    post = exported(library_of({"log.md": LOG}), front_matter=front_matter)
    assert post.told == (f"{_SAYS}log.md (lines 14–16, lines 22–25)",)
    assert "An introduction." in post.text


@pytest.mark.parametrize("kind", ["json", "html"])
def test_json_and_a_page_tell_of_the_introduction_too(kind: str) -> None:
    told = exported(library_of({"log.md": LOG}), format=kind).told
    assert told == (f"{_SAYS}log.md (line 6, lines 14–16, lines 22–25)",)


def test_of_several_logs_each_is_named_and_of_many_some() -> None:
    several = exported(library_of({"a.md": LOG, "b/c.md": LOG.partition("## Last")[0]})).told
    assert several == (
        f"{_SAYS}a.md (line 6, lines 14–16, lines 22–25); b/c.md (line 6, lines 14–16)",
    )  # a post about two logs has an introduction of its own
    many = exported(library_of({f"{number}.md": LOG for number in range(10)})).told
    assert many[0].endswith("; and in 2 more logs")


def test_nothing_is_told_where_nothing_is_left_out() -> None:
    log = f"An introduction.\n\n## Nets\n\n### [A]({VIDEO}a)\n\nSee [x].\n\n### [B]({VIDEO}b)\n"
    assert exported(library_of({"log.md": log})).told == ()
    bare = log.replace(
        "An introduction.", "---\n\n<!-- a comment\nof two lines -->\n\n[x]: https://example.org/"
    )
    assert exported(library_of({"log.md": bare, "c.md": "# C\n\nText.\n"}), format="json").told == ()
    assert exported(library_of({"log.md": LOG}), template="sessions").told == ()
    assert exported(library_of({"log.md": LOG}), format="csv").told == ()
