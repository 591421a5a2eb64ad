"""The view that a decision may read of what channels have observed (DESIGN §1).

A view folds those of the channels that the strategy's
`knowledge` dial links to the deciding one: latest time, sum of counts, any flag. Linked channels
with a sync delay are read from the committed copy. A view computes and stores nothing.
"""

from __future__ import annotations

import numpy as np

from engine.boundaries import boundary
from engine.kernels import part
from sim.model.customers.state import local_day, local_time, minute
from sim.model.records.bits import all_ones, bit
from sim.model.records.layout import (
    ADDRESS,
    ATTENDED,
    BOOKED,
    BOUGHT,
    CUSTOMER,
    MEMBER,
    REFERRED,
    REVIEWED,
    SURVEYED,
)
from sim.model.records.parameters import STEP_MEMORY
from sim.model.records.sizes import MINUTE, SENT

VIEW_FIELDS: tuple[str, ...] = (
    "days_since_visit", "days_since_contact", "days_since_purchase", "visits", "unanswered",
    "signups", "rating", "step", "customer", "booked", "bought", "reviewed",
    "referred", "attended", "distance", "points", "hour", "weekday", "month", "identified",
    "channel", "offer", "offer_days_left", "device", "segment", "age", "case_open", "member",
    "message", "variant", "ignored",
)  # fmt: skip
"""Profile fields of the simulation, in the order of the kernel's vector."""

(
    F_VISIT, F_CONTACT, F_PURCHASE, F_VISITS, F_UNANSWERED, F_SIGNUPS, F_RATING, F_STEP,
    F_CUSTOMER, F_BOOKED, F_BOUGHT, F_REVIEWED,  F_REFERRED, F_ATTENDED,
    F_DISTANCE, F_POINTS, F_HOUR, F_WEEKDAY, F_MONTH, F_IDENTIFIED, F_CHANNEL, F_OFFER,
    F_OFFER_DAYS, F_DEVICE, F_SEGMENT, F_AGE, F_CASE, F_MEMBER, F_MESSAGE, F_VARIANT,
    F_IGNORED,
) = range(len(VIEW_FIELDS))  # fmt: skip
F_PROPENSITY = len(VIEW_FIELDS)
"""Behind the view, where limits read what a candidate's propensity is."""

ALL_FIELDS = np.uint64(2**64 - 1)
CLOCK_FIELDS = np.uint64(1 << F_HOUR)
MESSAGE_FIELDS = np.uint64(1 << F_MESSAGE)
OFFER_FIELDS = np.uint64((1 << F_OFFER) | (1 << F_OFFER_DAYS))
"""Fields that cost something to compute."""


@part
def days_since(now, then):
    """Days between two observed minutes; NaN where the second never was."""
    if then < 0:
        return np.nan
    return (now - then) / 1440.0


@part
def live_offer(P, c, channel, today):
    """The channel in whose record the scope's live offer stands, -1 when there is none.

    The latest of the scope's channels counts; an offer is live for its validity.
    """
    found = -1
    for other in range(P.channels):
        if P.offer_scope[other] == P.offer_scope[channel] and c.offer[other] > 0:
            valid = P.o_valid[c.offer[other]] // 1440
            if np.int64(c.offer_day[other]) + valid >= today:
                if found < 0 or c.offer_day[other] > c.offer_day[found]:
                    found = other
    return found


