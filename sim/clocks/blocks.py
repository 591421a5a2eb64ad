"""Kernels that move many customers through a window: planning, living, queueing.

They call the one dispatcher of `sim.model.living.dynamics`; what they add is only the order in
which customers are visited.
"""

from __future__ import annotations

import numpy as np

from engine.kernels import kernel, part
from engine.prefetch import prefetch
from sim.clocks.cohorts import LONG_AGO, SOON, enter_picks, fetch_listed, picks_of
from sim.model.deciding.picks import take_up
from sim.model.deciding.plan import assign, weigh
from sim.model.living.dynamics import BEGIN, END, STEP, transition
from sim.model.living.quiet import draw_ahead, passes_after_all, passes_quietly
from sim.model.records.layout import ASKING, IDLE, PARKED
from sim.model.records.sizes import AHEAD, MESSAGES, ROOM, ROWS

DONE, FLUSH, FULL = range(3)
"""A kernel is through; its output buffers are nearly full; it has no room for parked customers."""

AT_RELEASE, AT_ARRIVAL, AT_GIVE_UP = 0, 2, 3
"""Order at a server at the same time: release, (start,) arrival, giving up."""

ID_BITS = 40

IN_PASSING = 12
"""How many customers ahead is fetched what is looked at in every window."""
LOOKED_AT = 129
"""Bytes of a customer, wherever they begin within a line of memory, that are looked at then."""

NEXT_ROW, N_PARKED, N_FREE = range(3)
"""What a block's progress says: the next customer to be looked at, how many are parked, how many
flights are free."""


@part
def crowded(o):
    """Whether the output buffers must be emptied before the next event."""
    return o.rows > ROWS - ROOM or o.messages > MESSAGES - ROOM or o.watched > 32


@kernel
def weigh_block(P, S, K, O, customers, rows, first, last):
    """Candidates of customers[first:last]; each has P.n_planned places in the rows of the plan."""
    p, s, o = P[0], S[0], O[0]
    remembers = P[0].remembers
    for i in range(first, last):
        weigh(p, s, K[i if remembers else 0], customers[i], o)
        at = rows.first[i]
        rows.last[i] = at + o.candidates
        for place in range(o.candidates):
            rows.candidate[at + place] = o.candidate[place]
            rows.priority[at + place] = o.candidate_priority[place]
            rows.propensity[at + place] = o.candidate_propensity[place]
            for load in range(p.n_loads):
                rows.load[at + place, load] = o.candidate_load[place, load]


@part
def begin_one(p, s, k, o, c, F, i, rows):
    """Assign the plan to customer c in row i and start the window."""
    if rows.first[i] < rows.last[i]:
        take_up(p, s, o, rows, i)
        assign(p, s, c, F, o)
    transition(p, s, k, c, F, o, BEGIN, s.start, 0)


@part
def begin_in_cohort(p, s, k, o, c, F, rows, cohorts, cohort, X):
    """The same where the deciders have picked for a cohort; X are its picks for the customer."""
    if c.id == p.watch:  # what was picked, and why nothing else, goes into the log
        begin_one(p, s, k, o, c, F, cohorts[cohort].row, rows)
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
    F.planned = 0
    F.members = 0


@part
def sift(p, s, o, customers, cohort, cohorts, picks, first, end):
    """Let the windows of customers[first:end] pass in which plainly nothing happens; list others.

    Where the deciders pick person by person all are listed who are not parked.
    """
    o.listed = 0
    o.next_listed = 0
    if p.by_cohort:
        draw_ahead(p, s, customers, first, end, o)
    for i in range(first, end):
        c = customers[i]
        prefetch(customers[min(i + IN_PASSING, len(customers) - 1)], LOOKED_AT)
        if c.flags & PARKED:
            continue
        pick = np.int64(0)
        if p.by_cohort:
            pick = picks_of(p, s, c, cohorts, cohort[i], picks)
            if c.id != p.watch and passes_quietly(p, s, c, picks[pick], o, i):
                continue
        o.list[o.listed] = i
        o.list_pick[o.listed] = pick
        o.listed += 1


@part
def live_on(p, s, k, c, F, o):
    """Let a customer meet one event after the other; False where the buffers are nearly full."""
    while F.state == IDLE and F.next_at < s.end:
        if crowded(o):
            return False
        transition(p, s, k, c, F, o, STEP, s.start, 0)
    return True


