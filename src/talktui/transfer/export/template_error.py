"""What is wrong with a template, told without Jinja2 at hand."""

from __future__ import annotations


class TemplateError(Exception):
    """A template that cannot be used. The words say the file, the line and what is wrong."""

    def __init__(self, file: str, line: int, message: str) -> None:
        place = f"{file}:{line}" if line else file
        super().__init__(f"{place}: {message}")
