"""The meaning of rules, in the plainest code: fast kernels must agree with this on everything.

None is missing. Numbers are Python floats, whose arithmetic is float64. A timestamp is the days
from it until the decision, so the earlier of two is the larger number: the checker has turned the
signs between them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from engine import numerics
from engine.rules.expressions import (
    NUMBER,
    Arithmetic,
    Call,
    Choice,
    Comparison,
    Expr,
    Logic,
    Membership,
    Negative,
    Not,
    Number,
    Power,
    Reading,
    Truth,
    Word,
)
from engine.rules.schema import Value

__all__ = ["evaluate"]

OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "//": lambda a, b: a // b,
    "%": lambda a, b: a % b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}


def evaluate(expr: Expr, values: Mapping[str, Any]) -> Value:
    """What an expression gives for one profile; None where it is missing.

    Args:
        expr: from `parse`.
        values: fields by name; those not given, None and NaN are missing.

    Raises:
        DataError: a value that is not of its field's kind.
    """
    match expr:
        case Number(value=value) | Truth(value=value) | Word(value=value):
            return value
        case Reading(field=field, type=kind):
            read = field.clean(values.get(field.name))
            return float(read) if kind == NUMBER and read is not None else read
        case Negative(operand=operand):
            return _strict(lambda a: -a, evaluate(operand, values))
        case Not(operand=operand):
            return _strict(lambda a: not a, evaluate(operand, values))
        case Power(base=base, exponent=exponent):
            return _strict(lambda a: _power(a, exponent), evaluate(base, values))
        case Arithmetic(first=first, rest=rest):
            total = evaluate(first, values)
            for sign, part in rest:
                total = _strict(OPERATORS[sign], total, evaluate(part, values))
            return total
        case Comparison(first=first, rest=rest):
            operands = [evaluate(part, values) for part in (first, *(part for _, part in rest))]
            return _all(
                _strict(OPERATORS[sign], operands[place], operands[place + 1])
                for place, (sign, _) in enumerate(rest)
            )
        case Logic(operator="and", parts=parts):
            return _all(evaluate(part, values) for part in parts)
        case Logic(parts=parts):
            return _any(evaluate(part, values) for part in parts)
        case Membership(operand=operand, items=items, negated=negated):
            listed = [item.value for item in items]
            return _strict(lambda a: (a in listed) is not negated, evaluate(operand, values))
        case Choice(test=test, then=then, otherwise=otherwise):
            return evaluate(then if evaluate(test, values) is True else otherwise, values)
        case Call(function=function, arguments=arguments):
            return _call(function, [evaluate(argument, values) for argument in arguments])
    raise TypeError(f"not an expression: {expr!r}")


def _strict(function: Callable[..., Any], *arguments: Value) -> Value:
    """Missing where an argument is, or where there is no result."""
    if any(argument is None for argument in arguments):
        return None
    try:
        result: Value = function(*arguments)
    except ZeroDivisionError:
        return None
    return None if isinstance(result, float) and math.isnan(result) else result


def _all(parts: Any) -> bool | None:
    parts = list(parts)
    if any(part is False for part in parts):
        return False
    return None if any(part is None for part in parts) else True


def _any(parts: Any) -> bool | None:
    parts = list(parts)
    if any(part is True for part in parts):
        return True
    return None if any(part is None for part in parts) else False


def _power(base: float, exponent: int) -> float:
    product = 1.0
    for _ in range(abs(exponent)):
        product *= base
    return product if exponent >= 0 else 1.0 / product


def _minimum(first: float, *others: float) -> float:
    for other in others:
        first = other if other < first else first
    return first


def _maximum(first: float, *others: float) -> float:
    for other in others:
        first = other if other > first else first
    return first


def _rounded(function: Callable[[float], int], x: float) -> float:
    """floor or ceil as a float that keeps infinities and the sign of zero."""
    return math.copysign(float(function(x)), x) if math.isfinite(x) else x


FUNCTION: dict[str, Callable[..., float]] = {
    "abs": abs,
    "ceil": lambda x: _rounded(math.ceil, x),
    "clip": lambda x, low, high: _minimum(_maximum(x, low), high),
    "exp": numerics.exp.py_func,
    "floor": lambda x: _rounded(math.floor, x),
    "log": lambda x: numerics.log.py_func(x) if x > 0.0 else math.nan,
    "max": _maximum,
    "min": _minimum,
    "sqrt": lambda x: math.sqrt(x) if x >= 0.0 else math.nan,
}


def _call(function: str, arguments: list[Value]) -> Value:
    if function == "is_missing":
        return arguments[0] is None
    if function == "coalesce":
        return next((argument for argument in arguments if argument is not None), None)
    return _strict(FUNCTION[function], *arguments)
