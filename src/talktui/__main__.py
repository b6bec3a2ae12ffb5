"""`python -m talktui` is the `talktui` command."""

import sys

from talktui.cli import main

if __name__ == "__main__":
    sys.exit(main())
