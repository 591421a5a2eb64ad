"""Variance-based sensitivity: which part of a figure's variance is due to which input.

With the inputs drawn independently over their ranges, the first-order index of one is the part of
the variance that goes if it alone is known, the total index the part that stays if all others are
(Sobol' 1993, Homma and Saltelli 1996). The design crosses two samples of a scrambled Sobol'
sequence; first-order indices are estimated as Saltelli et al. (2010) do, total ones as Jansen
(1999).
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping

import numpy as np

from engine.errors import UsageError
from sim.study.statistics import Values
from sim.study.sweep.sensitivity.method import Indices, Method, flat, problem, seeded

__all__ = ["VarianceBased"]


class VarianceBased(Method):
    """First-order and total indices."""

    name = "variance"
    points = 128
    what = "base points"
    main = "total"
    bar = 0.05
    fewest = 8

    def check(self, size: int, count: int) -> None:
        """A power of two, which a Sobol' sequence needs."""
        super().check(size, count)
        if size & (size - 1):
            near = 1 << (size.bit_length() - 1)
            raise UsageError(
                "a Sobol' sequence has a power of two of base points", place="--points",
                found=f"{size:,}", expected=f"{near:,} or {2 * near:,}",
            )  # fmt: skip

    def shares(self, count: int, size: int, seed: int) -> Values:
        """Crossed samples, float64 (size x (count + 2), count)."""
        from SALib.sample import sobol

        found = sobol.sample(problem(count), size, calc_second_order=False, seed=seeded(seed))
        return np.asarray(found, np.float64)

    def indices(self, shares: Values, figure: Values, seed: int, resamples: int) -> Indices:
        """All 0, and sure, for a figure that is the same everywhere."""
        from SALib.analyze import sobol

        count = shares.shape[1]
        if flat(figure):
            nothing = np.zeros(count)
            return {"total": (nothing, nothing), "first_order": (nothing, nothing)}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of samples that are the same everywhere
            found = sobol.analyze(
                problem(count), figure, calc_second_order=False, num_resamples=resamples,
                seed=seeded(seed),
            )  # fmt: skip
        return {
            name: (np.asarray(found[theirs]), np.asarray(found[f"{theirs}_conf"]))
            for name, theirs in (("total", "ST"), ("first_order", "S1"))
        }

    def line(self, found: Mapping[str, Values]) -> float:
        """A twentieth of the variance."""
        return self.bar
