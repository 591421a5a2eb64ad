"""Customers who may get several picks, by the same steps as in a decision without limits.

Each customer takes by `engine.arbitration.pick`, with net values in place of priorities: slots,
channels, caps, fallbacks and exclusions hold at any prices. That is the best first, which need not
be the best set (`engine.allocation.best_sets`), so the dual is no bound; that of the best sets is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from engine.allocation.best_sets import best_sets, scratch
from engine.allocation.choice import (
    Response,
    highest_of,
    net_at,
    subset_of,
    use_of,
    used_by,
    values_in_parts,
    worth_of,
)
from engine.allocation.problem import Floats, Ints, Limits, Offers
from engine.arbitration import NEEDED, kind_of, pick
from engine.kernels import kernel, part

__all__ = ["Ceiling", "Several", "priced_record"]

TINY = 1e-300
"""A cost that makes no difference, but that a treatment must be worth."""


@kernel
def net_values(
    first: Any, stop: Any, treatments: Any, value: Any, penalty: Any, load: Any, by_load: Any,
    net: Any,
) -> None:  # fmt: skip
    """Net value of every candidate; what is shut out gets -1, which nobody takes."""
    for i in range(len(first)):
        for place in range(first[i], stop[i]):
            found = net_at(place, np.int64(treatments[place]), value, penalty, load, by_load)
            net[place] = found if found > -np.inf else -1.0


@kernel
def take_all(
    p: Any, zeros: Any, treatments: Any, net: Any, value: Any, first: Any, last: Any, room: Any,
    status: Any, state: Any, left: Any, tape: Any, scale: Any, load: Any, picks: Any, counts: Any,
    loaded: Any,
) -> Any:  # fmt: skip
    """Every customer's picks at net values; as of `arbitrate`."""
    total = np.int64(0)
    for i in range(len(first)):
        pick(
            p, zeros, treatments, net, first[i], last[i], False, status, room[i], state, left,
            tape, picks[i],
        )  # fmt: skip
        for channel in range(p.channels):
            place = picks[i, channel]
            if place >= 0:
                treatment = np.int64(treatments[place])
                total += np.int64(np.floor(value[place] * scale))
                counts[treatment] += 1
                for column in range(loaded.shape[1]):
                    loaded[treatment, column] += load[place, column]
    return total


@part
def highest(worth: Any, count: Any, most: Any) -> Any:
    """Sum of the highest `most` of the first `count` numbers above 0; these are set to 0."""
    total = 0.0
    for _ in range(most):
        best = 0.0
        where = 0
        for place in range(count):
            if worth[place] > best:
                best = worth[place]
                where = place
        if best <= 0.0:
            break
        total += best
        worth[where] = 0.0
    return total


@kernel
def ceilings(
    p: Any, treatments: Any, net: Any, first: Any, last: Any, several: Any, by_action: Any,
    by_channel: Any, found: Any,
) -> None:  # fmt: skip
    """What each customer could get at most, if caps, exclusions and clashes were no matter.

    The lower of two: the best of as many actions as there are slots, wherever they go; and the best
    of as many channels, whatever action they carry.

    Args:
        several: whether an action may take more channels than one, or needs no slot.
        by_action, by_channel: float64 (actions,) and (channels,), scratch.
        found: float64 (n,), written.
    """
    for i in range(len(first)):
        free = 0.0
        for action in range(p.n_actions):
            by_action[action] = 0.0
        for channel in range(p.channels):
            by_channel[channel] = 0.0
        for place in range(first[i], last[i]):
            worth = net[place]
            if not worth > 0.0:
                continue
            treatment = np.int64(treatments[place])
            of = np.int64(p.t_action[treatment])
            on = np.int64(p.t_channel[treatment])
            by_channel[on] = max(by_channel[on], worth)
            if kind_of(p, treatment) == NEEDED:
                free += worth
            elif p.t_every[treatment]:
                by_action[of] += worth
            else:
                by_action[of] = max(by_action[of], worth)
        slots = p.channels if several else p.slots
        found[i] = min(
            free + highest(by_action, p.n_actions, p.slots),
            highest(by_channel, p.channels, slots),
        )


def priced_record(p: Any, penalty: Floats, by_load: Floats) -> Any:
    """The catalogue's record for net values in place of priorities.

    What a price bears on must be worth it, and all else costs nothing.
    """
    table = np.zeros(1, p.dtype)
    table[0] = p
    bears = (penalty != 0.0) | (by_load != 0.0).any(axis=1)
    table[0]["t_cost"][: len(bears)] = np.where(bears, TINY, 0.0)
    return table[0]


@dataclass(frozen=True, slots=True)
class Ceiling:
    """What no plan is worth more than.

    Attributes:
        exact: whether it counts all that a customer's choice must keep to.
    """

    value: float
    exact: bool


