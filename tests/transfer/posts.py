"""Posts for the tests of importing them: our own, and where the real ones are."""

from pathlib import Path

from talktui.transfer.formats import blog_post, plain_text
from talktui.transfer.imported import Imported, ImportedTalk
from talktui.transfer.source_files import SourceFile

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
BLOGS = SHARED / "data" / "blogs"


def a_file(text: str | bytes, name: str = "post.md") -> SourceFile:
    return SourceFile(name, text.encode() if isinstance(text, str) else text, None)


def post(text: str | bytes, name: str = "post.md") -> Imported:
    """What the one post holds."""
    (imported,) = blog_post.read([a_file(text, name)])
    return imported


def plain(text: str | bytes, name: str = "post.txt") -> Imported:
    (imported,) = plain_text.read([a_file(text, name)])
    return imported


def real(name: str) -> Imported:
    return post((BLOGS / name).read_bytes(), name)


def titled(imported: Imported, title: str) -> ImportedTalk:
    (talk,) = [talk for talk in imported.talks if talk.title == title]
    return talk


ZOLA = """\
+++
title = "Talk log from Fenland Summit"
slug = "2031-fenland"
date = "2031-04-02"

[taxonomies]
tags = ["web"]
+++

Recordings, at a walking pace.

- **weather related** :: clouds and [their makers](https://example.org/clouds)
- **river maintenance** :: dredging by hand
- **music** :: after hours

## Weather

### [Rain in Four Parts](https://www.youtube.com/watch?v=raininfour1&list=PLfen&index=3&t=40s)
wet, but worth it.

see also [the sequel](https://youtu.be/sequelrain1), and [a paper](https://example.org/paper).

#### Takeaways

- an umbrella

#### [Fog, Revisited](https://youtu.be/fogrevisitd)
short.

### River Maintenance Track

### [Dredging With a Spoon](https://vimeo.com/123456)
"""

HUGO = """\
---
title: "What I saw at Saltmarsh"
date: 2030-06-20
---

Hello.

## On the tides

I liked [the one on tides](https://www.youtube.com/watch?v=tidesaretid) a lot.

Two of them:

- ebb
- flow

### Details

They come twice a day.

---

## Odds and ends

The day began slowly.

There was [salt](https://youtu.be/saltsaltsal), and [more of it](https://youtu.be/pepperpeppe).

The [marsh](https://youtu.be/marshmarshm) was next.

It was wet.

## All the sessions I went to

[Everything](https://www.youtube.com/playlist?list=PLsaltmarsh)

### Tuesday

- [Keynote: Tides](https://www.youtube.com/watch?v=tidesaretid&list=PLsaltmarsh&index=1) – Ada Byron, Tide Engineer, Port Authority
- [Salt - A History](https://www.youtube.com/watch?v=saltsaltsal&list=PLsaltmarsh&index=2)- Bo Li & Cy Young, Salters Ltd
- [Keynote: A Long Way Down - Dee Fox, Product Owner](https://www.youtube.com/watch?v=pepperpeppe&list=PLsaltmarsh) - Deep Team, Sea Bank NV & Eve Moss, Diver, divers.example

### Wednesday

1. [Marsh](https://www.youtube.com/watch?v=marshmarshm&list=PLsaltmarsh) by Flo Reed
2. **[Mud](https://www.youtube.com/watch?v=mudmudmudmu)** (Gil Clay, Potters)
3. An Unrecorded Walk - Hal Stone, Quarry
"""
