"""Numbers with what they count, in the singular or the plural: ``1 day``, ``2 days``."""

from __future__ import annotations

from sim.report.words.answered import Answered
from sim.report.words.told import Part, Sentence, joined, say

__all__ = ["counted", "size_of"]

SIZE = ("customers", "days", "replications")
"""Of what was simulated, as results name it."""
NOUNS = {
    "customers": ("person", "people"),
    "days": ("day", "days"),
    "replications": ("replication", "replications"),
}


def counted(number: Part, one: str, many: str | None = None) -> Sentence:
    """A number and its noun.

    Args:
        one: the noun of 1. many: of all other numbers; None: ``one`` with an s.
    """
    noun = one if str(number) == "1" else many or f"{one}s"
    return say("{count} {noun}", count=number, noun=noun)


def size_of(found: Answered, *names: str) -> Sentence:
    """What was simulated: ``600 people, 60 days, 1 replication``.

    Args:
        names: of its numbers; none: people, days and replications.
    """
    return joined([counted(found.figure(name), *NOUNS[name]) for name in names or SIZE], last=", ")
