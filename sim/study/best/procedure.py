"""Which of many is the best, with a stated probability: the fully sequential procedure of Kim and
Nelson (2001), on paired differences.

All k systems have n0 values to begin with. With S2(i, l) the sample variance of the difference of
two of them, where replication r of all shares its luck,

    eta = ((2 alpha / (k - 1)) ** (-2 / (n0 - 1)) - 1) / 2,    h2 = 2 eta (n0 - 1)
    W(i, l; r) = max(0, delta / (2 r) (h2 S2(i, l) / delta ** 2 - r))

and a system goes once its mean over r values is more than W below that of another one that is
left. Where one is better than every other by delta or more, it is the one that is left at the end
with probability 1 - alpha at least; else what is left is within delta of the best as often, where
differences are about normal. Common luck makes S2 small, and the procedure is built on S2: sums of
the two variances, as one published implementation has them, would throw that away. Looking less
often than after each value only makes it err less.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.study.statistics import Values

__all__ = ["Race"]


@dataclass
class Race:
    """Systems of which those that fall behind are left out.

    Args:
        names: of the systems, in an order that settles ties.
        delta: difference that matters, in the unit of the values.
        alpha: 1 less the probability to be right.
        first: values of each before any can go (n0).

    Attributes:
        left: those that are in it.
        gone: by name, after how many values it fell behind, and behind whom.
        done: values of those that are left.
    """

    names: Sequence[str]
    delta: float
    alpha: float
    first: int
    left: list[str] = field(init=False)
    gone: dict[str, tuple[int, str]] = field(init=False, default_factory=dict)
    done: int = field(init=False, default=0)
    _spread: dict[tuple[str, str], float] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.left = list(self.names)

    @property
    def factor(self) -> float:
        """h2 of the formula."""
        others = len(self.names) - 1
        if others < 1:
            return 0.0
        eta = 0.5 * (math.pow(2.0 * self.alpha / others, -2.0 / (self.first - 1)) - 1.0)
        return 2.0 * eta * (self.first - 1)

    @property
    def longest(self) -> int:
        """Values after which one alone is left for certain; of those left, known from n0 on."""
        most = max((self._spread.get(pair, 0.0) for pair in self._pairs()), default=0.0)
        return max(self.first, math.floor(self.factor * most / self.delta**2) + 1)

    @property
    def over(self) -> bool:
        """Whether one is left."""
        return len(self.left) == 1

    def run(self, values: Mapping[str, Values]) -> None:
        """Go on with these values; the more are handed over at once, the fewer looks there are.

        Args:
            values: shape ``(n,)`` each, all of those that are left so far; larger is better.
        """
        count = min(len(values[name]) for name in self.left)
        if not self._spread:
            self._measure(values)
        self.done = count
        if not self.over:
            self._drop({name: float(np.mean(values[name][:count])) for name in self.left})
        if not self.over and count >= self.longest:
            self._end({name: float(np.mean(values[name][:count])) for name in self.left})

    def _measure(self, values: Mapping[str, Values]) -> None:
        for one, other in self._pairs():
            gap = values[one][: self.first] - values[other][: self.first]
            self._spread[one, other] = float(np.var(gap, ddof=1))

    def _pairs(self) -> list[tuple[str, str]]:
        return [
            (one, other) for place, one in enumerate(self.left) for other in self.left[place + 1 :]
        ]

    def _drop(self, means: Mapping[str, float]) -> None:
        """Leave out all that are too far behind another one that was in it as this look began."""
        behind: dict[str, tuple[float, str]] = {}
        for one, other in self._pairs():
            allowed = self._allowed(self._spread[one, other])
            for low, high in ((one, other), (other, one)):
                lead = means[high] - means[low] - allowed
                if lead > 0.0 and lead > behind.get(low, (0.0, ""))[0]:
                    behind[low] = (lead, high)
        for name, (_, ahead) in behind.items():
            self.gone[name] = (self.done, ahead)
        self.left = [name for name in self.left if name not in behind]

    def _allowed(self, spread: float) -> float:
        room = self.factor * spread / self.delta**2 - self.done
        return max(0.0, 0.5 * self.delta / self.done * room)

    def _end(self, means: Mapping[str, float]) -> None:
        """Nobody can be told apart any more: the best mean, the first of those that tie."""
        best = max(self.left, key=lambda name: means[name])
        for name in self.left:
            if name != best:
                self.gone[name] = (self.done, best)
        self.left = [best]
