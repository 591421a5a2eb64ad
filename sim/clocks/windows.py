"""Windows of a market of one block, one after the other, without going back to Python.

Where there are few customers a window takes less time than calling its kernels one by one. This
kernel goes through the stages of windows on its own, as `sim.clocks.compiled` does for many blocks,
and stops where Python must do something for it: what it asks for is what it returns.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from engine.kernels import kernel, part
from sim.clocks.blocks import DONE, FLUSH, N_FREE, N_PARKED, NEXT_ROW, live_block, weigh_block
from sim.clocks.cohorts import (
    LONG_AGO,
    NEXT,
    USED,
    enter_candidates,
    open_treatments,
    pick_for_cohorts,
    sort_block,
)
from sim.clocks.delays import note, tell
from sim.clocks.queues import admit, begin_parked, work_off
from sim.clocks.room import FREE
from sim.model.contact.exposure import open_tables
from sim.model.deciding.prices import note_prices, open_prices
from sim.model.living.border import open_page, read_own_news, sum_up
from sim.model.living.media import open_media
from sim.model.records.sizes import AHEAD

OPEN, GATHER, SORT, PRICE, PICK, LIVE, PARK, QUEUE, NOTE, CLOSE = range(10)
"""Stages of a window, by what is to be done next."""

(
    NOTHING, COHORTS, ROWS, PRICES, PICKS, TO_FLUSH, FLIGHTS, SLOTS, HEAP, NOTES, TO_CLOSE
) = range(11)  # fmt: skip
"""What is asked of Python: nothing, as all is done; room for cohorts; for rows of the plan; to
search for prices, and for picks that keep limits; room for picks; to empty the output buffers; room
for flights; for who is parked; a longer heap; room for what linked channels are to be told; to
close the window."""

NUMBER, STAGE, STOP = range(3)
"""Places in `course`: the window that is lived, its stage, the window to stop before."""
LEAD, COUNT, LENGTH, END, CLOSES, AIRS, MANY, WATCHED = range(8)
"""Places in `frame`: windows before number 0; windows of the run; microseconds of a window, and of
the run; whether Python closes windows; whether there are mass media; whether tables for one window
are worth their while; row of the customer whose decisions are logged, -1 none."""

Array = np.ndarray[Any, np.dtype[Any]]


class Sorted(NamedTuple):
    """Customers by cohort: see `sim.clocks.cohorts` and `sim.clocks.cohort_room`."""

    until: Array
    cohort: Array
    cohorts: Array
    table: Array
    numbers: Array
    picks: Array


class Lived(NamedTuple):
    """What a thread writes to: see `sim.clocks.compiled.Lane`; `whole` are its flights as bytes."""

    flights: Array
    whole: Array
    free: Array
    owner: Array
    waiting: Array
    slots: Array
    progress: Array


class Queued(NamedTuple):
    """Who is parked: see `sim.clocks.room`; `whole` are their flights as bytes."""

    flights: Array
    whole: Array
    owner: Array
    free: Array
    heap: tuple[Array, Array, Array, Array]
    numbers: Array
    line: Array
    head: Array
    length: Array
    busy: Array


@part
def open_window(P, S, O, customers, calendar, frame, until, course):
    """What `World.open_window` does, within a phase and without rules that act."""
    season, weekday, month = calendar
    number = course[NUMBER]
    start = number * frame[LENGTH]
    end = min(start + frame[LENGTH], frame[END])
    left, place = frame[COUNT] - number, frame[LEAD] + number
    open_page(P, S, number, left, start, end, place, season, weekday, month)
    read_own_news(P[0], S[0], customers, O[0], until, LONG_AGO)
    if frame[AIRS]:
        open_media(P, S, O)
    open_tables(P, S, False, frame[MANY] != 0)


@part
def sort(P, S, K, O, customers, sorted_, rows, watched):
    """Find who may be offered what, by cohort or one by one."""
    count = len(customers)
    if P[0].by_cohort:
        if not sort_block(
            P, S, K, O, customers, sorted_.until, sorted_.cohort, sorted_.cohorts, sorted_.table,
            sorted_.numbers, watched, count,
        ):  # fmt: skip
            return COHORTS
        return NOTHING
    if len(rows.first) < count or len(rows.candidate) < count * P[0].n_planned:
        return ROWS
    weigh_block(P, S, K, O, customers, rows, 0, count)
    return NOTHING


@part
def enter_cohorts(P, S, sorted_, rows):
    """Enter the cohorts into the plan."""
    used = sorted_.numbers[USED]
    if len(rows.first) < used or len(rows.candidate) < used * P[0].n_planned:
        return ROWS
    enter_candidates(P, S, sorted_.cohorts, used, rows, 0)
    for row in range(used, len(rows.first)):  # there were more before a block was sorted anew
        rows.last[row] = rows.first[row]
    return NOTHING


@part
def pick(P, S, O, sorted_, rows):
    """Let the deciders pick for the cohorts."""
    used = sorted_.numbers[USED]
    stretches = 1
    left = S[0].margins
    while left:
        left &= left - np.uint64(1)
        stretches += 1
    if used * stretches > len(sorted_.picks):
        return PICKS
    pick_for_cohorts(P, S, O, sorted_.cohorts, used, sorted_.picks, rows)
    return NOTHING


@part
def begin(P, S, K, O, customers, sorted_, rows, lived, queued):
    """Before customers live: all flights are free; the windows of who is parked begin."""
    if lived.progress[N_FREE] < len(lived.free):
        for place in range(len(lived.free)):
            lived.free[place] = place
    lived.progress[NEXT_ROW] = 0
    lived.progress[N_PARKED] = 0
    lived.progress[N_FREE] = len(lived.free)
    if queued.numbers[FREE] < len(queued.free):
        begin_parked(
            P, S, K, O, customers, queued.flights, queued.owner, rows, sorted_.until,
            sorted_.cohort, sorted_.cohorts, sorted_.picks, 0, len(customers),
        )  # fmt: skip


@part
def live(P, S, K, O, customers, sorted_, rows, lived):
    """Let customers live until they ask for shared capacity."""
    status = live_block(
        P, S, K, O, customers, rows, sorted_.until, sorted_.cohort, sorted_.cohorts, sorted_.picks,
        lived.flights, lived.free, lived.owner, lived.waiting, lived.progress, len(customers),
    )  # fmt: skip
    if status == DONE:
        return NOTHING
    return TO_FLUSH if status == FLUSH else FLIGHTS


@part
def park(customers, lived, queued):
    """Move who asks for capacity, with their flights, into the room of queues."""
    count = lived.progress[N_PARKED]
    if count == 0:
        return NOTHING
    if queued.numbers[FREE] < count or len(queued.heap[0]) < 4 * len(queued.flights):
        return SLOTS
    admit(
        customers, lived.flights, lived.waiting, lived.owner, lived.slots, count, queued.owner,
        queued.free, queued.heap, queued.numbers,
    )  # fmt: skip
    for j in range(count):
        slot, place = lived.slots[j], lived.waiting[j]
        for byte in range(lived.whole.shape[1]):
            queued.whole[slot, byte] = lived.whole[place, byte]
    return NOTHING


@part
def queue(P, S, K, O, customers, queued):
    """Serve who is parked, up to the window's end."""
    if queued.numbers[FREE] == len(queued.free):
        return NOTHING
    status = work_off(
        P, S, K, O, customers, queued.flights, queued.owner, queued.free, queued.heap,
        queued.numbers, queued.line, queued.head, queued.length, queued.busy,
    )  # fmt: skip
    if status == DONE:
        return NOTHING
    return TO_FLUSH if status == FLUSH else HEAP


