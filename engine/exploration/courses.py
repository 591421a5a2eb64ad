"""Picks drawn by lot: a share drawn among all that a customer could get, and shares of an action.

A draw of the customer's own says which course its pick takes: a certain action, any treatment, or
what is worth most. A customer who cannot get the action of its course gets what is worth most.
Transactional actions of a moment go out before, in any case.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.arbitration import (
    DONE,
    FREE,
    HELD,
    NEEDED,
    OPEN,
    deliver,
    kind_of,
    net_of,
    pick,
    possible,
    settle,
)
from engine.budgets import MOST_PATHS, chances, outer_luck, own_prices, turn
from engine.kernels import kernel, part
from engine.random import uniform_pair

__all__ = ["explore_picks", "explored_rows"]

EXPLORE = 201
"""Kind of the draw for a customer's course, and for what it gets on it."""
BEST, ANY = -1, -2
"""Courses; others are numbers of actions."""


# --- what could be got ------------------------------------------------------------------------


@part
def needed_first(
    p: Any, prices: Any, candidate: Any, priority: Any, masked: Any, first: Any, stop: Any,
    policy: Any, status: Any, room: Any, state: Any, left: Any, tape: Any, chosen: Any,
) -> Any:  # fmt: skip
    """Let a moment's transactional actions go out, and leave everything else for later.

    Args:
        masked: float64, scratch for as many as there are candidates.

    Returns:
        probability of what the tape decided; `state`, `left`, `chosen` are those of `pick`.
    """
    for place in range(first, stop):
        needed = kind_of(p, np.int64(candidate[place])) == NEEDED
        masked[place - first] = priority[place] if needed else -1.0
    weight = pick(
        p, prices, candidate[first:stop], masked, 0, stop - first, policy, status, room, state,
        left, tape, chosen,
    )  # fmt: skip
    for channel in range(p.channels):
        if chosen[channel] >= 0:
            chosen[channel] += first
    return weight


@part
def could_get(
    p: Any, prices: Any, candidate: Any, priority: Any, place: Any, policy: Any, state: Any,
    left: Any, chosen: Any,
) -> Any:  # fmt: skip
    """Whether a candidate may be drawn: not held out, room for it, worth more than its price."""
    treatment = np.int64(candidate[place])
    known = state[p.t_action[treatment]]
    if kind_of(p, treatment) == NEEDED or known == HELD or known == DONE:
        return False
    if not possible(p, treatment, candidate, left, chosen, policy):
        return False
    return net_of(p, prices, treatment, priority[place]) > 0.0


@part
def best_of(
    p: Any, prices: Any, candidate: Any, priority: Any, first: Any, stop: Any, action: Any,
    policy: Any, state: Any, left: Any, chosen: Any,
) -> Any:  # fmt: skip
    """Place of an action's best treatment of those that could be got, -1 where there is none."""
    best = np.int64(-1)
    best_net = 0.0
    for place in range(first, stop):
        treatment = np.int64(candidate[place])
        if p.t_action[treatment] != action:
            continue
        if not could_get(p, prices, candidate, priority, place, policy, state, left, chosen):
            continue
        net = net_of(p, prices, treatment, priority[place])
        if best < 0 or net > best_net:  # of equals the first: treatments of an action ascend
            best = np.int64(place)
            best_net = net
    return best


# --- drawing ----------------------------------------------------------------------------------


@part
def course_of(p: Any, drawn: Any) -> Any:
    """The course that a uniform draw leads to."""
    above = 0.0
    for action in range(p.n_actions):
        if p.a_explore[action] > 0.0:
            above += p.a_explore[action]
            if drawn < above:
                return np.int64(action)
    return np.int64(ANY if drawn < above + p.explore_share else BEST)


@part
def drawn_place(
    p: Any, prices: Any, candidate: Any, priority: Any, first: Any, stop: Any, drawn: Any,
    state: Any, left: Any, chosen: Any,
) -> Any:  # fmt: skip
    """Place of the candidate that a uniform draw falls on; -1 where nothing could be got."""
    count = 0
    for place in range(first, stop):
        count += could_get(p, prices, candidate, priority, place, False, state, left, chosen)
    wanted = min(np.int64(drawn * count), np.int64(count - 1))
    for place in range(first, stop):
        if could_get(p, prices, candidate, priority, place, False, state, left, chosen):
            if wanted == 0:
                return np.int64(place)
            wanted -= 1
    return np.int64(-1)


