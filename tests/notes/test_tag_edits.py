"""A tag renamed, merged or deleted over everything: what a person relies on, one by one."""

from __future__ import annotations

from pathlib import Path

import pytest

from talktui.notes import tag_edits
from talktui.notes.library import Library
from talktui.notes.store import Store
from talktui.notes.tag_edits import BadTagError, NoSuchTagError, Plan, TagCount
from talktui.notes.talk import TalkKey
from tests.notes.tagged import library_of


def one(text: str) -> Library:
    return library_of({"n.md": text.encode()})


def after(plan: Plan) -> str:
    (task,) = plan.tasks
    return task.edit.apply(task.base or b"").decode()


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("---\ntags: [k8s, b]  # why\n---\n", "---\ntags: [kubernetes, b]  # why\n---\n"),
        ("---\ntags: ['k8s', \"b\"]\n---\n", "---\ntags: ['kubernetes', \"b\"]\n---\n"),
        ("---\ntags:\n- b\n- K8S # x\n- c\n---\n", "---\ntags:\n- b\n- kubernetes # x\n- c\n---\n"),
        ("---\ntag: k8s\n---\n", "---\ntag: kubernetes\n---\n"),
        ("---\nkeywords: a b, k8s,c\n---\n", "---\nkeywords: a b, kubernetes,c\n---\n"),
        ("---\ntags: b k8s c\n---\n", "---\ntags: b kubernetes c\n---\n"),
        ("---\nTags: [k8s]\n---\n", "---\nTags: [kubernetes]\n---\n"),
        ("---\ntags: ['#k8s']\n---\n", "---\ntags: ['#kubernetes']\n---\n"),
        ("---\ntags: [k8s/operators, k8smesh]\n---\n", "---\ntags: [kubernetes/operators, k8smesh]\n---\n"),
        ("+++\n[taxonomies]\ntags = ['b', 'k8s']\n+++\n", "+++\n[taxonomies]\ntags = ['b', 'kubernetes']\n+++\n"),
        ("+++\ntags = [\n  \"k8s\", # x\n]\n+++\n", "+++\ntags = [\n  \"kubernetes\", # x\n]\n+++\n"),
        ("Of #k8s, #K8s/nodes and `#k8s`.\r\n", "Of #kubernetes, #kubernetes/nodes and `#k8s`.\r\n"),
        ("---\ntitle: k8s\ntags: [k8s]\n---\nk8s #k8s\n", "---\ntitle: k8s\ntags: [kubernetes]\n---\nk8s #kubernetes\n"),
        ("\ufeff---\r\ntags: [k8s]\r\n---\r\n", "\ufeff---\r\ntags: [kubernetes]\r\n---\r\n"),
    ],
)  # fmt: skip
def test_a_tag_is_renamed_where_it_stands_and_nothing_else_changes(before: str, expected: str) -> None:
    assert after(tag_edits.rename(one(before), "k8s", "kubernetes")) == expected


LOG = """---
defaults:
  tags: [cloud, k8s]
talks:
  one:
    heading: One
    tags: [k8s, otel]
  two:
    heading: Two
    tags: [k8s]
  gone:
    heading: No such heading any more
    tags: [K8s]
---
## [One](https://youtu.be/aaaaaaaaaaa)
#k8s
## [Two](https://youtu.be/bbbbbbbbbbb)
"""


def test_a_logs_entries_its_defaults_and_entries_that_lost_their_heading_are_renamed() -> None:
    plan = tag_edits.rename(one(LOG), "k8s", "kube")
    assert after(plan) == LOG.replace("k8s", "kube").replace("K8s", "kube")
    assert plan.talks == 2


def test_deleting_takes_a_logs_entries_away_that_then_say_nothing() -> None:
    plan = tag_edits.delete(one(LOG), "k8s")
    assert after(plan) == LOG.replace("[cloud, k8s]", "[cloud]").replace("[k8s, otel]", "[otel]").replace(
        "  two:\n    heading: Two\n    tags: [k8s]\n", ""
    ).replace("  gone:\n    heading: No such heading any more\n    tags: [K8s]\n", "")
    assert plan.inline == 1
    assert "1 tag in the text of 1 note stays" in plan.warnings[-1]


def test_an_entry_that_makes_its_heading_a_talk_stays_when_its_tags_go() -> None:
    text = "---\ntalks:\n  new:\n    heading: New\n    tags: [a]\n---\n## [One](https://youtu.be/aaaaaaaaaaa)\n## New\n"
    library = one(text)
    assert after(tag_edits.delete(library, "a")) == text.replace("    tags: [a]\n", "")


def test_merging_keeps_the_first_place_and_writes_no_tag_twice() -> None:
    plan = tag_edits.merge(
        one("---\ntags: [x, kube, b, k8s, Kubernetes]\n---\n"), ["k8s", "kube"], "kubernetes"
    )
    assert after(plan) == "---\ntags: [x, kubernetes, b]\n---\n"
    plan = tag_edits.merge(
        one("---\ntags: [Kubernetes, kube]\n---\n#kube\n"), ["k8s", "kube"][1:], "kubernetes"
    )
    assert after(plan) == "---\ntags: [Kubernetes]\n---\n#kubernetes\n"


def test_a_tag_may_be_respelled_and_may_move_below_another_or_above_itself() -> None:
    assert after(tag_edits.rename(one("#OTel\n"), "otel", "otel")) == "#otel\n"
    assert after(tag_edits.rename(one("#a #a/b #a/c\n"), "a", "a/b")) == "#a/b #a/b #a/b/c\n"
    assert after(tag_edits.rename(one("#a/b/c #a\n"), "a/b", "a")) == "#a/c #a\n"


