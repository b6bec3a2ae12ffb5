"""The machine's line above every table: figures mean nothing without it."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from pathlib import Path


def processor() -> str:
    """The processor's name as the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        lines = []
    for line in lines:
        key, _, value = line.partition(":")
        if key.strip() in {"model name", "Model"}:
            return " ".join(value.split())
    return platform.processor() or platform.machine()


def load() -> str:
    """The system's load of the last 1, 5 and 15 minutes."""
    return " ".join(f"{value:.1f}" for value in os.getloadavg())


def searcher() -> tuple[tuple[str, ...], str]:
    """The command that looks for a word in files, and its name: `rg`, or `grep` where there is none."""
    if shutil.which("rg"):
        said = subprocess.run(["rg", "--version"], capture_output=True, text=True, check=False).stdout
        return ("rg", "-l", "-i"), " ".join(said.split()[:2])
    return ("grep", "-rli"), "grep, as there is no rg"


def line(file_system: str = "") -> str:
    """Processor, cores, Python, kernel, file system and load, in one line."""
    parts = [
        processor(),
        f"{os.cpu_count()} cores",
        f"Python {platform.python_version()}",
        f"{platform.system()} {platform.release()}",
        file_system,
        searcher()[1],
        f"load {load()}",
    ]
    return " · ".join(part for part in parts if part)
