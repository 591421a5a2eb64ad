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
from sim.scenario.models.document import NAMED, Document
from sim.scenario.models.firm import (
    Budget,
    Cap,
    Change,
    ContactPolicy,
    Kpi,
    Platform,
    Price,
    ScenarioTable,
)
from sim.scenario.models.persona import Objections, Persona
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
    "NAMED",
    "Action",
    "Allowed",
    "Behaviour",
    "Budget",
    "Cap",
    "Change",
    "Channel",
    "ContactPolicy",
    "Continuity",
    "Creative",
    "Customers",
    "Document",
    "Formula",
    "Knowledge",
    "Kpi",
    "Objections",
    "Offer",
    "Pass",
    "Persona",
    "Platform",
    "Price",
    "Propensity",
    "Recognition",
    "ScenarioTable",
    "Scope",
    "Strategy",
    "Sync",
    "Table",
    "Treatment",
]
