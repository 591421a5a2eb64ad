"""``pilot``: the real experiment that would prove a verdict, or refute it.

Customers of one market are put into two arms by lot, and each arm is treated by one strategy. What
each customer brings, contribution less media, is compared at the end; what the platform costs is
known without an experiment. The spread among customers and the expected difference come from
simulated lives, and so does the check whether the trial keeps its power.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from sim.study.estimate.forecast import Forecast, forecast
from sim.study.estimate.room import check_room
from sim.study.pilot.asked import Wanted, ask, lives, workload
from sim.study.pilot.design import design
from sim.study.pilot.result import Borders, PilotResult, Tried
from sim.study.trials.answer import conclude
from sim.study.trials.inquiry import TrialOptions

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["Borders", "PilotResult", "Tried", "forecast_pilot", "pilot"]


def pilot(
    scenario: Scenario | str | Path,
    first: str,
    second: str,
    *,
    power: float = 0.8,
    alpha: float = 0.05,
    share: float = 0.5,
    question: str = "pays",
    pilots: int | None = None,
    fresh: bool = False,
    **options: Unpack[TrialOptions],
) -> PilotResult:
    """Design the experiment that would prove which of two strategies earns more.

    Args:
        scenario: a loaded scenario, a path, or a built-in name.
        first, second: strategies of the arms; differences are first - second.
        power, alpha: chance to see the expected difference, and to see one where there is none.
        share: of the customers that get the first strategy.
        question: "pays": does the difference exceed what the platform costs more? "works": is
            there one?
        pilots: how many are simulated to check the power; 0: none. None: 1,000, of fresh ones 200.
        fresh: live people of its own for each of them, in place of drawing from those that the
            design was made with.
        options: see `TrialOptions`; 20 replications by default. ``days`` are those of the pilot;
            None: the shortest that suffices. The verdict is about the scenario's own days.

    Raises:
        InputError: bad input. RunError: failed while working.
    """
    wanted = Wanted(
        power=power, alpha=alpha, share=share, question=question, pilots=pilots, fresh=fresh
    )
    asked = ask(scenario, first, second, wanted, options)
    check_room(workload(asked))
    experiment, directory = asked.inquiry.experiment("pilot", asked.question, lives(asked))
    result = design(asked, experiment)
    conclude(result, directory)
    return result


def forecast_pilot(
    scenario: Scenario | str | Path,
    first: str,
    second: str,
    *,
    power: float = 0.8,
    alpha: float = 0.05,
    share: float = 0.5,
    question: str = "pays",
    pilots: int | None = None,
    fresh: bool = False,
    **options: Unpack[TrialOptions],
) -> Forecast:
    """What the same will take; nothing is written. Arguments as of `pilot`."""
    wanted = Wanted(
        power=power, alpha=alpha, share=share, question=question, pilots=pilots, fresh=fresh
    )
    asked = ask(scenario, first, second, wanted, options)
    return forecast(workload(asked))


def again(scenario: Scenario, asked: Mapping[str, Any], options: Mapping[str, Any]) -> PilotResult:
    """The answer to a question that a folder holds (`sim.study.reproduce`)."""
    own = {name: value for name, value in options.items() if name != "kpi"}
    own["days"] = asked["lasts"]
    first, second = asked["strategies"]
    names = ("question", "power", "alpha", "share", "pilots", "fresh")
    own |= {name: asked[name] for name in names}
    return pilot(scenario, first, second, **own)
