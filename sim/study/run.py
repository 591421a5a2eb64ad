"""``run``: one strategy, so many replications."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from sim.study.known import held_against_known, known_notes
from sim.study.options import StudyOptions, known
from sim.study.prepare import load, named_strategy
from sim.study.results import Kpis, RunResult
from sim.study.spending import overspent
from sim.study.study import Study

if TYPE_CHECKING:
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
    known(options, StudyOptions, "run")
    loaded = load(scenario)
    named_strategy(loaded, strategy, "--strategy")
    study = Study.begin(loaded, {"replications": RUN_REPLICATIONS, **options})
    setting = study.setting
    markets = study.markets([strategy])
    study.crowd.check_id_map(study.options["id_map"])
    with study.recording(markets) as recording:
        study.crowd.write_id_map(study.options["id_map"])
        outcomes = study.simulate(markets, recording, study.tally(study.plan.replications))
        kpis = Kpis.of(study.samples(markets, outcomes)[strategy])
        digests = recording.digests(outcomes)
        recording.finish({strategy: kpis}, setting.currency, digests)
    work = study.work(outcomes, digests, recording)
    ceiling = float(loaded.budget.total) * setting.scale
    spent = overspent({strategy: kpis}, ceiling, setting.currency)
    held = held_against_known(loaded, kpis) if strategy == loaded.baseline else ()
    notes = (*known_notes(held, setting.currency, strategy), *spent, *study.notes())
    return RunResult(setting, strategy, kpis, work, notes, held)
