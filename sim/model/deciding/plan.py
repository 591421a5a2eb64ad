"""The plan of a window: score, weigh, price, pick (DESIGN §3 and §6).

`weigh` scores every planned treatment for one customer and keeps the candidates;
`sim.model.deciding.prices` has the engine find one shadow price a budget pool; `assign` lets each
decider pick for one customer. Nothing of a customer's state changes here.
"""

from __future__ import annotations

import numpy as np

from engine.arbitration import net_of
from engine.boundaries import boundary
from engine.kernels import part
from engine.pools import enter_prices, next_share
from engine.random import uniform
from engine.rules.kernel import amount
from sim.model.contact.policy import after_quiet, unconsented
from sim.model.customers import draws
from sim.model.customers.state import local_time
from sim.model.deciding.decisions import LOST, TAKEN, TOO_DEAR, judge, note_decision, runs
from sim.model.deciding.intentions import intend
from sim.model.deciding.picks import pick
from sim.model.knowledge.view import F_PROPENSITY, fold
from sim.model.records.sizes import DAY


@boundary("P S k c O")
def weigh(P, S, k, c, O):
    """Score every planned treatment for one customer; the candidates are left in O."""
    O.candidates = 0
    folded = np.int64(-1)
    watched = np.int64(-1)
    for place in range(P.n_planned):
        treatment = np.int64(P.planned[place])
        channel = np.int64(P.t_channel[treatment])
        if not runs(P, treatment, S.start):
            continue
        if c.id != P.watch and unconsented(P, c, treatment):
            continue  # before the view is folded and rules are read: it saves most
        if folded != P.view_of[channel]:
            fold(P, S, k, c, O, channel, S.start, -1, 1)
            folded = np.int64(P.view_of[channel])
            watched = note_decision(P, S, c, O, S.start, -1, channel, folded)
        outcome = judge(P, S, k, c, O, treatment, S.start, watched >= 0)
        if outcome == TAKEN:
            at = O.candidates
            O.candidate[at] = treatment
            O.candidate_priority[at] = O.priority
            O.candidate_propensity[at] = O.propensity
            O.candidates = at + 1
            note_loads(P, O, at, treatment)
        if watched >= 0:
            O.decision[watched].outcome[treatment] = LOST if outcome == TAKEN else outcome
            O.decision[watched].priority[treatment] = O.priority
            O.decision[watched].propensity[treatment] = O.propensity


@part
def note_loads(P, O, at, treatment):
    """Note what a candidate would use of the limits, as far as customers differ in it."""
    if P.n_loads == 0:
        return
    O.values[F_PROPENSITY] = O.propensity
    for load in range(P.n_loads):
        O.candidate_load[at, load] = 0.0
        if P.l_use[P.l_of[load], treatment] > 0.0:
            use = amount(P.rules, np.int64(P.l_program[load]), O.values, O.stack)
            O.candidate_load[at, load] = use


@part
def use_of(P, O, limit, place):
    """What a candidate uses of a limit."""
    use = P.l_use[limit, O.candidate[place]]
    if use > 0.0 and P.l_load[limit] >= 0:
        return O.candidate_load[place, P.l_load[limit]]
    return use


@part
def charge(P, S, O, place):
    """What the prices of limits ask for a candidate, minor units."""
    asked = 0.0
    for limit in range(P.n_limits):
        if S.limit_price[limit] != 0.0:
            asked += S.limit_price[limit] * use_of(P, O, limit, place)
    return asked


@part
def send_time(P, c, treatment, t, end):
    """When a planned contact goes out: its hour where the customer lives, after quiet hours.

    An hour that falls, or is put off, beyond the window gives way to the first time allowed. Quiet
    hours are no matter for a paid audience: its ads are met where the customer browses.
    """
    audience = P.c_audience[P.t_channel[treatment]]
    at = P.t_at[treatment]
    if at >= 0:
        wished = t + (at - local_time(P, c, t)) % DAY
        if not audience:
            wished = after_quiet(P, c, wished)
        if wished < end:
            return wished
    return t if audience else after_quiet(P, c, t)


