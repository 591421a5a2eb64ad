"""``map``: which strategy is best over two numbers of the scenario.

The points of a grid over both are simulated on the same luck, first some of them, then those along
the border between two winners and where the lead is not beyond chance; what lies within an area of
one winner is filled in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from sim.study.estimate.forecast import Forecast, forecast
from sim.study.estimate.room import check_room
from sim.study.trials.answer import conclude
from sim.study.trials.inquiry import TrialOptions
from sim.study.trials.ranges import Range
from sim.study.winmap.asked import CELLS, Asked, Place, ask, workload
from sim.study.winmap.axis import Axis
from sim.study.winmap.refining import refined
from sim.study.winmap.result import WinMapResult
from sim.study.winmap.spots import Spot, filled_in, lived

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.study.trials.experiment import Experiment

__all__ = ["Axis", "Spot", "WinMapResult", "forecast_map", "win_map"]


def win_map(
    scenario: Scenario | str | Path,
    *,
    over: Sequence[Range],
    strategies: Sequence[str] | None = None,
    cells: int = CELLS,
    full: bool = False,
    kpi: str | None = None,
    **options: Unpack[TrialOptions],
) -> WinMapResult:
    """Tell which strategy is best over two numbers, or two groups of numbers.

    Args:
        scenario: a loaded scenario, a path, or a built-in name.
        over: two axes: a dotted key, what several begin with, or a pattern; and both ends, as a
            file would have them, or as factors of what is stated, such as "0x" and "2x".
        strategies: names; None: all.
        cells: values along each axis.
        full: simulate all points.
        kpi: None: the scenario's primary one.
        options: see `TrialOptions`; 10 replications by default.

    Raises:
        InputError: bad input. RunError: failed while working.
    """
    asked = ask(scenario, over, strategies, cells, full, kpi, options)
    check_room(workload(asked))
    experiment, directory = asked.inquiry.experiment("map", asked.question, 0)
    if full:
        spots = _live(asked, experiment, list(asked.places))
    else:
        known, patches = refined(asked.shape, lambda places: _live(asked, experiment, places))
        spots = filled_in(known, patches)
    result = WinMapResult.of(asked, spots, experiment)
    conclude(result, directory)
    return result


def _live(asked: Asked, experiment: Experiment, places: list[Place]) -> dict[Place, Spot]:
    """Simulate points, and tell who waits how many there are."""
    inquiry = asked.inquiry
    experiment.expect(len(places) * len(inquiry.strategies) * inquiry.study.plan.replications)
    return lived(asked, experiment, places)


def forecast_map(
    scenario: Scenario | str | Path,
    *,
    over: Sequence[Range],
    strategies: Sequence[str] | None = None,
    cells: int = CELLS,
    full: bool = False,
    kpi: str | None = None,
    **options: Unpack[TrialOptions],
) -> Forecast:
    """What the same will take; nothing is written. Arguments as of `win_map`."""
    return forecast(workload(ask(scenario, over, strategies, cells, full, kpi, options)))


def again(scenario: Scenario, asked: Mapping[str, Any], options: Mapping[str, Any]) -> WinMapResult:
    """The answer to a question that a folder holds (`sim.study.reproduce`)."""
    over = [(key, low, high) for key, low, high in asked["over"]]
    shape = {"cells": asked["cells"], "full": asked["full"]}
    return win_map(scenario, over=over, strategies=asked["strategies"], **shape, **options)
