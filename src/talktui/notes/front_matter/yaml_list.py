"""Adding items to the lists in YAML front matter and taking them out, in the style each list has.

Lists come in `[ ]` on one line or several, with dashes, as a text with commas (`tags: a, b`), as a
single value (`tag: a`), or empty.  An item that goes takes with it only its own line, or its own comma.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from talktui.notes.front_matter.operations import same_item, text_items
from talktui.notes.front_matter.yaml_nodes import (
    ListNode,
    MapNode,
    Node,
    ScalarNode,
    content_end,
)
from talktui.notes.front_matter.yaml_place import Cut, Place
from talktui.notes.front_matter.yaml_text import is_plain, quoted, written

Part = tuple[int, int]


def items_of(place: Place, key: Node, node: Node) -> list[str]:
    """The texts of the list that `node` is or stands for; refused when it is no list of texts.

    Items that are lists or mappings themselves are left out.
    """
    if isinstance(node, ListNode):
        refuse_open_marks(place, node)
        return [item.text for item in node.items if isinstance(item, ScalarNode) and not item.is_null]
    if isinstance(node, MapNode) and node.pairs:
        raise place.refused("this value has keys of its own; it is no list", node)
    if isinstance(node, ScalarNode) and not node.is_null:
        return [node.text[start:end] for start, end in text_items(node.text, _name(key))]
    return []


def refuse_open_marks(place: Place, node: ListNode) -> None:
    """Refuse `[!a,b]`: parsers disagree on whether the comma is part of the type, and so on the items."""
    for item in node.items if node.flow else ():
        if item.marked and isinstance(item, ScalarNode) and not item.text and not item.style:
            raise place.refused(
                "an item has an anchor (`&`) or a type (`!`) and nothing else; edit the file itself", item
            )


def missing_from(place: Place, key: Node, node: Node, items: tuple[str, ...]) -> list[str]:
    """Those of `items` that the list does not have yet, each once."""
    have = {same_item(item) for item in items_of(place, key, node)}
    return [item for item in each_once(items) if same_item(item) not in have]


def each_once(items: Iterable[str]) -> list[str]:
    """`items` without those that are the same as an earlier one."""
    unique: dict[str, str] = {}
    for item in items:
        unique.setdefault(same_item(item), item)
    return list(unique.values())


def _name(key: Node) -> str:
    return key.text if isinstance(key, ScalarNode) else ""


def new_flow(items: list[str] | tuple[str, ...]) -> str:
    """`items` as a list in brackets."""
    return "[" + ", ".join(written(item, flow=True) for item in items) + "]"


def fill(place: Place, key: Node, node: Node, items: list[str], *, flow: bool) -> list[Cut]:
    """Cuts that put a list where nothing, `~`, `""`, `[]` or `{}` stands; in `[ ]` inside flow."""
    style = None if flow else place.list_style()
    colon = place.after_colon(key)
    if style is None or isinstance(node, ListNode):
        if node.start == node.end:
            return [(colon, colon, " " + new_flow(items))]
        return [(node.start, node.end, new_flow(items))]
    lines = [f"{place.indent(key)}{style}- {written(item, flow=False)}" for item in items]
    cuts: list[Cut] = [place.new_lines(node.end, lines)]
    if node.start != node.end:
        cuts.append((colon, node.end, ""))
    return cuts


def add(place: Place, key: Node, node: Node, items: list[str], *, flow: bool) -> list[Cut]:
    """Cuts that add `items`, none of them in the list yet. `flow`: the key stands in `{ }`."""
    if isinstance(node, ListNode):
        if not node.items:
            return _add_to_empty_flow(place, node, items)
        return _add_to_flow(place, node, items) if node.flow else _add_to_block(place, node, items)
    if isinstance(node, MapNode) or (isinstance(node, ScalarNode) and node.is_null):
        return fill(place, key, node, items, flow=flow)
    if isinstance(node, ScalarNode):
        return _add_to_text(place, key, node, items, flow=flow)
    raise place.refused("this value is no list", node)


def remove(place: Place, key: Node, node: Node, item: str) -> list[Cut]:
    """Cuts that take out the first item that is `item`; [] when there is none."""
    if isinstance(node, ListNode):
        refuse_open_marks(place, node)
        for number, candidate in enumerate(node.items):
            if not isinstance(candidate, ScalarNode) or candidate.is_null:
                continue
            if same_item(candidate.text) == same_item(item):
                return remove_at(place, key, node, number)
        return []
    if isinstance(node, ScalarNode) and not node.is_null:
        return _remove_from_text(place, key, node, item)
    return []


def remove_at(place: Place, key: Node, node: Node, number: int) -> list[Cut]:
    """Cuts that take out the item with index `number` of the list `node`."""
    assert isinstance(node, ListNode)
    if node.items[number].marked:
        raise place.refused(
            "this item has an anchor (`&`) or a type (`!`); edit the file itself", node.items[number]
        )
    if node.flow:
        return _remove_from_flow(place, node, number)
    return _remove_from_block(place, key, node, number)


# With dashes


def _add_to_block(place: Place, node: ListNode, items: list[str]) -> list[Cut]:
    cuts: list[Cut] = []
    quote = _quote(node)
    last = node.items[-1]
    texts = [written(item, flow=False, quote=quote) for item in items]
    if isinstance(last, ScalarNode) and last.is_empty and not last.marked:
        at = last.start
        if re.compile(r" +(?=\r?\n|\Z)").match(place.text, at):
            cuts.append((at + 1, at + 1, texts.pop(0)))
        else:
            cuts.append((at, at, " " + texts.pop(0)))
    if texts:
        dash, gap = _dash(place, node, len(node.items) - 1)
        indent = place.text[place.line_start(dash) : dash]
        cuts.append(
            place.new_lines(content_end(last, place.text), [f"{indent}-{gap}{text}" for text in texts])
        )
        if len(cuts) == 2 and cuts[0][0] == cuts[1][0]:
            at = cuts[0][0]
            cuts = [(at, at, cuts[0][2] + cuts[1][2])]
    return cuts


def _dash(place: Place, node: ListNode, number: int) -> tuple[int, str]:
    """Where the dash of an item is, and the blanks after it."""
    item = node.items[number]
    begin = place.line_start(item.start)
    match = re.compile(r" *-").match(place.text, begin)
    if (
        match is None
        or match.end() > item.start
        or match.end() - 1 - begin != node.start - place.line_start(node.start)
    ):
        raise place.refused(
            "this list is written in a way that cannot be changed safely; edit the file itself", item
        )
    gap = place.text[match.end() : item.start]
    return match.end() - 1, gap if gap.strip(" ") == "" and gap else " "


def _remove_from_block(place: Place, key: Node, node: ListNode, number: int) -> list[Cut]:
    item = node.items[number]
    dash, _ = _dash(place, node, number)
    if place.text[place.line_start(dash) : dash].strip(" "):
        raise place.refused("this list does not stand on lines of its own; edit the file itself", item)
    line = (place.line_start(dash), place.next_line(content_end(item, place.text)), "")
    if len(node.items) > 1:
        return [whole_line(place, line)]
    colon = place.after_colon(key)
    return [(colon, colon, " []"), whole_line(place, line)]


def whole_line(place: Place, cut: Cut) -> Cut:
    """`cut`, or when it is the text's last line without a break, that line and the break before it."""
    start, end, new = cut
    if end == len(place.text) and not place.text.endswith("\n") and start > 0:
        start -= 2 if place.text[start - 2 : start] == "\r\n" else 1
    return start, end, new


