"""Memory layout of a window: what all share, how it is planned, and what is written in it."""

from __future__ import annotations

import functools

import numpy as np

from engine.actions import TREATMENTS
from engine.counts import COUNTS
from sim.model.records.sizes import (
    AHEAD,
    BOOK_DAYS,
    DECISIONS,
    FIELDS,
    LIMITS,
    MESSAGES,
    MISSED,
    ROWS,
)
from sim.model.records.vocabulary import COUNTERS, ROW

MESSAGE = np.dtype(
    [
        ("target", "i8"),  # id
        ("source", "i8"),  # id
        ("value", "i4"),
        ("kind", "u1"),
        ("channel", "u1"),
        ("pad", "u2"),
    ],
    align=True,
)
"""News for another customer of the same block of 256 ids, read at the next open."""

DECISION = np.dtype(
    [
        ("time", "i8"),
        ("customer", "i8"),
        ("window", "i8"),
        ("trigger", "i2"),  # -1: the plan
        ("channel", "i2"),
        ("chosen", "i2"),  # treatment, -1 none
        ("view_of", "i2"),
        ("price", "f8"),
        ("values", "f8", (FIELDS,)),
        ("outcome", "u1", (TREATMENTS,)),  # why each treatment was not taken
        ("priority", "f8", (TREATMENTS,)),
        ("propensity", "f8", (TREATMENTS,)),
    ],
    align=True,
)
"""One decision about a watched customer, with all that was known and weighed."""


STANDING = TREATMENTS // 64
"""Words that hold a bit for each planned treatment."""
STEADY = 2**31 - 1
"""A window that never comes: nothing changes with time."""


@functools.cache
def cohort_dtype(width: int) -> np.dtype:
    """Customers for whom the same stands, in one block; what they get is looked up once."""
    return np.dtype(
        [
            ("standing", "u8", (STANDING,)),
            ("count", "i8"),  # customers in this window
            ("row", "i8"),  # in the arrays of the plan
            ("first_pick", "i8"),  # of their picks, which differ with the draw at the margin
            ("picks", "i8"),
        ],
        align=True,
    )


@functools.cache
def pick_dtype(width: int) -> np.dtype:
    """What the deciders pick for a cohort, up to a draw at the margin."""
    return np.dtype(
        [
            ("end", "f8"),  # of the draws that lead here
            ("propensity", "f8", (width,)),
            ("probability", "f8", (width,)),
            ("treatment", "i2", (width,)),  # by channel, -1 none
            ("picked", "u4"),  # channels with a treatment, a bit each
            ("audiences", "u1"),  # how many are audiences that begin with the window
            ("contacts", "u1"),  # how many are anything else
            ("audience", "u1", (width,)),  # channels of the audiences
        ],
        align=True,
    )


AFFINITIES = 256
"""Affinities that a customer may have to a channel."""
ANY_TREATMENT, NO_TABLE = -1, -2
"""Whose members the tables of a channel are for: those of all treatments, or of none."""


@functools.cache
def shared_dtype(width: int) -> np.dtype:
    """What all customers share: frozen while a window is lived, changed at its borders.

    Only the appointment book changes within a window, in the order of queues.
    """
    return np.dtype(
        [
            ("window", "i8"),  # addresses random draws; those of a run-in are the last there are
            ("left", "i8"),  # windows over which budgets are still to be spread
            ("start", "i8"),
            ("end", "i8"),
            ("place", "i8"),  # of the window among all, those of a run-in first; from 0
            ("season", "f8"),  # factor on needs
            ("weekday", "i8"),
            ("month", "i8"),
            ("price", "f8", (width,)),  # shadow price of each pool: value a unit of money
            ("price_low", "f8", (width,)),
            ("share", "f8", (width,)),  # of the customers at the margin who still get it
            ("step", "i8", (width,)),  # place of that price on the grid, where it was last found
            ("margins", "u8"),  # a bit for each pool whose two prices differ
            ("limit_price", "f8", (LIMITS,)),  # minor units a unit of each limit
            ("solved", "u1"),  # whether picks of this plan were solved, as some limit is short
            ("spent", "i8", (width,)),  # millionths of a minor unit, by channel: pools may change
            ("forecast", "i8", (width,)),  # in-window demand expected, by channel
            ("trials", "i8", (TREATMENTS,)),
            ("successes", "i8", (TREATMENTS,)),
            ("book", "i4", (width, BOOK_DAYS)),  # appointments made, by day
            ("present", "u4"),  # bits of the channels that are there in this window
            ("airs", "u1"),  # how many mass media carry something
            ("airing", "i2", (width,)),  # treatment that a mass medium carries, -1 none
            ("open", "u8", (STANDING,)),  # planned treatments that anybody may get, a bit each
            ("open_priority", "f8", (TREATMENTS,)),  # theirs, by place among the planned
            ("open_propensity", "f8", (TREATMENTS,)),
            ("stars", "i8", (width,)),  # sum of the stars in all reviews written on the channel
            ("rated", "i8", (width,)),  # and their number
            ("stars_before", "i8", (width,)),  # those from before the start
            ("rated_before", "i8", (width,)),
            ("tables_of", "i2", (width,)),  # treatment whose members they are for, or as below
            ("noticed", "f8", (width * AFFINITIES,)),  # impressions noticed in the window
            ("tables", COUNTS, (width * AFFINITIES,)),  # of those that go unnoticed
        ],
        align=True,
    )


