"""Posts copied from a web page as plain text: titles are bare lines among others, and links are gone.

Nothing in such a text says what is a title, so it is told by its looks, as a reader tells it: a short line
that begins with a capital, mostly capitalised words, no full stop at its end, a text below it; where the copy
has kept blank lines, one stands above it. A short title right above another one is a category. All of this is
a guess, made for a preview that the person corrects; that is told, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from talktui.notes.folding import fold
from talktui.transfer.formats.format import Format
from talktui.transfer.formats.left_lines import left_lines, ranges_of
from talktui.transfer.formats.post_conference import interest_areas, named_in, with_areas
from talktui.transfer.formats.session_days import Day, KnownDates, on_day, read_day
from talktui.transfer.formats.session_list import given_back, people, title_and_people
from talktui.transfer.imported import Imported, ImportedConference, ImportedTalk, Told
from talktui.transfer.source_files import SourceError, SourceFile

NAME = "text"
LOOKED_FOR = (
    "no title is found in it; looked for short lines of capitalised words that end without a full stop, with"
    " text below them. Put each talk's title on a line of its own, or write Markdown: `### [title](https://…)`"
)
_HEAD = 1 << 16
_OTHER = (b"{", b"[", b"<", b"begin:", b"%pdf", b"\x89png", b"pk\x03")
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")

_SMALL = frozenset(
    "a an and as at but by for from if in into is it its of off on onto or over per so than that the their"
    " then this to up via vs was were what when where which while who will with without you your".split()
)
_WORD = re.compile(r"[^\W_][\w'’.+/-]*")
_MARKED = re.compile(r"(?:[-*+•‣▪◦·>|#=~`]|\d{1,3}[.)]\s|\(?[a-z]\)\s|https?://)")
_BULLET = re.compile(r"(?:[-*+•‣▪◦·]|\d{1,3}[.)])\s+")
_ENDED = re.compile(r"[.!?:;…)\]\"”'’]\s*\Z")
_NO_END = re.compile(r"(?<!\.\.)(?<!…)[.,:;&=(\[\\-]\Z")
_SENTENCE = re.compile(r"[a-z)\d][.!;] +(?:[a-z(]|[A-Z][a-z]* [a-z])")
_OPENING = "\"“'‘«([¿¡"
_LONGEST, _MOST_WORDS = 120, 18
_SHORT_WORDS = 5  # of a category
_KEPT_BLANKS = 0.08  # of a text's lines: it has blank lines where the page had room
_ENOUGH = 1.0


def recognises(file: SourceFile) -> bool:
    """Whether the file is text of some lines, and no data, program's output or markup."""
    head = file.data[:_HEAD].removeprefix(b"\xef\xbb\xbf")
    if head.lstrip()[:8].lower().startswith(_OTHER) or _CONTROLS.search(head):
        return False
    return head.strip().count(b"\n") > 0 or head.strip().count(b"\r") > 0


def read(files: Sequence[SourceFile]) -> Iterator[Imported]:
    """Each text; raises :class:`SourceError` for one without a title."""
    for file in files:
        yield read_text(file)


