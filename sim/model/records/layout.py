"""Memory layout: what one customer, one customer's window, and a market look like to a kernel.

Every table is ONE structured record with fixed shapes, so that a scenario never recompiles a
kernel. The only free width is the number of channels, compiled for 12 and for 32 (DESIGN §9).
dtypes are made once per process and shared: two equal but distinct dtype objects would ruin the
dispatch of compiled calls.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from sim.model.records.market_layout import params_dtype
from sim.model.records.sizes import (
    AGENDA,
    CLOCKS,
    CONTENTS,
    DELAYS,
    NEVER_MINUTE,
    ORDINALS,
    RECENT,
    SENT,
    WIDTHS,
)
from sim.model.records.vocabulary import OBJECTIONS
from sim.model.records.window_layout import (
    cohort_dtype,
    output_dtype,
    pick_dtype,
    shared_dtype,
)


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


def bits_for(width: int) -> int:
    """Bits of the shortest integer with a bit for each channel."""
    return 16 if width <= 16 else 32


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


def at_once(work: Callable[[int, int], None], count: int) -> None:
    """Do the work for all rows."""
    work(0, count)


def remembered(
    count: int,
    width: int,
    last: str = "converted_before_all",
    in_parts: Callable[[Callable[[int, int], None], int], None] = at_once,
) -> np.ndarray[Any, np.dtype[np.void]]:
    """Memory of `count` customers as far as the field `last`: records that overlap beyond it.

    Args:
        in_parts: has work done for so many rows; takes what does it from one row up to another.

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
    nothing = np.zeros(1, dtype)
    for name in MINUTES_REMEMBERED:
        nothing[name] = NEVER_MINUTE
    rows_of_bytes, idle = room[: rows * size].reshape(rows, size), nothing.view(np.uint8)[:size]

    def forget(first: int, end: int) -> None:
        rows_of_bytes[first:end] = idle

    in_parts(forget, rows)
    return np.ndarray((rows,), dtype, room, strides=(size,))


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
            ("consents", f"u{bits_for(width) // 8}"),  # a bit a channel
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
            ("progress", "u1"),  # furthest step of the purchase (3 bits), channel where it is (5)
            ("viewed", "u1"),  # device (4 bits), variant (3), whether the profile holds it (1)
            ("need_phase", "u1"),  # of the wait for the next need
            ("age", "u1"),  # years
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


IDLE, ASKING, WAITING, SPEAKING = range(4)
"""States of a flight: free; about to ask for capacity; in a queue; being served."""
