"""What became of every treatment for every customer, on arrays: `explain` for whole tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from engine.actions import HELD_OUT, LAYERS, LOST, NOT_KNOWN, OUTCOMES, PRICELESS, TAKEN, TOO_DEAR
from engine.arbitration import judge, net_of
from engine.budgets import own_prices
from engine.kernels import kernel, part
from engine.rules.clauses import Clauses, clause_truths, in_one
from engine.rules.kernel import amount
from engine.tables import RULES

if TYPE_CHECKING:
    from engine.catalog import Catalog
    from engine.decisions import Course
    from engine.solved import Solved

__all__ = ["NUMBERS", "STEPS", "Block", "Examiner", "blocks_of", "rank_of_progress"]

MOST_PAIRS = 1 << 18
"""Customers times treatments that are explained together: some 50 MB."""

NUMBERS = ("propensity", "context", "value", "priority", "price", "net", "loss", "chance")
PROPENSITY, CONTEXT, VALUE, PRIORITY, PRICE, NET, LOSS, CHANCE = range(len(NUMBERS))

STEPS: tuple[str, ...] = (
    "other-moment", "not-eligible", "not-applicable", "not-suitable", "no-consent", "suppressed",
    "at-cap", "no-priority", "held-out", "too-dear", "lost", "taken",
)  # fmt: skip
"""OUTCOMES in the order in which a treatment meets them, the pick last."""


def rank_of_progress() -> npt.NDArray[np.int64]:
    """int64 (12,): for each of OUTCOMES how many of STEPS lie between it and a pick."""
    return np.array([len(STEPS) - 1 - STEPS.index(word) for word in OUTCOMES], np.int64)


@part
def factor(p: Any, program: Any, constant: Any, row: Any, stack: Any) -> Any:
    """A formula's value, or the constant where there is none."""
    return amount(p.rules, program, row, stack) if program >= 0 else constant


@part
def _weigh_one(
    p: Any, treatment: Any, row: Any, room: Any, trials: Any, successes: Any, stack: Any,
    prices: Any, out: Any,
) -> Any:  # fmt: skip
    """The outcome of a treatment before any other is looked at; writes its numbers."""
    a = p.actions
    outcome, chance, worth = judge(
        p, treatment, row, room, trials[treatment], successes[treatment], stack
    )
    if outcome != TAKEN and outcome != PRICELESS:
        return np.int64(outcome)
    out[PROPENSITY] = chance
    out[CONTEXT] = factor(p, a.context_program[treatment], a.context[treatment], row, stack)
    out[VALUE] = factor(p, a.value_program[treatment], a.value[treatment], row, stack)
    if outcome == TAKEN:
        out[PRIORITY] = worth
        out[PRICE] = prices[p.pool[p.t_channel[treatment]]]
    return np.int64(outcome)


@part
def _priced(q: Any, treatment: Any, net: Any, price: Any, prices: Any, out: Any) -> Any:
    """LOST or TOO_DEAR; writes what a candidate is worth at the prices."""
    worth = net_of(q, prices, treatment, net)
    if q.t_cost[treatment] <= 0.0:
        out[NET] = worth
        return np.int64(LOST)
    if price < np.inf and net > -np.inf:
        out[NET] = worth
    return np.int64(LOST if worth > 0.0 else TOO_DEAR)


@kernel
def outcomes_of(
    p: Any, q: Any, net: Any, values: Any, candidate: Any, first: Any, last: Any, stop: Any,
    room: Any, picks: Any, price: Any, low: Any, lenient: Any, closed: Any, trials: Any,
    successes: Any, stack: Any, prices: Any, outcome: Any, numbers: Any,
) -> None:  # fmt: skip
    """Find the outcome of every treatment for some customers, and the numbers behind it.

    Args:
        first, last, stop: borders of each customer's candidates, and of what a holdout keeps.
        picks: places in `candidate`, by channel. Others are those of `engine.emission.rows_of`.
        outcome: int8 (customers, treatments), written: places in OUTCOMES.
        numbers: float64 (customers, treatments, 8), NaN beforehand, written: NUMBERS in the minor
            unit, but for the choice probability.
    """
    treatment: Any
    for i in range(len(values)):
        own_prices(p, lenient[i], closed[i], price, low, prices)
        for treatment in range(outcome.shape[1]):
            outcome[i, treatment] = NOT_KNOWN
        for at in range(p.n_planned):
            treatment = np.int64(p.planned[at])
            outcome[i, treatment] = _weigh_one(
                p, treatment, values[i], room[i], trials, successes, stack, prices,
                numbers[i, treatment],
            )  # fmt: skip
        for place in range(first[i], stop[i]):
            treatment = np.int64(candidate[place])
            outcome[i, treatment] = _priced(
                q, treatment, net[place], prices[p.pool[p.t_channel[treatment]]], prices,
                numbers[i, treatment],
            )  # fmt: skip
            if place >= last[i]:
                outcome[i, treatment] = HELD_OUT
        best = np.nan
        for channel in range(p.channels):
            if picks[i, channel] >= 0:
                treatment = np.int64(candidate[picks[i, channel]])
                outcome[i, treatment] = TAKEN
                worth = net_of(q, prices, treatment, net[picks[i, channel]])
                if not best >= worth:
                    best = worth
        for at in range(p.n_planned):
            treatment = np.int64(p.planned[at])
            numbers[i, treatment, LOSS] = best - numbers[i, treatment, NET]


