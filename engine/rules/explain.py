"""Why not: the parts of a rule that kept a customer out, in the words of its author."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.errors import RuleError
from engine.rules.expressions import BOOLEAN, Expr, conjuncts, fields_of
from engine.rules.interpreter import evaluate
from engine.rules.schema import Value

__all__ = ["FailedClause", "why_not"]


@dataclass(frozen=True, slots=True)
class FailedClause:
    """One top-level part of a condition that is not true.

    Attributes:
        text: the part as written.
        seen: the fields it reads, each with the value it had; None is missing.
        result: False, or None where the part is missing.
    """

    text: str
    seen: dict[str, Value]
    result: bool | None


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
            failed.append(FailedClause(part.text, seen, False if result is False else None))
    return failed
