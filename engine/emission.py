"""Decisions as rows of a table: what was picked, by which numbers, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from engine.actions import OUTCOMES
from engine.arbitration import FALLBACK, NEEDED, kind_of, net_of, pick
from engine.budgets import chances, cost_in, open_statuses, own_prices
from engine.exploration.exploring import chances_of
from engine.kernels import kernel, part
from engine.pools import MILLION
from engine.scan.filters import DEAR, HELD, LEVELS

if TYPE_CHECKING:
    from engine.scan.scanning import Winners
    from engine.solved import Solved, Work

__all__ = ["REASONS", "Emitted", "emit", "emit_winners", "reasons_alone"]

REASONS: tuple[str, ...] = (
    "highest-priority", "next-priority", "fallback", "same-action", "transactional",
    *OUTCOMES[1:], "explored",
)  # fmt: skip
"""Why a row says what it says: five reasons for a pick, those for none, one for a drawn pick."""
EXPLORED = len(REASONS) - 1
HIGHEST, NEXT, AS_FALLBACK, COMPANION, ASKED_FOR = range(5)  # outcome 1 follows these
OF_LEVEL = np.array([ASKED_FOR + OUTCOMES.index(name) for name in LEVELS], np.int8)
"""Reasons for no pick, by level."""

PRIORITY, PROPENSITY, CHANCE, PRICE = range(4)
NUMBERS = 4


@part
def level_of(level: Any, first: Any, last: Any, withheld: Any) -> Any:
    """The level that tells best why a customer gets nothing."""
    if withheld:
        return np.int64(HELD)
    if last > first:
        return np.int64(DEAR)
    return np.int64(level)


@part
def list_picks(
    p: Any, candidate: Any, priority: Any, prices: Any, chosen: Any, start: Any, out_row: Any
) -> Any:
    """Put a customer's picks at `start` by what they bring, the best first; returns the end."""
    at = np.int64(start)
    for channel in range(p.channels):
        if chosen[channel] < 0:
            continue
        treatment = np.int64(candidate[chosen[channel]])
        net = net_of(p, prices, treatment, priority[chosen[channel]])
        place: Any = at
        while place > start:
            earlier = out_row[place - 1]
            if net_of(p, prices, np.int64(candidate[earlier]), priority[earlier]) >= net:
                break
            out_row[place] = earlier
            place -= 1
        out_row[place] = chosen[channel]
        at += 1
    return at


@part
def reason_of(p: Any, out_treatment: Any, start: Any, row: Any) -> Any:
    """Why the pick at `row` was made, its customer's first being at `start`."""
    treatment = np.int64(out_treatment[row])
    for before in range(start, row):
        if p.t_action[out_treatment[before]] == p.t_action[treatment]:
            return np.int64(COMPANION)
    if kind_of(p, treatment) == FALLBACK:
        return np.int64(AS_FALLBACK)
    if kind_of(p, treatment) == NEEDED:
        return np.int64(ASKED_FOR)
    return np.int64(HIGHEST if row == start else NEXT)


