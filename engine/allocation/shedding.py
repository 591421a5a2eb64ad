"""The last resort where no exchange of picks keeps the maximums: some picks are given up.

Whole picks rarely fit a limit to the last part, and what mends one limit may break another; but
nobody needs any pick, so maximums alone can always be kept.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from engine.allocation.choice import Choice
from engine.allocation.problem import FREE, Floats, Ints, Limits
from engine.allocation.several import Several

__all__ = ["shed"]


def shed(choice: Choice, limits: Limits, picks: Ints) -> Ints:
    """The picks without those that bring least for what is used too much, until all maximums hold.

    Picks that no minimum can spare, and those that a moment cannot do without, stay; so limits may
    still be missed.
    """
    left = picks.copy()
    offers = choice.offers
    limited = limits.upper < FREE
    for _ in range(len(limits) + 1):
        used = choice.use(left)
        over = np.where(limited, np.maximum(used - limits.upper, 0), 0).astype(np.float64)
        if not over.any():
            break
        at = np.flatnonzero((left >= 0).ravel())
        places = left.ravel()[at]
        spare = ~_needed(choice, places)
        at, places = at[spare], places[spare]
        usages = offers.usages(places)
        helps: Floats = (usages * (over > 0.0) / np.maximum(limits.upper, 1)).sum(axis=1)
        worth = offers.value[places] / np.maximum(helps, 1e-300)
        for k in _in_order(choice, at, worth, left)[: len(at)]:
            if not helps[k] > 0.0 or not (over[usages[k] > 0] > 0.0).any():
                continue
            if (used - usages[k] < limits.lower)[usages[k] > 0].any():
                continue
            left.reshape(-1)[at[k]] = -1
            used = used - usages[k]
            over = np.where(limited, np.maximum(used - limits.upper, 0), 0).astype(np.float64)
            if not over.any():
                break
    return left


def _needed(choice: Choice, places: Ints) -> npt.NDArray[np.bool_]:
    """Which candidates a moment cannot do without."""
    if not isinstance(choice, Several) or not choice.p["moment"]:
        return np.zeros(len(places), np.bool_)
    found: npt.NDArray[np.bool_] = choice.p["t_transactional"][choice.offers.treatment[places]] > 0
    return found


def _in_order(choice: Choice, at: Ints, worth: Floats, picks: Ints) -> Ints:
    """Places of `at`, what is given up first before; of equals by the customers' draws."""
    rows = at // (picks.shape[1] if picks.ndim > 1 else 1)
    order: Ints = np.lexsort((choice.offers.customers[rows], choice.offers.draws[rows], worth))
    return order
