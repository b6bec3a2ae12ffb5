"""A talk's fields as texts say what a dictionary of them would."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talktui.notes.field_texts import field_texts, flat, from_flat

_texts = st.dictionaries(
    st.text("abc", max_size=3), st.lists(st.text("xyz", max_size=2), max_size=3).map(tuple), max_size=40
)


@given(_texts, st.text("abc", max_size=3))
def test_it_says_what_the_dictionary_does(texts: dict[str, tuple[str, ...]], key: str) -> None:
    made = field_texts(texts)
    assert made == texts
    assert texts == made
    assert made == from_flat(flat(made)) == field_texts(made)
    assert list(made) == list(texts)
    assert list(made.items()) == list(texts.items())
    assert list(made.values()) == list(texts.values())
    assert {**made} == texts
    assert len(made) == len(texts)
    assert made.get(key) == texts.get(key)
    assert made.get(key, ("none",)) == texts.get(key, ("none",))
    assert (key in made) is (key in texts)
    assert (key, ("x",)) not in made.items() or texts[key] == ("x",)
    for name, value in texts.items():
        assert made[name] == value
    if key not in texts:
        with pytest.raises(KeyError):
            made[key]


@given(_texts, _texts)
def test_equal_when_the_dictionaries_are(
    one: dict[str, tuple[str, ...]], other: dict[str, tuple[str, ...]]
) -> None:
    assert (field_texts(one) == field_texts(other)) is (one == other)


def test_what_it_was_made_of_can_change_without_it() -> None:
    for count in (3, 100):
        texts: dict[str, tuple[str, ...]] = {str(number): ("x",) for number in range(count)}
        made = field_texts(texts)
        texts["more"] = ()
        assert len(made) == count
        assert not hasattr(made, "__setitem__")


def test_notes_with_the_same_keys_share_them() -> None:
    one, other = field_texts({"a": ("1",), "b": ()}), field_texts({"a": ("2",), "b": ("x", "y")})
    assert flat(one)[0] is flat(other)[0]
