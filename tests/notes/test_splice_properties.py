"""Only the bytes it is about: for all front matter in every style, with ruamel.yaml as an independent judge."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import event, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from talktui.notes.document import Document, parse
from talktui.notes.front_matter.splice import AddItems, Operation, RemoveItems, SetValue, same_item, splice
from talktui.notes.front_matter.values import Sequence, texts
from talktui.notes.problem import Refused

# What a person may call a tag, readable in YAML only when quoted right.
WORDS = st.one_of(
    st.sampled_from(["otel", "security", "c#", "machine learning", "it's", 'say "x"', "foo/bar", "ä", "💖"]),
    st.sampled_from(
        ["no", "12:30", "2023", "1.10", "null", "a: b", "a #b", "[x]", "- z", "*s", "a,b", "y", "~x"]
    ),
    st.text(
        st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=8
    ).filter(lambda text: bool(same_item(text))),
)
PLAIN = st.sampled_from(
    ["otel", "k8s", "service mesh", "c#", "2023", "no", "1.10", "it's", "ä", "x/y", "12:30"]
)
COMMENTS = st.sampled_from(["", "", "", " # mine", "  # tags: [x]", " #"])


def written(word: str, style: str) -> str:
    if style == "'":
        return "'" + word.replace("'", "''") + "'"
    if style == '"':
        return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return word


@st.composite
def scalars(draw: st.DrawFn) -> str:
    style = draw(st.sampled_from(["", "", "'", '"']))
    return written(draw(PLAIN if not style else WORDS), style)


@st.composite
def lists(draw: st.DrawFn, key: str, indent: str) -> list[str]:
    """The lines of a list, in one of the styles people write."""
    items = draw(st.lists(scalars(), max_size=4))
    comment = draw(COMMENTS)
    match draw(st.sampled_from(["flow", "lines", "dashes", "dashes", "text", "empty"])):
        case "flow":
            inside = draw(st.sampled_from([", ", ",", " , "])).join(items)
            pad = draw(st.sampled_from(["", " "]))
            tail = draw(st.sampled_from(["", ","])) if items else ""
            return [f"{indent}{key}: [{pad}{inside}{tail}{pad}]{comment}"]
        case "lines":
            last = draw(st.booleans())
            lines = [
                f"{indent}  {item}{',' if last or number < len(items) - 1 else ''}{draw(COMMENTS)}"
                for number, item in enumerate(items)
            ]
            return [f"{indent}{key}: [{comment}", *lines, f"{indent}]"]
        case "dashes":
            dash = (
                indent + draw(st.sampled_from(["", "  ", "    "])) + "-" + draw(st.sampled_from([" ", "   "]))
            )
            lines = [f"{indent}{key}:{comment}"]
            for item in items:
                lines += draw(st.sampled_from([[], [], [], [""], [f"{indent}# between"]]))
                lines.append(f"{dash}{item}{draw(COMMENTS)}")
            return [*lines, *draw(st.sampled_from([[], [], [dash.rstrip() + " "]]))]
        case "text":
            words = draw(st.lists(st.sampled_from(["otel", "k8s", "ä", "x/y"]), max_size=3))
            return [f"{indent}{key}: {draw(st.sampled_from([', ', ',', ' ', '; '])).join(words)}{comment}"]
    return [f"{indent}{key}:{draw(st.sampled_from(['', ' ', ' ~', ' []', ' {}', ' null', ' []']))}{comment}"]


@st.composite
def fields(draw: st.DrawFn, key: str, indent: str) -> list[str]:
    """The lines of another key, and perhaps a comment or a blank line above."""
    above = draw(st.sampled_from([[], [], [], [""], [f"{indent}# tags: [no]"]]))
    match draw(st.sampled_from(["scalar", "scalar", "list", "block", "folded", "flow", "maps"])):
        case "scalar":
            return [*above, f"{indent}{key}: {draw(scalars())}{draw(COMMENTS)}"]
        case "list":
            return [*above, *draw(lists(key, indent))]
        case "block":
            sign = draw(st.sampled_from(["|", "|-", "|+", ">", ">-"]))
            return [*above, f"{indent}{key}: {sign}", f"{indent}  one: [two", "", f"{indent}  # three", ""]
        case "folded":
            return [*above, f"{indent}{key}: one", f"{indent}  two{draw(COMMENTS)}"]
        case "flow":
            return [*above, f"{indent}{key}: {{a: 1, tags: [b]}}"]
    return [*above, f"{indent}{key}:", f"{indent}- src: a", f"{indent}  title: b"]


@dataclass(frozen=True)
class Made:
    data: bytes
    path: tuple[str, ...]


@st.composite
def notes(draw: st.DrawFn) -> Made:
    """A note whose front matter has the list under `path`, or does not have it."""
    path = draw(st.sampled_from([("tags",), ("tags",), ("talks", "one", "tags"), ("taxonomies", "tags")]))
    names = draw(
        st.lists(st.sampled_from(["title", "date", "speaker", "x y", '"q"']), unique=True, max_size=3)
    )
    groups = [draw(fields(name, "")) for name in names]
    step = draw(st.sampled_from(["  ", "    "]))
    there = draw(st.integers(0, len(path)))
    lines = [f"{step * number}{name}:" for number, name in enumerate(path[: min(there, len(path) - 1)])]
    if there == len(path):
        lines += draw(lists(path[-1], step * (len(path) - 1)))
    if lines and len(path) > 1 and draw(st.booleans()):
        lines += draw(fields("rating", step * (min(there, len(path) - 1))))
    groups.insert(draw(st.integers(0, len(groups))), lines)
    eol = draw(st.sampled_from(["\n", "\n", "\r\n"]))
    inside = "".join(line + eol for group in groups for line in group)
    body = draw(st.sampled_from(["", "# T\n", "\n\nno end", "---\nx\n"])).replace("\n", eol)
    end = "" if not body and draw(st.booleans()) else eol
    bom = draw(st.sampled_from(["", "", "\ufeff"]))
    fence = draw(st.sampled_from(["---", "---", "..."]))
    return Made(f"{bom}---{eol}{inside}{fence}{end}{body}".encode(), path)


OPERATIONS = st.one_of(
    st.lists(WORDS, min_size=1, max_size=3).map(lambda items: AddItems((), tuple(items))),
    st.lists(st.one_of(WORDS, PLAIN), min_size=1, max_size=3).map(
        lambda items: RemoveItems((), tuple(items))
    ),
    WORDS.map(lambda text: SetValue((), text)),
    st.lists(WORDS, max_size=3, unique_by=same_item).map(lambda items: SetValue((), tuple(items))),
    st.just(SetValue((), None)),
)


def attempt(document: Document, operation: Operation) -> bytes | Refused:
    """The bytes after `operation`, or why it was refused; any other exception fails the test."""
    try:
        return splice(document, [operation])
    except Refused as refused:
        return refused


def at(operation: Operation, path: tuple[str, ...]) -> Operation:
    match operation:
        case AddItems(items=items):
            return AddItems(path, items)
        case RemoveItems(items=items):
            return RemoveItems(path, items)
    assert isinstance(operation, SetValue)
    return SetValue(path, operation.value, operation.literal)


# The judge: ruamel.yaml's own scanner, parser and composer, nothing of ours.

Tree = object


def judged(data: bytes) -> Tree:
    """The front matter of `data` as ruamel.yaml sees it: tags and texts, nothing typed."""
    document = parse(data)
    return tree_of(YAML(typ="rt", pure=True).compose(document.text[slice(*document.block)]))


def tree_of(node: object) -> Tree:
    match node:
        case ScalarNode():
            return (str(node.tag), node.value)
        case SequenceNode():
            return [tree_of(item) for item in node.value]
        case MappingNode():
            return {"pairs": [(tree_of(key), tree_of(value)) for key, value in node.value]}
    return {"pairs": []}


def without(tree: Tree, path: tuple[str, ...]) -> Tree:
    """`tree` without what stands under `path`, nor parents that say nothing then."""
    if not isinstance(tree, dict):
        return tree
    kept = []
    for key, value in tree["pairs"]:
        if key[1] == path[0]:
            rest = without(value, path[1:]) if len(path) > 1 else {"pairs": []}
            if rest == {"pairs": []} or (isinstance(rest, tuple) and rest[0].endswith(":null")):
                continue
            kept.append((key, rest))
        else:
            kept.append((key, value))
    return {"pairs": kept}


def under(tree: Tree, path: tuple[str, ...]) -> Tree | None:
    for name in path:
        if not isinstance(tree, dict):
            return None
        tree = next((value for key, value in tree["pairs"] if key[1] == name), None)
    return tree


def items_of(tree: Tree | None) -> list[str]:
    """A list's texts, as a person would tell them from any of the ways to write one."""
    if isinstance(tree, tuple):
        if tree[0].endswith(":null"):
            return []
        text = tree[1].replace(";", ",")
        return [part.strip() for part in text.split(",") if part.strip()] if "," in text else text.split()
    if isinstance(tree, list):
        return [
            item[1] for item in tree if isinstance(item, tuple) and item[1] and not item[0].endswith(":null")
        ]
    return []


