"""The few words that tell a role from an organisation, and a thing from a person's name."""

from __future__ import annotations

import itertools
import re

_ROLES = """
administrator advocate ambassador analyst architect author ceo cfo chair chairman chairperson chairwoman cio
ciso cmo co-founder cofounder consultant contractor coo cpo creator cso cto developer devrel director editor
educator engineer evangelist fellow founder freelancer hacker head intern instructor investigator journalist
lead leader lecturer maintainer manager mathematician officer organizer organiser owner partner phd physicist
postdoc president principal professor programmer publisher researcher scientist sre statistician strategist
student svp swe sysadmin teacher technologist tester trainer vp writer
"""
_ROLE_STARTS = """
assistant associate ceo chief cio ciso co-founder cofounder cpo cto director distinguished founder head junior
lead managing principal professor senior sr sr. staff svp vice vp
"""
_THINGS = """
ai analytics and association bank business cloud co community company consulting corporation customer data
design development devops digital education energy engineering for foundation gmbh group health inc inc.
industries infrastructure innovation institute insurance intelligence international labs limited llc ltd ltd.
machine management marketing media networks of open operations partners platform platforms product products
public reliability research sales science sciences security services software solutions sons source strategy
success systems team technologies technology the tooling tools university ventures web
"""
ROLE_WORDS = frozenset(_ROLES.split())
ROLE_STARTS = frozenset(_ROLE_STARTS.split())
THING_WORDS = frozenset(_THINGS.split())
_PREPOSITIONS = frozenset({"of", "for", "at", "-", "–", "in", "@"})
_WORDS = re.compile(r"[^\s/]+")


def is_role(segment: str) -> bool:
    """Whether `segment` ("Cloud Platform Engineer", "VP Product", "Head of Data") names a role."""
    words = _WORDS.findall(segment.casefold())
    if not words:
        return False
    if words[-1].strip(".") in ROLE_WORDS or words[0] in ROLE_STARTS:
        return True
    return any(word in ROLE_WORDS and after in _PREPOSITIONS for word, after in itertools.pairwise(words))


def is_thing(word: str) -> bool:
    """Whether `word` is none that a person is called by: "Development", "1&1"."""
    return word.casefold() in THING_WORDS or any(char.isdigit() for char in word)
