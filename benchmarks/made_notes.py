"""Notes to measure on: real talks first, then made-up ones, the same in every run.

Real talks are those of ../shared/data/pyvideo, where that is there; what is wanted beyond them, or without
them, is made of made-up words.  Notes of one size are made once a run, below a folder on a real disk.
"""

from __future__ import annotations

import json
import os
import random
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
PYVIDEO = REPOSITORY.parent / "shared" / "data" / "pyvideo"
IN_MEMORY = frozenset({"tmpfs", "ramfs"})
WORD = re.compile(r"[a-z]{8,14}")


@dataclass(frozen=True)
class MadeNotes:
    """A notes directory, and what to ask of it."""

    root: Path
    count: int
    size: int  # bytes
    rare: tuple[str, ...]  # words that stand in the text of one note only
    dates: str  # a range of days, as a filter, that about a thousand talks are of


def real_talks() -> Iterator[tuple[str, str]]:
    """(path, text) of a note for every talk of the pyvideo data."""
    for file in sorted(PYVIDEO.glob("*/videos/*.json")):
        try:
            said = json.loads(file.read_text("utf-8"))
        except ValueError:
            continue
        video = (said.get("videos") or [{}])[0].get("url", "")
        front = {
            "title": said.get("title", ""),
            "date": said.get("recorded") or "2000-01-01",
            "speakers": said.get("speakers") or [],
            "tags": said.get("tags") or [],
            "video": video,
        }
        lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front.items()]
        if said.get("duration"):
            lines.append(f"duration: {said['duration']}")
        event = file.parent.parent.name
        text = "---\n" + "\n".join(lines) + f"\n---\n\n{said.get('description') or ''}\n"
        yield f"{event}/{file.stem}.md", text


def made_up_talks() -> Iterator[tuple[str, str]]:
    """(path, text) of as many notes as are wanted."""
    chance = random.Random(1)
    syllables = [a + b for a in "bcdfghklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er", "is")]
    words = ["".join(chance.choices(syllables, k=chance.randint(1, 4))) for _ in range(8000)]
    words += ["python", "kubernetes", "machine", "learning", "guido", "café"]
    number = 0
    while True:
        number += 1
        speaker = " ".join(chance.choices(words, k=2)).title()
        tags = json.dumps(chance.choices(words[:400], k=3))
        body = " ".join(chance.choices(words, k=90))
        date = f"{chance.randint(2008, 2024)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        words_of_it = f"{body} {_letters(number)}querfeldein"  # which stands nowhere else
        text = (
            f"---\ntitle: {' '.join(chance.choices(words, k=6))}\ndate: {date}\n"
            f"speakers: [{speaker}]\ntags: {tags}\nvideo: https://example.org/{number}\n---\n\n{words_of_it}\n"
        )
        yield f"event-{number // 40:04}/talk-{number:06}.md", text


def _letters(number: int) -> str:
    """`number` in six letters or more."""
    return "".join(chr(ord("a") + int(digit)) for digit in f"{number:06}")


def make_notes(root: Path, count: int) -> MadeNotes:
    """Write `count` notes below `root`; raises OSError."""
    size = 0
    texts: list[str] = []
    days: Counter[str] = Counter()
    folders: set[Path] = set()
    talks = chain(real_talks() if PYVIDEO.is_dir() else iter(()), made_up_talks())
    for path, text in islice(talks, count):
        file = root / path
        if file.parent not in folders:
            file.parent.mkdir(parents=True, exist_ok=True)
            folders.add(file.parent)
        size += file.write_bytes(text.encode())
        texts.append(text.lower())
        if day := re.search(r'^date: "?(\d{4}-\d\d-\d\d)', text, re.MULTILINE):
            days[day[1]] += 1
    return MadeNotes(root, count, size, _rare_words(texts), _about(1_000, days))


def _rare_words(texts: list[str], wanted: int = 5) -> tuple[str, ...]:
    """Some words that are part of one text only, and stand in its body."""
    counts: Counter[str] = Counter()
    bodies = [text.partition("\n---\n\n")[2] for text in texts]
    for body in bodies:
        counts.update(set(WORD.findall(body)))
    once = (word for word, times in counts.items() if times == 1)
    return tuple(islice((word for word in once if sum(word in text for text in texts) == 1), wanted))


def narrowing_words(root: Path, wanted: int) -> list[str]:
    """Ten letters each, to type: with each fewer notes below `root` have them, with the last far fewer."""
    bodies = [file.read_text("utf-8").lower().partition("\n---\n\n")[2] for file in root.rglob("*.md")]
    common = Counter(word[:10] for body in bodies for word in set(WORD.findall(body)) if len(word) >= 10)
    found: dict[str, str] = {}  # by their first letters: of one word's forms one is enough
    for letters, _ in common.most_common(1_000):
        if letters[:4] not in found and _narrows(letters, bodies):
            found[letters[:4]] = letters
            if len(found) == wanted:
                break
    return list(found.values())


def _narrows(letters: str, bodies: list[str]) -> bool:
    """Whether fewer of `bodies` have them with each letter, and a quarter less with the last one."""
    before = len(bodies)
    for end in range(1, len(letters) + 1):
        before = len(bodies)
        bodies = [body for body in bodies if letters[:end] in body]
        if not bodies or (end > 1 and len(bodies) == before):
            return False
    return 4 * len(bodies) <= 3 * before


def _about(wanted: int, days: Mapping[str, int]) -> str:
    """The range of days that comes closest to `wanted` talks."""
    ordered = sorted(days)
    best = (wanted, "..")
    first, total = 0, 0
    for last, day in enumerate(ordered):
        total += days[day]
        while total > wanted and first < last:
            if total - wanted < best[0]:
                best = (total - wanted, f"{ordered[first]}..{day}")
            total -= days[ordered[first]]
            first += 1
        if abs(wanted - total) < best[0]:
            best = (abs(wanted - total), f"{ordered[first]}..{day}")
    return f"date:{best[1]}" if best[1] != ".." else "date:2000..2030"


def on_disk(folder: Path) -> bool:
    """Whether what is written below `folder` goes to a disk (Linux; elsewhere: nothing is known of it)."""
    return filesystem(folder) not in IN_MEMORY


def filesystem(folder: Path) -> str:
    """The kind of file system that `folder` is on; "" where the system does not tell."""
    try:
        mounts = Path("/proc/mounts").read_text("utf-8").splitlines()
    except OSError:
        return ""
    found = ("", "")
    for line in mounts:
        _, place, kind = line.split()[:3]
        inside = place == "/" or str(folder.resolve()).startswith(place.rstrip("/") + "/")
        if inside and len(place) >= len(found[0]):
            found = (place, kind)
    return found[1]


def working_folder() -> str | None:
    """Where a run keeps its notes: the temporary folder, or /var/tmp where that one is in memory."""
    usual = Path(tempfile.gettempdir())
    if on_disk(usual) or not os.access("/var/tmp", os.W_OK):
        return None
    return "/var/tmp"
