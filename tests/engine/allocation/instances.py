"""Random allocations, on plain arrays, and their exact best by other means."""

from __future__ import annotations

from itertools import product

import numpy as np
import scipy.sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from engine.allocation.choice import Single
from engine.allocation.problem import FREE, Offers, draws_of, fixed_point


class Instance:
    """Customers with candidates, and limits in units; `choice` and `limits` are what is solved."""

    def __init__(self, customers, first, last, treatment, value, usage, loads, minimum, maximum):
        self.customers = np.asarray(customers, np.uint64)
        self.first, self.last = np.asarray(first, np.int64), np.asarray(last, np.int64)
        self.treatment = np.asarray(treatment, np.int32)
        self.value = np.asarray(value, np.float64)
        self.usage, self.loads = np.asarray(usage, np.float64), loads
        self.minimum = np.asarray(minimum, np.float64)
        self.maximum = np.asarray(maximum, np.float64)

    @property
    def names(self):
        return tuple(f"limit-{k}" for k in range(self.usage.shape[1]))

    def built(self, seed=0):
        """Choice and limits."""
        usage, load, load_of, limits = fixed_point(
            self.names, self.usage, self.loads, self.minimum, self.maximum, len(self.first)
        )
        if not self.loads:
            load = np.zeros((len(self.value), 0), np.int64)
        draws = draws_of(self.customers, seed, 0)
        offers = Offers(
            self.customers, self.first, self.last, self.treatment, self.value, usage, load,
            load_of, draws,
        )  # fmt: skip
        return Single(offers), limits

    def shuffled(self, rng):
        """The same customers in another order of rows, with candidates in another order."""
        rows = rng.permutation(len(self.first))
        places = [rng.permutation(np.arange(self.first[i], self.last[i])) for i in rows]
        lengths = np.array([len(each) for each in places])
        last = np.cumsum(lengths)
        order = np.concatenate([*places, np.zeros(0, np.int64)]).astype(np.int64)
        return (
            Instance(
                self.customers[rows], last - lengths, last, self.treatment[order],
                self.value[order], self.usage, {k: v[order] for k, v in self.loads.items()},
                self.minimum, self.maximum,
            ),
            rows,
        )  # fmt: skip


def random_instance(rng, n, treatments, limits, *, share=0.6):
    """An instance that some plan keeps: limits are what a noisy plan uses."""
    has = rng.random((n, treatments)) < share
    count = has.sum(axis=1)
    last = np.cumsum(count)
    treatment = np.nonzero(has)[1]
    value = rng.gamma(2.0, 1.0, treatments)[treatment] * rng.gamma(2.0, 0.1, len(treatment))
    usage, loads = np.zeros((treatments, limits)), {}
    minimum, maximum = np.full(limits, np.nan), np.full(limits, np.nan)
    noisy = value * rng.gamma(1.0, 1.0, len(value))
    order = np.lexsort((-noisy, np.repeat(np.arange(n), count)))
    picks = order[(last - count)[count > 0]]
    picks = picks[rng.random(len(picks)) < 0.6]
    for k in range(limits):
        usage[:, k] = rng.random(treatments) < 0.5
        if k % 3 == 0:
            usage[:, k] = rng.choice([0.02, 0.1, 0.6, 1.2], treatments)
        if k % 4 == 3:
            usage[:, k] = 1.0
            loads[k] = np.round(rng.random(len(treatment)) * 0.05, 6)
        used = usage[treatment[picks], k] * (loads[k][picks] if k in loads else 1.0)
        if k % 3 == 2:
            minimum[k] = np.floor(used.sum())
        else:
            maximum[k] = used.sum() + 1e-9
    customers = rng.permutation(10 * n)[:n]
    return Instance(customers, last - count, last, treatment, value, usage, loads, minimum, maximum)


def used(instance, places):
    """Units that candidates use."""
    found = instance.usage[instance.treatment[places]].copy()
    for k, load in instance.loads.items():
        found[:, k] *= load[places]
    return found.sum(axis=0)


def keeps(instance, places):
    """Whether picks keep all limits, in plain numbers."""
    found = used(instance, places)
    low = np.isnan(instance.minimum) | (found >= instance.minimum - 4e-7)
    high = np.isnan(instance.maximum) | (found <= instance.maximum + 4e-7)
    return bool((low & high).all())


def by_trying(instance):
    """Worth of the best plan, by trying all; None where none keeps the limits."""
    options = [
        [-1, *range(first, last)] for first, last in zip(instance.first, instance.last, strict=True)
    ]
    best = None
    for plan in product(*options):
        places = np.array([place for place in plan if place >= 0], np.int64)
        worth = float(instance.value[places].sum())
        if (best is None or worth > best) and keeps(instance, places):
            best = worth
    return best


def by_highs(instance, gap=1e-6):
    """Worth of the best plan found by HiGHS, and its bound; None where there is no plan."""
    choice, limits = instance.built()
    offers, m, n = choice.offers, len(instance.value), len(instance.first)
    owner = np.repeat(np.arange(n), instance.last - instance.first)
    once = scipy.sparse.coo_array((np.ones(m), (owner, np.arange(m))), shape=(n, m))
    usage = offers.usages(np.arange(m)).T.astype(float)
    size = np.maximum(usage.max(axis=1), 1.0)
    upper = np.where(limits.upper < FREE, limits.upper / size, np.inf)
    found = milp(
        -instance.value,
        constraints=[
            LinearConstraint(once, -np.inf, 1.0),
            LinearConstraint(usage / size[:, None], limits.lower / size, upper),
        ],
        integrality=np.ones(m),
        bounds=Bounds(0.0, 1.0),
        options={"mip_rel_gap": gap, "node_limit": 2_000},
    )
    return None if found.x is None else (-found.fun, -found.mip_dual_bound)