# In brackets


def _quote(node: ListNode) -> str:
    """The quote sign that all of the list's texts have, or "" """
    styles = {item.style for item in node.items if isinstance(item, ScalarNode) and not item.is_empty}
    return styles.pop() if styles in ({"'"}, {'"'}) else ""


def _add_to_empty_flow(place: Place, node: ListNode, items: list[str]) -> list[Cut]:
    inside = place.text[node.start + 1 : node.end - 1]
    text = ", ".join(written(item, flow=True) for item in items)
    if inside.strip(" \t"):  # a comment, or lines
        return [(node.start + 1, node.start + 1, text + (" " if inside.startswith("#") else ""))]
    return [(node.start + 1, node.end - 1, text)]


def _add_to_flow(place: Place, node: ListNode, items: list[str]) -> list[Cut]:
    text = place.text
    quote = _quote(node)
    texts = [written(item, flow=True, quote=quote) for item in items]
    end = content_end(node.items[-1], text)
    comma = _comma(text, end)
    if "\n" in text[node.start : end] and _own_line(place, node, len(node.items) - 1):
        last = node.items[-1]
        indent = text[place.line_start(last.start) : last.start]
        after = comma + 1 if comma is not None else end
        tail = "," if comma is not None else ""
        if "\n" not in text[end:after]:
            lines = [indent + new + ("," if new is not texts[-1] else tail) for new in texts]
            cuts = [place.new_lines(after, lines)]
            if comma is None:
                cuts = _merged([(end, end, ","), *cuts])
            return cuts
    separator = ", "
    if len(node.items) > 1:
        between = text[content_end(node.items[-2], text) : node.items[-1].start]
        if re.fullmatch(r" ?, *", between):
            separator = between
    return [(end, end, "".join(separator + new for new in texts))]


def _merged(cuts: list[Cut]) -> list[Cut]:
    """Two insertions at one place as one, in the order given."""
    first, second = cuts
    return [(first[0], first[1], first[2] + second[2])] if first[:2] == second[:2] else cuts


def _comma(text: str, at: int) -> int | None:
    """The comma after a flow item that ends at `at`, past blanks and comments; None before `]`."""
    while at < len(text):
        if text[at] == ",":
            return at
        if text[at] == "#":
            end = text.find("\n", at)
            at = len(text) if end < 0 else end
        elif text[at] not in " \t\r\n":
            return None
        else:
            at += 1
    return None


