"""``sweep``: strategies compared at many points, as keys of the scenario go through values.

A design says at which points: all values with all others, lists side by side, a Latin hypercube, a
Sobol' sequence. Each point is the scenario with other values, simulated under every strategy on the
same luck. An analysis of sensitivities brings a design of its own, and says on which inputs the
figures hang.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from sim.study.estimate.forecast import Forecast, forecast
from sim.study.estimate.room import check_room
from sim.study.sweep.asked import Asked, Wish, ask, lives, wish_of, workload
from sim.study.sweep.inputs import Between, Varied
from sim.study.sweep.points import Point, points_of
from sim.study.sweep.result import SweepResult
from sim.study.sweep.tidy import POINTS, check_file, write_points
from sim.study.trials.answer import conclude
from sim.study.trials.inquiry import TrialOptions

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["Between", "Point", "SweepResult", "forecast_sweep", "sweep"]


def sweep(
    scenario: Scenario | str | Path,
    vary: Varied | None = None,
    *,
    strategies: Sequence[str] | None = None,
    baseline: str | None = None,
    design: str | None = None,
    points: int | None = None,
    points_from: str | Path | None = None,
    ranges: bool = False,
    sensitivity: str | None = None,
    kpi: str | None = None,
    to: str | Path | None = None,
    **options: Unpack[TrialOptions],
) -> SweepResult:
    """Compare strategies at the points of a design.

    Args:
        scenario: a loaded scenario, a path, or a built-in name.
        vary: by dotted key, what it goes through: `Between` two ends, a list of values, or (None)
            the range that the scenario gives it.
        strategies: names; None: all of the scenario.
        baseline: None: ``today`` if it takes part, else the first strategy.
        design: "grid" (all values with all others), "list" (values side by side), "lhs" (a Latin
            hypercube), "sobol" (a scrambled Sobol' sequence). None: a list for points of a file, a
            hypercube where `ranges` are varied, else a grid.
        points: of a hypercube or a sequence (64), trajectories of a screening (10), base points of
            a variance-based analysis (128).
        points_from: a CSV or Parquet file with a column for each key, in place of `vary`.
        ranges: whether all numbers of the scenario that have ranges are varied over them.
        sensitivity: "screening" or "variance", which choose their own points.
        kpi: by which points are judged; None: the scenario's primary one.
        to: a table of the points to write, .parquet or .csv.
        options: see `TrialOptions`; 20 replications by default.

    Raises:
        InputError: bad input. RunError: failed while working.
    """
    table = None if to is None else check_file(to)
    asked = ask(
        scenario,
        vary,
        {
            "strategies": strategies,
            "baseline": baseline,
            "design": design,
            "points": points,
            "points_from": points_from,
            "ranges": ranges,
            "sensitivity": sensitivity,
            "kpi": kpi,
        },
        options,
    )
    return _made(asked, table)


def _made(asked: Asked, table: Path | None = None) -> SweepResult:
    check_room(workload(asked))
    experiment, directory = asked.inquiry.experiment("sweep", asked.question, lives(asked))
    result = SweepResult.of(asked, list(points_of(asked, experiment)), experiment)
    if directory is not None:
        write_points(result, directory.path / POINTS)
    if table is not None:
        write_points(result, table)
    conclude(result, directory)
    return result


def forecast_sweep(
    scenario: Scenario | str | Path,
    vary: Varied | None = None,
    *,
    strategies: Sequence[str] | None = None,
    baseline: str | None = None,
    design: str | None = None,
    points: int | None = None,
    points_from: str | Path | None = None,
    ranges: bool = False,
    sensitivity: str | None = None,
    kpi: str | None = None,
    to: str | Path | None = None,
    **options: Unpack[TrialOptions],
) -> Forecast:
    """What the same will take; nothing is written. Arguments as of `sweep`."""
    if to is not None:
        check_file(to)
    wish: Wish = {
        "strategies": strategies,
        "baseline": baseline,
        "design": design,
        "points": points,
        "points_from": points_from,
        "ranges": ranges,
        "sensitivity": sensitivity,
        "kpi": kpi,
    }
    return forecast(workload(ask(scenario, vary, wish, options)))


def again(scenario: Scenario, asked: Mapping[str, Any], options: Mapping[str, Any]) -> SweepResult:
    """The answer to a question that a folder holds (`sim.study.reproduce`)."""
    varied, wish = wish_of(asked)
    given: Any = {name: value for name, value in options.items() if name != "kpi"}
    return _made(ask(scenario, varied, wish, given))