def expected(before: list[str], operation: Operation) -> list[str]:
    match operation:
        case AddItems(items=items):
            now = list(before)
            for item in items:
                if same_item(item) not in {same_item(text) for text in now}:
                    now.append(item)
            return now
        case RemoveItems(items=items):
            gone = {same_item(item) for item in items}
            return [text for text in before if same_item(text) not in gone]
    assert isinstance(operation, SetValue)
    return list(operation.value or ())


@given(notes(), OPERATIONS)
@settings(max_examples=250, deadline=None)
def test_the_value_is_as_asked_and_every_other_one_as_it_was(note: Made, blank: Operation) -> None:
    operation = at(blank, note.path)
    document = parse(note.data)
    data = attempt(document, operation)
    if isinstance(data, Refused):
        event(f"refused: {data.message[:30]}")
        assert 0 <= data.line <= document.text.count("\n") + 1
        return
    event("changed" if data != note.data else "same")
    assert parse(data).body == document.body
    assert parse(data).bom == document.bom
    try:
        before = judged(note.data)
    except YAMLError:
        return
    after = judged(data)
    assert without(after, note.path) == without(before, note.path)
    value = under(after, note.path)
    if isinstance(operation, SetValue) and not isinstance(operation.value, tuple):
        if operation.value is None:
            assert value is None
        else:
            assert isinstance(value, tuple)
            assert value[1] == operation.value
        return
    had = items_of(under(before, note.path))
    if isinstance(value, tuple) and isinstance(operation, AddItems):
        assert items_of(value) == expected(had, operation)
    else:
        assert items_of(value) == expected(had, operation)
        if isinstance(value, list) and isinstance(operation, AddItems):
            new = value[len(value) - (len(items_of(value)) - len(had)) :]
            assert all(item[0].endswith(":str") for item in new)


