"""No place of ours hands text to something that reads it as markup: looked for in the source itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCES = Path(__file__).resolve().parents[2] / "src" / "talktui"

READERS = {"from_markup", "render_markup", "to_content", "print_markup", "markup_to_content"}
"""Functions of Textual and Rich that read markup: never called."""

TEXTS = {"border_title", "border_subtitle", "tooltip"}
"""Attributes that Textual reads as markup when they are given a `str`."""

SAFE = {
    "plain",
    "plain_block",
    "Content",
    "hint_line",
    "assemble",
    "styled",
    "stylize",
    "join",
    "_marked",
    "_told",
}
"""Functions that give a Content."""

DISPLAYED = {"Hit": 1, "DiscoveryHit": 0, "SimpleCommand": 0}
"""The palette's results: which argument is displayed. Their `help` is always read as markup."""

ASKED = {
    "Static",
    "Label",
    "Button",
    "Option",
    "OptionList",
    "notify",
    "Toast",
    "Digits",
    "Collapsible",
}


def trees() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(SOURCES.rglob("*.py")):
        yield str(path.relative_to(SOURCES)), ast.parse(path.read_text("utf-8"))


def name_of(call: ast.expr) -> str:
    if isinstance(call, ast.Call):
        call = call.func
    if isinstance(call, ast.Attribute):
        return call.attr
    return call.id if isinstance(call, ast.Name) else ""


def is_content(value: ast.expr) -> bool:
    """Whether it is plain from the expression that this is no `str` of somebody's."""
    if isinstance(value, ast.BinOp):
        return is_content(value.left) or is_content(value.right)
    if isinstance(value, ast.IfExp):
        return is_content(value.body) and is_content(value.orelse)
    if isinstance(value, ast.Constant):
        return value.value is None or (isinstance(value.value, str) and "[" not in value.value)
    return name_of(value) in SAFE


def mistakes(tree: ast.Module) -> Iterator[str]:
    contents = {  # names that were given a Content in the same file, or are typed as one
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and is_content(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    } | {
        node.arg
        for node in ast.walk(tree)
        if isinstance(node, ast.arg)
        and node.annotation is not None
        and ast.unparse(node.annotation) == "Content"
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = name_of(node)
            if name in READERS:
                yield f"{node.lineno}: {name} reads markup"
            if name in DISPLAYED:
                shown = node.args[DISPLAYED[name]]
                if not (is_content(shown) or (isinstance(shown, ast.Name) and shown.id in contents)):
                    yield f"{node.lineno}: {name} shows what may be text"
                if any(keyword.arg == "help" for keyword in node.keywords):
                    yield f"{node.lineno}: the help of a {name} is read as markup"
            if name in ASKED and node.args and not any(k.arg == "markup" for k in node.keywords):
                shown = node.args[0]
                if not (is_content(shown) or (isinstance(shown, ast.Name) and shown.id in contents)):
                    yield f"{node.lineno}: {name} is given what may be text, and no markup=False"
            if any(
                keyword.arg == "markup"
                and not (isinstance(keyword.value, ast.Constant) and not keyword.value.value)
                for keyword in node.keywords
            ):
                yield f"{node.lineno}: markup is switched on"
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Attribute) and target.attr in TEXTS:
                    value = node.value
                    if value is None or not (
                        is_content(value) or (isinstance(value, ast.Name) and value.id in contents)
                    ):
                        yield f"{node.lineno}: {target.attr} is given what may be text"


def test_nothing_of_ours_reads_markup() -> None:
    found = [f"{path}:{mistake}" for path, tree in trees() for mistake in mistakes(tree)]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "Content.from_markup(title)",
        "panel.border_title = title",
        "widget.tooltip = f'{title}'",
        "Hit(1.0, plain(title), go, help=title)",
        "Hit(1.0, title, go)",
        "Static(title)",
        "app.notify(title)",
        "Static(title, markup=True)",
        "Option('[b]x')",
        "Text.from_markup(title)",
    ],
)
def test_what_is_looked_for_is_found(line: str) -> None:
    assert list(mistakes(ast.parse(line)))
