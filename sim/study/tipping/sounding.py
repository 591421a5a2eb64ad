"""How far a number must move before the verdict is another one.

First a look: a few replications at both ends of what the number may be and half-way to them, on the
luck of the stated scenario. As the luck is the same, the change of the difference is known far
better than the difference itself, and most values are told by it to be too little. Where the
change, within its 99 % interval, may be enough, all replications are lived; and where the
difference has then the other sign, the nearest place at which it turns is closed in on.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from engine.errors import InputError, InputErrors, UsageError
from sim.study.statistics import Estimate, Measured, change_of, difference
from sim.study.tipping.asked import Asked
from sim.study.tipping.subjects import Subject
from sim.study.trials.experiment import Experiment
from sim.study.trials.inquiry import measured
from sim.study.trials.variant import Variant
from sim.study.turning.crossings import Crossing, crossing_between
from sim.study.turning.curve import Curve, Point

__all__ = ["Least", "Sounded", "Sounder"]

FIRST = 2
"""Replications after which a number that has changed nothing at either end is left alone."""
SURE = 0.99
"""Level of the interval by which a first look tells that a change is too little."""
BACK = (1.0, 0.99, 0.9, 0.75, 0.5, 0.25, 0.1)
"""Parts of the way to an end that are tried, one after the other, where the scenario refuses it."""
Pair = tuple[Measured, Measured]


@dataclass(frozen=True, slots=True)
class Least:
    """Where the lead is least among the values that were tried.

    Attributes:
        gap: first - second there.
    """

    at: float
    gap: float


@dataclass(frozen=True, slots=True)
class Sounded:
    """What came of a number.

    Attributes:
        low, high: how far it was tried.
        crossing: the nearest place at which the difference turns; None: it does not.
        least: where it does not turn: where the lead is least; None where nothing was lived.
        still: whether the number moves nothing at all.
        remark: what was refused, if something was.
    """

    subject: Subject
    low: float
    high: float
    crossing: Crossing | None = None
    least: Least | None = None
    still: bool = False
    remark: str | None = None

    @property
    def flips_at(self) -> float | None:
        """Where the verdict turns; of whole numbers the first on the other side."""
        if self.crossing is None:
            return None
        value, span = self.crossing.value, self.subject.span
        if not span.whole:
            return value
        return float(math.ceil(value) if value > span.now else math.floor(value))


@dataclass(frozen=True, slots=True)
class Look:
    """The difference at a value, by a few replications.

    Attributes:
        change: of the difference, from the stated value; ends None where there is no interval.
        same: whether both strategies come out exactly as stated.
    """

    change: Estimate
    same: bool

    def may_flip(self, lead: float) -> bool:
        """Whether the change may be as large as the lead, and against it."""
        end = self.change.low if lead > 0.0 else self.change.high
        return end is None or (lead + end) * lead <= 0.0

    def gap(self, lead: float) -> float:
        """The difference there."""
        assert self.change.mean is not None
        return lead + self.change.mean


@dataclass(slots=True)
class _Try:
    """A number on its way: values of either side, the nearest first, and what is known of them."""

    subject: Subject
    curve: Curve
    sides: tuple[tuple[float, ...], tuple[float, ...]]
    remark: str | None
    looks: dict[float, Look]

    @property
    def values(self) -> tuple[float, ...]:
        """All that are tried."""
        return (*self.sides[0], *self.sides[1])

    @property
    def ends(self) -> tuple[float, ...]:
        """The furthest of either side."""
        return tuple(side[-1] for side in self.sides if side)


class Sounder:
    """Sounds numbers, some at a time.

    Args:
        asked: what is looked at.
        experiment: lives it.

    Attributes:
        now: both strategies at the stated values.

    Raises:
        UsageError: the KPI is not defined at the stated values.
    """

    def __init__(self, asked: Asked, experiment: Experiment) -> None:
        self._asked = asked
        self._experiment = experiment
        self._kpi = asked.inquiry.kpi
        self.stated = tuple(Variant.of(name) for name in asked.inquiry.strategies)
        samples = experiment.samples(self.stated)
        self._samples = tuple(samples[one] for one in self.stated)
        first, second = self._pair(self._whole)
        if first.theta is None or second.theta is None:
            raise UsageError(
                f"{self._kpi.title} is not defined: nothing to divide by", place="--kpi",
                found=self._kpi.name, expected="another KPI",
            )  # fmt: skip
        self.now = Point(math.nan, first.theta, second.theta, difference(first, second))

    @property
    def _whole(self) -> int:
        return self._asked.inquiry.study.plan.replications

    def sound(self, subjects: Sequence[Subject]) -> list[Sounded]:
        """What comes of some numbers."""
        tries = [self._begin(subject) for subject in subjects]
        self._look({one.subject.key: (one, one.ends) for one in tries}, FIRST)
        moving = [one for one in tries if not self._is_still(one)]
        self._look({one.subject.key: (one, one.values) for one in moving}, self._asked.few)
        return [self._end(one) for one in tries]

    # --- what can be tried ------------------------------------------------------------------

    def _begin(self, subject: Subject) -> _Try:
        """Values on either side as far as the scenario takes them."""
        curve = Curve(self._asked.inquiry, subject.span, self._experiment, "--keys")
        sides, remarks = [], []
        for end in (subject.span.low, subject.span.high):
            side, remark = self._side(subject, curve, end)
            sides.append(side)
            if remark is not None and remark not in remarks:
                remarks.append(remark)
        return _Try(subject, curve, (sides[0], sides[1]), "; ".join(remarks) or None, {})

    def _side(
        self, subject: Subject, curve: Curve, end: float
    ) -> tuple[tuple[float, ...], str | None]:
        """Values on the way to an end, the nearest first, and why not as far as that."""
        reason: str | None = None
        now = subject.span.now
        for part in BACK:
            side = subject.side(now + part * (end - now))
            refused = self._refused(curve, side)
            if refused is None:
                return side, reason
            reason = reason or f"refused at {end:.4g}: {refused}"
        return (), reason

    def _refused(self, curve: Curve, values: Iterable[float]) -> str | None:
        """Why the scenario does not take one of these values; None: it takes them all."""
        for value in values:
            try:
                for variant in curve.variants(value):
                    self._experiment.life(variant)
            except InputErrors as errors:
                return errors.errors[0].message
            except InputError as error:
                return error.message
        return None

    # --- a first look -----------------------------------------------------------------------

    def _look(self, wanted: dict[str, tuple[_Try, tuple[float, ...]]], count: int) -> None:
        """Live a few replications of some values of several numbers together."""
        count = min(count, self._whole)
        pairs = {
            (key, value): one.curve.variants(value)
            for key, (one, values) in wanted.items()
            for value in values
        }
        numbers = range(count)
        samples = self._experiment.some(
            {variant: numbers for pair in pairs.values() for variant in pair}
        )
        stated = self._pair(count)
        for (key, value), (one, other) in pairs.items():
            found = measured(self._kpi, samples[one]), measured(self._kpi, samples[other])
            tried = wanted[key][0]
            if found[0].theta is None or found[1].theta is None:
                tried.looks.pop(value, None)
                tried.remark = f"{self._kpi.title} is not defined at {value:.4g}"
                tried.sides = (_before(tried.sides[0], value), _before(tried.sides[1], value))
                continue
            change = change_of(found, stated, SURE)
            same = all(
                np.array_equal(a.values, b.values, equal_nan=True)
                for a, b in zip(found, stated, strict=True)
            )
            tried.looks[value] = Look(change, same)

    def _pair(self, count: int) -> Pair:
        """Both strategies as stated, in their first replications."""
        first, second = (measured(self._kpi, one.first(count)) for one in self._samples)
        return first, second

    def _is_still(self, one: _Try) -> bool:
        """Whether nothing has moved at either end; tells who waits that no more comes of it."""
        still = bool(one.looks) and all(
            end in one.looks and one.looks[end].same for end in one.ends
        )
        if still:
            few, first = self._asked.few, min(FIRST, self._whole)
            self._experiment.expect(-2 * (few * len(one.values) - first * len(one.ends)))
        return still

    # --- closing in -------------------------------------------------------------------------

    def _end(self, one: _Try) -> Sounded:
        """What came of a number that was looked at."""
        low = one.sides[0][-1] if one.sides[0] else one.subject.span.now
        high = one.sides[1][-1] if one.sides[1] else one.subject.span.now
        reach = (one.subject, low, high)
        assert self.now.gap.mean is not None
        lead = self.now.gap.mean
        if not one.looks:
            return Sounded(*reach, remark=one.remark)
        if all(look.same for look in one.looks.values()):
            return Sounded(*reach, still=True, remark=one.remark)
        near = [value for value, look in one.looks.items() if look.may_flip(lead)]
        before = self._experiment.asked
        self._experiment.expect(2 * (self._whole - self._asked.few) * len(near))
        try:
            points = {point.at: point for point in one.curve.through(near)}
            flipped = [at for at, point in points.items() if point.mean * lead < 0.0]
            crossing = self._close(one, flipped) if flipped else None
        except UsageError as error:
            return Sounded(*reach, remark=error.message)
        known = (self._whole - self._asked.few) * 2 * len(near)
        self._experiment.expect(self._experiment.asked - before - known)
        if crossing is not None:
            return Sounded(*reach, crossing=crossing, remark=one.remark)
        least = min(
            (
                Least(value, points[value].mean if value in points else look.gap(lead))
                for value, look in one.looks.items()
            ),
            key=lambda found: (found.gap * math.copysign(1.0, lead), found.at),
        )
        return Sounded(*reach, least=least, remark=one.remark)

    def _close(self, one: _Try, flipped: Sequence[float]) -> Crossing:
        """The nearest crossing, where some values have the other sign."""
        curve, now = one.curve, one.subject.span.now
        (stated,) = curve.through([now])
        if not stated.gap.excludes_zero():  # its band reaches over to the other side
            curve.through(one.values)
        brackets = []
        for side in one.sides:
            outer = next((value for value in side if value in flipped), None)
            if outer is not None:
                path = curve.through([now, *side])
                place = side.index(outer) + 1
                inner = next(point for point in path[place - 1 :: -1] if point.mean != 0.0)
                brackets.append((inner, path[place]))
        # a side whose crossing cannot be the nearer one is not closed in on
        furthest = min(abs(outer.at - now) for _, outer in brackets)
        found = [
            crossing_between(curve, *sorted(both, key=lambda point: point.at))
            for both in brackets
            if abs(both[0].at - now) < furthest
        ]
        return min(found, key=lambda crossing: (abs(crossing.value - now), crossing.value))


def _before(side: tuple[float, ...], value: float) -> tuple[float, ...]:
    """The values of a side that come before one; all, where it is not on this side."""
    return side[: side.index(value)] if value in side else side