@part
def begin_window(p, s, k, o, c, F, i, rows, cohort, cohorts, X):
    """Start the window of customer c in row i, in an idle flight; X: the picks."""
    if F.state != IDLE:
        idle(p, F)
    if p.by_cohort:
        begin_in_cohort(p, s, k, o, c, F, rows, cohorts, cohort[i], X)
    else:
        begin_one(p, s, k, o, c, F, i, rows)


@part
def pass_after_all(P, S, K, O, customers, picks, F):
    """Take from the list in whose windows plainly nothing happens, on a closer look; F: scratch."""
    kept = 0
    for place in range(O.listed):
        fetch_listed(P, K, O, customers, place + SOON)
        i, pick = O.list[place], O.list_pick[place]
        c = customers[i]
        if c.id == P.watch or not passes_after_all(P, S, c, picks[pick], F, O, i):
            O.list[kept] = i
            O.list_pick[kept] = pick
            kept += 1
    O.listed = kept


@part
def begin_listed(
    P, S, K, O, customers, rows, cohort, cohorts, picks, flights, free, progress
):  # fmt: skip
    """Start the windows of the customers on the list, each in a free flight."""
    p, s, o = P[0], S[0], O[0]
    remembers = P[0].remembers
    for place in range(o.listed):
        i = o.list[place]
        progress[N_FREE] -= 1
        o.list_flight[place] = free[progress[N_FREE]]
        begin_window(
            p, s, K[i if remembers else 0], o, customers[i], flights[o.list_flight[place]], i,
            rows, cohort, cohorts, picks[o.list_pick[place]],
        )  # fmt: skip


@part
def live_listed(P, S, K, O, customers, flights):
    """Let the customers on the list live on from where they are; DONE, or FLUSH."""
    o = O[0]
    remembers = P[0].remembers
    while o.next_listed < o.listed:
        i = o.list[o.next_listed]
        F = flights[o.list_flight[o.next_listed]]
        if not live_on(P[0], S[0], K[i if remembers else 0], customers[i], F, o):
            return FLUSH
        o.next_listed += 1
    return DONE


@part
def end_listed(P, S, K, O, customers, until, flights, free, owner, waiting, progress):
    """End the windows of the customers on the list, or park who asks for capacity."""
    p, s, o = P[0], S[0], O[0]
    remembers = P[0].remembers
    for place in range(o.listed):
        i = o.list[place]
        flight = o.list_flight[place]
        F = flights[flight]
        c = customers[i]
        if F.stirred or F.state == ASKING:
            until[i] = LONG_AGO  # what stands may be another thing
        if F.state == ASKING:
            owner[progress[N_PARKED]] = i
            waiting[progress[N_PARKED]] = flight
            progress[N_PARKED] += 1
            c.flags |= PARKED
            continue
        transition(p, s, K[i if remembers else 0], c, F, o, END, s.end, 0)
        free[progress[N_FREE]] = flight
        progress[N_FREE] += 1
    o.listed = 0
    o.next_listed = 0


@kernel
def live_block(
    P, S, K, O, customers, rows, until, cohort, cohorts, picks, flights, free, owner, waiting,
    progress, last,
):  # fmt: skip
    """Let customers live their windows, until they ask for shared capacity.

    Those in whose windows something may happen are listed, some hundred customers at a time, and
    taken together through each stage of the window: its code stays at hand meanwhile.

    Args:
        rows: the plan, see `sim.clocks.planning.Rows`.
        until, cohort, cohorts, picks: see `sim.clocks.cohorts`; of no matter without cohorts.
        flights, free: flights to live in, and places of those that are free, the next one last.
        owner, waiting: filled with the rows of who asks for capacity, and places of their flights.
        progress: int64[3]: NEXT_ROW, N_PARKED, N_FREE. Kept between calls, as is the list in O, so
            that the kernel goes on where it stopped.

    Returns:
        DONE, FLUSH or FULL.
    """
    p, s, o = P[0], S[0], O[0]
    while True:
        if live_listed(P, S, K, O, customers, flights) == FLUSH:
            return FLUSH
        end_listed(P, S, K, O, customers, until, flights, free, owner, waiting, progress)
        if progress[NEXT_ROW] == last:
            return DONE
        if progress[N_FREE] < AHEAD:
            return FULL
        end = min(progress[NEXT_ROW] + AHEAD, last)
        sift(p, s, o, customers, cohort, cohorts, picks, progress[NEXT_ROW], end)
        progress[NEXT_ROW] = end
        if p.by_cohort:
            pass_after_all(p, s, K, o, customers, picks, flights[free[progress[N_FREE] - 1]])
        begin_listed(
            P, S, K, O, customers, rows, cohort, cohorts, picks, flights, free, progress
        )  # fmt: skip


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
