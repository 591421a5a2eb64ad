"""What simulated years teach of a firm that equations cannot: a search with three kinds of dials.

`solving` works a year out without simulating. What is left is found by simulating `today` a few
times over. After each year every dial is turned by how far its result is off, and the year that
came nearest is kept:

- needs, until orders are those answered;
- spread, until buyers are: how many people beyond last year's customers buy, and how often;
- visits by channel, until the split of orders is the one answered, if there is one.

Given the same simulated years it takes the same steps: same answers, same file.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

ORDERS_OFF, BUYERS_OFF = 0.15, 0.30
"""How far orders and buyers of a simulated year may be off before the file says so."""
SPLIT_OFF = 0.10
"""The same of a channel's share of all orders."""
NEAR_ORDERS, NEAR_BUYERS, NEAR_SPLIT = 0.03, 0.10, 0.02
"""Where the search ends early."""
TRIES = 8
LEAST_SPREAD, MOST_SPREAD = 0.02, 4.0
LEAST_NEEDS, MOST_NEEDS = 0.05, 20.0
LEAST_VISITS, MOST_VISITS = 0.01, 30.0
STEP = 4.0
"""How far a dial turns at most in one try, up or down."""
BUYERS_FOLLOW = 0.5
"""By which power buyers follow the spread, before two years have shown it."""


@dataclass(frozen=True)
class Fit:
    """Dials that simulated years have set; as `solving` has it, without.

    Attributes:
        needs: orders that needs are solved for, as a multiple.
        spread: how many people beyond last year's customers buy, and how often, as a multiple.
        visits: visits by channel, as multiples; 1 where a channel is not named.
    """

    needs: float = 1.0
    spread: float = 1.0
    visits: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Simulated:
    """What a simulated year of `today` came to.

    Attributes:
        orders, buyers: orders paid, and different people who bought.
        shares: part of all orders and bookings by the channel where they were made.
        people, years: how many lived it, and how often.
        spent: on media, main units; None where it was not looked at.
    """

    orders: float
    buyers: float
    shares: Mapping[str, float]
    people: int
    years: int
    spent: float | None = None


@dataclass(frozen=True)
class Target:
    """What a year shall come to: orders, buyers, and shares of channels, none if not answered."""

    orders: float
    buyers: float
    shares: Mapping[str, float]


@dataclass(frozen=True)
class Found:
    """Dials, and the year that they gave; None before it is simulated."""

    fit: Fit
    year: Simulated | None


@dataclass(frozen=True)
class _Tried:
    fit: Fit
    year: Simulated


def searched(target: Target, year_of: Callable[[Fit], Simulated]) -> Found:
    """Turn the dials until the year is near enough, or `TRIES` are used up; the nearest."""
    fit = Fit()
    tried: list[_Tried] = []
    for _ in range(TRIES):
        tried.append(_Tried(fit, year_of(fit)))
        if _is_near(target, tried[-1].year):
            break
        fit = _turned(target, tried)
        if fit in [one.fit for one in tried]:  # all dials stand at their ends
            break
    best = min(tried, key=lambda one: _distance(target, one.year))
    return Found(best.fit, best.year)


def off(target: float, found: float) -> float:
    """How far a result is off, as a logarithm; far where nothing was found."""
    return math.log(max(found, 0.01 * target) / target)


def split_off(target: Target, year: Simulated) -> float:
    """The largest difference of a channel's share."""
    return max(
        (abs(year.shares.get(name, 0.0) - share) for name, share in target.shares.items()),
        default=0.0,
    )


def _is_near(target: Target, year: Simulated) -> bool:
    return (
        abs(off(target.orders, year.orders)) <= NEAR_ORDERS
        and abs(off(target.buyers, year.buyers)) <= NEAR_BUYERS
        and split_off(target, year) <= NEAR_SPLIT
    )


def _distance(target: Target, year: Simulated) -> float:
    """How far a year is off, each part in what it may be off."""
    return (
        (off(target.orders, year.orders) / ORDERS_OFF) ** 2
        + (off(target.buyers, year.buyers) / BUYERS_OFF) ** 2
        + (split_off(target, year) / SPLIT_OFF) ** 2
    )


def _turned(target: Target, tried: list[_Tried]) -> Fit:
    """The dials of the next year."""
    last = tried[-1]
    visits = dict(last.fit.visits)
    for name, share in target.shares.items():
        if share > 0.0:
            ratio = share / max(last.year.shares.get(name, 0.0), 0.2 * share)
            visits[name] = _bounded(visits.get(name, 1.0) * ratio, LEAST_VISITS, MOST_VISITS)
    return Fit(
        needs=_bounded(
            last.fit.needs * _step(-off(target.orders, last.year.orders)), LEAST_NEEDS, MOST_NEEDS
        ),
        spread=_bounded(
            last.fit.spread * _step(-off(target.buyers, last.year.buyers) / _followed(tried)),
            LEAST_SPREAD, MOST_SPREAD,
        ),
        visits=visits,
    )  # fmt: skip


def _followed(tried: list[_Tried]) -> float:
    """By which power buyers follow the spread: as between the last two years."""
    if len(tried) < 2:
        return BUYERS_FOLLOW
    before, last = tried[-2:]
    turned = math.log(last.fit.spread / before.fit.spread)
    if abs(turned) < 0.05:
        return BUYERS_FOLLOW
    return min(1.0, max(0.15, math.log(last.year.buyers / before.year.buyers) / turned))


def _step(log_ratio: float) -> float:
    return math.exp(max(-math.log(STEP), min(math.log(STEP), log_ratio)))


def _bounded(value: float, low: float, high: float) -> float:
    return max(low, min(high, round(value, 6)))