def _own_line(place: Place, node: ListNode, number: int) -> bool:
    """Whether nothing but its comma and a comment stands beside this flow item on its lines."""
    item = node.items[number]
    text = place.text
    end = content_end(item, text)
    before = text[place.line_start(item.start) : item.start]
    after = text[end : place.line_end(end)]
    return not before.strip() and re.fullmatch(r"\s*(,\s*)?(#.*)?", after) is not None


def _remove_from_flow(place: Place, node: ListNode, number: int) -> list[Cut]:
    text = place.text
    item = node.items[number]
    comma = _comma(text, item.end)
    last = number == len(node.items) - 1
    if len(node.items) == 1:
        inside = text[node.start + 1 : node.end - 1]
        if "#" not in inside.replace(text[item.start : item.end], "", 1):
            return [(node.start + 1, node.end - 1, "")]
        cuts: list[Cut] = [(item.start, item.end, "")]
        return [*cuts, (comma, comma + 1, "")] if comma is not None else cuts
    before = content_end(node.items[number - 1], text) if number else node.start + 1
    if _own_line(place, node, number) and (comma is None or "\n" not in text[item.end : comma]):
        cuts = [(place.line_start(item.start), place.next_line(item.end), "")]
        if last and comma is None:
            earlier = _comma(text, before)
            if earlier is None:
                raise place.refused("this list cannot be changed safely; edit the file itself", item)
            cuts.append((earlier, earlier + 1, ""))
        return cuts
    if last:
        between = text[before : item.start]
        if "\n" not in between and "#" not in between:
            return [(before, item.end, "")]
        earlier = _comma(text, before)
        if earlier is None:
            raise place.refused("this list cannot be changed safely; edit the file itself", item)
        cuts = [(item.start, item.end, "")]
        return [*cuts, (earlier, earlier + 1, "") if comma is None else (comma, comma + 1, "")]
    following = node.items[number + 1].start
    if re.fullmatch(r"[ \t]*,[ \t]*", text[item.end : following]):
        return [(item.start, following, "")]
    if comma is None:
        raise place.refused("this list cannot be changed safely; edit the file itself", item)
    return [(item.start, item.end, ""), (comma, comma + 1, "")]


# As a text


def parts_of(place: Place, key: Node, node: ScalarNode) -> list[Part]:
    """The places of the items in a text that lists them; refused where they cannot be told."""
    name = _name(key)
    parts = text_items(node.text, name)
    if len(parts) > 1 and name.lower() in {"speaker", "speakers"}:
        raise place.refused(
            f"`{name}` is a text that cannot be changed item by item; set it as a whole", node
        )
    if node.style in {"|", ">"}:
        raise place.refused(f"`{name}` is a block of text; write it as `[a, b]`", node)
    start, end = (node.start + 1, node.end - 1) if node.style else (node.start, node.end)
    if place.text[start:end] != node.text:
        if len(parts) == 1 and "\n" not in place.text[start:end]:
            return [(start, end)]
        raise place.refused(f"`{name}` is a text with escapes or line breaks; write it as `[a, b]`", node)
    return [(start + begin, start + stop) for begin, stop in parts]


def _add_to_text(place: Place, key: Node, node: ScalarNode, items: list[str], *, flow: bool) -> list[Cut]:
    text = place.text
    parts = parts_of(place, key, node)
    texts = [node.text] if len(parts) == 1 else [text[start:end] for start, end in parts]
    if len(parts) > 1:
        separator = text[parts[-2][1] : parts[-1][0]]
        added = "".join(separator + item for item in items)
        whole = text[parts[0][0] : parts[-1][1]] + added
        name = _name(key)
        if [whole[start:end] for start, end in text_items(whole, name)] == texts + items:
            if node.style:
                return [(parts[-1][1], parts[-1][1], quoted(added, node.style)[1:-1])]
            if is_plain(whole, flow=flow):
                return [(parts[-1][1], parts[-1][1], added)]
    # A single value, or a text that cannot hold the new item: a list in brackets says the same.
    if len(parts) == 1:
        keep = text[node.start : node.end]
        if not node.style and not _safe_in_flow(node):
            keep = written(node.text, flow=True)
    else:
        keep = ", ".join(written(item, flow=True, quote=node.style) for item in texts)
    more = "".join(", " + written(item, flow=True, quote=node.style) for item in items)
    return [(node.start, node.end, f"[{keep}{more}]")]


def _safe_in_flow(node: ScalarNode) -> bool:
    """Whether a plain text stays the same text in brackets; numbers and dates may stay plain too."""
    return re.search(r"[,\[\]{}:?]|\s#", node.text) is None


def _remove_from_text(place: Place, key: Node, node: ScalarNode, item: str) -> list[Cut]:
    asked = same_item(item)
    if all(same_item(text) != asked for text in items_of(place, key, node)):
        return []
    parts = parts_of(place, key, node)
    if len(parts) == 1:
        return [(node.start, node.end, "[]")]
    number = next(at for at, (start, end) in enumerate(parts) if same_item(place.text[start:end]) == asked)
    if number == len(parts) - 1:
        return [(parts[number - 1][1], parts[number][1], "")]
    return [(parts[number][0], parts[number + 1][0], "")]
