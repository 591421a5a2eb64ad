"""From a chosen path to the answer, told on other luck than that on which it was chosen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.study.roadmap.actions import parts_of
from sim.study.roadmap.asked import Asked
from sim.study.roadmap.cash import Cash, cash_of
from sim.study.roadmap.check import Throughout, throughout
from sim.study.roadmap.paths import Leg, Path, Ranked, State, best_paths, gain, legs
from sim.study.roadmap.result import (
    Alternative,
    Checked,
    LeftOut,
    RoadmapResult,
    Step,
    months,
)
from sim.study.roadmap.states import States
from sim.study.roadmap.unpaid import unpaid_of
from sim.study.sample import YEAR
from sim.study.statistics import Estimate, around_mean
from sim.study.trials.answer import Effort, effort
from sim.study.trials.experiment import Experiment

__all__ = ["chosen", "result_of"]


def chosen(asked: Asked, states: States) -> tuple[Ranked, dict[Path, str]]:
    """The best path, and others that a reader asks for, by what they are."""
    items, worth, terms = tuple(asked.items), states.worth, asked.terms
    best, *second = best_paths(items, worth, terms)
    others = {one.path: "runner-up" for one in second}
    ways: list[Ranked] = []
    for item in items:
        if best.path and item != best.path[0]:
            ways += best_paths(items, worth, terms, first=item)[:1]
    if ways:
        others.setdefault(max(ways, key=lambda way: way.gain).path, "another first step")
    for one in best_paths(items, worth, terms, everything=True)[:1]:
        others.setdefault(one.path, "everything")
    others.setdefault((), "stay as you are")
    others.pop(best.path, None)
    return best, others


def result_of(asked: Asked, states: States, fresh: States, experiment: Experiment) -> RoadmapResult:
    """The answer.

    Args:
        states: on which the path is chosen; fresh: none yet, for luck on which it is told.
    """
    best, others = chosen(asked, states)
    path, terms = best.path, asked.terms
    end: State = frozenset(path)
    left = [name for name in asked.items if name not in end]
    wanted = [frozenset(one[:count]) for one in (path, *others) for count in range(len(one) + 1)]
    fresh.need([*wanted, *(end | {name} for name in left)])
    alone = States(asked, experiment, fresh.numbers, asked.actions_alone)
    steps = tuple(legs(path, fresh.worth, terms))
    cash = cash_of(path, fresh.worth, terms)
    lived = throughout(asked, steps, fresh, experiment) if steps else None
    won = gain(path, fresh.worth, terms)
    return RoadmapResult(
        **_effort(asked, experiment, lived),
        start=asked.start,
        target=asked.target,
        items=asked.items,
        terms=terms,
        exact=asked.whole,
        states=len(states.worth),
        chosen=best.gain,
        gain=around_mean(won),
        steps=_steps(asked, steps, states, fresh),
        left_out=tuple(_left_out(asked, path, name, fresh) for name in left),
        alternatives=tuple(
            Alternative(kind, way, around_mean(other), around_mean(won - other))
            for way, kind in others.items()
            for other in (gain(way, fresh.worth, terms),)
        ),
        parts=parts_of(path, fresh, alone) if steps else None,
        joined=asked.inquiry.study.scenario.resolved(asked.target).joins,
        cash=cash,
        checked=None if lived is None else _checked(cash, lived),
        unpaid=unpaid_of(path, fresh.worth, terms),
    )


def _effort(asked: Asked, experiment: Experiment, lived: Throughout | None) -> Effort:
    """Setting and cost, the runs over the whole horizon included."""
    found = effort(asked.inquiry, experiment)
    if lived is not None:
        for name in ("asked", "trials", "found"):
            found[name] += getattr(lived.experiment, name)
    return found


def _steps(asked: Asked, steps: Sequence[Leg], states: States, fresh: States) -> tuple[Step, ...]:
    """Steps with what each adds to the one before."""
    before: State = frozenset()
    found = []
    for leg in steps:
        here, last = fresh.worth[leg.state], fresh.worth[before]
        found.append(
            Step(
                asked.items[leg.step],
                leg.begin,
                around_mean((here.rate - last.rate) * YEAR),
                leg.setup,
                (here.running - last.running) * YEAR,
                _alone(leg.step, states),
            )
        )
        before = leg.state
    return tuple(found)


def _alone(name: str, states: States) -> Estimate | None:
    """What a step would add as the only one."""
    one, nothing = states.worth.get(frozenset({name})), states.worth[frozenset()]
    return None if one is None else around_mean((one.rate - nothing.rate) * YEAR)


def _left_out(asked: Asked, path: Path, name: str, fresh: States) -> LeftOut:
    """A step that the path does without, taken after its last one."""
    end: State = frozenset(path)
    then = end | {name}
    here, next_ = fresh.worth[end], fresh.worth[then]
    added = (next_.rate - here.rate) * YEAR
    setup = sum(max(0.0, cost - here.setup.get(dial, 0.0)) for dial, cost in next_.setup.items())
    left = asked.terms.horizon - len(path) * asked.terms.every
    won = added * left / YEAR - setup if left > 0.0 else None
    profit = around_mean(added)
    more = None if won is None else around_mean(won)
    running = (next_.running - here.running) * YEAR
    return LeftOut(asked.items[name], profit, setup, running, more,
                   _why(profit, setup, running, more))  # fmt: skip


def _why(profit: Estimate, setup: float, running: float, more: Estimate | None) -> str:
    """Why a step is left out, in words."""
    mean = profit.mean or 0.0
    if more is None:
        return "no time is left for it"
    if mean == 0.0 and setup == 0.0:
        return "changes nothing by itself"
    if mean <= 0.0:
        brought, half = mean + running, (profit.high or mean) - mean
        if brought > half:
            return "brings less than it costs"
        return "does more harm than good" if brought < -half - 1.0 else "brings nothing"
    if (more.mean or 0.0) <= 0.0:
        return "does not earn its set-up"
    return "within chance"


def _checked(cash: Cash, lived: Throughout) -> Checked:
    """The path as it was lived, beside the sum of its states."""
    horizon = cash.terms.horizon
    simulated, added_up = lived.at(horizon), cash.at(np.array([horizon]))[:, 0]
    return Checked(
        around_mean(simulated),
        around_mean(simulated - added_up),
        tuple(around_mean(lived.at(day)) for day in months(cash.terms)),
    )
