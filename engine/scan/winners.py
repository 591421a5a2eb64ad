"""The best treatment of every customer where nothing but priority and a fixed price decide.

That is so in a plan of one slot without holdouts, whose prices are known and the same for all: no
candidates need to be kept.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.arbitration import FALLBACK, ORDINARY, kind_of
from engine.kernels import kernel, part
from engine.scan.blocks import BLOCK, find_rooms
from engine.scan.filters import DEAR, PRICED, base_level, qualified
from engine.scan.worth import weighed

__all__ = ["choose_winners"]


@kernel
def choose_winners(
    p: Any, intervals: Any, columns: Any, trials: Any, successes: Any, prices: Any, unit: Any,
    of_treatment: Any, of_level: Any, first: Any, last: Any, room: Any, level: Any, best: Any,
    reason: Any, priority: Any, propensity: Any, picks: Any, odd: Any, net: Any, better: Any,
    rows: Any, chance: Any, worth: Any, mask: Any, stack: Any,
) -> None:  # fmt: skip
    """Write the pick of the customers first to last.

    Args:
        intervals: the clauses of the catalogue's rules, see `engine.scan.intervals`.
        columns: int64, addresses of the fields.
        prices: of every pool; unit: minor units of a main unit.
        of_treatment, of_level: reasons for a pick, and for none.
        room: float64 (customers, caps), written.
        level: uint8 (customers,), written: how near who gets nothing came to something.
        best: int16 (customers,), written: the treatment, -1 none; reason: int8; priority (main
            unit) and propensity: float64, 0 where there is none.
        picks: int64 (treatments,), raised by the picks of each.
        odd: float64 (3,), written: see `engine.scan.worth.note_odd`.
        net, better, rows, chance, worth, mask, stack: scratch for a block.
    """
    base = base_level(p)
    for start in range(first, last, BLOCK):
        size = min(BLOCK, last - start)
        find_rooms(p, columns, start, size, room)
        for row in range(start, start + size):
            level[row] = base
            best[row] = -1
            priority[row] = propensity[row] = 0.0
        for kind in (ORDINARY, FALLBACK):
            for row in range(size):
                net[row] = 0.0
            for place in range(p.n_planned):
                treatment = np.int64(p.planned[place])
                if kind_of(p, treatment) != kind:
                    continue
                count = qualified(
                    p, intervals, treatment, columns, start, size, room, level, rows, mask, stack
                )
                weighed(
                    p, treatment, trials[treatment], successes[treatment], columns, start, rows,
                    count, stack, chance, worth, odd,
                )  # fmt: skip
                compare(
                    p, treatment, prices, start, rows, count, chance, worth, net, level, best,
                    priority, propensity, better,
                )  # fmt: skip
        for row in range(start, start + size):
            if best[row] >= 0:
                picks[best[row]] += 1
                reason[row] = of_treatment[best[row]]
            else:
                reason[row] = of_level[level[row]]
            priority[row] /= unit


@part
def compare(
    p: Any, treatment: Any, prices: Any, start: Any, rows: Any, count: Any, chance: Any,
    worth: Any, net: Any, level: Any, best: Any, priority: Any, propensity: Any, better: Any,
) -> None:  # fmt: skip
    """Let a treatment take the place of what is worth less; of equals the first stays.

    Who is better off is listed first: a processor that has to guess each time is often wrong.
    """
    cost = p.t_cost[treatment]
    price = prices[p.pool[p.t_channel[treatment]]] if cost > 0.0 else 0.0
    shut = not price < np.inf
    paid = price * cost if cost > 0.0 and not shut else 0.0
    listed = 0
    gainful = 0
    for j in range(count):
        gain = worth[j] - paid
        gainful += gain > 0.0
        better[listed] = j
        listed += gain > net[rows[j]]
    if shut:
        listed = gainful = 0
    if kind_of(p, treatment) == FALLBACK:
        listed = _without_ordinary(p, start, rows, best, better, listed)
    for place in range(listed):
        j = better[place]
        row = start + rows[j]
        net[rows[j]] = worth[j] - paid
        best[row] = treatment
        priority[row] = worth[j]
        propensity[row] = chance[j]
    if gainful < count:
        _mark_lost(start, rows, count, worth, paid, shut, level)


@part
def _without_ordinary(p: Any, start: Any, rows: Any, best: Any, better: Any, listed: Any) -> Any:
    """Of those listed, who has nothing but fallbacks."""
    kept = 0
    for place in range(listed):
        treatment = np.int64(best[start + rows[better[place]]])
        if treatment < 0 or kind_of(p, treatment) == FALLBACK:
            better[kept] = better[place]
            kept += 1
    return kept


@part
def _mark_lost(
    start: Any, rows: Any, count: Any, worth: Any, paid: Any, shut: Any, level: Any
) -> None:
    """Mark those for whom a treatment has no priority, or is too dear."""
    for j in range(count):
        row = start + rows[j]
        if not worth[j] > 0.0:
            level[row] = max(level[row], PRICED)
        elif shut or not worth[j] - paid > 0.0:
            level[row] = DEAR
