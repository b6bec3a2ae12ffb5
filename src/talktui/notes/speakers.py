"""Speakers, given as a list or as a line of text: "A & B, Org", "A, Role, Org & B, Role, Org".

A line says who by its structure: `&` and commas.  Only what structure cannot tell ("Computing Engineer"
is no organisation, "Mail & Media" are no two people) is left to a few words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence as Items

from talktui.notes.front_matter.values import Mapping, Scalar, Sequence, Value, texts
from talktui.notes.speaker_words import is_role, is_thing
from talktui.notes.talk import Speaker

_LEGAL_FORM = re.compile(
    r"(?:inc|llc|ltd|gmbh|co|corp|plc|s\.?a|ag|b\.?v|n\.?v|pty|limited)\.?", re.IGNORECASE
)
_NAME_SUFFIX = re.compile(r"(?:jr|sr)\.?|i{2,3}|iv|ph\.?d\.?|m\.?d\.?", re.IGNORECASE)
_AND = re.compile(r"\s+(?:&|and|und|\+)\s+", re.IGNORECASE)
_LINES = re.compile(r"[;\n]")
_DASH = re.compile(r"\s+[-–—|@]\s+|\s+at\s+")
_AT = re.compile(r"\s+(?:at|@)\s+")
_LINK = re.compile(r"!?\[([^\]\[]*)\]\([^()\s]*\)")
_PARENTHESES = re.compile(r"([^()]+?)\s*\((.*)\)")
_AFTER_PARENTHESES = re.compile(r"\)(?:\s*,\s*(?:&|and)?|\s+(?:&|and|\+))\s+(?=\S)")

_ROLES = ("role", "title", "job_title", "position", "job")
_ORGANISATIONS = ("organisation", "organization", "org", "company", "affiliation", "employer")
_NO_LONE_NAME = re.compile(r"[^\w .'’]|\b(?:and|und|at)\b", re.IGNORECASE)
LONGEST = 2_000
"""Characters of a line that are looked at."""


def read_speakers(value: Value) -> tuple[Speaker, ...]:
    """The speakers that a front-matter value gives: a text, a mapping, or a list of either."""
    match value:
        case Scalar(text=text):
            found = () if value.is_null else parse_speakers(text)
        case Mapping():
            found = _from_mapping(value)
        case Sequence(items=items):
            found = tuple([speaker for item in items for speaker in read_speakers(item)])
    return tuple(dict.fromkeys(found)) if len(found) > 1 else found


def _from_mapping(value: Mapping) -> tuple[Speaker, ...]:
    def first(keys: Items[str]) -> str | None:
        for key in keys:
            if (found := texts(value.get(key))) and (text := " ".join(", ".join(found).split())):
                return text
        return None

    name = first(("name", "speaker", "full_name"))
    if name is None:
        # `- Jane Doe: Grafana Labs`, a name with what follows it.
        pairs = ((" ".join(key.split()), texts(about)) for key, about in value.pairs)
        return tuple(Speaker(key, None, about[0] if about else None) for key, about in pairs if key)
    return (Speaker(name, first(_ROLES), first(_ORGANISATIONS)),)


def parse_speakers(text: str) -> tuple[Speaker, ...]:
    """The speakers a line of text names. `;` and line ends always separate; see the module for the rest."""
    if len(text) < LONGEST and not _NO_LONE_NAME.search(text):
        name = " ".join(text.split())
        return (Speaker(text if name == text else name),) if name else ()
    text = _LINK.sub(r"\1", text[:LONGEST])
    groups = (" ".join(group.split()) for group in _LINES.split(text))
    return tuple(speaker for group in groups if group for speaker in _group(group))


def speaker_text(speakers: Items[Speaker]) -> str:
    """A line of text that :func:`parse_speakers` makes `speakers` of again.

    "A & B, Org" where that is understood, else with parentheses: "A (Role, Org); B (Org)", and with a
    bar where only that is clear: "A (Role | Org, Inc of it)".
    """
    plain = [", ".join(part for part in (s.name, s.role, s.organisation) if part) for s in speakers]
    shared = _without_shared(speakers, plain)
    bracketed = []
    for speaker in speakers:
        role, organisation = speaker.role or "", speaker.organisation or ""
        about = f"{role}, {organisation}" if role else organisation
        bracketed.append(f"{speaker.name} ({about})" if about else speaker.name)
    forced = [f"{s.name} ({s.role or ''} | {s.organisation or ''})" for s in speakers]
    for line in (" & ".join(shared), " & ".join(plain), "; ".join(plain), "; ".join(bracketed)):
        if parse_speakers(line) == tuple(speakers):
            return line
    return "; ".join(forced)


def _without_shared(speakers: Items[Speaker], plain: list[str]) -> list[str]:
    """`plain`, the organisation left to the last of neighbours who share it."""
    lines = list(plain)
    for index in range(len(speakers) - 1):
        if speakers[index].organisation == speakers[index + 1].organisation:
            speaker = speakers[index]
            lines[index] = ", ".join(part for part in (speaker.name, speaker.role) if part)
    return lines


def _group(text: str) -> list[Speaker]:
    if text.endswith(")") and "(" in text:
        parts = _AFTER_PARENTHESES.split(text)
        people = [_bracketed(part + ")") for part in parts[:-1]] + [_bracketed(parts[-1])]
        known = [person for person in people if person]
        if len(known) == len(people):
            return known
    persons = _people(text)
    if len(persons) == 1 and (names := _only_names(persons[0])):
        return [Speaker(name) for name in names]
    found = [_person(segments) for segments in persons]
    # "A & B, Org": who has no organisation shares the next one's.
    for index in range(len(found) - 2, -1, -1):
        if found[index].organisation is None and found[index + 1].organisation:
            found[index] = Speaker(found[index].name, found[index].role, found[index + 1].organisation)
    return found


def _bracketed(text: str) -> Speaker | None:
    """`Name (Org)`, `Name (Role, Org)`; with a bar it is said what is what: `Name (Role | Org)`."""
    match = _PARENTHESES.fullmatch(text.strip())
    if match is None:
        return None
    name, about = match[1], match[2]
    role, bar, organisation = about.partition("|")
    if bar:
        return Speaker(name, role.strip() or None, organisation.strip() or None)
    return None if "," in name else Speaker(name, *_about(_segments(about)))


def _people(text: str) -> list[list[str]]:
    """The comma segments of each person: split at every `&` that a person stands behind."""
    parts = _AND.split(text)
    marks = _AND.findall(text)
    people = [parts[0]]
    lone = " " not in parts[0].split(",")[0].strip()  # the first person goes by one name
    for mark, part in zip(marks, parts[1:], strict=True):
        if _begins_person(part, people[-1], lone=lone):
            people.append(part)
        else:
            people[-1] += mark + part
    return [_segments(person) for person in people]


def _begins_person(part: str, before: str, *, lone: bool) -> bool:
    name, comma, _ = part.partition(",")
    words = name.split()
    if not words or len(words) > 5 or any(is_thing(word) for word in words):
        return False
    if "," not in before:
        # Only a name so far, and "A & B" are two; but "1&1 Mail & Media" has no name in front.
        return not any(char.isdigit() for char in before)
    if len(words) == 1:
        return lone and bool(comma)
    return words[0][0].isupper() or not words[0][0].isascii()


def _segments(text: str) -> list[str]:
    """What stands between the commas; "Acme, Inc." and "Davis, Jr." are one each."""
    segments: list[str] = []
    for part in text.split(","):
        segment = part.strip()
        if not segment:
            continue
        joins = _LEGAL_FORM.fullmatch(segment) if len(segments) > 1 else None
        if len(segments) == 1:
            joins = _NAME_SUFFIX.fullmatch(segment)
        if joins:
            segments[-1] += f", {segment}"
        else:
            segments.append(segment)
    return segments or [text.strip()]


def _only_names(segments: list[str]) -> list[str] | None:
    """`segments`, when three or more of them can only be people: "A B, C D, E F"."""
    if len(segments) < 3:
        return None
    for segment in segments:
        words = segment.split()
        if not 2 <= len(words) <= 3 or not all(word[0].isupper() for word in words):
            return None
        if is_role(segment) or any(is_thing(word) for word in words):
            return None
    return segments


def _person(segments: list[str]) -> Speaker:
    name, about = segments[0], segments[1:]
    if not about:
        if bracketed := _bracketed(name):
            return bracketed
        name, *about = _DASH.split(name, maxsplit=1)
    elif bracketed := _bracketed(name):
        # What stands in parentheses comes first: Lucas (CTO), Arcee AI.
        role, organisation = _about(about)
        return Speaker(bracketed.name, bracketed.role or role, organisation or bracketed.organisation)
    role, organisation = _about(about)
    return Speaker(name, role, organisation)


def _about(segments: list[str]) -> tuple[str | None, str | None]:
    """Role and organisation: the organisation stands last, unless only there a role is named."""
    if not segments:
        return None, None
    last = segments[-1]
    if len(segments) == 1:
        if not is_role(last):
            return None, last
        role, *organisation = _AT.split(last, maxsplit=1)
        return role, organisation[0] if organisation else None
    before = ", ".join(segments[:-1])
    if is_role(last) and not any(is_role(segment) for segment in segments[:-1]):
        return last, before
    return before, last
