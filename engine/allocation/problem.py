"""What is to be allocated, on plain arrays: candidates of customers, what they use, and limits.

Everything that is summed over customers is summed in integers, so that the order of rows never
matters: usage in a fixed point of its own for each limit, values in one for all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.kernels import kernel
from engine.random import uniforms

__all__ = [
    "ALLOCATION",
    "FREE",
    "Limits",
    "Offers",
    "draws_of",
    "fixed_point",
    "scale_of",
    "use_sizes",
]

ALLOCATION = 200
"""Kind of the random draw that goes between customers who are alike; no other has the number."""
FREE = np.int64(1) << np.int64(62)
"""An upper limit that is none."""
FINEST = 1_000_000
"""Parts of a unit of usage that are told apart, unless sums would not fit into 64 bits."""
MOST_SUM = 2.0**61
ROUNDING = 1e-3
"""Limits this near to a whole part, as decimal fractions are, count as that part."""

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Offers:
    """Customers and their candidates; those of customer i are places first[i] to last[i].

    Attributes:
        customers: uint64 (n,), numbers below 2^40.
        first, last: int64 (n,).
        treatment: int32 (m,), which treatment a candidate is.
        value: float64 (m,), its priority; above 0.
        usage: int64 (treatments, limits), what a pick uses, in fixed point. Of a limit with a load
            1 where the treatment counts and 0 where not.
        load: int64 (m, loads), what a candidate uses where that differs from customer to customer.
        load_of: for each limit its column of `load`, -1 where usage is the treatment's.
        draws: float64 (n,), one a customer: who comes first of those who are alike.
        picks: how many candidates a customer may get, at most.
        names: uint64 (treatments,), what draws for candidates go by, whatever else there is; None:
            their numbers.
    """

    customers: npt.NDArray[np.uint64]
    first: Ints
    last: Ints
    treatment: npt.NDArray[np.int32]
    value: Floats
    usage: Ints
    load: Ints
    load_of: tuple[int, ...]
    draws: Floats
    picks: int = 1
    names: npt.NDArray[np.uint64] | None = None

    def usages(self, places: Ints) -> Ints:
        """What candidates use of each limit, int64 (places, limits)."""
        used = np.asarray(self.usage[self.treatment[places]], np.int64)
        for limit, column in enumerate(self.load_of):
            if column >= 0:
                used[:, limit] *= self.load[places, column]
        return used

    def penalties(self, prices: Floats) -> tuple[Floats, Floats]:
        """What treatments cost at prices of the limits (by fixed point), and a unit of each load.

        Returns:
            float64 (treatments,), and float64 (treatments, loads). A price of infinity shuts out
            what uses the limit at all, and nothing else.
        """
        own = np.array([column < 0 for column in self.load_of], np.bool_)
        penalty = products(self.usage[:, own], prices[own]).sum(axis=1)
        by_load = np.zeros((len(self.usage), self.load.shape[1]))
        for limit, column in enumerate(self.load_of):
            if column >= 0:
                by_load[:, column] += products(self.usage[:, [limit]], prices[[limit]])[:, 0]
        return penalty, by_load


def products(usage: Ints, prices: Floats) -> Floats:
    """Usage × price, where nothing used costs nothing even at a price of infinity."""
    finite = np.where(np.isfinite(prices), prices, 0.0)
    found = np.asarray(usage * finite, np.float64)
    found[(usage > 0) & np.isinf(prices)] = np.inf
    return found


def use_sizes(offers: Offers) -> Ints:
    """The most that one pick uses of each limit."""
    found = np.asarray(offers.usage.max(axis=0, initial=0), np.int64)
    for limit, column in enumerate(offers.load_of):
        if column >= 0:
            found[limit] = offers.load[:, column].max(initial=0)
    return found


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what all picks use together.

    Attributes:
        names: one a limit.
        lower, upper: int64 (limits,), in fixed point; 0 and `FREE` are none.
        scale: float64 (limits,), parts of a unit.
    """

    names: tuple[str, ...]
    lower: Ints
    upper: Ints
    scale: Floats

    def __len__(self) -> int:
        return len(self.names)

    def excess(self, used: Ints) -> Ints:
        """By how much each upper limit is exceeded (above 0) or each lower one missed (below)."""
        over = np.where(self.upper < FREE, np.maximum(used - self.upper, 0), 0)
        return np.asarray(over - np.maximum(self.lower - used, 0), np.int64)

    def kept(self, used: Ints) -> bool:
        """Whether all are kept."""
        return not self.excess(used).any()


