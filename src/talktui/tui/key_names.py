"""Key names: as people write them in settings and read them in the app, and as Textual calls them."""

from __future__ import annotations

from textual.keys import Keys, _character_to_key

_SHOWN = {
    "escape": "esc",
    "pagedown": "pgdn",
    "pageup": "pgup",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "slash": "/",
    "question_mark": "?",
    "exclamation_mark": "!",
    "full_stop": ".",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
} | {_character_to_key(character): character for character in "\"#$%&'()*+,-:;=@\\^_`{|}~"}
_WRITTEN = {shown: name for name, shown in _SHOWN.items()} | {"return": "enter", "del": "delete"}
_MODIFIERS = ("ctrl", "alt", "shift", "super", "hyper", "meta")
_NAMES = frozenset(key.value for key in Keys if "+" not in key.value and not key.value.startswith("<"))


def shown_key(key: str) -> str:
    """A key of Textual's as people write it: `slash` is `/`, `alt+left` is `alt+←`."""
    modifiers, _, name = key.rpartition("+")
    return f"{modifiers}+{_SHOWN.get(name, name)}" if modifiers else _SHOWN.get(name, name)


def key_named(written: str) -> str | None:
    """Textual's name of a key as people write it (`/`, `esc`, `Ctrl+X`, `pgdn`), or None: there is none."""
    name = written[-1:] if len(written) == 1 or written.endswith("++") else written.rpartition("+")[2].strip()
    modifiers = [
        part.strip().lower() for part in written[: len(written) - len(name)].split("+") if part.strip()
    ]
    if not name or any(modifier not in _MODIFIERS for modifier in modifiers):
        return None
    if name in _WRITTEN:
        base = _WRITTEN[name]
    elif len(name) == 1:
        if "shift" in modifiers and name.isalpha():
            modifiers.remove("shift")
            name = name.upper()
        base = _character_to_key(name.lower() if "ctrl" in modifiers else name)
    else:
        base = _WRITTEN.get(name.lower(), name.lower())
        if base not in _NAMES and base not in _SHOWN:
            return None
    return "+".join([*sorted(modifiers), base])


def types_text(key: str) -> bool:
    """Whether a key of Textual's puts a character into a text field."""
    return key == "space" or ("+" not in key and (len(key) == 1 or len(_character_of(key)) == 1))


def _character_of(key: str) -> str:
    shown = _SHOWN.get(key, key)
    return shown if shown not in "↑↓←→" else ""
