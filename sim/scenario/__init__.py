"""The scenario file: models, errors, library, and the dials of strategies spelt out."""

from sim.scenario.dials import ResolvedDials, mix
from sim.scenario.reading.labels import Label
from sim.scenario.scenario import Scenario

__all__ = ["Label", "ResolvedDials", "Scenario", "mix"]
