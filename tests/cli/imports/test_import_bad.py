"""Truncated, mis-encoded, hostile and unknown sources: a sentence, exit code 2, and nothing written."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path, PureWindowsPath
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from talktui.transfer import sources
from talktui.transfer.source_files import SourceError
from tests.cli.conftest import Result, Run
from tests.cli.import_samples import SAMPLES, post, text
from tests.terminal.payloads import PAYLOADS, sequences

TITLES = ("A Calm Pager at Night", "Budgets for Errors in Practice", "Queues Considered Everywhere")
STRICT = [name for name in SAMPLES if name not in {"post", "text"}]
"""Formats of which a part can be told from the whole: of Markdown and plain text every part is one."""
AFTER = "More after it: what the source says after its broken part."
SHOWN = (
    "clipboard",
    "clipboard by C1",
    "colour",
    "controls",
    "bidi",
    "invisible",
    "entities",
    "markup",
    "link",
)
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A notes directory with a note, beside what must not be touched."""
    root = tmp_path / "kept" / "notes"
    root.mkdir(parents=True)
    (root / "mine.md").write_text("# Mine\n")
    (tmp_path / "kept" / "other.md").write_text("not a note\n")
    return root


def everything(root: Path) -> dict[str, bytes]:
    above = root.parent
    return {str(path.relative_to(above)): path.read_bytes() for path in above.rglob("*") if path.is_file()}


@pytest.fixture
def imported(run: Run, root: Path, tmp_path: Path) -> Callable[..., Result]:
    def imported(content: str | bytes, *options: str, name: str = "the-source") -> Result:
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
        got = run("import", str(file), *options, root=root)
        for stream in (got.out, got.err):
            assert not sequences(stream.encode("utf-8", "surrogatepass"))
        assert "Traceback" not in got.err
        return got

    return imported


Imported = Callable[..., Result]


def refused(got: Result, root: Path, name: str = "the-source") -> str:
    """The sentence that a bad source is refused with."""
    assert (got.code, got.out) == (2, ""), got
    lines = got.err.splitlines()
    assert len(lines) == 1, lines
    assert name in lines[0]
    assert len(lines[0]) < 700
    assert {path for path in everything(root) if "import" not in path} == {"notes/mine.md", "other.md"}
    return lines[0]


# -- truncated, mis-encoded, empty, unknown


@pytest.mark.parametrize("name", STRICT)
@pytest.mark.parametrize("part", [0.3, 0.6, 0.9])
def test_a_part_of_a_source_is_refused_with_its_place(
    imported: Imported, root: Path, name: str, part: float
) -> None:
    whole = SAMPLES[name](TITLES).rstrip()
    if name == "rubyevents":  # a part that ends between two lines is YAML as good as any
        part_of_it = whole[: int(len(whole) * part)].rpartition("\n")[0] + "\n  broken: ["
    else:
        part_of_it = whole[: int(len(whole) * part)]
    sentence = refused(imported(part_of_it), root)
    assert re.search(r"the-source(:\d+)?(:\d+)?: ", sentence)


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "cp1252"])
def test_another_encoding_is_refused_and_utf_8_asked_for(
    imported: Imported, root: Path, name: str, encoding: str
) -> None:
    content = SAMPLES[name](["Café Racer Éclairs at Night", *TITLES[1:]])
    if name in {"frab-json", "yt-dlp", "pyvideo", "talktui"}:
        content = json.dumps(json.loads(content), ensure_ascii=False)
    sentence = refused(imported(content.encode(encoding)), root)
    assert "UTF" in sentence or "XML is damaged" in sentence  # which says itself what it is in


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"\0" * 100, b"\x7fELF\x02\x01\x01\0\0\0\0", b"%PDF-1.7\n\xe2\xe3"]
)
@pytest.mark.parametrize("wanted", [None, *SAMPLES])
def test_what_holds_nothing_is_refused_whatever_it_is_called(
    imported: Imported, root: Path, content: bytes, wanted: str | None
) -> None:
    options = ("--format", wanted) if wanted else ()
    refused(imported(content, *options), root)


@pytest.mark.parametrize("wanted", SAMPLES)
@pytest.mark.parametrize("other", SAMPLES)
def test_a_wrong_format_is_said_or_read_but_never_a_crash(
    imported: Imported, root: Path, wanted: str, other: str
) -> None:
    got = imported(SAMPLES[other](TITLES), "--format", wanted, "--dry-run")
    assert got.code == 0 or refused(got, root)


