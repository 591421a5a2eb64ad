"""The channels of a market as kernels read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.random import entity, name_hash
from sim.model.market.catalogue import enter_spans
from sim.model.market.numbers import LN2, MILLION, log_odds, scaled_servers
from sim.model.records.sizes import DAY, MINUTE, MOST_AGE
from sim.model.records.vocabulary import OBJECTIONS, STEPS
from sim.scenario import Scenario
from sim.scenario.models import Channel

Record = Any  # one element of a structured array

INTENTS = ("none", "general", "specific")


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


def fill_channel(p: Record, place: int, channel: Channel, scenario: Scenario, scale: float) -> None:
    index = {other.name: number for number, other in enumerate(scenario.channels)}
    p["c_entity"][place] = entity(channel.name)
    p["c_hash"][place] = name_hash(channel.name)
    p["c_affinity"][place] = mean_affinity(scenario, place)
    p["c_visits"][place] = channel.visits / DAY / 255.0
    p["visited"] |= np.uint32((channel.visits > 0) << place)
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
    p["c_servers"][place] = scaled_servers(channel.servers, scale) * channel.parallel
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
    _ways(p, place, channel, scenario, index)
    _payment(p, place, channel, index)
    _contacts(p, place, channel, scenario, scale)
    enter_spans(p, "c", place, channel.dates)


def _ways(
    p: Record, place: int, channel: Channel, scenario: Scenario, index: Mapping[str, int]
) -> None:
    """How people come, on what, and where they go on."""
    there = {other.name: index[other.name] for other in scenario.channels if not other.absent}
    p["c_intent"][place] = INTENTS.index(channel.intent)
    p["c_leads_to"][place] = there.get(channel.leads_to or "", -1)
    p["c_friends_only"][place] = channel.friends_only
    p["c_catchment"][place] = channel.catchment
    p["c_users"][place] = share_of_users(channel)
    firms = channel.users.get("business")
    p["c_business"][place] = -1 if firms is None else round(firms * 255)
    p["c_hours"][place] = bool(channel.hours) and not channel.has_queue and not channel.appointments
    p["c_devices"][place] = sum(
        1 << number for number, item in enumerate(scenario.devices) if item.name in channel.devices
    )
    for name, chance in channel.beside.items():
        p["c_beside"][place, index[name]] = chance if name in there else 0.0
    p["c_overflow"][place] = there.get(channel.overflow or "", -1)
    p["c_solves"][place] = channel.solves
    p["c_desk"][place] = channel.takes_cases
    p["c_answer"][place] = channel.answer_time


def share_of_users(channel: Channel) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """uint8[ages]: share in 1/255 of people of each age who use the channel."""
    shares = np.full(MOST_AGE, 255, np.uint8)
    for years, share in channel.users.items():
        first, _, last = years.partition("-")
        if first.isdigit():
            shares[int(first) : int(last or first) + 1] = round(share * 255)
    return shares


def _payment(p: Record, place: int, channel: Channel, index: Mapping[str, int]) -> None:
    p["c_pays_at"][place] = -1 if channel.pays_at is None else index[channel.pays_at]
    p["c_names_buyers"][place] = channel.names_buyers
    p["c_form"][place] = 0 if channel.form is None else STEPS.index(channel.form)
    p["c_express"][place] = channel.express
    p["c_shows_reviews"][place] = channel.shows_reviews
    p["c_commission"][place] = channel.commission
    p["c_order_fee"][place] = round(channel.order_fee * MILLION)


def _contacts(p: Record, place: int, channel: Channel, scenario: Scenario, scale: float) -> None:
    """How contacts get there and what they lead to; mass media."""
    late = channel.landing_delay
    p["c_landing"][place] = scenario.behaviour.landing_delay if late is None else late
    p["c_transit"][place] = channel.transit
    days = () if channel.delivery_days is None else channel.delivery_days
    p["c_delivers_on"][place] = sum(1 << day for day in days)
    p["c_mass"][place] = channel.is_mass
    p["c_followers"][place] = channel.followers
    p["c_rating"][place] = channel.rating / 255.0
    p["c_spot_cost"][place] = round(channel.cost_per_spot * scale * MILLION)
