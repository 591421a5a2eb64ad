"""Replications until differences are known well enough.

The first replications give the spread of every difference; from it follows how many more its
interval needs, n (half-width / target)^2 (the two-stage idea of Stein 1945, gone on with step by
step as of Chow and Robbins 1965). Each step but the last takes no more than four times as many as
there are, and no less than an eighth more. The target is an amount, or a share of the baseline's
mean, and never a share of the difference itself: one near 0 would never be known so well.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.errors import UsageError
from engine.quantities import QuantityError, parse_share
from sim.study.kpis import Kpi
from sim.study.money import Currency, amount, json_number
from sim.study.statistics import FEWEST, Measured, difference, joint_level

__all__ = ["MOST", "Precision", "Target", "target_of"]

MOST = 1_000
"""Replications at most, unless told otherwise."""
GROWTH = 4
"""Times as many replications as there are, at most, in one step."""
SPARE = 1.05
"""More than the spread asks for, as it is itself estimated."""


@dataclass(frozen=True, slots=True)
class Target:
    """How well differences are to be known: half the width of their joint 95 % intervals.

    Attributes:
        size: in the KPI's unit (money: minor units), or a share of the baseline's mean.
        relative: whether it is such a share.
        most: replications at which the search for it ends.
        place: where it was asked for, for messages.
    """

    size: float
    relative: bool
    most: int
    place: str = "--precision"

    def half(self, baseline: Measured) -> float:
        """The same in the KPI's unit.

        Raises:
            UsageError: a share of nothing.
        """
        if not self.relative:
            return self.size
        if not baseline.theta:
            raise UsageError(
                "a share needs a baseline's mean other than 0", place=self.place,
                found=f"{100.0 * self.size:g} %", expected="an amount, in the KPI's unit",
            )  # fmt: skip
        return self.size * abs(baseline.theta)


@dataclass(frozen=True, slots=True)
class Precision:
    """How well differences came to be known.

    Attributes:
        target: what was asked for.
        wanted: the same as an amount, in the KPI's unit (money: minor units).
        half: half the width of the widest joint interval; None: it is not defined.
        widest: whose it is, ``(first, second)``.
        replications: how many it took.
    """

    target: Target
    wanted: float
    half: float | None
    widest: tuple[str, str]
    replications: int

    @property
    def reached(self) -> bool:
        """Whether all are known well enough."""
        return self.half is not None and self.half <= self.wanted

    @property
    def next(self) -> int:
        """How many replications to go on to; as many as there are where that is the end."""
        if self.half is None or self.reached:
            return self.replications
        needed = SPARE * self.replications * (self.half / self.wanted) ** 2
        least = self.replications + max(1, self.replications // 8)
        return min(max(math.ceil(needed), least), GROWTH * self.replications, self.target.most)

    @property
    def needed(self) -> int | None:
        """About how many replications it takes in all; None where it cannot be said."""
        if self.half is None:
            return None
        return math.ceil(SPARE * self.replications * (self.half / self.wanted) ** 2)

    def to_json(self, kpi: Kpi, currency: Currency) -> dict[str, object]:
        """The ``precision`` object of ``journey compare --json``."""
        return {
            "asked": json_number(kpi, self.wanted, currency),
            "half_width": json_number(kpi, self.half, currency),
            "widest": " - ".join(self.widest),
            "reached": self.reached,
            "most": self.target.most,
        }

    def words(self, kpi: Kpi, currency: Currency) -> str:
        """``Precision: each difference in 'Profit' is known to EUR 180 (asked: EUR 200) …``."""
        asked = amount(kpi, self.wanted, currency, code=True)
        share = f", {100.0 * self.target.size:g} % of the baseline" if self.target.relative else ""
        if self.half is None:
            return f"Precision: '{kpi.title}' has no interval, so {asked} cannot be reached."
        found = amount(kpi, self.half, currency, code=True)
        after = f"after {self.replications:,} replications"
        if self.reached:
            return (
                f"Precision: each difference in '{kpi.title}' is known to {found} either way, "
                f"jointly (asked: {asked}{share}), {after}."
            )
        return (
            f"Precision not reached {after}, the most allowed: {' - '.join(self.widest)} is known "
            f"to {found} either way (asked: {asked}{share}); about {self.needed:,} replications "
            "would do (--most)."
        )


def target_of(
    given: float | str | None,
    most: int,
    kpi: Kpi,
    currency: Currency,
    *,
    place: str = "--precision",
) -> Target | None:
    """What was asked for; None: nothing was.

    Args:
        given: an amount in the KPI's unit (money: main units), or a share such as ``"1 %"``.
        most: replications at most.
        place: where it was asked for, for messages.

    Raises:
        UsageError: it is none.
    """
    if given is None:
        return None
    size, relative = _size(given, place)
    if not (math.isfinite(size) and size > 0.0):
        raise _refusal(given, "more than 0", place)
    if most < FEWEST:
        raise UsageError(
            "so few replications give no interval", place="--most", found=f"{most:,}",
            expected=f"{FEWEST} or more",
        )  # fmt: skip
    if kpi.unit == "money" and not relative:
        size *= 10.0**currency.digits
    return Target(size, relative, most, place)


def _size(given: float | str, place: str) -> tuple[float, bool]:
    if not isinstance(given, str):
        return float(given), False
    if given.strip().endswith("%"):
        try:
            return parse_share(given), True
        except QuantityError:
            expected = 'a share of the baseline\'s mean such as "1 %"'
            raise _refusal(given, expected, place) from None
    try:
        return float(given), False
    except ValueError:
        expected = 'an amount such as 500, or a share such as "1 %"'
        raise _refusal(given, expected, place) from None


def _refusal(given: float | str, expected: str, place: str) -> UsageError:
    return UsageError("this is no precision", place=place, found=str(given), expected=expected)


def precision_of(
    target: Target,
    measured: Mapping[str, Measured],
    baseline: str,
    pairs: Iterable[tuple[str, str]],
    replications: int,
    comparisons: int | None = None,
) -> Precision:
    """How well these differences are known by now.

    Args:
        measured: the KPI by strategy.
        pairs: whose differences.
        comparisons: how many are told together; None: one less than there are strategies.

    Raises:
        UsageError: a share of a baseline whose mean is 0.
    """
    wanted = target.half(measured[baseline])
    level = joint_level(len(measured) - 1 if comparisons is None else comparisons)
    widest, half = (baseline, baseline), 0.0
    for first, second in pairs:
        found = difference(measured[first], measured[second], level)
        if found.mean is None or found.high is None:
            return Precision(target, wanted, None, (first, second), replications)
        if found.high - found.mean >= half:
            widest, half = (first, second), found.high - found.mean
    return Precision(target, wanted, half, widest, replications)
