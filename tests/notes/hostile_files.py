"""A notes directory that means harm: what it holds, and what must be said of each file.

Sizes are those of an attack that would be felt (a quadratic scan of 20,000 tags is), and no larger,
since several tests open all of it.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from pathlib import Path

N = 20_000
ESC = "\x1b]52;c;ZXZpbA==\x07"
OK = "# A talk\n\nText.\n"


def yaml(text: str, body: str = "Text.\n") -> bytes:
    return f"---\n{text}\n---\n{body}".encode("utf-8", "surrogatepass")


def toml(text: str) -> bytes:
    return f"+++\n{text}\n+++\nText.\n".encode()


def numbered(line: str, count: int = N) -> str:
    return "".join(line.format(i) for i in range(count))


# Path → (bytes, words of the problem that must be told; "" when nothing need be wrong).
NOTES: dict[str, tuple[bytes, str]] = {
    # encodings and line ends
    "empty.md": (b"", ""),
    "one-byte.md": (b"\xff", "no UTF-8"),
    "newlines.md": (b"\n" * N, ""),
    "utf16-bom.md": ("\ufeff---\ntitle: Wide\n---\n# Wide\n".encode("utf-16-le"), "UTF-16"),
    "utf16-bom-odd.md": ("\ufeff# Wide\n".encode("utf-16-be") + b"x", "UTF-16"),
    "utf16-without-bom.md": ("---\ntitle: Wide\n---\n".encode("utf-16-le"), "NUL"),
    "utf32.md": ("\ufeff# Wide\n".encode("utf-32-le"), "UTF-16"),
    "latin-1.md": ("---\ntitle: Café\n---\nÜber\n".encode("latin-1"), "no UTF-8"),
    "surrogate.md": (b"---\ntitle: \xed\xa0\x80\n---\n", "no UTF-8"),
    "escaped-surrogate.md": (b'---\ntitle: "\\ud800"\n---\n', "escape"),
    "overlong.md": (b"# \xc0\x80\n", "no UTF-8"),
    "nul.md": (b"---\ntitle: a\0b\n---\nText\0.\n", "NUL"),
    "nul-only.md": (b"\0" * N, "NUL"),
    "lone-cr.md": (b"---\rtitle: Old Mac\r---\r# One\rText\r", ""),
    "bom-crlf.md": (b"\xef\xbb\xbf---\r\ntitle: Windows\r\ntags: [a]\r\n---\r\nText\r\n", ""),
    "two-boms.md": (b"\xef\xbb\xbf\xef\xbb\xbf---\ntitle: x\n---\n", ""),
    "bom-only.md": (b"\xef\xbb\xbf", ""),
    "mixed-ends.md": (b"---\r\ntitle: x\n---\r\r\ntext\r\n\r", ""),
    "binary.md": (bytes(range(256)) * 64, "no UTF-8"),
    # YAML
    "brackets.md": (yaml("a: " + "[" * 100_000), "50 levels"),
    "braces.md": (yaml("a: " + "{a: " * 50_000), "50 levels"),
    "dashes.md": (yaml("- " * 50_000), "50 levels"),
    "closed-brackets.md": (yaml("a: " + "[" * 30_000 + "]" * 30_000), "50 levels"),
    "aliases.md": (yaml("a: &a [x]\n" + "".join(f"b{i}: &b{i} [*a, *a]\n" for i in range(2_000))), "refers"),
    "laughs.md": (
        yaml("a0: &a0 [x]\n" + "".join(f"a{i + 1}: &a{i + 1} [*a{i}, *a{i}]\n" for i in range(60))),
        "refers",
    ),
    "merge-bomb.md": (
        yaml("a0: &a0 {x: 1}\n" + "".join(f"a{i + 1}: &a{i + 1}\n  <<: [*a{i}, *a{i}]\n" for i in range(40))),
        "refers",
    ),
    "self-alias.md": (yaml("a: &a [*a]"), "refers"),
    "alias-key.md": (yaml("a: &a b\n*a : c"), "refer"),
    "python-object.md": (yaml("title: !!python/object/apply:os.system ['true']"), ""),
    "unknown-tag.md": (
        yaml("title: !nonsense x\nrating: !!float x\nx: !!bool x\ny: !!timestamp x"),
        "rating",
    ),
    "duplicate-keys.md": (yaml("title: One\ntitle: Two\ntags: [a]\ntags: [b]"), "a second time"),
    "many-duplicates.md": (yaml("title: One\n" * N), "a second time"),
    "tab.md": (yaml("a:\n\tb: c"), "tab"),
    "unquoted-colon.md": (yaml("title: a: b"), "quotes"),
    "half-open.md": (yaml("title: 'a\nb: c"), "quote"),
    "no-end.md": (b"---\ntitle: x\n" + b"key: value\n" * N, "never closed"),
    "newlines-after-fence.md": (b"---\n" + b"\n" * (1 << 20), "never closed"),
    "fence-only.md": (b"---", ""),
    "fence-line-only.md": (b"---\n", "never closed"),
    "two-fences.md": (b"---\n---\n", ""),
    "blank-fences.md": (b"---\n" + b" " * N + b"\n---\n", ""),
    "list-root.md": (yaml("- a\n- b"), "a list"),
    "text-root.md": (yaml("just text"), "no front matter"),
    "bad-dates.md": (
        yaml("date: 2024-02-30\nrating: 9999999999999999999999\nduration: '" + "9" * 5_000 + "'"),
        "no date",
    ),
    "infinite-date.md": (yaml("date: 99999-99-99\nrecorded: 0000-00-00"), "no date"),
    "wrong-shapes.md": (
        yaml("title: [a, b]\ndate: {a: b}\nrating: [1, 2]\nvideo: [a, b]\nstatus: {}"),
        "one value",
    ),
    "key-kinds.md": (yaml("? [a, b]\n: c\n? {a: b}\n: d\n1: e\ntrue: f\n~: g"), "no text"),
    "documents.md": (yaml("a: b\n--- \nc: d\n--- \ne: f"), ""),
    "directives.md": (yaml("%YAML 9.9\n%TAG ! x\na: b"), "no valid YAML"),
    "yaml-control.md": (b'---\ntitle: "a\x07b"\n---\n', "U+0007"),
    "yaml-escapes.md": (yaml(r'title: "a\e]52;c;ZXZpbA==\ab\x9b"'), ""),
    "empty-title.md": (yaml("title: ''"), ""),
    "blank-title.md": (yaml(r'title: "\u200b\t \u2028"'), ""),
    "many-keys.md": (yaml(numbered("k{}: v\n")), ""),
    "too-many-keys.md": (yaml(numbered("{}:\n", 110_000)), "too many"),
    "many-tags.md": (yaml("tags: [" + numbered("t{}, ") + "]"), ""),
    "many-speakers.md": (yaml("speakers:\n" + numbered("- A{} B, Role, Org & C D\n", 5_000)), ""),
    "speakers-in-a-line.md": (yaml("speakers: " + "A B, C & " * 5_000), ""),
    "speaker-brackets.md": (yaml('speakers: "' + "(" * N + '"'), ""),
    "many-problems.md": (yaml("talks:\n" + numbered("  t{}: x\n", 5_000)), ""),
    "long-title.md": (yaml("title: " + "long " * N), ""),
    "long-link.md": (yaml("video: https://www.youtube.com/watch?v=" + "a" * N), ""),
    "broken-lines.md": (yaml("title: a: b\n" + numbered("k{}: a: b\n")), "quotes"),
    # TOML
    "toml-arrays.md": (toml("a = " + "[" * 100_000), "nested"),
    "toml-tables.md": (toml("a = " + "{a=" * 50_000), "nested"),
    "toml-int.md": (toml("a = " + "1" * 100_000), "too long"),
    "toml-float.md": (toml("a = 1." + "1" * 500_000), "too long"),
    "toml-hex.md": (toml("a = 0x" + "f" * 500_000), "too long"),
    "toml-keys.md": (toml(numbered("k{} = 1\n")), ""),
    "toml-million.md": (toml(numbered("{}=1\n", 110_000)), "more than 50,000"),
    "toml-dotted.md": (toml("a." * 50_000 + "b = 1"), "50 parts"),
    "toml-headers.md": (toml(numbered("[a{}.b]\n")), ""),
    "toml-date.md": (toml("date = 2024-02-30"), "broken"),
    "toml-open.md": (b"+++\na = 1\n", "never closed"),
    "toml-surrogate.md": (toml('a = "\\ud800"'), "broken"),
    # bodies
    "one-line.md": (b"a" * (1 << 20), ""),
    "headings.md": (b"# a\n" * N, ""),
    "setext.md": (b"a\n=\n" * N, ""),
    "opening-brackets.md": (b"[" * N, ""),
    "bracket-pairs.md": (b"[" * N + b"]" * N, ""),
    "heading-of-brackets.md": ((b"# " + b"[" * 900 + b"]" * 900 + b"\n") * 20, ""),
    "tags-in-a-line.md": (b"#a " * N, ""),
    "tags-in-code.md": (b"    " + b"#a " * N, ""),
    "tags-in-lines.md": (b"#a\n\n" * N, ""),
    "open-fences.md": (b" ```a\n" * N, ""),
    "short-fences.md": (b"  ````a\n```\n" * N, ""),
    "open-comments.md": (b"<!-- " * N + b"#a", ""),
    "open-html.md": (b"<a\n" * N, ""),
    "quotes.md": (b"> " * N + b"a", ""),
    "lists.md": (b"- " * N + b"a", ""),
    "nested-lists.md": (b"".join(b" " * (2 * i) + b"- a\n" for i in range(300)), ""),
    "emphasis.md": (b"*a _b " * N, ""),
    "backticks.md": (b"".join(b"`" * i + b" " for i in range(1, 400)), ""),
    "entities.md": (b"&#x202e;&#27;&#0;&#xD800;&#x110000;" * 1_000, ""),
    "table.md": (b"|" + b"a|" * 500 + b"\n|" + b"-|" * 500 + b"\n" + (b"|" + b"a|" * 500 + b"\n") * 40, ""),
    "definitions.md": (b"[a]: b\n" * N + b"[a]", ""),
    "footnotes.md": (b"[^a]: b\n\n" * 5_000 + b"[^a] " * 5_000, ""),
    "wikilinks.md": (b"[[a|b]] ![[a]] " * 5_000, ""),
    "timestamps.md": (b"[12:30] " * 5_000, ""),
    "escapes.md": (f"# {ESC}\n\n{ESC} \x9b31m \u202e {ESC}\n".encode(), ""),
    # logs
    "log.md": (b"# [a](https://youtu.be/x)\n" * 2_000, ""),
    "log-entries.md": (
        yaml(
            "talks:\n" + numbered("  t{0}:\n    heading: T{0}\n", 10_000),
            "## [One](https://youtu.be/x)\n",
        ),
        "finds no heading",
    ),
    "log-defaults.md": (
        yaml(
            "defaults:\n  tags: [" + numbered("t{}, ") + "]",
            "## [One](https://youtu.be/x)\n" * 2_000,
        ),
        "defaults hold more",
    ),
    "log-default-keys.md": (
        yaml("defaults:\n" + numbered("  k{}: v\n"), "## [One](https://youtu.be/x)\n" * 2_000),
        "defaults hold more",
    ),
    "log-without-titles.md": (b"## [](https://youtu.be/x)\n" * 10, ""),
    # conference files of their own
    "conf-fifo/note.md": (OK.encode(), ""),
    "conf-deep/note.md": (OK.encode(), ""),
    "conf-big/note.md": (OK.encode(), ""),
    "conf-latin/note.md": (OK.encode(), ""),
    "conf-link/note.md": (OK.encode(), ""),
    "conf-dir/note.md": (OK.encode(), ""),
    "conf-bomb/note.md": (OK.encode(), ""),
    "conf-categories/note.md": (OK.encode(), ""),
}

CONFERENCES: dict[str, tuple[bytes | None, str]] = {
    "conf-fifo/conference.yaml": (None, "pipe"),
    "conf-deep/conference.yaml": (b"name: " + b"[" * 100_000, "50 levels"),
    "conf-big/conference.yaml": (b"name: x\n" * 200_000, "1 MB"),
    "conf-latin/conference.yaml": ("name: Café".encode("latin-1"), "no UTF-8"),
    "conf-link/conference.yaml": (None, "outside"),
    "conf-dir/conference.yaml": (None, "folder"),
    "conf-bomb/conference.yaml": (NOTES["laughs.md"][0].split(b"---\n")[1], "refers"),
    "conf-categories/conference.yaml": (
        b"name: C\ncategories: [" + b"a, " * N + b"]\nstart: 2024-02-30",
        "no date",
    ),
    ".talktui.yaml": (b"categories: &a\n  x: *a\n  y: [*a]\n  z: " + b"[" * 100, "50 levels"),
}

NAMES: tuple[bytes, ...] = (
    b"new\nline.md",
    b"esc\x1b]52;c;ZXZpbA==\x07.md",
    b"c1\xc2\x9b31m.md",
    b"bidi\xe2\x80\xae.md",
    b"zero\xe2\x80\x8bwidth.md",
    b"bad\xff\xfe.md",
    b"-rf.md",
    b"+call writefile([1],'x').md",
    b"--help.md",
    b" .md",
    b"\xc2\xa0.md",
    b"#a.md",
    b"[x].md",
    b"[@click=app.quit]x[/].md",
    b"a:b.md",
    b"*?.md",
    b"$(touch x).md",
    b"`x`.md",
    b"'\".md",
    b"\\.md",
    b"CON.md",
    b"n" * 252 + b".md",
    "é".encode() * 126 + b".md",
    b"\xe2\x80\xa6/\xff\n/x.md",
)

SPECIAL: dict[str, str] = {
    "fifo.md": "pipe",
    "socket.md": "socket",
    "zero.md": "device",
    "loop.md": "link",
    "loop-a.md": "link",
    "loop-b.md": "link",
    "dangling.md": "link to a file that is not there",
    "out.md": "outside",
    "huge.md": "larger than 1024 kB",
    "just-over.md": "larger than 1024 kB",
    "long-line.md": "larger than 1024 kB",
}
"""Files made by system calls, with words of their problem, or of why they are read-only."""

LEFT_OUT = (
    "...md",
    "linked-folder.md",
    "linked-folder",
    ".hidden.md",
    "huge.sync-conflict-20240101-000000-X.md",
)


HEAVY = (
    "many-duplicates.md", "many-keys.md", "too-many-keys.md", "many-tags.md", "toml-keys.md", "toml-million.md",
    "toml-headers.md", "log.md", "log-entries.md", "log-defaults.md", "log-default-keys.md", "headings.md",
)  # fmt: skip
"""Notes that take longer than the others to read or to edit, though no longer than their size says."""


@dataclass(frozen=True)
class Hostile:
    """The directory, and what could not be made here, with the reason."""

    root: Path
    skipped: dict[str, str]

    @property
    def expected(self) -> set[str]:
        """The paths that must be rows."""
        made = {*NOTES, *SPECIAL, *(os.fsdecode(name) for name in NAMES), "a-folder.md/inside.md", "hard.md"}
        return {path for path in made if path not in self.skipped}


def make(parent: Path, without: Collection[str] = ()) -> Hostile:
    """Build the directory below `parent`, with something outside it that must not be touched.

    The notes in `without` are left out of it.
    """
    root = parent / "hostile"
    root.mkdir()
    skipped = dict.fromkeys(without, "left out here")
    (parent / "outside.md").write_text("# Outside\n")
    (parent / "outside").mkdir()
    (parent / "outside" / "secret.md").write_text("# Secret\n")
    for path, (data, _) in {**NOTES, **CONFERENCES}.items():
        if data is not None and path not in without:
            (root / path).parent.mkdir(exist_ok=True)
            (root / path).write_bytes(data)
    os.mkfifo(root / "conf-fifo" / "conference.yaml")
    (root / "conf-link" / "conference.yaml").symlink_to(parent / "outside.md")
    (root / "conf-dir" / "conference.yaml").mkdir()
    for name in NAMES:
        _attempt(skipped, os.fsdecode(name), partial(_write, os.fsencode(root) + b"/" + name))
    os.mkfifo(root / "fifo.md")
    _attempt(skipped, "socket.md", lambda: _socket(root, "socket.md"))
    (root / "zero.md").symlink_to("/dev/zero")
    (root / "loop.md").symlink_to("loop.md")
    (root / "loop-a.md").symlink_to("loop-b.md")
    (root / "loop-b.md").symlink_to("loop-a.md")
    (root / "dangling.md").symlink_to("nowhere.md")
    (root / "out.md").symlink_to(parent / "outside.md")
    (root / "linked-folder").symlink_to(parent / "outside")
    (root / "linked-folder.md").symlink_to(parent / "outside")
    (root / "up").symlink_to("..")
    (root / "hard.md").hardlink_to(root / "empty.md")
    (root / "a-folder.md").mkdir()
    (root / "a-folder.md" / "inside.md").write_text(OK)
    for path in ("...md", ".hidden.md", LEFT_OUT[-1]):
        (root / path).write_text(OK)
    for path, start, size in (
        ("huge.md", b"---\ntitle: Huge\n---\n", 100 << 20),
        ("just-over.md", b"x", (1 << 20) + 1),
    ):
        with (root / path).open("wb") as file:
            file.write(start)
            file.truncate(size)
    (root / "long-line.md").write_bytes(b"a" * (10 << 20))
    return Hostile(root, skipped)


def _attempt(skipped: dict[str, str], path: str, make_it: Callable[[], None]) -> None:
    try:
        make_it()
    except OSError as error:  # a file system with rules of its own for names
        skipped[path] = f"cannot be made here: {error.strerror}"


def _write(path: bytes) -> None:
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(OK.encode())


def _socket(root: Path, name: str) -> None:
    """A socket's path may hold no more than 107 bytes, so it is named from its folder's descriptor."""
    folder = os.open(root, os.O_RDONLY)
    with socket.socket(socket.AF_UNIX) as listening:
        try:
            listening.bind(f"/proc/self/fd/{folder}/{name}")
        finally:
            os.close(folder)
