"""Contact policy: consent, suppression, caps, quiet hours, and whose offer is shown."""

from __future__ import annotations

import numpy as np

from engine.boundaries import boundary
from engine.kernels import inlined, part
from sim.model.customers.state import bump, local_day, local_time, minute
from sim.model.knowledge.view import live_offer
from sim.model.records.bits import all_ones, bit
from sim.model.records.mechanisms import SENDING, SPACING
from sim.model.records.sizes import DAY, DAYS_BEFORE, EPOCH_MINUTES, FOREVER, MINUTE, RECENT, SENT

FREE, UNCONSENTED, SUPPRESSED, CAPPED, SPACED = range(5)
"""Why a contact may not go out."""

ROLLING, DAILY, WEEKLY = range(3)


@part
def policy_time(P, c, t):
    """Microseconds since midnight in the zone of the policy: the customer's, or the firm's."""
    return (t + P.midnight) % DAY if P.firm_zone else local_time(P, c, t)


@part
def policy_day(P, c, t):
    """Days since the start in the zone of the policy, shifted to stay positive."""
    return (t + P.midnight) // DAY + DAYS_BEFORE if P.firm_zone else local_day(P, c, t)


@part
def week_of(P, day):
    """Number of the calendar week (Monday first) of a local day, see `local_day`."""
    return (day - DAYS_BEFORE + P.weekday) // 7


@part
def suppressed(P, k, c, channel, t):
    """Whether a booking or purchase stops contacts on the channel at t (its own flags)."""
    if P.own_conversions:
        now = minute(t)
        for other in range(P.channels):
            then = np.int64(k.converted[other])
            if then >= 0 and now < then + P.after_purchase:
                if P.suppression_scope[other] == P.suppression_scope[channel]:
                    return True
        return False
    if c.converted_at < 0 or minute(t) >= c.converted_at + P.after_purchase:
        return False
    return P.suppression_scope[channel] == P.suppression_scope[c.converted_channel]


@part
def counted(P, k, c, cap, group, now):
    """Contacts within the span of a rolling cap on the channels of the group."""
    count = 0
    for channel in range(P.channels):
        if not bit(group, channel):
            continue
        for place in range(RECENT):
            then = np.int64(k.recent[channel, place])
            if then < 0 or then <= now - P.cap_span[cap]:
                break
            if P.count_lag == 0 or then <= now - P.count_lag:
                count += 1
    return count


@part
def not_shown_yet(P, k, c, cap, group, t):
    """Contacts of this calendar day or week that are too young to show in its counters."""
    now = np.int64(minute(t))
    day = policy_day(P, c, t)
    count = 0
    for place in range(SENT):
        then = np.int64(k.sent_at[place])
        if then < 0 or then <= now - P.count_lag:
            break
        treatment = np.int64(k.sent[place]) - 1
        channel = np.int64(P.t_channel[treatment])
        if not bit(group, channel) or not counts(P, treatment):
            continue
        that = policy_day(P, c, t - (now - then) * MINUTE)
        if that == day or (P.cap_kind[cap] == WEEKLY and week_of(P, that) == week_of(P, day)):
            count += 1
    return count


@part
def counts(P, treatment):
    """Whether a contact uses up caps."""
    if P.t_transactional[treatment] and not P.count_transactional:
        return False
    return P.count_inbound or not P.c_inline[P.t_channel[treatment]]


@inlined
def total(counters, group):
    """Sum of the counters of the group's channels."""
    count = np.int32(0)
    for channel in range(len(counters)):  # a constant: the compiler makes vectors of the loop
        count = np.int32(count + (np.int32(counters[channel]) & all_ones(group, channel)))
    return count


