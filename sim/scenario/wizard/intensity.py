"""How busy a firm's market is: rates of visits that suit its number of orders.

A need of a person brings about as many visits whatever is sold; what differs is how often people
stroll by without one. So rates of visits follow from the orders of a year, and `seek`, how much
more often people come with a need, from the rates. All of it is assumed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from sim.scenario.wizard.answers import Firm
from sim.scenario.wizard.archetypes import BY_NAME
from sim.scenario.wizard.menu import TASTES
from sim.scenario.wizard.toml_writing import rounded

IDLE_VISITS = 15.0
"""Visits without a need, of the web site, for each order: three in a hundred visits buy, then."""
VISITS_OF_NEED = 3.0
"""Visits of the web site that fall into a need, of somebody who likes it."""
MOST_OFTEN = 1.0 / 14.0
"""Visits a day at most of somebody without a need."""
LEAST_DAYS = 0.2
MOST_SEEK = 900.0
REACHED, MOST_BOOST = 0.75, 8.0
"""Visits of a need against those of a web site alone: at least so many, over all channels; and how
many more at most where there are few channels, and people have to come by these."""
INTEREST = 0.6
"""That a need brings: the default of the program."""
IDLE_SEARCHES = 0.16
IDLE_SEARCH = 0.02
"""Share of searches without a need: the default of the program."""


@dataclass(frozen=True)
class Intensity:
    """Rates of a market.

    Attributes:
        met_in: days in which an open need is met elsewhere.
        half_life: days in which interest falls by half.
        visits: visits a day of the web site, of an idle person who likes it.
        seek: visits with a need as a multiple of those.
        idle_search: searches without a need, as a part of those with one.
    """

    met_in: int
    half_life: int
    visits: float
    seek: float
    idle_search: float

    def days_between(self, weight: float) -> float:
        """Days between two visits of a channel that is visited so much less than a web site."""
        return max(LEAST_DAYS, rounded(1.0 / (self.visits * weight), 2))


def intensity_of(firm: Firm) -> Intensity:
    """The rates for a firm's orders and market."""
    each = firm.orders / firm.size
    met_in = firm.industry.met_in
    half_life = max(5, min(14, met_in // 2))
    visits = min(MOST_OFTEN, IDLE_VISITS * each / 365.0)
    lasting = INTEREST / (1.0 / met_in + math.log(2.0) / half_life)
    seek = max(2.0, min(MOST_SEEK, rounded((VISITS_OF_NEED / visits - met_in) / lasting)))
    return Intensity(
        met_in=met_in, half_life=half_life, visits=visits * _boost(firm), seek=seek,
        idle_search=min(IDLE_SEARCH, rounded(IDLE_SEARCHES * each, 1)),
    )  # fmt: skip


def _boost(firm: Firm) -> float:
    """Visits of each channel as a multiple: who has only a telephone is called the more."""
    people = [(BY_NAME[name], share) for name, share in firm.industry.personas]
    reached = sum(
        channel.visits * share * channel.liking[TASTES.index(one.taste)]
        for channel in firm.channels
        if channel.sells
        for one, share in people
    )
    return max(1.0, min(MOST_BOOST, REACHED / reached))
