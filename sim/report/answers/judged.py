"""By what a study was judged, in words that several answers share."""

from __future__ import annotations

from typing import Any

from sim.report.words.answered import Answered
from sim.report.words.told import Figure, Sentence, say
from sim.study.kpis import Kpi

__all__ = ["difference", "kpi_apart", "relative"]

SMALL = 0.001
"""Of a share: what one digit of percentage points would not show."""


def kpi_apart(found: Answered, compared: Kpi) -> Sentence | None:
    """That a study was judged by another KPI than a comparison; None where it was not."""
    own = found.kpi
    if own.name == compared.name:
        return None
    return say(
        "This is judged by '{own}'{way}; the comparison is judged by '{compared}'.",
        own=own.title, compared=compared.title,
        way=", of which less is better" if own.better == "lower" else "",
    )  # fmt: skip


def difference(found: Answered, *path: str | int, **how: Any) -> Figure:
    """A difference in the KPI; of shares in percentage points, small ones with more digits."""
    if found.kpi.unit != "share":
        unit = found.currency.code if found.kpi.unit == "money" else found.kpi.unit
        return found.figure(*path, unit=unit, **how)
    small = 0.0 < abs(float(found.at(*path))) < SMALL
    return found.figure(*path, unit="share", difference=True, digits=3 if small else None, **how)


def relative(found: Answered, *path: str | int) -> Figure:
    """A relative change: ``+22 %``, ``-0.4 %``."""
    small = abs(float(found.at(*path))) < 0.1
    return found.figure(*path, unit="share", signed=True, digits=1 if small else 0)
