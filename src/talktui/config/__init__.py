"""Settings, where things live, what is remembered, and which notes directory to open."""

from talktui.config.locations import Locations, locations
from talktui.config.notes_dir import choose_notes_dir, sample_notes_dir
from talktui.config.settings import Settings, load_settings
from talktui.config.state import State, load_state, save_state

__all__ = [
    "Locations",
    "Settings",
    "State",
    "choose_notes_dir",
    "load_settings",
    "load_state",
    "locations",
    "sample_notes_dir",
    "save_state",
]
