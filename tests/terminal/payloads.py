"""Terminal sequences that a note may hold, and what must hold of bytes that reached a terminal."""

from __future__ import annotations

import re

MARK = "38;5;201"
"""A colour that nothing of ours asks for."""

ESC, CSI, OSC, DCS, ST, BEL = "\x1b", "\x9b", "\x9d", "\x90", "\x9c", "\x07"

PAYLOADS: dict[str, str] = {
    "clipboard": f"{ESC}]52;c;RVZJTA=={BEL}",
    "clipboard, ended by ST": f"{ESC}]52;c;RVZJTA=={ESC}\\",
    "clipboard by C1": f"{OSC}52;c;RVZJTA=={ST}",
    "window title": f"{ESC}]0;EVIL{BEL}",
    "icon title": f"{ESC}]1;EVIL{BEL}",
    "link": f"{ESC}]8;;file:///etc/passwd{ESC}\\EVIL{ESC}]8;;{ESC}\\",
    "palette": f"{ESC}]4;1;rgb:ff/00/00{BEL}",
    "directory": f"{ESC}]7;file:///EVIL{BEL}",
    "notification": f"{ESC}]9;EVIL{BEL}{ESC}]777;notify;EVIL;x{BEL}",
    "file by iTerm2": f"{ESC}]1337;File=name=RVZJTA==;inline=1:RVZJTA=={BEL}",
    "colour": f"{ESC}[{MARK}mEVIL",
    "colour by C1": f"{CSI}{MARK}mEVIL",
    "clear": f"{ESC}[2J{ESC}[31;17HEVIL",
    "alternate screen": f"{ESC}[?1047l{ESC}[?47h",
    "report": f"{ESC}[6n{ESC}[c{ESC}[>0q{ESC}[21t",
    "scroll region": f"{ESC}[7;9r{ESC}[3S",
    "reset": f"{ESC}c{ESC}[!p",
    "keypad and charset": f"{ESC}={ESC}(0{ESC}#8\x0e\x0f",
    "device control": f'{ESC}P$q"p{ESC}\\{DCS}+q544e{ST}',
    "tmux passthrough": f"{ESC}Ptmux;{ESC}{ESC}]52;c;RVZJTA=={BEL}{ESC}\\",
    "application command": f"{ESC}_Gf=100;RVZJTA=={ESC}\\{ESC}^EVIL{ESC}\\{ESC}XEVIL{ESC}\\",
    "paste end": f"{ESC}[201~:q!",
    "controls": "\x00\x01\x05\x08\x0b\x0c\x7f\x85\x8d\x8e",
    "half a sequence": f"EVIL{ESC}[",
    "bidi": "\u202eLIVE\u202c\u2066x\u2069\u061c\u200f",
    "invisible": "E\u200bV\u2060I\ufeffL\u00ad\U000e0041",
    "entities": "&#27;]52;c;RVZJTA==&#7;&#155;31m&#x202e;&#0;",
    "markup": "[@click=app.quit]x[/] [/] [/foo] [bold",
}

_SEQUENCE = re.compile(
    r"\x1b\[(?P<csi>[0-9:;<=>?]*[ -/]*[@-~])"
    r"|\x1b(?P<string>[\]P_^X])(?P<text>[^\x07\x1b]*)(?:\x07|\x1b\\)"
    r"|\x1b(?P<other>[ -/]*[0-~])"
)
_FOREIGN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff"
    "\U000e0000-\U000e007f]"
)
_USUAL = re.compile(r"[0-9;]*[mH]")  # styles and places


def sequences(output: bytes) -> set[str]:
    """Every terminal sequence in `output` but styles and cursor places; a foreign character is one too."""
    text = output.decode("utf-8")
    found = {
        match[0]
        for match in _SEQUENCE.finditer(text)
        if match["csi"] is None or not _USUAL.fullmatch(match["csi"]) or MARK in match["csi"]
    }
    return found | set(_FOREIGN.findall(_SEQUENCE.sub("", text)))


def quoted(text: str) -> str:
    """`text` in double quotes, as YAML has it, every odd character escaped."""
    return '"' + "".join(c if c.isprintable() and c not in '"\\' else _escape(ord(c)) for c in text) + '"'


def _escape(code: int) -> str:
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def note(number: int, payload: str) -> bytes:
    """A note with `payload` in every field, in its body and in a value that is wrong."""
    value = quoted(f"p{number:02} {payload}")
    names = ("title", "conference", "verdict", "status", "rating", "date", "video", "odd", "id")
    front = "".join(f"{name}: {value}\n" for name in names)
    front += f"categories: [{value}]\ntags: [{value}]\nspeakers: [{{name: {value}, role: {value}, organisation: {value}}}]\n"
    front += f"{value}: {value}\n"
    body = f"body{number:02} {payload}\n\n# {payload}\n\n`{payload}` [{payload}](http://x/{number}) **{payload}**"
    return f"---\n{front}---\n{body}\n\n```\n{payload}\n```\n\n| {payload} |\n|-|\n| #t{payload} |\n".encode()


def file_name(number: int, payload: str) -> bytes:
    """`payload` as far as a file's name can hold it."""
    return f"p{number:02}{payload.replace('/', '_').replace(chr(0), '_')}"[:60].encode() + b".md"
