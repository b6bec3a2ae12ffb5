"""What all tests share: the figures they measure are printed together at the end."""

from __future__ import annotations

import gc
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reliability.figures import figures, pytest_terminal_summary

__all__ = ["figures", "nothing_frozen", "own_trash", "pytest_terminal_summary"]


@pytest.fixture(scope="session", autouse=True)
def own_trash(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What tests delete goes to a trash of theirs; what they start inherits it."""
    data = tmp_path_factory.mktemp("data-home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(data))
        importlib.import_module("send2trash")  # looks the trash's place up as it is imported
        yield data / "Trash"


@pytest.fixture(scope="module", autouse=True)
def nothing_frozen() -> Iterator[None]:
    """The app freezes what it has loaded, since it is needed until the end; hundreds of apps are not.

    What they hold, open files among it, would stay until the last test.
    """
    yield
    gc.unfreeze()
    gc.enable()
    gc.collect()
