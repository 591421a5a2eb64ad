"""How a figure of a run that is not a year is told from those that are scaled to one."""

from __future__ import annotations

from sim.study.kpis import Kpi
from sim.study.sample import YEAR

__all__ = ["OF_THE_RUN", "is_marked"]

OF_THE_RUN = "\N{DAGGER}"
"""Marks a figure that is not scaled to a year, where the run is none."""


def is_marked(kpi: Kpi, days: float) -> bool:
    """Whether a figure is of the run, and the run is not a year."""
    return kpi.period == "run" and days != YEAR