def test_a_directory_without_anything_and_a_pipe(run: Run, root: Path, tmp_path: Path) -> None:
    (tmp_path / "the-source").mkdir()
    (tmp_path / "the-source" / ".hidden.json").write_text(SAMPLES["frab-json"](TITLES))
    refused(run("import", str(tmp_path / "the-source"), root=root), root)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "the-source.fifo")
        assert "pipe" in refused(run("import", str(tmp_path / "the-source.fifo"), root=root), root)


def test_entities_are_refused_before_they_grow(imported: Imported, root: Path) -> None:
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(10))
    for head in (f"<!DOCTYPE schedule [{lol}]>", '<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]>'):
        xml = SAMPLES["frab-xml"](TITLES).replace("<schedule>", f"{head}<schedule>")
        sentence = refused(imported(xml.replace("A Calm Pager", "&x; &l9; Pager")), root)
        assert "root:" not in sentence


@pytest.mark.parametrize("name", SAMPLES)
def test_a_title_of_ten_megabytes_is_refused(imported: Imported, root: Path, name: str) -> None:
    sample = SAMPLES[name](["A Very Long Title", *TITLES[1:]])
    got = imported(sample.replace("A Very Long Title", "Word " * 2_000_000 + "End"))
    if name == "text":  # such a line looks like no title there
        assert got.code in {0, 2}
        return
    sentence = refused(got, root)
    assert "characters" in sentence or name in {"pyvideo", "rubyevents"}  # known by their beginnings only


# -- hostile titles


@pytest.mark.parametrize(
    "title",
    ["../../x", "..", ".", "/etc/passwd", "C:\\Windows\\x", "a/b\\c:d*e?f", "CON", "nul.md", "README", "-rf", "~",
     "conference.yaml", ".hidden", "x" * 900, "é" * 900, "🦀" * 300, "A\u0301" * 50, "  spaces  ", "$(reboot) `id`",
     "%2e%2e%2fx", "con.md", "[[x]]", "---", "# A", "title: x", "'\"", "\\", "{}", "!tag x", "&a *a", "null", "1.10"],
)  # fmt: skip
@pytest.mark.parametrize("name", ["frab-json", "yt-dlp", "rubyevents"])
def test_a_title_becomes_a_safe_name_and_stays_a_title(
    imported: Imported, run: Run, root: Path, title: str, name: str
) -> None:
    before = everything(root)
    got = imported(SAMPLES[name]([title, *TITLES[1:]]))
    assert got.code == 0, got.err
    made = {path: data for path, data in everything(root).items() if path not in before}
    assert before.items() <= everything(root).items()
    assert all(path.startswith("notes/") for path in made)
    for path in made:
        file = path.rpartition("/")[2]
        assert len(file.encode()) <= 120
        assert not re.search(r'[<>:"/\\|?*\x00-\x1f]', file)
        assert not RESERVED.match(file)
        assert not file.startswith((".", "-"))
        assert PureWindowsPath(path).name == file
    titles = {talk["title"] for talk in run("list", "--json", root=root).json}
    assert titles == {"Mine", " ".join(title.split()), *TITLES[1:]}
    assert imported(SAMPLES[name]([title, *TITLES[1:]])).out.endswith(
        "Nothing changed: the notes say already what the source says.\n"
    )


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("kind", SHOWN)
def test_no_payload_reaches_the_terminal_or_a_line_of_a_note(
    imported: Imported, root: Path, name: str, kind: str
) -> None:
    payload = PAYLOADS[kind]
    content = SAMPLES[name]([f"A Calm {payload} Pager", *TITLES[1:]])
    content = content.replace(
        "About it.", f"About {json.dumps(payload)[1:-1] if name in JSON else payload} it."
    )
    for options in (("--dry-run", "-v"), (), ("--json",)):
        got = imported(content, *options)
        assert got.code in {0, 2}
    for path, data in everything(root).items():
        front = data.decode().split("\n---\n")[0] if path.endswith(".md") else data.decode()
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", front), path
        if path != "notes/mine.md" and path.endswith(".md"):
            assert "\x1b" not in data.decode()


JSON = frozenset({"frab-json", "pyvideo", "yt-dlp", "talktui"})


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("payload", ["\x1b]52;c;RVZJTA==\x07", "\x00", "\x9b31m", "\x08", "\x7f"])
def test_a_control_character_in_a_title_is_refused(
    imported: Imported, root: Path, name: str, payload: str
) -> None:
    got = imported(SAMPLES[name]([f"A Calm {payload} Pager", *TITLES[1:]]))
    if got.code == 0:  # it is no title then: a plain text's line, or it was left out with a word about it
        assert name in {"text", "post"} or "control" in got.err
        assert not any(
            "Calm" in path.decode(errors="replace") and payload.encode() in path
            for path in everything(root).values()
        )
    else:
        refused(got, root)


