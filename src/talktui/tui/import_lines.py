"""How the import screen draws its rows, and what it says of the one under the cursor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content
from textual.style import Style

from talktui.notes.dates import duration_text
from talktui.notes.speakers import speaker_text
from talktui.safe_text import visible_line
from talktui.transfer.differing import differing
from talktui.tui.cells import fit
from talktui.tui.import_preview import ImportRow, Preview, Shown
from talktui.tui.plain import plain, plain_block

if TYPE_CHECKING:
    from talktui.transfer.imported import ImportedTalk
    from talktui.transfer.merging.plan import Difference, Planned

TICKED, UNTICKED, NEITHER = "☑", "☐", " "

_STATE = max(len(one) for one in Shown)
_DAY = 10
_WITH_DAY = 50  # cells of a row from which its day stands in it
_WITH_SPEAKERS = 70  # likewise speakers
_WITH_PLACE = 92  # and the last column beside them
_LONGEST = 20_000
"""Characters of a text that are shown of a talk; it is a preview."""
_LONGEST_QUOTED = 300
"""Characters that are shown of what a field says and said."""
_DIM = frozenset({Shown.SAME, Shown.LEFT, Shown.KEPT})
_LABEL = 12  # cells


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns there are for some rows: what none of them says has none."""

    speakers: bool
    day: bool
    conference: bool  # the last column has the conference, not the categories
    place: bool

    @classmethod
    def of(cls, rows: Sequence[ImportRow], *, by_conference: bool) -> Columns:
        """Those that `rows` need."""
        return cls(
            any(row.speakers for row in rows),
            any(row.day for row in rows),
            by_conference,
            any(row.conference if by_conference else row.categories for row in rows),
        )

    def widths(self, width: int) -> tuple[int, int, int, int]:
        """Cells of title, speakers, day and the last column in a row of `width`; 0: it has none."""
        rest = width - 2 - _STATE - 2
        day = _DAY if self.day and width >= _WITH_DAY else 0
        rest -= day + 2 if day else 0
        speakers = rest * 3 // 10 if self.speakers and width >= _WITH_SPEAKERS else 0
        place = rest // 4 if self.place and width >= (_WITH_PLACE if self.speakers else _WITH_SPEAKERS) else 0
        rest -= sum(one + 2 for one in (speakers, place) if one)
        return max(rest, 1), speakers, day, place

    def heading(self, width: int) -> Content:
        """The names of the columns."""
        last = "conference" if self.conference else "category"
        return self._line("", "state", ("title", "speakers", "day", last), width, "dim")

    def row(self, row: ImportRow, width: int, *, ticked: bool) -> Content:
        """A row as a line."""
        mark = (TICKED if ticked else UNTICKED) if row.can_be_taken else NEITHER
        texts = (row.title, row.speakers, row.day, row.conference if self.conference else row.categories)
        style = "dim" if row.shown in _DIM else "bold" if row.shown is Shown.REFUSED else ""
        return self._line(mark, row.shown.value, texts, width, style)

    def _line(self, mark: str, state: str, texts: Sequence[str], width: int, style: str) -> Content:
        cells = [fit(mark, 1) + " " + fit(state, _STATE)]
        cells += [
            fit(visible_line(text), room)
            for text, room in zip(texts, self.widths(width), strict=True)
            if room
        ]
        return plain("  ".join(cells), style)


# -- all of it in two lines


def what(preview: Preview) -> str:
    """The conference, the folder, and how."""
    names = [name for name in preview.conferences if name]
    several = f"{len(names):,} conferences"
    conference = several if len(names) > 1 else "".join(names) or "no conference"
    if not preview.folders:
        return conference
    folder = f"{len(preview.folders):,} folders"
    if len(preview.folders) == 1:
        folder = f"{preview.folders[0]}/" if preview.folders[0] else "the notes directory"
    return f"{conference} → {folder}, {'as a log' if preview.in_logs else 'a file a talk'}"


def state_line(preview: Preview, current: Shown | None) -> Content:
    """Each state with its number of rows; a click on one is the screen's action `state`."""
    counts: list[tuple[Shown | None, int]] = [(None, len(preview.rows)), *preview.states]
    return Content(" · ").join(_state(shown, count, is_current=shown is current) for shown, count in counts)


