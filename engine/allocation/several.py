"""Customers who may get several picks, by the same steps as in a decision without limits.

Each customer takes by `engine.arbitration.pick`, with net values in place of priorities: slots,
channels, caps, fallbacks and exclusions hold at any prices. That is the best first, which need not
be the best set, so the dual is no bound; one that leaves those rules out is.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.allocation.choice import (
    Response,
    net_at,
    subset_of,
    use_of,
    used_by,
    values_in_parts,
    worth_of,
)
from engine.allocation.problem import Floats, Ints, Limits, Offers, use_sizes
from engine.arbitration import NEEDED, kind_of, pick
from engine.kernels import kernel

__all__ = ["Several", "mend_several", "priced_record"]

TINY = 1e-300
"""A cost that makes no difference, but that a treatment must be worth."""
STEPS = 40
ROUNDS = 8
EASIER = (1 / 64, 1 / 16, 1 / 4, 1.0)
"""Parts by which prices of limits with room are lowered to fill it."""


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


@kernel
def ceilings(
    p: Any, treatments: Any, net: Any, first: Any, last: Any, worth: Any, found: Any
) -> None:
    """What each customer could get at most, if channels, caps and exclusions were no matter.

    Args:
        worth: float64 (actions,), scratch; found: float64 (n,), written.
    """
    for i in range(len(first)):
        found[i] = 0.0
        for action in range(p.n_actions):
            worth[action] = 0.0
        for place in range(first[i], last[i]):
            treatment = np.int64(treatments[place])
            action = np.int64(p.t_action[treatment])
            if not net[place] > 0.0:
                continue
            if kind_of(p, treatment) == NEEDED:  # these need no slot
                found[i] += net[place]
            elif p.t_every[treatment]:
                worth[action] += net[place]
            elif net[place] > worth[action]:
                worth[action] = net[place]
        for _ in range(p.slots):
            best: Any = np.int64(0)
            for action in range(1, p.n_actions):
                if worth[action] > worth[best]:
                    best = np.int64(action)
            if worth[best] <= 0.0:
                break
            found[i] += worth[best]
            worth[best] = 0.0


def priced_record(p: Any, penalty: Floats, by_load: Floats) -> Any:
    """The catalogue's record for net values in place of priorities.

    What a price bears on must be worth it, and all else costs nothing.
    """
    table = np.zeros(1, p.dtype)
    table[0] = p
    bears = (penalty != 0.0) | (by_load != 0.0).any(axis=1)
    table[0]["t_cost"][: len(bears)] = np.where(bears, TINY, 0.0)
    return table[0]


class Several:
    """Picks of customers by the catalogue's own steps."""

    exact = False

    def __init__(
        self, offers: Offers, p: Any, room: Floats, scratch: tuple[Any, ...], stop: Ints
    ) -> None:
        """Take a catalogue's record, and contacts that caps leave: float64 (n, caps).

        Args:
            stop: int64 (n,), end of each customer's candidates with those held out.
        """
        self.offers = offers
        self.p = p
        self.room = room
        self.scratch = scratch
        self.stop = stop

    def subset(self, rows: Ints) -> Several:
        """The same for these customers alone."""
        offers = subset_of(self.offers, rows)
        return Several(offers, self.p, self.room[rows], self.scratch, self.stop[rows])

    def net(self, prices: Floats, value: Floats | None = None) -> tuple[Any, Floats]:
        """The record to pick by, and the net value of every candidate."""
        offers = self.offers
        penalty, by_load = offers.penalties(prices)
        net = np.empty(len(offers.treatment))
        net_values(
            offers.first, self.stop, offers.treatment, offers.value if value is None else value,
            penalty, offers.load, by_load, net,
        )  # fmt: skip
        return priced_record(self.p, penalty, by_load), net

    def respond(self, prices: Floats, value: Floats | None = None) -> Response:
        """As of `Choice`."""
        offers, rows = self.offers, len(self.offers.first)
        p, net = self.net(prices, value)
        status, state, left, tape = self.scratch
        value = offers.value if value is None else value
        scale = values_in_parts(float(np.abs(value).max(initial=0.0)), rows * offers.picks)
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
        return worth_of(self.offers, picks[picks >= 0], rows * self.offers.picks)

    def ceiling(self, limits: Limits, prices: Floats) -> float:
        """No plan is worth more: what customers could get at prices, and what the limits bear."""
        p, net = self.net(prices)
        found = np.empty(len(self.offers.first))
        ceilings(
            p, self.offers.treatment, net, self.offers.first, self.offers.last,
            np.zeros(max(int(p["n_actions"]), 1)), found,
        )  # fmt: skip
        bound = np.where(prices >= 0.0, limits.upper, limits.lower).astype(np.float64)
        borne = np.where((prices == 0.0) | np.isinf(prices), 0.0, prices)
        top = float(found.max(initial=0.0))
        scale = values_in_parts(top, len(found))
        total = float(np.ceil(found * scale).astype(np.int64).sum()) / scale + float(borne @ bound)
        return total * (1.0 + 1e-12)