@kernel
def explore_picks(
    p: Any, seed: Any, window: Any, customers: Any, candidate: Any, priority: Any, first: Any,
    last: Any, room: Any, status: Any, state: Any, left: Any, tape: Any, prices: Any, price: Any,
    low: Any, lenient: Any, masked: Any, trial: Any, explored: Any, picks: Any,
) -> None:  # fmt: skip
    """Draw the picks of those whose course is not the best.

    Args:
        masked: float64 (treatments,), trial: int64 (channels,): scratch.
        explored: bool (customers,), set where a pick was drawn; picks: changed there.
            Others are those of `engine.budgets.assign`.
    """
    for i in range(len(customers)):
        if first[i] == last[i]:
            continue
        which, where = uniform_pair(
            seed, customers[i], np.uint64(0), np.uint64(EXPLORE), np.uint64(0),
            np.uint64(window), np.uint64(0),
        )  # fmt: skip
        course = course_of(p, which)
        if course == BEST:
            continue
        own_prices(p, lenient[i], np.uint64(0), price, low, prices)
        needed_first(
            p, prices, candidate, priority, masked, first[i], last[i], False, status, room[i],
            state, left, tape, trial,
        )  # fmt: skip
        if course == ANY:
            place = drawn_place(
                p, prices, candidate, priority, first[i], last[i], where, state, left, trial
            )
        else:
            place = best_of(
                p, prices, candidate, priority, first[i], last[i], course, False, state, left,
                trial,
            )  # fmt: skip
        if place < 0:
            continue
        if p.t_every[candidate[place]]:  # all that an action delivers, the best first
            place = best_of(
                p, prices, candidate, priority, first[i], last[i], p.t_action[candidate[place]],
                False, state, left, trial,
            )  # fmt: skip
        deliver(p, prices, candidate, priority, first[i], last[i], place, False, state, left, trial)
        explored[i] = True
        for channel in range(p.channels):
            picks[i, channel] = trial[channel]


# --- how likely -------------------------------------------------------------------------------


@part
def drawn_odds(p: Any, state: Any, action: Any, counts: Any, odds: Any) -> Any:
    """How likely a draw among all falls on one certain treatment of an action.

    That is P(not held out) × E[1 / number that could be got], over the holdouts that are open: the
    number of those of other actions has the distribution `odds`, built up action by action.

    Args:
        counts: int64 (actions,), candidates of each that could be got, were it not held out.
        odds: float64, scratch for as many as could be got, and one more.
    """
    sure = counts[action]
    top = np.int64(0)
    odds[0] = 1.0
    for other in range(p.n_actions):
        if other == action or counts[other] == 0:
            continue
        if state[other] != OPEN:
            sure += counts[other]
            continue
        held = p.a_holdout[other]
        for place in range(top + 1, top + counts[other] + 1):
            odds[place] = 0.0
        for place in range(top, -1, -1):
            odds[place + counts[other]] += odds[place] * (1.0 - held)
            odds[place] *= held
        top += counts[other]
    total = 0.0
    for place in range(top + 1):
        total += odds[place] / (sure + place)
    return total * (1.0 - p.a_holdout[action] if state[action] == OPEN else 1.0)


@part
def all_held(p: Any, state: Any, counts: Any) -> Any:
    """How likely holdouts keep away all that could be drawn."""
    chance = 1.0
    for action in range(p.n_actions):
        if counts[action] > 0:
            chance *= p.a_holdout[action] if state[action] == OPEN else 0.0
    return chance


@part
def own_action(p: Any, candidate: Any, chosen: Any) -> Any:
    """The action that a customer's slot went to, -1 where to none."""
    for channel in range(p.channels):
        if chosen[channel] >= 0:
            treatment = np.int64(candidate[chosen[channel]])
            if kind_of(p, treatment) != NEEDED:
                return np.int64(p.t_action[treatment])
    return np.int64(-1)


@part
def credit(p: Any, trial: Any, chosen: Any, weight: Any, probability: Any) -> Any:
    """Add a course's weight to the picks that it has too; the weight where it has none at all."""
    some = False
    for channel in range(p.channels):
        if trial[channel] >= 0:
            some = True
            if trial[channel] == chosen[channel]:
                probability[channel] += weight
    return 0.0 if some else weight


@part
def credit_any(
    p: Any, prices: Any, candidate: Any, priority: Any, first: Any, stop: Any, policy: Any,
    state: Any, left: Any, trial: Any, chosen: Any, weight: Any, counts: Any, odds: Any,
    probability: Any,
) -> Any:  # fmt: skip
    """The same for a pick that is drawn among all that could be got; `trial` are those needed."""
    for action in range(p.n_actions):
        counts[action] = 0
    for place in range(first, stop):
        if could_get(p, prices, candidate, priority, place, policy, state, left, trial):
            counts[p.t_action[candidate[place]]] += 1
    nothing = credit(p, trial, chosen, weight, probability) * all_held(p, state, counts)
    action = own_action(p, candidate, chosen)
    if action < 0 or counts[action] == 0:
        return nothing
    chance = weight * drawn_odds(p, state, action, counts, odds)
    best = best_of(p, prices, candidate, priority, first, stop, action, policy, state, left, trial)
    if p.t_every[candidate[best]]:
        chance *= counts[action]
        for channel in range(p.channels):
            counts[channel] = trial[channel]
        deliver(p, prices, candidate, priority, first, stop, best, policy, state, left, trial)
        for channel in range(p.channels):
            if counts[channel] < 0 and trial[channel] >= 0 and trial[channel] == chosen[channel]:
                probability[channel] += chance
        return nothing
    for channel in range(p.channels):
        own = np.int64(chosen[channel])
        if own >= 0 and p.t_action[candidate[own]] == action:
            if could_get(p, prices, candidate, priority, own, policy, state, left, trial):
                probability[channel] += chance
    return nothing


