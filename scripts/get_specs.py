"""Get the examples of the CommonMark and GFM specifications, which the tests compare the viewer with.

They stand in the source package of `marko`, a Markdown parser that is not ours: pip downloads it, and
nothing of it is installed or run. The specifications (https://spec.commonmark.org, https://github.github.com/gfm)
are under CC BY-SA 4.0 and no part of this repository.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

PACKAGE = "marko==2.2.4"
TARGET = Path(__file__).parents[1] / "tests" / "data" / "specs"
NAMES = ("commonmark.txt", "gfm.txt")
DOWNLOAD = "pip download --quiet --no-deps --no-binary :all: --retries 1 --timeout 20"


def main() -> None:
    """Download, and write the two files; exit with 1, and say why, when they cannot be had."""
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", *DOWNLOAD.split(), "--dest", folder, PACKAGE]
        if subprocess.run(pip, check=False).returncode != 0:  # pip has said what went wrong
            sys.exit("The CommonMark and GFM examples could not be downloaded.")
        with tarfile.open(next(Path(folder).glob("marko-*.tar.gz"))) as archive:
            texts = {Path(member.name).name: member for member in archive if "/spec/" in member.name}
            TARGET.mkdir(parents=True, exist_ok=True)
            for name in NAMES:
                source = archive.extractfile(texts[name]) if name in texts else None
                if source is None:
                    sys.exit(f"{PACKAGE} has no {name}.")
                (TARGET / name).write_bytes(source.read())
                print(f"{TARGET / name}")


if __name__ == "__main__":
    main()
