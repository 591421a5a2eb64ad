"""Programs of rules and formulas on a block of rows: each operation over all rows, then the next.

What an operation does to one row is that of `engine.rules.kernel.amount`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.kernels import part
from engine.rules.kernel import compared, joined, simple, slow
from engine.rules.postfix import (
    ADD,
    DIVIDE,
    FIELD,
    FIRST_SLOW_PAIR,
    ITEM,
    LAST_COMPARISON,
    LAST_JOIN,
    LAST_PUSH,
    LAST_SIMPLE,
    MEMBER_END,
    MULTIPLY,
    SELECT,
    SUBTRACT,
    SWAP,
    TUCK,
)
from engine.scan.memory import number_at

__all__ = ["amounts"]


@part
def amounts(
    rules: Any, program: Any, columns: Any, start: Any, rows: Any, count: Any, stack: Any
) -> None:
    """What a formula gives for some rows of a block, in stack[0]; NaN where it is missing.

    Args:
        rules: a RULES record; program: the formula's number.
        columns: addresses of the fields; start: row of the block's first profile.
        rows: places in the block, the first `count` of them are meant.
        stack: float64 of shape (cells, rows of a block), overwritten.
    """
    first = np.int64(rules.program_start[program])
    stop = np.int64(rules.program_stop[program])
    if first == stop:
        for j in range(count):
            stack[0, j] = math.nan
    top = -1
    for cell in range(first, stop):
        operation = np.int64(rules.code_op[cell])
        argument = rules.code_arg[cell]
        if operation <= LAST_PUSH:
            top += 1
            _push(operation, argument, columns, start, rows, count, stack, top)
        elif operation <= LAST_JOIN:
            top -= 1
            _pairs(operation, count, stack, top, top + 1)
        elif operation <= LAST_SIMPLE:
            for j in range(count):
                stack[top, j] = simple(operation, stack[top, j])
        elif operation == ITEM:
            for j in range(count):
                if stack[top - 1, j] == argument:
                    stack[top, j] = 1.0
        elif operation == MEMBER_END:
            top -= 1
            for j in range(count):
                if stack[top, j] == stack[top, j]:
                    stack[top, j] = stack[top + 1, j]
        elif operation == SWAP:
            for j in range(count):
                upper = stack[top, j]
                stack[top, j] = stack[top - 1, j]
                stack[top - 1, j] = upper
        elif operation == SELECT:
            top -= 2
            for j in range(count):
                if stack[top + 2, j] != 1.0:
                    stack[top, j] = stack[top + 1, j]
        elif operation >= FIRST_SLOW_PAIR:
            top -= 1
            for j in range(count):
                stack[top, j] = slow(operation, argument, stack[top, j], stack[top + 1, j])
        else:
            for j in range(count):
                stack[top, j] = slow(operation, argument, 0.0, stack[top, j])


@part
def _push(
    operation: Any, argument: Any, columns: Any, start: Any, rows: Any, count: Any, stack: Any,
    top: Any,
) -> None:  # fmt: skip
    """What makes the stack one cell higher."""
    if operation == FIELD:
        field = columns[np.int64(argument)]
        for j in range(count):
            stack[top, j] = number_at(field, start + rows[j])
    elif operation == TUCK:
        for j in range(count):
            stack[top, j] = stack[top - 1, j]
            stack[top - 1, j] = stack[top - 2, j]
            stack[top - 2, j] = stack[top, j]
    else:  # CONSTANT; MEMBER pushes 0
        for j in range(count):
            stack[top, j] = argument


@part
def _pairs(operation: Any, count: Any, stack: Any, a: Any, b: Any) -> None:
    """What makes one value of two cells, kept in the first."""
    if operation == ADD:
        for j in range(count):
            stack[a, j] += stack[b, j]
    elif operation == MULTIPLY:
        for j in range(count):
            stack[a, j] *= stack[b, j]
    elif operation == SUBTRACT:
        for j in range(count):
            stack[a, j] -= stack[b, j]
    elif operation == DIVIDE:
        for j in range(count):
            stack[a, j] = math.nan if stack[b, j] == 0.0 else stack[a, j] / stack[b, j]
    elif operation <= LAST_COMPARISON:
        for j in range(count):
            stack[a, j] = compared(operation, stack[a, j], stack[b, j])
    else:
        for j in range(count):
            stack[a, j] = joined(operation, stack[a, j], stack[b, j])
