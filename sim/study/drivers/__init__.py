"""``drivers``: which dial earns how much of the difference between two strategies.

The dials in which they differ are the players, and what a mixture of the two earns with some dials
from the one and all others from the other is the worth of a set of them (`sim.study.shapley`). All
mixtures meet the same luck. With few dials all mixtures are lived; with many each replication draws
orders of its own, so that the interval over replications tells of both kinds of luck.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from sim.study.drivers.asked import ask, lives, workload
from sim.study.drivers.result import Driver, DriversResult, result_of
from sim.study.drivers.sharing import all_mixtures, drawn_orders
from sim.study.estimate.forecast import Forecast, forecast
from sim.study.estimate.room import check_room
from sim.study.trials.answer import conclude
from sim.study.trials.inquiry import TrialOptions

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["Driver", "DriversResult", "drivers", "forecast_drivers"]


def drivers(
    scenario: Scenario | str | Path,
    first: str,
    second: str,
    *,
    groups: Mapping[str, Sequence[str]] | None = None,
    kpi: str | None = None,
    **options: Unpack[TrialOptions],
) -> DriversResult:
    """Share out the difference between two strategies among the dials in which they differ.

    Args:
        scenario: a loaded scenario, a path, or a built-in name.
        first, second: names of strategies; what is shared out is first - second.
        groups: dials that are taken as one, by a name; all others stand for themselves.
        kpi: None: the scenario's primary one.
        options: see `TrialOptions`; 20 replications by default.

    Raises:
        InputError: bad input. RunError: failed while working.
    """
    asked = ask(scenario, first, second, groups, kpi, options)
    check_room(workload(asked))
    experiment, directory = asked.inquiry.experiment("drivers", asked.question, lives(asked))
    share_out = all_mixtures if asked.whole else drawn_orders
    result = result_of(asked, experiment, share_out(asked, experiment))
    conclude(result, directory)
    return result


def forecast_drivers(
    scenario: Scenario | str | Path,
    first: str,
    second: str,
    *,
    groups: Mapping[str, Sequence[str]] | None = None,
    kpi: str | None = None,
    **options: Unpack[TrialOptions],
) -> Forecast:
    """What the same will take; nothing is written. Arguments as of `drivers`."""
    return forecast(workload(ask(scenario, first, second, groups, kpi, options)))


def again(
    scenario: Scenario, asked: Mapping[str, Any], options: Mapping[str, Any]
) -> DriversResult:
    """The answer to a question that a folder holds (`sim.study.reproduce`)."""
    groups = {name: dials for name, dials in asked["players"].items() if dials != [name]}
    return drivers(scenario, *asked["strategies"], groups=groups, **options)