@kernel
def _draw(
    seed: Any, customers: Any, replication: Any, window: Any, entities: Any, found: Any
) -> None:
    uniforms(
        seed, customers, replication, np.uint64(ALLOCATION), entities, window, found,
        len(customers),
    )  # fmt: skip


def draws_of(
    customers: npt.NDArray[np.uint64], seed: int, window: int, replication: int = 0
) -> Floats:
    """A number in (0, 1) for each customer, by who it is, the seed and the plan's number."""
    found = np.empty(len(customers))
    entities = np.zeros(len(customers), np.uint64)
    at = np.uint64(replication), np.uint64(window)
    _draw(np.uint64(seed), customers, *at, entities, found)
    return found


def fixed_point(
    names: Sequence[str],
    usage: Floats,
    loads: Mapping[int, Floats],
    minimum: Floats,
    maximum: Floats,
    most_picks: int,
) -> tuple[Ints, Ints, tuple[int, ...], Limits]:
    """Usage and limits as integers.

    Args:
        usage: float64 (treatments, limits), units that a pick uses; 1 or 0 under a load.
        loads: by limit, float64 (m,): units that each candidate uses.
        minimum, maximum: float64 (limits,), in units; NaN for none.
        most_picks: how many picks there can be in all.

    Returns:
        `Offers.usage`, `Offers.load`, `Offers.load_of`, and the limits.
    """
    limits = len(names)
    load_of, columns = [-1] * limits, sorted(loads)
    scale = np.ones(limits)
    whole = np.zeros(usage.shape, np.int64)
    load = np.zeros((len(loads[columns[0]]) if columns else 0, len(columns)), np.int64)
    for limit in range(limits):
        given = _within(loads.get(limit, usage[:, limit]), minimum[limit], maximum[limit])
        most = float(given.max(initial=0.0))
        scale[limit] = scale_of(most, most_picks)
        if limit in loads:
            load_of[limit] = columns.index(limit)
            load[:, load_of[limit]] = np.rint(given * scale[limit])
            whole[:, limit] = usage[:, limit] > 0.0
        else:
            whole[:, limit] = np.rint(given * scale[limit])
    largest = float(FREE) / 2.0
    lower = np.ceil(np.nan_to_num(minimum) * scale - ROUNDING)
    upper = np.floor(np.nan_to_num(maximum) * scale + ROUNDING)
    upper = np.where(np.isnan(maximum) | (upper > largest), float(FREE), upper)
    return (
        whole,
        load,
        tuple(load_of),
        Limits(
            tuple(names),
            np.clip(lower, 0.0, largest).astype(np.int64),
            upper.astype(np.int64),
            scale,
        ),
    )


def _within(given: Floats, minimum: float, maximum: float) -> Floats:
    """Usage cut where more makes no difference, so that one huge number coarsens no other.

    Who alone uses more than the maximum is never picked, whatever the number; and who alone uses as
    much as a minimum meets it.
    """
    if not np.isnan(maximum):
        return np.asarray(np.minimum(given, 2.0 * maximum + 1.0), np.float64)
    if not np.isnan(minimum):
        return np.asarray(np.minimum(given, np.ceil(minimum)), np.float64)
    return given


def scale_of(most: float, most_picks: int) -> float:
    """Parts of a unit, a power of ten, so that all picks together stay below 2^61 parts."""
    if most <= 0.0:
        return float(FINEST)
    parts = MOST_SUM / (most * max(most_picks, 1))
    if parts >= FINEST:
        return float(FINEST)
    return float(10.0 ** np.floor(np.log10(parts)))
