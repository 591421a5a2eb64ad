"""Designs: at which values of all keys together a scenario is looked at."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np

from engine.errors import UsageError
from sim.study.statistics import Values
from sim.study.sweep.inputs import Choice, Input, Stretch
from sim.study.uncertainty.hypercube import hypercube

__all__ = ["DESIGNS", "MOST_POINTS", "Place", "grid", "hypercube_of", "listed", "sobol"]

DESIGNS = ("grid", "list", "lhs", "sobol")
MOST_POINTS = 65_535
"""Points of a design: what the draws of a hypercube have room for."""
SMALLEST = 2.0**-40
"""Least share that is asked of a distribution, whose end may be infinite."""

Place: TypeAlias = Mapping[str, Any]
"""A point: a value of each key."""


def grid(inputs: Sequence[Input]) -> list[Place]:
    """All values of each with all values of the others; those of the last key go fastest.

    Raises:
        UsageError: a range without a number of values, or too many points.
    """
    values = [_values(each) for each in inputs]
    many = math.prod(map(len, values))
    if many > MOST_POINTS:
        raise UsageError(
            "this grid has too many points", place="--vary", found=f"{many:,}",
            expected=f"at most {MOST_POINTS:,}; --design lhs takes --points of them",
        )  # fmt: skip
    names = [each.key for each in inputs]
    return [dict(zip(names, point, strict=True)) for point in itertools.product(*values)]


def listed(inputs: Sequence[Input]) -> list[Place]:
    """The first values of all keys together, then the second ones, and so on.

    Raises:
        UsageError: lists of several lengths.
    """
    values = {each.key: _values(each) for each in inputs}
    lengths = {key: len(found) for key, found in values.items()}
    if len(set(lengths.values())) > 1:
        raise UsageError(
            "the lists are not of one length", place="--design list",
            found=", ".join(f"{key} {many:,}" for key, many in lengths.items()),
            expected="the same number of values for each key",
        )  # fmt: skip
    return [dict(zip(values, point, strict=True)) for point in zip(*values.values(), strict=True)]


def _values(each: Input) -> list[Any]:
    if isinstance(each, Choice):
        return list(each.values)
    if isinstance(each, Stretch) and each.points is not None:
        return each.grid()
    raise UsageError(
        "a range needs its number of values here", place=f"--vary {each.key}",
        found=" to ".join(f"{each.told()[end]:g}" for end in ("low", "high")),
        expected=f"such as {each.key}=lo:hi:5, or --design lhs or sobol",
    )  # fmt: skip


def hypercube_of(inputs: Sequence[Input], points: int, seed: int) -> list[Place]:
    """A Latin hypercube: each stratum of each key once (`sim.study.uncertainty.hypercube`)."""
    check_points(points, 2)
    shares = hypercube([each.key for each in inputs], points, seed)
    return places(inputs, {each.key: each.at(shares[each.key]) for each in inputs})


def sobol(inputs: Sequence[Input], points: int, seed: int) -> list[Place]:
    """The first points of a scrambled Sobol' sequence (Sobol' 1967, Owen 1998).

    Keys have their dimensions in the order of their names, whatever order they are given in.

    Raises:
        UsageError: a number of points that is no power of two, which such a sequence needs.
    """
    from scipy.stats import qmc

    check_points(points, 2)
    if points & (points - 1):
        near = 1 << (points.bit_length() - 1)
        raise UsageError(
            "a Sobol' sequence has a power of two of points", place="--points",
            found=f"{points:,}", expected=f"{near:,} or {2 * near:,}",
        )  # fmt: skip
    names = sorted(each.key for each in inputs)
    found = qmc.Sobol(len(names), scramble=True, seed=generator(seed)).random(points)
    shares = dict(zip(names, as_shares(found).T, strict=True))
    return places(inputs, {each.key: each.at(shares[each.key]) for each in inputs})


def places(inputs: Sequence[Input], columns: Mapping[str, Sequence[Any]]) -> list[Place]:
    """Columns of values as points."""
    names = [each.key for each in inputs]
    rows = zip(*(columns[name] for name in names), strict=True)
    return [dict(zip(names, row, strict=True)) for row in rows]


def check_points(points: int, least: int, what: str = "points") -> None:
    """Refuse a number of points that cannot be.

    Raises:
        UsageError: too few or too many.
    """
    if not least <= points <= MOST_POINTS:
        raise UsageError(
            f"so many {what} cannot be", place="--points", found=f"{points:,}",
            expected=f"{least} to {MOST_POINTS:,}",
        )  # fmt: skip


def generator(seed: int) -> np.random.Generator:
    """A generator of its own for the designs of a seed."""
    return np.random.default_rng(np.random.SeedSequence((seed, DESIGN)))


def whole_seed(seed: int) -> int:
    """A number from a seed for who takes no generator; never 0, which some take for none."""
    (found,) = np.random.SeedSequence((seed, DESIGN)).generate_state(1)
    return int(found) | 1


DESIGN = 0x5357454550
"""Stands for designs beside the seed, so that nothing else draws the same numbers."""


def as_shares(matrix: Values) -> Values:
    """Shares within (0, 1), of which any distribution has a finite value."""
    return np.asarray(np.clip(matrix, SMALLEST, 1.0 - SMALLEST), np.float64)
