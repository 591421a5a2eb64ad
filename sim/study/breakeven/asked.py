"""What ``breakeven`` is asked: a number, its range, and what that takes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import UsageError
from sim.study.estimate.work import Lot, Workload
from sim.study.trials.inquiry import Inquiry, TrialOptions, inquire
from sim.study.trials.ranges import Range, Span, span_of
from sim.study.turning.crossings import STEPS

if TYPE_CHECKING:
    from sim.scenario import Scenario

BREAKEVEN_REPLICATIONS = 20
"""Replications of ``breakeven`` unless told otherwise."""
FEWEST_POINTS, MOST_POINTS = 2, 1_000


@dataclass(frozen=True)
class Asked:
    """A number between two ends.

    Attributes:
        span: which one, and between which.
        grid: values simulated first, ascending, in plain units of `Scenario.with_values`.
    """

    inquiry: Inquiry
    span: Span
    grid: tuple[float, ...]

    @property
    def question(self) -> dict[str, Any]:
        """What else than plan and strategies shapes the result."""
        return {"over": self.span.key, "grid": list(self.grid)}


def ask(
    scenario: Scenario | str | Path,
    first: str,
    second: str,
    over: Range,
    points: int,
    kpi: str | None,
    options: TrialOptions,
) -> Asked:
    """Settle what is looked at; see `sim.study.breakeven.breakeven`.

    Raises:
        InputError: bad input.
    """
    inquiry = inquire(
        scenario, (first, second), kpi, options, command="breakeven", usage="breakeven A B",
        replications=BREAKEVEN_REPLICATIONS,
    )  # fmt: skip
    if not FEWEST_POINTS <= points <= MOST_POINTS:
        raise UsageError(
            "so many points cannot be", place="--points", found=f"{points:,}",
            expected=f"{FEWEST_POINTS} to {MOST_POINTS:,}",
        )  # fmt: skip
    span = span_of(inquiry.study.scenario, over)
    return Asked(inquiry, span, span.grid(points))


def lives(asked: Asked) -> int:
    """Replications of both strategies, if one crossing is closed in on."""
    return 2 * (len(asked.grid) + STEPS) * asked.inquiry.study.plan.replications


def workload(asked: Asked) -> Workload:
    """The lives of both strategies, as stated."""
    inquiry, most = asked.inquiry, lives(asked)
    markets = inquiry.study.markets([inquiry.first, inquiry.second])
    lots = tuple(Lot(market, most // len(markets)) for market in markets.values())
    return Workload(inquiry.study, lots, at_most=True)
