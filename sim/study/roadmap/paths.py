"""What paths earn: states that follow one another, each with its rate of profit and its set-up.

A path takes one step every so many days, the first at once, and stays with its last state. Over the
horizon it gains against staying as one is

    sum over steps k of (rate(S_k) - rate(nothing)) * days in S_k - set-up of step k

and the set-up of a step is, dial by dial, what its state sets up beyond all that the path, or the
firm before it, has set up already. A set of steps and what has been set up by then is all that the
rest of a path hangs on, so the best paths are found set by set, the smaller first (Held and Karp,
"A dynamic programming approach to sequencing problems", Journal of the SIAM 10, 1962).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from sim.study.statistics import Values

__all__ = ["Leg", "Path", "Ranked", "State", "Terms", "Worth", "best_paths", "gain", "legs"]

State = frozenset[str]
"""Steps that have been taken."""
Path = tuple[str, ...]
"""Steps in their order."""
EVEN = 6
"""Digits after the minor unit from which on two paths earn the same."""


@dataclass(frozen=True)
class Worth:
    """What a state earns and takes.

    Attributes:
        rate: shape ``(replications,)``, profit a day before set-up, minor units.
        setup: by dial, and ``channels``: paid once to have it, minor units.
        running: platform a day, minor units: what `rate` has paid already.
        served: shape ``(replications,)`` or ``(1,)``, hours of calls and services a day, which
            `rate` has not paid. wage: minor units an hour, 0 where none is known.
    """

    rate: Values
    setup: Mapping[str, float]
    running: float
    served: Values = field(default_factory=lambda: np.zeros(1))
    wage: float = 0.0

    @property
    def mean(self) -> float:
        """Profit a day."""
        return math.fsum(self.rate) / self.rate.size


@dataclass(frozen=True, slots=True)
class Terms:
    """Days from one step to the next, and days that count."""

    every: float
    horizon: float

    @property
    def most(self) -> int:
        """Steps that begin before the horizon."""
        return math.ceil(self.horizon / self.every)


class Leg(NamedTuple):
    """One step of a path: its state from a day to a day, and what it sets up."""

    step: str
    state: State
    begin: float
    end: float
    setup: float


class Ranked(NamedTuple):
    """A path and what it gains over the horizon by the means, minor units."""

    gain: float
    path: Path


def legs(path: Path, worth: Mapping[State, Worth], terms: Terms) -> Iterator[Leg]:
    """The steps of a path, in order."""
    paid = dict(worth[frozenset()].setup)
    state: State = frozenset()
    for number, step in enumerate(path):
        state |= {step}
        begin = number * terms.every
        end = begin + terms.every if number + 1 < len(path) else terms.horizon
        setup = worth[state].setup
        yield Leg(step, state, begin, min(end, terms.horizon), _charge(paid, setup))
        paid = _paid(paid, setup)


def gain(path: Path, worth: Mapping[State, Worth], terms: Terms) -> Values:
    """Shape ``(replications,)``: what a path gains over the horizon against staying."""
    base = worth[frozenset()].rate
    total = np.zeros(base.shape)
    for leg in legs(path, worth, terms):
        total += (worth[leg.state].rate - base) * (leg.end - leg.begin) - leg.setup
    return total


def _charge(paid: Mapping[str, float], setup: Mapping[str, float]) -> float:
    return sum(max(0.0, cost - paid.get(name, 0.0)) for name, cost in setup.items())


def _paid(paid: Mapping[str, float], setup: Mapping[str, float]) -> dict[str, float]:
    return {name: max(paid.get(name, 0.0), setup.get(name, 0.0)) for name in {**paid, **setup}}


_Label = tuple[State, tuple[tuple[str, float], ...]]


def best_paths(
    items: Sequence[str],
    worth: Mapping[State, Worth],
    terms: Terms,
    *,
    first: str | None = None,
    everything: bool = False,
) -> list[Ranked]:
    """The two paths that gain most, the better first; staying is one of them.

    Of paths that gain the same the shorter comes first, then those of earlier items.

    Args:
        items: steps that can be taken.
        worth: states that paths may go through; others are closed to them.
        first: the step to begin with; None: any, or none.
        everything: whether only paths count that take all steps.
    """
    base = worth[frozenset()]
    mean = {state: one.mean - base.mean for state, one in worth.items()}
    place = {item: number for number, item in enumerate(items)}
    nothing = tuple(sorted(base.setup.items()))
    layer: dict[_Label, list[Ranked]] = {(frozenset(), nothing): [Ranked(0.0, ())]}
    ends = [Ranked(0.0, ())]
    for number in range(min(terms.most, len(items))):
        following: dict[_Label, list[Ranked]] = {}
        for (state, paid), ways in layer.items():
            lasted = mean[state] * terms.every  # 0 of the first
            for item in (first,) if first is not None and not number else items:
                then = state | {item}
                if item in state or then not in worth:
                    continue
                setup = worth[then].setup
                label = (then, tuple(sorted(_paid(dict(paid), setup).items())))
                charge = _charge(dict(paid), setup)
                following.setdefault(label, []).extend(
                    Ranked(way.gain + lasted - charge, (*way.path, item)) for way in ways
                )
        layer = {label: _two(ways, place) for label, ways in following.items()}
        left = terms.horizon - number * terms.every
        ends += [
            Ranked(way.gain + mean[state] * left, way.path)
            for (state, _), ways in layer.items()
            for way in ways
        ]
    wanted = [
        one
        for one in ends
        if (first is None or one.path) and not (everything and len(one.path) < len(items))
    ]
    return _two(wanted, place)


def _two(ways: list[Ranked], place: Mapping[str, int]) -> list[Ranked]:
    """The best two, in order."""

    def order(one: Ranked) -> tuple[float, int, list[int]]:
        return -round(one.gain, EVEN), len(one.path), [place[item] for item in one.path]

    return sorted(ways, key=order)[:2]
