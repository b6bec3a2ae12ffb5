"""Front matter in every style that people write, and edits of it: made from a seed, a million in minutes.

The strategies in `tests/notes/test_splice_properties.py` find the smallest failing note; this makes as
many notes as there is time for, in more styles, a part of them broken on purpose.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from talktui.notes.front_matter.splice import (
    AddItems,
    Operation,
    RemoveItems,
    RenameItems,
    SetValue,
    same_item,
)

PLAIN = (
    "otel k8s c# 2023 no 1.10 it's ä x/y 12:30 yes on null ~ 0o17 017 1e3 .5 0x1F 2024-02-30 true Δ 日本語 "
    "a-b a_b @x =b <b >c ,x ?x -x :x x: %x &x *x !x `x |x x#y #hash c++ .net -1 +1 1_000 .inf .nan << ="
).split()
SPACED = (
    "service mesh",
    "a: b",
    "a #b",
    "[x]",
    "{y}",
    "- z",
    "a, b",
    'say "x"',
    "it's",
    "back\\slash",
    "💖 x",
)
HARD = (
    *SPACED, "x\u00a0y", "x\u2028y", "x\x85y", "\ufeffx", "x\ty", " x ", "a;b", "'", '"', "''", "\\", "\\n", "---", "...",
    "k" * 130, "wo rd " * 30, "#otel", "foo/bar", "/x/", "OTEL", "ｏｔｅｌ", "ß", "İ", "e\u0301", "\U0001f468\u200d\U0001f469",
)  # fmt: skip
BAD = ("", " ", "#", "x\ny", "x\r", "\x00", "\x1b[1m", "\x7f", "\ud800", "\ufffe")
KEYS = (
    "title",
    "date",
    "speaker",
    "x y",
    '"q"',
    "'s'",
    "rating",
    "video",
    "ä",
    "draft",
    "12",
    "no",
    "a.b",
    "Tags",
)
COMMENTS = (
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    *(" # mine", "  # tags: [x]", " #") * 4,
    "\t# tab",
)
PATHS = (
    ("tags",),
    ("tags",),
    ("tags",),
    ("talks", "one", "tags"),
    ("taxonomies", "tags"),
    ("title",),
    ("a", "b"),
)
MUTATIONS = ":-#[]{}'\"|>&*!?,% \t\n\r\x85\u2028\ufeff\\~`@=<é\x00"

_DEEP = ("|\ntext", ">-\na\nb", "k: v", "- in", "[f]", "k: v\nl: w")  # items that are no single word


@dataclass(frozen=True, slots=True)
class Made:
    """A note's bytes, and the key path that edits of it are mostly about."""

    data: bytes
    path: tuple[str, ...]


def note(chance: random.Random) -> Made:
    """A note whose front matter has something under the path, or has not; one in ten is broken a little."""
    path = chance.choice(PATHS)
    names = chance.sample(KEYS, chance.randrange(4))
    groups = [_field(chance, name, "", 2) for name in names if name != path[0]]
    step = chance.choice(("  ", "  ", "    ", " "))
    there = chance.randint(0, len(path))
    lines = [f"{step * number}{name}:" for number, name in enumerate(path[: min(there, len(path) - 1)])]
    if there == len(path):
        lines += _value(chance, path[-1], step * (len(path) - 1))
    if lines and len(path) > 1 and chance.random() < 0.5:
        lines += _field(chance, "rating", step * min(there, len(path) - 1), 1)
    groups.insert(chance.randint(0, len(groups)), lines)
    eol = chance.choice(("\n", "\n", "\n", "\r\n"))
    inside = "".join(line + eol for group in groups for line in group)
    if chance.random() < 0.04:
        inside = _flow_root(chance) + eol
    if chance.random() < 0.1:
        inside = _mutated(chance, inside)
    body = chance.choice(("", "# T\n", "\n\nno end", "---\nx\n", "a\n...\n", "\u2028\n")).replace("\n", eol)
    end = "" if not body and chance.random() < 0.5 else eol
    bom = "\ufeff" if chance.random() < 0.1 else ""
    fence = "..." if chance.random() < 0.1 else "---"
    whole = f"{bom}---{eol}{inside}{fence}{end}{body}"
    return Made(whole.encode("utf-8", "replace"), path)


def operation(chance: random.Random, path: tuple[str, ...], items: Sequence[str]) -> Operation:
    """Something to ask of the value under `path`, where `items` are, or (seldom) under another key."""
    if items and chance.random() < 0.12:
        old = dict.fromkeys(chance.choices(items, k=chance.randint(1, 2)))
        return RenameItems(path, tuple((item, chance.choice((_word(chance), *items))) for item in old))
    if chance.random() < 0.1:
        path = chance.choice((("new",), ("talks", "two", "tags"), ("rating",), ("title",), ("x y",), ("12",)))
    some = tuple(_word(chance) for _ in range(chance.randint(1, 3)))
    match chance.randrange(10):
        case 0 | 1 | 2 | 3:
            return AddItems(path, some)
        case 4 | 5:
            return RemoveItems(path, some)
        case 6 | 7:
            if chance.random() < 0.2:
                return SetValue(path, chance.choice(("3", "2024-02-03", "true", "-7", "1.5")), literal=True)
            return SetValue(path, some[0])
        case 8:
            unique = {same_item(word): word for word in some if chance.random() < 0.8}
            return SetValue(path, tuple(unique.values()))
    return SetValue(path, None)


def _word(chance: random.Random) -> str:
    if chance.random() < 0.03:
        return chance.choice(BAD)
    if chance.random() < 0.1:
        return "".join(
            chance.choice("ab é#:-'\"[]{},&*!|>%@`~?19.\\/=<") for _ in range(chance.randint(1, 8))
        )
    return chance.choice(chance.choice((PLAIN, PLAIN, SPACED, HARD)))


