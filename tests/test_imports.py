"""Modules that several threads may import at once never wait for each other.

Each module being imported is locked: two threads that each wait for what the other has begun end in an error,
where modules import each other in a circle, or a part of a package is begun before the package that imports it.
https://docs.python.org/3/library/importlib.html#importlib.import_module
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

SOURCES = Path(__file__).resolve().parents[1] / "src"
BEFORE_THREADS = ("talktui.cli", "talktui.config")
"""Packages that import their own modules: whole before there is a second thread."""

WHOLE_FIRST = ("markdown_it", "yaml")
"""Packages of others that import their own modules, and are imported by several threads."""


def test_no_modules_import_each_other_in_a_circle() -> None:
    files = {_name(path): path for path in SOURCES.rglob("*.py")}
    imports = {
        module: {part for name in _imported(path) for part in _with_parents(name)} & files.keys() - {module}
        for module, path in files.items()
        if not module.startswith(BEFORE_THREADS)
    }
    TopologicalSorter(imports).prepare()  # raises CycleError, with the circle


def test_parts_of_a_package_are_imported_after_the_whole() -> None:
    wrong = []
    for path in SOURCES.rglob("*.py"):
        seen: set[str] = set()
        for name in _imported(path):
            package = name.partition(".")[0]
            if package in WHOLE_FIRST and name != package and package not in seen:
                wrong.append(f"{path.relative_to(SOURCES)}: {name}")
            seen.add(name)
    assert wrong == []


def _name(path: Path) -> str:
    parts = path.relative_to(SOURCES).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _with_parents(name: str) -> Iterator[str]:
    while name:
        yield name
        name = name.rpartition(".")[0]


def _imported(path: Path) -> Iterator[str]:
    """What a module imports when it is imported itself, in order; of `from a import b` both `a` and `a.b`."""
    return _in_body(ast.parse(path.read_text("utf-8")).body)


def _in_body(body: list[ast.stmt]) -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.If):
            if "TYPE_CHECKING" not in ast.unparse(node.test):
                yield from _in_body(node.body)
            yield from _in_body(node.orelse)
        elif isinstance(node, ast.Try):
            yield from _in_body(node.body + [inner for handler in node.handlers for inner in handler.body])
