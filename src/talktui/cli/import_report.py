"""What an import did, or would do: as sentences, as a table, as diffs and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from talktui.cli.command import INTERRUPTED, NOTHING, OK
from talktui.cli.output import Output
from talktui.cli.table import print_table
from talktui.notes.diffs import unified_diff
from talktui.notes.groups import CANCELLED, Made
from talktui.notes.talk import Kind
from talktui.transfer.differing import differing
from talktui.transfer.imported import Imported, Offer
from talktui.transfer.merging.digests import origin_of
from talktui.transfer.merging.plan import Plan, Planned, State
from talktui.transfer.offers import noted

if TYPE_CHECKING:
    from talktui.notes.changes import Change
    from talktui.notes.talk import Talk
    from talktui.transfer.merging.plan import Difference

Say = Callable[[str], None]

_TOLD_OFFERS = 20
_TOLD_CONFERENCES = 40
_TOLD_REFUSED = 5
_TOLD_ADDED = 2
_STATES: Mapping[State, str] = {
    State.NEW: "new",
    State.CHANGED: "changed",
    State.SAME: "as before",
    State.LEFT: "left the source",
    State.REFUSED: "not imported",
}
_LONGEST = 100


@dataclass
class Report:
    """One import, carried out (`made`) or only planned."""

    plan: Plan
    imported: Sequence[Imported]
    related: bool
    made: Made | None = None
    changes: Sequence[Change] = ()  # of a plan, where they are asked for
    warnings: list[str] = field(default_factory=list)

    @property
    def offers(self) -> list[tuple[Offer, str | None]]:
        """Talks that are only linked from a talk's prose, and that talk's title; none that has a note."""
        if not any(one.offers for one in self.imported):
            return []
        has_note = noted(self.plan)
        return [
            (offer, one.talks[offer.talk].title if offer.talk is not None else None)
            for one in self.imported
            for offer in one.offers
            if not has_note(offer)
        ]

    @property
    def failures(self) -> list[tuple[str, str]]:
        """Files that could not be written, each with its reason; those that were not tried are left out."""
        made = self.made
        if made is None:
            return []
        return [
            (one.path, one.reason)
            for one in made.failures
            if made.stopped is None or one.reason != made.stopped
        ]

    @property
    def not_tried(self) -> int:
        """Files that an import which was stopped did not come to."""
        made = self.made
        if made is None or made.stopped is None:
            return 0
        return sum(one.reason == made.stopped for one in made.failures)

    @property
    def code(self) -> int:
        """The exit code."""
        if self.made is not None and self.made.stopped is not None:
            return INTERRUPTED if self.made.stopped == CANCELLED else NOTHING
        refused = State.REFUSED in {one.state for one in self.plan.talks} | {
            one.state for one in self.plan.conferences
        }
        return NOTHING if refused or self.failures else OK

    @property
    def all_warnings(self) -> list[str]:
        """What a person should know of how it was saved."""
        made = self.made
        if made is None:
            return self.warnings
        of_files = [f"{saved.change.path}: {saved.warning}" for saved in made.saved if saved.warning]
        return [*self.warnings, *of_files, *made.warnings]


# -- for a person


def tell(out: Output, report: Report, *, verbose: bool = False) -> None:
    """Print what was done, or the plan as a table; `verbose`: every field, or the files' diffs."""
    planned = report.made is None
    if planned:
        _tell_plan(out, report, verbose=verbose)
    else:
        _tell_conferences(out.line, report)
    say = out.note if planned else out.line
    if report.made is not None and report.made.stopped is None:
        _tell_differences(out, report, verbose=verbose)
    for one in report.plan.talks:
        if one.state is State.LEFT:
            say(f"{_named(report, one)}: no longer in the source; the note stays")
    _tell_refused(out, report)
    for conference in report.plan.conferences:
        if conference.state is State.REFUSED:
            out.note(f"{conference.path}: not written: {conference.reason}")
    _tell_offers(say, report)
    for told in (*(told for one in report.imported for told in one.told), *_own(report)):
        out.note(f"{told}")
    for warning in report.all_warnings:
        out.note(f"{warning}.")
    for path, reason in report.failures:
        out.note(f"{path}: not written: {reason}")
    made = report.made
    if made is not None and made.stopped is not None:
        why = "Interrupted" if made.stopped == CANCELLED else f"Stopped: {made.stopped}"
        out.note(
            f"{why}: {counted(report.not_tried, 'file')} not written, the others are whole. "
            f"Running it again goes on{', and so does talktui redo' if made.goes_on else ''}."
        )


def _own(report: Report) -> Iterable[object]:
    """What the plan tells beside what the sources did."""
    of_sources = {told for one in report.imported for told in one.told}
    return [told for told in report.plan.told if told not in of_sources]


