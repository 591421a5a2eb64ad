"""Mechanisms that only some scenarios use: each a door, behind which lies a compiled transition.

A transition behind a door is compiled only for scenarios that open it, and costs the others one
look at an address. The numbers are frozen into compiled callers.
"""

from __future__ import annotations

MECHANISMS: tuple[str, ...] = (
    "aside",  # another channel is looked at in the midst of a visit
    "content",  # what has been said before, and where
    "mass",  # media that reach everybody, or all followers
    "sending",  # what was sent last is remembered
    "spacing",  # distance between contacts
    "rivals",  # competitors that are present on channels
    "wondering",  # questions that a visit leaves open
    "complaining",  # complaints after a purchase
    "pursuing",  # a case is put to somebody
    "answering",  # a case is answered
    "saving",  # points of a loyalty programme are used
    "earning",  # ... and earned
    "reckoning",  # ... and reckoned with on the way to paying
)
"""Names of the doors, by number."""

(
    ASIDE, CONTENT, MASS, SENDING, SPACING, RIVALS, WONDERING, COMPLAINING, PURSUING, ANSWERING,
    SAVING, EARNING, RECKONING,
) = range(len(MECHANISMS))  # fmt: skip

DOORS = 24
"""Room for doors in a record of parameters."""
