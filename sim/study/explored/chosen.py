"""Whose lives are told: as many as the work allows, spread evenly over all ids.

One customer is watched in each life of the whole market, so that the number told is the work
allowed over the work of a life. It hangs on customers and days alone, never on the machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.errors import InputError
from sim.model.market.market import check_size

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["FEWEST", "LARGEST", "MOST", "WORK", "Chosen", "choose_ids", "market_of"]

MOST, FEWEST = 300, 20
"""Customers told at most and, where there are as many, at least."""
WORK = 150_000_000
"""Customer-days that are lived for each strategy: about half a minute of one processor."""
LARGEST = 20_000
"""Customers up to which the market itself is lived; of a larger one a small part."""
SMALL = 5_000
"""Customers of such a part, or twice as many, and so on, where groups of servers need them."""


@dataclass(frozen=True)
class Chosen:
    """A sample.

    Attributes:
        ids: ascending.
        customers: of the market that they live in.
    """

    ids: tuple[int, ...]
    customers: int


def choose_ids(ids: Sequence[int], days: float, most: int = MOST) -> Chosen:
    """Of N ids k, at places 0, N/k, 2N/k and so on, rounded down.

    Args:
        ids: of all customers, ascending.
        days: length of a life.
        most: k at most.
    """
    people = len(ids)
    each = max(1.0, people * days)
    count = min(most, people, max(FEWEST, int(WORK // each)))
    return Chosen(tuple(int(ids[place * people // count]) for place in range(count)), people)


def market_of(scenario: Scenario, customers: int) -> int:
    """How many customers live together: all of them, or a part of a large market.

    The part is as small as its groups of servers allow, as of ``--customers``.
    """
    if customers <= LARGEST:
        return customers
    size = SMALL
    while size < customers:
        try:
            check_size(scenario, size)
        except InputError:
            size *= 2
        else:
            return size
    return customers
