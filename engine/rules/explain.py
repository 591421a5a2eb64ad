"""Why not: the parts of a rule that kept a customer out, in the words of its author."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.errors import RuleError
from engine.rules.expressions import (
    BOOLEAN,
    NUMBER,
    Call,
    Comparison,
    Expr,
    Logic,
    Negative,
    Number,
    Reading,
    conjuncts,
    fields_of,
)
from engine.rules.interpreter import OPERATORS, evaluate
from engine.rules.schema import Value

__all__ = ["FailedClause", "NearMiss", "near_miss", "why_not"]


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A number that missed the constant it is compared with.

    Attributes:
        by: how far the number is from it, in the number's own unit; 0 where it stands right at a
            border that is left out.
        of: the constant.
    """

    by: float
    of: float

    @property
    def relative(self) -> float:
        """The distance as a share of the constant, or of 1 where that is larger."""
        return self.by / max(abs(self.of), 1.0)


@dataclass(frozen=True, slots=True)
class FailedClause:
    """One top-level part of a condition that is not true.

    Attributes:
        text: the part as written.
        seen: the fields it reads, each with the value it had; None is missing.
        result: False, or None where the part is missing.
        missed: by how much, where the part compares one number with constants; else None.
    """

    text: str
    seen: dict[str, Value]
    result: bool | None
    missed: NearMiss | None = None


def why_not(expr: Expr, values: Mapping[str, Any]) -> list[FailedClause]:
    """The parts, joined by `and`, of a condition that are false or missing; empty if it holds.

    Raises:
        RuleError: the expression is a formula.
        DataError: a value that is not of its field's kind.
    """
    if expr.type != BOOLEAN:
        raise RuleError("only a condition can be asked why it fails", found=expr.text)
    failed = []
    for part in conjuncts(expr):
        result = evaluate(part, values)
        if result is not True:
            seen = {field.name: field.clean(values.get(field.name)) for field in fields_of(part)}
            missed = _nearest(_misses(part, values))
            failed.append(FailedClause(part.text, seen, False if result is False else None, missed))
    return failed


def near_miss(failed: Sequence[FailedClause]) -> FailedClause | None:
    """Of failed clauses the one whose number came nearest to its constant; of equals the first.

    Nearness is relative to the constant, so that visits and euros can be told apart.
    """
    missed = [clause for clause in failed if clause.missed is not None]
    return min(missed, key=lambda clause: _relative(clause.missed), default=None)


def _relative(missed: NearMiss | None) -> float:
    return math.inf if missed is None else missed.relative


def _nearest(misses: Iterator[NearMiss]) -> NearMiss | None:
    return min(misses, key=_relative, default=None)


def _misses(part: Expr, values: Mapping[str, Any]) -> Iterator[NearMiss]:
    """Each comparison of a number with a constant, in a clause of nothing else, that is false."""
    match part:
        case Comparison(first=first, rest=rest):
            for operator, second in rest:
                reading, other = (first, second) if _is_number(first) else (second, first)
                constant = _constant(other)
                if _is_number(reading) and constant is not None and operator != "!=":
                    yield from _missed(evaluate(first, values), operator,
                                       evaluate(second, values), constant)  # fmt: skip
                first = second
        case Logic(operator="or", parts=(one, other)):
            for test, comparison in ((one, other), (other, one)):
                match test, comparison:
                    case (
                        Call(function="is_missing", arguments=(Reading(index=index),)),
                        Comparison(first=first, rest=((_, second),)),
                    ) if index in (_place(first), _place(second)):
                        yield from _misses(comparison, values)


def _missed(first: Any, operator: str, second: Any, constant: float) -> Iterator[NearMiss]:
    if first is None or second is None or OPERATORS[operator](first, second):
        return
    distance = abs(first - second)
    if math.isfinite(distance):
        yield NearMiss(distance, constant)


def _is_number(expr: Expr) -> bool:
    return isinstance(expr, Reading) and expr.type == NUMBER


def _place(expr: Expr) -> int | None:
    return expr.index if isinstance(expr, Reading) else None


def _constant(expr: Expr) -> float | None:
    if isinstance(expr, Negative) and isinstance(expr.operand, Number):
        return -float(expr.operand.value)
    return float(expr.value) if isinstance(expr, Number) else None