@dataclass(slots=True)
class Block:
    """Some customers of a call, looked at treatment by treatment.

    Attributes:
        rows: which of the call's customers.
        outcome: int8 (customers, treatments), places in OUTCOMES.
        numbers: float64 (customers, treatments, 8), NUMBERS in the minor unit; NaN is null.
        truths: int8 (customers, clauses), what each clause of the catalogue says.
        values: float64 (customers, fields), their profiles.
    """

    rows: slice
    outcome: npt.NDArray[np.int8]
    numbers: npt.NDArray[np.float64]
    truths: npt.NDArray[np.int8]
    values: npt.NDArray[np.float64]


class Examiner:
    """A catalogue at a moment, with the clauses of its rules laid out.

    Attributes:
        offered: numbers of the treatments that belong to the moment.
        clauses: of the rules of these.
        borders, members: clauses of layer l of treatment t: `members` from `borders`[3 t + l] on.
    """

    def __init__(self, catalog: Catalog, record: npt.NDArray[np.void]) -> None:
        self.catalog = catalog
        p = record[0]
        self.offered = {int(t) for t in p["planned"][: int(p["n_planned"])]}
        self.clauses = Clauses(catalog.schema, RULES)
        lists = []
        for t, (action, _) in enumerate(catalog.treatments):
            for layer in LAYERS:
                rule = catalog.expressions.get((action.name, layer))
                asked = rule is not None and t in self.offered
                lists.append(self.clauses.add(rule) if asked and rule is not None else [])
        self.borders, self.members = in_one(lists)
        self.places = self.clauses.places
        self.rules = self.clauses.record()[0]

    def clauses_in(self, treatment: int, layer: int) -> npt.NDArray[np.int64]:
        """Numbers of the clauses of one layer of a treatment."""
        at = 3 * treatment + layer
        return self.members[self.borders[at] : self.borders[at + 1]]


def blocks_of(examiner: Examiner, course: Course) -> Iterator[Block]:
    """All customers of a call, a block at a time, in the order of their rows."""
    treatments = max(len(examiner.catalog.treatments), 1)
    step = max(MOST_PAIRS // treatments, 1)
    customers = len(course.work.customers)
    for start in range(0, customers, step):
        yield _block(examiner, course, slice(start, min(start + step, customers)))


def _meet(block: Block, solved: Solved, treatments: range) -> None:
    """Write the prices of customers who meet others than most."""
    rows = np.arange(block.rows.start, block.rows.stop)
    for treatment in treatments:
        told = block.numbers[:, treatment, PRICE]
        found = np.where(np.isnan(told), -1, treatment)
        solved.meet(rows, found, told)


def _block(examiner: Examiner, course: Course, rows: slice) -> Block:
    work, solved, emitted = course.work, course.solved, course.emitted
    count = rows.stop - rows.start
    treatments = len(examiner.catalog.treatments)
    block = Block(
        rows,
        np.empty((count, treatments), np.int8),
        np.full((count, treatments, len(NUMBERS)), np.nan),
        np.empty((count, len(examiner.places)), np.int8),
        work.columns.profiles(rows),
    )
    stack = np.zeros(32)
    outcomes_of(
        work.p, solved.p, solved.net, block.values, work.candidate, work.first[rows],
        work.last[rows], work.stop[rows], work.room[rows], solved.picks[rows], solved.price,
        solved.low, solved.lenient[rows], solved.closed[rows], course.trials, course.successes,
        stack, np.zeros(len(solved.price)), block.outcome, block.numbers,
    )  # fmt: skip
    _meet(block, solved, range(treatments))
    clause_truths(examiner.rules, examiner.places, block.values, stack, block.truths)
    first, past = np.searchsorted(emitted.rows, (rows.start, rows.stop))
    picked = emitted.treatment[first:past] >= 0
    at = emitted.rows[first:past][picked] - rows.start
    block.numbers[at, emitted.treatment[first:past][picked], CHANCE] = emitted.chance[first:past][
        picked
    ]
    return block
