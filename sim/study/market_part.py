"""A part of a large market that may be simulated in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import InputError
from sim.model.market.market import check_size

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["part_of"]


def part_of(scenario: Scenario, customers: int, *, largest: int, size: int) -> int:
    """How many customers live together: all of them, or a part of a large market.

    Args:
        customers: of the whole.
        largest: up to which all of them live.
        size: of a part, or twice as many, and so on, where its groups of servers would be too
            small.
    """
    if customers <= largest:
        return customers
    while size < customers:
        try:
            check_size(scenario, size)
        except InputError:
            size *= 2
        else:
            return size
    return customers
