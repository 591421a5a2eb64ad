"""Thompson sampling: learned rates are drawn from their posteriors, and the best draw wins.

Source: Thompson, "On the likelihood that one unknown probability exceeds another" (Biometrika
1933). A Beta draw is one of two Gamma draws' share of their sum; those are drawn by Marsaglia and
Tsang, "A simple method for generating gamma variables" (ACM TOMS 2000), in logarithms, so that
small shapes lose nothing. All draws of a customer and window have names of their own: an action's
treatments share one, and repetition k > 0 is the k-th of the further draws from which a choice
probability is estimated.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.actions import LEARNED
from engine.arbitration import segment_place
from engine.budgets import chances
from engine.kernels import kernel, part
from engine.numerics import log, logistic, normal_quantile
from engine.random import uniform_pair
from engine.scan.memory import number_at

__all__ = ["beta_draw", "draw_priorities", "estimated_rows"]

GAMMA, BOOST = 202, 203
"""Kinds of draw: tries of the two Gammas, and what makes shapes below 1 of larger ones."""
MOST_TRIES = 32_000
"""Nineteen of twenty tries are accepted, so this is never reached."""


@part
def log_gamma_draw(
    seed: Any, customer: Any, repetition: Any, entity: Any, window: Any, shape: Any, which: Any
) -> Any:
    """Logarithm of a Gamma draw of a shape of 1 or more; `which`, 0 or 1, tells two apart."""
    d = shape - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    for attempt in range(MOST_TRIES):
        u, w = uniform_pair(
            seed, customer, np.uint64(repetition), np.uint64(GAMMA), entity, np.uint64(window),
            np.uint64(2 * attempt + which),
        )  # fmt: skip
        x = normal_quantile(u)
        root = 1.0 + c * x
        if root <= 0.0:
            continue
        v = root * root * root
        if log(w) < 0.5 * x * x + d - d * v + d * log(v):
            return log(d) + log(v)
    return log(d)


@kernel
def beta_draw(
    seed: Any, customer: Any, repetition: Any, entity: Any, window: Any, a: Any, b: Any
) -> Any:
    """A draw from Beta(a, b), a and b not below 0 and not both 0: a rate from 0 to 1."""
    if a <= 0.0:
        return 0.0
    if b <= 0.0:
        return 1.0
    u, w = uniform_pair(
        seed, customer, np.uint64(repetition), np.uint64(BOOST), entity, np.uint64(window),
        np.uint64(0),
    )  # fmt: skip
    x = log_gamma_draw(seed, customer, repetition, entity, window, a if a >= 1.0 else a + 1.0, 0)
    y = log_gamma_draw(seed, customer, repetition, entity, window, b if b >= 1.0 else b + 1.0, 1)
    if a < 1.0:
        x += log(u) / a
    if b < 1.0:
        y += log(w) / b
    return logistic(x - y)


@part
def is_drawn(p: Any, treatment: Any, propensity: Any) -> Any:
    """Whether a candidate's rate is drawn."""
    return p.actions.kind[treatment] == LEARNED and propensity > 0.0


@part
def draw_own(
    p: Any, seed: Any, window: Any, repetition: Any, customer: Any, row: Any, columns: Any,
    trials: Any, successes: Any, candidate: Any, priority: Any, propensity: Any, first: Any,
    stop: Any, start: Any, drawn: Any,
) -> None:  # fmt: skip
    """Write one customer's priorities with drawn rates, from place `start` of `drawn` on."""
    action = np.int64(-1)
    rate = 0.0
    for place in range(first, stop):
        treatment = np.int64(candidate[place])
        worth = priority[place]
        if is_drawn(p, treatment, propensity[place]):
            if p.t_action[treatment] != action:
                action = np.int64(p.t_action[treatment])
                field = np.int64(p.t_segment[treatment])
                at = np.int64(0)
                if field >= 0:
                    at = segment_place(number_at(columns[field], row), trials.shape[1])
                strength = p.actions.strength[treatment]
                before = p.actions.prior[treatment] * strength
                good = successes[treatment, at]
                rate = beta_draw(
                    seed, customer, repetition, p.a_entity[action], window, before + good,
                    strength - before + (trials[treatment, at] - good),
                )  # fmt: skip
            worth = worth / propensity[place] * rate
        drawn[start + place - first] = worth


@kernel
def draw_priorities(
    p: Any, seed: Any, window: Any, customers: Any, columns: Any, trials: Any, successes: Any,
    candidate: Any, priority: Any, propensity: Any, first: Any, stop: Any, drawn: Any,
) -> None:  # fmt: skip
    """Write what all candidates are worth with drawn rates.

    Args:
        columns: int64, addresses of the fields.
        trials, successes: float64 (treatments, places), of `engine.learning.counts`.
        drawn: float64 (candidates,), written.
    """
    for i in range(len(customers)):
        draw_own(
            p, seed, window, 0, customers[i], i, columns, trials, successes, candidate, priority,
            propensity, first[i], stop[i], first[i], drawn,
        )  # fmt: skip


@kernel
def estimated_rows(
    p: Any, seed: Any, window: Any, customers: Any, columns: Any, trials: Any, successes: Any,
    candidate: Any, priority: Any, propensity: Any, first: Any, stop: Any, price: Any, low: Any,
    share: Any, room: Any, status: Any, state: Any, left: Any, tape: Any, prices: Any, trial: Any,
    picks: Any, masked: Any, own: Any, shifted: Any, probability: Any, out_row: Any,
    out_treatment: Any, chance: Any, estimated: Any,
) -> None:  # fmt: skip
    """Write how likely each row was: the mean over further draws of the rates.

    For each draw all luck of holdouts and prices is played through, as without exploration.

    Args:
        masked: float64 (treatments,), own: float64 and shifted: int64 (channels,): scratch.
        chance: float64 (rows,), written where a rate is drawn for the row's customer, not below
            the floor; NaN stays NaN. estimated: bool (customers,), set there.
            Others are those of `engine.exploration.courses.explored_rows`.
    """
    at = np.int64(0)
    for i in range(len(first)):
        for place in range(first[i], stop[i]):
            if is_drawn(p, np.int64(candidate[place]), propensity[place]):
                estimated[i] = True
        nothing = 0.0
        if estimated[i]:
            for channel in range(p.channels):
                own[channel] = 0.0
                shifted[channel] = picks[i, channel] - first[i] if picks[i, channel] >= 0 else -1
            for repetition in range(1, p.thompson_draws + 1):
                draw_own(
                    p, seed, window, repetition, customers[i], i, columns, trials, successes,
                    candidate, priority, propensity, first[i], stop[i], 0, masked,
                )  # fmt: skip
                nothing += chances(
                    p, candidate[first[i] : stop[i]], masked, 0, stop[i] - first[i], price, low,
                    share, room[i], status, state, left, tape, prices, trial, shifted, probability,
                )  # fmt: skip
                for channel in range(p.channels):
                    own[channel] += probability[channel]
        while at < len(out_row) and out_row[at] == i:
            if estimated[i]:
                total = nothing
                if out_treatment[at] >= 0:
                    total = own[np.int64(p.t_channel[out_treatment[at]])]
                mean = total / p.thompson_draws
                chance[at] = mean if not mean < p.choice_floor else p.choice_floor
            at += 1
