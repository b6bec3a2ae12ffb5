"""Text from notes is never markup, never a key binding, never a terminal sequence, wherever it is shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from talktui.safe_text import is_safe
from talktui.tui.line_filter import SafeLines
from tests.tui.conftest import OpenApp

SOURCES = Path(__file__).resolve().parents[2] / "src" / "talktui" / "tui"
OUR_ACTIONS = {None, *(f"screen.open_link('{field}')" for field in ("video", "slides", "page"))}
NASTY = [
    "[@click=app.quit]x[/]",
    "[/]",
    "[/foo] [bold",
    "[x] done",
    "\x1b]52;c;aGFja2Vk\x07",
    "\x9b31mred",
    "\u202egnp.exe",
    "a\u200bb",
    "&#x202e;&#27;]0;title&#7;",
    "line\rover",
    "\x00nul",
]


def note(text: str) -> bytes:
    quoted = text.encode("unicode_escape").decode().replace('"', '\\"')
    front = "\n".join(
        f'{key}: "{quoted}"'
        for key in ("title", "conference", "categories", "tags", "speakers", "verdict", "odd")
    )
    return f"---\n{front}\n---\n# {text}\n\n{text}\n\n- [ ] {text}\n\n`{text}`\n".encode()


@pytest.mark.parametrize("text", NASTY)
async def test_every_screen_shows_it_as_text(open_app: OpenApp, tmp_path: Path, text: str) -> None:
    root = tmp_path / "hostile"
    root.mkdir()
    (root / "note.md").write_bytes(note(text).replace(b"\x00", b"") if "\x00" in text else note(text))
    async with open_app(root=root) as driver:
        driver.browse.browsing.go_to(driver.browse.session.library.talks[0].key)
        await driver.settle()
        for keys in ("t", "s", "i", "e", "H", "b", "question_mark", "ctrl+e", "ctrl+p"):
            await driver.press(keys)
            check_screen(driver.app)
            for _ in range(3):
                if driver.app.screen is not driver.browse:
                    await driver.press("escape")
        driver.browse.say(f"said {text}")
        driver.browse.bar.set_text(f'"{text}"')
        await driver.settle()
        check_screen(driver.app)
        assert driver.app.is_running
        assert driver.app.return_code is None


def check_screen(app) -> None:  # type: ignore[no-untyped-def]  # any app
    """Every drawn segment is safe, and none carries a link or an action of a note's."""
    for widget in app.screen.walk_children():
        if not widget.display or not widget.size:
            continue
        for y in range(widget.size.height):
            for segment in widget.render_line(y):
                assert is_safe(segment.text), (widget, segment)
                if segment.style is not None:
                    assert not segment.style.link, (widget, segment)
                    assert (segment.style.meta or {}).get("@click") in OUR_ACTIONS, (widget, segment)


def test_the_line_filter_is_a_second_wall() -> None:
    segments = [Segment("a\x1b[31m\x9b"), Segment("ok"), Segment("x", Style(link="file:///etc/passwd"))]
    safe = SafeLines().apply(segments, Color(0, 0, 0))
    assert "".join(segment.text for segment in safe) == "a␛[31m␦okx"
    assert all(segment.style is None or not segment.style.link for segment in safe)


def test_no_widget_takes_text_that_may_hold_markup() -> None:
    """`Static(text)` and the like read markup; only a Content, or markup=False, may be given."""
    calls = re.compile(r"\b(Static|Label|Button|notify|Toast|OptionList|Option)\(")
    wrong = []
    for path in SOURCES.rglob("*.py"):
        source = path.read_text("utf-8")
        assert "from_markup" not in source, path
        for match in calls.finditer(source):
            if source[: match.start()].rstrip().endswith("class"):
                continue
            call = _call(source, match.end() - 1)
            if (path.name, call) == ("rows.py", "(row)"):  # typed as Content by its signature
                continue
            safe = any(word in call for word in ("markup=False", "plain", "Content")) or call == "()"
            literal = re.fullmatch(r'\(\s*"[^"\[]*".*\)', call, re.DOTALL) is not None
            if not (safe or literal or "(Widget)" in call):
                wrong.append(f"{path.name}: {match.group(1)}{call[:60]}")
    assert wrong == []


def _call(source: str, start: int) -> str:
    depth = 0
    for index in range(start, len(source)):
        depth += {"(": 1, ")": -1}.get(source[index], 0)
        if depth == 0:
            return source[start : index + 1]
    return source[start:]
