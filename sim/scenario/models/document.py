"""The file as a whole."""

from __future__ import annotations

from typing import Any

from sim.scenario.models.base import Table, given
from sim.scenario.models.behaviour import Behaviour
from sim.scenario.models.catalogue import Action, Creative, Offer
from sim.scenario.models.channel import Channel
from sim.scenario.models.customers import Customers
from sim.scenario.models.firm import (
    Budget,
    Change,
    ContactPolicy,
    Kpi,
    Platform,
    RunIn,
    ScenarioTable,
)
from sim.scenario.models.known import Known
from sim.scenario.models.limits import Constraint, Exclusion
from sim.scenario.models.market import (
    Competitor,
    Device,
    KpiRule,
    LoyaltyProgramme,
    Outage,
    Service,
    Variant,
)
from sim.scenario.models.persona import Persona
from sim.scenario.models.strategy import Strategy


class Document(Table):
    """A scenario file."""

    scenario: ScenarioTable = given(..., "what is simulated, from when, for how long")
    behaviour: Behaviour = given({}, "how people react")
    platform: Platform = given({}, "price list of the dials")
    contact_policy: ContactPolicy = given({}, "when and how often a customer may be contacted")
    budget: Budget = given({}, "the ceiling on media spending")
    kpi: Kpi = given({}, "which result decides")
    uncertainty: dict[str, Any] = given({}, "ranges of numbers, by dotted key")
    customers: Customers | None = given(None, "a table of real customers")
    service: Service = given({}, "questions and complaints")
    loyalty_programme: LoyaltyProgramme = given({}, "points that buyers earn and pay with")
    run_in: RunIn | None = given(None, "how customers come by their history")
    known: Known = given(
        {}, "last year's totals as the owner knows them; `journey check` holds the other numbers "
        "against them, and no result depends on them",
    )  # fmt: skip
    persona: tuple[Persona, ...] = given(..., "kinds of customers")
    channel: tuple[Channel, ...] = given(..., "places where firm and customers meet")
    device: tuple[Device, ...] = given((), "what people use to reach channels")
    variant: tuple[Variant, ...] = given((), "other forms of the product")
    competitor: tuple[Competitor, ...] = given((), "who else is there")
    creative: tuple[Creative, ...] = given((), "words and pictures")
    offer: tuple[Offer, ...] = given((), "discounts")
    action: tuple[Action, ...] = given((), "what the firm can do")
    constraint: tuple[Constraint, ...] = given(
        (), "what all picks of a window's plan come to, at least or at most"
    )
    exclusion: tuple[Exclusion, ...] = given((), "actions that nobody gets together in one plan")
    strategy: tuple[Strategy, ...] = given(..., "what each channel may know, and who decides")
    change: tuple[Change, ...] = given((), "what is different from some day on")
    outage: tuple[Outage, ...] = given((), "what is out of order for a time")
    kpi_rule: tuple[KpiRule, ...] = given((), "what moves where a channel misses its target")


NAMED = (
    "persona", "channel", "device", "variant", "competitor", "creative", "offer", "action",
    "constraint", "strategy", "outage", "kpi_rule",
)  # fmt: skip
"""Lists of tables whose members have names."""
MANY = (*NAMED, "change", "exclusion")
"""All lists of tables."""
