"""What all customers take at given prices, and what that uses: one pass of arbitration.

The dual function of an allocation is the sum over customers of the best net value that each can
have, and lambda × limit; what the picks use is its slope (Fisher, "The Lagrangian relaxation method
for solving integer programming problems", Management Science 27, 1981).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np

from engine.allocation.problem import Floats, Ints, Offers
from engine.kernels import kernel, part

__all__ = ["Choice", "Response", "Single", "net_at", "values_in_parts"]

VALUE_BITS, SUM_BITS, FINEST_BITS = 40, 61, 900


@dataclass(frozen=True, slots=True)
class Response:
    """What customers do at some prices.

    Attributes:
        value: what the picks are worth, never more than they are: parts are cut off, each pick
            loses less than `grain`.
        used: int64 (limits,), in fixed point.
        picks: places of candidates, -1 for none: int64 (n,), or (n, channels) where a customer may
            get several.
    """

    value: float
    used: Ints
    picks: Ints
    grain: float


class Choice(Protocol):
    """A way to choose at prices."""

    offers: Offers
    exact: bool
    """Whether each customer takes what is best for it, so that the dual is a bound."""

    def respond(self, prices: Floats, value: Floats | None = None) -> Response:
        """What all customers take at prices (by fixed point); `value` in place of the offers'."""

    def subset(self, rows: Ints) -> Choice:
        """The same for these customers alone."""

    def use(self, picks: Ints) -> Ints:
        """What these picks use of each limit."""

    def worth(self, picks: Ints) -> float:
        """What these picks are worth."""


@part
def net_at(place: Any, treatment: Any, value: Any, penalty: Any, load: Any, by_load: Any) -> Any:
    """Value of a candidate less the price of what it uses."""
    net = value[place] - penalty[treatment]
    for column in range(by_load.shape[1]):
        # at a price of infinity what uses nothing still costs nothing
        if load[place, column] > 0:
            net -= by_load[treatment, column] * load[place, column]
    return net


@kernel
def arbitrate(
    first: Any, last: Any, treatments: Any, value: Any, penalty: Any, load: Any, by_load: Any,
    scale: Any, picks: Any, counts: Any, loaded: Any,
) -> Any:  # fmt: skip
    """Every customer takes the candidate of the highest net value above 0.

    Args:
        scale: parts of a unit of value; sums must stay below 2^63.
        counts: int64 (treatments,), picks of each, added to.
        loaded: int64 (treatments, loads), what these use, added to.

    Returns:
        parts of value picked.
    """
    total = np.int64(0)
    for i in range(len(first)):
        best = np.int64(-1)
        best_net = 0.0
        for place in range(first[i], last[i]):
            treatment = np.int64(treatments[place])
            net = net_at(place, treatment, value, penalty, load, by_load)
            # of equals the first in the catalogue, wherever it stands among the candidates
            if net > best_net or (
                net == best_net and best >= 0 and treatment < np.int64(treatments[best])
            ):
                best = np.int64(place)
                best_net = net
        picks[i] = best
        if best >= 0:
            treatment = np.int64(treatments[best])
            total += np.int64(np.floor(value[best] * scale))
            counts[treatment] += 1
            for column in range(loaded.shape[1]):
                loaded[treatment, column] += load[best, column]
    return total


def values_in_parts(largest: float, picks: int) -> float:
    """Parts of a unit of value, a power of two: 40 bits for the largest, 61 for all together."""
    if not largest > 0.0:
        return 1.0
    bits = min(
        FINEST_BITS,
        VALUE_BITS - math.ceil(math.log2(largest)),
        SUM_BITS - math.ceil(math.log2(largest)) - math.ceil(math.log2(max(picks, 1))),
    )
    return 2.0**bits


class Single:
    """One pick a customer: the best of its candidates, so that the dual is an exact bound."""

    exact = True

    def __init__(self, offers: Offers, top: float | None = None) -> None:
        """Take offers; `top` is their highest value, where it is known."""
        self.offers = offers
        self.top = highest_of(offers.value) if top is None else top

    def respond(self, prices: Floats, value: Floats | None = None) -> Response:
        """As of `Choice`."""
        offers = self.offers
        rows = len(offers.first)
        scale = values_in_parts(self.top if value is None else highest_of(value), rows)
        value = offers.value if value is None else value
        penalty, by_load = offers.penalties(prices)
        picks = np.empty(rows, np.int64)
        counts = np.zeros(len(offers.usage), np.int64)
        loaded = np.zeros((len(offers.usage), offers.load.shape[1]), np.int64)
        total = arbitrate(
            offers.first, offers.last, offers.treatment, value, penalty, offers.load, by_load,
            scale, picks, counts, loaded,
        )  # fmt: skip
        return Response(float(total) / scale, used_by(offers, counts, loaded), picks, rows / scale)

    def subset(self, rows: Ints) -> Single:
        """The same for these customers alone."""
        return Single(subset_of(self.offers, rows), self.top)

    def use(self, picks: Ints) -> Ints:
        """As of `Choice`."""
        return use_of(self.offers, picks[picks >= 0])

    def worth(self, picks: Ints) -> float:
        """As of `Choice`."""
        return worth_of(self.offers, picks[picks >= 0], len(self.offers.first), self.top)


def subset_of(offers: Offers, rows: Ints) -> Offers:
    """Offers of some customers; their candidates stay where they are."""
    return replace(
        offers,
        customers=offers.customers[rows],
        first=offers.first[rows],
        last=offers.last[rows],
        draws=offers.draws[rows],
    )


def used_by(offers: Offers, counts: Ints, loaded: Ints) -> Ints:
    """What so many picks of each treatment, with so much load, use of each limit."""
    used = np.empty(offers.usage.shape[1], np.int64)
    for limit, column in enumerate(offers.load_of):
        amounts = counts if column < 0 else loaded[:, column]
        used[limit] = np.sum(offers.usage[:, limit] * amounts, dtype=np.int64)
    return used


def use_of(offers: Offers, places: Ints) -> Ints:
    """What candidates at these places use together."""
    treatments = offers.treatment[places]
    counts = np.bincount(treatments, minlength=len(offers.usage)).astype(np.int64)
    found = np.empty(offers.usage.shape[1], np.int64)
    for limit, column in enumerate(offers.load_of):
        if column < 0:
            found[limit] = np.sum(offers.usage[:, limit] * counts, dtype=np.int64)
        else:
            counted = offers.usage[treatments, limit] * offers.load[places, column]
            found[limit] = np.sum(counted, dtype=np.int64)
    return found


def highest_of(value: Floats) -> float:
    """The largest value, whatever its sign."""
    return float(max(value.max(initial=0.0), -value.min(initial=0.0)))


def worth_of(offers: Offers, places: Ints, most_picks: int, top: float) -> float:
    """What candidates at these places are worth, in the parts of `Response.value`."""
    scale = values_in_parts(top, most_picks)
    return float(np.floor(offers.value[places] * scale).astype(np.int64).sum()) / scale
