"""A source imported again, or one of notes that are there: they follow it, what the person wrote stays, and what comes of it is told."""

from __future__ import annotations

import re
from pathlib import Path

from tests.cli.conftest import Run
from tests.cli.import_samples import VIDEO, frab_json, post, text, yt_dlp

from .conftest import FOLDER, THREE, Source, files, note

# -- imported again


def test_the_same_source_again_changes_no_byte(run: Run, root: Path, source: Source) -> None:
    file = str(source(frab_json(THREE)))
    run("import", file, root=root)
    before = files(root)
    got = run("import", file, root=root)
    assert (got.code, files(root)) == (0, before)
    assert "Conf 2024: 3 as before" in got.out
    assert "Nothing changed" in got.out
    assert len(run("undo", "--list", "--json", root=root).json) == 1


def test_what_changed_is_told_and_what_the_person_changed_stays(run: Run, root: Path, source: Source) -> None:
    run("import", str(source(frab_json(THREE))), root=root)
    mine = next(root.rglob("a-calm-pager*.md"))
    mine.write_text(mine.read_text().replace("title: A Calm Pager at Night", "title: My own title"))
    changed = frab_json(THREE[:2]).replace("Ada Byron", "Ada Lovelace").replace(THREE[0], "A Calmer Pager")
    got = run("import", str(source(changed)), root=root)
    assert got.code == 0
    assert "2 changed, 1 left the source" in got.out
    assert "speakers: “Ada Byron” → “Ada Lovelace”" in got.out
    kept = [line for line in got.out.splitlines() if "kept:" in line]
    assert len(kept) == 1
    assert "title: “My own title”, the source has “A Calmer Pager”" in kept[0]
    assert (
        f"“{THREE[2]}” ({FOLDER}/queues-considered-everywhere.md): no longer in the source; the note stays"
        in got.out
    )
    assert "My own title" in mine.read_text()
    assert "Ada Lovelace" in mine.read_text()
    assert (root / FOLDER / "queues-considered-everywhere.md").exists()


def test_what_is_only_linked_is_offered(run: Run, root: Path, source: Source) -> None:
    linked = post(THREE).replace("I liked it.", "See [another one](https://youtu.be/zzzzzzzzzzz).", 1)
    file = str(source(linked))
    got = run("import", file, root=root)
    assert (
        "Also linked, not imported; --related takes them:\n  another one  https://youtu.be/zzzzzzzzzzz"
        in got.out
    )
    assert "related" not in note(root, "a-calm-pager").split("---")[1]
    got = run("import", file, "--related", root=root)
    assert "Also linked" not in got.out
    assert "https://youtu.be/zzzzzzzzzzz" in note(root, "a-calm-pager").split("related:")[1]


def test_of_many_conferences_a_few_are_named(run: Run, root: Path, tmp_path: Path) -> None:
    (tmp_path / "many").mkdir()
    for number in range(50):
        text = (
            frab_json(THREE).replace("conf-2024", f"c{number}").replace("Conf 2024", f"Conf {1950 + number}")
        )
        (tmp_path / "many" / f"{number:02}.json").write_text(text)
    got = run("import", str(tmp_path / "many"), root=root)
    assert got.out.splitlines()[-2:] == [
        "10 more conferences: 30 new",
        "200 files written; talktui undo takes all of it back.",
    ]


def test_links_come_from_another_source(run: Run, root: Path, source: Source) -> None:
    plain, playlist = source(text(THREE), "post.txt"), source(yt_dlp(THREE), "playlist.json")
    got = run("import", str(plain), "--links-from", str(playlist), root=root)
    assert got.code == 0
    assert sorted(talk["video"] for talk in run("list", "--json", root=root).json) == [
        VIDEO.format(number) for number in range(3)
    ]


# -- what is said of notes that were there


def test_of_a_note_that_is_refused_nothing_is_said_to_have_changed(
    run: Run, root: Path, source: Source
) -> None:
    run("import", str(source(frab_json(THREE))), root=root)
    mine = next(root.rglob("a-calm-pager*.md"))
    mine.write_text(mine.read_text().replace("title: A Calm Pager at Night", "title: [A calm: pager"))
    before = mine.read_text()
    changed = str(source(frab_json(THREE).replace("Ada Byron", "Ada Lovelace")))
    planned = run("import", changed, "--dry-run", "--json", root=root).json
    assert [talk["follows"] for talk in planned["talks"] if talk["state"] == "refused"] == [[]]
    got = run("import", changed, root=root)
    assert (got.code, mine.read_text()) == (1, before)
    assert "not imported" in got.err
    assert "a-calm-pager" not in got.out
    assert "Conf 2024: 2 changed, 1 not imported" in got.out


def test_long_texts_are_shown_where_they_differ_and_a_note_by_its_own_title(
    run: Run, root: Path, source: Source
) -> None:
    long = "I liked it, as everybody who was in the room with me that morning seemed to do, and then some."
    run("import", str(source(post(THREE).replace("I liked it.", long))), root=root)
    mine = next(root.rglob("a-calm-pager*.md"))
    mine.write_text(mine.read_text().replace("then some.", "then some more.").replace(THREE[0], "Pagers"))
    changed = post(THREE).replace("I liked it.", long.replace("some.", "somewhat."))
    got = run("import", str(source(changed)), root=root)
    kept = [line for line in got.out.splitlines() if "kept: body" in line]
    assert len(kept) == 1
    assert kept[0].startswith("“Pagers” (")
    assert "then some more.”, the source has" in kept[0]
    assert kept[0].endswith("then somewhat.”")


def test_a_note_of_ones_own_that_an_import_finds_is_told_in_a_line(
    run: Run, root: Path, source: Source
) -> None:
    mine = f"---\ntitle: {THREE[0]}\nconference: Conf 2024\nspeakers: [Ada Byron]\n---\n\nMine.\n"
    (root / "mine.md").write_text(mine)
    file = str(source(frab_json(THREE[:1])))
    assert run("import", file, "--dry-run", root=root).code == 0
    verbose = run("import", file, "-v", root=root)
    told = [line for line in verbose.out.splitlines() if "(mine.md)" in line]
    assert len(told) > 2
    assert run("undo", root=root).code == 0
    assert (root / "mine.md").read_text() == mine
    got = run("import", file, root=root)
    told = [line for line in got.out.splitlines() if "(mine.md)" in line]
    assert len(told) == 1
    assert "gets " in told[0]
    assert "duration" in told[0]


def test_a_note_that_only_remembers_more_is_told(run: Run, root: Path, source: Source) -> None:
    run("import", str(source(frab_json(THREE[:1]))), root=root)
    made = next(root.rglob("a-calm-pager*.md"))
    made.write_text(re.sub(r"source:\n(?: .*\n)+", "", made.read_text()))
    file = str(source(frab_json(THREE[:1])))
    assert run("import", file, "--dry-run", root=root).out.rstrip().endswith("source")
    assert f"{made.name}): now remembers where it is from" in run("import", file, root=root).out


def test_a_linked_talk_that_is_a_note_is_not_offered(run: Run, root: Path, source: Source) -> None:
    (root / "mine.md").write_text("---\ntitle: Other\nvideo: https://youtu.be/zzzzzzzzzzz?t=5\n---\n")
    linked = "See [one](https://youtube.com/watch?v=zzzzzzzzzzz), [two](https://youtu.be/yyyyyyyyyyy)."
    file = str(source(post(THREE).replace("I liked it.", linked, 1)))
    got = run("import", file, "--dry-run", "--json", root=root)
    assert [offer["title"] for offer in got.json["offers"]] == ["two"]
