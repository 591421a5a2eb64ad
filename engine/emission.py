"""Decisions as rows of a table: what was picked, by which numbers, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from engine.actions import HELD_OUT, OUTCOMES, TOO_DEAR
from engine.arbitration import FALLBACK, NEEDED, kind_of, net_of, pick
from engine.budgets import chances, cost_in, open_statuses, own_prices
from engine.kernels import kernel, part
from engine.quantities import currency_digits
from engine.rules.kernel import amount

if TYPE_CHECKING:
    from engine.catalog import Catalog
    from engine.planning import Solved, Work

__all__ = ["REASONS", "Emitted", "emit"]

REASONS: tuple[str, ...] = (
    "highest-priority", "next-priority", "fallback", "same-action", "transactional",
    *OUTCOMES[1:],
)  # fmt: skip
"""Why a row says what it says: five reasons for a pick, then those for none."""
HIGHEST, NEXT, AS_FALLBACK, COMPANION, ASKED_FOR = range(5)  # outcome 1 follows these
NUMBERS = ("priority", "propensity", "context", "value", "choice_probability", "price")
PRIORITY, PROPENSITY, CONTEXT, VALUE, CHANCE, PRICE = range(6)

PROGRESS = np.array([OUTCOMES.index(name) for name in (
    "too-dear", "held-out", "no-priority", "at-cap", "suppressed", "no-consent", "not-suitable",
    "not-applicable", "not-eligible", "other-moment",
)])  # fmt: skip
"""Outcomes, the one that came nearest to a pick first."""


@part
def factor(p: Any, program: Any, constant: Any, row: Any, stack: Any) -> Any:
    """A formula's value, or the constant where there is none."""
    return amount(p.rules, program, row, stack) if program >= 0 else constant


@part
def without_pick(furthest: Any, first: Any, last: Any, withheld: Any, progress: Any) -> Any:
    """The outcome that tells best why a customer gets nothing."""
    if withheld:
        return np.int64(HELD_OUT)
    if last > first:
        return np.int64(TOO_DEAR)
    for place in range(len(progress)):
        if furthest[progress[place]] > 0:
            return np.int64(progress[place])
    return progress[len(progress) - 1]


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


@part
def write_numbers(
    p: Any, treatment: Any, row: Any, values: Any, prices: Any, probability: Any, stack: Any,
    out: Any,
) -> None:  # fmt: skip
    """Factors, choice probability and price of a pick; the customer's fields are `values`."""
    own = np.int64(p.t_channel[treatment])
    a = p.actions
    out[row, CONTEXT] = factor(p, a.context_program[treatment], a.context[treatment], values, stack)
    out[row, VALUE] = factor(p, a.value_program[treatment], a.value[treatment], values, stack)
    out[row, CHANCE] = probability[own]
    out[row, PRICE] = prices[p.pool[own]]


