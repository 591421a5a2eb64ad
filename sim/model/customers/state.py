"""Latent state of a customer: passing time, agenda, counters, event rows and their digest."""

from __future__ import annotations

import numpy as np

from engine.boundaries import boundary
from engine.kernels import inlined, part
from engine.numerics import exp
from sim.model.records.layout import CUSTOMER_BEFORE
from sim.model.records.parameters import GOODWILL_LIFE, INTEREST_LIFE, PRESSURE_LIFE
from sim.model.records.sizes import AGENDA, DAY, DAYS_BEFORE, EPOCH_MINUTES, FOREVER, MINUTE
from sim.model.records.vocabulary import COUNTER

DELIVER, OPENING, VISIT, APPOINTMENT, FINISH, ANSWER, CASE = range(1, 8)
"""Kinds of agenda item: a contact goes out; it is noticed; its link is followed; an appointment
falls due; a service ends; a question is answered; one is asked (again)."""

ON_DEVICE = 4
"""Bits by which the device is shifted that is added to the kind of an agenda item."""

HELD = 15
"""In place of a device: a contact that was held back and must qualify again."""

NO_TREATMENT = 0xFFFF
STEP_BITS = 3
"""Bits of `progress` that are the step; the others are the channel where it is."""
VIEWED_VARIANT = 112
"""Bits of `viewed` that are the variant."""
CROWDED_OUT = COUNTER["crowded_out"]
MILLION = 1_000_000