def _tell_plan(out: Output, report: Report, *, verbose: bool) -> None:
    rows = [_row(planned) for planned in report.plan.talks if planned.state is not State.SAME]
    header = ("What", "Title", "Conference", "Where", "Fields")
    if rows and out.is_terminal:
        print_table(out, header, (8, 24, 10, 12, 6), rows)
    else:
        for row in rows:
            out.columns(row)
    if verbose:
        for change in report.changes:
            out.diff(change.path, change.before, change.after)
    _tell_conferences(out.note, report)


def _row(planned: Planned) -> tuple[str, ...]:
    where = planned.reason or (str(planned.key) if planned.key is not None else "")
    fields = [one.field for one in planned.follows] + [f"{one.field} (kept)" for one in planned.kept]
    if planned.state is State.CHANGED and not planned.follows:
        fields.insert(0, "source")  # it remembers that only
    return _STATES[planned.state], planned.title, planned.conference, where, ", ".join(fields)


def _tell_conferences(say: Say, report: Report) -> None:
    """A line a conference, and how many files."""
    made = report.made
    before = f", {counted(made.before, 'file')} before it was interrupted" if made and made.before else ""
    if made is not None and made.stopped is not None:  # what of the plan came about, the next import says
        files = len(made.saved) + report.not_tried + len(report.failures)
        undo = "; talktui undo takes them back" if made.saved else ""
        say(f"{len(made.saved):,} of {counted(files, 'file')} written{before}{undo}.")
        return
    counts: dict[str, Counter[State]] = {}
    for planned in report.plan.talks:
        counts.setdefault(planned.conference, Counter())[planned.state] += 1
    # Those that nothing is to do for come last, and of hundreds a few are named.
    ordered = sorted(counts.items(), key=lambda item: item[1].keys() <= {State.SAME})
    for conference, states in ordered[:_TOLD_CONFERENCES]:
        say(f"{conference or 'No conference'}: {_counted(states)}")
    if len(ordered) > _TOLD_CONFERENCES:
        rest: Counter[State] = sum((states for _, states in ordered[_TOLD_CONFERENCES:]), Counter())
        say(f"{counted(len(ordered) - _TOLD_CONFERENCES, 'more conference')}: {_counted(rest)}")
    if made is None:
        files = len(report.plan.tasks())
        say(f"Would write {counted(files, 'file')}." if files else "Nothing would change.")
    elif not made.saved and report.code != OK:
        say("Nothing was written.")
    elif not made.saved:
        say("Nothing changed: the notes say already what the source says.")
    else:
        back = "" if made.step is None else "; talktui undo takes all of it back"
        say(f"{counted(len(made.saved), 'file')} written{before}{back}.")


def _counted(states: Counter[State]) -> str:
    return ", ".join(f"{states[state]:,} {words}" for state, words in _STATES.items() if states[state])


def _tell_differences(out: Output, report: Report, *, verbose: bool) -> None:
    """What notes that were there got, and what of them stays; of what was not written nothing."""
    failed = {path for path, _ in report.failures}
    for planned in report.plan.talks:
        if planned.state in {State.NEW, State.REFUSED}:
            continue
        name = _named(report, planned)
        if planned.state is State.CHANGED and (planned.key is None or planned.key.path not in failed):
            for said in _changed(report, planned, verbose=verbose):
                out.line(f"{name}: {said}")
        for one in planned.kept:
            out.line(f"{name}: {_kept(one)}")
    for conference in report.plan.conferences:
        for one in conference.kept:
            out.line(f"{conference.path}: {_kept(one)}")


def _changed(report: Report, planned: Planned, *, verbose: bool) -> Iterator[str]:
    """What a note got: fields that it had otherwise each, of many that it had not the names."""
    added = [one.field for one in planned.follows if not one.mine.strip()]
    for one in planned.follows:
        if verbose or len(added) <= _TOLD_ADDED or one.mine.strip():
            mine, theirs = differing(one.mine, one.theirs, _LONGEST)
            yield f"{one.field}: {mine} → {theirs}"
    if not verbose and len(added) > _TOLD_ADDED:
        yield f"gets {', '.join(added)}"
    if not planned.follows:
        talk = _talk_of(report, planned)
        is_new = talk is None or origin_of(talk) is None
        yield "now remembers where it is from" if is_new else "remembers the id that the source has now"


def _kept(one: Difference) -> str:
    mine, theirs = differing(one.mine, one.theirs, _LONGEST)
    return f"kept: {one.field}: {mine}, the source has {theirs}"