@part
def keeps_quiet(O):
    """Whether nothing in the output buffers must go to Python: little news waits where it is."""
    return O.rows + O.watched == 0 and O.messages <= AHEAD


@part
def plan(P, S, K, O, customers, calendar, frame, sorted_, rows, log, course):
    """From the opening of a window to its prices."""
    if course[STAGE] == OPEN:
        open_window(P, S, O, customers, calendar, frame, sorted_.until, course)
        course[STAGE] = GATHER
    if course[STAGE] == GATHER:
        tell(P[0], K, log, course[NUMBER] + frame[LEAD])
        if P[0].by_cohort:
            open_treatments(P, S, O)
            sorted_.numbers[NEXT] = 0
        course[STAGE] = SORT
    if course[STAGE] == SORT:
        wish = sort(P, S, K, O, customers, sorted_, rows, frame[WATCHED])
        if wish != NOTHING:
            return wish
        course[STAGE] = PRICE
    if course[STAGE] == PRICE:
        wish = enter_cohorts(P, S, sorted_, rows) if P[0].by_cohort else NOTHING
        if wish != NOTHING:
            return wish
        course[STAGE] = PICK
        if open_prices(P, S, O, rows) or P[0].limited:
            return PRICES
    return NOTHING


@part
def act(P, S, K, O, customers, sorted_, rows, lived, queued, course):
    """From the picks of a window to what is left in its queues."""
    if course[STAGE] == PICK:
        wish = pick(P, S, O, sorted_, rows) if P[0].by_cohort else NOTHING
        if wish != NOTHING:
            return wish
        begin(P, S, K, O, customers, sorted_, rows, lived, queued)
        course[STAGE] = LIVE
    if course[STAGE] == LIVE:
        wish = live(P, S, K, O, customers, sorted_, rows, lived)
        if wish != NOTHING:
            return wish
        course[STAGE] = PARK
    if course[STAGE] == PARK:
        wish = park(customers, lived, queued)
        if wish != NOTHING:
            return wish
        course[STAGE] = QUEUE
    if course[STAGE] == QUEUE:
        wish = queue(P, S, K, O, customers, queued)
        if wish != NOTHING:
            return wish
        course[STAGE] = NOTE
    return NOTHING


