"""What a note remembers of an import: where its talk is from, and a short digest of each imported field.

```yaml
source:
  from: frab:fosdem-2025
  id: "6600"
  digests: title=1f0a33bc speakers=9e107d9d video+=03ac6742
```

A digest (:mod:`talktui.notes.imported_digest`) is of the field's value as the note reads it and
:mod:`~talktui.transfer.merging.said` gives it, so that other quotes, another order of keys or another
spelling of a date are no change. `+=`: another source than `from` gave it; it is remembered so that it is not
given again to who cleared it, and follows nobody. `!=`: the person corrected it before it was imported; it
follows their next correction only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

from talktui.notes.talk import Talk

SOURCE, FROM, ID, DIGESTS = "source", "from", "id", "digests"
_DIGEST = re.compile(r"(?P<field>[^\s=+!]+)(?P<how>[+!]?)=(?P<digest>[0-9a-f]{8})")


@dataclass(frozen=True, slots=True)
class Mark:
    """That a field was imported: the digest of what it was, and whether the note's own source gave it."""

    digest: str
    own: bool = True
    corrected: bool = False  # by the person, of what their source gave; then it is not `own`


@dataclass(frozen=True, slots=True)
class Origin:
    """What a note's `source:` says."""

    source: str
    id: str | None = None
    marks: Mapping[str, Mark] = field(default_factory=dict)  # by field


def digests_text(marks: Mapping[str, Mark]) -> str:
    """`marks` as the text under `digests`."""
    return " ".join(f"{quote(name, safe='._-')}{_how(mark)}={mark.digest}" for name, mark in marks.items())


def _how(mark: Mark) -> str:
    if mark.corrected:
        return "!"
    return "" if mark.own else "+"


def marks_of(text: str) -> dict[str, Mark]:
    """The marks that :func:`digests_text` wrote; what is none is read over."""
    return {
        unquote(match["field"]): Mark(match["digest"], not match["how"], match["how"] == "!")
        for match in map(_DIGEST.fullmatch, text.split())
        if match is not None
    }


def origin_of(talk: Talk) -> Origin | None:
    """What the note remembers of its talk's import; None when it was not imported."""
    source = talk.fields.get(f"{SOURCE}.{FROM}")
    if not source or not source[0].strip():
        return None
    ids = talk.fields.get(f"{SOURCE}.{ID}") or ()
    text = " ".join(talk.fields.get(f"{SOURCE}.{DIGESTS}") or ())
    return Origin(source[0].strip(), ids[0].strip() if ids else None, marks_of(text))
