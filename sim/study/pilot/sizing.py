"""How many customers a trial of two arms needs, and what it can see.

Two means are compared by Welch's test (Welch 1947), whose power is that of the noncentral t
distribution: with standard error s of the difference, effect e and f degrees of freedom (Welch and
Satterthwaite) it is P(|T| > t) for T noncentral with e / s. For large f that is the normal
approximation from which the familiar formula for the number of customers comes, with a share w in
the first arm: n = (z(1 - alpha/2) + z(power))^2 (var1 / w + var2 / (1 - w)) / e^2 (for instance
Chow, Shao and Wang 2003, chapter 3). The formula is where the search for the smallest n begins.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

__all__ = ["Arms", "Size", "detectable", "normal_quantile", "power_of", "size_of", "welch"]

LARGE = 2_000.0
"""Degrees of freedom from which on the normal distribution serves."""


@dataclass(frozen=True, slots=True)
class Arms:
    """Customers in either arm."""

    first: int
    second: int

    @property
    def total(self) -> int:
        """Of both."""
        return self.first + self.second

    @classmethod
    def of(cls, total: int, share: float) -> Arms:
        """So many customers, a share of them in the first arm, two at least in each."""
        first = min(max(math.floor(total * share + 0.5), 2), max(total - 2, 2))
        return cls(first, max(total - first, 2))


@dataclass(frozen=True, slots=True)
class Size:
    """What a trial needs, and what all of the market could see.

    Attributes:
        effect: that is to be seen, a customer, against what is asked.
        needed: smallest arms that reach the power; None where there is no effect, and where
            customers do not differ: then nobody bought, and there is nothing to tell it by.
        whole: all of the market in two arms.
        whole_power: its power. detectable: the effect for which it has the power that is asked.
    """

    effect: float
    needed: Arms | None
    whole: Arms
    whole_power: float
    detectable: float

    @property
    def suffices(self) -> bool:
        """Whether the market has so many people."""
        return self.needed is not None and self.needed.total <= self.whole.total

    @property
    def arms(self) -> Arms:
        """The arms of the trial: those needed, or all that there are."""
        return self.needed if self.needed is not None and self.suffices else self.whole


def normal_quantile(share: float) -> float:
    """The standard normal's quantile."""
    from scipy import special

    return float(special.ndtri(share))


def welch(variances: tuple[float, float], arms: Arms) -> tuple[float, float]:
    """Standard error of the difference of two means, and its degrees of freedom."""
    first, second = variances[0] / arms.first, variances[1] / arms.second
    both = first + second
    if both == 0.0:
        return 0.0, math.inf
    spread = first**2 / (arms.first - 1) + second**2 / (arms.second - 1)
    return math.sqrt(both), both**2 / spread


def critical(alpha: float, degrees: float) -> float:
    """Two-sided critical value of Student's t."""
    if degrees > LARGE:
        return normal_quantile(1.0 - alpha / 2.0)
    from scipy import special

    return float(special.stdtrit(degrees, 1.0 - alpha / 2.0))


def power_of(effect: float, variances: tuple[float, float], arms: Arms, alpha: float) -> float:
    """Chance that a two-sided test of no effect says that there is one.

    Returns:
        0 where customers do not differ: no test can be made.
    """
    error, degrees = welch(variances, arms)
    if error == 0.0:
        return 0.0
    from scipy import special

    away, border = abs(effect) / error, critical(alpha, degrees)
    if degrees > LARGE:
        return float(special.ndtr(away - border) + special.ndtr(-away - border))
    above = 1.0 - special.nctdtr(degrees, away, border)
    return float(above + special.nctdtr(degrees, away, -border))


def detectable(power: float, variances: tuple[float, float], arms: Arms, alpha: float) -> float:
    """The effect that arms see with this power: by the normal approximation."""
    error, degrees = welch(variances, arms)
    return (critical(alpha, degrees) + normal_quantile(power)) * error


def size_of(
    effect: float,
    variances: tuple[float, float],
    *,
    people: int,
    share: float,
    power: float,
    alpha: float,
) -> Size:
    """Size a trial.

    Args:
        effect: expected difference a customer, against what is asked.
        variances: of the outcome among customers, in either arm.
        people: of the market. share: of the customers that are in the first arm.
        power, alpha: wanted chance to see the effect, and to see one where there is none.
    """
    whole = Arms.of(people, share)
    return Size(
        effect=effect,
        needed=_needed(effect, variances, share, power, alpha),
        whole=whole,
        whole_power=power_of(effect, variances, whole, alpha),
        detectable=detectable(power, variances, whole, alpha),
    )


def _needed(
    effect: float, variances: tuple[float, float], share: float, power: float, alpha: float
) -> Arms | None:
    if effect == 0.0 or not any(variances):
        return None
    quantiles = normal_quantile(1.0 - alpha / 2.0) + normal_quantile(power)
    spread = variances[0] / share + variances[1] / (1.0 - share)
    low, high = 3, max(4, math.ceil(quantiles**2 * spread / effect**2))

    def enough(total: int) -> bool:
        return power_of(effect, variances, Arms.of(total, share), alpha) >= power

    while not enough(high):
        low, high = high, high + max(1, high // 4)
    while high - low > 1:
        middle = (low + high) // 2
        if enough(middle):
            high = middle
        else:
            low = middle
    return Arms.of(high, share)
