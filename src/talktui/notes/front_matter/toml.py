"""TOML front matter: the one place to import its reading and splicing from."""

from talktui.notes.front_matter.toml_read import read_toml
from talktui.notes.front_matter.toml_splice import splice_toml

__all__ = ["read_toml", "splice_toml"]