@part
def read_observations(O, obs, known, fresh):
    """Fold what the known channels have observed into O: latest time, sum of counts, any flag.

    A step counts where it was seen at minute `fresh` or later. Without a branch and over a constant
    number of channels: the compiler makes vectors of it.
    """
    seen = np.int32(-1)
    contacted = np.int32(-1)
    visits = np.int32(0)
    unanswered = np.int32(0)
    signups = np.int32(0)
    rating = np.int32(0)
    step = np.int32(0)
    flags = np.int32(0)
    for other in range(len(obs.seen)):
        mask = all_ones(known, other)
        at = obs.seen[other]
        seen = max(seen, np.int32(at | ~mask))
        contacted = max(contacted, np.int32(obs.contacted[other] | ~mask))
        visits = np.int32(visits + (np.int32(obs.visits[other]) & mask))
        unanswered = np.int32(unanswered + (np.int32(obs.unanswered[other]) & mask))
        journey = np.int32(np.int32(obs.journey[other]) & mask)
        signups = np.int32(signups + (journey >> np.int32(3) & np.int32(3)))
        rating = max(rating, np.int32(journey >> np.int32(5)))
        went = np.int32(journey & np.int32(7))
        step = max(step, went if at >= fresh else np.int32(0))
        flags = np.int32(flags | (np.int32(obs.flags[other]) & mask))
    O.seen = max(O.seen, seen)
    O.contacted = max(O.contacted, contacted)
    O.visits += visits
    O.unanswered += unanswered
    O.signups += signups
    O.rating = max(O.rating, rating)
    O.step = max(O.step, step)
    O.flags |= flags


@part
def read_told(P, k, c, O, channel, known, fresh):
    """The same where links tell late: each of them is read from the copy of its delay."""
    for place in range(P.n_delays):
        late = P.late[channel, place]
        read_observations(O, k.obs[place], known & late, fresh)
        known &= ~late
    read_observations(O, c.obs, known, fresh)


@part
def is_told(P, S, channel, other, then):
    """Whether what channel `other` saw at minute `then` is known on the channel by now."""
    if not bit(P.knows[channel], other):
        return False
    place = P.delay[channel, other]
    return place < 0 or then < minute(S.start - (P.delays[place] - 1) * P.window)


@part
def last_conversion(P, S, k, c, channel):
    """Minute of the last booking or purchase that a view on the channel may know, -1 none."""
    if not P.own_conversions:
        return np.int64(c.converted_at)
    found = np.int64(-1)
    for other in range(P.channels):
        then = np.int64(k.converted[other])
        if is_told(P, S, channel, other, then):
            found = max(found, then)
    return found


@part
def forget_view(O):
    """Start a view with nothing observed."""
    O.seen = -1
    O.contacted = -1
    O.visits = 0
    O.unanswered = 0
    O.signups = 0
    O.rating = 0
    O.step = 0
    O.flags = 0


@part
def read_known(P, S, k, c, O, channel, now):
    """Fold what the strategy lets the channel know."""
    fresh = np.int32(now - P.b[STEP_MEMORY])
    if P.told_late[channel]:
        fresh = max(fresh, np.int32(last_conversion(P, S, k, c, channel) + 1))
        read_told(P, k, c, O, channel, P.knows[channel], fresh)
    else:
        read_observations(O, c.obs, P.knows[channel], fresh)


@part
def enter_observed(P, S, k, c, O, channel, now):
    """The fields that follow from what was folded."""
    v = O.values
    flags = O.flags
    v[F_VISIT] = days_since(now, O.seen)
    v[F_CONTACT] = days_since(now, O.contacted)
    v[F_PURCHASE] = np.nan
    if flags & BOUGHT:
        v[F_PURCHASE] = days_since(now, last_conversion(P, S, k, c, channel))
    v[F_VISITS] = O.visits
    v[F_UNANSWERED] = O.unanswered
    v[F_SIGNUPS] = O.signups
    v[F_RATING] = O.rating if O.rating > 0 else np.nan
    v[F_STEP] = O.step
    v[F_CUSTOMER] = 1.0 if flags & CUSTOMER else 0.0
    v[F_BOOKED] = 1.0 if flags & BOOKED else 0.0
    v[F_BOUGHT] = 1.0 if flags & BOUGHT else 0.0
    v[F_REVIEWED] = 1.0 if flags & REVIEWED else 0.0
    v[F_REFERRED] = 1.0 if flags & REFERRED else 0.0
    v[F_ATTENDED] = 1.0 if flags & ATTENDED else 0.0
    v[F_DISTANCE] = np.float64(c.distance) if flags & ADDRESS else np.nan
    v[F_POINTS] = np.float64(c.points) if flags & CUSTOMER else np.nan


