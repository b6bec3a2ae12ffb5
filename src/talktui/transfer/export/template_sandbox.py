"""What a template may do: Jinja2's sandbox, with escaping for Markdown and an end to everything.

The sandbox keeps a template from Python and from files. It does not keep it from running for ever, or from
making one text of a million others, so steps are counted and values measured before they are made.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from talktui.transfer.export.markdown_text import destination, escaped
from talktui.transfer.heading_levels import below, shown_below

FEWEST_STEPS, STEPS_A_TALK = 200_000, 100
"""Turns of loops and calls of macros that one text may take, whatever it is about, and more for each talk."""
LONGEST = 64 << 20
"""Characters of the text, and of every value on the way to it."""
_WIDEST = 10_000
"""How wide or deep anything may be set: columns, spaces, items to fill up with."""
_MOST_BITS = 100_000
_GROWING_METHODS = frozenset(
    "ljust rjust center zfill expandtabs format format_map replace join translate".split()
)
_WIDTH = re.compile(r"%[^%]*?(?:\d{5,}|\*)")


class TooMuchError(SecurityError):
    """A template that would not end, or whose text would fill the memory."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} would be too long; nothing was written")


class BoundedEnvironment(ImmutableSandboxedEnvironment):
    """The environment of one rendering. What a template puts out is escaped for Markdown.

    `talk.body` and the like are Markdown already (:class:`markupsafe.Markup`) and go out as they are, as does
    what the filter `safe` has passed.
    """

    intercepted_binops = frozenset({"+", "*", "**", "%"})

    def __init__(self, folders: list[str], talks: int, *, marked: bool = True) -> None:
        """`folders`: where templates are looked for; `talks`: how many the text is about.

        `marked`: headings that move say what they were, for the text to be read again.
        """
        super().__init__(
            loader=jinja2.FileSystemLoader(folders),
            autoescape=True,
            finalize=_put_out,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
        )
        self._most = self._left = FEWEST_STEPS + STEPS_A_TALK * talks
        self.globals.pop("lipsum", None)
        for name in ("center", "indent", "batch", "slice", "tojson", "wordwrap"):
            self.filters[name] = _bounded(self.filters[name])
        lower = below if marked else shown_below
        self.filters |= {
            "e": as_markdown, "escape": as_markdown, "forceescape": as_markdown, "md": as_markdown,
            "link": _linked,
            "url": lambda url: Markup(destination(str(url or ""))),
            "below": lambda text, level: Markup(lower(str(text), _small(level, 0, 6))),
            "format": _formatted, "join": _joined_with, "replace": _replaced,
        }  # fmt: skip

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """As the sandbox says; not the texts' methods that make long texts of short ones."""
        if isinstance(obj, str) and attr in _GROWING_METHODS:
            return False
        return super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """No `"…".format`: the filter `format` does the same, measured."""
        if isinstance(getattr(value, "__self__", None), str) and value.__name__ in {"format", "format_map"}:
            raise SecurityError("use the filter `format` instead of the method")
        return None

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """`left operator right`, when it is not too large."""
        if operator == "%" and isinstance(left, str):
            return _formatted(left, *(right if isinstance(right, tuple) else (right,)))
        if operator == "**":
            bits = (
                max(abs(right), 1) * left.bit_length()
                if isinstance(left, int) and isinstance(right, int)
                else 0
            )
            if bits > _MOST_BITS:
                raise TooMuchError("a number")
        if operator == "*":
            for some, times in ((left, right), (right, left)):
                if isinstance(some, str | list | tuple) and isinstance(times, int):
                    _measure(len(some) * max(times, 0))
                elif isinstance(some, int) and some.bit_length() > _MOST_BITS:
                    raise TooMuchError("a number")
        if operator == "+" and isinstance(left, str | list | tuple) and isinstance(right, str | list | tuple):
            _measure(len(left) + len(right))
            if isinstance(left, str) and isinstance(right, str):
                return _joined(left, right)
        return super().call_binop(context, operator, left, right)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """As Jinja2 does; every turn of a loop and every macro begins with a step, and `~` is measured."""
        template = super()._parse(source, name, filename)
        repeated: tuple[type[nodes.For], ...] = (nodes.For, nodes.Macro, nodes.CallBlock)  # type: ignore[assignment]  # all have a body
        for node in list(template.find_all(repeated)):
            node.body.insert(0, nodes.ExprStmt(_called("step", [], node.lineno), lineno=node.lineno))
        _rewrite(template)
        template.set_environment(self)
        return template

    def step(self) -> None:
        """One more turn of a loop, or call of a macro."""
        self._left -= 1
        if self._left < 0:
            raise SecurityError(
                f"it does not end: more than {self._most:,} turns of its loops; nothing was written"
            )

    @staticmethod
    def joined(*values: Any) -> str:
        """`a ~ b`: see :func:`_joined`."""
        return _joined(*values)


