"""``breakeven``: where a number of the scenario makes two strategies earn the same.

The difference of the two is simulated at points of a range of the number, all on the same luck, so
that it moves smoothly from one point to the next. Between two points where its signs differ the
crossing is closed in on by the rule of false position, with the middle at every third step. The
crossing's interval is where the band around the difference, 95 % at each point, holds 0: there the
simulation cannot tell which of the two is better.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from sim.study.breakeven.asked import ask, lives, workload
from sim.study.breakeven.result import BreakevenResult
from sim.study.estimate.forecast import Forecast, forecast
from sim.study.estimate.room import check_room
from sim.study.trials.answer import conclude
from sim.study.trials.inquiry import TrialOptions
from sim.study.trials.ranges import Range
from sim.study.turning.crossings import Crossing, crossings_of
from sim.study.turning.curve import Curve, Point

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["BreakevenResult", "Crossing", "Point", "breakeven", "forecast_breakeven"]


def breakeven(
    scenario: Scenario | str | Path,
    first: str,
    second: str,
    *,
    over: Range,
    points: int = 9,
    kpi: str | None = None,
    **options: Unpack[TrialOptions],
) -> BreakevenResult:
    """Find where a number makes two strategies earn the same.

    Args:
        scenario: a loaded scenario, a path, or a built-in name.
        first, second: names of strategies; what is looked at is first - second.
        over: a dotted key and the ends of its range, as a file would have them.
        points: how many of the range are simulated before crossings are closed in on.
        kpi: None: the scenario's primary one.
        options: see `TrialOptions`; 20 replications by default.

    Raises:
        InputError: bad input. RunError: failed while working.
    """
    asked = ask(scenario, first, second, over, points, kpi, options)
    check_room(workload(asked))
    experiment, directory = asked.inquiry.experiment("breakeven", asked.question, lives(asked))
    curve = Curve(asked.inquiry, asked.span, experiment)
    found = crossings_of(curve, asked.grid)
    result = BreakevenResult.of(asked, curve, found, experiment)
    conclude(result, directory)
    return result


def forecast_breakeven(
    scenario: Scenario | str | Path,
    first: str,
    second: str,
    *,
    over: Range,
    points: int = 9,
    kpi: str | None = None,
    **options: Unpack[TrialOptions],
) -> Forecast:
    """What the same will take; nothing is written. Arguments as of `breakeven`."""
    return forecast(workload(ask(scenario, first, second, over, points, kpi, options)))


def again(
    scenario: Scenario, asked: Mapping[str, Any], options: Mapping[str, Any]
) -> BreakevenResult:
    """The answer to a question that a folder holds (`sim.study.reproduce`)."""
    grid = asked["grid"]
    over = (asked["over"], grid[0], grid[-1])
    return breakeven(scenario, *asked["strategies"], over=over, points=len(grid), **options)
