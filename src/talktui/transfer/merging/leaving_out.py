"""Talks that a person wants no notes of: `leave_out` in their conference's `conference.yaml`, titles or ids.

Only what would be a new note is left out; a talk that has its note follows its source.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from talktui.notes.front_matter.values import texts
from talktui.notes.front_matter.yaml_read import parse_yaml
from talktui.notes.store import Store
from talktui.transfer.imported import Told
from talktui.transfer.merging.combining import Incoming, words

KEY = "leave_out"
_NAMED = 5
"""Titles that are told; the file says the others."""
_LONGEST = 80  # characters of each


class LeavingOut:
    """What the `conference.yaml` files of one import leave out, each read once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._names: dict[str, frozenset[str]] = {}
        self._left: dict[str, Counter[str]] = defaultdict(Counter)  # titles, by the file that names them

    def leaves(self, incoming: Incoming, file: str | None) -> bool:
        """Whether `file` (a conference's, or None) leaves it out, which is told later."""
        if file is None:
            return False
        if file not in self._names:
            self._names[file] = self._read(file)
        title = incoming.talk.title
        ids = {part.talk.id for part in incoming.parts if part.talk.id is not None}
        if self._names[file].isdisjoint({words(title), *ids}):
            return False
        self._left[file][title] += 1
        return True

    def _read(self, file: str) -> frozenset[str]:
        try:
            data = self._store.read_text_file(file)
        except OSError:  # it is to be made, or the plan says of it that it cannot be read
            return frozenset()
        front, _ = parse_yaml(data.decode(errors="replace").removeprefix("\ufeff"))
        said = texts(front.get(KEY))
        return frozenset({*said, *(words(one) for one in said)})

    def told(self) -> Iterator[Told]:
        """What was left out, file by file."""
        for file, titles in self._left.items():
            named = [
                f"“{_cut(title)}”" + (f" ({count:,} times)" if count > 1 else "")
                for title, count in titles.most_common(_NAMED)
            ]
            more = len(titles) - len(named)
            all_named = ", ".join(named) + (f" and {more:,} more" if more else "")
            count = titles.total()
            which = "a talk that is" if count == 1 else f"{count:,} talks that are"
            yield Told(file, f"{which} in `{KEY}` {'is' if count == 1 else 'are'} not imported: {all_named}")


def _cut(title: str) -> str:
    return title if len(title) <= _LONGEST else title[: _LONGEST - 1] + "…"