@part
def explain_plan(P, S, F, O):
    """Complete the log of a watched customer's plan: who won, who lost, what was too dear."""
    for entry in range(O.watched):
        record = O.decision[entry]
        if record.window != S.window or record.trigger != -1:
            continue
        for place in range(O.candidates):
            treatment = np.int64(O.candidate[place])
            channel = P.t_channel[treatment]
            if P.view_of[channel] != record.view_of:
                continue
            price = O.prices[P.pool[channel]]
            if F.plan[channel] == treatment:
                record.outcome[treatment] = TAKEN
                record.chosen = treatment
                record.price = price
            else:
                asked = charge(P, S, O, place)
                net = net_of(P, O.prices, treatment, O.candidate_priority[place] - asked)
                if (P.t_cost[treatment] > 0.0 or asked != 0.0) and not net > 0.0:
                    record.outcome[treatment] = TOO_DEAR


@part
def at_the_margin(P, S, O):
    """Whether some pool that would pay for one of the candidates has a share at the margin."""
    for place in range(O.candidates):
        treatment = np.int64(O.candidate[place])
        pool = np.uint64(P.pool[P.t_channel[treatment]])
        if P.t_cost[treatment] > 0.0 and S.margins >> pool & np.uint64(1):
            return True
    return False


@part
def margin_draw(P, S, c):
    """The customer's draw at the margin of the budgets.

    One draw for all pools: their numbers follow the channels, which an idle channel would shift.
    """
    return uniform(
        P.seed, np.uint64(c.id), np.uint64(P.replication), np.uint64(draws.MARGIN),
        np.uint64(0), np.uint64(S.window), np.uint64(0),
    )  # fmt: skip


@part
def face_prices(P, S, O, u):
    """Enter the prices into O that a customer with draw u at the margin faces."""
    enter_prices(P, S.price, S.price_low, S.share, u, O.prices)


@part
def next_stretch(P, S, u):
    """The next draw above u at which some price changes, 1 at most."""
    return next_share(P, S.price, S.price_low, S.share, u, -1)


@part
def pick_at_the_margin(P, S, O, u):
    """Pick by the customer's draw, and find for each pick the share of draws that lead to it.

    Between two neighbouring shares of pools at the margin all draws face the same prices. The picks
    of each such stretch are compared with those of the customer's own draw; O.odds by channel.
    """
    face_prices(P, S, O, u)
    pick(P, O)
    for channel in range(P.channels):
        O.own[channel] = O.chosen[channel]
        O.odds[channel] = 1.0
    start = 0.0
    while start < 1.0:
        end = next_stretch(P, S, start)
        if not start <= u < end:
            face_prices(P, S, O, start)
            pick(P, O)
            for channel in range(P.channels):
                if O.chosen[channel] != O.own[channel]:
                    O.odds[channel] -= end - start
        start = end
    for channel in range(P.channels):
        O.chosen[channel] = O.own[channel]
    face_prices(P, S, O, u)


@part
def pick_at_one_price(P, S, O):
    """Pick where all draws at the margin face the same prices; O.odds by channel."""
    face_prices(P, S, O, 1.0)
    pick(P, O)
    for channel in range(P.channels):
        O.odds[channel] = 1.0


@part
def pick_by_price(P, S, c, O):
    """Let the deciders pick at the prices of budgets, by the customer's draw where it matters."""
    if at_the_margin(P, S, O):
        pick_at_the_margin(P, S, O, margin_draw(P, S, c))
    else:
        pick_at_one_price(P, S, O)


@part
def pick_as_solved(P, S, O):
    """The picks that keep the limits are there: certain, but where they mend what prices give."""
    face_prices(P, S, O, 1.0)
    for channel in range(P.channels):
        O.odds[channel] = np.nan if O.repaired else 1.0


@boundary("P S c F O")
def assign(P, S, c, F, O):
    """Let the deciders pick among the candidates in O, and enter the picks into the flight.

    The choice probability of a pick is the share of draws at the margin that lead to it, times the
    chance that no holdout keeps it away.
    """
    if S.solved:
        pick_as_solved(P, S, O)
    else:
        pick_by_price(P, S, c, O)
    for channel in range(P.channels):
        place = O.chosen[channel]
        if place < 0:
            continue
        treatment = np.int64(O.candidate[place])
        intend(
            F, channel, treatment, send_time(P, c, treatment, S.start, S.end),
            O.candidate_propensity[place], O.odds[channel] * P.t_chance[treatment],
        )  # fmt: skip
    if c.id == P.watch:
        explain_plan(P, S, F, O)
