"""Memory layout of a market's parameters: one record a phase, read by every kernel."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from engine.actions import ACTIONS, TREATMENTS
from engine.rules.tables import MAX_CLAUSES, RULES
from sim.model.records.mechanisms import DOORS
from sim.model.records.sizes import (
    CAPS,
    DELAYS,
    DEVICES,
    LIMITS,
    MOST_AGE,
    OFFERS,
    PAIRS,
    PARAMETERS,
    PERSONAS,
    RIVALS,
    SAYINGS,
    SPANS,
    VARIANTS,
)
from sim.model.records.vocabulary import OBJECTIONS, STEPS

HELP = 12
PROGRAMME = 6
"""Room for the numbers of a mechanism's own table."""

EARNS, JOINS, LEAST, RECOGNISED = range(4)
"""Places in `programme`: what [loyalty_programme] says."""

Field = tuple[Any, ...]
"""Name, type and shape, as `numpy.dtype` takes them."""


def _personas(width: int) -> list[Field]:
    """Traits of each persona."""
    return [
        ("p_share", "f8", (PERSONAS,)),  # cumulative
        ("p_need", "f8", (PERSONAS,)),  # a year
        ("p_order", "f8", (PERSONAS,)),  # minor units
        ("p_spread", "f8", (PERSONAS,)),
        ("p_margin", "f8", (PERSONAS,)),
        ("p_traits", "f8", (PERSONAS, 7)),  # see draw_traits
        ("p_objection", "f8", (PERSONAS, len(OBJECTIONS))),
        ("p_affinity", "f8", (PERSONAS, width)),
        ("p_consent", "f8", (PERSONAS, width)),
        ("p_tolerance", "f8", (PERSONAS,)),
        ("p_annoyance", "f8", (PERSONAS,)),
        ("p_distance", "f8", (PERSONAS,)),
        ("p_distance_spread", "f8", (PERSONAS,)),
        ("p_aware", "f8", (PERSONAS,)),
        ("p_customer", "f8", (PERSONAS,)),
        ("p_offset", "i8", (PERSONAS,)),
        ("p_phases", "i8", (PERSONAS,)),  # of the wait for a need: 1 is memoryless
        ("p_change", "f8", (PERSONAS,)),  # of the rate of needs since the start
        ("p_device", "f8", (PERSONAS, DEVICES)),  # shares of visits
        ("p_age", "i8", (PERSONAS, 2)),  # youngest and oldest
        ("p_business", "u1", (PERSONAS,)),  # buys for a firm
        ("p_taken_for", "f8", (PERSONAS, PERSONAS)),  # cumulative
        ("p_silent", "u1", (PERSONAS,)),  # no action reaches them
    ]


