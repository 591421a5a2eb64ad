"""Rules and formulas at speed: one kernel over the data tables of `tables`.

Works on float64 alone: booleans are 0.0 and 1.0, categories their codes, missing is NaN. Allocates
nothing; the caller lends the stack.
"""

from __future__ import annotations

import math
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from engine.kernels import inlined, kernel, part
from engine.numerics import exp, log
from engine.rules.postfix import (
    ABSOLUTE,
    ADD,
    AND,
    CEIL,
    COALESCE,
    DIVIDE,
    EQUAL,
    EXPONENTIAL,
    FIELD,
    FIRST_SLOW_PAIR,
    FLOOR,
    GREATER,
    GREATER_EQUAL,
    IS_MISSING,
    ITEM,
    LAST_COMPARISON,
    LAST_JOIN,
    LAST_PUSH,
    LAST_SIMPLE,
    LESS,
    LESS_EQUAL,
    LOGARITHM,
    MEMBER_END,
    MINIMUM,
    MODULO,
    MULTIPLY,
    NEGATIVE,
    NOT,
    OR,
    POWER,
    SELECT,
    SUBTRACT,
    SWAP,
    TUCK,
)
from engine.rules.tables import OR_MISSING, PROGRAM

__all__ = ["amount", "clause_holds", "compared", "holds", "joined", "satisfied", "simple", "slow"]

Row = npt.NDArray[np.float64]
Integer: TypeAlias = "int | np.integer[Any]"


@part
def _modulo(a: float, b: float) -> float:
    """Python's a % b; NaN for b = 0 and for what has no value."""
    if b == 0.0 or a != a or b != b or abs(a) == math.inf:
        return math.nan
    rest = float(np.fmod(a, b))
    if rest == 0.0:
        return math.copysign(0.0, b)
    if (rest < 0.0) != (b < 0.0):
        rest += b
    return rest


@part
def _floor_divide(a: float, b: float) -> float:
    """Python's a // b; NaN for b = 0 and for what has no value."""
    if b == 0.0 or a != a or b != b or abs(a) == math.inf:
        return math.nan
    rest = float(np.fmod(a, b))
    quotient = (a - rest) / b
    if rest != 0.0 and (rest < 0.0) != (b < 0.0):
        quotient -= 1.0
    if quotient == 0.0:
        return math.copysign(0.0, a / b)
    whole = float(np.floor(quotient))
    if quotient - whole > 0.5:
        whole += 1.0
    return whole


@part
def _power(base: float, exponent: int) -> float:
    """The base multiplied by itself; the reciprocal for a negative exponent, NaN for 1 / 0."""
    if base != base:
        return base
    product = 1.0
    for _ in range(abs(exponent)):
        product *= base
    if exponent >= 0:
        return product
    return math.nan if product == 0.0 else 1.0 / product


@part
def compared(operation: Integer, a: float, b: float) -> float:
    """A comparison, missing where a part is."""
    if a != a or b != b:
        return math.nan
    if operation == LESS:
        true = a < b
    elif operation == LESS_EQUAL:
        true = a <= b
    elif operation == GREATER:
        true = a > b
    elif operation == GREATER_EQUAL:
        true = a >= b
    elif operation == EQUAL:
        true = a == b
    else:
        true = a != b
    return 1.0 if true else 0.0


@part
def joined(operation: Integer, a: float, b: float) -> float:
    """Two values in three-valued logic, or the first, least or greatest of two."""
    if operation == AND:
        if a == 0.0 or b == 0.0:
            return 0.0
        return 1.0 if a == b else math.nan
    if operation == OR:
        if a == 1.0 or b == 1.0:
            return 1.0
        return 0.0 if a == b else math.nan
    if operation == COALESCE:
        return b if a != a else a
    if a != a or b != b:
        return math.nan
    if operation == MINIMUM:
        return b if b < a else a
    return b if b > a else a


@part
def slow(operation: Integer, argument: float, a: float, b: float) -> float:
    """The operations that take long, on the top (b) and what lies under it (a)."""
    if operation == EXPONENTIAL:
        return exp(b)
    if operation == LOGARITHM:
        return log(b) if b > 0.0 else math.nan
    if operation == POWER:
        return _power(b, int(argument))
    if operation == MODULO:
        return _modulo(a, b)
    return _floor_divide(a, b)


@part
def simple(operation: Integer, a: float) -> float:
    """The quick operations on one value."""
    if operation == NEGATIVE:
        return -a
    if operation == NOT:
        return 1.0 - a
    if operation == IS_MISSING:
        return 1.0 if a != a else 0.0
    if operation == ABSOLUTE:
        return abs(a)
    if operation == FLOOR:
        return float(np.floor(a))
    if operation == CEIL:
        return float(np.ceil(a))
    return math.sqrt(a) if a >= 0.0 else math.nan


