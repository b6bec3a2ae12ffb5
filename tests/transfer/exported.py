"""What tests of exporting share: notes as a library, and talks as any note may have them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from hypothesis import strategies as st

from talktui.notes.conference import Folders
from talktui.notes.library import Library
from talktui.notes.reader import read_note
from talktui.notes.talk import Kind, Talk
from talktui.transfer.export import Exported, Options, export

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)

HOSTILE = (
    "Markup *bold* `code` **x**", "](https://evil.example) [x](javascript:alert(1))", "two\nlines", "{{ 7 * 7 }} {% raw %}",
    "{{< figure >}} {{ youtube(id=1) }}", "<script>alert(1)</script>", "</title></style><img src=x onerror=alert(1)>",
    "esc \x1b[31mred\x1b]0;x\x07", "\u202egnp.exe", "\u2067unended", "=cmd|' /C calc'!A0", "+1 @home -x", "# heading", "- item",
    "1. first", "> quote", "a\tb", "&lt;b&gt; &amp;", "\"quoted\" 'single'", "a;b,c:d\\n", "---", "| a | b |", "]]>", "漢字 👩‍👩‍👧", "[[wiki]]",
    "#tag and C#", "x\ud800y", "\x00nul", "  spaces  ", "{#id .class}", "trailing \\",
)  # fmt: skip


def library_of(files: Mapping[str, str | bytes]) -> Library:
    """The library of a notes directory with `files`, by path."""
    data = {
        path: text if isinstance(text, bytes) else text.encode(errors="replace")
        for path, text in files.items()
    }
    folders = Folders(data.get)
    library = Library()
    for path in sorted(data):
        if path.endswith(".md"):
            library.replace(read_note(path, data[path], None, folders))
    return library


def talks_in(library: Library) -> list[Talk]:
    return [talk for talk in library.talks if talk.kind is Kind.TALK]


def exported(library: Library, **options: object) -> Exported:
    return export(talks_in(library), library, Options(**options, now=NOW))  # type: ignore[arg-type]


_NAMES = st.text("abcdefgXYZäß漢 '&-.,:#*_[]()<>{}\"\\|=@!`~", min_size=1, max_size=24).map(
    lambda t: " ".join(t.split())
)
TEXTS = st.one_of(_NAMES.filter(bool), st.sampled_from([text for text in HOSTILE if text.isprintable()]))
"""Texts of one line, without control characters, as imports and people write them."""
