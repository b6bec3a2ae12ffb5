"""Which records may be of a talk on one of some days, told by a look at their bytes.

For a query such as `date:2024`, which asks nothing of the search text: making a note of its record takes
ten times as long as this.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator

_REFERRED_TO = 0x80  # set in a value's kind where marshal may refer to it later
_INT = ord("i")


def may_be_between(first: dt.date | None, last: dt.date | None) -> Callable[[bytes], bool]:
    """What says of a record whether one of its talks may have a date from `first` to `last`; None: open.

    Records have days as numbers, and `marshal` writes those as an `i` and four bytes, the lowest first. So
    the upper three of them are looked for: it says yes too often, and never no of a day that is there.
    """
    low = (first or dt.date.min).toordinal() >> 8
    high = (last or dt.date.max).toordinal() >> 8
    if low > high:
        return lambda _record: False
    kinds = bytes([_INT, _INT | _REFERRED_TO])
    search = re.compile(b"[" + kinds + b"](?s:.)(?:" + b"|".join(_bytes_of(low, high)) + b")").search
    return lambda record: search(record) is not None


def _bytes_of(low: int, high: int) -> Iterator[bytes]:
    """Patterns that together match the three bytes of each number from `low` to `high`, the lowest first."""
    for upper in range(low >> 8, (high >> 8) + 1):
        first = low & 255 if upper == low >> 8 else 0
        last = high & 255 if upper == high >> 8 else 255
        lowest = b"[" + re.escape(bytes([first])) + b"-" + re.escape(bytes([last])) + b"]"
        yield lowest + re.escape(upper.to_bytes(2, "little"))
