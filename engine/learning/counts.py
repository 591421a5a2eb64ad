"""What was learned of actions, as the kernels need it: trials and successes by treatment and place.

The places of a treatment are the values of its segment's field, in their order; who has no value
there takes the last place, which holds the counts of all segments together.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.catalog import Action, Catalog, Learned
from engine.errors import UsageError, nearest_name

__all__ = ["Counts", "Pair", "count_arrays", "most_segments", "segment_values"]

Floats = npt.NDArray[np.float64]
Pair = tuple[float, float]
"""Trials and successes."""
Counts = Mapping[str, Pair | Mapping[Any, Pair]]
"""By action; of an action with segments by value of its field, None for customers without one."""


def count_arrays(catalog: Catalog, learned: Counts) -> tuple[Floats, Floats]:
    """Trials and successes, float64 of shape (treatments, places).

    Raises:
        UsageError: counts of what learns nothing, of no segment, or that are no counts.
    """
    known = {a.name: a for a in catalog.actions if isinstance(a.propensity, Learned)}
    for name in learned:
        if name not in known:
            raise UsageError(
                "this action learns nothing",
                place=f"learned.{name}",
                found=name,
                expected=", ".join(sorted(known)) or "no counts: no action learns",
                nearest=nearest_name(name, known),
            )
    places = 1 + most_segments(catalog)
    rows = {
        name: _row(catalog, action, learned.get(name), places) for name, action in known.items()
    }
    nothing = np.zeros((places, 2))
    both = [rows.get(action.name, nothing) for action, _ in catalog.treatments]
    stacked = np.array(both, np.float64).reshape(-1, places, 2)
    return np.ascontiguousarray(stacked[:, :, 0]), np.ascontiguousarray(stacked[:, :, 1])


def segment_values(catalog: Catalog, action: Action) -> tuple[str, ...]:
    """The values of the field that an action learns by, in their order; none without segments."""
    estimate = action.propensity
    if not isinstance(estimate, Learned) or estimate.segment is None:
        return ()
    field = catalog.schema[estimate.segment]
    return field.values if field.kind == "category" else ("false", "true")


def most_segments(catalog: Catalog) -> int:
    """The greatest number of segments of an action, 0 where none has any."""
    return max((len(segment_values(catalog, action)) for action in catalog.actions), default=0)


def _row(
    catalog: Catalog, action: Action, given: Pair | Mapping[Any, Pair] | None, places: int
) -> Floats:
    """Counts of one action, float64 of shape (places, 2)."""
    row = np.zeros((places, 2))
    if given is None:
        return row
    values = segment_values(catalog, action)
    if not values:
        if isinstance(given, Mapping):
            raise UsageError(
                "this action has no segments",
                place=f"learned.{action.name}",
                found=", ".join(_named(key) for key in given) or "counts by segment",
                expected="trials and successes of all; or a segment in its learned propensity",
            )
        row[:] = _pair(f"learned.{action.name}", given)
        return row
    if not isinstance(given, Mapping):
        raise UsageError(
            "this action learns by segment",
            place=f"learned.{action.name}",
            found=f"{given}",
            expected="counts for each of: " + ", ".join(values),
        )
    pooled = np.zeros(2)
    for key, pair in given.items():
        counted = np.array(_pair(f"learned.{action.name}.{_named(key)}", pair))
        pooled += counted
        if key is None:
            continue
        if _named(key) not in values:
            raise UsageError(
                "there is no such segment",
                place=f"learned.{action.name}",
                found=_named(key),
                expected=", ".join(values),
                nearest=nearest_name(_named(key), values),
            )
        row[values.index(_named(key))] = counted
    row[len(values) :] = pooled
    return row


def _named(key: Any) -> str:
    """A segment's value as a text: booleans as files have them."""
    if key is None:
        return "null"
    return str(key).lower() if isinstance(key, (bool, np.bool_)) else str(key)


def _pair(place: str, given: Any) -> Pair:
    try:
        trials, successes = (float(number) for number in given)
    except (TypeError, ValueError):
        trials, successes = math.nan, math.nan
    if 0 <= successes <= trials < math.inf:
        return trials, successes
    raise UsageError(
        "these are no counts",
        place=place,
        found=f"{given[0]} trials, {given[1]} successes"
        if isinstance(given, tuple) and len(given) == 2
        else str(given),
        expected="trials, and no more successes than these",
    )
