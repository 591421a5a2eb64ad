"""Memory layout: what one customer, one customer's window, and a market look like to a kernel.

Every table is ONE structured record with fixed shapes, so that a scenario never recompiles a
kernel. The only free width is the number of channels, compiled for 12 and for 32 (DESIGN §9).
dtypes are made once per process and shared: two equal but distinct dtype objects would ruin the
dispatch of compiled calls.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from engine.actions import TREATMENTS
from engine.counts import COUNTS
from sim.model.records.market_layout import params_dtype
from sim.model.records.sizes import (
    AGENDA,
    AHEAD,
    BOOK_DAYS,
    CLOCKS,
    CONTENTS,
    DECISIONS,
    DELAYS,
    FIELDS,
    MESSAGES,
    MISSED,
    NEVER_MINUTE,
    ORDINALS,
    RECENT,
    ROWS,
    SENT,
    WIDTHS,
)
from sim.model.records.vocabulary import COUNTERS, OBJECTIONS, ROW

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


@functools.cache
def records(width: int) -> dict[str, np.dtype]:
    """The record layouts by the names that kernels give them."""
    return {
        "P": params_dtype(width),
        "S": shared_dtype(width),
        "k": memory_dtype(width),
        "c": customer_dtype(width),
        "F": flight_dtype(width),
        "O": output_dtype(width),
        "T": cohort_dtype(width),
        "X": pick_dtype(width),
    }


def width_for(channels: int) -> int:
    """The compiled width that holds this many channels."""
    for width in WIDTHS:
        if channels <= width:
            return width
    raise ValueError(f"{channels} channels; at most {WIDTHS[-1]}")


@functools.cache
def observation_dtype(width: int) -> np.dtype:
    """What each channel has seen of one customer (12 bytes a channel)."""
    return np.dtype(
        [
            ("seen", "i4", (width,)),  # minute of the last recognised visit
            ("contacted", "i4", (width,)),  # minute of the last contact delivered
            ("visits", "u1", (width,)),
            ("unanswered", "u1", (width,)),  # contacts since the last response
            ("journey", "u1", (width,)),  # step (3 bits), sign-ups (2 bits), rating (3 bits)
            ("flags", "u1", (width,)),  # CUSTOMER ... below
        ]
    )


@functools.cache
def memory_dtype(width: int) -> np.dtype:
    """Memory that only some scenarios ask for, one record a customer where they do.

    What comes later than a scenario needs takes no memory: see `remembered`.
    """
    return np.dtype(
        [
            ("converted_before_all", "i4"),  # conversion before the last, if one is missed
            ("content_at", "i4", (CONTENTS,)),  # minutes at which creatives were seen, newest first
            ("content", "u1", (CONTENTS,)),  # the creatives, from 1; 0 none
            ("content_on", "u1", (CONTENTS,)),  # channels on which they were seen
            ("said", "u1", (CONTENTS,)),  # messages that they carried, from 1; 0 none
            ("case_kind", "u1"),  # 0 none, 1 question, 2 complaint
            ("case_at", "i4"),  # minute at which it was put for the first time
            ("case_on", "u1"),  # channel where it was put last
            ("case_tries", "u1"),
            ("variant_at", "i4"),  # minute at which the variant was seen to be looked at
            ("variant_on", "u1"),  # channel that saw it
            ("variant", "u1"),  # which; 0 none
            ("converted", "i4", (width,)),  # minute of the last booking or purchase on the channel
            ("converted_before", "i4", (width,)),  # the one before, if an appointment is missed
            ("sent_at", "i4", (SENT,)),  # minutes of the last deliveries, newest first
            ("sent", "u1", (SENT,)),  # their treatments, from 1; 0 none
            ("balance", "i4", (width,)),  # points of the loyalty programme, minor units
            ("recent", "i4", (width, RECENT)),  # minutes of the last deliveries, newest first
            ("obs", observation_dtype(width), (DELAYS,)),  # as told to channels with a sync delay
            ("end", "u1"),  # never used: memory is always shorter than its record
        ]
    )


MINUTES_REMEMBERED = (
    "converted_before_all", "content_at", "case_at", "variant_at", "converted",
    "converted_before", "sent_at", "recent",
)  # fmt: skip
"""Fields of the memory that are minutes, and open as never."""


def remembered(
    count: int, width: int, last: str = "converted_before_all"
) -> np.ndarray[Any, np.dtype[np.void]]:
    """Memory of `count` customers as far as the field `last`: records that overlap beyond it.

    Returns:
        `memory_dtype` records, never contiguous, so that kernels see one type of array.
    """
    dtype = memory_dtype(width)
    assert dtype.fields is not None
    assert last != "end"  # a contiguous array would be another type to kernels
    kind, offset = dtype.fields[last][:2]
    size = offset + kind.itemsize
    rows = max(count, 2)
    room = np.zeros(rows * size + dtype.itemsize, np.uint8)
    memory = np.ndarray((rows,), dtype, room, strides=(size,))
    for name in MINUTES_REMEMBERED:
        if dtype.fields[name][1] < size:
            memory[name] = NEVER_MINUTE
    return memory


CUSTOMER, BOOKED, BOUGHT, REVIEWED, REFERRED, ADDRESS, ATTENDED, SURVEYED = (
    1 << bit for bit in range(8)
)
"""Bits of ``flags`` in an observation."""

NEED, CUSTOMER_BEFORE, PARKED, FRIEND, REMINDED, DIRTY, MEMBER = (1 << bit for bit in range(7))
"""Bits of ``flags`` in a customer's latent state."""