@part
def enter_person(P, S, k, c, O, channel, now, identified):
    """Who the firm takes the customer for, what a survey told, membership, an open case, what was
    looked at."""
    v = O.values
    flags = O.flags
    v[F_SEGMENT] = np.nan
    v[F_AGE] = np.nan
    if flags & SURVEYED:
        v[F_SEGMENT] = c.persona
        v[F_AGE] = c.age
    elif P.segments and flags & (CUSTOMER | ADDRESS):
        v[F_SEGMENT] = c.believed
    v[F_CASE] = 0.0
    if P.cases and identified and k.case_kind > 0:
        if is_told(P, S, channel, np.int64(k.case_on), np.int64(k.case_at)):
            v[F_CASE] = 1.0
    v[F_VARIANT] = np.nan
    if P.n_variants > 0 and identified and k.variant > 0:
        fresh = now - np.int64(k.variant_at) <= P.b[STEP_MEMORY]
        if fresh and is_told(P, S, channel, np.int64(k.variant_on), np.int64(k.variant_at)):
            v[F_VARIANT] = k.variant - 1
    v[F_MEMBER] = 1.0 if c.flags & MEMBER and flags & CUSTOMER else 0.0


@part
def enter_message(P, S, k, O, channel):
    """The message that was sent last on a channel of which this one knows."""
    v = O.values
    v[F_MESSAGE] = np.nan
    if not P.sends:
        return
    for place in range(SENT):
        then = np.int64(k.sent_at[place])
        if then < 0:
            return
        treatment = np.int64(k.sent[place]) - 1
        says = np.int64(P.t_says[treatment])
        if says > 0 and is_told(P, S, channel, np.int64(P.t_channel[treatment]), then):
            v[F_MESSAGE] = says - 1
            return


@part
def enter_offer(P, c, O, channel, today, identified):
    """The offer that the channel's scope has out for the customer."""
    v = O.values
    v[F_OFFER] = np.nan
    v[F_OFFER_DAYS] = np.nan
    live = live_offer(P, c, channel, today)
    if live >= 0 and identified:
        offer = c.offer[live]
        v[F_OFFER] = offer - 1
        v[F_OFFER_DAYS] = np.int64(c.offer_day[live]) + P.o_valid[offer] // 1440 - today


@boundary("P S k c O i8 i8 i8 i8")
def fold(P, S, k, c, O, channel, t, moment, identified):
    """The view of a decision on `channel` at time t, written to O.values.

    Fields that cost something to compute are left out where no rule reads them.

    Args:
        moment: the channel where an event happens now, with the device (from 1) in the bits from
            8 on, and what the visit has shown in vain from bit 16 on; -1 at the plan.
        identified: whether the person at the moment is tied to a profile; without, all but the
            moment itself is missing.
    """
    v = O.values
    reads = P.reads if c.id != P.watch else ALL_FIELDS
    now = minute(t)
    forget_view(O)
    if identified:
        read_known(P, S, k, c, O, channel, now)
    enter_observed(P, S, k, c, O, channel, now)
    if reads & CLOCK_FIELDS:
        v[F_HOUR] = np.float64(local_time(P, c, t) // (60 * MINUTE))
    v[F_WEEKDAY] = S.weekday
    v[F_MONTH] = S.month
    v[F_IDENTIFIED] = 1.0 if identified else 0.0
    v[F_CHANNEL] = np.nan
    v[F_DEVICE] = np.nan
    v[F_IGNORED] = np.nan
    if moment >= 0:
        v[F_CHANNEL] = moment & 0xFF
        device = (moment >> 8) & 0xFF
        if device > 0:
            v[F_DEVICE] = device - 1
        v[F_IGNORED] = moment >> 16
    enter_person(P, S, k, c, O, channel, now, identified)
    if reads & MESSAGE_FIELDS:
        if identified:
            enter_message(P, S, k, O, channel)
        else:
            v[F_MESSAGE] = np.nan
    if reads & OFFER_FIELDS:
        enter_offer(P, c, O, channel, local_day(P, c, t), identified)