def _channels(width: int) -> list[Field]:
    """Each channel: what it is, what contacts cost there, who serves."""
    return [
        ("c_entity", "u8", (width,)),
        ("c_hash", "u8", (width,)),
        ("c_affinity", "f8", (width,)),  # mean, of those who may be contacted
        ("visited", "u4"),  # channels that people come to by themselves, a bit each
        ("c_visits", "f8", (width,)),  # per microsecond and 1/255 of affinity, idle
        ("c_discover", "f8", (width,)),
        ("most_visits", "f8"),  # of anybody on all channels together, per microsecond, idle
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
        ("c_impressions", "f8", (width,)),  # per microsecond and 1/255 of affinity
        ("c_notice", "f8", (width,)),
        ("c_servers", "i8", (width,)),  # 0: none needed, or none there if there is a queue
        ("c_queue", "u1", (width,)),  # people wait here for somebody
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


def _ways_in(width: int) -> list[Field]:
    """How people come to each channel."""
    return [
        ("c_intent", "u1", (width,)),  # 0 none, 1 general terms, 2 specific terms
        ("c_leads_to", "i2", (width,)),  # channel on which a visit goes on, -1 here
        ("c_friends_only", "u1", (width,)),  # only who holds a friend's code comes
        ("c_catchment", "f8", (width,)),  # km at which half the affinity is left; 0: any distance
        ("c_users", "u1", (width, MOST_AGE)),  # share in 1/255 of people of each age who use it
        ("c_business", "i2", (width,)),  # of those who buy for a firm, -1 as others of their age
        ("c_hours", "u1", (width,)),  # who comes while it is closed comes when it opens
        ("c_dated", "u1", (width,)),  # there only in the stretches of time below
        ("c_from", "i8", (width, SPANS)),
        ("c_until", "i8", (width, SPANS)),
        ("c_down", "u1", (width,)),  # out of order
        ("c_devices", "u4", (width,)),  # bits of the devices on which it is used; 0: none
        ("c_beside", "f8", (width, width)),  # chance to look at another channel while here
    ]


def _ways_on(width: int) -> list[Field]:
    """How each channel serves, sells and answers."""
    return [
        ("c_overflow", "i2", (width,)),  # where people turn when it cannot serve them, -1 nowhere
        ("c_solves", "f8", (width,)),  # share of visits that it can handle by itself
        ("c_pays_at", "i2", (width,)),  # till, -1: here
        ("c_names_buyers", "u1", (width,)),  # who pays leaves a name
        ("c_form", "u1", (width,)),  # step from which a visitor has left name and address; 0 none
        ("c_express", "f8", (width,)),  # log-odds that known payment details add to paying
        ("c_shows_reviews", "u1", (width,)),
        ("c_commission", "f8", (width,)),  # share of revenue
        ("c_order_fee", "i8", (width,)),  # millionths of a minor unit an order
        ("c_desk", "u1", (width,)),  # takes questions and complaints
        ("c_answer", "f8", (width,)),  # microseconds until a written answer, mean
    ]


def _contacts(width: int) -> list[Field]:
    """How contacts reach people on each channel."""
    return [
        ("c_landing", "f8", (width,)),  # microseconds from acting on a contact to the visit
        ("c_transit", "i8", (width,)),  # microseconds until a contact is there
        ("c_delivers_on", "u1", (width,)),  # bits of weekdays on which contacts are brought; 0: any
        ("c_mass", "u1", (width,)),
        ("c_followers", "u1", (width,)),  # a mass medium for those who follow
        ("c_rating", "f8", (width,)),  # chance that a spot reaches a person with affinity 1/255
        ("c_spot_cost", "i8", (width,)),  # millionths of a minor unit a spot
    ]


def _treatments() -> list[Field]:
    """Each treatment, with what it takes from its action and creative."""
    return [
        ("t_entity", "u8", (TREATMENTS,)),
        ("t_hash", "u8", (TREATMENTS,)),
        ("t_action", "i2", (TREATMENTS,)),
        ("t_channel", "i2", (TREATMENTS,)),
        ("t_landing", "i2", (TREATMENTS,)),
        ("t_starts", "u1", (TREATMENTS,)),
        ("t_asks", "u1", (TREATMENTS,)),
        ("t_offer", "u1", (TREATMENTS,)),  # 0 none
        ("t_allowed", "u1", (TREATMENTS,)),
        ("t_transactional", "u1", (TREATMENTS,)),
        ("t_after_purchase", "u1", (TREATMENTS,)),
        ("t_fallback", "u1", (TREATMENTS,)),
        ("t_every", "u1", (TREATMENTS,)),  # action delivers all of its treatments
        ("t_trigger", "i2", (TREATMENTS,)),  # -1 planned
        ("t_trigger_on", "u4", (TREATMENTS,)),  # bits of channels
        ("t_delay", "i8", (TREATMENTS,)),
        ("t_at", "i8", (TREATMENTS,)),  # microseconds of the day, -1 any
        ("t_chance", "f8", (TREATMENTS,)),  # that a customer is in no holdout
        ("t_outcome", "i2", (TREATMENTS,)),  # of the learned rate, -1 none
        ("t_cost", "f8", (TREATMENTS,)),  # minor units, expected a start
        ("t_grants", "u4", (TREATMENTS,)),
        ("t_resolves", "f8", (TREATMENTS, len(OBJECTIONS))),
        ("t_stage", "i2", (TREATMENTS,)),  # that the creative is made for, -1 none
        ("t_appeal", "f8", (TREATMENTS,)),
        ("t_personal", "f8", (TREATMENTS,)),
        ("t_urgent", "u1", (TREATMENTS,)),
        ("t_comfort", "f8", (TREATMENTS,)),
        ("t_creative", "u1", (TREATMENTS,)),  # from 1; 0 none
        ("t_says", "u1", (TREATMENTS,)),  # message of the creative, from 1; 0 none
        ("t_spots", "f8", (TREATMENTS,)),  # of a mass medium, a window
        ("t_dated", "u1", (TREATMENTS,)),  # runs only in the stretches of time below
        ("t_from", "i8", (TREATMENTS, SPANS)),
        ("t_until", "i8", (TREATMENTS, SPANS)),
        ("t_apart", "u4", (TREATMENTS,)),  # bits of the pairs in which it is the one held back
        ("t_after", "u4", (TREATMENTS,)),  # ... and the one that holds back
        ("t_noted", "u1", (TREATMENTS,)),  # whether its deliveries are remembered
        ("t_lasting", "u1", (TREATMENTS,)),  # ... and asked for when counters show them
        ("n_actions", "i8"),
        ("a_holdout", "f8", (TREATMENTS,)),  # by action
        ("n_exclusions", "i8"),  # pairs of actions, both ways
        ("a_never", "u8", (TREATMENTS, TREATMENTS // 64)),  # a bit for each action excluded by it
        ("a_spaced", "u8", (TREATMENTS, TREATMENTS // 64)),  # ... kept apart by the contact policy
        ("limited", "u1"),  # whether limits bear on the plan
        ("n_limits", "i8"),
        ("l_use", "f8", (LIMITS, TREATMENTS)),  # what a pick uses of each; 1 where customers differ
        ("n_loads", "i8"),  # limits of which what is used differs from customer to customer
        ("l_of", "i2", (LIMITS,)),  # which these are
        ("l_load", "i2", (LIMITS,)),  # and the other way round, -1 none
        ("l_program", "i2", (LIMITS,)),
        ("says_against", "u8", (SAYINGS,)),  # bits of the messages that each one contradicts
        ("n_planned", "i8"),
        ("planned", "i2", (TREATMENTS,)),  # planned treatments, grouped by view
        ("ads_tell", "u1"),  # whether what a noticed ad changes is read by planned rules
        ("by_cohort", "u1"),  # whether their priorities are the same for all customers
        ("n_triggered", "i8"),
        ("triggered", "i2", (TREATMENTS,)),
    ]


def _offers() -> list[Field]:
    """Each offer."""
    return [
        ("o_share", "f8", (OFFERS,)),
        ("o_amount", "i8", (OFFERS,)),
        ("o_valid", "i8", (OFFERS,)),  # minutes
        ("o_replaces", "u4", (OFFERS,)),
    ]


def _dials(width: int) -> list[Field]:
    """What a strategy sets."""
    return [
        ("knows", "u4", (width,)),  # bits of channels whose observations may be read
        ("delay", "i2", (width, width)),  # place in `delays`, -1 at once
        ("own_conversions", "u1"),  # whether channels or scopes differ in what they have sold
        ("late", "u4", (width, DELAYS)),  # bits of channels that are heard with each delay
        ("told_late", "u1", (width,)),  # whether there are any
        ("n_delays", "i8"),
        ("delays", "i8", (DELAYS,)),
        ("view_of", "i2", (width,)),  # channels with equal knowledge share a view
        ("recognition", "f8", (width, DEVICES)),
        ("false_match", "f8"),
        ("decider", "i2", (width,)),
        ("n_deciders", "i8"),
        ("slots", "i8"),
        ("moment", "u1"),  # 0: what a moment cannot do without goes out before deciders choose
        ("offer_scope", "i2", (width,)),
        ("suppression_scope", "i2", (width,)),
        ("policy_scope", "i2", (width,)),
        ("pool", "i2", (width,)),
        ("paid", "u1", (width,)),  # whether some allowed action costs media money there
        ("n_pools", "i8"),
        ("pool_budget", "f8", (width,)),  # minor units for the whole run; < 0 none set
        ("minimum_price", "f8"),
        ("linked_pools", "u1"),  # whether some decider chooses between pools
        ("single_picks", "u1"),  # whether each decider picks one treatment at most
        ("continuity", "f8", (width, width)),
    ]


def _policy(width: int) -> list[Field]:
    """How often and when customers may be contacted."""
    return [
        ("planned_caps", "i8"),  # 0: caps are looked at as a treatment is judged and delivered
        ("cap_channels", "u8", (1,)),
        ("n_caps", "i8"),
        ("cap_limit", "i8", (CAPS,)),
        ("cap_kind", "u1", (CAPS,)),  # 0 rolling, 1 day, 2 week
        ("cap_span", "i8", (CAPS,)),  # minutes, rolling
        ("cap_group", "u4", (CAPS, width)),  # bits of channels counted with this one; 0: not capped
        ("rolling", "u1"),  # whether any cap is rolling
        ("count_transactional", "u1"),  # whether transactional contacts use up caps
        ("holdout", "f8"),  # share that no planned action reaches
        ("quiet_from", "i8"),  # microseconds of the day; -1 none
        ("quiet_to", "i8"),
        ("after_purchase", "i8"),  # minutes of suppression
        ("hold_capped", "u1"),  # a triggered contact at its cap waits for the next plan
        ("drop_quiet", "u1"),  # a contact in quiet hours is dropped
        ("firm_zone", "u1"),  # days, weeks and quiet hours are those of the firm
        ("count_inbound", "u1"),  # contacts in sessions count, and meet caps
        ("count_lag", "i8"),  # minutes until a delivery shows in counters
        ("n_pairs", "i8"),
        ("pair_span", "i8", (PAIRS,)),  # minutes; 0: within the window
    ]


def _market(width: int) -> list[Field]:
    """What there is once: mechanisms, time, the run."""
    return [
        ("doors", "u8", (DOORS,)),  # addresses of the mechanisms in use, 0 shut
        ("remembers", "u1"),  # whether customers have a memory each
        ("n_devices", "i8"),
        ("d_effort", "f8", (DEVICES,)),  # factor on the effort of a step
        ("day", "f8", (24,)),  # share of activity until the end of each hour, all flat if unused
        ("flat_day", "u1"),
        ("keeps_earlier", "u1"),  # whether appointments can be missed
        ("cases", "u1"),  # whether questions and complaints arise
        ("sends", "u1"),  # whether what was sent last is remembered
        ("segments", "u1"),  # whether the firm sorts people into personas
        ("n_variants", "i8"),
        ("v_price", "f8", (VARIANTS,)),  # factor on the order value, by variant from 1
        ("v_chance", "f8", (VARIANTS,)),  # that somebody turns to it at the product
        ("n_rivals", "i8"),
        ("r_price", "f8", (RIVALS,)),  # as a share of ours
        ("r_presence", "f8", (RIVALS, width)),  # log-odds to go there from a visit; -40 absent
        ("help", "f8", (HELP,)),  # questions and complaints, see sim/model/living/help.py
        ("programme", "f8", (PROGRAMME,)),  # see sim/model/living/programme.py
        ("saves_at", "u1", (width,)),  # channels of the loyalty programme
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
        ("b", "f8", (PARAMETERS,)),  # behaviour parameters, see sim/model/records/parameters.py
        ("rules", RULES),
        ("clause_varies", "u2", (MAX_CLAUSES,)),  # what of it time changes, see varying.py
        ("actions", ACTIONS),
    ]


@functools.cache
def params_dtype(width: int) -> np.dtype:
    """Everything a kernel reads of a market under one strategy during one epoch."""
    fields = [
        *_personas(width),
        *_channels(width),
        *_ways_in(width),
        *_ways_on(width),
        *_contacts(width),
        *_treatments(),
        *_offers(),
        *_dials(width),
        *_policy(width),
        *_market(width),
    ]
    return np.dtype(fields, align=True)
