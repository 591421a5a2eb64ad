"""From lives to claims and effects."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from sim.study.heads.channels import ByChannels, table_of
from sim.study.lines import comparison_notes
from sim.study.sample import YEAR, Figures, Sample
from sim.study.selection.asked import Asked
from sim.study.selection.measures import MEASURES, Measure, compared, over
from sim.study.selection.result import Effect, Naive, SelectionResult, View
from sim.study.statistics import Estimate, Values, difference, estimate, total
from sim.study.trials.answer import effort
from sim.study.trials.experiment import Experiment
from sim.study.trials.variant import Variant

__all__ = ["result_of"]

ONE = slice(1, 2)
"""People who used one channel."""


def result_of(asked: Asked, experiment: Experiment) -> SelectionResult:
    """Live everything and compare."""
    scenario = asked.inquiry.study.scenario
    variants = [*asked.plain.values(), *asked.silent.values()]
    samples = experiment.samples(variants, watch=ByChannels())
    figures = {variant: Figures(samples[variant]) for variant in variants}
    base = figures[asked.plain[asked.baseline]]
    views = {}
    for name, variant in asked.plain.items():
        true = None if name == asked.baseline else _true(figures[variant], base)
        views[name] = _view(asked, experiment, variant, figures[variant], true)
    strategy = _headline(asked, samples)
    nothing = _true(
        figures[asked.silent[strategy]], figures[asked.silent[asked.baseline]], alone=True
    )
    silent = _view(
        asked, experiment, asked.silent[strategy], figures[asked.silent[strategy]], nothing
    )
    return SelectionResult(
        **effort(asked.inquiry, experiment, *comparison_notes(scenario, tuple(asked.plain))),
        baseline=asked.baseline,
        strategy=strategy,
        channels_from=asked.channels_from,
        channels=asked.channels,
        views=views,
        silent=silent,
    )


def _headline(asked: Asked, samples: dict[Variant, Sample]) -> str:
    """The joined strategy that earns most; the one that earns most where none is joined."""
    resolved = asked.inquiry.study.scenario.resolved
    others = [name for name in asked.plain if name != asked.baseline]
    joined = [name for name in others if resolved(name).joins]
    profit = {name: float(np.mean(Figures(samples[asked.plain[name]]).profit)) for name in others}
    return max(joined or others, key=lambda name: profit[name])


def _view(
    asked: Asked, experiment: Experiment, variant: Variant, figures: Figures, true: Effect | None
) -> View:
    numbers: Iterable[int] = range(asked.inquiry.study.plan.replications)
    tables = np.stack([table_of(experiment.sums(variant, number)) for number in numbers])
    year = YEAR / figures.sample.days
    naive = {
        measure.name: _naive(measure, tables, asked.channels_from, year) for measure in MEASURES
    }
    return View(tables, naive, true)


def _naive(measure: Measure, tables: NDArray[np.int64], channels_from: int, year: float) -> Naive:
    one = over(measure, tables, ONE)
    many = over(measure, tables, slice(channels_from, None))
    scale = year if measure.yearly else 1.0
    return Naive(_mean(one, scale), _mean(many, scale), estimate(compared(many, one)))


def _mean(sums: tuple[Values, Values], scale: float) -> float | None:
    top, bottom = (float(part.sum()) for part in sums)
    return top / bottom * scale if bottom else None


def _true(figures: Figures, base: Figures, *, alone: bool = False) -> Effect:
    """What a strategy does more than the baseline.

    Args:
        alone: platforms are left out: what is asked is what equal lives come to.
    """
    people = float(figures.sample.reported_customers)

    def more(value: Values, other: Values) -> Estimate:
        return difference(total(value / people), total(other / people))

    def net(of: Figures) -> Values:
        return (of.contribution - of.media) * of.year

    return Effect(
        value=more(figures.contribution * figures.year, base.contribution * base.year),
        net=more(net(figures), net(base)),
        profit=more(net(figures), net(base)) if alone else more(figures.profit, base.profit),
        relative={measure.name: _change(measure, figures, base) for measure in MEASURES},
    )


def _change(measure: Measure, figures: Figures, base: Figures) -> Estimate:
    """A measure's change as a share of the baseline's figure."""
    found = estimate(
        compared(
            (measure.whole_top(figures), measure.whole_bottom(figures)),
            (measure.whole_top(base), measure.whole_bottom(base)),
        )
    )
    ends = (found.mean, found.low, found.high)
    return Estimate(*(None if end is None else end - 1.0 for end in ends))