@functools.cache
def customer_dtype(width: int) -> np.dtype:
    """Latent traits and state of one customer, and what is known of them."""
    return np.dtype(
        [
            # what is looked at in every window
            ("id", "i8"),
            ("now", "i8"),  # time of the last transition, and busy until then
            ("due", "i8", (AGENDA,)),  # what is to happen to this customer, and when
            ("need_rate", "f4"),  # a year
            ("interest", "f4"),
            ("consents", "u4"),  # a bit a channel
            ("affinity", "u1", (width,)),  # 1/255
            ("persona", "u1"),
            ("offset", "i1"),  # quarter hours against the firm's zone
            ("stage", "u1"),
            ("flags", "u1"),
            # what channels have seen
            ("obs", observation_dtype(width)),
            # latent traits and state
            ("what", "u4", (AGENDA,)),  # kind, channel, treatment of each
            ("distance", "f4"),  # km to the shop
            ("tolerance", "f4"),  # effort that a purchase may cost
            ("annoyance", "f4"),  # contact pressure that is borne
            ("order_value", "i4"),  # minor units, before discounts
            ("goodwill", "f4"),
            ("pressure", "f4"),
            ("effort", "f4"),
            ("need_at", "i4"),  # minute, of the open need
            ("converted_at", "i4"),  # minute of the last booking or purchase
            ("offer_seen_at", "i4", (2,)),  # minutes, newest first
            ("sequence", "u4"),
            ("offer_day", "u2", (width,)),  # day on which the live offer was made
            ("contact_day", "u2"),  # day of the calendar counters
            ("offer", "u1", (width,)),  # the brand's live offer, by channel (0 none)
            ("today", "u1", (width,)),  # contacts in this calendar day
            ("week", "u1", (width,)),  # contacts in this calendar week
            ("last_treatment", "u1", (width,)),  # for credit (0 none)
            ("objections", "u1", (len(OBJECTIONS),)),  # strength in 1/255
            ("offer_seen", "u1", (2,)),
            ("offer_scope", "u1", (2,)),
            ("price_sensitivity", "u1"),
            ("intrusion", "u1"),
            ("recognisability", "u1"),
            ("review", "u1"),
            ("refer", "u1"),
            ("reach", "u1"),
            ("loyalty", "u1"),
            ("satisfaction", "u1"),
            ("step", "u1"),
            ("step_channel", "u1"),
            ("step_device", "u1"),  # and whether the profile holds it (SAVED)
            ("need_phase", "u1"),  # of the wait for the next need
            ("age", "u1"),  # years
            ("variant", "u1"),  # of the product that is looked at, from 1; 0 the usual one
            ("believed", "u1"),  # persona that the firm takes the customer for
            ("converted_channel", "u1"),
            ("purchases", "u1"),
            ("points", "u1"),
            ("touches", "u1"),
            ("friend_offer", "u1"),  # offer that a friend passed on (0 none)
            ("referrer", "u1"),  # place within the block of 256
        ]
    )


