"""What ``selection`` answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.study.heads.channels import COUNTS
from sim.study.kpis import KPI
from sim.study.money import Currency, json_estimate
from sim.study.sample import YEAR
from sim.study.selection.measures import MEASURES, Measure, over
from sim.study.statistics import Estimate
from sim.study.trials.answer import Answer

__all__ = ["Effect", "Naive", "SelectionResult", "View", "percent"]

Integers = NDArray[np.int64]
PEOPLE = COUNTS.index("people")


@dataclass(frozen=True, slots=True)
class Naive:
    """A measure of those who used several channels, against those who used one.

    Attributes:
        one, many: means; None where there is nobody. Money in minor units.
        ratio: many / one, with its interval.
    """

    one: float | None
    many: float | None
    ratio: Estimate


@dataclass(frozen=True)
class Effect:
    """What a strategy does more than the baseline, paired by luck.

    Attributes:
        value: contribution a head and year more, minor units.
        net: the same less media. profit: the same less media and platform.
        relative: each measure's change as a share of the baseline's own figure.
    """

    value: Estimate
    net: Estimate
    profit: Estimate
    relative: Mapping[str, Estimate]


@dataclass(frozen=True)
class View:
    """A strategy, as a survey sees it and as it is.

    Attributes:
        tables: int64 (replications, channels + 1, counts): people by number of channels used.
        naive: by measure.
        true: against the baseline; None of the baseline itself.
    """

    tables: Integers
    naive: Mapping[str, Naive]
    true: Effect | None

    def rows(self, most: int) -> list[tuple[int, int, Integers]]:
        """First and last number of channels, and the sums of those: the last row is of `most` and
        more."""
        sums = self.tables.sum(axis=0)
        last = len(sums) - 1
        ends = [(number, number) for number in range(min(most, last))]
        ends.append((min(most, last), last))
        return [(low, high, sums[low : high + 1].sum(axis=0)) for low, high in ends]


@dataclass(frozen=True, kw_only=True)
class SelectionResult(Answer):
    """The true effect of strategies next to what a naive comparison would claim.

    Attributes:
        baseline: what strategies are held against.
        strategy: whose naive claim and true effect are the headline.
        channels_from: channels from which on a customer counts as omnichannel.
        channels: that people choose: all but tills and places where appointments are kept.
        views: by strategy.
        silent: a market where no strategy can do anything.
    """

    baseline: str
    strategy: str
    channels_from: int
    channels: int
    views: Mapping[str, View]
    silent: View

    @property
    def head(self) -> View:
        """The view of the headline's strategy."""
        return self.views[self.strategy]

    @property
    def true(self) -> Effect:
        """Its true effect."""
        assert self.head.true is not None
        return self.head.true

    def people(self, sums: Integers) -> float:
        """People of summed counts, by replication and at the reported scale."""
        setting = self.setting
        scale = setting.reported_customers / setting.customers
        return float(sums[PEOPLE]) / setting.replications * scale

    def mean(self, measure: Measure, sums: Integers) -> float | None:
        """A measure of summed counts, a year where it is yearly; None of nobody."""
        top, bottom = over(measure, sums[None, None, :], slice(None))
        if not bottom[0]:
            return None
        year = YEAR / self.setting.days if measure.yearly else 1.0
        return float(top[0] / bottom[0] * year)

    def told(self) -> dict[str, object]:
        """Claims and effects."""
        head, currency = self.head, self.setting.currency
        return {
            "baseline": self.baseline,
            "strategy": self.strategy,
            "channels_from": self.channels_from,
            "naive": _naive_json(MEASURES[0], head.naive[MEASURES[0].name], currency),
            "true": _true_json(self.true, currency),
            "strategies": {name: self._view(view) for name, view in self.views.items()},
            "zero_effect": self._view(self.silent),
        }

    def _view(self, view: View) -> dict[str, object]:
        currency = self.setting.currency
        return {
            "naive": {
                measure.name: _naive_json(measure, view.naive[measure.name], currency)
                for measure in MEASURES
            },
            "true": None if view.true is None else _true_json(view.true, currency),
            "by_channels": [self._row(*row) for row in view.rows(self.channels)],
        }

    def _row(self, low: int, _: int, sums: Integers) -> dict[str, object]:
        means = {measure.name: self.mean(measure, sums) for measure in MEASURES}
        return {
            "channels": low,
            "people": self.people(sums),
            **{
                measure.name: _number(measure, means[measure.name], self.setting.currency)
                for measure in MEASURES
            },
        }


def percent(ratio: float | None) -> float | None:
    """How much more than the same it is, in percent."""
    return None if ratio is None else 100.0 * (ratio - 1.0)


def _number(measure: Measure, value: float | None, currency: Currency) -> float | None:
    """A figure for JSON: money in the main unit with two digits more, as heads bring little."""
    if value is None:
        return None
    if measure.unit == "money":
        value /= 10**currency.digits
    return float(f"{value:.10g}") + 0.0


def _naive_json(measure: Measure, found: Naive, currency: Currency) -> dict[str, object]:
    return {
        "measure": measure.name,
        "one": _number(measure, found.one, currency),
        "many": _number(measure, found.many, currency),
        "ratio": _plain(found.ratio.mean),
        "ci_low": _plain(found.ratio.low),
        "ci_high": _plain(found.ratio.high),
        "percent": _plain(percent(found.ratio.mean)),
    }


def _true_json(found: Effect, currency: Currency) -> dict[str, object]:
    value = json_estimate(KPI["contribution"], found.value, currency)
    return {
        **value,
        "percent": _percents(found.relative[MEASURES[0].name]),
        "net": json_estimate(KPI["contribution"], found.net, currency),
        "profit": json_estimate(KPI["profit"], found.profit, currency),
        "measures": {name: _percents(each) for name, each in found.relative.items()},
    }


def _percents(found: Estimate) -> dict[str, float | None]:
    ends = (found.mean, found.low, found.high)
    return {
        name: None if value is None else _plain(100.0 * value)
        for name, value in zip(("mean", "ci_low", "ci_high"), ends, strict=True)
    }


def _plain(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.10g}") + 0.0