def test_a_files_own_name_is_made_safe(imported: Imported, run: Run, root: Path, tmp_path: Path) -> None:
    name = "the-source\x1b]0;EVIL\x07\u202e\n.json"
    got = imported("{", name=name)
    assert (got.code, got.out, len(got.err.splitlines())) == (2, "", 1)
    folder = tmp_path / "folder\x1b[31m"
    folder.mkdir()
    (folder / name).write_bytes(b"\0")
    (folder / "s.json").write_text(SAMPLES["frab-json"](TITLES))
    for options in ((), ("--json",), ("--dry-run", "-v")):
        got = run("import", str(folder), *options, root=root)
        assert got.code == 0
        assert not sequences((got.out + got.err).encode())
    with open(os.fsencode(folder) + b"/not-utf-8-\xff.json", "wb") as file:
        file.write(b"{")
    got = run("import", str(folder), "--json", root=root)
    assert (got.code, got.out) == (2, "")
    assert "not-utf-8-" in got.err


def test_a_bad_source_of_links_writes_nothing(run: Run, root: Path, tmp_path: Path) -> None:
    (tmp_path / "good").write_text(SAMPLES["text"](TITLES))
    (tmp_path / "the-source").write_text("{")
    got = run("import", str(tmp_path / "good"), "--links-from", str(tmp_path / "the-source"), root=root)
    refused(got, root)


# -- anything


@pytest.mark.parametrize("name", sorted(JSON))
def test_wrong_types_anywhere_are_a_sentence(name: str) -> None:
    document = json.loads(SAMPLES[name](TITLES))

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def mangled(data: st.DataObject) -> None:
        changed = json.loads(json.dumps(document))
        for _ in range(data.draw(st.integers(1, 3))):
            _mangle(changed, data)
        _read(json.dumps(changed).encode(), name)

    mangled()


def _mangle(document: Any, data: st.DataObject) -> None:
    """Put a wrong value somewhere in `document`."""
    odd: st.SearchStrategy[Any] = st.sampled_from(
        [
            None,
            True,
            0,
            -1,
            1e308,
            10**30,
            "",
            "x",
            "\x00",
            "\ud800",
            [],
            {},
            [None],
            [[[]]],
            {"a": 1},
            ["x", 1],
            "9" * 50,
        ]
    )
    place = document
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not keys:
            return
        key = data.draw(st.sampled_from(keys))
        if isinstance(place[key], dict | list) and place[key] and data.draw(st.booleans()):
            place = place[key]
            continue
        place[key] = data.draw(odd)
        return


@pytest.mark.parametrize("name", SAMPLES)
def test_any_bytes_put_in_or_taken_out_are_a_sentence(name: str) -> None:
    whole = SAMPLES[name](TITLES).encode()

    @settings(max_examples=100, deadline=None)
    @given(st.integers(0, len(whole)), st.integers(0, 40), st.binary(max_size=12) | st.sampled_from(TOKENS))
    def changed(at: int, gone: int, put: bytes) -> None:
        _read(whole[:at] + put + whole[at + gone :], name)

    changed()


TOKENS = [
    b"\n",
    b"---\n",
    b"{",
    b"}",
    b"[",
    b"]",
    b'"',
    b"<",
    b"&",
    b"null",
    b": ",
    b"BEGIN:VEVENT\r\n",
    b"- ",
    b"# ",
]


def _read(data: bytes, name: str) -> None:
    from talktui.transfer.source_files import SourceFile

    for chosen in (sources.named(name),):
        file = SourceFile("the-source", data)
        assert chosen.recognises(file) in {True, False}
        try:
            for one in sources._read_together(chosen, [file]):
                assert all(talk.title.strip() for talk in one.talks)
        except SourceError as error:
            sentence = str(error)
        else:
            continue
        assert sentence.startswith("the-source")
        assert "\n" not in sentence


def test_posts_that_say_nothing_are_refused(imported: Imported, root: Path) -> None:
    refused(imported(post(())), root)
    refused(imported(text(())), root)
    refused(imported("# Only a heading\n\nAnd some prose with a [link](https://example.org).\n"), root)
