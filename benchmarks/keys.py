"""From a key to the screen: the filter's typed script, the cursor, groups.

A key of a bare app follows each of the app's, so that a busy machine is in both.
"""

from __future__ import annotations

from benchmarks.made_notes import narrowing_words
from benchmarks.run import BareKeys, Run
from benchmarks.screen_timing import PANES, READER, TREE

# Typed into the filter bar letter by letter; each is taken back with backspaces, measured as well.
SCRIPT = (
    "a",
    "py",
    "kubernetes",
    '"machine learning"',
    "tag:python",
    "speaker:guido",
    "date:2015..2016",
    "-python",
    "/pyth.n/",
    "café",
)
SHORT_SCRIPT = ("a", "py", "kubernetes", '"machine l', "tag:py", "-py", "/py.h/", "café")


def script_of(run: Run) -> tuple[str, ...]:
    """What is typed: all of it for the sizes that limits are about."""
    return SHORT_SCRIPT if run.quick or run.notes.count < 20_000 else SCRIPT


def filtering(run: Run) -> None:
    """The script, key by key, and the same keys taken back with backspaces."""
    keys: list[float | None] = []
    with run.ready() as app, run.bare("message") as bare:
        yardstick = BareKeys(bare)
        app.press("/")
        for text in script_of(run):
            for key in text + len(text) * "\x7f":
                keys.append(app.time_key(key, TREE))
                yardstick.press()
    run.report("filter", keys, yardstick.times)
    run.report("filter-worst", keys, yardstick.times)


def typing_fast(run: Run) -> None:
    """Ten letters at thirty a second: from the last letter until the tree shows what all ten find.

    Each letter leaves fewer talks, so what all ten find is not there before the last is typed.
    """
    took: list[float | None] = []
    words = narrowing_words(run.notes.root, 3)
    if not words:
        run.remark(f"{run.notes.count:,} talks: no ten letters of which each leaves fewer")
        return
    with run.ready() as app, run.bare("message") as bare:
        yardstick = BareKeys(bare)
        app.press("/")
        for word in words * run.times(4, 1):
            took.append(app.time_word(word, TREE, 1 / 30))
            yardstick.press()
            app.send(len(word) * "\x7f")
            app.draw(app.until_done())
    run.report("filter-burst", took, yardstick.times)


def cursor(run: Run) -> None:
    """Open a group, then go down in it."""
    keys: list[float | None] = []
    with run.ready() as app, run.bare("cycle") as bare:
        yardstick = BareKeys(bare)
        app.press("g")
        opened = app.time_key("l", TREE)
        for _ in range(run.times(60, 20)):
            keys.append(app.time_key("j", READER))
            yardstick.press()
    run.report("cursor", keys, yardstick.times)
    run.report("open-group", [opened], yardstick.times)


def grouping(run: Run) -> None:
    """Group by every other facet, the first time and again."""
    times: list[float | None] = []
    with run.ready() as app, run.bare("message") as bare:
        yardstick = BareKeys(bare)
        for choice in "tsoanc" * run.times(3, 1):
            app.press("b")
            times.append(app.time_key(choice, PANES))
            yardstick.press()
            yardstick.press()
    run.report("group", times, yardstick.times)


def other_keys(run: Run) -> None:
    """Folding, sorting and edits: nothing is asked of them, but that they stay quick."""
    with run.ready() as app, run.bare("message") as bare:
        yardstick = BareKeys(bare)
        app.press("g")
        folds = [yardstick.beside(app.time_key("z", TREE)) for _ in range(run.times(6, 2))]
        run.report("fold", folds, yardstick.times)
        sorts: list[float | None] = []
        for choice in "tdslo":
            app.press("B")
            sorts.append(app.time_key(choice, PANES))
            yardstick.press()
        run.report("sort", sorts, yardstick.times)
    with run.ready() as app, run.bare("message") as bare:
        yardstick = BareKeys(bare)
        app.press("g", "l", "j", "j")
        edits = [yardstick.beside(app.time_key(str(1 + n % 5), READER)) for n in range(run.times(10, 3))]
        run.report("rating", edits, yardstick.times)
        app.press(*"/pyth", "\r", "J")
        edits = [yardstick.beside(app.time_key(str(1 + n % 5), READER)) for n in range(run.times(10, 3))]
        run.report("rating-filtered", edits, yardstick.times)
