"""Who spends the media money: channels by their counters, all else by what events tell.

A message costs as it is delivered and a click as it happens: both are rows, with channel, action
and customer. What is left of a channel's media are impressions, most of which nobody notices, and
spots: these are shared out by the impressions that were noticed. As every impression of a channel
is noticed with the same chance, that is right on average. What a mass medium costs is the same
whoever looks, so that no persona has a part in it.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.model.records.vocabulary import COUNTER, EVENT
from sim.scenario.silence import EVERYTHING, Thing
from sim.study.heads.rows import places_of
from sim.study.sample import MICRO, YEAR, Sample
from sim.study.trials.watch import Sums

if TYPE_CHECKING:
    from sim.clocks.world import Records
    from sim.model.market.market import Market
    from sim.scenario import Scenario

__all__ = ["Payments", "Spending", "paid_in"]

DELIVER, CLICK, NOTICED = EVENT["deliver"], EVENT["click"], EVENT["impression"]
EXACT, SEEN = range(2)
PAID = "paid"


class Payments:
    """Watches what is paid for by the piece, and which impressions are noticed."""

    def __init__(self, market: Market) -> None:
        self._lock = threading.Lock()
        self._shape = (len(market.personas), len(market.channels), len(market.actions))
        self._paid = np.zeros((2, *self._shape), np.int64)
        count = len(market.channels)
        self._starts = np.array([phase.start for phase in market.phases], np.int64)
        self._costs = {
            event: np.array([phase.params[0][field][:count] for phase in market.phases], np.int64)
            for event, field in ((DELIVER, "c_cost"), (CLICK, "c_cost_click"))
        }

    def begin(self, customers: Records) -> None:
        """Who lives."""
        self._places = places_of(customers)
        self._persona = np.array(customers["persona"], np.int64)

    def write(self, rows: Records, *, replication: int, first_window: int) -> None:
        """Take a block of rows."""
        event = rows["event"]
        for kind in (DELIVER, CLICK, NOTICED):
            some = rows[(event == kind) & (rows["action"] >= 0)]
            if not len(some):
                continue
            channel = some["channel"].astype(np.int64)
            persona = self._persona[self._places(some["customer"])]
            cells = np.ravel_multi_index((persona, channel, some["action"]), self._shape)
            paid = np.ones(len(some), np.int64)
            if kind != NOTICED:
                phase = np.searchsorted(self._starts, some["time"], side="right") - 1
                paid = self._costs[kind][phase, channel]
            with self._lock:
                target = self._paid[SEEN if kind == NOTICED else EXACT].reshape(-1)
                np.add.at(target, cells, paid)

    def close(self) -> None:
        """Nothing is left open."""

    def found(self) -> Sums:
        """See `paid_in`."""
        return {PAID: self._paid.reshape(-1)}


def paid_in(sums: Sums, scenario: Scenario) -> NDArray[np.int64]:
    """What `Payments` found in one replication.

    Returns:
        int64 (2, personas, channels, actions): millionths of a minor unit, and impressions.
    """
    shape = (len(scenario.personas), len(scenario.channels), len(scenario.actions))
    return sums[PAID].reshape(2, *shape)


class Spending:
    """What the run with everything spends on media, minor units a year of the scenario's market.

    Args:
        scenario: as stated.
        sample: of the run with everything.
        days: length of the run in whole windows, over which budgets are spread.
        rows: int64 (replications, 2, personas, channels, actions), see `paid_in`; None where only
            channels are asked for.
    """

    def __init__(
        self, scenario: Scenario, sample: Sample, days: float, rows: NDArray[np.int64] | None
    ) -> None:
        self._scenario = scenario
        self._factor = scenario.scenario.market / sample.customers * YEAR / days / MICRO
        media = sample.counters[:, :, COUNTER["media"]].astype(np.float64)
        self._media = media.mean(axis=0)
        self.total = {
            name: float(self._media[place]) * self._factor
            for place, name in enumerate(sample.channels)
        }
        self._exact: NDArray[np.float64] | None = None
        if rows is not None:
            mean = rows.astype(np.float64).mean(axis=0)
            self._exact = mean[EXACT]
            self._shared = self._share_out(mean[SEEN])

    def _share_out(self, seen: NDArray[np.float64]) -> NDArray[np.float64]:
        """float64[personas, channels, actions]: what is not paid for by the piece, shared out."""
        assert self._exact is not None
        left = np.maximum(self._media - self._exact.sum(axis=(0, 2)), 0.0)
        noticed = seen.sum(axis=(0, 2))
        people = np.array([persona.share for persona in self._scenario.personas])
        weights = seen.copy()
        for place, channel in enumerate(self._scenario.channels):
            if noticed[place] == 0.0:  # nobody has seen any of it: alike for all that use it
                used = [
                    any(t.channel == channel.name and not t.silent for t in action.treatments)
                    for action in self._scenario.actions
                ]
                weights[:, place] = people[:, np.newaxis] * np.array(used, np.float64)
        whole = weights.sum(axis=(0, 2))
        share = np.divide(left, whole, out=np.zeros_like(left), where=whole > 0.0)
        shared: NDArray[np.float64] = weights * share[np.newaxis, :, np.newaxis]
        return shared

    def of(self, things: Sequence[Thing]) -> dict[str, float]:
        """By channel, what some things spend together, nothing twice; minor units a year."""
        if any(thing.kind == EVERYTHING for thing in things):
            return dict(self.total)
        if self._exact is None:
            named = {thing.name for thing in things}
            return {name: spent if name in named else 0.0 for name, spent in self.total.items()}
        held = self._held(things)
        alone = {thing.name for thing in things if thing.kind == "persona"}
        left_alone = np.array([persona.name in alone for persona in self._scenario.personas])
        mass = np.array([channel.is_mass for channel in self._scenario.channels])
        either = np.where(left_alone[:, np.newaxis, np.newaxis], 1.0, held)
        shared = np.where(mass[np.newaxis, :, np.newaxis], held, either)
        spent = (self._exact * either + self._shared * shared).sum(axis=(0, 2)) * self._factor
        whole = {thing.name for thing in things if thing.kind == "channel"}
        return {
            channel.name: self.total[channel.name] if channel.name in whole else float(spent[place])
            for place, channel in enumerate(self._scenario.channels)
        }

    def _held(self, things: Sequence[Thing]) -> NDArray[np.float64]:
        """float64[1, channels, actions]: share of an action's treatments on a channel."""
        channels, actions = self._scenario.channels, self._scenario.actions
        found = np.zeros((1, len(channels), len(actions)))
        for place, channel in enumerate(channels):
            for number, action in enumerate(actions):
                there = [t for t in action.treatments if t.channel == channel.name]
                held = [t for t in there if any(thing.holds(action, t) for thing in things)]
                if there:
                    found[0, place, number] = len(held) / len(there)
        return found
