"""Kernels that move many customers through a window: planning, living, queueing.

They call the one dispatcher of `sim.model.living.dynamics`; what they add is only the order in
which customers are visited.
"""

from __future__ import annotations

import numpy as np

from engine.kernels import kernel, part
from sim.clocks.cohorts import LONG_AGO, enter_picks, picks_of
from sim.model.deciding.picks import take_up
from sim.model.deciding.plan import assign, weigh
from sim.model.living.dynamics import BEGIN, END, STEP, transition
from sim.model.living.quiet import count_them, draw_ahead, passes_quietly
from sim.model.records.layout import ASKING, IDLE, PARKED
from sim.model.records.sizes import AHEAD, MESSAGES, ROOM, ROWS

DONE, FLUSH, FULL = range(3)
"""A kernel is through; its output buffers are nearly full; it has no room for parked customers."""

AT_RELEASE, AT_ARRIVAL, AT_GIVE_UP = 0, 2, 3
"""Order at a server at the same time: release, (start,) arrival, giving up."""

ID_BITS = 40


@part
def crowded(o):
    """Whether the output buffers must be emptied before the next event."""
    return o.rows > ROWS - ROOM or o.messages > MESSAGES - ROOM or o.watched > 32


@kernel
def weigh_block(P, S, K, O, customers, candidate, priority, propensity, count, first, last):
    """Candidates of customers[first:last]; each has P.n_planned places in the arrays."""
    p, s, o = P[0], S[0], O[0]
    remembers = P[0].remembers
    for i in range(first, last):
        weigh(p, s, K[i if remembers else 0], customers[i], o)
        count[i] = o.candidates
        at = i * p.n_planned
        for place in range(o.candidates):
            candidate[at + place] = o.candidate[place]
            priority[at + place] = o.candidate_priority[place]
            propensity[at + place] = o.candidate_propensity[place]


@part
def begin_one(p, s, k, o, c, F, i, candidate, priority, propensity, count):
    """Assign the plan to customer c in row i and start the window."""
    if count[i] > 0:
        take_up(p, o, candidate, priority, propensity, i, count[i])
        assign(p, s, c, F, o)
    transition(p, s, k, c, F, o, BEGIN, s.start, 0)


@part
def begin_in_cohort(
    p, s, k, o, c, F, i, candidate, priority, propensity, count, cohorts, cohort, X
):
    """The same where the deciders have picked for a cohort; X are its picks for the customer."""
    if c.id == p.watch:  # what was picked, and why nothing else, goes into the log
        row = cohorts[cohort].row
        begin_one(p, s, k, o, c, F, row, candidate, priority, propensity, count)
        return
    enter_picks(p, s, c, F, X)
    transition(p, s, k, c, F, o, BEGIN, s.start, 0)


@part
def idle(P, F):
    """Make the flight of one who was parked fit for another customer."""
    F.state = IDLE
    F.request = -1
    for channel in range(P.channels):
        F.plan[channel] = -1
        F.member[channel] = -1
    F.members = 0


@part
def nothing_happens(p, s, customers, X, o, i, last):
    """Whether the window of customers[i] has passed with nothing but impressions; X: the picks."""
    if i >= o.drawn:
        o.drawn = min(i + AHEAD, last)
        draw_ahead(p, s, customers, i, o.drawn, o)
    return customers[i].id != p.watch and passes_quietly(p, s, customers[i], X, o, i)


@part
def live_on(p, s, k, c, F, o):
    """Let a customer meet one event after the other; False where the buffers are nearly full."""
    while F.state == IDLE and F.next_at < s.end:
        if crowded(o):
            return False
        transition(p, s, k, c, F, o, STEP, s.start, 0)
    return True


@part
def pause(p, s, o, progress, i, begun, status):
    """Note how far a kernel has come; what it has to say."""
    progress[0] = i
    progress[1] = begun
    count_them(p, s, o)
    return status


@kernel
def live_block(
    P,
    S,
    K,
    O,
    customers,
    candidate,
    priority,
    propensity,
    count,
    until,
    cohort,
    cohorts,
    picks,
    parked,
    owner,
    progress,
    last,
):
    """Let customers live their windows one after the other, until they ask for shared capacity.

    Args:
        until, cohort, cohorts, picks: see `sim.clocks.cohorts`; of no matter without cohorts.
        parked, owner: flights of customers who ask for capacity, and their places. The first that
            is free is lent to each customer in turn.
        progress: int64[3]: next customer, whether its window has begun, number parked. Kept
            between calls, so that the kernel goes on where it stopped.

    Returns:
        DONE, FLUSH or FULL.
    """
    p, s, o = P[0], S[0], O[0]
    remembers = P[0].remembers
    i = progress[0]
    begun = progress[1] == 1
    o.drawn = i
    while i < last:
        c = customers[i]
        if c.flags & PARKED:
            i += 1
            continue
        X = picks[0]
        if p.by_cohort and not begun:
            X = picks[picks_of(p, s, c, cohorts, cohort[i], picks)]
            if nothing_happens(p, s, customers, X, o, i, last):
                i += 1
                continue
        if progress[2] >= len(parked):
            return pause(p, s, o, progress, i, False, FULL)
        F = parked[progress[2]]
        k = K[i if remembers else 0]
        if not begun:
            if F.state != IDLE:
                idle(p, F)
            if p.by_cohort:
                begin_in_cohort(
                    p, s, k, o, c, F, i, candidate, priority, propensity, count, cohorts,
                    cohort[i], X,
                )  # fmt: skip
            else:
                begin_one(p, s, k, o, c, F, i, candidate, priority, propensity, count)
            if F.next_at < s.end:
                until[i] = LONG_AGO  # something happens: what stands may be another thing
        if not live_on(p, s, k, c, F, o):
            return pause(p, s, o, progress, i, True, FLUSH)
        if F.state == ASKING:
            owner[progress[2]] = i
            progress[2] += 1
            c.flags |= PARKED
        else:
            transition(p, s, k, c, F, o, END, s.end, 0)
        begun = False
        i += 1
    return pause(p, s, o, progress, i, False, DONE)


@part
def before(times, keys, a, b):
    """Whether heap entry a comes before entry b: by time, then order at the server, then id."""
    if times[a] != times[b]:
        return times[a] < times[b]
    return keys[a] < keys[b]


@part
def swap(times, keys, slots, tickets, a, b):
    times[a], times[b] = times[b], times[a]
    keys[a], keys[b] = keys[b], keys[a]
    slots[a], slots[b] = slots[b], slots[a]
    tickets[a], tickets[b] = tickets[b], tickets[a]


@part
def push(heap, size, time, order, customer, slot, ticket):
    """Add an entry to the binary heap; the new size."""
    times, keys, slots, tickets = heap
    times[size] = time
    keys[size] = (np.int64(order) << ID_BITS) | customer
    slots[size] = slot
    tickets[size] = ticket
    child = size
    while child > 0:
        parent = (child - 1) >> 1
        if not before(times, keys, child, parent):
            break
        swap(times, keys, slots, tickets, child, parent)
        child = parent
    return size + 1


@part
def drop(heap, size):
    """Remove the first entry of the heap; the new size."""
    times, keys, slots, tickets = heap
    size -= 1
    swap(times, keys, slots, tickets, 0, size)
    parent = 0
    while True:
        child = 2 * parent + 1
        if child >= size:
            break
        if child + 1 < size and before(times, keys, child + 1, child):
            child += 1
        if not before(times, keys, child, parent):
            break
        swap(times, keys, slots, tickets, child, parent)
        parent = child
    return size
