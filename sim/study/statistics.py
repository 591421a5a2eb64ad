"""Intervals, paired differences and the variance ratio, from one value a replication.

Everything here works on float64 arrays of shape ``(replications,)``. A KPI that is a ratio is
estimated by the ratio of sums over all replications; its interval comes from the jackknife
(Quenouille 1956, Tukey 1958): with theta the ratio over all replications and theta(-i) the ratio
without replication i, the pseudo-values R theta - (R - 1) theta(-i) are treated as a sample of
independent values. For a total the pseudo-values are the values themselves, so that one formula,
Student's t, serves both. Quantiles come from ``scipy.special``, imported when the first is asked
for, as that takes a tenth of a second: ``scipy.stats`` takes one or two.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import math
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Values: TypeAlias = NDArray[np.float64]

LEVEL = 0.95
"""Confidence level of every interval, joint or single."""
FEWEST = 5
"""Replications below which no interval is given."""
FEWEST_FOR_SPREAD = 40
"""Replications below which no percentiles of a single year are given."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean with its interval; None where it is not defined."""

    mean: float | None
    low: float | None = None
    high: float | None = None

    @property
    def has_interval(self) -> bool:
        """Whether both ends of the interval are known."""
        return self.low is not None and self.high is not None

    def excludes_zero(self) -> bool:
        """Whether the whole interval lies on one side of 0."""
        if self.low is None or self.high is None:
            return False
        return self.low > 0.0 or self.high < 0.0


UNDEFINED = Estimate(None)


@dataclass(frozen=True, slots=True)
class Measured:
    """A KPI over all replications.

    Attributes:
        theta: the mean of a total, or the ratio of sums; None where it is not defined (0/0).
        pseudo: shape ``(replications,)``, jackknife pseudo-values; None where one is not defined.
        values: shape ``(replications,)``, each replication's own value, NaN where not defined.
    """

    theta: float | None
    pseudo: Values | None
    values: Values


def total(values: Values) -> Measured:
    """A KPI that adds up: its mean over replications.

    Args:
        values: shape ``(replications,)``; any NaN makes the total undefined.
    """
    values = np.asarray(values, np.float64)
    if values.size == 0 or not np.all(np.isfinite(values)):
        return Measured(None, None, values)
    return Measured(math.fsum(values) / values.size, values, values)


def ratio(numerator: Values, denominator: Values) -> Measured:
    """A KPI that divides: ratio of sums over replications, with jackknife pseudo-values.

    Args:
        numerator: shape ``(replications,)``.
        denominator: shape ``(replications,)``. Where the sum is 0 the ratio is undefined (None),
            and where it is 0 without some replication there is no interval.
    """
    top = np.asarray(numerator, np.float64)
    bottom = np.asarray(denominator, np.float64)
    defined = np.isfinite(top) & np.isfinite(bottom) & (bottom != 0.0)
    values = np.full(top.shape, np.nan)
    np.divide(top, bottom, out=values, where=defined)
    sum_top, sum_bottom = math.fsum(top), math.fsum(bottom)
    if top.size == 0 or not math.isfinite(sum_top + sum_bottom) or sum_bottom == 0.0:
        return Measured(None, None, values)
    theta = sum_top / sum_bottom
    rest = sum_bottom - bottom
    if np.any(rest == 0.0):
        return Measured(theta, None, values)
    count = float(top.size)
    pseudo = count * theta - (count - 1.0) * (sum_top - top) / rest
    return Measured(theta, pseudo, values)


def jackknife(sums: Values, figure: Callable[[Values], float]) -> Measured:
    """A figure of sums over replications, with its jackknife pseudo-values.

    Args:
        sums: shape (replications, n). figure: of n sums; NaN where it is not defined.
    """
    count = len(sums)
    values = np.array([figure(row) for row in sums])
    whole = np.array([math.fsum(column) for column in sums.T])
    theta = float(figure(whole))
    if not math.isfinite(theta):
        return Measured(None, None, values)
    without = np.array([figure(whole - row) for row in sums]) if count > 1 else np.array([math.nan])
    if not np.all(np.isfinite(without)):
        return Measured(theta, None, values)
    return Measured(theta, count * theta - (count - 1.0) * without, values)


