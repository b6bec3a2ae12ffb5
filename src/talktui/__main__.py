"""`python -m talktui` is the `talktui` command."""

from talktui.cli import run

if __name__ == "__main__":
    run()
