"""Text put into Markdown that we make ourselves, so that it is shown as it is."""

from __future__ import annotations

import re

_PUNCTUATION = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~^:=\"'&$@%/;?,])")


def escape(text: str) -> str:
    """`text` as one line of Markdown that means just its characters.

    CommonMark lets a backslash stand before any ASCII punctuation character (section 2.4).
    """
    return _PUNCTUATION.sub(r"\\\1", " ".join(text.split()))
