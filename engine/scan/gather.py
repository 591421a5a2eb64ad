"""All candidates of every customer, for arbitration with budgets, holdouts or several slots."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.arbitration import held_out, policy_holds
from engine.kernels import kernel, part
from engine.scan.blocks import BLOCK, find_rooms
from engine.scan.filters import HELD, PRICED, base_level, qualified
from engine.scan.worth import weighed

__all__ = ["close_up", "gather_candidates"]

KEPT_OFF = 2


@kernel
def gather_candidates(
    p: Any, intervals: Any, columns: Any, trials: Any, successes: Any, seed: Any, customers: Any,
    begin: Any, end: Any, room: Any, level: Any, candidate: Any, priority: Any, propensity: Any,
    first: Any, last: Any, stop: Any, odd: Any, found: Any, numbers: Any, count_of: Any, rows: Any,
    chance: Any, worth: Any, mask: Any, stack: Any,
) -> None:  # fmt: skip
    """Judge what the moment offers for the customers begin to end, and list their candidates.

    Those of a customer lie at first to last of the lists, treatments ascending, and what a holdout
    keeps from them at last to stop. The lists have room for all that is offered, for everybody.

    Args:
        customers: numbers of the customers, for the draws of holdouts.
        found: int32 (block × offered, 3), numbers: float64 (block × offered, 2): scratch, in the
            order in which candidates are found.
        count_of: int64 (block, 3), scratch: candidates of each, those held out, and whether the
            contact policy's holdout keeps planned actions off.

    Others as for `engine.scan.winners.choose_winners`.
    """
    base = base_level(p)
    for start in range(begin, end, BLOCK):
        size = min(BLOCK, end - start)
        find_rooms(p, columns, start, size, room)
        for row in range(size):
            level[start + row] = base
            count_of[row, 0] = count_of[row, 1] = 0
            count_of[row, KEPT_OFF] = policy_holds(p, seed, customers[start + row])
        total = 0
        for place in range(p.n_planned):
            treatment = np.int64(p.planned[place])
            count = qualified(
                p, intervals, treatment, columns, start, size, room, level, rows, mask, stack
            )
            weighed(
                p, treatment, trials[treatment], successes[treatment], columns, start, rows, count,
                stack, chance, worth, odd,
            )  # fmt: skip
            total = _enter(
                p, treatment, seed, customers, start, rows, count, chance, worth, level,
                found, numbers, count_of, total,
            )  # fmt: skip
        _line_up(
            p, start, size, total, found, numbers, count_of, candidate, priority, propensity,
            first, last, stop,
        )  # fmt: skip


@part
def _enter(
    p: Any, treatment: Any, seed: Any, customers: Any, start: Any, rows: Any, count: Any,
    chance: Any, worth: Any, level: Any, found: Any, numbers: Any, count_of: Any, total: Any,
) -> Any:  # fmt: skip
    """List the rows for which a treatment has a priority; returns how many are listed in all."""
    needed = not (p.moment and p.t_transactional[treatment])
    action = np.int64(p.t_action[treatment])
    for j in range(count):
        row = start + rows[j]
        if worth[j] != worth[j] or (worth[j] <= 0.0 and needed):
            level[row] = max(level[row], PRICED)
            continue
        kept_off = count_of[rows[j], KEPT_OFF] and not p.t_transactional[treatment]
        held = np.int64(kept_off or held_out(p, seed, customers[row], action))
        if held:
            level[row] = max(level[row], HELD)
        found[total, 0] = rows[j]
        found[total, 1] = treatment
        found[total, 2] = held
        numbers[total, 0] = worth[j]
        numbers[total, 1] = chance[j]
        count_of[rows[j], held] += 1
        total += 1
    return total


@part
def _line_up(
    p: Any, start: Any, size: Any, total: Any, found: Any, numbers: Any, count_of: Any,
    candidate: Any, priority: Any, propensity: Any, first: Any, last: Any, stop: Any,
) -> None:  # fmt: skip
    """Bring what was found for a block into the order of its customers."""
    at = np.int64(start) * p.n_planned
    for row in range(size):
        first[start + row] = at
        last[start + row] = at + count_of[row, 0]
        stop[start + row] = last[start + row] + count_of[row, 1]
        at = stop[start + row]
        count_of[row, 1] = last[start + row]  # from here on: where the next one goes
        count_of[row, 0] = first[start + row]
    for each in range(total):
        row, held = found[each, 0], found[each, 2]
        place = count_of[row, held]
        count_of[row, held] += 1
        candidate[place] = found[each, 1]
        priority[place] = numbers[each, 0]
        propensity[place] = numbers[each, 1]


@kernel
def close_up(
    candidate: Any, priority: Any, propensity: Any, first: Any, last: Any, stop: Any,
    candidates: Any, priorities: Any, propensities: Any,
) -> None:  # fmt: skip
    """Move all candidates to the front of new lists, in the order of customers."""
    at: Any = np.int64(0)
    for i in range(len(first)):
        start = first[i]
        for place in range(start, stop[i]):
            candidates[at + place - start] = candidate[place]
            priorities[at + place - start] = priority[place]
            propensities[at + place - start] = propensity[place]
        first[i] = at
        last[i] += at - start
        at += stop[i] - start
        stop[i] = at
