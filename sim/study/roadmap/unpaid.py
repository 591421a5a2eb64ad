"""Hours of calls and services that a path takes beyond those of staying; profit has no charge for
them unless the scenario's margins have their pay taken off (`sim.study.unpaid`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.study.roadmap.paths import Path, State, Terms, Worth, legs
from sim.study.statistics import Estimate, around_mean

__all__ = ["Unpaid", "unpaid_of"]


@dataclass(frozen=True, slots=True)
class Unpaid:
    """What the path takes more until the horizon.

    Attributes:
        hours: of calls and services.
        cost: of these hours at the scenario's wage, minor units; None where it has none.
    """

    hours: Estimate
    cost: Estimate | None


def unpaid_of(path: Path, worth: Mapping[State, Worth], terms: Terms) -> Unpaid | None:
    """What a path takes more than staying; None where nobody is called or served either way."""
    if not path:
        return None
    steps = tuple(legs(path, worth, terms))
    states = [worth[leg.state] for leg in steps]
    base = worth[frozenset()]
    if not any(one.served.any() for one in (base, *states)):
        return None
    hours = np.zeros(base.served.shape)
    for leg, one in zip(steps, states, strict=True):
        hours = hours + (one.served - base.served) * (leg.end - leg.begin)
    wage = states[-1].wage
    found = around_mean(hours)
    cost = None
    if wage:
        ends = (None if end is None else end * wage for end in (found.mean, found.low, found.high))
        cost = Estimate(*ends)
    return Unpaid(found, cost)