@kernel
def rows_of(
    p: Any, q: Any, net: Any, candidate: Any, priority: Any, propensity: Any, first: Any,
    last: Any, stop: Any, room: Any, level: Any, of_level: Any, price: Any, low: Any, share: Any,
    lenient: Any, closed: Any, picks: Any, free: Any, open_: Any, state: Any, left: Any, tape: Any,
    prices: Any, other: Any, probability: Any, spent: Any, withheld: Any, out_row: Any,
    out_rank: Any, out_treatment: Any, out_reason: Any, out: Any,
) -> Any:  # fmt: skip
    """Write all rows; returns their number.

    Args:
        q, net: the record to pick by and what candidates are worth there: `p` and `priority`, but
            for plans under constraints.
    """
    at = np.int64(0)
    for i in range(len(first)):
        chosen = picks[i]
        for pool in range(p.n_pools):
            spent[pool] += cost_in(p, candidate, chosen, pool)
        nothing = chances(
            q, candidate, net, first[i], stop[i], price, low, share, room[i], open_, state,
            left, tape, prices, other, chosen, probability,
        )  # fmt: skip
        own_prices(p, lenient[i], closed[i], price, low, prices)
        if stop[i] > last[i]:  # candidates that only a holdout keeps away: would one be picked?
            pick(
                q, prices, candidate, net, first[i], stop[i], False, free, room[i], state,
                left, tape, other,
            )  # fmt: skip
            for channel in range(p.channels):
                if other[channel] >= last[i]:
                    withheld[i] = True
        start = at
        at = list_picks(q, candidate, net, prices, chosen, start, out_row)
        for row in range(start, at):
            place = np.int64(out_row[row])
            treatment = np.int64(candidate[place])
            out_row[row] = i
            out_rank[row] = row - start + 1
            out_treatment[row] = treatment
            out_reason[row] = reason_of(p, out_treatment, start, row)
            out[row, PRIORITY] = priority[place]
            out[row, PROPENSITY] = propensity[place]
            out[row, CHANCE] = probability[p.t_channel[treatment]]
            out[row, PRICE] = prices[p.pool[p.t_channel[treatment]]]
        if at == start:
            out_row[at] = i
            out_rank[at] = 0
            out_treatment[at] = -1
            out_reason[at] = of_level[level_of(level[i], first[i], last[i], withheld[i])]
            out[at, CHANCE] = nothing
            at += 1
    return at


@kernel
def add_chances(
    q: Any, candidate: Any, net: Any, first: Any, stop: Any, room: Any, picks: Any, weight: Any,
    price: Any, share: Any, open_: Any, state: Any, left: Any, tape: Any, prices: Any, other: Any,
    probability: Any, found: Any, nothing: Any,
) -> None:  # fmt: skip
    """Add how likely all picks are where everybody meets one set of prices.

    Args:
        weight: share of the customers who meet it; price, share: of the pools there.
        found: float64 (customers, channels), of picks; nothing: float64 (customers,), of none.
    """
    for i in range(len(first)):
        none = chances(
            q, candidate, net, first[i], stop[i], price, price, share, room[i], open_, state, left,
            tape, prices, other, picks[i], probability,
        )  # fmt: skip
        nothing[i] += weight * none
        for channel in range(q.channels):
            found[i, channel] += weight * probability[channel]


