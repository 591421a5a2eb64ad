"""What the replications of one strategy counted, at the scale at which it is reported.

A scenario states its market. Below it a run is a sample and is reported at market scale; above it
the run is an artificial market of its own, whose platform prices grow with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sim.model.records.vocabulary import COUNTER
from sim.scenario.fees import MONTHS
from sim.study.statistics import Values

YEAR = 365.0
"""Days of a year: what "per year" means everywhere."""
MICRO = 1e6
MICROSECONDS_PER_DAY = 86_400e6
MICROSECONDS_PER_HOUR = 3_600e6


class OutcomeLike(Protocol):
    """What a clock returns, as far as results read it."""

    @property
    def counters(self) -> NDArray[np.int64]:
        """Shape ``(channels, counters)``."""

    @property
    def series(self) -> NDArray[np.int64]:
        """Shape ``(windows, 3)``: contribution, media in millionths, purchases."""

    @property
    def opening_customers(self) -> int:
        """People who were customers before the start."""


@dataclass(frozen=True, slots=True)
class Charge:
    """A price list from one day on, in minor units at the market's own size.

    Attributes:
        start: days since the start of the run.
        setup: paid on that day, in full: what is new against all before.
        monthly: paid each month from then on, hours not included.
        hours: hours of staff a month from then on.
        wage: minor units an hour.
    """

    start: float = 0.0
    setup: float = 0.0
    monthly: float = 0.0
    hours: float = 0.0
    wage: float = 0.0

    @property
    def daily(self) -> float:
        """Monthly cost and priced hours of one day."""
        return (self.monthly + self.hours * self.wage) * MONTHS / YEAR


@dataclass(frozen=True, slots=True)
class Platform:
    """What a strategy's dials and channels cost; several charges where they change on the way."""

    charges: tuple[Charge, ...] = (Charge(),)

    @classmethod
    def flat(
        cls, *, setup: float = 0.0, monthly: float = 0.0, hours: float = 0.0, wage: float = 0.0
    ) -> Platform:
        """A price list that does not change."""
        return cls((Charge(0.0, setup, monthly, hours, wage),))

    def spent(self, times: Values) -> Values:
        """Paid until each of these days, set-up in full: same shape as ``times``."""
        total = np.zeros(times.shape)
        for charge, span in zip(self.charges, self._spans(times), strict=True):
            total += charge.daily * span + np.where(times > charge.start, charge.setup, 0.0)
        return total

    def cost(self, days: float) -> float:
        """Paid over a run of so many days."""
        return float(self.spent(np.array([days]))[0])

    def yearly(self, days: float) -> float:
        """The same a year: all but set-up scaled to 365 days."""
        setup = sum(charge.setup for charge in self.charges if charge.start < days)
        return setup + (self.cost(days) - setup) * YEAR / days

    def hours(self, days: float) -> float:
        """Hours of staff over a run of so many days."""
        spans = self._spans(np.array([days]))
        hours = (
            charge.hours * MONTHS / YEAR * float(span[0])
            for charge, span in zip(self.charges, spans, strict=True)
        )
        return sum(hours, 0.0)

    def yearly_work(self, days: float) -> float:
        """What the hours of a year cost; the rest of `yearly` is set-up and fees."""
        spans = self._spans(np.array([days]))
        cost = (
            charge.hours * charge.wage * MONTHS / YEAR * float(span[0])
            for charge, span in zip(self.charges, spans, strict=True)
        )
        return sum(cost, 0.0) * YEAR / days

    def times(self, factor: float) -> Platform:
        """The same price list in a market ``factor`` times as large."""
        return Platform(
            tuple(
                Charge(
                    charge.start,
                    charge.setup * factor,
                    charge.monthly * factor,
                    charge.hours * factor,
                    charge.wage,
                )
                for charge in self.charges
            )
        )

    def _spans(self, times: Values) -> list[Values]:
        """Days that each charge was in force until each time."""
        ends = [*(charge.start for charge in self.charges[1:]), np.inf]
        return [
            np.clip(np.minimum(times, end) - charge.start, 0.0, None)
            for charge, end in zip(self.charges, ends, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class Sample:
    """One strategy, all replications.

    Attributes:
        strategy: its name.
        channels: names in the order of the first counter axis.
        counters: int64, shape ``(replications, channels, counters)``.
        series: int64, shape ``(replications, windows, 3)``.
        opening: int64, shape ``(replications,)``, people who were customers before the start.
        customers: people simulated.
        market: people in the scenario's market.
        days: length of the run.
        window: days of one window of the series.
        platform: price list at the market's own size.
    """

    strategy: str
    channels: tuple[str, ...]
    counters: NDArray[np.int64]
    series: NDArray[np.int64]
    opening: NDArray[np.int64]
    customers: int
    market: int
    days: float
    window: float
    platform: Platform

    @property
    def replications(self) -> int:
        """How many replications were run."""
        return int(self.counters.shape[0])

    def first(self, count: int) -> Sample:
        """The same of the first replications only."""
        return replace(
            self,
            counters=self.counters[:count],
            series=self.series[:count],
            opening=self.opening[:count],
        )

    def only(self, replication: int) -> Sample:
        """The same of one replication, by its place."""
        at = slice(replication, replication + 1)
        return replace(
            self,
            counters=self.counters[at],
            series=self.series[at],
            opening=self.opening[at],
        )

    @classmethod
    def joined(cls, samples: Sequence[Sample]) -> Sample:
        """The replications of several samples of one market, in their order."""
        return replace(
            samples[0],
            counters=np.concatenate([one.counters for one in samples]),
            series=np.concatenate([one.series for one in samples]),
            opening=np.concatenate([one.opening for one in samples]),
        )

    @property
    def scale(self) -> float:
        """Reported people over simulated people: above 1 for a sample, else 1."""
        return max(1.0, self.market / self.customers)

    @property
    def reported_customers(self) -> int:
        """People in the market that the figures speak of."""
        return max(self.market, self.customers)

    @property
    def own_size(self) -> bool:
        """Whether the market was simulated at its own size."""
        return self.customers == self.market

    @property
    def charged(self) -> Platform:
        """The price list that the reported market pays."""
        return self.platform.times(max(1.0, self.customers / self.market))

    @classmethod
    def of(
        cls,
        strategy: str,
        channels: Sequence[str],
        outcomes: Sequence[OutcomeLike],
        *,
        customers: int,
        market: int,
        days: float,
        window: float,
        platform: Platform,
    ) -> Sample:
        """Stack the outcomes of all replications, in order."""
        return cls(
            strategy,
            tuple(channels),
            np.stack([outcome.counters for outcome in outcomes]),
            np.stack([outcome.series for outcome in outcomes]),
            np.array([outcome.opening_customers for outcome in outcomes], np.int64),
            customers,
            market,
            days,
            window,
            platform,
        )


class Figures:
    """A sample's sums as the KPI table reads them: float64, one value a replication.

    ``figures["purchases"]`` is a counter summed over channels (or of one channel) at the reported
    scale, over the run.
    """

    def __init__(self, sample: Sample, channel: int | None = None) -> None:
        self.sample = sample
        self.channel = channel

    def __getitem__(self, name: str) -> Values:
        column = self.sample.counters[:, :, COUNTER[name]]
        sums = column.sum(axis=1) if self.channel is None else column[:, self.channel]
        return sums.astype(np.float64) * self.sample.scale

    @property
    def year(self) -> float:
        """Factor from the run to a year."""
        return YEAR / self.sample.days

    @property
    def contribution(self) -> Values:
        """Revenue less the cost of goods, over the run, minor units."""
        return self["revenue"] - self["goods"] - self["commissions"]

    @property
    def media(self) -> Values:
        """Spent on contacts, impressions and clicks, over the run, minor units."""
        return self["media"] / MICRO

    @property
    def outlay(self) -> Values:
        """Media and platform over the run, set-up in full, minor units."""
        return self.media + self.sample.charged.cost(self.sample.days)

    @property
    def profit(self) -> Values:
        """Profit a year: all but set-up scaled to 365 days, minor units."""
        earned = (self.contribution - self.media) * self.year
        return earned - self.sample.charged.yearly(self.sample.days)

    @property
    def won(self) -> Values:
        """People who bought for the first time ever, over the run."""
        return self["new_buyers"] - self["retained"]

    @property
    def opening(self) -> Values:
        """Customers at the start, at the reported scale."""
        return self.sample.opening.astype(np.float64) * self.sample.scale

    def window_ends(self) -> Values:
        """Shape ``(windows,)``, days from the start to the end of each window."""
        windows = np.arange(1, self.sample.series.shape[1] + 1, dtype=np.float64)
        return np.minimum(windows * self.sample.window, self.sample.days)

    def cumulative_profit(self) -> Values:
        """Shape ``(replications, windows)``: profit so far at each window's end, minor units.

        Set-up is paid when it falls due, the rest of the platform evenly through the year.
        """
        series = self.sample.series.astype(np.float64)
        earned = np.cumsum(series[:, :, 0] - series[:, :, 1] / MICRO, axis=1) * self.sample.scale
        return earned - self.sample.charged.spent(self.window_ends())


def payback(figures: Figures, baseline: Figures) -> Values:
    """Shape ``(replications,)``: days until profit has caught up with the baseline's for good.

    The end of the first window from which the cumulative profit, set-up included, is never again
    below the baseline's within the run; 0 where it never was; infinite where it still is at the
    end.
    """
    behind = figures.cumulative_profit() < baseline.cumulative_profit()
    windows = behind.shape[1]
    last = np.where(behind.any(axis=1), windows - 1 - np.argmax(behind[:, ::-1], axis=1), -1)
    ends = np.concatenate([[0.0], figures.window_ends(), [np.inf]])
    return ends[np.where(last < 0, 0, last + 2)]