def _tell_refused(out: Output, report: Report) -> None:
    """Talks that were not imported; many for one reason in one line."""
    refused: dict[tuple[str, str], list[Planned]] = {}
    for planned in report.plan.talks:
        if planned.state is State.REFUSED:
            refused.setdefault((planned.reason, planned.conference), []).append(planned)
    for (reason, conference), talks in refused.items():
        if len(talks) > _TOLD_REFUSED:
            out.note(f"{conference or 'No conference'}: {len(talks):,} talks not imported: {reason}")
        else:
            for planned in talks:
                out.note(f"{_named(report, planned)}: not imported: {reason}")


def _tell_offers(say: Say, report: Report) -> None:
    """Talks that are only linked: those in a talk's text can be taken, the others nothing refers to."""
    within = [(offer, talk) for offer, talk in report.offers if talk is not None and not report.related]
    beside = [(offer, talk) for offer, talk in report.offers if talk is None]
    for offers, words in (
        (within, "Also linked, not imported; --related takes them:"),
        (beside, "Also linked, in no talk's text, and not imported:"),
    ):
        if not offers:
            continue
        say(words)
        for offer, talk in offers[:_TOLD_OFFERS]:
            say(f"  {_cut(offer.title)}  {offer.url}" + (f" (in “{_cut(talk)}”)" if talk is not None else ""))
        if len(offers) > _TOLD_OFFERS:
            say(f"  and {len(offers) - _TOLD_OFFERS:,} more; --json lists all of them")


def _named(report: Report, planned: Planned) -> str:
    """A talk by the title that its note had, and where that is; the source may call it otherwise."""
    talk = _talk_of(report, planned)
    where = f" ({planned.key})" if planned.key is not None else ""
    return f"“{_cut(planned.title if talk is None else talk.title)}”{where}"


def _talk_of(report: Report, planned: Planned) -> Talk | None:
    """The talk that was there, before the import; None for a new one."""
    if planned.key is None or planned.state is State.NEW:
        return None
    talk = report.plan.library.talk(planned.key)
    return talk if talk is not None and talk.kind is Kind.TALK else None  # not what a log says of itself


def counted(number: int, noun: str) -> str:
    """`number`, in groups of three digits, and `noun` in the plural unless there is one."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


# -- for a program


def as_json(report: Report, *, dry_run: bool) -> dict[str, Any]:
    """The import for `--json`, whole; of a dry run with each file's diff."""
    made = report.made
    changes = [saved.change for saved in made.saved] if made is not None else report.changes
    states = Counter(planned.state for planned in report.plan.talks)
    return {
        "dry_run": dry_run,
        "title": report.plan.title,
        "step": None if made is None else made.step,
        "counts": {state.name.lower(): states[state] for state in State},
        "sources": [_source(one) for one in report.imported],
        "conferences": [
            {
                "state": conference.state.name.lower(),
                "name": conference.name,
                "path": conference.path,
                "kept": [_difference(one) for one in conference.kept],
                "reason": conference.reason,
            }
            for conference in report.plan.conferences
        ],
        "talks": [_talk(planned) for planned in report.plan.talks],
        "offers": [
            {
                "title": offer.title,
                "url": offer.url,
                "talk": talk,
                "line": offer.line,
                "taken": report.related and talk is not None,
            }
            for offer, talk in report.offers
        ],
        "told": [str(told) for one in report.imported for told in one.told]
        + [str(told) for told in _own(report)],
        "files": [_file(change, dry_run=dry_run) for change in changes],
        "failed": [{"path": path, "reason": reason} for path, reason in report.failures],
        "warnings": report.all_warnings,
        "stopped": None if made is None else made.stopped,
        "not_tried": report.not_tried,
    }


def _source(one: Imported) -> dict[str, Any]:
    return {
        "source": one.source,
        "format": one.format,
        "conference": one.conference.name if one.conference is not None else None,
        "talks": len(one.talks),
        "complete": one.complete,
    }


def _talk(planned: Planned) -> dict[str, Any]:
    key = planned.key
    return {
        "state": planned.state.name.lower(),
        "title": planned.title,
        "conference": planned.conference,
        "path": None if key is None else key.path,
        "anchor": None if key is None else key.anchor,
        "follows": [_difference(one) for one in planned.follows],
        "kept": [_difference(one) for one in planned.kept],
        "reason": planned.reason,
    }


def _difference(one: Difference) -> dict[str, str]:
    return {"field": one.field, "mine": one.mine, "theirs": one.theirs}


def _file(change: Change, *, dry_run: bool) -> dict[str, Any]:
    if not dry_run:
        return {"path": change.path}
    return {"path": change.path, "diff": "\n".join(unified_diff(change.path, change.before, change.after))}
