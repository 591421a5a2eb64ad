"""A line of a comparison: strategies measured, their differences, and what the verdict is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sim.study.asked import Comparison
from sim.study.parts import Parts
from sim.study.question import Question
from sim.study.results import Difference, Kpis, Line
from sim.study.sample import YEAR
from sim.study.statistics import joint_level, spread
from sim.study.uncertainty.carried import Carried
from sim.study.unpaid import unpaid_cost
from sim.study.verdict import judge, leading, nothing_to_compare

if TYPE_CHECKING:
    from sim.clocks import Outcome
    from sim.model.market.market import Market
    from sim.scenario import Scenario
    from sim.study.kpis import Kpi
    from sim.study.statistics import Measured

_ACTIONS = "the strategies may not use the same actions"


def kpis_of(
    asked: Comparison, markets: Mapping[str, Market], outcomes: Mapping[str, Sequence[Outcome]]
) -> dict[str, Kpis]:
    samples = asked.study.samples(markets, outcomes)
    base = samples.get(asked.baseline)
    return {name: Kpis.of(sample, base) for name, sample in samples.items()}


def line_of(
    asked: Comparison,
    equal: str,
    kpis: Mapping[str, Kpis],
    refused: tuple[str, ...],
    inputs: Carried | None = None,
    by_actions: Mapping[str, Parts] | None = None,
) -> Line:
    carried = Carried() if inputs is None else inputs
    question = replace(question_of(asked, kpis), inputs=carried, by_actions=by_actions or {})
    return Line(
        equal=equal,
        ceiling=float(asked.study.scenario.budget.total),
        kpis=kpis,
        not_affordable=refused if equal == "total" else (),
        differences=differences(kpis, asked.baseline, asked.kpi),
        verdict=judge(question),
        inputs=carried,
    )


def empty_line(asked: Comparison, able: tuple[str, ...], refused: tuple[str, ...]) -> Line:
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


def joint_pairs(measured: Mapping[str, Measured], baseline: str, kpi: Kpi) -> list[tuple[str, str]]:
    """Whose differences are to be known: those shown, and those of the leader from all others."""
    names = tuple(measured)
    pairs = compared_pairs(names, baseline)
    sign = 1.0 if kpi.better == "higher" else -1.0
    leader = max(names, key=lambda name: sign * (measured[name].theta or 0.0))
    known = {frozenset(pair) for pair in pairs}
    others = [(leader, name) for name in names if name != leader]
    return pairs + [pair for pair in others if frozenset(pair) not in known]


def differences(
    kpis: Mapping[str, Kpis], baseline: str, primary: Kpi | None = None
) -> tuple[Difference, ...]:
    """The differences of these pairs; see `compared_pairs`.

    Args:
        primary: the KPI whose intervals hold together, too, where there are several.
    """
    pairs = compared_pairs(tuple(kpis), baseline)
    level = joint_level(len(pairs)) if primary is not None and len(pairs) > 1 else None
    return tuple(
        Difference.of(kpis[first], kpis[second], baseline=baseline, primary=primary, joint_at=level)
        for first, second in pairs
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


def question_of(asked: Comparison, kpis: Mapping[str, Kpis]) -> Question:
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
        joined=frozenset(name for name in kpis if scenario.resolved(name).joins),
        bring=None if base is None else _bring(kpis, asked.baseline),
        unpaid=unpaid_cost(kpis, asked.baseline),
    )


def asked_of_actions(question: Question) -> tuple[str, ...]:
    """The best strategy and the best joined one; none where the KPI is not defined for all."""
    if len(question.measured) < 2 or any(f.theta is None for f in question.measured.values()):
        return ()
    joined = {name: one for name, one in question.measured.items() if name in question.joined}
    best = [leading(question)]
    if joined:
        best.append(leading(replace(question, measured=joined)))
    return tuple(dict.fromkeys(name for name in best if name != question.baseline))


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
