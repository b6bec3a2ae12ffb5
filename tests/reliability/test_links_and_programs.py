"""Links, players and editors: nothing leaves the notes directory, no other scheme, no argument of a note's."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from talktui import outside
from talktui.config import Settings, load_settings
from talktui.markdown.links import local_links
from talktui.notes.conference import Folders, read_conference
from talktui.notes.fields import parse_url
from talktui.notes.library import Library
from talktui.notes.links import Nowhere, Resolver, ToTalk, Web
from talktui.notes.reader import read_note
from talktui.notes.store import Store
from talktui.notes.talk import TalkKey
from talktui.tui.app import TalktuiApp
from tests.reliability.figures import Figures
from tests.reliability.hrefs import FOLLOWED_NOWHERE, OPENED
from tests.terminal.payloads import quoted
from tests.tui.conftest import Driver

TABLE = "Links, players and editors"
NAMES = (
    "+call writefile(['x'],'pwned').md",
    "-c touch pwned.md",
    "--remote.md",
    "+q.md",
    "$(touch pwned).md",
    "`touch pwned`.md",
    "; touch pwned;.md",
    "a b  c.md",
    "'.md",
    '".md',
    "a\nb.md",
    "a:5:1.md",
    "*.md",
    "~.md",
    "|x.md",
    "&.md",
    "\\.md",
    "%s.md",
    "{}.md",
    "é.md",
)
RECORD = """\
import json, os, sys
with open(os.environ["RECORD"], "a") as file:
    file.write(json.dumps(sys.argv[1:]) + "\\n")
"""


@pytest.fixture
def recorder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[tuple[str, ...], Callable[[], list[list[str]]]]:
    """A program that writes down its arguments, and what it has written."""
    script, record = tmp_path / "record.py", tmp_path / "record"
    script.write_text(RECORD)
    monkeypatch.setenv("RECORD", str(record))
    for name in ("CONFIG", "STATE", "DATA", "CACHE"):
        monkeypatch.setenv(f"TALKTUI_{name}_DIR", str(tmp_path / name.lower()))

    def recorded() -> list[list[str]]:
        return [json.loads(line) for line in record.read_text().splitlines()] if record.exists() else []

    return (sys.executable, "-I", str(script)), recorded


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Notes, with something outside that links could lead to."""
    root = tmp_path / "notes"
    (root / "a").mkdir(parents=True)
    (tmp_path / "outside.md").write_text("# Outside\n")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "secret.md").write_text("# Secret\n")
    (root / "two.md").write_text("# Two\n")
    (root / "a" / "one.md").write_text("# One\n")
    (root / "link-out.md").symlink_to(tmp_path / "outside.md")
    (root / "linked-folder").symlink_to(tmp_path / "elsewhere")
    (root / "up").symlink_to(tmp_path)
    return root


def library_of(store: Store) -> Library:
    library = Library()
    for note in store.load():
        library.replace(note)
    return library


def test_no_href_leads_out_of_the_notes_or_to_another_scheme(root: Path, figures: Figures) -> None:
    library = library_of(Store(root))
    resolver = Resolver(library)
    talk = library.talk(TalkKey("a/one.md"))
    assert talk is not None
    for href in FOLLOWED_NOWHERE:
        for written in {href, f" {href}", href.upper() if href.isascii() else href}:
            target = resolver.resolve(written, talk)
            assert isinstance(target, Nowhere), (written, target)
            assert len(target.reason) > 10
    for href in OPENED:
        assert resolver.resolve(href, talk) == Web(href)
    for note in library.notes.values():
        for href in local_links(note.data.decode()):
            assert isinstance(resolver.resolve(href, talk), Nowhere | ToTalk | Web)
    figures.row(
        TABLE,
        what="hrefs and wikilinks",
        kinds=len(FOLLOWED_NOWHERE) + len(OPENED),
        out_of_the_root=0,
        unlisted_schemes=0,
        arguments_injected=0,
    )


@pytest.mark.parametrize("place", ["video", "slides", "url", "playlist"])
def test_no_field_is_an_address_that_is_opened_but_for_the_web(place: str) -> None:
    for href in FOLLOWED_NOWHERE:
        if place == "playlist":
            conference = read_conference("conference.yaml", f"name: C\nplaylist: {quoted(href)}\n".encode())
            found = conference.playlist
        else:
            data = f"---\ntitle: T\n{place}: {quoted(href)}\n---\n".encode()
            found = getattr(read_note("x.md", data, None, Folders(lambda _: None)).talks[0], place)
        if found is not None:
            assert found == parse_url(href)
            if found.startswith("https://"):
                continue  # `//host` and a bare host are web addresses there
            with pytest.raises(outside.CannotOpen):
                outside.check_url(found)


