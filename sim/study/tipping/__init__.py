"""``tipping``: all numbers of a scenario by the smallest change that turns the verdict.

Each number is moved alone, down and up, on the luck of the stated scenario, until the difference of
two strategies has the other sign; what turns the verdict after the smallest relative change stands
first. The list is joined to the ledger of assumptions: what is assumed and near its tipping point
deserves measuring, what the firm chooses does not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from sim.study.estimate.forecast import Forecast, forecast
from sim.study.estimate.room import check_room
from sim.study.tipping.asked import WITHIN, ask, screening, workload
from sim.study.tipping.ranking import Tip
from sim.study.tipping.result import TippingResult
from sim.study.tipping.sounding import Sounded, Sounder
from sim.study.tipping.subjects import Skipped
from sim.study.trials.answer import conclude
from sim.study.trials.inquiry import TrialOptions

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["Skipped", "Sounded", "Tip", "TippingResult", "forecast_tipping", "tipping"]

TOGETHER = 4
"""Numbers that are looked at together."""


def tipping(
    scenario: Scenario | str | Path,
    first: str,
    second: str,
    *,
    keys: Sequence[str] = (),
    within: tuple[float, float] = WITHIN,
    kpi: str | None = None,
    **options: Unpack[TrialOptions],
) -> TippingResult:
    """Rank numbers of a scenario by the smallest relative change that turns the verdict.

    Args:
        scenario: a loaded scenario, a path, or a built-in name.
        first, second: names of strategies; the verdict is the sign of first - second.
        keys: patterns of dotted keys, or what they begin with; none: all numbers.
        within: least and most relative change, such as (-0.5, 1.0).
        kpi: None: the scenario's primary one.
        options: see `TrialOptions`; 10 replications by default.

    Raises:
        InputError: bad input. RunError: failed while working.
    """
    asked = ask(scenario, first, second, keys, within, kpi, options)
    check_room(workload(asked))
    inquiry = asked.inquiry
    whole = 2 * inquiry.study.plan.replications
    experiment, directory = inquiry.experiment("tipping", asked.question, whole + screening(asked))
    sounder = Sounder(asked, experiment)
    found: list[Sounded] = []
    if sounder.now.mean != 0.0:
        for start in range(0, len(asked.subjects), TOGETHER):
            found += sounder.sound(asked.subjects[start : start + TOGETHER])
    result = TippingResult.of(asked, sounder, found, experiment)
    conclude(result, directory)
    return result


def forecast_tipping(
    scenario: Scenario | str | Path,
    first: str,
    second: str,
    *,
    keys: Sequence[str] = (),
    within: tuple[float, float] = WITHIN,
    kpi: str | None = None,
    **options: Unpack[TrialOptions],
) -> Forecast:
    """What the same will take; nothing is written. Arguments as of `tipping`."""
    return forecast(workload(ask(scenario, first, second, keys, within, kpi, options)))


def again(
    scenario: Scenario, asked: Mapping[str, Any], options: Mapping[str, Any]
) -> TippingResult:
    """The answer to a question that a folder holds (`sim.study.reproduce`)."""
    within = (asked["within"][0], asked["within"][1])
    return tipping(scenario, *asked["strategies"], keys=asked["keys"], within=within, **options)
