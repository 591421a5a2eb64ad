"""How often ads are met, and how many impressions nobody notices (docs/model.md, "Paid audiences").

Impressions that go unnoticed are only counted: their number is one Poisson draw a membership. What
memberships show in vain is noted first and counted for many at once, which draws faster. In whole
days everybody with the same affinity to a channel meets as much, so a few hundred means come up
again and again: their distributions are kept in tables.
"""

from __future__ import annotations

import numpy as np

from engine.counts import looked_up, tabulate
from engine.kernels import inlined, kernel, part
from engine.numerics import poisson_quantile
from engine.random import uniforms
from sim.model.contact.contact import IMPRESSIONS, spend
from sim.model.customers import draws
from sim.model.records import parameters as b
from sim.model.records.sizes import DAY, MISSED
from sim.model.records.window_layout import AFFINITIES, ANY_TREATMENT, NO_TABLE


@inlined
def impressions_rate(P, channel, treatment, affinity):
    """Impressions a microsecond that a member meets on the channel while browsing or searching.

    A mass medium shows its spots to whom they reach, spread over the window, and what it shows to
    whoever searches.
    """
    if P.c_mass[channel]:
        spots = P.t_spots[treatment] * P.c_rating[channel] / P.window
        return (spots + P.c_impressions[channel]) * affinity
    return P.c_impressions[channel] * affinity


@part
def searching(P, channel):
    """What share of the time is exposure: on a search channel that spent searching, idly."""
    if P.c_intent[channel] == 0:
        return 1.0
    return P.b[b.IDLE_SEARCH] if P.c_intent[channel] == 1 else 0.0


@inlined
def unnoticed(P, channel, treatment, affinity, elapsed):
    """How many impressions of a membership go unnoticed on average.

    Args:
        elapsed: active microseconds of exposure.
    """
    rate = impressions_rate(P, channel, treatment, affinity)
    return rate * (1.0 - P.c_notice[channel]) * elapsed


@inlined
def has_table(S, channel, treatment):
    """Whether tables stand for the treatment's members of the channel."""
    return S.tables_of[channel] == ANY_TREATMENT or S.tables_of[channel] == treatment


@inlined
def table_of(channel, affinity):
    """Place of a table."""
    return channel * AFFINITIES + affinity


@kernel
def open_tables(P, S, anew, many):
    """Fill the tables of a window that lasts whole days, where they do not stand yet.

    Args:
        anew: whether other parameters hold than in the window before.
        many: whether there are so many customers that tables of what a mass medium carries in this
            window alone are worth their while.
    """
    p, s = P[0], S[0]
    lasts = s.end - s.start
    for channel in range(p.channels):
        wanted = np.int64(NO_TABLE)
        if lasts % DAY == 0 and lasts == p.window:  # the last window may be shorter
            if p.c_audience[channel]:
                wanted = np.int64(ANY_TREATMENT)
            elif p.c_mass[channel] and many and s.airing[channel] >= 0:
                wanted = np.int64(s.airing[channel])
        stand = not anew and wanted == s.tables_of[channel]
        s.tables_of[channel] = wanted
        if stand or wanted == NO_TABLE:
            continue
        elapsed = np.float64(lasts)
        if p.c_intent[channel] > 0:
            elapsed *= searching(p, channel)
        for affinity in range(AFFINITIES):
            place = table_of(channel, affinity)
            rate = impressions_rate(p, channel, wanted, np.uint8(affinity))
            s.noticed[place] = rate * p.c_notice[channel] * elapsed
            tabulate(s.tables[place], unnoticed(p, channel, wanted, np.uint8(affinity), elapsed))


@inlined
def room_for_misses(P, S, O):
    """See that a membership on each channel can be noted."""
    if O.missed + P.channels > MISSED:
        count_misses(P, S, O)


@inlined
def note_miss(P, O, who, channel, treatment, place, mean):
    """Note a membership whose unnoticed impressions are to be counted; see `room_for_misses`.

    Args:
        who: id of the member.
        place: of their table, -1 for none.
        mean: number of impressions that go unnoticed, on average.
    """
    at = O.missed
    O.missed_id[at] = who
    O.missed_entity[at] = P.c_entity[channel]
    O.missed_of[at] = treatment
    O.missed_table[at] = place
    O.missed_mean[at] = mean
    O.missed = at + 1


@part
def miss(P, O, channel, treatment, count):
    """Count and charge impressions that went unnoticed."""
    O.counters[channel, IMPRESSIONS] += count
    spend(P, O, channel, treatment, count * P.c_cost_impression[channel])


@part
def count_misses(P, S, O):
    """Count and charge all that has been shown in vain so far."""
    uniforms(
        P.seed, O.missed_id, P.replication, np.uint64(draws.IMPRESSIONS), O.missed_entity,
        S.window, O.missed_draw, O.missed,
    )  # fmt: skip
    for at in range(O.missed):
        u = O.missed_draw[at]
        place = O.missed_table[at]
        count = np.int64(-1)
        if place >= 0:
            count = np.int64(looked_up(S.tables[place], u))
        if count < 0:
            count = np.int64(poisson_quantile(u, O.missed_mean[at]))
        treatment = O.missed_of[at]
        miss(P, O, np.int64(P.t_channel[treatment]), treatment, count)
    O.missed = 0
