"""One model per table of the scenario file; see `Document` for the whole."""

from sim.scenario.models.base import Table
from sim.scenario.models.behaviour import Behaviour
from sim.scenario.models.catalogue import (
    Action,
    Creative,
    Formula,
    Offer,
    Propensity,
    Treatment,
)
from sim.scenario.models.channel import Channel, Pass
from sim.scenario.models.customers import Customers
from sim.scenario.models.document import MANY, NAMED, Document
from sim.scenario.models.firm import (
    Budget,
    Cap,
    Change,
    ContactPolicy,
    Gap,
    Kpi,
    Platform,
    Price,
    RunIn,
    ScenarioTable,
)
from sim.scenario.models.known import Known
from sim.scenario.models.limits import Constraint, Exclusion, Picks
from sim.scenario.models.market import (
    Competitor,
    Device,
    KpiRule,
    LoyaltyProgramme,
    Outage,
    Service,
    Variant,
)
from sim.scenario.models.persona import Objections, Persona
from sim.scenario.models.span import Span
from sim.scenario.models.strategy import (
    Allowed,
    Continuity,
    Knowledge,
    Recognition,
    Scope,
    Strategy,
    Sync,
)

__all__ = [
    "MANY",
    "NAMED",
    "Action",
    "Allowed",
    "Behaviour",
    "Budget",
    "Cap",
    "Change",
    "Channel",
    "Competitor",
    "Constraint",
    "ContactPolicy",
    "Continuity",
    "Creative",
    "Customers",
    "Device",
    "Document",
    "Exclusion",
    "Formula",
    "Gap",
    "Knowledge",
    "Known",
    "Kpi",
    "KpiRule",
    "LoyaltyProgramme",
    "Objections",
    "Offer",
    "Outage",
    "Pass",
    "Persona",
    "Picks",
    "Platform",
    "Price",
    "Propensity",
    "Recognition",
    "RunIn",
    "ScenarioTable",
    "Scope",
    "Service",
    "Span",
    "Strategy",
    "Sync",
    "Table",
    "Treatment",
    "Variant",
]
