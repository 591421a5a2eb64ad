"""``roadmap``: which channel or link to join next, and in which order.

Between two strategies lie states: some channels joined as the target joins them, all else as at the
start (`sim.scenario.joining`). Each is lived as a strategy of its own, all on the same luck, and
what it earns a day, with what the price list asks once and a month, says what a path through the
states gains over a horizon. The path that gains most is found exactly where steps are few
(`sim.study.roadmap.paths`), else among the states that a greedy search meets
(`sim.study.roadmap.explore`). It is told on as many fresh replications, as a path chosen on some
luck looks too good on it, and lived once from end to end (`sim.study.roadmap.check`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from sim.study.estimate.forecast import Forecast, forecast
from sim.study.estimate.room import check_room
from sim.study.roadmap.asked import EVERY, YEARS, ask, lives, workload
from sim.study.roadmap.explore import explore
from sim.study.roadmap.result import Alternative, LeftOut, RoadmapResult, Step
from sim.study.roadmap.states import States
from sim.study.roadmap.telling import result_of
from sim.study.sample import YEAR
from sim.study.trials.answer import conclude
from sim.study.trials.inquiry import TrialOptions

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["Alternative", "LeftOut", "RoadmapResult", "Step", "forecast_roadmap", "roadmap"]


def roadmap(
    scenario: Scenario | str | Path,
    *,
    start: str | None = None,
    target: str | None = None,
    channels: Sequence[str] | None = None,
    links: Sequence[str] = (),
    steps: Mapping[str, Sequence[str]] | None = None,
    every: float = EVERY,
    years: float = YEARS,
    **options: Unpack[TrialOptions],
) -> RoadmapResult:
    """Find what to join next, and in which order.

    Args:
        scenario: a loaded scenario, a path, or a built-in name.
        start: the strategy to begin with; None: ``today``, else the first of the file.
        target: the strategy to go towards; None: that in which most is linked and shared.
        channels: that can be joined, each a step; None: all in which the two differ, unless links
            are given.
        links: such as ``"email -> till"``, each a step.
        steps: channels and links that are taken together, by a name.
        every: days from one step to the next; the first is taken at once.
        years: over which profit counts.
        options: see `TrialOptions`; 10 replications by default, to choose the path, and as many
            again to tell of it.

    Raises:
        InputError: bad input. RunError: failed while working.
    """
    asked = ask(scenario, start, target, channels, links, steps or {}, every, years, options)
    check_room(workload(asked))
    experiment, directory = asked.inquiry.experiment("roadmap", asked.question, lives(asked))
    count = asked.inquiry.study.plan.replications
    states = States(asked, experiment, range(count))
    explore(asked, states)
    fresh = States(asked, experiment, range(count, 2 * count))
    result = result_of(asked, states, fresh, experiment)
    conclude(result, directory)
    return result


def forecast_roadmap(
    scenario: Scenario | str | Path,
    *,
    start: str | None = None,
    target: str | None = None,
    channels: Sequence[str] | None = None,
    links: Sequence[str] = (),
    steps: Mapping[str, Sequence[str]] | None = None,
    every: float = EVERY,
    years: float = YEARS,
    **options: Unpack[TrialOptions],
) -> Forecast:
    """What the same will take; nothing is written. Arguments as of `roadmap`."""
    asked = ask(scenario, start, target, channels, links, steps or {}, every, years, options)
    return forecast(workload(asked))


def again(
    scenario: Scenario, asked: Mapping[str, Any], options: Mapping[str, Any]
) -> RoadmapResult:
    """The answer to a question that a folder holds (`sim.study.reproduce`)."""
    start, target = asked["strategies"]
    given = {name: one for name, one in options.items() if name != "kpi"}
    return roadmap(
        scenario, start=start, target=target, channels=(), steps=asked["items"],
        every=asked["every"], years=asked["horizon"] / YEAR, **given,
    )  # fmt: skip
