"""The last part of a small job, or of one that prices leave too far apart: an exact search.

HiGHS (Huangfu and Hall, Mathematical Programming Computation 10, 2018) searches. A plan better
than the one at hand cannot hold a pick whose net value is below its customer's best by more than
bound and value are apart: such picks are left out first, which leaves few, and the result as exact.
Of more customers than can be searched those nearest to another pick are, all others keep theirs.
The search stops after a number of nodes, never after a time, so that the same job has the same
plan.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.allocation.choice import highest_of, net_at, use_of, worth_of
from engine.allocation.problem import FREE, Floats, Ints, Limits, Offers, use_sizes
from engine.allocation.repair import in_order
from engine.kernels import kernel

__all__ = ["SMALL", "search_exactly"]

SMALL = 500
"""Customers over whom is searched."""
NODES = 100
CLOSE = 1e-6
"""Part of the value that the search may leave, and by which its own bound is rounded up."""


@kernel
def losses(
    first: Any, last: Any, treatments: Any, value: Any, penalty: Any, load: Any, by_load: Any,
    loss: Any, nothing: Any, second: Any,
) -> None:  # fmt: skip
    """Net value that each choice is below the best of its customer.

    Args:
        loss: float64 (m,), of candidates; nothing: float64 (n,), of no pick; second: float64 (n,),
            the least of a choice that is not the best.
    """
    for i in range(len(first)):
        best = 0.0
        for place in range(first[i], last[i]):
            net = net_at(place, np.int64(treatments[place]), value, penalty, load, by_load)
            loss[place] = net
            best = max(best, net)
        nothing[i] = best
        second[i] = best if best > 0.0 else np.inf
        seen = best <= 0.0
        for place in range(first[i], last[i]):
            loss[place] = best - loss[place]
            if loss[place] == 0.0 and not seen:
                seen = True
            elif loss[place] < second[i]:
                second[i] = loss[place]


def search_exactly(
    offers: Offers, limits: Limits, prices: Floats, picks: Ints, apart: float
) -> tuple[Ints, float | None]:
    """The best plan over the customers at the margin, the others keeping their picks.

    Args:
        apart: how far the dual bound at the prices is above these picks, where they keep the
            limits; infinite where they do not.

    Returns:
        picks, which are those given where nothing was found; and what no plan can be worth more
        than, where all customers with a choice took part (else None).
    """
    penalty, by_load = offers.penalties(prices)
    rows_of_all = len(picks)
    loss = np.full(len(offers.treatment), np.inf)
    nothing, second = np.empty(rows_of_all), np.empty(rows_of_all)
    losses(
        offers.first, offers.last, offers.treatment, offers.value, penalty, offers.load, by_load,
        loss, nothing, second,
    )  # fmt: skip
    open_rows = in_order(np.where(second <= apart, second, np.inf), offers, SMALL)
    rows = open_rows[:SMALL]
    whole = len(open_rows) <= SMALL
    rest = picks.copy()
    if whole and np.isfinite(apart):  # the others have one choice that may be part of a better plan
        rest = _best_of_all(offers, loss, nothing)
    rest[rows] = -1
    taken = use_of(offers, rest[rest >= 0])
    places, owner = _places(offers, rows, loss, apart)
    if not len(places):
        return picks, None
    must = nothing[rows] > apart
    chosen, bound = _search(offers, limits, places, owner, must, taken)
    if bound is not None:
        bound += worth_of(offers, rest[rest >= 0], rows_of_all, highest_of(offers.value)) * (
            1.0 + CLOSE
        )
    if chosen is not None:
        rest[rows[owner[chosen]]] = places[chosen]
        picks = rest
    return picks, bound if whole else None


def _best_of_all(offers: Offers, loss: Floats, nothing: Floats) -> Ints:
    """Each customer's best choice by net value."""
    best = np.full(len(nothing), -1, np.int64)
    for row, (first, last) in enumerate(zip(offers.first, offers.last, strict=True)):
        if nothing[row] > 0.0:
            best[row] = first + np.argmin(loss[first:last])
    return best


def _places(offers: Offers, rows: Ints, loss: Floats, apart: float) -> tuple[Ints, Ints]:
    """Candidates of these rows that may be part of a better plan, and whose they are."""
    lengths = (offers.last - offers.first)[rows]
    owner = np.repeat(np.arange(len(rows)), lengths)
    starts = np.cumsum(lengths) - lengths
    places = np.arange(len(owner)) - starts[owner] + offers.first[rows][owner]
    near = loss[places] <= apart
    places, owner = places[near], owner[near]
    order = np.lexsort((offers.treatment[places], owner))  # as the search hangs on it
    return places[order], owner[order]


def _search(
    offers: Offers, limits: Limits, places: Ints, owner: Ints, must: Any, taken: Ints
) -> tuple[Ints | None, float | None]:
    """Which of the places are picked, and the bound of the search."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_array

    size = np.maximum(use_sizes(offers), 1).astype(np.float64)
    usage = offers.usages(places).T / size[:, None]
    lower = (limits.lower - taken) / size
    upper = np.where(limits.upper < FREE, (limits.upper - taken) / size, np.inf)
    shape = (len(must), len(places))
    once = coo_array((np.ones(len(places)), (owner, np.arange(len(places)))), shape=shape)
    value = offers.value[places]
    # what a limit shuts out altogether is none of the search's business
    possible = (usage <= np.maximum(upper, 0.0)[:, None]).all(axis=0)
    unit = float(np.abs(value).max()) or 1.0
    found = milp(
        -value / unit,
        integrality=np.ones(len(places)),
        bounds=Bounds(0.0, possible.astype(np.float64)),
        constraints=[
            LinearConstraint(once, must.astype(np.float64), 1.0),
            LinearConstraint(usage, lower, upper),
        ],
        options={"node_limit": NODES, "mip_rel_gap": CLOSE},
    )
    bound = None
    if (least := getattr(found, "mip_dual_bound", None)) is not None and np.isfinite(least):
        bound = -float(least) * unit * (1.0 + CLOSE)
    return (None if found.x is None else np.flatnonzero(found.x > 0.5)), bound
