"""Who asks for a person's time, who is answered, who gives up, and how long all wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.model.records.vocabulary import COUNTER, EVENT
from sim.study.portrait.part import Integers, share_of

if TYPE_CHECKING:
    from sim.clocks.outcome import Outcome
    from sim.clocks.world import Records
    from sim.model.market.market import Market

__all__ = ["Queues", "queues_json"]

HOUR, HOURS = 3_600_000_000, 24
CALL, ANSWER, GIVE_UP = EVENT["call"], EVENT["answer"], EVENT["give_up"]
MINUTE, SECONDS = 60e6, 60.0


class Queues:
    """Counts by channel and hour of the firm's day.

    Args:
        market: of the strategy.
    """

    def __init__(self, market: Market) -> None:
        self._channels = market.channels
        self._midnight = int(market.phases[0].params[0]["midnight"])
        shape = (len(market.channels), HOURS)
        self.calls = np.zeros(shape, np.int64)
        self.ended = np.zeros(shape, np.int64)
        self.given_up = np.zeros(shape, np.int64)
        self.seconds = np.zeros(shape, np.int64)

    def take(self, rows: Records, who: Integers) -> None:
        """See `sim.study.portrait.part.Part`."""
        del who
        hour = (rows["time"] + self._midnight) // HOUR % HOURS
        for kind in (CALL, ANSWER, GIVE_UP):
            some = rows["event"] == kind
            cell = (rows["channel"][some].astype(np.int64), hour[some])
            if kind == CALL:
                np.add.at(self.calls, cell, 1)
                continue
            np.add.at(self.ended, cell, 1)
            np.add.at(self.seconds, cell, rows["value"][some])
            if kind == GIVE_UP:
                np.add.at(self.given_up, cell, 1)

    def told(self) -> dict[str, Any]:
        """By channel: hours at which somebody waited; minutes in the mean."""
        found: dict[str, Any] = {}
        for place, name in enumerate(self._channels):
            busy = np.flatnonzero(self.calls[place] + self.ended[place])
            if len(busy):
                found[name] = [self._hour(place, int(hour)) for hour in busy]
        return found

    def _hour(self, place: int, hour: int) -> dict[str, Any]:
        ended = int(self.ended[place, hour])
        waited = float(self.seconds[place, hour]) / SECONDS
        return hour_json(
            hour, int(self.calls[place, hour]), int(self.given_up[place, hour]), waited, ended
        )


def hour_json(hour: int, calls: int, given_up: int, minutes: float, ended: int) -> dict[str, Any]:
    """One hour of the day: minutes that all waited together are told in the mean."""
    return {
        "hour": hour,
        "calls": calls,
        "give_ups": given_up,
        "waiting": share_of(minutes, ended),
    }


def queues_json(outcome: Outcome, market: Market, hours: dict[str, Any]) -> dict[str, Any]:
    """By channel on which anybody called or gave up: what the counters say, and the hours."""
    found = {}
    for place, name in enumerate(market.channels):
        count = {
            each: int(outcome.counters[place, COUNTER[each]])
            for each in ("calls", "answers", "give_ups", "waiting")
        }
        ended = count["answers"] + count["give_ups"]
        if not count["calls"] and not ended:
            continue
        found[name] = {
            "calls": count["calls"],
            "answers": count["answers"],
            "give_ups": count["give_ups"],
            "waiting": share_of(count["waiting"] / MINUTE, ended),
            "hours": hours.get(name, []),
        }
    return found
