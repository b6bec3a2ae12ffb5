"""The log, `talktui.log` in the state directory: what one may want to know later and need not be told now.

Opened, and `logging` imported, when there is something to say; most runs say nothing.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from talktui.config.locations import locations

if TYPE_CHECKING:
    from logging import Logger

NAME = "talktui.log"
LARGEST = 200_000  # bytes; the file before it is kept too, as talktui.log.1


def note(message: str) -> None:
    """Add a line to the log. Where it cannot be written there is none: it holds nothing that is needed."""
    _logger(locations().state).warning("%s", message.replace("\n", " "))


@cache
def _logger(folder: Path) -> Logger:
    import logging
    from logging.handlers import RotatingFileHandler  # a slow import, for a line that most runs never write

    logger = logging.Logger("talktui")  # no one's child: nothing goes to the terminal, on which the app draws
    handler: logging.Handler
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            folder / NAME,
            maxBytes=LARGEST,
            backupCount=1,
            encoding="utf-8",
            errors="backslashreplace",
            delay=True,
        )
    except OSError:
        handler = logging.NullHandler()
    logging.raiseExceptions = False  # a full disk: nothing is said on the screen, on which the app draws
    handler.setFormatter(logging.Formatter("%(asctime)s %(process)d %(message)s"))
    logger.addHandler(handler)
    return logger
