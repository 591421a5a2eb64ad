"""One point that was tried."""

from __future__ import annotations

from dataclasses import dataclass

from sim.study.optimise.space import Point

__all__ = ["Trial"]


@dataclass(frozen=True, slots=True)
class Trial:
    """A point, and how it came out on the replications of the search.

    Attributes:
        point: where.
        stage: what it was tried for: "stated", "start", "spread", "step", "all".
        replications: how many were lived.
        value: mean of the KPI, the more the better; of one that was dropped, that of what it fell
            behind plus the paired difference.
        violation: how far beyond the bounds, 0 where it keeps all.
        dropped: whether it fell behind so clearly that it was given up early.
    """

    point: Point
    stage: str
    replications: int
    value: float
    violation: float
    dropped: bool

    @property
    def rank(self) -> tuple[float, float]:
        """The larger the better: what keeps the bounds first, by value; then by violation."""
        return -self.violation, self.value

    def beats(self, other: Trial | None) -> bool:
        """Whether it is better than another one; what was dropped beats nothing."""
        return not self.dropped and (other is None or self.rank > other.rank)
