"""Cumulative cash of a path against staying as one is: over time, at its worst, and paid back."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.study.roadmap.paths import Leg, Path, State, Terms, Worth, legs
from sim.study.statistics import FEWEST, LEVEL, Estimate, Values, around_mean, t_quantile

__all__ = ["Cash", "Payback", "cash_of", "costs"]


@dataclass(frozen=True, slots=True)
class Payback:
    """Days until what was paid has come back for good.

    Attributes:
        days: of the mean; 0 where it never lay below staying, None where it does at the horizon.
        low, high: where the band of the mean begins and ends to hold that; None beyond the horizon,
            or without intervals.
    """

    days: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Cash:
    """What a path has brought against staying, replication by replication.

    Attributes:
        legs: its steps.
        slopes: shape ``(legs, replications)``, a day, minor units.
    """

    legs: tuple[Leg, ...]
    slopes: Values
    terms: Terms

    def at(self, times: Values) -> Values:
        """Shape ``(replications, times)``: so far on each day; set-up is paid as a step begins."""
        total = np.zeros((self.slopes.shape[1], times.size))
        for leg, slope in zip(self.legs, self.slopes, strict=True):
            spans = np.clip(times, leg.begin, leg.end) - leg.begin
            total += slope[:, None] * spans - np.where(times >= leg.begin, leg.setup, 0.0)
        return total

    def estimate(self, time: float) -> Estimate:
        """Mean and interval on one day."""
        values = self.at(np.array([time]))[:, 0]
        return around_mean(values)

    @property
    def turns(self) -> tuple[float, ...]:
        """Days between which it goes straight: those of the steps, and the horizon."""
        return (*(leg.begin for leg in self.legs), self.terms.horizon)

    @property
    def worst(self) -> tuple[float, Estimate]:
        """The day on which it stands lowest, and where."""
        if not self.legs:
            return 0.0, Estimate(0.0, 0.0, 0.0)
        found = [(time, self.estimate(time)) for time in self.turns]
        return min(found, key=lambda one: (one[1].mean or 0.0, one[0]))

    @property
    def payback(self) -> Payback:
        """When it has paid back."""
        if not self.legs:
            return Payback(0.0, 0.0, 0.0)
        days = np.arange(0.0, math.floor(self.terms.horizon) + 1.0)
        times = np.unique(np.concatenate([days, self.turns]))
        values = self.at(times)
        mean = values.mean(axis=0)
        count = values.shape[0]
        exact = self._for_good()
        if count < FEWEST:
            return Payback(exact, None, None)
        half = t_quantile(LEVEL, count - 1) * values.std(axis=0, ddof=1) / math.sqrt(count)
        return Payback(exact, _above(times, mean + half), _above(times, mean - half))

    def _for_good(self) -> float | None:
        """The exact day of the mean; the last stretch below 0 decides."""
        mean = self.slopes.mean(axis=1)
        level, ends = 0.0, []
        for leg, slope in zip(self.legs, mean, strict=True):
            low = level - leg.setup
            level = low + float(slope) * (leg.end - leg.begin)
            ends.append((leg.begin, low, float(slope), level))
        if ends[-1][3] < 0.0:
            return None
        for begin, low, slope, _ in reversed(ends):
            if low < 0.0:
                return begin - low / slope if slope > 0.0 else None
        return 0.0


def _above(times: Values, values: Values) -> float | None:
    """From when on a line is never below 0 again; None where it is at its end."""
    below = np.flatnonzero(values < 0.0)
    if below.size == 0:
        return 0.0
    last = int(below[-1])
    if last + 1 == times.size:
        return None
    before, after = float(values[last]), float(values[last + 1])
    begin, end = float(times[last]), float(times[last + 1])
    return begin + (end - begin) * before / (before - after)


def cash_of(path: Path, worth: Mapping[State, Worth], terms: Terms) -> Cash:
    """What a path brings against staying."""
    steps = tuple(legs(path, worth, terms))
    base = worth[frozenset()].rate
    slopes = [worth[leg.state].rate - base for leg in steps]
    return Cash(steps, np.stack(slopes) if slopes else np.zeros((0, base.size)), terms)


def costs(steps: Sequence[Leg], worth: Mapping[State, Worth], times: Values) -> Values:
    """Shape ``(times,)``: platform of a path beyond that of staying, paid until each day."""
    total = np.zeros(times.shape)
    base = worth[frozenset()].running
    for leg in steps:
        spans = np.clip(times, leg.begin, leg.end) - leg.begin
        total += (worth[leg.state].running - base) * spans
        total += np.where(times > leg.begin, leg.setup, 0.0)
    return total
