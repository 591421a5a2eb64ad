"""Parts of a whole, rounded so that they add up as they are told.

The values of the figures stay what they are: only their texts are of the same step, what is
missing going to the largest remainders.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from sim.report.words.answered import Answered, Place
from sim.report.words.told import Figure
from sim.report.words.values import value_text
from sim.study.kpis import Kpi
from sim.study.money import Currency
from sim.study.shapley import largest_remainder

__all__ = ["adding_up"]

SMALL = 10.0
"""Size below which money is told to the minor unit, and counts to a tenth."""


def adding_up(
    found: Answered,
    kpi: Kpi,
    whole: Place,
    parts: Sequence[Place],
    *,
    signs: Sequence[int] | None = None,
    told: Sequence[Place] | None = None,
    signed: bool = False,
    rest: bool = False,
) -> list[Figure]:
    """The whole, and its parts in their order.

    Args:
        whole, parts: where the numbers stand; none of them is null.
        signs: with which each part goes into the whole; None: all are added.
        told: the parts that are shown; None: all. The smallest one says how fine all are told.
        signed: with their signs; else sizes.
        rest: whether the last part is what the others, each rounded for itself, leave of the whole.
    """
    ways = [1] * len(parts) if signs is None else signs
    values = [sign * float(found.at(*place)) for sign, place in zip(ways, parts, strict=True)]
    total = float(found.at(*whole))
    shown = [total, *(float(found.at(*place)) for place in (parts if told is None else told))]
    step, digits = _step(kpi, shown, found.currency)
    exact = {str(place): Fraction(str(value)) / step for place, value in enumerate(values)}
    all_ = round(Fraction(str(total)) / step)
    if rest:
        others = [round(value) for value in list(exact.values())[:-1]]
        steps = [all_, *others, all_ - sum(others)]
    else:
        steps = [all_, *largest_remainder(exact, all_).values()]
    figures = []
    for count, way, place in zip(steps, (1, *ways), (whole, *parts), strict=True):
        unit = found.currency.code if kpi.unit == "money" else kpi.unit
        text = value_text(
            float(way * count * step), unit, found.currency, digits=digits, signed=signed,
            size=not signed, difference=kpi.unit == "share",
        )  # fmt: skip
        figures.append(found.quoted(text, *place))
    return figures


def _step(kpi: Kpi, shown: Sequence[float], currency: Currency) -> tuple[Fraction, int]:
    """What all are rounded to, and the digits after the point that this takes."""
    if kpi.unit == "share":
        return Fraction(1, 1_000), 1
    small = [value for value in shown if 0.0 < abs(value) < SMALL]
    if kpi.unit == "money":
        digits = currency.digits if small else 0
    elif kpi.unit == "ratio":
        digits = 2
    else:
        digits = 1 if any(not value.is_integer() for value in small) else 0
    return Fraction(1, 10**digits), digits
