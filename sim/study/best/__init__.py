"""``best``: which of many strategies is the best, with a stated probability.

All candidates meet the same luck, replication by replication, and those that fall behind are left
out on the way (`sim.study.best.procedure`): so tens of strategies, or all mixtures of two, take
little more than the few that are close.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from sim.study.best.asked import MOST, PROBABILITY, ask, workload
from sim.study.best.racing import race
from sim.study.best.result import BestResult, result_of
from sim.study.estimate.forecast import Forecast, forecast
from sim.study.estimate.room import check_room
from sim.study.trials.answer import conclude
from sim.study.trials.inquiry import TrialOptions

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["BestResult", "best", "forecast_best"]


def best(
    scenario: Scenario | str | Path,
    strategies: Sequence[str] | None = None,
    *,
    within: float | str,
    probability: float = PROBABILITY,
    mixtures: Sequence[str] | None = None,
    groups: Mapping[str, Sequence[str]] | None = None,
    most: int = MOST,
    kpi: str | None = None,
    **options: Unpack[TrialOptions],
) -> BestResult:
    """Find the best of many strategies.

    Args:
        scenario: a loaded scenario, a path, or a built-in name.
        strategies: names; None: all of the scenario, or none beside mixtures.
        within: a difference of the KPI that matters: in its unit (money: main units), or a share
            of the baseline's mean such as ``"1 %"``.
        probability: to be right, at least.
        mixtures: two strategies all mixtures of which take part, dial by dial.
        groups: dials that are taken as one in mixtures, by a name.
        most: replications at which it ends with what is left.
        kpi: None: the scenario's primary one; one that adds up, no ratio.
        options: see `TrialOptions`; ``replications``, 10 by default, are those of all candidates
            before any is left out.

    Raises:
        InputError: bad input. RunError: failed while working.
    """
    asked = ask(
        scenario, strategies, within, probability, mixtures, groups, most, kpi, options
    )  # fmt: skip
    check_room(workload(asked))
    lives = len(asked.candidates) * asked.first
    experiment, directory = asked.inquiry.experiment("best", asked.question, lives)
    result = result_of(asked, experiment, race(asked, experiment))
    conclude(result, directory)
    return result


def forecast_best(
    scenario: Scenario | str | Path,
    strategies: Sequence[str] | None = None,
    *,
    within: float | str,
    probability: float = PROBABILITY,
    mixtures: Sequence[str] | None = None,
    groups: Mapping[str, Sequence[str]] | None = None,
    most: int = MOST,
    kpi: str | None = None,
    **options: Unpack[TrialOptions],
) -> Forecast:
    """What the first replications of all will take; nothing is written. Arguments as of `best`."""
    asked = ask(
        scenario, strategies, within, probability, mixtures, groups, most, kpi, options
    )  # fmt: skip
    return forecast(workload(asked))


def again(scenario: Scenario, asked: Mapping[str, Any], options: Mapping[str, Any]) -> BestResult:
    """The answer to a question that a folder holds (`sim.study.reproduce`)."""
    names = ("within", "probability", "mixtures", "groups", "most")
    given = {name: asked[name] for name in names}
    return best(scenario, asked["named"], **given, **options)
