"""Means with intervals, customers being what is independent of one another.

Every estimate here is a ratio of sums over rows, sum a / sum b; b is 1 in all but the
self-normalised one. With e = a - mean × b summed within each of C customers,

    se = sqrt(C / (C - 1) × sum e^2) / sum b

which is the delta method (linearisation) with clusters; one row a customer and b = 1 give the
standard error of a mean. The bootstrap draws customers with replacement and takes percentiles
(Efron 1979).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.kernels import kernel

__all__ = ["BOOTSTRAP_DRAW", "Estimate", "Ratio", "bootstrap", "normal"]

Floats = npt.NDArray[np.float64]

BOOTSTRAP_DRAW = 254
"""The kind of draw that chooses customers for a bootstrap sample."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean with its interval; None where it is not defined."""

    mean: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Ratio:
    """An estimate before it is summed: its mean is above.sum() / below.sum(), float64[n] each."""

    above: Floats
    below: Floats


Means = Mapping[str, Ratio]


@dataclass(frozen=True, slots=True)
class _Totals:
    """Sums of ratios: by customer, float64[C], and over all."""

    above: Floats
    below: Floats

    @property
    def mean(self) -> float:
        """The ratio of the sums; NaN for 0 / 0."""
        below = self.below.sum()
        return float(self.above.sum() / below) if below else math.nan

    @property
    def pull(self) -> Floats:
        """float64[C]: by how much each customer moves the mean."""
        below = self.below.sum()
        pull: Floats = (self.above - self.mean * self.below) / (below if below else math.nan)
        return pull


def _by_customer(means: Means, starts: npt.NDArray[np.int64]) -> dict[str, _Totals]:
    return {
        name: _Totals(np.add.reduceat(one.above, starts), np.add.reduceat(one.below, starts))
        for name, one in means.items()
    }


def normal(
    means: Means, starts: npt.NDArray[np.int64], confidence: float, minus: str
) -> tuple[dict[str, Estimate], dict[str, Estimate]]:
    """Estimates, and their differences from the one named `minus`, with normal intervals.

    Args:
        starts: int64[C], the first row of each customer.
        confidence: probability that an interval is to hold, such as 0.95.
    """
    z = NormalDist().inv_cdf(0.5 + confidence / 2.0)
    totals = _by_customer(means, starts)

    def estimate(mean: float, pull: Floats) -> Estimate:
        if not math.isfinite(mean):
            return Estimate(None)
        count = len(pull)
        if count < 2:
            return Estimate(mean)
        half = z * math.sqrt(count / (count - 1) * float((pull**2).sum()))
        return Estimate(mean, mean - half, mean + half)

    base = totals[minus]
    found = {name: estimate(one.mean, one.pull) for name, one in totals.items()}
    apart = {
        name: estimate(one.mean - base.mean, one.pull - base.pull)
        for name, one in totals.items()
        if name != minus
    }
    return found, apart


def bootstrap(
    means: Means,
    starts: npt.NDArray[np.int64],
    confidence: float,
    minus: str,
    *,
    samples: int,
    seed: int,
    progress: Callable[[float, float], None] | None = None,
) -> tuple[dict[str, Estimate], dict[str, Estimate]]:
    """The same with percentiles of bootstrap samples of customers in place of normal intervals.

    Args:
        samples: how many; seed: names them.
        progress: called with samples done and samples in all.
    """
    totals = _by_customer(means, starts)
    names = list(totals)
    sums = np.stack(
        [part for name in names for part in (totals[name].above, totals[name].below)], 1
    )
    count = len(sums)
    drawn = _resampled(sums, samples, seed, progress)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = drawn[:, 0::2] / drawn[:, 1::2]
    base = ratios[:, names.index(minus)]
    tail = (1.0 - confidence) / 2.0

    def estimate(mean: float, seen: Floats) -> Estimate:
        if not math.isfinite(mean):
            return Estimate(None)
        defined = seen[np.isfinite(seen)]
        if count < 2 or len(defined) < samples / 2:  # a sample may hold no row that counts
            return Estimate(mean)
        low, high = np.quantile(defined, [tail, 1.0 - tail])
        return Estimate(mean, float(low), float(high))

    found, apart = {}, {}
    for place, name in enumerate(names):
        found[name] = estimate(totals[name].mean, ratios[:, place])
        if name != minus:
            apart[name] = estimate(totals[name].mean - totals[minus].mean, ratios[:, place] - base)
    return found, apart


def _resampled(
    sums: Floats, samples: int, seed: int, progress: Callable[[float, float], None] | None
) -> Floats:
    """float64[samples, columns]: the columns' sums over customers drawn with replacement."""
    count = len(sums)
    rng = np.random.Generator(np.random.Philox(key=[seed, BOOTSTRAP_DRAW]))
    drawn = np.zeros((samples, sums.shape[1]))
    for done, sample in enumerate(drawn, 1):
        times = np.bincount(rng.integers(0, count, count), minlength=count)
        _add_up(times, sums, sample)
        if progress is not None:
            progress(done, samples)
    return drawn


@kernel
def _add_up(times: Any, sums: Any, found: Any) -> None:
    """Add every row of `sums` as often as it was drawn.

    A matrix product would be as quick on idle processors, and fifty times slower on busy ones.
    """
    for row in range(len(times)):
        weight = float(times[row])
        if weight > 0.0:
            for column in range(sums.shape[1]):
                found[column] += weight * sums[row, column]
