"""Cohorts: customers for whom the same treatments stand are planned for together.

Kernels of the compiled clock, for markets whose priorities are the same for all customers
(`P.by_cohort`): a block's customers are sorted into cohorts, prices are found for these and their
numbers, and what the deciders pick is looked up.
"""

from __future__ import annotations

import numpy as np

from engine.kernels import inlined, kernel, part
from engine.prefetch import prefetch
from sim.model.deciding.intentions import intend
from sim.model.deciding.picks import take_up
from sim.model.deciding.plan import (
    at_the_margin,
    margin_draw,
    next_stretch,
    pick_at_one_price,
    pick_at_the_margin,
    send_time,
    weigh,
)
from sim.model.deciding.standing import open_standings, stand, this_window
from sim.model.records.bits import all_but_lowest, lowest
from sim.model.records.sizes import AHEAD
from sim.model.records.window_layout import STANDING

NEXT, USED = range(2)
"""Places in `Cohorts.numbers`: next customer to be sorted, cohorts in use."""
LONG_AGO = 0
"""In place of a window: whoever stands until then is looked at in the next window."""
CYCLE = 255
"""Windows that have marks of their own. Whoever stands for longer is looked at sooner, where the
mark of the last window comes round for the first time."""
MOST_COHORTS = 2**15
"""Cohorts that sixteen bits number. Those that nobody is in any more count too; where all numbers
are taken a block is sorted anew, so it has no more customers than this."""
ODD_1, ODD_2 = 0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93
"""Multipliers of the hash."""
SOON = 2
"""How many places of a list ahead a customer is fetched."""


@part
def fetch_person(P, K, customers, i):
    """Have the processor fetch a customer and what is remembered of them."""
    prefetch(customers[i], customers.itemsize)
    if P.remembers:
        prefetch(K[i], K.strides[0])


@part
def fetch_listed(P, K, O, customers, place):
    """Fetch one who is listed, if there are so many; a few at a time, as the rest is dropped."""
    if place < O.listed:
        fetch_person(P, K, customers, O.list[place])


@part
def find_place(cohorts, table, standing):
    """Place in the table of a standing, or the free one where it belongs."""
    h = np.uint64(0)
    for word in range(STANDING):
        h = (h ^ standing[word]) * np.uint64(ODD_1)
        h ^= h >> np.uint64(29)
    h = (h * np.uint64(ODD_2)) >> np.uint64(24)
    place = np.int64(h & np.uint64(len(table) - 1))
    while True:
        found = table[place]
        if found < 0:
            return place
        same = True
        for word in range(STANDING):
            if cohorts[found].standing[word] != standing[word]:
                same = False
        if same:
            return place
        place = (place + 1) & (len(table) - 1)


@kernel
def enter_again(cohorts, table, count):
    """Fill a new, empty table."""
    for number in range(count):
        table[find_place(cohorts, table, cohorts[number].standing)] = number


@inlined
def mark(place):
    """A byte that stands for a window among its neighbours, by its place; never LONG_AGO."""
    return np.uint8(place % CYCLE + 1)


@part
def list_due(O, until, place, first, end):
    """List those of customers[first:end] whose standing must be found anew in this window.

    Whoever stands is looked at in each window, so that no mark is passed by.
    """
    now = mark(place)
    O.listed = 0
    for i in range(first, end):
        if until[i] == now or until[i] == LONG_AGO:
            O.list[O.listed] = i
            O.listed += 1


@part
def enter_standing(O, cohorts, table, numbers):
    """The cohort of the standing in O, a new one if need be."""
    place = find_place(cohorts, table, O.standing)
    if table[place] < 0:
        new = numbers[USED]
        numbers[USED] += 1
        table[place] = new
        cohorts[new].count = 0
        for word in range(STANDING):
            cohorts[new].standing[word] = O.standing[word]
    return table[place]


@part
def move_to(cohorts, cohort, i, new):
    """Let customer i be in another cohort."""
    old = cohort[i]
    if old >= 0:
        cohorts[old].count -= 1
    cohorts[new].count += 1
    cohort[i] = new


@part
def stands_until(P, S, k, c, O):
    """Mark of the first window in which the customer's standing must be found anew."""
    ahead = stand(P, S, k, c, O) - this_window(P, S)
    return mark(S.place + ahead)


