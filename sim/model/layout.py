"""Memory layout: what one customer, one customer's window, and a market look like to a kernel.

Every table is ONE structured record with fixed shapes, so that a scenario never recompiles a
kernel. The only free width is the number of channels, compiled for 12 and for 32 (DESIGN §9).
dtypes are made once per process and shared: two equal but distinct dtype objects would ruin the
dispatch of compiled calls.
"""

from __future__ import annotations

import functools

import numpy as np

from engine.actions import ACTIONS, TREATMENTS
from engine.rules.tables import RULES
from sim.model.vocabulary import COUNTERS, OBJECTIONS, ROW, STEPS

WIDTHS = (12, 32)
"""Numbers of channels that kernels are compiled for."""

PERSONAS = 64
OFFERS = 32
CAPS = 8
RECENT = 8  # deliveries remembered for rolling caps
VIEWS = 32  # distinct (knowledge, sync) rows; at most one a channel
DELAYS = 2  # distinct sync delays above zero in one strategy
AGENDA = 5
CLOCKS = 4
ORDINALS = 48  # distinct (kind, entity) pairs drawn in one customer-window before sharing ordinals
FIELDS = 48
ROWS = 8192
MESSAGES = 4096
BOOK_DAYS = 128
DAY = 86_400_000_000  # microseconds
MINUTE = 60_000_000
NEVER_MINUTE = -1
EPOCH_MINUTES = 3650 * 1440
"""Observed times are int32 minutes since ten years before the start, so that history fits."""

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

DECISIONS = 64
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
    }


FOREVER = 2**62
"""A time that never comes."""


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
    """Memory that only some scenarios ask for, one record a customer where they do."""
    return np.dtype(
        [
            ("obs", observation_dtype(width), (DELAYS,)),  # as told to channels with a sync delay
            ("recent", "i4", (width, RECENT)),  # minutes of the last deliveries, newest first
        ]
    )


CUSTOMER, BOOKED, BOUGHT, REVIEWED, COMPLAINED, REFERRED, ADDRESS, ATTENDED = (
    1 << bit for bit in range(8)
)
"""Bits of ``flags`` in an observation."""

NEED, CUSTOMER_BEFORE, PARKED, FRIEND, REMINDED, COMFORTED, SPOKEN, DIRTY = (
    1 << bit for bit in range(8)
)
"""Bits of ``flags`` in a customer's latent state."""


@functools.cache
def customer_dtype(width: int) -> np.dtype:
    """Latent traits and state of one customer, and what is known of them."""
    return np.dtype(
        [
            ("id", "i8"),
            ("now", "i8"),  # time of the last transition, and busy until then
            ("due", "i8", (AGENDA,)),  # what is to happen to this customer, and when
            ("obs", observation_dtype(width)),
            ("what", "u4", (AGENDA,)),  # kind, channel, treatment of each
            # latent traits
            ("distance", "f4"),  # km to the shop
            ("tolerance", "f4"),  # effort that a purchase may cost
            ("annoyance", "f4"),  # contact pressure that is borne
            ("need_rate", "f4"),  # a year
            ("order_value", "i4"),  # minor units, before discounts
            ("consents", "u4"),  # a bit a channel
            # latent state
            ("interest", "f4"),
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
            ("affinity", "u1", (width,)),  # 1/255
            ("last_treatment", "u1", (width,)),  # for credit (0 none)
            ("objections", "u1", (len(OBJECTIONS),)),  # strength in 1/255
            ("offer_seen", "u1", (2,)),
            ("offer_scope", "u1", (2,)),
            ("persona", "u1"),
            ("offset", "i1"),  # quarter hours against the firm's zone
            ("price_sensitivity", "u1"),
            ("intrusion", "u1"),
            ("recognisability", "u1"),
            ("review", "u1"),
            ("refer", "u1"),
            ("reach", "u1"),
            ("loyalty", "u1"),
            ("satisfaction", "u1"),
            ("stage", "u1"),
            ("step", "u1"),
            ("step_channel", "u1"),
            ("converted_channel", "u1"),
            ("purchases", "u1"),
            ("points", "u1"),
            ("touches", "u1"),
            ("referrer", "u1"),  # place within the block of 256
            ("flags", "u1"),
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
            ("next_at", "i8"),
            ("plan_at", "i8", (width,)),
            ("member_from", "i8", (width,)),
            ("request_at", "i8"),  # when capacity is asked for, later when service ends
            ("patience", "i8"),  # microseconds
            ("service", "i8"),  # microseconds
            ("residual", "f8", (CLOCKS,)),  # unit exponentials left; < 0: to be drawn
            ("rate", "f8", (CLOCKS,)),  # per microsecond
            ("visit_sum", "f8", (width,)),  # cumulative visit rates
            ("notice_sum", "f8", (width,)),  # cumulative rates of noticed impressions
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
            ("ticket", "i8"),  # number of the request, so that a stale give-up is known
            ("pending", "u4"),  # triggers raised in the session, a bit each
            ("identified", "u1"),
            ("paid", "u1"),
            ("state", "u1"),  # IDLE ... below
        ]
    )


