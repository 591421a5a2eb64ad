"""Last year as the owner knows it beside the baseline as it is simulated: the table ``[known]``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.scenario.checking.totals import total_of
from sim.study.kpis import KPI, Kpi
from sim.study.money import Currency, amount, json_number, json_unit
from sim.study.results import Kpis
from sim.study.sample import YEAR, Figures

if TYPE_CHECKING:
    from sim.scenario import Scenario

OFF = 1.25
"""Times that a simulated total may lie off the known one, or off its range, without a word."""
_TOTALS = {
    "orders": "purchases", "revenue": "revenue", "buyers": "buyers", "bookings": "bookings",
}  # fmt: skip
_BY_CHANNEL = {"visits": "visits", "spend": "media_cost"}


@dataclass(frozen=True, slots=True)
class Held:
    """One known total against the simulated one; money in minor units, both of a year.

    Attributes:
        name: its key below ``[known]``, such as ``orders`` or ``spend.search``.
        kpi: what it is measured as.
        known, simulated: as the file has it, and as the baseline comes out in the mean.
        times: how many times the simulated one lies off the range of the known one; 1 within.
        assumed: the file labels it so: nobody knows it.
    """

    name: str
    kpi: Kpi
    known: float
    simulated: float
    times: float
    assumed: bool = False

    @property
    def ratio(self) -> float | None:
        """Simulated over known; None where nothing is known of it but 0."""
        return self.simulated / self.known if self.known > 0.0 else None

    @property
    def off(self) -> bool:
        """Whether it is worth a warning."""
        return self.times > OFF and not self.assumed

    def to_json(self, currency: Currency) -> dict[str, object]:
        """``{known, simulated, ratio, off, unit}``."""
        return {
            "known": json_number(self.kpi, self.known, currency),
            "simulated": json_number(self.kpi, self.simulated, currency),
            "ratio": None if self.ratio is None else float(f"{self.ratio:.4g}"),
            "off": self.off,
            "unit": json_unit(self.kpi, currency),
        }


def held_against_known(scenario: Scenario, kpis: Kpis) -> tuple[Held, ...]:
    """What the scenario knows of a year, against the strategy that is as the firm is.

    Known totals are of the market's own size. People are not scaled to a year, so that buyers are
    told of a whole year alone.
    """
    if scenario.known.empty:
        return ()
    scale = max(1.0, kpis.sample.customers / kpis.sample.market)
    found = []
    for name, kpi, simulated in _simulated(scenario, kpis):
        total = total_of(scenario, name)
        if total is not None:
            simulated /= scale
            # parts of a spend may be assumed where the whole is known
            assumed = total.assumed and not name.startswith("spend.")
            times = total.times(simulated)
            found.append(Held(name, kpi, total.value, simulated, times, assumed))
    return tuple(found)


def _simulated(scenario: Scenario, kpis: Kpis) -> Iterator[tuple[str, Kpi, float]]:
    for name, kpi in _TOTALS.items():
        if kpi != "buyers" or kpis.sample.days == YEAR:
            yield name, KPI[kpi], kpis.estimates[kpi].mean or 0.0
    figures = Figures(kpis.sample)
    yield "calls", KPI["visits"], float(np.mean(figures["calls"] * figures.year))
    for table, kpi in _BY_CHANNEL.items():
        for channel in getattr(scenario.known, table):
            mean = kpis.channels[channel][kpi].mean or 0.0
            yield f"{table}.{channel}", KPI[kpi], mean


def known_notes(held: tuple[Held, ...], currency: Currency, strategy: str) -> tuple[str, ...]:
    """A note where some total is off, the furthest first; none where all fit."""
    far = sorted((one for one in held if one.off), key=lambda one: -one.times)
    if not far:
        return ()
    words = ", ".join(
        f"{one.name} {amount(one.kpi, one.simulated, currency, code=True)} where you know "
        f"{amount(one.kpi, one.known, currency, code=True)}"
        for one in far
    )
    return (
        f"{strategy} as simulated is not the year that you know: {words}; a difference between "
        "strategies may be off by as much",
    )
