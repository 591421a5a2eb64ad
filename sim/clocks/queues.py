"""Shared capacity under the compiled clock: one heap resumes parked customers in time order.

A customer who asks for a person's time or an appointment is parked with the flight of the window.
The heap is ordered by (time, release < start < arrival < giving up, customer), so results do not
depend on which thread parked whom.
"""

from __future__ import annotations

import numpy as np

from engine.kernels import kernel, part
from sim.clocks.blocks import (
    AT_ARRIVAL,
    AT_GIVE_UP,
    AT_RELEASE,
    DONE,
    FLUSH,
    FULL,
    ID_BITS,
    begin_in_cohort,
    begin_one,
    crowded,
    drop,
    push,
)
from sim.clocks.cohorts import LONG_AGO, picks_of
from sim.clocks.room import FREE, HEAP, RUNNING, TICKET
from sim.model.living.border import enter_appointment
from sim.model.living.dynamics import END, GIVE_UP, GRANT, RELEASE, STEP, transition
from sim.model.records.layout import ASKING, IDLE, PARKED, WAITING
from sim.model.records.sizes import FOREVER


@kernel
def admit(customers, flights, waiting, owners, slots, count, owner, free, heap, numbers):
    """Enter the requests of newly parked customers into the heap, and give each a slot.

    Args:
        flights, waiting, owners: their flights are flights[waiting], their rows owners.
        slots: int64, filled with the places in the room that their flights are to be copied to.
    """
    for j in range(count):
        numbers[FREE] -= 1
        slot = free[numbers[FREE]]
        slots[j] = slot
        owner[slot] = owners[j]
        ask(flights[waiting[j]], customers[owners[j]].id, slot, heap, numbers)


@part
def ask(F, customer, slot, heap, numbers):
    """Enter a request into the heap under a new ticket."""
    numbers[TICKET] += 1
    F.ticket = numbers[TICKET]
    numbers[HEAP] = push(
        heap, numbers[HEAP], F.request_at, AT_ARRIVAL, customer, slot, numbers[TICKET]
    )


@kernel
def begin_parked(
    P,
    S,
    K,
    O,
    customers,
    flights,
    owner,
    rows,
    until,
    cohort,
    cohorts,
    picks,
    first,
    last,
):
    """Start the window of all who are parked, of the block customers[first:last]."""
    p, s, o = P[0], S[0], O[0]
    for slot in range(len(owner)):
        i = owner[slot]
        if i < first or i >= last:
            continue
        k = K[i if P[0].remembers else 0]
        c = customers[i]
        if p.by_cohort:
            X = picks[picks_of(p, s, c, cohorts, cohort[i], picks)]
            begin_in_cohort(p, s, k, o, c, flights[slot], rows, cohorts, cohort[i], X)
        else:
            begin_one(p, s, k, o, c, flights[slot], i, rows)
        until[i] = LONG_AGO  # before the window ends something may happen


@part
def end_parked(p, s, K, o, customers, flights, owner):
    """End the window of all who are still parked."""
    for slot in range(len(owner)):
        i = owner[slot]
        if i >= 0:
            k = K[i if p.remembers else 0]
            transition(p, s, k, customers[i], flights[slot], o, END, s.end, 0)


@part
def serve(P, S, k, c, F, O, slot, t, heap, numbers, busy):
    """A server turns to the customer at t, until F.request_at."""
    busy[F.request] += 1
    transition(P, S, k, c, F, O, GRANT, t, 0)
    numbers[HEAP] = push(heap, numbers[HEAP], F.request_at, AT_RELEASE, c.id, slot, F.ticket)


@part
def waits(F, owner, ticket):
    """Whether the place in a queue that was taken with a ticket is still held."""
    return owner >= 0 and F.ticket == ticket and F.state == WAITING


@part
def stand_in_line(flights, owner, line, head, length, channel, slot):
    """Take the last place of a queue; where it is full, those who left give up theirs."""
    size = line.shape[1]
    if length[channel] == size:
        kept = 0
        for place in range(size):
            at = (head[channel] + place) % size
            waiting, ticket = line[channel, at, 0], line[channel, at, 1]
            if waits(flights[waiting], owner[waiting], ticket):
                to = (head[channel] + kept) % size
                line[channel, to, 0], line[channel, to, 1] = waiting, ticket
                kept += 1
        length[channel] = kept
    at = (head[channel] + length[channel]) % size
    line[channel, at, 0], line[channel, at, 1] = slot, flights[slot].ticket
    length[channel] += 1


