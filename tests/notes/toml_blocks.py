"""What the tests of TOML front matter share: a block as people write it, and an edit of one."""

from __future__ import annotations

from talktui.notes.front_matter.operations import Operation
from talktui.notes.front_matter.toml import splice_toml

BLOCK = """\
# written by hand
date = "2024-02-03"
title = 'A talk'  # quoted so
rating = 1_0

[extra]
toc = true

[taxonomies]
categories = ["software"]
tags = ["kubernetes"] # yes
more = [
  "a", # one
  "b"  # two
]

[[videos]]
url = "https://example.org/1"
"""


def edit(block: str, *operations: Operation, eol: str = "\n") -> str:
    return splice_toml(block, operations, 2, eol)
