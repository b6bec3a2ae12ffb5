"""Which of a schedule's links is the talk's recording, which its slides, and what the others are.

A link to a video is mostly not the talk's own: in FOSDEM's schedules of 2013, 2023 and 2025 all that do not
say so are other talks and demos. So a recording is what is called one, or bears its site's, the talk's or
no name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from talktui.notes.video_links import is_video_link
from talktui.transfer.formats.field_texts import address, once, text_of

_RECORDING = re.compile(
    r"\W*(?:(?:the|official|full|talk|session|lecture|conference|event|live)\s+)*"
    r"(?:videos?|recordings?|recorded\s+(?:talk|session|lecture)|video\s?recordings?|vod|video\s?aufzeichnung|aufzeichnung"
    r"|(?:video\s?)?mitschnitt|enregistrement|grabaci[oó]n|registrazione|watch(?:\s+(?:the\s+)?(?:talk|recording|video))?)"
    r"(?:\s+recordings?|\s+of\s+(?:the|this|my|our|\S+['’]s)\s+(?:talk|session|lecture))?"
    r"(?:\s+(?:on|at|auf)\s+[\w.]+)?\s*(?:[(\[:].*)?\W*",
    re.IGNORECASE,
)
_SITES = frozenset(
    {"youtube", "vimeo", "peertube", "media.ccc.de", "media ccc de", "mediathek", "infoq", "link"}
)
_SLIDES = re.compile(
    r"\b(?:slides?|slide\s?deck|slideset|folien|foliensatz|vortragsfolien|diapositives|presentation|präsentation"
    r"|presentation\s+slides|pr[eé]sentation)\b",
    re.IGNORECASE,
)
_ONLY_SLIDES = re.compile(
    rf"\W*(?:the|my|talk|session)?\s*(?:{_SLIDES.pattern})\W*(?:\(.*\))?", re.IGNORECASE
)
_CALLED_SLIDES = re.compile(r"\bslides?\b|\bfolien(?:satz)?\b", re.IGNORECASE)
_DECK = re.compile(r"\.(?:pptx?|odp|key|pps|ppsx|sxi)$", re.IGNORECASE)
_NO_SLIDES = re.compile(
    r"\.(?:png|jpe?g|gif|svg|webp|mp4|webm|mov|mkv|ogg|mp3|opus|zip|gz|xz|tar|tgz|txt|ics|csv)$",
    re.IGNORECASE,
)
_CHAT = re.compile(r"\bchat\b|\bmatrix room\b|\birc\b", re.IGNORECASE)
_FEEDBACK = re.compile(r"\bfeedback\b", re.IGNORECASE)
_PLACEHOLDER = "/attachments/original/missing.png"  # frab's, for an attachment that was taken away


@dataclass(frozen=True, slots=True)
class Links:
    """A talk's links, each in one place only."""

    recordings: tuple[str, ...]  # the first is its video, others are the same in another format
    slides: str | None
    chats: tuple[str, ...]
    feedback: str | None
    related: tuple[str, ...]
    lost: tuple[str, ...] = ()  # what is said to be a link and is no address


@dataclass(frozen=True, slots=True)
class _Link:
    url: str
    label: str
    kind: str  # an attachment's type: slides, video, paper …
    attached: bool

    @property
    def path(self) -> str:
        return urlsplit(self.url).path


def read_links(fields: Mapping[str, object], title: str, base: str | None) -> Links:
    """What `links`, `attachments` and `video_download_url` of an event say. Nothing raises."""
    lost: list[str] = []
    links = [
        *_read(fields.get("links"), base, lost, attached=False),
        *_read(fields.get("attachments"), base, lost, attached=True),
    ]
    download = address(fields.get("video_download_url"), base)
    found = [link for link in links if _is_recording(link, title)]
    # “Video recording” before “Video”, which may be of another time, and that before a page of that name.
    found.sort(key=lambda link: (not is_video_link(link.url), "record" not in link.label.lower()))
    recordings = [link.url for link in found]
    slides = next((link.url for link in sorted(links, key=_slides_rank) if _slides_rank(link) < 9), None)
    left = [link for link in links if link.url not in recordings and link.url != slides]
    chats = [link.url for link in left if _CHAT.search(link.label)]
    feedback = next((link.url for link in left if _FEEDBACK.search(link.label)), None)
    return Links(
        recordings=once([*recordings, download]),
        slides=slides,
        chats=once(chats),
        feedback=feedback,
        related=once(link.url for link in left if link.url not in chats and link.url != feedback),
        lost=once(link for link in lost if link.strip()),
    )


def _read(value: object, base: str | None, lost: list[str], *, attached: bool) -> Iterable[_Link]:
    """The links in `value`; what is none is added to `lost`."""
    for item in value if isinstance(value, list) else [value]:
        about = item if isinstance(item, Mapping) else {"url": item}
        said = next((about[key] for key in ("url", "href", "link") if about.get(key)), None)
        url = address(said, base)
        if url is None:
            lost += [said] if isinstance(said, str) and said.strip().partition("?")[0] != _PLACEHOLDER else []
            continue
        if urlsplit(url).path == _PLACEHOLDER:
            continue
        label = next(
            (text for key in ("title", "name", "description") if (text := text_of(about.get(key)))), ""
        )
        yield _Link(url, " ".join(label.split()), text_of(about.get("type")).strip().lower(), attached)


def _is_recording(link: _Link, title: str) -> bool:
    if not link.url.lower().startswith(("http://", "https://")):
        return False
    if (link.kind in ("video", "recording") and not link.attached) or _RECORDING.fullmatch(link.label[:200]):
        return True
    label = link.label.casefold()
    named_so = not label or label in _SITES or label in (link.url.casefold(), title.casefold())
    return named_so and not link.attached and is_video_link(link.url)


def _slides_rank(link: _Link) -> int:
    """How likely `link` is the talk's slides, 0 the surest; 9: it is something else."""
    if _NO_SLIDES.search(link.path) or is_video_link(link.url) or not link.url.lower().startswith("http"):
        return 9
    if _ONLY_SLIDES.fullmatch(link.label[:200]):
        return 0
    if link.kind == "slides":
        return 1
    if _DECK.search(link.path):
        return 2
    if link.attached and _SLIDES.search(link.label.replace("_", " ")):
        return 3
    if not _CALLED_SLIDES.search(link.label):
        return 9
    return 4 if link.path.lower().endswith(".pdf") else 5
