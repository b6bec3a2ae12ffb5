"""A tag renamed, merged or deleted over everything: what is promised for all libraries, made up and real."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talktui.notes import tag_edits
from talktui.notes.document import parse
from talktui.notes.library import Library
from talktui.notes.store import Store
from talktui.notes.tag_names import is_within, name_after
from tests.notes.tagged import known, library_of, made, pairs, without_tokens

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


POOL = ["a", "A", "a/b", "A/b/C", "ab", "b", "B/x", "c", "machine learning", "é", "É", "2023", "no"]
INLINE = [
    "#a",
    "#A/b",
    "#ab",
    "#b",
    "`#a`",
    "#c,",
    "(#b/x)",
    "x#a",
    "[l](#a)",
    "https://e.org/#a",
    "#é",
    "#2023",
]
names = st.sampled_from(POOL)


@st.composite
def tag_lists(draw: st.DrawFn, indent: str = "") -> str:
    key = draw(st.sampled_from(["tags", "tags", "tag", "keywords", "Tags"]))
    items = draw(st.lists(names, min_size=1, max_size=4))
    quote = draw(st.sampled_from(["", "", "'", '"']))
    written = [f"{quote}{item}{quote}" for item in items]
    match draw(st.sampled_from(["flow", "dashes", "text"])):
        case "flow":
            return f"{indent}{key}: [{', '.join(written)}]{draw(st.sampled_from(['', '  # why']))}\n"
        case "dashes":
            return f"{indent}{key}:\n" + "".join(f"{indent}- {item}\n" for item in written)
        case _:
            return f"{indent}{key}: {draw(st.sampled_from([', ', ',', '; '])).join(items)}\n"


@st.composite
def texts(draw: st.DrawFn) -> str:
    words = draw(st.lists(st.sampled_from([*INLINE, "word", "\n", "\n\n", "    ", "- ", "> "]), max_size=8))
    return " ".join(words) + "\n"


@st.composite
def files(draw: st.DrawFn) -> bytes:
    front = "".join(
        [
            draw(st.sampled_from(["", "title: T # t\n"])),
            draw(st.just("") | tag_lists()),
            draw(st.just("") | tag_lists(indent="  ").map(lambda lines: "defaults:\n" + lines)),
        ]
    )
    body = draw(texts())
    if draw(st.booleans()):
        front += "talks:\n" + "".join(
            f"  {name.lower()}:\n    heading: {name}\n{draw(tag_lists(indent='    '))}"
            for name in ("One", "Two")
        )
        body += "".join(
            f"## [{name}](https://youtu.be/{name.lower() * 11:.11})\n{draw(texts())}"
            for name in ("One", "Two", "Three")
        )
    text = (f"---\n{front}---\n" if front else "") + body
    return (text.replace("\n", "\r\n") if draw(st.booleans()) else text).encode()


libraries = st.lists(files(), min_size=1, max_size=3).map(
    lambda all_files: {f"{number}.md": data for number, data in enumerate(all_files)}
)


def folded(tags: Iterable[str]) -> list[str]:
    return [tag.casefold() for tag in tags]


@settings(max_examples=200, deadline=None)
@given(libraries, st.data())
def test_after_a_rename_every_talk_that_had_the_tag_has_the_new_one_in_its_place(
    contents: dict[str, bytes], data: st.DataObject
) -> None:
    library = library_of(contents)
    if not known(library):
        return
    olds = data.draw(
        st.lists(st.sampled_from(known(library)), min_size=1, max_size=3, unique_by=str.casefold)
    )
    new = data.draw(st.sampled_from(["new", "new/er", *known(library)]))
    if len(olds) == 1 and olds[0] == new:
        return
    plan = tag_edits.merge(library, olds, new)
    now = made(plan)
    reasons = dict(plan.refused)
    for path in contents:
        if path not in now and path not in reasons:
            tags = {tag for talk in library.notes[path].talks for tag in talk.all_tags}
            assert all(name_after(tag, olds, new) in {None, tag} for tag in tags)
    for before, talk in pairs(library, now):
        asked = dict.fromkeys(folded(name_after(tag, olds, new) or tag for tag in before.tags))
        assert set(folded(talk.tags)) == set(asked)
        if b"defaults:" not in contents[before.key.path]:  # which stand before a talk's own
            assert folded(talk.tags) == list(asked)
        assert set(folded(talk.inline_tags)) == {
            (name_after(tag, olds, new) or tag).casefold() for tag in before.inline_tags
        }
    for path, changed in now.items():
        assert without_tokens(changed) == without_tokens(contents[path])
        assert parse(changed).problems == parse(contents[path]).problems
    again = library_of({**contents, **now})
    for path, changed in now.items():
        task = next(task for task in plan.tasks if task.path == path)
        if any(is_within(old, new) for old in olds):
            continue  # a/b/b becomes a/b, which would be renamed once more
        assert task.edit.apply(changed) == changed, "an intent that was made has nothing more to do"
    assert len(again.talks) == len(library.talks)


@settings(max_examples=200, deadline=None)
@given(libraries, st.data())
def test_after_a_deletion_no_front_matter_has_the_tag_and_the_others_stay_in_order(
    contents: dict[str, bytes], data: st.DataObject
) -> None:
    library = library_of(contents)
    if not known(library):
        return
    tag = data.draw(st.sampled_from(known(library)))
    plan = tag_edits.delete(library, tag)
    now = made(plan)
    for before, talk in pairs(library, now):
        gone = [have for have in before.tags if name_after(have, [tag], "\N{BLACK STAR}") is not None]
        assert list(talk.tags) == [have for have in before.tags if have not in gone]
        assert talk.inline_tags == before.inline_tags
    for path, changed in now.items():
        assert parse(changed).body == parse(contents[path]).body


@settings(max_examples=25, deadline=None)
@given(libraries, st.data())
def test_undo_of_a_change_over_everything_gives_back_the_very_bytes(
    contents: dict[str, bytes], data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for path, file in contents.items():
            (root / path).write_bytes(file)
        store = Store(root)
        library = Library()
        for note in store.load():
            library.replace(note)
        if not known(library):
            return
        plan = tag_edits.rename(library, data.draw(st.sampled_from(known(library))), "new")
        outcome = store.make(plan.title, plan.tasks)
        assert not outcome.failures
        assert {saved.change.path for saved in outcome.saved} == {task.path for task in plan.tasks}
        step = store.journal.next_undo()
        if step is not None:
            assert not store.take_back(step).failures
        assert {path: (root / path).read_bytes() for path in contents} == contents


@pytest.mark.parametrize("folder", ["hugo-fluxcd", "ai-talk-notes", "jameslamb"])
def test_on_real_notes_every_tag_can_be_renamed_and_deleted(folder: str) -> None:
    source = DATA / "notes" / folder
    if not source.is_dir():
        pytest.skip(f"the real notes are not there: {source}")
    library = library_of(
        {str(path.relative_to(source)): path.read_bytes() for path in sorted(source.rglob("*.md"))}
    )
    for tag in known(library):
        plan = tag_edits.rename(library, tag, "renamed-by-a-test")
        assert plan.refused == ()
        now = made(plan)
        assert now
        for path, changed in now.items():
            assert without_tokens(changed) == without_tokens(library.notes[path].data)
        for before, talk in pairs(library, now):
            assert len(talk.tags) == len(before.tags)
        assert tag_edits.delete(library, tag).refused == ()
