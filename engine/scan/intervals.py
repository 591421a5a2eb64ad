"""Clauses of rules as intervals, so that one comparison loop serves every operator."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from engine.rules import postfix
from engine.rules.tables import OR_MISSING

__all__ = [
    "INTERVAL",
    "OUTSIDE",
    "OUTSIDE_OR_MISSING",
    "WITHIN",
    "WITHIN_OR_MISSING",
    "intervals_of",
]

WITHIN, WITHIN_OR_MISSING, OUTSIDE, OUTSIDE_OR_MISSING = range(4)
"""Kinds of test: low <= x <= high; x < low or x > high; each alone, or where x is missing too."""

INTERVAL = np.dtype([("low", "f8"), ("high", "f8"), ("kind", "u1")], align=True)
"""What a clause that is no program says."""


def intervals_of(rules: np.void) -> npt.NDArray[np.void]:
    """The tests of the clauses of a record of rules, shape (clauses,).

    A strict comparison with c is one with the next number beyond c, which is exact.
    """
    operation = np.array(rules["clause_op"], np.int64)
    constant = np.array(rules["clause_constant"], np.float64)
    missing = (operation >= OR_MISSING) & (operation < 2 * OR_MISSING)
    operation = np.where(missing, operation - OR_MISSING, operation)
    low = np.full(len(operation), -np.inf)
    high = np.full(len(operation), np.inf)
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
    table = np.zeros(len(operation), INTERVAL)
    table["low"], table["high"] = low, high
    table["kind"] = np.where(operation == postfix.NOT_EQUAL, OUTSIDE, WITHIN) + missing
    return table
