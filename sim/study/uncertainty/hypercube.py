"""A Latin hypercube over named numbers (McKay, Beckman and Conover 1979).

With K draws the distribution of each number is cut into K strata of equal probability, and each
stratum is hit once: draw k of a number lies in stratum pi(k), at (pi(k) + v(k)) / K. The
permutation pi is the order of K uniforms, v(k) is another one; both come from the counter-based
generator, addressed by the number's name and k alone. So neither the order of the numbers nor
what other numbers there are moves a draw, and the permutations of two numbers are independent.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from engine.random import name_hash, uniform_pair
from sim.study.statistics import Values

KIND = 255
"""Kind of draw of inputs: the last there is, so that no kind of behaviour's meets it."""
ENTITY_BITS = 24


def hypercube(keys: Iterable[str], draws: int, seed: int) -> dict[str, Values]:
    """Probabilities in (0, 1) at which each number is to be taken.

    Args:
        keys: names of the numbers.
        draws: 1 to 65,535.
        seed: 64 bits.

    Returns:
        By name, shape ``(draws,)``; one value in each stratum.
    """
    return {key: _strata(key, draws, seed) for key in keys}


def _strata(key: str, draws: int, seed: int) -> Values:
    # All 64 bits of the name go into the counter: in 24 two names could meet, and move together.
    name = name_hash(key)
    who, entity = np.uint64(name >> ENTITY_BITS), np.uint64(name & ((1 << ENTITY_BITS) - 1))
    zero = np.uint64(0)
    pairs = np.array(
        [
            uniform_pair(np.uint64(seed), who, zero, np.uint64(KIND), entity, zero, np.uint64(k))
            for k in range(draws)
        ]
    )
    stratum = np.empty(draws)
    stratum[np.argsort(pairs[:, 0], kind="stable")] = np.arange(draws)
    return np.asarray((stratum + pairs[:, 1]) / draws, np.float64)
