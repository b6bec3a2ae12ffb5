"""Items of a list by other names: each where it stands, none twice, and nothing else touched."""

from __future__ import annotations

from hypothesis import event, given, settings
from hypothesis import strategies as st
from ruamel.yaml.error import YAMLError

from talktui.notes.document import parse
from talktui.notes.front_matter.operations import RenameItems, renamed_items, same_item
from talktui.notes.front_matter.splice import splice
from talktui.notes.problem import Refused

from .test_splice_properties import PLAIN, WORDS, Made, items_of, judged, notes, under, without


@given(notes(), st.lists(st.tuples(st.one_of(PLAIN, WORDS), WORDS), min_size=1, max_size=3), st.data())
@settings(max_examples=250, deadline=None)
def test_an_item_has_its_new_name_in_its_place_and_every_other_value_is_as_it_was(
    note: Made, names: list[tuple[str, str]], data: st.DataObject
) -> None:
    document = parse(note.data)
    try:
        before = judged(note.data)
    except YAMLError:
        return
    had = items_of(under(before, note.path))
    if had:  # so that most runs rename something
        names = [(data.draw(st.sampled_from(had)), new) for _, new in names]
    operation = RenameItems(note.path, tuple(names))
    try:
        changed = splice(document, [operation])
    except Refused as refused:
        event(f"refused: {refused.message[:30]}")
        return
    event("changed" if changed != note.data else "same")
    assert parse(changed).body == document.body
    after = judged(changed)
    assert without(after, note.path) == without(before, note.path)
    asked = [item for item in renamed_items(had, dict(names)) if item is not None]
    if "," in "".join(asked) or ";" in "".join(asked):
        return  # which items a text lists is for the reader to say; the splicer proved it
    assert [" ".join(item.split()) for item in items_of(under(after, note.path))] == [
        " ".join(item.split()) for item in asked
    ] or isinstance(under(after, note.path), tuple)
    if changed != note.data:
        assert splice(parse(changed), [RenameItems(note.path, ())]) == changed


@given(st.lists(WORDS, max_size=6), st.dictionaries(WORDS, WORDS, max_size=3))
def test_the_first_place_stays_and_what_nobody_renamed_is_left(
    items: list[str], names: dict[str, str]
) -> None:
    after = renamed_items(items, names)
    assert len(after) == len(items)
    kept = [item for item in after if item is not None]
    new = {same_item(name) for item, name in names.items() if item in items}
    for name in new:
        assert sum(same_item(item) == name for item in kept) <= max(
            1, sum(same_item(item) == name and item not in names for item in items)
        )
    untouched = [item for item in items if item not in names and same_item(item) not in new]
    assert [item for item in kept if item in untouched] == untouched