@given(notes(), WORDS)
@settings(max_examples=250, deadline=None)
def test_adding_a_tag_leaves_every_line_but_the_tags_own_and_taking_it_off_gives_the_bytes_back(
    note: Made, word: str
) -> None:
    document = parse(note.data)
    value = document.front.at(note.path)
    data = attempt(document, AddItems(note.path, (word,)))
    if isinstance(data, Refused):
        return
    old, new = note.data.splitlines(keepends=True), data.splitlines(keepends=True)
    first = next(
        (n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new))
    )
    same_end = 0
    while same_end < min(len(old), len(new)) - first and old[-1 - same_end] == new[-1 - same_end]:
        same_end += 1
    gone = old[first : len(old) - same_end]
    if value is None:
        assert not gone or all(line.strip().startswith(b"talks:") or line.strip() for line in gone)
        assert len(gone) <= 1  # `talks: {}` gives its braces up, nothing else changes
    elif data != note.data:
        # A flow list's last item gains a comma, and the new item comes below it.
        assert len(gone) <= 2
        assert first + 1 >= value.line - 1
    listed = isinstance(value, Sequence) and value.items and all(texts(item) != () for item in value.items)
    if listed and data != note.data:
        event("taken off again")
        assert splice(parse(data), [RemoveItems(note.path, (word,))]) == note.data


@given(notes(), WORDS)
@settings(max_examples=150, deadline=None)
def test_adding_twice_is_adding_once(note: Made, word: str) -> None:
    once = attempt(parse(note.data), AddItems(note.path, (word,)))
    if isinstance(once, bytes):
        again = f"#{word}" if same_item(f"#{word}") == same_item(word) else word
        assert splice(parse(once), [AddItems(note.path, (again,))]) == once


PIECES = st.sampled_from(
    [
        *[
            "a",
            "tags",
            "tags: ",
            "tags:\n",
            "talks:\n  one:\n",
            "- ",
            "\n",
            "\n  ",
            "[",
            "]",
            "{",
            "}",
            ", ",
            ": ",
        ],
        *[
            "#",
            " # c",
            "'",
            '"',
            "|\n",
            ">-\n",
            "&x ",
            "*x",
            "!t ",
            "? ",
            "%",
            "@",
            "`",
            "\t",
            "\r",
            "\r\n",
            "---",
        ],
        *["\x85", "\u2028", "\ufeff", "\\", "...", "\0", "é", "~", "<<: ", "💖"],
    ]
)


@given(
    st.one_of(st.lists(PIECES, max_size=30).map("".join), st.text(max_size=40)).map(str.encode)
    | st.binary(max_size=60),
    st.sampled_from([("tags",), ("talks", "one", "tags"), ("a",)]),
    OPERATIONS,
)
@settings(max_examples=300, deadline=None)
def test_for_any_bytes_an_edit_is_made_and_the_body_kept_or_it_is_refused(
    inside: bytes, path: tuple[str, ...], blank: Operation
) -> None:
    for data in (inside, b"---\n" + inside + b"\n---\nbody\n", b"+++\n" + inside + b"\n+++\nbody\n"):
        document = parse(data)
        after = attempt(document, at(blank, path))
        if isinstance(after, Refused):
            assert after.message
        else:
            assert parse(after).body == document.body
