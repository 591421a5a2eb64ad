"""``selection``: the true effect of a strategy next to what a naive comparison would claim.

Surveys hold customers who used several channels against those who used one. Whoever has a need
looks around on several channels, and whoever buys is seen at the till as well: so such customers
are worth more, whatever the firm does. Here the same comparison is made of simulated customers,
next to what the strategy truly earns more of the same people with the same luck, and once more in
a market where the brand is silent and no strategy can have any effect.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from sim.study.estimate.forecast import Forecast, forecast
from sim.study.estimate.room import check_room
from sim.study.selection.asked import ask, lives, workload
from sim.study.selection.result import Effect, Naive, SelectionResult, View
from sim.study.selection.views import result_of
from sim.study.trials.answer import conclude
from sim.study.trials.inquiry import TrialOptions

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["Effect", "Naive", "SelectionResult", "View", "forecast_selection", "selection"]


def selection(
    scenario: Scenario | str | Path,
    strategies: Sequence[str] | None = None,
    *,
    baseline: str | None = None,
    channels_from: int = 2,
    **options: Unpack[TrialOptions],
) -> SelectionResult:
    """Hold what a naive comparison of customers claims against what strategies truly do.

    Args:
        scenario: a loaded scenario, a path, or a built-in name.
        strategies: names; None: all.
        baseline: None: ``today`` where there is such a strategy, else the first.
        channels_from: channels from which on a customer counts as omnichannel.
        options: see `TrialOptions`; 20 replications by default.

    Raises:
        InputError: bad input. RunError: failed while working.
    """
    asked = ask(scenario, strategies, baseline, channels_from, options)
    check_room(workload(asked))
    experiment, directory = asked.inquiry.experiment("selection", asked.question, lives(asked))
    result = result_of(asked, experiment)
    conclude(result, directory)
    return result


def forecast_selection(
    scenario: Scenario | str | Path,
    strategies: Sequence[str] | None = None,
    *,
    baseline: str | None = None,
    channels_from: int = 2,
    **options: Unpack[TrialOptions],
) -> Forecast:
    """What the same will take; nothing is written. Arguments as of `selection`."""
    return forecast(workload(ask(scenario, strategies, baseline, channels_from, options)))


def again(
    scenario: Scenario, asked: Mapping[str, Any], options: Mapping[str, Any]
) -> SelectionResult:
    """The answer to a question that a folder holds (`sim.study.reproduce`)."""
    own = {name: value for name, value in options.items() if name != "kpi"}
    return selection(
        scenario, asked["strategies"], baseline=asked["baseline"],
        channels_from=asked["channels_from"], **own,
    )  # fmt: skip
