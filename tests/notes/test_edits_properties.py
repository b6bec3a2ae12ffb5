"""For every note: an edit changes only the bytes it is about, and undo gives back the very bytes."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.notes.changes import NotSaved
from talktui.notes.conference import Folders
from talktui.notes.document import parse
from talktui.notes.edits import (
    AddSection,
    AppendLine,
    ChangeCategories,
    ChangeTags,
    Edit,
    MarkTalks,
    ReplaceBody,
    SetField,
    file_name,
    new_note,
)
from talktui.notes.problem import Refused
from talktui.notes.reader import read_note
from talktui.notes.store import Store
from talktui.notes.talk import Note, Talk, TalkKey

PATH = "a.md"

tags = st.text(alphabet="abcé-/ #:'\"[]{}yno19", min_size=1, max_size=6).filter(
    lambda text: text.strip(" #/") != ""
)
lines = st.text(alphabet="ab é#`*_[]()-=<>:&!~|\t1.", max_size=12)
values = st.text(alphabet="ab é#:-'\"[]{},&*!|>%@`~?19.", min_size=1, max_size=10).filter(
    lambda text: text.strip() != ""
)

FRONT = st.sampled_from(
    [
        "",
        "---\n---\n",
        "---\ntitle: x # why\ntags: [a, 'b']\n---\n",
        "---\n# first\ntags:\n- a\n- b # c\n\nrating: 3\n---\n",
        "---\nkeywords: a, b\nspeaker: A, Org\n---\n",
        "---\ntalks:\n  one:\n    heading: One\n    tags: [t]\n  two: {heading: Two, rating: 2}\n---\n",
        "---\ntalk_level: 2\ntags: a\n---\n",
        '+++\ntitle = "x" # why\n[taxonomies]\ntags = ["a"]\n+++\n',
        "+++\ntags = [\n  'a', # one\n]\nrating = 3\n[talks.one]\nheading = 'One'\n+++\n",
    ]
)


@st.composite
def sections(draw: st.DrawFn) -> str:
    level = draw(st.sampled_from([2, 2, 3]))
    title = draw(st.sampled_from(["One", "Two", "Three: a *b*", "One"]))
    link = draw(st.sampled_from(["", "https://youtu.be/aaaaaaaaaaa", "https://youtu.be/bbbbbbbbbbb"]))
    heading = f"[{title}]({link})" if link else title
    text = "".join(line + "\n" for line in draw(st.lists(lines, max_size=3)))
    return f"{'#' * level} {heading}\n{draw(st.sampled_from(['', chr(10)]))}{text}"


@st.composite
def notes(draw: st.DrawFn) -> bytes:
    intro = "".join(line + "\n" for line in draw(st.lists(lines, max_size=2)))
    text = draw(FRONT) + intro + "".join(draw(st.lists(sections(), max_size=4)))
    text = text.removesuffix("\n") if draw(st.booleans()) else text
    text = text.replace("\n", "\r\n") if draw(st.booleans()) else text
    return (b"\xef\xbb\xbf" if draw(st.booleans()) else b"") + text.encode()


def read(data: bytes) -> Note:
    return read_note(PATH, data, None, Folders(lambda _path: None))


@st.composite
def front_edits(draw: st.DrawFn, key: TalkKey) -> Edit:
    some = tuple(draw(st.lists(tags, max_size=2)))
    others = tuple(draw(st.lists(st.sampled_from(["a", "b", "t", "x"]), max_size=2)))
    field = draw(st.sampled_from(["rating", "status", "verdict", "speakers", "mood", "date"]))
    value = draw(st.sampled_from(["3", "watched", "2024-02-03", "A & B, Org"]) | values)
    edits: list[Edit] = [
        ChangeTags(key, some, others),
        ChangeCategories(key, some, others, ("Folder",)),
        SetField(key, field, value),
        SetField(key, field, None),
    ]
    return draw(st.sampled_from(edits))


@st.composite
def any_edits(draw: st.DrawFn, talk: Talk) -> Edit:
    key = talk.key
    edit: Edit = draw(
        st.one_of(
            front_edits(key),
            st.builds(AppendLine, st.just(key), lines),
            st.builds(
                ReplaceBody, st.just(key), st.just(talk.body), st.lists(lines, max_size=3).map("\n".join)
            ),
            st.builds(AddSection, st.just(TalkKey(PATH)), values),
            st.builds(MarkTalks, st.just(TalkKey(PATH)), st.sampled_from([None, 2]), st.just(("Three",))),
            st.builds(SetField, st.just(key), st.just("title"), values),
        )
    )
    return edit


@settings(max_examples=200, deadline=None)
@given(notes(), st.data())
def test_undo_of_any_edit_gives_the_very_bytes(data: bytes, choose: st.DataObject) -> None:
    talk = choose.draw(st.sampled_from(read(data).talks))
    edit = choose.draw(any_edits(talk))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / PATH
        file.write_bytes(data)
        store = Store(Path(folder))
        try:
            saved = store.apply(edit, data)
        except (Refused, NotSaved):
            assert file.read_bytes() == data
        else:
            assert saved.change.before == data
            assert saved.change.after == file.read_bytes()
            store.restore(saved.change)
            assert file.read_bytes() == data
            store.restore(saved.change.inverse)
            assert file.read_bytes() == saved.change.after
        assert [path.name for path in Path(folder).iterdir()] == [PATH]


@settings(max_examples=300, deadline=None)
@given(notes(), st.data())
def test_what_is_said_of_a_talk_touches_no_byte_of_the_body(data: bytes, choose: st.DataObject) -> None:
    before = read(data)
    talk = choose.draw(st.sampled_from(before.talks))
    edit = choose.draw(front_edits(talk.key))
    try:
        after = edit.apply(data)
    except Refused:
        return
    old, new = parse(data), parse(after)
    assert new.body == old.body
    assert new.bom == old.bom
    now = {found.key: found for found in read(after).talks}
    assert {key for key in now if key.anchor} == {found.key for found in before.talks if found.key.anchor}
    for other in before.talks:  # nobody else's tags, rating or status changed
        if other.key != talk.key and talk.key.anchor is not None:
            same = now[other.key]
            assert (same.tags, same.rating, same.status) == (other.tags, other.rating, other.status)


@settings(max_examples=200, deadline=None)
@given(notes(), tags, st.data())
def test_a_tag_that_is_added_is_read_and_adding_it_again_changes_nothing(
    data: bytes, tag: str, choose: st.DataObject
) -> None:
    talk = choose.draw(st.sampled_from(read(data).talks))
    edit = ChangeTags(talk.key, (tag,))
    try:
        after = edit.apply(data)
    except Refused:
        return
    (found,) = [found for found in read(after).talks if found.key == talk.key]
    assert len(found.tags) >= len(talk.tags)
    assert edit.apply(after) == after


@settings(max_examples=200, deadline=None)
@given(notes(), lines, st.data())
def test_an_appended_line_is_the_only_one_that_comes(data: bytes, line: str, choose: st.DataObject) -> None:
    talk = choose.draw(st.sampled_from(read(data).talks))
    try:
        after = AppendLine(talk.key, line).apply(data)
    except Refused:
        return
    if not line.strip():
        assert after == data
        return
    eol = parse(data).eol.encode()
    at = next((n for n, (a, b) in enumerate(zip(data, after, strict=False)) if a != b), len(data))
    new = len(after) - len(data)
    assert new == len(line.encode()) + len(eol)
    assert any(after[:start] + after[start + new :] == data for start in range(max(0, at - new), at + 1))


@settings(max_examples=200)
@given(st.text(max_size=60), st.lists(st.text(max_size=8), max_size=3))
def test_a_file_name_is_one_for_every_title(title: str, taken: list[str]) -> None:
    name = file_name(title, taken)
    assert name not in taken
    assert name.endswith(".md")
    assert not name.startswith((".", "-"))
    assert not set(name) & set('/\\:*?"<>|\0 ')
    assert name.isprintable()
    assert len(name.encode()) < 120


@settings(max_examples=200)
@given(st.text(alphabet="ab é#:-'\"[]{},&*!|>%@`~?19._\\<", min_size=1, max_size=20))
def test_a_new_note_reads_back_its_title(title: str) -> None:
    wanted = " ".join(title.split())
    try:
        data = new_note(title)
    except Refused:
        return
    (talk,) = read(data).talks
    assert talk.title == wanted