def as_markdown(value: Any) -> Markup:
    """`value` as Markdown that says it: Markdown as it is, any text escaped, nothing for none."""
    if isinstance(value, Markup):
        return value
    if value is None:
        return Markup()
    return Markup(escaped(str(value)))


@jinja2.pass_eval_context  # so that Jinja2 does not put a constant out by itself, escaped for HTML
def _put_out(_context: nodes.EvalContext, value: Any) -> Markup:
    return as_markdown(value)


def _called(name: str, arguments: list[nodes.Expr], line: int) -> nodes.Call:
    return nodes.Call(nodes.EnvironmentAttribute(name, lineno=line), arguments, [], None, None, lineno=line)


def _rewrite(node: nodes.Node) -> None:
    """Every `a ~ b` below `node` as a call that measures."""
    for name, value in list(node.iter_fields()):
        if isinstance(value, nodes.Node):
            _rewrite(value)
            if isinstance(value, nodes.Concat):
                setattr(node, name, _called("joined", value.nodes, value.lineno))
        elif isinstance(value, list):
            for index, item in enumerate(value):
                if isinstance(item, nodes.Node):
                    _rewrite(item)
                    if isinstance(item, nodes.Concat):
                        value[index] = _called("joined", item.nodes, item.lineno)


def _measure(length: int) -> None:
    if length > LONGEST:
        raise TooMuchError("a value")


def _small(number: Any, least: int = -_WIDEST, most: int = _WIDEST) -> int:
    if not isinstance(number, int) or not least <= number <= most:
        raise TooMuchError(f"{number!r:.40}: a number from {least:,} to {most:,} is meant; a text")
    return number


def _bounded(made: Callable[..., Any]) -> Callable[..., Any]:
    """The filter `made`, taking no number that is larger than what anybody sets by hand."""

    def bounded(*args: Any, **named: Any) -> Any:
        for given in (*args, *named.values()):
            if isinstance(given, int):
                _small(given)
        return made(*args, **named)

    for name in ("jinja_pass_arg",):
        if hasattr(made, name):
            setattr(bounded, name, getattr(made, name))
    return bounded


def _linked(text: Any, url: Any) -> Markup:
    """`[text](url)`; the links of talks are ready for it already."""
    said = as_markdown(text)
    to = url if isinstance(url, Markup) else destination(str(url or ""))
    return Markup(f"[{said}]({to})") if to else said


def _joined(*values: Any) -> str:
    """`values` in one text: Markdown when one of them is, the others then escaped."""
    if any(isinstance(value, Markup) for value in values):
        said: list[str] = [as_markdown(value) for value in values]
        kind: type[str] = Markup
    else:
        said, kind = [str(value) for value in values], str
    _measure(sum(map(len, said)))
    return kind("".join(map(str, said)))


def _joined_with(values: Iterable[Any], between: str = "", attribute: str | None = None) -> str:
    items = list(values)
    if attribute is not None:
        items = [getattr(item, attribute) if not attribute.startswith("_") else "" for item in items]
    _measure(len(between) * len(items))
    if not isinstance(between, Markup) and any(isinstance(item, Markup) for item in items):
        between = as_markdown(between)
    spaced = [part for item in items for part in (between, item)][1:]
    return _joined(*spaced) if spaced else ""


def _formatted(text: str, *values: Any, **named: Any) -> str:
    if _WIDTH.search(text):
        raise TooMuchError("a formatted text")
    _measure(len(text) + sum(len(str(value)) for value in (*values, *named.values())) * (text.count("%") + 1))
    return str(text) % (named or values)


def _replaced(text: str, old: str, new: str, count: int = -1) -> str:
    kind = Markup if isinstance(text, Markup) else str
    said, old, new = str(text), str(old), str(as_markdown(new) if kind is Markup else new)
    _measure(len(said) + (said.count(old) if count < 0 else count) * len(new))
    return kind(said.replace(old, new, count))
