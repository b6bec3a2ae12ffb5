"""A new talk: a section of a log, or a file with a name of its own beside those it is like."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from talktui.notes.edits import (
    AddSection,
    SetField,
    file_name,
    new_note,
)
from talktui.notes.new_notes import place_new_talk
from talktui.notes.problem import Refused
from talktui.notes.store import Store
from talktui.notes.talk import Conference, TalkKey
from tests.notes.edited import KEY, LOG, made, read, talk


def test_a_new_talk_of_a_log_is_a_section_of_its_category() -> None:
    text = made(LOG, AddSection(KEY, "Profiles", "Observability"))
    assert text.replace("talks:\n  profiles:\n    heading: Profiles\n", "") == LOG.replace(
        "Short.\n\n", "Short.\n\n### Profiles\n\n"
    )
    new = talk(text, "profiles")
    assert (new.title, new.categories) == ("Profiles", ("Observability",))
    for other in read(LOG).talks:
        assert talk(text, other.key.anchor).body.rstrip() == other.body.rstrip()


def test_a_new_talk_stays_one_when_what_was_said_of_it_is_cleared() -> None:
    text = made(LOG, AddSection(KEY, "Profiles", None))
    assert text.endswith("The end.\n\n### Profiles\n")
    key = TalkKey("a.md", "profiles")
    assert made(text, SetField(key, "rating", "4"), SetField(key, "rating", None)) == text


def test_a_new_talk_in_a_log_of_levels_needs_no_entry() -> None:
    text = "---\ntalk_level: 2\n---\n## One\r\na"
    assert made(text, AddSection(KEY, "*Two*")) == text + "\n\n## \\*Two\\*\n"
    by_conference = Conference("C", "", talk_level=2)
    assert made("## One\n", AddSection(KEY, "Two", None, by_conference)) == "## One\n\n## Two\n"
    with pytest.raises(Refused, match="no talk log"):
        made("## One\n", AddSection(KEY, "Two"))
    with pytest.raises(Refused, match="text"):
        made(text, AddSection(KEY, " "))


def test_a_new_note_says_its_title_and_fields_and_no_more() -> None:
    assert new_note("A talk") == b"# A talk\n"
    assert new_note("A talk", {"conference": "C", "video": None, "tags": ()}) == (
        b"---\ntitle: A talk\nconference: C\n---\n"
    )
    fields = {"rating": "4", "date": "2024-02-03", "tags": ("a", "b: c")}
    for kind in ("yaml", "toml"):
        data = new_note("Yes: *no* #", fields, kind)  # type: ignore[arg-type]  # a str variable for a Literal
        note = talk(data.decode())
        assert note.title == "Yes: *no* #"
        assert (note.rating, note.date, note.tags) == (4, dt.date(2024, 2, 3), ("a", "b: c"))
        assert not note.problems
    with pytest.raises(Refused):
        new_note("  ")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("What's new: C++ & <more>?", "whats-new-c-more.md"),
        ("../../etc/passwd", "etcpasswd.md"),
        ("CON", "con-talk.md"),
        ("lpt1", "lpt1-talk.md"),
        ("README", "readme-talk.md"),
        ("…", "section.md"),
        ("-.-", "talk.md"),
        ("Größe 中文", "größe-中文.md"),
        ("a\x1b]52;c;x\x07b", "a52cxb.md"),
    ],
)
def test_a_file_name_is_one_on_every_system(title: str, name: str) -> None:
    assert file_name(title) == name


def test_a_file_name_is_new_short_and_dated_if_wanted() -> None:
    assert file_name("A talk", ["a-talk.md", "A-Talk-2.md"]) == "a-talk-3.md"
    assert file_name("A talk", (), dt.date(2024, 2, 3)) == "2024-02-03-a-talk.md"
    long = file_name("wörter und mehr " * 40)
    assert len(long.encode()) <= 90
    assert not long.startswith("-")
    assert "-.md" not in long


def test_a_new_talk_goes_beside_the_one_it_is_like(tmp_path: Path) -> None:
    folder = tmp_path / "2024" / "acme" / "security"
    folder.mkdir(parents=True)
    (folder / "keys.md").write_text('+++\ntitle = "Keys"\n+++\n')
    store = Store(tmp_path)
    (like,) = store.read("2024/acme/security/keys.md").talks
    conference = store.folders.for_note(like.key.path)
    path, data = place_new_talk(store, "Keys", conference, like, "Security")
    assert (path, data) == ("2024/acme/security/keys-2.md", b"# Keys\n")
    path, data = place_new_talk(store, "Keys", None, like, "Networks")
    assert data == b'+++\ntitle = "Keys"\ncategories = ["Networks"]\n+++\n'
    path, data = place_new_talk(store, "Keys", Conference("Other", ""), None, None)
    assert (path, data) == ("keys.md", b"---\ntitle: Keys\nconference: Other\n---\n")
