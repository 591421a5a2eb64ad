"""Action tables: what a kernel needs to know to score one treatment for one profile.

priority = propensity × context × value × boost (DESIGN §6). A rule of `RULES` decides each of the
three engagement layers; propensities are constants, formulas, scorecards or learned rates. All of
it is data: the same compiled kernel scores every catalogue.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.kernels import inlined, part
from engine.numerics import logistic
from engine.rules.kernel import amount, satisfied

TREATMENTS = 128
"""Treatments (an action on a channel) of a scenario, at most."""
CARD_TERMS = 2_048

CONSTANT, FORMULA, SCORECARD, LEARNED = range(4)
"""Kinds of propensity."""

ELIGIBLE, APPLICABLE, SUITABLE, PRICELESS = 1, 2, 3, 4
"""Where a treatment was lost: one of the three layers, or a missing priority."""

LAYERS = ("eligible", "applicable", "suitable")


def action_tables(treatments: int, terms: int) -> np.dtype[np.void]:
    """One record of so many treatments, whose scorecards have so many terms together."""
    return np.dtype(
        [
            ("layer", "i2", (treatments, 3)),  # rule of each layer, -1 none
            ("whole", "i2", (treatments,)),  # rule of all layers together, -1 none
            ("kind", "i2", (treatments,)),
            ("constant", "f8", (treatments,)),  # propensity, or intercept of the scorecard
            ("program", "i2", (treatments,)),
            ("card_start", "i4", (treatments,)),
            ("card_stop", "i4", (treatments,)),
            ("card_field", "i4", (terms,)),
            ("card_weight", "f8", (terms,)),
            ("prior", "f8", (treatments,)),  # mean of the Beta prior of a learned rate
            ("strength", "f8", (treatments,)),  # its weight, in observations
            ("context_program", "i2", (treatments,)),  # -1: the constant
            ("context", "f8", (treatments,)),
            ("value_program", "i2", (treatments,)),
            ("value", "f8", (treatments,)),
            ("boost", "f8", (treatments,)),
        ],
        align=True,
    )


ACTIONS = action_tables(TREATMENTS, CARD_TERMS)
"""A scenario's catalogue; that of a catalogue file is in `engine.tables`.

Records are of fixed size, so that no catalogue recompiles anything.
"""


@part
def lost_layer(actions: Any, rules: Any, treatment: Any, values: Any, stack: Any) -> Any:
    """0 when all three layers hold for the profile, else the first layer that does not."""
    for layer in range(3):
        rule = actions.layer[treatment, layer]
        if rule >= 0 and not satisfied(rules, rule, values, stack):
            return layer + 1
    return 0


@inlined
def qualifies(actions: Any, rules: Any, treatment: Any, values: Any, stack: Any) -> Any:
    """Whether all three layers hold for the profile."""
    rule = actions.whole[treatment]
    return rule < 0 or satisfied(rules, rule, values, stack)


@inlined
def propensity_of(
    actions: Any, rules: Any, treatment: Any, trials: Any, successes: Any, values: Any, stack: Any
) -> Any:
    """Estimated P(outcome | view); NaN is missing.

    A scorecard is logistic(intercept + Σ weight × field), a missing field adding nothing. A learned
    rate is the mean of its Beta posterior, (prior × strength + successes) / (strength + trials).
    """
    kind = actions.kind[treatment]
    if kind == CONSTANT:
        return actions.constant[treatment]
    if kind == FORMULA:
        return amount(rules, actions.program[treatment], values, stack)
    if kind == LEARNED:
        strength = actions.strength[treatment]
        return (actions.prior[treatment] * strength + successes) / (strength + trials)
    score = actions.constant[treatment]
    for term in range(actions.card_start[treatment], actions.card_stop[treatment]):
        x = values[actions.card_field[term]]
        if x == x:
            score += actions.card_weight[term] * x
    return logistic(score)


@inlined
def priority_of(
    actions: Any, rules: Any, treatment: Any, propensity: Any, values: Any, stack: Any
) -> Any:
    """propensity × context × value × boost; NaN when any factor is missing."""
    context = actions.context[treatment]
    if actions.context_program[treatment] >= 0:
        context = amount(rules, actions.context_program[treatment], values, stack)
    value = actions.value[treatment]
    if actions.value_program[treatment] >= 0:
        value = amount(rules, actions.value_program[treatment], values, stack)
    return propensity * context * value * actions.boost[treatment]


(
    TAKEN, NO_CONSENT, AFTER_PURCHASE, AT_CAP, HELD_OUT, LOST, TOO_DEAR, NOT_KNOWN,
) = (0, 5, 6, 7, 8, 9, 10, 11)  # fmt: skip
"""Why a treatment was not taken, after the four above; 0 where it was."""

OUTCOMES: tuple[str, ...] = (
    "taken", "not-eligible", "not-applicable", "not-suitable", "no-priority", "no-consent",
    "suppressed", "at-cap", "held-out", "lost", "too-dear", "other-moment",
)  # fmt: skip
"""The same in words."""