FORMAT = Format(NAME, "blog post copied as plain text", recognises, read)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that is not blank: its text without spaces around it, its number, what is before it."""

    text: str
    number: int
    after_blank: bool
    indent: int


def read_text(file: SourceFile) -> Imported:
    """The talks of one text; raises :class:`SourceError`."""
    lines = _lines(file.text)
    if not lines:
        raise SourceError(file.name, "the file is empty")
    spaced = sum(line.after_blank for line in lines[1:]) >= max(2, _KEPT_BLANKS * len(lines))
    looks = [_looks(lines, index, spaced=spaced) >= _ENOUGH for index in range(len(lines))]
    begins = _beginning(lines, looks)
    areas = interest_areas("\n".join(line.text for line in lines[: _first(looks, begins)]))
    titles = _titles(lines, looks, begins, {fold(name) for name, _ in areas})
    talks, left = _talks(lines, titles, spaced=spaced)
    if not talks:
        raise SourceError(file.name, LOOKED_FOR)
    title = " ".join(lines[0].text.split()) if begins else ""
    name = named_in(title) or title
    categories = with_areas([name for talk in talks for name in talk.categories], areas)
    count = "1 title is" if len(talks) == 1 else f"{len(talks)} titles are"
    told = [Told(file.name, f"{count} told by how they look; `--edit` opens them to be corrected")]
    left += range(begins, titles[0][0])
    if said := left_lines([(lines[a].number, lines[b].number) for a, b in ranges_of(sorted(left))]):
        told.append(Told(file.name, said))
    return Imported(
        source=f"post:{title or talks[0].title}",
        format=NAME,
        conference=ImportedConference(name, categories=categories) if name else None,
        talks=tuple(talks),
        told=tuple(told),
        complete=False,
    )


def _lines(text: str) -> list[_Line]:
    lines: list[_Line] = []
    blank = True
    for number, raw in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        said = raw.strip()
        if said:
            lines.append(_Line(said, number, blank, len(raw) - len(raw.lstrip())))
        blank = not said
    return lines


def _looks(lines: Sequence[_Line], index: int, *, spaced: bool) -> float:
    """How much a line looks like a title: at least :data:`_ENOUGH` when it is one."""
    line = lines[index].text
    if len(line) > _LONGEST or lines[index].indent >= 4 or _MARKED.match(line) or _NO_END.search(line):
        return 0
    words = _WORD.findall(line)
    begins = line.lstrip(_OPENING)[:1]
    if not words or len(words) > _MOST_WORDS or not begins.isalnum() or words[-1] in _SMALL:
        return 0  # "…, and how it came with improvements to the": a line that goes on
    telling = [word for word in words if word.lower() not in _SMALL] or words
    capitals = sum(_is_capital(word) for word in telling) / len(telling)
    if begins.islower() and (capitals < 0.75 or not _is_capital(words[0])):
        return 0
    score = 2.0 if capitals >= 0.7 else 1.5 if capitals >= 0.5 else 1.0 if capitals >= 0.4 else -1.0
    if _SENTENCE.search(line):
        score -= 1
    if spaced:
        score += 0.5 if lines[index].after_blank else -1
    above = lines[index - 1] if index else None
    below = lines[index + 1] if index + 1 < len(lines) else None
    if above and not lines[index].after_blank and not _ends(above.text):
        # A copy breaks a line before and after what was set as code, so that this may be half a sentence.
        score -= 0.5
        if below and (not below.text[0].isalnum() or (len(words) == 1 and below.text[0].islower())):
            score -= 1
    return score


def _is_capital(word: str) -> bool:
    return not word[0].islower() or any(char.isupper() for char in word)


def _ends(line: str) -> bool:
    """Whether a paragraph can end with `line`."""
    return _ENDED.search(line) is not None or _MARKED.match(line) is not None or len(line) < 4


def _beginning(lines: Sequence[_Line], looks: Sequence[bool]) -> int:
    """How many lines at the top are the post's own title: 1, or 0 when it begins with a category or talk."""
    first = lines[0].text
    if named_in(first):
        return 1
    if len(lines) > 2 and looks[0] and looks[1] and not looks[2] and len(first.split()) <= _SHORT_WORDS:
        return 0  # a category, its first talk, and the text about it
    return int(len(first) <= _LONGEST and not _MARKED.match(first))


def _first(looks: Sequence[bool], begins: int) -> int:
    return next((index for index in range(begins, len(looks)) if looks[index]), len(looks))


def _titles(
    lines: Sequence[_Line], looks: Sequence[bool], begins: int, areas: set[str]
) -> list[tuple[int, bool]]:
    """The lines that are titles, and whether each is a category's.

    Of titles right above one another the last one has the text; a short one above it is its category.
    """
    titles: list[tuple[int, bool]] = []
    for index in range(begins, len(lines)):
        if not looks[index]:
            continue
        short = len(lines[index].text.split()) <= _SHORT_WORDS
        follows = index + 1 < len(lines) and looks[index + 1]
        last = index + 1 == len(lines)
        if fold(lines[index].text) in areas or (short and follows):
            titles.append((index, True))
        elif not (short and last):  # a page's foot
            titles.append((index, False))
    return titles


def _talks(
    lines: Sequence[_Line], titles: Sequence[tuple[int, bool]], *, spaced: bool
) -> tuple[list[ImportedTalk], list[int]]:
    """The talks of the titles, and which of the lines below titles are in none."""
    talks: list[ImportedTalk] = []
    left: list[int] = []
    category = ""
    for place, (index, is_category) in enumerate(titles):
        end = titles[place + 1][0] if place + 1 < len(titles) else len(lines)
        below = lines[index + 1 : end]
        day = read_day(lines[index].text, KnownDates())
        sessions = _listed(below, day) if day else []
        if is_category or sessions:
            listed = {talk.line for talk in sessions}
            talks += sessions
            left += [at for at in range(index + 1, end) if lines[at].number not in listed]
            category = category if sessions else " ".join(lines[index].text.split())
            continue
        talks.append(
            ImportedTalk(
                title=" ".join(lines[index].text.split()),
                line=lines[index].number,
                categories=(category,) if category else (),
                body=_body(below, spaced=spaced),
            )
        )
    return talks, left


def _listed(lines: Sequence[_Line], day: Day) -> list[ImportedTalk]:
    """The sessions listed below a day, "- A Title - A Person, Organisation"; none where most are none."""
    found = []
    for line in lines:
        bullet = _BULLET.match(line.text)
        title, who = title_and_people(line.text[bullet.end() :]) if bullet else ("", "")
        if who:
            title, who = given_back(title, who)
            found.append(on_day(ImportedTalk(title, line=line.number, speakers=people(who)), day))
    return found if len(found) * 2 > len(lines) else []


def _body(lines: Sequence[_Line], *, spaced: bool) -> str:
    """The text below a title. A copy without blank lines gets them where a paragraph ends."""
    parts: list[str] = []
    for place, line in enumerate(lines):
        if place:
            above = lines[place - 1]
            in_list = _MARKED.match(line.text) is not None
            ended = not spaced and not in_list and _ends(above.text)
            parts.append("\n\n" if line.after_blank or ended else "\n")
        parts.append(" " * line.indent + line.text)
    return "".join(parts)
