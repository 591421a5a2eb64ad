"""Which states are lived: all of them where steps are few, else those that a greedy search meets.

The search stands at a set of steps. It lives what each further step, and each further pair of
steps, would lead to, as one alone often brings nothing where two do; and where an action waits for
three channels or more, these. It takes the first step of what gains most over the rest of the
horizon, and looks again, until nothing gains. The best path is then looked for among all states
that were met (`sim.study.roadmap.paths`), so it gains at least what the search's own path does.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from itertools import combinations, permutations

from sim.study.roadmap.asked import Asked
from sim.study.roadmap.paths import Path, State, gain
from sim.study.roadmap.states import States
from sim.study.shapley import coalitions

__all__ = ["explore"]

PAIR = 2


def explore(asked: Asked, states: States) -> None:
    """Live all states among which the best path is looked for."""
    if asked.whole:
        states.need(coalitions(tuple(asked.items)))
        return
    path: Path = ()
    states.need([frozenset()])
    while len(path) < asked.terms.most:
        best = max(
            (
                (_gain(asked, states, (*path, *more)), more)
                for more in _further(asked, states, path)
            ),
            key=lambda one: one[0],
            default=(0.0, ()),
        )
        if not best[1] or best[0] <= _gain(asked, states, path):
            return
        path = (*path, best[1][0])


def _gain(asked: Asked, states: States, path: Path) -> float:
    values = gain(path, states.worth, asked.terms)
    return math.fsum(values) / values.size


def _further(asked: Asked, states: States, path: Path) -> Iterator[Path]:
    """Steps by which a path may go on, all of whose states have been lived."""
    left = [name for name in asked.items if name not in path]
    taken: State = frozenset(path)
    room = asked.terms.most - len(path)
    pairs = list(combinations(left, PAIR)) if room >= PAIR else []
    states.need(taken.union(more) for more in [*((one,) for one in left), *pairs])
    yield from ((one,) for one in left)
    for pair in pairs:
        yield from permutations(pair)
    for wanted in _bundles(asked, left, first=not path):
        if PAIR < len(wanted) <= room:
            yield _chain(asked, states, path, wanted)


def _bundles(asked: Asked, left: Iterable[str], *, first: bool) -> list[tuple[str, ...]]:
    """Steps that an action waits for, all of them; at first all steps that there are."""
    by_channel = {channel: name for name, item in asked.items.items() for channel in item.channels}
    wanted = []
    for needed in asked.way.carriers.values():
        if needed <= set(by_channel):
            names = {by_channel[channel] for channel in needed}
            wanted.append(tuple(name for name in left if name in names))
    if first:
        wanted.append(tuple(left))
    return list(dict.fromkeys(wanted))


def _chain(asked: Asked, states: States, path: Path, wanted: tuple[str, ...]) -> Path:
    """These steps, those first that alone gain most."""

    def alone(name: str) -> tuple[float, int]:
        return -_gain(asked, states, (*path, name)), wanted.index(name)

    chain = tuple(sorted(wanted, key=alone))
    states.need(frozenset((*path, *chain[: place + 1])) for place in range(len(chain)))
    return chain
