"""Plans where many choices are worth exactly the same at the prices.

Which of them belong into a plan then hangs on all limits together, and prices alone cannot say. So
each candidate's value is shifted a little, by a draw of its own: no two are alike any more, the
prices of the shifted values lie close by, and what they pick is mended and filled as ever. Shifts
have no part in what the plan is worth.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from engine.allocation.choice import Single
from engine.allocation.dual import cut_to_kink, minimise
from engine.allocation.effort import Effort
from engine.allocation.problem import ALLOCATION, Floats, Ints, Limits
from engine.allocation.repair import fill, mend
from engine.kernels import kernel
from engine.random import uniform

__all__ = ["told_apart"]

SHIFTS = (0.01, 0.001)
"""Parts of its value by which a candidate's is shifted at most, one after the other."""


TWO_52 = 4503599627370496.0


@kernel
def shifted(
    customers: Any, draws: Any, first: Any, last: Any, treatments: Any, names: Any, value: Any,
    part: Any, found: Any,
) -> None:  # fmt: skip
    """Values shifted by up to half a part of themselves, by customer and treatment."""
    for i in range(len(first)):
        seed = np.uint64(draws[i] * TWO_52)  # the customer's own draw names those of its candidates
        for place in range(first[i], last[i]):
            draw = uniform(
                seed, customers[i], np.uint64(0), np.uint64(ALLOCATION),
                names[treatments[place]], np.uint64(0), np.uint64(1),
            )  # fmt: skip
            found[place] = value[place] * (1.0 + part * (draw - 0.5))


def told_apart(
    choice: Single, limits: Limits, prices: Floats, passes: int, effort: Effort
) -> tuple[list[Ints], float]:
    """Plans by shifted values, for whoever takes the best; and passes needed.

    Args:
        prices: those of the values as they are, by which plans are filled in the end.
        passes: further passes for each, where shifted values make the dual steep.
    """
    offers, plans, needed = choice.offers, [], 0.0
    names = np.arange(len(offers.usage)).astype(np.uint64) if offers.names is None else offers.names
    for part in SHIFTS:
        value = np.array(offers.value)
        shifted(
            offers.customers, offers.draws, offers.first, offers.last, offers.treatment, names,
            offers.value, part, value,
        )  # fmt: skip
        other = replace(offers, value=value)
        dual, sampled = minimise(Single(other), limits, effort)
        cut_to_kink(dual, passes)
        assert dual.best is not None
        picks = dual.best.picks.copy()
        at = dual.prices(dual.x)
        turns = mend(other, limits, at, picks)
        if limits.kept(choice.use(picks)):
            turns += fill(other, limits, at, picks)
            turns += fill(offers, limits, prices, picks)
        needed += sampled + len(dual.evaluations) + turns
        plans.append(picks)
    return plans, needed
