"""A talk as `--json` gives it. The names are a promise to people's scripts: add, don't rename."""

from __future__ import annotations

import datetime as dt
from typing import Any

from talktui.notes.problem import Problem
from talktui.notes.talk import Talk


def talk_json(talk: Talk) -> dict[str, Any]:
    """`talk` as an object: every field typed, null or an empty list where there is none."""
    date: dt.date | dt.datetime | None = talk.date
    if talk.date and talk.time:
        date = dt.datetime.combine(talk.date, talk.time)
    return {
        "path": talk.key.path,
        "anchor": talk.key.anchor,
        "title": talk.title,
        "conference": talk.conference or None,
        "categories": list(talk.categories),
        "tags": list(talk.all_tags),
        "speakers": [{"name": s.name, "role": s.role, "organisation": s.organisation} for s in talk.speakers],
        "organisations": list(talk.organisations),
        "date": date.isoformat() if date else None,
        "video": talk.video,
        "slides": talk.slides,
        "url": talk.url,
        "duration": talk.duration,
        "status": talk.status.value if talk.status else None,
        "rating": talk.rating,
        "verdict": talk.verdict,
        "related": list(talk.related),
        "id": talk.id,
        "line": talk.line,
        "problems": [problem_json(problem) for problem in talk.problems],
    }


def problem_json(problem: Problem) -> dict[str, Any]:
    """`problem` as an object; a problem of the whole file has no line."""
    return {"message": problem.message, "line": problem.line or None}
