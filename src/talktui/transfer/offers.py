"""Talks that a source only links to: which of them are notes already, and so are nothing to offer."""

from __future__ import annotations

from collections.abc import Callable

from talktui.notes.video_links import video_identity
from talktui.transfer.imported import Offer
from talktui.transfer.merging.plan import Plan


def noted(plan: Plan) -> Callable[[Offer], bool]:
    """Tells of an offer whether there is a note of its talk, or will be when `plan` is carried out."""
    known = {video_identity(talk.video) for talk in plan.library.talks if talk.video}
    known |= {video_identity(one.talk.video) for one in plan.talks if one.talk is not None and one.talk.video}
    return lambda offer: video_identity(offer.url) in known
