"""Shares that are a hundredth of what all others of their kind are: "0.45 %" for 0.45."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.scenario import keys
from sim.scenario.checking.concern import Concern
from sim.scenario.checking.wording import percent
from sim.scenario.models import NAMED, Pass, Recognition

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

FEWEST = 3
"""Shares of a kind from which one may stand out."""
OF_ITS_OWN = frozenset((*Recognition.model_fields, *Pass.model_fields))
"""Keys in a table of shares that mean something else than those beside them."""
LOW = 30.0
"""Times below the lowest other of its kind from which a share stands out."""
FITS = 2.0
"""How far a hundredfold of it may lie beyond the others, to be one of them."""


def lonely_shares(scenario: Scenario) -> Iterator[Concern]:
    """Shares of personas, strategies and others that would fit the others a hundredfold."""
    for leaves in _kinds(scenario).values():
        told = [leaf for leaf in leaves if float(leaf.value) > 0.0]
        if len(told) < FEWEST:
            continue
        odd = min(told, key=lambda leaf: float(leaf.value))
        others = [float(leaf.value) for leaf in told if leaf is not odd]
        value, least, most = float(odd.value), min(others), max(others)
        if value * LOW <= least and least / FITS <= 100.0 * value <= most * FITS:
            middle = statistics.median(others)
            yield Concern(
                odd.key,
                f'this share is far below the others of its kind; was "{percent(100.0 * value)}" '
                "meant?",
                f"{percent(value)} against {percent(least)} to {percent(most)}, {percent(middle)} "
                "in the middle",
                rests_on=(odd.key,),
            )


def _kinds(scenario: Scenario) -> dict[tuple[str, ...], list[keys.Leaf]]:
    """Shares that mean the same of different people or strategies, or stand in one table."""
    found: dict[tuple[str, ...], list[keys.Leaf]] = defaultdict(list)
    for leaf in keys.leaves(scenario.document):
        if leaf.quantity.kind != "share" or isinstance(leaf.value, tuple):
            continue
        if leaf.path[0] in NAMED and len(leaf.path) > 2:
            if leaf.path[0] != "channel":  # kinds of channels differ by more
                found[str(leaf.path[0]), *map(str, leaf.path[2:])].append(leaf)
            if len(leaf.path) > 3 and str(leaf.path[-1]) not in OF_ITS_OWN:
                found[tuple(map(str, leaf.path[:-1]))].append(leaf)
    return found
