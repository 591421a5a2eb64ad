"""``lift``: what a channel, an action, a creative, an offer or a persona truly adds.

The same people live with it and without it, on the same luck. Without it the firm is silent there,
and its media money is saved, or left to others; or a channel is not there at all. The difference
is what it brings: incremental, as nothing that would have come anyway is in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from sim.study.estimate.forecast import Forecast, forecast
from sim.study.estimate.room import check_room
from sim.study.lift.asked import MODES, ask, lives, workload
from sim.study.lift.result import LiftResult, Single
from sim.study.lift.silencing import Silencing
from sim.study.trials.answer import conclude
from sim.study.trials.inquiry import TrialOptions

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["LiftResult", "Single", "forecast_lift", "lift"]


def lift(
    scenario: Scenario | str | Path,
    strategy: str,
    *,
    without: Sequence[str] = (),
    reallocate: Sequence[str] = (),
    absent: Sequence[str] = (),
    kpi: str | None = None,
    **options: Unpack[TrialOptions],
) -> LiftResult:
    """Find what things bring under a strategy, each by itself and all together.

    A thing is ``channel.email``, ``action.NAME``, ``group.NAME`` (all actions of the group),
    ``creative.NAME``, ``offer.NAME``, ``persona.NAME`` or ``everything``.

    Args:
        scenario: a loaded scenario, a path, or a built-in name.
        strategy: its name.
        without: things where the firm falls silent, and what it spends there is saved.
        reallocate: things where it falls silent, and others may spend the money.
        absent: channels that customers cannot use either.
        kpi: what sentences are about; None: the scenario's primary one. All are computed.
        options: see `TrialOptions`; 20 replications by default.

    Raises:
        InputError: bad input. RunError: failed while working.
    """
    things = {"without": without, "reallocate": reallocate, "absent": absent}
    asked = ask(scenario, strategy, things, kpi, options)
    check_room(workload(asked))
    experiment, directory = asked.inquiry.experiment("lift", asked.question, lives(asked))
    result = Silencing(asked, experiment).result()
    conclude(result, directory)
    return result


def forecast_lift(
    scenario: Scenario | str | Path,
    strategy: str,
    *,
    without: Sequence[str] = (),
    reallocate: Sequence[str] = (),
    absent: Sequence[str] = (),
    kpi: str | None = None,
    **options: Unpack[TrialOptions],
) -> Forecast:
    """What the same will take; nothing is written. Arguments as of `lift`."""
    things = {"without": without, "reallocate": reallocate, "absent": absent}
    return forecast(workload(ask(scenario, strategy, things, kpi, options)))


def again(scenario: Scenario, asked: Mapping[str, Any], options: Mapping[str, Any]) -> LiftResult:
    """The answer to a question that a folder holds (`sim.study.reproduce`)."""
    (strategy,) = asked["strategies"]
    things: dict[str, Any] = {mode: asked[mode] for mode in MODES}
    return lift(scenario, strategy, **things, **options)
