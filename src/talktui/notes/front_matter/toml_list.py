"""Items put into and taken out of a TOML list, touching no other item, comma or comment.

Each function changes one item and returns the new text of the whole block; the caller scans again.
"""

from __future__ import annotations

from talktui.notes.front_matter.toml_scan import ArrayNode, Node

_GAP = " \t\r\n"


def add_item(text: str, array: ArrayNode, item: str, eol: str) -> str:
    """`text` with the source text `item` as the last item of `array`.

    A list whose last item stands on a line of its own gets a line with that item's indentation.
    """
    if not array.items:
        return _add_first(text, array, item, eol)
    last = array.items[-1]
    indent = _own_line(text, last, array.start)
    comma = _comma(text, last.end, array.end)
    if indent is None:
        return _insert(text, last.end, f", {item}")
    line_end = text.find("\n", last.end if comma < 0 else comma, array.end)
    if line_end < 0:  # the bracket closes on the last item's line
        return _insert(text, last.end, f",{eol}{indent}{item}")
    if comma >= 0:
        return _insert(text, line_end + 1, f"{indent}{item},{eol}")
    return _insert(_insert(text, line_end + 1, f"{indent}{item}{eol}"), last.end, ",")


def _add_first(text: str, array: ArrayNode, item: str, eol: str) -> str:
    inside = text[array.start + 1 : array.end - 1]
    if "\n" not in inside:
        return _insert(text, array.start + 1, item)
    line_start = text.rfind("\n", 0, array.end - 1) + 1
    if text[line_start : array.end - 1].strip(_GAP):
        return _insert(text, array.end - 1, item)
    indent = text[line_start : array.end - 1] + "  "
    return _insert(text, line_start, f"{indent}{item},{eol}")


def remove_item(text: str, array: ArrayNode, index: int) -> str:
    """`text` without item `index` of `array`, its comma and, alone on its line, that line."""
    item = array.items[index]
    comma = _comma(text, item.end, array.end)
    is_last = index == len(array.items) - 1
    whole = _whole_line(text, item, comma, array)
    before = array.items[index - 1] if index else None
    if whole is not None:
        if is_last and comma < 0 and before is not None:  # the list ends without a comma: keep that
            previous = _comma(text, before.end, item.start)
            return text[:previous] + text[previous + 1 : whole[0]] + text[whole[1] :]
        return text[: whole[0]] + text[whole[1] :]
    if not is_last:
        after = array.items[index + 1].start
        gap = text[item.end : after]
        return text[: item.start] + text[after if not gap.strip("," + _GAP) else comma + 1 :]
    if before is None:
        return text[: item.start] + text[item.end if comma < 0 else comma + 1 :]
    gap = text[before.end : item.start]
    if not gap.strip("," + _GAP):
        return text[: before.end] + text[item.end :]
    previous = _comma(text, before.end, item.start)
    if comma >= 0:
        return text[: item.start] + text[comma + 1 :]
    return text[:previous] + text[previous + 1 : item.start] + text[item.end :]


def _insert(text: str, at: int, new: str) -> str:
    return text[:at] + new + text[at:]


def _own_line(text: str, item: Node, array_start: int) -> str | None:
    """The white space before `item` when nothing else stands before it on its line."""
    line_start = text.rfind("\n", array_start, item.start) + 1
    indent = text[line_start : item.start]
    return indent if line_start > array_start and not indent.strip(" \t") else None


def _whole_line(text: str, item: Node, comma: int, array: ArrayNode) -> tuple[int, int] | None:
    """The line(s) that `item`, its comma and its comment have to themselves."""
    indent = _own_line(text, item, array.start)
    if indent is None:
        return None
    after = item.end if comma < 0 else comma + 1
    line_end = text.find("\n", after, array.end)
    if line_end < 0:
        return None
    rest = text[after:line_end].strip(_GAP)
    if rest and not rest.startswith("#"):
        return None
    return item.start - len(indent), line_end + 1


def _comma(text: str, start: int, end: int) -> int:
    """Where the first comma after `start` stands, comments passed over; −1 when there is none."""
    pos = start
    while pos < end:
        char = text[pos]
        if char == ",":
            return pos
        if char == "#":
            pos = text.find("\n", pos, end)
            if pos < 0:
                return -1
        elif char not in _GAP:
            return -1
        pos += 1
    return -1
