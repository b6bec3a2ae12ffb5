"""What an event's texts hide: who speaks, of which kind it is, and what is left as its abstract."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from talktui.notes.folding import fold
from talktui.notes.speaker_words import is_role, is_thing
from talktui.notes.speakers import parse_speakers
from talktui.notes.talk import Speaker
from talktui.transfer.formats.field_texts import web_address
from talktui.transfer.formats.html_text import clean, is_html, plain, to_markdown
from talktui.transfer.formats.schedule import about_speaker

_HEADER = re.compile(r"(Section|Kind|Name):[ \t]*(.*)")
_SPEAKERS = re.compile(
    r"^[ \t]*(?:<[^<>]{1,60}>[ \t]*)*[*_]{0,2}"
    r"(?:(?P<one>speaker|presenter|presented by)|speakers|speaker\(s\)|presenters|panelists?"
    r"|vortragende[rn]?|referent(?:in|en|innen)?|intervenant(?:e|s|es)?|ponentes?)"
    r"[ \t]*:[*_]{0,2}(?:[ \t]*</[a-z0-9]+>)*[ \t]*(?P<names>[^\n]*?)(?=</(?:p|div|li)>|<br|$)",
    re.IGNORECASE | re.MULTILINE,
)
_ELEMENT = re.compile(
    r"<(p|ul|ol|h[1-6]|div|blockquote|pre|table)\b[^<>]*>.*?</\1\s*>", re.IGNORECASE | re.DOTALL
)
_BULLET = re.compile(r"^\s*(?:[-*•·]|\d{1,2}[.)])\s+")
_DASH = re.compile(r"\s+[-–—]\s+")
_PARTICLES = frozenset("de del della den der di da dos du el la le ten ter van von y e bin ibn al".split())
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Described:
    """A description, taken apart."""

    abstract: str = ""  # Markdown
    speakers: tuple[Speaker, ...] = ()
    kind: str = ""
    section: str = ""
    url: str | None = None


def described(text: str, url: str | None) -> Described:
    """A description's fields, and as its abstract what has not gone into one. `url`: the event's own."""
    text = clean(text).strip("\n")
    about: dict[str, str] = {}
    while found := _HEADER.match(text):
        about.setdefault(found[1], found[2].strip())
        text = text[found.end() :].lstrip("\n")
    first, _, rest = text.partition("\n")
    said = web_address(first) if first.startswith("http") and len(first.split()) == 1 else None
    if said and (url is None or said == url) and (about or said == url):
        url, text = said, rest
    text, speakers, lives = _without_speakers(text)
    parts = [to_markdown(text, url), *(about_speaker(name, to_markdown(life, url)) for name, life in lives)]
    if _same(parts[0], about.get("Name", "")):
        parts[0] = ""  # an event that is described by its title
    return Described(
        "\n\n".join(part for part in parts if part.strip()),
        speakers,
        plain(about.get("Kind", ""))[:100],
        plain(about.get("Section", ""))[:100],
        url,
    )


def _same(text: str, title: str) -> bool:
    return bool(title) and "".join(filter(str.isalnum, text)) == "".join(filter(str.isalnum, plain(title)))


def _without_speakers(text: str) -> tuple[str, tuple[Speaker, ...], list[tuple[str, str]]]:
    """The text without its block of speakers, these, and what is said of each by name."""
    found = None
    for found in _SPEAKERS.finditer(text):
        names = plain(found["names"])
        if names and looks_like_speakers(names, surely=False):
            who = parse_speakers(names) if found["one"] else names_of(names)
            return _joined(text[: found.start()], text[found.end() :]), who, []
        if not names:
            break
    else:
        return text, (), []
    before, block = text[: found.start()], text[found.end() :].lstrip("\n")
    after = ""
    if not _ELEMENT.search(block):  # names, a line each; what follows a blank line is text again
        block, _, after = block.partition("\n\n")
    speakers: list[Speaker] = []
    lives: list[tuple[str, str]] = []
    for line, element in _pieces(block):
        name = plain(_BULLET.sub("", line)) if not element else ""
        if name and looks_like_speakers(name, surely=False, alone=True):
            new = names_of(name) if "," in name else (Speaker(name),)
            speakers.extend(new)
            lives.append((new[0].name, ""))
        elif not speakers:
            return text, (), []  # no block of speakers after all
        else:
            lives[-1] = (lives[-1][0], f"{lives[-1][1]}\n{line}")
    return _joined(before, after), tuple(dict.fromkeys(speakers)), [life for life in lives if life[1].strip()]


def _pieces(block: str) -> list[tuple[str, bool]]:
    """A block's elements as they are, and the lines between them; whether each is an element."""
    pieces: list[tuple[str, bool]] = []
    at = 0
    for element in _ELEMENT.finditer(block):
        pieces += [(line, False) for line in block[at : element.start()].split("\n") if line.strip()]
        pieces.append((element.group(), True))
        at = element.end()
    return pieces + [(line, False) for line in block[at:].split("\n") if line.strip()]


def _joined(before: str, after: str) -> str:
    return "\n\n".join(part for part in (before.strip("\n"), after.strip("\n")) if part)


def names_of(text: str) -> tuple[Speaker, ...]:
    """Who a line names: "A & B, Org", and a list of full names, "A B, C D, E F"."""
    text = " ".join(text.split())
    parts = [part for part in (part.strip() for part in text.split(",")) if part]
    if (
        "&" not in text
        and len(parts) > 1
        and all(_is_full_name(part) and not _is_work(part) for part in parts)
    ):
        return tuple(dict.fromkeys(Speaker(part) for part in parts))
    return parse_speakers(text)


def told_apart(speakers: Iterable[Speaker]) -> tuple[Speaker, ...]:
    """Each of `speakers` once, by name, with the first role and organisation that is said of them."""
    found: dict[str, Speaker] = {}
    for one in speakers:
        before = found.setdefault(fold(one.name), one)
        found[fold(one.name)] = Speaker(
            before.name, before.role or one.role, before.organisation or one.organisation
        )
    return tuple(found.values())


def _is_work(text: str) -> bool:
    return is_role(text) or any(is_thing(word) for word in text.split())


def sched_parts(title: str) -> tuple[str, str] | None:
    """Title and tail of "Title - Tail", at the last dash."""
    dashes = list(_DASH.finditer(" ".join(title.split())))
    if not dashes:
        return None
    title = " ".join(title.split())
    before, after = title[: dashes[-1].start()].strip(), title[dashes[-1].end() :].strip()
    return (before, after) if before and after else None


def looks_like_speakers(text: str, *, surely: bool, alone: bool = False) -> bool:
    """Whether `text` may name speakers: short, no sentence, and names to begin with.

    `surely`: there is an organisation or a second name, too; `alone`: on its own line, where a word will do.
    """
    text = text.strip()
    if not text or len(text) > (_LONGEST_NAME if alone else 400) or is_html(text):
        return False
    if text.endswith(("?", "!", ":", ";")) or "://" in text or (text.endswith(".") and len(text.split()) > 6):
        return False
    if alone:
        return len(text.split()) <= 12 and not text[0].isdigit()
    if surely and "," not in text and "&" not in text:
        return False
    names = [speaker.name for speaker in parse_speakers(text)]
    return bool(names) and all(_is_full_name(name) for name in names)


def _is_full_name(text: str) -> bool:
    words = text.split()
    if not 2 <= len(words) <= 6 or any(char.isdigit() for char in text):
        return False
    return all(
        word.casefold() in _PARTICLES or not word[0].isalpha() or not word[0].islower() for word in words
    )
