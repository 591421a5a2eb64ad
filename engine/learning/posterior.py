"""Beta posteriors of learned rates, for people to read."""

from __future__ import annotations

from dataclasses import dataclass

from engine.catalog import Catalog, Learned
from engine.learning.counts import Counts, count_arrays, segment_values

__all__ = ["Rate", "rates_of"]

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Rate:
    """What is known of an action's rate in a segment.

    Attributes:
        segment: value of the segment's field; None: customers without one, whose rate is that of
            all counts together, or everybody where there are no segments.
        segmented: whether the action learns by segment.
        trials, successes: counts that the posterior is of.
        mean: of the posterior, which is the propensity; low, high: its central 95 % interval.
    """

    action: str
    segment: str | None
    segmented: bool
    trials: float
    successes: float
    mean: float
    low: float
    high: float


def rates_of(catalog: Catalog, learned: Counts) -> list[Rate]:
    """Rates of all actions that learn, by name; of each its segments, then of all together.

    Raises:
        UsageError: counts that do not fit the catalogue.
    """
    trials, successes = count_arrays(catalog, learned)
    found = []
    for t, (action, place) in enumerate(catalog.treatments):
        estimate = action.propensity
        if place or not isinstance(estimate, Learned):
            continue
        values = segment_values(catalog, action)
        for at, value in [*enumerate(values), (-1, None)]:
            counted = float(trials[t, at]), float(successes[t, at])
            found.append(
                Rate(action.name, value, bool(values), *counted, *_interval(estimate, *counted))
            )
    return found


def _interval(estimate: Learned, trials: float, successes: float) -> tuple[float, float, float]:
    """Mean, low and high of Beta(prior × strength + successes, the same of failures)."""
    from scipy.stats import beta  # seconds to import, and no decision needs it

    a = estimate.prior * estimate.strength + successes
    b = estimate.strength - estimate.prior * estimate.strength + (trials - successes)
    mean = a / (estimate.strength + trials)
    if a <= 0.0 or b <= 0.0:  # all weight on 0 or on 1
        return mean, mean, mean
    tail = (1.0 - LEVEL) / 2.0
    low, high = beta.ppf([tail, 1.0 - tail], a, b)
    return mean, float(low), float(high)
