"""Numbers as the arithmetic of a concern shows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.scenario.values.quantities import DAY, currency_digits, in_words

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

HOUR = DAY // 24
A_YEAR = 365.0


def amount(scenario: Scenario, minor: float) -> str:
    """An amount in minor units as a reader sees it: ``EUR 1,200.00``."""
    currency = scenario.scenario.currency
    digits = currency_digits(currency)
    return f"{currency} {minor / 10.0**digits:,.{digits}f}"


def percent(share: float) -> str:
    """A share in per cent, three digits: ``22.7 %``, ``0.0317 %``."""
    return f"{100.0 * share:.3g} %" if share < 9.995 else f"{100.0 * share:,.0f} %"


def number(value: float) -> str:
    """A count or a plain number: ``1,204``, ``36.5``, ``0.021``."""
    return f"{value:,.0f}" if abs(value) >= 99.95 else f"{value:.3g}"


def apart(ratio: float) -> str:
    """How far two amounts lie apart: ``2.4 times``."""
    return f"{number(ratio)} times"


def often(a_day: float) -> str:
    """A rate as people say it: ``3 times a day``, ``1.2 times a year``, ``once in 30 years``."""
    year = a_day * A_YEAR
    if a_day >= 1.0:
        return f"{number(a_day)} times a day"
    if year >= 1.0:
        return f"{number(year)} times a year"
    return f"once in {number(1.0 / year)} years" if year > 0.0 else "never"


def length(microseconds: float) -> str:
    """A length of time in its two largest units: ``23 h 30 min``."""
    return " ".join(in_words(microseconds).split()[:4]) if microseconds >= 1e6 else "under 1 s"


def listed(names: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``; empty where there are none."""
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)
