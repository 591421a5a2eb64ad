"""``optimize``: the best settings of one strategy, for a KPI, within bounds on others.

A pattern search over points that all meet the same luck (`search`), in which those that fall behind
are given up early (`racing`). What is found was picked for its luck too: so it is lived once more,
on replications that the search has never met, beside what is stated (`check`), and the gain that
is told is that one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from engine.errors import UsageError
from sim.study.estimate.forecast import Forecast, forecast
from sim.study.estimate.room import check_room
from sim.study.optimise.asked import EACH, EVALUATIONS, ask, lives, workload
from sim.study.optimise.racing import Races
from sim.study.optimise.result import OptimizeResult, result_of
from sim.study.optimise.search import search
from sim.study.optimise.settings import SPLIT
from sim.study.optimise.wanted import Over, over_of
from sim.study.trials.answer import conclude
from sim.study.trials.inquiry import TrialOptions

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["OptimizeResult", "forecast_optimize", "optimize"]


def optimize(
    scenario: Scenario | str | Path,
    strategy: str,
    *,
    over: Over,
    subject: Sequence[str] = (),
    evaluations: int = EVALUATIONS,
    each: int = EACH,
    kpi: str | None = None,
    **options: Unpack[TrialOptions],
) -> OptimizeResult:
    """Search the settings of a strategy for the best of a KPI.

    Args:
        scenario: a loaded scenario, a path, or a built-in name.
        strategy: whose settings.
        over: by dotted key a pair (lowest, highest), or a list of options, as a file would have
            them; ``"budget.split": None`` searches the split of the budget over channels.
        subject: bounds on other KPIs, such as ``"media_cost<=30k"``, money in main units.
        evaluations: points that may be tried in full; what falls behind early costs less.
        each: replications of one.
        kpi: None: the scenario's primary one.
        options: see `TrialOptions`; the answer is checked on 40 fresh replications by default.

    Raises:
        InputError: bad input. RunError: failed while working.
    """
    asked = ask(scenario, strategy, over, subject, evaluations, each, kpi, options)
    check_room(workload(asked))
    experiment, directory = asked.inquiry.experiment("optimize", asked.question, lives(asked))
    study, space = asked.inquiry.study, asked.space
    races = Races(space, asked.goal, asked.allowance, study, experiment)
    best = search(space, races, asked.allowance.search, study.plan.seed)
    if best is None:
        raise UsageError(
            "none of the points that were tried can be", place="--over",
            found="; ".join(races.refused) or "nothing", expected="values that go together",
        )  # fmt: skip
    result = result_of(asked, races, races.settled(races.final(best)), experiment)
    conclude(result, directory)
    return result


def forecast_optimize(
    scenario: Scenario | str | Path,
    strategy: str,
    *,
    over: Over,
    subject: Sequence[str] = (),
    evaluations: int = EVALUATIONS,
    each: int = EACH,
    kpi: str | None = None,
    **options: Unpack[TrialOptions],
) -> Forecast:
    """What the same will take; nothing is written. Arguments as of `optimize`."""
    asked = ask(scenario, strategy, over, subject, evaluations, each, kpi, options)
    return forecast(workload(asked))


def again(
    scenario: Scenario, asked: Mapping[str, Any], options: Mapping[str, Any]
) -> OptimizeResult:
    """The answer to a question that a folder holds (`sim.study.reproduce`)."""
    (strategy,) = asked["strategies"]
    return optimize(
        scenario, strategy, over=over_of({one["key"]: _told(one) for one in asked["searched"]}),
        subject=asked["subject"], evaluations=asked["evaluations"], each=asked["each"], **options,
    )  # fmt: skip


def _told(one: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return None if one["key"] == SPLIT else one