@part
def capped(P, k, c, channel, t):
    """Whether a cap leaves no room for another contact on the channel at t."""
    if P.c_inline[channel] and not P.count_inbound:
        return False
    day = policy_day(P, c, t)
    counter_day = np.int64(c.contact_day)
    same_day = day == counter_day
    same_week = same_day or (day - counter_day < 7 and week_of(P, day) == week_of(P, counter_day))
    for cap in range(P.n_caps):
        group = P.cap_group[cap, channel]
        if group == 0:
            continue
        count = 0
        if P.cap_kind[cap] == ROLLING:
            count = counted(P, k, c, cap, group, minute(t))
        elif P.cap_kind[cap] == DAILY:
            if same_day:
                count = np.int64(total(c.today, group))
        elif same_week:
            count = np.int64(total(c.week, group))
        if P.count_lag > 0 and P.cap_kind[cap] != ROLLING:
            count -= not_shown_yet(P, k, c, cap, group, t)
        if count >= P.cap_limit[cap]:
            return True
    return False


@boundary("P k c i8 i8")
def count_contact(P, k, c, channel, t):
    """Enter a delivered contact into the counters of the caps."""
    day = policy_day(P, c, t)
    if day != np.int64(c.contact_day):
        same_week = week_of(P, day) == week_of(P, np.int64(c.contact_day))
        for other in range(P.channels):
            c.today[other] = 0
            if not same_week:
                c.week[other] = 0
        c.contact_day = np.uint16(day)
    c.today[channel] = bump(c.today[channel])
    c.week[channel] = bump(c.week[channel])
    if P.rolling:
        for place in range(RECENT - 1, 0, -1):
            k.recent[channel, place] = k.recent[channel, place - 1]
        k.recent[channel, 0] = minute(t)


@part
def place_to_forget(P, k, treatment, now):
    """Which remembered delivery gives way to another one of the treatment.

    Counters ask for all that they do not show yet, and everything else for the last of each
    treatment: so a free place, an earlier one of the same, one that nothing else asks for, and the
    oldest, in this order.
    """
    shown = young = -1
    for place in range(SENT):
        then = np.int64(k.sent_at[place])
        if then < 0:
            return place
        other = np.int64(k.sent[place]) - 1
        waits = P.count_lag > 0 and then > now - P.count_lag
        if not waits and other == treatment:
            return place
        if not P.t_lasting[other]:
            if waits:
                young = place
            else:
                shown = place
    if shown >= 0:
        return shown
    return young if young >= 0 else SENT - 1


@boundary("P k i8 i8", door=SENDING)
def note_sent(P, k, treatment, t):
    """Remember what was sent and when, as far as memory goes, where anything asks for it later."""
    if not P.t_noted[treatment]:
        return  # the memory is short: what nothing asks for would push out what something does
    for place in range(place_to_forget(P, k, treatment, np.int64(minute(t))), 0, -1):
        k.sent_at[place] = k.sent_at[place - 1]
        k.sent[place] = k.sent[place - 1]
    k.sent_at[0] = minute(t)
    k.sent[0] = np.uint8(treatment + 1)


@boundary("P k i8 i8 -> i8", door=SPACING)
def too_close(P, k, treatment, t):
    """Minutes for which the policy keeps the treatment apart from what was sent lately, 0 none.

    It looks at what was sent on channels that share the contact policy with this one. What may not
    go out in the same window counts as one minute.
    """
    if P.t_apart[treatment] == 0:
        return 0
    left = np.int64(0)
    now = np.int64(minute(t))
    scope = P.policy_scope[P.t_channel[treatment]]
    for place in range(SENT):
        then = np.int64(k.sent_at[place])
        if then < 0:
            break
        other = np.int64(k.sent[place]) - 1
        if P.policy_scope[P.t_channel[other]] != scope:
            continue
        pairs = P.t_apart[treatment] & P.t_after[other]
        for pair in range(P.n_pairs):
            if not bit(pairs, pair):
                continue
            span = P.pair_span[pair]
            if span > 0:
                left = max(left, span - (now - then))
            elif (then - EPOCH_MINUTES) * MINUTE // P.window == t // P.window:
                left = max(left, np.int64(1))
    return left


