"""Who is best at a point of a map, and by how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.study.kpis import Kpi
from sim.study.statistics import UNDEFINED, Estimate, Measured, joint_differences
from sim.study.trials.experiment import Experiment
from sim.study.trials.inquiry import measured
from sim.study.winmap.asked import Asked, Place
from sim.study.winmap.refining import Patch

__all__ = ["Spot", "filled_in", "judged", "lived"]

TOGETHER = 16
"""Variants that are lived together: markets that are kept at the same time."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A point of a map.

    Attributes:
        best: the best strategy; None where the KPI is not defined for all.
        decided: whether that is beyond chance: the joint 95 % intervals of best minus every other
            strategy hold no 0; None where there are no intervals.
        next_best: who is nearest to it.
        gap: best minus next best, with its joint interval; without one where it is filled in.
        simulated: whether it was, or lies among points that were.
    """

    best: str | None
    decided: bool | None
    next_best: str | None
    gap: Estimate
    simulated: bool = True


def judged(kpi: Kpi, found: Mapping[str, Measured], baseline: str) -> Spot:
    """Who is best of some strategies; a tie goes to the baseline, else to the first.

    Args:
        found: the KPI by strategy, at least two.
    """
    if any(one.theta is None for one in found.values()):
        return Spot(None, None, None, UNDEFINED)
    sign = 1.0 if kpi.better == "higher" else -1.0
    values = {name: sign * (one.theta or 0.0) for name, one in found.items()}
    top = max(values.values())
    tied = [name for name, value in values.items() if value == top]
    best = baseline if baseline in tied else tied[0]
    others = {name: one for name, one in found.items() if name != best}
    gaps = joint_differences(found[best], others)
    nearest = min(gaps, key=lambda name: abs(gaps[name].mean or 0.0))
    decided = None
    if all(gap.has_interval for gap in gaps.values()):
        decided = all(gap.excludes_zero() for gap in gaps.values())
    return Spot(best, decided, nearest, gaps[nearest])


def lived(asked: Asked, experiment: Experiment, places: Sequence[Place]) -> dict[Place, Spot]:
    """Simulate points.

    Raises:
        InputError: values that do not fit. RunError: failed while working.
    """
    inquiry = asked.inquiry
    together = max(1, TOGETHER // len(inquiry.strategies))
    found = {}
    for start in range(0, len(places), together):
        variants = {place: asked.variants(place) for place in places[start : start + together]}
        samples = experiment.samples(one for each in variants.values() for one in each.values())
        for place, each in variants.items():
            told = {name: measured(inquiry.kpi, samples[one]) for name, one in each.items()}
            found[place] = judged(inquiry.kpi, told, asked.baseline)
    return found


def filled_in(known: Mapping[Place, Spot], patches: Sequence[Patch]) -> dict[Place, Spot]:
    """All points: those that are known, and those between them.

    A point that was not simulated has the winner of the corners of its rectangle, the smallest
    that it lies in, and a difference between theirs, in proportion.
    """
    found = dict(known)
    for patch in sorted(patches, key=lambda one: (one.size, one)):
        for place in patch.places:
            if place not in found:
                found[place] = _between(patch, place, known)
    return found


def _between(patch: Patch, place: Place, known: Mapping[Place, Spot]) -> Spot:
    corners = [known[corner] for corner in patch.corners]
    right = (place[0] - patch.left) / (patch.right - patch.left)
    up = (place[1] - patch.low) / (patch.high - patch.low)
    weights = ((1 - right) * (1 - up), (1 - right) * up, right * (1 - up), right * up)
    means = [spot.gap.mean for spot in corners]
    gap = UNDEFINED
    if None not in means:
        gap = Estimate(sum(w * (mean or 0.0) for w, mean in zip(weights, means, strict=True)))
    nearest = {spot.next_best for spot in corners}
    return Spot(
        corners[0].best,
        corners[0].decided,
        nearest.pop() if len(nearest) == 1 else None,
        gap,
        simulated=False,
    )
