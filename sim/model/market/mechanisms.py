"""Devices, variants, competitors, service, loyalty programme; and which doors they open."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.model.knowledge.view import F_MESSAGE, F_SEGMENT
from sim.model.living import complaints as help_
from sim.model.market.numbers import log_odds
from sim.model.records import market_layout as layout
from sim.model.records import mechanisms as m
from sim.model.records.sizes import DEVICES, MINUTE, RIVALS, SAYINGS, VARIANTS
from sim.scenario import Scenario

Record = Any  # one element of a structured array


def fill_mechanisms(p: Record, scenario: Scenario, scale: float) -> None:
    """Enter what only some scenarios have."""
    _day(p, scenario)
    _devices(p, scenario)
    _beliefs(p, scenario)
    _sayings(p, scenario)
    _variants(p, scenario)
    _rivals(p, scenario)
    _service(p, scenario)
    _programme(p, scenario)
    p["keeps_earlier"] = any(channel.appointments for channel in scenario.channels)
    p["t_lasting"] = (p["t_after"] > 0) | (reads(p, F_MESSAGE) & (p["t_says"] > 0))
    p["t_noted"] = (p["count_lag"] > 0) | p["t_lasting"]
    p["sends"] = bool(p["t_noted"].any())


def reads(p: Record, field: int) -> bool:
    """Whether some rule or formula reads a field of the view."""
    return bool(int(p["reads"]) >> field & 1)


def open_doors(p: Record, scenario: Scenario) -> set[int]:
    """The doors that a market needs, by their numbers in `sim.model.records.mechanisms`."""
    channels = scenario.channels
    needed = {
        m.ASIDE: any(channel.beside for channel in channels),
        m.CONTENT: bool(scenario.messages),
        m.MASS: any(channel.is_mass for channel in channels),
        m.SENDING: bool(p["sends"]),
        m.SPACING: p["n_pairs"] > 0,
        m.RIVALS: p["n_rivals"] > 0,
        m.WONDERING: p["help"][help_.QUESTIONS] > 0.0,
        m.COMPLAINING: p["help"][help_.COMPLAINTS] > 0.0,
        m.PURSUING: bool(p["cases"]),
        m.ANSWERING: bool(p["cases"]),
        m.SAVING: bool(p["saves_at"].any()),
        m.EARNING: bool(p["saves_at"].any()),
        m.RECKONING: bool(p["saves_at"].any()),
    }
    return {door for door, open_ in needed.items() if open_}


def last_memory(p: Record, doors: set[int]) -> str | None:
    """The last field of the optional memory that a market needs; None where it needs none.

    Fields stand in the order of `sim.model.records.layout.memory_dtype`.
    """
    needed = {
        "obs": p["n_delays"] > 0,
        "recent": bool(p["rolling"]),
        "balance": m.EARNING in doors,
        "sent": m.SENDING in doors,
        "converted_before": bool(p["own_conversions"]),
        "variant": p["n_variants"] > 0,
        "case_tries": bool(p["cases"]),
        "said": m.CONTENT in doors,
        "converted_before_all": bool(p["keeps_earlier"]),
    }
    return next((name for name, asked in needed.items() if asked), None)


def _day(p: Record, scenario: Scenario) -> None:
    """Share of a day's activity that has passed at the end of each hour."""
    day = np.array(scenario.scenario.day)
    p["flat_day"] = bool(np.all(day == day[0]))
    p["day"] = np.cumsum(day) / day.sum()
    p["day"][23] = 1.0


def _devices(p: Record, scenario: Scenario) -> None:
    assert len(scenario.devices) <= DEVICES
    p["n_devices"] = len(scenario.devices)
    for place, device in enumerate(scenario.devices):
        p["d_effort"][place] = device.effort
        for number, persona in enumerate(scenario.personas):
            p["p_device"][number, place] = persona.devices.get(device.name, 0.0)


def _beliefs(p: Record, scenario: Scenario) -> None:
    """Whom the firm takes each persona for, cumulative."""
    p["segments"] = reads(p, F_SEGMENT)
    names = [persona.name for persona in scenario.personas]
    for number, persona in enumerate(scenario.personas):
        shares = [persona.taken_for.get(name, 0.0) for name in names]
        shares[number] = 1.0 - sum(shares) + shares[number]
        p["p_taken_for"][number, : len(names)] = np.cumsum(shares)


def _sayings(p: Record, scenario: Scenario) -> None:
    assert len(scenario.messages) < SAYINGS
    number = {name: place + 1 for place, name in enumerate(scenario.messages)}
    for creative in scenario.creatives:
        for other in creative.contradicts if creative.message is not None else ():
            one = number[str(creative.message)]
            p["says_against"][one] |= np.uint64(1 << number[other])
            p["says_against"][number[other]] |= np.uint64(1 << one)


def _variants(p: Record, scenario: Scenario) -> None:
    assert len(scenario.variants) < VARIANTS
    p["n_variants"] = len(scenario.variants)
    for place, variant in enumerate(scenario.variants):
        p["v_price"][place + 1] = variant.price
        p["v_chance"][place + 1] = variant.chance


def _rivals(p: Record, scenario: Scenario) -> None:
    assert len(scenario.competitors) <= RIVALS
    p["n_rivals"] = len(scenario.competitors)
    for place, rival in enumerate(scenario.competitors):
        p["r_price"][place] = rival.price
        for number, channel in enumerate(scenario.channels):
            p["r_presence"][place, number] = log_odds(rival.presence.get(channel.name, 0.0))


def _service(p: Record, scenario: Scenario) -> None:
    service = scenario.document.service
    h = p["help"]
    h[help_.QUESTIONS] = service.questions
    h[help_.COMPLAINTS] = service.complaints
    h[help_.COMPLAINT_DELAY] = service.complaint_delay
    h[help_.PATIENCE] = service.patience
    h[help_.REPEAT_EFFORT] = service.repeat_effort
    h[help_.REPEAT_GOODWILL] = service.repeat_goodwill
    h[help_.RECOVERY] = service.recovery
    h[help_.UNANSWERED] = service.unanswered
    h[help_.MOST_TRIES] = service.tries
    h[help_.FORGOTTEN] = service.forgotten / MINUTE
    p["cases"] = service.questions > 0.0 or service.complaints > 0.0


def _programme(p: Record, scenario: Scenario) -> None:
    programme = scenario.document.loyalty_programme
    g = p["programme"]
    g[layout.EARNS] = programme.earns
    g[layout.JOINS] = programme.joins
    g[layout.LEAST] = programme.least
    g[layout.RECOGNISED] = programme.recognised
    if programme.earns > 0.0:
        for place, channel in enumerate(scenario.channels):
            p["saves_at"][place] = not programme.channels or channel.name in programme.channels