def less(first: Measured, second: Measured) -> Measured:
    """Paired difference ``first - second``: replication r of both shares its luck."""
    values = first.values - second.values
    if first.theta is None or second.theta is None:
        return Measured(None, None, values)
    theta = first.theta - second.theta
    if first.pseudo is None or second.pseudo is None:
        return Measured(theta, None, values)
    return Measured(theta, first.pseudo - second.pseudo, values)


def import_quantiles() -> None:
    """Import what they take on another thread, while replications run."""

    def work() -> None:
        with contextlib.suppress(ImportError):  # who needs them imports them again, and is told
            importlib.import_module("scipy.special")

    threading.Thread(target=work, daemon=True).start()


@functools.cache
def t_quantile(level: float, degrees: int) -> float:
    """Two-sided Student quantile: P(|t| <= q) = level with this many degrees of freedom."""
    from scipy import special

    return float(special.stdtrit(degrees, 0.5 + level / 2.0))


def interval(mean: float, sample: Values, level: float = LEVEL) -> Estimate:
    """Student's t-interval around a mean; no ends below five values.

    Args:
        mean: the centre.
        sample: shape ``(n,)``, independent values whose standard error is used.
    """
    count = int(sample.size)
    if count < FEWEST:
        return Estimate(mean)
    half = t_quantile(level, count - 1) * float(np.std(sample, ddof=1)) / math.sqrt(count)
    return Estimate(mean, mean - half, mean + half)


def estimate(measured: Measured, level: float = LEVEL) -> Estimate:
    """Mean and interval of one KPI."""
    if measured.theta is None:
        return UNDEFINED
    if measured.pseudo is None:
        return Estimate(measured.theta)
    return interval(measured.theta, measured.pseudo, level)


def around_mean(values: Values) -> Estimate:
    """Mean and interval of one figure, shape ``(replications,)``."""
    return estimate(total(values))


def difference(first: Measured, second: Measured, level: float = LEVEL) -> Estimate:
    """Paired difference ``first - second``: replication r of both shares its luck.

    Equal inputs give exactly 0 with an interval of width 0.
    """
    return estimate(less(first, second), level)


def change_of(
    there: tuple[Measured, Measured], here: tuple[Measured, Measured], level: float = LEVEL
) -> Estimate:
    """How a paired difference changes from here to there, all four on the same luck.

    Equal pairs give exactly 0 with an interval of width 0.
    """
    return estimate(less(less(*there), less(*here)), level)


def mirrored(found: Estimate) -> Estimate:
    """The estimate of the negative."""

    def negative(value: float | None) -> float | None:
        return None if value is None else 0.0 - value

    return Estimate(negative(found.mean), negative(found.high), negative(found.low))


def joint_level(comparisons: int, level: float = LEVEL) -> float:
    """Level of each of several intervals so that all hold together (Bonferroni).

    Picking the best after looking is covered: a wrong strategy can only be called best if the one
    interval that compares it with the truly best one errs, and there are at most ``comparisons``
    such intervals (the argument of Hsu 1984, multiple comparisons with the best).
    """
    return 1.0 - (1.0 - level) / max(1, comparisons)


def joint_differences(
    best: Measured, others: Mapping[str, Measured], level: float = LEVEL
) -> dict[str, Estimate]:
    """Intervals of best minus every other that hold together at ``level``."""
    each = joint_level(len(others), level)
    return {name: difference(best, other, each) for name, other in others.items()}


