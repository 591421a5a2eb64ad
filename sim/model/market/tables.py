"""Fills the parameter record of one phase of a market from a validated scenario."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np

from sim.model.market import catalogue
from sim.model.market.catalogue import TreatmentName, bits
from sim.model.market.channels import fill_channel
from sim.model.market.mechanisms import fill_mechanisms
from sim.model.market.policy import fill_policy
from sim.model.records import parameters
from sim.model.records.layout import width_for
from sim.model.records.market_layout import params_dtype
from sim.model.records.sizes import DAY, DELAYS, MINUTE, OFFERS, PERSONAS
from sim.model.records.vocabulary import OBJECTIONS
from sim.scenario import Scenario
from sim.scenario.dials import ResolvedDials

Record = Any  # one element of a structured array


def fill(
    scenario: Scenario,
    dials: ResolvedDials,
    *,
    scale: float,
    windows: int,
    names: Sequence[TreatmentName],
    silent: Collection[str] = (),
) -> np.ndarray[Any, np.dtype[np.void]]:
    """Parameters of one phase: one record of `params_dtype`, shape (1,).

    Args:
        scale: customers over the scenario's market.
        windows: over which budgets are spread.
        names: all treatments, in their order.
        silent: channels on which no action is taken, as they are out of order.
    """
    record = np.zeros(1, params_dtype(width_for(len(scenario.channels))))
    p = record[0]
    _market(p, scenario, windows, len(names))
    _behaviour(p, scenario)
    _personas(p, scenario)
    for place, channel in enumerate(scenario.channels):
        fill_channel(p, place, channel, scenario, scale)
    _offers(p, scenario)
    _dials(p, scenario, dials, scale, windows)
    catalogue.fill(p, scenario, dials, names, silent)
    fill_policy(p, scenario, dials)  # reads which action each treatment belongs to
    fill_mechanisms(p, scenario, scale)
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
        p["p_phases"][place] = persona.regularity
        p["p_change"][place] = 1.0
        p["p_age"][place] = persona.age
        p["p_business"][place] = persona.business
        p["p_silent"][place] = not persona.addressed


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
    p["recognition"][:n] = dials.recognition[:, None]
    for place, device in enumerate(scenario.devices):
        p["recognition"][:n, place] = dials.recognition * device.recognition
    p["false_match"] = dials.false_match
    for name, scope in (
        ("decider", dials.decider),
        ("offer_scope", dials.offers),
        ("suppression_scope", dials.suppression),
        ("pool", dials.budget),
        ("policy_scope", dials.contact_policy),
    ):
        p[name][:n] = scope
    p["n_deciders"] = int(dials.decider.max()) + 1
    p["slots"] = dials.slots
    p["continuity"][:n, :n] = dials.continuity
    _pools(p, scenario, dials, scale, windows)


def paid_channels(scenario: Scenario, dials: ResolvedDials) -> list[str]:
    """Channels on which an action that is allowed and can start costs media money."""
    costs = {
        c.name: c.cost + c.cost_per_thousand + c.cost_per_click + c.cost_per_spot > 0
        for c in scenario.channels
    }
    return sorted(name for name in scenario.reached(dials) if costs[name])


def _pools(p: Record, scenario: Scenario, dials: ResolvedDials, scale: float, windows: int) -> None:
    """Each pool's budget for the run: the sum of its channels' shares of the total."""
    run = windows * scenario.scenario.window / (365.0 * DAY)
    total = scenario.budget.total * scale * run
    paid = paid_channels(scenario, dials)
    for place, channel in enumerate(scenario.channels):
        p["paid"][place] = channel.name in paid
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
