"""A loyalty programme: purchases earn points, points pay for purchases.

Points are kept where they were earned, and count wherever the offers dial says that offers are
shared: in one class of channels there is one account.
"""

from __future__ import annotations

import numpy as np

from engine.boundaries import boundary
from engine.kernels import part
from sim.model.customers import draws
from sim.model.customers.draws import draw
from sim.model.customers.state import emit
from sim.model.records.layout import MEMBER
from sim.model.records.market_layout import EARNS, JOINS, LEAST
from sim.model.records.mechanisms import EARNING, RECKONING, SAVING
from sim.model.records.vocabulary import COUNTER, EVENT

E_JOIN = EVENT["join"]
N_JOINS, POINTS_EARNED, POINTS_SPENT = (
    COUNTER[name] for name in ("joins", "points_earned", "points_spent")
)


@part
def usable(P, k, c, channel):
    """Minor units that a member could pay with points where the channel knows who it is."""
    if not (P.saves_at[channel] and c.flags & MEMBER):
        return np.int64(0)
    balance = np.int64(k.balance[P.offer_scope[channel]])
    return balance if balance >= max(np.int64(P.programme[LEAST]), 1) else np.int64(0)


@boundary("P k c F i8 -> i8", door=RECKONING)
def points_at_hand(P, k, c, F, channel):
    """Minor units of points with which a visitor of the channel can reckon when paying."""
    till = np.int64(P.c_pays_at[channel])
    place = channel if till < 0 else till
    if not (F.identified or P.c_names_buyers[place]):
        return 0
    return usable(P, k, c, place)


@boundary("P k c F O i8 i8 -> i8", door=SAVING)
def use_points(P, k, c, F, O, channel, due):
    """Minor units of `due` that a known member pays with points."""
    if not F.identified:
        return 0
    used = min(usable(P, k, c, channel), due)
    k.balance[P.offer_scope[channel]] -= np.int32(used)
    O.counters[channel, POINTS_SPENT] += used
    return used


@boundary("P S k c F O i8 i8 i8", door=EARNING)
def earn_points(P, S, k, c, F, O, channel, revenue, t):
    """Credit a purchase to a member who is known; who is no member may become one."""
    if not P.saves_at[channel]:
        return
    if not c.flags & MEMBER:
        if draw(P, c, F, draws.JOIN, P.c_entity[channel]) >= P.programme[JOINS]:
            return
        c.flags |= np.uint8(MEMBER)
        F.identified = 1  # who joins leaves a name
        O.counters[channel, N_JOINS] += 1
        emit(P, S, c, O, t, E_JOIN, channel, -1, 0, np.nan, np.nan)
    if not F.identified:
        return
    earned = np.int64(np.floor(P.programme[EARNS] * revenue))
    account = P.offer_scope[channel]
    k.balance[account] = np.int32(min(np.int64(k.balance[account]) + earned, 2_000_000_000))
    O.counters[channel, POINTS_EARNED] += earned
