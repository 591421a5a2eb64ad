"""Whether a verdict stands: signs of differences, and what lies beyond chance.

A verdict is that of two strategies one earns more, beyond chance: the 95 % interval of their
difference excludes 0. It *stands* where the same can be said with a mechanism switched. That it
*flips* is a claim picked out of many comparisons, so it is made only where an interval at the joint
level of all of them (Bonferroni) lies on the other side of 0: no more than one table in twenty then
holds a flip that is none.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.study.statistics import Estimate, Measured, change_of, difference, joint_level

__all__ = ["DECIDED", "FLIPS", "OPEN", "STANDS", "UNUSED", "Gap", "gap_of", "judge"]

STANDS, FLIPS, OPEN, DECIDED, UNUSED = (
    "stands", "flips", "no longer decided", "now decided", "not at work",
)  # fmt: skip
SEVERITY = {FLIPS: 0, DECIDED: 1, OPEN: 2, STANDS: 3, UNUSED: 4}
"""What a reader should see first."""


@dataclass(frozen=True, slots=True)
class Gap:
    """The difference of the two strategies with a mechanism switched.

    Attributes:
        verdict: one of the words above; None without intervals.
        found: first - second, with its 95 % interval.
        joint: the same at the joint level of all comparisons.
        change: by how much it is other than as stated, paired.
        unchanged: whether every replication is what it is as stated.
    """

    verdict: str | None
    found: Estimate
    joint: Estimate
    change: Estimate
    unchanged: bool


def gap_of(
    first: Measured, second: Measured, stated: tuple[Measured, Measured], comparisons: int
) -> Gap:
    """The difference of two strategies beside what it is as stated.

    Args:
        stated: both as the scenario has them.
        comparisons: how many such differences are shown.
    """
    found = difference(first, second)
    joint = difference(first, second, joint_level(comparisons))
    base = difference(*stated)
    same = all(
        one.theta == other.theta and one.values.tobytes() == other.values.tobytes()
        for one, other in zip((first, second), stated, strict=True)
    )
    word = UNUSED if same else judge(base, found, joint)
    return Gap(word, found, joint, change_of((first, second), stated), same)


def judge(base: Estimate, found: Estimate, joint: Estimate) -> str | None:
    """What becomes of a verdict.

    Args:
        base: the difference as stated.
        found, joint: the same, switched, at 95 % and at the joint level.

    Returns:
        None where an interval is missing.
    """
    if base.mean is None or found.mean is None or not (base.has_interval and found.has_interval):
        return None
    if not base.excludes_zero():
        return DECIDED if joint.excludes_zero() else STANDS
    same_side = (base.mean > 0.0) == (found.mean > 0.0)
    if same_side and found.excludes_zero():
        return STANDS
    return FLIPS if not same_side and joint.excludes_zero() else OPEN
