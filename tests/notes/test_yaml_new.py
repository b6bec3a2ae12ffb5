"""Front matter that is written anew says what it was given, whatever that holds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.notes.front_matter.values import Mapping, Scalar, Sequence, Value
from talktui.notes.front_matter.yaml_new import literal, mapping, yaml_text
from talktui.notes.front_matter.yaml_read import parse_yaml
from talktui.notes.problem import Refused

_WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=30)
_LINES = st.one_of(
    _WORDS, st.sampled_from(["a\nb", "tab\there", "yes", "12:30", "- a", "[x]", "#c", "a: b", "'", '"'])
)
_SCALARS = st.builds(lambda text: Scalar(text, 0, plain=False), _LINES)


def _mappings(values: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    keys = st.one_of(st.from_regex(r"[a-z]{1,8}", fullmatch=True), _LINES)
    return st.dictionaries(keys, values, max_size=4).map(lambda found: Mapping(tuple(found.items()), 0))


_VALUES: st.SearchStrategy[Value] = st.recursive(
    _SCALARS,
    lambda values: st.one_of(
        st.lists(values, max_size=4).map(lambda items: Sequence(tuple(items), 0)), _mappings(values)
    ),
    max_leaves=8,
)


def _plain(value: Value) -> object:
    match value:
        case Scalar():
            return None if value.is_null else value.text
        case Sequence(items=items):
            return [_plain(item) for item in items]
        case Mapping(pairs=pairs):
            return {key: _plain(item) for key, item in pairs}


@settings(max_examples=200, deadline=None)
@given(_mappings(_VALUES))
def test_what_is_written_reads_the_same_or_is_refused(front: Value) -> None:
    assert isinstance(front, Mapping)
    try:
        text = yaml_text(front)
    except Refused:
        return
    read, problems = parse_yaml(text)
    assert not problems
    assert _plain(read) == _plain(front)


def test_ordinary_fields_look_as_a_person_would_write_them() -> None:
    front = mapping(
        [
            ("title", "OpenTelemetry: what's next"),
            ("speakers", ("Ada Lovelace, Analytical Engines", "Grace Hopper")),
            ("date", literal("2023-11-08")),
            ("verdict", None),
            ("tags", ()),
            ("id", "0123"),
            ("source", mapping([("from", "frab:fosdem-2025"), ("id", "6600")])),
        ]
    )
    assert yaml_text(front) == (
        'title: "OpenTelemetry: what\'s next"\n'
        'speakers: ["Ada Lovelace, Analytical Engines", Grace Hopper]\n'
        "date: 2023-11-08\n"
        'id: "0123"\n'
        "source:\n"
        "  from: frab:fosdem-2025\n"
        '  id: "6600"\n'
    )


def test_a_list_too_long_for_a_line_has_an_item_a_line() -> None:
    front = mapping([("related", tuple(f"https://example.org/talks/number-{n}" for n in range(4)))])
    assert yaml_text(front).splitlines()[:2] == ["related:", "  - https://example.org/talks/number-0"]


def test_a_control_character_is_refused() -> None:
    with pytest.raises(Refused):
        yaml_text(mapping([("title", "a\x1b[31mb")]))
