"""``run``: one strategy, so many replications."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from sim.study.estimate.forecast import Forecast, forecast
from sim.study.estimate.room import check_room
from sim.study.estimate.work import Workload, lots_of
from sim.study.known import held_against_known, known_notes
from sim.study.limits import limit_notes
from sim.study.options import StudyOptions, known
from sim.study.prepare import load, named_strategy
from sim.study.results import Kpis, RunResult
from sim.study.spending import overspent
from sim.study.study import Study

if TYPE_CHECKING:
    from sim.model.market.market import Market
    from sim.scenario import Scenario

RUN_REPLICATIONS = 5
"""Replications of ``run`` unless told otherwise."""


def run(
    scenario: Scenario | str | Path, strategy: str, **options: Unpack[StudyOptions]
) -> RunResult:
    """Simulate one strategy.

    Args:
        scenario: a loaded scenario, a path, or a built-in name.
        strategy: its name in the scenario.
        options: see `sim.study.options.StudyOptions`; 5 replications by default.

    Raises:
        InputError: bad input. RunError: failed while working.
    """
    study, markets = _asked(scenario, strategy, options)
    check_room(Workload(study, lots_of(study, tuple(markets.values()))))
    loaded, setting = study.scenario, study.setting
    with study.recording(markets) as recording:
        study.crowd.write_id_map(study.options["id_map"])
        outcomes = study.simulate(markets, recording, study.tally(study.plan.replications))
        samples = study.samples(markets, outcomes)
        kpis, limits = Kpis.of(samples[strategy]), study.limits(samples, outcomes)
        digests = recording.digests(outcomes)
        ceiling = float(loaded.budget.total) * setting.scale
        held = held_against_known(loaded, kpis) if strategy == loaded.baseline else ()
        notes = (
            *known_notes(held, setting.currency, strategy),
            *overspent({strategy: kpis}, ceiling, setting.currency),
            *limit_notes(limits, setting.currency),
            *study.notes(),
        )
        work = study.work(outcomes, digests, recording)
        result = RunResult(setting, strategy, kpis, work, notes, held, limits.get(strategy, ()))
        recording.finish({strategy: kpis}, setting.currency, digests, limits, result.answer())
    return result


def forecast_run(
    scenario: Scenario | str | Path, strategy: str, **options: Unpack[StudyOptions]
) -> Forecast:
    """What the same run will take; nothing is written. Arguments as of `run`."""
    study, markets = _asked(scenario, strategy, options)
    return forecast(Workload(study, lots_of(study, tuple(markets.values()))))


def _asked(
    scenario: Scenario | str | Path, strategy: str, options: StudyOptions
) -> tuple[Study, dict[str, Market]]:
    known(options, StudyOptions, "run")
    loaded = load(scenario)
    named_strategy(loaded, strategy, "--strategy")
    study = Study.begin(loaded, {"replications": RUN_REPLICATIONS, **options})
    study.crowd.check_id_map(study.options["id_map"])
    return study, study.markets([strategy])
