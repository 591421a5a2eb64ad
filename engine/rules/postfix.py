"""Expressions as postfix programs: cells of (operation, argument) for a small stack machine.

Booleans on the stack are 0.0 and 1.0, missing of any type is NaN, a category is its code. An
operand is computed once, however long the chain it stands in, so a program is never longer than
about twice its text.
"""

from __future__ import annotations

from engine.rules.expressions import (
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

__all__ = ["STACK_CELLS", "postfix", "stack_needed"]

STACK_CELLS = 16
"""Cells of scratch that a program may use."""

# Numbered in groups, so that the kernel finds its way with few questions. What a group does to the
# height of the stack is said in `stack_needed`.
CONSTANT = 1  # push the argument
FIELD = 2  # push the value of the field whose place is the argument
MEMBER = 3  # begin a membership: push the argument, 0.0
TUCK = 4  # a b becomes b a b
LAST_PUSH = TUCK

ADD = 5
SUBTRACT = 6
MULTIPLY = 7
DIVIDE = 8
LESS = 9
LESS_EQUAL = 10
GREATER = 11
GREATER_EQUAL = 12
EQUAL = 13
NOT_EQUAL = 14
LAST_COMPARISON = NOT_EQUAL
AND = 15
OR = 16
COALESCE = 17
MINIMUM = 18
MAXIMUM = 19
LAST_JOIN = MAXIMUM

NEGATIVE = 20
NOT = 21
IS_MISSING = 22
ABSOLUTE = 23
FLOOR = 24
CEIL = 25
SQUARE_ROOT = 26
LAST_SIMPLE = SQUARE_ROOT

ITEM = 27  # x found becomes x, found or x equal to the argument
MEMBER_END = 28  # x found becomes found, or missing where x is
SWAP = 29  # a b becomes b a
SELECT = 30  # then otherwise test becomes one of the first two
EXPONENTIAL = 31
LOGARITHM = 32
POWER = 33  # to the whole power of the argument
FLOOR_DIVIDE = 34
MODULO = 35
FIRST_SLOW_PAIR = FLOOR_DIVIDE

ARITHMETIC = {
    "+": ADD,
    "-": SUBTRACT,
    "*": MULTIPLY,
    "/": DIVIDE,
    "//": FLOOR_DIVIDE,
    "%": MODULO,
}
COMPARISON = {
    "<": LESS,
    "<=": LESS_EQUAL,
    ">": GREATER,
    ">=": GREATER_EQUAL,
    "==": EQUAL,
    "!=": NOT_EQUAL,
}
ONE_ARGUMENT = {
    "abs": ABSOLUTE,
    "ceil": CEIL,
    "exp": EXPONENTIAL,
    "floor": FLOOR,
    "is_missing": IS_MISSING,
    "log": LOGARITHM,
    "sqrt": SQUARE_ROOT,
}
FOLDED = {"min": MINIMUM, "max": MAXIMUM, "coalesce": COALESCE}

JOINS = frozenset({*range(ADD, LAST_JOIN + 1), MEMBER_END, FLOOR_DIVIDE, MODULO})

Cell = tuple[int, float]


def postfix(expr: Expr) -> list[Cell]:
    """The program of an expression; run from an empty stack it leaves one value."""
    cells: list[Cell] = []
    _write(expr, cells)
    return cells


def stack_needed(program: list[Cell]) -> int:
    """The greatest height that the stack reaches."""
    height = highest = 0
    for operation, _ in program:
        if operation <= LAST_PUSH:
            height += 1
        elif operation == SELECT:
            height -= 2
        elif operation in JOINS:
            height -= 1
        highest = max(highest, height)
    return highest


def _write(expr: Expr, cells: list[Cell]) -> None:
    match expr:
        case Number(value=value) | Truth(value=value):
            cells.append((CONSTANT, float(value)))
        case Word():
            cells.append((CONSTANT, expr.code))
        case Reading(index=index):
            cells.append((FIELD, float(index)))
        case Negative(operand=operand):
            _write(operand, cells)
            cells.append((NEGATIVE, 0.0))
        case Not(operand=operand):
            _write(operand, cells)
            cells.append((NOT, 0.0))
        case Power(base=base, exponent=exponent):
            _write(base, cells)
            cells.append((POWER, float(exponent)))
        case Arithmetic(first=first, rest=rest):
            _write(first, cells)
            for operator, operand in rest:
                _write(operand, cells)
                cells.append((ARITHMETIC[operator], 0.0))
        case Logic(operator=operator, parts=parts):
            _fold(parts, AND if operator == "and" else OR, cells)
        case Choice(test=test, then=then, otherwise=otherwise):
            _write(then, cells)
            _write(otherwise, cells)
            _write(test, cells)
            cells.append((SELECT, 0.0))
        case Comparison():
            _write_comparison(expr, cells)
        case Membership():
            _write_membership(expr, cells)
        case Call():
            _write_call(expr, cells)
        case _:
            raise TypeError(f"not an expression: {expr!r}")


def _fold(parts: tuple[Expr, ...], operation: int, cells: list[Cell]) -> None:
    """Parts joined one after the other, so that the stack stays low."""
    _write(parts[0], cells)
    for part in parts[1:]:
        _write(part, cells)
        cells.append((operation, 0.0))


def _write_comparison(expr: Comparison, cells: list[Cell]) -> None:
    """All but the last operand of a chain are kept under the comparison for the next one."""
    _write(expr.first, cells)
    for operator, operand in expr.rest[:-1]:
        _write(operand, cells)
        cells += [(TUCK, 0.0), (COMPARISON[operator], 0.0), (SWAP, 0.0)]
    operator, operand = expr.rest[-1]
    _write(operand, cells)
    cells.append((COMPARISON[operator], 0.0))
    cells += [(AND, 0.0)] * (len(expr.rest) - 1)


def _write_membership(expr: Membership, cells: list[Cell]) -> None:
    _write(expr.operand, cells)
    cells.append((MEMBER, 0.0))
    cells += [(ITEM, item.code if isinstance(item, Word) else item.value) for item in expr.items]
    cells.append((MEMBER_END, 0.0))
    if expr.negated:
        cells.append((NOT, 0.0))


def _write_call(expr: Call, cells: list[Cell]) -> None:
    if expr.function in FOLDED:
        _fold(expr.arguments, FOLDED[expr.function], cells)
    elif expr.function == "clip":
        value, low, high = expr.arguments
        _fold((value, low), MAXIMUM, cells)
        _write(high, cells)
        cells.append((MINIMUM, 0.0))
    else:
        _write(expr.arguments[0], cells)
        cells.append((ONE_ARGUMENT[expr.function], 0.0))
