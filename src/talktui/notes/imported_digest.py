"""The short digests that an import leaves in a note, as far as reading a log needs them.

They stand under `source.digests`, as `title=1f0a33bc video=9e107d9d`; see `transfer.merging.digests`.
"""

from __future__ import annotations

import re
from hashlib import blake2b

from talktui.notes.front_matter.values import Mapping, texts

_VIDEO = re.compile(r"(?<!\S)video\+?=([0-9a-f]{8})(?!\S)")


def digest(said: str) -> str:
    """Eight hex digits for what a field says."""
    return blake2b(said.encode(errors="surrogatepass"), digest_size=4).hexdigest()


def video_digest(front: Mapping) -> str | None:
    """The digest of the video's identity that `front` was imported with; None when it says none."""
    match = _VIDEO.search(" ".join(texts(front.at(("source", "digests")))))
    return match[1] if match else None