@inlined
def unconsented(P, c, treatment):
    """Whether the customer has not agreed to contacts of this kind on the channel.

    A transactional one answers a request, so it needs an address, not a consent. Of a persona that
    is left alone nobody has.
    """
    if P.p_silent[c.persona]:
        return True
    channel = P.t_channel[treatment]
    if P.t_transactional[treatment]:
        return c.affinity[channel] == 0 and not P.c_inline[channel]
    return not bit(c.consents, channel)


@boundary("P k c i8 i8 -> i8")
def obstacle(P, k, c, treatment, t):
    """What forbids the treatment at t: FREE, UNCONSENTED, SUPPRESSED or CAPPED."""
    channel = P.t_channel[treatment]
    if unconsented(P, c, treatment):
        return UNCONSENTED
    if P.t_transactional[treatment]:
        return FREE
    if not P.t_after_purchase[treatment] and suppressed(P, k, c, channel, t):
        return SUPPRESSED
    if capped(P, k, c, channel, t):
        return CAPPED
    if too_close(P, k, treatment, t) > 0:
        return SPACED
    return FREE


@part
def obstacle_by_channel(P, k, c, O, treatment, t):
    """The same as `obstacle` for many treatments in turn, for one who has consented.

    What holds for all treatments of a channel is asked once, and kept in O until `ask_anew`.
    """
    if P.t_transactional[treatment]:
        return FREE
    channel = P.t_channel[treatment]
    if not bit(O.asked, channel):
        own = np.uint32(1) << np.uint32(channel)
        O.asked |= own
        if suppressed(P, k, c, channel, t):
            O.suppressed |= own
        if capped(P, k, c, channel, t):
            O.capped |= own
    if not P.t_after_purchase[treatment] and bit(O.suppressed, channel):
        return SUPPRESSED
    if bit(O.capped, channel):
        return CAPPED
    if too_close(P, k, treatment, t) > 0:
        return SPACED
    return FREE


@inlined
def ask_anew(O):
    """Before `obstacle_by_channel`: nothing is known of another customer."""
    O.asked = 0
    O.suppressed = 0
    O.capped = 0


@part
def after_quiet(P, c, t):
    """t, or the end of the customer's quiet hours where t falls into them."""
    if P.quiet_from < 0 or P.quiet_from == P.quiet_to:
        return t
    clock = policy_time(P, c, t)
    if P.quiet_from < P.quiet_to:
        if P.quiet_from <= clock < P.quiet_to:
            return t + P.quiet_to - clock
        return t
    if clock >= P.quiet_from:
        return t + P.quiet_to + DAY - clock
    if clock < P.quiet_to:
        return t + P.quiet_to - clock
    return t


@part
def arrival(P, channel, t):
    """When a contact that is sent at t gets there: after its transit, on a day of delivery."""
    there = t + P.c_transit[channel]
    if P.c_delivers_on[channel] == 0:
        return there
    for _ in range(8):
        day = (there + P.midnight) // DAY
        if P.c_delivers_on[channel] >> np.uint8((day + P.weekday) % 7) & 1:
            return there
        there = (day + 1) * DAY - P.midnight  # the next morning
    return FOREVER


@boundary("P c i8 i8 -> i8")
def offer_to_show(P, c, treatment, t):
    """The offer that the treatment shows now, 0 none; the brand's offer state follows.

    A live offer of the scope is kept unless the treatment's own replaces it, so that channels in
    one scope do not contradict one another while it lives.
    """
    own = np.int64(P.t_offer[treatment])
    if own == 0:
        return own
    channel = P.t_channel[treatment]
    today = local_day(P, c, t)
    live = live_offer(P, c, channel, today)
    if live >= 0:
        held = np.int64(c.offer[live])
        if held != own and not bit(P.o_replaces[own], held):
            return held
        if held == own:
            return own
    for other in range(P.channels):
        if P.offer_scope[other] == P.offer_scope[channel]:
            c.offer[other] = 0
    c.offer[channel] = np.uint8(own)
    c.offer_day[channel] = np.uint16(today)
    return own