async def test_the_keys_that_open_and_copy_start_a_program_only_for_the_web(
    tmp_path: Path,
    root: Path,
    recorder: tuple[tuple[str, ...], Callable[[], list[list[str]]]],
    figures: Figures,
) -> None:
    """`o`, following a link, a click on the card, and `y`, on notes whose every address is one of these."""
    program, recorded = recorder
    every = [*FOLLOWED_NOWHERE, *OPENED]
    for number, href in enumerate(every):
        value = quoted(href)
        (root / f"n{number:03}.md").write_text(
            f"---\ntitle: T{number:03}\nvideo: {value}\nslides: {value}\nurl: {value}\n---\n"
            f"[link](<{href}>) ![image](<{href}>) [[{href}]] <{href}>\n".replace("\0", ""),
            encoding="utf-8",
        )
    app = TalktuiApp(Store(root), Settings(open=program), paste_guard=False)
    async with app.run_test(size=(120, 36)) as pilot:
        driver = Driver(app, pilot)
        await driver.settle()
        browse = driver.browse
        for number, href in enumerate(every):
            browse.browsing.go_to(TalkKey(f"n{number:03}.md"))
            await pilot.pause(0)
            for name in ("video", "slides", "page"):
                browse.browsing.open_link(name)
            browse.browsing.video()
            browse.reading.follow(href)
            for link in browse.view.links:
                browse.reading.follow(link.href)
                if browse.tree_view.current is not None and driver.talk.key.path != f"n{number:03}.md":
                    assert driver.talk.key.path in browse.session.library.notes
                    browse.browsing.go_to(TalkKey(f"n{number:03}.md"))
            browse.browsing.copy_link()
            assert not any(
                ord(character) < 0x20 or 0x7F <= ord(character) < 0xA0 for character in app.clipboard
            )
            await driver.settle()
        for _ in range(600):  # the last ones may be starting yet
            if {argv[0] for argv in recorded()} >= {*OPENED}:
                break
            await pilot.pause(0.01)
    for argv in recorded():
        assert len(argv) == 1, argv
        assert argv[0].lower().startswith(("http://", "https://")), argv
        assert argv[0].isprintable()
        assert " " not in argv[0]
    assert {argv[0] for argv in recorded()} >= {*OPENED}
    assert not list(tmp_path.rglob("pwned*"))
    figures.row(
        TABLE,
        what="o, enter, click, y",
        kinds=len(every),
        out_of_the_root=0,
        unlisted_schemes=0,
        arguments_injected=0,
    )


