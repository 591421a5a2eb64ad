"""Clauses of rules as intervals, so that one comparison loop serves every operator."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from engine.rules import postfix
from engine.rules.tables import MAX_CLAUSES, OR_MISSING

__all__ = [
    "INTERVALS",
    "OUTSIDE",
    "OUTSIDE_OR_MISSING",
    "WITHIN",
    "WITHIN_OR_MISSING",
    "intervals_of",
]

WITHIN, WITHIN_OR_MISSING, OUTSIDE, OUTSIDE_OR_MISSING = range(4)
"""Kinds of test: low <= x <= high; x < low or x > high; each alone, or where x is missing too."""

INTERVALS = np.dtype(
    [("low", "f8", (MAX_CLAUSES,)), ("high", "f8", (MAX_CLAUSES,)), ("kind", "u1", (MAX_CLAUSES,))],
    align=True,
)
"""What `RULES` says of clauses that are no programs, place by place."""


def intervals_of(rules: np.void) -> npt.NDArray[np.void]:
    """The tests of the clauses of a `RULES` record, shape (1,).

    A strict comparison with c is one with the next number beyond c, which is exact.
    """
    table = np.zeros(1, INTERVALS)
    operation = np.array(rules["clause_op"], np.int64)
    constant = np.array(rules["clause_constant"], np.float64)
    missing = (operation >= OR_MISSING) & (operation < 2 * OR_MISSING)
    operation = np.where(missing, operation - OR_MISSING, operation)
    low = np.full(MAX_CLAUSES, -np.inf)
    high = np.full(MAX_CLAUSES, np.inf)
    same = np.isin(operation, (postfix.EQUAL, postfix.NOT_EQUAL))
    low[same] = high[same] = constant[same]
    for found, bound, beyond in (
        (postfix.LESS, high, -np.inf),
        (postfix.GREATER, low, np.inf),
    ):
        strict = operation == found
        bound[strict] = np.nextafter(constant[strict], beyond)
        never = strict & (constant == beyond)  # nothing lies beyond infinity
        low[never], high[never] = np.inf, -np.inf
    for found, bound in ((postfix.LESS_EQUAL, high), (postfix.GREATER_EQUAL, low)):
        at = operation == found
        bound[at] = constant[at]
    table["low"][0], table["high"][0] = low, high
    table["kind"][0] = np.where(operation == postfix.NOT_EQUAL, OUTSIDE, WITHIN) + missing
    return table
