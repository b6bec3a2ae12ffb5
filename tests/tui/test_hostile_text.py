"""Text from notes is never markup, never a key binding, never a terminal sequence, wherever it is shown."""

from __future__ import annotations

import ast
from collections.abc import Collection
from pathlib import Path

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from talktui.safe_text import is_safe
from talktui.tui.line_filter import SafeLines
from tests.tui.conftest import OpenApp

SOURCES = Path(__file__).resolve().parents[2] / "src" / "talktui" / "tui"
TAKES_MARKUP = {"Static", "Label", "Button", "notify", "Toast", "OptionList", "Option"}
TEXT_BY_NAME = {"content", "label", "message", "prompt"}
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
    wrong = []
    for path in SOURCES.rglob("*.py"):
        source = path.read_text("utf-8")
        assert "from_markup" not in source, path
        wrong += [f"{path.name}: {ast.unparse(call)}" for call in _markup_readers(ast.parse(source))]
    assert wrong == []


@pytest.mark.parametrize(
    ("source", "wrong"),
    [
        ("Static(text)", True),
        ("def f(text: str): Static(text)", True),
        ("def f(text: str): return [Option(line) for line in text]", True),
        ("self.app.notify(f'{title}')", True),
        ("Static('[b]' )", True),
        ("Static(text, markup=True)", True),
        ("Static(content=text)", True),
        ("Static(text, markup=False)", False),
        ("Static()", False),
        ("Label('a name:')", False),
        ("Button(plain(text))", False),
        ("Button(Content(text))", False),
        ("def f(text: Content): Static(text)", False),
        ("def f(*rows: Content): return [Option(row) for row in rows]", False),
        ("def f(text: Content): Static(text)\ndef g(text: str): Static(text)", True),
    ],
)
def test_the_search_for_markup_finds_it(source: str, wrong: bool) -> None:
    """The test above can fail."""
    assert bool(_markup_readers(ast.parse(source))) == wrong


def _markup_readers(tree: ast.AST, contents: frozenset[str] = frozenset()) -> list[ast.Call]:
    """The calls of widgets that would read their text as markup; `contents` names what is typed as Content."""
    if isinstance(tree, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        given = ast.walk(tree.args)
        known = {arg.arg: arg.annotation for arg in given if isinstance(arg, ast.arg)}
        contents = (contents - known.keys()) | {
            name for name, typed in known.items() if _names(typed, {"Content"})
        }
    if isinstance(tree, ast.ListComp | ast.GeneratorExp):
        loops = [loop for loop in tree.generators if _names(loop.iter, contents)]
        contents |= {loop.target.id for loop in loops if isinstance(loop.target, ast.Name)}
    found = [tree] if isinstance(tree, ast.Call) and _reads_markup(tree, contents) else []
    return found + [call for child in ast.iter_child_nodes(tree) for call in _markup_readers(child, contents)]


def _reads_markup(call: ast.Call, contents: frozenset[str]) -> bool:
    called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    texts = call.args[:1] + [word.value for word in call.keywords if word.arg in TEXT_BY_NAME]
    if called not in TAKES_MARKUP or not texts:
        return False
    if any(word.arg == "markup" and ast.unparse(word.value) == "False" for word in call.keywords):
        return False
    text = texts[0]
    if isinstance(text, ast.Constant):
        return "[" in str(text.value)
    return not _names(text, contents | {"plain", "Content"})


def _names(tree: ast.AST | None, names: Collection[str]) -> bool:
    """Whether one of these names stands in what may be an annotation or an expression."""
    return tree is not None and any(
        isinstance(node, ast.Name) and node.id in names for node in ast.walk(tree)
    )
