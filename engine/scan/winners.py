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
    p: Any, intervals: Any, columns: Any, trials: Any, successes: Any, prices: Any, first: Any,
    last: Any, room: Any, level: Any, best: Any, priority: Any, propensity: Any, picks: Any,
    net: Any, rows: Any, chance: Any, worth: Any, mask: Any, stack: Any,
) -> None:  # fmt: skip
    """Write the pick of the customers first to last.

    Args:
        intervals: the clauses of the catalogue's rules, see `engine.scan.intervals`.
        columns: int64, addresses of the fields.
        prices: of every pool.
        room: float64 (customers, caps), written.
        level: uint8 (customers,), written: how near who gets nothing came to something.
        best: int16 (customers,), written: the treatment, -1 none; priority (minor units) and
            propensity: float64 (customers,), written, 0 where there is none.
        picks: int64 (treatments,), raised by the picks of each.
        net, rows, chance, worth, mask, stack: scratch for a block.
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
                    count, stack, chance, worth,
                )  # fmt: skip
                compare(
                    p, treatment, prices, start, rows, count, chance, worth, net, level, best,
                    priority, propensity,
                )  # fmt: skip
        for row in range(start, start + size):
            if best[row] >= 0:
                picks[best[row]] += 1


@part
def compare(
    p: Any, treatment: Any, prices: Any, start: Any, rows: Any, count: Any, chance: Any,
    worth: Any, net: Any, level: Any, best: Any, priority: Any, propensity: Any,
) -> None:  # fmt: skip
    """Let a treatment take the place of what is worth less; of equals the first stays."""
    fallback = kind_of(p, treatment) == FALLBACK
    cost = p.t_cost[treatment]
    price = prices[p.pool[p.t_channel[treatment]]] if cost > 0.0 else 0.0
    shut = not price < np.inf
    for j in range(count):
        row = start + rows[j]
        gain = worth[j] if cost <= 0.0 else worth[j] - price * cost
        if gain > net[rows[j]] and not shut:
            if fallback and best[row] >= 0 and kind_of(p, np.int64(best[row])) == ORDINARY:
                continue
            net[rows[j]] = gain
            best[row] = treatment
            priority[row] = worth[j]
            propensity[row] = chance[j]
        elif not worth[j] > 0.0:
            level[row] = max(level[row], PRICED)
        elif shut or not gain > 0.0:
            level[row] = DEAR
