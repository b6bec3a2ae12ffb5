"""Reading a source in tests: bytes of ours, or a file beside the tests, by one format."""

from __future__ import annotations

from pathlib import Path

from talktui.transfer.formats import calendar, frab_json, frab_xml
from talktui.transfer.formats.format import Format
from talktui.transfer.imported import Imported, ImportedTalk
from talktui.transfer.source_files import SourceFile

FILES = Path(__file__).parent / "schedule_files"
DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
BY_SUFFIX: dict[str, Format] = {
    ".json": frab_json.FORMAT,
    ".xml": frab_xml.FORMAT,
    ".ics": calendar.FORMAT,
}


def read_bytes(data: bytes, suffix: str) -> Imported:
    """`data`, read as what a file of that suffix holds; raises SourceError."""
    (imported,) = BY_SUFFIX[suffix].read([SourceFile(f"source{suffix}", data)])
    return imported


def read_path(path: Path) -> Imported:
    file = SourceFile(path.name, path.read_bytes(), path)
    form = BY_SUFFIX[path.suffix]
    assert form.recognises(file)
    (imported,) = form.read([file])
    assert imported.format == form.name
    return imported


def talk_called(imported: Imported, title: str) -> ImportedTalk:
    (talk,) = [talk for talk in imported.talks if talk.title == title]
    return talk