class Several:
    """Picks of customers by the catalogue's own steps."""

    exact = False

    def __init__(
        self, offers: Offers, p: Any, room: Floats, scratch: tuple[Any, ...], stop: Ints,
        *, plain: bool = True,
    ) -> None:  # fmt: skip
        """Take a catalogue's record, and contacts that caps leave: float64 (n, caps).

        Args:
            stop: int64 (n,), end of each customer's candidates with those held out.
            plain: whether all candidates are there, so that what is picked for nothing is the plan
                that there is without limits.
        """
        self.offers = offers
        self.p = p
        self.room = room
        self.scratch = scratch
        self.stop = stop
        self.plain = plain

    def at_best(self) -> AtBest:
        """The same customers, each with its best set."""
        return AtBest(self.offers, self.p, self.room, self.scratch, self.stop, plain=self.plain)

    def subset(self, rows: Ints) -> Self:
        """The same for these customers alone."""
        offers = subset_of(self.offers, rows)
        return type(self)(
            offers, self.p, self.room[rows], self.scratch, self.stop[rows], plain=self.plain
        )

    def net(
        self, prices: Floats, value: Floats | None = None, banned: Ints | None = None
    ) -> tuple[Any, Floats]:
        """The record to pick by, and the net value of every candidate."""
        offers = self.offers
        penalty, by_load = offers.penalties(prices)
        if banned is not None:
            penalty[banned] = np.inf
        net = np.empty(len(offers.treatment))
        net_values(
            offers.first, self.stop, offers.treatment, offers.value if value is None else value,
            penalty, offers.load, by_load, net,
        )  # fmt: skip
        return priced_record(self.p, penalty, by_load), net

    def respond(
        self,
        prices: Floats,
        value: Floats | None = None,
        banned: Ints | None = None,
    ) -> Response:
        """As of `Choice`; or without some treatments."""
        offers, rows = self.offers, len(self.offers.first)
        p, net = self.net(prices, value, banned)
        status, state, left, tape = self.scratch
        value = offers.value if value is None else value
        scale = values_in_parts(highest_of(value), rows * offers.picks)
        picks = np.full((rows, int(p["channels"])), -1, np.int64)
        counts = np.zeros(len(offers.usage), np.int64)
        loaded = np.zeros((len(offers.usage), offers.load.shape[1]), np.int64)
        total = take_all(
            p, np.zeros(int(p["n_pools"])), offers.treatment, net, value, offers.first,
            offers.last, self.room, status, state, left, tape, scale, offers.load, picks, counts,
            loaded,
        )  # fmt: skip
        grain = rows * offers.picks / scale
        return Response(float(total) / scale, used_by(offers, counts, loaded), picks, grain)

    def use(self, picks: Ints) -> Ints:
        """As of `Choice`."""
        return use_of(self.offers, picks[picks >= 0])

    def worth(self, picks: Ints) -> float:
        """As of `Choice`."""
        rows = len(self.offers.first)
        top = highest_of(self.offers.value)
        return worth_of(self.offers, picks[picks >= 0], rows * self.offers.picks, top)

    def best(
        self,
        prices: Floats,
        picks: Ints,
        value: Floats | None = None,
        banned: Ints | None = None,
    ) -> Ints:
        """The best set of each customer at prices, in place of `picks`, which are taken there.

        At a moment transactional picks stay as they are: they go out in any case.
        """
        _, net = self.net(prices, value, banned)
        found = picks.copy()
        self._search(net, self._rough_ceilings(net), found, held=True)
        return found

    def ceiling(self, limits: Limits, prices: Floats) -> Ceiling:
        """No plan is worth more: what customers could get at prices, and what the limits bear."""
        _, net = self.net(prices)
        found = self._rough_ceilings(net)
        unproved = self._search(net, found, self.respond(prices).picks, held=False)
        bound = np.where(prices >= 0.0, limits.upper, limits.lower).astype(np.float64)
        borne = np.where((prices == 0.0) | np.isinf(prices), 0.0, prices)
        top = float(found.max(initial=0.0))
        scale = values_in_parts(top, len(found))
        total = float(np.ceil(found * scale).astype(np.int64).sum()) / scale + float(borne @ bound)
        # transactional actions go out first at a moment, of which sets know nothing
        exact = unproved == 0 and not (self.p["moment"] and self._offer("t_transactional"))
        return Ceiling(total * (1.0 + 1e-12), exact)

    def _offer(self, kind: str) -> bool:
        """Whether some treatments that are offered are of a kind."""
        return bool(self.p[kind][self.p["planned"][: int(self.p["n_planned"])]].any())

    def _rough_ceilings(self, net: Floats) -> Floats:
        """What each customer could get at most at net values, caps and exclusions left out."""
        p, offers = self.p, self.offers
        found = np.empty(len(offers.first))
        several = self._offer("t_every") or bool(p["moment"])
        ceilings(
            p, offers.treatment, net, offers.first, offers.last, several,
            np.zeros(max(int(p["n_actions"]), 1)), np.zeros(int(p["channels"])), found,
        )  # fmt: skip
        return found

    def _search(self, net: Floats, ceiling: Floats, picks: Ints, *, held: bool) -> int:
        """Improve picks and lower ceilings by `best_sets`; customers whose set is not proved."""
        p, offers = self.p, self.offers
        return int(
            best_sets(
                p, offers.treatment, net, offers.first, offers.last, self.room, held, ceiling,
                picks, *scratch(int(p["channels"]), int(p["planned_caps"])),
            )
        )  # fmt: skip


class AtBest(Several):
    """The same customers, each with its best set: slower, but what prices then prove is true."""

    exact = True

    def respond(
        self, prices: Floats, value: Floats | None = None, banned: Ints | None = None
    ) -> Response:
        """As of `Choice`."""
        taken = super().respond(prices, value, banned)
        picks = self.best(prices, taken.picks, value, banned)
        value = self.offers.value if value is None else value
        most = len(picks) * self.offers.picks
        scale = values_in_parts(highest_of(value), most)
        parts = np.floor(value[picks[picks >= 0]] * scale).astype(np.int64)
        return Response(float(parts.sum()) / scale, self.use(picks), picks, most / scale)