IDLE, ASKING, WAITING, SPEAKING = range(4)
"""States of a flight: free; about to ask for capacity; in a queue; being served."""


@functools.cache
def params_dtype(width: int) -> np.dtype:
    """Everything a kernel reads of a market under one strategy during one epoch."""
    personas, treatments, offers = PERSONAS, TREATMENTS, OFFERS
    per_persona = [
        ("p_share", "f8", (personas,)),  # cumulative
        ("p_need", "f8", (personas,)),  # a year
        ("p_order", "f8", (personas,)),  # minor units
        ("p_spread", "f8", (personas,)),
        ("p_margin", "f8", (personas,)),
        ("p_traits", "f8", (personas, 8)),  # see sim/model/traits.py
        ("p_objection", "f8", (personas, len(OBJECTIONS))),
        ("p_affinity", "f8", (personas, width)),
        ("p_consent", "f8", (personas, width)),
        ("p_tolerance", "f8", (personas,)),
        ("p_annoyance", "f8", (personas,)),
        ("p_distance", "f8", (personas,)),
        ("p_distance_spread", "f8", (personas,)),
        ("p_aware", "f8", (personas,)),
        ("p_customer", "f8", (personas,)),
        ("p_offset", "i8", (personas,)),
    ]
    per_channel = [
        ("c_entity", "u8", (width,)),
        ("c_hash", "u8", (width,)),
        ("c_affinity", "f8", (width,)),  # mean, of those who may be contacted
        ("c_visits", "f8", (width,)),  # per microsecond at affinity 1, idle
        ("c_discover", "f8", (width,)),
        ("c_steps", "u1", (width, len(STEPS))),  # whether the channel has the step
        ("c_pass", "f8", (width, len(STEPS))),  # logits
        ("c_step_effort", "f8", (width,)),
        ("c_session", "i8", (width,)),
        ("c_resolves", "f8", (width, len(OBJECTIONS))),
        ("c_inline", "u1", (width,)),  # a contact meets the customer in a session
        ("c_audience", "u1", (width,)),
        ("c_open", "f8", (width,)),  # logits
        ("c_click", "f8", (width,)),  # logits
        ("c_unsubscribe", "f8", (width,)),
        ("c_bounce", "f8", (width,)),
        ("c_delay", "f8", (width,)),  # microseconds, mean
        ("c_cost", "i8", (width,)),  # millionths of a minor unit a contact
        ("c_cost_impression", "i8", (width,)),
        ("c_cost_click", "i8", (width,)),
        ("c_pressure", "f8", (width,)),
        ("c_impressions", "f8", (width,)),  # per microsecond at affinity 1
        ("c_notice", "f8", (width,)),
        ("c_servers", "i8", (width,)),  # 0: no human capacity
        ("c_opens_at", "i8", (width,)),  # microseconds of the day
        ("c_closes_at", "i8", (width,)),
        ("c_open_days", "u1", (width,)),  # a bit a weekday, Monday first
        ("c_service", "f8", (width,)),  # microseconds, mean
        ("c_patience", "f8", (width,)),  # microseconds, mean; <= 0: infinite
        ("c_appointments", "u1", (width,)),
        ("c_no_show", "f8", (width,)),  # logit
        ("c_lead", "i8", (width,)),  # microseconds
        ("c_books", "i2", (width,)),  # appointment channel, -1: pays at once
    ]
    per_treatment = [
        ("t_entity", "u8", (treatments,)),
        ("t_hash", "u8", (treatments,)),
        ("t_action", "i2", (treatments,)),
        ("t_channel", "i2", (treatments,)),
        ("t_landing", "i2", (treatments,)),
        ("t_starts", "u1", (treatments,)),
        ("t_asks", "u1", (treatments,)),
        ("t_offer", "u1", (treatments,)),  # 0 none
        ("t_allowed", "u1", (treatments,)),
        ("t_transactional", "u1", (treatments,)),
        ("t_after_purchase", "u1", (treatments,)),
        ("t_fallback", "u1", (treatments,)),
        ("t_every", "u1", (treatments,)),  # action delivers all of its treatments
        ("t_trigger", "i2", (treatments,)),  # -1 planned
        ("t_trigger_on", "u4", (treatments,)),  # bits of channels
        ("t_delay", "i8", (treatments,)),
        ("t_at", "i8", (treatments,)),  # microseconds of the day, -1 any
        ("t_holdout", "f8", (treatments,)),
        ("t_outcome", "i2", (treatments,)),  # of the learned rate, -1 none
        ("t_cost", "f8", (treatments,)),  # minor units, expected a start
        ("t_grants", "u4", (treatments,)),
        ("t_resolves", "f8", (treatments, len(OBJECTIONS))),
        ("t_stage", "i2", (treatments,)),
        ("t_appeal", "f8", (treatments,)),
        ("t_personal", "f8", (treatments,)),
        ("t_urgent", "u1", (treatments,)),
        ("t_comfort", "f8", (treatments,)),
        ("n_planned", "i8"),
        ("planned", "i2", (treatments,)),  # planned treatments, grouped by view
        ("n_triggered", "i8"),
        ("triggered", "i2", (treatments,)),
    ]
    per_offer = [
        ("o_entity", "u8", (offers,)),
        ("o_share", "f8", (offers,)),
        ("o_amount", "i8", (offers,)),
        ("o_valid", "i8", (offers,)),  # minutes
        ("o_replaces", "u4", (offers,)),
    ]
    dials = [
        ("knows", "u4", (width,)),  # bits of channels whose observations may be read
        ("delay", "i2", (width, width)),  # place in `delays`, -1 at once
        ("n_delays", "i8"),
        ("delays", "i8", (DELAYS,)),
        ("view_of", "i2", (width,)),  # channels with equal knowledge share a view
        ("n_views", "i8"),
        ("recognition", "f8", (width,)),
        ("false_match", "f8"),
        ("decider", "i2", (width,)),
        ("n_deciders", "i8"),
        ("slots", "i8"),
        ("policy_scope", "i2", (width,)),
        ("offer_scope", "i2", (width,)),
        ("suppression_scope", "i2", (width,)),
        ("pool", "i2", (width,)),
        ("n_pools", "i8"),
        ("pool_budget", "f8", (width,)),  # minor units for the whole run; < 0 none set
        ("minimum_price", "f8"),
        ("linked_pools", "u1"),  # whether some decider chooses between pools
        ("single_picks", "u1"),  # whether each decider picks one treatment at most
        ("continuity", "f8", (width, width)),
    ]
    policy = [
        ("n_caps", "i8"),
        ("cap_limit", "i8", (CAPS,)),
        ("cap_kind", "u1", (CAPS,)),  # 0 rolling, 1 day, 2 week
        ("cap_span", "i8", (CAPS,)),  # minutes, rolling
        ("cap_channels", "u4", (CAPS,)),
        ("cap_scope", "i2", (CAPS, width)),
        ("rolling", "u1"),  # whether any cap is rolling
        ("quiet_from", "i8"),  # microseconds of the day; -1 none
        ("quiet_to", "i8"),
        ("after_purchase", "i8"),  # minutes of suppression
    ]
    market = [
        ("channels", "i8"),
        ("personas", "i8"),
        ("treatments", "i8"),
        ("seed", "u8"),
        ("replication", "i8"),
        ("window", "i8"),  # microseconds
        ("windows", "i8"),
        ("midnight", "i8"),  # time of day at the start, microseconds
        ("weekday", "i8"),  # at the start, Monday 0
        ("store_rows", "u1"),
        ("reads", "u8"),  # a bit for each field of the view that some rule or formula reads
        ("watch", "i8"),  # id whose decisions are logged, -1 none
        ("b", "f8", (48,)),  # behaviour parameters, see sim/model/parameters.py
        ("rules", RULES),
        ("actions", ACTIONS),
    ]
    return np.dtype(
        per_persona + per_channel + per_treatment + per_offer + dials + policy + market, align=True
    )


