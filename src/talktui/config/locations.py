"""Where talktui keeps things on this system: platformdirs' places, each of which a variable can move."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from platformdirs import PlatformDirs

_APP = "talktui"


class Locations(NamedTuple):
    """Four directories, which may not exist yet."""

    config: Path  # config.yaml
    state: Path  # what is remembered, the journal, drafts
    data: Path  # the copy of the sample notes
    cache: Path  # may be deleted at any time


def locations() -> Locations:
    """The directories for this user.

    `TALKTUI_CONFIG_DIR`, `TALKTUI_STATE_DIR`, `TALKTUI_DATA_DIR` and `TALKTUI_CACHE_DIR` move one
    each, for portable use and for tests; else https://pypi.org/project/platformdirs says where.
    """
    dirs = PlatformDirs(_APP, appauthor=False)

    def place(variable: str, default: str) -> Path:
        value = os.environ.get(variable, "").strip()
        return Path(os.path.expanduser(value or default)).absolute()  # Path.expanduser raises

    return Locations(
        place("TALKTUI_CONFIG_DIR", dirs.user_config_dir),
        place("TALKTUI_STATE_DIR", dirs.user_state_dir),
        place("TALKTUI_DATA_DIR", dirs.user_data_dir),
        place("TALKTUI_CACHE_DIR", dirs.user_cache_dir),
    )
