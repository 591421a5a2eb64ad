"""Shadow prices: one a budget, so that the picks of all customers keep to it (DESIGN §6).

A price says how much value a unit of money must bring. It is found (`engine.price_search`) on a
fixed grid of 64 steps an octave, where the demand of all customers meets the allowance; demand is
summed in integers: the order of rows never matters. At the grid step where it crosses the allowance
a share of the customers at the margin still gets through, so that expected demand meets it.
"""

from __future__ import annotations

import numpy as np

from engine.kernels import kernel

STEPS_PER_OCTAVE = 64
LOWEST_OCTAVE, HIGHEST_OCTAVE = -30, 30
GRID = (HIGHEST_OCTAVE - LOWEST_OCTAVE) * STEPS_PER_OCTAVE
_FIRST = (1023 + LOWEST_OCTAVE) * STEPS_PER_OCTAVE
_SHIFT = 46  # a float64 has 52 bits of mantissa; 6 of them make 64 steps an octave


@kernel
def grid_price(place):
    """Price at a place of the grid: 0 is free of charge, GRID or above shuts paid actions out."""
    if place <= 0:
        return 0.0
    if place >= GRID:
        return np.inf
    return np.int64((_FIRST + place) << _SHIFT).view(np.float64)


@kernel
def grid_place(price):
    """The first place of the grid whose price is at least `price`."""
    if price <= 0.0:
        return 0
    place = (np.float64(price).view(np.int64) >> _SHIFT) - _FIRST
    while place > 0 and grid_price(place - 1) >= price:
        place -= 1
    while place < GRID and grid_price(place) < price:
        place += 1
    return max(place, 0)
