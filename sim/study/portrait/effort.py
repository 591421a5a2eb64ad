"""The steps that are taken on each channel, and the effort that they cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.model.records.vocabulary import COUNTER, EVENT
from sim.study.portrait.part import Integers, share_of
from sim.study.sample import MICRO

if TYPE_CHECKING:
    from sim.clocks.outcome import Outcome
    from sim.clocks.world import Records
    from sim.model.market.market import Market

__all__ = ["TAKEN", "Steps", "effort_json"]

TAKEN = ("browse", "product", "basket", "checkout", "paid")
"""Steps of a session; the last is a purchase or a booking."""
PLACE = {"browse": 0, "product": 1, "basket": 2, "checkout": 3, "booking": 4, "purchase": 4}
OF_EVENT = np.full(len(EVENT), -1)
for _name, _place in PLACE.items():
    OF_EVENT[EVENT[_name]] = _place


class Steps:
    """Counts steps by channel: int64[channels, steps] in `taken`.

    Args:
        market: of the strategy.
    """

    def __init__(self, market: Market) -> None:
        self._market = market
        self._taken = np.zeros((len(market.channels), len(TAKEN)), np.int64)

    def take(self, rows: Records, who: Integers) -> None:
        """See `sim.study.portrait.part.Part`."""
        del who
        step = OF_EVENT[rows["event"]]
        some = step >= 0
        np.add.at(self._taken, (rows["channel"][some].astype(np.int64), step[some]), 1)

    @property
    def taken(self) -> Integers:
        """With what is paid at a till counted where it was decided, if one channel alone pays
        there; a purchase that an appointment ends is no step of its own."""
        found = self._taken.copy()
        channels = self._market.scenario.channels
        places = {channel.name: place for place, channel in enumerate(channels)}
        paid = TAKEN.index("paid")
        for place in {places[one.books] for one in channels if one.books}:
            found[place, paid] = 0
        for till in sorted({places[one.pays_at] for one in channels if one.pays_at}):
            led = [p for p, one in enumerate(channels) if one.pays_at == channels[till].name]
            if len(led) == 1 and not channels[till].steps:
                found[led[0], paid] += found[till, paid]
            if not channels[till].steps:
                found[till, paid] = 0
        return found

    def told(self) -> dict[str, Any]:
        """Times by channel and step."""
        return {
            name: dict(zip(TAKEN, map(int, counts), strict=True))
            for name, counts in zip(self._market.channels, self.taken, strict=True)
            if counts.any()
        }


def effort_json(outcome: Outcome, market: Market, taken: Integers) -> dict[str, Any]:
    """By channel where steps were taken: all effort there, and shared out to its steps.

    All steps on a channel cost the same effort but for the device they are taken on, so that it is
    shared out by how often they are taken.

    Args:
        taken: int64[channels, steps], see `Steps.taken`.
    """
    found = {}
    for place, name in enumerate(market.channels):
        effort = float(outcome.counters[place, COUNTER["effort"]]) / MICRO
        steps = int(taken[place].sum())
        if not steps:
            continue
        found[name] = {
            "effort": round(effort, 6),
            "visits": int(outcome.counters[place, COUNTER["visits"]]),
            "steps": [
                {
                    "step": step,
                    "times": int(taken[place, number]),
                    "effort": share_of(effort * int(taken[place, number]), steps),
                }
                for number, step in enumerate(TAKEN)
            ],
        }
    return found
