"""From picks at prices to a plan that keeps every limit, and uses what room is left.

Prices leave a few picks too many or too few, as customers who are alike choose alike. Each customer
offers its cheapest move: the pick, or none, that loses least for what it mends. Moves are made the
cheapest first, of equals by the customers' draws. Then moves that gain something and fit are made,
until there are none. Row numbers play no part.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.allocation.choice import net_at, use_of
from engine.allocation.problem import Floats, Ints, Limits, Offers, use_sizes
from engine.kernels import kernel, part

__all__ = ["fill", "in_order", "mend"]

ROUNDS = 40
AT_ONCE = 65_536
"""Moves sorted in a round; more where several cost the same."""
WORTHLESS = 1e-9
"""Part of a candidate's value below which a move's gain is rounding."""


@part
def load_weight(place: Any, treatment: Any, weight: Any, load: Any, by_load: Any) -> Any:
    """What a candidate adds to what is to be mended."""
    total = weight[treatment]
    for column in range(by_load.shape[1]):
        total += by_load[treatment, column] * load[place, column]
    return total


@kernel
def mending_moves(
    first: Any, last: Any, treatments: Any, value: Any, penalty: Any, load: Any, by_load: Any,
    weight: Any, weight_by_load: Any, picks: Any, move: Any, score: Any,
) -> None:  # fmt: skip
    """Each customer's cheapest move that mends something: net value lost for what it mends.

    Args:
        weight, weight_by_load: what a pick of each treatment, and a unit of each load, adds to the
            excess; below 0 where more is wanted.
        move: int64 (n,), written: place of the new pick, -1 for none.
        score: float64 (n,), written: loss for what is mended, infinite where nothing is.
    """
    for i in range(len(first)):
        now = picks[i]
        net_now = 0.0
        weight_now = 0.0
        score[i] = np.inf
        move[i] = now
        if now >= 0:
            treatment = np.int64(treatments[now])
            net_now = net_at(now, treatment, value, penalty, load, by_load)
            weight_now = load_weight(now, treatment, weight, load, weight_by_load)
            if weight_now > 0.0:
                score[i] = net_now / weight_now
                move[i] = -1
        for place in range(first[i], last[i]):
            if place == now:
                continue
            treatment = np.int64(treatments[place])
            net = net_at(place, treatment, value, penalty, load, by_load)
            if not net > -np.inf:  # shut out
                continue
            mended = weight_now - load_weight(place, treatment, weight, load, weight_by_load)
            if mended > 0.0:
                cost = (net_now - net) / mended
                if cost < score[i] or (
                    cost == score[i] and move[i] >= 0 and treatment < np.int64(treatments[move[i]])
                ):
                    score[i] = cost
                    move[i] = place


@part
def change_of(treatments: Any, usage: Any, load: Any, load_of: Any, place: Any, limit: Any) -> Any:
    """What a candidate uses of a limit."""
    if place < 0:
        return np.int64(0)
    used = usage[treatments[place], limit]
    if load_of[limit] >= 0:
        used *= load[place, load_of[limit]]
    return used


@part
def excess_of(used: Any, lower: Any, upper: Any) -> Any:
    """By how much a limit is not kept, in parts."""
    if used > upper:
        return used - upper
    if used < lower:
        return lower - used
    return np.int64(0)


@kernel
def make_moves(
    order: Any, move: Any, treatments: Any, usage: Any, load: Any, load_of: Any, lower: Any,
    upper: Any, unit: Any, mending: Any, used: Any, picks: Any,
) -> Any:  # fmt: skip
    """Make moves in an order: all that mend more than they break, or all that fit.

    Args:
        unit: float64 (limits,), worth of a part of excess.
        mending: whether excess must fall; else there must be none afterwards either.

    Returns:
        number of moves made.
    """
    made = 0
    open_ = False
    for limit in range(len(used)):
        open_ = open_ or excess_of(used[limit], lower[limit], upper[limit]) > 0
    if mending and not open_:
        return made
    for at in range(len(order)):
        i = order[at]
        less = 0.0
        broken = False
        for limit in range(len(used)):
            by = change_of(treatments, usage, load, load_of, move[i], limit) - change_of(
                treatments, usage, load, load_of, picks[i], limit
            )
            if by != 0:
                after = excess_of(used[limit] + by, lower[limit], upper[limit])
                before = excess_of(used[limit], lower[limit], upper[limit])
                less += unit[limit] * (np.float64(before) - np.float64(after))
                broken = broken or after > before
        if (mending and less <= 0.0) or (not mending and broken):
            continue
        open_ = False
        for limit in range(len(used)):
            used[limit] += change_of(treatments, usage, load, load_of, move[i], limit)
            used[limit] -= change_of(treatments, usage, load, load_of, picks[i], limit)
            open_ = open_ or excess_of(used[limit], lower[limit], upper[limit]) > 0
        picks[i] = move[i]
        made += 1
        if mending and not open_:
            return made
    return made


@kernel
def gaining_moves(
    first: Any, last: Any, treatments: Any, value: Any, penalty: Any, load: Any, by_load: Any,
    usage: Any, load_of: Any, lower: Any, upper: Any, used: Any, least: Any, picks: Any, move: Any,
    score: Any,
) -> None:  # fmt: skip
    """Each customer's best move that gains value and fits: the least net value lost for its gain.

    Args:
        least: part of a value below which a gain is rounding.
        move, score: as of `mending_moves`.
    """
    for i in range(len(first)):
        now = picks[i]
        value_now = value[now] if now >= 0 else 0.0
        net_now = 0.0
        if now >= 0:
            net_now = net_at(now, np.int64(treatments[now]), value, penalty, load, by_load)
        score[i] = np.inf
        move[i] = now
        for place in range(first[i], last[i]):
            gain = value[place] - value_now
            if place == now or gain <= least * value[place]:
                continue
            treatment = np.int64(treatments[place])
            net = net_at(place, treatment, value, penalty, load, by_load)
            if not net > -np.inf:
                continue
            cost = (net_now - net) / gain
            if cost > score[i] or (
                cost == score[i] and move[i] >= 0 and treatment > np.int64(treatments[move[i]])
            ):
                continue
            fits = True
            for limit in range(len(used)):
                by = change_of(treatments, usage, load, load_of, place, limit) - change_of(
                    treatments, usage, load, load_of, now, limit
                )
                after = excess_of(used[limit] + by, lower[limit], upper[limit])
                if after > excess_of(used[limit], lower[limit], upper[limit]):
                    fits = False
                    break
            if fits:
                score[i] = cost
                move[i] = place


def in_order(score: Floats, offers: Offers, most: int = AT_ONCE) -> Ints:
    """Rows with a move, the cheapest first; of equals by draw, then by number of the customer."""
    rows = np.flatnonzero(np.isfinite(score))
    if len(rows) > most:
        edge = np.partition(score[rows], most)[most]
        rows = rows[score[rows] <= edge]
    order = np.lexsort((offers.customers[rows], offers.draws[rows], score[rows]))
    found: Ints = rows[order].astype(np.int64)
    return found


def mend(offers: Offers, limits: Limits, prices: Floats, picks: Ints) -> int:
    """Move picks until all limits are kept, or nothing more can be mended; passes needed."""
    penalty, by_load = offers.penalties(prices)
    used = use_of(offers, picks[picks >= 0])
    move, score = np.empty(len(picks), np.int64), np.empty(len(picks))
    unit = 1.0 / np.maximum(use_sizes(offers), 1).astype(np.float64)
    load_of = np.array(offers.load_of, np.int64)
    for turn in range(ROUNDS):
        excess = limits.excess(used)
        if not excess.any():
            return turn
        worst = excess * unit
        direction = np.sign(excess) * unit * np.maximum(np.abs(worst) / np.abs(worst).max(), 1e-3)
        weight, weight_by_load = offers.penalties(direction)
        mending_moves(
            offers.first, offers.last, offers.treatment, offers.value, penalty, offers.load,
            by_load, weight, weight_by_load, picks, move, score,
        )  # fmt: skip
        made = make_moves(
            in_order(score, offers), move, offers.treatment, offers.usage, offers.load, load_of,
            limits.lower, limits.upper, unit, True, used, picks,
        )  # fmt: skip
        if not made:
            return turn + 1
    return ROUNDS


def fill(offers: Offers, limits: Limits, prices: Floats, picks: Ints) -> int:
    """Make moves that gain value and keep what is kept, until there are none; passes needed."""
    penalty, by_load = offers.penalties(prices)
    used = use_of(offers, picks[picks >= 0])
    move, score = np.empty(len(picks), np.int64), np.empty(len(picks))
    load_of = np.array(offers.load_of, np.int64)
    unit = np.ones(len(limits))
    for turn in range(ROUNDS):
        gaining_moves(
            offers.first, offers.last, offers.treatment, offers.value, penalty, offers.load,
            by_load, offers.usage, load_of, limits.lower, limits.upper, used, WORTHLESS, picks,
            move, score,
        )  # fmt: skip
        order = in_order(score, offers)
        made = make_moves(
            order, move, offers.treatment, offers.usage, offers.load, load_of, limits.lower,
            limits.upper, unit, False, used, picks,
        )  # fmt: skip
        # where many could move but few fit, the rest of the room is not worth a pass each
        if made < max(1, len(picks) // 100_000):
            return turn + 1
    return ROUNDS
