"""What of the screen is drawn when some of it has changed: the pieces that changed, by the widgets in front.

Textual's compositor asks every widget that touches the changed part for all of its lines, those that stand
behind others too, and cuts them all up, to keep the pieces that nothing stands before.  For a key in the
tree that is four containers of forty lines.  This one asks a widget only for lines of which a piece is
still wanted; the picture is the same.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class Pieces(ChopsUpdate):
    """The pieces of lines that are drawn, as what is sent to the terminal."""

    def render_segments(self, console: Console) -> str:
        """As Textual's, but an escape sequence costs no object, and what is empty is not sent."""
        sent: list[str] = []
        for y, left, right in self.spans:
            for end, (x, strip) in zip(self.chop_ends[y], self.chops[y].items(), strict=True):
                if strip is None or x >= right or end <= left:
                    continue
                if x < left or end > right:
                    # A piece begins where a widget does, and is cut from there: as Textual does.
                    strip = strip.crop(0, min(end, right) - x)  # noqa: PLW2901
                sent.append(f"\x1b[{y + 1};{x + 1}H{strip.render(console)}")
        return "".join(sent)


class SparingCompositor(Compositor):
    """Draws a part of the screen with as little as it takes; see the module."""

    def render_partial_update(self) -> Pieces | None:
        """The pieces that have changed since the last paint; None when there are none."""
        screen = self.size.region
        changed = [part for region in self._dirty_regions if (part := region.intersection(screen))]
        self._dirty_regions.clear()
        if not changed:
            return None
        spans = list(self._regions_to_spans(changed))
        pieces: list[dict[int, Strip | None]] = [{} for _ in range(self.size.height)]
        wanted: dict[int, set[int]] = {}  # line → where pieces begin that nobody has drawn yet
        ends: list[list[int]] = [[] for _ in pieces]
        for y, left, right in spans:
            cuts = self.cuts[y]
            if y not in wanted:
                wanted[y] = set()
                pieces[y] = dict.fromkeys(cuts[:-1])
                ends[y] = cuts[1:]
            changed_here = zip(cuts, ends[y], strict=False)
            wanted[y].update(cut for cut, end in changed_here if cut < right and end > left)
        for widget, (region, clip) in self.visible_widgets.items():
            if not wanted:
                break
            self._draw(widget, region, region.intersection(clip), pieces, wanted)
        return Pieces(pieces, spans, ends)

    def _draw(
        self,
        widget: Widget,
        region: Region,
        shown: Region,
        pieces: list[dict[int, Strip | None]],
        wanted: dict[int, set[int]],
    ) -> None:
        """Have `widget` draw what is wanted of it; `shown` is the part of its region that is not cut off."""
        left, right = shown.column_span
        lines = [y for y in shown.line_range if y in wanted and any(left <= cut < right for cut in wanted[y])]
        if not lines:
            return
        first, last = lines[0], lines[-1]
        crop = Region(left - region.x, first - region.y, shown.width, last - first + 1)
        strips = widget.render_lines(crop)
        for y in lines:
            if y - first >= len(strips):
                break
            strip = strips[y - first]
            cuts = [cut for cut in self.cuts[y] if left <= cut <= right]
            if strip.cell_length == cuts[1] - left:
                parts: Sequence[Strip] = (strip,)
            else:
                parts = strip.divide([cut - left for cut in cuts[1:]])
            missing, line = wanted[y], pieces[y]
            for cut, part in zip(cuts, parts, strict=False):  # fewer parts: the strip is too short
                if cut in missing:
                    missing.discard(cut)
                    line[cut] = part
            if not missing:
                del wanted[y]