@functools.cache
def output_dtype(width: int) -> np.dtype:
    """What a block of customers writes in a window, and scratch space."""
    return np.dtype(
        [
            ("counters", "i8", (width, len(COUNTERS))),
            ("series", "i8", (3,)),  # contribution, media, purchases of this window
            ("sums", "u8", (2,)),  # digest of this window
            ("events", "i8"),
            ("inbound", "i8", (width,)),  # media of inbound decisions in this window
            ("trials", "i8", (TREATMENTS,)),
            ("successes", "i8", (TREATMENTS,)),
            ("rows", "i8"),
            ("messages", "i8"),
            ("row", ROW, (ROWS,)),
            ("message", MESSAGE, (MESSAGES,)),
            ("seen", "i4"),  # what the view in progress has folded so far
            ("contacted", "i4"),
            ("visits", "i4"),
            ("unanswered", "i4"),
            ("signups", "i4"),
            ("rating", "i4"),
            ("step", "i4"),
            ("flags", "i4"),
            ("values", "f8", (FIELDS,)),
            ("stack", "f8", (32,)),
            ("propensity", "f8"),  # of the treatment judged last
            ("priority", "f8"),
            ("candidates", "i8"),  # of the customer weighed last, in the arrays below
            ("candidate", "i2", (TREATMENTS,)),
            ("candidate_priority", "f8", (TREATMENTS,)),
            ("candidate_propensity", "f8", (TREATMENTS,)),
            ("candidate_load", "f8", (TREATMENTS, LIMITS)),  # what they use of limits
            ("repaired", "u1"),  # whether limits, and not prices, have made the picks
            ("standing", "u8", (STANDING,)),  # what stands for the customer looked at last
            ("asked", "u4"),  # channels whose contact policy has been asked for them, a bit each
            ("suppressed", "u4"),  # and what it said
            ("capped", "u4"),
            ("chosen", "i8", (width,)),  # scratch of picks, by channel
            ("status", "i8", (TREATMENTS,)),  # of actions: all may be taken
            ("state", "i8", (TREATMENTS,)),  # ... and what picks make of it
            ("left", "f8", (1,)),  # room of caps, which a plan leaves to the contact policy
            ("tape", "i8", (2,)),  # nothing is left to luck
            ("own", "i8", (width,)),
            ("odds", "f8", (width,)),  # share of draws at the margin that lead to a pick
            ("prices", "f8", (width,)),
            ("most", "i8", (width,)),  # cost of all candidates, by pool
            ("allowance", "i8", (width,)),  # what the plan may cost it
            ("active_from", "i8"),  # window and place whose active time stands here
            ("active_offset", "i8"),
            ("active", "i8"),
            ("ahead", "i8"),  # row of the first of the customers who are looked at together
            ("listed", "i8"),  # how many of them need a closer look
            ("list", "i8", (AHEAD,)),  # their rows
            ("list_pick", "i8", (AHEAD,)),  # places of their picks
            ("list_flight", "i8", (AHEAD,)),  # places of their flights
            ("next_listed", "i8"),  # place of the first whose turn has not come
            ("ahead_id", "i8", (AHEAD,)),
            ("ahead_entity", "u8", (AHEAD,)),
            ("notice_entity", "u8", (AHEAD,)),
            ("need_draw", "f8", (AHEAD,)),  # uniforms of the clocks
            ("visit_draw", "f8", (AHEAD,)),
            ("notice_draw", "f8", (AHEAD,)),
            ("missed", "i8"),  # memberships whose impressions are still to be counted
            ("missed_id", "i8", (MISSED,)),
            ("missed_entity", "u8", (MISSED,)),
            ("missed_of", "i8", (MISSED,)),
            ("missed_table", "i8", (MISSED,)),
            ("missed_mean", "f8", (MISSED,)),
            ("missed_draw", "f8", (MISSED,)),
            ("answer", "i8", (TREATMENTS,)),  # treatments that can answer at a moment
            ("judged", "f8", (TREATMENTS,)),  # propensities of those that qualify at a moment
            ("judged_at", "i8", (TREATMENTS,)),  # decider + 1, 0 where it does not qualify
            ("watched", "i8"),  # decisions logged
            ("decision", DECISION, (DECISIONS,)),
        ],
        align=True,
    )
