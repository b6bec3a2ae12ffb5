"""`talktui tags`: which there are, and a tag changed in every note."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import LOG, PLAIN, Run, write

NOTES = {
    "a.md": "---\ntags: [k8s, mesh]\n---\nOn #k8s.\n",
    "b.md": "---\ntags:\n- K8s/operators\n- go\n---\n",
    "c.md": "No tag but #kube.\n",
}


@pytest.fixture
def tagged(tmp_path: Path) -> Path:
    root = tmp_path / "tagged"
    for name, text in NOTES.items():
        write(root / name, text)
    return root


def contents(root: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in sorted(root.glob("*.md"))}


def test_every_tag_is_printed_with_its_count_the_commonest_first(run: Run, tagged: Path) -> None:
    got = run("tags", root=tagged)
    assert (got.code, got.err) == (0, "")
    assert got.out == "k8s\t2\ngo\t1\nK8s/operators\t1\nkube\t1\nmesh\t1\n"
    assert run("tags", "--sort", "name", root=tagged).out.split("\n")[0] == "go\t1"


def test_a_query_says_whose_tags(run: Run, notes: Path) -> None:
    assert run("tags", "sidecars").out == "k8s\t1\nmesh\t1\n"
    assert run("tags", "conf:opsdays").out == "oncall\t1\n"
    got = run("tags", "queues")
    assert (got.code, got.err) == (1, "No talk of “queues” has a tag.\n")
    assert run("tags", "queues", "--json").json == []


def test_json_tells_a_tag_itself_from_what_stands_below_it(run: Run, tagged: Path) -> None:
    assert {"tag": "k8s", "talks": 2, "itself": 1} in run("tags", "--json", root=tagged).json


def test_rename_changes_the_tag_everywhere_and_undo_takes_it_back_at_once(run: Run, tagged: Path) -> None:
    got = run("tags", "rename", "k8s", "kubernetes", root=tagged)
    assert (got.code, got.out) == (0, "Renamed #k8s to #kubernetes: 2 talks in 2 files.\n")
    assert got.err == ("#K8s/operators below it is renamed too.\n1 tag in the text of 1 note is rewritten.\n")
    assert contents(tagged) == {
        "a.md": "---\ntags: [kubernetes, mesh]\n---\nOn #kubernetes.\n",
        "b.md": "---\ntags:\n- kubernetes/operators\n- go\n---\n",
        "c.md": NOTES["c.md"],
    }
    assert run("undo", root=tagged).code == 0
    assert contents(tagged) == NOTES


def test_merge_makes_one_of_several(run: Run, tagged: Path) -> None:
    got = run("tags", "merge", "k8s", "kube", "kubernetes", root=tagged)
    assert (got.code, got.out) == (0, "Merged #k8s #kube into #kubernetes: 3 talks in 3 files.\n")
    assert contents(tagged)["c.md"] == "No tag but #kubernetes.\n"


def test_delete_leaves_the_text_and_says_so(run: Run, tagged: Path) -> None:
    got = run("tags", "delete", "K8S", root=tagged)
    assert (got.code, got.out) == (0, "Deleted #K8S: 2 talks in 2 files.\n")
    assert "1 tag in the text of 1 note stays" in got.err
    assert contents(tagged)["a.md"] == "---\ntags: [mesh]\n---\nOn #k8s.\n"
    assert contents(tagged)["b.md"] == "---\ntags:\n- go\n---\n"


def test_a_dry_run_shows_the_diff_and_changes_nothing(run: Run, tagged: Path) -> None:
    got = run("tags", "rename", "mesh", "service-mesh", "--dry-run", root=tagged)
    assert got.code == 0
    assert "-tags: [k8s, mesh]\n+tags: [k8s, service-mesh]\n" in got.out
    assert got.err == "Would rename #mesh to #service-mesh: 1 talk in 1 file.\n"
    assert contents(tagged) == NOTES
    as_json = run("tags", "delete", "mesh", "--dry-run", "--json", root=tagged).json
    assert as_json["dry_run"] is True
    assert "-tags: [k8s, mesh]" in as_json["files"][0]["diff"]


def test_a_log_is_changed_where_it_says_it(run: Run, notes: Path) -> None:
    assert run("tags", "rename", "oncall", "pager").code == 0
    assert (notes / "posts/log.md").read_text() == LOG.replace("oncall", "pager")
    assert (notes / "mesh/sidecars.md").read_text() == PLAIN


def test_what_cannot_be_changed_is_named_and_the_rest_goes_on(run: Run, tagged: Path) -> None:
    (tagged / "b.md").chmod(0o444)
    got = run("tags", "rename", "k8s", "kube rnetes", root=tagged)
    assert got.code == 1
    assert "a.md: not changed: line 4: #k8s stands in the text" in got.err
    assert "b.md: not changed: it is write-protected" in got.err
    assert got.out == "Nothing changed; 2 failed.\n"
    got = run("tags", "rename", "k8s", "kubernetes", "--json", root=tagged)
    assert (got.code, [file["path"] for file in got.json["files"]]) == (1, ["a.md"])
    assert [failure["path"] for failure in got.json["failed"]] == ["b.md"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["rename", "kubrnetes", "x"], 1, "No talk has the tag “kubrnetes”"),
        (["rename", "msh", "x"], 1, "did you mean “mesh”?"),
        (["rename", "mesh"], 2, "rename takes two tags"),
        (["rename", "mesh", "a//b"], 2, "nothing between two slashes"),
        (["rename", "mesh", ""], 2, "a tag cannot be empty"),
        (["rename", "mesh", "mesh"], 2, "it is called “mesh” already"),
        (["rename", "mesh", "a\x1bb"], 2, "invisible character"),
        (["merge", "mesh"], 2, "merge takes the tags to merge"),
        (["delete"], 2, "delete takes one tag"),
        (["delete", "a", "b"], 2, "delete takes one tag"),
        (["mesh", "--dry-run"], 2, "--dry-run is for rename"),
    ],
)
def test_a_mistake_is_told_in_words(run: Run, tagged: Path, words: list[str], code: int, said: str) -> None:
    got = run("tags", *words, root=tagged)
    assert got.code == code
    assert said in got.err
    assert "\x1b" not in got.err
    assert contents(tagged) == NOTES


def test_a_directory_without_tags_says_so(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "empty" / "n.md", "text\n")
    assert run("tags", root=tmp_path / "empty").err == "No talk has a tag.\n"