@part
def minute(t):
    """An observed time: int32 minutes, see EPOCH_MINUTES."""
    return np.int32(t // MINUTE + EPOCH_MINUTES)


@inlined
def progress(step, channel):
    """Furthest step of a purchase, and the channel where it is, as a customer holds them."""
    return np.uint8(step | channel << STEP_BITS)


@inlined
def step_of(c):
    """Furthest step of the current purchase."""
    return np.int64(c.progress) & ((1 << STEP_BITS) - 1)


@inlined
def channel_of_step(c):
    """Channel where the progress of the current purchase lives."""
    return np.int64(c.progress) >> STEP_BITS


@inlined
def variant_of(c):
    """Variant of the product that is looked at, from 1; 0 the usual one."""
    return (np.int64(c.viewed) & VIEWED_VARIANT) >> 4


@inlined
def turn_to_variant(c, variant):
    """Let the customer look at another variant."""
    c.viewed = (c.viewed & np.uint8(255 - VIEWED_VARIANT)) | np.uint8(variant << 4)


@part
def forget_progress(c):
    """Nothing of a purchase has been begun."""
    c.progress = np.uint8(0)
    c.viewed = np.uint8(0)


@part
def clip(x, low, high):
    return min(max(x, low), high)


@part
def bump(x):
    """One more, in a counter that saturates at 255."""
    return np.uint8(min(np.int64(x) + 1, 255))


@boundary("P c i8")
def age(P, c, t):
    """Let time pass for the customer up to t: interest, goodwill and pressure decay."""
    passed = t - c.now
    if passed > 0:
        c.interest = np.float32(c.interest * exp(-passed * P.b[INTEREST_LIFE]))
        c.goodwill = np.float32(c.goodwill * exp(-passed * P.b[GOODWILL_LIFE]))
        c.pressure = np.float32(c.pressure * exp(-passed * P.b[PRESSURE_LIFE]))
        c.now = t


@part
def please(c, amount):
    """Change goodwill, which stays in [-1, 1]."""
    c.goodwill = np.float32(clip(c.goodwill + amount, -1.0, 1.0))


@part
def attract(c, amount):
    """Raise interest towards 1 by a share of what is missing."""
    c.interest = np.float32(c.interest + amount * (1.0 - c.interest))


@boundary("c O i8 i8 i8 i8")
def schedule(c, O, t, kind, channel, treatment):
    """Enter something into the agenda.

    Place 0 is kept for appointments and the end of services. An unread message gives way to a newer
    one on its channel; when all places are taken the message due last is forgotten and counted.
    """
    word = np.uint32((kind << 24) | (channel << 16) | (treatment & NO_TREATMENT))
    if kind == APPOINTMENT or kind == FINISH:
        c.due[0] = t
        c.what[0] = word
        return
    free = -1
    latest = -1
    for place in range(1, AGENDA):
        if c.due[place] == FOREVER:
            if free < 0:
                free = place
            continue
        held = np.int64(c.what[place])
        if (held >> 24) & 0xF == OPENING:
            if kind == OPENING and (held >> 16) & 0xFF == channel:
                free = place
                break
            if latest < 0 or c.due[place] > c.due[latest]:
                latest = place
    if free < 0:
        O.counters[channel, CROWDED_OUT] += 1
        if latest < 0 or (kind == OPENING and t >= c.due[latest]):
            return
        free = latest
    c.due[free] = t
    c.what[free] = word


@part
def local_time(P, c, t):
    """Microseconds since midnight where the customer lives."""
    return (t + P.midnight + np.int64(c.offset) * (15 * MINUTE)) % DAY


@part
def local_day(P, c, t):
    """Days since the start where the customer lives, shifted to stay positive."""
    return (t + P.midnight + np.int64(c.offset) * (15 * MINUTE)) // DAY + DAYS_BEFORE


@part
def stir(h, word, odd):
    """Fold one 64-bit word into a hash: xor, multiply by an odd constant, shift down."""
    h = (h ^ word) * odd
    return h ^ (h >> np.uint64(32))


@part
def row_hash(replication, row, channel_hash, action_hash):
    """128-bit hash of an event row, as two lanes of 64 bits.

    Names enter as 64-bit hashes, floats by their bits; the strategy's name is left out.
    """
    a = np.uint64(0x243F6A8885A308D3)
    b = np.uint64(0x13198A2E03707344)
    ka = np.uint64(0x9E3779B97F4A7C15)
    kb = np.uint64(0xD6E8FEB86659FD93)
    codes = (np.uint64(row.event) << np.uint64(16)) | (np.uint64(row.stage) << np.uint64(8))
    codes |= np.uint64(row.step)
    place = (np.uint64(replication) << np.uint64(32)) | np.uint64(row.sequence)
    p = np.float64(row.propensity).view(np.uint64)
    q = np.float64(row.choice_probability).view(np.uint64)
    for word in (
        place,
        np.uint64(row.customer),
        np.uint64(row.time),
        codes,
        channel_hash,
        action_hash,
        np.uint64(row.value),
        p,
        q,
    ):
        a = stir(a, word, ka)
        b = stir(b, word, kb)
    return stir(a, b, kb), stir(b, a, ka)


@boundary("P S c O i8 i8 i8 i8 i8 f8 f8")
def emit(P, S, c, O, t, event, channel, treatment, value, propensity, probability):
    """Write one event row, or only its hash where rows are not stored."""
    row = O.row[O.rows]
    row.time = t
    row.customer = c.id
    row.value = value
    row.propensity = propensity
    row.choice_probability = probability
    row.window = S.window
    row.sequence = c.sequence
    row.channel = channel
    row.action = -1
    row.event = event
    row.stage = c.stage
    row.step = step_of(c)
    row.earned = 0
    row.before = np.uint8((c.flags & CUSTOMER_BEFORE) > 0)
    channel_hash = np.uint64(0)
    action_hash = np.uint64(0)
    if channel >= 0:
        channel_hash = P.c_hash[channel]
    if treatment >= 0:
        row.action = P.t_action[treatment]
        action_hash = P.t_hash[treatment]
    c.sequence += 1
    a, b = row_hash(P.replication, row, channel_hash, action_hash)
    O.sums[0] += a
    O.sums[1] += b + np.uint64(a > O.sums[0])
    O.events += 1
    if P.store_rows:
        O.rows += 1
