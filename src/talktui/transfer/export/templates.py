"""Templates of posts: Jinja2 in its sandbox, for Markdown.

https://jinja.palletsprojects.com/en/stable/templates/ says how they are written.  A template is a person's
own, or somebody else's that they got from the web: it reaches no file but templates, nothing of Python, and
does not run for ever.  What it puts into the text is escaped for Markdown, as Jinja2 escapes for HTML: a
title is a title whatever it holds, and only talks' own Markdown goes in as it is.
"""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2

from talktui.transfer.export.template_error import TemplateError
from talktui.transfer.export.template_sandbox import LONGEST, BoundedEnvironment, TooMuchError

SHIPPED = Path(__file__).parent / "templates"
SUFFIXES = (".md.j2", ".j2", ".md", "")
_FAULTS = (
    jinja2.TemplateError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError, RuntimeError,
    MemoryError,
)  # fmt: skip
"""What a template can raise: its own mistakes, and those of the values that it works with."""


@dataclass(frozen=True, slots=True)
class Template:
    """A template's file. `folders`: where those that it includes are looked for."""

    path: Path
    folders: tuple[Path, ...]

    @property
    def is_list(self) -> bool:
        """Whether it is called as the list of sessions: by day, a line a talk and none of their texts."""
        return self.path.name.startswith("sessions.")


def find_template(name: str, own: Path) -> Template:
    """The template that `name` is: a path, else a name among the person's `own`, else one that is shipped.

    Raises :class:`TemplateError` when there is none.
    """
    given = Path(name).expanduser()
    if given.is_file():
        return Template(given, (given.parent, own, SHIPPED))
    if len(given.parts) == 1:
        for folder in (own, SHIPPED):
            for suffix in SUFFIXES:
                if (folder / f"{name}{suffix}").is_file():
                    return Template(folder / f"{name}{suffix}", (own, SHIPPED))
    if given.exists():
        raise TemplateError(str(given), 0, "this is no file; name a template's file")
    names = ", ".join(names_in(own) | names_in(SHIPPED))
    raise TemplateError(str(given), 0, f"there is no such template; by name there are {names}")


def names_in(folder: Path) -> dict[str, None]:
    """The names of the templates in `folder`, in order; none where it is missing or may not be read."""
    try:
        files = sorted(path.name for path in folder.iterdir())
    except OSError:
        return {}
    suffix = SUFFIXES[0]
    return dict.fromkeys(name.removesuffix(suffix) for name in files if name.endswith(suffix))


def render(template: Template, context: Mapping[str, Any], *, marked: bool = True) -> str:
    """The text that `template` makes of `context`, which says its `count` of talks.

    `marked`: a heading that its filters move says what it was.

    Raises :class:`TemplateError`.
    """
    path = template.path
    try:
        source = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise TemplateError(
            str(path), line, "this is no UTF-8; save the file as UTF-8 and try again"
        ) from error
    except OSError as error:
        raise TemplateError(str(path), 0, f"it cannot be read: {error.strerror or error}") from error
    environment = BoundedEnvironment(
        [str(folder) for folder in template.folders], context["count"], marked=marked
    )
    pieces: list[str] = []
    length = 0
    try:
        code = environment.compile(source, path.name, str(path))
        made = jinja2.Template.from_code(environment, code, environment.make_globals(None))
        for piece in made.generate(context):
            pieces.append(piece)
            length += len(piece)
            if length > LONGEST:
                raise TooMuchError("its text")
    except jinja2.TemplateSyntaxError as error:
        raise TemplateError(error.filename or str(path), error.lineno, _sentence(error)) from error
    except _FAULTS as error:
        raise TemplateError(*_place(error, template), _sentence(error)) from error
    return "".join(pieces)


def _place(error: BaseException, template: Template) -> tuple[str, int]:
    """The file and the line of a template that `error` comes from."""
    folders = {template.path.parent, *template.folders}
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if Path(frame.filename).parent in folders:
            return frame.filename, frame.lineno or 0
    return str(template.path), 0


def _sentence(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it includes or calls itself without end"
    if isinstance(error, jinja2.TemplateNotFound):
        return f"there is no template “{error.name}” to include"
    if isinstance(error, MemoryError):
        return "it needs more memory than there is"
    said = str(error.message if isinstance(error, jinja2.TemplateError) else error)
    return " ".join(said.split()) or type(error).__name__
