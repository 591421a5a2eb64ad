"""Shapley values: a difference shared out among what makes it, exactly.

Of players N and a worth v(S) of each set of them, player i gets

    phi(i) = sum over S without i of |S|! (n - |S| - 1)! / n! (v(S + i) - v(S))

the mean of what it adds over all orders in which the players may come (Shapley, "A value for
n-person games", Annals of Mathematics Studies 28, 1953). The shares add up to v(N) - v(nothing).
With many players orders are drawn, each with its reverse (Castro, Gomez and Tejada, "Polynomial
calculation of the Shapley value based on sampling", Computers and Operations Research 36, 2009);
the shares of every single order add up as well.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations

import numpy as np

from engine.random import name_hash, uniform

__all__ = [
    "Coalition",
    "coalitions",
    "largest_remainder",
    "orders",
    "shapley",
    "steps",
    "weight",
]

Coalition = frozenset[str]
KIND = 254
"""Kind of the draw of an order: no other draw has the number."""
ENTITY_BITS = 24


def coalitions(players: Sequence[str]) -> Iterator[Coalition]:
    """All sets of players, the smaller first."""
    for size in range(len(players) + 1):
        for some in combinations(players, size):
            yield frozenset(some)


def weight(player: str, coalition: Coalition, count: int) -> Fraction:
    """By what a set's worth counts in a player's share; `count` players in all."""
    size = len(coalition)
    if player in coalition:
        return Fraction(1, count * math.comb(count - 1, size - 1))
    return Fraction(-1, count * math.comb(count - 1, size))


def shapley(players: Sequence[str], worth: Mapping[Coalition, Fraction]) -> dict[str, Fraction]:
    """Exact shares of all players, from the worth of all `coalitions`."""
    return {
        player: sum(
            (weight(player, each, len(players)) * value for each, value in worth.items()),
            Fraction(0),
        )
        for player in players
    }


def orders(
    players: Sequence[str], pairs: int, seed: int, replication: int
) -> list[tuple[str, ...]]:
    """Orders drawn for one replication, each followed by its reverse.

    A player's draw is addressed by its name, so other players do not move it.
    """
    found = []
    for pair in range(pairs):
        drawn = {player: _draw(player, seed, replication, pair) for player in players}
        order = tuple(sorted(players, key=lambda player: (drawn[player], player)))
        found += [order, order[::-1]]
    return found


def _draw(player: str, seed: int, replication: int, pair: int) -> float:
    name = name_hash(player)
    return float(
        uniform(
            np.uint64(seed), np.uint64(name >> ENTITY_BITS), np.uint64(replication),
            np.uint64(KIND), np.uint64(name & ((1 << ENTITY_BITS) - 1)), np.uint64(0),
            np.uint64(pair),
        )
    )  # fmt: skip


def steps(order: Sequence[str]) -> Iterator[tuple[str, Coalition, Coalition]]:
    """Each player of an order with the sets before and after it came."""
    before: Coalition = frozenset()
    for player in order:
        after = before | {player}
        yield player, before, after
        before = after


def largest_remainder(parts: Mapping[str, Fraction], total: int) -> dict[str, int]:
    """Parts as whole numbers that add up to the total, none a whole number or more off.

    Rounded down first; what is missing goes to the largest remainders, of equals the first.

    Args:
        total: the sum of the parts, rounded.
    """
    floors = {name: math.floor(part) for name, part in parts.items()}
    missing = total - sum(floors.values())
    by_rest = sorted(parts, key=lambda name: (floors[name] - parts[name], list(parts).index(name)))
    for name in by_rest[:missing]:
        floors[name] += 1
    return floors
