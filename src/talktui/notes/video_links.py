"""Which links lead to a video: what makes a heading a talk.

A list of the places where conference talks are published, each with the shape of a link to one video.
A playlist, a channel or a front page is no video.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qs, urlsplit

YOUTUBE_ID = re.compile(r"[A-Za-z0-9_-]{11}")
_YOUTUBE_HOSTS = {"youtube.com", "m.youtube.com", "music.youtube.com", "youtube-nocookie.com"}
# Host (without `www.`) → what the path of one video looks like.
_HOSTS: dict[str, re.Pattern[str]] = {
    host: re.compile(path)
    for host, path in {
        "youtu.be": r"/[\w-]+",
        "vimeo.com": r"/(?:[\w-]+/)*\d+(?:/\w+)?|/channels/[\w-]+/\d+|/ondemand/.+",
        "player.vimeo.com": r"/video/\d+",
        "media.ccc.de": r"/v/.+",
        "infoq.com": r"(?:/[a-z]{2})?/(?:presentations|interviews)/.+",
        "dailymotion.com": r"/video/\w+",
        "dai.ly": r"/\w+",
        "twitch.tv": r"/videos/\d+|/\w+/(?:v|video)/\d+",
        "ted.com": r"/talks/.+",
        "confreaks.tv": r"/videos/.+",
        "confreaks.com": r"/videos/.+",
        "rubyevents.org": r"/talks/.+",
        "pyvideo.org": r"/.+/.+\.html",
        "loom.com": r"/share/\w+",
        "archive.org": r"/details/.+",
        "video.fosdem.org": r"/.+\.(?:mp4|webm)",
        "channel9.msdn.com": r"/(?:events|shows|series)/.+/.+",
        "learn.microsoft.com": r".*/(?:shows|events)/.+/.+",
        "developer.apple.com": r"/videos/play/.+",
        "usenix.org": r"/conference/.+/presentation/.+",
        "gotopia.tech": r"/(?:sessions|episodes)/.+",
        "parleys.com": r"/(?:talk|play)/.+",
        "skillsmatter.com": r"/skillscasts/.+",
        "bilibili.com": r"/video/\w+",
        "b23.tv": r"/\w+",
        "odysee.com": r"/@[^/]+/.+",
        "peer.tube": r"/v/.+",
    }.items()
}
_YOUTUBE_PATH = re.compile(r"/(?:embed|live|shorts|v|e)/[\w-]+")
_PEERTUBE = re.compile(r"/(?:w|videos/watch|videos/embed)/(?!p/|playlist/)[\w-]{8,}/?")  # on any host
_FILE = re.compile(r".*\.(?:mp4|webm|mkv|m4v|mov|ogv)", re.IGNORECASE)


@lru_cache(maxsize=65_536)
def is_video_link(url: str) -> bool:
    """Whether `url` leads to one video: YouTube, Vimeo, media.ccc.de, PeerTube, InfoQ … or a video file."""
    if not url.startswith(("http://", "https://", "HTTP://", "HTTPS://")):
        return False
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return False
    if host in _YOUTUBE_HOSTS:
        path = parts.path.rstrip("/")
        if path in {"/watch", "/watch_popup"}:
            return bool(parse_qs(parts.query).get("v", [""])[0])
        return _YOUTUBE_PATH.fullmatch(path) is not None and not path.endswith("/videoseries")
    path = parts.path if len(parts.path) == 1 else parts.path.rstrip("/")
    pattern = _HOSTS.get(host)
    if pattern is not None and pattern.fullmatch(path):
        return True
    return bool(_PEERTUBE.fullmatch(parts.path) or _FILE.fullmatch(path))


@lru_cache(maxsize=65_536)
def video_identity(url: str) -> str:
    """What two links to the same video have in common: a YouTube id whatever the link's form, else the
    link without scheme, `www.`, fragment and a closing slash.
    """
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return url.strip()
    path = parts.path.rstrip("/")
    if host == "youtu.be":
        return f"youtube:{path.strip('/').split('/')[0]}"
    if host in _YOUTUBE_HOSTS:
        if path in {"/watch", "/watch_popup"} and (video := parse_qs(parts.query).get("v")):
            return f"youtube:{video[0]}"
        if _YOUTUBE_PATH.fullmatch(path):
            return f"youtube:{path.rsplit('/', 1)[1]}"
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{path}{query}"