def _state(shown: Shown | None, count: int, *, is_current: bool) -> Content:
    name = shown.value if shown is not None else ""
    click = Style.from_meta({"@click": f"screen.state('{name}')"})
    return plain(f"{name or 'all'} {count:,}", "bold underline" if is_current else "dim").stylize(click)


# -- one row in full


def details(row: ImportRow) -> list[Content]:
    """Everything that is known of a row, to read before it is taken."""
    if row.linked is not None:
        return list(_of_linked(row))
    assert row.planned is not None
    return list(_of_planned(row, row.planned))


def _of_linked(row: ImportRow) -> Iterator[Content]:
    assert row.linked is not None
    yield _field("title", row.title)
    yield _field("link", row.linked.offer.url)
    if row.linked.within:
        yield _field("within", row.linked.within)
        yield plain("Taken, that talk gets the link as `related`. It makes no note of its own.", "italic")
    else:
        yield plain("No talk's text links to it, so there is none that it could be related to.", "italic")


def _of_planned(row: ImportRow, one: Planned) -> Iterator[Content]:
    if (said := _told_of(row, one)) is not None:
        yield said
    for difference in one.follows:
        yield _difference("follows", difference)
    for difference in one.kept:
        yield _difference("kept", difference)
    yield _field("title", row.title)
    if row.conference:
        yield _field("conference", row.conference)
    if one.talk is None:
        for name, text in (("speakers", row.speakers), ("date", row.day), ("categories", row.categories)):
            if text:
                yield _field(name, text)
        return
    for name, text in _fields(one.talk):
        yield _field(name, text)
    yield from _texts(one.talk)


def _told_of(row: ImportRow, one: Planned) -> Content | None:
    """What becomes of a row that neither makes a note nor changes one; None: it does."""
    match row.shown:
        case Shown.REFUSED:
            return plain(f"Not imported: {one.reason}", "bold")
        case Shown.LEFT:
            return plain("The source has it no more. The note stays as it is.", "italic")
        case Shown.SAME:
            return plain("The note says already what the source says.", "italic")
        case Shown.FOLLOWS if not one.follows:
            return plain("The note stays as it is, and remembers what was imported.", "italic")
        case _:
            return None


def _texts(talk: ImportedTalk) -> Iterator[Content]:
    for name, text in (("", talk.body), ("Abstract", talk.abstract), ("Outline", talk.outline)):
        if text.strip():
            yield Content("")
            if name:
                yield plain(name, "bold")
            more = "\n…" if len(text) > _LONGEST else ""
            yield plain_block(text[:_LONGEST].strip() + more)


def _fields(talk: ImportedTalk) -> Iterator[tuple[str, str]]:
    pairs: list[tuple[str, str | Sequence[str] | None]] = [
        ("speakers", speaker_text(talk.speakers)),
        ("categories", talk.categories),
        ("tags", talk.tags),
        ("date", None if talk.when is None else str(talk.when)[:16]),
        ("duration", None if talk.duration is None else duration_text(talk.duration)),
        ("video", talk.video),
        ("slides", talk.slides),
        ("url", talk.url),
        ("status", talk.status.value if talk.status is not None else None),
        ("rating", None if talk.rating is None else str(talk.rating)),
        ("verdict", talk.verdict),
        ("related", talk.related),
        *talk.others,
        ("id", talk.id),
    ]
    for name, value in pairs:
        text = value if isinstance(value, str) else ", ".join(value or ())
        if text:
            yield name, text


def _field(name: str, text: str) -> Content:
    return plain(fit(visible_line(name), _LABEL), "dim") + Content(" ") + plain(_short(text))


def _difference(how: str, one: Difference) -> Content:
    mine, theirs = differing(one.mine, one.theirs, _LONGEST_QUOTED)
    if how == "follows":
        said = f"{one.field}: {mine} → {theirs}"
    else:
        said = f"{one.field}: {mine} stays; the source has {theirs}"
    return plain(fit(how, _LABEL), "bold") + Content(" ") + plain(said)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