@functools.cache
def shared_dtype(width: int) -> np.dtype:
    """What all customers share: frozen while a window is lived, changed at its borders.

    Only the appointment book changes within a window, in the order of queues.
    """
    return np.dtype(
        [
            ("window", "i8"),
            ("start", "i8"),
            ("end", "i8"),
            ("season", "f8"),  # factor on needs
            ("weekday", "i8"),
            ("month", "i8"),
            ("price", "f8", (width,)),  # shadow price of each pool: value a unit of money
            ("price_low", "f8", (width,)),
            ("share", "f8", (width,)),  # of the customers at the margin who still get it
            ("spent", "i8", (width,)),  # millionths of a minor unit, by pool
            ("forecast", "i8", (width,)),  # in-window demand expected, by pool
            ("trials", "i8", (TREATMENTS,)),
            ("successes", "i8", (TREATMENTS,)),
            ("book", "i4", (width, BOOK_DAYS)),  # appointments made, by day
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
            ("inbound", "i8", (width,)),  # media of inbound decisions in this window, by pool
            ("trials", "i8", (TREATMENTS,)),
            ("successes", "i8", (TREATMENTS,)),
            ("rows", "i8"),
            ("messages", "i8"),
            ("row", ROW, (ROWS,)),
            ("message", MESSAGE, (MESSAGES,)),
            ("values", "f8", (FIELDS,)),
            ("stack", "f8", (32,)),
            ("propensity", "f8"),  # of the treatment judged last
            ("priority", "f8"),
            ("candidates", "i8"),  # of the customer weighed last, in the arrays below
            ("candidate", "i2", (TREATMENTS,)),
            ("candidate_priority", "f8", (TREATMENTS,)),
            ("candidate_propensity", "f8", (TREATMENTS,)),
            ("chosen", "i8", (width,)),  # scratch of picks, by channel
            ("other", "i8", (width,)),
            ("prices", "f8", (width,)),
            ("judged", "f8", (TREATMENTS,)),  # propensities of those that qualify at a moment
            ("judged_at", "i8", (TREATMENTS,)),  # decider + 1, 0 where it does not qualify
            ("watched", "i8"),  # decisions logged
            ("decision", DECISION, (DECISIONS,)),
        ],
        align=True,
    )