@part
def course_chances(
    p: Any, course: Any, mass: Any, candidate: Any, priority: Any, first: Any, stop: Any,
    price: Any, low: Any, share: Any, room: Any, status: Any, state: Any, left: Any, tape: Any,
    prices: Any, trial: Any, chosen: Any, masked: Any, known: Any, counts: Any, odds: Any,
    probability: Any,
) -> Any:  # fmt: skip
    """Add what one course of this mass brings to the probabilities of a customer's picks.

    Returns:
        what it adds to the probability of nothing; NaN beyond 4,096 courses of luck.
    """
    nothing = 0.0
    tape[1] = 0
    for _ in range(MOST_PATHS):
        policy, weight = outer_luck(
            p, candidate, priority, first, stop, price, low, share, tape, prices
        )
        weight *= mass * needed_first(
            p, prices, candidate, priority, masked, first, stop, policy, status, room, state,
            left, tape, trial,
        )  # fmt: skip
        if course == ANY:
            nothing += credit_any(
                p, prices, candidate, priority, first, stop, policy, state, left, trial, chosen,
                weight, counts, odds, probability,
            )  # fmt: skip
        else:
            best = best_of(
                p, prices, candidate, priority, first, stop, course, policy, state, left, trial
            )
            if best >= 0:
                weight *= settle(p, course, state, tape)
            if best >= 0 and state[course] != HELD:
                deliver(
                    p, prices, candidate, priority, first, stop, best, policy, state, left, trial
                )
            else:  # what is worth most, with all that is known of the holdouts by now
                for action in range(p.n_actions):
                    known[action] = status[action]
                    if status[action] == OPEN and state[action] != OPEN:
                        known[action] = HELD if state[action] == HELD else FREE
                weight *= pick(
                    p, prices, candidate, priority, first, stop, policy, known, room, state, left,
                    tape, trial,
                )  # fmt: skip
            nothing += credit(p, trial, chosen, weight, probability)
        if not turn(tape):
            return nothing
    return np.nan


@kernel
def explored_rows(
    p: Any, candidate: Any, priority: Any, first: Any, stop: Any, price: Any, low: Any, share: Any,
    room: Any, status: Any, state: Any, left: Any, tape: Any, prices: Any, trial: Any, picks: Any,
    masked: Any, known: Any, counts: Any, odds: Any, own: Any, probability: Any, out_row: Any,
    out_treatment: Any, chance: Any,
) -> None:  # fmt: skip
    """Write how likely each row of a table of decisions was, over all courses and all luck.

    Args:
        status: of each action, OPEN where a holdout is a matter of luck.
        masked, odds: float64 (treatments + 1,); known, counts: int64 (actions,); own: float64
            (channels,): scratch.
        chance: float64 (rows,), written. Others are those of `engine.emission.rows_of`.
    """
    course: Any
    at = np.int64(0)
    for i in range(len(first)):
        best = 1.0
        nothing = 0.0
        for channel in range(p.channels):
            own[channel] = 0.0
        for course in range(ANY, p.n_actions):
            if course == BEST:
                continue
            mass = p.explore_share if course == ANY else p.a_explore[course]
            if mass <= 0.0:
                continue
            best -= mass
            nothing += course_chances(
                p, course, mass, candidate, priority, first[i], stop[i], price, low, share,
                room[i], status, state, left, tape, prices, trial, picks[i], masked, known,
                counts, odds, own,
            )  # fmt: skip
        best = max(best, 0.0)
        nothing += best * chances(
            p, candidate, priority, first[i], stop[i], price, low, share, room[i], status, state,
            left, tape, prices, trial, picks[i], probability,
        )  # fmt: skip
        while at < len(out_row) and out_row[at] == i:
            chance[at] = nothing
            if out_treatment[at] >= 0:
                on = np.int64(p.t_channel[out_treatment[at]])
                chance[at] = own[on] + best * probability[on] + 0.0 * nothing  # NaN stays NaN
            at += 1
