"""Schedules in XML, as frab, pretalx and FOSDEM write them: see :mod:`talktui.transfer.formats.schedule`.

`<schedule>` → `<conference>`, `<day date>` → `<room name>` → `<event id guid>`, an element for each field
(schedule.xml.xsd of the C3VOC). Read by defusedxml, which refuses document types, entities and what they
fetch; the encoding is the file's own. An event becomes what the JSON's is.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from talktui.transfer.formats.format import Format
from talktui.transfer.formats.schedule import read_schedule
from talktui.transfer.formats.schedule_raw import RawEvent, RawSchedule
from talktui.transfer.imported import Imported
from talktui.transfer.source_files import SourceError, SourceFile

NAME: Final = "frab-xml"
_HEAD = 65_536
_ROOT = re.compile(
    r"\s*(?:<\?[^>]*\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>\s*)*<schedule(?=[\s/>])", re.DOTALL
)
_DEEPEST = 40
_CUT_OFF = frozenset({"no element found", "unclosed token", "unclosed CDATA section", "partial character"})
_LISTS = {"persons": "person", "links": "link", "attachments": "attachment"}


@dataclass(slots=True)
class _Element:
    name: str
    attributes: dict[str, str]
    line: int
    children: list[_Element] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.parts)

    def all(self, name: str) -> list[_Element]:
        return [child for child in self.children if child.name == name]

    def first(self, name: str) -> _Element | None:
        return next((child for child in self.children if child.name == name), None)


def recognises(file: SourceFile) -> bool:
    """Whether the first element of `file` is a `<schedule>`; it may be damaged after that."""
    head = file.data[:_HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = head.decode("utf-16", errors="replace")
    else:
        text = head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    return text.lstrip()[:1] == "<" and _ROOT.match(text) is not None


def read(files: Sequence[SourceFile]) -> Iterator[Imported]:
    """Each file's schedule; raises :class:`SourceError`."""
    for file in files:
        yield read_schedule(file.name, NAME, _raw(file))


def _raw(file: SourceFile) -> RawSchedule:
    root = _parsed(file)
    if root.name != "schedule":
        raise SourceError(
            file.name,
            f"this is no schedule: its first element is <{root.name[:60]}>, not <schedule>",
            root.line,
        )
    about: dict[str, object] = {
        child.name: child.text for child in root.children if child.name in ("base_url", "url")
    }
    if conference := root.first("conference"):
        about |= {child.name: child.text for child in conference.children if child.text.strip()}
    tracks = root.first("tracks")
    return RawSchedule(
        about,
        tuple(_events(root)),
        tuple(track.text or track.attributes.get("name", "") for track in tracks.all("track"))
        if tracks
        else (),
    )


def _events(root: _Element) -> Iterator[RawEvent]:
    for day in root.all("day"):
        for part in day.children:
            name = part.attributes.get("name", "") if part.name == "room" else ""
            for event in part.all("event") if part.name == "room" else [part] if part.name == "event" else ():
                yield RawEvent(_fields(event), day.attributes, name, event.line)


def _fields(event: _Element) -> dict[str, object]:
    fields: dict[str, object] = dict(event.attributes)
    for child in event.children:
        if item := _LISTS.get(child.name):
            fields[child.name] = [_item(found) for found in child.all(item)]
        elif child.children:
            fields[child.name] = {part.name: part.text for part in child.children}
        else:
            fields[child.name] = child.text
    return fields


def _item(element: _Element) -> dict[str, object]:
    """A person or a link: its attributes, what stands in it, and its text as name and title."""
    item: dict[str, object] = {"name": element.text, "title": element.text}
    item |= {child.name: child.text for child in element.children}
    for key, value in element.attributes.items():
        item.setdefault(key, value)
        if not str(item[key]).strip():
            item[key] = value
    return item


def _parsed(file: SourceFile) -> _Element:
    """The file's root element; raises :class:`SourceError` with line and column."""
    from xml.sax import SAXParseException
    from xml.sax.handler import ContentHandler

    from defusedxml.common import DefusedXmlException, DTDForbidden
    from defusedxml.expatreader import DefusedExpatParser

    class Tree(ContentHandler):
        """Elements with their lines, which the tree of the standard library does not keep."""

        def __init__(self) -> None:
            super().__init__()
            self.root: _Element | None = None
            self.open: list[_Element] = []

        def startElement(self, name: str, attrs: object) -> None:  # noqa: N802 - the interface
            line, column = parser.getLineNumber() or 0, (parser.getColumnNumber() or 0) + 1
            if len(self.open) >= _DEEPEST:
                message = "its elements are nested more deeply than any schedule's"
                raise SourceError(file.name, message, line, column)
            items = attrs.items()  # type: ignore[attr-defined]  # an AttributesImpl, which typeshed does not export
            element = _Element(name, {str(key): str(value) for key, value in items}, line)
            if self.open:
                self.open[-1].children.append(element)
            else:
                self.root = element
            self.open.append(element)

        def endElement(self, name: str) -> None:  # noqa: ARG002, N802 - the interface
            self.open.pop()

        def characters(self, content: str) -> None:
            if self.open:
                self.open[-1].parts.append(content)

    parser = DefusedExpatParser(forbid_dtd=True)
    tree = Tree()
    parser.setContentHandler(tree)

    def place() -> tuple[int, int]:
        return parser.getLineNumber() or 0, (parser.getColumnNumber() or 0) + 1

    try:
        parser.parse(io.BytesIO(file.data))
    except SAXParseException as error:
        line, column = error.getLineNumber() or 0, (error.getColumnNumber() or 0) + 1
        if error.getMessage() in _CUT_OFF:
            message = "the XML is cut off here; download it again"
        else:
            message = f"this XML is damaged: {error.getMessage()}; correct it, or download it again"
        raise SourceError(file.name, message, line, column) from error
    except DTDForbidden as error:
        message = "a document type (<!DOCTYPE>) is not read, as it can hold entities; remove it and try again"
        raise SourceError(file.name, message, *place()) from error
    except DefusedXmlException as error:
        raise SourceError(file.name, "entities are not read; remove them and try again", *place()) from error
    except (
        ValueError,
        LookupError,
    ) as error:  # an encoding that is not known, or has more than a byte a character
        raise SourceError(
            file.name, f"its encoding cannot be read: {error}; save it as UTF-8", *place()
        ) from error
    if tree.root is None:
        raise SourceError(file.name, "this XML has no element", 1)
    return tree.root


FORMAT: Final = Format(NAME, "frab, pretalx or FOSDEM schedule (XML)", recognises, read)
