"""One thing to look at in a valid scenario, and the order in which they are told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum


class Weight(IntEnum):
    """How much hangs on a concern."""

    REMARK = 0
    """Something without effect, or worth a look."""
    ODD = 1
    """Implausible, or different from what was probably meant."""
    WRONG = 2
    """Off by a factor, or impossible: results mean little before it is settled."""


@dataclass(frozen=True)
class Concern:
    """One thing to look at.

    Attributes:
        where: dotted key.
        message: what looks wrong, one sentence.
        arithmetic: the numbers behind it, one line with units; empty where there are none.
        weight: how much hangs on it.
        rests_on: dotted keys of the numbers that may be the cause. Where one of them is already
            told to be wrong, this is only what follows, and is left out.
        suspects: dotted keys of numbers that it makes doubtful besides; what rests on them
            follows from it.
    """

    where: str
    message: str
    arithmetic: str = ""
    weight: Weight = Weight.ODD
    rests_on: tuple[str, ...] = ()
    suspects: tuple[str, ...] = ()


def arranged(concerns: Iterable[Concern]) -> list[Concern]:
    """The concerns, most important first, without those that only follow from another.

    Args:
        concerns: causes before what may follow from them.
    """
    told: list[Concern] = []
    for concern in concerns:
        if concern not in told and not _follows(concern, told):
            told.append(concern)
    return sorted(told, key=lambda concern: -concern.weight)


def _follows(concern: Concern, told: Iterable[Concern]) -> bool:
    accused = {key for other in told for key in (other.where, *other.suspects)}
    return any(key in accused for key in concern.rests_on)
