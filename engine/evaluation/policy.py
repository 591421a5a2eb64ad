"""What a catalogue would have done in the place of each logged decision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.catalog import Catalog
from engine.decisions import check_arguments
from engine.errors import UsageError
from engine.evaluation.log import Log
from engine.planning import Price, candidates, solve
from engine.tables import at_moment

__all__ = ["Moment", "choices"]

BLOCK = 1 << 16
"""Rows that are decided together where money does not tie them."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When and under which prices the catalogue decides: arguments of `engine.decide`.

    Attributes:
        seed: names the policy's own draws. It must be another than that of the log, as the policy
            may not know how the log's draws fell (docs/evaluation.md).
    """

    when: str = "plan"
    channel: str | None = None
    days: float = 1.0
    prices: Mapping[str, Price] | None = None
    learned: Mapping[str, tuple[float, float]] | None = None
    seed: int = 1
    window: int = 0


def choices(catalog: Catalog, log: Log, moment: Moment) -> npt.NDArray[np.int64]:
    """int64[n]: the arm that the catalogue's first pick is, for every row of the log.

    Each row is a decision of its own, also where customers have several. Draws (holdouts, the
    margin of a budget) are those that the customer's number has.

    Raises:
        UsageError: the catalogue takes several actions a customer, or another argument is wrong.
    """
    check_arguments(catalog, moment.when, moment.channel, moment.days, moment.seed, moment.window)
    if catalog.slots != 1:
        raise UsageError(
            "a policy of one action a customer can be evaluated, no other",
            file=catalog.file,
            place="decision.slots",
            found=str(catalog.slots),
            expected="1",
        )
    chosen = np.zeros(len(log), np.int64)
    together = moment.prices is None and catalog.budget.total is not None
    for rows in _blocks(len(log), len(log) if together else BLOCK):
        chosen[rows] = _first_picks(catalog, log, rows, moment)
    return chosen


def _blocks(rows: int, size: int) -> Iterator[slice]:
    for start in range(0, rows, size):
        yield slice(start, min(start + size, rows))


def _first_picks(catalog: Catalog, log: Log, rows: slice, moment: Moment) -> npt.NDArray[np.int64]:
    work = candidates(
        catalog,
        at_moment(catalog, moment.when, moment.channel),
        log.numbers[rows],
        log.values[rows],
        moment.learned or {},
        moment.seed,
    )
    picks = solve(catalog, work, moment.prices, moment.days, moment.seed, moment.window).picks
    taken = picks >= 0  # by row and channel
    treatment = np.full(picks.shape, -1, np.int64)
    treatment[taken] = work.candidate[picks[taken]]
    chosen: npt.NDArray[np.int64] = treatment.max(axis=1, initial=-1)
    numbers = {action.name: place for place, action in enumerate(catalog.actions)}
    action = np.array([numbers[each.name] for each, _ in catalog.treatments], np.int64)
    others = taken & (action[treatment] != action[chosen][:, np.newaxis])
    if others.any():
        raise UsageError(
            "a policy of one action a customer can be evaluated, no other",
            file=catalog.file,
            place=f"when {moment.when}",
            found="a transactional action goes out beside another",
            expected="one action at this moment",
        )
    if log.arms.level == "action":
        chosen = np.where(chosen >= 0, action[chosen], -1)
    return chosen + 1
