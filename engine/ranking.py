"""Ranked lists: the best that each customer could get, one of each action, channel or treatment.

A plan says what goes out. A list says what would, in order: for an adviser who chooses, for places
on a page, or to see what stands behind the first. Prices, rules, caps and holdouts are those of the
plan; slots, exclusions and room for a second contact are not looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from engine.arbitration import FALLBACK, kind_of, net_of
from engine.budgets import own_prices
from engine.emission import AS_FALLBACK, HIGHEST, NEXT, OF_LEVEL, Emitted, level_of
from engine.errors import UsageError
from engine.kernels import kernel

if TYPE_CHECKING:
    from engine.decisions import Course

__all__ = ["MOST_RANKS", "PER", "Per", "check_ranks", "ranked"]

Per = Literal["action", "channel", "treatment"]
PER: tuple[Per, ...] = ("action", "channel", "treatment")
MOST_RANKS = 512


def check_ranks(ranks: Any, per: str) -> None:
    """Refuse a list that cannot be made.

    Raises:
        UsageError: how long it is, or what it has one of.
    """
    whole = isinstance(ranks, (int, np.integer)) and not isinstance(ranks, bool)
    if not whole or not 0 <= ranks <= MOST_RANKS:
        raise UsageError(
            "this number is not accepted", place="ranks", found=str(ranks),
            expected=f"1 to {MOST_RANKS}, whole, or 0 for a plan",
        )  # fmt: skip
    if per not in PER:
        raise UsageError(
            "a list has one of something else", place="per", found=str(per),
            expected=", ".join(PER),
        )  # fmt: skip
    if per != "action" and not ranks:
        raise UsageError(
            "only a list has one of something", place="per", found=f"{per}, and no list",
            expected="ranks too: how long the list is (--ranks 5)",
        )  # fmt: skip


@kernel
def list_best(
    p: Any, q: Any, net: Any, candidate: Any, priority: Any, propensity: Any, first: Any,
    last: Any, level: Any, of_level: Any, withheld: Any, price: Any, low: Any, lenient: Any,
    prices: Any, ranks: Any, group_of: Any, used: Any, out_row: Any, out_rank: Any,
    out_treatment: Any, out_reason: Any, out: Any,
) -> Any:  # fmt: skip
    """Write the best candidates of each customer, best first; returns how many rows.

    Args:
        q, net: the record to compare by and what candidates are worth there, as of
            `engine.emission.rows_of`.
        group_of: int64 (treatments,), what a list has one of; used: bool (groups,), scratch.
    """
    at: Any = np.int64(0)
    for i in range(len(first)):
        own_prices(p, lenient[i], np.uint64(0), price, low, prices)
        for place in range(first[i], last[i]):
            used[group_of[candidate[place]]] = False
        start = at
        for rank in range(ranks):
            best = np.int64(-1)
            best_net = 0.0
            fallback = False
            for place in range(first[i], last[i]):
                treatment = np.int64(candidate[place])
                if used[group_of[treatment]]:
                    continue
                gain = net_of(q, prices, treatment, net[place])
                late = kind_of(p, treatment) == FALLBACK
                if not gain > 0.0 or (best >= 0 and late and not fallback):
                    continue
                if best < 0 or gain > best_net or (fallback and not late):
                    best, best_net, fallback = np.int64(place), gain, late
            if best < 0 or (fallback and rank > 0):
                break
            treatment = np.int64(candidate[best])
            used[group_of[treatment]] = True
            out_row[at] = i
            out_rank[at] = rank + 1
            out_treatment[at] = treatment
            out_reason[at] = AS_FALLBACK if fallback else (HIGHEST if rank == 0 else NEXT)
            out[at, 0] = priority[best]
            out[at, 1] = propensity[best]
            out[at, 2] = prices[p.pool[p.t_channel[treatment]]]
            at += 1
        if at == start:
            out_row[at] = i
            out_rank[at] = 0
            out_treatment[at] = -1
            out_reason[at] = of_level[level_of(level[i], first[i], last[i], withheld[i])]
            at += 1
    return at


def ranked(course: Course, ranks: int, per: Per, unit: float) -> Emitted:
    """The best `ranks` of each customer as rows, one of each action, channel or treatment.

    Choice probabilities are not told: nobody has chosen yet.
    """
    work, solved = course.work, course.solved
    p = work.p
    treatments = len(p["t_action"])
    group_of = {
        "action": p["t_action"], "channel": p["t_channel"], "treatment": np.arange(treatments),
    }[per].astype(np.int64)  # fmt: skip
    rows = len(work.customers)
    most = int(np.maximum(np.minimum(work.last - work.first, ranks), 1).sum())
    row, rank, treatment = (np.zeros(most, np.int64) for _ in range(3))
    reason, numbers = np.zeros(most, np.int8), np.zeros((most, 3))
    withheld = course.emitted.withheld
    if withheld is None:
        withheld = np.zeros(rows, np.bool_)
    count = int(
        list_best(
            p, solved.p, solved.net, work.candidate, work.priority, work.propensity, work.first,
            work.last, work.level, OF_LEVEL, withheld, solved.price, solved.low, solved.lenient,
            np.zeros(len(solved.price)), ranks, group_of, np.zeros(treatments, np.bool_), row,
            rank, treatment, reason, numbers,
        )
    )  # fmt: skip
    found = treatment[:count]
    solved.meet(row[:count], found, numbers[:count, 2])
    return Emitted(
        row=row[:count],
        rank=rank[:count],
        treatment=found,
        reason=reason[:count],
        priority=numbers[:count, 0] / unit,
        propensity=numbers[:count, 1],
        chance=np.full(count, np.nan),
        price=numbers[:count, 2],
        picks=np.bincount(found[found >= 0], minlength=treatments),
        spent=np.zeros(len(solved.price), np.int64),
        withheld=withheld,
        repaired=None,
        own_prices=course.emitted.own_prices,
    )
