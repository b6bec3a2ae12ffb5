"""`:rocket:` as 🚀, by the names that Rich knows; a name that it does not know stays text."""

from __future__ import annotations

import re

_NAME = re.compile(r"(?<![\w:]):([a-z][a-z0-9_+-]{1,40}):(?![\w:])")


def with_emoji(text: str) -> str:
    """`text` with its emoji names replaced."""
    if ":" not in text or _NAME.search(text) is None:
        return text
    from rich.emoji import Emoji  # the table is read when a note first needs it

    return _NAME.sub(lambda match: Emoji.replace(match.group()), text)