# --- a plan that keeps the limits -------------------------------------------------------------


@kernel
def exchange(
    order: Any, by: Any, lower: Any, upper: Any, unit: Any, mending: Any, used: Any, made: Any
) -> None:
    """Accept changes in an order: those that mend more than they break, or those that fit.

    Args:
        by: int64 (changes, limits), what each change adds to `used`; made: bool, written.
    """
    for at in range(len(order)):
        change = order[at]
        less = 0.0
        broken = False
        open_ = False
        for limit in range(len(used)):
            now = used[limit]
            after = now + by[change, limit]
            missed = max(now - upper[limit], lower[limit] - now, 0)
            missing = max(after - upper[limit], lower[limit] - after, 0)
            open_ = open_ or missed > 0
            broken = broken or missing > missed
            less += unit[limit] * (np.float64(missed) - np.float64(missing))
        if mending and not open_:
            return
        if (mending and less <= 0.0) or (not mending and broken):
            continue
        for limit in range(len(used)):
            used[limit] += by[change, limit]
        made[change] = True


def mend_several(choice: Several, limits: Limits, prices: Floats, picks: Ints) -> tuple[Ints, int]:
    """Keep the limits by stricter prices for as many customers as that takes; then fill up.

    Returns:
        picks, and passes needed.
    """
    passes, unit = 0, 1.0 / np.maximum(use_sizes(choice.offers), 1).astype(np.float64)
    _, net = choice.net(prices)
    for _ in range(ROUNDS):
        used = choice.use(picks)
        if limits.kept(used):
            break
        stricter, needed = _stricter(choice, limits, prices, np.sign(limits.excess(used)), unit)
        passes += needed
        if not _exchanged(choice, limits, picks, stricter, net, unit, mending=True):
            break
    if limits.kept(choice.use(picks)):
        for part in EASIER:
            room = limits.upper - choice.use(picks) > 0
            easier = np.where(
                room & (prices > 0.0) & np.isfinite(prices), prices * (1 - part), prices
            )
            passes += 1
            there = choice.respond(easier).picks
            _exchanged(choice, limits, picks, there, net, unit, mending=False)
    return picks, passes


def _stricter(
    choice: Several, limits: Limits, prices: Floats, signs: Ints, unit: Floats
) -> tuple[Ints, int]:
    """Picks at the least prices, moved along what is to be mended, that mend all of it."""
    start = float(choice.offers.value.max(initial=0.0)) * 2.0**-30
    finite = np.where(np.isfinite(prices), prices, 0.0)

    def there(step: float) -> Ints:
        # what costs nothing yet gets a price by what a pick uses, all else a part of its own
        moved = np.where(signs != 0, signs * unit * step, 0.0)
        return choice.respond(np.where(np.isfinite(prices), finite + moved, prices)).picks

    def mended(picks: Ints) -> bool:
        excess = limits.excess(choice.use(picks))
        return not ((np.sign(excess) == signs) & (signs != 0)).any()

    low, high, passes = 0.0, start, 0
    found = there(high)
    while not mended(found) and passes < STEPS:
        low, high = high, high * 4.0
        found = there(high)
        passes += 1
    for _ in range(12):
        middle = (low + high) / 2.0
        trial = there(middle)
        passes += 1
        if mended(trial):
            high, found = middle, trial
        else:
            low = middle
    return found, passes + 1


def _exchanged(
    choice: Several, limits: Limits, picks: Ints, others: Ints, net: Floats, unit: Floats, *,
    mending: bool,
) -> int:  # fmt: skip
    """Give customers their other picks where that mends, or gains and fits; how many got them."""
    offers = choice.offers
    rows = np.flatnonzero((picks != others).any(axis=1))
    if not len(rows):
        return 0
    used = choice.use(picks)

    def sums(places: Ints, of: Any) -> Any:
        there = places >= 0
        shape = (*there.shape, *(1,) * (of.ndim - 1))
        taken = of[np.where(there, places, 0)]
        return np.where(there.reshape(shape), taken, 0).sum(axis=1)

    every = np.arange(len(offers.treatment)) if len(rows) else np.zeros(0, np.int64)
    usage = offers.usages(every)
    by = sums(others[rows], usage) - sums(picks[rows], usage)
    loss = sums(picks[rows], net) - sums(others[rows], net)
    gain = sums(others[rows], offers.value) - sums(picks[rows], offers.value)
    if mending:
        excess = limits.excess(used)
        mends = -(by * (np.sign(excess) * unit)).sum(axis=1)
        useful, ratio = mends > 0.0, loss / np.where(mends > 0.0, mends, 1.0)
    else:
        useful, ratio = gain > 0.0, loss / np.where(gain > 0.0, gain, 1.0)
    order = np.lexsort((offers.customers[rows], offers.draws[rows], ratio))
    order = order[useful[order]].astype(np.int64)
    made = np.zeros(len(rows), np.bool_)
    exchange(order, by, limits.lower, limits.upper, unit, mending, used, made)
    picks[rows[made]] = others[rows[made]]
    return int(made.sum())
