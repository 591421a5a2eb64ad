"""The difference of two strategies as a number goes through its range."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.errors import UsageError
from sim.study.breakeven.asked import Asked
from sim.study.statistics import Estimate, difference
from sim.study.trials.experiment import Experiment
from sim.study.trials.inquiry import measured
from sim.study.trials.variant import Variant

__all__ = ["Curve", "Point"]


@dataclass(frozen=True, slots=True)
class Point:
    """The difference at one value of the number.

    Attributes:
        at: the value, in plain units.
        first, second: means of the KPI under either strategy.
        gap: first - second, with its 95 % interval.
    """

    at: float
    first: float
    second: float
    gap: Estimate

    @property
    def mean(self) -> float:
        """The difference."""
        assert self.gap.mean is not None
        return self.gap.mean

    @property
    def half(self) -> float:
        """Half the width of its interval; 0 without one."""
        return 0.0 if self.gap.high is None else self.gap.high - self.mean


class Curve:
    """Points, each simulated once."""

    def __init__(self, asked: Asked, experiment: Experiment) -> None:
        self.asked = asked
        self._experiment = experiment
        self._points: dict[float, Point] = {}

    @property
    def points(self) -> list[Point]:
        """All of them, ascending."""
        return [self._points[at] for at in sorted(self._points)]

    def at(self, value: float) -> Point:
        """The difference at a value."""
        return self.through([value])[0]

    def through(self, values: Iterable[float]) -> list[Point]:
        """The difference at several values, simulated together.

        Raises:
            UsageError: the KPI is not defined at one.
        """
        wanted = list(values)
        new = [value for value in dict.fromkeys(wanted) if value not in self._points]
        inquiry, key = self.asked.inquiry, self.asked.span.key
        variants = {
            (name, value): Variant.of(name, {key: value})
            for value in new
            for name in (inquiry.first, inquiry.second)
        }
        samples = self._experiment.samples(variants.values())
        for value in new:
            first, second = (
                measured(inquiry.kpi, samples[variants[name, value]])
                for name in (inquiry.first, inquiry.second)
            )
            if first.theta is None or second.theta is None:
                raise UsageError(
                    f"{inquiry.kpi.title} is not defined there: nothing to divide by",
                    place=f"--over {key}", found=f"{value:g}", expected="another KPI or range",
                )  # fmt: skip
            gap = difference(first, second)
            self._points[value] = Point(value, first.theta, second.theta, gap)
        return [self._points[value] for value in wanted]
