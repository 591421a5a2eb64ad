"""Screening by elementary effects: which of many inputs matter at all, for few points.

From a random point of a lattice each input is moved once, one after the other, by two thirds of its
range; what the figure changes by, put as a change over the whole range, is an elementary effect
(Morris 1991). Over all trajectories `mu` is their mean, `sigma` their standard deviation, and
`mu_star` the mean of their sizes (Campolongo, Cariboni and Saltelli 2007), by which inputs are
ranked: effects of both signs do not cancel in it.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np

from sim.study.statistics import Values
from sim.study.sweep.inputs import Input
from sim.study.sweep.sensitivity.method import Indices, Method, problem, seeded

__all__ = ["LEVELS", "Screening"]

LEVELS = 4
"""Levels of each input: at 0, 1/3, 2/3 and 1 of its range."""


class Screening(Method):
    """Morris' elementary effects."""

    name = "screening"
    points = 10
    what = "trajectories"
    main = "mu_star"
    bar = 0.1
    fewest = 4

    def shares(self, count: int, size: int, seed: int) -> Values:
        """Trajectories, one after the other; float64 (size x (count + 1), count)."""
        from SALib.sample import morris

        found = morris.sample(problem(count), size, num_levels=LEVELS, seed=seeded(seed))
        return np.asarray(found, np.float64)

    def values(self, each: Input, shares: Values) -> list[Any]:
        """Levels lie evenly between the ends of a range, whatever the distribution over it."""
        return each.level(shares)

    def indices(self, shares: Values, figure: Values, seed: int, resamples: int) -> Indices:
        """`mu_star` with its interval, `mu` and `sigma` with those of a sample of effects."""
        from SALib.analyze import morris

        count = shares.shape[1]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of figures that are the same everywhere
            found = morris.analyze(
                problem(count), shares, figure, num_resamples=resamples, num_levels=LEVELS,
                seed=seeded(seed),
            )  # fmt: skip
        sigma = np.asarray(found["sigma"], np.float64)
        sizes = len(figure) // (count + 1)
        return {
            "mu_star": (_array(found["mu_star"]), _array(found["mu_star_conf"])),
            "mu": (_array(found["mu"]), NORMAL * sigma / np.sqrt(sizes)),
            "sigma": (sigma, np.full(count, np.nan)),
        }

    def line(self, found: Mapping[str, Values]) -> float:
        """A tenth of the largest."""
        return self.bar * float(np.max(found["mu_star"]))


NORMAL = 1.959963984540054
"""97.5 % point of the normal distribution."""


def _array(values: Any) -> Values:
    return np.asarray(values, np.float64)
