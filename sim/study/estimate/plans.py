"""Bytes that plans under limits take while they are solved; see `sim.clocks.limits`.

Each decider of each customer chooses among what it may offer them. How many choices that makes
hangs on rules and consent, so a probe counts them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from sim.clocks.world import World
    from sim.model.market.market import Market

__all__ = ["Offered", "bytes_of_solving", "count_offered", "is_limited"]

NUMBER = 8
"""Bytes of a number."""
CHOICE, CANDIDATE, LOAD = 100, 36, 24
"""Bytes of a choice, whatever it is among; of a candidate; and of what one uses of a limit in which
customers differ. From the arrays of the engine, and measured."""
SETS, FEW = 36, 28
"""How many rows of picks, a number a channel, a choice takes where several treatments may be picked
at once and something is short: up to `MANY` choices, and beyond. Measured."""
MANY = 50_000


class Offered(NamedTuple):
    """Choices of all deciders in one plan, and their candidates; both a customer."""

    choices: float = 0.0
    candidates: float = 0.0

    def most(self, other: Offered) -> Offered:
        """The larger of each."""
        return Offered(*map(max, self, other))


def is_limited(market: Market) -> bool:
    """Whether some plan has limits, for which each customer is planned apart."""
    return any(phase.params[0]["limited"] for phase in market.all_phases)


def count_offered(world: World) -> Offered:
    """What the plan of the window would offer now; changes nothing."""
    from sim.clocks.blocks import weigh_block
    from sim.clocks.limits import count_choices
    from sim.clocks.planning import Plan

    people = len(world.customers)
    plan = Plan(people, world.P)
    if not people or not plan.planned:
        return Offered()
    found = np.zeros(people, np.int64)
    weigh_block(world.P, world.S, world.K, world.outputs[0], world.customers, plan.rows, 0, people)
    total = int(count_choices(world.P, plan.rows, found))
    return Offered(float(found.sum()) / people, total / people)


def bytes_of_solving(market: Market, offered: Offered, customers: int) -> float:
    """Bytes at the worst moment of solving one plan, where something is short."""
    choices, candidates = (each * customers for each in offered)
    found = 0.0
    for phase in market.all_phases:
        p = phase.params[0]
        picks = NUMBER * (int(p["channels"]) + 2)
        rows = 1 if p["single_picks"] else SETS if choices <= MANY else FEW
        each = CANDIDATE + LOAD * int(p["n_loads"])
        found = max(found, choices * (CHOICE + rows * picks) + candidates * each)
    return found