def variance_ratio(first: Measured, second: Measured, level: float = LEVEL) -> Estimate:
    """How much pairing gains: var(independent) / var(paired) of the difference.

    With D = a - b and S = a + b the ratio is (var a + var b) / var D = (1 + var S / var D) / 2.
    S and D are correlated samples, and the interval of their ratio of variances is exact under a
    normal distribution: w (K -/+ sqrt(K^2 - 1)) with w = var S / var D, r their correlation and
    K = 1 + 2 (1 - r^2) t^2 / (n - 2), t Student's quantile with n - 2 degrees of freedom
    (Pitman 1939, Morgan 1939).

    Returns:
        All None where the paired difference does not vary (equal strategies) or a KPI is undefined.
    """
    if first.pseudo is None or second.pseudo is None or first.pseudo.size < 2:
        return UNDEFINED
    gap = first.pseudo - second.pseudo
    both = first.pseudo + second.pseudo
    var_gap = float(np.var(gap, ddof=1))
    var_both = float(np.var(both, ddof=1))
    scale = float(np.max(np.abs(both))) if both.size else 0.0
    if var_gap <= (1e-12 * scale) ** 2:
        return UNDEFINED
    odds = var_both / var_gap
    mean = (1.0 + odds) / 2.0
    count = int(gap.size)
    if count < FEWEST or var_both == 0.0:
        return Estimate(mean)
    correlation = float(np.cov(gap, both, ddof=1)[0, 1]) / math.sqrt(var_gap * var_both)
    quantile = t_quantile(level, count - 2)
    k = 1.0 + 2.0 * max(0.0, 1.0 - correlation**2) * quantile**2 / (count - 2)
    reach = math.sqrt(k * k - 1.0)
    return Estimate(mean, (1.0 + odds * (k - reach)) / 2.0, (1.0 + odds * (k + reach)) / 2.0)


def share(successes: int, trials: int, level: float = LEVEL) -> Estimate:
    """A share of replications with its exact binomial interval (Clopper and Pearson 1934)."""
    if trials == 0:
        return UNDEFINED
    mean = successes / trials
    if trials < FEWEST:
        return Estimate(mean)
    from scipy import special

    tail = (1.0 - level) / 2.0
    low = special.betaincinv(successes, trials - successes + 1, tail) if successes else 0.0
    high = (
        special.betaincinv(successes + 1, trials - successes, 1.0 - tail)
        if successes < trials
        else 1.0
    )
    return Estimate(mean, float(low), float(high))


def spread(values: Values) -> tuple[float, float, float] | None:
    """5th, 50th and 95th percentile (linear between order statistics).

    Returns:
        None below 40 values or where one is undefined.
    """
    if values.size < FEWEST_FOR_SPREAD or not np.all(np.isfinite(values)):
        return None
    low, middle, high = np.percentile(values, [5.0, 50.0, 95.0])
    return float(low), float(middle), float(high)


def restricted(times: Values, horizon: float) -> Values:
    """Times cut at the horizon, so that their mean is the restricted mean.

    Args:
        times: shape ``(n,)``; infinite or NaN where the event never came within the horizon.
        horizon: same unit as ``times``.
    """
    return np.minimum(np.where(np.isnan(times), horizon, times), horizon)


def replications_needed(first: Measured, second: Measured, level: float = LEVEL) -> int | None:
    """About how many replications would put the interval of a difference beside 0.

    From the present mean and variance: n (half-width / |mean|)^2, one more tenth for luck.

    Returns:
        None where it cannot be said: no interval yet, or a mean of exactly 0.
    """
    found = difference(first, second, level)
    if found.mean is None or found.low is None or found.mean == 0.0 or first.pseudo is None:
        return None
    half = found.mean - found.low
    needed = 1.1 * first.pseudo.size * (half / abs(found.mean)) ** 2
    return max(first.pseudo.size, math.ceil(needed))


def spread_apart(mean: float, first: Values, second: Values, level: float = LEVEL) -> Estimate:
    """Interval of a difference of means whose luck is not shared (Welch 1947).

    Args:
        mean: first - second.
        first, second: shape ``(n,)`` and ``(m,)``, independent values of either.
    """
    if min(first.size, second.size) < FEWEST:
        return Estimate(mean)
    parts = [float(np.var(values, ddof=1)) / values.size for values in (first, second)]
    both = sum(parts)
    if both == 0.0:
        return Estimate(mean, mean, mean)
    degrees = both**2 / sum(
        part**2 / (values.size - 1) for part, values in zip(parts, (first, second), strict=True)
    )
    half = t_quantile(level, math.floor(degrees)) * math.sqrt(both)
    return Estimate(mean, mean - half, mean + half)
