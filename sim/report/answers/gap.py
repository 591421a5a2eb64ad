"""How far two strategies are apart, in sentences that several studies begin with.

Money is told in main units, shares in percentage points; an interval is told of the size that
stands before it, so that of 20 less it is ``(10 to 30)``.
"""

from __future__ import annotations

from sim.report.words.answered import Answered
from sim.report.words.told import Figure, Part, Sentence, say
from sim.report.words.values import value_text
from sim.study.kpis import Kpi

__all__ = ["FEW", "a_year", "ends", "is_apart", "much", "of_kpi", "stated", "unit_of"]

FEW = "too few replications to tell from luck"
"""Said where there is no interval."""
SUFFIXES = (" points", " hours", " days")


def a_year(kpi: Kpi) -> str:
    """Where it is scaled to one."""
    return " a year" if kpi.period == "year" else ""


def of_kpi(kpi: Kpi) -> str:
    """In what, where it is not profit."""
    return "" if kpi.name == "profit" else f" in '{kpi.title}'"


def unit_of(found: Answered, kpi: Kpi) -> str:
    """As results have it."""
    return found.currency.code if kpi.unit == "money" else kpi.unit


def much(found: Answered, *path: str | int) -> Figure:
    """The size of a difference, without its sign."""
    return found.figure(*path, size=True, difference=found.kpi.unit == "share")


def ends(found: Answered, *path: str | int, mirrored: bool = False) -> Sentence:
    """``-829 to 2,350``: an interval, the unit of its ends told once at most.

    Args:
        path: of what has the interval.
        mirrored: of the negative.
    """
    kpi, currency = found.kpi, found.currency
    unit, sign = unit_of(found, kpi), -1.0 if mirrored else 1.0
    names = ("ci_high", "ci_low") if mirrored else ("ci_low", "ci_high")
    told: list[Part] = []
    for place, name in enumerate(names):
        value = sign * float(found.at(*path, name))
        text = value_text(value, unit, currency, difference=kpi.unit == "share")
        text = text.removeprefix(f"{currency.code} ")
        for suffix in SUFFIXES if place == 0 else ():
            text = text.removesuffix(suffix)
        told.append(found.quoted(text, *path, name))
    return say("{low} to {high}", low=told[0], high=told[1])


def is_apart(found: Answered, *path: str | int) -> bool | None:
    """Whether an interval leaves 0 out; None where there is none."""
    if not (found.has(*path, "ci_low") and found.has(*path, "ci_high")):
        return None
    low, high = (float(found.at(*path, end)) for end in ("ci_low", "ci_high"))
    return low > 0.0 or high < 0.0


def stated(found: Answered, *path: str | int) -> Sentence:
    """Who has how much more or less than whom, and whether that may be chance.

    Args:
        path: of the difference ``first - second`` of the result.
    """
    kpi, first, second = found.kpi, str(found.at("first")), str(found.at("second"))
    if not found.has(*path, "mean"):
        return say(
            "How far {first} and {second} are apart in '{kpi}' is not defined: there is nothing "
            "to divide by.",
            first=first, second=second, kpi=kpi.title,
        )  # fmt: skip
    mean = float(found.at(*path, "mean"))
    if mean == 0.0:
        return say("{first} and {second} come out the same in '{kpi}'.",
                   first=first, second=second, kpi=kpi.title)  # fmt: skip
    return say(
        "{first} {verb} {much}{period} {side} than {second}{of}{sure}.",
        first=first, second=second, much=much(found, *path, "mean"), period=a_year(kpi),
        verb="earns" if kpi.name == "profit" else "has", side="more" if mean > 0.0 else "less",
        of=f"{of_kpi(kpi)}, where less is better" if kpi.better == "lower" else of_kpi(kpi),
        sure=_sure(found, *path, mirrored=mean < 0.0),
    )  # fmt: skip


def _sure(found: Answered, *path: str | int, mirrored: bool) -> Part:
    apart = is_apart(found, *path)
    if apart is None:
        return f" ({FEW})"
    return say(" ({ends}: {sure})", ends=ends(found, *path, mirrored=mirrored),
               sure="more than chance" if apart else "perhaps chance")  # fmt: skip
