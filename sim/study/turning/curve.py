"""The difference of two strategies as a number goes through its range."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.errors import UsageError
from sim.study.statistics import Estimate, difference
from sim.study.trials.experiment import Experiment
from sim.study.trials.inquiry import Inquiry, measured
from sim.study.trials.moving import moved
from sim.study.trials.ranges import Span
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
    """Points, each simulated once.

    Args:
        inquiry: the two strategies, and the KPI.
        span: the number, and how far it goes.
        experiment: lives them.
        place: what asked for it, for messages.
    """

    def __init__(
        self, inquiry: Inquiry, span: Span, experiment: Experiment, place: str = "--over"
    ) -> None:
        self.span = span
        self._inquiry = inquiry
        self._experiment = experiment
        self._place = place
        self._points: dict[float, Point] = {}

    @property
    def points(self) -> list[Point]:
        """All of them, ascending."""
        return [self._points[at] for at in sorted(self._points)]

    def at(self, value: float) -> Point:
        """The difference at a value."""
        return self.through([value])[0]

    def variants(self, value: float) -> tuple[Variant, Variant]:
        """Both strategies at a value of the number; at the stated one, as the file has it.

        Raises:
            UsageError: the number cannot have it.
        """
        values = {}
        if value != self.span.now:
            stated = self._inquiry.study.scenario
            values = moved(stated, {self.span.key: value}, self._place)
        first, second = (
            Variant.of(name, values) for name in (self._inquiry.first, self._inquiry.second)
        )
        return first, second

    def through(self, values: Iterable[float]) -> list[Point]:
        """The difference at several values, simulated together.

        Raises:
            InputError: a value that does not fit, or the KPI is not defined there.
        """
        wanted = list(values)
        new = [value for value in dict.fromkeys(wanted) if value not in self._points]
        variants = {value: self.variants(value) for value in new}
        samples = self._experiment.samples(one for both in variants.values() for one in both)
        kpi = self._inquiry.kpi
        for value in new:
            first, second = (measured(kpi, samples[one]) for one in variants[value])
            if first.theta is None or second.theta is None:
                raise UsageError(
                    f"{kpi.title} is not defined there: nothing to divide by",
                    place=f"{self._place} {self.span.key}", found=f"{value:g}",
                    expected="another KPI or range",
                )  # fmt: skip
            gap = difference(first, second)
            self._points[value] = Point(value, first.theta, second.theta, gap)
        return [self._points[value] for value in wanted]
