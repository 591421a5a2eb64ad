"""What inputs do to a result, with the luck of simulation taken out.

Draw k of the inputs is simulated in the R replications that all draws share, so that the results
form a two-way layout (Scheffé 1959, chapter 4)

    y(k, r) = m + a(k) + b(r) + e(k, r)

with a(k) the effect of the inputs, the only one asked for; b(r) the luck that replication r has
under any inputs; e(k, r) the luck that is another one under other inputs. The mean of a draw,
y(k, .), has all three. They are told apart like this.

**Spread.** s2 = sum (y(k, r) - y(k, .) - y(., r) + y(., .))^2 / ((K - 1) (R - 1)) estimates the
variance of e: what is left when rows and columns are taken out. Means of draws vary by
var a + var e / R, as b is the same in all of them. So they are drawn together around their mean by
c = sqrt(max(0, 1 - s2 / R / var y(k, .))), after which their variance estimates that of a alone:
without an effect of the inputs they fall into a point, without luck they stay as they are.

**Centre.** The mean of all draws, y(., .), is off by the luck b that the R replications happen to
have. The main run tells how lucky they were: z(r), the result at the stated values, whose mean
over the R replications is z_R and over all replications z_N, the estimate that is reported. z_R is
a control variate for y(., .) with coefficient

    l = cov(y(., r), z(r)) / var z(r) = var b / (var b + var e) = max(0, 1 - s2 / s2_z)

where s2_z is the variance of z over the main run: if luck is the same under all inputs, l is 1,
and a draw of the stated values gives the main run's estimate to the last digit; if luck is all
e, the R replications say nothing about the others, and l is 0. So the draws lie

    d = y(., .) - l (z_R - z_N) - z_N

off the reported mean, by luck alone with the variance

    v = s2 (1 / (K R) + l^2 / R + (1 - l^2) / N) + (1 - l)^2 max(0, s2_z - s2) (1 / R - 1 / N)

What two standard errors explain is left out: d' = sign(d) max(0, |d| - 2 sqrt v). The centre is
z_N + d', the reported mean itself unless the inputs move it.

A result is then centre + c (y(k, .) - y(., .)), and the interval is from the 2.5 % to the 97.5 %
point of these. A ratio is the ratio of sums over the replications of a draw; its y(k, r) are
jackknife pseudo-values, moved so that their mean is that ratio.

**Which strategy is best** in a draw is asked of the differences from the one with the best mean at
the stated values, each treated as above: the luck that both share is gone, and who wins every draw
has an interval of its difference on one side of 0. Strategies that come out exactly equal share a
draw.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.study.statistics import FEWEST, UNDEFINED, Estimate, Measured, Values

ENDS = (2.5, 97.5)
"""Percentiles of an input interval."""
ERRORS = 2.0
"""Standard errors by which draws may lie off the main run's mean by luck."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A result at the stated values, in the main run.

    Attributes:
        few: over the replications that the draws share.
        all: over all replications, as reported.
        values: shape ``(replications,)``, one value each; their mean need not be ``all``.
    """

    few: float
    all: float
    values: Values

    def minus(self, other: Stated) -> Stated:
        """The difference, paired."""
        return Stated(self.few - other.few, self.all - other.all, self.values - other.values)


def by_replication(measured: Measured) -> Values:
    """One value a replication, with the KPI itself as their mean; NaN where it is not defined.

    Returns:
        Shape ``(replications,)``.
    """
    if measured.theta is None or measured.pseudo is None:
        return np.full(measured.values.shape, np.nan)
    return measured.theta + (measured.pseudo - float(np.mean(measured.pseudo)))


def interaction(results: Values) -> float:
    """Variance of the luck that changes with the inputs.

    Args:
        results: shape ``(draws, replications)``, two of each at least.
    """
    rows, columns = results.mean(axis=1, keepdims=True), results.mean(axis=0, keepdims=True)
    left = results - rows - columns + results.mean()
    degrees = (results.shape[0] - 1) * (results.shape[1] - 1)
    return float(np.sum(left**2) / degrees)


def _kept(luck: float, of_means: float, replications: int) -> float:
    """The factor that takes luck out of the spread of the draws' means."""
    if of_means <= 0.0:
        return 0.0
    return float(math.sqrt(max(0.0, 1.0 - luck / replications / of_means)))


def _shared(luck: float, of_stated: float) -> float:
    """The share of the main run's luck that is the same under all inputs."""
    return max(0.0, 1.0 - luck / of_stated) if of_stated > 0.0 else 1.0


def _variance(values: Values) -> float:
    return float(np.var(values, ddof=1)) if values.size > 1 else 0.0


def without_luck(results: Values, stated: Stated) -> Values:
    """The result under each draw of the inputs, as far as the inputs make it.

    Args:
        results: shape ``(draws, replications)``, two replications at least.

    Returns:
        Shape ``(draws,)``.
    """
    means = results.mean(axis=1)
    grand = float(np.mean(means))
    luck = interaction(results) if results.shape[0] > 1 else 0.0
    of_stated = _variance(stated.values)
    kept = _kept(luck, _variance(means), results.shape[1])
    shared = _shared(luck, of_stated)
    off = grand - shared * (stated.few - stated.all) - stated.all
    error = math.sqrt(_by_luck(luck, of_stated, shared, results.shape, stated.values.size))
    off = math.copysign(max(0.0, abs(off) - ERRORS * error), off)
    return np.asarray(stated.all + off + kept * (means - grand), np.float64)


def _by_luck(
    luck: float, of_stated: float, shared: float, shape: tuple[int, ...], replications: int
) -> float:
    """Variance, by luck alone, of how far the draws lie from the main run's mean."""
    draws, few = shape
    whole = max(few, replications)
    own = luck * (1.0 / (draws * few) + shared**2 / few + (1.0 - shared**2) / whole)
    common = max(0.0, of_stated - luck) * (1.0 / few - 1.0 / whole)
    return own + (1.0 - shared) ** 2 * common


def input_interval(results: Values, stated: Stated | None) -> Estimate:
    """What the ranges of the inputs do to one result, as an interval without a mean.

    Args:
        results: shape ``(draws, replications)``; NaN where it is not defined.
        stated: None where the main run does not define it.
    """
    few = min(results.shape) < 2 or results.shape[0] < FEWEST
    if stated is None or few or not np.all(np.isfinite(results)):
        return UNDEFINED
    low, high = np.percentile(without_luck(results, stated), ENDS)
    return Estimate(None, float(low), float(high))


def shares_won(
    results: Mapping[str, Values], stated: Mapping[str, Stated | None], *, higher: bool
) -> dict[str, float] | None:
    """In what share of the draws each strategy is best.

    Args:
        results: by strategy, shape ``(draws, replications)``.
        stated: by strategy, the same result in the main run.
        higher: whether more is better.

    Returns:
        Shares that add up to 1; None where a result is not defined in some draw, or where there
        are fewer than two replications.
    """
    found = [item for item in (stated[name] for name in results) if item is not None]
    table = np.stack(list(results.values()))
    if len(found) < len(results) or table.shape[2] < 2 or not np.all(np.isfinite(table)):
        return None
    known = dict(zip(results, found, strict=True))
    choose = max if higher else min
    leader = choose(known, key=lambda name: known[name].all)
    values = np.stack(
        [
            without_luck(results[name] - results[leader], known[name].minus(known[leader]))
            for name in results
        ]
    )
    best = values == (values.max(axis=0) if higher else values.min(axis=0))
    shares = (best / best.sum(axis=0)).mean(axis=1)
    return dict(zip(results, map(float, shares), strict=True))
