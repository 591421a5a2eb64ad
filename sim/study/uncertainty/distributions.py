"""Distributions over a range, by inversion.

==========  =======================================================================================
uniform     every value from low to high alike; what is taken where no ``dist`` is given
triangular  from low to high, with its peak at the stated value
normal      low and high are its 2.5 % and 97.5 % points
lognormal   the same, of the logarithm
==========  =======================================================================================

A normal or lognormal range goes beyond its ends in one case of twenty, but never beyond what the
number can be (a share stays within 0 and 1): there it is cut off, and the rest scaled up. Whole
numbers: uniform and triangular ranges give each whole number from low to high the weight of the
stretch of length 1 around it; the others are rounded.
"""

from __future__ import annotations

import math

import numpy as np

from engine.numerics import exp, log, normal_quantile
from sim.scenario.uncertain import Uncertain
from sim.study.statistics import Values

TAIL = 0.975
"""Probability below the high end of a normal or lognormal range."""
_BISECTIONS = 60


def values_at(number: Uncertain, probabilities: Values) -> Values:
    """The values of a number at these probabilities.

    Args:
        probabilities: any shape, in (0, 1).

    Returns:
        The same shape, in the number's plain unit, within what its field allows.
    """
    low, high = number.low, number.high
    if low == high:
        return np.full(probabilities.shape, low)
    bounded = number.dist in ("uniform", "triangular")
    if number.whole and bounded:
        low, high = low - 0.5, high + 0.5
    if number.dist == "uniform":
        found = low + probabilities * (high - low)
    elif number.dist == "triangular":
        found = _triangular(low, min(max(number.value, low), high), high, probabilities)
    else:
        found = _normal(number, probabilities)
    if number.whole:
        found = np.rint(found)
    least, most = (number.low, number.high) if bounded else (number.least, number.most)
    return np.asarray(np.clip(found, least, most), np.float64)


def _triangular(low: float, peak: float, high: float, probabilities: Values) -> Values:
    below = (peak - low) / (high - low)
    rising = low + np.sqrt(probabilities * (high - low) * (peak - low))
    falling = high - np.sqrt((1.0 - probabilities) * (high - low) * (high - peak))
    return np.where(probabilities < below, rising, falling)


def _normal(number: Uncertain, probabilities: Values) -> Values:
    """Normal or lognormal, cut off where the field ends."""
    ends = [number.low, number.high, number.least, number.most]
    logarithmic = number.dist == "lognormal"
    if logarithmic:
        ends = [_log(end) for end in ends]
    low, high, least, most = ends
    centre, spread = (low + high) / 2.0, (high - low) / 2.0 / normal_quantile(TAIL)
    first, last = _below((least - centre) / spread), _below((most - centre) / spread)
    inside = first + probabilities * (last - first)
    flat = np.array([centre + spread * normal_quantile(float(p)) for p in inside.ravel()])
    if logarithmic:
        flat = np.array([exp(float(value)) for value in flat])
    return flat.reshape(probabilities.shape)


def _log(value: float) -> float:
    if value <= 0.0:
        return -math.inf
    return log(value) if math.isfinite(value) else math.inf


def _below(z: float) -> float:
    """The standard normal distribution function, as the inverse of `normal_quantile`.

    So it comes from our own arithmetic, the same on every machine.
    """
    if math.isinf(z):
        return 0.0 if z < 0.0 else 1.0
    low, high = 0.0, 1.0
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2.0
        if normal_quantile(middle) < z:
            low = middle
        else:
            high = middle
    return (low + high) / 2.0
