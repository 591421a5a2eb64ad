"""``compare``: all strategies on the same customers, and a verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import numpy as np

from sim.study.asked import Comparison, Lines, ask, expected_mixtures, lines_of, workload
from sim.study.by_actions import mixtures
from sim.study.estimate.forecast import Forecast, forecast
from sim.study.estimate.room import check_room
from sim.study.known import held_against_known, known_notes
from sim.study.limits import limit_notes
from sim.study.optimise.tuning import tune as tune_all
from sim.study.optimise.wanted import Over
from sim.study.options import StudyOptions
from sim.study.parts import Parts
from sim.study.question import Question
from sim.study.record import Recording
from sim.study.results import CompareResult, Difference, Kpis, Line
from sim.study.sample import YEAR
from sim.study.spending import overspent
from sim.study.statistics import import_quantiles, spread
from sim.study.tuned import Tuned
from sim.study.uncertainty.carried import Carried
from sim.study.uncertainty.carry import carry
from sim.study.uncertainty.draws import DRAWS
from sim.study.unpaid import unpaid_cost
from sim.study.verdict import judge, leading, nothing_to_compare

if TYPE_CHECKING:
    from sim.clocks import Outcome
    from sim.model.market.market import Market
    from sim.scenario import Scenario
    from sim.scenario.dials import ResolvedDials
    from sim.study.kpis import Kpi

_ACTIONS = "the strategies may not use the same actions"


def compare(
    scenario: Scenario | str | Path,
    strategies: Sequence[str] | None = None,
    *,
    baseline: str | None = None,
    equal: str = "media",
    draws: int = DRAWS,
    tuned: int = 0,
    tune: Over | None = None,
    **options: Unpack[StudyOptions],
) -> CompareResult:
    """Put the same customers through every strategy.

    Args:
        scenario: a loaded scenario, a path, or a built-in name.
        strategies: names; None: all of the scenario.
        baseline: None: ``today`` if it takes part, else the first strategy.
        equal: "media": the budget is a ceiling on media, platform is extra; "total": it is a
            ceiling on both together. The other line is computed too and comes second.
        draws: how many times the numbers that have ranges are drawn anew, all at once, and
            simulated under each strategy; 0: every number is taken at its value.
        tuned: evaluations by which every strategy is tuned, to be compared once more; 0: none.
        tune: what is tuned; None: see `sim.study.optimise.tuning.usual`.
        options: see `sim.study.options.StudyOptions`; 40 replications by default.

    Raises:
        InputError: bad input. RunError: failed while working.
    """
    asked = ask(scenario, strategies, baseline, equal, draws, options, tuned, tune)
    lines = lines_of(asked)
    check_room(workload(asked, lines))
    return _compare(asked, lines)


def forecast_compare(
    scenario: Scenario | str | Path,
    strategies: Sequence[str] | None = None,
    *,
    baseline: str | None = None,
    equal: str = "media",
    draws: int = DRAWS,
    tuned: int = 0,
    tune: Over | None = None,
    **options: Unpack[StudyOptions],
) -> Forecast:
    """What the same comparison will take; nothing is written. Arguments as of `compare`."""
    asked = ask(scenario, strategies, baseline, equal, draws, options, tuned, tune)
    lines = lines_of(asked)
    work = workload(asked, lines)
    return forecast(replace(work, lots=work.lots + expected_mixtures(asked, lines)))


def _compare(asked: Comparison, lines: Lines) -> CompareResult:
    study, equal = asked.study, asked.equal
    first, second, refused = lines.first, lines.second, lines.refused
    with study.recording(first, draws=asked.draws.count, equal=asked.equal) as recording:
        study.crowd.write_id_map(study.options["id_map"])
        import_quantiles()
        jobs = _Jobs(asked, workload(asked, lines).lives)
        outcomes = jobs.run(first, recording)
        kpis = _kpis(asked, first, outcomes)
        limits = study.limits({name: one.sample for name, one in kpis.items()}, outcomes)
        parts, untold = jobs.by_actions(equal, kpis)
        inputs = jobs.carry(equal, kpis)
        tuned = jobs.tuned(equal, kpis, first)
        found = [_line(asked, equal, kpis, refused, inputs, parts)]
        digests = recording.digests(outcomes)
        other = "total" if equal == "media" else "media"
        if lines.comparable:
            kpis = _kpis(asked, second, jobs.run(second, None))
            found.append(_line(asked, other, kpis, refused))
        elif lines.differs or refused:
            found.append(_empty_line(asked, tuple(second), refused))
        recording.finish(found[0].kpis, study.setting.currency, digests, limits)
    ceiling, currency = found[0].ceiling * study.setting.scale, study.setting.currency
    base = found[0].kpis.get(asked.baseline)
    held = () if base is None else held_against_known(study.scenario, base)
    return CompareResult(
        study.setting,
        asked.baseline,
        asked.kpi.name,
        tuple(found),
        one_year(asked.kpi, found[0].kpis),
        study.work(outcomes, digests, recording),
        (
            *comparison_notes(study.scenario, asked.names),
            *asked.notes,
            *untold,
            *known_notes(held, currency, asked.baseline),
            *overspent(found[0].kpis, ceiling, currency),
            *limit_notes(limits, currency, several=True),
            *study.notes(),
        ),
        held,
        limits,
        tuned,
    )


class _Jobs:
    """Simulates markets, each only once: a strategy may be the same in both lines."""

    def __init__(self, asked: Comparison, lives: int) -> None:
        self._asked, self._study = asked, asked.study
        self._tally = asked.study.tally(lives)
        self._done: dict[int, list[Outcome]] = {}

    def run(
        self, markets: Mapping[str, Market], recording: Recording | None
    ) -> dict[str, list[Outcome]]:
        """Outcomes of these markets, in their order."""
        new: dict[str, Market] = {}
        for name, market in markets.items():
            if id(market) not in self._done and all(market is not one for one in new.values()):
                new[name] = market
        for name, found in self._study.simulate(new, recording, self._tally).items():
            self._done[id(new[name])] = found
        return {name: self._done[id(market)] for name, market in markets.items()}

    def by_actions(
        self, equal: str, main: Mapping[str, Kpis]
    ) -> tuple[dict[str, Parts], tuple[str, ...]]:
        """Of the best strategy and the best joined one: what their actions alone bring.

        Returns:
            The parts by strategy, and notes on what cannot be told.
        """
        asked, study = self._asked, self._study
        names = _asked_of_actions(_question(asked, main))
        if asked.baseline not in main or not names:
            return {}, ()
        found = mixtures(study.scenario, names, asked.baseline, study.plan, equal)
        lives = len({id(market) for market in found.markets.values()}) * study.plan.replications
        self._tally.more(lives * study.plan.customers * study.plan.days)
        results = {name: main[name] for name in found.same}
        samples = study.samples(found.markets, self.run(found.markets, None))
        base = main[asked.baseline].sample
        results |= {name: Kpis.of(sample, base) for name, sample in samples.items()}
        measured = {name: one.measured[asked.kpi.name] for name, one in main.items()}
        parts = {
            name: Parts.of(
                measured[name], results[name].measured[asked.kpi.name], measured[asked.baseline]
            )
            for name in names
            if name in results
        }
        return parts, found.notes

    def carry(self, equal: str, main: Mapping[str, Kpis]) -> Carried:
        """The uncertain numbers, drawn anew under the strategies of the main run."""
        asked = self._asked
        pairs = compared_pairs(tuple(main), asked.baseline)
        return carry(
            self._study, asked.draws, pairs, asked.baseline, asked.kpi, equal, main, self._tally
        )

    def tuned(
        self, equal: str, main: Mapping[str, Kpis], markets: Mapping[str, Market]
    ) -> Tuned | None:
        """The strategies of the main run, each tuned, on the replications of the main run."""
        asked, study = self._asked, self._study
        if asked.tuning is None:
            return None
        tuning = replace(asked.tuning, spaces={name: asked.tuning.spaces[name] for name in main})
        found = tune_all(study, asked.kpi, tuning, self._tally)
        new = {name: one.market(study) for name, one in found.items() if one.changed}
        self._tally.more(len(new) * study.plan.customer_days)
        kpis = _kpis(asked, {**markets, **new}, self.run({**markets, **new}, None))
        left_out = Carried(numbers=len(asked.draws.numbers))
        line = _line(asked, equal, kpis, (), left_out)
        return Tuned(asked.kpi, tuning.allowance, found, main, line)


def _kpis(
    asked: Comparison, markets: Mapping[str, Market], outcomes: Mapping[str, Sequence[Outcome]]
) -> dict[str, Kpis]:
    samples = asked.study.samples(markets, outcomes)
    base = samples.get(asked.baseline)
    return {name: Kpis.of(sample, base) for name, sample in samples.items()}


def _line(
    asked: Comparison,
    equal: str,
    kpis: Mapping[str, Kpis],
    refused: tuple[str, ...],
    inputs: Carried | None = None,
    by_actions: Mapping[str, Parts] | None = None,
) -> Line:
    carried = Carried() if inputs is None else inputs
    question = replace(_question(asked, kpis), inputs=carried, by_actions=by_actions or {})
    return Line(
        equal=equal,
        ceiling=float(asked.study.scenario.budget.total),
        kpis=kpis,
        not_affordable=refused if equal == "total" else (),
        differences=differences(kpis, asked.baseline),
        verdict=judge(question),
        inputs=carried,
    )


def _empty_line(asked: Comparison, able: tuple[str, ...], refused: tuple[str, ...]) -> Line:
    """The line at equal total outlay where fewer than two strategies can pay for their platform:
    nothing is simulated."""
    return Line(
        equal="total",
        ceiling=float(asked.study.scenario.budget.total),
        kpis={},
        not_affordable=refused,
        differences=(),
        verdict=nothing_to_compare(asked.kpi, able),
        not_simulated=able,
    )


def compared_pairs(names: Sequence[str], baseline: str) -> list[tuple[str, str]]:
    """``x - baseline`` for each other x, and ``first - second`` where it is not among them."""
    pairs = [(name, baseline) for name in names if name != baseline and baseline in names]
    if len(names) > 1 and (names[0], names[1]) not in pairs:
        pairs.append((names[0], names[1]))
    return pairs


def differences(kpis: Mapping[str, Kpis], baseline: str) -> tuple[Difference, ...]:
    """The differences of these pairs; see `compared_pairs`."""
    return tuple(
        Difference.of(kpis[first], kpis[second], baseline=baseline)
        for first, second in compared_pairs(tuple(kpis), baseline)
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


def _question(asked: Comparison, kpis: Mapping[str, Kpis]) -> Question:
    """What the verdict on one line is about, but for what draws and mixtures say."""
    base = kpis.get(asked.baseline)
    losses = {}
    for name, found in kpis.items():
        risk = found.measured["loss_probability"].pseudo
        if base is not None and risk is not None:
            losses[name] = (int(np.sum(risk)), int(risk.size))
    scenario = asked.study.scenario
    actions = {scenario.resolved(name).actions.tobytes() for name in kpis}
    return Question(
        kpi=asked.kpi,
        currency=asked.study.setting.currency,
        measured={name: found.measured[asked.kpi.name] for name, found in kpis.items()},
        baseline=asked.baseline,
        customers=asked.study.setting.reported_customers,
        one_year=one_year(asked.kpi, kpis),
        losses=losses,
        other_actions=len(actions) > 1,
        joined=frozenset(name for name in kpis if _is_joined(scenario.resolved(name))),
        bring=None if base is None else _bring(kpis, asked.baseline),
        unpaid=unpaid_cost(kpis, asked.baseline),
    )


def _asked_of_actions(question: Question) -> tuple[str, ...]:
    """The best strategy and the best joined one; none where the KPI is not defined for all."""
    if len(question.measured) < 2 or any(f.theta is None for f in question.measured.values()):
        return ()
    joined = {name: one for name, one in question.measured.items() if name in question.joined}
    best = [leading(question)]
    if joined:
        best.append(leading(replace(question, measured=joined)))
    return tuple(dict.fromkeys(name for name in best if name != question.baseline))


def _is_joined(dials: ResolvedDials) -> bool:
    """Whether somebody decides for several channels."""
    return len(np.unique(dials.decider)) < len(dials.decider)


def _bring(kpis: Mapping[str, Kpis], baseline: str) -> dict[str, float]:
    """Contribution less media beyond the baseline's, by strategy."""
    earned = {
        name: (found.estimates["contribution"].mean or 0.0)
        - (found.estimates["media_cost"].mean or 0.0)
        for name, found in kpis.items()
    }
    return {name: value - earned[baseline] for name, value in earned.items()}


def comparison_notes(scenario: Scenario, names: Sequence[str]) -> tuple[str, ...]:
    """What sets these strategies apart beside their dials, most important first."""
    resolved = {name: scenario.resolved(name) for name in names}
    notes = []
    used = {name: int(np.count_nonzero(dials.actions)) for name, dials in resolved.items()}
    if len({dials.actions.tobytes() for dials in resolved.values()}) > 1:
        every = len(next(iter(resolved.values())).actions)
        counts = ", ".join(f"{name} {count}" for name, count in used.items())
        notes.append(
            f"{_ACTIONS} ({counts} of {every}): differences are of actions as well as of joining"
        )
    for place, first in enumerate(names):
        same = [name for name in names if resolved[name] == resolved[first]]
        if len(same) > 1 and names.index(same[0]) == place:
            listed = f"{', '.join(same[:-1])} and {same[-1]}"
            notes.append(f"{listed} are the same strategy: all dials are equal")
    return tuple(notes)
