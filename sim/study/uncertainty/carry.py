"""Simulates every draw of the uncertain numbers, and gathers what that does to the figures."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.study.jobs import lifetimes, walk
from sim.study.kpis import KPIS, Kpi
from sim.study.measures import measure_all
from sim.study.outlay import at_total
from sim.study.prepare import build_markets, samples_of
from sim.study.progress import Tally
from sim.study.results import Kpis
from sim.study.sample import Sample
from sim.study.statistics import Estimate, Measured, Values, mirrored
from sim.study.study import Study
from sim.study.uncertainty.carried import Carried, possible
from sim.study.uncertainty.draws import Draws
from sim.study.uncertainty.effects import Stated, by_replication, input_interval, shares_won

if TYPE_CHECKING:
    from sim.clocks import Outcome
    from sim.model.market.market import Market

REPLICATIONS = 4
"""Replications of each draw: the first of the main run."""
FEWEST_REPLICATIONS = 2
"""Below so many, luck cannot be told from what the inputs do."""

Results = dict[str, dict[str, Values]]
"""By strategy and KPI, shape ``(draws, replications)``."""


def shared_replications(replications: int) -> int:
    """How many replications of the main run each draw has."""
    return min(REPLICATIONS, replications)


def carry(
    study: Study,
    draws: Draws,
    pairs: Sequence[tuple[str, str]],
    baseline: str,
    primary: Kpi,
    equal: str,
    main: Mapping[str, Kpis],
    tally: Tally,
) -> Carried:
    """Simulate every draw under every strategy of the main run, and compare.

    Args:
        pairs: strategies whose difference is asked for.
        equal: which line the strategies are on, "media" or "total".
        main: the main run.
        tally: told how far the work is.
    """
    if draws.count == 0:
        return Carried(numbers=len(draws.numbers))
    count = shared_replications(study.plan.replications)
    results = _results(study, draws, tuple(main), baseline, equal, count, tally)
    few = _first(main, baseline, count)
    stated = {
        name: {kpi.name: _stated(few[name][kpi.name], found.measured[kpi.name]) for kpi in KPIS}
        for name, found in main.items()
    }
    days = study.plan.days
    kpis = {
        name: {
            kpi.name: possible(
                kpi, input_interval(results[name][kpi.name], stated[name][kpi.name]), days
            )
            for kpi in KPIS
        }
        for name in main
    }
    differences = {
        pair: {kpi.name: _between(pair, baseline, kpi.name, results, stated, kpis) for kpi in KPIS}
        for pair in pairs
    }
    shares = shares_won(
        {name: found[primary.name] for name, found in results.items()},
        {name: found[primary.name] for name, found in stated.items()},
        higher=primary.better == "higher",
    )
    return Carried(len(draws.numbers), draws.count, count, kpis, differences, shares)


def _results(
    study: Study,
    draws: Draws,
    names: tuple[str, ...],
    baseline: str,
    equal: str,
    replications: int,
    tally: Tally,
) -> Results:
    shape = (draws.count, replications)
    results: Results = {name: {kpi.name: np.full(shape, np.nan) for kpi in KPIS} for name in names}
    for draw, samples in _simulated(study, draws, names, equal, replications, tally):
        base = samples.get(baseline)
        for name, sample in samples.items():
            for kpi, measured in measure_all(sample, base).items():
                results[name][kpi][draw] = by_replication(measured)
    return results


def _simulated(
    study: Study,
    draws: Draws,
    names: tuple[str, ...],
    equal: str,
    replications: int,
    tally: Tally,
) -> Iterator[tuple[int, dict[str, Sample]]]:
    """The sums of every draw, as they are done, in any order of draws.

    Markets are built as the jobs before them end, while the threads simulate.
    """
    plan = dataclasses.replace(study.plan, replications=replications)
    live = lifetimes(plan, study.crowd.draw, tally)
    markets: dict[int, dict[str, Market]] = {}
    outcomes: dict[int, dict[tuple[str, int], Outcome]] = {}

    def jobs() -> Iterator[tuple[int, str, int]]:
        for draw in range(draws.count):
            scenario = draws.version(draw)
            built = build_markets(scenario, names, plan)
            if equal == "total":
                built = {name: at_total(scenario, name, built[name], plan) for name in names}
            markets[draw], outcomes[draw] = built, {}
            for replication in range(replications):
                for name in names:
                    yield draw, name, replication

    def work(job: tuple[int, str, int]) -> Outcome:
        draw, name, replication = job
        return live(markets[draw][name], replication, None)

    for (draw, name, replication), outcome in walk(jobs(), work, plan.side_by_side, tally.stop):
        outcomes[draw][name, replication] = outcome
        if len(outcomes[draw]) < len(names) * replications:
            continue
        done, built = outcomes.pop(draw), markets.pop(draw)
        found = {one: [done[one, number] for number in range(replications)] for one in names}
        yield draw, samples_of(study.scenario, built, found, plan)


def _first(
    main: Mapping[str, Kpis], baseline: str, replications: int
) -> dict[str, dict[str, Measured]]:
    """The main run's KPIs over the replications that the draws share."""
    samples = {name: found.sample.first(replications) for name, found in main.items()}
    base = samples.get(baseline)
    return {name: measure_all(sample, base) for name, sample in samples.items()}


def _stated(few: Measured, whole: Measured) -> Stated | None:
    if few.theta is None or whole.theta is None or whole.pseudo is None:
        return None
    return Stated(few.theta, whole.theta, whole.pseudo)


def _between(
    pair: tuple[str, str],
    baseline: str,
    kpi: str,
    results: Results,
    stated: Mapping[str, Mapping[str, Stated | None]],
    kpis: Mapping[str, Mapping[str, Estimate]],
) -> Estimate:
    """The input interval of a difference; of the risk of earning less, that of the other one."""
    first, second = pair
    if kpi == "loss_probability" and baseline in pair:
        found = kpis[first if second == baseline else second][kpi]
        return found if second == baseline else mirrored(found)
    one, other = stated[first][kpi], stated[second][kpi]
    gap = None if one is None or other is None else one.minus(other)
    return input_interval(results[first][kpi] - results[second][kpi], gap)
