"""How the plans of a strategy have kept the scenario's limits, over all replications.

Everything is a mean over the plans of single windows: nothing is scaled to a year. A sample's
limits were scaled with its market, so they and what was used of them are told at the size of the
scenario's market, as all other figures are; of an artificial market they are its own. A price is
money for a unit, and is the same at every size.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.clocks.outcome import LimitUse, Outcome
    from sim.scenario import Scenario
    from sim.scenario.models import Constraint
    from sim.study.money import Currency
    from sim.study.sample import Sample

__all__ = ["LimitKept", "counted", "limit_notes", "limits_json", "limits_kept", "price_text"]

SMALLEST, FINEST = 0.0005, 4
"""What is told as 0 in a table, and digits behind the point at most."""
NO_ROOM = "too few qualify, or the budget and other limits leave no room for more"


@dataclass(frozen=True, slots=True)
class LimitKept:
    """How plans have kept one limit; counts and money (main unit) of one window's plan.

    Attributes:
        money: whether costs are counted.
        windows: plans on which it bore, of all replications; 0: nothing that it counts is planned
            under this strategy, and all below but `used`, which is 0, is None.
        used: what the picks of a plan came to, in the mean.
        minimum, maximum: in the mean, as a change may have set them anew; None for none.
        price: mean shadow price, main unit of money for a unit of what is counted: what a pick has
            had to bring for it. Below 0 where a minimum asks for more picks than pay. None where it
            has no end: nothing that is counted may be picked at all.
        binding: share of windows in which it had a price.
        missed: share of windows that fell short of the minimum.
        short: by how much these did, in the mean; None where none did.
    """

    name: str
    money: bool = False
    windows: int = 0
    used: float = 0.0
    minimum: float | None = None
    maximum: float | None = None
    price: float | None = None
    binding: float | None = None
    missed: float | None = None
    short: float | None = None

    @property
    def windows_missed(self) -> int:
        """Windows that fell short, of all replications."""
        return round((self.missed or 0.0) * self.windows)

    def text(self, value: float | None, currency: Currency) -> str:
        """A number of what is counted, for people; a dash for none."""
        if value is None:
            return "-"
        if self.money:
            return currency.text(value * 10.0**currency.digits, code=False)
        return counted(value)

    def to_json(self, currency: Currency) -> dict[str, float | None]:
        """``{used, maximum, minimum, price, binding, missed, short}``."""
        return {
            "used": self._rounded(self.used, currency),
            "maximum": self._rounded(self.maximum, currency),
            "minimum": self._rounded(self.minimum, currency),
            "price": _digits(self.price, 6),
            "binding": _digits(self.binding, 6),
            "missed": _digits(self.missed, 6),
            "short": self._rounded(self.short, currency),
        }

    def _rounded(self, value: float | None, currency: Currency) -> float | None:
        if value is None or not self.money:
            return _digits(value, 10)
        return currency.main(value * 10.0**currency.digits)


def limits_kept(
    scenario: Scenario, sample: Sample, outcomes: Sequence[Outcome]
) -> tuple[LimitKept, ...]:
    """How one strategy has kept each of the scenario's constraints, in order of their names.

    Args:
        sample: tells at which scale the strategy is reported.
        outcomes: of all replications.
    """
    found = []
    for constraint in scenario.constraints:
        uses = [use for one in outcomes for use in one.limits if use.name == constraint.name]
        found.append(_kept(constraint, uses, sample.scale))
    return tuple(found)


def _kept(constraint: Constraint, uses: Sequence[LimitUse], scale: float) -> LimitKept:
    windows = sum(use.windows for use in uses)
    if not windows:
        return LimitKept(constraint.name, constraint.counts_cost)
    missed = sum(use.missed for use in uses)
    price = math.fsum(use.price for use in uses) / windows
    return LimitKept(
        constraint.name,
        constraint.counts_cost,
        windows,
        used=math.fsum(use.used for use in uses) * scale / windows,
        minimum=_mean([(use.asked, use.wanted) for use in uses], scale),
        maximum=_mean([(use.allowed, use.bounded) for use in uses], scale),
        price=price if math.isfinite(price) else None,
        binding=sum(use.binding for use in uses) / windows,
        missed=missed / windows,
        short=math.fsum(use.short for use in uses) * scale / missed if missed else None,
    )


def _mean(sums: Sequence[tuple[float, int]], scale: float) -> float | None:
    """The mean bound of those windows that had one."""
    windows = sum(count for _, count in sums)
    return math.fsum(total for total, _ in sums) * scale / windows if windows else None


def limits_json(kept: Sequence[LimitKept], currency: Currency) -> dict[str, object]:
    """``{name: {used, maximum, …}}``."""
    return {one.name: one.to_json(currency) for one in kept}


def limit_notes(
    kept: Mapping[str, Sequence[LimitKept]], currency: Currency, *, several: bool = False
) -> tuple[str, ...]:
    """A note for each limit whose minimum was not reached in some window.

    Args:
        kept: by strategy.
        several: whether strategies are compared, so that each is named.
    """
    missed: dict[str, list[str]] = {}
    for strategy, limits in kept.items():
        for one in limits:
            if one.short is not None:
                where = f"under {strategy} " if several else ""
                missed.setdefault(one.name, []).append(where + _how_often(one, currency))
    return tuple(
        f"the minimum of {name} was not reached {', '.join(words)}: {NO_ROOM}"
        for name, words in missed.items()
    )


def _how_often(one: LimitKept, currency: Currency) -> str:
    short = one.text(one.short, currency)
    money = f"{currency.code} " if one.money else ""
    return (
        f"in {one.windows_missed:,} of {one.windows:,} windows of all replications "
        f"(short by {money}{short} on average)"
    )


def counted(value: float) -> str:
    """A mean count for people: three digits or so, whole numbers as such, small ones by two."""
    size = abs(value)
    if size < SMALLEST:
        return "0"
    if size >= 100.0 or value == round(value):
        return f"{value:,.0f}"
    if size >= 0.1:
        return f"{value:.1f}" if size >= 10.0 else f"{value:.2f}"
    return f"{value:.{min(1 - math.floor(math.log10(size)), FINEST)}f}"


def price_text(price: float | None) -> str:
    """A price for people: as `counted`, with cents where it is not whole; a dash for none."""
    if price is None:
        return "-"
    return f"{price:,.2f}" if 0.1 <= abs(price) < 1000.0 else counted(price)


def _digits(value: float | None, digits: int) -> float | None:
    return None if value is None else float(f"{value:.{digits}g}") + 0.0
