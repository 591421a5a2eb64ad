"""Fills the parameter record of one phase of a market from a validated scenario."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.random import entity, name_hash
from sim.model.contact.policy import DAILY, ROLLING, WEEKLY
from sim.model.market import catalogue
from sim.model.market.catalogue import TreatmentName, bits
from sim.model.records import parameters
from sim.model.records.layout import width_for
from sim.model.records.market_layout import params_dtype
from sim.model.records.sizes import CAPS, DAY, DELAYS, MINUTE, OFFERS, PERSONAS
from sim.model.records.vocabulary import OBJECTIONS, STEPS
from sim.scenario import Scenario
from sim.scenario.dials import ResolvedDials
from sim.scenario.models import Channel

Record = Any  # one element of a structured array

MILLION = 1_000_000
LN2 = math.log(2.0)
CERTAIN = 40.0
"""Log-odds of what always happens; its negative is what never does."""


def log_odds(share: float) -> float:
    """log(p / (1 - p)), cut off at ±CERTAIN."""
    if share <= 0.0:
        return -CERTAIN
    if share >= 1.0:
        return CERTAIN
    return max(-CERTAIN, min(CERTAIN, math.log(share / (1.0 - share))))


def scaled_servers(servers: int, scale: float) -> int:
    """Servers of an artificial market, rounded half up."""
    return math.floor(servers * scale + 0.5)


def fill(
    scenario: Scenario,
    dials: ResolvedDials,
    *,
    scale: float,
    windows: int,
    names: Sequence[TreatmentName],
) -> np.ndarray[Any, np.dtype[np.void]]:
    """Parameters of one phase: one record of `params_dtype`, shape (1,)."""
    record = np.zeros(1, params_dtype(width_for(len(scenario.channels))))
    p = record[0]
    _market(p, scenario, windows, len(names))
    _behaviour(p, scenario)
    _personas(p, scenario)
    for place, channel in enumerate(scenario.channels):
        _channel(p, place, channel, scenario, scale)
    _offers(p, scenario)
    _dials(p, scenario, dials, scale, windows)
    _policy(p, scenario, dials)
    catalogue.fill(p, scenario, dials, names)
    return record


def _market(p: Record, scenario: Scenario, windows: int, treatments: int) -> None:
    p["channels"] = len(scenario.channels)
    p["personas"] = len(scenario.personas)
    p["treatments"] = treatments
    p["window"] = scenario.scenario.window
    p["windows"] = windows
    p["midnight"] = 0  # the run starts at midnight of the firm's zone
    p["weekday"] = scenario.scenario.start.weekday()
    p["watch"] = -1


def _behaviour(p: Record, scenario: Scenario) -> None:
    table = scenario.behaviour
    for place, name in enumerate(parameters.BEHAVIOUR):
        p["b"][place] = parameters.stored(name, float(getattr(table, name)))


def _personas(p: Record, scenario: Scenario) -> None:
    assert len(scenario.personas) <= PERSONAS
    share = 0.0
    affinities, consents = scenario.affinities(), scenario.consents()
    for place, persona in enumerate(scenario.personas):
        share += persona.share
        p["p_share"][place] = share
        p["p_need"][place] = persona.need * 365.0
        p["p_order"][place] = persona.order_value
        p["p_spread"][place] = persona.order_spread
        p["p_margin"][place] = persona.margin
        p["p_traits"][place] = (
            persona.price_sensitivity,
            persona.intrusion,
            persona.recognisability,
            persona.review,
            persona.refer,
            persona.reach,
            persona.loyalty,
        )
        for o, name in enumerate(OBJECTIONS):
            p["p_objection"][place, o] = getattr(persona.objections, name)
        p["p_affinity"][place, : len(scenario.channels)] = affinities[place]
        p["p_consent"][place, : len(scenario.channels)] = consents[place]
        p["p_tolerance"][place] = persona.effort_tolerance
        p["p_annoyance"][place] = persona.annoyance
        p["p_distance"][place] = persona.distance
        p["p_distance_spread"][place] = persona.distance_spread
        p["p_aware"][place] = persona.aware
        p["p_customer"][place] = persona.customer
        p["p_offset"][place] = round(persona.offset * 4)


def _steps(p: Record, place: int, channel: Channel) -> None:
    """Chance to reach each step from the one before; the first one is where a visit starts."""
    if not channel.steps:
        return
    before = None
    for step in channel.steps:
        number = STEPS.index(step)
        p["c_steps"][place, number] = 1
        share = 1.0 if before is None else getattr(channel.go_on, before)
        p["c_pass"][place, number] = log_odds(share)
        before = step
    paid = STEPS.index("paid")
    p["c_steps"][place, paid] = 1
    p["c_pass"][place, paid] = log_odds(getattr(channel.go_on, str(before)) * channel.go_on.pay)


def mean_affinity(scenario: Scenario, place: int) -> float:
    """Mean affinity to a channel of those who may be contacted there, 1 where there are none.

    Published rates of response are means over a list; a person's odds are theirs in proportion to
    affinity.
    """
    affinity, consent = scenario.affinities()[:, place], scenario.consents()[:, place]
    weight = np.array([persona.share for persona in scenario.personas]) * consent
    total = float((weight * affinity).sum())
    return total / float(weight.sum()) if total > 0.0 else 1.0


def _channel(p: Record, place: int, channel: Channel, scenario: Scenario, scale: float) -> None:
    index = {other.name: number for number, other in enumerate(scenario.channels)}
    p["c_entity"][place] = entity(channel.name)
    p["c_hash"][place] = name_hash(channel.name)
    p["c_affinity"][place] = mean_affinity(scenario, place)
    p["c_visits"][place] = channel.visits / DAY / 255.0
    p["c_discover"][place] = channel.discover
    p["most_visits"] += channel.visits / DAY * max(channel.discover, 1.0)
    _steps(p, place, channel)
    p["c_step_effort"][place] = channel.step_effort
    steps = len(channel.steps) + 1
    p["c_session"][place] = channel.session // steps
    for o, name in enumerate(OBJECTIONS):
        p["c_resolves"][place, o] = channel.resolves.get(name, 0.0)
    p["c_inline"][place] = channel.contact == "inbound"
    p["c_audience"][place] = channel.contact == "audience"
    p["c_open"][place] = log_odds(channel.open)
    p["c_click"][place] = log_odds(channel.click)
    p["c_unsubscribe"][place] = channel.unsubscribe
    p["c_bounce"][place] = channel.bounce
    p["c_delay"][place] = channel.delay / LN2
    p["c_cost"][place] = round(channel.cost * MILLION)
    p["c_cost_impression"][place] = round(channel.cost_per_thousand * MILLION / 1000)
    p["c_cost_click"][place] = round(channel.cost_per_click * MILLION)
    p["c_pressure"][place] = channel.pressure
    p["c_impressions"][place] = channel.impressions / DAY / 255.0
    p["c_notice"][place] = channel.notice
    p["c_servers"][place] = scaled_servers(channel.servers, scale)
    opens, closes = channel.hours or (0, 1440)
    p["c_opens_at"][place] = opens * MINUTE
    p["c_closes_at"][place] = closes * MINUTE
    p["c_open_days"][place] = sum(1 << day for day in channel.open_days)
    p["c_service"][place] = channel.service
    p["c_patience"][place] = channel.patience
    p["c_appointments"][place] = channel.appointments
    p["c_no_show"][place] = log_odds(channel.no_show)
    p["c_lead"][place] = channel.lead
    p["c_books"][place] = -1 if channel.books is None else index[channel.books]


def _offers(p: Record, scenario: Scenario) -> None:
    assert len(scenario.offers) < OFFERS
    index = {offer.name: place + 1 for place, offer in enumerate(scenario.offers)}
    for offer in scenario.offers:
        place = index[offer.name]
        p["o_share"][place] = offer.discount
        p["o_amount"][place] = round(offer.amount)
        p["o_valid"][place] = max(offer.valid // MINUTE, 1)
        p["o_replaces"][place] = bits(offer.replaces, index)


def _dials(p: Record, scenario: Scenario, dials: ResolvedDials, scale: float, windows: int) -> None:
    n = len(scenario.channels)
    delays = sorted({int(d) for d in dials.sync[dials.knowledge] if d > 0})
    assert len(delays) <= DELAYS
    p["n_delays"] = len(delays)
    p["delays"][: len(delays)] = delays
    rows: dict[tuple[int, ...], int] = {}
    p["delay"] = -1
    for reader in range(n):
        mask = 0
        row = []
        for other in range(n):
            if not dials.knowledge[reader, other]:
                continue
            mask |= 1 << other
            delay = int(dials.sync[reader, other])
            p["delay"][reader, other] = delays.index(delay) if delay > 0 else -1
            row += [other, delay]
        p["knows"][reader] = mask
        for place in range(len(delays)):
            late = np.flatnonzero(p["delay"][reader, :n] == place)
            p["late"][reader, place] = sum(1 << int(other) for other in late)
        p["told_late"][reader] = np.any(p["late"][reader] > 0)
        # the view also holds the live offer, which is the offers dial's own state
        key = (*row, -1, int(dials.offers[reader]))
        p["view_of"][reader] = rows.setdefault(key, len(rows))
    p["own_conversions"] = bool(len(rows) > 1 or len(np.unique(dials.suppression)) > 1)
    p["recognition"][:n] = dials.recognition
    p["false_match"] = dials.false_match
    for name, scope in (
        ("decider", dials.decider),
        ("offer_scope", dials.offers),
        ("suppression_scope", dials.suppression),
        ("pool", dials.budget),
    ):
        p[name][:n] = scope
    p["n_deciders"] = int(dials.decider.max()) + 1
    p["slots"] = dials.slots
    p["continuity"][:n, :n] = dials.continuity
    _pools(p, scenario, dials, scale, windows)


def paid_channels(scenario: Scenario, dials: ResolvedDials) -> list[str]:
    """Channels on which an action that is allowed and can start costs media money."""
    costs = {c.name: c.cost + c.cost_per_thousand + c.cost_per_click > 0 for c in scenario.channels}
    return sorted(name for name in scenario.reached(dials) if costs[name])


def _pools(p: Record, scenario: Scenario, dials: ResolvedDials, scale: float, windows: int) -> None:
    """Each pool's budget for the run: the sum of its channels' shares of the total."""
    run = windows * scenario.scenario.window / (365.0 * DAY)
    total = scenario.budget.total * scale * run
    paid = paid_channels(scenario, dials)
    split = dict(scenario.budget.split) or {name: 1.0 / len(paid) for name in paid}
    pools = int(dials.budget.max()) + 1
    p["n_pools"] = pools
    p["minimum_price"] = scenario.budget.minimum_return
    budget = np.zeros(pools)
    for place, channel in enumerate(scenario.channels):
        budget[dials.budget[place]] += split.get(channel.name, 0.0) * total
    if pools == 1:
        budget[0] = total  # pooled: the whole ceiling, whatever the split says
    p["pool_budget"][:pools] = budget
    p["linked_pools"] = any(
        len(np.unique(dials.budget[dials.decider == decider])) > 1
        for decider in np.unique(dials.decider)
    )


def _policy(p: Record, scenario: Scenario, dials: ResolvedDials) -> None:
    policy = scenario.contact_policy
    p["quiet_from"] = -1
    p["holdout"] = policy.holdout
    p["count_transactional"] = policy.count_transactional
    if policy.quiet is not None:
        p["quiet_from"], p["quiet_to"] = (minute * MINUTE for minute in policy.quiet)
    p["after_purchase"] = policy.after_purchase // MINUTE
    index = {channel.name: place for place, channel in enumerate(scenario.channels)}
    caps = policy.caps
    assert len(caps) <= CAPS
    p["n_caps"] = len(caps)
    n = len(scenario.channels)
    for place, cap in enumerate(caps):
        p["cap_limit"][place] = cap.limit
        counted = [index[name] for name in cap.channels or tuple(index)]
        if cap.rolls:
            p["cap_kind"][place] = ROLLING
            p["cap_span"][place] = int(cap.per) // MINUTE
            p["rolling"] = 1
        else:
            p["cap_kind"][place] = {"day": DAILY, "week": WEEKLY}[str(cap.per)]
        scope = dials.contact_policy
        if cap.scope == "channel":
            scope = np.arange(n)
        elif cap.scope == "customer":
            scope = np.zeros(n, np.int64)
        for channel in counted:
            together = [other for other in counted if scope[other] == scope[channel]]
            p["cap_group"][place, channel] = sum(1 << other for other in together)