@kernel
def amount(rules: Any, program: Integer, values: Row, stack: Row) -> float:
    """What a formula gives for one profile; NaN where it is missing or there is no such formula.

    Args:
        rules: element 0 of a RULES array.
        program: the formula's number.
        values: the profile, float64 of shape (fields,).
        stack: scratch, float64 of shape (16,) or longer; its content is overwritten.
    """
    start = np.int64(rules["program_start"][program])
    stop = np.int64(rules["program_stop"][program])
    stack[0] = math.nan
    top = -1
    for cell in range(start, stop):
        operation = np.int64(rules["code_op"][cell])
        argument = rules["code_arg"][cell]
        if operation <= LAST_PUSH:
            top += 1
            if operation == FIELD:
                stack[top] = values[np.int64(argument)]
            elif operation == TUCK:
                stack[top] = stack[top - 1]
                stack[top - 1] = stack[top - 2]
                stack[top - 2] = stack[top]
            else:  # CONSTANT; MEMBER pushes 0
                stack[top] = argument
        elif operation <= LAST_JOIN:
            top -= 1
            a = stack[top]
            b = stack[top + 1]
            if operation == ADD:
                stack[top] = a + b
            elif operation == MULTIPLY:
                stack[top] = a * b
            elif operation == SUBTRACT:
                stack[top] = a - b
            elif operation == DIVIDE:
                stack[top] = math.nan if b == 0.0 else a / b
            elif operation <= LAST_COMPARISON:
                stack[top] = compared(operation, a, b)
            else:
                stack[top] = joined(operation, a, b)
        elif operation <= LAST_SIMPLE:
            stack[top] = simple(operation, stack[top])
        elif operation == ITEM:
            if stack[top - 1] == argument:
                stack[top] = 1.0
        elif operation == MEMBER_END:
            top -= 1
            if stack[top] == stack[top]:
                stack[top] = stack[top + 1]
        elif operation == SWAP:
            upper = stack[top]
            stack[top] = stack[top - 1]
            stack[top - 1] = upper
        elif operation == SELECT:
            top -= 2
            if stack[top + 2] != 1.0:
                stack[top] = stack[top + 1]
        else:
            if operation >= FIRST_SLOW_PAIR:
                top -= 1
                stack[top] = slow(operation, argument, stack[top], stack[top + 1])
            else:
                stack[top] = slow(operation, argument, 0.0, stack[top])
    return float(stack[0])


@inlined
def _compares(rules: Any, place: Integer, values: Row) -> bool:
    """Whether a clause that is no program is true."""
    operation = np.int64(rules["clause_op"][place])
    value = values[np.int64(rules["clause_field"][place])]
    if operation >= OR_MISSING:
        if value != value:
            return True
        operation -= OR_MISSING
    constant = rules["clause_constant"][place]
    if operation == EQUAL:
        true = value == constant
    elif operation == GREATER_EQUAL:
        true = value >= constant
    elif operation == LESS:
        true = value < constant
    elif operation == GREATER:
        true = value > constant
    elif operation == LESS_EQUAL:
        true = value <= constant
    else:  # a missing value is not unequal
        true = value < constant or value > constant
    return bool(true)


@part
def clause_holds(rules: Any, place: Integer, values: Row, stack: Row) -> bool:
    """Whether one clause of a rule is true; False where it is missing.

    Args:
        place: of the clause in the tables. Others as for `amount`.
    """
    if rules["clause_op"][place] == PROGRAM:
        return amount(rules, np.int64(rules["clause_field"][place]), values, stack) == 1.0
    return _compares(rules, place, values)


@inlined
def _first_program(rules: Any, rule: Integer, values: Row) -> Integer:
    """Place of the first clause that is a program, or the end; -1 where a clause before fails."""
    stop = np.int64(rules["rule_stop"][rule])
    for place in range(np.int64(rules["rule_start"][rule]), stop):
        if rules["clause_op"][place] == PROGRAM:
            return place
        if not _compares(rules, place, values):
            return -1
    return stop


@part
def _programs_hold(rules: Any, place: Integer, stop: Integer, values: Row, stack: Row) -> bool:
    """Whether these clauses, all programs, are true."""
    true = True
    while true and place < stop:
        true = amount(rules, np.int64(rules["clause_field"][place]), values, stack) == 1.0
        place += 1
    return true


@inlined
def satisfied(rules: Any, rule: Integer, values: Row, stack: Row) -> bool:
    """Whether every clause of a rule is true; False where one is missing or there is no such rule.

    Arguments as for `amount`.
    """
    place = _first_program(rules, rule, values)
    stop = np.int64(rules["rule_stop"][rule])
    if place < 0 or stop == 0:  # the first rule has a clause, so no rule ends at 0
        return False
    if place == stop:
        return True
    return _programs_hold(rules, place, stop, values, stack)


@kernel
def holds(rules: Any, rule: Integer, values: Row, stack: Row) -> bool:
    """`satisfied`, to be called from Python too."""
    return satisfied(rules, rule, values, stack)
