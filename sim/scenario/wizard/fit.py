"""What simulated years teach of a firm that equations cannot: a search with four kinds of dials.

`solving` works a year out without simulating. What is left is found by simulating `today` a few
times over. After each year every dial is turned by how far its result is off, and the year that
came nearest is kept:

- needs, until orders are those answered;
- spread, until buyers are: how many people beyond last year's customers buy, and how often;
- visits by channel, until the split of orders is the one answered, if there is one;
- ads by channel, until media money is spent as it was last year, if it was answered: up only, as
  the budget is a ceiling already. Where a channel cannot spend its part, others get it.

Given the same simulated years it takes the same steps: same answers, same file.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

ORDERS_OFF, BUYERS_OFF = 0.15, 0.30
"""How far orders and buyers of a simulated year may be off before the file says so."""
SPLIT_OFF = 0.10
"""The same of a channel's share of all orders."""
SPEND_OFF = 0.25
"""The same of media money."""
NEAR_ORDERS, NEAR_BUYERS, NEAR_SPLIT, NEAR_SPEND = 0.03, 0.10, 0.02, 0.10
"""Where the search ends early."""
TRIES = 8
LEAST_SPREAD, MOST_SPREAD = 0.02, 4.0
LEAST_NEEDS, MOST_NEEDS = 0.05, 20.0
LEAST_VISITS, MOST_VISITS = 0.01, 30.0
MOST_ADS = 6.0
"""Ads as a multiple of what is usual on a channel: more would be too far from the published."""
SHOWN_PART, WRITTEN_PART = 0.01, 0.25
"""Least part of the budget, as a multiple, of a channel with ads, and of any other."""
ROOM = math.log(3.0)
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
        ads: ads shown to each who may see them, by channel, as multiples; likewise.
        parts: weights in the budget, by channel, as multiples; likewise.
    """

    needs: float = 1.0
    spread: float = 1.0
    visits: Mapping[str, float] = field(default_factory=dict)
    ads: Mapping[str, float] = field(default_factory=dict)
    parts: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Simulated:
    """What a simulated year of `today` came to.

    Attributes:
        orders, buyers: orders paid, and different people who bought.
        shares: part of all orders and bookings by the channel where they were made.
        people, years: how many lived it, and how often.
        spent: on media by channel, main units.
    """

    orders: float
    buyers: float
    shares: Mapping[str, float]
    people: int
    years: int
    spent: Mapping[str, float] = field(default_factory=dict)

    @property
    def media(self) -> float:
        """Media money in all, main units."""
        return sum(self.spent.values())


@dataclass(frozen=True)
class Target:
    """What a year shall come to.

    Attributes:
        orders, buyers: as answered or assumed.
        shares: of channels in orders; none if not answered.
        budget: media money by channel, as the parts of a fit share it out, main units; nothing
            where it was not answered, or where showing more ads would not spend it.
        shown: channels on which ads are shown.
    """

    orders: float
    buyers: float
    shares: Mapping[str, float]
    budget: Callable[[Fit], Mapping[str, float]] = lambda fit: {}
    shown: Sequence[str] = ()


@dataclass(frozen=True)
class Found:
    """Dials, and the year that they gave; None before it is simulated."""

    fit: Fit
    year: Simulated | None


@dataclass(frozen=True)
class _Tried:
    """Dials, and the year that they gave."""

    fit: Fit
    year: Simulated


def searched(target: Target, year_of: Callable[[Fit], Simulated]) -> Found:
    """Turn the dials until the year is near enough, or `TRIES` are used up; the nearest."""
    fit = Fit()
    tried: list[_Tried] = []
    for _ in range(TRIES):
        tried.append(_Tried(fit, year_of(fit)))
        if _is_near(target, tried[-1]):
            break
        fit = _turned(target, tried)
        if fit in [one.fit for one in tried]:  # all dials stand at their ends
            break
    best = min(tried, key=lambda one: _distance(target, one))
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


def _unspent(target: Target, tried: _Tried) -> float:
    """Media money that is left over, as `off` has it; 0 if all is spent, or none was answered."""
    budget = sum(target.budget(tried.fit).values())
    return min(0.0, off(budget, tried.year.media)) if budget else 0.0


def _is_near(target: Target, tried: _Tried) -> bool:
    year = tried.year
    return (
        abs(off(target.orders, year.orders)) <= NEAR_ORDERS
        and abs(off(target.buyers, year.buyers)) <= NEAR_BUYERS
        and split_off(target, year) <= NEAR_SPLIT
        and (_unspent(target, tried) >= -NEAR_SPEND or _all_shown(target, tried.fit))
    )


def _all_shown(target: Target, fit: Fit) -> bool:
    """Whether no channel can show more ads."""
    return all(fit.ads.get(name) == MOST_ADS for name in target.shown)


def _distance(target: Target, tried: _Tried) -> float:
    """How far a year is off, each part in what it may be off."""
    year = tried.year
    return (
        (off(target.orders, year.orders) / ORDERS_OFF) ** 2
        + (off(target.buyers, year.buyers) / BUYERS_OFF) ** 2
        + (split_off(target, year) / SPLIT_OFF) ** 2
        + (_unspent(target, tried) / SPEND_OFF) ** 2
    )


def _turned(target: Target, tried: list[_Tried]) -> Fit:
    """The dials of the next year."""
    last = tried[-1]
    visits = dict(last.fit.visits)
    ads, parts = _money_turned(target, last)
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
        ads=ads,
        parts=parts,
    )  # fmt: skip


def _money_turned(target: Target, last: _Tried) -> tuple[dict[str, float], dict[str, float]]:
    """Ads and parts of the budget by channel: more ads first, then a smaller part.

    What is no advertising keeps a quarter of its part at least, and room for three times as much:
    other strategies than `today` write more often.
    """
    ads, parts = dict(last.fit.ads), dict(last.fit.parts)
    if _unspent(target, last) >= -NEAR_SPEND:
        return ads, parts
    for name, money in target.budget(last.fit).items():
        left = off(money, last.year.spent.get(name, 0.0))
        if left >= -NEAR_SPEND:
            continue
        part = parts.get(name, 1.0)
        if name not in target.shown:
            parts[name] = _bounded(part * _step(min(left + ROOM, 0.0)), WRITTEN_PART, 1.0)
        elif ads.get(name, 1.0) < MOST_ADS:
            ads[name] = _bounded(ads.get(name, 1.0) * _step(-left), 1.0, MOST_ADS)
        elif not _all_shown(target, last.fit):
            parts[name] = _bounded(part * _step(left + NEAR_SPEND), SHOWN_PART, 1.0)
    return ads, parts


def _followed(tried: list[_Tried]) -> float:
    """By which power buyers follow the spread: as between the last two years."""
    if len(tried) < 2:
        return BUYERS_FOLLOW
    before, last = tried[-2:]
    turned = math.log(last.fit.spread / before.fit.spread)
    if abs(turned) < 0.05 or min(before.year.buyers, last.year.buyers) <= 0.0:
        return BUYERS_FOLLOW
    return min(1.0, max(0.15, math.log(last.year.buyers / before.year.buyers) / turned))


def _step(log_ratio: float) -> float:
    return math.exp(max(-math.log(STEP), min(math.log(STEP), log_ratio)))


def _bounded(value: float, low: float, high: float) -> float:
    return max(low, min(high, round(value, 6)))