def test_a_browser_gets_the_address_as_one_argument_and_nothing_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Not even a `webbrowser.py` in the folder one is in; what a browser prints stays off our terminal."""
    record = tmp_path / "browser"
    browser = tmp_path / "a browser"
    browser.write_text(f'#!/bin/sh\nprintf "%s\\n" "$#" "$1" >> "{record}"\necho noise; echo noise >&2\n')
    browser.chmod(0o700)
    monkeypatch.setenv("BROWSER", f"'{browser}'" if os.name != "nt" else "")
    monkeypatch.setenv("BROWSER", str(browser).replace(" ", "_"))
    (tmp_path / "a_browser").write_bytes(browser.read_bytes())
    (tmp_path / "a_browser").chmod(0o700)
    (tmp_path / "webbrowser.py").write_text(f"open({str(tmp_path / 'pwned')!r}, 'w')\n")
    monkeypatch.chdir(tmp_path)
    for url in OPENED:
        outside.open_url(url)
    assert record.read_text().splitlines() == [line for url in OPENED for line in ("1", url)]
    assert not (tmp_path / "pwned").exists()
    assert capfd.readouterr() == ("", "")
    for href in FOLLOWED_NOWHERE:
        with pytest.raises(outside.CannotOpen):
            outside.open_url(href)
        with pytest.raises(outside.CannotOpen):
            outside.open_url(href, ("true",))


EDITORS = (
    "vi",
    "vim",
    "nvim",
    "nano",
    "emacs",
    "emacsclient",
    "kak",
    "code",
    "codium",
    "hx",
    "subl",
    "zed",
    "ed",
    "less",
)


@pytest.mark.parametrize("editor", EDITORS)
def test_a_file_is_never_an_option_or_a_second_argument_of_an_editor(
    root: Path, editor: str, figures: Figures
) -> None:
    for name in NAMES:
        (root / name).write_text("# T\n")
        file = outside.note_file(root, name)
        argv = outside.editor_argv((editor,), file, 3)
        mentions = [argument for argument in argv[1:] if name in argument]
        assert mentions == [argv[-1]], argv
        assert argv[-1].startswith("/"), argv
        assert argv[-1] in {str(file), f"{file}:3"}, argv
        ours = {"+3", "--goto", "--wait"}
        assert set(argv[1:-1]) <= ours, argv
    figures.row(
        TABLE,
        what=f"editor: {editor}",
        kinds=len(NAMES),
        out_of_the_root=0,
        unlisted_schemes=0,
        arguments_injected=0,
    )


async def test_e_opens_no_file_outside_and_nothing_that_is_no_file(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    root: Path,
    recorder: tuple[tuple[str, ...], Callable[[], list[list[str]]]],
) -> None:
    program, recorded = recorder
    os.mkfifo(root / "fifo.md")
    (root / "device.md").symlink_to("/dev/zero")
    (root / "loop.md").symlink_to("loop.md")
    (root / "folder.md").mkdir()
    (root / "inside.md").symlink_to("two.md")
    for name in NAMES:
        (root / name).write_text("# T\n")
    app = TalktuiApp(Store(root), Settings(editor=program), paste_guard=False)
    monkeypatch.setattr(app, "suspend", contextlib.nullcontext)
    async with app.run_test(size=(120, 36)) as pilot:
        driver = Driver(app, pilot)
        await driver.settle()
        said = {}
        for path in sorted(app.session.library.notes):
            app.browse.browsing.go_to(app.session.library.notes[path].talks[0].key)
            await pilot.pause(0)
            app.browse.run_command("edit-outside")
            await driver.settle()
            said[path] = driver.drawn(app.browse.keys)
            app.browse.keys.be_quiet()
        # The folder of a note becomes a link that leads out, after the note was read.
        (root / "a" / "one.md").unlink()
        (root / "a").rmdir()
        (tmp_path / "elsewhere" / "one.md").write_text("# Not yours\n")
        (root / "a").symlink_to(tmp_path / "elsewhere")
        app.browse.browsing.go_to(TalkKey("a/one.md"))
        await pilot.pause(0)
        app.browse.run_command("edit-outside")
        await driver.settle()
    opened = [argv[-1] for argv in recorded()]
    assert all(len(argv) == 1 for argv in recorded())
    real = os.path.realpath(root)
    assert all(path.startswith(real + "/") for path in opened)
    names = {os.path.relpath(path, real) for path in opened}
    assert names == {*NAMES, "two.md", "a/one.md"}
    assert opened.count(f"{real}/a/one.md") == 1
    assert "outside the notes directory" in said["link-out.md"]
    assert "no regular file" in said["fifo.md"] or "pipe" in said["fifo.md"]


BAD_SETTINGS = {
    "vi 'x": "a quote is not closed",
    "vi \\": "backslash",
    "''": "should be",
    "[]": "should be",
    "['']": "should be",
    "{a: b}": "should be",
    "[[vi]]": "should be",
    '"\\0"': "should be",
    "' '": "should be",
}


@pytest.mark.parametrize("name", ["editor", "open"])
def test_bad_values_of_the_programs_settings_are_explained(tmp_path: Path, name: str) -> None:
    for value, words in BAD_SETTINGS.items():
        file = tmp_path / "config.yaml"
        file.write_text(
            f"width: 80\n{name}: {value if value.startswith(chr(39)) or value[0] in '[{' + chr(34) else quoted(value)}\n"
        )
        settings, problems = load_settings(file)
        assert getattr(settings, name) is None
        assert settings.width == 80
        (problem,) = problems
        assert problem.line == 2, (value, problem)
        assert name in problem.message
        assert words in problem.message, (value, problem)


def test_a_program_that_is_not_there_is_named_with_the_setting() -> None:
    for value in ("no-such-editor", "/no/such/editor", "-x", "a\nb"):
        with pytest.raises(outside.CannotOpen, match="setting `editor`"):
            outside.editor_command((value,))
        with pytest.raises(outside.CannotOpen, match="setting `open`"):
            outside.open_url("https://example.org", (value,))
    for variable in ("VISUAL", "EDITOR"):
        for value in ("vi 'x", "no-such-editor --wait", "vi \\"):
            with pytest.raises(outside.CannotOpen, match=f"\\${variable}"):
                outside.editor_command(None, {variable: value})


def test_settings_inside_a_notes_directory_start_no_program(tmp_path: Path, root: Path) -> None:
    """What somebody else can put into a shared directory sets nothing of the person's."""
    bad = "editor: [touch, pwned]\nopen: [touch, pwned]\nkeys: {quit: x}\nnotes: /\nignore: ['*']\n"
    for name in (".talktui.yaml", "config.yaml", ".talktui/config.yaml", "conference.yaml", "state.json"):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(bad)
    before = load_settings()[0]
    store = Store(root)
    notes = {note.path for note in store.load()}
    assert load_settings()[0] == before
    assert "two.md" in notes
    assert not list(tmp_path.rglob("pwned"))
