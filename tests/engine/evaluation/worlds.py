"""Logs whose truth is known: what every policy earns in them can be written down."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa

from engine import Catalog
from engine.catalog import Action, Channel, Treatment
from engine.rules import Field, ProfileSchema

SCHEMA = ProfileSchema((Field("x", "number"), Field("kind", "category", ("a", "b"))))
ARMS = ("none", "one", "two")
MEAN_ABS = math.sqrt(2.0 / math.pi)
"""The mean of |x|, x being standard normal."""
VALUE = 0.5 * (1.0 + MEAN_ABS) + 0.5 * (0.5 + 0.5 * MEAN_ABS) + 0.5
"""What `policy` earns a decision in a `log`: 1 + x where x > 0, else (1 - x) / 2; 1 more in a."""
CURVED = 0.5 * math.exp(-0.5)
"""What `policy` earns a decision where rewards are `curved`: cos(x) where x > 0, else 0."""


def catalog(*, one="x > 0", two=None, **options):
    """One or two by mail: one where x > 0, else two."""
    return Catalog(
        SCHEMA,
        (Channel("email"),),
        (
            Action("one", (Treatment("email"),), 0.5, value=1.0, eligible=one),
            Action("two", (Treatment("email"),), 0.4, value=1.0, eligible=two),
        ),
        **options,
    )


def chances(x):
    """float64[n, 3]: how likely the log does each."""
    pull = 0.3 / (1.0 + np.exp(-x))
    return np.stack([np.full_like(x, 0.2), 0.2 + pull, 0.6 - pull], axis=1)


def log(rows, seed, *, curved=False, noise=1.0, customers=None, binary=False):
    """A log of `rows` decisions.

    Args:
        curved: rewards that no linear model has.
        customers: as many, whose decisions have a part of their reward in common.
        binary: rewards are 0 or 1.
    """
    rng = np.random.default_rng([rows, seed])
    x = rng.normal(size=rows)
    kind = rng.choice(["a", "b"], rows)
    p = chances(x)
    arm = (rng.random(rows)[:, None] > p.cumsum(axis=1)).sum(axis=1)
    if curved:
        mean = np.stack([0.0 * x, np.cos(x), 0.0 * x], axis=1)
    else:
        mean = np.stack([0.0 * x, 1.0 + x, 0.5 - 0.5 * x], axis=1) + (kind == "a")[:, None]
    reward = mean[np.arange(rows), arm] + noise * rng.normal(size=rows)
    who = rng.permutation(rows)
    if customers is not None:
        who = rng.integers(0, customers, rows)
        reward += rng.normal(size=customers)[who]
    if binary:
        reward = (reward > 1.0).astype(float)
    return pa.table(
        {
            "customer": who,
            "x": x,
            "kind": kind,
            "action": np.array(ARMS)[arm],
            "choice_probability": p[np.arange(rows), arm],
            "reward": reward,
        }
    )


def shuffled(table, seed=0):
    """The same rows in another order."""
    return table.take(np.random.default_rng(seed).permutation(table.num_rows))


def replaced(table, name, column):
    """The table with another column in the place of the one of this name."""
    return table.set_column(table.column_names.index(name), name, pa.array(column))