def test_what_stands_below_is_told_and_a_tag_that_is_there_too() -> None:
    plan = tag_edits.rename(one("---\ntags: [a, a/b, c]\n---\n"), "a", "c")
    assert plan.warnings == (
        "#a/b below it is renamed too",
        "#c is there already, on 1 talk: the two become one",
    )


def test_a_name_that_no_text_can_hold_is_refused_where_the_tag_stands_in_the_text() -> None:
    library = library_of({"a.md": b"---\ntags: [ml]\n---\n", "b.md": b"one\n\n#ml\n"})
    plan = tag_edits.rename(library, "ml", "machine learning")
    assert [task.path for task in plan.tasks] == ["a.md"]
    assert plan.tasks[0].edit.apply(b"---\ntags: [ml]\n---\n") == b"---\ntags: [machine learning]\n---\n"
    ((path, reason),) = plan.refused
    assert path == "b.md"
    assert reason.startswith("line 3: #ml stands in the text, where “machine learning” cannot be a tag")


def test_a_heading_that_holds_the_tag_takes_its_entry_along() -> None:
    text = (
        "---\ntalks:\n  all-of-k8s:\n    heading: 'All of #k8s'\n    rating: 4\n---\n"
        "## [All of #k8s](https://youtu.be/aaaaaaaaaaa)\n## [Two](https://youtu.be/bbbbbbbbbbb)\n"
    )
    library = one(text)
    renamed = after(tag_edits.rename(library, "k8s", "kube"))
    assert renamed.endswith(
        "## [All of #kube](https://youtu.be/aaaaaaaaaaa)\n## [Two](https://youtu.be/bbbbbbbbbbb)\n"
    )
    talks = library_of({"n.md": renamed.encode()}).talks
    assert [talk.rating for talk in talks] == [4, None]
    assert not any(talk.problems for talk in talks)


def test_an_emptied_list_does_not_let_another_key_speak() -> None:
    plan = tag_edits.delete(one("---\ntags: [a]\nkeywords: [b]\n---\n"), "a")
    assert not plan.tasks
    assert "could not be changed as asked" in plan.refused[0][1]


def test_a_write_protected_note_is_named_and_the_others_go_on() -> None:
    from dataclasses import replace

    library = library_of({"a.md": b"#a\n", "b.md": b"#a\n"})
    library.replace(replace(library.notes["a.md"], read_only="it is write-protected"))
    plan = tag_edits.rename(library, "a", "b")
    assert [task.path for task in plan.tasks] == ["b.md"]
    assert plan.refused == (("a.md", "it is write-protected"),)


def test_deletion_leaves_notes_alone_that_have_it_in_the_text_only() -> None:
    library = library_of({"a.md": b"#a\n", "b.md": b"---\ntags: [a]\n---\n"})
    plan = tag_edits.delete(library, "a")
    assert [task.path for task in plan.tasks] == ["b.md"]
    assert (plan.talks, plan.inline, plan.inline_notes) == (1, 1, 1)


def test_a_slip_is_told_the_nearest_tag() -> None:
    with pytest.raises(NoSuchTagError, match="“kuberntes”; did you mean “Kubernetes”"):
        tag_edits.rename(one("#Kubernetes\n"), "kuberntes", "x")
    with pytest.raises(NoSuchTagError, match="did you mean “a/mesh”"):
        tag_edits.delete(one("#a/mesh\n"), "mesh")
    with pytest.raises(NoSuchTagError):
        tag_edits.delete(one("#a\n"), "")


@pytest.mark.parametrize("bad", ["", " # ", "a//b", "a\x1bb", "a\u202eb", "/"])
def test_a_name_that_cannot_be_a_tag_is_refused_before_anything_is_looked_at(bad: str) -> None:
    with pytest.raises(BadTagError):
        tag_edits.rename(one("#a\n"), "a", bad)


def test_counts_are_of_talks_with_what_stands_below_and_in_the_commonest_spelling() -> None:
    library = library_of(
        {
            "a.md": b"---\ntags: [Go, go/tools]\n---\n",
            "b.md": b"---\ntags: [go]\n---\n#go\n",
            "c.md": b"#go #db/sql\n",
        }
    )
    assert tag_edits.tag_counts(library.talks) == [
        TagCount("db", 0, 1),
        TagCount("db/sql", 1, 1),
        TagCount("go", 3, 3),
        TagCount("go/tools", 1, 1),
    ]


def test_a_rename_replays_on_a_file_that_another_program_has_changed(tmp_path: Path) -> None:
    (tmp_path / "n.md").write_text("---\ntags: [a]\n---\nText.\n")
    store = Store(tmp_path)
    library = Library()
    for note in store.load():
        library.replace(note)
    plan = tag_edits.rename(library, "a", "z")
    (tmp_path / "n.md").write_text("---\ntags: [x, a]\n---\nOther text, #a too.\n")
    outcome = store.make(plan.title, plan.tasks)
    assert [saved.replayed for saved in outcome.saved] == [True]
    assert (tmp_path / "n.md").read_text() == "---\ntags: [x, z]\n---\nOther text, #z too.\n"


def test_the_key_of_a_task_is_its_file() -> None:
    plan = tag_edits.rename(one(LOG), "k8s", "kube")
    assert plan.tasks[0].edit.key == TalkKey("n.md")
    assert plan.tasks[0].edit.title == "tag #k8s renamed to #kube"