@part
def serve_next(
    P, S, K, O, customers, flights, owner, heap, numbers, line, head, length, busy, channel, t
):
    """Free servers turn to those who wait longest; who gave up is passed over."""
    while busy[channel] < P.c_servers[channel] and length[channel] > 0:
        slot = line[channel, head[channel], 0]
        ticket = line[channel, head[channel], 1]
        head[channel] = (head[channel] + 1) % line.shape[1]
        length[channel] -= 1
        if not waits(flights[slot], owner[slot], ticket):
            continue
        F = flights[slot]
        i = owner[slot]
        k = K[i if P.remembers else 0]
        serve(P, S, k, customers[i], F, O, slot, t, heap, numbers, busy)


@part
def run_on(P, S, k, c, F, O, slot, owner, free, heap, numbers):
    """A customer who has left a queue goes on, to the next request or the window's end.

    Returns FLUSH where the output buffers must be emptied first.
    """
    numbers[RUNNING] = slot
    while F.state == IDLE and F.next_at < S.end:
        if crowded(O):
            return FLUSH
        transition(P, S, k, c, F, O, STEP, S.start, 0)
    numbers[RUNNING] = -1
    if F.state == ASKING:
        ask(F, c.id, slot, heap, numbers)
        return DONE
    transition(P, S, k, c, F, O, END, S.end, 0)
    c.flags &= ~np.uint8(PARKED)
    F.request = -1
    owner[slot] = -1
    free[numbers[FREE]] = slot
    numbers[FREE] += 1
    return DONE


@kernel
def work_off(P, S, K, O, customers, flights, owner, free, heap, numbers, line, head, length, busy):
    """Resume parked customers in time order up to the window's end, and end it for the rest.

    Returns:
        DONE, FLUSH, or FULL when the heap must be lengthened.
    """
    p, s, o = P[0], S[0], O[0]
    remembers = P[0].remembers
    times, keys, slots, tickets = heap
    if numbers[RUNNING] >= 0:
        slot = numbers[RUNNING]
        i = owner[slot]
        k = K[i if remembers else 0]
        status = run_on(p, s, k, customers[i], flights[slot], o, slot, owner, free, heap, numbers)
        if status != DONE:
            return status
    else:
        for channel in range(p.channels):  # servers may have come with a change
            serve_next(
                p, s, K, o, customers, flights, owner, heap, numbers, line, head, length, busy,
                channel, s.start,
            )  # fmt: skip
    while numbers[HEAP] > 0 and times[0] < s.end:
        if crowded(o):
            return FLUSH
        if numbers[HEAP] + 4 + len(flights) > len(times):
            return FULL
        t = times[0]
        order = keys[0] >> np.int64(ID_BITS)
        slot = slots[0]
        ticket = tickets[0]
        numbers[HEAP] = drop(heap, numbers[HEAP])
        F = flights[slot]
        i = owner[slot]
        if i < 0 or F.ticket != ticket:
            continue  # a give-up of someone who has been served and has left since
        c = customers[i]
        k = K[i if remembers else 0]
        channel = np.int64(F.request)
        if order == AT_GIVE_UP:
            if F.state != WAITING:
                continue
            transition(p, s, k, c, F, o, GIVE_UP, t, 0)
        elif order == AT_RELEASE:
            busy[channel] -= 1
            serve_next(
                p, s, K, o, customers, flights, owner, heap, numbers, line, head, length, busy,
                channel, t,
            )  # fmt: skip
            transition(p, s, k, c, F, o, RELEASE, t, 0)
        elif p.c_appointments[channel]:
            transition(p, s, k, c, F, o, GRANT, t, enter_appointment(p, s, channel, t))
        elif busy[channel] < p.c_servers[channel]:
            serve(p, s, k, c, F, o, slot, t, heap, numbers, busy)
            continue
        else:
            stand_in_line(flights, owner, line, head, length, channel, slot)
            F.state = WAITING
            if F.patience < FOREVER:
                numbers[HEAP] = push(
                    heap, numbers[HEAP], t + F.patience, AT_GIVE_UP, c.id, slot, F.ticket
                )
            continue
        status = run_on(p, s, k, c, F, o, slot, owner, free, heap, numbers)
        if status != DONE:
            return status
    end_parked(p, s, K, o, customers, flights, owner)
    return DONE
