"""What ``optimize`` is asked: settings, a goal, how much may be tried, and what that takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import UsageError
from sim.study.estimate.work import Lot, Workload
from sim.study.optimise.goal import Goal, bounds_of
from sim.study.optimise.racing import FROM, Allowance
from sim.study.optimise.space import Space
from sim.study.optimise.wanted import Over, settings_of
from sim.study.statistics import FEWEST
from sim.study.trials.inquiry import Inquiry, TrialOptions, inquire

if TYPE_CHECKING:
    from sim.scenario import Scenario

OPTIMIZE_REPLICATIONS = 40
"""Fresh replications of ``optimize`` unless told otherwise."""
EVALUATIONS, EACH = 60, 20
"""Points that may be lived in full, and replications of each, unless told otherwise."""
MOST_EVALUATIONS, MOST_EACH = 100_000, 100_000


@dataclass(frozen=True)
class Asked:
    """What is searched, and for what.

    Attributes:
        subject: bounds as they were written.
    """

    inquiry: Inquiry
    space: Space
    goal: Goal
    allowance: Allowance
    subject: tuple[str, ...]

    @property
    def question(self) -> dict[str, Any]:
        """What else than plan, strategy and KPI shapes the result."""
        return {
            "searched": [setting.searched for setting in self.space.settings],
            "subject": list(self.subject),
            "evaluations": self.allowance.evaluations,
            "each": self.allowance.each,
        }

    @property
    def beside(self) -> int:
        """Replications in which the neighbours of the best are lived."""
        return min(self.allowance.each, self.inquiry.study.plan.replications)


def ask(
    scenario: Scenario | str | Path,
    strategy: str,
    over: Over,
    subject: Sequence[str],
    evaluations: int,
    each: int,
    kpi: str | None,
    options: TrialOptions,
) -> Asked:
    """Settle what is searched; see `sim.study.optimise.optimize`.

    Raises:
        InputError: bad input.
    """
    inquiry = inquire(
        scenario, (strategy,), kpi, options, command="optimize", usage="--strategy",
        replications=OPTIMIZE_REPLICATIONS,
    )  # fmt: skip
    study = inquiry.study
    if not over:
        raise UsageError(
            "--over is missing", place="journey optimize",
            expected="what may be set, such as --over budget.total=5k:60k, or --split",
        )  # fmt: skip
    allowance = allowance_of(evaluations, each, "--evaluations")
    if study.plan.replications > FROM:
        raise UsageError(
            "so many fresh replications cannot be", place="--replications",
            found=f"{study.plan.replications:,}", expected=f"{FROM:,} or fewer",
        )  # fmt: skip
    settings = settings_of(study.scenario, strategy, over)
    goal = Goal(inquiry.kpi, bounds_of(subject, study.setting.currency))
    return Asked(inquiry, Space(strategy, settings), goal, allowance, tuple(subject))


def allowance_of(evaluations: int, each: int, place: str) -> Allowance:
    """How much may be tried.

    Raises:
        UsageError: too little, or too much.
    """
    if not 2 <= evaluations <= MOST_EVALUATIONS:
        raise UsageError(
            "so many points cannot be tried", place=place, found=f"{evaluations:,}",
            expected=f"2 to {MOST_EVALUATIONS:,}",
        )  # fmt: skip
    if not FEWEST <= each <= MOST_EACH:
        raise UsageError(
            "points cannot be told apart by so many replications", place="--each",
            found=f"{each:,}", expected=f"{FEWEST} to {MOST_EACH:,}",
        )  # fmt: skip
    return Allowance(evaluations, each)


def lives(asked: Asked) -> int:
    """Replications in all, at most: of the search, of the check, of the neighbours."""
    space, settings = asked.space, len(asked.space.settings)
    checked = (2 if space.split is None else 3) + settings
    beside = sum(1 for _ in space.neighbours(space.start))
    fresh = asked.inquiry.study.plan.replications
    search = asked.allowance.lives + 4 * settings * asked.allowance.each
    return search + checked * fresh + beside * asked.beside


def workload(asked: Asked) -> Workload:
    """The lives of the strategy, as stated."""
    inquiry = asked.inquiry
    (market,) = inquiry.study.markets([inquiry.first]).values()
    return Workload(inquiry.study, (Lot(market, lives(asked)),), at_most=True)
