"""Amounts and intervals within sentences: ``EUR 63 a year more (3 to 123)``."""

from __future__ import annotations

from sim.report.words.answered import Answered
from sim.report.words.told import Figure, Part, say
from sim.report.words.values import value_text

__all__ = ["known", "mean_of", "spread"]

SUFFIXES = (" hours", " days")


def mean_of(found: Answered, *path: str | int) -> float | None:
    """The mean of an estimate."""
    value = found.at(*path, "mean")
    return None if value is None else float(value)


def known(found: Answered, *path: str | int) -> bool:
    """Whether an estimate has an interval."""
    return found.has(*path, "ci_low") and found.has(*path, "ci_high")


def spread(
    found: Answered, *path: str | int, turned: bool = False, difference: bool = False
) -> Part:
    """`` (3 to 123)``: the interval of an estimate, in the unit that was named before it; empty
    where there is none.

    Args:
        path: of the estimate.
        turned: told of a mean without its sign, seen from the other side: of -30 to 10 that is
            ``30 less to 10 more``.
        difference: shares are told in percentage points.
    """
    if not known(found, *path):
        return ""
    low, high = (float(found.at(*path, end)) for end in ("ci_low", "ci_high"))
    first, last = ("ci_high", "ci_low") if turned else ("ci_low", "ci_high")
    if turned and low < 0.0 < high:
        return say(
            " ({least} less to {most} more)",
            least=_bare(found, *path, "ci_low", size=True, difference=difference),
            most=_bare(found, *path, "ci_high", difference=difference),
        )
    ends = (_bare(found, *path, end, size=turned, difference=difference) for end in (first, last))
    return say(" ({low} to {high})", low=next(ends), high=next(ends))


def _bare(
    found: Answered, *path: str | int, size: bool = False, difference: bool = False
) -> Figure:
    """A number without the name of its unit; shares keep theirs."""
    plain = found.figure(*path, size=size, difference=difference)
    if plain.unit == "share":
        return plain
    told = value_text(plain.value, plain.unit, found.currency, size=size)
    told = told.replace(f"{found.currency.code} ", "")
    for suffix in SUFFIXES:
        told = told.removesuffix(suffix)
    return Figure(told, plain.key, plain.value, "")
