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


def main() -> None:
    """Download, and write the two files."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [
                sys.executable,
                *"-m pip download --quiet --no-deps --no-binary :all:".split(),
                "--dest",
                folder,
                PACKAGE,
            ],
            check=True,
        )
        with tarfile.open(next(Path(folder).glob("marko-*.tar.gz"))) as archive:
            TARGET.mkdir(parents=True, exist_ok=True)
            for member in archive.getmembers():
                name = Path(member.name).name
                source = archive.extractfile(member) if name in NAMES and "/spec/" in member.name else None
                if source is not None:
                    (TARGET / name).write_bytes(source.read())
                    print(f"{TARGET / name}")


if __name__ == "__main__":
    main()
