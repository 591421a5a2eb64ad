"""Rules and formulas as one record of fixed shape, so that no new rule recompiles a kernel.

A rule is a run of clauses that must all be true, one for each top-level `and`. A clause that
compares a field with a constant, or is a boolean field, is held as (field, operation, constant);
any other is a postfix program, and comes after the fast ones. A formula is a program.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from engine.errors import RuleError
from engine.rules import postfix
from engine.rules.expressions import (
    BOOLEAN,
    Call,
    Comparison,
    Expr,
    Logic,
    Negative,
    Not,
    Number,
    Reading,
    Truth,
    Word,
    conjuncts,
)

__all__ = ["RULES", "RuleTables"]

MAX_RULES = 256
MAX_CLAUSES = 1_024
MAX_PROGRAMS = 256
MAX_CELLS = 8_192


def rule_tables(rules: int, clauses: int, programs: int, cells: int) -> np.dtype[np.void]:
    """One record of so many rules, clauses, programs and cells of programs, 65,535 at most."""
    return np.dtype(
        [
            ("clause_constant", "f8", (clauses,)),
            ("code_arg", "f8", (cells,)),
            ("rule_start", "u2", (rules,)),  # first clause; equal to stop where there is no rule
            ("rule_stop", "u2", (rules,)),
            ("clause_field", "u2", (clauses,)),  # place in the row of values, or the program
            ("program_start", "u2", (programs,)),  # first cell; equal to stop where there is none
            ("program_stop", "u2", (programs,)),
            ("clause_op", "u1", (clauses,)),
            ("code_op", "u1", (cells,)),
        ],
        align=True,
    )


RULES = rule_tables(MAX_RULES, MAX_CLAUSES, MAX_PROGRAMS, MAX_CELLS)
"""All rules and programs of one catalogue. Always this one dtype object: an equal one is slow."""

PROGRAM = 255
"""The clause is a program; any other clause operation is a comparison of `postfix`."""

OR_MISSING = 32
"""Added to a comparison: the clause is true where the field is missing, too."""

COMPARISONS = postfix.COMPARISON
MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}

Clause = tuple[int, int, float]


class RuleTables:
    """Gathers rules and formulas and lays them out for the kernel.

    What means the same to the kernel is stored once and gets the same number.

    Args:
        layout: of `rule_tables`; it limits how many there may be.
    """

    def __init__(self, layout: np.dtype[np.void] = RULES) -> None:
        self._layout = layout
        self._rules: list[tuple[int, int]] = []
        self._clauses: list[Clause] = []
        self._programs: list[tuple[int, int]] = []
        self._cells: list[postfix.Cell] = []
        self._rule_numbers: dict[tuple[Clause, ...], int] = {}
        self._program_numbers: dict[tuple[tuple[int, str], ...], int] = {}

    def add_rule(self, *exprs: Expr) -> int:
        """Add one rule that asks for all of the given conditions; its number for `holds`.

        Raises:
            RuleError: an expression is no condition, or the tables are full.
        """
        for expr in exprs:
            if expr.type != BOOLEAN:
                raise RuleError("a rule must be a condition", found=expr.text)
        clauses = tuple(
            sorted(
                (clause for expr in exprs for clause in self._clauses_of(expr)),
                key=lambda clause: clause[1] == PROGRAM,  # the cheap ones first
            )
        )
        if clauses not in self._rule_numbers:
            start, stop = len(self._clauses), len(self._clauses) + len(clauses)
            self._check(stop, "clause_op", "clauses of rules", exprs[0])
            self._check(len(self._rules) + 1, "rule_start", "rules", exprs[0])
            self._clauses += clauses
            self._rule_numbers[clauses] = len(self._rules)
            self._rules.append((start, stop))
        return self._rule_numbers[clauses]

    def add_clauses(self, expr: Expr) -> tuple[int, int]:
        """Add a condition as clauses that belong to no rule; places of the first and past the last.

        Raises:
            RuleError: the tables are full.
        """
        start = len(self._clauses)
        added = self._clauses_of(expr)
        self._check(start + len(added), "clause_op", "clauses of rules", expr)
        self._clauses += added
        return start, start + len(added)

    def add_formula(self, expr: Expr) -> int:
        """Add a formula; returns its number for `amount`. A condition counts 1, 0 or missing.

        Raises:
            RuleError: the tables are full.
        """
        return self._add_program(expr)

    def _clauses_of(self, expr: Expr) -> list[Clause]:
        return [
            _fast_clause(part) or (self._add_program(part), PROGRAM, 0.0) for part in _pieces(expr)
        ]

    def _add_program(self, expr: Expr) -> int:
        cells = postfix.postfix(expr)
        key = tuple((operation, argument.hex()) for operation, argument in cells)  # -0.0 is not 0.0
        if key not in self._program_numbers:
            start, stop = len(self._cells), len(self._cells) + len(cells)
            self._check(stop, "code_op", "operations in rules and formulas", expr)
            self._check(
                len(self._programs) + 1, "program_start", "formulas and larger clauses", expr
            )
            self._cells += cells
            self._program_numbers[key] = len(self._programs)
            self._programs.append((start, stop))
        return self._program_numbers[key]

    def _check(self, count: int, table: str, what: str, expr: Expr) -> None:
        most = self._layout[table].shape[0]
        if count > most:
            raise RuleError(
                f"too many {what}: this one has no room", found=expr.text, expected=f"{most:,}"
            )

    def record(self) -> npt.NDArray[np.void]:
        """All that was added, as an array of one RULES record; kernels take its element 0."""
        table = np.zeros(1, dtype=self._layout)
        for name, rows in (
            (("rule_start", "rule_stop"), self._rules),
            (("clause_field", "clause_op", "clause_constant"), self._clauses),
            (("program_start", "program_stop"), self._programs),
            (("code_op", "code_arg"), self._cells),
        ):
            for column, field in enumerate(name):
                table[field][0, : len(rows)] = [row[column] for row in rows]
        return table


def _pieces(expr: Expr) -> Iterator[Expr]:
    """What must all be true: top-level conjuncts, chains of comparison taken apart."""
    for part in conjuncts(expr):
        if not isinstance(part, Comparison):
            yield part
            continue
        left = part.first
        for operator, right in part.rest:
            yield Comparison(left, ((operator, right),), text=part.text, type=BOOLEAN)
            left = right


def _constant(expr: Expr) -> float | None:
    if isinstance(expr, Word):
        return expr.code
    if isinstance(expr, Negative) and isinstance(expr.operand, Number):
        return -float(expr.operand.value)
    return float(expr.value) if isinstance(expr, (Number, Truth)) else None


def _or_missing(test: Expr, comparison: Expr) -> Clause | None:
    """The clause of a comparison that also holds where its field is missing."""
    match test:
        case Call(function="is_missing", arguments=(Reading(index=index),)):
            clause = _fast_clause(comparison) if isinstance(comparison, Comparison) else None
            if clause is not None and clause[0] == index:
                return index, OR_MISSING + clause[1], clause[2]
    return None


def _fast_clause(expr: Expr) -> Clause | None:
    """A clause of the form field, comparison, constant; None for any other.

    ``is_missing(field) or field > 5``, with either part first, is such a clause with OR_MISSING.
    """
    match expr:
        case Call(function="is_missing", arguments=(Reading(index=index),)):
            return index, OR_MISSING + postfix.LESS, -math.inf
        case Not(operand=Call(function="is_missing", arguments=(Reading(index=index),))):
            return index, postfix.GREATER_EQUAL, -math.inf
        case Logic(operator="or", parts=(first, second)):
            return _or_missing(first, second) or _or_missing(second, first)
        case Reading(index=index):
            return index, postfix.EQUAL, 1.0
        case Not(operand=Reading(index=index)):
            return index, postfix.EQUAL, 0.0
        case Comparison(first=Reading(index=index), rest=((operator, other),)):
            constant = _constant(other)
            return None if constant is None else (index, COMPARISONS[operator], constant)
        case Comparison(first=first, rest=((operator, Reading(index=index)),)):
            constant = _constant(first)
            return None if constant is None else (index, COMPARISONS[MIRRORED[operator]], constant)
    return None