@kernel
def sort_block(P, S, K, O, customers, until, cohort, cohorts, table, numbers, watched, last):
    """Sort the customers from numbers[NEXT] to `last` into cohorts, which are counted.

    Args:
        until: uint8, by customer: mark of the first window in which the standing must be found
            anew.
        cohort: int16, by customer: number of the cohort, -1 none yet.
        watched: row of the customer whose decisions are logged, -1 none.

    Returns:
        whether all are sorted; if not, there was no room for another cohort.
    """
    p, s, o = P[0], S[0], O[0]
    remembers = P[0].remembers
    for first in range(numbers[NEXT], last, AHEAD):
        end = min(first + AHEAD, last)
        list_due(o, until, s.place, first, end)
        for place in range(o.listed):
            if numbers[USED] == len(cohorts):
                numbers[NEXT] = first
                return False
            i = o.list[place]
            fetch_listed(p, K, o, customers, place + SOON)
            until[i] = stands_until(p, s, K[i if remembers else 0], customers[i], o)
            move_to(cohorts, cohort, i, enter_standing(o, cohorts, table, numbers))
        if first <= watched < end:
            weigh(p, s, K[watched if remembers else 0], customers[watched], o)  # for its log
    o.listed = 0
    return True


@kernel
def open_treatments(P, S, O):
    """Find what is open to anybody in this window, and at which priority."""
    open_standings(P[0], S[0], O[0])


@kernel
def enter_candidates(P, S, cohorts, used, rows, first):
    """Enter the candidates of cohorts into the rows of the plan, from row `first` on."""
    p, s = P[0], S[0]
    for number in range(used):
        row = first + number
        cohorts[number].row = row
        rows.weight[row] = cohorts[number].count
        at = rows.first[row]
        if cohorts[number].count > 0:
            for place in range(p.n_planned):
                word = cohorts[number].standing[place >> 6] & s.open[place >> 6]
                if word >> np.uint64(place & 63) & np.uint64(1):
                    rows.candidate[at] = p.planned[place]
                    rows.priority[at] = s.open_priority[place]
                    rows.propensity[at] = s.open_propensity[place]
                    at += 1
        rows.last[row] = at


@part
def note_picks(P, O, X, end):
    """Keep the picks in O for the draws up to `end`."""
    X.end = end
    X.picked = 0
    X.audiences = 0
    X.contacts = 0
    for channel in range(P.channels):
        X.treatment[channel] = -1
        place = O.chosen[channel]
        if place < 0:
            continue
        treatment = np.int64(O.candidate[place])
        X.picked |= np.uint32(1) << np.uint32(channel)
        X.treatment[channel] = treatment
        X.propensity[channel] = O.candidate_propensity[place]
        X.probability[channel] = O.odds[channel] * P.t_chance[treatment]
        if P.c_audience[channel] and P.t_at[treatment] < 0:
            X.audience[X.audiences] = channel
            X.audiences += 1
        else:
            X.contacts += 1


@kernel
def pick_for_cohorts(P, S, O, cohorts, used, picks, rows):
    """Let the deciders pick for each cohort, at the window's prices."""
    p, s, o = P[0], S[0], O[0]
    at = 0
    for number in range(used):
        cohorts[number].first_pick = at
        if cohorts[number].count > 0:
            take_up(p, s, o, rows, cohorts[number].row)
            start = 0.0
            margin = at_the_margin(p, s, o)
            while start < 1.0:
                end = 1.0
                if margin:
                    end = next_stretch(p, s, start)
                    pick_at_the_margin(p, s, o, start)
                else:
                    pick_at_one_price(p, s, o)
                note_picks(p, o, picks[at], end)
                at += 1
                start = end
        cohorts[number].picks = at - cohorts[number].first_pick


@part
def picks_of(P, S, c, cohorts, cohort, picks):
    """Place of a customer's picks."""
    place = cohorts[cohort].first_pick
    if cohorts[cohort].picks > 1:
        u = margin_draw(P, S, c)
        while not u < picks[place].end:
            place += 1
    return place


@part
def enter_picks(P, S, c, F, X):
    """Enter the picks of a cohort into the flight of one of its customers."""
    left = np.uint64(X.picked)
    while left:
        channel = lowest(left)
        left = all_but_lowest(left)
        treatment = np.int64(X.treatment[channel])
        intend(
            F, channel, treatment, send_time(P, c, treatment, S.start, S.end),
            X.propensity[channel], X.probability[channel],
        )  # fmt: skip
