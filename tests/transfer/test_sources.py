"""SOURCE arguments: what is read, what is passed over, and what is said of the rest."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from talktui.transfer import source_paths, sources
from talktui.transfer.imported import Imported
from talktui.transfer.source_files import SourceError

POST = """# Notes from OpsDays 2022

## Alerts

### [A calm pager](https://www.youtube.com/watch?v=aaaaaaaaaaa)

Fewer alerts.

### [Budgets for errors](https://www.youtube.com/watch?v=bbbbbbbbbbb)
"""


def schedule(*titles: str, acronym: str = "conf-2024") -> str:
    """A small frab schedule."""
    events = [{"id": number, "guid": f"g{number}", "title": title} for number, title in enumerate(titles)]
    day = {"index": 1, "date": "2024-05-01", "rooms": {"Hall": events}}
    conference = {"acronym": acronym, "title": "Conf 2024", "days": [day]}
    return json.dumps({"schedule": {"version": "1", "conference": conference}})


def titles(imported: list[Imported]) -> list[str]:
    return [talk.title for one in imported for talk in one.talks]


def told(imported: list[Imported]) -> list[str]:
    return [str(item) for one in imported for item in one.told]


@pytest.fixture
def refused(tmp_path: Path) -> Callable[..., str]:
    """What is said of a file that is not read."""

    def refused(data: bytes | str, name: str = "source.bin", **settings: object) -> str:
        file = tmp_path / name
        file.write_bytes(data if isinstance(data, bytes) else data.encode())
        with pytest.raises(SourceError) as error:
            sources.read([str(file)], **settings)  # type: ignore[arg-type]  # told by the tests
        said = str(error.value)
        assert said.startswith(str(file))
        return said.removeprefix(str(file))

    return refused


# -- what is read


def test_a_file_is_told_by_its_content_not_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "wrong.md").write_text(schedule("One"))
    (tmp_path / "noname").write_text(POST)
    assert [one.format for one in sources.read([str(tmp_path / "wrong.md")])] == ["frab-json"]
    assert [one.format for one in sources.read([str(tmp_path / "noname")])] == ["post"]


def test_standard_input_is_read_to_its_end() -> None:
    got = sources.read(["-"], stdin=io.BytesIO(schedule("From a pipe").encode()))
    assert titles(got) == ["From a pipe"]


def test_a_directory_is_walked_in_order_and_its_hidden_files_are_not_read(tmp_path: Path) -> None:
    for name, title in (("b.json", "Second"), ("a.json", "First"), (".hidden.json", "Hidden")):
        (tmp_path / name).write_text(schedule(title, acronym=name))
    (tmp_path / "deep" / "down").mkdir(parents=True)
    (tmp_path / "deep" / "down" / "c.json").write_text(schedule("Third", acronym="c"))
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "d.json").write_text(schedule("Git's"))
    assert titles(sources.read([str(tmp_path)])) == ["First", "Second", "Third"]


def test_what_is_of_no_format_is_left_out_of_a_directory_and_told(tmp_path: Path) -> None:
    (tmp_path / "s.json").write_text(schedule("One"))
    (tmp_path / "package.json").write_text('{"name": "x"}')
    (tmp_path / "LICENSE").write_text("You may do what you like with it.\n")
    (tmp_path / "README.md").write_text("# A repository\n\nOf schedules.\n")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    got = sources.read([str(tmp_path)])
    assert titles(got) == ["One"]
    for name in ("package.json", "LICENSE", "README.md", "picture.png"):
        assert any(item.startswith(f"{tmp_path}/{name}: left out") for item in told(got)), name


def test_many_files_that_are_left_out_are_counted(tmp_path: Path) -> None:
    (tmp_path / "s.json").write_text(schedule("One"))
    for number in range(50):
        (tmp_path / f"{number}.bin").write_bytes(b"\0\0")
    said = told(sources.read([str(tmp_path)]))
    assert len(said) < 10
    assert "45 more files" in said[-1]


def test_a_directory_without_anything_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no file in it"):
        sources.read([str(tmp_path)])
    (tmp_path / "a.bin").write_bytes(b"\0\0")
    with pytest.raises(SourceError, match=r"none of its files.*a\.bin is no text.*known are frab-xml"):
        sources.read([str(tmp_path)])


def test_a_file_that_is_named_twice_is_read_once(tmp_path: Path) -> None:
    file = tmp_path / "s.json"
    file.write_text(schedule("One"))
    (tmp_path / "link.json").symlink_to(file)
    assert titles(sources.read([str(file), f"{tmp_path}/../{tmp_path.name}/s.json", str(tmp_path)])) == [
        "One"
    ]


def test_links_out_of_a_directory_are_not_followed(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    for folder in (inside, outside):
        folder.mkdir()
        (folder / "s.json").write_text(schedule(folder.name, acronym=folder.name))
    (inside / "link.json").symlink_to(outside / "s.json")
    (inside / "folder").symlink_to(outside)
    (inside / "loop").symlink_to(inside)
    (inside / "gone").symlink_to(inside / "nothing")
    got = sources.read([str(inside)])
    assert titles(got) == ["inside"]
    assert any("link.json: left out: it is a link" in item for item in told(got))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_or_a_device_is_never_read(tmp_path: Path, refused: Callable[..., str]) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(SourceError, match="a pipe, not a file"):
        sources.read([str(tmp_path / "pipe")])
    with pytest.raises(SourceError, match="a device, not a file"):
        sources.read(["/dev/zero"])
    (tmp_path / "s.json").write_text(schedule("One"))
    got = sources.read([str(tmp_path)])
    assert titles(got) == ["One"]
    assert any("pipe: left out: it is a pipe" in item for item in told(got))


def test_a_note_of_the_notes_directory_is_not_imported_into_it(tmp_path: Path) -> None:
    (tmp_path / "log.md").write_text(POST)
    (tmp_path / "conference.yaml").write_text("name: x\n")
    with pytest.raises(SourceError, match=r"a note of this notes directory already.*split"):
        sources.read([str(tmp_path / "log.md")], notes=tmp_path)
    with pytest.raises(SourceError, match="is a note of this notes directory already"):
        sources.read([str(tmp_path)], notes=tmp_path)
    (tmp_path / "schedule.json").write_text(schedule("One"))
    assert titles(sources.read([str(tmp_path)], notes=tmp_path)) == ["One"]
    assert titles(sources.read([str(tmp_path / "log.md")], notes=tmp_path / "elsewhere"))


def test_a_format_can_be_named(tmp_path: Path, refused: Callable[..., str]) -> None:
    (tmp_path / "post").write_text(POST)
    assert sources.read([str(tmp_path / "post")], "post")
    assert "schedule" in refused("{}", format="frab-json")
    with pytest.raises(SourceError, match="none of its files is of the format frab-xml"):
        sources.read([str(tmp_path)], "frab-xml")
    with pytest.raises(KeyError):
        sources.named("nothing")


def test_progress_goes_from_nothing_to_all(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"{number}.json").write_text(schedule("One", acronym=str(number)))
    seen: list[tuple[int, int]] = []
    sources.read([str(tmp_path)], progress=lambda done, total: seen.append((done, total)))
    assert seen == [(number, 5) for number in range(6)]


# -- what is refused, each with a sentence


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", ": it is empty"),
        (b" \n\t\n", ": it is empty"),
        (b"\0\1\2\3" * 100, ": it is no text; no format of talktui's; known are "),
        (b"\x1f\x8b\x08\0\0", ": it is packed (gzip); unpack it first"),
        (b"PK\x03\x04\0\0", ": it is packed (zip); unpack it first"),
        ("name: é\n".encode("utf-16"), ": it is UTF-16; save it as UTF-8"),
        (b"one\ntwo caf\xe9 \n", ": it is no UTF-8: byte 0xe9"),
        (b"<!DOCTYPE html>\n<p>Hello", ": it is a web page; no format of talktui's"),
        (b'{"name": "x", "version": 1}', ": no format of talktui's; known are frab-xml, "),
        (b"\xef\xbb\xbf{}", ": no format of talktui's; known are "),
        (b'{"a": [1, 2,', ":1:13: it begins like JSON and ends too early"),
        (b'{"a": 1,\n "b": nope}', ":2:7: it begins like JSON, but is broken"),
        (b'{"a": 1}\n{"b": ', ":2:7: it begins like JSON and ends too early"),
        (b"[" * 100_000, ": it is JSON that cannot be read"),
        (b'{"a": ' + b"9" * 10_000 + b"}", ": it is JSON that cannot be read"),
        (b"<talks>\n<talk>", ":2:7: it begins like XML, but is broken"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]>\n<a>&b;</a>', ": it is XML with a document type"),
        (b'<?xml version="1.0" encoding="nope"?><a/>', "encoding"),
    ],
)  # fmt: skip
def test_a_file_of_no_format_is_said_in_a_sentence(
    refused: Callable[..., str], data: bytes, words: str
) -> None:
    said = refused(data)
    assert words in said
    assert len(said) < 400
    assert "\n" not in said


def test_a_broken_file_in_a_directory_ends_the_import(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(schedule("One"))
    (tmp_path / "b.json").write_text(schedule("Two")[:-20])
    with pytest.raises(SourceError) as error:
        sources.read([str(tmp_path)])
    assert error.value.file == f"{tmp_path}/b.json"
    assert error.value.line == 1


def test_whichever_of_several_sources_is_bad(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(schedule("One"))
    with pytest.raises(SourceError) as error:
        sources.read([str(tmp_path / "a.json"), str(tmp_path / "gone.json")])
    assert str(error.value) == f"{tmp_path}/gone.json: there is no such file"


def test_size_is_looked_at_before_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_paths, "MAX_BYTES", 1_000_000)
    with (tmp_path / "huge.json").open("wb") as file:
        file.truncate(10**12)  # holes: nothing could read it
    with pytest.raises(SourceError, match="more than 1 MB"):
        sources.read([str(tmp_path / "huge.json")])
    (tmp_path / "s.json").write_text(schedule("One"))
    assert any(
        "huge.json: left out: it has more than" in item for item in told(sources.read([str(tmp_path)]))
    )
    with pytest.raises(SourceError, match="standard input: it has more than 1 MB"):
        sources.read(["-"], stdin=io.BytesIO(b" " * 1_000_001))


def test_files_together_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        (tmp_path / f"{number}.json").write_text(schedule("One", acronym=str(number)))
    monkeypatch.setattr(source_paths, "MAX_FILES", 4)
    with pytest.raises(SourceError, match="more than 4 files"):
        sources.read([str(tmp_path)])
    monkeypatch.setattr(source_paths, "MAX_FILES", 5)
    monkeypatch.setattr(source_paths, "MAX_TOTAL", 500)
    with pytest.raises(SourceError, match="name fewer"):
        sources.read([str(tmp_path)])


def test_standard_input_cannot_be_named_twice() -> None:
    with pytest.raises(SourceError, match="only once"):
        sources.read(["-", "-"], stdin=io.BytesIO(b"{}"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_said(tmp_path: Path) -> None:
    file = tmp_path / "s.json"
    file.write_text(schedule("One"))
    file.chmod(0)
    with pytest.raises(SourceError, match="permission denied"):
        sources.read([str(file)])
    with pytest.raises(SourceError, match="permission denied"):
        sources.read([str(tmp_path)])


# -- what must hold for every format


def test_the_file_of_several_is_named_that_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(schedule("One", acronym="a"))
    (tmp_path / "b.json").write_text(schedule("x" * 1_001, acronym="b"))
    with pytest.raises(SourceError) as error:
        sources.read([str(tmp_path)])
    assert error.value.file == f"{tmp_path}/b.json"
    assert "1,001 characters" in str(error.value)


def test_a_source_without_talks_is_an_error(refused: Callable[..., str]) -> None:
    assert "no talk" in refused(schedule())