@functools.cache
def flight_dtype(width: int) -> np.dtype:
    """One customer's window while it is lived: clocks, plan, counters of draws, open request."""
    return np.dtype(
        [
            ("window", "i8"),
            ("start", "i8"),
            ("end", "i8"),
            ("clock_from", "i8"),  # clocks are consumed up to here
            ("active_from", "i8"),  # that in active time, see daytime.py
            ("active_end", "i8"),  # the end of the window in active time
            ("next_at", "i8"),
            ("plan_at", "i8", (width,)),
            ("member_from", "i8", (width,)),  # when membership began, in active time
            ("request_at", "i8"),  # when capacity is asked for, later when service ends
            ("patience", "i8"),  # microseconds
            ("service", "i8"),  # microseconds
            ("residual", "f8", (CLOCKS,)),  # unit exponentials left; < 0: to be drawn
            ("rate", "f8", (CLOCKS,)),  # per microsecond
            ("push", "f8"),  # factor of need and interest on visits
            ("search_rate", "f8", (2,)),  # share of searches made now: general, specific terms
            ("searched", "f8", (2,)),  # its integral since the window began
            ("searched_before", "f8", (width,)),  # the integral when membership began
            ("plan_propensity", "f8", (width,)),
            ("plan_probability", "f8", (width,)),
            ("ordinal_key", "u4", (ORDINALS,)),
            ("ordinal", "u2", (ORDINALS,)),
            ("plan", "i2", (width,)),  # treatment to be delivered on the channel, -1 none
            ("member", "i2", (width,)),  # audience treatment of this window, -1 none
            ("next_kind", "i2"),
            ("next_index", "i2"),
            ("request", "i2"),  # channel whose capacity is asked for, -1 none
            ("treatment", "i2"),  # that led to the session in progress, -1 none
            ("session_channel", "i2"),
            ("ordinals", "u2"),
            ("overflow", "u2"),
            ("via", "i2"),  # channel through which the session came, -1 none
            ("device", "u1"),  # in use
            ("ignored", "u1"),  # contacts shown in the visit since one was clicked
            ("ticket", "i8"),  # number of the request, so that a stale give-up is known
            ("planned", "u4"),  # channels with something planned, a bit each
            ("members", "u4"),  # channels on whose audiences the customer is, a bit each
            ("pending", "u4"),  # triggers raised in the session, a bit each
            ("identified", "u1"),
            ("paid", "u1"),
            ("stirred", "u1"),  # whether something happened that planned treatments may hang on
            ("state", "u1"),  # IDLE ... below
        ]
    )


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

IDLE, ASKING, WAITING, SPEAKING = range(4)
"""States of a flight: free; about to ask for capacity; in a queue; being served."""


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
            ("season", "f8"),  # factor on needs
            ("weekday", "i8"),
            ("month", "i8"),
            ("price", "f8", (width,)),  # shadow price of each pool: value a unit of money
            ("price_low", "f8", (width,)),
            ("share", "f8", (width,)),  # of the customers at the margin who still get it
            ("step", "i8", (width,)),  # place of that price on the grid, where it was last found
            ("margins", "u8"),  # a bit for each pool whose two prices differ
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
            ("active", "i8"),  # active microseconds of the window where tables stand
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
            ("standing", "u8", (STANDING,)),  # what stands for the customer looked at last
            ("asked", "u4"),  # channels whose contact policy has been asked for them, a bit each
            ("suppressed", "u4"),  # and what it said
            ("capped", "u4"),
            ("chosen", "i8", (width,)),  # scratch of picks, by channel
            ("own", "i8", (width,)),
            ("odds", "f8", (width,)),  # share of draws at the margin that lead to a pick
            ("prices", "f8", (width,)),
            ("most", "i8", (width,)),  # cost of all candidates, by pool
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
            ("judged", "f8", (TREATMENTS,)),  # propensities of those that qualify at a moment
            ("judged_at", "i8", (TREATMENTS,)),  # decider + 1, 0 where it does not qualify
            ("watched", "i8"),  # decisions logged
            ("decision", DECISION, (DECISIONS,)),
        ],
        align=True,
    )
