"""Clauses of many rules, each once, and what they say of whole blocks of profiles.

A clause is a part of a rule, joined to the others by `and`, as its author wrote it. Where a rule
only has to hold or not, the tables of `tables` do; here it is asked which clause fails, whether it
is false or missing, and by how much.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.kernels import kernel, part
from engine.rules.expressions import Expr, conjuncts
from engine.rules.kernel import amount, clause_holds
from engine.rules.postfix import EQUAL, GREATER_EQUAL, LESS
from engine.rules.schema import ProfileSchema
from engine.rules.tables import OR_MISSING, PROGRAM, RULES, RuleTables

__all__ = ["FALSE", "MISSING", "TRUE", "Clauses", "clause_truths", "missed_by"]

FALSE, TRUE, MISSING = 0, 1, 2
"""What a clause says of a profile."""


class Clauses:
    """The distinct clauses of some rules.

    Attributes:
        texts: each in its author's words.
        start, stop: int64 (clauses,), its places among the clauses of `rules`: a chain of
            comparisons has several.
        rules: element 0 of a RULES array.
        numeric: bool (fields,), which fields are numbers, or timestamps, which only days_since()
            compares with constants.
    """

    def __init__(self, schema: ProfileSchema, layout: np.dtype[np.void] = RULES) -> None:
        self._numbers: dict[tuple[str, Expr], int] = {}
        self._places: list[tuple[int, int]] = []
        self._tables = RuleTables(layout)
        self.texts: list[str] = []
        self.numeric = np.array(
            [field.kind in ("number", "timestamp") for field in schema], np.bool_
        )

    def add(self, rule: Expr) -> list[int]:
        """Add the clauses of a rule; their numbers in the order in which they are written."""
        return [self._number(clause) for clause in conjuncts(rule)]

    def _number(self, clause: Expr) -> int:
        key = (clause.text, clause)
        if key not in self._numbers:
            self._numbers[key] = len(self.texts)
            self._places.append(self._tables.add_clauses(clause))
            self.texts.append(clause.text)
        return self._numbers[key]

    @property
    def places(self) -> npt.NDArray[np.int64]:
        """int64 (clauses, 2): first place of each clause in the tables, and past its last."""
        return np.array(self._places, np.int64).reshape(-1, 2)

    def record(self) -> npt.NDArray[np.void]:
        """The tables, as an array of one RULES record; kernels take its element 0."""
        return self._tables.record()


def in_one(lists: Iterable[list[int]]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Lists one after another: their borders, int64 (lists + 1,), and all their elements."""
    borders, elements = [0], list[int]()
    for each in lists:
        elements += each
        borders.append(len(elements))
    return np.array(borders, np.int64), np.array(elements, np.int64)


@part
def _truth(rules: Any, place: Any, row: Any, stack: Any) -> Any:
    """What one clause of the tables says: FALSE, TRUE or MISSING."""
    operation = np.int64(rules["clause_op"][place])
    if operation == PROGRAM:
        found = amount(rules, np.int64(rules["clause_field"][place]), row, stack)
        if found != found:
            return MISSING
        return TRUE if found == 1.0 else FALSE
    if clause_holds(rules, place, row, stack):
        return TRUE
    value = row[np.int64(rules["clause_field"][place])]
    # `not is_missing(field)` is held as field >= -inf, and is false where the field is missing
    known = operation == GREATER_EQUAL and rules["clause_constant"][place] == -np.inf
    return MISSING if value != value and not known else FALSE


@kernel
def clause_truths(rules: Any, places: Any, values: Any, stack: Any, truths: Any) -> None:
    """What every clause says of every profile: false if a part of it is, else missing if one is.

    Args:
        places: of `Clauses`. values: float64 (rows, fields). stack: scratch, float64 (16,).
        truths: int8 (rows, clauses), written: FALSE, TRUE or MISSING.
    """
    for i in range(len(values)):
        for clause in range(len(places)):
            found = np.int8(TRUE)
            for place in range(places[clause, 0], places[clause, 1]):
                one = _truth(rules, place, values[i], stack)
                if one == FALSE:
                    found = np.int8(FALSE)
                    break
                if one == MISSING:
                    found = np.int8(MISSING)
            truths[i, clause] = found


@part
def missed_by(rules: Any, start: Any, stop: Any, numeric: Any, row: Any, stack: Any) -> Any:
    """By how much the nearest number of a clause missed its constant, and that constant.

    Only comparisons of a number with a constant count, `!=` left out; infinite where there is none
    that fails, or where the number is missing or infinite.
    """
    least = math.inf
    constant_of_least = 1.0
    for place in range(start, stop):
        operation = np.int64(rules["clause_op"][place])
        if operation == PROGRAM or not numeric[np.int64(rules["clause_field"][place])]:
            continue
        if operation >= OR_MISSING:
            operation -= OR_MISSING
        if operation < LESS or operation > EQUAL or clause_holds(rules, place, row, stack):
            continue
        constant = rules["clause_constant"][place]
        distance = abs(row[np.int64(rules["clause_field"][place])] - constant)
        if not distance < math.inf:
            continue
        scale = max(abs(constant), 1.0)
        if distance / scale < least / max(abs(constant_of_least), 1.0):
            least = distance
            constant_of_least = constant
    return least, constant_of_least
