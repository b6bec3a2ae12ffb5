"""All formats that can be imported, in the order in which a file is shown to them.

A module of a format is cheap to import: what it needs for reading (an XML parser, a calendar's, HTML's) it
imports when it reads. A line for each, the definite before the lenient: XML and calendars say what they
are, JSON is told by its keys, Markdown by its headings and plain text by nothing but being text.
"""

from __future__ import annotations

from typing import Final

from talktui.transfer.formats import (
    blog_post,
    calendar,
    frab_json,
    frab_xml,
    plain_text,
    pyvideo,
    ruby_events,
    talktui_json,
    yt_dlp,
)
from talktui.transfer.formats.format import Format

FORMATS: Final[tuple[Format, ...]] = (
    frab_xml.FORMAT,
    calendar.FORMAT,
    talktui_json.FORMAT,
    frab_json.FORMAT,
    pyvideo.FORMAT,
    yt_dlp.FORMAT,
    ruby_events.FORMAT,
    blog_post.FORMAT,
    plain_text.FORMAT,
)