@kernel
def rows_of(
    p: Any, q: Any, net: Any, values: Any, candidate: Any, priority: Any, propensity: Any,
    first: Any, last: Any, stop: Any, room: Any, furthest: Any, progress: Any, price: Any,
    low: Any, share: Any, lenient: Any, closed: Any, picks: Any, free: Any, open_: Any,
    state: Any, left: Any, tape: Any, prices: Any, other: Any, probability: Any, stack: Any,
    spent: Any, withheld: Any, out_row: Any, out_rank: Any, out_treatment: Any, out_reason: Any,
    out: Any,
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
            write_numbers(p, treatment, row, values[i], prices, probability, stack, out)
        if at == start:
            out_row[at] = i
            out_rank[at] = 0
            out_treatment[at] = -1
            out_reason[at] = ASKED_FOR + without_pick(
                furthest[i], first[i], last[i], withheld[i], progress
            )
            out[at, CHANCE] = nothing
            at += 1
    return at


@dataclass(slots=True)
class Emitted:
    """Rows as arrays; `row` is the customer's, `numbers` has a column for each of NUMBERS."""

    row: npt.NDArray[np.int64]
    rank: npt.NDArray[np.int64]
    treatment: npt.NDArray[np.int64]
    reason: npt.NDArray[np.int64]
    numbers: npt.NDArray[np.float64]
    spent: npt.NDArray[np.int64]
    withheld: npt.NDArray[np.bool_]
    repaired: npt.NDArray[np.bool_]
    own_prices: npt.NDArray[np.float64]
    """Prices that the last customer met."""

    @property
    def chance(self) -> npt.NDArray[np.float64]:
        """Choice probability of every row."""
        chance: npt.NDArray[np.float64] = self.numbers[:, CHANCE]
        return chance

    def table(self, catalog: Catalog, customers: Any) -> pa.Table:
        """The rows with names for numbers; money in the main unit."""
        unit = 10.0 ** currency_digits(catalog.currency)
        picked = self.treatment >= 0
        safe = np.where(picked, self.treatment, 0)
        treatments = catalog.treatments
        names = [action.name for action, _ in treatments]
        full = [f"{action.name}/{place}" for action, place in treatments]
        channels = [action.treatments[place].channel for action, place in treatments]
        boost = np.array([action.boost for action, _ in treatments])
        formula = np.array([isinstance(action.value, str) for action, _ in treatments])
        numbers = {name: self.numbers[:, place] for place, name in enumerate(NUMBERS)}
        numbers["priority"] = numbers["priority"] / unit
        numbers["value"] = np.where(formula[safe], 1.0, 1.0 / unit) * numbers["value"]
        if unit > 1.0:  # a division, so that 40.00 comes back as it was written
            constant = picked & ~formula[safe]
            numbers["value"][constant] = self.numbers[constant, VALUE] / unit
        columns = {
            "customer": customers.take(pa.array(self.row)),
            "rank": pa.array(self.rank.astype(np.int32)),
            "action": _words(names, self.treatment),
            "treatment": _words(full, self.treatment),
            "channel": _words(channels, self.treatment),
        }
        for name in ("priority", "propensity", "context", "value"):
            columns[name] = pa.array(numbers[name], mask=~picked)
        columns["boost"] = pa.array(boost[safe], mask=~picked)
        chance = numbers["choice_probability"]
        columns["choice_probability"] = pa.array(chance, mask=np.isnan(chance))
        columns["price"] = pa.array(numbers["price"], mask=~picked)
        columns["reason"] = _words(list(REASONS), self.reason)
        columns["held_out"] = pa.array(self.withheld[self.row])
        columns["repaired"] = pa.array(self.repaired[self.row])
        return pa.table(columns)


def _words(names: list[str], places: npt.NDArray[np.int64]) -> Any:
    """Names behind numbers as a dictionary of distinct words; null for -1."""
    distinct = sorted(set(names))
    index = np.array([distinct.index(name) for name in names], np.int32)
    codes = pa.array(index[np.maximum(places, 0)], mask=places < 0)
    return pa.DictionaryArray.from_arrays(codes, pa.array(distinct, pa.string()))


def emit(work: Work, solved: Solved) -> Emitted:
    """Write the rows of all customers."""
    rows = len(work.customers)
    picks = (solved.picks >= 0).sum(axis=1)
    total = int(np.maximum(picks, 1).sum())
    out = Emitted(
        np.zeros(total, np.int64),
        np.zeros(total, np.int64),
        np.zeros(total, np.int64),
        np.zeros(total, np.int64),
        np.zeros((total, len(NUMBERS))),
        np.zeros(len(solved.price), np.int64),
        np.zeros(rows, np.bool_),
        solved.repaired,
        np.zeros(len(solved.price)),
    )
    free, state, left, tape = work.scratch
    open_ = np.zeros_like(free)
    open_statuses(work.p, open_)
    channels = max(int(work.p["channels"]), 1)
    rows_of(
        work.p, solved.p, solved.net, work.values, work.candidate, work.priority, work.propensity,
        work.first, work.last, work.stop, work.room, work.outcomes, PROGRESS, solved.price,
        solved.low, solved.share, solved.lenient, solved.closed, solved.picks, free, open_, state,
        left, tape, out.own_prices, np.zeros(channels, np.int64), np.zeros(channels),
        np.zeros(32), out.spent, out.withheld, out.row, out.rank, out.treatment, out.reason,
        out.numbers,
    )  # fmt: skip
    return out
