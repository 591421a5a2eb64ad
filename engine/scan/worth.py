"""Propensity and priority of one treatment for the rows of a block that it is for."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.actions import CONSTANT, FORMULA, LEARNED
from engine.arbitration import segment_place
from engine.kernels import part
from engine.numerics import logistic
from engine.scan.formulas import amounts
from engine.scan.memory import number_at

__all__ = ["weighed"]


@part
def weighed(
    p: Any, treatment: Any, trials: Any, successes: Any, columns: Any, start: Any, rows: Any,
    count: Any, stack: Any, chance: Any, worth: Any, odd: Any,
) -> None:  # fmt: skip
    """Write propensity and priority (minor units) of the rows into `chance` and `worth`.

    The same operations in the same order as `engine.actions.propensity_of` and `priority_of`, so
    the same to the last bit; NaN is missing.

    Args:
        trials, successes: float64 (places,), what was learned of the treatment.
        odd: see `note_odd`.
    """
    a = p.actions
    _propensities(p, treatment, trials, successes, columns, start, rows, count, stack, chance, odd)
    context_program, value_program = a.context_program[treatment], a.value_program[treatment]
    context, value, boost = a.context[treatment], a.value[treatment], a.boost[treatment]
    if context_program < 0 and value_program < 0:
        for j in range(count):
            worth[j] = chance[j] * context * value * boost
        return
    for j in range(count):
        worth[j] = chance[j]
    _times(p, context_program, context, columns, start, rows, count, stack, worth)
    _times(p, value_program, value, columns, start, rows, count, stack, worth)
    for j in range(count):
        worth[j] *= boost


@part
def _times(
    p: Any, program: Any, constant: Any, columns: Any, start: Any, rows: Any, count: Any,
    stack: Any, worth: Any,
) -> None:  # fmt: skip
    """Multiply by a factor: a formula, or a constant where there is none."""
    if program >= 0:
        amounts(p.rules, np.int64(program), columns, start, rows, count, stack)
        for j in range(count):
            worth[j] *= stack[0, j]
    else:
        for j in range(count):
            worth[j] *= constant


@part
def _propensities(
    p: Any, treatment: Any, trials: Any, successes: Any, columns: Any, start: Any, rows: Any,
    count: Any, stack: Any, chance: Any, odd: Any,
) -> None:  # fmt: skip
    a = p.actions
    kind = a.kind[treatment]
    if kind == CONSTANT:
        for j in range(count):
            chance[j] = a.constant[treatment]
    elif kind == FORMULA:
        amounts(p.rules, np.int64(a.program[treatment]), columns, start, rows, count, stack)
        beyond = 0
        for j in range(count):
            chance[j] = stack[0, j]
            beyond += (stack[0, j] < 0.0) | (stack[0, j] > 1.0)
        if beyond > 0:  # no other kind can leave 0 to 1
            note_odd(treatment, start, rows, chance, odd)
    elif kind == LEARNED:
        _learned(p, treatment, trials, successes, columns, start, rows, count, chance)
    else:
        for j in range(count):
            chance[j] = a.constant[treatment]
        for term in range(a.card_start[treatment], a.card_stop[treatment]):
            column = columns[np.int64(a.card_field[term])]
            weight = a.card_weight[term]
            for j in range(count):
                x = number_at(column, start + rows[j])
                chance[j] += weight * x if x == x else 0.0
        for j in range(count):  # a loop of its own, which the compiler can make vectors of
            chance[j] = logistic(chance[j])


@part
def note_odd(treatment: Any, start: Any, rows: Any, chance: Any, odd: Any) -> None:
    """Keep the first row with a propensity below 0 or above 1, and of its treatments the first.

    Args:
        chance: of rows of a block in their order, one of them such.
        odd: float64 (3,): that row (infinity: none so far), the treatment, its propensity.
    """
    j = 0
    while not (chance[j] < 0.0 or chance[j] > 1.0):
        j += 1
    row = start + rows[j]
    if row < odd[0] or (row == odd[0] and treatment < odd[1]):
        odd[0], odd[1], odd[2] = row, treatment, chance[j]


@part
def _learned(
    p: Any, treatment: Any, trials: Any, successes: Any, columns: Any, start: Any, rows: Any,
    count: Any, chance: Any,
) -> None:  # fmt: skip
    """The means of the Beta posteriors, of each row's segment where there are segments."""
    a = p.actions
    strength = a.strength[treatment]
    before = a.prior[treatment] * strength
    field = np.int64(p.t_segment[treatment])
    if field < 0:
        rate = (before + successes[0]) / (strength + trials[0])
        for j in range(count):
            chance[j] = rate
        return
    column = columns[field]
    for j in range(count):
        place = segment_place(number_at(column, start + rows[j]), len(trials))
        chance[j] = (before + successes[place]) / (strength + trials[place])
