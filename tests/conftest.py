"""What all tests share: the figures they measure are printed together at the end."""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.reliability.figures import figures, pytest_terminal_summary

__all__ = ["figures", "own_trash", "pytest_terminal_summary"]

# Where a change is judged it is tried with the same examples each time; at a desk with others each time,
# which is where a rare one is found and becomes a test of its own.
settings.register_profile("judged", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("judged")


@pytest.fixture(scope="session", autouse=True)
def own_trash(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What tests delete goes to a trash of theirs; what they start inherits it."""
    data = tmp_path_factory.mktemp("data-home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(data))
        importlib.import_module("send2trash")  # looks the trash's place up as it is imported
        yield data / "Trash"