@kernel
def live_windows(
    P,
    S,
    K,
    O,
    customers,
    calendar,
    series,
    sums,
    prices,
    sorted_,
    rows,
    lived,
    queued,
    log,
    frame,
    course,
):
    """Live windows from course[NUMBER], course[STAGE] on.

    Args:
        calendar: see `Market.calendar`.
        series: int64[windows, 3]. sums: uint64[windows, 2]: see `sim.model.living.border.sum_up`.
        prices: float64[windows, channels], see `sim.model.deciding.prices.note_prices`.
        sorted_, rows, lived, queued, log: `Sorted`, `sim.clocks.planning.Rows`, `Lived`, `Queued`,
            `Log`.
        frame: int64, see LEAD and so on.
        course: int64, see NUMBER and so on; kept between calls.

    Returns:
        what is asked of Python before the next call: NOTHING where course[STOP] is reached.
    """
    while course[NUMBER] < course[STOP]:
        wish = plan(P, S, K, O, customers, calendar, frame, sorted_, rows, log, course)
        if wish != NOTHING:
            return wish
        wish = act(P, S, K, O, customers, sorted_, rows, lived, queued, course)
        if wish != NOTHING:
            return wish
        number = course[NUMBER]
        if course[STAGE] == NOTE:
            if P[0].n_delays > 0 and not note(P[0], customers, log, number + frame[LEAD]):
                return NOTES
            course[STAGE] = CLOSE
        if frame[CLOSES]:
            return TO_CLOSE
        note_prices(P, S, prices[number])
        sum_up(P, S, O, series[number], sums[number], True)
        course[NUMBER] = number + 1
        course[STAGE] = OPEN
        if not keeps_quiet(O[0]):
            return TO_FLUSH
    return NOTHING
