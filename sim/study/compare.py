"""``compare``: all strategies on the same customers, and a verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.errors import UsageError, nearest_name
from sim.study.crowd import Crowd
from sim.study.jobs import Plan, Progress, Stopwatch, make_plan, simulate_all
from sim.study.kpis import Kpi
from sim.study.prepare import (
    build_markets,
    choose,
    load,
    platform_of,
    primary_kpi,
    samples_of,
    setting_of,
)
from sim.study.record import Recording
from sim.study.results import CompareResult, Difference, Kpis, Line, Setting, Work
from sim.study.run import SEED, run_notes
from sim.study.sample import YEAR, Sample
from sim.study.statistics import spread
from sim.study.verdict import Question, Verdict, judge

if TYPE_CHECKING:
    from sim.clocks import Outcome
    from sim.clocks.world import Records
    from sim.model.market import Market
    from sim.scenario import Scenario

COMPARE_REPLICATIONS = 40
"""Replications of ``compare`` unless told otherwise."""
EQUALS = ("media", "total")
_ACTIONS = "the strategies may not use the same actions"


@dataclass(frozen=True)
class _Study:
    """What both lines share."""

    scenario: Scenario
    names: tuple[str, ...]
    baseline: str
    kpi: Kpi
    plan: Plan
    setting: Setting
    preface: str
    crowd: Crowd


def compare(
    scenario: Scenario | str | Path,
    strategies: Sequence[str] | None = None,
    *,
    baseline: str | None = None,
    replications: int = COMPARE_REPLICATIONS,
    customers: int | None = None,
    days: float | None = None,
    seed: int = SEED,
    threads: int | None = None,
    clock: str = "compiled",
    events: str = "none",
    equal: str = "media",
    out: str | Path | None = None,
    people: Records | str | Path | None = None,
    id_map: str | Path | None = None,
    progress: Progress | None = None,
    command: Sequence[str] | None = None,
) -> CompareResult:
    """Put the same customers through every strategy.

    Args:
        strategies: names; None: all of the scenario.
        baseline: None: ``today`` if it takes part, else the first strategy.
        equal: "media": the budget is a ceiling on media, platform is extra; "total": it is a
            ceiling on both together. The other line is computed too and comes second.
        (All others as for ``run``.)

    Raises:
        InputError: bad input. RunError: failed while working.
    """
    watch = Stopwatch()
    loaded = load(scenario)
    names, chosen = choose(loaded, strategies, baseline)
    if equal not in EQUALS:
        raise UsageError(
            "no such idea of equal outlay",
            place="--equal",
            found=equal,
            expected=" or ".join(EQUALS),
            nearest=nearest_name(equal, EQUALS),
        )
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
    notes = comparison_notes(loaded, names)
    first = next((note for note in notes if note.startswith(_ACTIONS)), "")
    preface = f"{first[0].upper()}{first[1:]}. " if first else ""
    study = _Study(
        loaded, names, chosen, primary_kpi(loaded), plan, setting_of(loaded, plan), preface,
        crowd,
    )  # fmt: skip
    crowd.write_id_map(id_map)
    return _compare(study, equal, out, events, progress, command, watch, notes)


def _compare(
    study: _Study,
    equal: str,
    out: str | Path | None,
    events: str,
    progress: Progress | None,
    command: Sequence[str] | None,
    watch: Stopwatch,
    notes: tuple[str, ...],
) -> CompareResult:
    scenario, plan = study.scenario, study.plan
    media = build_markets(scenario, study.names, plan)
    total, refused = _total_markets(study, media)
    if equal == "total" and study.baseline in refused:
        raise UsageError(
            f"the baseline {study.baseline} is not affordable at equal total outlay",
            place="--baseline",
            expected="a baseline whose platform costs less than budget.total",
        )
    first = media if equal == "media" else total
    second = total if equal == "media" else media
    if not any(name in second and second[name] is not first.get(name) for name in study.names):
        second = {} if not refused else second
    jobs = _Jobs(study, progress, [*first.values(), *second.values()])
    with Recording.open(
        out, events, scenario, first, plan, command=command, settings=study.crowd.settings
    ) as recording:
        outcomes = jobs.run(first, recording)
        lines = [_line(study, equal, first, outcomes, refused, study.preface)]
        digests = recording.digests(outcomes)
        if second:
            other = "total" if equal == "media" else "media"
            lines.append(_line(study, other, second, jobs.run(second, None), refused, ""))
        recording.finish(lines[0].kpis, study.setting.currency, digests)
    work = Work(
        events=sum(outcome.events for found in outcomes.values() for outcome in found),
        digests=digests,
        wall_s=watch.seconds,
        run_dir=recording.path,
    )
    return CompareResult(
        study.setting,
        study.baseline,
        study.kpi.name,
        tuple(lines),
        one_year(study.kpi, lines[0].kpis),
        work,
        (*notes, *study.crowd.notes, *run_notes(plan.replications)),
    )


class _Jobs:
    """Simulates markets, each only once: a strategy may be the same in both lines."""

    def __init__(self, study: _Study, progress: Progress | None, markets: Sequence[Market]) -> None:
        self._study = study
        self._progress = progress
        self._all = len({id(market) for market in markets}) * study.plan.replications
        self._done: dict[int, list[Outcome]] = {}
        self._before = (0, 0)

    def run(
        self, markets: Mapping[str, Market], recording: Recording | None
    ) -> dict[str, list[Outcome]]:
        """Outcomes of these markets, in their order."""
        new = {name: market for name, market in markets.items() if id(market) not in self._done}
        outcomes = simulate_all(
            new,
            self._study.plan,
            people=self._study.crowd.draw,
            sink_for=None if recording is None else recording.sink_for,
            progress=self._report if self._progress is not None else None,
        )
        for name, found in outcomes.items():
            self._done[id(new[name])] = found
        jobs, events = self._before
        self._before = (
            jobs + sum(map(len, outcomes.values())),
            events + sum(outcome.events for found in outcomes.values() for outcome in found),
        )
        return {name: self._done[id(market)] for name, market in markets.items()}

    def _report(self, done: int, _all: int, events: int) -> None:
        if self._progress is not None:
            self._progress(self._before[0] + done, self._all, self._before[1] + events)


def _total_markets(
    study: _Study, media: Mapping[str, Market]
) -> tuple[dict[str, Market], tuple[str, ...]]:
    """Markets at equal total outlay, and the strategies that cannot afford their platform.

    ``budget.total`` is what media and platform may cost together in a year, set-up in full; what
    the platform leaves is the ceiling on media. A strategy without platform cost is the same
    market in both lines.
    """
    ceiling = float(study.scenario.budget.total)
    total: dict[str, Market] = {}
    refused: list[str] = []
    for name, market in media.items():
        platform = platform_of(market).yearly(study.plan.days)
        if platform > ceiling:
            refused.append(name)
        elif platform == 0.0:
            total[name] = market
        else:
            left = study.setting.currency.main(ceiling - platform)
            lowered = study.scenario.with_values({"budget.total": left})
            total[name] = build_markets(lowered, [name], study.plan)[name]
    return total, tuple(refused)


def _line(
    study: _Study,
    equal: str,
    markets: Mapping[str, Market],
    outcomes: Mapping[str, Sequence[Outcome]],
    refused: tuple[str, ...],
    preface: str,
) -> Line:
    samples = samples_of(study.scenario, markets, outcomes, study.plan)
    base = samples.get(study.baseline)
    kpis = {name: Kpis.of(sample, base) for name, sample in samples.items()}
    return Line(
        equal=equal,
        ceiling=float(study.scenario.budget.total),
        kpis=kpis,
        not_affordable=refused if equal == "total" else (),
        differences=differences(kpis, study.baseline),
        verdict=_verdict(study, kpis, base, preface),
    )


def differences(kpis: Mapping[str, Kpis], baseline: str) -> tuple[Difference, ...]:
    """``x - baseline`` for each other x, and ``first - second`` where it is not among them."""
    names = list(kpis)
    pairs = [(name, baseline) for name in names if name != baseline and baseline in kpis]
    if len(names) > 1 and (names[0], names[1]) not in pairs:
        pairs.append((names[0], names[1]))
    return tuple(
        Difference.of(kpis[first], kpis[second], baseline=baseline) for first, second in pairs
    )


def one_year(kpi: Kpi, kpis: Mapping[str, Kpis]) -> dict[str, tuple[float, float, float]] | None:
    """Percentiles of a single year, where the run is one year of the market as it is.

    Returns:
        None below 40 replications, off the market's own size, off 365 days, or where the KPI is
        not defined in some replication.
    """
    found = {}
    for name, measured in kpis.items():
        sample = measured.sample
        if not sample.own_size or sample.days != YEAR:
            return None
        percentiles = spread(measured.measured[kpi.name].values)
        if percentiles is None:
            return None
        found[name] = percentiles
    return found


def _verdict(study: _Study, kpis: Mapping[str, Kpis], base: Sample | None, preface: str) -> Verdict:
    losses = {}
    for name, found in kpis.items():
        risk = found.measured["loss_probability"].pseudo
        if base is not None and risk is not None:
            losses[name] = (int(np.sum(risk)), int(risk.size))
    return judge(
        Question(
            study.kpi,
            study.setting.currency,
            {name: found.measured[study.kpi.name] for name, found in kpis.items()},
            study.baseline,
            study.setting.reported_customers,
            one_year(study.kpi, kpis),
            losses,
            preface,
        )
    )


def comparison_notes(scenario: Scenario, names: Sequence[str]) -> tuple[str, ...]:
    """What sets these strategies apart beside their dials, most important first."""
    resolved = {name: scenario.resolved(name) for name in names}
    notes = []
    used = {name: int(np.count_nonzero(dials.actions)) for name, dials in resolved.items()}
    if len({dials.actions.tobytes() for dials in resolved.values()}) > 1:
        every = len(next(iter(resolved.values())).actions)
        counts = ", ".join(f"{name} {count}" for name, count in used.items())
        notes.append(
            f"{_ACTIONS} ({counts} of {every}), so the "
            "differences are of actions as well as of joining"
        )
    notes.extend(
        f"{first} and {second} are the same strategy: all dials are equal"
        for index, first in enumerate(names)
        for second in names[index + 1 :]
        if resolved[first] == resolved[second]
    )
    return tuple(notes)