def over_sets(
    work: Work, solved: Solved, row: npt.NDArray[np.int64], treatment: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """Choice probabilities of rows over all sets of prices that the customer could have met."""
    from engine.constrained import net_values_met

    channels = max(int(work.p["channels"]), 1)
    rows = len(work.customers)
    found, nothing = np.zeros((rows, channels)), np.zeros(rows)
    pools = len(solved.price)
    free, state, left, tape = work.scratch
    open_ = np.zeros_like(free)
    open_statuses(work.p, open_)
    for number, (share, _) in enumerate(solved.sets):
        everybody = np.full(rows, number)
        q, net = net_values_met(work, solved.demands, solved.sets, everybody)
        add_chances(
            q, work.candidate, net, work.first, work.stop, work.room, solved.picks, share,
            np.zeros(pools), np.ones(pools), open_, state, left, tape, np.zeros(pools),
            np.zeros(channels, np.int64), np.zeros(channels), found, nothing,
        )  # fmt: skip
    return np.where(treatment < 0, nothing[row], found[row, work.p["t_channel"][treatment]])


@dataclass(slots=True)
class Emitted:
    """Rows as arrays.

    Attributes:
        row: int64, the customer's; None: each customer has one, in their order.
        rank, treatment, reason: integers; treatment -1: none; reason: place in `REASONS`.
        priority: main unit; propensity, chance (choice probability), price: float64.
        picks: int64 (treatments,), how often each was picked.
        spent: int64 (pools,), millionths of a minor unit.
        withheld, repaired: by customer; None: of nobody.
        own_prices: those that the last customer met.
        estimated: by customer, whether choice probabilities are estimated; None: nobody's.
    """

    row: npt.NDArray[np.int64] | None
    rank: npt.NDArray[Any]
    treatment: npt.NDArray[Any]
    reason: npt.NDArray[Any]
    priority: npt.NDArray[np.float64]
    propensity: npt.NDArray[np.float64]
    chance: npt.NDArray[np.float64]
    price: npt.NDArray[np.float64]
    picks: npt.NDArray[np.int64]
    spent: npt.NDArray[np.int64]
    withheld: npt.NDArray[np.bool_] | None
    repaired: npt.NDArray[np.bool_] | None
    own_prices: npt.NDArray[np.float64]
    estimated: npt.NDArray[np.bool_] | None = None

    @property
    def rows(self) -> npt.NDArray[np.int64]:
        """int64, the customer's row of each row."""
        return np.arange(len(self.treatment)) if self.row is None else self.row

    @property
    def decided(self) -> int:
        """Customers with a pick."""
        return int(np.count_nonzero(self.rank == 1))

    @property
    def held_out(self) -> int:
        """Customers from whom a holdout kept something."""
        return 0 if self.withheld is None else int(np.count_nonzero(self.withheld))


def emit(work: Work, solved: Solved, unit: float) -> Emitted:
    """Write the rows of all customers; `unit`: minor units of a main unit."""
    rows = len(work.customers)
    picks = (solved.picks >= 0).sum(axis=1)
    total = int(np.maximum(picks, 1).sum())
    row, rank, treatment = (np.zeros(total, np.int64) for _ in range(3))
    reason = np.zeros(total, np.int8)
    numbers = np.zeros((total, NUMBERS))
    spent, own = np.zeros(len(solved.price), np.int64), np.zeros(len(solved.price))
    withheld = np.zeros(rows, np.bool_)
    free, state, left, tape = work.scratch
    open_ = np.zeros_like(free)
    open_statuses(work.p, open_)
    channels = max(int(work.p["channels"]), 1)
    rows_of(
        work.p, solved.p, solved.ranked, work.candidate, work.priority, work.propensity, work.first,
        work.last, work.stop, work.room, work.level, OF_LEVEL, solved.price, solved.low,
        solved.share, solved.lenient, solved.closed, solved.picks, free, open_, state, left, tape,
        own, np.zeros(channels, np.int64), np.zeros(channels), spent, withheld, row, rank,
        treatment, reason, numbers,
    )  # fmt: skip
    if len(solved.sets) > 1:
        numbers[:, CHANCE] = over_sets(work, solved, row, treatment)
    solved.meet(row, treatment, numbers[:, PRICE])
    estimated = chances_of(work, solved, row, treatment, numbers[:, CHANCE])
    if solved.explored is not None:
        reason[solved.explored[row] & np.isin(reason, (HIGHEST, NEXT, AS_FALLBACK))] = EXPLORED
    picked = np.bincount(treatment[treatment >= 0], minlength=len(work.p["t_cost"]))
    return Emitted(
        row, rank, treatment, reason, numbers[:, PRIORITY] / unit, numbers[:, PROPENSITY],
        numbers[:, CHANCE], numbers[:, PRICE], picked, spent, withheld, solved.repaired, own,
        estimated,
    )  # fmt: skip


def reasons_alone(p: Any) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.int8]]:
    """Reasons where nothing but a price decides: by treatment, and by level for none."""
    return np.where(p["t_fallback"] > 0, AS_FALLBACK, HIGHEST).astype(np.int8), OF_LEVEL


def emit_winners(p: Any, found: Winners, price: npt.NDArray[np.float64]) -> Emitted:
    """Rows of customers for whom nothing but priority and a fixed price decided."""
    picked = found.treatment >= 0
    costs = found.picks * (p["t_cost"] * MILLION).astype(np.int64)
    pools = p["pool"][p["t_channel"]]
    spent = np.array([costs[pools == pool].sum() for pool in range(len(price))], np.int64)
    return Emitted(
        row=None,
        rank=picked.view(np.int8),
        treatment=found.treatment,
        reason=found.reason,
        priority=found.priority,
        propensity=found.propensity,
        chance=_broadcast(1.0, picked),
        price=_broadcast(price[0], picked) if len(price) == 1 else price[pools[found.treatment]],
        picks=found.picks,
        spent=spent,
        withheld=None,
        repaired=None,
        own_prices=price,
    )


def _broadcast(value: float, like: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """The same number for all, which takes no memory."""
    found: npt.NDArray[np.float64] = np.broadcast_to(np.float64(value), like.shape)
    return found
