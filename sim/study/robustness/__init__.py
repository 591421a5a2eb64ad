"""``robustness``: does the verdict survive without each mechanism of the model?

Every mechanism that moves customers (annoyance, effort, word of mouth …) rests on numbers that are
assumed. Each is switched off, and made half and twice as strong (`sim.study.robustness.switched`),
under both strategies and on the same luck; `sim.study.robustness.judging` says what becomes of the
verdict. Prices stay as stated, also where a mechanism is a dial, so that what is switched is what
customers meet, and not what it costs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from engine.errors import InputError, UsageError
from sim.study.estimate.forecast import Forecast, forecast
from sim.study.estimate.room import check_room
from sim.study.robustness.asked import Asked, ask, lives, workload
from sim.study.robustness.judging import Gap, gap_of
from sim.study.robustness.result import RobustnessResult, Tried
from sim.study.robustness.switched import STRENGTHS, Switch
from sim.study.sample import Sample
from sim.study.statistics import Measured, difference
from sim.study.trials.answer import conclude, effort
from sim.study.trials.experiment import Experiment
from sim.study.trials.inquiry import TrialOptions, measured
from sim.study.trials.variant import Variant

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["Gap", "RobustnessResult", "Tried", "forecast_robustness", "robustness"]

Named = tuple[str, str]
"""A mechanism and how strong it is."""


def robustness(
    scenario: Scenario | str | Path,
    first: str,
    second: str,
    *,
    mechanisms: Sequence[str] | None = None,
    kpi: str | None = None,
    **options: Unpack[TrialOptions],
) -> RobustnessResult:
    """Find on which mechanisms of the model the verdict between two strategies hangs.

    Args:
        scenario: a loaded scenario, a path, or a built-in name.
        first, second: names of strategies; what is looked at is first - second.
        mechanisms: names, as of `sim.study.robustness.mechanisms`; None: all.
        kpi: None: the scenario's primary one.
        options: see `TrialOptions`; 20 replications by default.

    Raises:
        InputError: bad input. RunError: failed while working.
    """
    asked = ask(scenario, first, second, mechanisms, kpi, options)
    check_room(workload(asked))
    experiment, directory = asked.inquiry.experiment("robustness", asked.question, lives(asked))
    switches, refused = _possible(asked)
    result = _result(asked, experiment, switches, refused)
    conclude(result, directory)
    return result


def _possible(asked: Asked) -> tuple[dict[Named, Switch], dict[Named, str]]:
    """Switches that leave a scenario which can be simulated, and why others do not."""
    study = asked.inquiry.study
    fine, refused = {}, {}
    for name, made in asked.switches().items():
        try:
            made.variant(asked.inquiry.first).market(study.scenario, study.plan)
        except InputError as error:
            refused[name] = error.message
        else:
            fine[name] = made
    return fine, refused


def _result(
    asked: Asked,
    experiment: Experiment,
    switches: Mapping[Named, Switch],
    refused: Mapping[Named, str],
) -> RobustnessResult:
    """Everything lived and judged."""
    inquiry = asked.inquiry
    strategies = (inquiry.first, inquiry.second)
    plain = tuple(map(Variant.of, strategies))
    made = {name: tuple(map(one.variant, strategies)) for name, one in switches.items()}
    samples = experiment.samples([*plain, *(each for pair in made.values() for each in pair)])
    prices = [samples[variant].platform for variant in plain]

    def both(pair: tuple[Variant, ...]) -> tuple[Measured, Measured]:
        """The KPI of both strategies, each at the prices that are stated."""
        one, other = (
            measured(inquiry.kpi, _at(samples[variant], price))
            for variant, price in zip(pair, prices, strict=True)
        )
        return one, other

    stated = both(plain)
    if any(one.theta is None for one in stated):
        raise UsageError(
            f"{inquiry.kpi.title} is not defined here: nothing to divide by", place="--kpi",
            found=inquiry.kpi.name, expected="a KPI that both strategies have, such as profit",
        )  # fmt: skip
    gaps = {name: gap_of(*both(pair), stated, len(made)) for name, pair in made.items()}
    # what changes nothing is no comparison
    counted = sum(not gap.unchanged for gap in gaps.values())
    gaps = {name: gap_of(*both(pair), stated, counted) for name, pair in made.items()}
    scenario = inquiry.study.scenario
    tried = tuple(
        Tried(
            one,
            (*(key for key, _ in one.found_in(scenario.numbers)), *one.curves),
            {word: gaps[one.name, word] for word in STRENGTHS if (one.name, word) in gaps},
            {word: switches[one.name, word].clipped for word in STRENGTHS
             if (one.name, word) in switches},
            {word: refused[one.name, word] for word in STRENGTHS if (one.name, word) in refused},
        )
        for one in asked.mechanisms
    )  # fmt: skip
    return RobustnessResult(
        **effort(inquiry, experiment),
        first=inquiry.first,
        second=inquiry.second,
        kpi=inquiry.kpi,
        stated=difference(*stated),
        comparisons=counted,
        tried=tried,
    )


def _at(sample: Sample, platform: Any) -> Sample:
    return replace(sample, platform=platform)


def forecast_robustness(
    scenario: Scenario | str | Path,
    first: str,
    second: str,
    *,
    mechanisms: Sequence[str] | None = None,
    kpi: str | None = None,
    **options: Unpack[TrialOptions],
) -> Forecast:
    """What the same will take; nothing is written. Arguments as of `robustness`."""
    return forecast(workload(ask(scenario, first, second, mechanisms, kpi, options)))


def again(
    scenario: Scenario, asked: Mapping[str, Any], options: Mapping[str, Any]
) -> RobustnessResult:
    """The answer to a question that a folder holds (`sim.study.reproduce`)."""
    return robustness(
        scenario, *asked["strategies"], mechanisms=asked["mechanisms"], **options
    )  # fmt: skip