def _scalar(chance: random.Random, *, flow: bool = False) -> str:
    kind = chance.randrange(12)
    if kind < 6:
        word = chance.choice(PLAIN[:26])
        return word if not flow or not set(word) & set(",[]{}") else "otel"
    word = chance.choice((*PLAIN, *SPACED, *HARD[:12])).replace("\n", " ")
    if kind < 9:
        return "'" + word.replace("'", "''") + "'"
    if kind < 11:
        return '"' + word.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t") + '"'
    return chance.choice(
        (
            "&a otel",
            "!!str 12",
            "!own x",
            "*a" if chance.random() < 0.1 else "a",
            '"\\x41\\u00e4"',
            "'a'' b'",
            "?x",
            "<<",
        )
    )


def _value(chance: random.Random, key: str, indent: str) -> list[str]:
    """The lines of a key's list, in one of the styles people write, or of something that is no list."""
    items = [_scalar(chance, flow=True) for _ in range(chance.randrange(5))]
    comment = chance.choice(COMMENTS)
    colon = chance.choice((": ",) * 12 + (":  ", ":\t", " : "))
    match chance.randrange(12):
        case 0 | 1 | 2:
            inside = chance.choice((", ", ", ", ",", " , ", ",  ")).join(items)
            pad = chance.choice(("", "", " "))
            tail = chance.choice(("", "", ",")) if items else ""
            return [f"{indent}{key}{colon}[{pad}{inside}{tail}{pad}]{comment}"]
        case 3:
            last = chance.random() < 0.5
            lines = [
                f"{indent}  {item}{',' if last or number < len(items) - 1 else ''}{chance.choice(COMMENTS)}"
                for number, item in enumerate(items)
            ]
            return [f"{indent}{key}: [{comment}", *lines, f"{indent}{chance.choice(('', '  '))}]"]
        case 4 | 5 | 6 | 7:
            return _dashes(chance, key, indent, items)
        case 8:
            words = [chance.choice(("otel", "k8s", "ä", "x/y")) for _ in range(chance.randrange(4))]
            return [f"{indent}{key}{colon}{chance.choice((', ', ',', ' ', '; ')).join(words)}{comment}"]
        case 9:
            return [f"{indent}{key}{colon}{_scalar(chance)}{comment}"]
        case 10:
            return [
                f"{indent}{key}:{chance.choice(('', ' ', ' ~', ' []', ' {}', ' null', ' |', ' >-'))}{comment}"
            ]
    return _field(chance, key, indent, 1)


def _dashes(chance: random.Random, key: str, indent: str, items: list[str]) -> list[str]:
    dash = (
        indent
        + chance.choice(("", "", "  ", "    "))
        + "-"
        + chance.choice((" ",) * 6 + ("   ", "   ", "\t"))
    )
    lines = [f"{indent}{key}:{chance.choice(COMMENTS)}"]
    for word in items:
        lines += chance.choice(([], [], [], [""], [f"{indent}# between"], ["# at the margin"]))
        item, comment = word, chance.choice(COMMENTS)
        if chance.random() < 0.04:
            item, comment = chance.choice(_DEEP).replace("\n", f"\n{indent}      "), ""
        lines.append(dash + item + comment)
    return [*lines, *chance.choice(([], [], [], [dash.rstrip() + " "], [dash.rstrip()], [""], ["", "# end"]))]


def _field(chance: random.Random, key: str, indent: str, depth: int) -> list[str]:
    """The lines of another key, and perhaps a comment or a blank line above."""
    above = chance.choice(([], [], [], [], [""], [f"{indent}# tags: [no]"], ["# margin"]))
    match chance.randrange(12 if depth else 8):
        case 0 | 1 | 2 | 3:
            return [*above, f"{indent}{key}: {_scalar(chance)}{chance.choice(COMMENTS)}"]
        case 4 | 5:
            return [*above, *_value(chance, key, indent)]
        case 6:
            sign = chance.choice(("|", "|-", "|+", ">", ">-", "|2", ">+"))
            return [*above, f"{indent}{key}: {sign}", f"{indent}  one: [two", "", f"{indent}  # three", ""]
        case 7:
            return [*above, f"{indent}{key}: one", f"{indent}  two{chance.choice(COMMENTS)}"]
        case 8:
            return [
                *above,
                f"{indent}{key}: {chance.choice(('{a: 1, tags: [b]}', '{}', '{a: {b: c}}', '{a, b}'))}",
            ]
        case 9:
            return [*above, f"{indent}{key}:", f"{indent}- src: a", f"{indent}  title: b"]
        case 10:
            lines = [
                line for name in ("k", "tags") for line in _field(chance, name, indent + "  ", depth - 1)
            ]
            return [*above, f"{indent}{key}:", *lines]
    return [
        *above,
        *chance.choice(
            ([f"? {key}", ": x"], [f"{indent}{key}: &a [x]", f"{indent}o: *a"], [f"{indent}{key}:"])
        ),
    ]


def _flow_root(chance: random.Random) -> str:
    items = ", ".join(_scalar(chance, flow=True) for _ in range(chance.randrange(4)))
    return chance.choice((f"{{tags: [{items}]}}", "{}", f"{{a: 1, tags: [{items}], b: c}}", "[a, b]", "text"))


def _mutated(chance: random.Random, text: str) -> str:
    for _ in range(chance.randint(1, 2)):
        at = chance.randint(0, len(text))
        cut = at + chance.choice((0, 0, 1, 2))
        text = text[:at] + chance.choice((chance.choice(MUTATIONS), "", "\n")) + text[cut:]
    return text
