"""What an analysis of sensitivities is: a design, and what is made of the figures on it."""

from __future__ import annotations

import importlib.metadata
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, TypeAlias

import numpy as np

from engine.errors import UsageError
from sim.study.statistics import Values
from sim.study.sweep.designs import Place, as_shares, check_points, places, whole_seed
from sim.study.sweep.inputs import Input

__all__ = ["Indices", "Method", "salib"]

Indices: TypeAlias = dict[str, tuple[Values, Values]]
"""By measure, float64 (inputs,): its values, and half the widths of their 95 % intervals."""
INSTALL = '.venv/bin/pip install -c constraints.txt ".[sensitivity]"'
"""How the package is installed, in a clone as README has it."""


class Method(ABC):
    """An analysis.

    Attributes:
        name: as asked for.
        points: trajectories or base points unless told otherwise; what: what they are called.
        main: the measure by which inputs are ranked.
        bar: the part of the largest (screening) or of all (variance) from which an input matters.
        fewest: points without which there are no intervals.
    """

    name: ClassVar[str]
    points: ClassVar[int]
    what: ClassVar[str]
    main: ClassVar[str]
    bar: ClassVar[float]
    fewest: ClassVar[int]

    @abstractmethod
    def shares(self, count: int, size: int, seed: int) -> Values:
        """The design, float64 (points, count): shares of the way through each input's range."""

    @abstractmethod
    def indices(self, shares: Values, figure: Values, seed: int, resamples: int) -> Indices:
        """What is made of a figure on it.

        Args:
            shares: the design.
            figure: float64 (points,).
            resamples: of the bootstrap behind the widths, at least 2.
        """

    @abstractmethod
    def line(self, found: Mapping[str, Values]) -> float:
        """The value of `main` from which an input matters."""

    def places(self, inputs: Sequence[Input], size: int, seed: int) -> list[Place]:
        """The points of the design. Inputs have its columns in the order of their names.

        Raises:
            UsageError: a size that cannot be, or SALib is not installed.
        """
        salib()
        names = sorted(each.key for each in inputs)
        self.check(size, len(names))
        found = dict(zip(names, self.shares(len(names), size, seed).T, strict=True))
        return places(inputs, {each.key: self.values(each, found[each.key]) for each in inputs})

    def check(self, size: int, count: int) -> None:
        """Refuse a size that cannot be; see `check_points`."""
        check_points(size, self.fewest, self.what)
        check_points(size * (count + 2), 2, f"points ({size:,} {self.what}, {count} inputs)")

    def values(self, each: Input, shares: Values) -> list[Any]:
        """Values of an input at these shares: of its distribution."""
        return each.at(as_shares(shares))


def salib() -> str:
    """The version of SALib.

    Raises:
        UsageError: it is not installed, with how to install it.
    """
    try:
        return importlib.metadata.version("SALib")
    except importlib.metadata.PackageNotFoundError as error:
        raise UsageError(
            "this needs the package SALib, which is not installed", place="--sensitivity",
            expected=INSTALL,
        ) from error  # fmt: skip


def problem(count: int) -> dict[str, Any]:
    """So many inputs as SALib takes them."""
    names = [f"x{place}" for place in range(count)]
    return {"num_vars": count, "names": names, "bounds": [[0.0, 1.0]] * count}


def seeded(seed: int) -> int:
    """The seed as SALib takes it."""
    return whole_seed(seed)


def flat(figure: Values) -> bool:
    """Whether a figure is the same everywhere, but for the machine's arithmetic."""
    return float(np.ptp(figure)) <= 1e-12 * max(1.0, float(np.max(np.abs(figure))))
