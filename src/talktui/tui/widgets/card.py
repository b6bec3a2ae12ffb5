"""The card above a talk's Markdown: its fields at a glance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from textwrap import shorten

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from talktui.notes.talk import Conference, Kind, Status, Talk
from talktui.safe_text import visible_line
from talktui.tui.plain import plain
from talktui.tui.widgets.talk_tree import STATUS_MARKS

KNOWN = frozenset(
    "title conference event categories category track tags tag keywords taxonomies speakers speaker date"
    " recorded video video_url videos youtube slides url duration status rating verdict related id guid code"
    " talks talk_level not_talks defaults heading".split()
)

_LONGEST_OTHER = 80  # characters of a field that talktui does not know; `i` shows it whole


def duration_text(seconds: int) -> str:
    """Seconds as people say them: `34 min`, `1 h 5 min`."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return f"{seconds} s"
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60} min" if minutes % 60 else f"{minutes // 60} h"


def stars(rating: int | None) -> str:
    """A rating as stars, told by shape and not by colour: `★★★★☆`."""
    return "" if rating is None else "★" * rating + "☆" * (5 - rating)


USUAL = 5  # lines of most cards: none is lower, so that the text below stands still from talk to talk
TALL = 8  # up to so many lines it stays as tall as the tallest seen; laying out anew is felt by a key


class Card(VerticalScroll, can_focus=False):
    """The fields of the talk, or the facts of the conference, that is selected; the wheel scrolls it."""

    DEFAULT_CSS = """
    Card {
        height: auto; max-height: 50%; padding: 0 1;
        background: $background; scrollbar-size-vertical: 1;
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self._static = Static("", markup=False)
        self._static.styles.min_height = USUAL
        self._least = USUAL
        self._width = 0  # of the text, when `_least` was begun
        self._lines: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        """Its text."""
        yield self._static

    @property
    def text(self) -> str:
        """What stands on it, as text."""
        return "\n".join(self._lines)

    def on_resize(self) -> None:
        """In another width other cards are tall."""
        if self._static.size.width != self._width:
            self._width = self._static.size.width
            self._least = USUAL
            self._static.styles.min_height = USUAL

    def show_talk(self, talk: Talk, problems: Sequence[str] = (), beside: Sequence[str] = ()) -> None:
        """Show a talk's fields; `beside` says what other programs put beside its file."""
        self._show(_talk_lines(talk, problems, beside))

    def show_group(self, title: str, facts: Sequence[str | Content]) -> None:
        """Show what is known of a conference, a category or another group."""
        lines = [fact if isinstance(fact, Content) else plain(fact) for fact in facts if fact]
        self._show([plain(title, "bold"), *lines])

    def show_nothing(self) -> None:
        """Go out of sight."""
        self._show([])

    def _show(self, lines: list[Content]) -> None:
        if not lines and not self.display:
            return  # even so it would be laid out anew
        self.display = bool(lines)
        self._lines = tuple(line.plain for line in lines)
        content, shown = Content("\n").join(lines), self._static.size
        wanted = content.get_height({}, shown.width) if shown.width > 0 else 0
        if self._least < wanted <= TALL:
            self._least = wanted
            self._static.styles.min_height = wanted
        # Laying the screen out anew takes longer than drawing the card, and is seldom needed.
        self._static.update(content, layout=max(self._least, wanted) != shown.height)
        if self.is_mounted:
            self.scroll_home(animate=False)


def _talk_lines(talk: Talk, problems: Sequence[str], beside: Sequence[str]) -> list[Content]:
    lines = [plain(talk.title or "(no title)", "bold")]
    lines += _shown(talk, _place, _people, _state)
    if talk.read_only:
        lines.append(plain(f"read-only: {talk.read_only}", "$text-warning"))
    lines += [plain(f"! {sentence}", "$text-warning") for sentence in beside]
    lines += [plain(f"! {problem}", "$text-error") for problem in problems[:4]]
    if len(problems) > 4:
        lines.append(plain(f"! and {len(problems) - 4} more", "$text-error"))
    return lines + _shown(talk, _verdict, _others)


def _shown(talk: Talk, *makers: Callable[[Talk], Content]) -> list[Content]:
    return [line for make in makers if (line := make(talk)).plain]


def _joined(parts: Sequence[str | None], by: str = " · ") -> str:
    return by.join(visible_line(part) for part in parts if part)


def _place(talk: Talk) -> Content:
    when = talk.date.isoformat() if talk.date else None
    if when and talk.time:
        when = f"{when} {talk.time:%H:%M}"
    long = duration_text(talk.duration) if talk.duration else None
    return plain(_joined([talk.conference, ", ".join(talk.categories), when, long]), "dim")


def _people(talk: Talk) -> Content:
    people = plain(", ".join(str(speaker) for speaker in talk.speakers))
    links = [
        _link(sign, name, name)
        for sign, name, there in (
            ("▶", "video", talk.video),
            ("⧉", "slides", talk.slides),
            ("↗", "page", talk.url),
        )
        if there
    ]
    if not links:
        return people
    return Content.assemble(people, "   " if people.plain else "", Content("  ").join(links))


def _link(sign: str, label: str, name: str) -> Content:
    """A link that a click opens. What the action says is ours; the address stays in the talk."""
    click = Style.from_meta({"@click": f"screen.open_link('{name}')"})
    return Content.assemble((f"{sign} ", "$text-accent"), plain(label, "$text-accent").stylize(click))


def _state(talk: Talk) -> Content:
    if talk.kind is Kind.ABOUT:
        return Content("")
    status = (
        f"{STATUS_MARKS[talk.status]} {talk.status.value}"
        if isinstance(talk.status, Status)
        else "· not triaged"
    )
    tags = " ".join(f"#{tag}" for tag in talk.all_tags)
    return Content.assemble(
        (status, "$text-accent"),
        (f"  {stars(talk.rating)}" if talk.rating else "", "$text-warning"),
        "   " if tags else "",
        plain(tags, "$text-success"),
    )


def _verdict(talk: Talk) -> Content:
    return plain(f"“{talk.verdict}”", "italic") if talk.verdict else Content("")


def _others(talk: Talk) -> Content:
    imported = "source.from" in talk.fields  # what an import remembers is for the next one
    others = [
        shorten(f"{name}: {', '.join(values)}", _LONGEST_OTHER, placeholder=" …")
        for name, values in talk.fields.items()
        if name.lower() not in KNOWN and values and not (imported and name.partition(".")[0] == "source")
    ]
    related = [f"related: {', '.join(talk.related)}"] if talk.related else []
    return plain(_joined([*related, *others[:6]]), "dim")


def talks_facts(talks: Sequence[Talk]) -> str:
    """How many talks, of which status, and their mean rating: `3 talks · 2 watched · ★ 3.5 …`."""
    facts = [f"{len(talks)} talk{'' if len(talks) == 1 else 's'}"]
    statuses = Counter(talk.status for talk in talks)
    named = [(status, "not triaged" if status is None else status.value) for status in (*Status, None)]
    states = [f"{statuses[status]} {name}" for status, name in named if statuses[status]]
    if statuses.keys() - {None}:
        facts.append(", ".join(states))
    ratings = [talk.rating for talk in talks if talk.rating]
    if ratings:
        facts.append(f"★ {sum(ratings) / len(ratings):.1f} of {len(ratings)} rated")
    return " · ".join(facts)


def conference_facts(conference: Conference) -> list[str | Content]:
    """What a conference's card says besides its name."""
    when = [day.isoformat() for day in (conference.start, conference.end) if day]
    links = [
        _link(sign, label, name)
        for sign, label, name, there in (
            ("▶", "playlist", "video", conference.playlist),
            ("↗", "page", "page", conference.url),
        )
        if there
    ]
    facts: list[str | Content] = [
        _joined([" – ".join(dict.fromkeys(when)), conference.location]),
        Content("  ").join(links),
    ]
    facts += [
        plain(f"! {conference.file}:{problem.line}: {problem.message}", "$text-error")
        for problem in conference.problems
    ]
    return [fact for fact in facts if fact]
