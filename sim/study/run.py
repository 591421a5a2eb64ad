"""``run``: one strategy, so many replications."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.study.crowd import Crowd
from sim.study.jobs import Progress, Stopwatch, make_plan, simulate_all
from sim.study.prepare import build_markets, load, named_strategy, samples_of, setting_of
from sim.study.record import Recording
from sim.study.results import Kpis, RunResult, Work
from sim.study.statistics import FEWEST

if TYPE_CHECKING:
    from sim.clocks.world import Records
    from sim.scenario import Scenario

RUN_REPLICATIONS = 5
"""Replications of ``run`` unless told otherwise."""
SEED = 1
"""Seed unless told otherwise."""


def run(
    scenario: Scenario | str | Path,
    strategy: str,
    *,
    replications: int = RUN_REPLICATIONS,
    customers: int | None = None,
    days: float | None = None,
    seed: int = SEED,
    threads: int | None = None,
    clock: str = "compiled",
    events: str = "none",
    out: str | Path | None = None,
    people: Records | str | Path | None = None,
    id_map: str | Path | None = None,
    progress: Progress | None = None,
    command: Sequence[str] | None = None,
) -> RunResult:
    """Simulate one strategy.

    Args:
        scenario: a loaded scenario, a path, or a built-in name.
        strategy: its name in the scenario.
        replications: independent repetitions; intervals need five.
        customers: people simulated; None: the scenario's market.
        days: length of the run; None: the scenario's.
        seed: same seed, same bytes.
        threads: None: all processors; no result depends on it.
        clock: "compiled" or "simpy"; no result depends on it.
        events: "none", "sample" or "all": which events are written under ``out``.
        out: run directory to make; None: nothing is written.
        people: customers in place of those drawn from the personas: a CSV or Parquet file with
            the columns of `sim.scenario.people`, or records as the clocks take them. None: those
            of ``[customers]``, where the scenario has such a table.
        id_map: file to make that tells which customer of the table is which.
        progress: called as replications end.
        command: what the manifest records as the command.

    Raises:
        InputError: bad input. RunError: failed while working.
    """
    watch = Stopwatch()
    loaded = load(scenario)
    named_strategy(loaded, strategy, "--strategy")
    crowd = Crowd.of(loaded, people)
    plan = make_plan(
        market=loaded.scenario.market,
        scenario_days=loaded.scenario.days,
        customers=crowd.size(customers),
        days=days,
        seed=seed,
        replications=replications,
        threads=threads,
        clock=clock,
    )
    setting = setting_of(loaded, plan)
    markets = build_markets(loaded, [strategy], plan)
    crowd.write_id_map(id_map)
    with Recording.open(
        out, events, loaded, markets, plan, command=command, settings=crowd.settings
    ) as recording:
        outcomes = simulate_all(
            markets,
            plan,
            people=crowd.draw,
            sink_for=recording.sink_for,
            progress=progress,
        )
        sample = samples_of(loaded, markets, outcomes, plan)[strategy]
        kpis = Kpis.of(sample)
        digests = recording.digests(outcomes)
        recording.finish({strategy: kpis}, setting.currency, digests)
    work = Work(
        events=sum(outcome.events for outcome in outcomes[strategy]),
        digests=digests,
        wall_s=watch.seconds,
        run_dir=recording.path,
    )
    return RunResult(setting, strategy, kpis, work, (*crowd.notes, *run_notes(plan.replications)))


def run_notes(replications: int) -> tuple[str, ...]:
    """What must be known before the figures of a run are believed."""
    if replications >= FEWEST:
        return ()
    return (f"no intervals: they need at least {FEWEST} replications",)
